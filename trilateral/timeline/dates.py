"""Dates of any usual kind as moments: milliseconds since 1970, on the clock of the place, without a zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

DAY = 86_400_000.0
"""One day in milliseconds, the unit of every time in this module (since 1 January 1970, no zone)."""


class TimelineError(ValueError):
    """Something the timeline was given that it cannot use; the message says what to do about it."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows this in place of a stack trace: the fault is in what was handed in, not in the code.
        return [f"TimelineError: {self}"]


def iso(ms: float) -> str:
    """Return the day of a moment (ms) as YYYY-MM-DD."""
    return str(np.datetime64(int(ms // DAY), "D"))


def moment(value: Any, what: str = "date") -> float:
    """Return a date given as text, date, datetime or Timestamp in ms.

    Raises:
        TimelineError: if it is no single date between the years 1000 and 9999.
    """
    ms, _, why = _one(value)
    if np.isnan(ms):
        reason = why or "it is empty"
        raise TimelineError(f"{what} = {value!r}: {reason}. Write it like '2017-04-20'.")
    return ms


_PARTS = re.compile(
    r"^(?P<about>(?:c|ca|circa|about|around|~)[.\s]*)?(?P<y>\d{4})"
    r"(?:[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2})(?P<time>[T ].*)?)?)?(?P<unsure>[?~%])?$",
    re.IGNORECASE,
)


def _one(value: Any) -> tuple[float, int, str]:
    """Read one date: its ms (NaN if it cannot be read), its precision, and what is wrong with it."""
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return np.nan, 0, ""
    if isinstance(value, (datetime, date, np.datetime64)):
        stamp = pd.Timestamp(value)
        return _ms(stamp), 0, _outside(stamp.year)
    if isinstance(value, (int, float, np.integer, np.floating)) and not isinstance(value, bool):
        year = int(value)
        if year != value or not 1000 <= year <= 9999:
            return np.nan, 0, f"{value} is no year from 1000 to 9999"
        return float(np.datetime64(f"{year}-01-01", "ms").astype(np.int64)), 2, ""
    text = str(value).strip()
    if not text:
        return np.nan, 0, ""
    plainer = re.sub(r"\s*[年년月월]\s*", "-", text)
    plainer = re.sub(r"[日일]", "", plainer).rstrip("- ")
    found = _PARTS.match(plainer)
    try:
        if found:
            year, month, day = int(found["y"]), int(found["m"] or 1), int(found["d"] or 1)
            stamp = pd.Timestamp(plainer) if found["time"] else pd.Timestamp(year, month, day)
            precision = 0 if found["d"] else 1 if found["m"] else 2
            if found["about"] or found["unsure"]:
                precision = 3
            wrong = _outside(stamp.year)
            return (np.nan if wrong else _ms(stamp)), precision, wrong
        if re.search(r"[A-Za-z]{3}", text) and re.search(r"\b\d{4}\b", text):  # '4 April 2017'
            stamp = pd.Timestamp(text)
            return _ms(stamp), 0 if re.search(r"\b\d{1,2}\b", text) else 1, _outside(stamp.year)
    except (ValueError, OverflowError):
        pass
    if re.match(r"^\d{1,2}[-/.]\d{1,2}[-/.]\d{4}$", text):
        return np.nan, 0, "day and month could be either way round"
    if re.match(r"^-?\d{1,3}(\D|$)|^-|^\d{5,}", text):
        return np.nan, 0, "years run from 1000 to 9999"
    return np.nan, 0, "it cannot be read as a date"


def _outside(year: int) -> str:
    return "" if 1000 <= year <= 9999 else "years run from 1000 to 9999"


def _ms(stamp: pd.Timestamp) -> float:
    if stamp.tzinfo is not None:
        stamp = stamp.tz_localize(None)
    whole = stamp.to_datetime64().astype("datetime64[ms]").astype(np.int64)
    return float(whole) if 1000 <= stamp.year <= 9999 else np.nan


@dataclass
class Dates:
    """A column of dates as read, one entry for each row."""

    ms: npt.NDArray[np.float64]
    precision: npt.NDArray[np.uint8]
    faults: dict[int, str]  # position in the column: what is wrong
    zone: str = ""


def read_dates(column: pd.Series[Any]) -> Dates:
    """Read a column of dates of any usual kind; a position that holds none is NaN, its reason in `faults`."""
    n = len(column)
    ms = np.full(n, np.nan)
    precision = np.zeros(n, dtype=np.uint8)
    faults: dict[int, str] = {}
    zone = ""
    if pd.api.types.is_datetime64_any_dtype(column.dtype):
        if isinstance(column.dtype, pd.DatetimeTZDtype):
            zone = str(column.dtype.tz)
            column = column.dt.tz_localize(None)
        given = column.notna().to_numpy()
        ms[given] = column[given].to_numpy().astype("datetime64[ms]").astype(np.int64)
        low, high = (float(np.datetime64(day, "ms").astype(np.int64)) for day in ("1000-01-01", "9999-12-31"))
        for outside in np.flatnonzero(given & ~((ms >= low) & (ms < high + DAY))).tolist():
            faults[outside] = "years run from 1000 to 9999"
            ms[outside] = np.nan
        return Dates(ms, precision, faults, zone)
    quick = None
    if not pd.api.types.is_numeric_dtype(column.dtype):
        quick = pd.to_datetime(column.astype("str"), format="%Y-%m-%d", errors="coerce").to_numpy()
    for i, value in enumerate(column):
        if quick is not None and not np.isnat(quick[i]) and str(value)[:1] in "123456789":
            ms[i] = quick[i].astype("datetime64[ms]").astype(np.int64)
            continue
        ms[i], precision[i], wrong = _one(None if value is pd.NA else value)
        if wrong:
            faults[i] = wrong
            ms[i] = np.nan
        if isinstance(value, str) and re.search(r"\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})$", value):
            zone = "written with each date"
        elif isinstance(value, datetime) and value.tzinfo is not None:
            zone = "given with each date"
    return Dates(ms, precision, faults, zone)
