"""The canonical form of a table."""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd

from trilateral.exercises.canonical.scalars import normalise_text
from trilateral.exercises.canonical.shape import Shape, expected
from trilateral.exercises.canonical.values import (
    MOST_ITEMS,
    Canonicalise,
    InvalidAnswer,
    is_row,
    part,
    plain,
    remark,
    unfit,
)
from trilateral.text import one_line

__all__ = ["canonical_table"]


def canonical_table(value: Any, shape: Shape, canonicalise: Canonicalise) -> list[list[Any]]:
    """Return the rows of a table, with the columns asked for, in the order asked for.

    What `groupby` leaves in the index is taken for columns, so that `reset_index()` makes no difference.
    """
    value = _made_table(plain(value), shape)
    if not isinstance(value, (pd.DataFrame, pd.Series)):
        raise unfit(value, shape)
    if len(value) > MOST_ITEMS:
        raise InvalidAnswer(f"This table has {len(value)} rows, far too many.")
    wanted = {normalise_text(name): name for name in shape.columns}
    found, spare = _columns(value, wanted)
    missing = [name for name in wanted if name not in found]
    if missing and len(missing) == len(spare):
        for name, (own, cells) in zip(missing, spare, strict=True):
            found[name] = cells
            if own:
                remark(f"Its column `{own}` was read as `{wanted[name]}`.")
    elif missing:
        names = ", ".join(wanted[name] for name in missing)
        # Of a crosstab, what its columns are of is a name too: swapped, it is that of the rows.
        if isinstance(value, pd.DataFrame) and set(missing) <= {
            normalise_text(str(label)) for label in (*value.index, *filter(None, value.columns.names))
        }:
            raise InvalidAnswer(
                f"Expected {expected(shape)}; {names} stands at a row. .T turns rows into columns."
            )
        if isinstance(value, pd.Series) and len(missing) == len(wanted):
            raise InvalidAnswer(
                f"Expected {expected(shape)}; this is one column (Series), and there is no column {names}. "
                'Take several: table[["one", "other"]].'
            )
        raise InvalidAnswer(
            f"Expected {expected(shape)}; there is no column {names}.{_rename(value, wanted, missing)}"
        )
    columns = [
        [
            None if _is_missing(cell) else part(canonicalise, cell, of, f"A value in column {name}")
            for cell in found[key]
        ]
        for (key, name), of in zip(wanted.items(), shape.columns.values(), strict=True)
    ]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return rows if shape.ordered else sorted(rows, key=json.dumps)


def _made_table(value: Any, shape: Shape) -> Any:
    """Return the table that a dictionary is, of columns or of single values, or a list of dictionaries."""
    match value:
        case list() if value and len(value) <= MOST_ITEMS and all(isinstance(row, Mapping) for row in value):
            return pd.DataFrame(value)
        case Mapping() if value and len(value) <= MOST_ITEMS:
            rows = [is_row(cells) for cells in value.values()]
            names = {normalise_text(str(name)) for name in value}
            lengths = {len(list(cells)) for cells in value.values()} if all(rows) else set()
            if len(lengths) == 1 and names >= {normalise_text(name) for name in shape.columns}:
                return pd.DataFrame({name: list(cells) for name, cells in value.items()})
            if len(shape.columns) == 2 and not any(rows):
                return pd.Series(list(value.values()), index=pd.Index(list(value)))
    return value


def _rename(value: pd.DataFrame | pd.Series[Any], wanted: Mapping[str, str], missing: list[str]) -> str:
    """Return how to give the one column that is called otherwise its name; "" where it is not one."""
    others = [str(name) for name in getattr(value, "columns", ()) if normalise_text(str(name)) not in wanted]
    if len(missing) != 1 or len(others) != 1:
        return ""
    return f' To rename one, write .rename(columns={{"{others[0][:40]}": "{wanted[missing[0]]}"}}).'


def _columns(
    value: pd.DataFrame | pd.Series[Any], wanted: Collection[str]
) -> tuple[dict[str, list[Any]], list[tuple[str, list[Any]]]]:
    """Return the named columns of a table, index included, and what may stand for any name, with its own.

    Those are the values of a column (Series), whose name comes from how it was made (`size()` gives none,
    `value_counts()` "count"), and an index of texts or dates without a name. An index of whole numbers, or of
    another name, may be what rows were counted by before: it can stand for the first column asked for, where
    people put what they group by, and never when it only numbers the rows.
    """
    if isinstance(value, pd.Series):
        columns = [(value.name, value.tolist())]
    else:
        columns = [(name, value.iloc[:, place].tolist()) for place, name in enumerate(value.columns)]
    found = {normalise_text(str(name)): cells for name, cells in columns if name is not None}
    spare: list[tuple[str, list[Any]]] = []
    first = next(iter(wanted))
    for level, name in enumerate(value.index.names):
        cells = value.index.get_level_values(level)
        if name is not None and (normalise_text(str(name)) in wanted or first in found):
            found.setdefault(normalise_text(str(name)), cells.tolist())
        elif (name is None and not pd.api.types.is_integer_dtype(cells.dtype)) or (
            first not in found and not cells.equals(pd.RangeIndex(len(cells)))
        ):
            spare.append((_own_name(name), cells.tolist()))
    if isinstance(value, pd.Series) and normalise_text(str(value.name)) not in wanted:
        spare.append((_own_name(value.name), value.tolist()))
    return found, spare


def _own_name(name: Any) -> str:
    """Return a column's name as it is told; "" for none, and for the one that counting gives."""
    return "" if name in (None, "count", "proportion") else one_line(str(name), 40)


def _is_missing(value: Any) -> bool:
    if value is None or value is pd.NA or value is pd.NaT:
        return True
    if isinstance(value, str):
        return not value
    return isinstance(value, (float, np.floating)) and math.isnan(value)
