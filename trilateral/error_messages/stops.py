"""Cells that were stopped, and errors that the course's own tools raise: these have their own words."""

from __future__ import annotations

import re

from trilateral.error_messages.accident import Accident
from trilateral.error_messages.words import AGAIN, Advice

__all__ = ["stops"]


def stops(accident: Accident) -> Advice | None:
    """Return what to say where a cell was stopped, or one of the course's tools refused something."""
    error = accident.error
    if isinstance(error, KeyboardInterrupt):
        return _stopped(accident)
    if type(error).__name__ == "StdinNotImplementedError":
        return (
            "input asks somebody to type, and here nobody can.",
            f"Write the value itself in its place, as in answer = 5, {AGAIN}",
        )
    if isinstance(error, RecursionError):
        return (
            "A function calls itself again and again, without an end.",
            f"Give it a case in which it returns without calling itself, {AGAIN}",
        )
    if isinstance(error, MemoryError):
        return (
            "The computer's memory is too small for what this line makes.",
            "Make less of it, for example fewer rows; then choose Kernel, Restart, and run the cells again.",
        )
    if isinstance(error, ZeroDivisionError):
        return (
            "A number is divided by 0.",
            f"Look at what stands after the / or %: why is it 0? Mend it, {AGAIN}",
        )
    if re.match(r"\s*+%load\b", accident.cell):
        return (
            "%load is a command of the notebook that reads a file into the cell.",
            f'For a table write its name in brackets and quotation marks, events = load("events"), {AGAIN}',
        )
    if _ours(accident):
        todo = getattr(accident.error, "todo", "")  # an error that knows its cure: not always in this line
        said = accident.text.removesuffix(todo).rstrip()
        call = re.match(r"\w+\(", said)  # a function's name has small letters
        return said if call else said[:1].upper() + said[1:], todo or f"Change this line, {AGAIN}"
    return None


def _stopped(accident: Accident) -> Advice:
    if "input(" in accident.line:
        return (
            "You stopped this cell while it waited for you to type something (input).",
            "Run it again, type in the box below it, and press Enter. While it waits, no other cell runs.",
        )
    if re.search(r"^[^\S\n]*+while\b", accident.cell, re.M):
        return (
            "You stopped this cell before it had finished.",
            "If it never ends: something inside the loop (while) must change what its condition asks. Mend "
            f"it, {AGAIN}",
        )
    return (
        "You stopped this cell before it had finished.",
        "What it had not yet done is not there. Run it again when you like.",
    )


def _ours(accident: Accident) -> bool:
    """Return whether one of the course's tools raised this on purpose."""
    if type(accident.error).__module__.partition(".")[0] == "trilateral":
        return True
    last = accident.frames[-1].f_globals.get("__name__", "") if accident.frames else ""
    return type(accident.error) is ValueError and str(last).partition(".")[0] == "trilateral"
