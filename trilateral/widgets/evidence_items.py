"""What can lie on an evidence board: events, claims, statements, charts, tables, all brought to one form."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

import pandas as pd

from trilateral.display import state_digest
from trilateral.record.load import load
from trilateral.text import near, one_line
from trilateral.timeline.columns import text_of, texts_of
from trilateral.timeline.events import Sources
from trilateral.timeline.read import read
from trilateral.timeline.words import speaker
from trilateral.widgets.base import WidgetError

__all__ = [
    "COLUMNS",
    "OWN",
    "cards_of",
    "dates_in_words",
    "items_from",
    "kept_as",
    "kept_item",
    "known_days",
    "known_later",
    "sources_with",
]

OWN = ("chart", "table")
"""The kinds that the reader made: they have no date, and their source is the reader."""
_DAYS = ["date", "date_us", "date_known"]
_TEXTS = ["id", "kind", "title", "precision", "confidence", "dispute", "source_1", "source_2"]
COLUMNS = [*_TEXTS, *_DAYS]

_ARTICLE = {
    "id": "the-article",
    "publisher": "The Diplomat",
    "title": "Pamela Kennedy, South Korea-Japan-US: A Window for Trilateral Cooperation",
    "url": "",
    "date": pd.Timestamp("2017-04-20"),
}


def items_from(thing: Any, title: str = "") -> pd.DataFrame:
    """Return what is to be put on a board as rows with the columns COLUMNS.

    Args:
        thing: ids of the record, or rows of it (any table with a column `id`, a row alone), events of one's
            own (with id, date and title), or a chart or another table, which needs a title.
        title: what a chart or a table of one's own shows, in a sentence.

    Raises:
        WidgetError: an id is not in the record, a title is missing, or nothing can be made of it.
    """
    if isinstance(thing, pd.Series) and "id" in thing.index:
        thing = thing.to_frame().T
    if isinstance(thing, str):
        return _looked_up([thing])
    if isinstance(thing, pd.DataFrame) and "id" in thing.columns and not title:
        names = list(dict.fromkeys(texts_of(thing, "id")))
        if not names or any(name in _record().index for name in names):
            return _looked_up(names)
        if {"date", "title"} <= set(thing.columns):
            return _rows(thing.drop_duplicates("id").assign(kind="event"))
    drawn = getattr(thing, "figure", thing)
    if hasattr(drawn, "savefig"):
        return _own("chart", title)
    if isinstance(thing, (pd.DataFrame, pd.Series)) and not _of_ids(thing):
        return _own("table", title)
    if isinstance(thing, Iterable) and not isinstance(thing, (bytes, Mapping)):
        names = [text_of(name) for name in thing]
        return _looked_up(list(dict.fromkeys(names)))
    raise WidgetError(
        f"A {type(thing).__name__} cannot be put on the board: give rows of a table, ids, or a chart with "
        "a title."
    )


def dates_in_words(items: pd.DataFrame) -> dict[str, str]:
    """Return the date of each dated item as the timeline writes it, by id."""
    dated = items[items["date"].notna()]
    if dated.empty:
        return {}
    own = read(dated[["id", "date", "precision", "title"]], columns={}, filter_by=[], source=[])
    say = speaker("en")
    return {name: own.date_text(i, say) for i, name in enumerate(own.texts["id"])}


def cards_of(items: pd.DataFrame, works: Sources) -> list[dict[str, Any]]:
    """Return what the page shows of each item; `works` are the sources that the items cite."""
    dates = dates_in_words(items)
    return [
        {
            **{name: row[name] for name in ("id", "kind", "title", "dispute")},
            "date": dates.get(row["id"], ""),
            "sources": [
                {what: getattr(works, what)[n] for what in ("title", "publisher", "date", "url")}
                for n in works.of(i).tolist()
            ],
        }
        for i, row in enumerate(items.to_dict("records"))
    ]


def known_days(rows: pd.DataFrame) -> pd.Series[Any]:
    """Return the day on which each row became known: its date, or `date_known` where that is later."""
    days = pd.to_datetime(rows["date"])
    if "date_known" in rows.columns:
        later = pd.to_datetime(rows["date_known"])
        days = days.where(~(later > days), later)
    return days


def known_later(rows: pd.DataFrame, day: pd.Timestamp) -> dict[str, pd.Timestamp]:
    """Return which rows nobody could know on a day, and when each became known, by id."""
    days = known_days(rows)
    late = days >= day + pd.Timedelta(days=1)
    return dict(zip(texts_of(rows[late], "id"), days[late], strict=True))


def kept_as(row: Mapping[Any, Any]) -> str:
    """Return an item as a text from which `kept_item` makes it again; of the record's the id will do."""
    if row["id"] in _record().index:
        return "record"
    texts = {name: row[name] for name in _TEXTS if row[name]}
    days = {name: f"{row[name]:%Y-%m-%d}" for name in _DAYS if not pd.isna(row[name])}
    return json.dumps(texts | days, ensure_ascii=False)


def kept_item(name: str = "", text: str = "") -> pd.DataFrame:
    """Return the item that was kept under a name; no rows where none is named.

    Raises:
        ValueError: the record has no such row any more, or the text is damaged.
    """
    if not name or text == "record":
        return _looked_up([name] if name else [])
    row = json.loads(text)
    if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
        raise ValueError("not an item")
    if row.get("id") != name or not row.get("title") or row.get("kind") not in ("event", *OWN):
        raise ValueError("not an item")
    return _rows(pd.DataFrame([row]))


def sources_with(items: pd.DataFrame) -> pd.DataFrame:
    """Return the record's sources, with the article, and with the reader as the source of their own work."""
    own = [
        {
            "id": name,
            "publisher": f"The author's own {kind}, from the course's tables",
            "title": title,
            "url": "",
            "date": pd.NaT,
        }
        for name, kind, title in zip(items["id"], items["kind"], items["title"], strict=True)
        if kind in OWN
    ]
    record = load("sources")
    cited = record[record["id"].isin([*items["source_1"], *items["source_2"]])].to_dict("records")
    blank = dict.fromkeys(record.columns, "")
    rows = [*cited, *(blank | one for one in (_ARTICLE, *own))]
    return pd.DataFrame(rows, columns=record.columns).astype({"date": "datetime64[s]"})


def _looked_up(names: list[str]) -> pd.DataFrame:
    record = _record()
    for name in names:
        if name not in record.index:
            raise WidgetError(
                f"The record has no event, claim or statement {name!r}.{near(name, record.index)}"
            )
    return record.loc[names].reset_index(drop=True)


@cache
def _record() -> pd.DataFrame:
    """Return all events, claims and statements of the record by id."""
    claims = load("claims")
    claims = pd.DataFrame(
        {
            "id": claims["id"],
            "kind": "claim",
            "title": "The article says: " + claims["claim"],
            "date": _ARTICLE["date"],
            # Not the claim's own sources: they are of our verdict, which knows what came later.
            "source_1": _ARTICLE["id"],
        }
    )
    said = load("statements")
    said = said.assign(kind="statement", title=said["speaker"] + ": " + said["statement"])
    found = pd.concat([_rows(load("events").assign(kind="event")), _rows(claims), _rows(said)])
    return found.set_index("id", drop=False)


def _rows(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of an item: texts, blank where there are none, and days."""
    texts = {name: texts_of(frame, name if name in frame.columns else None) for name in _TEXTS}
    days = {
        name: pd.to_datetime(frame[name]).tolist() if name in frame.columns else [pd.NaT] * len(frame)
        for name in _DAYS
    }
    rows = pd.DataFrame({**texts, **days}, columns=COLUMNS)
    return rows.astype({**dict.fromkeys(_TEXTS, "str"), **dict.fromkeys(_DAYS, "datetime64[s]")})


def _own(kind: str, title: str) -> pd.DataFrame:
    if not (title := one_line(title)):
        raise WidgetError(
            f'A {kind} needs a title that says what it shows: board.add({kind}, title="Launches by year").'
        )
    # A digest: a title may hold what parts one source from the next.
    name = f"{kind}-{state_digest({kind: title})}"
    return _rows(pd.DataFrame([{"id": name, "kind": kind, "title": title, "source_1": name}]))


def _of_ids(thing: pd.DataFrame | pd.Series[Any]) -> bool:
    return isinstance(thing, pd.Series) and bool(len(thing)) and bool(thing.isin(_record()["id"]).all())
