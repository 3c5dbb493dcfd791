"""What holds an evidence board together when cells are run again: rows kept, days, timelines made anew."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from trilateral.text import listed
from trilateral.timeline.widget import Timeline
from trilateral.widgets.base import WidgetError
from trilateral.widgets.evidence_items import kept_item, known_later

__all__ = ["not_put_back", "put_back", "refuse_later", "same"]


def put_back(kept: Mapping[str, str], timelines: Sequence[Timeline]) -> tuple[pd.DataFrame, dict[str, str]]:
    """Return the items that were kept, and which cannot be put back, each with the reason."""
    rows, missing = [kept_item()], {}
    for name, text in kept.items():
        try:
            row = kept_item(name, text)
        except ValueError:
            missing[name] = "the record has no such row now"
            continue
        if late := _later(row, timelines):
            missing[name] = f"it became known on {_in_words(late[name])}, after the timeline's last day"
        else:
            rows.append(row)
    return pd.concat(rows, ignore_index=True), missing


def not_put_back(missing: Mapping[str, str]) -> str:
    """Return a line that names what could not be put back, and says what to do; "" for nothing."""
    if not missing:
        return ""
    named = "; ".join(f"{name} ({why})" for name, why in sorted(missing.items()))
    calls = "; ".join(f'board.remove("{name}")' for name in sorted(missing))
    return f"Not put back on the board: {named}. Add another row instead, and run {calls}"


def refuse_later(rows: pd.DataFrame, timelines: Sequence[Timeline]) -> None:
    """Raise WidgetError if nobody could know one of the rows on the day of an as-of timeline."""
    if late := _later(rows, timelines):
        days = (f"{name!r} became known on {_in_words(day)}" for name, day in late.items())
        raise WidgetError(
            f"This board's timeline ends on {_in_words(_fixed(timelines))}, and {listed(days, 3)}. "
            "Add what was known by then, or give the timeline a later as_of."
        )


def same(one: Timeline, other: Timeline) -> bool:
    """Say whether two timelines are one cell's, run twice: they show the same, or have one heading."""
    first, second = one._meta, other._meta
    return bool(first["key"] == second["key"] or first["heading"] == second["heading"] != "")


def _later(rows: pd.DataFrame, timelines: Sequence[Timeline]) -> dict[str, pd.Timestamp]:
    day = _fixed(timelines)
    return {} if day is None else known_later(rows, day)


def _fixed(timelines: Sequence[Timeline]) -> pd.Timestamp | None:
    """Return the earliest day that a timeline was made as of; None where none was."""
    return min((one._fixed for one in timelines if one._fixed is not None), default=None)


def _in_words(day: pd.Timestamp | None) -> str:
    return "" if day is None else f"{day.day} {day.month_name()} {day.year}"
