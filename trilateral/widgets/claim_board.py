"""The claim board: an article's claims as cards in columns, which the reader may sort in another way.

from trilateral import ClaimBoard, load
board = ClaimBoard(load("claims"), load("events"))
board                # show it; move a claim to the kind that you would give it
board.changed        # where you and the table differ

ClaimBoard(..., blind=True) shows our column of a claim, and our reason, only after the reader's own; until
then its page does not hold them. A saved page has no kernel to ask: it holds them apart from what it shows.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import anywidget
import numpy as np
import pandas as pd
import traitlets

from trilateral.display import BUNDLES, fallback_table, state_digest
from trilateral.record.load import own_sources
from trilateral.text import count, near
from trilateral.timeline.columns import items_of, text_of, texts_of, works_cited
from trilateral.timeline.html import cite
from trilateral.timeline.read import read
from trilateral.timeline.words import speaker
from trilateral.widgets.base import WidgetError, required
from trilateral.widgets.kept import KeptChoices

__all__ = ["ClaimBoard"]

_DETAILS = ("paragraph", "who", "period", "confidence")
UNSORTED = "not yet sorted"
"""The column of a blind board in which each claim begins."""


class ClaimBoard(KeptChoices, anywidget.AnyWidget):
    """Claims as cards in columns by kind or by verdict; each opens to its reason, evidence and sources.

    Args:
        claims: one row for each claim.
        events: the events that `evidence` names, with ids, dates and titles; without them the ids are shown.
        by: the column whose values make the columns of the board at first, one of `arrange`.
        only: a part of the claims: a column of True and False, or a list of ids.
        sources: the table that explains the ids of sources; the module's own by default.
        heading: a title above the board.
        arrange: the columns that can make the columns of the board.
        blind: whether our values stay hidden until the reader has given their own: each claim begins in a
            column "not yet sorted", and the reason is shown once a value is given by each of `arrange`. The
            button *Show ours*, or `reveal()`, ends it.
        id: the column of ids.
        claim: the column of the claims in words.
        reason: the column that says why the verdict is what it is.
        evidence: the column of events' ids.
        source: the columns of sources, by default `source_1` and `source_2`.

    Raises:
        WidgetError: if a column, an id or a value does not exist.

    `by` and `moves` are traitlets: read, set, observe them. `moves` holds what the reader sorted otherwise,
    as `{"kind": {"C22": "interpretation"}}`, on a blind board all that they sorted; `changed` is the same as
    a table, `sorted` has also where both agree.
    Moves are kept in a file (`kept.py` says where) once the board is shown, and come back after a restart;
    `reset()` forgets them.
    """

    _kept, _kept_words = ("moves",), ("move", "board")

    _esm = BUNDLES / "claim-board.js"
    _css = BUNDLES / "claim-board.css"

    _meta = traitlets.Dict().tag(sync=True)
    by = traitlets.Unicode().tag(sync=True)
    moves = traitlets.Dict().tag(sync=True)
    revealed = traitlets.Bool(False).tag(sync=True)
    _shown = traitlets.Dict().tag(sync=True)  # what of ours a blind board's page may hold by now

    def __init__(  # noqa: D107
        self,
        claims: pd.DataFrame,
        events: pd.DataFrame | None = None,
        *,
        by: str = "kind",
        only: Any = None,
        sources: pd.DataFrame | None = None,
        heading: str = "",
        arrange: Sequence[str] = ("kind", "verdict"),
        blind: bool = False,
        id: str = "id",
        claim: str = "claim",
        reason: str = "reason",
        evidence: str = "events",
        source: Sequence[str] = ("source_1", "source_2"),
    ) -> None:
        arrange = list(dict.fromkeys([by, *arrange]) if by not in arrange else arrange)
        required(claims, [id, claim, *arrange], "claims")
        frame = _part(claims, only, id)
        self._ids = texts_of(frame, id)
        self._values = {name: _values(claims, name) for name in arrange}
        self._ours = {name: dict(zip(self._ids, texts_of(frame, name), strict=True)) for name in arrange}
        self._sources = works_cited(
            frame,
            [name for name in source if name in frame.columns],
            own_sources(frame) if sources is None else sources,
        )
        found = _events(events)
        named = frame[evidence].tolist() if evidence in frame.columns else [""] * len(frame)
        reasons = texts_of(frame, reason if reason in frame.columns else None)
        afterwards = texts_of(frame, "later" if "later" in frame.columns else None)
        details = {name: texts_of(frame, name) for name in _DETAILS if name in frame.columns}
        self._cards: list[dict[str, Any]] = [
            {
                "id": self._ids[i],
                "claim": text,
                "details": [[name.capitalize(), own[i]] for name, own in details.items() if own[i]],
                "reason": " ".join(filter(None, (reasons[i], afterwards[i]))),
                "evidence": _evidence(items_of(named[i]), found),
                "sources": [
                    {what: getattr(self._sources, what)[n] for what in ("title", "publisher", "date", "url")}
                    for n in self._sources.of(i).tolist()
                ],
            }
            for i, text in enumerate(texts_of(frame, claim))
        ]
        self._heading, self._blind = heading, blind
        meta = {"heading": heading, "values": self._values, "ours": self._ours, "cards": self._cards}
        if blind:
            meta["unsorted"] = UNSORTED
        meta["key"] = state_digest(meta)
        if blind:
            meta["ours"] = {}
            meta["cards"] = [_without_ours(card) for card in self._cards]
        super().__init__(_meta=meta, by=by)
        self._show_ours()

    # --- what Python reads and sets ------------------------------------------------------------

    @property
    def changed(self) -> pd.DataFrame:
        """What the reader sorted otherwise, by the columns shown (`by`): a row each with id, ours, yours.

        Set it to such a table, to `{id: value}`, or to None for nothing.
        """
        every = self.sorted
        return every[every["ours"] != every["yours"]].reset_index(drop=True)

    @changed.setter
    def changed(self, moves: Any) -> None:
        if moves is None:
            moves = {}
        elif isinstance(moves, pd.DataFrame):
            required(moves, ["id", "yours"], "changes")
            moves = dict(zip(texts_of(moves, "id"), texts_of(moves, "yours"), strict=True))
        elif not isinstance(moves, Mapping):
            raise WidgetError('changed is a table with the columns id and yours, or as {"C22": "fact"}.')
        self.moves = {**self.moves, self.by: moves}

    @property
    def sorted(self) -> pd.DataFrame:
        """What the reader sorted by the columns shown (`by`): a row each with id, ours, yours."""
        ours, yours = self._ours[self.by], self.moves.get(self.by, {})
        rows = [(name, ours[name], yours[name]) for name in self._ids if name in yours]
        return pd.DataFrame(rows, columns=["id", "ours", "yours"], dtype="str")

    def reveal(self) -> None:
        """Show our values of all claims on a blind board, also where the reader has given none."""
        self.revealed = True

    @traitlets.observe("moves", "revealed")
    def _show_ours(self, _: Any = None) -> None:
        """Hand over our column where the reader gave theirs, the rest where they gave all."""
        if not self._blind:
            return
        held = self._withheld()
        ours = {
            column: {name: value for name, value in own.items() if self._open(name, column)}
            for column, own in held["ours"].items()
        }
        done = [name for name in self._ids if all(name in own for own in ours.values())]
        self._shown = {"ours": ours, "reasons": {name: held["reasons"][name] for name in done}}

    def _withheld(self) -> dict[str, Any]:
        """Return all that a blind board keeps back; js/src/standalone/ gives it out where no kernel does."""
        if not self._blind:
            return {}
        reasons = {
            card["id"]: {"reason": card["reason"], "details": [one for one in card["details"] if _ours(one)]}
            for card in self._cards
        }
        return {"ours": self._ours, "reasons": reasons}

    @traitlets.validate("by")
    def _check_by(self, proposal: Any) -> str:
        name: str = proposal["value"]
        if name not in self._values:
            raise WidgetError(
                f"The board has no columns by {name!r}.{near(name, self._values)}"
                f" There are: {', '.join(self._values)}."
            )
        return name

    @traitlets.validate("moves")
    def _check_moves(self, proposal: Any) -> dict[str, dict[str, str]]:
        clean: dict[str, dict[str, str]] = {}
        for column, wanted in proposal["value"].items():
            ours = self._ours[self._check_by({"value": column})]
            for name, value in wanted.items():
                if name not in ours:
                    raise WidgetError(f"No claim on this board has the id {name!r}.{near(name, ours)}")
                if value not in self._values[column]:
                    some = ", ".join(self._values[column])
                    raise WidgetError(
                        f"{value!r} is no {column}.{near(value, self._values[column])} There are: {some}."
                    )
            moved = {
                name: wanted[name]
                for name in self._ids
                if name in wanted and (self._blind or wanted[name] != ours[name])
            }
            if moved:
                clean[column] = moved
        return clean

    def _choices(self, value: Any) -> Mapping[str, Mapping[str, str]]:
        moves: Mapping[str, Mapping[str, str]] = value
        return moves

    def _choose(self, choices: Mapping[str, Mapping[str, Any]]) -> None:
        self.moves = dict(choices)

    # --- display ------------------------------------------------------------

    def __repr__(self) -> str:  # noqa: D105
        moved = len(self.moves.get(self.by, {}))
        state = f"{moved} sorted" if self._blind else f"{moved} changed"
        return f"ClaimBoard({count(len(self._ids), 'claim')} by {self.by}, {state})"

    def _open(self, name: str, column: str) -> bool:
        """Tell whether our value of a claim may be seen: always, unless the board is blind."""
        return not self._blind or self.revealed or name in self.moves.get(column, {})

    def _static_html(self) -> str:
        ours = [
            value if self._open(name, self.by) else UNSORTED for name, value in self._ours[self.by].items()
        ]
        values = [*([UNSORTED] if UNSORTED in ours else []), *self._values[self.by]]
        tally = ", ".join(f"{value} {ours.count(value)}" for value in values)
        yours = {name: self.moves[name] for name in self._values if name in self.moves}
        given = [name for name in ("Paragraph",) if any(name in dict(c["details"]) for c in self._cards)]
        rows = [
            [
                escape(card["id"]),
                *(escape(dict(card["details"]).get(name, "")) for name in given),
                escape(card["claim"]),
                *(
                    escape(own[card["id"]]) if self._open(card["id"], column) else ""
                    for column, own in self._ours.items()
                ),
                *(escape(moved.get(card["id"], "")) for moved in yours.values()),
                escape(card["reason"] if all(self._open(card["id"], c) for c in self._ours) else ""),
                "; ".join(escape(" ".join(filter(None, event))) for event in card["evidence"]),
                "; ".join(cite(self._sources, n) for n in self._sources.of(i).tolist()),
            ]
            for i, card in enumerate(self._cards)
        ]
        names = [*(name.capitalize() for name in self._ours), *(f"Your {name}" for name in yours)]
        head = ["Id", *given, "Claim", *names, "Reason", "Evidence", "Sources"]
        what = count(len(rows), "claim")
        return fallback_table(
            self._meta["key"], self._heading, [f"{what} by {self.by}: {tally}."], head, rows, what
        )


def _ours(detail: Sequence[str]) -> bool:
    """Tell whether a detail of a claim says what we think of it: how sure we are of our verdict."""
    return detail[0] == "Confidence"


def _without_ours(card: Mapping[str, Any]) -> dict[str, Any]:
    return {**card, "reason": "", "details": [one for one in card["details"] if not _ours(one)]}


def _part(claims: pd.DataFrame, only: Any, id: str) -> pd.DataFrame:
    """Return the claims wanted, in the table's order."""
    if only is None:
        return claims
    if isinstance(only, pd.Series) and pd.api.types.is_bool_dtype(only.dtype):
        return claims.loc[only[only].index.intersection(claims.index, sort=False)]
    wanted = [text_of(name) for name in ([only] if isinstance(only, str) else only)]
    known = texts_of(claims, id)
    for name in wanted:
        if name not in known:
            raise WidgetError(f"No claim has the id {name!r}.{near(name, known)}")
    return claims[np.isin(known, wanted)]


def _values(claims: pd.DataFrame, name: str) -> list[str]:
    """Return the values of a column in the order of its categories, else of the table."""
    column = claims[name]
    if isinstance(column.dtype, pd.CategoricalDtype):
        named = [text_of(value) for value in column.dtype.categories]
        return named + [value for value in [""] if column.isna().any()]
    return list(dict.fromkeys(texts_of(claims, name)))


def _events(events: pd.DataFrame | None) -> dict[str, list[str]]:
    """Return date and title of each event by its id, in the order of time."""
    if events is None:
        return {}
    own = read(events, columns={}, filter_by=[], source=[])
    say = speaker("en")
    return {name: [own.date_text(i, say), own.texts["title"][i]] for i, name in enumerate(own.texts["id"])}


def _evidence(names: list[str], found: dict[str, list[str]]) -> list[list[str]]:
    """Return date and title of the events named, in the order of time; an unknown one shows its id."""
    order = {name: i for i, name in enumerate(found)}
    return [found.get(name, ["", name]) for name in sorted(names, key=lambda n: order.get(n, len(order)))]
