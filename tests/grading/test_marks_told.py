"""What is said of a table of marks that cannot be read, or that is not as it was written."""

from pathlib import Path

import pytest
from grading.test_marks import A, class_of, run, saved
from support.classroom import table


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"student,exercise,text\nKim,02,x\n", "it has no column prompt and no column mark"),
        (b"Kim,02,x\nLee,02,y\n", "its first line does not name the columns"),
        (b"Dear colleague", "there is no table in it"),
        (b"\xd0\xcf\x11\xe0 an old workbook", "it is a workbook of an Excel before 2007, or has a password"),
    ],
)
def test_marks_that_cannot_be_read_do_not_leave_the_grades_in_silence(
    content: bytes, reason: str, only: Path, tmp_path: Path
) -> None:
    given, out = class_of(tmp_path, "Kim"), tmp_path / "out"
    run(given, out, only)
    (out / "reflections.csv").write_bytes(content)
    said = run(given, out, only)
    assert f"could not be read as a table of marks: {reason}. It is now reflections-old-" in said
    assert "its marks DO NOT COUNT in the grades of this run" in said
    assert content in [copy.read_bytes() for copy in out.glob("reflections-old-*")]


def test_signs_that_turn_the_order_of_letters_stay_out_of_the_table(only: Path, tmp_path: Path) -> None:
    given, out = class_of(tmp_path, "Kim", text="safe \u202etxt.exe\u2066"), tmp_path / "out"
    run(given, out, only)
    rows = table(out / "reflections.csv")
    assert rows[0]["text"] == "safe txt.exe Kim."
    (out / "reflections.csv").write_bytes(saved([row | {"mark": "1"} for row in rows]))
    assert "changed" not in run(given, out, only), "the text is the same as before"


def test_what_a_person_changed_in_text_or_rubric_is_named(only: Path, tmp_path: Path) -> None:
    given, out = class_of(tmp_path, "Kim", "Lee"), tmp_path / "out"
    run(given, out, only)
    rows = table(out / "reflections.csv")
    rows[0]["rubric"] = "Mine."
    (out / "reflections.csv").write_bytes(saved(rows))
    said = run(given, out, only)
    assert f"1 cell changed since the table before: {rows[0]['student']}, {A} (rubric)" in said
