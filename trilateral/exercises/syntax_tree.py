"""Python's syntax tree of what somebody wrote, without a word on the screen."""

from __future__ import annotations

import ast
import warnings

__all__ = ["parse"]


def parse(source: str) -> ast.Module | None:
    """Return the tree of a source, or None where it is no Python, or too much of it.

    Python warns of a text such as "\\d" whenever it parses one. Whoever runs the cell has been told already.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(source)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return None
