"""Show a chart so that everybody can read it and nbval can compare it."""

from __future__ import annotations

import html
import io
import warnings
import weakref
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from IPython.display import HTML, display

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = ["COLOURS", "STYLE", "alternative_text", "last_shown", "show"]

# Okabe and Ito's palette (2008), told apart with any common colour-vision deficiency; its yellow, too pale
# for lines on white, is left out.
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#56B4E9", "#E69F00", "#000000")

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

    mpl.rcdefaults()  # it leaves the backend alone
    mpl.rcParams.update(STYLE)  # type: ignore[arg-type]
    mpl.rcParams["axes.prop_cycle"] = cycler(color=COLOURS)


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

    if len(alt.split()) < 5:
        raise ValueError("show(figure, alt=...): say in a sentence what a reader would see in the chart.")
    buffer = io.StringIO()
    with warnings.catch_warnings():
        # Korean and Japanese words stay words in the SVG; the reader's own fonts draw them.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure.savefig(buffer, format="svg", bbox_inches="tight", metadata={"Date": None, "Creator": None})
    plt.close(figure)
    _TEXTS[figure] = alt
    source = "data:image/svg+xml," + quote(buffer.getvalue(), safe=" =:/;,()'")
    below = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
    image = f'<img alt="{html.escape(alt)}" src="{source}" style="max-width: 100%; background: white">'
    display(HTML(f'<figure style="margin: 0">{image}{below}</figure>'))
