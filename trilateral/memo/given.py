"""What an author gives for a memo: checked, or refused with a sentence that says what to do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trilateral.memo.render import date_in_words
from trilateral.text import one_line
from trilateral.widgets.evidence_board import EvidenceBoard
from trilateral.widgets.evidence_items import OWN, known_later, sources_with

__all__ = [
    "SIDES",
    "BriefError",
    "FromBoard",
    "as_day",
    "checked_rows",
    "from_board",
    "is_filled",
    "paragraphs",
    "required",
]

SIDES = ("for", "against", "unclear")
NEEDED = ("id", "date", "title", "source_1", "side")


class BriefError(ValueError):
    """A memo that cannot be made, or a file that should not be replaced. The message says what to do.

    Args:
        what: what is wrong.
        todo: what to do about it, where that is not to change the line that makes the memo.
    """

    def __init__(self, what: str, todo: str = "") -> None:  # noqa: D107
        super().__init__(f"{what} {todo}".strip())
        self.todo = todo


def checked_rows(evidence: pd.DataFrame, as_of: pd.Timestamp, on_board: bool = False) -> pd.DataFrame:
    """Return the rows in order of time; `on_board` says that a board holds them, where they are mended.

    Raises:
        BriefError: some cannot be used. The message says which, and why.
    """
    if not isinstance(evidence, pd.DataFrame):
        raise BriefError(f"The evidence must be a table of events, not {type(evidence).__name__}.")
    if evidence.empty and on_board:
        raise BriefError(
            "No row is chosen: the board is empty.",
            'Select events in its timeline, or run board.add("..."), and run this cell again.',
        )
    if evidence.empty:
        raise BriefError("No row is chosen. Select events in the timeline, or by their ids, and try again.")
    missing = [name for name in NEEDED if name not in evidence.columns]
    if missing:
        advice = f" `side` says of each row: {', '.join(SIDES)}." if "side" in missing else ""
        raise BriefError(f"The evidence has no column {', '.join(missing)}.{advice}")
    names = evidence["id"].astype(str)
    for which, said in (
        (names.duplicated(), "Chosen twice"),
        (evidence["date"].isna(), "Without a date"),
        (~evidence["side"].isin(SIDES), f"The side must be {', '.join(SIDES[:-1])} or {SIDES[-1]}; look at"),
    ):
        if which.any():
            raise BriefError(f"{said}: {', '.join(sorted(set(names[which])))}.")
    if late := known_later(evidence, as_of):
        listed = "; ".join(f"{name} ({date_in_words(day)})" for name, day in late.items())
        said = f"Nobody could know this on {date_in_words(as_of)}: {listed}."
        if not on_board:
            raise BriefError(f"{said} Take it out.")
        calls = "; ".join(f'board.remove("{name}")' for name in late)
        raise BriefError(said, f"Take it off the board: run {calls} in a new cell, then this cell again.")
    return evidence.sort_values(["date", "id"]).reset_index(drop=True)


def as_day(value: Any) -> pd.Timestamp:
    """Return a date without its time.

    Raises:
        BriefError: it is none.
    """
    try:
        return pd.Timestamp(value).normalize()
    except (AttributeError, TypeError, ValueError):  # None gives NaT, which has no `normalize`
        raise BriefError(f"as_of = {value!r}: give a date of the form 2017-04-20.") from None


def is_filled(value: Any) -> bool:
    """Say whether a cell of a table holds something."""
    return value is not None and not pd.isna(value) and bool(str(value).strip())


def required(value: Any, what: str) -> str:
    """Return a text on one line.

    Raises:
        BriefError: it is blank, or no text. The message names `what` it is.
    """
    text = one_line(value) if isinstance(value, str) else ""
    if not text:
        raise BriefError(f"The {what} is blank: give a text.")
    return text


def paragraphs(value: str | Sequence[str]) -> Sequence[str]:
    """Return paragraphs (a tuple, from one text with blank lines) or points (a list, from several texts)."""
    if isinstance(value, str):
        return tuple(text for part in re.split(r"\n\s*\n", value) if (text := one_line(part)))
    return [text for part in value if (text := one_line(part))]


@dataclass(frozen=True)
class FromBoard:
    """What a memo takes from an evidence board."""

    evidence: pd.DataFrame
    sources: pd.DataFrame
    texts: Mapping[str, str | Sequence[str]]
    options: Mapping[str, str]
    choice: str
    silent: list[str]
    """The cards without a sentence: ids, and the titles of what the reader made."""


def from_board(board: EvidenceBoard, as_of: pd.Timestamp) -> FromBoard:
    """Return what lies on a board, and what is written there, as a memo takes it."""
    items = board.items
    items["side"] = items["side"].replace("open", "unclear")
    items["date"] = items["date"].fillna(as_of)  # a chart of one's own is as old as the memo
    lines = [line for line in board.texts["advice"].splitlines() if line.strip()]
    options = board.options
    return FromBoard(
        items,
        sources_with(items),
        {**board.texts, "advice": lines if len(lines) > 1 else "\n".join(lines)},
        dict(zip(options["option"], options["price"], strict=True)),
        next(iter(options.loc[options["chosen"], "option"]), ""),
        [
            row["title"] if row["kind"] in OWN else row["id"]
            for row in items.to_dict("records")
            if not is_filled(row["because"])
        ],
    )
