"""Python's syntax tree of what somebody wrote, without a word on the screen.

Python warns of a text with an unknown backslash whenever it reads one.
Whoever runs the cell has been told already.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["parse", "parse_or_raise", "quietly"]


@contextmanager
def quietly() -> Iterator[None]:
    """Keep Python from warning of what it reads."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def parse(source: str) -> ast.Module | None:
    """Return the tree of a source, or None where it is no Python, or too much of it."""
    try:
        return parse_or_raise(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def parse_or_raise(source: str) -> ast.Module:
    """Return the tree of a source; raise as `ast.parse` does."""
    with quietly():
        return ast.parse(source)
