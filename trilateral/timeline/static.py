"""The timeline without a browser's help: a picture (SVG) and a table (HTML), for paper, GitHub, static pages.

The marks, their order and their colours are those of js/src/lib/marks.js, so that both forms read alike.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from html import escape
from urllib.parse import quote

import numpy as np
import numpy.typing as npt

from trilateral.display import wrap
from trilateral.timeline.dates import DAY, iso
from trilateral.timeline.events import Events, Facet, Sources
from trilateral.timeline.labels import STATIC

COLOURS = ("#1f5fa8", "#b5480a", "#1b7a4b", "#7b3fa0", "#0b7480", "#b3286e", "#7a5a12", "#565c64")
"""One colour for each value, at least 4.5:1 on white; shapes tell apart what colours do not."""

SHAPES = ("circle", "square", "diamond", "triangle", "down", "cross", "hexagon", "star")

TABLE_LIMIT = 1000
CROWD = 1000  # a lane with more events than this is not drawn mark by mark
MARK = 4.0  # a mark's radius
ROW = 12.0  # height of one row of marks

_WIDTH, _GUTTER, _RIGHT = 960, 168, 16


def polygon(shape: str) -> list[tuple[float, float]]:
    """Return the corners of a shape around (0, 0), for a radius of 1; a circle has none."""
    if shape == "square":
        return [(-0.85, -0.85), (0.85, -0.85), (0.85, 0.85), (-0.85, 0.85)]
    if shape == "diamond":
        return [(0, -1.2), (1.2, 0), (0, 1.2), (-1.2, 0)]
    if shape == "triangle":
        return [(0, -1.15), (1.1, 0.85), (-1.1, 0.85)]
    if shape == "down":
        return [(0, 1.15), (1.1, -0.85), (-1.1, -0.85)]
    if shape == "cross":
        a, b = 0.38, 1.1
        return [
            (-a, -b), (a, -b), (a, -a), (b, -a), (b, a), (a, a),
            (a, b), (-a, b), (-a, a), (-b, a), (-b, -a), (-a, -a),
        ]  # fmt: skip
    if shape == "hexagon":
        return [(math.cos(k * math.pi / 3) * 1.1, math.sin(k * math.pi / 3) * 1.1) for k in range(6)]
    if shape == "star":
        turn = [(1.35 if k % 2 == 0 else 0.58, (k / 10 - 0.25) * 2 * math.pi) for k in range(10)]
        return [(r * math.cos(a), r * math.sin(a)) for r, a in turn]
    return []


def look(value: int) -> tuple[str, str]:
    """Return the colour and the shape of the value with this number; 64 values pass before a pair repeats."""
    return COLOURS[value % 8], SHAPES[(value + value // 8) % 8]


def date_text(events: Events, i: int, language: str = "en") -> str:
    """Return the date of event `i` as it is known: `2016-08`, `about 1950-01-01`, `A to B`, `A, going on`."""
    words = STATIC[language]
    precision = int(events.precision[i])
    first = iso(events.start[i])[: (10, 7, 4, 10)[precision]]
    if precision == 3:
        first = words["about"].format(first)
    if events.interval[i] and math.isinf(events.end[i]):
        first = words["going on"].format(first)
    elif events.interval[i]:
        first = words["to"].format(first, iso(events.end[i] - 1))
    if events.texts["elsewhere"][i]:
        first += f" ({words['washington'].format(events.texts['elsewhere'][i][:10])})"
    return first


def safe_url(url: str) -> str:
    """Return an address that may become a link (http or https only), else nothing."""
    return url if re.match(r"^https?://[^\s]+$", url, re.IGNORECASE) else ""


def _num(value: float) -> str:
    text = f"{value:.1f}"
    return text[:-2] if text.endswith(".0") else text


def _mark(shape: str, x: float, y: float, r: float = MARK) -> str:
    corners = polygon(shape)
    if not corners:
        half = f"a{_num(r)} {_num(r)} 0 1 0"
        return f"M{_num(x - r)} {_num(y)}{half} {_num(2 * r)} 0{half}-{_num(2 * r)} 0"
    points = [f"{_num(x + a * r)} {_num(y + b * r)}" for a, b in corners]
    return f"M{'L'.join(points)}z"


def ticks(low: float, high: float, most: int = 10) -> list[tuple[float, str]]:
    """Return moments (ms) at whole years, months or days, at most `most`, with their labels."""
    a, b = (np.datetime64(int(v), "ms") for v in (low, high))
    for unit, steps in (
        ("D", (1, 2, 7, 14)),
        ("M", (1, 2, 3, 6)),
        ("Y", (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)),
    ):
        whole = (
            np.arange(a.astype(f"M8[{unit}]"), b.astype(f"M8[{unit}]") + np.array(1).astype(f"m8[{unit}]"))
            if _few(low, high, unit)
            else None
        )
        if whole is None:
            continue
        number = whole.astype(np.int64) + (1970 if unit == "Y" else 0)
        for step in steps:
            chosen = whole[number % step == 0].astype("M8[ms]")
            chosen = chosen[(chosen >= a) & (chosen <= b)]
            if len(chosen) <= most:
                cut = {"D": 10, "M": 7, "Y": 4}[unit]
                return [(float(t.astype(np.int64)), str(t)[:cut]) for t in chosen]
    return []


def _few(low: float, high: float, unit: str) -> bool:
    return (high - low) / DAY < {"D": 200, "M": 2500, "Y": math.inf}[unit]


def _rows(x: npt.NDArray[np.float64], right: npt.NDArray[np.float64], most: int) -> list[int]:
    """Put marks (in order of x) into rows so that they do not overlap, as far as `most` rows allow."""
    ends: list[float] = []
    rows = []
    for a, b in zip(x, right, strict=True):
        free = next((k for k, e in enumerate(ends) if e <= a), None)
        if free is None:
            if len(ends) < most:
                ends.append(b)
                rows.append(len(ends) - 1)
                continue
            free = int(np.argmin(ends))
        ends[free] = max(ends[free], b)
        rows.append(free)
    return rows


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
    low, high = view
    inner = _WIDTH - _GUTTER - _RIGHT

    def x_of(t: npt.NDArray[np.float64] | float) -> npt.NDArray[np.float64]:
        return np.asarray(_GUTTER + (np.asarray(t) - low) / (high - low) * inner)

    within = np.flatnonzero(shown & (events.start <= high) & (np.fmax(events.end, events.start) >= low))
    lanes = _lanes(events, within, lane, language=language)
    paths: dict[tuple[str, str], list[str]] = {}
    words: list[str] = []
    rules: list[str] = []
    y = 34.0 if heading else 12.0
    for label, members in lanes:
        start = x_of(np.clip(events.start[members], low, high))
        members, start = _thin(members, start)
        stop = np.minimum(
            np.where(np.isnan(events.end[members]), events.start[members], events.end[members]), high
        )
        if until is not None:
            stop = np.minimum(stop, until + DAY)
        last = x_of(stop)
        middle = np.where(events.interval[members], start, (start + last) / 2)
        left = np.minimum(start, middle - MARK)
        rows = _rows(left, np.maximum(last, middle + MARK) + 2, 6 if len(lanes) < 12 else 3)
        deep = max(rows, default=0) + 1
        at = f'x="{_GUTTER - 12}" y="{_num(y + deep * ROW / 2 + 8)}"'
        words.append(f'<text {at} text-anchor="end">{escape(_short(label))}</text>')
        for k, i in enumerate(members):
            line = y + 4 + ROW * (rows[k] + 0.5)
            hue, form = look(colour.marks[colour.codes[_first(colour, i)]]) if colour else look(0)
            if shape:
                form = SHAPES[shape.marks[shape.codes[_first(shape, i)]] % 8]
            vague = events.precision[i] > 0
            if events.interval[i]:
                paths.setdefault((hue, "bar"), []).append(
                    f"M{_num(start[k])} {_num(line - 2)}H{_num(last[k])}v4H{_num(start[k])}z"
                )
            elif vague and last[k] - start[k] > 2 * MARK:
                paths.setdefault((hue, "span"), []).append(f"M{_num(start[k])} {_num(line)}H{_num(last[k])}")
            elif events.precision[i] == 3:
                for side in (-MARK - 5.5, MARK + 1.5):
                    tilde = f"M{_num(middle[k] + side)} {_num(line)}q1-3 2 0t2 0"
                    paths.setdefault((hue, "tilde"), []).append(tilde)
            if events.interval[i] and events.start[i] < low:
                continue  # a mark at the edge would say that it began there
            paths.setdefault((hue, "open" if vague else "full"), []).append(
                _mark(form, float(middle[k]), line)
            )
            if events.texts["dispute"][i]:
                paths.setdefault(("#222", "ring"), []).append(
                    _mark("circle", float(middle[k]), line, MARK + 1.6)
                )
        y += deep * ROW + 8
        rules.append(f"M0 {_num(y)}H{_WIDTH}")
    bottom = y
    lines = [
        f"M{_num(float(x_of(t)))} {34 if heading else 12}V{_num(bottom + 4)}" for t, _ in ticks(low, high)
    ]
    for t, label in ticks(low, high):
        words.append(
            f'<text x="{_num(float(x_of(t)))}" y="{_num(bottom + 18)}" text-anchor="middle">{label}</text>'
        )
    foot = bottom + 40
    if colour and colour is not lane:
        foot = _legend(colour, within, foot, words, paths, "circle" if shape else None)
    if shape:
        foot = _legend(shape, within, foot, words, paths, grey=True)
    notes = _signs(events, within, any(len(own) > CROWD for _, own in lanes), language)
    if notes:
        words.append(f'<text x="{_GUTTER}" y="{_num(foot)}" fill="#555">{notes}</text>')
        foot += 20
    height = math.ceil(foot - 8)
    style = {
        "bar": 'fill-opacity=".35"',
        "span": 'fill="none" stroke-dasharray="2 2"',
        "tilde": 'fill="none"',
        "open": 'fill="#fff" stroke-width="1.4"',
        "full": 'stroke="none"',
        "ring": 'fill="none" stroke-width=".9" stroke-dasharray="1.6 1.4"',
    }
    drawn = []
    for kind in style:
        for (hue, own), parts in paths.items():
            if own == kind:
                ink = f'stroke="{hue}"' if kind in ("span", "tilde", "open", "ring") else ""
                fill = f'fill="{hue}"' if kind in ("bar", "full") else ""
                drawn.append(
                    f'<path {" ".join(filter(None, (fill, ink, style[kind])))} d="{"".join(parts)}"/>'
                )
    title = (
        f'<text x="12" y="20" font-size="14" font-weight="600">{escape(heading)}</text>' if heading else ""
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"'
        f' width="{_WIDTH}" height="{height}"'
        ' font-family="system-ui, -apple-system, Segoe UI, Roboto, Noto Sans, Noto Sans CJK KR, sans-serif"'
        ' font-size="12" fill="#222">'
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>'
        f'<path stroke="#e3e3e3" fill="none" d="{"".join(lines + rules)}"/>'
        f"{title}{''.join(words)}{''.join(drawn)}</svg>"
    )


def _legend(
    colour: Facet,
    drawn: npt.NDArray[np.int64],
    y: float,
    words: list[str],
    paths: dict[tuple[str, str], list[str]],
    form: str | None = None,
    grey: bool = False,
) -> float:
    """Explain the colours and shapes where the lanes do not; return the height of the next line.

    With a form, all signs have it, and only colours tell; in grey, only shapes do.
    """
    x = float(_GUTTER)
    for code in np.unique(colour.codes[drawn] if colour.offsets is None else colour.codes).tolist()[:24]:
        label = _short(colour.labels[code])
        width = 7.0 * len(label) + 34
        if x + width > _WIDTH:
            x, y = float(_GUTTER), y + 18
        hue, own = look(colour.marks[code])
        if grey:
            hue, own = COLOURS[-1], SHAPES[colour.marks[code] % 8]
        paths.setdefault((hue, "full"), []).append(_mark(form or own, x + MARK, y - 4))
        words.append(f'<text x="{_num(x + 14)}" y="{_num(y)}">{escape(label)}</text>')
        x += width
    return y + 20


def _thin(
    members: npt.NDArray[np.int64], x: npt.NDArray[np.float64]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]:
    """Keep, of a crowded lane, as many events as its rows can show in each column of two pixels."""
    if len(members) <= CROWD:
        return members, x
    column = (x // 2).astype(np.int64)
    first = np.searchsorted(column, column)
    keep = np.arange(len(column)) - first < 6
    return members[keep], x[keep]


def _signs(events: Events, drawn: npt.NDArray[np.int64], crowded: bool, language: str) -> str:
    """Explain the signs that occur in the picture."""
    words = STATIC[language]
    occurs = {
        "vague": (events.precision[drawn] > 0).any(),
        "tilde": (events.precision[drawn] == 3).any(),
        "bar": events.interval[drawn].any(),
        "ring": any(events.texts["dispute"][i] for i in drawn),
        "crowd": crowded,
    }
    said = [words[sign] for sign, does in occurs.items() if does]
    return " · ".join(said).capitalize()


def _first(facet: Facet, i: int) -> int:
    return i if facet.offsets is None else int(facet.offsets[i])


def _short(text: str, most: int = 24) -> str:
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def _lanes(
    events: Events,
    members: npt.NDArray[np.int64],
    lane: Facet | None,
    most: int = 24,
    language: str = "en",
) -> list[tuple[str, npt.NDArray[np.int64]]]:
    """Return label and events of each lane that has any; beyond `most`, the smallest share one lane."""
    if lane is None:
        return [("", members)]
    found: list[tuple[str, npt.NDArray[np.int64]]] = []
    for number, label in enumerate(lane.labels):
        if lane.offsets is None:
            own = members[lane.codes[members] == number]
        else:
            own = members[lane.holds([lane.values[number]])[members]]
        if len(own):
            found.append((label, own))
    if len(found) <= most:
        return found
    large = sorted(range(len(found)), key=lambda k: (-len(found[k][1]), k))[: most - 1]
    kept = [found[k] for k in sorted(large)]
    rest = np.unique(np.concatenate([found[k][1] for k in range(len(found)) if k not in set(large)]))
    return [*kept, (STATIC[language]["others"].format(len(found) - len(kept)), rest)]


def alt_text(events: Events, shown: npt.NDArray[np.bool_], lane: Facet | None, language: str = "en") -> str:
    """Return what the picture shows, in words: the text that stands for it where it is not seen."""
    words = STATIC[language]
    chosen = np.flatnonzero(shown)
    if not len(chosen):
        return str(words["none"])
    first, last = iso(events.start[chosen[0]]), iso(float(events.start[chosen].max()))
    text = words["alt"].format(words["events"](len(chosen)), first, last)
    if lane is None:
        return f"{text}{words['stop']}"
    lanes = _lanes(events, chosen, lane, 13, language)
    return str(words["lanes"].format(text, ", ".join(f"{label} {len(own):,}" for label, own in lanes)))


def image(svg: str, alt: str) -> str:
    """Return a picture as an `<img>`: JupyterLab strips inline SVG from a notebook it does not trust."""
    # No quotation mark and no other sign that HTML or an address gives a meaning to is left.
    data = quote(svg.replace('"', "'"), safe=" !'()*,-./:;=@_")
    return f'<img alt="{escape(alt)}" style="max-width:100%" src="data:image/svg+xml;charset=utf-8,{data}">'


def fallback_page(
    events: Events,
    shown: npt.NDArray[np.bool_],
    svg: str,
    alt: str,
    *,
    key: str,
    heading: str = "",
    remarks: Sequence[str] = (),
    language: str = "en",
) -> str:
    """Return the static form as HTML; by its class `trilateral-static-KEY` the live timeline finds it.

    Everything that came with the frame is escaped; only http and https addresses become links.
    """
    words = STATIC[language]
    chosen = np.flatnonzero(shown)
    rows = []
    for i in chosen[:TABLE_LIMIT].tolist():
        links = "; ".join(
            cite(events.sources, int(number), words["source"]) for number in events.sources.of(i)
        )
        doubt = f" <em>({words['disputed']})</em>" if events.texts["dispute"][i] else ""
        rows.append(
            f"<tr><td>{escape(date_text(events, i, language))}</td>"
            f"<td>{escape(events.texts['title'][i])}{doubt}</td><td>{links}</td></tr>"
        )
    table = (
        f"<table><thead><tr><th>{words['date']}</th><th>{words['event']}</th><th>{words['sources']}</th></tr></thead>"
        f"<tbody>\n{chr(10).join(rows)}\n</tbody></table>"
    )
    if len(chosen) > TABLE_LIMIT:
        what = words["first"].format(TABLE_LIMIT, words["events"](len(chosen)))
    else:
        what = words["table"].format(words["events"](len(chosen)))
    if not len(chosen):
        table = ""
    elif len(chosen) > 12:
        table = f"<details><summary>{what}</summary>\n{table}</details>"
    notes = "".join(f"<p>{escape(remark)}</p>" for remark in remarks)
    head = f"<p><strong>{escape(heading)}</strong></p>" if heading else ""
    return wrap(f"{head}{image(svg, alt)}{notes}{table}", key)


def cite(sources: Sources, number: int, unnamed: str = "source") -> str:
    """Return a work's publisher as HTML, as a link where its address is safe."""
    name = escape(sources.publisher[number] or sources.title[number] or unnamed)
    url = safe_url(sources.url[number])
    if not url:
        return name
    return f'<a href="{escape(url)}">{name}</a>'
