"""What is said of the cells that are no date: one short notice, and the list of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trilateral.timeline.columns import text_of
from trilateral.timeline.headings import cells_of
from trilateral.timeline.notices import Notice, for_all
from trilateral.timeline.words import Say, speaker

_MOST = 3

_MENDS = {
    "whyEitherWay": "mendEitherWay", "whyMixed": "mendEitherWay", "whySerial": "mendSerial",
    "whyStamp": "mendStamp", "whyTwoWays": "mendTwoWays", "whyVague": "mendInFull", "whyError": "mendError",
    "whyLimit": "mendInFull", "whyNoStart": "mendInFull", "whyBackwards": "mendInFull",
}  # fmt: skip
_TYPED = {"mendEitherWay": "typedEitherWay", "mendStamp": "typedStamp"}  # on a command line
_LONG = 80  # letters of a cell in a line of the terminal


@dataclass(frozen=True)
class Unread:
    """A cell that was not read as a date."""

    row: int  # position in the frame
    column: Any
    why: str  # the key of the reason (shared/notices.json)


def advised(said: str, fact: str, whys: Iterable[str], say: Say, *, all_told: bool) -> Notice:
    """Return a notice with what to do about these reasons, each remedy once.

    Args:
        said: what was done, as whoever makes the timeline is told.
        fact: the same, as a reader is told, and whoever types the command, which lists each cell itself.
        whys: the keys of the reasons.
        say: the words.
        all_told: whether `said` names every cell.
    """
    keys = list(dict.fromkeys(_MENDS[why] for why in whys if why in _MENDS))
    more = [] if all_told else [say("allUnread")]
    return Notice(
        " ".join([said, *map(say, keys), *more]),
        " ".join([fact, *(say(_TYPED.get(key, key)) for key in keys)]),
        fact,
    )


def month_assumed(text: str, say: Say) -> Notice:
    """Return what is said of a date such as "1904-05", which is read as a month."""
    told = say("monthAssumed", text=text)
    return Notice(told, told, say("monthRead", text=text))


def left_out(
    frame: pd.DataFrame, name: Any, out: Mapping[int, str], say: Say, *, quoted: bool
) -> list[Notice]:
    """Say in one short notice how many rows have no usable date, why, and what to do.

    Args:
        frame: the rows.
        name: the column of dates.
        out: the positions of the rows without a usable date, with the key of the reason or "".
        say: the words.
        quoted: whether a cell may be quoted. At most three rows are shown in all.
    """
    if not out:
        return []
    cells = cells_of(frame, name)
    why: dict[str, list[int]] = {}
    for i, reason in out.items():
        why.setdefault(reason, []).append(i)
    each = 1 if len(why) > 1 or next(iter(why)) in ("whyNoYear", "whySerial") else _MOST  # numbers are alike
    shown = sorted(filter(None, why), key=lambda one: -len(why[one]))[:_MOST]

    def row(i: int) -> str:
        text = repr(text_of(cells.iloc[i])[:40])
        label = str(frame.index[i])
        return say("rowQuoted", row=label, text=text) if quoted else say("rowName", row=label)

    def part(reason: str, *, named: bool = True) -> str:
        own = why[reason]
        if not reason:
            return say("leftNoDate", n=len(own))
        if reason not in shown or not named:
            return say("leftFor", n=len(own), reason=say(reason))
        return say("leftBecause", n=len(own), reason=say(reason), row="; ".join(map(row, own[:each])))

    rows = say("rows", n=len(frame))
    said, fact = (
        say("leftOut", n=len(out), rows=rows, why="; ".join(part(one, named=named) for one in why))
        for named in (True, False)
    )
    notice = advised(said, fact, why, say, all_told=len(out) <= each * len(shown))
    return [notice] if len(out) < len(frame) else [notice, for_all(say("noDates"))]


def table_of_unread(
    frame: pd.DataFrame, unread: Sequence[Unread], language: str, *, quoted: bool
) -> pd.DataFrame:
    """Return one row for each cell that was not read, under the index of the frame: column, cell, reason."""
    say = speaker(language)
    cells = {one.column: cells_of(frame, one.column) for one in unread}
    return pd.DataFrame(
        {
            "column": [text_of(one.column) for one in unread],
            "cell": [text_of(cells[one.column].iloc[one.row]) if quoted else "" for one in unread],
            "reason": [say(one.why) for one in unread],
        },
        index=frame.index[[one.row for one in unread]],
    )


def lines_of_unread(table: pd.DataFrame, language: str) -> list[str]:
    """Return `table_of_unread` as lines of a terminal, in which no cell can be more than its own text."""
    say = speaker(language)
    return [
        f"  {say('rowName', row=row)}, {column}: {f'{cell[:_LONG]!r} – ' if cell else ''}{reason}"
        for row, column, cell, reason in table.itertuples()
    ]
