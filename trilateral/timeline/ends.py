"""When events end: from the column of ends, or from a range that is written as one date."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from trilateral.timeline.dates import DAY, Dates, holds_range, iso, read_dates
from trilateral.timeline.grammar import ABOUT
from trilateral.timeline.headings import Joined, cells_of
from trilateral.timeline.notices import Notice, for_all
from trilateral.timeline.unread import advised, month_assumed
from trilateral.timeline.words import Say


@dataclass(frozen=True)
class Ends:
    """The ends of the rows with a date."""

    end: npt.NDArray[np.float64]  # ms, the first moment after; NaN where the event is a single date
    precision: npt.NDArray[np.uint8]  # as `Events.end_precision`
    interval: npt.NDArray[np.bool_]
    zone: str = ""
    faults: dict[int, str] = field(default_factory=dict)  # as of `Dates`, by position in the rows given


def read_ends(
    rows: pd.DataFrame,
    name: str | None,
    start: npt.NDArray[np.float64],
    whole: npt.NDArray[np.float64],
    say: Say,
    notices: list[Notice],
    day_first: bool | None,
    beside: pd.Series[Any] | None = None,
) -> Ends:
    """Read the ends; an end that is a day, a month or a year lasts to its last moment.

    Args:
        rows: the rows with a date.
        name: the column of ends, or None.
        start: when each begins (ms).
        whole: the first moment after the day, month or year that its start is (ms).
        say: the words.
        notices: what is to be said is added here.
        day_first: as in `read`.
        beside: the column of starts, whose order of day and month counts where this one shows none.
    """
    n = len(rows)
    if name is None:
        return Ends(np.full(n, np.nan), np.zeros(n, dtype=np.uint8), np.zeros(n, dtype=bool))
    dates = read_dates(cells_of(rows, name), day_first, beside=beside, end=True)
    end = dates.until
    if dates.faults:
        said = say("endsUnread", n=len(dates.faults), column=repr(name))
        notices.append(advised(said, said, dates.faults.values(), say, all_told=False))
    if dates.assumed:
        notices.append(month_assumed(dates.assumed, say))
    backwards = (end <= start) & (dates.last_ms < start)
    if backwards.any():
        notices.append(for_all(say("endsBackwards", n=int(backwards.sum()))))
    # "2017" to "2017" is the year; "2017" to "2017-12-31" says more.
    single = (end - start <= DAY) | ((dates.last_unit > 0) & (end == whole))
    end[backwards | single] = np.nan
    return Ends(end, _end_precision(dates), ~np.isnan(end), dates.zone, dates.faults)


def _end_precision(dates: Dates) -> npt.NDArray[np.uint8]:
    return (dates.last_unit + ABOUT * dates.last_about).astype(np.uint8)


def or_range(ends: Ends, starts: Dates, order: npt.NDArray[np.int64]) -> Ends:
    """Return the ends, with those of ranges written as one date where no other end is given."""
    if not starts.lasts:
        return ends
    until = starts.until[order]
    own = np.isin(order, list(starts.lasts)) & ~ends.interval & (until - starts.ms[order] > DAY)
    return replace(
        ends,
        end=np.where(own, until, ends.end),
        precision=np.where(own, _end_precision(starts)[order], ends.precision).astype(np.uint8),
        interval=ends.interval | own,
    )


def unfinished(
    rows: pd.DataFrame, first: Any, last: Any, where: npt.NDArray[np.bool_], start: npt.NDArray[np.float64]
) -> pd.DataFrame:
    """Return rows, some of them without their ends; the rows given stay as they are.

    Args:
        rows: the rows.
        first: the column of dates; of a range in it only the start stays.
        last: the column of ends, or None.
        where: the rows whose ends are not told.
        start: when each begins (ms).
    """
    if not where.any():
        return rows
    rows = rows.copy(deep=False)
    for name in last.names if isinstance(last, Joined) else [last]:
        if name is not None:
            rows[name] = rows[name].mask(where)
    for name in first.names if isinstance(first, Joined) else [first]:
        cells = rows[name].tolist() if name is not None else []
        ranges = [
            i for i in np.flatnonzero(where) if cells and isinstance(cells[i], str) and holds_range(cells[i])
        ]
        if ranges:
            for i in ranges:
                cells[i] = iso(start[i])
            rows[name] = cells
    return rows
