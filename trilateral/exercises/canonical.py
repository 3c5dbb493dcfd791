"""The canonical form of an answer: one text for everything that means the same.

A student may give a date as a `Timestamp`, as `datetime.date` or as text, and ids as a list, a set or a
column. Checks compare canonical forms only, so all of these count as one answer. Nothing here knows what is
right. What may hold an answer (lists, arrays, columns) is said in `answer_values`, how a date may be written
in `answer_dates`.
"""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import io
import json
import math
import re
import unicodedata
from collections.abc import Callable, Collection, KeysView, Mapping, Set
from dataclasses import dataclass, field, fields
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from trilateral.exercises.answer_dates import BadDate, read_date
from trilateral.exercises.answer_values import (
    MOST_ITEMS,
    InvalidAnswer,
    describe_type,
    is_row,
    one,
    plain,
    values,
)
from trilateral.record.load import load

__all__ = ["KINDS", "BlankAnswer", "InvalidAnswer", "Shape", "canonical", "describe_type", "expected"]

KINDS = ("number", "date", "text", "boolean", "choice", "set", "rows", "list", "table", "function")
SCALAR = KINDS[:5]
# No answer in the course is near this.
MOST_LETTERS = 2_000


class BlankAnswer(Exception):
    """There is no answer yet."""


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
        precision: "month" where only the month of a date is known: every day of it is the same answer.
        options: how many letters there are to choose from.
        arguments: the lists of arguments with which a function is called.
    """

    kind: str
    decimals: int | None = None
    of: Shape | None = None
    columns: Mapping[str, Shape] = field(default_factory=dict)
    ordered: bool = False
    precision: str | None = None
    options: int = 4
    arguments: tuple[tuple[Any, ...], ...] = ()

    @classmethod
    def from_dict(cls, words: str | Mapping[str, Any]) -> Shape:
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
        unknown = set(given) - {setting.name for setting in fields(cls)}
        if unknown:
            raise ValueError(f"unknown setting: {', '.join(sorted(unknown))}")
        kind = given["kind"]
        if "precision" in given and (kind, given["precision"]) != ("date", "month"):
            raise ValueError("precision can only be 'month', and only of a date")
        if kind in ("set", "list", "rows", "function"):
            given["of"] = cls.from_dict(given.get("of", "text"))
            if kind != "function" and given["of"].kind not in SCALAR:
                raise ValueError(f"the items of a {kind} must be one of {', '.join(SCALAR)}")
        if kind == "table":
            given["columns"] = {name: cls.from_dict(cell) for name, cell in given.get("columns", {}).items()}
            if not given["columns"]:
                raise ValueError("a table needs columns, for example columns = { year = 'number' }")
        if kind == "function":
            given["arguments"] = tuple(tuple(call) for call in given.get("arguments", []))
            if not given["arguments"]:
                raise ValueError("a function needs arguments to be called with, for example [[2016], [2017]]")
        return cls(**given)

    def to_dict(self) -> dict[str, Any]:
        """Return the description from which `from_dict` makes this shape again."""
        words: dict[str, Any] = {"kind": self.kind}
        if self.decimals is not None:
            words["decimals"] = self.decimals
        if self.of is not None:
            words["of"] = self.of.to_dict()
        if self.columns:
            words["columns"] = {name: cell.to_dict() for name, cell in self.columns.items()}
        if self.ordered:
            words["ordered"] = True
        if self.precision:
            words["precision"] = self.precision
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
        raise BlankAnswer
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
        of = shape.of or Shape("text")
        return f"a {shape.kind} of {'months' if of.precision else items.get(of.kind, 'texts')}{order}"
    if shape.precision:
        return "a month ('YYYY-MM', or a date in it)"
    return {
        "number": "a number",
        "date": "a date",
        "text": "a text in quotation marks",
        "boolean": "True or False",
        "rows": "the ids of rows, as a list or set",
        "function": "a function",
    }[shape.kind]


def _is_blank(value: object) -> bool:
    return value is ... or value is None or (isinstance(value, str) and not value.strip())


def _payload(value: object, shape: Shape) -> Any:
    return _READERS[shape.kind](value, shape)


def _unfit(value: object, shape: Shape) -> InvalidAnswer:
    return InvalidAnswer(f"Expected {expected(shape)}; this is {describe_type(value)}.")


def _number(value: Any, shape: Shape) -> str:
    value = one(value)
    if isinstance(value, str) and re.fullmatch(r"[-+−]?\.?\d[\d.,_ ]*([eE][-+]?\d+)?\s*%?", value.strip()):
        raise InvalidAnswer("Expected a number; this is text. Take the quotation marks away.")
    _refuse_missing(value, "number")
    if isinstance(value, (bool, np.bool_)) or not isinstance(
        value, (int, float, np.integer, np.floating, Decimal, Fraction)
    ):
        raise _unfit(value, shape)
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if math.isnan(number):
        raise InvalidAnswer("This number is missing (NaN).")
    if abs(number) >= 1e15:
        raise InvalidAnswer("This number is far too large.")
    # Twelve digits: two ways to compute the same mean may differ in the sixteenth.
    exact = Decimal(int(number)) if number.is_integer() else Decimal(f"{number:.12g}")
    if shape.decimals is not None:
        exact = exact.quantize(Decimal(1).scaleb(-shape.decimals))
    return f"{exact + 0:f}" if shape.decimals is not None or exact % 1 else f"{int(exact)}"


def _date(value: Any, shape: Shape) -> str:
    """Return a date as YYYY-MM-DD: its own local day; the first of its month where a month is asked for."""
    value, exact = one(value), True
    if isinstance(value, str):
        try:
            value, exact = read_date(value)
        except BadDate as error:
            raise InvalidAnswer(str(error)) from None
    if isinstance(value, np.datetime64):
        exact = np.datetime_data(value)[0] not in ("Y", "M", "W")
        value = pd.Timestamp(value)
    _refuse_missing(value, "date")
    if isinstance(value, pd.Period):
        begin, end = value.start_time, value.end_time
        exact = begin.date() == end.date()
        if not exact and (not shape.precision or (begin.year, begin.month) != (end.year, end.month)):
            raise _unfit(value, shape)
        value = begin
    if not isinstance(value, dt.date):
        raise _unfit(value, shape)
    if not exact and not shape.precision:
        raise InvalidAnswer("This names a month; the day is asked for too, as 'YYYY-MM-DD'.")
    return f"{value.year:04}-{value.month:02}-{1 if shape.precision else value.day:02}"


def _refuse_missing(value: Any, what: str) -> None:
    if value is pd.NaT or value is pd.NA:
        raise InvalidAnswer(f"This {what} is missing ({'NaT' if value is pd.NaT else 'NA'}).")


# Keyboards and word processors differ in these; a student's meaning does not.
_SIGNS = str.maketrans("‘’‚“”„‐‑‒–—−", "'''\"\"\"------")


def _text(value: Any, shape: Shape) -> str:
    value = one(value)
    if not isinstance(value, str):
        raise _unfit(value, shape)
    if len(value) > MOST_LETTERS:
        raise InvalidAnswer("This text is far too long.")
    return _folded(value)


def _folded(value: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", value).translate(_SIGNS).casefold().split())


def _boolean(value: Any, shape: Shape) -> bool:
    value = one(value)
    if isinstance(value, str) and value.strip().casefold() in ("true", "false"):
        raise InvalidAnswer("Expected True or False; this is text. Take the quotation marks away.")
    if not isinstance(value, (bool, np.bool_)):
        raise _unfit(value, shape)
    return bool(value)


def _letters(shape: Shape) -> str:
    return "abcdefghijklmnopqrstuvwxyz"[: shape.options]


def _choice(value: Any, shape: Shape) -> str:
    found = re.fullmatch(r"\(?([a-z])[).:]?", _text(value, shape))
    if not found or found[1] not in _letters(shape):
        raise InvalidAnswer(f"Expected {expected(shape)}.")
    return found[1]


def _items(value: Any, shape: Shape) -> list[Any]:
    value = plain(value)
    if shape.kind == "rows":
        value = _ids(value)
    if isinstance(value, pd.DataFrame) and len(value.columns) == 1:
        value = value.iloc[:, 0]
    if isinstance(value, Set) and not isinstance(value, KeysView) and shape.kind == "list":
        raise InvalidAnswer("Expected a list, because the order counts; a set has no order.")
    if not is_row(value):
        raise _unfit(value, shape)
    assert shape.of is not None
    items = [_cell(item, shape.of, "One of its items") for item in values(value)]
    if shape.kind == "rows" and any(isinstance(item, str) and " " in item for item in items):
        raise InvalidAnswer(
            "Expected the ids of rows; these are none: an id has no blanks. Take the column `id`."
        )
    return items


def _ids(value: Any) -> Any:
    """Return the ids of a table with a column or index of that name, and a single id as a list of one."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, pd.DataFrame) and "id" in value.columns:
        return value["id"]
    if isinstance(value, (pd.DataFrame, pd.Series)) and "id" in value.index.names:
        return value.index.get_level_values("id")
    if isinstance(value, pd.Series) and len(value) and pd.api.types.is_bool_dtype(value):
        raise InvalidAnswer(
            'This says True or False of each row; table.loc[..., "id"] takes the ids of those with True.'
        )
    return value


def _cell(value: Any, shape: Shape, where: str) -> Any:
    """Return the payload of a value within a list or table; a bad one is told with its place."""
    try:
        return _payload(value, shape)
    except InvalidAnswer as error:
        raise InvalidAnswer(f"{where} does not fit. {error}") from None


def _set(value: Any, shape: Shape) -> list[Any]:
    return sorted({json.dumps(item) for item in _items(value, shape)})


def _list(value: Any, shape: Shape) -> list[Any]:
    return _items(value, shape)


def _table(value: Any, shape: Shape) -> list[list[Any]]:
    """Return the rows of a table, with the columns asked for, in the order asked for.

    What `groupby` leaves in the index is taken for columns, so that `reset_index()` makes no difference.
    """
    value = plain(value)
    if not isinstance(value, (pd.DataFrame, pd.Series)):
        raise _unfit(value, shape)
    if len(value) > MOST_ITEMS:
        raise InvalidAnswer(f"This table has {len(value)} rows, far too many.")
    wanted = {_folded(name): name for name in shape.columns}
    found, spare = _columns(value, wanted)
    missing = [name for name in wanted if name not in found]
    if missing and len(missing) == len(spare):
        found |= dict(zip(missing, spare, strict=True))
    elif missing:
        names = ", ".join(wanted[name] for name in missing)
        raise InvalidAnswer(f"Expected {expected(shape)}; there is no column {names}.")
    columns = [
        [None if _is_missing(cell) else _cell(cell, of, f"A value in column {name}") for cell in found[key]]
        for (key, name), of in zip(wanted.items(), shape.columns.values(), strict=True)
    ]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return rows if shape.ordered else sorted(rows, key=json.dumps)


def _columns(
    value: pd.DataFrame | pd.Series[Any], wanted: Collection[str]
) -> tuple[dict[str, list[Any]], list[list[Any]]]:
    """Return the named columns of a table, index included, and those which may stand for any name.

    Those are the values of a column (Series), whose name comes from how it was made (`size()` gives none,
    `value_counts()` "count"), and an index of texts or dates without a name. An index of whole numbers, or of
    another name, may be what rows were counted by before: it can stand for the first column asked for, where
    people put what they group by, and never when it only numbers the rows.
    """
    if isinstance(value, pd.Series):
        columns = [(value.name, value.tolist())]
    else:
        columns = [(name, value.iloc[:, place].tolist()) for place, name in enumerate(value.columns)]
    found = {_folded(str(name)): cells for name, cells in columns if name is not None}
    spare: list[list[Any]] = []
    first = next(iter(wanted))
    for level, name in enumerate(value.index.names):
        cells = value.index.get_level_values(level)
        if name is not None and (_folded(str(name)) in wanted or first in found):
            found.setdefault(_folded(str(name)), cells.tolist())
        elif (name is None and not pd.api.types.is_integer_dtype(cells.dtype)) or (
            first not in found and not cells.equals(pd.RangeIndex(len(cells)))
        ):
            spare.append(cells.tolist())
    if isinstance(value, pd.Series) and _folded(str(value.name)) not in wanted:
        spare.append(value.tolist())
    return found, spare


def _is_missing(value: Any) -> bool:
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    if isinstance(value, str):
        return not value
    return isinstance(value, (float, np.floating)) and math.isnan(value)


def _function(value: Any, shape: Shape) -> list[Any]:
    if not callable(value) or isinstance(value, type):
        raise InvalidAnswer(
            f"Expected a function (def ...); this is {describe_type(value)}. Did you call it?"
        )
    prints = io.StringIO()
    # What the function prints is no part of the one line that a check prints.
    with contextlib.redirect_stdout(prints):
        results = [_call(value, arguments) for arguments in shape.arguments]
    if all(_is_blank(result) for result in results):
        if prints.getvalue().strip():
            raise InvalidAnswer("It prints and returns nothing; write `return` in place of `print`.")
        if any(result is ... for result in results) or _is_stub(value):
            raise BlankAnswer
        raise InvalidAnswer("It returns nothing; its last line should be `return` and the result.")
    assert shape.of is not None
    where = [f"What it returns for {_shown(arguments)}" for arguments in shape.arguments]
    return [
        _cell(result, shape.of, place) if not _is_blank(result) else None
        for result, place in zip(results, where, strict=True)
    ]


def _stub() -> None: ...


def _is_stub(function: Any) -> bool:
    """Tell whether a function's body does nothing: it is `...`, `pass`, or words in quotation marks."""
    code = getattr(function, "__code__", None)
    return code is not None and len(code.co_code) <= len(_stub.__code__.co_code)


def _call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    try:
        return function(*(_argument(argument) for argument in arguments))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        name = next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")
        raise InvalidAnswer(
            f"It stops with an error ({name}) when it is called with {_shown(arguments)}."
        ) from None


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
