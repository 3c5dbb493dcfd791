"""Hand out forms that differ: `trilateral release --variant CODE`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbformat

from trilateral.exercises.build import (
    make_assignment,
    make_questions,
    restore_assignment,
    solutions_of,
    write_json,
)
from trilateral.exercises.files import read_content
from trilateral.exercises.ids import form_name
from trilateral.exercises.kept_versions import asked_by_version, keep
from trilateral.exercises.keys import make_key
from trilateral.exercises.lesson_forms import in_form, turns_of_form, varied_lessons
from trilateral.exercises.source import Exercise, read_exercise
from trilateral.exercises.variants import CODE
from trilateral.exercises.worked import make_worked
from trilateral.notebooks import NotebookError, normalise, read, write
from trilateral.paths import replace_file

__all__ = ["release"]

# What students get of an exercise, and of a lesson's turns.
PARTS = ("questions", "keys", "worked")


def release(folder: Path, codes: Iterable[str], out: Path, only: Iterable[str] = ()) -> Iterator[Path]:
    """Make for each code a folder that takes the place of `exercises/`, and yield it.

    It holds the code's forms, in `lessons/` the lessons with a turn that varies, and the common form of each
    exercise that was not asked for, unless an earlier release has left the code's own there.

    Args:
        folder: the folder of the exercises, with `solutions/` in it.
        codes: the codes; each gets a folder of its own in `out`.
        out: a folder; what is in it of the same name is written over.
        only: numbers of exercises, as people type them; all by default.

    Raises:
        NotebookError: a code is none (nothing is written then), a solution or its TOML needs mending, or
            there is no such exercise.
    """
    solutions = solutions_of(folder, only)
    codes = list(dict.fromkeys(codes))
    for code in codes:
        if not CODE.fullmatch(code):
            raise NotebookError(f"{code!r} is no code: letters a to z, digits and hyphens, at most 40.")
        if twin := next((one for one in codes if one != code and one.casefold() == code.casefold()), ""):
            raise NotebookError(f"{code} and {twin} would be one folder on many computers: change one.")
    for path in solutions:
        keep(folder, path)
    lessons = [varied_lessons(folder, path.name[:2]) for path in solutions]
    for code in codes:
        target = out / code
        _lay_common(folder, target, code)
        for path in solutions:
            exercise = read_exercise(path, code)
            key = make_key(exercise) | {"versions": asked_by_version(folder, exercise)}
            made = (make_questions(exercise), key, make_worked(exercise))
            _write_parts(target, f"{exercise.number}.json", *made)
            _write_form(make_assignment(exercise), target / f"{form_name(path.stem)}.ipynb")
        for group in filter(None, lessons):
            _lay_lessons(group, target, code)
        yield target


def _lay_lessons(lessons: Mapping[Path, Exercise], target: Path, code: str) -> None:
    """Write those of an exercise's lessons that vary, in a code's form, and the files of all their turns."""
    exercises, questions = turns_of_form(lessons, code)
    name = f"{exercises[0].number}-turns.json"
    _write_parts(target, name, questions, make_key(*exercises), make_worked(*exercises))
    for path in lessons:
        if cells := questions["cells"].get(path.stem):
            lesson = read(path)
            in_form(lesson, code, cells)
            write(lesson, target / "lessons" / path.name)


def _write_parts(target: Path, name: str, *contents: dict[str, Any]) -> None:
    for what, content in zip(PARTS, contents, strict=True):
        write_json(target / what / name, content)


def _lay_common(folder: Path, target: Path, code: str) -> None:
    """Copy all that was built for the common form, but for what the target has of the code's own."""
    readme = folder / "README.md"
    if readme.is_file():
        replace_file(target / readme.name, readme.read_text(encoding="utf-8"))
    for path in sorted(folder.glob("questions/*.json")):
        if _variant(target / "questions" / path.name) == code:
            continue
        for what in PARTS:
            with suppress(FileNotFoundError):  # `worked` may be kept back
                text = (folder / what / path.name).read_text(encoding="utf-8")
                replace_file(target / what / path.name, text)
        try:
            content = read_content(path)
        except ValueError as error:
            raise NotebookError(f"{path}: damaged ({error}). `trilateral build` makes it anew.") from None
        if "form" in content:  # turns have none
            _write_form(restore_assignment(content), target / f"{form_name(path.stem)}.ipynb")


def _variant(questions: Path) -> str:
    """Return the code of whose form an earlier release has left questions; "" of the common form."""
    try:
        return str(read_content(questions).get("variant", ""))
    except (OSError, ValueError):
        return ""


def _write_form(form: nbformat.NotebookNode, path: Path) -> None:
    normalise(form)
    write(form, path)
