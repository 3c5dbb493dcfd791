"""Values that do not go together, and functions that were called in another way than they can be."""

from __future__ import annotations

import builtins
import re
from collections.abc import Callable
from typing import Any

from trilateral.error_messages.accident import Accident
from trilateral.error_messages.habits import dots
from trilateral.error_messages.literals import between_texts, no_such_day
from trilateral.error_messages.sentences import SENTENCES
from trilateral.error_messages.truth import among, truth
from trilateral.error_messages.words import AGAIN, EXAMPLES, Advice, kind, nearest

__all__ = ["operations"]

DATES = {
    "Timestamp",
    "datetime64[s]",
    "datetime64[us]",
    "datetime64[ns]",
    "DatetimeArray",
    "datetime.date",
    "datetime",
}
TEXTS = {"str", "string", "object"}
NUMBERS = {"int", "float", "int64", "float64", "Int64"}
BRACKETS = (
    "Each comparison needs its own round brackets when & or | stands between two.",
    'Write (claims["kind"] == "fact") & (claims["paragraph"] == "2"), with your own columns, ' + AGAIN,
)


def operations(accident: Accident) -> Advice | None:
    """Return what to say to an operation, or a call, that Python refuses."""
    if not isinstance(accident.error, TypeError | ValueError | NotImplementedError):
        return None
    for pattern, rule in RULES:
        found = re.search(pattern, accident.text)
        if found and (advice := rule(accident, *found.groups())):
            return advice
    for pattern, what, todo in SENTENCES:
        if found := re.search(pattern, accident.text):
            word = next(filter(None, found.groups()), "")
            words = {"word": word, "kind": kind(word)}
            return what.format(**words), f"{todo.format(**words)}, {AGAIN}"
    return None


def _operator(accident: Accident, sign: str, left: str, right: str) -> Advice | None:
    sign = sign.split()[0]
    if advice := _sides(accident, sign, {left, right}):
        return advice
    if "sum(" in accident.line and {left, right} == {"int", "str"}:
        return (
            "sum adds numbers, and there are texts among these.",
            f"To count things write len(...); to add, choose a column of numbers; {AGAIN}",
        )
    if sign in ("&", "|", "rand_", "ror_"):
        return between_texts(accident.line) if {left, right} == {"str"} else BRACKETS
    return _together(sign, left, right, accident.line)


def _sides(accident: Accident, sign: str, kinds: set[str]) -> Advice | None:
    """Return what to say where the line shows what was meant."""
    if "ellipsis" in kinds and (advice := dots(accident)):
        return advice
    if ".dt.date" in accident.line and "str" in kinds:
        return (
            f"{sign} cannot be put between a date of .dt.date and a text.",
            f"Take .dt.date away: the column of dates itself can be compared with a text, {AGAIN}",
        )
    return None


def _together(sign: str, left: str, right: str, line: str = "") -> Advice | None:
    kinds = {left, right}
    if "NoneType" in kinds:
        return (
            "One side of this is nothing (None).",
            f"Look at the step that makes it: does it give a value back (return)? Mend it, {AGAIN}",
        )
    if "ellipsis" in kinds:
        return (
            "One side of this is still the three dots: no value was given to it.",
            "Give it a value in its own cell, run that, then run this cell again.",
        )
    if kinds <= {"list", "set", "Index"} and sign in ("-", "+"):
        return (
            f"{sign} cannot be put between {kind(left)} and {kind(right)}.",
            f"Make a set of each: set(one) - set(other) is what only the first has, | joins two; {AGAIN}",
        )
    what = f"{sign} cannot be put between {kind(left)} and {kind(right)}."
    if kinds & DATES and kinds & TEXTS:
        return what, f'Make the text a date first, pd.Timestamp("2017-04-20"), {AGAIN}'
    if kinds & DATES and kinds & NUMBERS:
        return (
            what,
            f"For days write pd.Timedelta(days=5); for the year of a date, .dt.year or .year; {AGAIN}",
        )
    if kinds & TEXTS and kinds & NUMBERS:
        if sign == "+" and re.search(r"[\"']\s*%\s*[\"']", line):
            return (
                what,
                f"Leave the % away: a number has no sign (with str(...) it is a text), {AGAIN}",
            )
        if sign == "+":
            return what, (
                "For an answer, the number alone is wanted: leave the text away. To show both, write "
                f'print("Days:", 5), or make the number a text with str(...), {AGAIN}'
            )
        return what, f"Take the quotation marks away, or make the text a number with int(...), {AGAIN}"
    if sign == "-" and kinds == {"str"}:
        return what, f'Make each a date first, pd.Timestamp("2017-04-20"), or a number, int("5"), {AGAIN}'
    return what, f"Look what each side holds (run it alone in a cell), mend the line, {AGAIN}"


def _comparison(accident: Accident, left: str, right: str) -> Advice | None:
    if left.startswith("datetime64"):
        if missing := no_such_day(accident.line):
            return missing
        if right in NUMBERS and ".query(" in accident.line:
            return (
                "The condition compares a column of dates with a number.",
                f"Put the date into marks of its own: query(\"date > '2017-01-01'\"), {AGAIN}",
            )
        if right in NUMBERS:
            return (
                "A column of dates is compared with a number.",
                f'For the year write .dt.year; for a day, a text such as "2017-04-20"; {AGAIN}',
            )
        return (
            "A column of dates is compared with something that is no date.",
            f'Write a date as "2017-04-20", {AGAIN}',
        )
    if left == "category":
        return (
            "A column of texts (categories) is compared with something that is no text of its own.",
            f'Put the value into quotation marks, as in "2", {AGAIN}',
        )
    return (
        f"A column of the type {left} is compared with {kind(right)}.",
        f"Compare with a value like those in it (quotation marks for a text, none for a number), {AGAIN}",
    )


def _missing(accident: Accident, function: str, arguments: str) -> Advice:
    name = _called(function)
    words = re.findall(r"'(\w+)'", arguments)
    what = f"{name} needs to be told more: {' and '.join(words) or arguments} missing."
    example = f", as in {EXAMPLES[name]}" if name in EXAMPLES else ""
    return what, f"Write it between the round brackets{example}, {AGAIN}"


def _number_of(accident: Accident, function: str, given: str) -> Advice:
    name = _called(function)
    if given == "0":
        return (
            f"{name} needs to be told what to work on.",
            f"Write it between the round brackets, as in {name}(claims), {AGAIN}",
        )
    if given == "2" and re.search(rf"\.{re.escape(name)}\b(?!\s*\()", accident.line):
        return f"{name} has not been run: it lacks its brackets.", f"Write {name}() with them, {AGAIN}"
    return (
        f"{name} was given more between its round brackets than it takes.",
        f"Take out what is too much; several values together need square brackets, [1, 2]; {AGAIN}",
    )


def _unexpected(accident: Accident, function: str, word: str) -> Advice:
    name = _called(function)
    if (name, word) == ("value_counts", "observed"):
        return (
            "value_counts knows no setting called “observed”: that one belongs to groupby.",
            "Take it out. To leave out what does not occur, keep the result in a name and write "
            f"counts[counts > 0]; {AGAIN}",
        )
    near = None
    for frame_holder in (accident.names.get(name), _method(accident, name)):
        if callable(frame_holder):
            import inspect

            try:
                near = near or nearest(word, inspect.signature(frame_holder).parameters)
            except (TypeError, ValueError):
                continue
    what = f"{name} knows no setting called “{word}”."
    return what, f"Did you mean {near}=? Write this, {AGAIN}" if near else f"Look at its spelling, {AGAIN}"


def _method(accident: Accident, name: str) -> Any:
    """Return a table's method, by its name: what a student calls is nearly always one."""
    import pandas as pd

    return getattr(pd.DataFrame, name, None) or getattr(pd.Series, name, None) or getattr(pd, name, None)


def _called(function: str) -> str:
    parts = function.split(".")
    return parts[-2] if parts[-1] == "__init__" and len(parts) > 1 else parts[-1]


def _not_callable(accident: Accident, holder: str) -> Advice:
    if holder == "ellipsis" and (advice := dots(accident)):
        return advice
    called = re.search(r"\b(\w+)\(", accident.segment)
    name = called[1] if called else None
    if name and name in accident.names and hasattr(builtins, name):
        return (
            f"{name} was a function of Python's; a cell has given its name to {kind(holder)}.",
            f"Run  del {name}  in a cell, choose another name there, {AGAIN}",
        )
    if name and name in accident.names and name in ("check", "hint", "load", "show"):
        return (
            f"{name} was one of the course's tools; a cell has given its name to {kind(holder)}.",
            f"Choose another name there, run the first code cell, {AGAIN}",
        )
    thing = kind(holder)
    if found := re.search(r"\.(\w+)\(\s*\)$", accident.segment):
        return (
            f".{found[1]} is {thing}, and no function that could be called.",
            f"Take the brackets away: .{found[1]}, {AGAIN}",
        )
    what = f"Round brackets call a function, and what stands before them is {thing}."
    if holder in ("DataFrame", "Series"):
        return what, f'To choose from {thing} write square brackets, as in claims["id"]; {AGAIN}'
    if name and holder in ("Text", "str") and re.fullmatch("(set_)?(title|[xy]label)", name):
        write = f'Write axes.set_{name.removeprefix("set_")}("...")'
        return what, f"{write}, and nowhere = behind that name; run the cell with plt.subplots again, too."
    return what, f"Take the brackets away, or write the sign that is missing (such as *), {AGAIN}"


def _not_subscriptable(accident: Accident, holder: str) -> Advice:
    if holder in ("method", "function", "builtin_function_or_method", "type"):
        return (
            "Square brackets choose from a table or a list, and what stands before them is a function.",
            f"Write round brackets behind the function, as in head(3), {AGAIN}",
        )
    return (
        f"Square brackets choose from a table or a list, and what stands before them is {kind(holder)}.",
        f"Look at the step that makes it, {AGAIN}",
    )


def _length(accident: Accident, given: str, needed: str) -> Advice:
    return (
        f"The new column has {given} values, and the table has {needed} rows.",
        f"Give it one value for each row, or one single value for all, {AGAIN}",
    )


def _number_text(accident: Accident, text: str) -> Advice:
    if re.fullmatch(r"\s*-?\d+[.,]\d+\s*", text):
        return (
            f"“{text}” is no number that this can read.",
            f'Write it with a point, in float("{text.strip().replace(",", ".")}"), {AGAIN}',
        )
    return f"The text “{text}” cannot be read as a number.", f"Leave only digits in it, {AGAIN}"


def _span(accident: Accident) -> Advice | None:
    found = re.search(r"Timedelta\(\s*(month|year)s?\s*=\s*(\w+)", accident.line)
    if found is None:
        return None
    return (
        f"A Timedelta has no {found[1]}s: they are not all of the same length.",
        f"Write pd.DateOffset({found[1]}s={found[2]}) in its place, {AGAIN}",
    )


def _slice_of_dates(accident: Accident, value: str) -> Advice:
    numbers = re.search(r"\[\s*(\d{4})\s*:\s*(\d{4})\s*\]", accident.line)
    shown = f'.loc["{numbers[1]}":"{numbers[2]}"]' if numbers else '.loc["2003":"2010"]'
    return (
        f"The rows are called by dates, and {value} is a number.",
        f"Put the years into quotation marks: {shown}, {AGAIN}",
    )


RULES: tuple[tuple[str, Callable[..., Advice | None]], ...] = (
    (r"[Tt]imedelta", _span),
    (
        r"\Acannot do (?:slice|positional) indexing on DatetimeIndex [^\[\n]*+\[(\d+)\] of type int",
        _slice_of_dates,
    ),
    (
        r"Unknown datetime string|out of range for month|month must be in|day is out of",
        lambda a: no_such_day(a.line),
    ),
    (r"\Aufunc 'add' did not contain a loop .*[Ss]tr", lambda a: _together("+", "float", "str", a.line)),
    (r"\Aufunc 'add' did not contain a loop .*<U", lambda a: _together("+", "float", "str", a.line)),
    (r"truth value of an? (\w+) is ambiguous", truth),
    (r"unhashable type: 'Series'", among),
    (r"truth value of an (array) with more than one element", truth),
    (r"unsupported operand type\(s\) for (\S+)(?: or \S+)?: '(\w+)' and '(\w+)'", _operator),
    (r"'([^\s']+)' not supported between instances of '([\w.]+)' and '([\w.]+)'", _operator),
    (r"Cannot perform 'r?(?:and|or|xor)_' with a dtyped", lambda *_: BRACKETS),
    (r"operation 'r?(?:and|or)_?' not supported for dtype", lambda *_: BRACKETS),
    (r"cannot perform the numpy op bitwise_(?:and|or)", lambda *_: BRACKETS),
    (
        r"can only concatenate str \(not \"([\w.]+)\"\) to str",
        lambda a, other: _together("+", "str", other, a.line),
    ),
    (r"Invalid comparison between dtype=(\S+) and (\w+)", _comparison),
    (r"Cannot compare a (Categorical)", lambda *_: _comparison(_[0], "category", "")),
    (r"Addition/subtraction of integers", lambda *_: _together("+ or -", "Timestamp", "int")),
    (r"^(\S+)\(\) missing \d+ required (?:positional|keyword-only) arguments?: (.+)", _missing),
    (r"^(\S+)\(\) takes .*?(?<!\d)(\d+) (?:were |was )?given", _number_of),
    (r"^(\w+) expected at (?:least|most) .*, got (\d+)", _number_of),
    (r"^(\S+)\(\) got an unexpected keyword argument '(\w+)'", _unexpected),
    (r"'(\w+)' object is not callable", _not_callable),
    (r"'(\w+)' object is not subscriptable", _not_subscriptable),
    (r"Length of values \((\d+)\) does not match length of index \((\d+)\)", _length),
    (r"invalid literal for int\(\) with base 10: '(.*)'", _number_text),
    (r"could not convert string to float: '(.*)'", _number_text),
)
