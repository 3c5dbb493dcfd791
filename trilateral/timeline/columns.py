"""The columns of a frame: which serves what, its cells as text, its values as a facet, the works it cites."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from trilateral.text import near
from trilateral.timeline.dates import TimelineError
from trilateral.timeline.events import Facet, Sources
from trilateral.timeline.words import Say

# The names under which a column is looked for when none is given, best first.
USUAL = {
    "start": ("date", "start", "date_start", "start_date", "begin", "when", "day", "year"),
    "end": ("date_end", "end", "end_date", "until", "finish"),
    "title": ("title", "name", "headline", "event", "label"),
    "summary": ("summary", "description", "text", "note", "notes", "occasion"),
    "place": ("place", "location", "city", "where"),
    "precision": ("precision", "date_precision"),
    "known": ("date_known", "known"),
    "elsewhere": ("date_us",),
    "dispute": ("dispute", "disputed"),
    "confidence": ("confidence",),
    "id": ("id", "event_id"),
}
_USUAL_FILTERS = ("track", "level", "actors", "actor", "format", "kind", "type", "category")
_USUAL_SOURCES = ("source_1", "source_2", "source_3", "source", "sources", "url", "link")


# --- which column ------------------------------------------------------------


def column_for(frame: pd.DataFrame, role: str, given: str | None) -> str | None:
    """Return the name of the column for a role: the one given, else the first usual one, else None.

    Raises:
        TimelineError: if the one given does not exist.
    """
    if given is not None:
        if given in frame.columns:
            return given
        hint = near(given, frame.columns)
        if role == "title" and not hint:
            hint = " (A heading above the timeline is heading=...)"
        names = ", ".join(map(str, frame.columns))
        raise TimelineError(f"There is no column {given!r} for {role}.{hint} The columns are: {names}.")
    by_lower = {str(name).lower(): name for name in reversed(list(frame.columns))}
    return next((by_lower[name] for name in USUAL[role] if name in by_lower), None)


def facet_names(frame: pd.DataFrame, lane: str | None, wanted: Sequence[str] | None) -> list[str]:
    """Return the columns to filter by: those asked for, else the usual ones; the lanes' column always."""
    if wanted is not None:
        names = [column_for(frame, "filter_by", name) or "" for name in wanted]
    else:
        lower = {str(c).lower(): str(c) for c in frame.columns}
        names = [lower[n] for n in _USUAL_FILTERS if n in lower]
        if not names:
            names = [str(c) for c in frame.columns if isinstance(frame[c].dtype, pd.CategoricalDtype)]
    if lane and lane not in names:
        names.insert(0, lane)
    return names


def source_names(frame: pd.DataFrame, source: str | Sequence[str] | None) -> list[str]:
    """Return the columns that name sources: those asked for, else the usual ones."""
    if source is None:
        return [str(c) for c in frame.columns if str(c).lower() in _USUAL_SOURCES]
    names = [source] if isinstance(source, str) else list(source)
    for name in names:
        column_for(frame, "source", name)
    return names


def plain(name: str) -> str:
    """Turn a column's name into words: `date_end` becomes `Date end`."""
    words = re.sub(r"[_\s]+", " ", str(name)).strip()
    return words[:1].upper() + words[1:]


# --- cells ------------------------------------------------------------


def texts_of(frame: pd.DataFrame, name: str | None) -> list[str]:
    """Return a column's cells as text; without a column, blanks."""
    if name is None:
        return [""] * len(frame)
    return [text_of(value) for value in frame[name].tolist()]


def text_of(value: Any) -> str:
    """Return a cell as text in one line; what is missing is ""."""
    if isinstance(value, str):
        # Half of a surrogate pair has no UTF-8 form; a NUL ends a text on its way to the browser.
        clean = value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
        return " ".join(clean.replace("\0", " ").split())
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, (pd.Timestamp, datetime)) and value == pd.Timestamp(value).normalize():
        return str(value)[:10]
    if isinstance(value, (set, frozenset)):
        return ";".join(sorted(map(text_of, value)))
    return text_of(str(value))


def items_of(value: Any) -> list[str]:
    """Return what a cell lists (a set, a list, text joined by `;`), in a list's own order, else sorted."""
    parts = (
        text_of(value).split(";")
        if not isinstance(value, (list, tuple, set, frozenset))
        else [text_of(part) for part in value]
    )
    unique = dict.fromkeys(part.strip() for part in parts if part.strip())
    return list(unique) if isinstance(value, (list, tuple)) else sorted(unique)


def _holds_lists(column: pd.Series[Any]) -> bool:
    """Tell whether the cells hold several values each: sets or lists, or text joined by ';'."""
    cells = [v for v in column.head(1000) if isinstance(v, (str, set, frozenset, list, tuple))]
    return any(not isinstance(v, str) or ";" in v for v in cells)


# --- values ------------------------------------------------------------


def facet_of(frame: pd.DataFrame, name: str, label: str, labels: Mapping[str, str], say: Say) -> Facet:
    """Number the values of a column, in the order of its categories, else of the frame.

    Raises:
        TimelineError: if it has more values than two bytes can number.
    """
    column = frame[name]
    fixed: dict[str, int] = {}
    cells: list[list[str]] | None = None
    flat: list[str] = []
    if isinstance(column.dtype, pd.CategoricalDtype):
        ordered = [text_of(category) for category in column.dtype.categories]
        fixed = {value: i for i, value in enumerate(ordered)}
        flat = [*ordered, ""]
        given = column.cat.codes.to_numpy()
        used = {flat[code] for code in np.unique(given)}
        values = [v for v in fixed if v in used and v] + ([""] if "" in used else [])
    elif _holds_lists(column):
        cells = [items_of(value) or [""] for value in column]
        tally = Counter(value for cell in cells for value in cell)
        values = sorted(tally, key=lambda v: (v == "", -tally[v], v))
    else:
        flat = texts_of(frame, name)
        given = np.arange(len(flat))
        found = dict.fromkeys(flat)
        values = [v for v in found if v] + ([""] if "" in found else [])
    if len(values) > 65_535:
        raise TimelineError(say("tooManyValues", column=repr(name), n=len(values)))
    number = {value: i for i, value in enumerate(values)}
    shown = [labels.get(v, v) if v else say("notGiven") for v in values]
    marks = [fixed.get(v, len(fixed) or i) for i, v in enumerate(values)]
    if cells is not None:
        codes = np.array([number[v] for cell in cells for v in cell], dtype=np.uint16)
        offsets = np.cumsum([0, *map(len, cells)], dtype=np.uint32)
        return Facet(name, label, values, shown, marks, codes, offsets)
    one = np.array([number.get(value, 0) for value in flat], dtype=np.uint16)
    return Facet(name, label, values, shown, marks, one[given])


def works_cited(frame: pd.DataFrame, names: Sequence[str], table: pd.DataFrame | None) -> Sources:
    """Collect the works that the rows cite: ids of `table`, or addresses, or plain words."""
    known: dict[str, dict[str, str]] = {}
    if table is not None:
        if "id" not in table.columns:
            raise TimelineError("The table of sources needs a column 'id' (and publisher, title, url, date).")
        used = [c for c in ("id", "publisher", "title", "url", "date") if c in table.columns]
        for row in table[used].to_dict("records"):
            known[text_of(row["id"])] = {str(k): text_of(v) for k, v in row.items()}
    number: dict[str, int] = {}
    codes: list[int] = []
    ends = [0]
    columns = [frame[name].tolist() for name in names]
    for i in range(len(frame)):
        for column in columns:
            for value in items_of(column[i]):
                codes.append(number.setdefault(value, len(number)))
        ends.append(len(codes))
    works = [known.get(value) or _unlisted(value) for value in number]
    publisher, title, url, day = (
        [work.get(k, "") for work in works] for k in ("publisher", "title", "url", "date")
    )
    return Sources(
        publisher,
        title,
        url,
        day,
        codes=np.array(codes, dtype=np.uint32),
        offsets=np.array(ends, dtype=np.uint32),
    )


def _unlisted(value: str) -> dict[str, str]:
    """Describe a source that is in no table: an address shows its host, anything else is shown as it is."""
    address = re.match(r"^https?://([^/?#]+)", value)
    return {"publisher": address[1], "url": value} if address else {"publisher": value}
