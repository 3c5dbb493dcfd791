"""Tables that the notebook's own cells make, and that a student has changed since."""

from __future__ import annotations

import hashlib
import re
import sys
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["MadeTables", "is_given"]

# Front ends call a new cell by eight digits (nbformat), by a UUID (JupyterLab), or by an address (VS Code);
# the cells of the course have words for names, and those of answers and checks a letter and numbers.
NEW = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8}")
WORDS = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
OWN = re.compile(r"[a-z]-\d+-\d+")


def is_given(cell: str) -> bool:
    """Tell from a cell's name whether it came with the notebook and holds no answer."""
    return bool(WORDS.fullmatch(cell)) and not NEW.fullmatch(cell) and not OWN.fullmatch(cell)


class MadeTables:
    """What the cells of a notebook have made, as it was right after they ran.

    Attributes:
        made: by name the cell that made it, and a digest of each of its columns.
    """

    def __init__(self) -> None:
        """Begin with a notebook of which nothing has run."""
        self.made: dict[str, tuple[str, dict[str, str]]] = {}

    def note(self, cell: str, bound: set[str], names: Mapping[str, Any]) -> None:
        """Keep what tables are, that a given cell has just made."""
        if is_given(cell):
            for name in bound:
                # The first cell that makes a name is its own; another one that does so has changed it.
                if self.made.get(name, (cell,))[0] == cell and (digests := _digests(names.get(name))):
                    self.made[name] = cell, digests

    def changed(self, used: set[str], names: Mapping[str, Any]) -> Iterator[str]:
        """Yield each of the names in use that is no longer as its cell made it."""
        for name in sorted(used & set(self.made)):
            before = self.made[name][1]
            now = _digests(names.get(name))
            # Columns that were added are no change: whoever works with a table adds some.
            if any(now.get(column) != digest for column, digest in before.items()):
                yield name


def _digests(value: Any) -> dict[str, str]:
    """Return a digest of each column of a table, or of one column; none of anything else."""
    # Where no cell has imported pandas there are no tables; to import it here would slow each command.
    pandas: Any = sys.modules.get("pandas")
    if pandas is None:
        return {}
    if isinstance(value, pandas.Series):
        return {"": _digest(value)}
    if not isinstance(value, pandas.DataFrame):
        return {}
    return {str(name): _digest(value.iloc[:, place]) for place, name in enumerate(value.columns)}


def _digest(column: pd.Series[Any]) -> str:
    from pandas.util import hash_pandas_object

    try:
        hashed = hash_pandas_object(column, index=True).to_numpy().tobytes()
    except TypeError:  # lists and the like cannot be hashed one by one
        hashed = repr(column.tolist()).encode()
    return hashlib.sha256(hashed).hexdigest()
