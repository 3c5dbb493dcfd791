"""What is plotted in a chart: its kind, its data and its words, read from matplotlib's objects.

No picture is looked at. The same counts drawn with `ax.bar`, `plt.barh`, `table.plot.bar()` or `ax.hist` are
read as the same data; what a label is meant to be (a year, a month, a name) is left to whoever asked.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from numbers import Real
from typing import Any

from trilateral.exercises.chart_labels import Label, labels_of, value_label

__all__ = ["Chart", "Mark", "chart_of", "charts_in", "drawn"]

MOST_OBJECTS = 1_000


@dataclass(frozen=True)
class Mark:
    """A bar or a point: its label, its value, and the name of its series ("" where that has none)."""

    label: Label
    value: float
    series: str = ""


@dataclass(frozen=True)
class Chart:
    """What an axes shows.

    Attributes:
        marks: by kind, what is drawn of it.
        title: the title of the axes, or else of the figure.
        words: the words at the axis of the labels, and those at the axis of the values.
        alt: the text for readers who do not see it; "" where there is none.
    """

    marks: dict[str, list[Mark]]
    title: str
    words: tuple[str, str]
    alt: str


def charts_in(value: Any, most: int = MOST_OBJECTS) -> list[Any]:
    """Return the axes with something drawn in them that an answer is, or that it belongs to.

    An answer may be an axes, a figure, both, or whatever a call that draws gives back: bars, lines, points.
    """
    found: list[Any] = []
    todo, seen = [value], 0
    while todo and seen < most:
        one = todo.pop(0)
        seen += 1
        if isinstance(one, (list, tuple)) and type(one).__name__ != "BarContainer":
            todo += one
        elif type(one).__name__ == "ndarray":
            todo += list(one.ravel()[:most])
        else:
            found += [axes for axes in _axes(one) if axes not in found]
    return [axes for axes in found if _has_data(axes)]


def _axes(value: Any) -> list[Any]:
    """Return the axes that one object is, has, or belongs to."""
    one: Any = value
    if (pyplot := sys.modules.get("matplotlib.pyplot")) is None:
        return []
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.container import Container
    from matplotlib.figure import FigureBase

    from trilateral.charts import last_shown

    if one is pyplot:
        one = drawn() or last_shown()
    if isinstance(one, Container):
        one = next((child for child in one.get_children() if child is not None), None)
    if isinstance(one, Axes):
        return [one]
    if not isinstance(one, Artist):
        return []
    own: Any = one.axes
    return list(own) if isinstance(one, FigureBase) else [own] if own is not None else []


def _has_data(axes: Any) -> bool:
    return bool(axes.containers or axes.collections or axes.patches or any(_data_lines(axes)))


def drawn() -> Any:
    """Return the figure that is being drawn in the cell; None where there is none."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    return pyplot.gcf() if pyplot is not None and pyplot.get_fignums() else None


def chart_of(axes: Any) -> Chart:
    """Return what an axes shows."""
    from trilateral.charts import alternative_text  # with IPython, for which no check of a number waits

    marks: dict[str, list[Mark]] = {}
    flat = False  # whether the labels stand at the side
    for kind, lying, found in (*_bars(axes), *_stairs(axes), *_lines(axes), *_points(axes)):
        if found:
            marks.setdefault(kind, []).extend(found)
            flat = flat or lying
    figure = axes.get_figure(root=True)
    words = (value_label(axes.xaxis), value_label(axes.yaxis))
    title = next(
        (axes.get_title(place) for place in ("left", "center", "right") if axes.get_title(place)), ""
    )
    return Chart(
        marks,
        (title or figure.get_suptitle()).strip(),
        words[::-1] if flat else words,
        alternative_text(figure),
    )


Found = tuple[str, bool, list[Mark]]


def _bars(axes: Any) -> Iterator[Found]:
    from matplotlib.container import BarContainer

    for container in axes.containers:
        if not isinstance(container, BarContainer) or not container.patches:
            continue
        lying = container.orientation == "horizontal"
        boxes = [
            (one.get_y(), one.get_height(), one.get_width())
            if lying
            else (one.get_x(), one.get_width(), one.get_height())
            for one in container.patches
        ]
        places = _places([(start, start + length) for start, length, _ in boxes])
        labels = labels_of(axes.yaxis if lying else axes.xaxis, places)
        yield "bar", lying, _marks(labels, [value for *_, value in boxes], container)


def _stairs(axes: Any) -> Iterator[Found]:
    from matplotlib.patches import StepPatch

    for patch in axes.patches:
        if isinstance(patch, StepPatch):
            values, edges, _ = patch.get_data()
            labels = labels_of(axes.xaxis, _places(list(pairwise(edges))))
            yield "step", False, _marks(labels, list(values), patch)


def _places(boxes: Sequence[tuple[float, float]]) -> list[float]:
    """Return where on its axis each bar stands: its middle, or of a histogram the whole number in its bin."""
    middles = [(first + last) / 2 for first, last in boxes]
    touching = len(boxes) > 1 and all(math.isclose(a[1], b[0], abs_tol=1e-6) for a, b in pairwise(boxes))
    if _are_whole(middles):
        return middles
    if not touching:
        starts = [first for first, _ in boxes]
        return starts if _are_whole(starts) else middles
    held = [
        [number for number in (math.ceil(first - 1e-9),) if number < last - 1e-9] for first, last in boxes
    ]
    if not held[-1] and math.isclose(boxes[-1][1], round(boxes[-1][1]), abs_tol=1e-6):
        held[-1] = [round(boxes[-1][1])]  # the last bin has its upper end too
    return [float(one[0]) if one else middle for one, middle in zip(held, middles, strict=True)]


def _are_whole(places: Sequence[float]) -> bool:
    return all(math.isclose(place, round(place), abs_tol=1e-6) for place in places)


def _data_lines(axes: Any) -> Iterator[Any]:
    """Yield the lines that show data: `axhline` and the like are drawn to the edges of the axes."""
    return (line for line in axes.lines if line.get_transform() == axes.transData)


def _lines(axes: Any) -> Iterator[Found]:
    for line in _data_lines(axes):
        first, second = list(line.get_xdata(orig=True)), list(line.get_ydata(orig=True))
        lying = not _are_numbers(second) and _are_numbers(first)
        if lying:
            first, second = second, first
        kind = (
            "scatter"
            if line.get_linestyle() in ("None", "", " ")
            else "step"
            if line.get_drawstyle().startswith("steps")
            else "line"
        )
        labels = labels_of(axes.yaxis if lying else axes.xaxis, first)
        yield kind, lying, _marks(labels, second, line)


def _are_numbers(values: Sequence[Any]) -> bool:
    return all(isinstance(value, Real) for value in values)


def _points(axes: Any) -> Iterator[Found]:
    from matplotlib.collections import PathCollection

    for points in axes.collections:
        if isinstance(points, PathCollection):
            offsets: Any = points.get_offsets()
            places = [(float(x), float(y)) for x, y in offsets]
            yield (
                "scatter",
                False,
                _marks(labels_of(axes.xaxis, [x for x, _ in places]), [y for _, y in places], points),
            )


def _marks(labels: Sequence[Label], values: Sequence[Any], artist: Any) -> list[Mark]:
    name = str(artist.get_label() or "")
    series = "" if name.startswith("_") else name
    return [
        Mark(label, float(value), series)
        for label, value in zip(labels, values, strict=False)
        if value is not None and not math.isnan(float(value))
    ]
