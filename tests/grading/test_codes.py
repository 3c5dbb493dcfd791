"""Who was given which form, and who has handed in the same."""

import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from support.classroom import (
    EXERCISE,
    EXERCISES,
    SETTINGS,
    STEM,
    Fake,
    engine_of,
    folder_of,
    submission,
    table,
)

from trilateral.cli import main
from trilateral.exercises.build import make_assignment, read_exercise
from trilateral.grading.grade_class import grade
from trilateral.grading.reports.feedback import file_name
from trilateral.grading.submissions.collect import Student


def test_who_hands_in_anothers_form_is_graded_by_his_own(tmp_path: Path) -> None:
    form = json.loads(submission(a_2_1="answer_2_1 = 42"))
    form["metadata"]["trilateral"] = {"variant": "red"}
    files = {f"{name}/02.ipynb": json.dumps(form | {"x": name}).encode() for name in ("Kim", "Lee", "Park")}
    given = folder_of(tmp_path, files)
    codes = tmp_path / "codes.csv"
    codes.write_text("student,code\nKIM,red\nLee,blue\n", encoding="utf-8")
    grade(given, tmp_path / "plain", SETTINGS, engine_of(Fake()))
    plain = {row["student"]: row for row in table(tmp_path / "plain" / "files.csv")}
    assert {row["form"] for row in plain.values()} == {"red"}
    assert plain["Kim"]["notes"] == "the same form as Lee, Park"
    grade(given, tmp_path / "out", replace(SETTINGS, codes=codes), engine_of(Fake()))
    rows = {row["student"]: row for row in table(tmp_path / "out" / "files.csv")}
    assert [rows[name]["form"] for name in ("Kim", "Lee", "Park")] == ["red", "blue", "red"]
    assert "the student was given blue" in rows["Lee"]["notes"]
    assert "not in the list of codes" in rows["Park"]["notes"]


def test_the_same_file_of_two_is_told(given: Path, tmp_path: Path) -> None:
    shutil.copytree(given / "Kim", given / "Cho")
    shutil.copytree(given / "佐藤", given / "Yun")
    fake = Fake()
    grade(given, tmp_path / "out", SETTINGS, engine_of(fake))
    notes = {row["student"]: row["notes"] for row in table(tmp_path / "out" / "files.csv")}
    assert notes["Kim"] == "the same file, byte for byte, as of Cho"
    assert notes["Yun"] == "", "an untouched form is nobody's"
    assert len(fake.jobs_done) == 3, "each is graded once"
    assert "Cho" not in (tmp_path / "out" / "feedback" / file_name(Student("kim", "Kim"))).read_text(
        encoding="utf-8"
    )


def filled(code: str, answers: str) -> nbformat.NotebookNode:
    """Return the form of one code with the right answers of another."""
    path = EXERCISES / "solutions" / f"{STEM}.ipynb"
    form = make_assignment(read_exercise(path, code))
    right = {cell.id: cell.source for cell in read_exercise(path, answers).solution.cells}
    for cell in form.cells:
        if cell.id.startswith("a-"):
            cell.source = right[cell.id]
    return form


@pytest.mark.skipif(os.name == "nt", reason="asks for a sandbox")
def test_each_form_is_graded_by_its_own_answers(
    only: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, others, lost, undone = (
        filled("red", "red"), filled("red", "blue"), filled("blue", "blue"), filled("blue", ""),
    )  # fmt: skip
    del lost.metadata["trilateral"]
    files = {"own": own, "others": others, "lost": lost, "common": undone}
    given = folder_of(
        tmp_path, {f"{name}/02.ipynb": nbformat.writes(form).encode() for name, form in files.items()}
    )
    command = ["grade", str(given), "--out", str(tmp_path / "out"), "--folder", str(only), "--no-sandbox"]
    assert main(command) == 0, capsys.readouterr().err
    rows = table(tmp_path / "out" / "results.csv")
    wrong = {
        name: {row["question"] for row in rows if row["student"] == name and row["outcome"] != "right"}
        for name in files
    }
    varied = {question.number for question in EXERCISE.questions if question.variants}
    assert wrong["own"] == wrong["lost"] == set()
    assert wrong["others"], "answers of another form"
    assert wrong["others"] <= varied
    assert wrong["common"] <= varied
    assert {row["student"]: row["form"] for row in table(tmp_path / "out" / "files.csv")} == {
        "own": "red", "others": "red", "lost": "blue", "common": "blue",
    }  # fmt: skip
