"""Look at JSON from strangers before it is read: what takes much memory, or a deep stack, is not read at all.

A list of empty lists takes thirty times its text in memory, and nested brackets a frame of the stack each.
Both can be counted in the text.
"""

from __future__ import annotations

import re
from itertools import accumulate

__all__ = ["count_parts", "refuse_bombs"]

MOST_PARTS = 500_000  # of a notebook without its outputs
MOST_DEPTH = 100

# An open end counts as closed, so that no text makes the search start over and over.
_STRINGS = re.compile(rb'"(?:[^"\\]+|\\.)*+(?:"|\Z)', re.DOTALL)
_NO_BRACKETS = re.compile(rb"[^\[\]{}]+")
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1}


def count_parts(content: bytes) -> int:
    """Return about how many values a JSON text holds: its commas and opening brackets, outside of strings."""
    return _parts(_STRINGS.sub(b"", content))


def refuse_bombs(content: bytes) -> None:
    """Refuse a JSON text that would take a deep stack or much memory to read, without reading it.

    Raises:
        ValueError: it has more parts, or is nested deeper, than it may. The message says which.
    """
    bare = _STRINGS.sub(b"", content)
    if _parts(bare) > MOST_PARTS:
        raise ValueError(f"more than {MOST_PARTS:,} parts")
    if max(accumulate(map(_STEPS.__getitem__, _NO_BRACKETS.sub(b"", bare))), default=0) > MOST_DEPTH:
        raise ValueError(f"nested more than {MOST_DEPTH} deep")


def _parts(bare: bytes) -> int:
    return sum(map(bare.count, (b",", b"[", b"{")))
