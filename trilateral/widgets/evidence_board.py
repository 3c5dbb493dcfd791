"""The evidence board: what a reader found, sorted into for, against and open, and what they make of it.

from trilateral import Brief, EvidenceBoard
board = EvidenceBoard(timeline, options={"Wait": "Nobody in Seoul can decide before 9 May."})
board.add("C21")                       # a claim; also events, statements, tables, charts
board                                  # show it; sort, and write a sentence for each
Brief("Title", "Whom it is for", "Who wrote it", board)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import anywidget
import pandas as pd
import traitlets

from trilateral.display import BUNDLES, fallback_table, state_digest
from trilateral.text import count, near
from trilateral.timeline.columns import texts_of, works_cited
from trilateral.timeline.html import cite
from trilateral.timeline.widget import Timeline
from trilateral.widgets.base import WidgetError, required
from trilateral.widgets.evidence_items import COLUMNS, dates_in_words, items_from, sources_with
from trilateral.widgets.kept import KeptChoices

__all__ = ["SIDES", "EvidenceBoard"]

SIDES = ("for", "against", "open")
TEXTS = {
    "advice": "Advice: who does what, by when (a point a line)",
    "objection": "The strongest objection",
    "answer": "Your answer to it",
    "unknown": "What is not known, and would change your mind",
}
"""What is written below the columns."""
_GROUPS = ("side", "because", "price", "text")


class EvidenceBoard(KeptChoices, anywidget.AnyWidget):
    """Evidence as cards in three columns, a sentence on each; options with their price; objection and answer.

    Args:
        things: what lies on it at first, each as `add` takes it. A timeline stays tied to the board: what is
            selected there lies here.
        options: what could be advised: names alone, `{name: its case}`, or a table with the columns `option`
            and `case`.
        heading: a title above the board. Boards of one heading are one: their notes are kept together.

    Raises:
        WidgetError: something cannot be put on it.

    `notes` is a traitlet: all that the reader chose and wrote, as `{"side": {id: "for"}, "because": {id:
    sentence}, "price": {option: text}, "text": {"advice": ..., "choice": option}}`. Notes are kept in a file
    (`kept.py` says where) once the board is shown, also those of items that are not on it at the moment, and
    come back after a restart; `reset()` forgets them.
    """

    _kept, _kept_words = "notes", ("note", "board")

    _esm = BUNDLES / "evidence-board.js"
    _css = BUNDLES / "evidence-board.css"

    _meta = traitlets.Dict().tag(sync=True)
    notes = traitlets.Dict().tag(sync=True)

    def __init__(  # noqa: D107
        self,
        *things: Any,
        options: pd.DataFrame | Mapping[str, str] | Sequence[str] = (),
        heading: str = "Evidence board",
    ) -> None:
        self._heading = heading
        if isinstance(options, pd.DataFrame):
            required(options, ["option", "case"], "options")
            options = dict(zip(texts_of(options, "option"), texts_of(options, "case"), strict=True))
        self._options = dict(options) if isinstance(options, Mapping) else dict.fromkeys(options, "")
        self._added, self._timelines = items_from(()), list[Timeline]()
        self._said: dict[tuple[str, str], str] = {}
        super().__init__(notes={})
        self._lay_out()
        for thing in things:
            self.add(thing)

    # --- what lies on it ------------------------------------------------------------

    def add(self, thing: Any, side: str = "", because: str = "", *, title: str = "") -> None:
        """Put something on the board; what lies there already stays once.

        Args:
            thing: a timeline (what is selected in it, now and later); rows of a table of events, claims or
                statements, or their ids; or a chart or another table, with a title.
            side: for, against or open.
            because: a sentence that says what it is evidence of. What the reader wrote goes over it.
            title: what a chart or table shows.

        Raises:
            WidgetError: an id is not in the record, a title is missing, a side is none.
        """
        side = "open" if side == "unclear" else side
        if side not in ("", *SIDES):
            raise WidgetError(f"{side!r} is no side.{near(side, SIDES)} There are: {', '.join(SIDES)}.")
        if isinstance(thing, Timeline):
            if thing not in self._timelines:
                self._timelines.append(thing)
                thing.observe(lambda _: self._lay_out(), "selection")
            rows = items_from(thing.selected)
        else:
            rows = items_from(thing, title)
            self._added = pd.concat([self._added, rows]).drop_duplicates("id", ignore_index=True)
        self._lay_out()
        for name in rows["id"]:
            self._suggest("side", name, side)
            self._suggest("because", name, because)

    def remove(self, thing: Any) -> None:
        """Take something off the board, named as it was added; its notes stay, should it come back."""
        gone = [thing] if isinstance(thing, str) else items_from(thing)["id"]
        for name in gone:
            if name not in set(self._added["id"]):
                raise WidgetError(
                    f"{name!r} was not added to this board.{near(name, self._added['id'])}"
                    " What was picked in a timeline is unpicked there."
                )
        self._added = self._added[~self._added["id"].isin(gone)].reset_index(drop=True)
        self._lay_out()

    def write(
        self, *, prices: Mapping[str, str] | None = None, choice: str = "", **texts: str | Sequence[str]
    ) -> None:
        """Write what stands below the columns: prices by option, the option chosen, and the texts.

        Raises:
            WidgetError: there is no such option or text.
        """
        for name in texts:
            if name not in TEXTS:
                raise WidgetError(
                    f"There is no text {name!r}.{near(name, TEXTS)} There are: {', '.join(TEXTS)}."
                )
        for name in [*(prices or {}), *([choice] if choice else [])]:
            if name not in self._options:
                raise WidgetError(f"The board has no option {name!r}.{near(name, self._options)}")
        for name, price in (prices or {}).items():
            self._suggest("price", name, price)
        self._suggest("text", "choice", choice)
        for name, text in texts.items():
            self._suggest("text", name, text if isinstance(text, str) else "\n".join(text))

    def _suggest(self, group: str, name: str, value: str) -> None:
        """Note what a cell says; the reader's own stays, unless the cell says another thing than before."""
        before, own = self._said.get((group, name)), self.notes.get(group, {}).get(name)
        if not value or before == value or (before is None and own is not None):
            return
        self._said[group, name] = value
        self.notes = {**self.notes, group: {**self.notes.get(group, {}), name: value}}

    @property
    def items(self) -> pd.DataFrame:
        """What lies on the board, in the order of time, with your side and sentence."""
        items = self._items
        sides, because = self.notes.get("side", {}), self.notes.get("because", {})
        return items.assign(
            side=[sides.get(name, "open") for name in items["id"]],
            because=[because.get(name, "") for name in items["id"]],
        )

    @property
    def options(self) -> pd.DataFrame:
        """The options: option, case, price, and whether it is the one chosen."""
        prices, choice = self.notes.get("price", {}), self.notes.get("text", {}).get("choice", "")
        rows = [(name, case, prices.get(name, ""), name == choice) for name, case in self._options.items()]
        return pd.DataFrame(rows, columns=["option", "case", "price", "chosen"])

    @property
    def texts(self) -> dict[str, str]:
        """What is written below the columns: advice, objection, answer, unknown."""
        return {name: self.notes.get("text", {}).get(name, "") for name in TEXTS}

    def _lay_out(self) -> None:
        """Make the cards of what was added and of what is selected in the timelines."""
        picked = [items_from(timeline.selected) for timeline in self._timelines if len(timeline.selection)]
        every = pd.concat([self._added, *picked]).drop_duplicates("id")
        self._items = every.sort_values(["date", "id"], ignore_index=True)[COLUMNS]
        self._sources = works_cited(self._items, ["source_1", "source_2"], sources_with(self._items))
        dates = dates_in_words(self._items)
        cards = [
            {
                "id": row["id"],
                "kind": row["kind"],
                "title": row["title"],
                "date": dates.get(row["id"], ""),
                "dispute": row["dispute"],
                "sources": [
                    {what: getattr(self._sources, what)[n] for what in ("title", "publisher", "date", "url")}
                    for n in self._sources.of(i).tolist()
                ],
            }
            for i, row in enumerate(self._items.to_dict("records"))
        ]
        self._meta = {
            "heading": self._heading,
            "sides": list(SIDES),
            "cards": cards,
            "options": [list(option) for option in self._options.items()],
            "texts": [list(text) for text in TEXTS.items()],
            # Not of the cards: what is written outlasts another choice of them.
            "key": state_digest({"evidence": self._heading}),
        }

    @traitlets.validate("notes")
    def _check_notes(self, proposal: Any) -> dict[str, dict[str, str]]:
        clean: dict[str, dict[str, str]] = {}
        for group, given in proposal["value"].items():
            if group not in _GROUPS or not isinstance(given, Mapping):
                raise WidgetError(f"notes: there is no {group!r}. There are: {', '.join(_GROUPS)}.")
            for name, value in given.items():
                if not isinstance(value, str):
                    raise WidgetError(f"notes: {name!r} is to be a text, not {type(value).__name__}.")
                if group == "side" and value not in SIDES:
                    raise WidgetError(
                        f"{value!r} is no side.{near(value, SIDES)} There are: {', '.join(SIDES)}."
                    )
                if value.strip():  # half a letter, which a browser can send, cannot be stored
                    clean.setdefault(group, {})[name] = value.encode("utf-8", "replace").decode("utf-8")
        return clean

    def _choices(self, value: Any) -> Mapping[str, Mapping[str, str]]:
        notes: Mapping[str, Mapping[str, str]] = value
        return notes

    def _choose(self, choices: Mapping[str, Mapping[str, Any]]) -> None:
        self.notes = dict(choices)

    # --- display ------------------------------------------------------------

    def _tally(self) -> str:
        sides = self.items["side"].tolist()
        return ", ".join(f"{sides.count(side)} {side}" for side in SIDES)

    def __repr__(self) -> str:  # noqa: D105
        written = int((self.items["because"] != "").sum())
        return f"EvidenceBoard({self._tally()}; {count(written, 'sentence')})"

    def _static_html(self) -> str:
        items, dates = self.items, dates_in_words(self._items)
        rows = [
            [
                escape(row["side"]),
                escape(dates.get(row["id"], row["kind"])),
                escape(row["title"]),
                escape(row["because"]),
                "; ".join(cite(self._sources, n) for n in self._sources.of(i).tolist()),
            ]
            for side in SIDES
            for i, row in enumerate(items.to_dict("records"))
            if row["side"] == side
        ]
        options = [
            f"Option{' chosen' if one['chosen'] else ''}: {one['option']}. {one['case']}"
            + (f" Its price: {one['price']}" if one["price"] else "")
            for one in self.options.to_dict("records")
        ]
        written = [f"{TEXTS[name]}: {text}" for name, text in self.texts.items() if text]
        what = count(len(rows), "piece") + " of evidence"
        remarks = [f"{what}: {self._tally()}.", *options, *written]
        head = ["Side", "When", "What", "Why it is here", "Sources"]
        return fallback_table(self._meta["key"], self._heading, remarks, head, rows, what)
