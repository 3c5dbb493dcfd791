"""The canonical form of an answer: one text for everything that means the same.

A student may give a date as a `Timestamp`, as `datetime.date` or as text, and ids as a list, a set or a
column. Checks compare canonical forms only, so all of these count as one answer. Nothing here knows what is
right. What is asked for is a `Shape`; what may hold an answer (lists, arrays, columns) is said in `values`,
how a date may be written in `dates`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from trilateral.exercises.canonical.charts import canonical_chart
from trilateral.exercises.canonical.functions import canonical_function
from trilateral.exercises.canonical.rows import canonical_list, canonical_set
from trilateral.exercises.canonical.scalars import SCALARS
from trilateral.exercises.canonical.shape import KINDS, Shape, expected
from trilateral.exercises.canonical.tables import canonical_table
from trilateral.exercises.canonical.values import (
    BlankAnswer,
    Canonicalise,
    InvalidAnswer,
    describe_type,
    is_blank,
)
from trilateral.exercises.chart_reading import drawn

__all__ = ["KINDS", "BlankAnswer", "InvalidAnswer", "Shape", "canonical", "describe_type", "expected"]

_COMPOSITE: dict[str, Callable[[Any, Shape, Canonicalise], Any]] = {
    "set": canonical_set,
    "rows": canonical_set,
    "list": canonical_list,
    "table": canonical_table,
    "function": canonical_function,
    "chart": canonical_chart,
}


def canonical(value: object, shape: Shape) -> str:
    """Return the canonical form of an answer, as JSON in ASCII.

    Raises:
        BlankAnswer: there is no answer: `...`, None, empty text, or a function that only returns those.
        InvalidAnswer: the answer is not of the kind asked for.
    """
    if is_blank(value) and shape.kind == "chart":
        value = drawn()  # it may be drawn, and given no name
    if is_blank(value):
        raise BlankAnswer
    return json.dumps([shape.kind, _payload(value, shape)], separators=(",", ":"))


def _payload(value: object, shape: Shape) -> Any:
    if shape.kind in SCALARS:
        return SCALARS[shape.kind](value, shape)
    return _COMPOSITE[shape.kind](value, shape, _payload)
