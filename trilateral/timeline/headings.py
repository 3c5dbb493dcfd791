"""Which column of a frame serves what: by its heading, in the words that people and their programs use."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trilateral.text import near
from trilateral.timeline.dates import TimelineError
from trilateral.timeline.shared import MONTHS, shared

_JOINED = "year and month"  # stands, in shared/headings.json, for a date in two, three or four columns

_USUAL_FILTERS = (
    "track", "level", "actors", "actor", "format", "kind", "type", "category", "group", "event_type",
    "disorder_type",
)  # fmt: skip
_USUAL_SOURCES = ("source_1", "source_2", "source_3", "source", "sources", "url", "link", "sourceurl")

_PARTS = {
    "year": ("year", "jahr", "annee", "ano", "연도", "년", "년도", "年"),
    "month": ("month", "mon", "monat", "mois", "mes", "월", "月"),
    "day": ("day", "tag", "jour", "dia", "일", "日"),
    "time": ("time", "uhrzeit", "heure", "hora", "시간", "시각", "時刻"),
}
# Before a part and after it: `End Year` of TimelineJS, `styear` and `StartYear1` of Correlates of War.
_STARTS = (("", ""), ("start_", ""), ("st", ""), ("start_", "1"), ("i", ""))
_ENDS = (("end_", ""), ("end", ""), ("end_", "1"))
_RESERVED = ("ids", "search")  # names of filters that are no column's


def key(name: object) -> str:
    """Return a heading as compared: `" Start Date"`, `startDate` and `START_DATE` are all `start_date`."""
    text = unicodedata.normalize("NFKC", str(name)).replace("\ufeff", "")
    text = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", text)
    text = unicodedata.normalize(
        "NFC", re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFD", text.lower()))
    )
    return re.sub(r"[\W_]+", "_", text).strip("_")


USUAL: dict[str, list[str]] = {
    role: [name if name == _JOINED else key(name) for name in names]
    for role, names in shared("headings").items()
}
"""For each role the keys of the headings under which a column is looked for, best first."""


@dataclass(frozen=True)
class Joined:
    """A date in several columns, as in the sheet of TimelineJS: Year, Month, Day, Time."""

    names: tuple[
        Hashable | None, ...
    ]  # of the year, the month, the day and the time; None where there is none

    def __repr__(self) -> str:  # noqa: D105
        return ", ".join(repr(name) for name in self.names if name is not None)


def cells_of(frame: pd.DataFrame, name: Any) -> pd.Series[Any]:
    """Return a column, or one text for each row from the columns that are one date."""
    if not isinstance(name, Joined):
        column: pd.Series[Any] = frame[name]
        return column
    blanks = [""] * len(frame)
    parts = [blanks if one is None else [_part(v) for v in frame[one].tolist()] for one in name.names]
    return pd.Series(list(map(_date_of, *parts)), index=frame.index, dtype=object)


def _part(value: Any) -> str:
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return ""
    text = re.sub(r"^(-?\d+)\.0$", r"\1", str(value).strip())
    return "" if text in ("-9", "-8", "0") else text  # Correlates of War: not known, there is none; GTD: 0


def _date_of(year: str, month: str, day: str, time: str) -> str:
    """Return one date as text; what does not fit together is left such that it is not read."""
    if year == "-7":  # Correlates of War: goes on
        return "present"
    if not month.isdigit():
        text = " ".join(filter(None, (day, month, year)))
    elif year:
        number = int(month)
        # "2001-02" could be two years.
        named = f"{MONTHS[number - 1]} {year}" if 1 <= number <= 12 else f"{year}-{month}"
        text = f"{year}-{month}-{day}" if day else named
    else:
        text = f"{month}月{day}"
    return f"{text} {time}" if time else text


# --- looking ------------------------------------------------------------


def _by_key(names: Iterable[Any]) -> dict[str, Any]:
    """Return names by their keys; a name that is its own key comes first, then the first in the frame."""
    backwards = list(names)[::-1]
    return {key(n): n for n in sorted(backwards, key=lambda name: str(name).lower() == key(name))}


def role_column(frame: pd.DataFrame, role: str, given: str | None) -> Any:
    """Return the column for a role: the one given, else the first usual one, a `Joined` one, or None.

    Raises:
        TimelineError: if the one given does not exist.
    """
    if given is not None:
        return column_for(frame, role, given)
    found = _by_key(frame.columns)
    for name in USUAL[role]:
        if name == _JOINED:
            joined = _joined(found, _ENDS if role == "end" else _STARTS)
            if joined:
                return joined
        elif name in found:
            return found[name]
    return None


def _joined(found: dict[str, Any], around: Sequence[tuple[str, str]]) -> Joined | None:
    for before, after in around:
        names = [
            next((found[name] for n in usual if (name := before + n + after) in found), None)
            for usual in _PARTS.values()
        ]
        if names[0] is not None and names[1] is not None:
            return Joined(tuple(names))
    return None


def without_later(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose column of what only later days told is blank; the frame given stays as it is."""
    name = role_column(frame, "later", None)
    return frame if name is None else frame.assign(**{str(name): ""})


def column_for(frame: pd.DataFrame, role: str, given: str) -> str:
    """Return the name of a column that was given for a role.

    Raises:
        TimelineError: if it does not exist.
    """
    if given in frame.columns:
        return given
    hint = near(given, frame.columns)
    if role == "title" and not hint:
        hint = " (A heading above the timeline is heading=...)"
    names = ", ".join(map(str, frame.columns))
    raise TimelineError(f"There is no column {given!r} for {role}.{hint} The columns are: {names}.")


def facet_names(frame: pd.DataFrame, lane: str | None, wanted: Sequence[str] | None) -> list[str]:
    """Return the columns to filter by: those asked for, else the usual ones; the lanes' column always."""
    if wanted is not None:
        names = [column_for(frame, "filter_by", name) for name in wanted]
    else:
        found = _by_key(frame.columns)
        names = [str(found[n]) for n in _USUAL_FILTERS if n in found]
        if not names:
            names = [str(c) for c in frame.columns if isinstance(frame[c].dtype, pd.CategoricalDtype)]
    if lane and lane not in names:
        names.insert(0, lane)
    return names


def facet_key(name: str | None) -> str | None:
    """Return the name under which a column is a filter: its own, unless another filter has that name."""
    return f"{name} (column)" if name in _RESERVED else name


def lane_of(frame: pd.DataFrame) -> str | None:
    """Return the column of lanes when none is given: the course's `track`, or TimelineJS's `Group`."""
    found = _by_key(frame.columns)
    return "track" if "track" in frame.columns else found.get("group")


def source_names(frame: pd.DataFrame, source: str | Sequence[str] | None) -> list[str]:
    """Return the columns that name sources: those asked for, else the usual ones."""
    if source is None:
        return [str(c) for c in frame.columns if key(c) in _USUAL_SOURCES]
    names = [source] if isinstance(source, str) else list(source)
    for name in names:
        column_for(frame, "source", name)
    return names


def in_words(name: str) -> str:
    """Turn a column's name into words: `date_end` becomes `Date end`."""
    words = re.sub(r"[_\s]+", " ", str(name)).strip()
    return words[:1].upper() + words[1:]
