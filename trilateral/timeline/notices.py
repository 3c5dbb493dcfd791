"""What is said of a table's rows, to each of the three who may hear it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Notice:
    """One thing that is said."""

    text: str  # to whoever makes the timeline in Python: what was done, and what to do
    typed: str  # to whoever types `trilateral timeline`: what to do there
    fact: str  # to a reader of the saved page, who can mend nothing; "" if it says nothing to a reader


def for_all(text: str) -> Notice:
    """Return what is said to all alike."""
    return Notice(text, text, text)


def for_authors(text: str, typed: str = "") -> Notice:
    """Return what concerns only whoever makes the timeline."""
    return Notice(text, typed or text, "")
