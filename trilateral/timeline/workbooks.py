"""A sheet of an Excel workbook as a frame: what its cells show, not only what they hold."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from trilateral.text import near
from trilateral.timeline.dates import TimelineError
from trilateral.timeline.headings import role_column

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_LOOKED_THROUGH = 30  # the rows in which the headings are looked for

Rows = Sequence[Sequence[Any]]


def has_roles(names: Sequence[Any]) -> bool:
    """Tell whether these are headings of a timeline: one of dates, one of titles."""
    frame = pd.DataFrame(columns=[name for name in dict.fromkeys(names) if name not in (None, "")])
    return all(role_column(frame, role, None) is not None for role in ("start", "title"))


def row_of_headings(rows: Rows) -> int:
    """Return the position of the headings: the first row that names dates and titles, else with two cells."""
    first = [[_heading(value) for value in row] for row in rows[:_LOOKED_THROUGH]]
    known = (i for i, row in enumerate(first) if has_roles(row))
    several = (i for i, row in enumerate(first) if sum(name != "" for name in row) > 1)
    return next(known, next(several, 0))


def read_workbook(path: Path, raw: bytes, sheet: str | int | None) -> pd.DataFrame:
    """Read one sheet of a workbook: the one that is asked for, else the first with dates and titles.

    Args:
        path: of the workbook, for what is said.
        raw: its bytes.
        sheet: its name, or its number among the sheets that are not hidden, from 1.

    Raises:
        TimelineError: if it is no workbook, or has no such sheet.
    """
    try:
        import openpyxl
    except ImportError:
        raise TimelineError(
            f"To read {path.name!r}, type  %pip install openpyxl  in a cell once; or save the sheet as CSV."
        ) from None
    try:
        book, results = _opened(openpyxl, raw)
    except (ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile, SyntaxError, OSError):
        raise TimelineError(
            f"{path.name!r} cannot be read as an Excel workbook. Open it in Excel and save it again as .xlsx."
        ) from None
    shown = [one for one in book.worksheets if one.sheet_state == "visible"]
    chosen = _chosen(path, book, shown, sheet)
    rows = _rows(chosen, None if results is None else results[chosen.title])
    frame = framed(rows)
    others = [one.title for one in shown if one is not chosen and one.max_row > 1]
    if sheet is None and others:
        frame.attrs["notice"] = (
            f"{path.name} has {len(others) + 1} sheets: {chosen.title!r} is read. For another:"
            f" Timeline(..., sheet={others[0]!r})."
        )
    return frame


def _opened(openpyxl: Any, raw: bytes) -> tuple[Workbook, Workbook | None]:
    """Return the workbook, and where it has formulas also the workbook of their results."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of features that concern no table
        book = openpyxl.load_workbook(io.BytesIO(raw))
        formulas = any(
            cell.data_type == "f" for one in book.worksheets for row in one.iter_rows() for cell in row
        )
        return book, openpyxl.load_workbook(io.BytesIO(raw), data_only=True) if formulas else None


def _chosen(path: Path, book: Workbook, shown: list[Worksheet], sheet: str | int | None) -> Worksheet:
    named = {one.title: one for one in book.worksheets}
    if isinstance(sheet, str):
        if sheet in named:
            return named[sheet]
        there = ", ".join(map(repr, named))
        raise TimelineError(f"{path.name!r} has no sheet {sheet!r}.{near(sheet, named)} There are: {there}.")
    if sheet is not None:
        if 1 <= sheet <= len(shown):
            return shown[sheet - 1]
        raise TimelineError(f"{path.name!r} has no sheet {sheet}: it has {len(shown)}, from 1.")
    if not shown:
        raise TimelineError(
            f"{path.name!r} has no sheet that is shown. Name one: Timeline(..., sheet='...')."
        )
    filled = [one for one in shown if any(True for _ in one.iter_rows(max_row=1))]
    for one in filled:
        rows = [[_heading(cell.value) for cell in row] for row in one.iter_rows(max_row=_LOOKED_THROUGH)]
        if any(map(has_roles, rows)):
            return one
    return next((one for one in shown if one.max_row > 1), shown[0])


def _rows(sheet: Worksheet, results: Worksheet | None) -> list[list[Any]]:
    """Return what the cells show; of cells merged downwards, in every row."""
    rows = [[_shown(cell, results) for cell in row] for row in sheet.iter_rows()]
    for span in sheet.merged_cells.ranges:
        top, left = span.min_row - sheet.min_row, span.min_col - sheet.min_column
        for below in range(top + 1, span.max_row - sheet.min_row + 1):
            rows[below][left] = rows[top][left]
    return rows


def _shown(cell: Cell, results: Worksheet | None) -> Any:
    """Return a cell as its reader sees it.

    A date shown as "Apr 2017" is one of a month: Excel makes the first of April of what was typed. A formula
    without a saved result stays as it is written.
    """
    value: Any = cell.value
    if cell.data_type == "f" and results is not None:
        cell = results[cell.coordinate]
        value = cell.value if cell.value is not None else str(getattr(value, "text", value))
    if isinstance(value, (datetime, date)):
        return _as_dated(value, cell.number_format)
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool) and cell.number_format.endswith("%"):
        return f"{value * 100:g}%"
    return value


def _as_dated(value: date, number_format: str) -> Any:
    pattern = re.sub(r'"[^"]*"|\[[^\]]*\]|\\.|_.|;.*', "", number_format.lower())
    pattern = re.sub(r"h+[^a-z]*m+|m+[^a-z]*s+|am/pm", "", pattern)
    if "d" in pattern or not re.search("[myg年]", pattern):
        return value
    return f"{value:%Y-%m}" if "m" in pattern else f"{value.year:04}"


# --- rows as a frame ------------------------------------------------------------


def framed(rows: Rows) -> pd.DataFrame:
    """Return rows of cells as a frame, under the numbers of the rows in the sheet, without blank ones."""
    at = row_of_headings(rows)
    width = max(map(len, rows), default=0)
    body = [[None if value == "" else value for value in row] for row in rows[at + 1 :]]
    numbers = [i + at + 2 for i, row in enumerate(body) if any(value is not None for value in row)]
    kept = [body[number - at - 2] for number in numbers]
    used = [k for k in range(width) if any(row[k] is not None for row in kept)]
    headings = [_heading(value) for value in rows[at]] if rows else []
    columns = [k for k in range(width) if k in used or headings[k]]
    names = _unique([headings[k] or f"column {k + 1}" for k in columns])
    cells = {name: [row[k] for row in kept] for name, k in zip(names, columns, strict=True)}
    return pd.DataFrame(cells, index=numbers, columns=names, dtype=object)


def _heading(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _unique(names: list[str]) -> list[str]:
    """Return names that differ: the second "Date" becomes "Date.1", as pandas names it."""
    taken: dict[str, int] = {}
    unique = []
    for name in names:
        number = taken.get(name, 0)
        taken[name] = number + 1
        unique.append(f"{name}.{number}" if number else name)
    return unique
