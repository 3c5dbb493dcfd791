"""The canonical form of a chart: the table that it shows, once it has all that a reader needs.

Order, colour, size and direction make no difference, nor do bars of height 0, which nobody sees. A chart
without a title, without words at its axes or without alternative text is not judged before it has them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trilateral.exercises.canonical.dates import BadDate, parse_date
from trilateral.exercises.canonical.scalars import normalise_text
from trilateral.exercises.canonical.shape import CHARTS, Shape, expected
from trilateral.exercises.canonical.tables import canonical_table
from trilateral.exercises.canonical.values import MOST_ITEMS, Canonicalise, InvalidAnswer, remark, unfit
from trilateral.exercises.chart_labels import Label, month_of
from trilateral.exercises.chart_reading import Chart, Mark, chart_of, charts_in
from trilateral.exercises.chart_words import not_its_own
from trilateral.timeline.shared import MONTHS

__all__ = ["Plotted", "canonical_chart"]

HOW = "Draw with figure, axes = plt.subplots(), and give that figure as your answer."
NUMBERS = dict(
    enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven")
    )
)


@dataclass(frozen=True)
class Plotted:
    """What a chart would show, in place of the chart: an author writes a distractor without drawing it."""

    values: pd.Series[Any]


def canonical_chart(answer: Any, shape: Shape, canonicalise: Canonicalise) -> list[list[Any]]:
    """Return the rows of the table that a chart shows.

    Raises:
        InvalidAnswer: it is no chart, not of a kind that is asked for, or lacks words.
    """
    if isinstance(answer, Plotted):
        marks = [Mark(Label(str(label)), float(number)) for label, number in answer.values.items()]
        return _table(marks, shape, canonicalise)
    found = charts_in(answer)
    if not found:
        raise _no_chart(answer, shape)
    if len(found) > 1:
        raise InvalidAnswer(
            f"There are {len(found)} charts in it; give the axes of the one that is asked for."
        )
    chart = chart_of(found[0])
    kind = next((kind for kind in shape.charts if kind in chart.marks), None)
    if kind is None:
        raise _other_kind(chart, shape)
    rows = _table(chart.marks[kind], shape, canonicalise)
    if lack := next(_lacks(chart, rows, shape), None):
        raise InvalidAnswer(lack)
    label, value = chart.words
    said = {"title": chart.title, "label": label, "value": value, "alt": chart.alt}
    # Of another chart the words may be right: this is told to whoever drew what was asked for.
    for fault in not_its_own(said, shape.words, shape.elsewhere):
        remark(fault)
    return rows


def _no_chart(value: Any, shape: Shape) -> InvalidAnswer:
    if type(value).__name__ in ("Axes", "Figure", "ndarray", "tuple", "list"):
        return InvalidAnswer(f"Expected {expected(shape)}; there is nothing drawn in it yet.")
    error = unfit(value, shape)
    return InvalidAnswer(f"{error} {HOW}")


def _other_kind(chart: Chart, shape: Shape) -> InvalidAnswer:
    own = " and ".join(CHARTS[kind] for kind in chart.marks)
    return InvalidAnswer(
        f"Expected {expected(shape)}; this shows {own}."
        if own
        else f"Expected {expected(shape)}; this is drawn in a way that a check cannot read."
    )


def _table(marks: Sequence[Mark], shape: Shape, canonicalise: Canonicalise) -> list[list[Any]]:
    """Return what is shown as the rows of a table, with the columns asked for."""
    if len(marks) > MOST_ITEMS:
        raise InvalidAnswer(f"This shows {len(marks)} bars or points, far too many.")
    names = list(shape.columns)
    of = shape.columns[names[0]]
    shown = [mark for mark in marks if mark.value]
    scale = 100 if shape.share and any(abs(mark.value) > 1.5 for mark in shown) else 1
    several = len(names) == 3
    if not several and len({mark.series for mark in shown}) > 1:
        raise InvalidAnswer("This shows more than one series; draw the one that is asked for, alone.")
    frame = pd.DataFrame(
        {
            names[0]: pd.Series([_as(mark.label, of) for mark in shown], dtype=object),
            **({names[1]: pd.Series([mark.series for mark in shown], dtype=object)} if several else {}),
            names[-1]: [mark.value / scale for mark in shown],
        }
    )
    return canonical_table(frame, shape, canonicalise)


def _as(label: Label, of: Shape) -> Any:
    """Return a label as what it is asked for: a number (of a year, of a month), a date, a text."""
    text = normalise_text(label.text)
    match of.kind:
        case "number" if re.fullmatch(r"-?\d+(\.\d+)?", text):
            return float(text)
        case "number" if (month := month_of(text)) is not None:
            return month
        case "number" if label.day:
            return label.day.year
        case "number":
            return label.number if label.number is not None else label.text
        case "date" if label.day:
            return label.day
        case "date":
            return _day(label)
    return label.text or (str(label.day) if label.day else f"{label.number:g}")


def _day(label: Label) -> Any:
    try:
        return parse_date(label.text.removesuffix(" 00:00:00"))[0]
    except BadDate:
        return label.text or label.number


def _lacks(chart: Chart, rows: list[list[Any]], shape: Shape) -> Iterator[str]:
    """Yield what a reader misses in a chart, each with the line that mends it."""
    if not chart.title:
        yield 'It has no title yet: axes.set_title("...") says what it shows.'
    label, value = chart.words
    if not value:
        yield f"Nothing says what its {list(shape.columns)[-1]} are: {_set('value')} writes it at the axis."
    if not label and next(iter(shape.columns.values())).kind == "number":
        yield f"Nothing says what its labels are: {_set('label')} writes it at the axis."
    if not chart.alt:
        yield 'It is not shown yet: show(figure, alt="...") does that, with a text for who cannot see it.'
    elif not _tells(chart.alt, rows):
        yield (
            "Its alternative text tells nothing that the chart shows: name the bar or point that stands "
            "out, and its number."
        )


def _set(axis: str) -> str:
    standing, lying = ("ylabel", "xlabel") if axis == "value" else ("xlabel", "ylabel")
    return f'axes.set_{standing}("...") (of lying bars, axes.set_{lying}("..."))'


def _tells(alt: str, rows: list[list[Any]]) -> bool:
    """Tell whether a text names one of the labels or values that are shown."""
    said = normalise_text(alt)
    words = set(re.findall(r"\w+(?:\.\d+)?", said))
    return any(set(_names(cell)) & words or str(cell) in said.split() for row in rows for cell in row) or any(
        isinstance(row[0], str) and not row[0].isdecimal() and row[0] in said for row in rows
    )


def _names(cell: Any) -> Iterator[str]:
    """Yield the ways in which a label or value may be written."""
    text = str(cell)
    yield text
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        yield text[:4]
        yield MONTHS[int(text[5:7]) - 1].casefold()
    elif re.fullmatch(r"\d+(?:\.\d+)?", text):
        number = float(text)
        yield from (
            f"{number:g}",
            f"{number:.0f}",
            f"{number:.1f}",
            f"{number:.2f}",
            f"{100 * number:.0f}",
            f"{100 * number:g}",
        )
        if number in NUMBERS:
            yield NUMBERS[int(number)]
        if number in range(1, 13):
            yield MONTHS[int(number) - 1].casefold()
