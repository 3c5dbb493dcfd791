"""Check an answer and give hints, in the student's kernel.

Two small files say what a check needs, and neither holds an answer. `exercises/questions/NN.json` tells what
an answer must look like, and the hints. `exercises/keys/NN.json` holds a digest of the right answer, and of
each known wrong answer (distractor) with what to say to it. A digest takes a fifth of a second to make, so
that trying answers by the thousand costs more than thinking. A choice of four letters can be tried out all
the same, by typing them: checks in the notebook are there to learn from, and marks do not come from them.

When exercises are graded, `recorder.check` stands in the place of `check`: it prints what the answer is and
gives no verdict.
"""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from trilateral.exercises import changed_tables, executions, notebook_file, reflect, worked
from trilateral.exercises.answer_record import AnswerRecord, examine, mac
from trilateral.exercises.canonical import Shape
from trilateral.exercises.cell_source import asks, by_source
from trilateral.exercises.files import file_of, read_content
from trilateral.exercises.ids import exercise_of, is_question, is_turn, set_of
from trilateral.exercises.judge import decide
from trilateral.exercises.messages import line
from trilateral.exercises.own_copy import changed_since
from trilateral.exercises.patterns import blank_beside_bar
from trilateral.exercises.progress import record
from trilateral.exercises.verdict import Reason, Verdict
from trilateral.paths import exercises_folder
from trilateral.text import say

__all__ = [
    "Key",
    "Unavailable",
    "check",
    "derive",
    "exercises_folder",
    "hint",
    "judge",
    "read_question",
    "use_form",
]

# 32 MB and about 0.2 s on a laptop of 2020: five candidates a second.
COST = {"n": 2**15, "r": 8, "p": 2, "maxmem": 2**26, "dklen": 32}
# The content of questions/NN.json, where a grader hands it over: files of a student's folder can be changed.
SUPPLIED: dict[tuple[str, str], dict[str, Any]] = {}
# The code of the form whose questions the notebook asks; "" where it does not say.
ASKED = {"form": ""}


class Unavailable(Exception):
    """What a check needs is not there: the question, its files, a digest; `verdict` says what."""

    def __init__(self, code: str, **values: str) -> None:
        """Note the code of the reason and its values."""
        super().__init__(code)
        self.verdict = Verdict("error", Reason(code, values))


@dataclass(frozen=True)
class Key:
    """A question's entry in `exercises/keys/NN.json`, to hold an answer in the open against.

    `exact` holds the digests of distractors before rounding. Keys handed out earlier have none; then whatever
    rounds to a distractor is taken for it. `short` holds what is said to the right
    number with too few decimals.
    """

    content: Mapping[str, Any]

    def is_right(self, record: AnswerRecord | None) -> bool:
        """Tell whether this is the right answer."""
        if record is None or record.kind != "answer":
            return False
        return hmac.compare_digest(derive(record.value, self.content["salt"]), self.content["right"])

    def is_untouched(self, record: AnswerRecord) -> bool:
        """Tell whether this is what the stub gives that nobody has changed."""
        stub = self.content.get("stub")
        return bool(stub) and record.kind == "answer" and derive(record.value, self.content["salt"]) == stub

    def distractor(self, record: AnswerRecord) -> str | None:
        """Return what is said to a known wrong answer."""
        salt, exact = self.content["salt"], self.content.get("exact")
        tag = derive(record.value, salt)
        if not record.exact and (said := self.content.get("short", {}).get(tag)):
            return str(said)
        message: str | None = self.content["wrong"].get(tag)
        if message is None or exact is None or not record.exact or derive(record.exact, salt) in exact:
            return message
        return None


def check(question: str, answer: object = reflect.OPEN) -> None:
    """Print one line on an answer: right, not yet and why, or not attempted.

    Of a prompt, `check("3.A")` shows the rubric and two sample answers, once something was written there;
    `check("3.A", 2)` keeps the mark that the student gives the own text.

    Args:
        question: the question's number, for example `"3.1"`, or a prompt's, `"3.A"`.
        answer: the student's answer; anything at all.
    """
    if prompt := reflect.name_of_prompt(question):
        say(reflect.told(prompt, answer, exercises_folder()))
        return
    if answer is reflect.OPEN:
        raise TypeError("check() missing 1 required positional argument: 'answer'")
    if not _is_number(question):
        say(line(question, judge(question, answer)))
        return
    if refused := executions.refusal(question):
        say(f"{line(question, Verdict('error', refused))} {executions.todo(refused, question)}")
        return
    verdict = judge(question, answer)
    if verdict.kind in ("wrong", "blank"):
        verdict = by_source(
            verdict, executions.answer_source(question), question, read_question(question).kind
        )
    if verdict.reason.code == "blank" and is_turn(question):
        changed = answer is not ... and executions.answer_source(question)
        verdict = Verdict(verdict.kind, Reason("turn-same" if changed else "turn-open"))
    if verdict.reason.code == "blank" and executions.in_this_cell(question):
        verdict = Verdict(verdict.kind, Reason("blank-here"))
    text = line(question, verdict)
    say(text)
    for remark in (*_remarks(question, verdict), changed_since(question, exercises_folder())):
        if remark:
            say(remark)
    record(question, verdict.kind)
    if verdict.kind in ("right", "wrong"):
        worked.TRIED.add(question)
    # nbgrader sets this where it runs a notebook, and knows no other sign of a wrong answer than an error.
    if verdict.kind != "right" and not is_turn(question) and "NBGRADER_EXECUTION" in os.environ:
        raise AssertionError(text)


def _remarks(question: str, verdict: Verdict) -> Iterator[str]:
    """Yield what the notebook shows beside a verdict, a sentence each."""
    if remark := executions.unchanged(question):
        yield remark
    if remark := notebook_file.gone(question):
        yield remark
    if remark := executions.in_passing(question):
        yield remark
    if verdict.kind == "right" and (remark := blank_beside_bar(executions.answer_source(question))):
        yield f"{remark} Here the rows found happen to be the same."
    if asks(executions.answer_source(question)):
        yield "Your answer waits for input(...). When it is graded nobody can type: write the value itself."
    if is_turn(question) and verdict.kind != "error":
        yield from executions.taken(_read("questions", question).get("names") or ())
    if verdict.kind == "wrong":
        loaded = _read("questions", question).get("tables") or {}
        yield from changed_tables.changed(loaded, executions.names())
        yield from executions.table_changes(question, loaded)


def use_form(code: str) -> None:
    """Say of which form a notebook's questions are, so that no answer is checked by another form's.

    Forms that differ from student to student say it in their first cell.
    """
    ASKED["form"] = code


def hint(question: str, number: int = 1) -> None:
    """Print one of a question's hints; the first only points the way, the last nearly tells.

    One more than there are hints is the worked solution, with its reason, for whoever tried and had them all.

    Args:
        question: the question's number, for example `"3.1"`.
        number: 1 for the first hint, and so on.
    """
    if prompt := reflect.name_of_prompt(question):
        say(f'Reflect {prompt} has no hints. When you have written something, run check("{prompt}").')
        return
    try:
        hints = _read("questions", question)["hints"]
        if type(number) is int and 1 <= number <= len(hints):
            say(f"{question}, hint {number} of {len(hints)}: {hints[number - 1]}")
            worked.HINTED[question].add(number)
            if number == len(hints) and worked.is_here(question, exercises_folder()):
                say(f'After a try of your own, hint("{question}", {number + 1}) shows a worked solution.')
        elif number == len(hints) + 1 and worked.is_here(question, exercises_folder()):
            say(worked.told(question, len(hints), exercises_folder()))
        else:
            say(f'{question} has hints 1 to {len(hints)}: hint("{question}", 1) prints the first.')
    except Unavailable as error:
        say(line(question, error.verdict))


def judge(question: str, answer: object) -> Verdict:
    """Return the verdict on an answer, by the key in `exercises/keys/`; never raises for an answer."""
    try:
        shape, key = read_question(question), Key(_read("keys", question))
        found = examine(question, answer, shape)
        return Verdict("blank", Reason("blank")) if key.is_untouched(found) else decide(found, key, shape)
    except Unavailable as error:
        return error.verdict


def read_question(question: str) -> Shape:
    """Return what the answer to a question must look like.

    Raises:
        Unavailable: there is no such question, or its file is missing or damaged.
    """
    return Shape.from_dict(_read("questions", question)["shape"])


def derive(form: str, salt: str) -> str:
    """Return the digest of a canonical answer: slow to make, and nothing leads back from it."""
    return _derive(hashlib.sha256(f"{salt} {form}".encode()).digest(), salt)


@cache
def _derive(digest: bytes, salt: str) -> str:
    # Once in a process for each answer, so that running all cells again is quick. The digest of the answer
    # is the cache's key, so that the cache holds no answer.
    return mac(_scrypt(digest, salt.encode()), "trilateral")


def _scrypt(digest: bytes, salt: bytes) -> bytes:
    # A Python in a browser has none of its own (Pyodide); the package `cryptography` makes the same bytes.
    try:
        from hashlib import scrypt
    except ImportError:
        try:
            from cryptography.hazmat.primitives.kdf.scrypt import Scrypt
        except ImportError:
            raise Unavailable("no-scrypt") from None
        kdf = Scrypt(salt=salt, length=COST["dklen"], n=COST["n"], r=COST["r"], p=COST["p"])
        return bytes(kdf.derive(digest))
    return scrypt(digest, salt=salt, **COST)


def _read(what: str, question: str) -> dict[str, Any]:
    """Return the entry of a question in `questions` or in `keys`."""
    if not _is_number(question):
        raise Unavailable("unnamed")
    exercise = set_of(question)
    name, supplied = f"{what}/{exercise}.json", SUPPLIED.get((what, exercise))
    try:
        content = supplied or read_content(file_of(exercises_folder(), what, exercise))
        entries: dict[str, Any] = content["questions"]
        own, asked = str(content.get("variant", "")), ASKED["form"]
        # What a grader supplies belongs to the form that it runs; a key does not name its form.
        apart = asked != own if asked else own and question in content.get("varies", ())
        if what == "questions" and not supplied and apart:
            told = "other-lesson" if is_turn(question) else "other-form"
            raise Unavailable(told, form=_form(asked), own=f"of {_form(own)}")
        if question in entries:
            entry: dict[str, Any] = entries[question]
            return entry
        last = list(entries)[-1]
    except FileNotFoundError:
        if is_turn(question):
            raise Unavailable("turns-missing", file=name) from None
        raise Unavailable("file-missing", file=name, exercise=str(int(exercise_of(question)))) from None
    except (OSError, ValueError, LookupError, TypeError):
        raise Unavailable("file-damaged", file=name) from None
    raise Unavailable("withdrawn" if _asked_before(exercise, question) else "unknown", last=last)


def _form(code: str) -> str:
    return f"form {code}" if code else "the common form"


def _is_number(question: object) -> bool:
    return is_question(question) or is_turn(question)


def _asked_before(exercise: str, question: str) -> bool:
    """Tell whether an earlier version of an exercise had a question that is no more."""
    try:
        versions = read_content(file_of(exercises_folder(), "keys", exercise))["versions"]
        return any(question in asked for asked in versions.values())
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return False
