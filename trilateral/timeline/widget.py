"""The timeline explorer: an interactive picture of any DataFrame of dated events.

    from trilateral import Timeline, load
    Timeline(load("events"))

Python supplies the data and reads back what was chosen; drawing, filtering and details live in the browser
(sources in `js/`, built into `static/`), so that a saved page stays interactive. Without a browser the same
properties work on the frame alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import numpy.typing as npt
import pandas as pd
import traitlets

from trilateral.display import BUNDLES, StaticFallback, state_digest
from trilateral.record.load import own_sources
from trilateral.text import count
from trilateral.timeline.checks import IDS, Checks, said_of_shown, signs
from trilateral.timeline.columns import text_of, texts_of
from trilateral.timeline.dates import DAY, TimelineError, iso
from trilateral.timeline.ends import unfinished
from trilateral.timeline.events import Events
from trilateral.timeline.headings import facet_key, lane_of, without_later
from trilateral.timeline.html import Figure, fallback_html
from trilateral.timeline.layout import extent
from trilateral.timeline.pack import pack
from trilateral.timeline.read import read
from trilateral.timeline.svg import alt_text, picture
from trilateral.timeline.tables import table_of
from trilateral.timeline.traits import Checked, Rows, ms_of, stamp_of
from trilateral.timeline.unread import table_of_unread
from trilateral.timeline.words import LANGUAGES

__all__ = ["Figure", "Timeline", "TimelineError"]

_FOLLOWS = {"selected": ("selection",), "compared": ("kept",), "visible": ("filters", "as_of")}
"""The properties that are rows, and the traits that they follow from."""


class Timeline(StaticFallback, Checks, anywidget.AnyWidget):
    """A timeline of a DataFrame's events.

    Args:
        frame: one row for each event: a DataFrame, or the path of an .xlsx or .csv file. Columns with the
            usual names (`date`, `title`, `date_end`, `summary`, `place`, `precision`, ..., also TimelineJS's,
            ACLED's, GDELT's, Wikidata's, and in six other languages) are found; others are named below.
        sheet: the name of a workbook's sheet, or its number from 1; by default the first that fits.
        lane: the column whose values make the lanes; None for a single lane.
        start: the column of dates (or first dates).
        end: the column of last dates, for events that last.
        title: the column of titles. (The heading above the timeline is `heading`.)
        summary: the column of longer texts.
        place: the column of places.
        precision: the column that says how well a date is known: day, month, year or about.
        known: the column with the day the public could first know, where that is later than the event.
        elsewhere: the column with the date in Washington, where it differs.
        dispute: the column that says what is disputed.
        confidence: the column that says how sure the record is.
        id: the column of ids; the index serves if there is none.
        colour: the column that colours and shapes stand for; by default that of the lanes, or the first with
            one value for each event.
        shape: the column that shapes stand for, where it is another than that of the colours.
        filter_by: the columns to filter by; track, level, actors and the like by default.
        source: the column or columns that name sources.
        sources: the table of sources (`id`, `publisher`, `title`, `url`, `date`). By default the module's
            own, where its ids are used.
        labels: words for values, by column and value: `{"track": {"dprk": "North Korea"}}`.
        as_of: show only what could be known on this day, and let no reader change it: what came later is
            cut here and never reaches the page, an end still to come is told as "going on". (`tl.as_of = ...`
            afterwards sets it without fixing it, or sets a fixed one to an earlier day.)
        day_first: whether 4/6/2017 is 4 June (True) or 6 April (False). By default each column of dates
            settles it, by one date that can be read in one way only.
        heading: a title above the timeline.
        height: height of the drawing in pixels.
        language: of the controls: "en", "ja" or "ko".

    Raises:
        TimelineError: if a column does not exist, or none holds dates or titles.

    `selected`, `compared` and `visible` (rows), `filters`, `view`, `as_of`, `lane`, `selection` and `kept`
    (ids) are traitlets: read, set, observe them. `visible` set to rows shows no others. `unread` lists every
    cell that is no date.
    """

    _esm = BUNDLES / "timeline.js"
    _css = BUNDLES / "timeline.css"

    _data = traitlets.Bytes().tag(sync=True)
    _meta = traitlets.Dict().tag(sync=True)
    height = traitlets.Int(420, min=160, max=4000).tag(sync=True)
    language = traitlets.Enum(LANGUAGES, "en").tag(sync=True)

    lane = traitlets.Unicode(allow_none=True, default_value=None).tag(sync=True)
    filters = traitlets.Dict().tag(sync=True)
    selection = traitlets.List(traitlets.Unicode()).tag(sync=True)
    kept = traitlets.List(traitlets.Unicode()).tag(sync=True)
    as_of = Checked(None).tag(
        sync=True,
        to_json=lambda day, _: None if day is None else iso(ms_of(day)),
        from_json=lambda text, _: text,
    )
    view = Checked().tag(
        sync=True,
        to_json=lambda span, _: [ms_of(span[0]), ms_of(span[1])],
        from_json=lambda span, _: None if span is None else (stamp_of(span[0]), stamp_of(span[1])),
    )

    selected = Rows(help="The rows selected. Set it to rows, ids, or a column of True and False.")
    compared = Rows(help="The rows kept to compare the selection with.")
    visible = Rows(help="The rows that pass the filters, the search and the as-of date.")

    def __init__(  # noqa: D107
        self,
        frame: pd.DataFrame | str | Path,
        *,
        lane: str | None = "track",
        start: str | None = None,
        end: str | None = None,
        title: str | None = None,
        summary: str | None = None,
        place: str | None = None,
        precision: str | None = None,
        known: str | None = None,
        elsewhere: str | None = None,
        dispute: str | None = None,
        confidence: str | None = None,
        id: str | None = None,
        colour: str | None = None,
        shape: str | None = None,
        filter_by: Sequence[str] | None = None,
        source: str | Sequence[str] | None = None,
        sources: pd.DataFrame | None = None,
        labels: Mapping[str, Mapping[str, str]] | None = None,
        as_of: Any = None,
        day_first: bool | None = None,
        sheet: str | int | None = None,
        heading: str = "",
        height: int = 420,
        language: str = "en",
    ) -> None:
        table = table_of(frame, sheet)
        if lane == "track" and isinstance(table, pd.DataFrame):
            lane = lane_of(table)  # the default is for the module's own events
        columns = dict(
            start=start, end=end, title=title, summary=summary, place=place, precision=precision,
            known=known, elsewhere=elsewhere, dispute=dispute, confidence=confidence, id=id,
        )  # fmt: skip
        if language not in LANGUAGES:
            raise TimelineError(f"language = {language!r}: there are {', '.join(LANGUAGES)}.")
        wanted = None if filter_by is None else [*filter_by, *filter(None, (colour, shape))]
        self._fixed = None
        self._fixed = None if as_of is None else self._check_as_of({"value": as_of})
        self._frame = table.copy(deep=False) if isinstance(table, pd.DataFrame) else table
        if self._fixed is not None and isinstance(table, pd.DataFrame):
            self._frame = without_later(table)
        self._events = read(
            self._frame,
            lane=lane,
            columns=columns,
            filter_by=None if wanted is None else list(dict.fromkeys(wanted)),
            source=source,
            sources=own_sources(table) if sources is None else sources,
            labels=labels,
            language=language,
            as_of=None if self._fixed is None else ms_of(self._fixed),
            day_first=day_first,
        )
        lane, colour, shape = map(facet_key, (lane, colour, shape))
        self._heading = heading
        self._places = {name: i for i, name in enumerate(self._events.texts["id"])}
        self._cut = set() if self._fixed is None else self._ids_cut()
        self._colour, self._shape = signs(self._events.facets, lane, colour, shape)
        meta, data = self._packed()
        super().__init__(
            _meta=meta, _data=data, lane=lane, height=height, language=language, as_of=self._fixed,
            view=self._whole(self._fixed),
        )  # fmt: skip

    def _packed(self) -> tuple[dict[str, Any], bytes]:
        """Return what the page gets: the events, and what is said of the timeline besides."""
        meta, data = pack(self._events)
        meta |= {
            "colour": self._colour,
            "notices": self._events.notices,
            "heading": self._heading,
            "asOfFixed": self._fixed is not None,
        }
        if self._shape:
            meta["shape"] = self._shape
        meta["key"] = state_digest(meta, data)
        return meta, data

    # --- what Python reads and sets ------------------------------------------------------------

    @property
    def events(self) -> Events:
        """The events as read from the frame, in order of time."""
        return self._events

    @property
    def unread(self) -> pd.DataFrame:
        """Every cell that was not read as a date, under the frame's index: its column, text and reason."""
        return table_of_unread(self._frame, self._events.unread, self.language, quoted=self._fixed is None)

    def _rows(self, name: str) -> pd.DataFrame:
        if name == "visible":
            return self._take(self._shown())
        return self._named(self.selection if name == "selected" else self.kept)

    def _set_rows(self, name: str, rows: Any) -> None:
        names = self._names(rows)
        if name == "selected":
            self.selection = names
        elif name == "compared":
            self.kept = names
        elif rows is None:
            self.filters = {}
        elif names:
            self.filters = {IDS: names}
        else:
            raise TimelineError("visible needs at least one row to show; None shows all.")

    def observe(self, handler: Any, names: Any = traitlets.All, type: Any = "change") -> None:
        """Call `handler` when a trait changes, as with any widget; rows are made for listeners alone."""
        wanted = _FOLLOWS if names is traitlets.All else [names] if isinstance(names, str) else list(names)
        # The class's own observers are set up before __init__.
        listened = self.__dict__.setdefault("_listened", set())
        listened.update(name for name in wanted if name in _FOLLOWS)
        super().observe(handler, names, type)

    @traitlets.observe("selection", "kept", "filters", "as_of")
    def _tell_rows(self, change: Any) -> None:
        for name in sorted(self.__dict__.get("_listened", ())):
            if change["name"] not in _FOLLOWS[name]:
                continue
            bunch = {"owner": self, "name": name, "old": None, "new": self._rows(name), "type": "change"}
            self.notify_change(traitlets.Bunch(bunch))

    def figure(self) -> Figure:
        """Return the picture of what is shown, as SVG, made without a browser."""
        return self._picture(self.view)

    def link(self, other: Timeline, *names: str) -> None:
        """Let two timelines follow each other in their view, or in what is named (`"selected"`, ...)."""
        for name in names or ("view",):
            for trait in _FOLLOWS.get(name, (name,)):
                # A fixed as-of date follows only as far as it may.
                transform = (other._at_most, self._at_most) if trait == "as_of" else None
                traitlets.link((self, trait), (other, trait), transform=transform)

    def _ids_cut(self) -> set[str]:
        cut = self._frame.iloc[np.setdiff1d(np.arange(len(self._frame)), self._events.rows)]
        column = self._events.id_column
        return set(texts_of(cut, column) if column is not None else map(text_of, cut.index))

    def _whole(self, as_of: pd.Timestamp | None) -> tuple[pd.Timestamp, pd.Timestamp]:
        """Return the span of all events, as far as they were known on the as-of date."""
        return self._span(np.ones(len(self._events), dtype=bool), as_of)

    def _span(
        self, chosen: npt.NDArray[np.bool_], as_of: pd.Timestamp | None
    ) -> tuple[pd.Timestamp, pd.Timestamp]:
        until = np.inf if as_of is None else ms_of(as_of) + DAY
        chosen = chosen & (self._events.known < until)
        first, last = extent(self._events.start[chosen], np.minimum(self._events.end[chosen], until))
        return stamp_of(first), stamp_of(last)

    def _shown(self) -> npt.NDArray[np.bool_]:
        filters = {name: wanted for name, wanted in self.filters.items() if name != "search"}
        as_of = None if self.as_of is None else ms_of(self.as_of)
        return self._events.matches(filters, self.filters.get("search", ""), as_of)

    def _named(self, names: Sequence[str]) -> pd.DataFrame:
        chosen = np.zeros(len(self._events), dtype=bool)
        chosen[[self._places[name] for name in names]] = True
        return self._take(chosen)

    def _take(self, mask: npt.NDArray[np.bool_]) -> pd.DataFrame:
        chosen = np.flatnonzero(mask)
        chosen = chosen[np.argsort(self._events.rows[chosen])]
        rows = self._frame.iloc[self._events.rows[chosen]]
        if self._fixed is None:
            return rows
        events, later = self._events, np.isinf(self._as_seen().end[chosen])
        return unfinished(rows, events.start_column, events.end_column, later, events.start[chosen])

    def _as_seen(self) -> Events:
        return self._events.seen_on(None if self.as_of is None else ms_of(self.as_of))

    # --- display ------------------------------------------------------------

    def __repr__(self) -> str:  # noqa: D105
        start = self._events.start
        then = "" if self._fixed is None else f" known by {iso(ms_of(self._fixed))}"
        if not len(start):
            return f"Timeline(no events{then})"
        by = f", by {self.lane}" if self.lane else ""
        return f"Timeline({count(len(start), 'event')}{then}, {iso(start[0])} to {iso(start[-1])}{by})"

    def _picture(self, view: tuple[pd.Timestamp, pd.Timestamp]) -> Figure:
        shown = self._shown()
        lane, colour, shape = (
            self._events.facets[name] if name else None for name in (self.lane, self._colour, self._shape)
        )
        svg = picture(
            self._as_seen(),
            shown,
            lane,
            colour,
            (ms_of(view[0]), ms_of(view[1])),
            heading=self._heading,
            until=None if self.as_of is None else ms_of(self.as_of),
            shape=shape,
            language=self.language,
        )
        return Figure(svg, alt_text(self._events, shown, lane, self.language))

    def _static_html(self) -> str:
        """Return picture and table of what is shown now: what stays in a saved notebook."""
        return self._still(self._events.notices)

    def _reader_html(self) -> str:
        return self._still(self._events.facts)

    def _reader_meta(self) -> dict[str, Any]:
        return {**self._meta, "notices": self._events.facts}

    def _still(self, notices: list[str]) -> str:
        shown = self._shown()
        view = self.view
        if view == self._whole(self.as_of) and shown.any():  # nobody zoomed: fit what is shown
            view = self._span(shown, self.as_of)
        figure = self._picture(view)
        as_of = None if self.as_of is None else ms_of(self.as_of)
        said = said_of_shown(self._events, self.filters, as_of, int(shown.sum()), self.language)
        return fallback_html(
            self._as_seen(), shown, figure.svg, figure.alt,
            key=self._meta["key"], remarks=[*notices, *said], language=self.language,
        )  # fmt: skip
