"""What the two small widgets share: how they refuse a table that they cannot use."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from trilateral.text import near

__all__ = ["WidgetError", "required"]


class WidgetError(ValueError):
    """A column, an id or a value that a widget does not know."""


def required(frame: Any, columns: Sequence[str], what: str) -> None:
    """Raise WidgetError unless `frame` is a DataFrame with these columns, its first the names of its rows."""
    if not isinstance(frame, pd.DataFrame):
        raise WidgetError(
            f"The {what} are a DataFrame, not {type(frame).__name__}: load({what!r}) returns one."
        )
    for name in columns:
        if name not in frame.columns:
            names = ", ".join(map(str, frame.columns))
            raise WidgetError(
                f"There is no column {name!r}.{near(name, frame.columns)} The columns are: {names}."
            )
    twice = frame[columns[0]].astype("str").duplicated()
    if twice.any() or frame[columns[0]].isna().any():
        first = frame.loc[twice, columns[0]].iloc[0] if twice.any() else "(blank)"
        raise WidgetError(
            f"Each row needs a name of its own in the column {columns[0]!r}; {first} is not one."
        )
