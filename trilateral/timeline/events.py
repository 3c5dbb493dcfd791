"""Read any DataFrame of dated things into the columns that the timeline draws.

Nothing here knows of widgets: `read` takes a frame and the names of its columns, and returns `Events`, which
can be filtered (`Events.matches`) and packed for the browser (`Events.pack`, for js/src/timeline/data.js).
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from trilateral.text import count, near
from trilateral.timeline.dates import DAY, Dates, TimelineError, read_dates
from trilateral.timeline.labels import COLUMNS, LABELS, STATIC

PRECISIONS = ("day", "month", "year", "about")
_PRECISION_WORDS = {
    "": 0, "day": 0, "exact": 0, "time": 0, "hour": 0, "minute": 0, "month": 1, "year": 2,
    "about": 3, "approximate": 3, "circa": 3, "ca": 3, "c.": 3, "disputed": 3,
}  # fmt: skip

# The names under which a column is looked for when none is given, best first.
_USUAL = {
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


@dataclass(frozen=True)
class Facet:
    """A column to filter by: its values, and for each event the numbers of its values.

    `offsets` has one entry more than there are events: the values of event `i` are
    `codes[offsets[i]:offsets[i + 1]]`. It is None where each event has exactly one.
    """

    name: str
    label: str
    values: list[str]
    labels: list[str]
    marks: list[int]  # for each value the number of its colour and shape, the same in every part of a frame
    codes: npt.NDArray[np.uint16]
    offsets: npt.NDArray[np.uint32] | None = None

    def holds(self, wanted: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Tell for each event whether it has any of the wanted values."""
        places = {value: i for i, value in enumerate(self.values)}
        hit = np.isin(self.codes, [places[w] for w in wanted if w in places])
        if self.offsets is None:
            return hit
        total = np.concatenate([[0], np.cumsum(hit)])
        return np.asarray(total[self.offsets[1:]] > total[self.offsets[:-1]])

    def of(self, i: int) -> list[str]:
        """Return the labels of event `i`."""
        if self.offsets is None:
            return [self.labels[self.codes[i]]]
        return [self.labels[c] for c in self.codes[self.offsets[i] : self.offsets[i + 1]]]


@dataclass(frozen=True)
class Sources:
    """The works cited: one entry each, and for each event the numbers of those it cites (as in `Facet`)."""

    publisher: list[str]
    title: list[str]
    url: list[str]
    date: list[str]
    codes: npt.NDArray[np.uint32]
    offsets: npt.NDArray[np.uint32]

    def of(self, i: int) -> npt.NDArray[np.uint32]:
        """Return the numbers of the works that event `i` cites."""
        return self.codes[self.offsets[i] : self.offsets[i + 1]]


@dataclass(frozen=True)
class Events:
    """Events in order of time. Every array and list has one entry for each event."""

    rows: npt.NDArray[np.int64]  # position in the frame
    start: npt.NDArray[np.float64]  # ms
    end: npt.NDArray[np.float64]  # ms, the first moment after; NaN for a point in time, inf if it goes on
    known: npt.NDArray[np.float64]  # ms, when the public could first know
    precision: npt.NDArray[np.uint8]  # index into PRECISIONS
    interval: npt.NDArray[np.bool_]
    texts: dict[str, list[str]]  # id, title, summary, place, dispute, confidence, elsewhere
    facets: dict[str, Facet]
    sources: Sources
    id_column: str | None = None
    end_column: str | None = None
    notices: list[str] = field(default_factory=list)  # what was done to the rows, in plain sentences

    def __len__(self) -> int:  # noqa: D105
        return len(self.start)

    @property
    def extent(self) -> tuple[float, float]:
        """The first and last moment (ms) with a margin."""
        return extent(self.start, self.end)

    def matches(
        self, filters: Mapping[str, Sequence[str]], search: str = "", as_of: float | None = None
    ) -> npt.NDArray[np.bool_]:
        """Tell for each event whether it is shown.

        js/src/timeline/filter.js does the same; js/test/cases.json holds both to the same answers.

        Args:
            filters: wanted values by column; an event must have one of the values of every column. A name
                that is no column's holds the ids of single events.
            search: words that must all occur in title, summary or place; accents and case do not matter.
            as_of: the last day (ms at its midnight) whose knowledge counts; None for all.
        """
        shown = np.ones(len(self), dtype=bool)
        if as_of is not None:
            shown &= self.known < as_of + DAY
        for name, wanted in filters.items():
            if name in self.facets:
                shown &= self.facets[name].holds(wanted)
            else:  # single events, by id
                chosen = set(wanted)
                shown &= np.fromiter((one in chosen for one in self.texts["id"]), dtype=bool, count=len(self))
        words = fold(search).split()
        if words:
            for i in np.flatnonzero(shown):
                hay = fold("\n".join(self.texts[name][i] for name in SEARCHED))
                shown[i] = all(word in hay for word in words)
        return shown

    def goes_on(self, as_of: float) -> npt.NDArray[np.bool_]:
        """Tell for each event whether its end was still to come on a day (ms at its midnight)."""
        return self.interval & (self.end > as_of + DAY)

    def seen_on(self, as_of: float | None) -> Events:
        """Return the events as a reader of that day (ms) would date them: ends still to come are not told."""
        if as_of is None:
            return self
        return replace(self, end=np.where(self.goes_on(as_of), np.inf, self.end))

    def pack(self) -> tuple[dict[str, Any], bytes]:
        """Return what the browser needs: a small description, and all columns in one run of bytes.

        Numbers are little-endian arrays, each at a multiple of 8 bytes; a text column is an array of byte
        offsets (one more than there are texts) and its UTF-8 bytes, each text ended by a NUL.
        """
        arrays: list[tuple[str, npt.NDArray[Any]]] = [
            ("start", self.start), ("end", self.end), ("known", self.known), ("precision", self.precision),
            ("interval", self.interval.astype(np.uint8)),
            ("sources.codes", self.sources.codes), ("sources.offsets", self.sources.offsets),
        ]  # fmt: skip
        for facet in self.facets.values():
            arrays.append((f"facet.{facet.name}.codes", facet.codes))
            if facet.offsets is not None:
                arrays.append((f"facet.{facet.name}.offsets", facet.offsets))
        texts = dict(self.texts)
        for name in ("publisher", "title", "url", "date"):
            texts[f"sources.{name}"] = getattr(self.sources, name)
        for name, values in texts.items():
            raw = [value.encode() for value in values]
            ends = np.cumsum([0, *(len(text) + 1 for text in raw)], dtype=np.uint32)
            arrays.append((f"text.{name}.offsets", ends))
            arrays.append((f"text.{name}.bytes", np.frombuffer(b"\0".join([*raw, b""]), dtype=np.uint8)))
        index: dict[str, list[Any]] = {}
        parts: list[bytes] = []
        at = 0
        for name, array in arrays:
            part = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).tobytes()
            index[name] = [array.dtype.name, at, len(array)]
            parts.append(part + b"\0" * (-len(part) % 8))
            at += len(parts[-1])
        facets = [
            {"name": f.name, "label": f.label, "values": f.values, "labels": f.labels, "marks": f.marks}
            for f in self.facets.values()
        ]
        return {"count": len(self), "index": index, "facets": facets}, b"".join(parts)


SEARCHED = ("title", "summary", "place")


def fold(text: str) -> str:
    """Return text as searched: no accents, no case, one form for each character."""
    return re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text)).lower()


def plain(name: str) -> str:
    """Turn a column's name into words: `date_end` becomes `Date end`."""
    words = re.sub(r"[_\s]+", " ", str(name)).strip()
    return words[:1].upper() + words[1:]


def extent(start: npt.NDArray[np.float64], end: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return the first and last moment of events (ms), with a margin of 2 % and at least 15 days.

    It is 2000 to 2020 if there are none. What goes on has no last moment. js/src/timeline/filter.js too.
    """
    if not len(start):
        return 946_684_800_000.0, 1_577_836_800_000.0
    first, last = float(start.min()), float(np.max(end[np.isfinite(end)], initial=start.max()))
    margin = max((last - first) * 0.02, 15 * DAY)
    return first - margin, last + margin


# --- columns ------------------------------------------------------------


def _column(frame: pd.DataFrame, role: str, given: str | None) -> str | None:
    """Return the name of the column for a role: the one given (which must exist) or the first usual one."""
    if given is not None:
        if given in frame.columns:
            return given
        hint = near(given, frame.columns)
        if role == "title" and not hint:
            hint = " (A heading above the timeline is heading=...)"
        names = ", ".join(map(str, frame.columns))
        raise TimelineError(f"There is no column {given!r} for {role}.{hint} The columns are: {names}.")
    by_lower = {str(name).lower(): name for name in reversed(list(frame.columns))}
    return next((by_lower[name] for name in _USUAL[role] if name in by_lower), None)


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


def _many(column: pd.Series[Any]) -> bool:
    """Tell whether the cells hold several values each: sets or lists, or text joined by ';'."""
    cells = [v for v in column.head(1000) if isinstance(v, (str, set, frozenset, list, tuple))]
    return any(not isinstance(v, str) or ";" in v for v in cells)


def items_of(value: Any) -> list[str]:
    """Return what a cell lists (a set, a list, text joined by `;`), in a list's own order, else sorted."""
    parts = (
        text_of(value).split(";")
        if not isinstance(value, (list, tuple, set, frozenset))
        else [text_of(part) for part in value]
    )
    unique = dict.fromkeys(part.strip() for part in parts if part.strip())
    return list(unique) if isinstance(value, (list, tuple)) else sorted(unique)


def _facet(frame: pd.DataFrame, name: str, label: str, labels: Mapping[str, str]) -> Facet:
    """Number the values of a column, in the order of its categories, else of the frame."""
    column = frame[name]
    fixed: dict[str, int] = {}
    cells: list[list[str]] | None = None
    if isinstance(column.dtype, pd.CategoricalDtype):
        ordered = [text_of(category) for category in column.dtype.categories]
        fixed = {value: i for i, value in enumerate(ordered)}
        flat = [*ordered, ""]
        given = column.cat.codes.to_numpy()
        used = {flat[code] for code in np.unique(given)}
        values = [v for v in fixed if v in used and v] + ([""] if "" in used else [])
    elif _many(column):
        cells = [items_of(value) or [""] for value in column]
        tally = Counter(value for cell in cells for value in cell)
        values = sorted(tally, key=lambda v: (v == "", -tally[v], v))
    else:
        flat = texts_of(frame, name)
        given = np.arange(len(flat))
        found = dict.fromkeys(flat)
        values = [v for v in found if v] + ([""] if "" in found else [])
    if len(values) > 65_535:
        raise TimelineError(
            f"Column {name!r} has {len(values):,} different values, too many to lay out or to filter by."
        )
    number = {value: i for i, value in enumerate(values)}
    shown = [labels.get(v, v) if v else "not given" for v in values]
    marks = [fixed.get(v, len(fixed) or i) for i, v in enumerate(values)]
    if cells is not None:
        codes = np.array([number[v] for cell in cells for v in cell], dtype=np.uint16)
        offsets = np.cumsum([0, *map(len, cells)], dtype=np.uint32)
        return Facet(name, label, values, shown, marks, codes, offsets)
    one = np.array([number.get(value, 0) for value in flat], dtype=np.uint16)
    return Facet(name, label, values, shown, marks, one[given])


def _facet_names(frame: pd.DataFrame, lane: str | None, wanted: Sequence[str] | None) -> list[str]:
    """Return the columns to filter by: those asked for, else the usual ones; the lanes' column always."""
    if wanted is not None:
        names = [_column(frame, "filter_by", name) or "" for name in wanted]
    else:
        lower = {str(c).lower(): str(c) for c in frame.columns}
        names = [lower[n] for n in _USUAL_FILTERS if n in lower]
        if not names:
            names = [str(c) for c in frame.columns if isinstance(frame[c].dtype, pd.CategoricalDtype)]
    if lane and lane not in names:
        names.insert(0, lane)
    return names


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


def read(
    frame: pd.DataFrame,
    *,
    lane: str | None = None,
    columns: Mapping[str, str | None],
    filter_by: Sequence[str] | None = None,
    source: str | Sequence[str] | None = None,
    sources: pd.DataFrame | None = None,
    labels: Mapping[str, Mapping[str, str]] | None = None,
    language: str = "en",
    as_of: float | None = None,
) -> Events:
    """Read a frame into `Events`.

    Args:
        frame: one row for each event; it is not changed.
        lane: the column of the lanes, or None.
        columns: the column for each role of `_USUAL`; None where it is to be looked for.
        filter_by: the columns to filter by; None for the usual ones.
        source: the column or columns that name sources.
        sources: a table of sources with `id`, and any of `publisher`, `title`, `url`, `date`.
        labels: words for values, by column and value.
        language: of the words for the module's own codes.
        as_of: the last day (ms at its midnight) whose knowledge counts. Rows known only later are cut before
            anything else is read, so that no value, source, id, count or notice comes from them; an end
            after that day is not told: the event goes on.

    Raises:
        TimelineError: if there is no column of dates or of titles, or a named column does not exist.
    """
    if not isinstance(frame, pd.DataFrame):
        raise TimelineError(
            f"A timeline needs a pandas DataFrame, one row for each event, not {type(frame).__name__}."
        )
    if frame.columns.has_duplicates:
        twice = frame.columns[frame.columns.duplicated()][0]
        raise TimelineError(f"Two columns are called {twice!r}: rename one of them.")
    at = {role: _column(frame, role, columns.get(role)) for role in _USUAL}
    has = f"The columns are: {', '.join(map(str, frame.columns)) or '(none)'}."
    if at["start"] is None:
        raise TimelineError(f"No column of dates was found. Name it: Timeline(frame, start='...'). {has}")
    if at["title"] is None:
        raise TimelineError(f"No column of titles was found. Name it: Timeline(frame, title='...'). {has}")

    notices: list[str] = []
    positions = np.arange(len(frame))
    if as_of is not None:
        since = _known(frame, at["known"], read_dates(frame[at["start"]]).ms)
        positions = np.flatnonzero(~(since >= as_of + DAY))  # without a date: left out below, and said
        frame = frame.iloc[positions]
    starts = read_dates(frame[at["start"]])
    keep = np.flatnonzero(~np.isnan(starts.ms))
    left_out = _left_out(frame, at["start"], starts, notices, quoted=as_of is None)
    order = keep[np.argsort(starts.ms[keep], kind="stable")]
    if left_out and not len(order):
        notices.append("No row has a date that can be shown.")
    rows = frame.iloc[order]
    start = starts.ms[order]
    precision = starts.precision[order]
    if at["precision"] is not None:
        precision = _precision(texts_of(rows, at["precision"]), precision, notices)

    end = np.full(len(order), np.nan)
    if at["end"] is not None:
        ends = read_dates(rows[at["end"]])
        end = np.where(ends.ms % DAY == 0, ends.ms + DAY, ends.ms)  # a last day counts to its end
        if ends.faults:
            unread = count(len(ends.faults), "end date")
            notices.append(f"{unread} in {at['end']!r} cannot be read: a single date is shown.")
        backwards = end <= start
        if backwards.any():
            end[backwards] = np.nan
            rows_said = count(int(backwards.sum()), "row")
            notices.append(f"{rows_said} would end before the start: shown as a single date.")
        end[end - start <= DAY] = np.nan  # begins and ends on one day
    interval = ~np.isnan(end)
    end = np.where(interval, end, _period_end(start, precision))
    if as_of is not None and at["end"] is not None:
        latest = np.fmax(end, _period_end(ends.ms, ends.precision))  # "2017" may end on its last day
        later = interval & (latest > as_of + DAY)
        end[later] = np.inf
        rows = blank(rows, at["end"], later)

    known = _known(rows, at["known"], start)
    zones = [(at["start"], starts.zone)]
    if at["end"] is not None:
        zones.append((at["end"], ends.zone))
    for name, zone in zones:
        if zone:
            notices.append(f"Dates in {name!r} carry a time zone ({zone}): shown by that zone's own clock.")

    texts = {
        role: texts_of(rows, at[role])
        for role in ("id", "title", "summary", "place", "dispute", "confidence", "elsewhere")
    }
    texts["dispute"] = [_dispute(value) for value in texts["dispute"]]
    if at["precision"] is not None:
        for i, word in enumerate(texts_of(rows, at["precision"])):
            if word.lower() == "disputed" and not texts["dispute"][i]:
                texts["dispute"][i] = STATIC[language]["date disputed"]
    untitled = sum(not title for title in texts["title"])
    if untitled:
        notices.append(f"{count(untitled, 'row')} without a title: shown as “(no title)”.")
        texts["title"] = [title or "(no title)" for title in texts["title"]]
    texts["id"] = _ids(rows, at["id"], texts["id"], notices)

    words = {**LABELS[language], **(labels or {})}
    names = COLUMNS[language]
    if lane is not None:
        lane = _column(frame, "lane", lane)
    facets: dict[str, Facet] = {}
    for name in _facet_names(frame, lane, filter_by):
        try:
            facets[name] = _facet(rows, name, names.get(name) or plain(name), words.get(name, {}))
        except TimelineError as problem:
            if filter_by is not None or name == lane:
                raise
            notices.append(f"{problem} It is left out of the filters.")  # nobody asked for it by name
    cited = [source] if isinstance(source, str) else source
    if cited is None:
        cited = [str(c) for c in frame.columns if str(c).lower() in _USUAL_SOURCES]
    for name in cited:
        _column(frame, "source", name)
    return Events(
        positions[order], start, end, known, precision, interval, texts, facets,
        works_cited(rows, cited, sources), at["id"], at["end"], notices,
    )  # fmt: skip


def blank(rows: pd.DataFrame, name: str, where: npt.NDArray[np.bool_]) -> pd.DataFrame:
    """Return rows with some cells of a column left empty; the rows given stay as they are."""
    if not where.any():
        return rows
    rows = rows.copy(deep=False)
    rows[name] = rows[name].mask(where)
    return rows


def _known(frame: pd.DataFrame, name: str | None, start: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return when the public could first know of each row (ms): its date, or a later day of its own."""
    return start.copy() if name is None else np.fmax(read_dates(frame[name]).ms, start)


def _period_end(first: npt.NDArray[np.float64], precision: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """Return the first moment after the month or year of dates known no better; NaN for all others."""
    after = np.full(len(first), np.nan)
    for unit, number in (("M", 1), ("Y", 2)):  # what is known to the month may lie anywhere in it
        vague = (precision == number) & ~np.isnan(first)
        begun = first[vague].astype("datetime64[ms]").astype(f"datetime64[{unit}]")
        after[vague] = (begun + np.array(1).astype(f"m8[{unit}]")).astype("datetime64[ms]").astype(np.int64)
    return after


def _left_out(frame: pd.DataFrame, name: Hashable, dates: Dates, notices: list[str], *, quoted: bool) -> int:
    """Say in one sentence how many rows have no usable date, and why; their words only where `quoted`."""
    out = np.flatnonzero(np.isnan(dates.ms))
    if not len(out):
        return 0
    why: dict[str, list[int]] = {}
    for i in out:
        why.setdefault(dates.faults.get(int(i), ""), []).append(int(i))
    parts = []
    for reason, where in why.items():
        if not reason:
            parts.append(f"{len(where):,} without a date")
        else:
            first = f"row {frame.index[where[0]]}"
            if quoted:
                first += f": {text_of(frame[name].iloc[where[0]])[:40]!r}"
            parts.append(f"{len(where):,} because {reason} ({first})")
    are = "is" if len(out) == 1 else "are"
    notices.append(f"{len(out):,} of {count(len(frame), 'row')} {are} left out: {'; '.join(parts)}.")
    return len(out)


def _precision(words: list[str], own: npt.NDArray[np.uint8], notices: list[str]) -> npt.NDArray[np.uint8]:
    unknown = sorted({w for w in words if w.lower() not in _PRECISION_WORDS})
    if unknown:
        notices.append(f"Precision {', '.join(map(repr, unknown[:3]))} is not known here: shown as “about”.")
    given = np.array([_PRECISION_WORDS.get(w.lower(), 3) for w in words], dtype=np.uint8)
    blank = np.array([not w for w in words], dtype=bool)
    return np.where(blank, own, given).astype(np.uint8)


def _dispute(text: str) -> str:
    """A column of yes and no marks a dispute without saying what it is."""
    if text.lower() in ("", "false", "no", "0", "0.0"):
        return ""
    return "Disputed." if text.lower() in ("true", "yes", "1", "1.0") else text


def _ids(rows: pd.DataFrame, name: str | None, ids: list[str], notices: list[str]) -> list[str]:
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
        what = "id" if name is not None else "index label"
        notices.append(
            f"{count(len(repeated), 'row')} with the {what} of another (first: {repeated[0]!r}):"
            " told apart by a number in brackets."
        )
    return unique
