"""Dates of any usual kind as moments: milliseconds since 1970, on the clock of the place, without a zone."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from trilateral.timeline.grammar import (
    ABOUT,
    MONTH,
    YEAR,
    Refused,
    Written,
    milliseconds,
    orders_in,
)
from trilateral.timeline.spans import OPEN, parse, shown_of_years
from trilateral.timeline.words import speaker

DAY = 86_400_000.0
"""One day in milliseconds, the unit of every time in this module (since 1 January 1970, no zone)."""


class TimelineError(ValueError):
    """Something the timeline was given that it cannot use; the message says what to do about it.

    `typed` says the same to whoever typed `trilateral timeline`, where that is something else to do.
    """

    def __init__(self, text: str, typed: str = "") -> None:  # noqa: D107  see above
        super().__init__(text)
        self.typed = typed or text

    def _render_traceback_(self) -> list[str]:
        # IPython shows this in place of a stack trace: the fault is in what was handed in, not in the code.
        return [f"TimelineError: {self}"]


def iso(ms: float) -> str:
    """Return the day of a moment (ms) as YYYY-MM-DD."""
    return str(np.datetime64(int(ms // DAY), "D"))


def iso_clock(ms: float) -> str:
    """Return a moment (ms) as YYYY-MM-DD, with the hour and minute unless it is midnight."""
    if ms % DAY == 0:
        return iso(ms)
    return str(np.datetime64(int(ms), "ms"))[:16].replace("T", " ")


def moment(value: Any, what: str = "date") -> float:
    """Return a date given as text, date, datetime or Timestamp in ms.

    Raises:
        TimelineError: if it is no single date between the years 1000 and 9999.
    """
    read = _read(value)
    if np.isnan(read.ms) or read.last is not None:
        reason = "it is a range" if read.last is not None else speaker("en")(read.why or "whyEmpty")
        raise TimelineError(f"{what} = {value!r}: {reason}. Write it like '2017-04-20'.")
    return read.ms


def period_end(first: npt.NDArray[np.float64], unit: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """Return the first moment (ms) after the months and years that begin at `first`, else NaN.

    Args:
        first: their first moments (ms).
        unit: 0, MONTH or YEAR, or a precision, which is `ABOUT` more where it is about then.
    """
    after = np.full(len(first), np.nan)
    for letter, number in (("M", MONTH), ("Y", YEAR)):
        own = (unit % ABOUT == number) & ~np.isnan(first)
        begun = first[own].astype("datetime64[ms]").astype(f"datetime64[{letter}]")
        after[own] = (begun + np.array(1).astype(f"m8[{letter}]")).astype("datetime64[ms]").astype(np.int64)
    return after


@dataclass(frozen=True)
class _Date:
    """One date as read. `why` is the key of what is wrong with it (shared/notices.json), or empty."""

    ms: float = np.nan
    unit: int = 0  # 0, MONTH or YEAR: what was written
    about: bool = False
    why: str = ""
    last: _Date | None = None  # where a range is written, its second date; its ms are inf if it goes on
    zoned: bool = False  # with a time zone


def _read(
    value: Any, day_first: bool | None = None, *, end: bool = False, years: bool | None = None
) -> _Date:
    """Read one date, or one range of dates, of any kind; `end` and `years` as in `parse`."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return _Date()
    if isinstance(value, (datetime, date, np.datetime64)):
        return _checked(pd.Timestamp(value))
    if isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool):
        if (
            not -1e14 < value < 1e14  # more figures than anything below has, or not finite
            or int(value) != value
            or not re.fullmatch(r"\d{4}(\d{4})?", str(int(value)))
        ):
            serial = 20_000 <= value < 80_000
            stamp = -1e14 < value < 1e14 and re.fullmatch(r"1\d{9}(\d{3})?", str(int(value)))
            return _Date(why="whySerial" if serial else "whyStamp" if stamp else "whyNoYear")
        value = str(int(value))
    text = re.sub(r"^(\d{4}|\d{8})[.,]0$", r"\1", str(value).strip(_BLANKS))  # 1998.0: a number once
    if not text:
        return _Date()
    try:
        first, last = parse(text, day_first, end=end, years=years)
        return _written(first, None if last is None else _written(last))
    except Refused as problem:
        return _Date(why=problem.args[0])


_BLANKS = " \t\r\n\f\v\xa0\u3000\ufeff"


def _written(one: Written, last: _Date | None = None) -> _Date:
    if one is OPEN:
        return _Date(np.inf)
    return _Date(milliseconds(one.first(), one.clock), one.unit, one.about, last=last, zoned=one.zoned)


def _checked(stamp: pd.Timestamp) -> _Date:
    """Return a date that came as a date, if its year is one that can be shown."""
    if not 1000 <= stamp.year <= 9999:
        return _Date(why="whyRange")
    if stamp.tzinfo is not None:
        stamp = stamp.tz_localize(None)
    return _Date(float(stamp.to_datetime64().astype("datetime64[ms]").astype(np.int64)))


@dataclass
class Dates:
    """A column of dates as read, one entry for each row."""

    ms: npt.NDArray[np.float64]  # NaN where there is none
    unit: npt.NDArray[np.uint8]  # 0, MONTH or YEAR: how much of it was written
    about: npt.NDArray[np.bool_]
    faults: dict[int, str]  # position in the column: the key of what is wrong (shared/notices.json)
    zone: str = ""  # a zone's name, or the key of how zones are given
    lasts: dict[int, _Date] = field(default_factory=dict)  # by position: the second date of a range
    assumed: str = ""  # "1904-05", where it is the only one of its kind and is read as ISO's month

    @property
    def precision(self) -> npt.NDArray[np.uint8]:
        """How well each date is known."""
        return (self.unit + ABOUT * self.about).astype(np.uint8)

    @property
    def until(self) -> npt.NDArray[np.float64]:
        """The first moment after each date (ms): a day, a month and a year last to their ends."""
        ms, unit = self.last_ms, self.last_unit
        known = np.where(np.isinf(ms), np.nan, ms)
        whole_days = np.where(known % DAY == 0, ms + DAY, ms)
        return np.where(unit == 0, whole_days, period_end(ms, unit))

    @property
    def last_ms(self) -> npt.NDArray[np.float64]:
        """Where a range is written, its second date; else the date."""
        return self._with("ms", self.ms)

    @property
    def last_unit(self) -> npt.NDArray[np.uint8]:
        """How much was written of it."""
        return self._with("unit", self.unit)

    @property
    def last_about(self) -> npt.NDArray[np.bool_]:
        """Whether it is about then."""
        return self._with("about", self.about)

    def _with(self, name: str, own: npt.NDArray[Any]) -> npt.NDArray[Any]:
        if self.lasts:
            own = own.copy()
            own[list(self.lasts)] = [getattr(last, name) for last in self.lasts.values()]
        return own


def holds_range(text: str) -> bool:
    """Tell whether a text is a range of dates with an end, in whichever order day and month stand."""
    lasts = [_read(text, order).last for order in (True, False)]
    return any(last is not None and last.ms < np.inf for last in lasts)


def _orders(values: Iterable[Any]) -> set[bool]:
    """Return which orders of day and month the texts show: True for day first, False for month first."""
    return {order for value in values if isinstance(value, str) for order in orders_in(value)}


_MAY_BE_SHORT = re.compile(r"\d{4}\s?[-/\u2010-\u2015\u2212\uff0d\uff0f]\s?\d")


@dataclass(frozen=True)
class _ShortYears:
    """What a column writes as 1904-05: two years, months, or nobody can tell."""

    shown: frozenset[bool]
    either: tuple[int, ...]  # positions that may be both

    @classmethod
    def of(cls, cells: Iterable[tuple[int, Any]]) -> _ShortYears:
        shown: set[bool] = set()
        either = []
        for i, value in cells:
            if isinstance(value, str) and _MAY_BE_SHORT.search(value):
                own, ambiguous = shown_of_years(value)
                shown |= own
                either += [i] * ambiguous
        return cls(frozenset(shown), tuple(either))

    @property
    def years(self) -> bool | None:
        return next(iter(self.shown)) if len(self.shown) == 1 else None

    @property
    def refused(self) -> bool:
        """Whether those that may be both are left out: several, or one beside both kinds."""
        return len(self.shown) == 2 or (not self.shown and len(self.either) > 1)


def read_dates(
    column: pd.Series[Any],
    day_first: bool | None = None,
    *,
    beside: pd.Series[Any] | None = None,
    end: bool = False,
    units: npt.NDArray[np.uint8] | None = None,
) -> Dates:
    """Read a column of dates of any usual kind; a position that holds none is NaN, its reason in `faults`.

    Args:
        column: the dates.
        day_first: whether 4/6/2017 is 4 June; None where the column is to settle it: one 26/7/1956 does.
        beside: a column of the same table, whose order counts where this one shows none.
        end: it is a column of ends: "present" is an end that is still open.
        units: MONTH or YEAR where the table says in another column how much is written, else 0.
    """
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _read_datetimes(column)
    n = len(column)
    got = Dates(np.full(n, np.nan), np.zeros(n, dtype=np.uint8), np.zeros(n, dtype=bool), {})
    quick = None
    if not pd.api.types.is_numeric_dtype(column.dtype):
        # Almost all dates are of this form, and pandas reads them a hundred times faster than `_read`.
        quick = pd.to_datetime(column.astype("str"), format="%Y-%m-%d", errors="coerce").to_numpy()
    others: list[tuple[int, Any]] = []
    for i, value in enumerate(column):
        if quick is not None and not np.isnat(quick[i]) and str(value)[:1] in "123456789":
            got.ms[i] = quick[i].astype("datetime64[ms]").astype(np.int64)
        else:
            others.append((i, value))
    mixed = False
    if day_first is None:
        orders = _orders(value for _, value in others)
        mixed = len(orders) == 2
        if not orders and beside is not None and others:
            orders = _orders(beside)
        day_first = orders.pop() if len(orders) == 1 else None
    short = _ShortYears.of(others)
    if short.either and len(others) < n:
        short = replace(short, shown=short.shown | {False})  # 2017-04-20, which was read above
    if short.either and not short.shown and beside is not None:
        short = replace(short, shown=_ShortYears.of(enumerate(beside)).shown)
    open_ones = {i for i in short.either if units is None or units[i] not in (MONTH, YEAR)}
    for i, value in others:
        if i in open_ones and short.refused:
            got.faults[i] = "whyTwoWays"
            continue
        given = None if units is None or units[i] not in (MONTH, YEAR) else bool(units[i] == YEAR)
        years = short.years if given is None else given
        if i in open_ones and years is None:
            got.assumed = str(value)
        one = _read(value, day_first, end=end, years=years)
        got.ms[i], got.unit[i], got.about[i] = one.ms, one.unit, one.about
        if one.last is not None:
            got.lasts[i] = one.last
        if one.why:
            got.faults[i] = "whyMixed" if mixed and one.why == "whyEitherWay" else one.why
        if one.zoned:
            got.zone = "zoneWritten"
        elif isinstance(value, datetime) and value.tzinfo is not None:
            got.zone = "zoneGiven"
    return got


def _read_datetimes(column: pd.Series[Any]) -> Dates:
    """Read a column that pandas already holds as datetimes."""
    zone = ""
    if isinstance(column.dtype, pd.DatetimeTZDtype):
        zone = str(column.dtype.tz)
        column = column.dt.tz_localize(None)
    n = len(column)
    ms = np.full(n, np.nan)
    given = column.notna().to_numpy()
    ms[given] = column[given].to_numpy().astype("datetime64[ms]").astype(np.int64)
    low, high = (float(np.datetime64(day, "ms").astype(np.int64)) for day in ("1000-01-01", "9999-12-31"))
    outside = np.flatnonzero(given & ~((ms >= low) & (ms < high + DAY))).tolist()
    ms[outside] = np.nan
    faults = dict.fromkeys(outside, "whyRange")
    return Dates(ms, np.zeros(n, dtype=np.uint8), np.zeros(n, dtype=bool), faults, zone)
