"""Dates of any usual kind as moments: milliseconds since 1970, on the clock of the place, without a zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from trilateral.timeline.words import speaker

DAY = 86_400_000.0
"""One day in milliseconds, the unit of every time in this module (since 1 January 1970, no zone)."""

MONTH, YEAR, ABOUT = 1, 2, 3
"""How well a date is known: 0 to the day (or better), to the month, to the year, or about."""


class TimelineError(ValueError):
    """Something the timeline was given that it cannot use; the message says what to do about it."""

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
    if np.isnan(read.ms):
        reason = speaker("en")(read.why or "whyEmpty")
        raise TimelineError(f"{what} = {value!r}: {reason}. Write it like '2017-04-20'.")
    return read.ms


def period_end(first: npt.NDArray[np.float64], unit: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """Return the first moment (ms) after the months and years that begin at `first`, else NaN."""
    after = np.full(len(first), np.nan)
    for letter, number in (("M", MONTH), ("Y", YEAR)):
        own = (unit == number) & ~np.isnan(first)
        begun = first[own].astype("datetime64[ms]").astype(f"datetime64[{letter}]")
        after[own] = (begun + np.array(1).astype(f"m8[{letter}]")).astype("datetime64[ms]").astype(np.int64)
    return after


_PARTS = re.compile(
    r"^(?P<about>(?:c|ca|circa|about|around|~)[.\s]*)?(?P<y>\d{4})"
    r"(?:[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2})(?P<time>[T ].*)?)?)?(?P<unsure>[?~%])?$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Date:
    """One date as read. `why` is the key of what is wrong with it (shared/notices.json), or empty."""

    ms: float = np.nan
    unit: int = 0  # 0, MONTH or YEAR: what was written
    about: bool = False
    why: str = ""


def _read(value: Any) -> _Date:
    """Read one date of any kind."""
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return _Date()
    if isinstance(value, (datetime, date, np.datetime64)):
        return _checked(pd.Timestamp(value))
    if isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool):
        year = int(value)
        if year != value or not 1000 <= year <= 9999:
            return _Date(why="whyNoYear")
        return _checked(pd.Timestamp(year, 1, 1), YEAR)
    text = str(value).strip()
    return _read_text(text) if text else _Date()


def _read_text(text: str) -> _Date:
    plainer = re.sub(r"\s*[年년月월]\s*", "-", text)
    plainer = re.sub(r"[日일]", "", plainer).rstrip("- ")
    found = _PARTS.match(plainer)
    try:
        if found:
            year, month, day = int(found["y"]), int(found["m"] or 1), int(found["d"] or 1)
            stamp = pd.Timestamp(plainer) if found["time"] else pd.Timestamp(year, month, day)
            unit = 0 if found["d"] else MONTH if found["m"] else YEAR
            return _checked(stamp, unit, bool(found["about"] or found["unsure"]))
        if re.search(r"[A-Za-z]{3}", text) and re.search(r"\b\d{4}\b", text):  # '4 April 2017'
            return _checked(pd.Timestamp(text), 0 if re.search(r"\b\d{1,2}\b", text) else MONTH)
    except (ValueError, OverflowError):
        pass
    if re.match(r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$", text):
        return _Date(why="whyEitherWay")
    if re.match(r"^-?\d{1,3}(\D|$)|^-|^\d{5,}", text):
        return _Date(why="whyRange")
    return _Date(why="whyUnread")


def _checked(stamp: pd.Timestamp, unit: int = 0, about: bool = False) -> _Date:
    """Return a date that pandas understood, if its year is one that can be shown."""
    if not 1000 <= stamp.year <= 9999:
        return _Date(why="whyRange")
    if stamp.tzinfo is not None:
        stamp = stamp.tz_localize(None)
    return _Date(float(stamp.to_datetime64().astype("datetime64[ms]").astype(np.int64)), unit, about)


@dataclass
class Dates:
    """A column of dates as read, one entry for each row."""

    ms: npt.NDArray[np.float64]  # NaN where there is none
    unit: npt.NDArray[np.uint8]  # 0, MONTH or YEAR: how much of it was written
    about: npt.NDArray[np.bool_]
    faults: dict[int, str]  # position in the column: the key of what is wrong (shared/notices.json)
    zone: str = ""  # a zone's name, or the key of how zones are given

    @property
    def precision(self) -> npt.NDArray[np.uint8]:
        """How well each date is known."""
        return np.where(self.about, ABOUT, self.unit).astype(np.uint8)

    @property
    def until(self) -> npt.NDArray[np.float64]:
        """The first moment after each date (ms): a day, a month and a year last to their ends."""
        whole_days = np.where(self.ms % DAY == 0, self.ms + DAY, self.ms)
        return np.where(self.unit == 0, whole_days, period_end(self.ms, self.unit))


def read_dates(column: pd.Series[Any]) -> Dates:
    """Read a column of dates of any usual kind; a position that holds none is NaN, its reason in `faults`."""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        return _read_datetimes(column)
    n = len(column)
    got = Dates(np.full(n, np.nan), np.zeros(n, dtype=np.uint8), np.zeros(n, dtype=bool), {})
    quick = None
    if not pd.api.types.is_numeric_dtype(column.dtype):
        # Almost all dates are of this form, and pandas reads them a hundred times faster than `_read`.
        quick = pd.to_datetime(column.astype("str"), format="%Y-%m-%d", errors="coerce").to_numpy()
    for i, value in enumerate(column):
        if quick is not None and not np.isnat(quick[i]) and str(value)[:1] in "123456789":
            got.ms[i] = quick[i].astype("datetime64[ms]").astype(np.int64)
            continue
        one = _read(value)
        got.ms[i], got.unit[i], got.about[i] = one.ms, one.unit, one.about
        if one.why:
            got.faults[i] = one.why
        if isinstance(value, str) and re.search(r"\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})$", value):
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
