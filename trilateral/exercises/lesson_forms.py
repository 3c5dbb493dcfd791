"""Lessons that differ from student to student: those with a turn that varies, in the form of a code.

A lesson's form is the lesson with other words in the cells of its turns, and with the code in its title and
its first code cell. `questions/NN-turns.json` of that form has these cells, so that `trilateral reset` brings
back the form and not the common lesson, and names the turns that vary: the common lesson has no code by which
a check could tell that it lies beside another form's files.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import nbformat

from trilateral.exercises.files import file_of, read_content
from trilateral.exercises.originals import is_original
from trilateral.exercises.source import Exercise, vary
from trilateral.exercises.turns import lessons_with_turns, make_turns, mark, read_lesson
from trilateral.exercises.variants import choose, replace_words, say_form, use_form_in
from trilateral.notebooks import normalise, read
from trilateral.paths import checkout_folder, exercises_folder, lessons_folder

__all__ = ["form_of_lesson", "in_form", "turns_of_form", "varied_lessons"]


def varied_lessons(folder: Path, number: str) -> dict[Path, Exercise]:
    """Return the lessons of an exercise by their files, if a turn of one of them varies; else nothing.

    Args:
        folder: the folder of the exercises; the lessons lie beside it.
        number: of the exercise.

    Raises:
        NotebookError: one of the lessons or their TOMLs cannot be read, or they do not fit together.
    """
    pairs = lessons_with_turns(folder, [number])
    if not any("variants]" in toml.read_text(encoding="utf-8") for _, toml in pairs):
        return {}
    lessons = {(source := _untouched(path)): read_lesson(source, toml) for path, toml in pairs}
    return lessons if any(map(_varies, lessons.values())) else {}


def turns_of_form(lessons: Mapping[Path, Exercise], code: str) -> tuple[list[Exercise], dict[str, Any]]:
    """Return lessons in a code's form, and what its `questions/NN-turns.json` holds.

    Args:
        lessons: those of one exercise, as `varied_lessons` gives them.
        code: the code.
    """
    exercises = [vary(one, code) if _varies(one) else one for one in lessons.values()]
    cells = {
        one.stem: _cells_of(read(path), one)
        for path, one in zip(lessons, exercises, strict=True)
        if one.variant
    }
    varying = [question.number for one in exercises for question in one.questions if question.variants]
    return exercises, make_turns(*exercises) | {"variant": code, "varies": varying, "cells": cells}


def in_form(lesson: nbformat.NotebookNode, code: str, cells: Mapping[str, str]) -> None:
    """Bring an untouched lesson, in place, into the form of a code, without outputs."""
    mark(lesson)
    for cell in lesson.cells:
        cell.source = cells.get(cell.id, cell.source)
        if cell.cell_type == "code":
            cell.outputs = []
    lesson.metadata["trilateral"] = {"variant": code}
    normalise(lesson)


def form_of_lesson(stem: str, near: Path) -> tuple[str, dict[str, str]]:
    """Return the code of the form in which a lesson was handed out, and its cells; "" for the common form.

    Args:
        stem: the name of the lesson's file, without its ending.
        near: the folder of the student's copy.
    """
    try:
        content = read_content(file_of(exercises_folder(near), "questions", f"{stem[:2]}-turns"))
        cells = content["cells"][stem]
        return str(content["variant"]), {str(name): str(source) for name, source in cells.items()}
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return "", {}


def _varies(lesson: Exercise) -> bool:
    return any(question.variants for question in lesson.questions)


def _untouched(path: Path) -> Path:
    """Return the file of a lesson in which nobody has typed: teachers, too, try the cells of their course."""
    original = lessons_folder() / path.name
    ours = checkout_folder() == path.parent.parent
    if ours and original.is_file() and is_original(path.name, original.read_bytes()):
        return original
    return path


def _cells_of(lesson: nbformat.NotebookNode, exercise: Exercise) -> dict[str, str]:
    """Return by id the cells of a lesson that are others in a form; `exercise` is the lesson in that form."""
    cells = {cell.id: cell for cell in lesson.cells}
    made = {}
    for question in exercise.questions:
        changes = choose(exercise.variant, question.number, question.variants)
        for name in (question.cell_id(letter) for letter in "qa"):
            made[name] = replace_words(cells[name].source, changes)
    title = next(cell for cell in lesson.cells if cell.cell_type == "markdown")
    first = next(cell for cell in lesson.cells if cell.cell_type == "code")
    made[title.id] = say_form(title.source, exercise.variant)
    made[first.id] = use_form_in(first.source, exercise.variant)
    return {name: source for name, source in made.items() if source != cells[name].source}
