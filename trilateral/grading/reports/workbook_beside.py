"""Take over marks from a workbook beside the table of marks: somebody saved it as .xlsx, and marked there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

from trilateral.grading.reports.spreadsheet import Row, Written, fold, parse
from trilateral.text import count

__all__ = ["take_over"]

Key = tuple[str, ...]


def take_over(path: Path, written: Written, known: Collection[str]) -> tuple[Written, list[str], list[str]]:
    """Return a table of marks with those of a newer workbook beside it.

    A mark that is empty in the workbook takes none away.

    Args:
        path: of the table, a CSV. Marks are always written back into that one.
        written: what was read there.
        known: as for `parse`.

    Returns:
        The table; a line on what was taken, if anything was; a line for each workbook that is not read.
    """
    beside = [path.with_suffix(kind) for kind in (".ods", ".numbers")]
    unread = [
        f"{other.name} is not read: save its marks as {path.name}" for other in beside if other.exists()
    ]
    book = path.with_suffix(".xlsx")
    if not book.exists():
        return written, [], unread
    table = parse(book.read_bytes(), known)
    if table is None:
        return written, [], [f"{book.name} is not read: save its marks as {path.name}", *unread]
    both = _merged(table, written)
    before = {_key(row): row for row in written.rows}
    others = sum(row != before.get(_key(row), row) for row in both.rows) + len(both.rows) - len(written.rows)
    if not others:
        return written, [], unread
    if path.exists() and book.stat().st_mtime <= path.stat().st_mtime:
        line = f"{book.name} is older than {path.name}; it has {count(others, 'other row')}, and is not read"
        return written, [], [f"{line}: save its marks as {path.name}", *unread]
    line = f"{count(others, 'row')} of {book.name}, which is newer than {path.name}: the marks there count"
    return both, [f"{line}, and stand in {path.name} from now on"], unread


def _key(row: Row) -> Key:
    student, *others = (fold(row.cells[name]) for name in ("student", "exercise", "prompt"))
    return (student.lstrip("0"), *others)  # a workbook takes 0012345 for a number


def _merged(newer: Written, older: Written) -> Written:
    """Return the older table's rows with what the newer one's say, and then rows of the latter alone."""
    heads = (*older.heads, *(head for head in newer.heads if head not in older.heads))
    marked = {_key(row): row for row in reversed(newer.rows)}

    def own(row: Row | None, table: Written) -> dict[str, str]:
        return dict(zip(table.heads, row.own, strict=False)) if row else {}

    rows = []
    for row in older.rows:
        other = marked.pop(_key(row), None)
        mine = own(row, older)
        theirs = {head: cell for head, cell in own(other, newer).items() if cell.strip()}
        cells = {**row.cells, "mark": other.cells["mark"]} if other and other.mark else row.cells
        if other and other.mark == row.mark:
            cells = row.cells
        rows.append(replace(row, cells=cells, own=_laid(heads, mine | theirs)))
    rows += [replace(row, own=_laid(heads, own(row, newer))) for row in newer.rows if _key(row) in marked]
    return Written(rows, heads, (*older.warnings, *newer.warnings))


def _laid(heads: Collection[str], cells: dict[str, str]) -> tuple[str, ...]:
    return tuple(cells.get(head, "") for head in heads)
