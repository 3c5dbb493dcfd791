"""Read a student's file, however it was mangled on its way, and take the answers from it; nothing else.

Cells are known by their ids. Some programs drop ids: then the metadata that nbgrader uses says which cell is
which; where that is gone too, the code cell right before the check of a question is its answer, and failing
that, whatever cell gives `answer_3_1` a value.

A question with several answer cells (one that was split or copied): all of them are its answer, and run in
the order of the file, as they do in JupyterLab. So the last one that gives the answer a value wins; copies
that are empty are left out. If one of them hangs or kills, the question is lost only if it was the last.

A student's other cells are kept as they stand in the file. `own_cells` says when they are run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from trilateral.exercises.ids import (
    CELL,
    cell_id,
    checked_in,
    exercise_of,
    given_in,
    prompt_name,
    question_of,
)
from trilateral.exercises.versions import claim
from trilateral.grading.bounded_json import refuse_bombs
from trilateral.grading.model import NotGradable
from trilateral.grading.submissions.contents import (
    FileCell,
    asked_in,
    code_cells,
    exercises_in,
    lost_reflections,
    variant_in_text,
    variant_of,
)
from trilateral.grading.submissions.reader import MOST_BYTES, MOST_LETTERS, without_outputs

__all__ = ["Submission", "cells_of", "drop_guesses", "parse_all", "parse_submission"]

MOST_COPIES = 10
MOST_OTHERS = 200_000  # letters of all other code cells together


@dataclass(frozen=True)
class Submission:
    """What was taken from a file.

    Attributes:
        exercise: two digits, for example "03".
        answers: by question ("3.1"), the sources of its answer cells; a question without one is not in it.
        reflections: by number, the free texts.
        code: all cells of code, as they stand in the file; of the student's own, so many letters together.
        notes: what was repaired or is odd, a line each.
        variant: the code of the variant that the file says it is of, or "".
        guessed: the questions whose answer cell is known by its place only.
        exercises: all that are in the file, this one among them.
        as_text: the questions of which an answer cell was turned into a cell of text.
        extent: how many questions of the exercise have a cell of any kind in the file.
        version, claimed: its form's version, and by question a digest of what was asked, as the file says.
        asked: by question the text of its cell, its blanks collapsed; it may have been changed.
        present: the questions of which anything is in it.
    """

    exercise: str
    answers: dict[str, tuple[str, ...]]
    reflections: dict[str, str]
    code: tuple[FileCell, ...]
    notes: tuple[str, ...]
    variant: str
    guessed: frozenset[str] = frozenset()
    exercises: tuple[str, ...] = ()
    as_text: frozenset[str] = frozenset()
    extent: int = 0
    version: str = ""
    claimed: Mapping[str, str] = field(default_factory=dict)
    asked: Mapping[str, str] = field(default_factory=dict)
    present: frozenset[str] = frozenset()


def parse_submission(content: bytes, exercise: str = "") -> Submission:
    """Return what is to be graded of a file, of one of the exercises in it: by default of its first.

    Raises:
        NotGradable: nothing is. The message says why.
    """
    return _Opened(content).submission(exercise)


def parse_all(content: bytes) -> list[Submission]:
    """Return what is to be graded of a file, of each exercise in it; the file is read once.

    Raises:
        NotGradable: nothing is. The message says why.
    """
    opened = _Opened(content)
    return [opened.submission(exercise) for exercise in opened.exercises]


class _Opened:
    """A file's cells, and the exercises in them."""

    def __init__(self, content: bytes) -> None:
        self.notes: list[str] = []
        notebook = _parse(content, self.notes)
        self.cells = list(_cells(notebook, self.notes))
        if not self.cells:
            raise NotGradable("not a Jupyter notebook: there are no cells in it")
        self.exercises = exercises_in(self.cells)
        if len(self.exercises) > 1:
            listed = ", ".join(sorted(self.exercises))
            self.notes.append(f"The file holds exercises {listed}; each is graded by itself.")
        self.variant = variant_of(notebook) or variant_in_text(self.cells)
        self.version, self.claimed = claim(notebook)

    def submission(self, exercise: str) -> Submission:
        """Return what is to be graded of one exercise: of the first, where that one is not in the file."""
        cells, notes = self.cells, list(self.notes)
        exercise = exercise if exercise in self.exercises else next(iter(self.exercises))
        answers, used, guessed = _answers(cells, exercise, notes)
        as_text = {_number(cell.name, "a", exercise) for cell in cells if cell.kind != "code"} - {""}
        reflections = _reflections(cells, exercise, notes) | lost_reflections(cells, exercise, notes)
        asked = dict(asked_in(cells, exercise))
        named = {_number(cell.name, letter, exercise) for cell in cells for letter in "ac"} - {""}
        named |= {number for cell in cells if cell.kind == "code" for number in checked_in(cell.source)}
        return Submission(
            exercise,
            answers,
            reflections,
            code_cells(cells, used, MOST_OTHERS),
            tuple(dict.fromkeys(notes)),
            self.variant,
            guessed,
            tuple(self.exercises),
            frozenset(as_text),
            self.exercises[exercise],
            self.version,
            self.claimed,
            asked,
            frozenset({*answers, *asked, *named}),
        )


def _reflections(cells: Sequence[FileCell], exercise: str, notes: list[str]) -> dict[str, str]:
    """Return the free texts by number; those of several cells together are no longer than one may be."""
    texts: dict[str, list[str]] = {}
    room: dict[str, int] = {}
    for cell in cells:
        if not (number := _number(cell.name, "r", exercise)) or not cell.source.strip():
            continue
        if number in texts:
            notes.append(f"{prompt_name(number)}: several cells; their texts were put together.")
        room.setdefault(number, MOST_LETTERS)
        room[number] -= len(cell.source)
        if room[number] >= 0:
            texts.setdefault(number, []).append(cell.source)
        else:
            notes.append(
                f"{prompt_name(number)}: longer than {MOST_LETTERS:,} characters; the rest was left out."
            )
    return {number: "\n\n".join(parts) for number, parts in texts.items()}


def drop_guesses(submission: Submission, form: Sequence[Mapping[str, Any]]) -> Submission:
    """Return what was taken without guesses that took a cell of the pristine form for an answer."""
    own = {"".join(str(cell["source"]).split()) for cell in form if not _is_known(cell["id"])}
    wrong = {
        number for number in submission.guessed if "".join("".join(submission.answers[number]).split()) in own
    }
    texts = {
        number: text for number, text in submission.reflections.items() if "".join(text.split()) not in own
    }
    wrong |= {prompt_name(number) for number in submission.reflections.keys() - texts.keys()}
    notes = tuple(note for note in submission.notes if note.partition(":")[0] not in wrong)
    answers = {number: sources for number, sources in submission.answers.items() if number not in wrong}
    return replace(submission, answers=answers, notes=notes, reflections=texts)


def _parse(content: bytes, notes: list[str]) -> dict[str, Any]:
    content = without_outputs(content, MOST_BYTES)
    if not content.strip(b" \t\r\n\0"):
        raise NotGradable("the file is empty")
    try:
        refuse_bombs(content)
    except ValueError as error:
        raise NotGradable(f"not a notebook: {error}") from None
    text = _decode(content, notes)
    if re.match(r"\s*<(!doctype|html|\?xml|head|body|!--)", text[:500], re.I):
        raise NotGradable("not a notebook: a web page in its place; ask for the file that it shows")
    try:
        # Python refuses to read integers of thousands of digits; nothing here needs one exact.
        notebook = json.loads(text, parse_int=float)
    except ValueError:
        raise NotGradable("not a notebook: damaged or cut off (not valid JSON)") from None
    if not isinstance(notebook, dict):
        raise NotGradable("not a Jupyter notebook")
    return notebook


def _decode(content: bytes, notes: list[str]) -> str:
    try:
        return content.decode("utf-8", "surrogatepass")
    except UnicodeDecodeError:
        notes.append("The file is not valid UTF-8; letters that could not be read were replaced.")
        return content.decode("utf-8", "replace")


def cells_of(content: bytes) -> Iterator[tuple[str, str, str | None, list[str]]]:
    """Yield of each cell of a file its kind, its id, its source (None where that is too long) and its tags.

    Ids are those by which cells are known, "a-3-1" for example; "" for all others.

    Raises:
        NotGradable: the file cannot be parsed. The message says why.
    """
    for cell, kind, source in _sources(_parse(content, [])):
        metadata = cell.get("metadata")
        tags = metadata.get("tags") if isinstance(metadata, dict) else None
        kept = [tag for tag in tags if isinstance(tag, str)] if isinstance(tags, list) else []
        yield kind, _name(cell), _mended(source) if len(source) <= MOST_LETTERS else None, kept


def _sources(notebook: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Yield the cells with their kinds and sources, of format 4 or 3, skipping what is none."""
    listed = notebook.get("cells")
    if not isinstance(listed, list):
        sheets = notebook.get("worksheets")
        sheets = sheets if isinstance(sheets, list) else []
        lists = [sheet.get("cells") for sheet in sheets if isinstance(sheet, dict)]
        listed = [cell for some in lists if isinstance(some, list) for cell in some]
    for cell in listed:
        if not isinstance(cell, dict):
            continue
        kind, source = cell.get("cell_type"), cell.get("source", cell.get("input", ""))
        if isinstance(source, list):
            source = "".join(part for part in source if isinstance(part, str))
        if isinstance(kind, str) and isinstance(source, str):
            yield cell, kind, source


def _mended(source: str) -> str:
    source = re.sub(r"[\ud800-\udfff]", "\N{REPLACEMENT CHARACTER}", source)
    return source.replace("\r\n", "\n").replace("\r", "\n")


def _cells(notebook: dict[str, Any], notes: list[str]) -> Iterator[FileCell]:
    """Yield the cells. Formats' numbers are not looked at."""
    for cell, kind, source in _sources(notebook):
        name = _name(cell)
        if len(source) > MOST_LETTERS:
            if name[:1] in ("a", "r"):
                notes.append(f"Cell {name} is longer than {MOST_LETTERS:,} characters and was left out.")
            continue
        if re.search(r"[\ud800-\udfff]", source):
            notes.append("Damaged characters (lone surrogates) were replaced.")
        own = cell.get("id")
        yield FileCell(kind, name, _mended(source), own if isinstance(own, str) else "")


_KNOWN = "acr"  # the letters of the cells that are looked for


def _is_known(name: object) -> bool:
    return isinstance(name, str) and name[:1] in _KNOWN and CELL.fullmatch(name) is not None


def _name(cell: dict[str, Any]) -> str:
    """Return the id by which a cell is known: its own, or else nbgrader's."""
    metadata = cell.get("metadata")
    metadata = metadata if isinstance(metadata, dict) else {}
    nbgrader = metadata.get("nbgrader")
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else None
    for name in (cell.get("id"), grade_id, metadata.get("id")):
        if _is_known(name):
            return str(name)
    return ""


def _number(name: str, letter: str, exercise: str) -> str:
    """Return the number of a cell's question, "3.1" of a-3-1, or "" if it is another kind of cell."""
    if not name.startswith(f"{letter}-"):
        return ""
    number = question_of(name)
    return number if exercise_of(number) == exercise else ""


def _answers(
    cells: list[FileCell], exercise: str, notes: list[str]
) -> tuple[dict[str, tuple[str, ...]], dict[int, str], frozenset[str]]:
    """Return each question's answers, by place the given cell that each of the others is, and the guesses."""
    found: dict[str, list[int]] = {}
    used: dict[int, str] = {}
    there = {cell.name for cell in cells}
    for place, cell in enumerate(cells):
        if number := _number(cell.name, "a", exercise):
            if cell.kind == "code":
                found.setdefault(number, []).append(place)
            else:
                notes.append(f"{number}: the answer cell was turned into a cell of text.")
        if cell.name:
            used[place] = cell.name
    lost: dict[str, list[int]] = {}
    last = -1
    for place, cell in enumerate(cells):
        if cell.kind != "code":
            continue
        checked = [number for number in checked_in(cell.source) if exercise_of(number) == exercise]
        if len(checked) == 1 and checked[0] not in found and last >= 0 and last not in used:
            lost.setdefault(checked[0], []).append(last)
        if checked and place not in used:
            check = cell_id("c", checked[0])
            used[place] = "" if check in there else check
        last = place
    for number, places in lost.items():
        notes.append(
            f"{number}: the answer cell had lost its id; it was found by its place before the check."
        )
        found[number] = places
        used.update(dict.fromkeys(places, cell_id("a", number)))
    given: dict[str, list[int]] = {}
    for place, cell in enumerate(cells):
        if cell.kind == "code" and place not in used:
            for number in given_in(cell.source):
                if (
                    exercise_of(number) == exercise
                    and number not in found
                    and place not in given.get(number, [])
                ):
                    given.setdefault(number, []).append(place)
    for number, places in given.items():
        notes.append(
            f"{number}: the answer cell had lost its id; it was found by the name it gives a value to."
        )
        found[number] = places
    used |= {place: cell_id("a", number) for number, places in found.items() for place in places}
    answers = {}
    for number, places in found.items():
        sources = [cells[place].source for place in places]
        written = [source for source in sources if source.strip()] or sources[:1]
        if len(places) > 1:
            notes.append(f"{number}: {len(places)} answer cells; they were run in the order of the file.")
        answers[number] = tuple(written[-MOST_COPIES:])
    return answers, used, frozenset(lost)
