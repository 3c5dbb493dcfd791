"""From a DataFrame of dated things to `Events`, and in plain sentences what could not be used.

Nothing here knows of widgets: `read` takes a frame and the names of its columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from trilateral.timeline.columns import facet_of, text_of, texts_of, works_cited
from trilateral.timeline.dates import DAY, Dates, TimelineError, period_end, read_dates
from trilateral.timeline.ends import or_range, read_ends, unfinished
from trilateral.timeline.events import Events, Facet
from trilateral.timeline.grammar import ABOUT, MONTH, YEAR
from trilateral.timeline.headings import (
    USUAL,
    cells_of,
    column_for,
    facet_key,
    facet_names,
    in_words,
    role_column,
    source_names,
)
from trilateral.timeline.notices import Notice, for_all, for_authors
from trilateral.timeline.unread import Unread, left_out, month_assumed
from trilateral.timeline.words import COLUMNS, LABELS, Say, speaker

_PRECISION_WORDS = {
    "": 0, "day": 0, "exact": 0, "time": 0, "hour": 0, "minute": 0, "month": MONTH, "year": YEAR,
    "about": ABOUT, "approximate": ABOUT, "circa": ABOUT, "ca": ABOUT, "c.": ABOUT, "disputed": ABOUT,
    "about month": ABOUT + MONTH, "about year": ABOUT + YEAR,  # as the page saves them
}  # fmt: skip

Roles = dict[str, Any]  # for each role of USUAL the name of its column, or None
Words = Mapping[str, Mapping[str, str]]  # by column and value


def read(
    frame: pd.DataFrame,
    *,
    lane: str | None = None,
    columns: Mapping[str, str | None],
    filter_by: Sequence[str] | None = None,
    source: str | Sequence[str] | None = None,
    sources: pd.DataFrame | None = None,
    labels: Words | None = None,
    language: str = "en",
    as_of: float | None = None,
    day_first: bool | None = None,
) -> Events:
    """Read a frame into `Events`.

    Args:
        frame: one row for each event; it is not changed.
        lane: the column of the lanes, or None.
        columns: the column for each role of `USUAL`; None where it is to be looked for.
        filter_by: the columns to filter by; None for the usual ones.
        source: the column or columns that name sources.
        sources: a table of sources with `id`, and any of `publisher`, `title`, `url`, `date`.
        labels: words for values, by column and value.
        language: of the notices, and of the words for the course's own codes.
        as_of: the last day (ms at its midnight) whose knowledge counts. What was known only later is cut
            before anything is read, so that nothing comes from it; an event that ends after that day goes on.
        day_first: whether 4/6/2017 is 4 June; None where each column of dates is to settle it.

    Raises:
        TimelineError: if there is no column of dates or of titles, or a named column does not exist.
    """
    at = _roles(frame, columns, day_first)
    say, notices = speaker(language), _of_file(frame)
    positions = _known_positions(frame, at, as_of, day_first)
    frame = frame.iloc[positions]
    first, _ = _start_and_end(frame, at)
    starts = _starts(frame, at, day_first)
    order, out = _in_order(starts)
    notices += left_out(frame, at["start"], out, say, quoted=as_of is None)
    notices += [month_assumed(starts.assumed, say)] if starts.assumed else []
    unread = [Unread(int(positions[i]), at["start"], why or "whyEmpty") for i, why in out.items()]
    rows, start = frame.iloc[order], starts.ms[order]
    precision = _precision(rows, at["precision"], starts.precision[order], say, notices)
    whole = np.fmax(starts.until[order], period_end(start, precision))
    ends = read_ends(rows, at["end"], start, whole, say, notices, day_first, beside=first)
    unread += [Unread(int(positions[order[i]]), at["end"], why) for i, why in ends.faults.items()]
    ends = or_range(ends, starts, order)
    later = np.zeros(len(order), dtype=bool) if as_of is None else ends.interval & (ends.end > as_of + DAY)
    # A facet or an id may be made of these columns.
    rows = unfinished(rows, at["start"], at["end"], later, start)
    notices += _zones(((at["start"], starts.zone), (at["end"], ends.zone)), say)
    words, lanes = {**LABELS[language], **(labels or {})}, lane and column_for(frame, "lane", lane)
    return Events(
        rows=positions[order],
        start=start,
        end=np.where(later, np.inf, np.where(ends.interval, ends.end, period_end(start, precision))),
        known=_known(rows, at["known"], start, day_first, first),
        precision=precision,
        end_precision=np.where(ends.interval & ~later, ends.precision, 0).astype(np.uint8),
        interval=ends.interval,
        texts=_texts(rows, at, words, say, notices),
        facets=_facets(rows, lanes, filter_by, words, COLUMNS[language], say, notices),
        sources=works_cited(rows, source_names(frame, source), sources),
        id_column=at["id"],
        start_column=at["start"],
        end_column=at["end"],
        said=notices,
        unread=unread,
    )


def _in_order(starts: Dates) -> tuple[npt.NDArray[np.int64], dict[int, str]]:
    """Return the rows with a date, the earliest first, and by row why the others have none."""
    dated = np.flatnonzero(~np.isnan(starts.ms))
    undated = np.flatnonzero(np.isnan(starts.ms))
    order = dated[np.argsort(starts.ms[dated], kind="stable")]
    return order, {int(i): starts.faults.get(int(i), "") for i in undated}


def _roles(frame: pd.DataFrame, columns: Mapping[str, str | None], day_first: bool | None) -> Roles:
    """Return the column for each role."""
    if day_first not in (None, True, False):
        raise TimelineError(f"day_first = {day_first!r}: give True if 4/6/2017 is 4 June, False if 6 April.")
    if not isinstance(frame, pd.DataFrame):
        raise TimelineError(
            f"A timeline needs a pandas DataFrame, one row for each event, not {type(frame).__name__}."
        )
    if frame.columns.has_duplicates:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise TimelineError(f"Two columns are called {twice!r}: rename one of them.")
    at = {role: role_column(frame, role, columns.get(role)) for role in USUAL}
    has = f"The columns are: {', '.join(map(str, frame.columns)) or '(none)'}."
    if at["start"] is None:
        raise _nameless("dates", "start", has)
    if at["title"] is None:
        raise _nameless("titles", "title", has)
    return at


def _nameless(what: str, role: str, has: str) -> TimelineError:
    """Return the error where a column that is needed was not found."""
    said = f"No column of {what} was found. Name it: "
    return TimelineError(f"{said}Timeline(frame, {role}='...'). {has}", f'{said}--{role} "HEADING". {has}')


def _of_file(frame: pd.DataFrame) -> list[Notice]:
    """Return what was said when a file was read; strings, so that the frame can be saved with them."""
    said = frame.attrs.get("notice")
    return [for_authors(said, frame.attrs.get("notice_typed", ""))] if said else []


def _zones(columns: Sequence[tuple[Any, str]], say: Say) -> list[Notice]:
    """Say which columns carry time zones; each comes with its zone, or the key of how zones are given."""
    return [
        for_all(say("zone", column=repr(name), zone=say(zone) if zone.startswith("zone") else zone))
        for name, zone in columns
        if zone
    ]


# --- dates ------------------------------------------------------------


def _known(
    frame: pd.DataFrame,
    name: str | None,
    start: npt.NDArray[np.float64],
    day_first: bool | None,
    beside: pd.Series[Any],
) -> npt.NDArray[np.float64]:
    """Return when the public could first know of each row (ms): its date, or a later day of its own."""
    if name is None:
        return start.copy()
    return np.fmax(read_dates(frame[name], day_first, beside=beside).ms, start)


def _start_and_end(frame: pd.DataFrame, at: Roles) -> tuple[pd.Series[Any], pd.Series[Any] | None]:
    """Return the cells of the column of dates, and of that of ends where there is one."""
    return cells_of(frame, at["start"]), None if at["end"] is None else cells_of(frame, at["end"])


def _starts(frame: pd.DataFrame, at: Roles, day_first: bool | None) -> Dates:
    first, last = _start_and_end(frame, at)
    words = texts_of(frame, at["precision"]) if at["precision"] is not None else [""] * len(frame)
    units = np.array([_PRECISION_WORDS.get(word.lower(), 0) % ABOUT for word in words], dtype=np.uint8)
    return read_dates(first, day_first, beside=last, units=units)


def _known_positions(
    frame: pd.DataFrame, at: Roles, as_of: float | None, day_first: bool | None
) -> npt.NDArray[np.int64]:
    """Return the positions of the rows known by a day, and of those without a date (left out later)."""
    if as_of is None:
        return np.arange(len(frame))
    first, _ = _start_and_end(frame, at)
    start = _starts(frame, at, day_first).ms
    since = _known(frame, at["known"], start, day_first, first)
    return np.flatnonzero(~(since >= as_of + DAY))


def _precision(
    rows: pd.DataFrame, name: str | None, own: npt.NDArray[np.uint8], say: Say, notices: list[Notice]
) -> npt.NDArray[np.uint8]:
    """Return how well each date is known: by its column's word, else by how the date is written."""
    if name is None:
        return own
    words = texts_of(rows, name)
    unknown = sorted({w for w in words if w.lower() not in _PRECISION_WORDS})
    if unknown:
        notices.append(for_all(say("precisionUnknown", words=", ".join(map(repr, unknown[:3])))))
    given = np.array([_PRECISION_WORDS.get(w.lower(), ABOUT) for w in words], dtype=np.uint8)
    # The column knows the month or the year best; "about" may stand in either, and then what the cell wrote.
    unit = np.where(given == ABOUT, own % ABOUT, given % ABOUT)
    about = np.maximum(own, given) >= ABOUT
    blank = np.array([not w for w in words], dtype=bool)
    return np.where(blank, own, unit + ABOUT * about).astype(np.uint8)


# --- texts and values ------------------------------------------------------------


def _texts(
    rows: pd.DataFrame, at: Roles, words: Words, say: Say, notices: list[Notice]
) -> dict[str, list[str]]:
    """Return the texts of each event, by role."""
    texts = {
        role: texts_of(rows, at[role])
        for role in ("id", "title", "summary", "later", "place", "dispute", "confidence", "elsewhere")
    }
    texts["dispute"] = [_dispute(value, say) for value in texts["dispute"]]
    for i, word in enumerate(texts_of(rows, at["precision"])):
        if word.lower() == "disputed" and not texts["dispute"][i]:
            texts["dispute"][i] = say("dateDisputed")
    grades = words.get(at["confidence"] or "", {})
    texts["confidence"] = [grades.get(value, value) for value in texts["confidence"]]
    untitled = sum(not title for title in texts["title"])
    if untitled:
        notices.append(for_all(say("untitled", n=untitled, title=say("noTitle"))))
        texts["title"] = [title or say("noTitle") for title in texts["title"]]
    texts["id"] = _ids(rows, at["id"], texts["id"], say, notices)
    return texts


def _dispute(text: str, say: Say) -> str:
    """Return what is disputed; a column of yes and no only says that something is."""
    if text.lower() in ("", "false", "no", "0", "0.0"):
        return ""
    return say("disputedOnly") if text.lower() in ("true", "yes", "1", "1.0") else text


def _ids(rows: pd.DataFrame, name: str | None, ids: list[str], say: Say, notices: list[Notice]) -> list[str]:
    """Return one id for each row: the column's, else the index; repeated ones are told apart by a number."""
    if name is None:
        ids = [text_of(label) for label in rows.index]
    own = [value or f"row {rows.index[i]}" for i, value in enumerate(ids)]
    taken = set(own)
    seen: dict[str, int] = {}
    unique = []
    repeated = []
    for value in own:
        seen[value] = seen.get(value, 0) + 1
        if seen[value] == 1:
            unique.append(value)
            continue
        repeated.append(value)
        while (other := f"{value} ({seen[value]})") in taken:
            seen[value] += 1
        taken.add(other)
        unique.append(other)
    if repeated:
        key = "idsRepeated" if name is not None else "labelsRepeated"
        notices.append(for_authors(say(key, n=len(repeated), first=repr(repeated[0]))))
    return unique


def _facets(
    rows: pd.DataFrame,
    lane: str | None,
    filter_by: Sequence[str] | None,
    words: Words,
    names: Mapping[str, str],
    say: Say,
    notices: list[Notice],
) -> dict[str, Facet]:
    """Return the columns to filter by."""
    facets: dict[str, Facet] = {}
    for name in facet_names(rows, lane, filter_by):
        try:
            facets[facet_key(name) or name] = facet_of(
                rows, name, names.get(name) or in_words(name), words.get(name, {}), say
            )
        except TimelineError as problem:
            if filter_by is not None or name == lane:
                raise
            notices.append(for_authors(say("notAFilter", problem=problem)))  # nobody asked for it by name
    return facets
