"""Checks of what is set on a timeline, by a program or by the page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
import traitlets

from trilateral.text import listed, near
from trilateral.timeline.columns import text_of, texts_of
from trilateral.timeline.dates import TimelineError, iso, moment
from trilateral.timeline.events import Events, Facet
from trilateral.timeline.traits import ms_of, stamp_of
from trilateral.timeline.words import Say, speaker

IDS = "ids"  # the filter that names single events


class Checks(traitlets.HasTraits):
    """What a timeline checks before it takes a value; `Timeline` holds the events."""

    _events: Events
    _frame: pd.DataFrame
    _fixed: pd.Timestamp | None  # the as-of date that nothing passes
    _places: Mapping[str, int]  # the number of each event by its id
    _cut: set[str]  # ids of the rows that a fixed as-of date cut
    as_of: Any

    def _whole(self, as_of: pd.Timestamp | None) -> tuple[pd.Timestamp, pd.Timestamp]:
        raise NotImplementedError

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
            if name == IDS and name not in self._events.facets:
                given = set(self._known_ids(self._names(wanted)))
                if self._fixed is not None and wanted and not given:
                    raise TimelineError(f"None of these events was known by {iso(ms_of(self._fixed))}.")
                clean[IDS] = [one for one in self._events.texts["id"] if one in given]
                continue
            facet = self._facet(name, "filter by")
            values = [wanted] if isinstance(wanted, str) else [str(value) for value in wanted]
            for value in values:
                if value not in facet.values:
                    raise TimelineError(
                        f"No event has {name} = {value!r}.{near(value, facet.values)} There are:"
                        f" {listed(facet.values)}."
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
        stamp = None if blank else stamp_of(moment(day, "as_of")).normalize()
        if self._fixed is not None and stamp != self._at_most(stamp):
            raise TimelineError(
                f"as_of = {day!r}: this timeline was made as of {iso(ms_of(self._fixed))}, and nothing later"
                " is in it. Make another, Timeline(frame, as_of='...'), or choose an earlier day."
            )
        return stamp

    @traitlets.validate("view")
    def _check_view(self, proposal: Any) -> tuple[pd.Timestamp, pd.Timestamp]:
        span = proposal["value"]
        if span is None:
            return self._whole(self.as_of)
        if isinstance(span, str) or not isinstance(span, Sequence) or len(span) != 2:
            raise TimelineError(f"view = {span!r}: give two dates, ('2016-01-01', '2017-12-31').")
        first, last = (ms_of(day) if isinstance(day, pd.Timestamp) else moment(day, "view") for day in span)
        if last <= first:
            raise TimelineError(f"view = {span!r}: the second date must be later than the first.")
        return stamp_of(first), stamp_of(last)

    @traitlets.validate("selection", "kept")
    def _check_selection(self, proposal: Any) -> list[str]:
        return list(dict.fromkeys(self._known_ids(proposal["value"])))

    def _at_most(self, day: pd.Timestamp | None) -> pd.Timestamp | None:
        """Return a day, or the fixed as-of date if that is earlier."""
        return day if self._fixed is None or (day is not None and day <= self._fixed) else self._fixed

    def _known_ids(self, names: Sequence[str]) -> list[str]:
        """Return the ids of events that are here; those of rows that the as-of date cut are passed over."""
        names = [text_of(name) for name in names]
        for name in names:
            if name not in self._places and name not in self._cut:
                raise TimelineError(
                    f"No event in this timeline has the id {name!r}.{near(name, self._places)}"
                )
        return [name for name in names if name in self._places]

    def _facet(self, name: str, purpose: str) -> Facet:
        """Return the facet of a column; `purpose` completes the sentence if there is none."""
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
            return [text_of(rows)]
        if isinstance(rows, pd.DataFrame):
            column = self._events.id_column
            if column in rows.columns:
                names = texts_of(rows, column)
                times = Counter(texts_of(self._frame, column))
                if all(
                    name in self._cut or (name and times[name] < 2) for name in names
                ):  # others were told apart, or made up
                    return names
            rows = rows.index
        elif isinstance(rows, pd.Series) and pd.api.types.is_bool_dtype(rows.dtype):
            rows = rows.index[rows]
        if not isinstance(rows, pd.Index):
            return [text_of(name) for name in rows]
        strange = rows.difference(self._frame.index)
        if len(strange):
            raise TimelineError(
                f"The timeline's frame has no row {strange[0]}: give rows of that frame, or ids."
            )
        here = self._frame.index.isin(rows)
        ids = self._events.texts["id"]
        return [ids[i] for i in np.flatnonzero(here[self._events.rows])]


def said_of_shown(
    events: Events, filters: Mapping[str, Any], as_of: float | None, shown: int, language: str
) -> list[str]:
    """Return what is said below the still picture of the day (ms) and the filters that it was made with."""
    say, said = speaker(language), []
    if as_of is not None:
        said.append(say("asOfFixed", date=iso(as_of)) + say("stop"))
    if filters:
        texts = "; ".join(filter_text(events, name, wanted, say) for name, wanted in filters.items())
        said.append(say("shownBy", events=say("shownAll", m=shown), filters=texts))
    return said


def filter_text(events: Events, name: str, wanted: str | Sequence[str], say: Say) -> str:
    """Return a filter in the words of the page: `Track: North Korea, China`."""
    if isinstance(wanted, str):
        return f"{say('search')}: {wanted}"
    facet = events.facets.get(name)
    label = say("list") if facet is None else facet.label
    names = wanted if facet is None else [facet.labels[facet.values.index(value)] for value in wanted]
    return f"{label}: {listed(names, rest=', …')}"


def signs(
    facets: Mapping[str, Facet], lane: str | None, colour: str | None, shape: str | None
) -> tuple[str | None, str | None]:
    """Settle which columns colours and shapes stand for.

    Raises:
        TimelineError: if one that was given is no column to filter by.
    """
    for sign, name in (("colour", colour), ("shape", shape)):
        if name is not None and name not in facets:
            raise TimelineError(
                f"There is no column {name!r} to {sign} by.{near(name, facets)}"
                f" {sign.capitalize()}s can stand for: {', '.join(facets) or '(no column)'}."
            )
    single = [name for name, facet in facets.items() if facet.offsets is None]
    colour = colour or (lane if lane in single else next(iter(single), None))
    return colour, shape if shape != colour else None
