"""One row of evidence as the memo prints it: the day, the title, the author's sentence, what is doubtful."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from trilateral.memo.given import BriefError, is_filled
from trilateral.memo.render import date_in_words
from trilateral.text import one_line
from trilateral.widgets.evidence_items import OWN

__all__ = ["Item", "item_of"]


@dataclass(frozen=True)
class Item:
    """One row of evidence: `marks` says what is doubtful about it, `sources` are ids.

    `abroad` is its title with the day in Washington, "" where that is not another.
    """

    id: str
    text: str
    marks: tuple[str, ...]
    sources: tuple[str, ...]
    abroad: str = ""


def item_of(row: Mapping[Any, Any], known: Collection[str]) -> Item:
    """Return a row of evidence as the memo prints it.

    Args:
        row: the row.
        known: the ids of sources that can be cited.

    Raises:
        BriefError: the row has no source, or one that is not known.
    """
    names = tuple(str(row[column]) for column in ("source_1", "source_2") if is_filled(row.get(column)))
    missing = [name for name in names if name not in known]
    if missing or not names:
        what = f"its source {missing[0]!r} is not in the table of sources" if missing else "it has no source"
        raise BriefError(f"{row['id']}: {what}, so it cannot be cited. Take it out.")
    title = one_line(row["title"])
    text = title + ("" if title.endswith((".", "?", "!")) else ".")
    if is_filled(row.get("because")):
        text += f" {one_line(row['because'])}"
    if row.get("kind") in OWN:  # which has no day, and no source but its author
        return Item(str(row["id"]), f"Own {row['kind']}: {text}", (), names)
    marks = []
    if is_filled(row.get("confidence")) and row["confidence"] != "high":
        marks.append(f"{row['confidence']} confidence")
    if is_filled(row.get("dispute")):
        marks.append("disputed")
    if len(names) == 1:
        marks.append("one source")
    text = f"{date_in_words(row['date'], str(row.get('precision') or 'day'))}: {text}"
    if marks:
        text += f" ({', '.join(marks)})"
    abroad = (
        f"{title}: {date_in_words(row['date_us'])} in Washington" if is_filled(row.get("date_us")) else ""
    )
    return Item(str(row["id"]), text, tuple(marks), names, abroad)
