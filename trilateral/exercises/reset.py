"""Bring the untouched cells back: `trilateral reset FILE`. The old work is kept in a copy, in `old/`."""

from __future__ import annotations

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import nbformat

from trilateral.exercises.build import restore_assignment
from trilateral.exercises.files import file_of, read_content
from trilateral.exercises.ids import EXERCISE, cell_id, exercise_in, has_cells
from trilateral.exercises.lesson_forms import form_of_lesson, in_form
from trilateral.exercises.originals import is_original, shipped
from trilateral.exercises.versions import FORM, collapse_blanks
from trilateral.notebooks import NotebookError, read, write
from trilateral.paths import LESSON, exercises_folder, lesson_number, lessons_folder, old_name

__all__ = ["lost_cells", "reset"]

MOST_BYTES = 100_000_000
OLD = "old"
"""The folder beside a notebook in which its copies lie."""


def reset(path: Path, question: str = "", missing: bool = False) -> Path:
    """Make a lesson, a form or parts of it untouched again, and return the copy that holds the old work.

    Args:
        path: the student's notebook; for a whole reset it may be damaged.
        question: for example "3.4"; all by default.
        missing: put back only cells that are lost, and leave every answer.

    Raises:
        NotebookError: there is no such file, exercise or question, or nothing is missing. Nothing is changed
            then.
    """
    text = _text(path)
    if lesson := _lesson(path, text):
        if question or missing:
            option = "--question" if question else "--missing"
            raise NotebookError(f"{path}: is a lesson, and has no questions. Leave {option} out.")
        notebook = read(lesson)
        code, cells = form_of_lesson(lesson.stem, path.parent)
        if code:
            in_form(notebook, code, cells)
    else:
        notebook = form = _form(path, text)
        if question:
            notebook = _one_question(read(path), form, question)
        elif missing:
            notebook = _lost(path, read(path), form)
    kept = _copy(path)
    try:
        write(notebook, path)
    except OSError as error:
        raise NotebookError(f"{path}: cannot be written ({error.strerror}).") from None
    return kept


def _text(path: Path) -> str:
    """Return what a file holds; it may be damaged."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES).decode(errors="replace")
    except OSError as error:
        raise NotebookError(f"{path}: cannot be read ({error.strerror}).") from None


def _lesson(path: Path, text: str) -> Path | None:
    """Return the original of the lesson that a file is, or None if it is an exercise.

    Exercises had their lesson's name once. A lesson has no checked cells, and its last one says `finish`.
    """
    if has_cells(text):
        return None
    ends = re.search(rf'finish\(\\?"({LESSON})\\?"\)', text)
    in_lessons = path.resolve().parent.name == "notebooks"
    number = ends[1] if ends else lesson_number(path.name) if in_lessons else ""
    if not number:
        return None
    for name in shipped():
        original = lessons_folder() / name
        # Never from a changed file: a set-up may have found the student's work under the lesson's name.
        if name.startswith(f"{number}-") and original.is_file() and is_original(name, original.read_bytes()):
            return original
    raise NotebookError(
        f"{path}: the original of this lesson is not here; nothing was changed. `python3 start.py` puts it "
        "there if git has it, or take the file anew from where you got the course."
    )


def _form(path: Path, text: str) -> nbformat.NotebookNode:
    """Return the untouched form of the exercise of which a file is: by its cells, or else by its name."""
    named = re.match(rf"({EXERCISE})-", path.name, re.ASCII)
    number = exercise_in(text) or (named[1] if named else "")
    questions = file_of(exercises_folder(path.parent), "questions", number)
    if not questions.is_file():
        raise NotebookError(f"{path}: is of no exercise that is here.")
    try:
        return restore_assignment(read_content(questions))
    except (OSError, ValueError) as error:
        raise NotebookError(f"{questions}: {error}") from None


def _one_question(
    notebook: nbformat.NotebookNode, form: nbformat.NotebookNode, question: str
) -> nbformat.NotebookNode:
    """Put the three cells of a question back as they were, where they were, and leave the rest."""
    wanted = {cell_id(letter, question) for letter in "qac"}
    if not wanted <= {cell.id for cell in form.cells}:
        raise NotebookError(f"there is no question {question} in this exercise.")
    _put_back(notebook, form, wanted)
    _note_asked(notebook, form, question)
    return notebook


def lost_cells(cells: Sequence[Any], form: Sequence[Any]) -> list[str] | None:
    """Return the ids of a form's cells that a notebook has no more, or has as cells of another type.

    None, where the cells have lost their names: some systems give them others. Then more of the form's texts
    stand in cells with strange names than there are cells with their own.
    """
    own = {cell.get("id"): cell.get("cell_type") for cell in cells if isinstance(cell, dict)}
    lost = [cell["id"] for cell in form if own.get(cell["id"]) != cell["cell_type"]]
    known = {cell["id"] for cell in form}
    strange = {_text_of(cell) for cell in cells if isinstance(cell, dict) and cell.get("id") not in known}
    renamed = sum(cell["id"] not in own and _text_of(cell) in strange for cell in form)
    return lost if renamed <= len(known & own.keys()) else None


def _text_of(cell: Any) -> str:
    return collapse_blanks("".join(cell.get("source") or ""))


def _lost(path: Path, notebook: nbformat.NotebookNode, form: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """Put the cells back that are lost; what a student wrote in one whose type was changed stays in it."""
    found = lost_cells(notebook.cells, form.cells)
    if found is None:
        raise NotebookError(
            f"{path}: the cells have lost their names, so it is not known which are missing. For a new form, "
            "`trilateral reset FILE`: it keeps your work in a copy."
        )
    if not (lost := set(found)):
        raise NotebookError(f"{path}: no cell is missing.")
    written: dict[str, list[str]] = {}
    for cell in notebook.cells:
        if cell.get("id") in lost and cell.id[:2] in ("a-", "r-"):
            written.setdefault(cell.id, []).append(cell.source)
    _put_back(notebook, form, lost)
    for cell in notebook.cells:
        # Two cells may have had one name: pasted, or split.
        cell.source = "\n\n".join(dict.fromkeys(written.get(cell.get("id"), [cell.source])))
    return notebook


def _put_back(notebook: nbformat.NotebookNode, form: nbformat.NotebookNode, wanted: set[str]) -> None:
    """Put cells of a form in the place of those that have their ids, or else after the cell before them."""
    before = ""
    for cell in form.cells:
        if cell.id in wanted:
            places = [place for place, own in enumerate(notebook.cells) if own.get("id") == cell.id]
            if places:
                notebook.cells[places[0]] = cell
                for place in reversed(places[1:]):
                    del notebook.cells[place]
            else:
                ids = [own.get("id") for own in notebook.cells]
                end = len(ids) if before else 0
                notebook.cells.insert(ids.index(before) + 1 if before in ids else end, cell)
        before = cell.id


def _note_asked(notebook: nbformat.NotebookNode, form: nbformat.NotebookNode, question: str) -> None:
    """Say in an older form that this question is of today; which version the rest is of stays."""
    own, new = notebook.metadata.get(FORM), form.metadata.get(FORM)
    if isinstance(own, dict) and isinstance(own.get("questions"), dict) and new:
        own["questions"][question] = new["questions"].get(question, "")


def _copy(path: Path) -> Path:
    # In one folder, so that the list of files stays as short as it was.
    folder = path.parent if path.parent.name == OLD else path.parent / OLD
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise NotebookError(f"{folder}: cannot be made ({error.strerror}).") from None
    kept = old_name(folder / path.name)
    try:
        shutil.copy2(path, kept)
    except OSError as error:
        raise NotebookError(f"{kept}: cannot be written ({error.strerror}).") from None
    return kept
