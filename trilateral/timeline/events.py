"""Events as columns: what a timeline holds once a frame is read (read.py), and which of them are shown."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from trilateral.timeline.dates import DAY, iso, iso_clock
from trilateral.timeline.grammar import ABOUT, MONTH
from trilateral.timeline.layout import LAYOUT
from trilateral.timeline.words import Say

if TYPE_CHECKING:
    from trilateral.timeline.notices import Notice
    from trilateral.timeline.unread import Unread

PRECISIONS: tuple[str, ...] = tuple(LAYOUT["precisions"])
SEARCHED: tuple[str, ...] = tuple(LAYOUT["searched"])
"""The texts that a search looks through."""


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
        return self.having(*[places[w] for w in wanted if w in places])

    def having(self, *numbers: int) -> npt.NDArray[np.bool_]:
        """Tell for each event whether it has any of the values with these numbers."""
        hit = np.isin(self.codes, numbers)
        if self.offsets is None:
            return hit
        total = np.concatenate([[0], np.cumsum(hit)])
        return np.asarray(total[self.offsets[1:]] > total[self.offsets[:-1]])

    def apart(self, members: npt.NDArray[np.int64]) -> list[npt.NDArray[np.int64]]:
        """Return for each value those of some events that have it, in the order given."""
        if self.offsets is None:
            places, codes = np.arange(len(members)), self.codes[members]
        else:
            offsets = self.offsets.astype(np.int64)
            first, sizes = offsets[members], np.diff(offsets)[members]
            places = np.repeat(np.arange(len(members)), sizes)
            within = np.arange(len(places)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
            codes = self.codes[np.repeat(first, sizes) + within]
        # A pair of value and place is one number, so that one sorting does for thousands of values.
        pairs = np.unique(codes.astype(np.int64) * len(members) + places)
        ends = np.searchsorted(pairs, np.arange(1, len(self.values)) * len(members))
        return [members[part % len(members)] for part in np.split(pairs, ends)][: len(self.values)]

    def of(self, i: int) -> list[str]:
        """Return the labels of event `i`."""
        if self.offsets is None:
            return [self.labels[self.codes[i]]]
        return [self.labels[c] for c in self.codes[self.offsets[i] : self.offsets[i + 1]]]

    def mark(self, i: int) -> int:
        """Return the number of the colour and shape of event `i`: those of its first value."""
        return self.marks[int(self.codes[i if self.offsets is None else int(self.offsets[i])])]


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
    end_precision: npt.NDArray[np.uint8]  # 0 day, 1 month, 2 year; 3 more if it is about then
    interval: npt.NDArray[np.bool_]
    texts: dict[str, list[str]]  # id, title, summary, later, place, dispute, confidence, elsewhere
    facets: dict[str, Facet]
    sources: Sources
    id_column: str | None = None
    start_column: Any = None  # a name, or a `Joined`
    end_column: Any = None
    said: list[Notice] = field(default_factory=list)  # what was done to the rows, in plain sentences
    unread: list[Unread] = field(default_factory=list)  # the cells that are no date

    def __len__(self) -> int:  # noqa: D105
        return len(self.start)

    @property
    def notices(self) -> list[str]:
        """What is said to whoever makes the timeline in Python."""
        return [one.text for one in self.said]

    @property
    def facts(self) -> list[str]:
        """What is said to readers of the saved page."""
        return [one.fact for one in self.said if one.fact]

    def matches(
        self, filters: Mapping[str, Sequence[str]], search: str = "", as_of: float | None = None
    ) -> npt.NDArray[np.bool_]:
        """Tell for each event whether it is shown.

        js/src/timeline/filter.js does the same; shared/cases.json holds both to the same answers.

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
        words = search_key(search).split()
        if words:
            for i in np.flatnonzero(shown):
                hay = search_key("\n".join(self.texts[name][i] for name in SEARCHED))
                shown[i] = all(word in hay for word in words)
        return shown

    def goes_on(self, as_of: float) -> npt.NDArray[np.bool_]:
        """Tell for each event whether its end was still to come on a day (ms at its midnight)."""
        return self.interval & (self.end > as_of + DAY)

    def seen_on(self, as_of: float | None) -> Events:
        """Return the events as a reader of that day (ms) would date them: a later end is left open."""
        if as_of is None:
            return self
        return replace(self, end=np.where(self.goes_on(as_of), np.inf, self.end))

    def date_text(self, i: int, say: Say) -> str:
        """Return the date of event `i` as far as it is known.

        It is `2016-08`, `about 1910`, `2016-12-09 to 2017-03`, `2017-02-18, going on`, ... The living
        form writes it in words (js/src/timeline/dates.js), by the same rules.
        """
        about, unit = divmod(int(self.precision[i]), ABOUT)
        text = _iso_part(self.start[i], unit) if unit else iso_clock(self.start[i])
        if about:
            text = say("about", date=text)
        if self.interval[i] and np.isinf(self.end[i]):
            text = say("goingOn", date=text)
        elif self.interval[i]:
            about, unit = divmod(int(self.end_precision[i]), ABOUT)
            last = _iso_part(self.end[i] - 1, unit)
            text = say("to", a=text, b=say("about", date=last) if about else last)
        if self.texts["elsewhere"][i]:
            text += f" ({say('washingtonDate', date=self.texts['elsewhere'][i][:10])})"
        return text


def _iso_part(ms: float, unit: int) -> str:
    """Return the day, the month or the year of a moment (ms)."""
    return iso(ms)[: 10 if not unit else 7 if unit == MONTH else 4]


def search_key(text: str) -> str:
    """Return text as searched: no accents, no case, one form for each character."""
    return re.sub("[\u0300-\u036f]", "", unicodedata.normalize("NFKD", text)).lower()
