"""The tables of a run: results, grades for Canvas and Moodle, marks that a person gives."""

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import pytest
from grading.acts import STRAYS
from support.classroom import (
    EXERCISE,
    SETTINGS,
    Fake,
    engine_of,
    folder_of,
    notebook,
    submission,
    table,
    zip_of,
)

from trilateral.grading.grade_class import grade
from trilateral.grading.model import Job, Outcome, Result
from trilateral.grading.reports.gradebook import Column, moodle, stray_exercises
from trilateral.grading.reports.spreadsheet import safe
from trilateral.grading.submissions.names import Student
from trilateral.grading.submissions.parse import parse_submission
from trilateral.timeline.shared import shared


def test_the_tables(given: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    grade(given, out, SETTINGS, engine_of(Fake()))
    rows = table(out / "results.csv")
    assert list(rows[0]) == [
        "student", "exercise", "question", "outcome", "points", "out_of", "seconds", "message",
    ]  # fmt: skip
    numbers = [question.number for question in EXERCISE.questions]
    for student in ("Kim", "Lee", "佐藤"):
        assert [row["question"] for row in rows if row["student"] == student] == numbers
    assert [row["outcome"] for row in rows if row["student"] == "Lee"][:3] == ["wrong", "right", "blank"]
    (park,) = (row for row in rows if row["student"] == "Park")
    assert park["outcome"] == "not graded"
    assert "JSON" in park["message"]
    texts = table(out / "reflections.csv")
    assert [(row["student"], row["prompt"]) for row in texts][:3] == [
        ("Kim", "Reflect 2.A"), ("Lee", "Reflect 2.A"), ("佐藤", "Reflect 2.A"),
    ]  # fmt: skip
    assert texts[0]["text"].startswith("Because.")
    assert texts[0]["rubric"] == EXERCISE.reflections[0].rubric
    assert {row["mark"] for row in texts} == {""}
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert run["seed"] == "s"
    assert run["ended"] >= run["began"]
    assert {entry["file"]: entry["sha256"] for entry in run["inputs"]}["Kim/02.ipynb"] == hashlib.sha256(
        (given / "Kim" / "02.ipynb").read_bytes()
    ).hexdigest()
    assert {"python", "pandas", "nbval", "trilateral"} <= set(run["versions"])


def test_canvas_takes_its_table(tmp_path: Path) -> None:
    files = {
        "kimminsu_12345_67890_02.ipynb": submission(a_2_1="answer_2_1 = 42"),
        "leeann_22_68000_x.ipynb": b"{",
    }
    grade(zip_of(tmp_path, files), tmp_path / "out", SETTINGS, engine_of(Fake()))
    content = (tmp_path / "out" / "grades-canvas.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    header, possible, *rows = csv.reader(io.StringIO(content.decode(), newline=""))
    # Canvas counts the columns up to Section, and wants these names in this order.
    assert header == ["Student", "ID", "Section", "Exercise 02: two neighbours"]
    most = sum(question.points for question in EXERCISE.questions)
    assert [cell.strip() for cell in possible] == ["Points Possible", "", "", f"{most:g}"]
    assert rows == [["kimminsu", "12345", "", "1"], ["leeann", "22", "", ""]]


def test_moodle_takes_its_table(tmp_path: Path) -> None:
    files = {
        "Min-su Kim_345_assignsubmission_file_/02.ipynb": submission(a_2_1="answer_2_1 = 42"),
        "Ann Lee_346_assignsubmission_file_/02.ipynb": b"",
    }
    grade(zip_of(tmp_path, files), tmp_path / "out", SETTINGS, engine_of(Fake()))
    rows = table(tmp_path / "out" / "grades-moodle.csv")
    # Moodle's importer wants these three columns, and the word before the number.
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(rows[0])
    assert [(row["Identifier"], row["Full name"], row["Grade"]) for row in rows] == [
        ("Participant 346", "Ann Lee", ""),
        ("Participant 345", "Min-su Kim", "1"),
    ]


@pytest.mark.parametrize("act", STRAYS)
def test_an_exercise_that_is_not_the_classs_changes_nobodys_maximum(act: str) -> None:
    handed_in, counted, strays = STRAYS[act]
    earned = {
        stem: {student: (1.0, 4.0) for student, own in handed_in.items() if stem in own.split()}
        for stem in sorted({stem for own in handed_in.values() for stem in own.split()})
    }
    assert stray_exercises(earned) == set(strays.split())
    columns = [
        Column.of(f"Exercise {stem}", own, stray=stem in strays.split()) for stem, own in earned.items()
    ]
    head, rows = moodle({student: Student(student, student) for student in handed_in}, columns)
    made = {row[1]: dict(zip(head, row, strict=True)) for row in rows}
    for student, own in handed_in.items():
        points = len(set(own.split()) & set(counted.split()))
        assert made[student]["Maximum grade"] == str(4 * len(counted.split()))
        assert made[student]["Grade"] == (str(points) if points else "")
        assert all(made[student][f"Exercise {stem}"] == "1" for stem in own.split())


def test_a_stray_exercise_is_said_on_the_screen(tmp_path: Path) -> None:
    class Both(Fake):
        def grade(self, job: Job) -> Result:
            if parse_submission(job.content).exercise == "02":
                return super().grade(job)
            return Result("03-three-at-the-table", (Outcome("3.1", "right", 1, 2, 0.01, ""),), {})

    files = {f"{name}/02.ipynb": submission() for name in ("Kim", "Lee", "Cho")}
    files["Cho/03.ipynb"] = notebook(3)
    screen = io.StringIO()
    grade(folder_of(tmp_path, files), tmp_path / "out", SETTINGS, engine_of(Both()), screen)
    (said,) = (line for line in screen.getvalue().splitlines() if "Moodle's grade" in line)
    assert said.startswith(
        "Exercise 03: three at the table: handed in by Cho only, and another exercise by 3"
    )
    assert {row["Maximum grade"] for row in table(tmp_path / "out" / "grades-moodle.csv")} == {
        f"{sum(question.points for question in EXERCISE.questions):g}"
    }


def test_marks_are_added_to_the_grades(given: Path, tmp_path: Path) -> None:
    out, screen = tmp_path / "out", io.StringIO()
    grade(given, out, SETTINGS, engine_of(Fake()))
    before = {row["Full name"]: row["Grade"] for row in table(out / "grades-moodle.csv")}
    path = out / "reflections.csv"
    rows = table(path)
    given_marks = {
        ("Kim", "Reflect 2.A"): "1,5",
        ("Kim", "Reflect 2.B"): "1",
        ("Lee", "Reflect 2.A"): "0",
        ("佐藤", "Reflect 2.A"): "15",
    }
    for row in rows:
        row["mark"] = given_marks.get((row["student"], row["prompt"]), "")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    grade(given, out, SETTINGS, engine_of(Fake()), screen)
    assert screen.getvalue() == (
        f"reflections.csv, row 4 (佐藤, Reflect 2.A): the mark '15' is not a number from 0 to "
        f"{EXERCISE.reflections[0].points:g} and does not count; write a number there, and grade again\n"
    )
    header, possible, *students = csv.reader(
        io.StringIO((out / "grades-canvas.csv").read_text(encoding="utf-8"))
    )
    most = sum(prompt.points for prompt in EXERCISE.reflections)
    assert (header[-1], possible[-1]) == ("Exercise 02: two neighbours, texts", f"{most:g}")
    assert {row[0]: row[-1] for row in students} == {"Kim": "2.5", "Lee": "0", "Park": "", "佐藤": ""}
    after = {row["Full name"]: row for row in table(out / "grades-moodle.csv")}
    assert float(after["Kim"]["Grade"]) == float(before["Kim"]) + 2.5
    assert (after["Lee"]["Grade"], after["Park"]["Grade"]) == (before["Lee"], "")
    checked = sum(question.points for question in EXERCISE.questions)
    assert float(after["Kim"]["Maximum grade"]) == checked + most


def test_marks_written_into_the_table_are_kept(given: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    grade(given, out, SETTINGS, engine_of(Fake()))
    path = out / "reflections.csv"
    rows = table(path)
    rows[0]["mark"], rows[1]["mark"] = "1.5", "see me"
    # As a German Excel saves it.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    grade(given, out, SETTINGS, engine_of(Fake()))
    assert [row["mark"] for row in table(path)][:3] == ["1.5", "see me", ""]


@pytest.mark.parametrize(
    "content", ["something else\n1\n", "exercise,mark\n02,1\n", f"student,mark\nKim,{'x' * 200_000}\n"]
)
def test_a_table_that_cannot_be_read_is_put_aside(content: str, given: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "reflections.csv").write_text(content, encoding="utf-8")
    grade(given, out, SETTINGS, engine_of(Fake()))
    (old,) = out.glob("reflections-old-*.csv")
    assert old.read_text(encoding="utf-8") == content
    (out / "reflections.csv").write_text(content + "again\n", encoding="utf-8")
    grade(given, out, SETTINGS, engine_of(Fake()))
    assert {path.name for path in out.glob("reflections-old-*")} == {old.name, f"{old.stem}-2.csv"}
    assert old.read_text(encoding="utf-8") == content, "the first is still there"
    assert len(table(out / "reflections.csv")) == 3 * len(EXERCISE.reflections)


EVIL = "=cmd|' /C calc'!A0"


FORMULAS = [EVIL, "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "＝1", "＋1", '"=1', "a;=1", "a\n=1"]


@pytest.mark.parametrize("case", shared("untrusted")["cells"], ids=lambda case: case["what"])
def test_a_cell_is_guarded_as_the_timelines_own_table_is(case: dict[str, str]) -> None:
    assert safe(case["text"]) == case["cell"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    made = safe(text)
    assert not re.search(r"(^|[;\t\r\n])[\s\"']*?(?<!')[=+\-@＝＋－＠]", made), made
    assert made.replace("'", "").split() == text.replace("'", "").split()
    assert safe("a = b, 3-4 and e@mail; 한글") == "a = b, 3-4 and e@mail; 한글"
    assert safe("\ud800\0x").encode() == "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}x".encode()
