"""Versions of an exercise: which form a student has, when the course went on after it was handed out.

A form says in its metadata (`FORM`) of which version it is, and for each question a digest of what was asked:
the text, with the texts right above it, the stub, and what the answer must look like. The same digests stand
in `exercises/questions/NN.json`, and those of all versions that are kept in `exercises/keys/NN.json`. What a
file says of itself is a claim: it counts only where that version is known on the side that checks.
"""

from __future__ import annotations

import ast
import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from trilateral.exercises.ids import CELL, cell_id, is_question, question_of
from trilateral.exercises.syntax_tree import parse

if TYPE_CHECKING:
    from trilateral.exercises.source import Exercise

__all__ = [
    "FORM",
    "asked",
    "claim",
    "collapse_blanks",
    "compare",
    "relink",
    "set_up_changed",
    "stamp",
    "version_of",
]

# Not in `trilateral`, beside the code of a form: what reads that one wants nothing else in it.
FORM = "trilateral_form"
LENGTH = 12


def relink(text: str) -> str:
    """Return a solution's text with its links as they lead from the form, which lies one folder higher."""
    return text.replace("](../../", "](../")


def collapse_blanks(text: str) -> str:
    """Return a text without what editors do to blanks and line ends."""
    return " ".join(text.split())


def _digest(content: Any) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:LENGTH]


def asked(exercise: Exercise) -> dict[str, str]:
    """Return by question, and by prompt with an r before its number, a digest of what a student is asked."""
    texts: dict[str, list[str]] = {}
    above: list[str] = []
    for cell in exercise.solution.cells:
        if cell.cell_type == "code":
            above = []
        elif not CELL.fullmatch(cell.id):
            above.append(collapse_blanks(relink(cell.source)))
        elif cell.id[0] in "qp":
            # A list of sentences to choose from stands above its question, and belongs to it.
            texts[cell.id] = [*above, collapse_blanks(relink(cell.source))]
            above = []
    found = {
        question.number: _digest([texts[question.cell_id("q")], question.stub, question.shape.to_dict()])
        for question in exercise.questions
    }
    return found | {f"r{one.number}": _digest(texts[one.cell_id("p")]) for one in exercise.reflections}


def version_of(exercise: Exercise) -> str:
    """Return the version of an exercise as its author wrote it: a digest of all that an answer hangs on."""
    answers = {cell_id("a", question.number) for question in exercise.questions}
    given = [
        cell.source for cell in exercise.solution.cells if cell.cell_type == "code" and cell.id not in answers
    ]
    variants = {question.number: dict(question.variants) for question in exercise.questions}
    return _digest([exercise.stem, asked(exercise), given, variants])


def set_up_changed(now: Iterable[Mapping[str, Any]], then: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the questions of which the given code above them does something else than in an older form.

    Args:
        now: the cells of the exercise as it is: of its form, or of its solution.
        then: those of the older one.
    """
    today, before = _given(now), _given(then)
    return {number for number in today if number in before and today[number] != before[number]}


def _given(cells: Iterable[Mapping[str, Any]]) -> dict[str, list[str]]:
    """Return by question the code above it that is nobody's answer, without what only a reader sees."""
    above: list[str] = []
    found = {}
    for cell in cells:
        if cell["cell_type"] == "code" and not CELL.fullmatch(cell["id"]):
            tree = parse(cell["source"])
            above.append(cell["source"] if tree is None else ast.dump(tree))
        elif cell["id"].startswith("q-"):
            found[question_of(cell["id"])] = list(above)
    return found


def stamp(version: str, digests: Mapping[str, str]) -> dict[str, Any]:
    """Return what a form says of itself in its metadata."""
    return {"version": version, "questions": dict(digests)}


def claim(notebook: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Return the version that a notebook says it is of, and its digests; "" and none where it says nothing.

    Anybody can write anything there.
    """
    metadata = notebook.get("metadata")
    match metadata.get(FORM) if isinstance(metadata, dict) else None:
        case {"version": str(version), **rest} if len(version) == LENGTH and version.isalnum():
            own = rest.get("questions")
            pairs = own.items() if isinstance(own, dict) else ()
            return version, {
                number: digest
                for number, digest in pairs
                if is_question(number) and isinstance(digest, str) and len(digest) == LENGTH
            }
    return "", {}


def compare(
    now: Mapping[str, str], then: Mapping[str, str], present: Iterable[str], claimed: Mapping[str, str]
) -> tuple[list[str], list[str], list[str]]:
    """Tell an older form from the course as it is.

    A question counts as not in the form only if the version is one that we know, did not ask it, and nothing
    of it is in the file. So whoever deletes digests, or pastes an old version's name into a newer form,
    avoids no question that is in the file.

    Args:
        now: by question the digest of what is asked now.
        then: the same of the form's version, as we know it.
        present: the questions of which a cell is in the file.
        claimed: the digests that the file itself gives: one question may have been brought up to date.

    Returns:
        The questions that are not in the form, those that it asks otherwise, those that are asked no more.
    """
    here = set(present)
    absent = [one for one in now if is_question(one) and one not in then and one not in here]
    changed = [
        one
        for one in now
        if is_question(one) and then.get(one, now[one]) != now[one] and claimed.get(one) != now[one]
    ]
    return absent, changed, [one for one in then if is_question(one) and one not in now]
