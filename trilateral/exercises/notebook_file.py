"""The notebook's file as it was last saved: what a kernel cannot know of cells that have not run.

JupyterLab and Notebook 7 tell the kernel the file's name in JPY_SESSION_NAME, VS Code in a name of the
notebook's own; Colab does not tell it. A file may be renamed after the kernel has started, or saved minutes
ago: so it is asked only where the kernel alone would have to guess, and what it says is called "as saved".
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from trilateral.exercises import executions
from trilateral.exercises.cell_source import analyse_cell
from trilateral.exercises.files import code_of
from trilateral.exercises.ids import cell_id, variable

__all__ = ["SavedCell", "gone", "makers", "saved_as"]

LONGEST = 50  # letters of a cell's first line that are shown


@dataclass(frozen=True)
class SavedCell:
    """A code cell of the file.

    Attributes:
        name: its id.
        source: what stands in it.
        place: its number among the code cells, from 1.
    """

    name: str
    source: str
    place: int

    @property
    def begins(self) -> str:
        """Its first line that holds code, shortened."""
        lines = [line.strip() for line in self.source.splitlines()]
        first = next((line for line in lines if line and not line.startswith(("#", "%"))), "")
        return first if len(first) <= LONGEST else f"{first[: LONGEST - 1]}…"


def makers(name: str) -> list[SavedCell] | None:
    """Return the cells of the saved notebook that give a name a value; None where the file is not known."""
    cells = _cells()
    return None if cells is None else [cell for cell in cells if name in analyse_cell(cell.source).meant]


def gone(question: str) -> str | None:
    """Return a remark where the answer's cell is no longer in the saved notebook, nor another one for it."""
    cells = _cells()
    # Of a notebook without any answers' cells, such as a student's own, nothing is known.
    if not cells or not any(cell.name.startswith("a-") for cell in cells):
        return None
    own, name = cell_id("a", question), variable(question)
    newest = next((execution for execution in reversed(executions.past()) if name in execution.binds), None)
    # A value from another cell may be of one that is not saved yet.
    if newest is None or newest.cell != own:
        return None
    if any(cell.name == own or name in analyse_cell(cell.source).meant for cell in cells):
        return None
    return (
        f"The cell that gives `{name}` a value is not in the notebook as it was last saved; this is a value "
        "from before. In a terminal, `trilateral reset --missing FILE` brings the cell back."
    )


def _cells() -> list[SavedCell] | None:
    path = saved_as()
    if path is None:
        return None
    try:
        code = code_of(path)[1]
    except (OSError, ValueError):
        return None
    return [SavedCell(name, source, place) for place, (name, source) in enumerate(code, 1)]


def saved_as() -> Path | None:
    """Return the notebook's file, where a front end told its name and it is still there."""
    names = executions.names()
    if not names:
        return None
    told = names.get("__vsc_ipynb_file__") or os.environ.get("JPY_SESSION_NAME", "")
    if not isinstance(told, str) or not told.endswith(".ipynb"):
        return None
    # Some servers tell the path from their own folder; a kernel works in the folder of its notebook.
    for path in (Path(told), Path.cwd() / Path(told).name):
        if path.is_absolute() and path.is_file():
            return path
    return None
