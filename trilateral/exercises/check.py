"""Check an answer and give hints, in the student's kernel.

Two small files say what a check needs, and neither holds an answer. `exercises/questions/NN.json` tells what
an answer must look like, and the hints. `exercises/keys/NN.json` holds a digest of the right answer, and of
each known wrong turn with what to say to it. A digest takes a fifth of a second to make, so that trying
answers by the thousand costs more than thinking. A choice of four letters can be tried out all the same, by
typing them: checks in the notebook are there to learn from, and marks do not come from them.

When exercises are graded, `TRILATERAL_NONCE` is set. A check then prints what the answer is, keyed by that
nonce, and gives no verdict: whoever set the nonce compares the line with the one that the solution prints.
The keys are not read, and need not be there.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import io
import json
import os
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from trilateral.exercises import runs
from trilateral.exercises.canonical import BlankAnswer, InvalidAnswer, Shape, canonical, expected
from trilateral.exercises.ids import exercise_of, is_question
from trilateral.exercises.progress import record
from trilateral.paths import exercises_folder as folder

__all__ = ["Verdict", "check", "derive", "folder", "hint", "judge", "keyed", "opened", "read_key", "weigh"]

# 32 MB and about 0.2 s on a laptop of 2020: five candidates a second.
COST = {"n": 2**15, "r": 8, "p": 2, "maxmem": 2**26, "dklen": 32}
NOT_ATTEMPTED = "not attempted. Give your answer in the cell above, run it, then run this one."
# The nonce with which a check prints the canonical answer itself.
OPEN = "open"
# The content of questions/NN.json, where a grader hands it over: files of a student's folder can be changed.
SUPPLIED: dict[tuple[str, str], dict[str, Any]] = {}


@dataclass(frozen=True)
class Verdict:
    """What is said to one answer.

    Attributes:
        outcome: "right", "wrong", "blank", or "error" where the question or its files are not to be had.
        text: the line for the student.
    """

    outcome: str
    text: str


class Unavailable(Exception):
    """A question that does not exist, or whose files are missing or damaged."""


def check(question: str, answer: object) -> None:
    """Print one line on an answer: right, not yet and why, or not attempted.

    Args:
        question: the question's number, for example `"3.1"`.
        answer: the student's answer; anything at all.
    """
    if nonce := os.environ.get("TRILATERAL_NONCE"):
        # What an answer says while it is looked at, such as a warning, is no part of the line.
        with contextlib.redirect_stderr(io.StringIO()):
            line = opened(question, answer) if nonce == OPEN else keyed(question, answer, nonce)
        print(line)
        return
    if refused := runs.refusal(question):
        print(f"{question}: {refused}")
        return
    verdict = judge(question, answer)
    print(verdict.text)
    if remark := runs.unchanged(question):
        print(remark)
    record(question, verdict.outcome)
    # nbgrader sets this where it runs a notebook, and knows no other sign of a wrong answer than an error.
    if verdict.outcome != "right" and "NBGRADER_EXECUTION" in os.environ:
        raise AssertionError(verdict.text)


def hint(question: str, number: int = 1) -> None:
    """Print one of a question's hints; the first only points the way, the last nearly tells.

    Args:
        question: the question's number, for example `"3.1"`.
        number: 1 for the first hint, and so on.
    """
    try:
        hints = _read("questions", question)["hints"]
        if type(number) is int and 1 <= number <= len(hints):
            print(f"{question}, hint {number} of {len(hints)}: {hints[number - 1]}")
        else:
            print(f'{question} has hints 1 to {len(hints)}: hint("{question}", 1) prints the first.')
    except Unavailable as error:
        print(error)


def judge(question: str, answer: object) -> Verdict:
    """Return the verdict on an answer, by the key in `exercises/keys/`; never raises for an answer."""
    try:
        shape, key = read_key(question)
    except Unavailable as error:
        return Verdict("error", str(error))
    form = _canonical(question, answer, shape)
    return form if isinstance(form, Verdict) else weigh(question, form, shape, key)


def weigh(question: str, form: str, shape: Shape, key: Mapping[str, Any]) -> Verdict:
    """Return the verdict on a canonical answer by the question's key."""
    tag = derive(form, key["salt"])
    if hmac.compare_digest(tag, key["right"]):
        return Verdict("right", f"{question}: right.")
    return Verdict("wrong", f"{question}: not yet. {key['wrong'].get(tag, general(question, shape))}")


def general(question: str, shape: Shape) -> str:
    """Return what is said to a wrong answer that nobody foresaw."""
    if shape.kind == "rows":  # whether a text is an id at all is not known here
        return f'These are not the rows asked for. hint("{question}", 1) may help.'
    return f'This is {expected(shape)}, as asked, but not the right one. hint("{question}", 1) may help.'


def read_key(question: str) -> tuple[Shape, dict[str, Any]]:
    """Return the shape and the key of a question.

    Raises:
        Unavailable: there is no such question, or its files are missing or damaged.
    """
    return Shape.from_dict(_read("questions", question)["shape"]), _read("keys", question)


def keyed(question: str, answer: object, nonce: str) -> str:
    """Return what an answer is, as a line that only somebody who has the same answer could write.

    Args:
        question: the question's number.
        answer: the answer.
        nonce: a text made for one run.

    Returns:
        The question's number and the HMAC of the canonical answer under the nonce; or the number with
        "blank", or with "unfit" and the reason.
    """
    return _line(question, answer, lambda form: mac(nonce.encode(), f"{question} {form}"))


def opened(question: str, answer: object) -> str:
    """Return what an answer is, as a line with the canonical answer itself, for whoever has the key."""
    return _line(question, answer, lambda form: f"form {form}")


def _line(question: str, answer: object, tell: Callable[[str], str]) -> str:
    try:
        shape = Shape.from_dict(_read("questions", question)["shape"])
    except Unavailable as error:
        return f"error {error}"
    form = _canonical(question, answer, shape)
    if isinstance(form, Verdict):
        reason = form.text.removeprefix(f"{question}: not yet. ")
        return f"{question} blank" if form.outcome == "blank" else f"{question} unfit {reason}"
    return f"{question} {tell(form)}"


def derive(form: str, salt: str) -> str:
    """Return the digest of a canonical answer: slow to make, and nothing leads back from it."""
    return _derive(hashlib.sha256(f"{salt} {form}".encode()).digest(), salt)


@cache
def _derive(digest: bytes, salt: str) -> str:
    # Once in a process for each answer, so that running all cells again is quick. The digest of the answer
    # is the cache's key, so that the cache holds no answer.
    return mac(hashlib.scrypt(digest, salt=salt.encode(), **COST), "trilateral")


def mac(key: bytes, text: str) -> str:
    """Return the keyed digest of a text."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def _canonical(question: str, answer: object, shape: Shape) -> str | Verdict:
    """Return the canonical answer, or the verdict where there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return canonical(answer, shape)
    except KeyboardInterrupt:
        raise
    except BlankAnswer:
        return Verdict("blank", f"{question}: {NOT_ATTEMPTED}")
    except InvalidAnswer as error:
        return Verdict("wrong", f"{question}: not yet. {error}")
    except BaseException:  # an object may do anything when it is looked at, even end the program
        text = f"not yet. Expected {expected(shape)}; this cannot be read as one."
        return Verdict("wrong", f"{question}: {text}")


def _read(what: str, question: str) -> dict[str, Any]:
    """Return the entry of a question in `questions` or in `keys`."""
    if not is_question(question):
        raise Unavailable('The question is named by its number in quotation marks, for example "3.1".')
    exercise = exercise_of(question)
    name, supplied = f"{what}/{exercise}.json", SUPPLIED.get((what, exercise))
    try:
        content = supplied or json.loads((folder() / name).read_text(encoding="utf-8"))
        entries: dict[str, Any] = content["questions"]
        if question in entries:
            entry: dict[str, Any] = entries[question]
            return entry
        last = list(entries)[-1]
    except FileNotFoundError:
        raise Unavailable(
            f"{question}: cannot be checked, exercises/{name} is missing. "
            f"Is there an exercise {int(exercise)}?"
        ) from None
    except (OSError, ValueError, LookupError, TypeError):
        raise Unavailable(
            f"{question}: cannot be checked, exercises/{name} is damaged. Restore it, for example with git."
        ) from None
    raise Unavailable(f"There is no question {question}; the last of this exercise is {last}.")
