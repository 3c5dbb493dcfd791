"""The kinds of traits that a timeline has, and moments as Python gives and takes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import traitlets


def stamp_of(ms: float) -> pd.Timestamp:
    """Return a moment (ms) as a Timestamp."""
    # A view may reach beyond its events; pandas' calendar runs from year 1 to 9999.
    whole = np.datetime64(int(ms), "ms")
    return pd.Timestamp(np.clip(whole, np.datetime64("0001-01-01", "ms"), np.datetime64("9999-12-31", "ms")))


def ms_of(stamp: pd.Timestamp) -> float:
    """Return a Timestamp in ms."""
    return float(stamp.to_datetime64().astype("datetime64[ms]").astype(np.int64))


class Checked(traitlets.TraitType[Any, Any]):
    """Any value. Unlike `Any` it has None checked too, which is a wish to see everything."""


class Rows(traitlets.TraitType[pd.DataFrame, Any]):
    """Rows of the frame that follow from other traits: read as a frame, set by rows or ids, observed."""

    def get(self, obj: Any, cls: Any = None) -> pd.DataFrame:
        """Return the rows as they are now."""
        return obj._rows(self.name)  # type: ignore[no-any-return]

    def set(self, obj: Any, value: Any) -> None:
        """Hand the rows on to the trait that stands for them."""
        obj._set_rows(self.name, value)
