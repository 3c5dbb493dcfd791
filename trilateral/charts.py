"""Show a chart so that everybody can read it and nbval can compare it."""

from __future__ import annotations

import html
import io
import json
import re
import warnings
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from IPython.display import HTML, display

from trilateral.frames import FIRST_LINE

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["COLOURS", "DARK", "MEANINGS", "STYLE", "alternative_text", "last_shown", "show"]

# After Okabe and Ito's palette (2008), told apart with any common colour-vision deficiency; its yellow is
# left out, its sky blue and orange are darker: they were too pale for lines on white.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#3B93C9", "#C08000", "#000000")

# One colour, one meaning, in every lesson: `color="mark"`. What is counted or measured has the first of
# COLOURS. Each is told from white and from DARK, by a contrast of 3 to 1; what lies behind the rest is pale.
MEANINGS = {
    "mark": "#D55E00",  # a line across a chart: a day, a value that was found
    "range": "#DDDDDD",  # what chance alone gives
    "all": "#CCCCCC",  # everything, behind the part that is meant
    "South Korea": "#2F7ED8",
    "Japan": "#C2549D",
    "United States": "#009E73",
    "China": "#A6761D",
    "North Korea": "#7F7F7F",
}

_LABELS = Path(__file__).parent / "timeline" / "shared" / "labels.json"

DARK = "#111111"
"""The ground of a chart where the page is dark: JupyterLab's own."""
_SCHEMES = (
    "<style>.trilateral-chart img{color-scheme:light}@media screen{"
    '[data-jp-theme-light="false"] .trilateral-chart img,.vscode-dark .trilateral-chart img,'
    'html[theme="dark"] .trilateral-chart img,html[data-theme="dark"] .trilateral-chart img'
    "{color-scheme:dark}}</style>"
)

STYLE: dict[str, Any] = {
    "figure.figsize": (8, 3.6),
    "figure.facecolor": "white",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.axisbelow": True,
    "axes.grid.axis": "y",
    "grid.color": "#d9d9d9",
    "font.size": 11,
    "legend.frameon": False,
    # The two settings that make a figure the same bytes on every run, and its words searchable.
    "svg.hashsalt": "trilateral",
    "svg.fonttype": "none",
}


def use_style() -> None:
    """Set the house style for every figure drawn from here on, whatever a reader's matplotlibrc says."""
    import matplotlib as mpl
    from cycler import cycler
    from matplotlib.colors import get_named_colors_mapping

    mpl.rcdefaults()  # it leaves the backend alone
    mpl.rcParams.update(STYLE)  # type: ignore[arg-type]
    mpl.rcParams["axes.prop_cycle"] = cycler(color=COLOURS)
    get_named_colors_mapping().update(MEANINGS)


# Of each figure that was shown, what was said for readers who do not see it.
_TEXTS: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary()


def alternative_text(figure: Any) -> str:
    """Return the alternative text with which a figure was shown; "" where it was not."""
    return _TEXTS.get(figure, "")


def last_shown() -> Any:
    """Return the figure that was shown last, if somebody still has it; else None."""
    return next(reversed(list(_TEXTS)), None)


def show(figure: Figure, alt: str, caption: str = "") -> None:
    """Display a matplotlib figure as SVG with alternative text, the same bytes on every run.

    The picture goes out as an HTML image, because that is the one form in which JupyterLab, a saved page and
    a screen reader all keep its alternative text, and in which nbval compares every point of it.

    Args:
        figure: the figure; it is closed afterwards, so that it is shown once.
        alt: what the picture says to a reader who does not see it: the kind of chart, the axes, the finding.
        caption: a line under the picture, for everybody.

    Raises:
        ValueError: `alt` is missing or too short to say anything.
    """
    import matplotlib.pyplot as plt

    if not isinstance(alt, str) or len(alt.split()) < 5:
        raise ValueError("show(figure, alt=...): say in a sentence what a reader would see in the chart.")
    for axes in figure.axes:
        _no_halves(axes)
    buffer = io.StringIO()
    with warnings.catch_warnings(), _names_for_codes(figure):
        # Korean and Japanese words stay words in the SVG; the reader's own fonts draw them.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    _TEXTS[figure] = alt
    source = "data:image/svg+xml," + quote(_for_both(buffer.getvalue()), safe=" =:/;,()'")
    below = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
    image = f'<img alt="{html.escape(alt)}" src="{source}" style="max-width: 100%">'
    page = f'<figure class="trilateral-chart" style="margin: 0">{image}{below}</figure>{_SCHEMES}'
    display(HTML(f"{FIRST_LINE}{page}"))


def _no_halves(axes: Any) -> None:
    """Number an axis 2002, 2004 and not 2002.5 where all that is drawn along it are whole numbers."""
    import numpy as np
    from matplotlib.container import BarContainer
    from matplotlib.ticker import AutoLocator

    drawn: list[Any] = [np.column_stack(line.get_data(orig=False)) for line in axes.lines]
    drawn += [np.ma.filled(dots.get_offsets(), np.nan) for dots in axes.collections]
    for bars in axes.containers:
        if isinstance(bars, BarContainer):
            middles = [
                (bar.get_x() + bar.get_width() / 2, bar.get_y() + bar.get_height() / 2) for bar in bars
            ]
            points = np.array(middles, dtype=float).reshape(-1, 2)
            points[:, 0 if bars.orientation == "horizontal" else 1] = bars.datavalues
            drawn.append(points.round(6))  # what is found from a bar's edges is not exact
    for number, axis in enumerate((axes.xaxis, axes.yaxis)):
        along = [np.asarray(points, dtype=float)[:, number] for points in drawn]
        values = np.concatenate([np.empty(0), *along])
        values = values[np.isfinite(values)]
        if len(values) and isinstance(axis.get_major_locator(), AutoLocator) and (values % 1 == 0).all():
            axis.get_major_locator().set_params(integer=True)


@contextmanager
def _names_for_codes(figure: Figure) -> Iterator[None]:
    """Write the names of tracks, formats and the like in place of the record's codes, such as `dprk`.

    In the picture alone: a check reads what was drawn, the record's codes, when the figure has been shown.
    """
    known = json.loads(_LABELS.read_text("utf-8"))["en"]["values"]
    names = {code: name for codes in known.values() for code, name in codes.items()}
    before = []
    for axis in (axis for axes in figure.axes for axis in (axes.xaxis, axes.yaxis)):
        words = [label.get_text() for label in axis.get_ticklabels()]
        if not names.keys().isdisjoint(words):
            before.append((axis, axis.get_major_locator(), axis.get_major_formatter()))
            axis.set_ticks(axis.get_ticklocs(), labels=[names.get(word, word) for word in words])
    try:
        yield
    finally:
        for axis, locator, formatter in before:
            axis.set_major_locator(locator)
            axis.set_major_formatter(formatter)


def _for_both(svg: str) -> str:
    """Return a picture that has the colours of a dark page as well.

    The rules are in the picture itself: ground and lines change together, so that it can be read on any page,
    whether that page says what it is (`_SCHEMES`), or the reader's system does.
    """
    drawn = sorted(set(re.findall(r"(fill|stroke): (#[0-9a-f]{6})", svg)))
    rules = "".join(
        f'[style*="{what}: {colour}"]{{{what}:{_on_dark(colour)} !important}}' for what, colour in drawn
    )
    rules = f"text{{fill:{_on_dark('#000000')}}}{rules}"
    return svg.replace("</svg>", f"<style>@media (prefers-color-scheme: dark){{{rules}}}</style></svg>")


def _on_dark(colour: str) -> str:
    """Return a colour such as "#0072b2" for DARK: greys are turned round, others kept, or made lighter."""
    rgb = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    ground = int(DARK[1:3], 16)
    if max(rgb) - min(rgb) < 16:
        return "#" + 3 * f"{round(255 - ground - (255 - 2 * ground) * sum(rgb) / 3 / 255):02x}"
    while _contrast(rgb, [ground] * 3) < 3:
        rgb = [part + max(1, (255 - part) // 10) if part < 255 else part for part in rgb]
    return "#" + "".join(f"{part:02x}" for part in rgb)


def _contrast(one: list[int], other: list[int]) -> float:
    """Return how well two colours are told apart, from 1 to 21, as WCAG 2.2 defines it."""
    lights = []
    for rgb in (one, other):
        linear = [p / 12.92 if (p := part / 255) <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for part in rgb]
        lights.append(0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2])
    return (max(lights) + 0.05) / (min(lights) + 0.05)
