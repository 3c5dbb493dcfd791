"""Operators on the timeline and the small widgets: their JavaScript, its bundle, and what both sides do."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from functools import partial

from mutation.model import Change, Site, another, line_at, operator, replaced, text_of

# Where a filter looks whether an event is in a lane: the function, then what a condition is added to.
LANE_FILTERS = {
    "trilateral/timeline/events.py": (r"def holds\(", r"if w in places", " and places[w] != {lane}"),
    "js/src/timeline/filter.js": (r"export function sift\(", r"if \(code >= 0", " && code !== {lane}"),
}
OPPOSITE = {
    " === ": " !== ",
    " !== ": " === ",
    " < ": " >= ",
    " > ": " <= ",
    " <= ": " > ",
    " >= ": " < ",
    " && ": " || ",
    " || ": " && ",
}
COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)


@operator("widget: a lane ignored", 4, *LANE_FILTERS)
def ignored_lanes(path: str) -> Iterator[Site]:
    """The filter never finds the events of one lane, in the browser or in Python."""
    source = text_of(path)
    within, after, condition = LANE_FILTERS[path]
    start = re.search(within, source)
    place = re.compile(after).search(source, start.end()) if start else None
    if place is None:
        raise LookupError(f"tests/mutation/front_end.py must follow a change of {path}: {within} {after}")

    def change(lane: int, rng: random.Random) -> Change:
        text = replaced(source, place.end(), place.end(), condition.format(lane=lane))
        return f"filtered by lane {lane}, nothing is shown", text

    for lane in range(3):
        yield Site(line_at(source, place.start()), partial(change, lane))


@operator("widget: front end", 8, "js/src/**/*.js", deep=True)
def scripts(path: str) -> Iterator[Site]:
    """The opposite of a comparison or connective in JavaScript, and the bundle made anew from it."""
    source = text_of(path)
    comments = [found.span() for found in COMMENT.finditer(source)]

    def change(found: re.Match[str], rng: random.Random) -> Change:
        line = line_at(source, found.start()).start
        words = source.splitlines()[line - 1].strip()[:60]
        what = f"line {line}:{found[0]}became{OPPOSITE[found[0]]}(`{words}`)"
        return what, replaced(source, *found.span(), OPPOSITE[found[0]])

    for found in re.finditer("|".join(map(re.escape, OPPOSITE)), source):
        if not any(start <= found.start() < end for start, end in comments):
            yield Site(line_at(source, found.start()), partial(change, found))


@operator("widget: bundle", 2, "trilateral/static/*.js", "trilateral/static/*.css", generated=True)
def bundles(path: str) -> Iterator[Site]:
    source = text_of(path)

    def change(found: re.Match[str], rng: random.Random) -> Change:
        new = {"===": "!==", "!==": "===", "&&": "||"}.get(found[0]) or another(found[0], rng)
        return f"character {found.start()}: {found[0]} became {new}", replaced(source, *found.span(), new)

    for found in re.finditer(r"===|!==|&&|\d+", source):
        yield Site(line_at(source, found.start()), partial(change, found))
