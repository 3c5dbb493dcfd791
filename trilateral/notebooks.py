"""Run notebooks and write their outputs back in one normal form, so that a diff shows only what changed."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trilateral.errors import UserError
from trilateral.paths import replace_file
from trilateral.text import one_line
from trilateral.unattended import VARIABLE

if TYPE_CHECKING:
    import nbformat

__all__ = [
    "YOUR_TURN",
    "NotebookError",
    "execute",
    "lock",
    "noise",
    "normalise",
    "read",
    "refuse_noise",
    "rerun",
    "run",
    "write",
]

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
# What a front end adds to a cell's metadata in passing, and nobody wants to review.
NOISE = ("execution", "collapsed", "scrolled", "jupyter", "trusted", "ExecuteTime")
YOUR_TURN = "your-turn"
"""The tag of the cells of a lesson in which it is the student's turn: what there is to do, and the answer."""
# The tag of a cell whose output is hidden until somebody runs it: what the turn above it asks to predict.
HIDDEN = "hide-output"
# What a notebook says of itself: the code of a form, and the version of its questions.
OWN = ("trilateral", "trilateral_form")
# A live widget's model is gone when the notebook is opened again. Its picture and table are stored as an
# output of their own, and JupyterLab would put "model not found" where this is kept.
WIDGET = "application/vnd.jupyter.widget-view+json"
# What differs between two runs or two machines, and what it looks like.
CHANGING = {
    "a memory address": r"\b0x[0-9a-f]{6,}",
    "a path of this machine": r"(?<![\w.:/])/(home|root|tmp|Users|usr|work|var|opt)/\w|[A-Z]:\\\\?\w",
    "a Windows path": r"\\Users\\",
    "a warning": r"\b\w+Warning:",
    "a random id": r"(?<![=/])\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-",
}


class NotebookError(UserError):
    """A file that is no notebook, or a notebook that does not run."""


def read(path: Path) -> nbformat.NotebookNode:
    """Return the notebook in a file, as format 4.

    Raises:
        NotebookError: the file is missing or is no notebook. The message says so in one line.
    """
    import nbformat  # with nbclient three seconds, which commands that read no notebook need not wait

    try:
        # nbformat's own reader; it raises many kinds of error on files that are no notebooks.
        notebook: nbformat.NotebookNode = nbformat.read(path, as_version=4)
        nbformat.validate(notebook)
    except FileNotFoundError:
        raise NotebookError(f"{path}: no such file.") from None
    except (OSError, UnicodeError) as error:
        raise NotebookError(f"{path}: cannot be read ({type(error).__name__}).") from None
    except Exception as error:
        reason = str(error).strip().partition("\n")[0][:120] or type(error).__name__
        raise NotebookError(f"{path}: not a Jupyter notebook ({reason}).") from None
    return notebook


def execute(notebook: nbformat.NotebookNode, folder: Path, timeout: int = 120) -> None:
    """Run every cell of a notebook in a new kernel and keep the outputs in it.

    Args:
        notebook: the notebook; it is changed in place.
        folder: the folder in which the kernel works.
        timeout: seconds that one cell may take.

    Raises:
        NotebookError: a cell raised an error (the message names it) or took too long, or the kernel died.
    """
    import asyncio

    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError
    from traitlets.config import Config

    client = NotebookClient(
        notebook,
        timeout=timeout,
        kernel_name="python3",
        resources={"metadata": {"path": str(folder)}},
        # As `start.py` starts them. An old Jupyter does not know the word, and goes on without.
        config=Config(KernelManager={"transport_encryption": "auto"}),
    )
    try:
        # A run like this is no student's.
        client.execute(env={**os.environ, VARIABLE: "1"})
    except CellExecutionError as error:
        failed = next(cell for cell in notebook.cells if _failed(cell))
        raise NotebookError(f"cell {failed.id}: {error.ename}: {error.evalue}") from None
    except asyncio.CancelledError:  # this is what becomes of Ctrl+C while nbclient waits for the kernel
        raise KeyboardInterrupt from None
    except TimeoutError:
        raise NotebookError(f"a cell took longer than {timeout} s") from None
    except RuntimeError as error:
        raise NotebookError(f"the kernel did not start, or died; try again ({error})") from None


def _failed(cell: nbformat.NotebookNode) -> bool:
    return any(output.output_type == "error" for output in cell.get("outputs", []))


def normalise(notebook: nbformat.NotebookNode) -> None:
    """Bring a notebook, in place, into the form in which it is committed."""
    import nbformat

    own = {name: notebook.metadata[name] for name in OWN if name in notebook.metadata}
    notebook.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}, **own})
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    lock(notebook)
    count = 0
    for cell in notebook.cells:
        metadata = {name: value for name, value in cell.metadata.items() if name not in NOISE}
        if HIDDEN in metadata.get("tags", []):
            metadata["jupyter"] = {"outputs_hidden": True}  # JupyterLab shows it when the cell is run
        cell.metadata = nbformat.from_dict(dict(sorted(metadata.items())))
        cell.source = "\n".join(line.rstrip() for line in cell.source.strip("\n").split("\n"))
        if cell.cell_type != "code":
            continue
        count += 1
        cell.execution_count = count
        for output in cell.outputs:
            if "execution_count" in output:
                output.execution_count = count
            output.get("data", {}).pop(WIDGET, None)
        cell.outputs = _joined(cell.outputs)


def lock(notebook: nbformat.NotebookNode) -> None:
    """Lock, in place, the cells that are not the reader's to write: a key pressed beside a cell deletes none.

    Text and check cells can be neither changed nor deleted, answers and reflections not deleted. nbgrader's
    metadata say which cell is which, and which notebook is an exercise: there the code on which questions
    rest is locked as text is, and a call of `hint` can be changed. In a lesson code may be thrown away, but
    for the cells of the student's turn.
    """
    exercise = any("nbgrader" in cell.metadata for cell in notebook.cells)
    for cell in notebook.cells:
        part = cell.metadata.get("nbgrader", {})
        own = bool(part.get("solution")) or (cell.cell_type == "code" and cell.source.startswith("hint("))
        fixed = not own and (exercise or cell.cell_type != "code" or bool(part.get("locked")))
        kept = exercise or fixed or YOUR_TURN in cell.metadata.get("tags", [])
        for name, locked in (("deletable", kept), ("editable", fixed)):
            cell.metadata.pop(name, None)
            if locked:
                cell.metadata[name] = False


def noise(notebook: nbformat.NotebookNode) -> list[str]:
    """Return what a notebook's outputs hold that another run would not give again, or nbval not compare.

    Each item names the cell, what it is, and the text around it.
    """
    found = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            for kind, text in _shown(output).items():
                if kind in ("stderr", "error"):
                    found.append(f"cell {cell.id}: an error or warning: {text.strip()[:120]}")
                elif kind.startswith("image/"):
                    found.append(f"cell {cell.id}: a picture ({kind}); use show(figure, alt=...)")
                elif kind == WIDGET:
                    found.append(f"cell {cell.id}: a widget's model, which does not last")
                for what, pattern in CHANGING.items():
                    if match := re.search(pattern, text):
                        around = text[max(0, match.start() - 40) : match.end() + 40]
                        found.append(f"cell {cell.id}: {what}: {around}")
    return found


def _shown(output: Any) -> dict[str, str]:
    """Return what an output shows, by its kind."""
    if output.output_type == "stream":
        return {output.name: output.text}
    if output.output_type == "error":
        return {"error": "\n".join(output.traceback)}
    return {kind: value if isinstance(value, str) else str(value) for kind, value in output.data.items()}


def refuse_noise(notebook: nbformat.NotebookNode) -> None:
    """Refuse a notebook whose outputs would differ on the next run.

    Raises:
        NotebookError: the first such output, and its cell.
    """
    if found := noise(notebook):
        raise NotebookError(one_line(found[0]))


def _joined(outputs: list[Any]) -> list[Any]:
    """Return the outputs with pieces of one stream that follow each other put together."""
    joined: list[Any] = []
    for output in outputs:
        before = joined[-1] if joined else None
        if (
            before is not None
            and output.output_type == before.output_type == "stream"
            and output.name == before.name
        ):
            before.text += output.text
        else:
            joined.append(output)
    return joined


def write(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Write a notebook with one space of indent, real characters and a last line end, whole or not at all."""
    import nbformat

    replace_file(path, nbformat.writes(notebook, indent=1, ensure_ascii=False).rstrip("\n") + "\n")


def run(notebook: nbformat.NotebookNode, path: Path) -> None:
    """Run a notebook in its file's folder, and write it there in normal form.

    Raises:
        NotebookError: it does not run, or its outputs would differ on the next run; its file is left alone.
    """
    try:
        execute(notebook, path.parent)
        normalise(notebook)
        refuse_noise(notebook)
    except NotebookError as error:
        raise NotebookError(f"{path}: {error}") from None
    write(notebook, path)


def rerun(paths: Iterable[Path]) -> None:
    """Run notebooks, one after the other, and write each back in normal form; print its time.

    Raises:
        NotebookError: one does not run, or its outputs would differ on the next run; it is left as it was.
    """
    for path in paths:
        began = time.monotonic()
        run(read(path), path)
        print(f"{path}: {time.monotonic() - began:.1f} s", flush=True)
