"""What a value looks like: a colour and a shape (shared/marks.json; js/src/lib/marks.js reads it too)."""

from __future__ import annotations

from trilateral.timeline.shared import shared

_MARKS = shared("marks")
COLOURS: tuple[str, ...] = tuple(_MARKS["colours"])
"""One colour for each value, at least 4.5:1 on white; shapes tell apart what colours do not."""

SHAPES: tuple[str, ...] = tuple(_MARKS["shapes"])
GREY: int = _MARKS["grey"]
"""The colour of a shape that is shown without one."""

CORNERS: dict[str, list[tuple[float, float]]] = {
    shape: [(x, y) for x, y in corners] for shape, corners in _MARKS["corners"].items()
}
"""The corners of each shape around (0, 0), for a radius of 1; a circle has none."""


def shape_of(value: int) -> str:
    """Return the shape of the value with this number, where shapes have a column of their own."""
    return SHAPES[value % len(SHAPES)]


def look(value: int) -> tuple[str, str]:
    """Return the colour and the shape of the value with this number; 64 values pass before a pair repeats."""
    number = len(COLOURS)
    return COLOURS[value % number], SHAPES[(value + value // number) % len(SHAPES)]
