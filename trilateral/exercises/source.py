"""The source of an exercise, as its author wrote it: a solved notebook, and a TOML on its questions.

`solutions/NN-name.ipynb` is answered in full. `solutions/NN-name.toml` beside it says of each question what
its answer looks like, what it is worth, the hints, and wrong answers that students give (distractors), each
with what to say to it.
"""

from __future__ import annotations

import copy
import pickle
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import nbformat

from trilateral.exercises.canonical import Shape
from trilateral.exercises.cell_ids import name_cells
from trilateral.exercises.ids import (
    CELL,
    CODE,
    TAGS,
    cell_id,
    exercise_of,
    is_question,
    prompt_name,
    variable,
)
from trilateral.exercises.prompts import Reflection, make_reflection
from trilateral.exercises.variants import Value, choose, has_words, parameters, replace_words, say_form
from trilateral.exercises.versions import version_of
from trilateral.notebooks import NotebookError, read

__all__ = [
    "Distractor",
    "Exercise",
    "Question",
    "Reflection",
    "inspect_variants",
    "make_exercise",
    "make_question",
    "read_exercise",
    "vary",
    "vary_question",
    "without_check",
]

HINTS, DISTRACTORS = 3, 3
# What was made of an exercise's name and two files, for who reads the same again: each gets an own copy.
_MADE: dict[tuple[str, bytes, bytes], bytes] = {}
MOST_MADE = 32


@dataclass(frozen=True)
class Distractor:
    """A wrong answer that students give, as an expression, with what to say to it."""

    answer: str
    message: str


@dataclass(frozen=True)
class Question:
    """A question checked by machine: `number` is "3.1", its cells are q-3-1, a-3-1 and c-3-1.

    `reason` says why the answer is what it is, for whoever tried and had all hints.
    """

    number: str
    shape: Shape
    points: float
    hints: tuple[str, ...]
    stub: str
    wrong: tuple[Distractor, ...]
    variants: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)
    reason: str = ""

    @property
    def call(self) -> str:
        """The line that checks the answer."""
        return f'check("{self.number}", {self.variable})'

    def cell_id(self, letter: str) -> str:
        """Return the id of one of its cells."""
        return cell_id(letter, self.number)

    @property
    def variable(self) -> str:
        """The name that the answer cell gives a value to."""
        return variable(self.number)


@dataclass(frozen=True)
class Exercise:
    """An exercise as its author wrote it."""

    stem: str
    solution: nbformat.NotebookNode
    questions: tuple[Question, ...]
    reflections: tuple[Reflection, ...]
    variant: str = ""
    version: str = ""  # the same for all of its forms (`versions.version_of`)

    @property
    def number(self) -> str:
        """The two digits with which its files begin, and those of its lessons."""
        return self.stem[:2]

    @property
    def title(self) -> str:
        """What its first line says: "Exercise 03: three at the table"."""
        return str(self.solution.cells[0].source).partition("\n")[0].strip("# ")

    def code(self) -> Iterator[tuple[str, str]]:
        """Yield the id and the source of each code cell, without what only checks."""
        calls = {question.call for question in self.questions}
        for cell in self.solution.cells:
            if cell.cell_type == "code" and (source := without_check(cell.source, calls)):
                yield cell.id, source


def without_check(source: str, calls: Collection[str]) -> str:
    """Return a cell's source without the line that checks its answer, where its last line is one."""
    above, _, last = source.rpartition("\n")
    return above.rstrip("\n") if last in calls else source


def read_exercise(path: Path, variant: str = "") -> Exercise:
    """Return the exercise whose solution is in a file, in the form that belongs to a code ("": as it stands).

    Raises:
        NotebookError: the notebook or its TOML is missing, cannot be read, or they do not fit together.
    """
    toml = path.with_suffix(".toml")
    try:
        text = toml.read_bytes()
    except OSError:
        raise NotebookError(f"{toml}: cannot be read. Each solution needs its TOML beside it.") from None
    content = path.read_bytes() if path.is_file() else b""
    try:
        made = _MADE.get(key := (path.stem, content, text))
        if made is None:
            exercise = make_exercise(path.stem, read(path), tomllib.loads(text.decode()))
            if len(_MADE) >= MOST_MADE:
                _MADE.clear()
            made = _MADE[key] = pickle.dumps(exercise)
        exercise = pickle.loads(made)  # noqa: S301  this process has pickled it
        return vary(exercise, variant) if variant else exercise
    except NotebookError:
        raise
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        raise NotebookError(f"{toml}: not valid TOML ({error}).") from None
    except KeyError as error:
        raise NotebookError(f"{toml}: {error} is missing.") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise NotebookError(f"{toml}: {error}.") from None


def make_exercise(stem: str, solution: nbformat.NotebookNode, described: Mapping[str, Any]) -> Exercise:
    """Return an exercise from its solution, whose cells get their tags, and what its TOML says.

    Raises:
        KeyError, ValueError, TypeError, AttributeError: they are wrong, or do not fit together.
    """
    questions = tuple(make_question(number, entry) for number, entry in described["question"].items())
    reflections = tuple(make_reflection(name, entry) for name, entry in described.get("reflect", {}).items())
    name_cells(solution)
    exercise = Exercise(stem, solution, questions, reflections)
    _prepare(exercise)
    return replace(exercise, version=version_of(exercise))


def make_question(number: str, entry: Mapping[str, Any], distractors: int = DISTRACTORS) -> Question:
    """Return a question from its entry in a TOML.

    Raises:
        ValueError: the entry is wrong; the message says what an author should mend.
    """
    entry = dict(entry)
    try:
        wrong = tuple(Distractor(**distractor) for distractor in entry.pop("wrong"))
        hints = tuple(entry.pop("hints"))
        stub = entry.pop("stub", f"{variable(number)} = ...")
        points = entry.pop("points")
        variants = parameters(entry.pop("variants", {}))
        reason = entry.pop("reason", "")
        shape = Shape.from_dict(entry)
    except KeyError as error:
        raise ValueError(f"question {number}: {error} is missing") from None
    except (ValueError, TypeError) as error:
        raise ValueError(f"question {number}: {error}") from None
    if len(hints) != HINTS:
        raise ValueError(f"question {number}: {HINTS} hints are needed, there are {len(hints)}")
    if len(wrong) < distractors:
        raise ValueError(f"question {number}: at least {distractors} distractors are needed")
    if len({distractor.message for distractor in wrong}) < len(wrong):
        raise ValueError(f"question {number}: two distractors have the same message")
    return Question(number, shape, points, hints, stub.strip("\n"), wrong, variants, reason)


def _prepare(exercise: Exercise) -> None:
    """Check that cells and questions belong together, and give each cell its tags and metadata."""
    cells = {cell.id: cell for cell in exercise.solution.cells}
    wanted = _wanted_cells(exercise)
    found = {name for name in cells if CELL.fullmatch(name)}
    for name in sorted(found ^ set(wanted)):
        place = "the TOML" if name in found else "the notebook"
        raise ValueError(f"cell {name}: there is nothing of it in {place}{_mend(name, place)}")
    for name, (letter, points) in wanted.items():
        cell = cells[name]
        kind = "code" if letter in "ac" else "markdown"
        if cell.cell_type != kind:
            raise ValueError(f"cell {name} must be a {kind} cell")
        tags = [tag for tag in cell.metadata.get("tags", []) if tag not in TAGS.values()]
        cell.metadata["tags"] = [TAGS[letter], *tags]
        cell.metadata["nbgrader"] = _nbgrader(name, letter, points)
    for question in exercise.questions:
        _inspect_cells(question, {letter: cells[question.cell_id(letter)].source for letter in "qac"})


def _mend(name: str, place: str) -> str:
    """Return what an author does about a cell that is nowhere: its id is made from what it says."""
    letter, _, number = name.partition("-")
    number = number.replace("-", ".")
    if place == "the TOML":
        return f"; add its part, as of another question, or delete the cells of {number}"
    begins = {
        "q": f"a cell of text that begins with **{number}**",
        "a": f"a code cell with {variable(number)} = ...",
        "c": f'a code cell with check("{number}", {variable(number)})',
        "p": f"a cell of text that begins with **{prompt_name(number)}.**",
        "r": f"a cell of text below the prompt **{prompt_name(number)}.**",
    }
    return f"; write {begins[letter]}"


def _wanted_cells(exercise: Exercise) -> dict[str, tuple[str, float]]:
    """Return the ids of the cells that the TOML speaks of, each with its letter and its points."""
    wanted: dict[str, tuple[str, float]] = {}
    for question in exercise.questions:
        if not is_question(question.number) or exercise_of(question.number) != exercise.number:
            raise ValueError(f"question {question.number} does not belong to exercise {exercise.number}")
        wanted |= {question.cell_id(letter): (letter, question.points) for letter in "qac"}
    for reflection in exercise.reflections:
        wanted |= {reflection.cell_id(letter): (letter, reflection.points) for letter in "pr"}
    return wanted


def _inspect_cells(question: Question, sources: Mapping[str, str]) -> None:
    """Refuse a question whose cells do not name it, or do not hold the words that its variants replace."""
    where = f"question {question.number}"
    if sources["c"] != question.call:
        raise ValueError(f"cell {question.cell_id('c')} must be exactly: {question.call}")
    for source, what in ((question.stub, "the stub"), (sources["a"], "the answer")):
        if question.variable not in source:
            raise ValueError(f"{where}: {what} does not name {question.variable}")
    inspect_variants(question, sources["q"], sources["a"])


def inspect_variants(question: Question, prompt: str, answer: str) -> None:
    """Refuse a question whose text does not name what varies, or that lacks the words to be replaced.

    Raises:
        ValueError: it is such a question.
    """
    where = f"question {question.number}"
    turns = [part for distractor in question.wrong for part in (distractor.answer, distractor.message)]
    words = "\n".join((prompt, answer, question.stub, question.reason, *question.hints, *turns))
    for name, values in question.variants.items():
        if all(not has_words(prompt, text) for text in values[0]):
            raise ValueError(f"{where}: its text does not tell its {name}")
        if missing := next((text for text in values[0] if not has_words(words, text)), None):
            raise ValueError(f"{where}: nothing of {missing!r}, of {name}, is there")


def vary(exercise: Exercise, variant: str) -> Exercise:
    """Return the form of an exercise that belongs to a code.

    Raises:
        ValueError: that is no code.
    """
    if not CODE.fullmatch(variant):
        raise ValueError(f"{variant!r} is no code: letters, digits and hyphens, at most 40")
    solution = copy.deepcopy(exercise.solution)
    cells = {cell.id: cell for cell in solution.cells}
    questions = []
    for question in exercise.questions:
        changes = choose(variant, question.number, question.variants)
        for letter in "qa":
            cell = cells[question.cell_id(letter)]
            cell.source = replace_words(cell.source, changes)
        questions.append(vary_question(question, changes))
    title = next(cell for cell in solution.cells if cell.cell_type == "markdown")
    title.source = say_form(title.source, variant)
    return replace(exercise, solution=solution, questions=tuple(questions), variant=variant)


def vary_question(question: Question, changes: Mapping[str, str]) -> Question:
    """Return a question with other words in its stub, hints and distractors."""

    def put(text: str) -> str:
        return replace_words(text, changes)

    return replace(
        question,
        stub=put(question.stub),
        reason=put(question.reason),
        hints=tuple(put(words) for words in question.hints),
        wrong=tuple(
            Distractor(put(distractor.answer), put(distractor.message)) for distractor in question.wrong
        ),
    )


def _nbgrader(name: str, letter: str, points: float) -> dict[str, Any]:
    """Return the metadata by which nbgrader knows a cell's part: who may change it, and what it is worth."""
    part: dict[str, Any] = {
        "grade": letter in "cr",
        "grade_id": name,
        "locked": letter in "qcp",
        "schema_version": 3,
        "solution": letter in "ar",
        "task": False,
    }
    if part["grade"]:
        part["points"] = points
    return part
