"""The evidence board: what a reader found, sorted into for, against and open, and what they make of it.

from trilateral import Brief, EvidenceBoard
board = EvidenceBoard(timeline, options={"Wait": "Nobody in Seoul can decide before 9 May."})
board.add("C21")                       # a claim; also events, statements, tables, charts
board                                  # show it; sort, and write a sentence for each
Brief("Title", "Whom it is for", "Who wrote it", board)
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any
from weakref import WeakSet

import anywidget
import pandas as pd
import traitlets

from trilateral.display import BUNDLES, fallback_table, state_digest, when_shown
from trilateral.text import count, near
from trilateral.timeline.columns import texts_of, works_cited
from trilateral.timeline.html import cite
from trilateral.timeline.widget import Timeline
from trilateral.widgets.base import WidgetError, required
from trilateral.widgets.evidence_items import (
    COLUMNS,
    cards_of,
    dates_in_words,
    items_from,
    kept_as,
    sources_with,
)
from trilateral.widgets.evidence_kept import not_put_back, put_back, refuse_later, same
from trilateral.widgets.kept import KeptChoices

__all__ = ["SIDES", "EvidenceBoard"]

SIDES = ("for", "against", "open")
TEXTS = {
    "advice": "Advice: who does what, by when (a point a line)",
    "unknown": "What is not known, and would change your mind",
    "objection": "The strongest objection",
    "answer": "Your answer to it",
}
"""What is written below the columns."""
_GROUPS = ("side", "because", "price", "text", "picked", "added")
_SHOWN: WeakSet[EvidenceBoard] = WeakSet()


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
    sentence}, "price": {option: text}, "text": {"advice": ..., "choice": option}}`, in "picked" what was
    selected in a timeline, which is selected there again after a restart, and in "added" what was added once
    the board was shown (what its own cell lays on it, that cell lays again). Notes are kept in a file
    (`kept.py` says where) once the board is shown, also those of items that are not on it at the moment, and
    come back after a restart; `reset()` forgets them.
    """

    _kept, _kept_words = ("notes",), ("note", "board")

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
        self._missing: dict[str, str] = {}
        super().__init__(notes={})
        self._lay_out()
        self.on_msg(self._told)
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
            WidgetError: an id is not in the record, a title is missing, a side is none; or nobody could know
                it on the day that a timeline of this board is fixed to.
        """
        side = "open" if side == "unclear" else side
        if side not in ("", *SIDES):
            raise WidgetError(f"{side!r} is no side.{near(side, SIDES)} There are: {', '.join(SIDES)}.")
        if isinstance(thing, Timeline):
            if thing not in self._timelines:
                refuse_later(self._added, [thing])
                self._timelines.append(thing)
                thing.observe(lambda _: self._picked(), "selection")
            self._picked()
            rows = items_from(thing.selected)
        else:
            rows = items_from(thing, title)
            refuse_later(rows, self._timelines)
            self._put_on(rows)
        self._lay_out()
        for name in rows["id"]:
            self._suggest("side", name, side)
            self._suggest("because", name, because)

    def _put_on(self, rows: pd.DataFrame) -> None:
        """Lay rows on the board; once it is shown, note them, so that its cell run again brings them back."""
        noted, there = self.notes.get("added", {}), set(self._added["id"])
        self._added = pd.concat([rows, self._added]).drop_duplicates("id", ignore_index=True)
        new = {row["id"]: kept_as(row) for row in rows.to_dict("records")}
        new = {name: text for name, text in new.items() if name not in there or name in noted}
        if self._displayed and new:
            self.notes = {**self.notes, "added": {**noted, **new}}

    def remove(self, thing: Any) -> None:
        """Take something off the board, named by its id or as it was added; its notes stay.

        What was picked in a timeline is unpicked there.

        Raises:
            WidgetError: it does not lie here.
        """
        gone = [thing] if isinstance(thing, str) else items_from(thing)["id"].tolist()
        noted = self.notes.get("added", {})
        here = dict.fromkeys([*self._items["id"], *noted])
        for name in gone:
            if name not in here:
                raise WidgetError(f"{name!r} was not added to this board.{near(name, here)}")
        self._added = self._added[~self._added["id"].isin(gone)].reset_index(drop=True)
        left = {name: text for name, text in noted.items() if name not in gone}
        self.notes = {**self.notes, "added": left}
        for timeline in self._timelines:
            timeline.selection = [name for name in timeline.selection if name not in gone]
        self._lay_out()

    def set_state(self, sync_data: Any) -> None:
        """Take what the page sends; what was added is Python's to say, and the page may lag behind."""
        if isinstance(notes := sync_data.get("notes"), dict):
            sync_data = {**sync_data, "notes": {**notes, "added": self.notes.get("added", {})}}
        super().set_state(sync_data)

    def _told(self, _: Any, content: Any, __: Any) -> None:
        """Take off what the reader took off on the page."""
        with contextlib.suppress(WidgetError):  # another view was quicker
            if isinstance(content, dict) and isinstance(name := content.get("off"), str):
                self.remove(name)

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

    def _picked(self) -> None:
        """Lay out what is selected in the timelines now, and note it: a restart empties a timeline."""
        self._lay_out()
        picked = dict.fromkeys((name for one in self._timelines for name in one.selection), "yes")
        self.notes = {**self.notes, "picked": picked}

    def _lay_out(self) -> None:
        """Make the cards of what was added and of what is selected in the timelines."""
        picked = [items_from(timeline.selected) for timeline in self._timelines if len(timeline.selection)]
        every = pd.concat([self._added, *picked]).drop_duplicates("id")
        self._items = every.sort_values(["date", "id"], ignore_index=True)[COLUMNS]
        self._sources = works_cited(self._items, ["source_1", "source_2"], sources_with(self._items))
        self._meta = {
            "heading": self._heading,
            "sides": list(SIDES),
            "cards": cards_of(self._items, self._sources),
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
        kept = choices.get("added", {})
        gone = set(self.notes.get("added", {})) - set(kept)
        self.notes = dict(choices)
        self._added = self._added[~self._added["id"].isin(gone)].reset_index(drop=True)
        wanted = {name: text for name, text in kept.items() if name not in set(self._added["id"])}
        rows, self._missing = put_back(wanted, self._timelines)
        self._added = pd.concat([self._added, rows], ignore_index=True)
        self._lay_out()
        picked = choices.get("picked", {})
        for timeline in self._timelines:
            known = set(timeline.events.texts["id"])
            timeline.selection = [name for name in picked if name in known]

    def _bring_back(self) -> str:
        remarks = (super()._bring_back(), not_put_back(self._missing))
        return "\n".join(filter(None, remarks))

    def _follow(self, shown: Timeline) -> None:
        """Take a timeline whose cell was run again in place of the one before, with what was picked there."""
        before = next((one for one in self._timelines if same(one, shown)), None)
        if before is None or shown in self._timelines:
            return
        known = set(shown.events.texts["id"])
        picked = [name for name in before.selection if name in known]
        self._timelines[self._timelines.index(before)] = shown
        shown.observe(lambda _: self._picked(), "selection")
        shown.selection = [*shown.selection, *picked]
        self._picked()

    # --- display ------------------------------------------------------------

    def _show_static(self) -> None:
        super()._show_static()
        _SHOWN.add(self)

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


def _timeline_shown(widget: Any) -> None:
    if isinstance(widget, Timeline):
        for board in list(_SHOWN):
            board._follow(widget)


when_shown(_timeline_shown)
