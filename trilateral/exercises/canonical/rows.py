"""The canonical form of several values in a row: a list, a set, the ids of rows."""

from __future__ import annotations

import json
from collections.abc import KeysView, Set
from typing import Any

import pandas as pd

from trilateral.exercises.canonical.shape import Shape
from trilateral.exercises.canonical.values import (
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
    if not is_row(value):
        raise unfit(value, shape)
    assert shape.of is not None
    items = [part(canonicalise, item, shape.of, "One of its items") for item in values(value)]
    if shape.kind == "rows" and any(isinstance(item, str) and " " in item for item in items):
        raise InvalidAnswer(
            "Expected the ids of rows; these are none: an id has no blanks. Take the column `id`."
        )
    return items


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
    return value


def canonical_set(value: Any, shape: Shape, canonicalise: Canonicalise) -> list[Any]:
    """Return the payloads of a set, or of the ids of rows: each once, whatever their order."""
    return sorted({json.dumps(item) for item in canonical_list(value, shape, canonicalise)})
