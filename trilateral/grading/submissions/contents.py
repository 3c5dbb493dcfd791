"""Tell what a file holds by its cells: one exercise, several, or none of them but a lesson."""

from __future__ import annotations

import functools
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path
from typing import Any

from trilateral.errors import UserError
from trilateral.exercises.ids import CODE, cell_id, checked_in, given_in, prompt_name, question_of
from trilateral.exercises.versions import collapse_blanks
from trilateral.grading.model import NotGradable
from trilateral.paths import course_folder, lesson_number, lessons_of

__all__ = [
    "NO_EXERCISE",
    "FileCell",
    "asked_in",
    "code_cells",
    "exercises_in",
    "lost_reflections",
    "variant_in_text",
    "variant_of",
]

NO_EXERCISE = "no answer of any exercise is in it"


@dataclass(frozen=True)
class FileCell:
    """A cell of the file.

    `name` is the id it should have, as far as that can be known; `id` is the one it has.
    """

    kind: str
    name: str
    source: str
    id: str = ""


_FORM_IN_TEXT = re.compile(rf"This is form \*\*({CODE.pattern})\*\*\.")


def variant_in_text(cells: Sequence[FileCell]) -> str:
    """Return the code that the first cell tells: an editor may drop metadata that it does not know."""
    found = (_FORM_IN_TEXT.search(cell.source) for cell in cells if cell.kind != "code")
    return next((one[1] for one in found if one), "")


def variant_of(notebook: Mapping[str, Any]) -> str:
    """Return the code of the form that a file's metadata tell; "" where they tell none."""
    metadata = notebook.get("metadata")
    own = metadata.get("trilateral") if isinstance(metadata, dict) else None
    variant = own.get("variant") if isinstance(own, dict) else None
    return variant if isinstance(variant, str) and re.fullmatch(r"[\w-]{1,64}", variant) else ""


_ASKS = re.compile(r"\s*\*\*(\d{1,2})\.(\d{1,2})\*\*", re.ASCII)


def asked_in(cells: Sequence[FileCell], exercise: str) -> Iterator[tuple[str, str]]:
    """Yield the number and the text of each question that a file still asks: it begins with its number."""
    for cell in cells:
        asks = _ASKS.match(cell.source) if cell.kind == "markdown" else None
        if asks and int(asks[1]) == int(exercise):
            yield f"{int(asks[1])}.{int(asks[2])}", collapse_blanks(cell.source)


def exercises_in(cells: Sequence[FileCell]) -> dict[str, int]:
    """Return the exercises in a file, the one that has most of the cells first, each with how many questions.

    One answer of another exercise, pasted or tried out, makes no second exercise.

    Raises:
        NotGradable: there is none.
    """
    votes: Counter[int] = Counter()
    questions: dict[int, set[str]] = defaultdict(set)
    answered: dict[int, set[str]] = defaultdict(set)
    for cell in cells:
        found = list(_questions(cell))
        votes.update({exercise for exercise, _, _ in found})
        for exercise, question, is_answer in found:
            questions[exercise].add(question)
            if is_answer:
                answered[exercise].add(question)
    lesson = "" if any(cell.name for cell in cells) else _lesson(cells)
    if lesson or not votes:
        raise NotGradable(f"{NO_EXERCISE}: this is {lesson}, a lesson" if lesson else NO_EXERCISE)
    first, *others = (exercise for exercise, _ in votes.most_common())
    most = len(answered[first])
    listed = [
        first,
        *(one for one in others if (n := len(answered[one])) > 1 or (n and 2 * n >= most)),
    ]
    return {f"{one:02}": len(questions[one]) for one in listed}


_PROMPT = re.compile(r"\s*\*\*Reflect (?:\d{1,2}\.)?([A-Z])\.?\*\*")


def code_cells(cells: Sequence[FileCell], given: Mapping[int, str], most: int) -> tuple[FileCell, ...]:
    """Return the cells of code, each by the name of the given cell that it is, or by its own id.

    Args:
        cells: of the file.
        given: by place, the names that are known.
        most: how many letters all but the answers may have together; what is beyond them is left out.
    """
    found = []
    for place, cell in enumerate(cells):
        most -= 0 if given.get(place, "")[:1] == "a" or cell.kind != "code" else len(cell.source)
        if cell.kind == "code" and cell.source and most >= 0:
            found.append(replace(cell, name=given.get(place) or cell.id))
    return tuple(found)


def lost_reflections(cells: Sequence[FileCell], exercise: str, notes: list[str]) -> dict[str, str]:
    """Return the texts below a prompt whose own cell is gone: somebody deleted it and typed into another."""
    there = {cell.name for cell in cells}
    found = {}
    for cell, below in pairwise(cells):
        if (prompt := _PROMPT.match(cell.source)) and cell.kind != "code" and not below.name:
            number = f"{int(exercise)}.{ord(prompt[1]) - ord('A') + 1}"
            own = below.source.strip() and not re.match(r"\s*(\*\*|#)", below.source)
            if cell_id("r", number) not in there and own:
                notes.append(
                    f"{prompt_name(number)}: its cell was gone; the text below the prompt was taken."
                )
                found[number] = below.source
    return found


def _questions(cell: FileCell) -> Iterator[tuple[int, str, bool]]:
    """Yield of each question that a cell belongs to its exercise, its number, and whether it is an answer."""
    if cell.name:
        found = [(question_of(cell.name), cell.name[0])]
    elif cell.kind == "code":
        found = [(number, "c") for number in checked_in(cell.source)]
        found += [(number, "a") for number in given_in(cell.source)]
    else:
        found = []
    for number, letter in found:
        first, _, second = number.partition(".")
        yield int(first), f"r{second}" if letter == "r" else second, letter == "a"


def _lesson(cells: Sequence[FileCell]) -> str:
    """Return the lesson from which most of the cells of text are, "notebook 00"; "" where they are not."""
    texts = [_without_blanks(cell.source) for cell in cells if cell.kind != "code"]
    known = _lessons()
    found = Counter(known[text] for text in texts if text in known)
    lesson, count = found.most_common(1)[0] if found else ("", 0)
    return lesson if 3 * count >= len(texts) else ""


@functools.cache
def _lessons() -> dict[str, str]:
    """Return the texts of the course's lessons, each with its lesson; none where there are none."""
    try:
        paths = lessons_of(course_folder())
    except UserError:
        return {}
    return {text: f"notebook {lesson_number(path.name)}" for path in paths for text in _texts(path)}


def _texts(path: Path) -> list[str]:
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        texts = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
        return [bare for text in texts if len(bare := _without_blanks(text)) > 20]
    except (OSError, ValueError, LookupError, TypeError):
        return []


def _without_blanks(text: str) -> str:
    return re.sub(r"\s+", "", text)
