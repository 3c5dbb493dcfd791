"""Whose file is it? Batches of names as people and platforms make them."""

import unicodedata
from pathlib import Path

import pytest
from support.classroom import DAYS, NAMES, STEMS, folder_of, notebook, on_day

from trilateral.grading.submissions.collect import collect_files, keep_latest
from trilateral.grading.submissions.names import own_name, owners

E = "03-three-at-the-table"

# What a batch is called, its files, and the students with their numbers. Nobody may be merged or split.
BATCHES: dict[str, tuple[list[str], set[tuple[str, str]]]] = {
    "a date and a time are no Canvas numbers": (
        [f"kim_20260115_1430_{E}.ipynb", f"lee_20260115_1502_{E}.ipynb"],
        {("kim", ""), ("lee", "")},
    ),
    "other days": (
        [f"kim_20260115_1430_{E}.ipynb", f"lee_20260116_1502_{E}.ipynb", f"park_20260116_090212_{E}.ipynb"],
        {("kim", ""), ("lee", ""), ("park", "")},
    ),
    "one alone with date and time": ([f"kim_20260115_1430_{E}.ipynb"], {("kim", "")}),
    "dashed dates": (
        [f"kim 2026-01-15 14.30 {E}.ipynb", f"2026-01-15T1430_lee_{E}.ipynb", f"{E}_park_2026.01.15.ipynb"],
        {("kim", ""), ("lee", ""), ("park", "")},
    ),
    "year and class number": (
        [f"kim_2026_101_{E}.ipynb", f"lee_2026_102_{E}.ipynb", f"cho_2026_103_{E}.ipynb"],
        {("kim_2026_101", ""), ("lee_2026_102", ""), ("cho_2026_103", "")},
    ),
    "grade and room": (
        [f"kim_11_305_{E}.ipynb", f"lee_12_305_{E}.ipynb"],
        {("kim_11_305", ""), ("lee_12_305", "")},
    ),
    "one person with two numbers among plain names": (
        [f"kim_{E}.ipynb", f"lee_{E}.ipynb", f"han_2019_12345_{E}.ipynb"],
        {("kim", ""), ("lee", ""), ("han_2019_12345", "")},
    ),
    "student numbers that look like dates": (
        [f"kim_20171204_{E}.ipynb", f"kim_20171105_{E}.ipynb"],
        {("kim_20171204", ""), ("kim_20171105", "")},
    ),
    "Canvas": (
        [f"kimminsu_12345_67890_{E}.ipynb", f"leeann_22_68000_{E}-1.ipynb", "parkbo_LATE_9_68001_x.ipynb"],
        {("kimminsu", "12345"), ("leeann", "22"), ("parkbo", "9")},
    ),
    "Canvas, two of the same name": (
        ["kim_12345_67890_a.ipynb", "kim_12346_67891_a.ipynb", "lee_5_67892_a.ipynb"],
        {("kim", "12345"), ("kim", "12346"), ("lee", "5")},
    ),
    "Canvas, one student twice": (
        [f"kimminsu_12345_67890_{E}.ipynb", f"kimminsu_12345_67999_{E}-1.ipynb"],
        {("kimminsu", "12345")},
    ),
    "Canvas, dates inside the students' own names of files": (
        ["kim_11_67890_draft_20260115_1430.ipynb", "lee_12_67891_draft_20260115_1502.ipynb"],
        {("kim", "11"), ("lee", "12")},
    ),
    "Canvas, in two scripts": (
        ["김민수_11_67890_x.ipynb", "佐藤花子_12_67891_x.ipynb"],
        {("김민수", "11"), ("佐藤花子", "12")},
    ),
    "Canvas, saved twice by a browser": (
        [f"kim_11_67890_{E}.ipynb", f"kim_11_67890_{E} (1).ipynb", f"lee_12_67891_{E}.ipynb"],
        {("kim", "11"), ("lee", "12")},
    ),
    "Canvas, with a list beside it": (
        ["kim_11_67890_x.ipynb", "lee_12_67891_x.ipynb", "roster.csv"],
        {("kim", "11"), ("lee", "12")},
    ),
    "Canvas, anonymous": (
        [
            f"anon_aB3dE_987656_{E}.ipynb",
            f"LATE_anon_aB3dE_987700_{E}-1.ipynb",
            f"anon_12345_987657_{E}.ipynb",
            f"anon_Ab3De_987658_{E}.ipynb",
        ],
        {("anon_aB3dE", ""), ("anon_12345", ""), ("anon_Ab3De", "")},
    ),
    "Moodle folders": (
        ["Kim Min_1234_assignsubmission_file_/a.ipynb", "Kim Min_1235_assignsubmission_file_/a.ipynb"],
        {("Kim Min", "1234"), ("Kim Min", "1235")},
    ),
    "Moodle, flat": (
        [f"Kim Min_1234_assignsubmission_file_{E}.ipynb", "O'Neil_7_assignsubmission_file_x_1_200_y.ipynb"],
        {("Kim Min", "1234"), ("O'Neil", "7")},
    ),
    "Moodle, in a folder of the download": (
        [
            "03 - 2026/Kim Min_1234_assignsubmission_file/a.ipynb",
            "03 - 2026/Lee_2_assignsubmission_file/a.ipynb",
        ],
        {("Kim Min", "1234"), ("Lee", "2")},
    ),
    "copies named by other systems": (
        [
            "kim.ipynb",
            "kim copy.ipynb",
            "kim - 복사본.ipynb",
            "Copy of kim.ipynb",
            "kim (1).ipynb",
            "kim.ipynb ",
            "kim - Kopie.ipynb",
            "kim - コピー.ipynb",
            "kim-Copy1.ipynb",
            "kim.ipynb (1)",
            "kim copy 2.ipynb",
            "kim의 사본.ipynb",
            "kimのコピー.ipynb",
            "kim - 副本 (2).ipynb",
            "Kopie von kim.ipynb",
            "kim.ipynb.json",
            "lee.ipynb",
        ],
        {("kim", ""), ("lee", "")},
    ),
    "sections": (
        ["Section A/Kim/03.ipynb", "Section A/Lee/03.ipynb", "Section B/Park/03.ipynb"],
        {("Kim", ""), ("Lee", ""), ("Park", "")},
    ),
    "sections of files": (
        ["1반/kim.ipynb", "1반/lee.ipynb", "2반/park.ipynb", "2반/cho.ipynb"],
        {("kim", ""), ("lee", ""), ("park", ""), ("cho", "")},
    ),
    "the same name in two sections": (
        ["Section A/Kim/03.ipynb", "Section A/Lee/03.ipynb", "Section B/Kim/03.ipynb"],
        {("Kim (Section A)", ""), ("Lee", ""), ("Kim (Section B)", "")},
    ),
    "sections by any name, of folders": (
        ["Red/Kim/03.ipynb", "Red/Lee/03.ipynb", "Blue/Park/03.ipynb", "Blue/Cho/03.ipynb"],
        {("Kim", ""), ("Lee", ""), ("Park", ""), ("Cho", "")},
    ),
    "sections by any name, of files": (
        [
            "Red/kim.ipynb",
            "Red/lee.ipynb",
            "Red/han.ipynb",
            "Blue/park.ipynb",
            "Blue/cho.ipynb",
            "Blue/yun.ipynb",
        ],
        {("kim", ""), ("lee", ""), ("han", ""), ("park", ""), ("cho", ""), ("yun", "")},
    ),
    "weeks": (
        ["week 1/kim.ipynb", "week 1/lee.ipynb", "week 2/kim.ipynb", "Week 2/Park/03.ipynb"],
        {("kim", ""), ("lee", ""), ("Park", "")},
    ),
    "weeks inside students' folders": (
        ["Kim/week 1/03.ipynb", "Kim/week 2/03.ipynb", "Lee/week 1/03.ipynb"],
        {("Kim", ""), ("Lee", "")},
    ),
    "weeks of one student": (["Kim/week 1/03.ipynb", "Kim/week 2/03.ipynb"], {("Kim", "")}),
    "a folder for each exercise": (
        [f"{E}/kim.ipynb", f"{E}/lee.ipynb", "01-reading-the-argument/kim.ipynb"],
        {("kim", ""), ("lee", "")},
    ),
    "a roster beside the class's folder": (
        ["class of 2026/Kim/03.ipynb", "class of 2026/Lee/03.ipynb", "roster.csv"],
        {("Kim", ""), ("Lee", "")},
    ),
    "a table of grades beside files": (
        ["in/kim.ipynb", "in/lee.ipynb", "in/grades.xlsx", "names.xlsx"],
        {("kim", ""), ("lee", "")},
    ),
    "students' folders with folders of work": (
        [
            "Kim/exercises/03.ipynb",
            "Kim/notebooks/x.ipynb",
            "Lee/exercises/03.ipynb",
            "Lee/notebooks/x.ipynb",
        ],
        {("Kim", ""), ("Lee", "")},
    ),
    "two tries of one student": (
        ["Kim/try.ipynb", "Kim/better.ipynb", "Lee/03.ipynb"],
        {("Kim", ""), ("Lee", "")},
    ),
    "many tries called after the student": (
        ["Kim/kim1.ipynb", "Kim/kim2.ipynb", "Kim/kim3.ipynb", "Lee/03.ipynb"],
        {("Kim", ""), ("Lee", "")},
    ),
    "people called Day and Late": (
        ["Day/03.ipynb", "Lab/03.ipynb", "Classen/03.ipynb"],
        {("Day", ""), ("Lab", ""), ("Classen", "")},
    ),
    "letters put together or one by one": (
        [unicodedata.normalize("NFD", "José/03.ipynb"), "José/01.ipynb", "Lee/03.ipynb"],
        {("José", ""), ("Lee", "")},
    ),
}


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("batch", BATCHES)
def test_students_stay_who_they_are(batch: str, day: str, tmp_path: Path) -> None:
    files, students = BATCHES[batch]
    files = on_day(day, files)
    made = {name: notebook(3, str(at)) for at, name in enumerate(files)}
    found = collect_files(folder_of(tmp_path, made), STEMS)
    assert {(one.student.name, one.student.number) for one in found} == students
    assert len({one.student.key for one in found}) == len(students)
    taken = [one.student for one in keep_latest(found) if one.counts and not one.reason]
    assert len(taken) == len(students), "each with one file for the exercise, and nobody's work lost"


def test_an_anonymous_late_file_is_late(tmp_path: Path) -> None:
    names = [f"anon_aB3dE_987656_{E}.ipynb", f"LATE_anon_Zz9yX_987700_{E}.ipynb"]
    found = collect_files(folder_of(tmp_path, {name: notebook(3) for name in names}), STEMS)
    assert {one.student.name: (one.late, one.upload) for one in found} == {
        "anon_aB3dE": (False, 987656),
        "anon_Zz9yX": (True, 987700),
    }


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (["Kim/03.ipynb", "kim/03.ipynb"], "Kim, kim: taken for one student"),
        (["Strauß/03.ipynb", "Strauss/03.ipynb"], "Strauss, Strauß: taken for one student"),
        (
            ["annkim_5_100_02.ipynb", "zoekim_5_101_x.ipynb", "lee_6_102_x.ipynb"],
            "annkim, zoekim: taken for one",
        ),
        (
            ["Section A/Kim/3.ipynb", "Section B/Kim/3.ipynb"],
            "Kim: the same name in Section A, Section B; taken for 2",
        ),
        (["kim_20171204.ipynb", "kim_20171105.ipynb"], "kim_20171105, kim_20171204: taken for 2 students"),
        (
            ["a/Kim/3.ipynb", "a/Lee/3.ipynb", "roster.csv"],
            "roster.csv: lies beside the class; taken for nobody's",
        ),
        (["kim.ipynb", "lee.ipynb", "han_2019_12345_3.ipynb"], "1 of 3 file names look like Canvas's"),
        (
            ["Kim/try.ipynb", "Kim/better.ipynb", "Lee/3.ipynb"],
            "Kim: the files of one exercise have 2 names (better, try); all are taken for the work of Kim",
        ),
        (
            ["7A/kim.ipynb", "7A/lee.ipynb", "7A/han.ipynb", "7B/3.ipynb"],
            "7A: the files of one exercise have 3 names",
        ),
    ],
)
def test_what_is_uncertain_is_said(files: list[str], said: str, tmp_path: Path) -> None:
    found = collect_files(
        folder_of(tmp_path, {name: notebook(3, str(at)) for at, name in enumerate(files)}), STEMS
    )
    lines = [doubt for one in found for doubt in one.warnings]
    assert len([line for line in lines if line.startswith(said)]) == 1, lines


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (f"{E}.ipynb", ""),
        ("03-exercise.ipynb", ""),
        ("03-exercise-Copy1.ipynb", ""),
        ("03-exercise_kim (1).ipynb", "kim"),
        ("Kim Exercise.ipynb", "Kim Exercise"),
        ("kim_03.ipynb", "kim"),
        ("Copy of 03-three-at-the-table (1).ipynb", ""),
        (f"{E} - 복사본.ipynb", ""),
        (f"{E}_kim_final.ipynb", "kim_final"),
        ("2017012345.ipynb", "2017012345"),
        ("kim2.ipynb", "kim2"),
        ("hardcopy.ipynb", "hardcopy"),
        ("kim_20260115_1430.ipynb", "kim"),
    ],
)
def test_a_file_says_its_student(file: str, name: str) -> None:
    assert own_name(file, (*STEMS, *NAMES.values())) == name


@pytest.mark.parametrize(
    "others", [["Kim/x.ipynb"], ["Kim_1_assignsubmission_file_/x.ipynb"], ["mallory/x.ipynb", "Kim/x.ipynb"]]
)
def test_a_file_called_as_moodle_would_call_it_stays_in_its_owners_folder(others: list[str]) -> None:
    files = [tuple(path.split("/")) for path in ["mallory/Lee_77_assignsubmission_file_x.ipynb", *others]]
    owned, _ = owners(files, ["03-three-at-the-table"])
    assert owned[0].student.name == "mallory"
    assert not owned[0].student.number
