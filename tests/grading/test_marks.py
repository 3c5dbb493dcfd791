"""Nothing that a teacher wrote into reflections.csv is lost: what spreadsheets and people do to the table."""

import csv
import io
import shutil
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from grading.mark_acts import ACTS, CLASS, HEADS, A, B, saved
from support.classroom import EXERCISE, Fake, engine_of, folder_of, one_exercise, submission, table

from trilateral.exercises.source import Reflection
from trilateral.grading.grade_class import Settings, grade
from trilateral.grading.reports.marks import _prompt, match, text_checksum
from trilateral.grading.reports.spreadsheet import Row, Written


def run(given: Path, out: Path, folder: Path) -> str:
    screen = io.StringIO()
    grade(given, out, Settings(folder, jobs=1), engine_of(Fake()), screen)
    return screen.getvalue()


def class_of(where: Path, *names: str, text: str = "Because") -> Path:
    files = {f"{name}/02.ipynb": submission(r_2_1=f"{text} {name}.", r_2_2=f"And {name}.") for name in names}
    return folder_of(where, files)


def marks(out: Path) -> dict[tuple[str, str], str]:
    return {
        (row["student"], row["prompt"]): row["mark"] for row in table(out / "reflections.csv") if row["mark"]
    }


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """What the class handed in, its results, and the exercises: graded once, for all acts."""
    where = tmp_path_factory.mktemp("graded")
    given, out, exercises = class_of(where, *CLASS), where / "out", one_exercise(where)
    run(given, out, exercises)
    return given, out, exercises


@pytest.mark.parametrize("act", ACTS)
def test_marks_outlive_what_is_done_to_the_table(
    act: str, graded: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    change, unwritable = ACTS[act]
    given, before, only = graded
    out = shutil.copytree(before, tmp_path / "out")
    path = out / "reflections.csv"
    rows = table(path)
    for row in rows:
        row["mark"] = "1.5" if row["prompt"] == A else ""
    content = change(rows)
    path.write_bytes(content)
    said = run(given, out, only)
    after = {student: mark.replace(",", ".").strip() for (student, _), mark in marks(out).items()}
    wanted = {name for name in CLASS if name not in unwritable}
    assert {name for name, mark in after.items() if unicodedata.normalize("NFKC", mark) == "1.5"} >= wanted
    assert {prompt for name, prompt in marks(out) if name in wanted} == {A}
    texts = {row["Full name"]: row for row in table(out / "grades-moodle.csv")}
    column = "Exercise 02: two neighbours, texts"
    assert {name for name in CLASS if texts[name][column] == "1.5"} >= wanted
    assert sum(row["mark"].strip() != "" for row in table(path)) == len(CLASS), "none is dropped"
    if unwritable and any(b"?" in line.split(b",")[0].split(b";")[0] for line in content.splitlines()):
        copies = [copy.read_bytes() for copy in out.glob("reflections-old-*")]
        lost = {name for name in unwritable if name not in after}
        assert not lost or copies == [content], said


def test_one_late_file_takes_nothing_away(only: Path, tmp_path: Path) -> None:
    first, late = class_of(tmp_path / "a", "Kim", "Lee"), class_of(tmp_path / "b", "Park")
    out = tmp_path / "out"
    run(first, out, only)
    path = out / "reflections.csv"
    rows = [row | {"mark": "1", "my notes": f"ask {row['student']}"} for row in table(path)]
    path.write_bytes(saved(rows))
    said = run(late, out, only)
    assert f"keeps {len(rows)} rows that are not of this run: Kim, Lee" in said
    after = table(path)
    assert len(after) == len(rows) + len(EXERCISE.reflections)
    kept = [row for row in after if row["student"] != "Park"]
    assert {row["to check"] for row in kept} == {"not in the last run"}
    assert [(row["student"], row["mark"], row["my notes"]) for row in kept] == [
        (row["student"], "1", f"ask {row['student']}") for row in rows
    ]  # fmt: skip
    assert run(first, out, only).count("not of this run: Park") == 1
    again = {(row["student"], row["prompt"]): row for row in table(path)}
    for row in rows:
        own = again[row["student"], row["prompt"]]
        assert (own["mark"], own["my notes"], own["to check"]) == ("1", f"ask {row['student']}", "")
    most = sum(min(1, prompt.points) for prompt in EXERCISE.reflections)
    grades = {row["Full name"]: row for row in table(out / "grades-moodle.csv")}
    assert float(grades["Kim"]["Exercise 02: two neighbours, texts"]) == most
    assert list(out.glob("reflections-old-*")) == [], "nothing was written over"


def test_who_hands_in_something_broken_keeps_marks(only: Path, tmp_path: Path) -> None:
    given, out = class_of(tmp_path, "Kim", "Lee"), tmp_path / "out"
    run(given, out, only)
    path = out / "reflections.csv"
    path.write_bytes(saved([row | {"mark": "2"} for row in table(path)]))
    whole = (given / "Kim" / "02.ipynb").read_bytes()
    (given / "Kim" / "02.ipynb").write_bytes(b"{")
    run(given, out, only)
    assert marks(out)["Kim", A] == "2"
    (given / "Kim" / "02.ipynb").write_bytes(whole)
    run(given, out, only)
    assert [row["to check"] for row in table(path) if row["student"] == "Kim"] == [""] * len(
        EXERCISE.reflections
    )


def test_a_mark_whose_text_has_changed_is_flagged_until_it_is_another(only: Path, tmp_path: Path) -> None:
    given, out = class_of(tmp_path, "Kim", "Lee"), tmp_path / "out"
    run(given, out, only)
    path = out / "reflections.csv"
    path.write_bytes(saved([row | {"mark": "1"} for row in table(path)]))
    before = path.read_bytes()
    class_of(tmp_path, "Kim", text="Quite another thing from")
    said = run(given, out, only)
    assert "Kim, Reflect 2.A: the text has changed since the mark 1 was given" in said
    (copy,) = out.glob("reflections-old-*")
    assert copy.read_bytes() == before
    assert copy.name in said
    flag = "the text has changed since the mark 1 was given"
    for _ in range(2):
        told = {(row["student"], row["prompt"]): (row["mark"], row["to check"]) for row in table(path)}
        assert told["Kim", A] == ("1", flag)
        assert told["Kim", B] == told["Lee", A] == ("1", "")
        assert run(given, out, only) == ""
    rows = table(path)
    next(row for row in rows if row["to check"])["mark"] = "2"
    path.write_bytes(saved(rows))
    run(given, out, only)
    assert {row["to check"] for row in table(path)} == {""}
    assert marks(out)["Kim", A] == "2"


def test_own_columns_and_words_stay(only: Path, tmp_path: Path) -> None:
    given, out = class_of(tmp_path, "Kim", "Lee"), tmp_path / "out"
    run(given, out, only)
    path = out / "reflections.csv"
    rows = table(path)
    body = [["seen", *row.values(), "- good; = best", "beyond the heads"] for row in rows]
    body[0][8] = "talk to him"
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["mine", *rows[0], "Comment "], *body])
    path.write_bytes(file.getvalue().encode())
    for _ in range(3):
        run(given, out, only)
    head, *after = csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline=""))
    assert head == [*HEADS, "to check", "mine", "Comment", ""]
    assert {tuple(row[8:]) for row in after} == {("seen", "'- good; '= best", "beyond the heads")}, (
        "guarded once"
    )
    assert after[0][7] == "talk to him"


def test_a_text_that_a_teacher_wrote_into_is_in_the_copy(only: Path, tmp_path: Path) -> None:
    given, out = class_of(tmp_path, "Kim"), tmp_path / "out"
    run(given, out, only)
    path = out / "reflections.csv"
    rows = table(path)
    rows[0]["text"] += " [nonsense, see chapter 2]"
    path.write_bytes(saved(rows))
    assert "is kept as reflections-old-" in run(given, out, only)
    assert "[nonsense" in next(out.glob("reflections-old-*")).read_text(encoding="utf-8-sig")


def test_two_marks_for_one_text_are_for_a_person(only: Path, tmp_path: Path) -> None:
    given, out = class_of(tmp_path, "Kim", "2017123456", "2017123457"), tmp_path / "out"
    run(given, out, only)
    path = out / "reflections.csv"
    rows = table(path)
    kim = next(row for row in rows if row["student"] == "Kim")
    ids = [
        row | {"student": "2.01712E+09", "text": "", "mark": "2"}
        for row in rows if row["student"] == "2017123456"
    ][:1]  # fmt: skip
    path.write_bytes(
        saved([row | {"mark": ""} for row in rows] + ids + [kim | {"mark": "1"}, kim | {"mark": "2"}])
    )
    content = path.read_bytes()
    said = run(given, out, only)
    twice = (
        "the row of Kim, Reflect 2.A, stands twice: the first counts (mark 1), the other (mark 2) does not"
    )
    assert twice in said and "Kim, Reflect 2.A, mark 2: fits no" not in said
    assert "2.01712E+09, Reflect 2.A, mark 2: fits no student" in said
    assert [copy.read_bytes() for copy in out.glob("reflections-old-*")] == [content]
    assert sorted(row["mark"] for row in table(path) if row["mark"]) == ["1", "2", "2"]
    last = [row for row in table(path) if row["student"] == "Kim" and row["mark"] == "2"]
    assert [row["to check"] for row in last] == ["this row stands twice; the other counts"]
    grades = {row["Full name"]: row for row in table(out / "grades-moodle.csv")}
    for _ in range(2):
        assert grades["Kim"]["Exercise 02: two neighbours, texts"] == "1"
        assert twice in run(given, out, only), "while it is there"
    assert len(list(out.glob("reflections-old-*"))) == 1, "nothing new to keep"


def test_a_table_that_is_none_is_named_on_the_screen(only: Path, tmp_path: Path) -> None:
    given, out = class_of(tmp_path, "Kim"), tmp_path / "out"
    out.mkdir()
    (out / "reflections.csv").write_bytes(b"PK\3\4 no table, a workbook")
    said = run(given, out, only)
    (copy,) = out.glob("reflections-old-*")
    assert copy.read_bytes().startswith(b"PK")
    assert copy.name in said


def test_a_workbook_beside_the_table_is_named(only: Path, tmp_path: Path) -> None:
    given, out = class_of(tmp_path, "Kim"), tmp_path / "out"
    run(given, out, only)
    (out / "reflections.xlsx").write_bytes(b"PK")
    assert run(given, out, only) == "reflections.xlsx is not read: save its marks as reflections.csv\n"


@pytest.mark.parametrize(
    ("told", "rubric", "number"),
    [
        ("3.1", "", "3.1"),
        ("Reflect 3.A", "", "3.1"),
        ("Reflect 3.J", "", "3.10"),
        ("3j", "", "3.10"),
        ("Reflect 2.A", "", ""),
        ("3.1", "Of the first.", "3.1"),
        ("3.1", "Of the tenth.", "3.10"),
        ("3,1", "Of the tenth.", "3.10"),
        ("03. Okt", "", "3.10"),
        ("3-Jan", "", "3.1"),
        ("2026-01-03", "", "3.1"),
        ("3월 1일", "", "3.1"),
        ("46025", "Of the first.", "3.1"),
        ("46025", "", ""),
        ("", "Of the tenth.", "3.10"),
    ],
)
def test_a_prompt_is_found_by_what_is_left_of_it(told: str, rubric: str, number: str) -> None:
    prompts = (Reflection("3.1", 2, "Of the first."), Reflection("3.10", 2, "Of the tenth."))
    row = Row({"prompt": told, "rubric": rubric})
    assert _prompt(row, replace(EXERCISE, reflections=prompts)) == number


@pytest.mark.parametrize(
    "told", [EXERCISE.stem, EXERCISE.stem.upper(), "02", "2", "02-exercise", "02-Exercise "]
)
def test_an_exercise_is_called_as_in_the_results_or_as_its_file(told: str) -> None:
    prompt, stem = EXERCISE.reflections[0].number, EXERCISE.stem
    row = Row(
        dict.fromkeys(("text", "rubric"), "")
        | {"student": "Kim", "exercise": told, "prompt": prompt, "mark": "1"}
    )
    assert [*match(Written([row]), {("Kim", stem, prompt): ""}, {stem: EXERCISE}).rows] == [
        ("Kim", stem, prompt)
    ]


def test_a_damaged_id_that_fits_two_takes_nobodys_place() -> None:
    """The exact one goes first; of two that a power could be, the text decides, or nobody has it."""
    stem = EXERCISE.stem
    ids, prompt = ("201712345678", "201712399999"), EXERCISE.reflections[0].number
    now = {(name, stem, prompt): text_checksum(f"text of {name}") for name in ids}

    def row(student: str, text: str) -> Row:
        cells = {
            "student": student,
            "exercise": stem,
            "prompt": prompt,
            "text": text,
            "rubric": "",
            "mark": "1",
        }
        return Row(cells)

    for text, owner in ((f"text of {ids[1]}", ids[1]), ("", ""), ("another", "")):
        kept = match(Written([row("2.01712E+11", text)]), now, {stem: EXERCISE})
        assert [key[0] for key in kept.rows] == ([owner] if owner else [])
        assert len(kept.unclear) == (not owner)
