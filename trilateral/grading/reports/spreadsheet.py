"""What spreadsheets do to a table: cells that none takes for a formula, and tables that one has saved."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from trilateral.encodings import decoded
from trilateral.grading.reports.heads import (
    CHECK,
    COLUMNS,
    OWN_MARK,
    missing_heads,
    place_of_columns,
    told_by_heads,
    without_heads,
)

__all__ = [
    "ABSENT",
    "CHANGED",
    "CHECK",
    "COLUMNS",
    "NO_MARK",
    "OURS",
    "OWN_MARK",
    "TWICE",
    "UNCLEAR",
    "UNMARKED",
    "Row",
    "Table",
    "Written",
    "fold",
    "is_workbook",
    "parse",
    "read_table",
    "safe",
    "why_unread",
]

ABSENT = "not in the last run"
UNCLEAR = "fits no student and prompt of the last run, or several"
TWICE = "this row stands twice; the other counts"
CHANGED = "the text has changed since the mark {} was given"
NO_MARK = "the mark {} does not count: write a number from 0 to {}"
UNMARKED = "no mark yet"
OURS = re.compile(
    rf"{ABSENT}|{UNCLEAR}|{TWICE}|{UNMARKED}|the text has changed since .*|the mark .* does not count: .*",
    re.DOTALL,
)
_OWN_MARK = re.compile(r"\d{1,3}(?:\.\d)? of \d{1,3}(?:\.\d)?", re.ASCII)


@dataclass(frozen=True)
class Row:
    """A row of the table as it was found, each cell without the apostrophe that guards against formulas."""

    cells: Mapping[str, str]
    own: tuple[str, ...] = ()
    check: str = ""
    own_mark: str = ""

    @property
    def mark(self) -> str:
        """The mark, in one line and without blanks around it."""
        return " ".join(unicodedata.normalize("NFKC", self.cells["mark"]).split())

    @property
    def written(self) -> bool:
        """Whether a person wrote anything into it."""
        own_check = any(not OURS.fullmatch(part) for part in self.check.split("; ") if part)
        return bool(self.mark or any(cell.strip() for cell in self.own) or own_check)


@dataclass(frozen=True)
class Written:
    """A table as it was found.

    Attributes:
        rows: its rows.
        heads: of the columns that a person added.
        warnings: what was not sure in reading it, each a line.
    """

    rows: Sequence[Row] = ()
    heads: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


# Signs that turn the order of all letters behind them, beyond the cell: U+202E shows "cod.exe" as "exe.doc".
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def fold(text: str) -> str:
    """Return what two ways of writing a name or text have in common."""
    return " ".join(unicodedata.normalize("NFKC", _TURNING.sub("", text)).casefold().split())


# What a spreadsheet takes for a formula, at the beginning of a cell. Some split at semicolons or line ends
# inside a cell as well. The wide forms are what Japanese and Korean keyboards write. The same rule stands in
# js/src/timeline/export.js; both are held to timeline/shared/untrusted.json.
_BEFORE, _SIGN = "(^|[;\n])([ \u00a0\u3000\"']*)", "([=+\\-@＝＋－＠])"
_FORMULA, _GUARDED = re.compile(_BEFORE + _SIGN), re.compile(f"{_BEFORE}'{_SIGN}")
# XML 1.0, and so a spreadsheet, has no place for these; a lone surrogate has none in UTF-8.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula: with an apostrophe before what might be one."""
    text = _TURNING.sub("", text).replace("\t", "    ").replace("\r\n", "\n").replace("\r", "\n")
    return _FORMULA.sub(r"\1\2'\3", _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text))


def _unguarded(cell: str) -> str:
    """Return a cell as it was before `safe`: else each run would add an apostrophe to "- good"."""
    return _GUARDED.sub(r"\1\2\3", cell)


@dataclass(frozen=True)
class Table:
    """A table as a spreadsheet saved it.

    Attributes:
        heads: the cells of its first line of heads.
        lines: the lines below that are not blank, each with its number in the file, from 1.
        above: the lines above the heads.
        warnings: what was not sure in reading it, each a line.
    """

    heads: Sequence[str]
    lines: Sequence[tuple[int, Sequence[str]]]
    above: Sequence[Sequence[str]] = ()
    warnings: tuple[str, ...] = ()


Told = Callable[[Sequence[str]], bool]
"""Says of folded cells whether they are the heads that are looked for."""


def read_table(content: bytes, needed: Collection[str] | Told, known: Collection[str]) -> Table | None:
    """Return a table, in whatever encoding and with whatever separator; None where the heads are nowhere.

    Args:
        content: the file's bytes, in any encoding that Excel, Numbers or LibreOffice writes, or of a .xlsx.
        needed: heads, folded, of which each must be there; or what tells a line of heads.
        known: names and texts that should stand in it, by which an encoding is told.
    """
    told: Told = needed if callable(needed) else set(needed).issubset
    if is_workbook(content):
        return _of_workbook(content, told)
    text, warnings = decoded(content, known)
    limit = csv.field_size_limit(10**8)
    try:
        heads, delimiter, skipped = _head(text, told)
        if heads is None:
            return None
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error:
        return None
    finally:
        csv.field_size_limit(limit)
    body = [
        (number, line)
        for number, line in enumerate(lines[skipped + 1 :], skipped + 2)
        if any(cell.strip() for cell in line)
    ]
    above = [] if _is_sep(text) else lines[:skipped]
    return Table(heads, body, above, warnings)


def is_workbook(content: bytes) -> bool:
    """Say whether a file is a workbook, or another zip, whatever its name says."""
    return content.startswith(b"PK\3\4")


def _of_workbook(content: bytes, told: Told) -> Table | None:
    """Return the first sheet that has the heads needed in one of its first rows."""
    from trilateral.timeline.workbooks import sheets_as_text  # openpyxl is read where there is a workbook

    try:
        sheets = sheets_as_text(content)
    except ValueError:
        return None
    for rows in sheets:
        listed = list(rows.items())
        for at, (_, heads) in enumerate(listed[:10]):
            if told([fold(cell) for cell in heads]):
                return Table(heads, listed[at + 1 :], [line for _, line in listed[:at]])
    return None


def parse(content: bytes, known: Collection[str]) -> Written | None:
    """Return a table of marks as a person saved it; None where it is no such table.

    Args:
        content: the file's bytes.
        known: names and texts that should stand in it.
    """
    table = read_table(content, told_by_heads, known) or _headless(content, known)
    if table is None:
        return None
    head, body, warnings = table.heads, [line for _, line in table.lines], table.warnings
    if any("".join(line).strip() for line in table.above):
        warnings = (*warnings, "there are lines above its heads, which are not kept")
    places = place_of_columns([fold(name) for name in head])
    warnings += tuple(
        f"the column {head[place].strip() or place + 1!r} is taken for {name!r}"
        for name, place in places.items()
        if fold(head[place]) != name
    )
    warnings += _second_marks(head, body, places)
    if not _of_students(body, places.get(OWN_MARK)):
        places.pop(OWN_MARK, None)  # a person wrote there: it is a column of that person's
    width = max([len(head), *map(len, body)])
    named = [*head, *[""] * (width - len(head))]
    others = [
        place
        for place in range(width)
        if place not in places.values()
        and (
            (named[place].strip() and fold(named[place]) not in COLUMNS)
            or any(line[place].strip() for line in body if place < len(line))
        )
    ]
    rows = [_row(line, places, others) for line in body]
    return Written(rows, tuple(_unguarded(named[place]).strip() for place in others), warnings)


def why_unread(content: bytes, known: Collection[str]) -> str:
    """Return why a file is no table of marks, in the words of a sentence."""
    if is_workbook(content):
        table = read_table(content, lambda heads: len(heads) > 1, known)
        return (
            missing_heads([fold(head) for head in table.heads])
            if table
            else "it cannot be read as a workbook"
        )
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        return "it is a workbook of an Excel before 2007, or has a password"
    table = read_table(content, lambda heads: len(heads) > 1, known)
    return missing_heads([fold(head) for head in table.heads]) if table else "there is no table in it"


def _headless(content: bytes, known: Collection[str]) -> Table | None:
    """Return a table whose line of heads somebody has deleted; None where its columns do not tell."""

    def told(line: Sequence[str]) -> bool:
        return without_heads([line])

    table = read_table(content, told, known)
    if table is None:
        return None
    # What was taken for the heads is the first row.
    lines = [*((0, line) for line in (*table.above, table.heads)), *table.lines]
    if not without_heads([[fold(cell) for cell in line] for _, line in lines]):
        return None
    warning = "its line of heads was gone; the columns were taken in the order in which they are written"
    own = [OWN_MARK] if _of_students([line for _, line in lines], len(COLUMNS) + 1) else []
    return Table((*COLUMNS, CHECK, *own), lines, (), (*table.warnings, warning))


def _of_students(body: Sequence[Sequence[str]], place: int | None) -> bool:
    """Say whether a column holds students' own marks, as they are written there, and nothing else."""
    cells = [line[place].strip() for line in body if place is not None and place < len(line)]
    return any(cells) and all(_OWN_MARK.fullmatch(cell) for cell in cells if cell)


def _second_marks(
    head: Sequence[str], body: Sequence[Sequence[str]], places: dict[str, int]
) -> tuple[str, ...]:
    """Take an empty column of marks for the filled one that somebody has put beside it; say so."""

    def filled(place: int) -> list[str]:
        return [line[place].strip() if place < len(line) else "" for line in body]

    first = places.get("mark")
    others = [place for place, name in enumerate(head) if fold(name) == "mark" and place != first]
    others = [place for place in others if any(filled(place))]
    if first is None or not others:
        return ()
    own = filled(first)
    if not any(own) and len(others) == 1:
        places["mark"] = others[0]
        return (f"it has two columns of marks; the one that is filled counts ({head[others[0]].strip()!r})",)
    if all(filled(place) == own for place in others):
        return ()
    return ("it has two columns of marks that differ; the first counts; delete the other",)


def _row(line: Sequence[str], places: Mapping[str, int], others: Iterable[int]) -> Row:
    def cell(place: int | None) -> str:
        return _unguarded(line[place]) if place is not None and place < len(line) else ""

    cells = {name: cell(places.get(name)) for name in COLUMNS}
    check, own_mark = (cell(places.get(name)).strip() for name in (CHECK, OWN_MARK))
    return Row(cells, tuple(cell(place) for place in others), check, own_mark)


def _is_sep(text: str) -> bool:
    return bool(re.match(r"\s*\"?sep=", text, re.I))


def _head(text: str, told: Told) -> tuple[list[str] | None, str, int]:
    """Return the heads, what stands between cells, and in which row the heads are."""
    for delimiter in ",;\t|":
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for at, line in zip(range(10), reader, strict=False):
            if told([fold(cell) for cell in line]):
                return line, delimiter, at
    return None, "", 0
