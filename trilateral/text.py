"""Small things that every message needs: the nearest known word, a number with its noun, text in one line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Any

__all__ = ["count", "near", "nearest", "one_line"]


def nearest(word: Any, known: Iterable[Any]) -> str:
    """Return the known word that is most like a word, whatever their case, or "" where none is like it."""
    by_lower = {str(name).lower(): str(name) for name in known}
    close = difflib.get_close_matches(str(word).lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else ""


def near(word: Any, known: Iterable[Any]) -> str:
    """Return ` Did you mean 'x'?` for the nearest known word, or "" where there is none."""
    found = nearest(word, known)
    return f" Did you mean {found!r}?" if found else ""


def count(number: int, noun: str) -> str:
    """Return a number with its noun: `1 row`, `3 rows`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def one_line(text: object) -> str:
    """Return a text with every run of blanks and line ends as one blank, and none at its ends."""
    return " ".join(str(text).split())
