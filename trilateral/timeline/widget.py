"""The timeline explorer: an interactive picture of any DataFrame of dated events.

    from trilateral import Timeline, load
    Timeline(load("events"))

Python supplies the data and reads back what was chosen; drawing, filtering and details live in the browser
(sources in `js/`, built into `static/`), so that a saved page stays interactive. Without a browser the same
properties work on the frame alone.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import anywidget
import numpy as np
import numpy.typing as npt
import pandas as pd
import traitlets

from trilateral.display import BUNDLES, StaticFallback, state_digest
from trilateral.record.load import own_sources
from trilateral.text import count, near
from trilateral.timeline import static
from trilateral.timeline.dates import DAY, TimelineError, iso, moment
from trilateral.timeline.events import Events, Facet, blank, extent, read, text_of, texts_of
from trilateral.timeline.labels import STATIC

__all__ = ["Figure", "Timeline", "TimelineError"]

LANGUAGES = ("en", "ja", "ko")
_IDS = "ids"  # the filter that names single events
_FOLLOWS = {"selected": ("selection",), "compared": ("kept",), "visible": ("filters", "as_of")}
"""The properties that are rows, and the traits that they follow from."""


def _stamp(ms: float) -> pd.Timestamp:
    # A view may reach beyond its events; pandas' calendar runs from year 1 to 9999.
    whole = np.datetime64(int(ms), "ms")
    return pd.Timestamp(np.clip(whole, np.datetime64("0001-01-01", "ms"), np.datetime64("9999-12-31", "ms")))


def _ms(stamp: pd.Timestamp) -> float:
    return float(stamp.to_datetime64().astype("datetime64[ms]").astype(np.int64))


class _Checked(traitlets.TraitType[Any, Any]):
    """Any value. Unlike `Any` it has None checked too, which is a wish to see everything."""


class _Rows(traitlets.TraitType[pd.DataFrame, Any]):
    """Rows of the frame that follow from other traits: read as a frame, set by rows or ids, observed."""

    def get(self, obj: Any, cls: Any = None) -> pd.DataFrame:
        """Return the rows as they are now."""
        return obj._rows(self.name)  # type: ignore[no-any-return]

    def set(self, obj: Any, value: Any) -> None:
        """Hand the rows on to the trait that stands for them."""
        obj._set_rows(self.name, value)


@dataclass(frozen=True)
class Figure:
    """A picture of a timeline: `svg` is its source, `alt` the text that stands for it."""

    svg: str
    alt: str

    def save(self, path: str | Path) -> None:
        """Write the picture to a file."""
        Path(path).write_text(self.svg, encoding="utf-8")

    def __repr__(self) -> str:  # noqa: D105
        return f"Figure({self.alt})"

    def _repr_html_(self) -> str:
        return static.image(self.svg, self.alt)


class Timeline(StaticFallback, anywidget.AnyWidget):
    """A timeline of a DataFrame's events.

    Args:
        frame: one row for each event. Columns with the usual names (`date`, `title`, `date_end`, `summary`,
            `place`, `precision`, `dispute`, ...) are found; others are named below.
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
        heading: a title above the timeline.
        height: height of the drawing in pixels.
        language: of the controls: "en", "ja" or "ko".

    Raises:
        TimelineError: if a column does not exist, or none holds dates or titles.

    `selected`, `compared` and `visible` (rows), `filters`, `view`, `as_of`, `lane`, `selection` and `kept`
    (ids) are traitlets: read, set, observe them. `visible` set to rows shows those and no others.
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
    as_of = _Checked(None).tag(
        sync=True,
        to_json=lambda day, _: None if day is None else iso(_ms(day)),
        from_json=lambda text, _: text,
    )
    view = _Checked().tag(
        sync=True,
        to_json=lambda span, _: [_ms(span[0]), _ms(span[1])],
        from_json=lambda span, _: None if span is None else (_stamp(span[0]), _stamp(span[1])),
    )

    selected = _Rows(help="The rows selected. Set it to rows, ids, or a column of True and False.")
    compared = _Rows(help="The rows kept to compare the selection with.")
    visible = _Rows(help="The rows that pass the filters, the search and the as-of date.")

    def __init__(  # noqa: D107
        self,
        frame: pd.DataFrame,
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
        heading: str = "",
        height: int = 420,
        language: str = "en",
    ) -> None:
        if lane == "track" and isinstance(frame, pd.DataFrame) and "track" not in frame.columns:
            lane = None  # the default is for the module's own events; another frame may have no tracks
        columns = dict(
            start=start, end=end, title=title, summary=summary, place=place, precision=precision,
            known=known, elsewhere=elsewhere, dispute=dispute, confidence=confidence, id=id,
        )  # fmt: skip
        wanted = list(filter_by) if filter_by is not None else None
        signs = {"colour": colour, "shape": shape}
        if wanted is not None:
            wanted += [name for name in dict.fromkeys(signs.values()) if name and name not in wanted]
        if language not in LANGUAGES:
            raise TimelineError(f"language = {language!r}: there are {', '.join(LANGUAGES)}.")
        if sources is None:
            sources = own_sources(frame)
        self._fixed: pd.Timestamp | None = None
        self._fixed = as_of = None if as_of is None else self._check_as_of({"value": as_of})
        self._frame = frame.copy(deep=False) if isinstance(frame, pd.DataFrame) else frame
        self._events = read(
            self._frame,
            lane=lane,
            columns=columns,
            filter_by=wanted,
            source=source,
            sources=sources,
            labels=labels,
            language=language,
            as_of=None if as_of is None else _ms(as_of),
        )
        for sign, name in signs.items():
            if name is not None and name not in self._events.facets:
                raise TimelineError(
                    f"There is no column {name!r} to {sign} by.{near(name, self._events.facets)}"
                    f" {sign.capitalize()}s can stand for: {', '.join(self._events.facets) or '(no column)'}."
                )
        self._colour = colour or self._usual_colour(lane)
        self._shape = shape if shape != self._colour else None
        self._heading = heading
        self._places = {name: i for i, name in enumerate(self._events.texts["id"])}
        self._cut = set() if self._fixed is None else self._ids_cut()
        meta, data = self._events.pack()
        meta |= {
            "colour": self._colour,
            "notices": self._events.notices,
            "heading": heading,
            "asOfFixed": as_of is not None,
        }
        if self._shape:
            meta["shape"] = self._shape
        meta["key"] = state_digest(meta, data)
        super().__init__(
            _meta=meta,
            _data=data,
            lane=lane,
            height=height,
            language=language,
            as_of=as_of,
            view=self._whole(as_of),
        )

    def _usual_colour(self, lane: str | None) -> str | None:
        single = [name for name, facet in self._events.facets.items() if facet.offsets is None]
        return lane if lane in single else next(iter(single), None)

    # --- what Python reads and sets ------------------------------------------------------------

    @property
    def events(self) -> Events:
        """The events as read from the frame, in order of time."""
        return self._events

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
            self.filters = {_IDS: names}
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

    def _at_most(self, day: pd.Timestamp | None) -> pd.Timestamp | None:
        return day if self._fixed is None or (day is not None and day <= self._fixed) else self._fixed

    # --- checks of what is set ------------------------------------------------------------

    @traitlets.validate("filters")
    def _check_filters(self, proposal: Any) -> dict[str, Any]:
        clean: dict[str, Any] = {}
        for name, wanted in proposal["value"].items():
            if name == "search":
                if not isinstance(wanted, str):
                    raise TimelineError(f"filters['search'] is a text, not {type(wanted).__name__}.")
                if wanted.strip():
                    clean["search"] = wanted
                continue
            if name == _IDS and name not in self._events.facets:
                given = set(self._known_ids(self._names(wanted)))
                if self._fixed is not None and wanted and not given:
                    raise TimelineError(f"None of these events was known by {iso(_ms(self._fixed))}.")
                clean[_IDS] = [one for one in self._events.texts["id"] if one in given]
                continue
            facet = self._facet(name, "filter by")
            values = [wanted] if isinstance(wanted, str) else [str(value) for value in wanted]
            for value in values:
                if value not in facet.values:
                    raise TimelineError(
                        f"No event has {name} = {value!r}.{near(value, facet.values)} There are:"
                        f" {_some(facet.values)}."
                    )
            if values:
                clean[name] = [value for value in facet.values if value in set(values)]
        return clean

    @traitlets.validate("lane")
    def _check_lane(self, proposal: Any) -> str | None:
        name: str | None = proposal["value"]
        if name is not None:
            self._facet(name, "lay out in lanes")
        return name

    @traitlets.validate("as_of")
    def _check_as_of(self, proposal: Any) -> pd.Timestamp | None:
        day = proposal["value"]
        blank = day is None or (isinstance(day, str) and not day.strip())
        stamp = None if blank else _stamp(moment(day, "as_of")).normalize()
        if self._fixed is not None and stamp != self._at_most(stamp):
            raise TimelineError(
                f"as_of = {day!r}: this timeline was made as of {iso(_ms(self._fixed))}, and nothing later is"
                " in it. Make another, Timeline(frame, as_of='...'), or choose an earlier day."
            )
        return stamp

    @traitlets.validate("view")
    def _check_view(self, proposal: Any) -> tuple[pd.Timestamp, pd.Timestamp]:
        span = proposal["value"]
        if span is None:
            return self._whole(self.as_of)
        if isinstance(span, str) or not isinstance(span, Sequence) or len(span) != 2:
            raise TimelineError(f"view = {span!r}: give two dates, ('2016-01-01', '2017-12-31').")
        first, last = (_ms(day) if isinstance(day, pd.Timestamp) else moment(day, "view") for day in span)
        if last <= first:
            raise TimelineError(f"view = {span!r}: the second date must be later than the first.")
        return _stamp(first), _stamp(last)

    @traitlets.validate("selection", "kept")
    def _check_selection(self, proposal: Any) -> list[str]:
        return list(dict.fromkeys(self._known_ids(proposal["value"])))

    def _known_ids(self, names: Sequence[str]) -> list[str]:
        """Return the ids of events that are here; those of rows that the as-of date cut are passed over."""
        for name in names:
            if name not in self._places and name not in self._cut:
                raise TimelineError(
                    f"No event in this timeline has the id {name!r}.{near(name, self._places)}"
                )
        return [name for name in names if name in self._places]

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
        until = np.inf if as_of is None else _ms(as_of) + DAY
        chosen = chosen & (self._events.known < until)
        first, last = extent(self._events.start[chosen], np.minimum(self._events.end[chosen], until))
        return _stamp(first), _stamp(last)

    def _facet(self, name: str, purpose: str) -> Facet:
        if name not in self._events.facets:
            raise TimelineError(
                f"There is no column {name!r} to {purpose}.{near(name, self._events.facets)} There are:"
                f" {', '.join(self._events.facets) or '(none)'}. Others can be added with filter_by=[...]."
            )
        return self._events.facets[name]

    def _names(self, rows: Any) -> list[str]:
        """Return the ids of rows given as a frame, a mask, index labels or ids."""
        if rows is None:
            return []
        if isinstance(rows, str):
            return [rows]
        if isinstance(rows, pd.DataFrame):
            column = self._events.id_column
            if column in rows.columns and rows[column].is_unique:
                return [str(name) for name in rows[column]]
            rows = rows.index
        elif isinstance(rows, pd.Series) and pd.api.types.is_bool_dtype(rows.dtype):
            rows = rows.index[rows]
        if not isinstance(rows, pd.Index):
            return [str(name) for name in rows]
        strange = rows.difference(self._frame.index)
        if len(strange):
            raise TimelineError(
                f"The timeline's frame has no row {strange[0]}: give rows of that frame, or ids."
            )
        here = self._frame.index.isin(rows)
        ids = self._events.texts["id"]
        return [ids[i] for i in np.flatnonzero(here[self._events.rows])]

    def _shown(self) -> npt.NDArray[np.bool_]:
        filters = {name: wanted for name, wanted in self.filters.items() if name != "search"}
        as_of = None if self.as_of is None else _ms(self.as_of)
        return self._events.matches(filters, self.filters.get("search", ""), as_of)

    def _named(self, names: Sequence[str]) -> pd.DataFrame:
        chosen = np.zeros(len(self._events), dtype=bool)
        chosen[[self._places[name] for name in names]] = True
        return self._take(chosen)

    def _take(self, mask: npt.NDArray[np.bool_]) -> pd.DataFrame:
        chosen = np.flatnonzero(mask)
        chosen = chosen[np.argsort(self._events.rows[chosen])]
        rows = self._frame.iloc[self._events.rows[chosen]]
        ends = self._events.end_column
        if self._fixed is None or ends is None:
            return rows
        return blank(rows, ends, np.isinf(self._as_seen().end[chosen]))

    def _as_seen(self) -> Events:
        return self._events.seen_on(None if self.as_of is None else _ms(self.as_of))

    # --- display ------------------------------------------------------------

    def __repr__(self) -> str:  # noqa: D105
        start = self._events.start
        then = "" if self._fixed is None else f" known by {iso(_ms(self._fixed))}"
        if not len(start):
            return f"Timeline(no events{then})"
        by = f", by {self.lane}" if self.lane else ""
        return f"Timeline({count(len(start), 'event')}{then}, {iso(start[0])} to {iso(start[-1])}{by})"

    def _picture(self, view: tuple[pd.Timestamp, pd.Timestamp]) -> Figure:
        shown = self._shown()
        lane = self._events.facets[self.lane] if self.lane else None
        colour = self._events.facets[self._colour] if self._colour else None
        shape = self._events.facets[self._shape] if self._shape else None
        until = None if self.as_of is None else _ms(self.as_of)
        svg = static.picture(
            self._as_seen(),
            shown,
            lane,
            colour,
            (_ms(view[0]), _ms(view[1])),
            heading=self._heading,
            until=until,
            shape=shape,
            language=self.language,
        )
        return Figure(svg, static.alt_text(self._events, shown, lane, self.language))

    def _static_html(self) -> str:
        """Return picture and table of what is shown now: what stays in a saved notebook."""
        shown = self._shown()
        view = self.view
        if view == self._whole(self.as_of) and shown.any():  # nobody zoomed: fit what is shown
            view = self._span(shown, self.as_of)
        figure = self._picture(view)
        remarks = list(self._events.notices)
        words = STATIC[self.language]
        if self.as_of is not None:
            remarks.append(words["as of"].format(iso(_ms(self.as_of))))
        if self.filters:
            said = "; ".join(
                f"{name}: {wanted if isinstance(wanted, str) else _some(wanted)}"
                for name, wanted in self.filters.items()
            )
            remarks.append(words["shown"].format(words["events"](int(shown.sum())), said))
        return static.fallback_page(
            self._as_seen(), shown, figure.svg, figure.alt,
            key=self._meta["key"], remarks=remarks, language=self.language,
        )  # fmt: skip


def _some(values: Sequence[str], most: int = 20) -> str:
    return ", ".join([*values[:most], *(["…"] if len(values) > most else [])])
