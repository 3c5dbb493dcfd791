"""Make all that students get from the solutions: assignments, questions and keys.

All of it is made from an exercise's source (`source.py`), so that assignment and solution cannot drift apart.
"""

from __future__ import annotations

import copy
import json
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import nbformat

from trilateral.exercises.changed_tables import used_tables
from trilateral.exercises.ids import form_name, number_typed
from trilateral.exercises.kept_versions import asked_by_version, keep
from trilateral.exercises.keys import make_key
from trilateral.exercises.prompts import PLACEHOLDER
from trilateral.exercises.source import (
    Exercise,
    read_exercise,
)
from trilateral.exercises.turns import lessons_with_turns, make_turns, mark, read_lesson
from trilateral.exercises.variants import use_form_in
from trilateral.exercises.versions import FORM, asked, relink, stamp
from trilateral.exercises.worked import make_worked
from trilateral.notebooks import KERNEL, NotebookError, lock, read, run
from trilateral.paths import lesson_number, replace_file

__all__ = [
    "PLACEHOLDER",
    "asked_in",
    "build",
    "build_turns",
    "build_typed",
    "make_assignment",
    "make_questions",
    "relink",
    "restore_assignment",
    "solutions_of",
    "write_json",
]


def build(folder: Path, only: Iterable[str] = ()) -> list[Path]:
    """Make all that students get from the solutions, run solutions and forms, and keep the version.

    Args:
        folder: the folder of the exercises, with `solutions/` in it.
        only: numbers of exercises, for example `["03"]`; all by default.

    Returns:
        The files written: for each exercise the questions, the key, the worked solutions, the solution with
        its outputs, the form.

    Raises:
        NotebookError: a solution or its TOML needs mending. The message says which, where and how.
    """
    written: list[Path] = []
    for path in solutions_of(folder, only):
        exercise = read_exercise(path)
        key = make_key(exercise) | {"versions": asked_by_version(folder, exercise)}
        questions, keys, solved = (
            folder / what / f"{exercise.number}.json" for what in ("questions", "keys", "worked")
        )
        write_json(questions, make_questions(exercise))
        write_json(keys, key)
        write_json(solved, make_worked(exercise))
        form = folder / f"{form_name(path.stem)}.ipynb"
        for notebook, target in ((exercise.solution, path), (make_assignment(exercise), form)):
            run(notebook, target)
        keep(folder, path)
        written += [questions, keys, solved, path, form]
    return written


def build_typed(folder: Path, typed: Iterable[str], turns: bool = False) -> Iterator[Path]:
    """Make what `build` and `build_turns` make, of numbers as people type them, and yield the files.

    Args:
        folder: the folder of the exercises.
        typed: of exercises and lessons; all by default.
        turns: make only what the turns of the lessons need.

    Raises:
        NotebookError: one is no number of these (nothing is run then), or a source needs mending.
    """
    exercises = {path.name[:2] for path in _solutions_in(folder)}
    lessons = {lesson_number(path.name) for path, _ in lessons_with_turns(folder)}
    numbers = _chosen(typed, (exercises | lessons) - {""})
    solved = [one for one in numbers if one[:2] in exercises]
    if not turns and (solved or not numbers):  # lesson 09 has no exercise
        yield from build(folder, solved)
    yield from build_turns(folder, numbers)


def build_turns(folder: Path, only: Iterable[str] = ()) -> list[Path]:
    """Make what the turns of the lessons need, run the lessons and run them solved.

    Args:
        folder: the folder of the exercises; the lessons lie beside it, in `notebooks/`.
        only: as in `lessons_with_turns`. A file that several lessons share is made from all of them, also
            where one is wanted.

    Returns:
        The files written: for each lesson the questions, the key, the worked solutions, the lesson with its
        outputs, the solved lesson.
    """
    written = []
    wanted = lessons_with_turns(folder, only)
    for number in sorted({path.stem[:2] for path, _ in wanted}):
        lessons = {
            path: (toml, read_lesson(path, toml)) for path, toml in lessons_with_turns(folder, [number])
        }
        exercises = [exercise for _, exercise in lessons.values()]
        made = {
            "questions": make_turns(*exercises),
            "keys": make_key(*exercises),
            "worked": make_worked(*exercises),
        }
        for what, content in made.items():
            written.append(folder / what / f"{number}-turns.json")
            write_json(written[-1], content)
        for path in (path for path, _ in wanted if path in lessons):
            toml, lesson = lessons[path]
            untouched = read(path)
            mark(untouched)
            for notebook, target in ((untouched, path), (lesson.solution, toml.with_suffix(".ipynb"))):
                run(notebook, target)
                written.append(target)
    return written


def solutions_of(folder: Path, only: Iterable[str] = ()) -> list[Path]:
    """Return the solutions in a folder of exercises: those of some numbers, or all.

    Args:
        folder: the folder of the exercises.
        only: numbers as people type them (`ids.number_typed`), of exercises or of their lessons.

    Raises:
        NotebookError: there are none, or one of the numbers is none of theirs.
    """
    there = _solutions_in(folder)
    if not there:
        raise NotebookError(f"{folder / 'solutions'}: no solution of that number, or none at all.")
    wanted = _chosen(only, _numbers_of(folder, there))
    return [path for path in there if not wanted or path.name[:2] in {one[:2] for one in wanted}]


def _chosen(typed: Iterable[str], there: Collection[str]) -> list[str]:
    """Return the numbers that somebody typed, as files have them, each once and in order.

    Args:
        typed: as in `number_typed`.
        there: the numbers that there are.

    Raises:
        NotebookError: one is none of these; the message says which there are.
    """
    found = []
    for one in typed:
        if (number := number_typed(one)) not in there:
            known = f"There are: {', '.join(sorted(there))}." if there else "There are none here."
            raise NotebookError(f"{one}: no solution of that number. {known}")
        found.append(number)
    return sorted(set(found))


def _solutions_in(folder: Path) -> list[Path]:
    return sorted(folder.glob("solutions/*.ipynb"))


def _numbers_of(folder: Path, solutions: Iterable[Path]) -> set[str]:
    """Return the numbers of exercises, and of the lessons that belong to them."""
    exercises = {path.name[:2] for path in solutions}
    lessons = {lesson_number(path.name) for path, _ in lessons_with_turns(folder)}
    return exercises | {one for one in lessons if one[:2] in exercises}


def make_assignment(exercise: Exercise) -> nbformat.NotebookNode:
    """Return the student's form: the solution's cells, with stubs and placeholders for the answers."""
    form = copy.deepcopy(exercise.solution)
    blanks = {question.cell_id("a"): question.stub for question in exercise.questions}
    blanks |= {reflection.cell_id("r"): PLACEHOLDER for reflection in exercise.reflections}
    for cell in form.cells:
        cell.source = blanks.get(cell.id, cell.source)
        if cell.cell_type == "markdown":
            cell.source = relink(cell.source)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    lock(form)
    form.metadata[FORM] = stamp(exercise.version, asked(exercise))
    if exercise.variant:
        form.metadata["trilateral"] = {"variant": exercise.variant}
        first = next(cell for cell in form.cells if cell.cell_type == "code")
        first.source = use_form_in(first.source, exercise.variant)
    return form


def make_questions(exercise: Exercise) -> dict[str, Any]:
    """Return what a check may know without any key: the shape of each answer, points, hints, and the form.

    The form's cells are there because a student's own copy of the form changes as they work on it.
    """
    kept = ("cell_type", "id", "metadata", "source")
    tables, questions_asked = used_tables(exercise), asked(exercise)
    content: dict[str, Any] = {
        "exercise": exercise.stem,
        "version": exercise.version,
        "questions": {
            question.number: {
                "shape": question.shape.to_dict(),
                "points": question.points,
                "hints": list(question.hints),
                "tables": tables[question.number],
                "asked": questions_asked[question.number],
            }
            for question in exercise.questions
        },
        "reflect": {
            one.number: {"name": one.name, "points": one.points, "asked": questions_asked[f"r{one.number}"]}
            for one in exercise.reflections
        },
        "form": [
            json.loads(json.dumps({name: cell[name] for name in kept}))
            for cell in make_assignment(exercise).cells
        ],
    }
    return content | ({"variant": exercise.variant} if exercise.variant else {})


def restore_assignment(content: dict[str, Any]) -> nbformat.NotebookNode:
    """Return the untouched form from what `make_questions` made: as students got it, without outputs.

    Raises:
        NotebookError: the content is damaged, or older than this function.
    """
    try:
        unrun: dict[str, dict[str, Any]] = {"code": {"outputs": [], "execution_count": None}}
        cells = [cell | unrun.get(cell["cell_type"], {}) for cell in content["form"]]
        form: nbformat.NotebookNode = nbformat.v4.new_notebook(
            metadata={"kernelspec": KERNEL, "language_info": {"name": "python"}},
            cells=[nbformat.from_dict(cell) for cell in cells],
        )
    except (KeyError, TypeError, ValueError, AttributeError, nbformat.ValidationError) as error:
        reason = str(error).partition("\n")[0][:80]
        raise NotebookError(f"the questions are damaged ({type(error).__name__}: {reason})") from None
    if variant := content.get("variant"):
        form.metadata["trilateral"] = {"variant": variant}
    if version := content.get("version"):
        form.metadata[FORM] = stamp(version, asked_in(content))
    return form


def asked_in(content: dict[str, Any]) -> dict[str, str]:
    """Return what `versions.asked` said of an exercise, from what `make_questions` made."""
    named = [*content["questions"].items(), *((f"r{n}", one) for n, one in content["reflect"].items())]
    return {number: entry["asked"] for number, entry in named if "asked" in entry}


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write JSON with one space of indent and real characters."""
    replace_file(path, json.dumps(content, indent=1, ensure_ascii=False) + "\n")
