"""The student's turns in a lesson: cells to be filled, with a check in their last line.

A lesson is its own source: `notebooks/NN-name.ipynb` holds each turn as students get it, in two cells, what
there is to do (`y-3-1`) and the stub with its check (`t-3-1`). The answers, the hints and what is said to
wrong ones stand in `exercises/solutions/lessons/NN-name.toml`. From both, `trilateral build` makes the solved
lesson beside the TOML, and the files by which a check answers. No cell below may need what a turn makes.
"""

from __future__ import annotations

import ast
import copy
import posixpath
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import nbformat

from trilateral.exercises.cell_source import bound
from trilateral.exercises.changed_tables import used_tables
from trilateral.exercises.chart_words import texts_of_charts
from trilateral.exercises.ids import cell_id, is_turn, question_of
from trilateral.exercises.source import Exercise, Question, inspect_variants, make_question
from trilateral.exercises.syntax_tree import parse_or_raise
from trilateral.notebooks import YOUR_TURN, NotebookError, lock, read
from trilateral.paths import lesson_number

__all__ = ["lessons_with_turns", "make_turns", "mark", "names_below", "read_lesson"]

# Of True and False there is one that is wrong; of most else people find two.
DISTRACTORS = {"boolean": 1}
MOST_TURNS = 20


def lessons_with_turns(exercises: Path, only: Iterable[str] = ()) -> list[tuple[Path, Path]]:
    """Return the lessons of which there is a TOML, each with it: those of some numbers, or all.

    Args:
        exercises: the folder of the exercises, with `solutions/lessons/` in it.
        only: numbers of lessons, for example `["04b"]`, or of exercises, whose lessons are meant then; all by
            default.
    """
    wanted = set(only)
    return [
        (exercises.parent / "notebooks" / f"{toml.stem}.ipynb", toml)
        for toml in sorted(exercises.glob("solutions/lessons/*.toml"))
        if not wanted or {lesson_number(toml.stem), toml.stem[:2]} & wanted
    ]


def mark(lesson: nbformat.NotebookNode) -> None:
    """Give the cells of the turns their tag, in place, and lock what is not the student's to write."""
    for cell in lesson.cells:
        if is_turn(question_of(cell.id)):
            tags = [tag for tag in cell.metadata.get("tags", []) if tag != YOUR_TURN]
            cell.metadata["tags"] = [YOUR_TURN, *tags]
    lock(lesson)


def read_lesson(path: Path, toml: Path) -> Exercise:
    """Return the turns of a lesson as an exercise, whose solution is the lesson with all turns taken.

    Raises:
        NotebookError: the lesson or its TOML cannot be read, or they do not fit together.
    """
    entries = _entries_of(toml)
    before = (one for one in toml.parent.glob(f"{toml.stem[:2]}*.toml") if one.stem < toml.stem)
    taken = sum(len(_entries_of(one)) for one in before)
    try:
        return _exercise(path.stem, read(path), entries, taken)
    except KeyError as error:
        raise NotebookError(f"{toml}: {error} is missing.") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise NotebookError(f"{toml}: {error}.") from None


def _entries_of(toml: Path) -> dict[str, Any]:
    """Return what a lesson's TOML says of its turns, by number."""
    try:
        entries: dict[str, Any] = tomllib.loads(toml.read_text(encoding="utf-8"))["turn"]
        return dict(entries)
    except OSError as error:
        raise NotebookError(f"{toml}: cannot be read ({error.strerror}).") from None
    except KeyError as error:
        raise NotebookError(f"{toml}: {error} is missing.") from None
    except (ValueError, TypeError) as error:
        raise NotebookError(f"{toml}: {error}.") from None


def _exercise(stem: str, lesson: nbformat.NotebookNode, entries: Mapping[str, Any], taken: int) -> Exercise:
    # The numbers go on from the lesson before that belongs to the same exercise: 04b after 04.
    numbers = [f"{int(stem[:2])}.t{taken + place}" for place in range(1, len(entries) + 1)]
    if list(entries) != numbers:
        raise ValueError(f"the turns must be {numbers[0]} to {numbers[-1]}, in this order")
    there = [cell.id for cell in lesson.cells if is_turn(question_of(cell.id))]
    wanted = [cell_id(letter, number) for number in numbers for letter in "qa"]
    if there != wanted:
        wrong = next((one for one in [*there, *wanted] if one not in there or one not in wanted), there[0])
        raise ValueError(f"cell {wrong}: the lesson's turns and the TOML's are not the same, in one order")
    mark(lesson)
    solved = copy.deepcopy(lesson)
    cells = {cell.id: cell for cell in solved.cells}
    questions = []
    given = [cell.source for cell in lesson.cells if cell.cell_type == "code" and cell.id not in wanted]
    texts = list(texts_of_charts(given))
    for number, entry in entries.items():
        elsewhere = {"elsewhere": texts} if entry.get("kind") == "chart" else {}
        question, solution = _turn(number, {**entry, **elsewhere}, cells)
        cells[question.cell_id("a")].source = f"{solution}\n\n{question.call}"
        questions.append(question)
    for cell in solved.cells:
        if cell.cell_type == "markdown":
            cell.source = _relinked(cell.source)
        else:
            cell.outputs, cell.execution_count = [], None
    exercise = Exercise(stem, solved, tuple(questions), ())
    _refuse_dependence(exercise)
    return exercise


def _turn(number: str, entry: Mapping[str, Any], cells: Mapping[str, Any]) -> tuple[Question, str]:
    """Return a turn and the source of its answer, and refuse one that is not whole."""
    if not is_turn(number):
        raise ValueError(f"{number} is no number of a turn, as 3.t1 is")
    rest = dict(entry)
    try:
        solution, reason = str(rest.pop("solution")).strip("\n"), str(rest["reason"])
    except KeyError as error:
        raise ValueError(f"turn {number}: {error} is missing") from None
    prompt, cell = cells[cell_id("q", number)], cells[cell_id("a", number)]
    stub, _, call = cell.source.rpartition("\n")
    needed = DISTRACTORS.get(rest.get("kind", ""), 2)
    question = make_question(number, {**rest, "points": 0, "stub": stub.rstrip("\n")}, needed)
    if (prompt.cell_type, cell.cell_type) != ("markdown", "code"):
        raise ValueError(f"turn {number}: {prompt.id} must be a cell of text, {cell.id} one of code")
    if not prompt.source.startswith(f"**Your turn {number}.** "):
        raise ValueError(f"cell {prompt.id} must begin with: **Your turn {number}.**")
    if call != question.call:
        raise ValueError(f"cell {cell.id}: its last line must be exactly: {question.call}")
    for source, what in ((stub, "the stub"), (solution, "the solution")):
        if question.variable not in source:
            raise ValueError(f"turn {number}: {what} does not name {question.variable}")
    if not reason.strip():
        raise ValueError(f"turn {number}: the reason is missing")
    inspect_variants(question, prompt.source, solution)
    return question, solution


def _relinked(text: str) -> str:
    """Return a lesson's text with its links as they lead from the folder of the solved lessons."""

    def moved(found: re.Match[str]) -> str:
        target = found[1]
        if target.startswith(("http:", "https:", "mailto:", "#")):
            return found[0]
        return f"]({posixpath.normpath(posixpath.join('../../../notebooks', target))})"

    return re.sub(r"\]\(([^()\s]+)\)", moved, text)


def _refuse_dependence(exercise: Exercise) -> None:
    """Refuse a turn that makes what a cell below uses: the lesson goes on without it.

    Raises:
        ValueError: there is one.
    """
    for question in exercise.questions:
        makes = _bound(question.stub) | _bound(dict(exercise.code())[question.cell_id("a")])
        if needed := sorted(makes & names_below(exercise, question)):
            raise ValueError(
                f"cell {question.cell_id('a')} gives {needed[0]} a value, and a cell below uses it"
            )


def _bound(source: str) -> set[str]:
    return set().union(*(bound(statement) for statement in parse_or_raise(source).body))


def names_below(exercise: Exercise, question: Question) -> set[str]:
    """Return the names whose values the lesson's own cells below a turn use as they stand at the turn."""
    turns = {one.cell_id("a") for one in exercise.questions}
    cells = list(exercise.code())
    place = [name for name, _ in cells].index(question.cell_id("a"))
    used: set[str] = set()
    made: set[str] = set()
    for name, source in cells[place + 1 :]:
        if name not in turns:
            for statement in parse_or_raise(source).body:
                used |= set(_loaded(statement)) - made
                made |= bound(statement)
    return used


def _loaded(statement: ast.AST) -> Iterator[str]:
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id


def make_turns(*lessons: Exercise) -> dict[str, Any]:
    """Return what a check may know of turns without any key: shapes, hints, names that are taken.

    Args:
        lessons: those of one exercise, in their order. Of several it is told which turns each has.
    """
    content: dict[str, Any] = {"exercise": lessons[0].stem}
    if len(lessons) > 1:
        content["lessons"] = {one.stem: [question.number for question in one.questions] for one in lessons}
    entries = [_entries(one) for one in lessons]
    return content | {"questions": {number: entry for part in entries for number, entry in part.items()}}


def _entries(exercise: Exercise) -> dict[str, Any]:
    tables = used_tables(exercise)
    given = _given(exercise)
    return {
        question.number: {
            "shape": question.shape.to_dict(),
            "hints": list(question.hints),
            "tables": tables[question.number],
            "names": sorted(given & names_below(exercise, question)),
        }
        for question in exercise.questions
    }


def _given(exercise: Exercise) -> set[str]:
    """Return the names to which the lesson's own cells give a value."""
    turns = {question.cell_id("a") for question in exercise.questions}
    return set().union(*(_bound(source) for name, source in exercise.code() if name not in turns))
