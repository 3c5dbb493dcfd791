"""The worked solution of a question, with its reason, for whoever tried and had all the hints.

`exercises/worked/NN.json` holds them, packed so that nobody reads one in passing; who wants to can. So a
teacher whose marks depend on it keeps the folder back: without it there are hints, and no more.
"""

from __future__ import annotations

import base64
import json
import textwrap
import zlib
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from trilateral.exercises.files import file_of
from trilateral.exercises.ids import set_of
from trilateral.exercises.progress import done

if TYPE_CHECKING:
    from trilateral.exercises.source import Exercise  # with nbformat, for which no check waits

__all__ = ["HINTED", "TRIED", "is_here", "make_worked", "samples_of", "told"]

# Of this kernel's session: the hints that were read, and the questions that were tried.
HINTED: defaultdict[str, set[int]] = defaultdict(set)
TRIED: set[str] = set()


def make_worked(*exercises: Exercise) -> dict[str, Any]:
    """Return what `worked/NN.json` holds: of each question, the answer's source and its reason.

    And of each prompt that has sample answers: the rubric, the samples, which is better, and why.

    Args:
        exercises: one, or the lessons of one exercise, which share a file.
    """
    reflect = {
        one.number: _pack(
            {"rubric": one.rubric, "samples": one.samples, "better": one.better, "why": one.why}
        )
        for exercise in exercises
        for one in exercise.reflections
        if one.samples
    }
    content = {
        "exercise": exercises[0].stem,
        "worked": {
            question.number: _pack([dict(exercise.code())[question.cell_id("a")], question.reason])
            for exercise in exercises
            for question in exercise.questions
        },
    }
    return content | ({"reflect": reflect} if reflect else {})


def _pack(content: Any) -> str:
    return base64.b64encode(zlib.compress(json.dumps(content).encode(), 9)).decode()


def _entry(what: str, number: str, folder: Path) -> Any:
    content = json.loads(file_of(folder, "worked", set_of(number)).read_text(encoding="utf-8"))
    return json.loads(zlib.decompress(base64.b64decode(content[what][number])))


def samples_of(prompt: str, folder: Path) -> dict[str, Any] | None:
    """Return what there is to a prompt ("3.1"); None where it is not here, or damaged."""
    try:
        found: dict[str, Any] = _entry("reflect", prompt, folder)
        return found if {"rubric", "samples", "better", "why"} <= found.keys() else None
    except (OSError, ValueError, LookupError, TypeError, AttributeError, zlib.error):
        return None


def _unpacked(question: str, folder: Path) -> tuple[str, str] | None:
    """Return the source and the reason; None where they are not here, or damaged."""
    try:
        source, reason = _entry("worked", question, folder)
        return str(source), str(reason)
    except (OSError, ValueError, LookupError, TypeError, zlib.error):
        return None


def is_here(question: str, folder: Path) -> bool:
    """Tell whether there is a worked solution for a question."""
    return _unpacked(question, folder) is not None


def told(question: str, hints: int, folder: Path) -> str:
    """Return the worked solution, or what has to come before it."""
    found = _unpacked(question, folder)
    if found is None:
        return f"{question} has no worked solution here."
    if question not in TRIED and question not in done():
        return (
            f"{question}: the worked solution comes after a try of your own. Give an answer, a wrong one "
            "too, and run its check."
        )
    if missing := [number for number in range(1, hints + 1) if number not in HINTED[question]]:
        return f'{question}: first come the hints. Next: hint("{question}", {missing[0]})'
    source, reason = found
    why = [f"Why: {reason}"] if reason else []
    shown = textwrap.indent(source, "    ")
    return "\n\n".join([f"{question}, a worked solution:", shown, *why])
