"""The canonical form of an answer: one text for everything that means the same.

A student may give a date as a `Timestamp`, as `datetime.date` or as text, and ids as a list, a set or a
column. Checks compare canonical forms only, so all of these count as one answer. Nothing here knows what is
right.
"""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import io
import itertools
import json
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from trilateral.load import load

__all__ = ["KINDS", "Blank", "Shape", "Unfit", "canonical", "expected"]

KINDS = ("number", "date", "text", "boolean", "choice", "set", "rows", "list", "table", "function")
SCALAR = KINDS[:5]
# No answer in the course is near these; they keep a slip such as a cross join from hanging the kernel.
MOST_ITEMS = 20_000
MOST_LETTERS = 2_000


class Blank(Exception):
    """There is no answer yet."""


class Unfit(ValueError):
    """An answer of the wrong kind; the message is for the student and tells nothing of the right one."""


@dataclass(frozen=True)
class Shape:
    """What an answer must look like, without a word on what it is.

    Attributes:
        kind: one of `KINDS`.
        decimals: numbers are rounded to so many decimals before they are compared; None compares them as
            they are (to 12 digits), as is right for counts.
        of: the shape of each item of a list or set, or of what a function returns.
        columns: the columns of a table in their order, each with the shape of its cells.
        ordered: whether the order of a table's rows counts.
        options: how many letters there are to choose from.
        arguments: the lists of arguments with which a function is called.
    """

    kind: str
    decimals: int | None = None
    of: Shape | None = None
    columns: Mapping[str, Shape] = field(default_factory=dict)
    ordered: bool = False
    options: int = 4
    arguments: tuple[tuple[Any, ...], ...] = ()

    @classmethod
    def of_words(cls, words: str | Mapping[str, Any]) -> Shape:
        """Make a shape from its description in a question's TOML: `"number 1"` or `{kind = "set", ...}`.

        Raises:
            ValueError: the description is wrong; the message says what an author should mend.
        """
        if isinstance(words, str):
            kind, _, decimals = words.partition(" ")
            words = {"kind": kind, "decimals": int(decimals)} if decimals else {"kind": kind}
        given = dict(words)
        if given.get("kind") not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {given.get('kind')!r}")
        unknown = set(given) - {"kind", "decimals", "of", "columns", "ordered", "options", "arguments"}
        if unknown:
            raise ValueError(f"unknown setting: {', '.join(sorted(unknown))}")
        kind = given["kind"]
        if kind in ("set", "list", "rows", "function"):
            given["of"] = cls.of_words(given.get("of", "text"))
            if kind != "function" and given["of"].kind not in SCALAR:
                raise ValueError(f"the items of a {kind} must be one of {', '.join(SCALAR)}")
        if kind == "table":
            given["columns"] = {name: cls.of_words(cell) for name, cell in given.get("columns", {}).items()}
            if not given["columns"]:
                raise ValueError("a table needs columns, for example columns = { year = 'number' }")
        if kind == "function":
            given["arguments"] = tuple(tuple(call) for call in given.get("arguments", []))
            if not given["arguments"]:
                raise ValueError("a function needs arguments to be called with, for example [[2016], [2017]]")
        return cls(**given)

    def words(self) -> dict[str, Any]:
        """Return the description from which `of_words` makes this shape again."""
        words: dict[str, Any] = {"kind": self.kind}
        if self.decimals is not None:
            words["decimals"] = self.decimals
        if self.of is not None:
            words["of"] = self.of.words()
        if self.columns:
            words["columns"] = {name: cell.words() for name, cell in self.columns.items()}
        if self.ordered:
            words["ordered"] = True
        if self.kind == "choice":
            words["options"] = self.options
        if self.arguments:
            words["arguments"] = [list(call) for call in self.arguments]
        return words


def canonical(value: object, shape: Shape) -> str:
    """Return the canonical form of an answer, as JSON in ASCII.

    Raises:
        Blank: there is no answer: `...`, None, empty text, or a function that only returns those.
        Unfit: the answer is not of the kind asked for.
    """
    if _is_blank(value):
        raise Blank
    return json.dumps([shape.kind, _payload(value, shape)], separators=(",", ":"))


def expected(shape: Shape) -> str:
    """Return the kind of answer asked for, in a few words."""
    if shape.kind == "choice":
        return f'one letter in quotation marks, "a" to "{_letters(shape)[-1]}"'
    if shape.kind == "table":
        return f"a table (DataFrame) with the columns {', '.join(shape.columns)}"
    if shape.kind in ("set", "list"):
        items = {"number": "numbers", "date": "dates", "boolean": "True or False"}
        order = " in order" if shape.kind == "list" else ""
        return f"a {shape.kind} of {items.get(shape.of.kind if shape.of else 'text', 'texts')}{order}"
    return {
        "number": "a number",
        "date": "a date",
        "text": "a text in quotation marks",
        "boolean": "True or False",
        "rows": "the ids of rows, as a list or set",
        "function": "a function",
    }[shape.kind]


def describe(value: object) -> str:
    """Return what an answer is, in plain words that take nothing from the answer itself."""
    for kinds, words in _WORDS:
        if isinstance(value, kinds):
            return words
    return "a function" if callable(value) else "something else"


_WORDS: tuple[tuple[Any, str], ...] = (
    ((bool, np.bool_), "True or False"),
    ((str, bytes), "text"),
    ((int, float, np.integer, np.floating, Decimal, Fraction), "a number"),
    ((dt.timedelta, np.timedelta64), "a duration; .days (of a column: .dt.days) gives its days as a number"),
    ((dt.date, np.datetime64), "a date"),
    (pd.Period, "a period"),
    (pd.DataFrame, "a table (DataFrame)"),
    (pd.Series, "a column (Series); if it holds one value, take that with .iloc[0]"),
    ((np.ndarray, pd.Index, pd.Categorical), "a row of values"),
    (dict, "a dictionary"),
    ((set, frozenset), "a set"),
    ((list, tuple), "a list"),
)


def _is_blank(value: object) -> bool:
    return value is ... or value is None or (isinstance(value, str) and not value.strip())


def _payload(value: object, shape: Shape) -> Any:
    return _READERS[shape.kind](value, shape)


def _unfit(value: object, shape: Shape) -> Unfit:
    return Unfit(f"Expected {expected(shape)}; this is {describe(value)}.")


def _number(value: Any, shape: Shape) -> str:
    value = _unwrapped(value)
    if isinstance(value, (bool, np.bool_)) or not isinstance(
        value, (int, float, np.integer, np.floating, Decimal, Fraction)
    ):
        raise _unfit(value, shape)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if math.isnan(number):
        raise Unfit("This number is missing (NaN).")
    if abs(number) >= 1e15:
        raise Unfit("This number is far too large.")
    # Twelve digits: two ways to compute the same mean may differ in the sixteenth.
    exact = Decimal(int(number)) if number.is_integer() else Decimal(f"{number:.12g}")
    if shape.decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-shape.decimals))
    return f"{exact + 0:f}" if shape.decimals is not None or exact % 1 else f"{int(exact)}"


def _date(value: Any, shape: Shape) -> str:
    value = _unwrapped(value)
    if isinstance(value, str):
        try:
            value = dt.datetime.fromisoformat(value.strip())
        except ValueError:
            raise Unfit("This text is not a date; write the year, month and day as 'YYYY-MM-DD'.") from None
    if isinstance(value, np.datetime64):
        value = pd.Timestamp(value)
    if value is pd.NaT:
        raise Unfit("This date is missing (NaT).")
    if isinstance(value, pd.Period) and value.freqstr == "D":
        value = value.start_time
    if not isinstance(value, dt.date):
        raise _unfit(value, shape)
    return f"{value.year:04}-{value.month:02}-{value.day:02}"


# Keyboards and word processors differ in these; a student's meaning does not.
_SIGNS = str.maketrans("‘’‚“”„‐‑‒–—−", "'''\"\"\"------")


def _text(value: Any, shape: Shape) -> str:
    value = _unwrapped(value)
    if not isinstance(value, str):
        raise _unfit(value, shape)
    if len(value) > MOST_LETTERS:
        raise Unfit("This text is far too long.")
    return _folded(value)


def _folded(value: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", value).translate(_SIGNS).casefold().split())


def _boolean(value: Any, shape: Shape) -> bool:
    value = _unwrapped(value)
    if not isinstance(value, (bool, np.bool_)):
        raise _unfit(value, shape)
    return bool(value)


def _letters(shape: Shape) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[: shape.options]


def _choice(value: Any, shape: Shape) -> str:
    found = re.fullmatch(r"\(?([a-z])[).:]?", _text(value, shape))
    if not found or found[1] not in _letters(shape):
        raise Unfit(f"Expected {expected(shape)}.")
    return found[1]


def _unwrapped(value: Any) -> Any:
    """Return the value in an array of no dimension (`np.array(3)`); everything else as it is."""
    return value[()] if isinstance(value, np.ndarray) and value.ndim == 0 else value


def _items(value: Any, shape: Shape) -> list[Any]:
    if isinstance(value, pd.DataFrame) and shape.kind == "rows" and "id" in value.columns:
        value = value["id"]
    if isinstance(value, str) and shape.kind == "rows":
        value = [value]
    if isinstance(value, (set, frozenset)) and shape.kind == "list":
        raise Unfit("Expected a list, because the order counts; a set has no order.")
    sized = (list, tuple, set, frozenset, pd.Series, pd.Index, pd.Categorical, np.ndarray, range)
    if not isinstance(value, (*sized, type({}.keys()), type({}.values()))):
        raise _unfit(value, shape)
    if isinstance(value, np.ndarray) and value.ndim != 1:
        raise Unfit("Expected one row of values; this array has more dimensions, or none.")
    if len(value) > MOST_ITEMS:
        raise Unfit(f"This has {len(value)} items, far too many.")
    if isinstance(value, np.ndarray):
        value = pd.Series(value)  # its list keeps dates as dates; numpy's own makes them numbers
    assert shape.of is not None
    # islice, because the length of an object need not be true
    return [_cell(item, shape.of, "One of its items") for item in itertools.islice(value, MOST_ITEMS)]


def _cell(value: Any, shape: Shape, where: str) -> Any:
    """Return the payload of a value within a list or table; a bad one is told with its place."""
    try:
        return _payload(value, shape)
    except Unfit as error:
        raise Unfit(f"{where} does not fit. {error}") from None


def _set(value: Any, shape: Shape) -> list[Any]:
    return sorted({json.dumps(item) for item in _items(value, shape)})


def _list(value: Any, shape: Shape) -> list[Any]:
    return _items(value, shape)


def _table(value: Any, shape: Shape) -> list[list[Any]]:
    """Return the rows of a table, with the columns asked for, in the order asked for.

    What `groupby` leaves in the index is taken for columns, so that `reset_index()` makes no difference.
    """
    if not isinstance(value, (pd.DataFrame, pd.Series)):
        raise _unfit(value, shape)
    if len(value) > MOST_ITEMS:
        raise Unfit(f"This table has {len(value)} rows, far too many.")
    found, spare = _columns(value)
    wanted = {_folded(name): name for name in shape.columns}
    if isinstance(value, pd.Series) and spare and _folded(str(value.name)) in wanted:
        spare.pop()
    missing = [name for name in wanted if name not in found]
    if missing and len(missing) == len(spare):
        found |= dict(zip(missing, spare, strict=True))
    elif missing:
        names = ", ".join(wanted[name] for name in missing)
        raise Unfit(f"Expected {expected(shape)}; there is no column {names}.")
    columns = [
        [None if _is_missing(cell) else _cell(cell, of, f"A value in column {name}") for cell in found[key]]
        for (key, name), of in zip(wanted.items(), shape.columns.values(), strict=True)
    ]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return rows if shape.ordered else sorted(rows, key=json.dumps)


def _columns(value: pd.DataFrame | pd.Series[Any]) -> tuple[dict[str, list[Any]], list[list[Any]]]:
    """Return the named columns of a table, index included, and those which may stand for any name.

    Those are an index without a name, unless it only numbers rows, and the values of a column (Series),
    whose name comes from how it was made (`size()` gives none, `value_counts()` "count").
    """
    found: dict[str, list[Any]] = {}
    spare: list[list[Any]] = []
    for level, name in enumerate(value.index.names):
        cells = value.index.get_level_values(level)
        if name is not None:
            found[_folded(str(name))] = cells.tolist()
        elif not pd.api.types.is_integer_dtype(cells.dtype):
            spare.append(cells.tolist())
    if isinstance(value, pd.Series):
        if value.name is not None:
            found[_folded(str(value.name))] = value.tolist()
        spare.append(value.tolist())
    else:
        for place, name in enumerate(value.columns):
            found[_folded(str(name))] = value.iloc[:, place].tolist()
    return found, spare


def _is_missing(value: Any) -> bool:
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    if isinstance(value, str):
        return not value
    return isinstance(value, (float, np.floating)) and math.isnan(value)


def _function(value: Any, shape: Shape) -> list[Any]:
    if not callable(value) or isinstance(value, type):
        raise Unfit(f"Expected a function (def ...); this is {describe(value)}. Did you call it?")
    results = [_call(value, arguments) for arguments in shape.arguments]
    if all(_is_blank(result) for result in results):
        raise Blank
    assert shape.of is not None
    where = [f"What it returns for {_shown(arguments)}" for arguments in shape.arguments]
    return [
        _cell(result, shape.of, place) if not _is_blank(result) else None
        for result, place in zip(results, where, strict=True)
    ]


def _call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    try:
        # What the function prints is no part of the one line that a check prints.
        with contextlib.redirect_stdout(io.StringIO()):
            return function(*(_argument(argument) for argument in arguments))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        name = next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")
        raise Unfit(f"It stops with an error ({name}) when it is called with {_shown(arguments)}.") from None


def _argument(argument: Any) -> Any:
    """Return one recorded argument: `{date = "2016-01-01"}`, `{table = "meetings"}`, or a plain value."""
    if isinstance(argument, dict) and set(argument) == {"date"}:
        return pd.Timestamp(argument["date"])
    if isinstance(argument, dict) and set(argument) == {"table"}:
        return load(argument["table"])
    return copy.deepcopy(argument)


def _shown(arguments: tuple[Any, ...]) -> str:
    parts = []
    for argument in arguments:
        if isinstance(argument, dict) and len(argument) == 1:
            parts.append(next(iter(argument.values())))
        else:
            parts.append(json.dumps(argument, ensure_ascii=False))
    return f"({', '.join(parts)})"


_READERS: dict[str, Callable[[Any, Shape], Any]] = {
    "number": _number,
    "date": _date,
    "text": _text,
    "boolean": _boolean,
    "choice": _choice,
    "set": _set,
    "rows": _set,
    "list": _list,
    "table": _table,
    "function": _function,
}
