"""Who was given which form, and who has handed in the same."""

import io
import json
import os
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import openpyxl
import pytest
from support.classroom import (
    EXERCISE,
    EXERCISES,
    SETTINGS,
    STEM,
    Fake,
    engine_of,
    folder_of,
    notebook,
    submission,
    table,
)

from trilateral.cli import main
from trilateral.exercises.build import make_assignment
from trilateral.exercises.release import release
from trilateral.exercises.source import read_exercise
from trilateral.grading.grade_class import Settings, grade
from trilateral.grading.model import NotGradable
from trilateral.grading.reports.feedback import file_name
from trilateral.grading.submissions.collect import Student
from trilateral.notebooks import NotebookError


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


# --- the list as people make and save it -------------------------------------------------------------------


def workbook(rows: list[list[object]], sheet: str = "Codes", above: int = 0, shape: str = "") -> bytes:
    """Return a .xlsx file: a sheet of notes first, then the table."""
    book = openpyxl.Workbook()
    book.active.append(["Notes", "of mine"])
    table = book.create_sheet(sheet)
    for row in [["Class of 2027"]] * above + rows:
        table.append(row)
    for cell in table["A"] if shape else ():
        cell.number_format = shape
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


LISTS: dict[str, bytes] = {
    "commas": b"student,code\nKim,red\nOmar Haddad,blue\n",
    "semicolons": b"student;code\r\nKim;red\r\nOmar Haddad;blue\r\n",
    "tabs": b"student\tcode\nKim\tred\nOmar Haddad\tblue\n",
    "a line for Excel above": b"sep=;\r\nstudent;code\r\nKim;red\r\nOmar Haddad;blue\r\n",
    "heads in capitals": b"Student,CODE\nKim,red\nOmar Haddad,blue\n",
    "a mark and blanks": b"\xef\xbb\xbf student , code \n Kim , red \nOmar  Haddad,blue \n",
    "UTF-16": "student\tcode\nKim\tred\nOmar Haddad\tblue\n".encode("utf-16"),
    "other columns first": b"section,code,student\n1,red,Kim\n1,blue,Omar Haddad\n",
    "a title above": b"Class of 2027\n\nstudent,code\nKim,red\nOmar Haddad,blue\n",
    "empty rows": b"student,code\n,\nKim,red\n,,\n\nOmar Haddad,blue\n,x\n",
    "surname first": b'student,code\nKIM,red\n"Haddad, Omar",blue\n',
    "as Canvas writes it": b"student,code\nkim,red\nhaddadomar,blue\n",
    "by number": b"student,code\n11,red\n12,blue\n",
    "a workbook": workbook([["student", "code"], ["Kim", "red"], ["Omar Haddad", "blue"]]),
    "a workbook with a title": workbook(
        [["Student", "Code"], ["Kim", "red"], ["Omar Haddad", "blue"]], above=2
    ),
    "a workbook by number": workbook([["student", "code"], [11, "red"], [12, "blue"]]),
    "a workbook of numbers with noughts": workbook(
        [["code", "student"], ["red", "Kim"], ["blue", "Omar Haddad"]], shape="0000"
    ),
    "others on it": b"student,code\nKim,red\nOmar Haddad,blue\nOmar Hadda,red\nKim Min,blue\n",
}
CANVAS = {"kim_11_67890_02.ipynb": submission(), "haddadomar_12_67891_02.ipynb": submission()}


def screen_of(given: Path, out: Path, folder: Path, codes: Path) -> str:
    screen = io.StringIO()
    grade(given, out, Settings(folder, codes=codes), engine_of(Fake()), screen)
    return screen.getvalue()


def listed(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "codes.csv"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("content", LISTS.values(), ids=LISTS.keys())
def test_a_list_is_read_as_it_was_saved(content: bytes, only: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    said = screen_of(folder_of(tmp_path, CANVAS), out, only, listed(tmp_path, content))
    forms = {row["student"]: row["form"] for row in table(out / "files.csv")}
    assert forms == {"kim": "red", "haddadomar": "blue"}
    assert "graded by the form" not in said


@pytest.mark.parametrize("encoding", ["cp949", "utf-8", "utf-8-sig", "utf-16"])
def test_korean_names_are_found_whatever_saved_the_list(encoding: str, only: Path, tmp_path: Path) -> None:
    given = folder_of(tmp_path, {f"{name}/02.ipynb": submission() for name in ("김민수", "이영희")})
    codes = listed(tmp_path, "student,code\n김민수,red\n이영희,blue\n".encode(encoding))
    assert screen_of(given, tmp_path / "out", only, codes) == ""
    assert {row["form"] for row in table(tmp_path / "out" / "files.csv")} == {"red", "blue"}


# Who handed in nothing, in a class without any foreign name: in which encoding the list was saved.
ABSENT = {
    "Müller": "cp1252", "Zoë": "cp1252", "José Núñez": "cp1252", "Łukasz": "cp1250", "Müllerová": "cp1250",
    "田中花子": "cp932", "王伟": "gb18030", "김민수": "cp949", "Åsa Öberg": "cp1252", "Peña": "cp1252",
    "D’Arcy": "cp1252", "Étienne": "cp1252",
}  # fmt: skip


@pytest.mark.parametrize("name", ABSENT)
def test_the_name_of_somebody_absent_is_read_as_it_was_written(name: str, only: Path, tmp_path: Path) -> None:
    given = folder_of(tmp_path, {"Kim/02.ipynb": submission()})
    codes = listed(tmp_path, f"student;code\r\nKim;red\r\n{name};blue\r\n".encode(ABSENT[name]))
    said = screen_of(given, tmp_path / "out", only, codes)
    assert f"nothing was handed in by (1 of 2 on the list): {name}" in said
    assert "codes.csv: its letters were read as" in said and "which is a guess" in said


REFUSED: dict[str, tuple[bytes, str]] = {
    "no such column": (b"name,code\nKim,red\n", r"codes\.csv: needs a first line 'student,code'"),
    "nothing": (b"", r"codes\.csv: needs a first line 'student,code'"),
    "heads alone": (b"student,code\n", r"codes\.csv: no student is in it"),
    "no code": (b"student,code\nLee,blue\nKim,kim min\n", r"codes\.csv, row 3: 'kim min' is no code"),
    "markup for a code": (b"student,code\nKim,<b>\n", r"codes\.csv, row 2: '<b>' is no code"),
    "below a title": (b"x\n\nstudent,code\nKim,r_d\n", r"codes\.csv, row 4: 'r_d' is no code"),
    "a workbook": (b"PK\3\4 and so on", r"codes\.csv: is a workbook\. Save it as CSV"),
    "a workbook of other heads": (workbook([["name", "code"]]), r"a first line 'student, code'"),
    "a workbook without students": (workbook([["student", "code"]]), r"codes\.csv: no student is in it"),
    "a workbook with a bad code": (
        workbook([["student", "code"], ["Kim", "r_d"]]),
        r"row 2: 'r_d' is no code",
    ),
    "an Excel before 2007": (b"\xd0\xcf\x11\xe0 and so on", r"is a workbook\. Save it as CSV, or as \.xlsx"),
}


@pytest.mark.parametrize(("content", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_a_list_that_makes_no_sense_is_refused_by_its_name_and_row(
    content: bytes, reason: str, only: Path, tmp_path: Path
) -> None:
    codes = listed(tmp_path, content)
    with pytest.raises(NotGradable, match=reason) as refused:
        screen_of(folder_of(tmp_path, CANVAS), tmp_path / "out", only, codes)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "out").exists(), "nothing is begun"


def test_what_is_odd_about_a_list_is_said_on_the_screen(only: Path, tmp_path: Path) -> None:
    files = {f"{name}/02.ipynb": submission() for name in ("Kim", "Lee", "Cho")} | {"Han/02.ipynb": b"{"}
    codes = listed(
        tmp_path, b"student,code\nKim,red\nLee,red\nKim,blue\nPark,red\nYun,blue\nHan,red\nLee,red\n"
    )
    out = tmp_path / "out"
    assert screen_of(folder_of(tmp_path, files), out, only, codes).splitlines() == [
        "Please check: Kim is twice in codes.csv, with red and blue; taken: blue",
        "Please check: not in codes.csv, graded by the form that the file names (1 of 4 students): Cho",
        "Please check: nothing was handed in by (2 of 5 on the list): Park, Yun",
    ]
    missing = {row["student"]: row["handed in"] for row in table(out / "missing.csv")}
    assert {name for name, had in missing.items() if not had} == {"Park", "Yun"}
    assert "Kim" not in missing


def test_a_list_that_fits_nobody_says_so_in_one_line_with_the_mend(only: Path, tmp_path: Path) -> None:
    files = {f"exercise-03-{name}/02.ipynb": submission() for name in ("kimminjun", "octo-cat")}
    codes = listed(tmp_path, "student,code\n김민준,red\nLê An,blue\n".encode())
    said = screen_of(folder_of(tmp_path, files), tmp_path / "out", only, codes)
    assert "nobody in codes.csv fits any of the files: it says '김민준', they say 'kimminjun'." in said
    codes.write_text("student,code\nkimminjun,red\nocto-cat,blue\n", encoding="utf-8")
    assert "codes.csv" not in screen_of(tmp_path / "in", tmp_path / "again", only, codes)


def test_a_capital_in_the_list_is_no_other_form(only: Path, tmp_path: Path) -> None:
    form = json.loads(submission(a_2_1="answer_2_1 = 42"))
    form["metadata"]["trilateral"] = {"variant": "lee"}
    files = {"Lee/02.ipynb": json.dumps(form).encode()}
    out = tmp_path / "out"
    assert (
        screen_of(folder_of(tmp_path, files), out, only, listed(tmp_path, b"student,code\nLee,LEE\n")) == ""
    )
    (row,) = table(out / "files.csv")
    assert (row["form"], row["notes"]) == ("lee", "")


def test_anothers_form_is_said_on_the_screen(only: Path, tmp_path: Path) -> None:
    form = json.loads(submission(a_2_1="answer_2_1 = 42"))
    form["metadata"]["trilateral"] = {"variant": "kim"}
    given = folder_of(tmp_path, {"Park/02.ipynb": json.dumps(form).encode()})
    said = screen_of(given, tmp_path / "out", only, listed(tmp_path, b"student,code\nPark,lee\n"))
    assert said == (
        "Please check: handed in another form than codes.csv says, graded as the list says: "
        "Park (kim, given lee)\n"
    )


def test_the_same_file_of_two_is_said_on_the_screen(only: Path, tmp_path: Path) -> None:
    own = submission(a_2_1="answer_2_1 = 42")
    files = {"Emil/02.ipynb": own, "Fay/02.ipynb": own, "Gil/02.ipynb": submission()}
    said = screen_of(folder_of(tmp_path, files), tmp_path / "out", only, None)
    assert said.splitlines() == ["Please check: the same file, byte for byte, from Emil, Fay"]


def test_codes_are_looked_at_before_anything_is_written(tmp_path: Path) -> None:
    for codes, said in ((["kim", "이서연"], "'이서연' is no code"), (["lee", "Lee"], "one folder")):
        with pytest.raises(NotebookError, match=said):
            list(release(EXERCISES, codes, tmp_path / "release"))
        assert not (tmp_path / "release").exists()


def test_who_lacks_one_of_several_exercises_is_listed(tmp_path: Path) -> None:
    both = {"Kim/02.ipynb": submission(), "Kim/03.ipynb": notebook(3)}
    given = folder_of(tmp_path, both | {"Lee/03.ipynb": notebook(3)})
    codes = listed(tmp_path, b"student\nLee\nKim\nPark\n")
    screen_of(given, tmp_path / "out", EXERCISES, codes)
    rows = [(row["student"], row["handed in"]) for row in table(tmp_path / "out" / "missing.csv")]
    assert rows == [("Lee", "03-three-at-the-table"), ("Park", "")]


def test_a_list_without_codes_says_who_is_missing_and_changes_no_form(only: Path, tmp_path: Path) -> None:
    form = json.loads(submission())
    form["metadata"]["trilateral"] = {"variant": "red"}
    given = folder_of(tmp_path, {"Kim/02.ipynb": json.dumps(form).encode()})
    said = screen_of(given, tmp_path / "out", only, listed(tmp_path, b"student\nKim\nLee\n"))
    assert said == "Please check: nothing was handed in by (1 of 2 on the list): Lee\n"
    assert [row["form"] for row in table(tmp_path / "out" / "files.csv")] == ["red"]


def test_a_name_that_fits_two_is_nobodys(only: Path, tmp_path: Path) -> None:
    """ "minkim" could be Kim Min or Min Kim."""
    given = folder_of(
        tmp_path, {"minkim_11_67890_02.ipynb": submission(), "lee_12_67891_02.ipynb": submission()}
    )
    codes = listed(tmp_path, b"student,code\nKim Min,red\nMin Kim,blue\nLee,red\n")
    assert "graded by the form that the file names (1 of 2 students): minkim" in screen_of(
        given, tmp_path / "out", only, codes
    )
