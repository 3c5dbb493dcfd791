"""A student's own copy that is older than the course beside it: which of its questions are others by now.

At a student's home there are no earlier solutions, so a question is checked as it is asked now; but nobody is
told "not yet" for a question that they never saw, without being told that too. `keys/NN.json` says what each
version asked. A copy that says nothing of its version, or names one that is not there, is taken as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trilateral.exercises.files import code_of, file_of, read_content
from trilateral.exercises.ids import CELL, checked_in, exercise_of, is_question
from trilateral.exercises.notebook_file import saved_as
from trilateral.exercises.versions import claim, compare, set_up_changed
from trilateral.unattended import unattended

__all__ = ["Difference", "changed_since", "difference", "difference_of_file", "own_notebook"]


@dataclass(frozen=True)
class Difference:
    """What is otherwise in an older copy: questions that it has not, that have changed, that are no more.

    Attributes:
        set_up: questions that are asked as before, but the code that is given above them is another by now.
    """

    absent: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    set_up: tuple[str, ...] = ()

    def lines(self, exercise: str) -> list[str]:
        """Return what there is to say of it, in plain words; nothing where it is of today."""
        told = []
        if self.changed:
            told.append(f"Changed since, and checked as they are asked now: {', '.join(self.changed)}.")
        if self.set_up:
            told.append(
                "The code that is given above them has changed since, and today's was run: "
                f"{', '.join(self.set_up)}."
            )
        if self.absent:
            told.append(f"Not in your copy, and not counted: {', '.join(self.absent)}.")
        if self.gone:
            told.append(f"Asked no more, and not checked: {', '.join(self.gone)}.")
        return [f"Your copy is of an older version of exercise {exercise}.", *told] if told else []


def difference(
    version: str,
    claimed: Mapping[str, str],
    present: Iterable[str],
    questions: Mapping[str, Any],
    key: Mapping[str, Any],
    cells: Iterable[Mapping[str, Any]],
) -> Difference:
    """Return what is otherwise in a copy.

    Args:
        version: what the copy says that it is of.
        claimed: what it says that each question asks, as a digest.
        present: the questions of which a cell is in it.
        questions: the content of `exercises/questions/NN.json`.
        key: the content of `exercises/keys/NN.json`; those of earlier courses know no versions.
        cells: the copy's cells.
    """
    known = key.get("versions")
    then = known.get(version) if isinstance(known, dict) else None
    if not isinstance(then, dict) or version == questions.get("version"):
        return Difference()
    now = {number: str(entry.get("asked", "")) for number, entry in questions["questions"].items()}
    present = set(present)
    absent, changed, gone = compare(now, then, present, claimed)
    given = _set_up_changed(questions["form"], cells)
    return Difference(
        tuple(absent),
        tuple(changed),
        tuple(one for one in gone if one in present),
        tuple(one for one in now if one in given and one in present and one not in changed),
    )


def _set_up_changed(form: Iterable[Mapping[str, Any]], cells: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the questions of a copy above which the code that was given is another than in today's form.

    A student's own cells do not count, nor does a copy that an old editor has saved without the cells' ids.
    """
    ids = {cell["id"] for cell in form}
    own = [
        {"id": cell["id"], "cell_type": cell["cell_type"], "source": "".join(cell["source"])}
        for cell in cells
        if isinstance(cell, Mapping) and cell.get("id") in ids
    ]
    codes = {cell["id"] for cell in own if cell["cell_type"] == "code" and not CELL.fullmatch(cell["id"])}
    return set_up_changed(form, own) if codes else set()


def difference_of_file(path: Path, exercise: str, home: Path) -> Difference:
    """Return what is otherwise in a notebook; nothing where it or the course's files cannot be read."""
    try:
        notebook, code = code_of(path)
        questions, key = (read_content(file_of(home, what, exercise)) for what in ("questions", "keys"))
        present = {number for _, source in code for number in checked_in(source)}
        return difference(*claim(notebook), present, questions, key, notebook["cells"])
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return Difference()


def own_notebook(exercise: str, folder: Path) -> Path | None:
    """Return the notebook in a folder that we work in, as Jupyter names it, else the one that is there."""
    if named := saved_as():
        return named
    found = list(folder.glob(f"{exercise}-*.ipynb"))
    return found[0] if len(found) == 1 else None


def changed_since(question: str, home: Path) -> str:
    """Return what a check says beside its verdict where the copy asks something else; "" where not."""
    # A form that is built is run beside the one that it replaces.
    if unattended() or not is_question(question):
        return ""
    try:
        path = own_notebook(exercise_of(question), Path.cwd())
    except OSError:  # the folder is gone
        return ""
    if path is None:
        return ""
    older = difference_of_file(path, exercise_of(question), home)
    if question in older.set_up:
        return (
            f"The code that is given above {question} has changed since your copy was made. To see it: close "
            f"this notebook, and in a terminal `trilateral reset {path.name}`; your answers are kept in old/."
        )
    if question not in older.changed:
        return ""
    return (
        f"{question} has changed since your copy was made, and is checked as it is asked now. To see it: "
        f"close this notebook, and in a terminal `trilateral reset {path.name} --question {question}`."
    )
