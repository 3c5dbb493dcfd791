"""The canonical form of one value: a number, a date, a text, True or False, a choice."""

from __future__ import annotations

import datetime as dt
import math
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd

from trilateral.exercises.canonical.dates import BadDate, parse_date
from trilateral.exercises.canonical.shape import Shape, expected, letters
from trilateral.exercises.canonical.values import InvalidAnswer, one, remark, unfit

__all__ = ["SCALARS", "normalise_text"]

# An instant has another day in another zone, and numpy keeps no zone: the day of UTC is all that is left.
WITHOUT_ZONE = (
    ".values takes the time zone away from a column that has one, and leaves the day of UTC. Take the day "
    'first, as in table["column"].dt.date.'
)
# No answer in the course is near this.
MOST_LETTERS = 2_000


def canonical_number(value: Any, shape: Shape) -> str:
    """Return a number as text, rounded as the shape says."""
    value = one(value)
    if isinstance(value, str) and re.fullmatch(r"[-+−]?\.?\d[\d.,_ ]*([eE][-+]?\d+)?\s*%?", value.strip()):
        words = "Expected a number; this is text. Take the quotation marks away"
        comma = re.fullmatch(r"([-+]?\d+),(\d+)", value.strip())
        if comma and len(comma[2]) != 3:
            raise InvalidAnswer(f"{words}, and write a point: {comma[1]}.{comma[2]}")
        sign = " The sign % does not belong to it: the number alone is asked for."
        raise InvalidAnswer(f"{words}.{sign if '%' in value else ''}")
    _refuse_missing(value, "number")
    if isinstance(value, (bool, np.bool_)) or not isinstance(
        value, (int, float, np.integer, np.floating, Decimal, Fraction)
    ):
        raise unfit(value, shape)
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


def canonical_date(value: Any, shape: Shape) -> str:
    """Return a date as YYYY-MM-DD: its own local day; the first of its month where a month is asked for."""
    value, exact = one(value), True
    if isinstance(value, str):
        try:
            value, exact = parse_date(value)
        except BadDate as error:
            said = str(error)
            raise InvalidAnswer(said.replace("MM-DD", "MM") if shape.precision else said) from None
    if isinstance(value, np.datetime64):
        if np.datetime_data(value)[0] not in ("Y", "M", "W", "D"):
            remark(WITHOUT_ZONE)
        exact = np.datetime_data(value)[0] not in ("Y", "M", "W")
        value = pd.Timestamp(value)
    _refuse_missing(value, "date")
    if isinstance(value, pd.Period):
        begin, end = value.start_time, value.end_time
        exact = begin.date() == end.date()
        if not exact and (not shape.precision or (begin.year, begin.month) != (end.year, end.month)):
            raise unfit(value, shape)
        value = begin
    if not isinstance(value, dt.date):
        raise unfit(value, shape)
    if not exact and not shape.precision:
        raise InvalidAnswer("This names a month; the day is asked for too, as 'YYYY-MM-DD'.")
    return f"{value.year:04}-{value.month:02}-{1 if shape.precision else value.day:02}"


def _refuse_missing(value: Any, what: str) -> None:
    if value is pd.NaT or value is pd.NA:
        raise InvalidAnswer(f"This {what} is missing ({'NaT' if value is pd.NaT else 'NA'}).")


# Keyboards and word processors differ in these; a student's meaning does not.
_SIGNS = str.maketrans("‘’‚“”„‐‑‒–—−", "'''\"\"\"------")


def canonical_text(value: Any, shape: Shape) -> str:
    """Return a text in its canonical form."""
    value = one(value)
    if not isinstance(value, str):
        raise unfit(value, shape)
    if len(value) > MOST_LETTERS:
        raise InvalidAnswer("This text is far too long.")
    return normalise_text(value)


def normalise_text(value: str) -> str:
    """Return a text without what does not change its meaning: case, blanks, kinds of signs."""
    return " ".join(unicodedata.normalize("NFKC", value).translate(_SIGNS).casefold().split())


def canonical_boolean(value: Any, shape: Shape) -> bool:
    """Return True or False."""
    value = one(value)
    if isinstance(value, str) and value.strip().casefold() in ("true", "false"):
        raise InvalidAnswer("Expected True or False; this is text. Take the quotation marks away.")
    if not isinstance(value, (bool, np.bool_)):
        raise unfit(value, shape)
    return bool(value)


# A letter, with the words of its option behind it, or before it what it is.
_LETTER = re.compile(
    r"(?:(?:the |my )?(?:option|answer|choice|letter)(?: is)? ?[:=]? ?)?\(?([a-z])(?:[).:](.*))?"
)
_SECOND = re.compile(r"\(?\b[a-z][).:]|^ ?(?:or|and|[,/])")  # another letter


def canonical_choice(value: Any, shape: Shape) -> str:
    """Return the letter of a choice."""
    found = _LETTER.fullmatch(canonical_text(value, shape))
    if not found or found[1] not in letters(shape) or _SECOND.search(found[2] or ""):
        raise InvalidAnswer(f"Expected {expected(shape)}.")
    return found[1]


SCALARS: dict[str, Callable[[Any, Shape], Any]] = {
    "number": canonical_number,
    "date": canonical_date,
    "text": canonical_text,
    "boolean": canonical_boolean,
    "choice": canonical_choice,
}
