"""Marks that a teacher wrote into a workbook: beside the table of marks, under its name, or in its place."""

import os
import shutil
from pathlib import Path

import openpyxl
from grading.mark_acts import A, Rows, saved
from grading.test_marks import class_of, marks, run
from support.classroom import table


def in_workbook(rows: Rows, path: Path, **changes: dict[str, object]) -> None:
    """Save rows as .xlsx, with other cells for some students' first prompts; it is newer than the table."""
    book = openpyxl.Workbook()
    heads = [*rows[0], *({head for cells in changes.values() for head in cells} - rows[0].keys())]
    book.active.append(heads)
    for row in rows:
        cells = row | (changes.get(row["student"], {}) if row["prompt"] == A else {})
        book.active.append([cells.get(head) for head in heads])
    book.save(path)
    later = path.with_suffix(".csv").stat().st_mtime + 5 if path.with_suffix(".csv").exists() else 1e9
    os.utime(path, (later, later))


def test_marks_in_a_newer_workbook_count_and_stand_in_the_table(only: Path, tmp_path: Path) -> None:
    given, out = class_of(tmp_path, "Kim", "Lee", "0012345", "Cho"), tmp_path / "out"
    run(given, out, only)
    path = out / "reflections.csv"
    rows = table(path)
    for row in rows:
        row["mark"] = {"Lee": "1", "Cho": "2"}.get(row["student"], "") if row["prompt"] == A else ""
    path.write_bytes(saved(rows))
    before = path.read_bytes()
    in_workbook(
        rows,
        path.with_suffix(".xlsx"),
        Kim={"mark": 1.5, "Comment": "Well seen."},
        Lee={"mark": 2},
        Cho={"mark": None},
        **{"0012345": {"student": 12345, "mark": "0,5"}},
    )
    said = run(given, out, only)
    wanted = {("Kim", A): "1.5", ("Lee", A): "2", ("Cho", A): "2", ("0012345", A): "0,5"}
    assert marks(out) == wanted
    assert "reflections.xlsx, which is newer than reflections.csv: the marks there count" in said
    assert {row["student"]: row["Comment"] for row in table(path) if row["Comment"]} == {"Kim": "Well seen."}
    assert before in [copy.read_bytes() for copy in out.glob("reflections-old-*")], "and none is lost"
    later = path.stat().st_mtime + 5
    os.utime(path, (later, later))
    again = run(given, out, only)
    assert marks(out) == wanted and "xlsx" not in again.replace(path.name, ""), "once is enough"


def test_a_workbook_alone_is_read(only: Path, tmp_path: Path) -> None:
    given, out = class_of(tmp_path, "Kim"), tmp_path / "out"
    run(given, out, only)
    path = out / "reflections.csv"
    in_workbook(table(path), path.with_suffix(".xlsx"), Kim={"mark": 1})
    path.unlink()
    run(given, out, only)
    assert marks(out) == {("Kim", A): "1"}


def test_a_workbook_under_the_tables_name_is_read(only: Path, tmp_path: Path) -> None:
    given, out = class_of(tmp_path, "Kim"), tmp_path / "out"
    run(given, out, only)
    path = out / "reflections.csv"
    in_workbook(table(path), tmp_path / "made.xlsx", Kim={"mark": 1})
    shutil.move(tmp_path / "made.xlsx", path)
    run(given, out, only)
    assert marks(out) == {("Kim", A): "1"}
    assert path.read_bytes().startswith(b"\xef\xbb\xbfstudent,"), "a CSV again"


def test_an_older_workbook_with_other_marks_is_named(only: Path, tmp_path: Path) -> None:
    given, out = class_of(tmp_path, "Kim"), tmp_path / "out"
    run(given, out, only)
    path = out / "reflections.csv"
    in_workbook(table(path), path.with_suffix(".xlsx"), Kim={"mark": 1})
    os.utime(path.with_suffix(".xlsx"), (1e9, 1e9))
    assert "reflections.xlsx is older than reflections.csv; it has 1 other row" in run(given, out, only)
    assert marks(out) == {}
