"""What an answer is made of, whatever holds it: the values in a row, or the one value that is asked for.

A list, a set, a column, an array of pandas, numpy or another library, an index and the keys of a dictionary
all hold values one after the other.
"""

from __future__ import annotations

import datetime as dt
import re
import types
from collections.abc import Callable, Collection, Iterator, Mapping, Set
from contextlib import contextmanager
from contextvars import ContextVar
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any

import numpy as np
import pandas as pd

from trilateral.exercises.canonical.shape import Shape, expected

__all__ = [
    "BlankAnswer",
    "Canonicalise",
    "InvalidAnswer",
    "describe_type",
    "is_blank",
    "is_row",
    "one",
    "part",
    "plain",
    "remark",
    "remarks",
    "unfit",
    "values",
]

Canonicalise = Callable[[Any, Shape], Any]
"""Returns what the canonical form of a value holds, by its shape: its payload."""

# No answer in the course is near this; it keeps a slip such as a cross join from hanging the kernel.
MOST_ITEMS = 20_000
# How many containers may lie within one another around one value: `[df[["x"]].values]`.
DEPTH = 4


METHODS = (types.MethodType, types.BuiltinMethodType)


# What is said of an answer if it turns out wrong; collected while it is read.
_REMARKS: ContextVar[list[str] | None] = ContextVar("remarks", default=None)


@contextmanager
def remarks() -> Iterator[list[str]]:
    """Collect what is remarked on an answer while it is read."""
    found: list[str] = []
    token = _REMARKS.set(found)
    try:
        yield found
    finally:
        _REMARKS.reset(token)


def remark(text: str) -> None:
    """Note what is said of an answer if it turns out wrong, once."""
    found = _REMARKS.get()
    if found is not None and text not in found:
        found.append(text)


class BlankAnswer(Exception):
    """There is no answer yet."""


class InvalidAnswer(ValueError):
    """An answer of the wrong kind; the message is for the student and tells nothing of the right one."""


_WORDS: tuple[tuple[Any, str], ...] = (
    (type(None), "nothing (None)"),
    ((bool, np.bool_), "True or False"),
    ((str, bytes), "text"),
    ((int, float, np.integer, np.floating, Decimal, Fraction), "a number"),
    (
        (dt.timedelta, np.timedelta64),
        "a duration; .days (of a column: .dt.days) gives its days as a number, "
        "/ pd.Timedelta(hours=1) its hours",
    ),
    ((dt.date, np.datetime64), "a date"),
    (pd.Period, "a period"),
    (pd.DataFrame, "a table (DataFrame)"),
    (pd.Series, "a column (Series)"),
    (Mapping, "a dictionary"),
    ((set, frozenset), "a set"),
)


def is_table_row(value: object) -> bool:
    """Tell whether a column (Series) is one row of a table: its labels are the names of columns."""
    return (
        isinstance(value, pd.Series)
        and isinstance(value.name, int | np.integer)
        and all(isinstance(label, str) for label in value.index)
        and value.dtype == object
    )


def describe_type(value: object) -> str:
    """Return what an answer is, in plain words that take nothing from the answer itself."""
    if is_table_row(value):
        return "a row of a table (Series)"
    if isinstance(value, float | np.floating) and np.isnan(value):
        return "a blank (NaN)"
    for kinds, words in _WORDS:
        if isinstance(value, kinds):
            return words
    if isinstance(value, tuple) and len(value) == 2:
        return "two values: the comma makes a pair of it"
    if isinstance(value, (list, tuple)):
        return "a list"
    if is_row(value):
        return "a row of values"
    if isinstance(value, METHODS) and not isinstance(value.__self__, types.ModuleType | None):
        return "a method that was not called; write () behind it"
    return "a function" if callable(value) else "something else"


def is_row(value: object) -> bool:
    """Tell whether something holds values one after the other, and can be looked at more than once."""
    if isinstance(value, (str, bytes, bytearray, Mapping, pd.DataFrame, np.generic, type)):
        return False
    return isinstance(value, (Collection, np.ndarray)) or hasattr(value, "__array__")


def values(value: Any) -> list[Any]:
    """Return the values that a row (`is_row`) holds.

    Raises:
        InvalidAnswer: it holds far too many, or is an array of several columns.
    """
    if not isinstance(value, Collection):
        value = np.asarray(value)
    if isinstance(value, np.ndarray):
        if value.ndim == 2 and value.shape[1] == 1:  # what .values gives of a table of one column
            value = np.asarray(value)[:, 0]
        if value.ndim != 1:
            raise InvalidAnswer("Expected one row of values; this array has more dimensions, or none.")
    if len(value) > MOST_ITEMS:
        raise InvalidAnswer(f"This has {len(value)} items, far too many.")
    # islice, because the length of an object need not be true
    return list(islice(value, MOST_ITEMS))


def one(value: Any) -> Any:
    """Return the value that something holds if it holds exactly one; everything else as it is."""
    for _ in range(DEPTH):
        if isinstance(value, pd.DataFrame):
            inner = value.iloc[:, 0].tolist() if value.shape == (1, 1) else []
        elif not is_row(value):
            return value
        elif isinstance(value, np.ndarray) or not isinstance(value, Collection):
            array = np.asarray(value)
            inner = list(array.reshape(-1)) if array.size == 1 else []
        else:
            inner = list(islice(value, 1)) if len(value) == 1 else []
        if not inner:
            return value
        value = inner[0]
    return value


def plain(value: Any) -> Any:
    """Return a row or table without the comma that made a tuple of it, and another library's as pandas'."""
    if type(value) is tuple and len(value) == 1 and (is_row(value[0]) or isinstance(value[0], pd.DataFrame)):
        value = value[0]
    if isinstance(value, (pd.DataFrame, type)) or not hasattr(value, "columns"):
        return value
    return value.to_pandas() if hasattr(value, "to_pandas") else value


def is_blank(value: object) -> bool:
    """Tell whether something stands for no answer yet."""
    return value is ... or value is None or (isinstance(value, str) and not value.strip())


def unfit(value: object, shape: Shape) -> InvalidAnswer:
    """Return the error that says what was asked for, what this is, and what may make the one of the other."""
    words = f"Expected {expected(shape)}; this is {describe_type(value)}."
    advice = _advice(value, shape)
    return InvalidAnswer(f"{words} {advice}" if advice else words)


def _advice(value: object, shape: Shape) -> str:
    """Return what may help, from the two kinds alone; "" where there is nothing to say."""
    match shape.kind:
        case "set" | "list" if isinstance(value, str) and shape.of and shape.of.kind == "number":
            return "Take the quotation marks away, and put brackets around all, as in [1.5, 2]."
        case "set" | "list" | "rows" if isinstance(value, str):
            return 'Put each into its own quotation marks, and brackets around all, as in ["one", "other"].'
        case "set" | "list" if isinstance(value, pd.DataFrame):
            return 'Choose a column of it, table["column"].'
        case "number" if isinstance(value, str) and (number := re.match(r"\s*(-?\d+(?:\.\d+)?)\s", value)):
            return f"Write the number alone, without quotation marks: {number[1]}."
        case "number" if isinstance(value, tuple) and _is_comma(value):
            return f"If the comma stands for a point, write {value[0]}.{value[1]}."
        case "number" if isinstance(value, pd.DataFrame):
            return 'len(...) counts its rows; for one value of it, choose a column first, table["column"].'
        case "date" | "text" if isinstance(value, pd.DataFrame):
            return 'Choose a column and a row of it: table["column"].iloc[0] takes the first of a column.'
        case "number" | "date" | "text" if isinstance(value, Set):
            return "It holds several values; of a column of sets, .explode() makes a row of each value."
        case "set" | "list" | "rows" if isinstance(value, Mapping):
            return "list(...) around it takes its keys, and list(....values()) its values."
        case "number" | "date" | "text" if is_row(value) and not isinstance(value, pd.Series):
            counts = "len(...) counts its values; " if shape.kind == "number" else ""
            return f"{counts or 'It has several values; '}[0] behind it takes the first of them."
        case "table" if isinstance(value, pd.Series):
            return ".reset_index() makes a table of a column and its index."
        case "number" | "date" | "text" | "boolean" | "choice" if isinstance(value, pd.Series):
            return _of_a_column(value, shape)
        case "number" if _is_truth(value):
            return "A comparison gives this; .sum() of a column of comparisons counts those that are True."
        case "date" if isinstance(value, (int, float)) and not _is_truth(value) and 1800 <= value <= 2200:
            # A year; or 2017-4-9, which Python makes 2004 of.
            return (
                'Write a whole date in quotation marks, as in "2017-04-20"; without them, Python subtracts.'
            )
    return ""


def _is_comma(value: tuple[Any, ...]) -> bool:
    return len(value) == 2 and all(type(part) is int for part in value) and value[1] >= 0


def _of_a_column(value: pd.Series[Any], shape: Shape) -> str:
    if pd.api.types.is_bool_dtype(value):
        return {
            "number": "It holds True or False for each row; .sum() counts those with True.",
            "boolean": "It holds True or False for each row; .all() or .any() makes one of them.",
        }.get(
            shape.kind, "It holds True or False for each row; table[...] with it chooses the rows with True."
        )
    if len(value) == 0:
        return "It is empty: no row is left. Look at the step that chose the rows."
    if is_table_row(value):
        return f'["{value.index[0]}"], with the name of the column that you want, takes one value of it.'
    if shape.kind == "number":
        return "len(...) counts its values, .nunique() the different ones; to take one of them, say which."
    return "It has several values, and one is asked for: choose the row first, then .iloc[0] takes its value."


def _is_truth(value: object) -> bool:
    return isinstance(value, (bool, np.bool_))


def part(canonicalise: Canonicalise, value: Any, shape: Shape, where: str) -> Any:
    """Return the payload of a value within a list or table; a bad one is told with its place."""
    try:
        return canonicalise(value, shape)
    except InvalidAnswer as error:
        raise InvalidAnswer(f"{where} does not fit. {error}") from None
