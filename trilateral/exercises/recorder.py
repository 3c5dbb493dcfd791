"""Run a check without a verdict: print what the answer is, for somebody who judges it elsewhere.

A verdict is never computed where a student's code runs. Whoever grades calls `begin` with a nonce made for
the run, and lets the check cells import `check` from here.
"""

from __future__ import annotations

import contextlib
import io
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from trilateral.exercises.answer_record import examine
from trilateral.exercises.check import SUPPLIED, Unavailable, read_question
from trilateral.exercises.ids import is_question, variable
from trilateral.exercises.messages import line
from trilateral.exercises.reflect import OPEN as OPEN_PROMPT
from trilateral.exercises.reflect import name_of_prompt

__all__ = ["OPEN", "begin", "check", "take"]

# The nonce with which a record holds the canonical form itself.
OPEN = "open"


@dataclass(frozen=True)
class _Session:
    nonce: str
    aside: Callable[[str], None]


_session: _Session | None = None


def begin(
    nonce: str,
    questions: Mapping[str, dict[str, Any]] | None = None,
    aside: Callable[[str], None] = lambda exact: None,
) -> None:
    """Have checks print records from now on.

    Args:
        nonce: a text made for one run, or `OPEN`.
        questions: the content of `exercises/questions/NN.json`, by number; read from the folder by default.
        aside: takes what an answer was before rounding, which no line holds.
    """
    global _session
    for number, content in (questions or {}).items():
        SUPPLIED["questions", number] = content
    _session = _Session(nonce, aside)


def check(question: str, answer: object = OPEN_PROMPT) -> None:
    """Print what an answer is, as one line of JSON; of a prompt nothing, as a person reads it.

    Raises:
        RuntimeError: `begin` was not called.
    """
    if name_of_prompt(question):
        return
    if answer is OPEN_PROMPT:
        raise TypeError("check() missing 1 required positional argument: 'answer'")
    session = _session
    if session is None:
        raise RuntimeError("nobody has begun to record; `trilateral.check` gives a verdict")
    # What an answer says while it is looked at, such as a warning, is no part of the line.
    with contextlib.redirect_stderr(io.StringIO()):
        try:
            record = examine(question, answer, read_question(question))
        except Unavailable as error:
            print(line(question, error.verdict))
            return
        if session.nonce != OPEN:
            record = record.under(session.nonce)
    print(record.to_json())
    if record.exact:
        session.aside(record.exact)


def take(question: str, answer: object = None) -> None:
    """Take for the answer what somebody gave a check in a cell of their own, as in `check("1.1", 65)`."""
    if is_question(question):
        sys._getframe(1).f_globals[variable(question)] = answer
