"""Write a table so that every spreadsheet reads it and none takes a cell for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from trilateral.grading.reports.spreadsheet import safe
from trilateral.paths import write_atomically

__all__ = ["write_table"]


def write_table(
    path: Path, header: Sequence[str], rows: Iterable[Sequence[str]], *, bom: bool = True
) -> None:
    """Write a table. Excel needs a byte order mark to read all scripts; learning platforms want none."""
    with write_atomically(path) as file:
        file.write("\ufeff" if bom else "")
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([safe(cell) for cell in header])
        writer.writerows([safe(cell) for cell in row] for row in rows)
