"""Would chance have done as well? What lesson 04b and its exercise use of a permutation test, in two steps.

The first marks days, the second draws days blindly. The lesson shows each on a small scale before it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from typing import Any

__all__ = ["blind_draws", "followed"]


def followed(
    dates: pd.Series[Any], days: int, start: str | pd.Timestamp, end: str | pd.Timestamp
) -> pd.Series[bool]:
    """Return of each day from `start` on whether one of the dates lies within the next `days` days.

    Args:
        dates: dates without clock times, in any order.
        days: the length of the window, at least 1; it begins on the day after.
        start: the first day of the calendar.
        end: the last day that is known. The days whose window would reach beyond it are left out.

    Raises:
        ValueError: the window is no whole number of days from 1 on, or longer than the calendar.
    """
    calendar = pd.date_range(start, end)
    if not 1 <= days < len(calendar) or days != int(days):
        raise ValueError(
            f"A window of {days} days does not fit: take a whole number from 1 to {len(calendar) - 1}."
        )
    per_day = dates.value_counts().reindex(calendar, fill_value=0)
    return per_day.rolling(int(days)).sum().shift(-int(days)).dropna() > 0


def blind_draws(days: pd.Series[bool], number: int, times: int = 2000, seed: int = 2017) -> pd.Series[int]:
    """Draw days blindly, none twice, again and again; return how many of each draw were `True`.

    Args:
        days: of each day whether it is one of those that are counted, as `followed` returns it.
        number: how many days each draw has.
        times: how many draws.
        seed: the same seed gives the same draws on every machine.

    Raises:
        ValueError: there are fewer days than a draw should have.
    """
    if not 0 <= number <= len(days):
        raise ValueError(f"A draw of {number} days does not fit: there are {len(days)} to draw from.")
    source = np.random.default_rng(seed)
    values = days.to_numpy()
    return pd.Series([int(source.choice(values, number, replace=False).sum()) for _ in range(times)])
