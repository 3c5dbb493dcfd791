"""The key of an exercise: digests of the right answers and of the distractors, and no answer.

`exercises/keys/NN.json` goes to students. So a key is refused whose hints or messages tell an answer.
"""

from __future__ import annotations

import hashlib
import json
import re
from datetime import date
from typing import Any

from trilateral.exercises.answer_record import canonical_forms
from trilateral.exercises.canonical import BlankAnswer, InvalidAnswer, canonical
from trilateral.exercises.canonical.values import is_blank, remarks
from trilateral.exercises.check import derive
from trilateral.exercises.evaluation import evaluate_with_stubs
from trilateral.exercises.roundings import also_rounded, cut_short, too_short
from trilateral.exercises.source import Distractor, Exercise, Question
from trilateral.notebooks import NotebookError
from trilateral.timeline.shared import MONTHS

__all__ = ["distinct_distractors", "key_checksum", "leaks_answer", "make_key"]


def _forms(value: Any, question: Question, where: str) -> tuple[str, str]:
    try:
        with remarks() as said:
            forms = canonical_forms(value, question.shape)
    except BlankAnswer:
        raise ValueError(f"question {question.number}: {where} is blank") from None
    except InvalidAnswer as error:
        raise ValueError(f"question {question.number}: {where} does not fit its kind. {error}") from None
    if question.shape.kind == "chart" and said:
        raise ValueError(f"question {question.number}: {where} has not the words that it asks for. {said[0]}")
    return forms


def make_key(*exercises: Exercise) -> dict[str, Any]:
    """Return the key: for each question a digest of the right answer and of each distractor.

    Args:
        exercises: one, or the lessons of one exercise, which share a file.

    Raises:
        NotebookError: the solution fails, a distractor is right, or a hint or message tells the answer.
    """
    entries: dict[str, Any] = {}
    canonical_answers: list[list[str]] = []
    for exercise in exercises:
        _add_entries(exercise, entries, canonical_answers)
    stem, seal = exercises[0].stem, key_checksum(canonical_answers, entries)
    return {"exercise": stem, "seal": seal, "questions": entries}


def _add_entries(exercise: Exercise, entries: dict[str, Any], canonical_answers: list[list[str]]) -> None:
    """Add the key's entry of each question, and what it was made from."""
    try:
        for question, answer, wrong_answers, stub in evaluate_with_stubs(exercise):
            right, _ = _forms(answer, question, "the right answer")
            _refuse_tie(answer, question)
            forms = [
                _forms(value, question, f"the distractor {distractor.answer!r}")
                for value, distractor in zip(wrong_answers, question.wrong, strict=True)
            ]
            exact = [before for _, before in forms if before]
            wrong = [(form, distractor) for (form, _), distractor in zip(forms, question.wrong, strict=True)]
            wrong = distinct_distractors(right, wrong) if exercise.variant else wrong
            _inspect(question, right, wrong)
            canonical_answers.append([question.number, right, *(form for form, _ in wrong), *exact])
            # Public and stable: a salt need only be another one for each question.
            salt = hashlib.sha256(f"trilateral {exercise.stem} {question.number}".encode()).hexdigest()[:32]
            tags = {derive(form, salt): distractor.message for form, distractor in wrong}
            entries[question.number] = {
                "salt": salt,
                "right": derive(right, salt),
                # In the order of the digests, which tells nothing of the order in which the author wrote.
                "wrong": dict(sorted(tags.items())),
            }
            if not is_blank(stub):
                entries[question.number]["stub"] = derive(_stub_form(stub, right, question), salt)
            if exact:  # a value that only rounds to a distractor has another reason
                rounded = {form for one in exact for form in also_rounded(one, question.shape)}
                entries[question.number]["exact"] = sorted(derive(form, salt) for form in rounded)
            if short := set(cut_short(answer, question.shape)) - {form for form, _ in wrong}:
                said = too_short(question.shape)
                entries[question.number]["short"] = {derive(form, salt): said for form in sorted(short)}
    except ValueError as error:
        raise NotebookError(f"{exercise.stem}: {error}") from None


def key_checksum(canonical_answers: list[list[str]], entries: dict[str, Any]) -> str:
    """Return one digest of a whole key and of all that it was made from.

    A test compares it, to see that the key still belongs to the solution and to its wrong answers: making
    every single digest again would take a minute. Nobody can guess answers with its help: a guess costs as
    much time as with the single digests, and must be right for all questions of the exercise at once.

    Args:
        canonical_answers: for each question its number and the canonical forms of the right answer and of
            the distractors, then those of the distractors before rounding.
        entries: the key's questions.
    """
    return derive(json.dumps([canonical_answers, entries]), "seal")


def distinct_distractors(right: str, wrong: list[tuple[str, Distractor]]) -> list[tuple[str, Distractor]]:
    """Return the distractors that are wrong, each once: in another form one of them can be right."""
    seen, kept = {right}, []
    for form, distractor in wrong:
        if form not in seen:
            kept.append((form, distractor))
        seen.add(form)
    return kept


def _inspect(question: Question, right: str, wrong: list[tuple[str, Distractor]]) -> None:
    """Refuse a question whose distractors are right, or whose words give the answer away."""
    where = f"question {question.number}"
    seen: dict[str, str] = {right: "the right answer"}
    for form, distractor in wrong:
        if form in seen:
            raise ValueError(f"{where}: the distractor {distractor.answer!r} gives the same as {seen[form]}")
        seen[form] = f"the distractor {distractor.answer!r}"
    for words in (*question.hints, *(distractor.message for distractor in question.wrong)):
        if leaked := leaks_answer(words, right):
            raise ValueError(f"{where}: {words!r} gives the answer away ({leaked})")


def _stub_form(stub: Any, right: str, question: Question) -> str:
    """Return the canonical form of what an untouched stub gives: who leaves it so has answered nothing."""
    form, _ = _forms(stub, question, "the stub")
    if form == right:
        raise ValueError(f"question {question.number}: the stub gives the right answer")
    return form


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

    A set, list or table is given away when all of it is there (of a table: a row of it), ids when one is.
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
        case "table" | "chart":
            parts = [[cell for cell in row if cell is not None] for row in payload]
        case "list":
            parts = [payload]
        case "function":
            parts = [[result for result in payload if result is not None]]
        case _:
            parts = [[payload]]
    leaked = (part for part in parts if part and all(_tells(words, value) for value in part))
    return ", ".join(str(value) for value in next(leaked, []))


def _tells(words: str, value: Any) -> bool:
    ways = [str(value)]
    if re.fullmatch(r"\d{4}-\d\d-\d\d", ways[0]):
        day = date.fromisoformat(ways[0])
        month = MONTHS[day.month - 1]
        ways += [f"{day.day} {month}", f"{month} {day.day}"]
        if day.day == 1:  # it may stand for its month
            ways += [f"{day:%Y-%m}", f"{month} {day.year}"]
    elif ways[0] in {str(number) for number in range(2, 13)}:
        ways.append(WORDS[int(ways[0]) - 2])
    return any(re.search(rf"(?<![\w.]){re.escape(way)}(?!\w|\.\d)", words, re.IGNORECASE) for way in ways)
