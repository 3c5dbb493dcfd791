"""Where things go: the span of all events, the lines of the axis, lanes, and rows in a lane.

The limits stand in shared/layout.json; js/src/timeline/layout.js divides lanes and fills rows alike.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from trilateral.timeline.dates import DAY
from trilateral.timeline.shared import shared
from trilateral.timeline.words import Say

if TYPE_CHECKING:
    from trilateral.timeline.events import Facet

LAYOUT: dict[str, Any] = shared("layout")
STILL: dict[str, Any] = LAYOUT["still"]
"""Sizes (in pixels) and limits of the picture that stays."""


def extent(start: npt.NDArray[np.float64], end: npt.NDArray[np.float64]) -> tuple[float, float]:
    """Return the first and last moment of events (ms), with a margin of 2 % and at least 15 days.

    It is 2000 to 2020 if there are none. What goes on has no last moment. js/src/timeline/filter.js too.
    """
    rule = LAYOUT["extent"]
    if not len(start):
        first, last = rule["none"]
        return float(first), float(last)
    first, last = float(start.min()), float(np.max(end[np.isfinite(end)], initial=start.max()))
    margin = max((last - first) * rule["share"], rule["days"] * DAY)
    return first - margin, last + margin


# The units of the axis: steps from one line to the next, how many days are too many for the unit, and how
# many characters of YYYY-MM-DD its labels show.
_UNITS = (
    ("D", (1, 2, 7, 14), 200.0, 10),
    ("M", (1, 2, 3, 6), 2500.0, 7),
    ("Y", (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000), math.inf, 4),
)


def ticks(low: float, high: float, most: int = 10) -> list[tuple[float, str]]:
    """Return moments (ms) at whole years, months or days, at most `most`, with their labels."""
    a, b = (np.datetime64(int(v), "ms") for v in (low, high))
    for unit, steps, longest, shown in _UNITS:
        if (high - low) / DAY >= longest:
            continue  # not counted out in a unit that is too small: centuries have many days
        whole = np.arange(
            a.astype(f"M8[{unit}]"), b.astype(f"M8[{unit}]") + np.array(1).astype(f"m8[{unit}]")
        )
        number = whole.astype(np.int64) + (1970 if unit == "Y" else 0)
        for step in steps:
            chosen = whole[number % step == 0].astype("M8[ms]")
            chosen = chosen[(chosen >= a) & (chosen <= b)]
            if len(chosen) <= most:
                return [(float(t.astype(np.int64)), str(t)[:shown]) for t in chosen]
    return []


def rows_of(left: npt.NDArray[np.float64], right: npt.NDArray[np.float64], most: int) -> list[int]:
    """Return a row for each mark so that none overlap, as far as `most` rows allow.

    Args:
        left: where each mark begins (pixels), in order of time.
        right: where each ends.
        most: how many rows there may be. Without a free one, the row that is free soonest is taken.
    """
    ends: list[float] = []
    rows = []
    for a, b in zip(left, right, strict=True):
        row = next((k for k, end in enumerate(ends) if end <= a), None)
        if row is None and len(ends) < most:
            row = len(ends)
            ends.append(-math.inf)
        elif row is None:
            row = int(np.argmin(ends))
        ends[row] = max(ends[row], b)
        rows.append(row)
    return rows


def own_lanes(sizes: list[int], most: int) -> list[int]:
    """Return the numbers of the values that have a lane of their own, in their order.

    Beyond `most` lanes, the last is shared by all but the `most - 1` values with most events; of two
    values with as many events, the first has its lane.
    """
    used = [k for k, size in enumerate(sizes) if size]
    if len(used) <= most:
        return used
    return sorted(sorted(used, key=lambda k: (-sizes[k], k))[: most - 1])


def lanes_of(
    members: npt.NDArray[np.int64], facet: Facet | None, most: int, say: Say
) -> list[tuple[str, npt.NDArray[np.int64]]]:
    """Return label and events of each lane that has any; without a facet, one lane without a label."""
    if facet is None:
        return [("", members)]
    found = facet.apart(members)
    own = own_lanes([len(lane) for lane in found], most)
    lanes = [(facet.labels[code], found[code]) for code in own]
    others = {*range(len(found))} - {*own}
    rest = [found[code] for code in sorted(others) if len(found[code])]
    if rest:
        lanes.append((say("others", n=len(rest)), np.unique(np.concatenate(rest))))
    return lanes


def thinned(x: npt.NDArray[np.float64]) -> npt.NDArray[np.bool_]:
    """Tell which marks of a crowded lane to draw: in each column of two pixels as many as there are rows.

    Args:
        x: where the marks stand (pixels), in order of time.
    """
    if len(x) <= STILL["crowd"]:
        return np.ones(len(x), dtype=bool)
    column = (x // STILL["column"]).astype(np.int64)
    return np.asarray(np.arange(len(column)) - np.searchsorted(column, column) < STILL["inColumn"])
