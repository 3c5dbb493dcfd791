"""Keep a copy of tables and pages before others take their place."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

from trilateral.grading.reports.feedback import pages_of
from trilateral.grading.submissions.names import Student
from trilateral.paths import old_name

__all__ = ["put_aside"]

TABLES = (
    "results.csv",
    "grades-canvas.csv",
    "grades-moodle.csv",
    "reflections.csv",
    "files.csv",
    "missing.csv",
)


def put_aside(out: Path, students: Collection[Student]) -> str:
    """Copy the tables of a folder of results, and the pages of some students, into a dated folder in it.

    Returns:
        The name of that folder.

    Raises:
        OSError: they cannot be copied.
    """
    folder = old_name(out / "tables")
    folder.mkdir()
    for path in [
        *(out / name for name in TABLES),
        *(page for one in students for page in pages_of(out / "feedback", one)),
    ]:
        if path.exists():
            shutil.copy2(path, folder / path.name)
    return folder.name
