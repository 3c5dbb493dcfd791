"""Make the students' forms, the questions and the keys from the solutions.

The source of an exercise is `solutions/NN-name.ipynb`, answered in full, and `solutions/NN-name.toml` beside
it, which says of each question what its answer looks like, what it is worth, the hints, and the wrong turns
with what to say to each. All else is made from these two, so that form and solution cannot drift apart.
"""

from __future__ import annotations

import contextlib
import copy
import hashlib
import io
import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

import nbformat

from trilateral.exercises.answer_record import canonical_forms
from trilateral.exercises.canonical import BlankAnswer, InvalidAnswer, Shape, canonical
from trilateral.exercises.check import derive
from trilateral.exercises.variants import CODE, Value, choose, has_words, parameters, replace_words
from trilateral.notebooks import KERNEL, NotebookError, read, run

__all__ = [
    "Distractor",
    "Exercise",
    "Question",
    "Reflection",
    "build",
    "distinct_distractors",
    "evaluate",
    "leaks_answer",
    "make_assignment",
    "make_key",
    "make_questions",
    "read_exercise",
    "relink",
    "restore_assignment",
    "vary",
    "vary_question",
]

PLACEHOLDER = "*Double-click here and write your answer.*"
TAGS = {"q": "question", "a": "answer", "c": "check", "p": "prompt", "r": "reflect"}
HINTS, DISTRACTORS = 3, 3


@dataclass(frozen=True)
class Distractor:
    """A wrong answer that students give, as an expression, with what to say to it."""

    answer: str
    message: str


@dataclass(frozen=True)
class Question:
    """A question checked by machine: `number` is "3.1", its cells are q-3-1, a-3-1 and c-3-1."""

    number: str
    shape: Shape
    points: float
    hints: tuple[str, ...]
    stub: str
    wrong: tuple[Distractor, ...]
    variants: Mapping[str, tuple[Value, ...]] = field(default_factory=dict)

    def cell(self, letter: str) -> str:
        """Return the id of one of its cells."""
        return f"{letter}-{self.number.replace('.', '-')}"

    @property
    def variable(self) -> str:
        """The name that the answer cell gives a value to."""
        return f"answer_{self.number.replace('.', '_')}"


@dataclass(frozen=True)
class Reflection:
    """A prompt read by a person: its cells are p-3-1 (the prompt) and r-3-1 (the student's text)."""

    number: str
    points: float
    rubric: str


@dataclass(frozen=True)
class Exercise:
    """An exercise as its author wrote it."""

    stem: str
    solution: nbformat.NotebookNode
    questions: tuple[Question, ...]
    reflections: tuple[Reflection, ...]
    variant: str = ""

    @property
    def number(self) -> str:
        """The two digits with which its files begin."""
        return self.stem[:2]

    @property
    def title(self) -> str:
        """What its first line says: "Exercise 03: three at the table"."""
        return str(self.solution.cells[0].source).partition("\n")[0].strip("# ")


def build(folder: Path, only: Iterable[str] = ()) -> list[Path]:
    """Make all that students get from the solutions, and run solutions and forms.

    Args:
        folder: the folder of the exercises, with `solutions/` in it.
        only: numbers of exercises, for example `["03"]`; all by default.

    Returns:
        The files written: for each exercise the questions, the key, the solution with its outputs, the form.

    Raises:
        NotebookError: a solution or its TOML needs mending. The message says which, where and how.
    """
    wanted = set(only)
    written: list[Path] = []
    for path in sorted(folder.glob("solutions/*.ipynb")):
        if wanted and path.name[:2] not in wanted:
            continue
        exercise = read_exercise(path)
        key = make_key(exercise)
        questions, keys = (folder / what / f"{exercise.number}.json" for what in ("questions", "keys"))
        write_json(questions, make_questions(exercise))
        write_json(keys, key)
        form = folder / path.name
        for notebook, target in ((exercise.solution, path), (make_assignment(exercise), form)):
            run(notebook, target)
        written += [questions, keys, path, form]
    if not written:
        raise NotebookError(f"{folder / 'solutions'}: no solution of that number, or none at all.")
    return written


def read_exercise(path: Path, variant: str = "") -> Exercise:
    """Return the exercise whose solution is in a file, in the form that belongs to a code ("": as it stands).

    Raises:
        NotebookError: the notebook or its TOML is missing, cannot be read, or they do not fit together.
    """
    toml = path.with_suffix(".toml")
    try:
        described = tomllib.loads(toml.read_text(encoding="utf-8"))
    except OSError:
        raise NotebookError(f"{toml}: cannot be read. Each solution needs its TOML beside it.") from None
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        raise NotebookError(f"{toml}: not valid TOML ({error}).") from None
    try:
        questions = tuple(_question(number, entry) for number, entry in described["question"].items())
        reflections = tuple(
            Reflection(number, entry["points"], entry["rubric"])
            for number, entry in described.get("reflect", {}).items()
        )
        exercise = Exercise(path.stem, read(path), questions, reflections)
        _prepare(exercise)
        if variant:
            exercise = vary(exercise, variant)
    except NotebookError:
        raise
    except KeyError as error:
        raise NotebookError(f"{toml}: {error} is missing.") from None
    except (ValueError, TypeError, AttributeError) as error:
        raise NotebookError(f"{toml}: {error}.") from None
    return exercise


def _question(number: str, entry: dict[str, Any]) -> Question:
    entry = dict(entry)
    try:
        wrong = tuple(Distractor(**turn) for turn in entry.pop("wrong"))
        hints = tuple(entry.pop("hints"))
        stub = entry.pop("stub", f"answer_{number.replace('.', '_')} = ...")
        points = entry.pop("points")
        variants = parameters(entry.pop("variants", {}))
        shape = Shape.from_dict(entry)
    except KeyError as error:
        raise ValueError(f"question {number}: {error} is missing") from None
    except (ValueError, TypeError) as error:
        raise ValueError(f"question {number}: {error}") from None
    if len(hints) != HINTS:
        raise ValueError(f"question {number}: {HINTS} hints are needed, there are {len(hints)}")
    if len(wrong) < DISTRACTORS:
        raise ValueError(f"question {number}: at least {DISTRACTORS} wrong turns are needed")
    if len({turn.message for turn in wrong}) < len(wrong):
        raise ValueError(f"question {number}: two wrong turns have the same message")
    return Question(number, shape, points, hints, stub.strip("\n"), wrong, variants)


def _prepare(exercise: Exercise) -> None:
    """Check that cells and questions belong together, and give each cell its tags and metadata."""
    cells = {cell.id: cell for cell in exercise.solution.cells}
    expected: dict[str, tuple[str, float]] = {}
    for question in exercise.questions:
        if int(question.number.partition(".")[0]) != int(exercise.number):
            raise ValueError(f"question {question.number} does not belong to exercise {exercise.number}")
        expected |= {question.cell(letter): (letter, question.points) for letter in "qac"}
    for reflection in exercise.reflections:
        identity = reflection.number.replace(".", "-")
        expected |= {f"{letter}-{identity}": (letter, reflection.points) for letter in "pr"}
    found = {name for name in cells if re.fullmatch(r"[qacpr]-\d+-\d+", name)}
    for name in sorted(found ^ set(expected)):
        place = "the TOML" if name in found else "the notebook"
        raise ValueError(f"cell {name}: there is nothing of it in {place}")
    for name, (letter, points) in expected.items():
        cell = cells[name]
        kind = "code" if letter in "ac" else "markdown"
        if cell.cell_type != kind:
            raise ValueError(f"cell {name} must be a {kind} cell")
        tags = [tag for tag in cell.metadata.get("tags", []) if tag not in TAGS.values()]
        cell.metadata["tags"] = [TAGS[letter], *tags]
        cell.metadata["nbgrader"] = _nbgrader(name, letter, points)
    for question in exercise.questions:
        call = f'check("{question.number}", {question.variable})'
        if cells[question.cell("c")].source != call:
            raise ValueError(f"cell {question.cell('c')} must be exactly: {call}")
        for source, where in ((question.stub, "the stub"), (cells[question.cell("a")].source, "the answer")):
            if question.variable not in source:
                raise ValueError(f"question {question.number}: {where} does not name {question.variable}")
        asked, answered = (cells[question.cell(letter)].source for letter in "qa")
        turns = [part for turn in question.wrong for part in (turn.answer, turn.message)]
        words = "\n".join((asked, answered, question.stub, *question.hints, *turns))
        for name, values in question.variants.items():
            if all(not has_words(asked, text) for text in values[0]):
                raise ValueError(f"question {question.number}: its text does not tell its {name}")
            if missing := next((text for text in values[0] if not has_words(words, text)), None):
                raise ValueError(f"question {question.number}: nothing of {missing!r}, of {name}, is there")


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
            cell = cells[question.cell(letter)]
            cell.source = replace_words(cell.source, changes)
        questions.append(vary_question(question, changes))
    title = next(cell for cell in solution.cells if cell.cell_type == "markdown")
    title.source += f"\n\nThis is form **{variant}**. Other forms ask for other years, words or places."
    return replace(exercise, solution=solution, questions=tuple(questions), variant=variant)


def vary_question(question: Question, changes: Mapping[str, str]) -> Question:
    """Return a question with other words in its stub, hints and wrong turns."""

    def put(text: str) -> str:
        return replace_words(text, changes)

    return replace(
        question,
        stub=put(question.stub),
        hints=tuple(put(words) for words in question.hints),
        wrong=tuple(Distractor(put(turn.answer), put(turn.message)) for turn in question.wrong),
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


def make_assignment(exercise: Exercise) -> nbformat.NotebookNode:
    """Return the student's form: the solution's cells, with stubs and placeholders for the answers."""
    form = copy.deepcopy(exercise.solution)
    blanks = {question.cell("a"): question.stub for question in exercise.questions}
    blanks |= {f"r-{reflection.number.replace('.', '-')}": PLACEHOLDER for reflection in exercise.reflections}
    for cell in form.cells:
        cell.source = blanks.get(cell.id, cell.source)
        if cell.cell_type == "markdown":
            cell.source = relink(cell.source)
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    if exercise.variant:
        form.metadata["trilateral"] = {"variant": exercise.variant}
    return form


def relink(text: str) -> str:
    """Return a solution's text with its links as they lead from the form, which lies one folder higher."""
    return text.replace("](../../", "](../")


def evaluate(exercise: Exercise) -> Iterator[tuple[Question, Any, list[Any]]]:
    """Yield each question with the right answer and the wrong turns', in their order.

    The solution's cells are run here, one after the other. A wrong turn is evaluated after the answer's cell.

    Raises:
        ValueError: a cell or a wrong turn fails.
    """
    names: dict[str, Any] = {"__name__": "solution"}
    questions = {question.cell("a"): question for question in exercise.questions}
    checks = {question.cell("c") for question in exercise.questions}
    for cell in exercise.solution.cells:
        if cell.cell_type != "code" or cell.id in checks:
            continue
        _exec(cell.source, names, f"cell {cell.id}")
        if question := questions.get(cell.id):
            where = f"question {question.number}: the wrong turn"
            yield (
                question,
                names.get(question.variable),
                [_eval(turn.answer, names, f"{where} {turn.answer!r}") for turn in question.wrong],
            )


# Solutions and their TOML are written by the exercise's author: as trusted as this file.
def _exec(source: str, names: dict[str, Any], where: str) -> None:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, where, "exec"), names)  # noqa: S102
    except Exception as error:
        raise ValueError(f"{where} fails ({type(error).__name__}: {error})") from None


def _eval(source: str, names: dict[str, Any], where: str) -> Any:
    try:
        return eval(f"({source.strip()}\n)", dict(names))  # noqa: S307
    except Exception as error:
        raise ValueError(f"{where} fails ({type(error).__name__}: {error})") from None


def _forms(value: Any, question: Question, where: str) -> tuple[str, str]:
    try:
        return canonical_forms(value, question.shape)
    except BlankAnswer:
        raise ValueError(f"question {question.number}: {where} is blank") from None
    except InvalidAnswer as error:
        raise ValueError(f"question {question.number}: {where} does not fit its kind. {error}") from None


def make_key(exercise: Exercise) -> dict[str, Any]:
    """Return the key: for each question a digest of the right answer and of each wrong turn.

    Raises:
        NotebookError: the solution fails, a wrong turn is right, or a hint or message tells the answer.
    """
    entries: dict[str, Any] = {}
    told: list[list[str]] = []
    try:
        for question, answer, wrong_answers in evaluate(exercise):
            right, _ = _forms(answer, question, "the right answer")
            _refuse_tie(answer, question)
            forms = [
                _forms(value, question, f"the wrong turn {turn.answer!r}")
                for value, turn in zip(wrong_answers, question.wrong, strict=True)
            ]
            exact = [before for _, before in forms if before]
            wrong = [(form, turn) for (form, _), turn in zip(forms, question.wrong, strict=True)]
            wrong = distinct_distractors(right, wrong) if exercise.variant else wrong
            _inspect(question, right, wrong)
            told.append([question.number, right, *(form for form, _ in wrong), *exact])
            # Public and stable: a salt need only be another one for each question.
            salt = hashlib.sha256(f"trilateral {exercise.stem} {question.number}".encode()).hexdigest()[:32]
            tags = {derive(form, salt): turn.message for form, turn in wrong}
            entries[question.number] = {
                "salt": salt,
                "right": derive(right, salt),
                # In the order of the digests, which tells nothing of the order in which the author wrote.
                "wrong": dict(sorted(tags.items())),
            }
            if exact:  # a value that only rounds to a wrong turn has another reason
                entries[question.number]["exact"] = sorted(derive(form, salt) for form in exact)
    except ValueError as error:
        raise NotebookError(f"{exercise.stem}: {error}") from None
    return {"exercise": exercise.stem, "seal": key_checksum(told, entries), "questions": entries}


def key_checksum(told: list[list[str]], entries: dict[str, Any]) -> str:
    """Return one digest of a whole key and of all that it was made from.

    To make every digest of a key again takes a minute; this one shows in a moment that nobody changed the
    key, a wrong turn or a solution without the others. It is as slow to try out as they are, and has to be
    tried with every answer of the exercise at once.

    Args:
        told: for each question its number and the canonical forms of the right answer and the wrong turns,
            then those of the wrong turns before rounding.
        entries: the key's questions.
    """
    return derive(json.dumps([told, entries]), "seal")


def distinct_distractors(right: str, wrong: list[tuple[str, Distractor]]) -> list[tuple[str, Distractor]]:
    """Return the wrong turns that are wrong, each once: in another form one of them can be right."""
    seen, kept = {right}, []
    for form, turn in wrong:
        if form not in seen:
            kept.append((form, turn))
        seen.add(form)
    return kept


def _inspect(question: Question, right: str, wrong: list[tuple[str, Distractor]]) -> None:
    """Refuse a question whose wrong turns are right, or whose words give the answer away."""
    where = f"question {question.number}"
    seen: dict[str, str] = {right: "the right answer"}
    for form, turn in wrong:
        if form in seen:
            raise ValueError(f"{where}: the wrong turn {turn.answer!r} gives the same as {seen[form]}")
        seen[form] = f"the wrong turn {turn.answer!r}"
    for words in (*question.hints, *(turn.message for turn in question.wrong)):
        if told := leaks_answer(words, right):
            raise ValueError(f"{where}: {words!r} gives the answer away ({told})")


def _refuse_tie(value: Any, question: Question) -> None:
    """Refuse a number whose rounding hangs on its ninth digit: two right ways could round it differently."""
    if question.shape.kind == "number" and question.shape.decimals is not None:
        nearby = {canonical(float(value) * factor, question.shape) for factor in (1 - 1e-9, 1 + 1e-9)}
        if len(nearby) > 1:
            raise ValueError(
                f"question {question.number}: the answer lies between two roundings; ask for other decimals"
            )


WORDS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


def leaks_answer(words: str, form: str) -> str:
    """Return what a hint or message tells of a canonical answer, or "" if it tells nothing.

    A set, list or table is told when all of it is (of a table: of a row), the ids of rows when one is.
    """
    kind, payload = json.loads(form)
    parts: list[list[Any]]
    match kind:
        case "choice":
            said = rf"[\"'(]{payload}[\"')]|\b(answer|option|choice|letter) {payload}\b"
            return payload if re.search(said, words, re.IGNORECASE) else ""
        case "rows":
            parts = [[json.loads(item)] for item in payload]
        case "set":
            parts = [[json.loads(item) for item in payload]]
        case "table":
            parts = [[cell for cell in row if cell is not None] for row in payload]
        case "list":
            parts = [payload]
        case "function":
            parts = [[result for result in payload if result is not None]]
        case _:
            parts = [[payload]]
    told = (part for part in parts if part and all(_tells(words, value) for value in part))
    return ", ".join(str(value) for value in next(told, []))


def _tells(words: str, value: Any) -> bool:
    ways = [str(value)]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", ways[0]):
        day = date.fromisoformat(ways[0])
        ways += [f"{day.day} {day:%B}", f"{day:%B} {day.day}"]
        if day.day == 1:  # it may stand for its month
            ways += [f"{day:%Y-%m}", f"{day:%B %Y}"]
    elif ways[0] in {str(number) for number in range(2, 13)}:
        ways.append(WORDS[int(ways[0]) - 2])
    return any(re.search(rf"(?<![\w.]){re.escape(way)}(?!\w|\.\d)", words, re.IGNORECASE) for way in ways)


def make_questions(exercise: Exercise) -> dict[str, Any]:
    """Return what a check may know without any key: the shape of each answer, points, hints, and the form.

    The form's cells are there because a student's own copy of the form changes as they work on it.
    """
    kept = ("cell_type", "id", "metadata", "source")
    content: dict[str, Any] = {
        "exercise": exercise.stem,
        "questions": {
            question.number: {
                "shape": question.shape.to_dict(),
                "points": question.points,
                "hints": list(question.hints),
            }
            for question in exercise.questions
        },
        "reflect": {reflection.number: {"points": reflection.points} for reflection in exercise.reflections},
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
    return form


def write_json(path: Path, content: dict[str, Any]) -> None:
    """Write JSON with one space of indent and real characters."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
