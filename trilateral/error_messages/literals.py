"""Dates, per cents, times and numbers, written as on paper, and commands written as in a terminal."""

from __future__ import annotations

import builtins
import calendar
import keyword
import re

from trilateral.error_messages.accident import Accident
from trilateral.error_messages.words import AGAIN, EXAMPLES, Advice
from trilateral.timeline.shared import MONTHS

__all__ = ["answers_name", "between_texts", "commands", "dates", "no_such_day", "numbers"]

A_MONTH = rf"(?:{'|'.join(name[:3] for name in MONTHS)})[a-z]*\.?"
SPANS = {"day": "days", "week": "weeks", "month": "months", "year": "years"}
TERMINAL = ("git", "python", "python3", "trilateral", "jupyter", "cd", "conda", "pip3", "uv", "mkdir")


def without_texts(line: str) -> str:
    """Return a line with blanks in place of its texts, and without its comment."""
    return re.sub(r"\"[^\"]*\"|'[^']*'", lambda found: " " * len(found[0]), line).partition("#")[0]


def dates(accident: Accident, said: str) -> Advice | None:
    """Return what to say to a date or a span of time without quotation marks."""
    if "unterminated" in said:  # it has a quotation mark
        return None
    bare = without_texts(accident.line)
    if found := re.search(r"\b(\d{4})([-./])(\d{1,2})\2(\d{1,2})\b", bare):
        year, month, day = found[1], int(found[3]), int(found[4])
        shown = f"{year}-{month:02}-{day:02}" if month <= 12 else found[0]
        return (
            f"A date needs quotation marks: without them, Python takes {found[0]} for numbers.",
            f'Write "{shown}", {AGAIN}',
        )
    if found := re.search(rf"\b(\d{{1,2}} {A_MONTH},? \d{{4}}|{A_MONTH} \d{{1,2}},? \d{{4}})\b", bare, re.I):
        return "A date is a text, and needs quotation marks.", f'Write "{found[0]}", {AGAIN}'
    if found := re.search(r"[+-]\s*(\d+)\s*(day|week|month|year)(s?)\b", bare):
        return (
            f"Python does not know “{found[1]} {found[2]}{found[3]}” as a span of time.",
            f"Write pd.DateOffset({SPANS[found[2]]}={found[1]}) in its place, {AGAIN}",
        )
    # Not a slice, which Python could read.
    if found := re.search(r"(?:=|\(|,)\s*(\d{1,2}:\d\d)\s*(?:$|\)|,)", bare):
        return "A time of day is a text, and needs quotation marks.", f'Write "{found[1]}", {AGAIN}'
    return None


def numbers(accident: Accident, said: str) -> Advice | None:
    """Return what to say to a number that is written as on paper."""
    if found := re.search(r"(?<![\d.,])(\d[\d.,]*+)\s*+%\s*+(?:$|[),\]])", without_texts(accident.line)):
        return (
            "Python does not know % as per cent.",
            f"Write {found[1]} without the % behind it, {AGAIN}",
        )
    if "leading zeros" in said:
        return (
            "A number cannot begin with 0.",
            f"Write it without the 0; if it is a date or a code, put it into quotation marks; {AGAIN}",
        )
    if "invalid decimal literal" in said and (found := re.search(r"\d\.([a-z]\w*)[(\[]", accident.line)):
        return (
            f"“.{found[1]}” stands behind a number, and it belongs to the whole that comes before it.",
            f"Put round brackets around that, as in (part / whole * 100).{found[1]}, {AGAIN}",
        )
    if "invalid decimal literal" in said or "invalid imaginary" in said:
        return (
            "A number and letters stand together.",
            f"Write the number alone; no name begins with a digit, and a text needs quotation marks; {AGAIN}",
        )
    if found := re.match(r"\s*(?:\w+\s*=\s*)?(-?\d[\d.,_]*)\s+([^\W\d]\w*)\b", accident.line):
        number, word = found[1], found[2]
        if word in ("x", "X") and re.match(r"\s*(?:\w+\s*=\s*)?-?\d[\d.,_]*\s+[xX]\s+[\w(]", accident.line):
            return "Python does not know x as “times”.", f"Write * in its place, as in 2 * 3, {AGAIN}"
        if word not in keyword.kwlist:
            return (
                f"After the number {number} stands “{word}”, and Python cannot read the two together.",
                f"Write the number alone ({number}), or put all of it into quotation marks if a text is "
                f"asked for, {AGAIN}",
            )
    if re.search(r"\b\d{1,3}[ ]\d{3}\b", accident.line):
        return "There is a space inside a number.", f"Write the number without it, as 1000, {AGAIN}"
    return None


def answers_name(accident: Accident, said: str) -> Advice | None:
    """Return what to say to the name of an answer with other signs in it."""
    found = re.match(
        r"\s*(['\"]?(answer|turn)[\s_.-]*(\d+)[\s_.-]+t?(\d+)['\"]?)\s*=(?!=)", accident.line, re.I
    )
    if found is None or found[1] == (name := f"{found[2].lower()}_{found[3]}_{found[4]}"):
        return None
    return (
        f"{found[1]} cannot be a name: a name is made of letters, digits and the sign _.",
        f"Write {name} = and your answer, {AGAIN}",
    )


def commands(accident: Accident, said: str) -> Advice | None:
    """Return what to say to a function without brackets, and to a command of the terminal."""
    found = re.match(r"\s*(?:\w+\s*=\s*)?([^\W\d]\w*)\s+(?![=!<>+*/%&|^-])(\S.*)$", accident.line)
    if found is None or found[1] in keyword.kwlist or re.match(r"(in|is|if|for|and|or|not)\b", found[2]):
        return None
    word, rest = found[1], found[2].strip()
    known = accident.names.get(word, getattr(builtins, word, None))
    if callable(known) and not isinstance(known, type):
        shown = EXAMPLES.get(word) if word in ("check", "hint") else f"{word}({rest})"
        return f"{word} needs round brackets.", f"Write {shown}, {AGAIN}"
    if word in TERMINAL:
        return (
            "This is a command for a terminal; it is not Python.",
            "Open a terminal (menu File, New, Terminal) and type it there.",
        )
    return None


def no_such_day(line: str) -> Advice | None:
    """Return what to say where a line has a date that is not in the calendar."""
    for year, month, day in re.findall(r"[\"'](\d{4})-(\d\d?)-(\d\d?)[\"']", line):
        if not 1 <= int(month) <= 12:
            return (
                f"“{year}-{month}-{day}” is no date that there is: a year has no month {int(month)}.",
                f'Write year, month and day, as in "2017-04-20", {AGAIN}',
            )
        days = calendar.monthrange(int(year), int(month))[1]
        if not 1 <= int(day) <= days:
            which = MONTHS[int(month) - 1] + (f" {year}" if int(month) == 2 else "")
            return (
                f"“{year}-{month}-{day}” is no date that there is: {which} has {days} days.",
                f'Write year, month and day, as in "2017-04-20"; its last day is "{year}-{month}-{days}"; '
                f"{AGAIN}",
            )
    return None


def between_texts(line: str) -> Advice:
    """Return what to say to a bar, or the sign for and, between two texts."""
    if ".str." in line:
        return (
            "The bar | belongs inside the quotation marks: one pattern holds both words.",
            f'Write contains("one|other"), without blanks beside the bar, {AGAIN}',
        )
    if "==" in line:
        return (
            "Two values cannot be joined behind one ==.",
            f'Write table["column"].isin(["one", "other"]) for one or the other, {AGAIN}',
        )
    return "Two texts cannot be joined with | or &.", f'Write a list of them, as in ["one", "other"], {AGAIN}'
