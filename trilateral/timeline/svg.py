"""The picture that stays where nothing runs: a timeline as SVG, for paper, GitHub and static pages.

Its marks are those of the living form (marks.py), so that both read alike.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape

import numpy as np
import numpy.typing as npt

from trilateral.timeline.dates import DAY, iso
from trilateral.timeline.events import Events, Facet
from trilateral.timeline.grammar import ABOUT
from trilateral.timeline.layout import LAYOUT, STILL, lanes_of, rows_of, thinned, ticks
from trilateral.timeline.marks import COLOURS, CORNERS, GREY, look, shape_of
from trilateral.timeline.words import Say, speaker

_MARK = float(STILL["mark"])  # a mark's radius
_WIDTH, _GUTTER, _RIGHT = STILL["width"], STILL["gutter"], STILL["right"]
_INK = "#222"

# How each kind of path is drawn, the lowest first: its style, and which of fill and stroke has the colour.
_STYLES = {
    "bar": ('fill-opacity=".35"', "fill"),
    "span": ('fill="none" stroke-dasharray="2 2"', "stroke"),
    "tilde": ('fill="none"', "stroke"),
    "open": ('fill="#fff" stroke-width="1.4"', "stroke"),
    "full": ('stroke="none"', "fill"),
    "ring": ('fill="none" stroke-width=".9" stroke-dasharray="1.6 1.4"', "stroke"),
}


@dataclass(frozen=True)
class _Sheet:
    """What is drawn so far: texts, and one path for each colour and kind."""

    low: float  # ms at the left edge of the lanes
    high: float  # ms at the right edge
    texts: list[str] = field(default_factory=list)
    paths: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def x(self, t: npt.NDArray[np.float64] | float) -> npt.NDArray[np.float64]:
        """Return where a moment (ms) lies."""
        inner = _WIDTH - _GUTTER - _RIGHT
        return np.asarray(_GUTTER + (np.asarray(t) - self.low) / (self.high - self.low) * inner)

    def add(self, hue: str, kind: str, path: str) -> None:
        """Add to the path of a colour and kind."""
        self.paths.setdefault((hue, kind), []).append(path)

    def write(self, x: float, y: float, text: str, more: str = "") -> None:
        """Add a text, which is escaped."""
        self.texts.append(f'<text x="{_num(x)}" y="{_num(y)}"{more}>{escape(text)}</text>')

    def drawn(self) -> Iterable[str]:
        """Return the paths in the order in which they lie on each other."""
        for kind, (style, inked) in _STYLES.items():
            for (hue, own), parts in self.paths.items():
                if own == kind:
                    order = (f'{inked}="{hue}"', style)
                    yield f'<path {" ".join(order)} d="{"".join(parts)}"/>'


@dataclass(frozen=True)
class _Lane:
    """The marks of one lane, in order of time; x in pixels."""

    events: npt.NDArray[np.int64]
    start: npt.NDArray[np.float64]
    last: npt.NDArray[np.float64]
    middle: npt.NDArray[
        np.float64
    ]  # where the mark stands: at the start of what lasts, in the middle of a vague date


def picture(
    events: Events,
    shown: npt.NDArray[np.bool_],
    lane: Facet | None,
    colour: Facet | None,
    view: tuple[float, float],
    *,
    heading: str = "",
    until: float | None = None,
    shape: Facet | None = None,
    language: str = "en",
) -> str:
    """Draw the events as SVG, the same bytes for the same events.

    Args:
        events: what to draw.
        shown: which of them.
        lane: the values that make the lanes; None for a single lane.
        colour: the values that colours stand for, and shapes too unless they have a column of their own.
        view: first and last moment (ms).
        heading: the picture's title.
        until: nothing is drawn after this moment (the as-of date); an interval that goes on is cut there.
        shape: the values that shapes stand for, where they are others.
        language: of the words.
    """
    say = speaker(language)
    sheet = _Sheet(*view)
    within = np.flatnonzero(
        shown & (events.start <= sheet.high) & (np.fmax(events.end, events.start) >= sheet.low)
    )
    lanes = lanes_of(within, lane, STILL["lanes"], say)
    y = top = 34.0 if heading else 12.0
    rules = []
    most = STILL["rows"]["few" if len(lanes) < STILL["rows"]["fewLanes"] else "many"]
    for label, members in lanes:
        own = _placed(sheet, events, members, until)
        left = np.minimum(own.start, own.middle - _MARK)
        rows = rows_of(left, np.maximum(own.last, own.middle + _MARK) + 2, most)
        deep = max(rows, default=0) + 1
        sheet.write(_GUTTER - 12, y + deep * STILL["row"] / 2 + 8, _short(label), ' text-anchor="end"')
        for k, row in enumerate(rows):
            _draw(sheet, events, own, k, y + 4 + STILL["row"] * (row + 0.5), colour, shape)
        y += deep * STILL["row"] + 8
        rules.append(f"M0 {_num(y)}H{_WIDTH}")
    axis = ticks(sheet.low, sheet.high)
    lines = [f"M{_num(float(sheet.x(t)))} {_num(top)}V{_num(y + 4)}" for t, _ in axis]
    for t, label in axis:
        sheet.write(float(sheet.x(t)), y + 18, label, ' text-anchor="middle"')
    crowded = any(len(members) > STILL["crowd"] for _, members in lanes)
    foot = y + 40
    if colour and colour is not lane:
        foot = _legend(sheet, colour, within, foot, "circle" if shape else None)
    if shape:
        foot = _legend(sheet, shape, within, foot, grey=True)
    notes = _signs(events, within, crowded, say)
    if notes:
        sheet.write(_GUTTER, foot, notes, ' fill="#555"')
        foot += 20
    return _document(sheet, heading, lines + rules, math.ceil(foot - 8))


def _document(sheet: _Sheet, heading: str, lines: list[str], height: int) -> str:
    title = (
        f'<text x="12" y="20" font-size="14" font-weight="600">{escape(heading)}</text>' if heading else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"'
        f' width="{_WIDTH}" height="{height}"'
        ' font-family="system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Noto Sans CJK KR, sans-serif"'
        f' font-size="12" fill="{_INK}">'
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>'
        f'<path stroke="#e3e3e3" fill="none" d="{"".join(lines)}"/>'
        f"{title}{''.join(sheet.texts)}{''.join(sheet.drawn())}</svg>"
    )


# --- marks ------------------------------------------------------------


def _placed(sheet: _Sheet, events: Events, members: npt.NDArray[np.int64], until: float | None) -> _Lane:
    """Find where a lane's marks lie; of a crowded lane only as many as can be seen."""
    start = sheet.x(np.clip(events.start[members], sheet.low, sheet.high))
    kept = thinned(start)
    members, start = members[kept], start[kept]
    end = events.end[members]
    stop = np.minimum(np.where(np.isnan(end), events.start[members], end), sheet.high)
    if until is not None:
        stop = np.minimum(stop, until + DAY)
    last = sheet.x(stop)
    return _Lane(members, start, last, np.where(events.interval[members], start, (start + last) / 2))


def _draw(
    sheet: _Sheet, events: Events, lane: _Lane, k: int, y: float, colour: Facet | None, shape: Facet | None
) -> None:
    """Draw the mark of a lane's event number `k` at height `y`, and what tells how long it lasts."""
    i = int(lane.events[k])
    start, last, middle = float(lane.start[k]), float(lane.last[k]), float(lane.middle[k])
    hue, form = look(colour.mark(i) if colour else 0)
    if shape:
        form = shape_of(shape.mark(i))
    vague = events.precision[i] > 0
    if events.interval[i]:
        sheet.add(hue, "bar", f"M{_num(start)} {_num(y - 2)}H{_num(last)}v4H{_num(start)}z")
    elif vague and last - start > 2 * _MARK:
        sheet.add(hue, "span", f"M{_num(start)} {_num(y)}H{_num(last)}")
    if events.precision[i] >= ABOUT and not events.interval[i]:
        for side in (-_MARK - 5.5, _MARK + 1.5):
            sheet.add(hue, "tilde", f"M{_num(middle + side)} {_num(y)}q1-3 2 0t2 0")
    if events.interval[i] and events.start[i] < sheet.low:
        return  # a mark at the edge would say that it began there
    sheet.add(hue, "open" if vague else "full", _outline(form, middle, y))
    if events.texts["dispute"][i]:
        sheet.add(_INK, "ring", _outline("circle", middle, y, _MARK + 1.6))


def _outline(shape: str, x: float, y: float, r: float = _MARK) -> str:
    corners = CORNERS[shape]
    if not corners:
        half = f"a{_num(r)} {_num(r)} 0 1 0"
        return f"M{_num(x - r)} {_num(y)}{half} {_num(2 * r)} 0{half}-{_num(2 * r)} 0"
    points = [f"{_num(x + a * r)} {_num(y + b * r)}" for a, b in corners]
    return f"M{'L'.join(points)}z"


def _num(value: float) -> str:
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


# --- words ------------------------------------------------------------


def _legend(
    sheet: _Sheet,
    facet: Facet,
    drawn: npt.NDArray[np.int64],
    y: float,
    form: str | None = None,
    grey: bool = False,
) -> float:
    """Explain the colours and shapes where the lanes do not; return the height of the next line.

    With a form, all signs have it, and only colours tell; in grey, only shapes do.
    """
    x = float(_GUTTER)
    used = np.unique(facet.codes[drawn] if facet.offsets is None else facet.codes).tolist()
    for code in used[: LAYOUT["legend"]]:
        label = _short(facet.labels[code])
        width = 7.0 * len(label) + 34
        if x + width > _WIDTH:
            x, y = float(_GUTTER), y + 18
        hue, own = look(facet.marks[code])
        if grey:
            hue, own = COLOURS[GREY], shape_of(facet.marks[code])
        sheet.add(hue, "full", _outline(form or own, x + _MARK, y - 4))
        sheet.write(x + 14, y, label)
        x += width
    return y + 20


def _signs(events: Events, drawn: npt.NDArray[np.int64], crowded: bool, say: Say) -> str:
    """Explain the signs that occur in the picture."""
    occurs = {
        "stillVague": (events.precision[drawn] > 0).any(),
        "stillAbout": (events.precision[drawn] >= ABOUT).any(),
        "signInterval": events.interval[drawn].any(),
        "signDispute": any(events.texts["dispute"][i] for i in drawn),
        "stillCrowd": crowded,
    }
    said = " · ".join(say(sign) for sign, does in occurs.items() if does)
    return said[:1].upper() + said[1:]


def _short(text: str) -> str:
    most = STILL["label"]
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def alt_text(events: Events, shown: npt.NDArray[np.bool_], lane: Facet | None, language: str = "en") -> str:
    """Return what the picture shows, in words: the text that stands for it where it is not seen."""
    say = speaker(language)
    chosen = np.flatnonzero(shown)
    if not len(chosen):
        return say("noEvents")
    first, last = iso(events.start[chosen[0]]), iso(float(events.start[chosen].max()))
    text = say("alt", events=say("shownAll", m=len(chosen)), a=first, b=last)
    if lane is None:
        return text + say("stop")
    lanes = lanes_of(chosen, lane, STILL["altLanes"], say)
    return say("altLanes", text=text, lanes=", ".join(f"{label} {len(own):,}" for label, own in lanes))
