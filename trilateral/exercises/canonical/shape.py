"""What an answer must look like: its shape, as a question's TOML describes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from trilateral.exercises.chart_words import PLACES

__all__ = ["CHARTS", "KINDS", "Shape", "expected", "letters"]

KINDS = ("number", "date", "text", "boolean", "choice", "set", "rows", "list", "table", "function", "chart")
SCALAR = KINDS[:5]
CHARTS = {"bar": "bars", "line": "a line", "scatter": "points", "step": "steps"}
"""The kinds of chart, each as a student is told of it."""


@dataclass(frozen=True)
class Shape:
    """What an answer must look like, without a word on what it is.

    Attributes:
        kind: one of `KINDS`.
        decimals: numbers are rounded to so many decimals before they are compared; None compares them as
            they are (to 12 digits), as is right for counts.
        of: the shape of each item of a list or set, or of what a function returns.
        columns: the columns of a table in their order, each with the shape of its cells.
        ordered: whether the order of a table's rows counts.
        precision: "month" where only the month of a date is known: every day of it is the same answer.
        options: how many letters there are to choose from.
        arguments: the lists of arguments with which a function is called.
        charts: the kinds of chart that are good; the `columns` of a chart are its labels, then its values, or
            its labels, its series and its values.
        words: of a chart, by place what its words must say or must not (`chart_words`).
        elsewhere: the titles and alternative texts of the lesson's other charts, which are not its own.
        share: whether a chart's values are shares: then 25 (per cent) is the same as 0.25.
    """

    kind: str
    decimals: int | None = None
    of: Shape | None = None
    columns: Mapping[str, Shape] = field(default_factory=dict)
    ordered: bool = False
    precision: str | None = None
    options: int = 4
    arguments: tuple[tuple[Any, ...], ...] = ()
    charts: tuple[str, ...] = ()
    share: bool = False
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()

    @classmethod
    def from_dict(cls, words: str | Mapping[str, Any]) -> Shape:
        """Make a shape from its description in a question's TOML: `"number 1"` or `{kind = "set", ...}`.

        Raises:
            ValueError: the description is wrong; the message says what an author should mend.
        """
        if isinstance(words, str):
            kind, _, decimals = words.partition(" ")
            words = {"kind": kind, "decimals": int(decimals)} if decimals else {"kind": kind}
        given = dict(words)
        if given.get("kind") not in KINDS:
            raise ValueError(f"kind must be one of {', '.join(KINDS)}, not {given.get('kind')!r}")
        unknown = set(given) - {setting.name for setting in fields(cls)}
        if unknown:
            raise ValueError(f"unknown setting: {', '.join(sorted(unknown))}")
        kind = given["kind"]
        if "precision" in given and (kind, given["precision"]) != ("date", "month"):
            raise ValueError("precision can only be 'month', and only of a date")
        if kind in ("set", "list", "rows", "function"):
            given["of"] = cls.from_dict(given.get("of", "text"))
            if kind != "function" and given["of"].kind not in SCALAR:
                raise ValueError(f"the items of a {kind} must be one of {', '.join(SCALAR)}")
        if kind == "chart":
            given["charts"] = tuple(given.get("charts", ()))
            if not given["charts"] or set(given["charts"]) - set(CHARTS):
                raise ValueError(f"a chart needs charts = [...], of {', '.join(CHARTS)}")
            if len(given.get("columns", {})) not in (2, 3):
                raise ValueError("a chart needs the columns that it shows: labels, (series,) values")
            given["words"] = {place: tuple(said) for place, said in given.get("words", {}).items()}
            given["elsewhere"] = tuple(given.get("elsewhere", ()))
            if unknown := set(given["words"]) - set(PLACES):
                raise ValueError(f"a chart has no words at {', '.join(sorted(unknown))}")
        if kind in ("table", "chart"):
            given["columns"] = {name: cls.from_dict(cell) for name, cell in given.get("columns", {}).items()}
            if not given["columns"]:
                raise ValueError("a table needs columns, for example columns = { year = 'number' }")
        if kind == "function":
            given["arguments"] = tuple(tuple(call) for call in given.get("arguments", []))
            if not given["arguments"]:
                raise ValueError("a function needs arguments to be called with, for example [[2016], [2017]]")
        return cls(**given)

    def to_dict(self) -> dict[str, Any]:
        """Return the description from which `from_dict` makes this shape again."""
        words: dict[str, Any] = {"kind": self.kind}
        if self.decimals is not None:
            words["decimals"] = self.decimals
        if self.of is not None:
            words["of"] = self.of.to_dict()
        if self.columns:
            words["columns"] = {name: cell.to_dict() for name, cell in self.columns.items()}
        if self.ordered:
            words["ordered"] = True
        if self.precision:
            words["precision"] = self.precision
        if self.kind == "choice":
            words["options"] = self.options
        if self.arguments:
            words["arguments"] = [list(call) for call in self.arguments]
        if self.charts:
            words["charts"] = list(self.charts)
        if self.share:
            words["share"] = True
        if self.words:
            words["words"] = {place: list(said) for place, said in self.words.items()}
        if self.elsewhere:
            words["elsewhere"] = list(self.elsewhere)
        return words


def expected(shape: Shape) -> str:
    """Return the kind of answer asked for, in a few words."""
    if shape.kind == "choice":
        return f'one letter in quotation marks, "a" to "{letters(shape)[-1]}"'
    if shape.kind == "table":
        return f"a table (DataFrame) with the columns {', '.join(shape.columns)}"
    if shape.kind == "chart":
        return f"a chart with {' or '.join(CHARTS[one] for one in shape.charts)}"
    if shape.kind in ("set", "list"):
        items = {"number": "numbers", "date": "dates", "boolean": "True or False"}
        order = " in order" if shape.kind == "list" else ""
        of = shape.of or Shape("text")
        named = "months" if of.precision else items.get(of.kind, "texts")
        return f"a list of {named}{order}" if order else f"{named} (a column, list or set; the order is free)"
    if shape.precision:
        return "a month ('YYYY-MM', or a date in it)"
    return {
        "number": "a number",
        "date": "a date",
        "text": "a text in quotation marks",
        "boolean": "True or False",
        "rows": "the ids of rows, as a list or set",
        "function": "a function",
    }[shape.kind]


def letters(shape: Shape) -> str:
    """Return the letters of a choice."""
    return "abcdefghijklmnopqrstuvwxyz"[: shape.options]
