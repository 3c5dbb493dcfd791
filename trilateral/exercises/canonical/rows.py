"""The canonical form of several values in a row: a list, a set, the ids of rows."""

from __future__ import annotations

import json
from collections.abc import KeysView, Mapping, Set
from typing import Any

import pandas as pd

from trilateral.exercises.canonical.shape import Shape
from trilateral.exercises.canonical.values import (
    MOST_ITEMS,
    Canonicalise,
    InvalidAnswer,
    is_row,
    part,
    plain,
    unfit,
    values,
)

__all__ = ["canonical_list", "canonical_set"]


def canonical_list(value: Any, shape: Shape, canonicalise: Canonicalise) -> list[Any]:
    """Return the payloads of the values in a row, in their order."""
    value = plain(value)
    if shape.kind == "rows":
        value = _ids(value)
    if isinstance(value, pd.DataFrame) and len(value.columns) == 1:
        value = value.iloc[:, 0]
    if isinstance(value, Set) and not isinstance(value, KeysView) and shape.kind == "list":
        raise InvalidAnswer("Expected a list, because the order counts; a set has no order.")
    if isinstance(value, Mapping):
        value = _of_two(list(value), list(value.values()), shape, canonicalise) or value
    elif isinstance(value, pd.Series) and shape.of and shape.of.kind in ("text", "date"):
        # What value_counts and groupby count by stands in the index, and beside it only a number.
        labels = [] if isinstance(value.index, pd.RangeIndex) else list(value.index[:MOST_ITEMS])
        value = _of_two(labels, values(value), shape, canonicalise) or value
    if not is_row(value):
        raise unfit(value, shape)
    assert shape.of is not None
    if shape.of.kind == "number" and isinstance(value, pd.Series) and value.isna().any():
        raise InvalidAnswer("One of its numbers is missing (blank): .dropna() behind it leaves it out.")
    items = [part(canonicalise, item, shape.of, "One of its items") for item in values(value)]
    if shape.kind == "rows" and any(isinstance(item, str) and " " in item for item in items):
        raise InvalidAnswer(
            "Expected the ids of rows; these are none: an id has no blanks. Take the column `id`."
        )
    return items


def _of_two(keys: list[Any], beside: list[Any], shape: Shape, canonicalise: Canonicalise) -> list[Any] | None:
    """Return keys, or what is beside them, whichever fits; None where both do, or none."""
    fitting = [items for items in (keys, beside) if items and _fit(items, shape, canonicalise)]
    return fitting[0] if len(fitting) == 1 else None


def _fit(items: list[Any], shape: Shape, canonicalise: Canonicalise) -> bool:
    assert shape.of is not None
    try:
        return all(canonicalise(item, shape.of) is not None for item in items)
    except InvalidAnswer:
        return False


def _ids(value: Any) -> Any:
    """Return the ids of a table with a column or index of that name, and a single id as a list of one."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, pd.DataFrame) and "id" in value.columns:
        return value["id"]
    if isinstance(value, (pd.DataFrame, pd.Series)) and "id" in value.index.names:
        return value.index.get_level_values("id")
    if isinstance(value, pd.Series) and len(value) and pd.api.types.is_bool_dtype(value):
        raise InvalidAnswer(
            'This says True or False of each row; table.loc[..., "id"] takes the ids of those with True.'
        )
    if isinstance(value, (pd.Index, pd.Series)) and len(value) and pd.api.types.is_numeric_dtype(value):
        raise InvalidAnswer("These are numbers, and no ids of rows. Take the column `id`.")
    return value


def canonical_set(value: Any, shape: Shape, canonicalise: Canonicalise) -> list[Any]:
    """Return the payloads of a set, or of the ids of rows: each once, whatever their order."""
    return sorted({json.dumps(item) for item in canonical_list(value, shape, canonicalise)})
