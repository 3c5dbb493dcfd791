"""A sheet of an Excel workbook as a frame: what its cells show, not only what they hold."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from trilateral.text import near
from trilateral.timeline.dates import TimelineError
from trilateral.timeline.headings import role_column
from trilateral.timeline.shared import MONTHS

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

_LOOKED_THROUGH = 30  # the rows in which the headings are looked for

# What openpyxl raises for a file that is no workbook, or a damaged one.
_UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, zipfile.BadZipFile, SyntaxError, OSError)

Rows = Sequence[Sequence[Any]]
Grid = dict[int, dict[int, Any]]  # by the number of the row and of the column; what is blank is not in it


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
            f"To read {path.name!r}, type  %pip install openpyxl  in a cell once; or save the sheet as CSV.",
            f"To read {path.name!r}, type  pip install openpyxl  once; or save the sheet as CSV.",
        ) from None
    try:
        book, results = _opened(openpyxl, raw)
    except _UNREADABLE:
        raise TimelineError(
            f"{path.name!r} cannot be read as an Excel workbook. Open it in Excel and save it again as .xlsx."
        ) from None
    grids = {one.title: _grid(one, results) for one in book.worksheets}
    shown = [one.title for one in book.worksheets if one.sheet_state == "visible"]
    chosen = _chosen(path, grids, shown, sheet)
    frame = _framed(grids[chosen])
    others = [one for one in shown if one != chosen and len(grids[one]) > 1]
    if sheet is None and others:
        said = f"{path.name} has {len(others) + 1} sheets: {chosen!r} is read. For another:"
        frame.attrs["notice"] = f"{said} Timeline(..., sheet={others[0]!r})."
        frame.attrs["notice_typed"] = f'{said} --sheet "{others[0]}"'
    return frame


def sheets_as_text(raw: bytes) -> list[dict[int, list[str]]]:
    """Return the sheets that are shown, each with its rows by their numbers: what every cell shows, as text.

    Raises:
        ValueError: it is no workbook that can be read.
    """
    try:
        import openpyxl

        book, results = _opened(openpyxl, raw)
        grids = [_grid(one, results) for one in book.worksheets if one.sheet_state == "visible"]
    except (ImportError, *_UNREADABLE):
        raise ValueError("it cannot be read as a workbook (.xlsx)") from None
    return [
        {number: [_text(row.get(k)) for k in range(1, max(row) + 1)] for number, row in grid.items()}
        for grid in grids
    ]


def _text(value: Any) -> str:
    if isinstance(value, datetime) and value.time() == time():
        value = value.date()
    if isinstance(value, float):
        return f"{value:.15g}"  # as many figures as Excel has
    return "" if value is None else str(value)


def _opened(openpyxl: Any, raw: bytes) -> tuple[Workbook, Workbook | None]:
    """Return the workbook, and where it has formulas also the workbook of their results."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of features that concern no table
        book = openpyxl.load_workbook(io.BytesIO(raw))
        formulas = any(cell.data_type == "f" for one in book.worksheets for cell in _cells(one))
        return book, openpyxl.load_workbook(io.BytesIO(raw), data_only=True) if formulas else None


def _chosen(path: Path, grids: Mapping[str, Grid], shown: list[str], sheet: str | int | None) -> str:
    """Return the name of the sheet to read."""
    if isinstance(sheet, str):
        if sheet in grids:
            return sheet
        there = ", ".join(map(repr, grids))
        raise TimelineError(f"{path.name!r} has no sheet {sheet!r}.{near(sheet, grids)} There are: {there}.")
    if sheet is not None:
        if 1 <= sheet <= len(shown):
            return shown[sheet - 1]
        raise TimelineError(f"{path.name!r} has no sheet {sheet}: it has {len(shown)}, from 1.")
    if not shown:
        raise TimelineError(
            f"{path.name!r} has no sheet that is shown. Name one: Timeline(..., sheet='...').",
            f'{path.name!r} has no sheet that is shown. Name one: --sheet "NAME".',
        )
    fit = (one for one in shown if any(has_roles([*row.values()]) for row in _first(grids[one])))
    filled = (one for one in shown if len(grids[one]) > 1)
    return next(fit, next(filled, shown[0]))


def _cells(sheet: Worksheet) -> Iterable[Cell]:
    """Return the cells that hold something. One forgotten in the last row costs no million.

    `_cells` is openpyxl's own. Its public `iter_rows` makes every cell up to the last one: with one in
    XFD1048576, 17 thousand million. When only reading it makes whole rows (0.6 s for that sheet, after
    `reset_dimensions`), and knows no merged cells. It is what is left should `_cells` go.
    """
    kept = getattr(sheet, "_cells", None)
    cells = kept.values() if isinstance(kept, dict) else chain.from_iterable(sheet.iter_rows())
    return (cell for cell in cells if cell.value not in (None, ""))


def _grid(sheet: Worksheet, results: Workbook | None) -> Grid:
    """Return what the cells of a sheet show; of cells merged downwards, in every row that holds something."""
    calculated = None if results is None else results[sheet.title]
    grid: Grid = {}
    for cell in sorted(_cells(sheet), key=lambda cell: (cell.row, cell.column)):
        grid.setdefault(cell.row, {})[cell.column] = _shown(cell, calculated)
    for span in sheet.merged_cells.ranges:
        value = grid.get(span.min_row, {}).get(span.min_col)
        for row in range(span.min_row + 1, span.max_row + 1):
            if value is not None and row in grid:
                grid[row][span.min_col] = value
    return grid


def _shown(cell: Cell, results: Worksheet | None) -> Any:
    """Return a cell as its reader sees it.

    A date shown as "Apr 2017" is one of a month: Excel makes the first of April of what was typed, and of
    "6 Apr" or "April" one of the year in which it was typed. A formula without a saved result stays as it is.
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
    if isinstance(value, int) and re.fullmatch("0{2,}", cell.number_format):
        return (
            value if len(str(value)) >= len(cell.number_format) else str(value).zfill(len(cell.number_format))
        )
    return value


def _as_dated(value: date, number_format: str) -> Any:
    # An open quote or bracket lasts to the end.
    pattern = re.sub(r'"[^"]*+"?+|\[[^\]]*+\]?+|\\.|_.|;.*', "", number_format.lower())
    pattern = re.sub(r"(?<!h)h++[^a-z]*+m++|(?<!m)m++[^a-z]*+s++|am/pm", "", pattern)
    if "m" in pattern and not re.search("[ygeb]", pattern):  # the year is one that Excel added
        return f"{value.day} {MONTHS[value.month - 1]}" if "d" in pattern else MONTHS[value.month - 1]
    if "d" in pattern or not re.search("[ygeb]", pattern):
        return value
    return f"{value:%Y-%m}" if "m" in pattern else f"{value.year:04}"


# --- rows as a frame ------------------------------------------------------------


def _first(grid: Grid) -> list[dict[int, Any]]:
    return list(islice(grid.values(), _LOOKED_THROUGH))


def _framed(grid: Grid) -> pd.DataFrame:
    """Return the rows below the headings as a frame, under the numbers of the rows in the sheet."""
    at = row_of_headings([list(row.values()) for row in _first(grid)])
    numbers = list(grid)[at + 1 :]
    headings = list(grid.values())[at] if grid else {}
    columns = sorted({k for number in numbers for k in grid[number]} | headings.keys())
    names = _unique([_heading(headings.get(k)) or f"column {k}" for k in columns])
    cells = {name: [grid[n].get(k) for n in numbers] for name, k in zip(names, columns, strict=True)}
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
