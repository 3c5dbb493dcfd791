"""The statement coder: statements one at a time, each to be given a code on a scale.

from trilateral import StatementCoder, load
coder = StatementCoder(load("statements"))
coder                # show it; code
coder.codes          # the codes, by id; blank where there is none yet
coder.save_codes("codes.csv")                # for a neighbour
found = coder.compare("neighbour.csv")       # how far you agree, with an interval; the coder shows it too
again = coder.again(found.differ)            # when you have talked: a blank coder of what you differ on
coder.side_by_side   # both codes of each, what was settled, and the codes given again

The page does the same without a kernel: its buttons save the codes and take a neighbour's file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from pathlib import Path
from typing import Any

import anywidget
import pandas as pd
import traitlets

from trilateral.display import BUNDLES, fallback_table, state_digest
from trilateral.text import count, near
from trilateral.timeline.columns import text_of, texts_of
from trilateral.widgets.base import WidgetError, required
from trilateral.widgets.coder_agreement import Agreement, agreement, in_sentences
from trilateral.widgets.coder_files import (
    LONGEST,
    Taken,
    id_digest,
    taken_from,
    taken_from_bytes,
    write_codes,
)
from trilateral.widgets.kept import KeptChoices

__all__ = ["SCALE", "StatementCoder"]

SCALE = {
    -2: "clear offer of talks",
    -1: "nearer to talks",
    0: "neither, or both alike",
    1: "nearer to force",
    2: "clear threat of force",
}
"""What the codes mean unless a rule of your own says otherwise."""
BESIDE = ("theirs", "settled", "again", "theirs_again")
"""What is kept beside the codes when two compare: the neighbour's, what both settle on, and second codes."""

_HEADS = {
    "theirs": "Neighbour's", "settled": "Settled", "again": "Coded again", "theirs_again": "Neighbour's again"
}  # fmt: skip


class _Codes(traitlets.TraitType[Any, Any]):
    """One code or blank for each statement; handed out as a copy: a change within would go unnoticed."""

    def get(self, obj: Any, cls: Any = None) -> Any:
        codes = super().get(obj, cls)
        return codes.copy() if isinstance(codes, pd.Series) else codes


class StatementCoder(KeptChoices, anywidget.AnyWidget):
    """Statements one at a time, each with a choice of codes.

    Args:
        statements: one row for each statement.
        labels: the codes, whole numbers in order, each with its meaning.
        blind: show the words alone, without who spoke, where and when.
        heading: a title above the statements.
        id: the column of ids.
        text: the column of the statements' words.
        details: the columns shown beside the words, unless blind; those that do not exist are passed over.

    Raises:
        WidgetError: if a column, an id or a code does not exist.

    `codes` and `current` are traitlets: read, set, observe them. `codes` is a Series of whole numbers
    (`Int64`) by id, blank (`<NA>`) where there is no code. Set it to such a Series, to `{id: code}` (the rest
    becomes blank), to a list of one code for each statement, or to None for no codes; to change one, set all
    again. `current` is the place of the statement shown, counted from 0. `neighbour` holds what came of a
    comparison, a list of one code for each statement for each of BESIDE; set it to {} to end the comparison.

    Codes are kept in a file (`kept.py` says where) once the coder is shown, and come back after a restart;
    `reset()` forgets them.
    """

    _kept, _kept_words = ("codes", "neighbour"), ("code", "coder")

    _esm = BUNDLES / "statement-coder.js"
    _css = BUNDLES / "statement-coder.css"

    _meta = traitlets.Dict().tag(sync=True)
    current = traitlets.Int(0).tag(sync=True)
    codes = _Codes().tag(
        sync=True,
        to_json=lambda codes, _: [None if pd.isna(code) else int(code) for code in codes],
        from_json=lambda codes, _: codes,
    )
    neighbour = traitlets.Dict().tag(sync=True)
    _found: Any = traitlets.List().tag(sync=True)  # what is said of the comparison, a line each
    _remarks: tuple[str, ...] = ()

    def __init__(  # noqa: D107
        self,
        statements: pd.DataFrame,
        *,
        labels: Mapping[int, str] = SCALE,
        blind: bool = False,
        heading: str = "",
        id: str = "id",
        text: str = "statement",
        details: Sequence[str] = ("speaker", "role", "country", "date", "place"),
    ) -> None:
        required(statements, [id, text], "statements")
        for code in labels:
            if isinstance(code, bool) or not isinstance(code, int):
                raise WidgetError(f"labels: a code is a whole number, not {code!r}.")
        if not labels:
            raise WidgetError('labels: give at least one code, as {-1: "talks", 1: "force"}.')
        self._statements = statements
        self._options = {
            "labels": labels, "blind": blind, "id": id, "text": text, "details": details
        }  # fmt: skip
        self._ids = texts_of(statements, id)
        self._labels = {code: str(meaning) for code, meaning in labels.items()}
        self._blind = blind
        self._heading = heading
        self._words = texts_of(statements, text)
        # What is hidden is not handed over at all; an id may hold a name and a date.
        self._details = {
            name.capitalize(): texts_of(statements, name)
            for name in ([] if blind else details)
            if name in statements.columns
        }
        items = [
            {"text": words, "details": [[name, own[i]] for name, own in self._details.items() if own[i]]}
            for i, words in enumerate(self._words)
        ]
        meta: dict[str, Any] = {
            "heading": heading,
            "labels": [[c, m] for c, m in self._labels.items()],
            "items": items,
        }
        meta["key"] = state_digest(meta)  # of what is shown alone, or what was kept would be lost
        meta["ids"] = [id_digest(name) for name in self._ids] if blind else self._ids
        meta["longest"] = LONGEST
        super().__init__(_meta=meta, codes=None)
        self.on_msg(self._asked)

    def _choices(self, value: Any) -> dict[str, dict[str, int]]:
        groups: Mapping[str, Any] = {"codes": value} if isinstance(value, pd.Series) else value
        return {
            group: {name: int(c) for name, c in zip(self._ids, codes, strict=True) if not pd.isna(c)}
            for group, codes in groups.items()
        }

    def _choose(self, choices: Mapping[str, Mapping[str, Any]]) -> None:
        self.codes = choices.get("codes", {})
        self.neighbour = {group: choices[group] for group in BESIDE if choices.get(group)}

    # --- with a neighbour ------------------------------------------------------------

    def save_codes(self, path: str | Path, *, overwrite: bool = False) -> None:
        """Write the codes to a CSV file: id, statement, code and its meaning, a row for each statement.

        `again` and `settled` follow where there are such codes.

        Args:
            path: the file, which ends in `.csv`.
            overwrite: whether a file that is there may be written over.

        Raises:
            WidgetError: it is there already, or cannot be written.
        """
        table = self._codes_to_save()
        write_codes(path, table, overwrite)
        print(f"{int(self.codes.count())} of {count(len(table), 'statement')} coded, in {Path(path).name}.")

    def _codes_to_save(self) -> pd.DataFrame:
        codes = self.codes.to_list()
        meanings = ["" if pd.isna(code) else self._labels[code] for code in codes]
        table = pd.DataFrame({"id": self._ids, "statement": self._words, "code": codes, "meaning": meanings})
        for name in ("again", "settled"):
            if name in self.neighbour:
                table[name] = pd.array(self.neighbour[name], dtype="Int64")
        return table

    def compare(self, other: Any) -> Agreement:
        """Return how far a neighbour's codes agree with these, over the statements that both have coded.

        The coder then shows the neighbour's codes beside one's own, where the two part.

        Args:
            other: the file that the neighbour saved, in any order and usual encoding, or such a frame.

        Raises:
            WidgetError: it cannot be read, is of other statements, or holds what is no code.
        """
        return self._take(taken_from(other, self._ids, self._labels))

    def _take(self, taken: Taken) -> Agreement:
        yours = self._choices(self.codes)["codes"]
        words = dict(zip(self._ids, self._words, strict=True))
        found = agreement(yours, taken.codes, words, taken.remarks)
        self._remarks = taken.remarks
        self.neighbour = {**self.neighbour, "theirs": taken.codes, "theirs_again": taken.again}
        self._say()
        return found

    @traitlets.observe("codes", "neighbour")
    def _say(self, _: Any = None) -> None:
        """Say in the page how far the two agree, with what is coded by now."""
        by_id = self._choices(self.neighbour) | self._choices(self.codes)
        theirs, second = by_id.get("theirs"), (by_id.get("again", {}), by_id.get("theirs_again", {}))
        self._found = in_sentences(by_id["codes"], theirs, *second, self._remarks) if theirs else []

    def _asked(self, _: Any, content: Any, buffers: Any) -> None:
        """Answer the page's buttons; js/src/coder/answers.js does it where there is no kernel."""
        if content.get("save"):
            self.send({"file": self._codes_to_save().to_csv(index=False)})
        elif name := content.get("take"):
            try:
                self._take(taken_from_bytes(bytes(buffers[0]), name, self._ids, self._labels))
            except WidgetError as error:
                self.send({"refused": str(error)})
            except Exception as error:  # whatever a stranger's file does, its reader is told
                self.send({"refused": f"This file cannot be read ({type(error).__name__})."})
            else:
                self.send({"taken": True})

    @property
    def side_by_side(self) -> pd.DataFrame:
        """Both codes of each statement, what was settled, and the codes given again; blank where none is."""
        columns = {"yours": self.codes.to_list(), **{name: self.neighbour.get(name) for name in BESIDE}}
        blank = [None] * len(self._ids)
        return pd.DataFrame(
            {"id": self._ids, "statement": self._words}
            | {name: pd.array(codes or blank, dtype="Int64") for name, codes in columns.items()}
        )

    def again(self, differ: pd.DataFrame) -> StatementCoder:
        """Return a blank coder of the statements that a table names in `id`, as `Agreement.differ` does.

        The codes of this one stay as they are.

        Raises:
            WidgetError: there is no such column, or a statement is not of this coder.
        """
        required(differ, ["id"], "differences")
        wanted = texts_of(differ, "id")
        for name in wanted:
            if name not in self._ids:
                raise WidgetError(f"No statement here has the id {name!r}.{near(name, self._ids)}")
        part = self._statements[[name in wanted for name in self._ids]]
        return StatementCoder(part, heading="Code again", **self._options)  # type: ignore[arg-type]

    # --- checks of what is set ------------------------------------------------------------

    @traitlets.validate("codes")
    def _check_codes(self, proposal: Any) -> pd.Series[Any]:
        index = pd.Index(self._ids, name="id", dtype="str")
        return pd.Series(self._column(proposal["value"]), index=index, name="code", dtype="Int64")

    @traitlets.validate("neighbour")
    def _check_neighbour(self, proposal: Any) -> dict[str, list[int | None]]:
        clean: dict[str, list[int | None]] = {}
        for group, given in proposal["value"].items():
            if group not in BESIDE:
                raise WidgetError(f"neighbour: {group!r} is none of {', '.join(BESIDE)}.")
            column = self._column(given)
            if any(code is not None for code in column):
                clean[group] = column
        return clean

    def _column(self, given: Any) -> list[int | None]:
        """Return one code or None for each statement, from codes by id or in the statements' order."""
        if given is None:
            given = {}
        if isinstance(given, (pd.Series, Mapping)):
            by_id = {text_of(name): code for name, code in given.items()}
            for name in by_id:
                if name not in self._ids:
                    raise WidgetError(f"No statement here has the id {name!r}.{near(name, self._ids)}")
            given = [by_id.get(name) for name in self._ids]
        if not pd.api.types.is_list_like(given) or len(given) != len(self._ids):
            raise WidgetError(f"codes: there are {count(len(self._ids), 'statement')}, so as many codes.")
        return [self._code(code) for code in given]

    def _code(self, code: Any) -> int | None:
        one = pd.api.types.is_scalar(code)
        if one and pd.isna(code):
            return None
        if not one or pd.api.types.is_bool(code) or code not in self._labels:
            raise WidgetError(f"{code!r} is no code. There are: {', '.join(map(str, self._labels))}.")
        return int(code)

    @traitlets.validate("current")
    def _check_current(self, proposal: Any) -> int:
        place: int = proposal["value"]
        if not 0 <= place < max(len(self._ids), 1):
            raise WidgetError(f"current = {place}: there are statements 0 to {len(self._ids) - 1}.")
        return place

    # --- display ------------------------------------------------------------

    def __repr__(self) -> str:  # noqa: D105
        return f"StatementCoder({count(len(self._ids), 'statement')}, {int(self.codes.count())} coded)"

    def _static_html(self) -> str:
        codes = self.codes.tolist()
        scale = "; ".join(f"{code} {meaning}" for code, meaning in self._labels.items())
        beside = {name: self.neighbour[name] for name in BESIDE if name in self.neighbour}
        rows = [
            [
                str(i + 1),
                *(escape(own[i]) for own in self._details.values()),
                escape(words),
                "" if pd.isna(codes[i]) else escape(f"{codes[i]} {self._labels[codes[i]]}"),
                *("" if column[i] is None else str(column[i]) for column in beside.values()),
            ]
            for i, words in enumerate(self._words)
        ]
        what = count(len(rows), "statement")
        coded = f"{int(self.codes.count())} of {what} coded."
        head = ["No.", *self._details, "Statement", "Code", *(_HEADS[name] for name in beside)]
        return fallback_table(
            self._meta["key"], self._heading, [f"The scale: {scale}.", coded], head, rows, what
        )
