"""What stands at an axis: the words under a bar, the date or the number of a point."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

from trilateral.timeline.shared import MONTHS

__all__ = ["Label", "labels_of", "month_of", "value_label"]

_MONTHS = tuple(name.casefold() for name in MONTHS)


@dataclass(frozen=True)
class Label:
    """Whatever is known of a mark's place: the words that stand there, its date, its number."""

    text: str = ""
    day: dt.date | None = None
    number: float | None = None


def labels_of(axis: Any, places: Sequence[Any]) -> list[Label]:
    """Return the label of each place on an axis: of a number there, or of what was given to be drawn."""
    words = _words(axis)
    dates = _is_of_dates(axis)
    # pandas draws a column of dates by the numbers of their periods: lines, or bars.
    freq = getattr(axis.axes, "freq", None) or getattr(axis, "freq", None)
    return [_label(place, words, dates, freq) for place in places]


def _label(place: Any, words: dict[float, str], dates: bool, freq: Any) -> Label:
    import pandas as pd

    if isinstance(place, str):
        return Label(place)
    if isinstance(place, pd.Period):
        return Label(day=place.start_time.date())
    if not isinstance(place, Real):
        day = pd.Timestamp(place)
        return Label(day=None if pd.isna(day) else day.date())
    number = float(place)
    if dates:
        from matplotlib.dates import num2date

        return Label(day=num2date(number).date())
    if freq is not None:
        return Label(day=pd.Period(ordinal=round(number), freq=freq).start_time.date())
    # The bars of two series stand a little to the left and right of their words.
    near = min(words, key=lambda at: abs(at - number), default=math.inf)
    return Label(words[near] if abs(near - number) < 0.5 else "", number=number)


def _words(axis: Any) -> dict[float, str]:
    """Return what is written at which place, where words were given and not made from the numbers."""
    from matplotlib.category import StrCategoryFormatter
    from matplotlib.ticker import FixedFormatter, FuncFormatter

    if not isinstance(axis.get_major_formatter(), (StrCategoryFormatter, FixedFormatter, FuncFormatter)):
        return {}
    texts = [label.get_text().strip() for label in axis.get_majorticklabels()]
    return {float(at): text for at, text in zip(axis.get_majorticklocs(), texts, strict=False) if text}


def _is_of_dates(axis: Any) -> bool:
    from matplotlib.dates import AutoDateFormatter, ConciseDateFormatter, DateFormatter, DateLocator

    return isinstance(
        axis.get_major_formatter(), (AutoDateFormatter, ConciseDateFormatter, DateFormatter)
    ) or isinstance(axis.get_major_locator(), DateLocator)


def month_of(text: str) -> int | None:
    """Return the number of a month that is written as "Aug", "August", "8월" or "8月"."""
    word = text.strip().casefold().rstrip(".")
    if word[:-1].isdecimal() and word[-1:] in "월月":
        return int(word[:-1])
    found = [place for place, name in enumerate(_MONTHS, 1) if len(word) > 2 and name.startswith(word)]
    return found[0] if len(found) == 1 else None


def value_label(axis: Any) -> str:
    """Return the words that say what an axis shows."""
    return str(axis.get_label_text()).strip()
