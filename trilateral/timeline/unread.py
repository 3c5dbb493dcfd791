"""What is said of the cells that are no date: one short notice, and the list of all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from trilateral.timeline.columns import text_of
from trilateral.timeline.headings import cells_of
from trilateral.timeline.words import Say, speaker

_MOST = 3

_MENDS = {
    "whyEitherWay": "mendEitherWay", "whyMixed": "mendEitherWay", "whySerial": "mendSerial",
    "whyStamp": "mendStamp", "whyTwoWays": "mendTwoWays", "whyVague": "mendInFull", "whyError": "mendError",
    "whyLimit": "mendInFull", "whyNoStart": "mendInFull", "whyBackwards": "mendInFull",
}  # fmt: skip


@dataclass(frozen=True)
class Unread:
    """A cell that was not read as a date."""

    row: int  # position in the frame
    column: Any
    why: str  # the key of the reason (shared/notices.json)


def mends(whys: Iterable[str], say: Say) -> list[str]:
    """Return what to do about these reasons, each remedy once."""
    return [say(key) for key in dict.fromkeys(_MENDS[why] for why in whys if why in _MENDS)]


def left_out(frame: pd.DataFrame, name: Any, out: Mapping[int, str], say: Say, *, quoted: bool) -> list[str]:
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

    def part(reason: str) -> str:
        own = why[reason]
        if not reason:
            return say("leftNoDate", n=len(own))
        if reason not in shown:
            return say("leftFor", n=len(own), reason=say(reason))
        return say("leftBecause", n=len(own), reason=say(reason), row="; ".join(map(row, own[:each])))

    said = say("leftOut", n=len(out), rows=say("rows", n=len(frame)), why="; ".join(map(part, why)))
    more = [say("allUnread")] if sum(map(len, why.values())) > each * len(shown) else []
    said = " ".join([said, *mends(why, say), *more])
    return [said] if len(out) < len(frame) else [said, say("noDates")]


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
