"""An older copy at a student's home, and what a build keeps so that older forms can be told."""

import copy
import importlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from support.shared import ROOT
from support.weeks import CODE, FIRST, SET_UP, Course, answered, rewrite, source_of

from trilateral.exercises.build import make_assignment, make_questions, write_json
from trilateral.exercises.kept_versions import asked_by_version, keep, read_version, versions
from trilateral.exercises.keys import make_key
from trilateral.exercises.own_copy import Difference, difference_of_file
from trilateral.exercises.progress import lines
from trilateral.exercises.reset import reset
from trilateral.exercises.source import read_exercise
from trilateral.exercises.versions import FORM
from trilateral.grading.check_file import check_files
from trilateral.notebooks import normalise, read, write

checking = importlib.import_module("trilateral.exercises.check")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return Course(tmp_path_factory.mktemp("weeks") / "exercises")


# --- at a student's home -----------------------------------------------------------------------------------


@pytest.fixture
def home(course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The course of the second week, and the student's own form of the first."""
    monkeypatch.setattr(checking, "COST", {"n": 2, "r": 1, "p": 1, "maxmem": 2**20, "dklen": 32})
    checking._derive.cache_clear()
    now = read_exercise(source_of(course.folder))
    folder = tmp_path / "course" / "exercises"
    write_json(folder / "questions" / "42.json", make_questions(now))
    write_json(
        folder / "keys" / "42.json", make_key(now) | {"versions": asked_by_version(course.folder, now)}
    )
    form = answered(copy.deepcopy(course.first[""]), FIRST)
    (folder / "42-odd.ipynb").write_text(json.dumps(form), encoding="utf-8")
    monkeypatch.chdir(folder)
    for name in ("TRILATERAL_UNATTENDED", "NBGRADER_EXECUTION", "PYTEST_VERSION", "JPY_SESSION_NAME"):
        monkeypatch.delenv(name, raising=False)
    yield folder
    checking._derive.cache_clear()


def test_check_at_home_says_what_is_otherwise(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert check_files([home / "42-odd.ipynb"], 30.0) == 1
    said = capsys.readouterr().out.splitlines()
    assert [line.split(":")[0] for line in said[:4]] == ["42.1", "42.2", "42.3", "42.5"]
    assert [line.split(": ")[1][:9] for line in said[:4]] == ["right.", "right.", "not yet. ", "it came t"]
    assert said[4:] == [
        "Note: Your copy is of an older version of exercise 42.",
        "Note: Changed since, and checked as they are asked now: 42.2, 42.3.",
        "Note: Not in your copy, and not counted: 42.5.",
        "Note: Asked no more, and not checked: 42.4.",
        "42-odd.ipynb: 2 of 3 right, 5 of 7 points.",
    ]


def give(home: Path, source: str, name: str = "setup") -> None:
    """Have the student's copy begin with other code than today's form."""
    form = json.loads((home / "42-odd.ipynb").read_text(encoding="utf-8"))
    cell = next(cell for cell in form["cells"] if cell["cell_type"] == "code")
    assert cell["id"] == "setup"
    cell |= {"source": source, "id": name}
    (home / "42-odd.ipynb").write_text(json.dumps(form), encoding="utf-8")


def test_code_that_was_given_otherwise_is_told(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    give(home, SET_UP)
    own = difference_of_file(home / "42-odd.ipynb", "42", home)
    assert (own.set_up, own.changed) == (("42.1",), ("42.2", "42.3"))
    checking.check("42.1", 0)
    _, remark = capsys.readouterr().out.splitlines()
    assert remark.startswith("The code that is given above 42.1 has changed since your copy was made.")
    assert "`trilateral reset 42-odd.ipynb`" in remark
    check_files([home / "42-odd.ipynb"], 30.0)
    said = capsys.readouterr().out.splitlines()
    assert "Note: The code that is given above them has changed since, and today's was run: 42.1." in said


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("# Run me first.\n{}\n", "setup"),  # a remark of the student's own
        (SET_UP, "a1b2c3d4"),  # an old editor has saved it without its id
        ("x = 1", "mine"),
    ],
)
def test_what_is_no_other_code_is_not_told(home: Path, source: str, name: str) -> None:
    form = json.loads((home / "42-odd.ipynb").read_text(encoding="utf-8"))
    now = next("".join(cell["source"]) for cell in form["cells"] if cell["id"] == "setup")
    give(home, source.format(now) if "{}" in source else source, name)
    assert difference_of_file(home / "42-odd.ipynb", "42", home).set_up == ()


def test_a_question_brought_up_to_date_is_of_today(home: Path) -> None:
    reset(home / "42-odd.ipynb", "42.3")
    own = difference_of_file(home / "42-odd.ipynb", "42", home)
    assert (own.changed, own.absent, own.gone) == (("42.2",), ("42.5",), ("42.4",))
    reset(home / "42-odd.ipynb")
    assert difference_of_file(home / "42-odd.ipynb", "42", home) == Difference()


def test_the_check_cell_says_so_too(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for question, answer in (("42.1", 0), ("42.3", set("abc")), ("42.4", abs), ("42.9", 1)):
        checking.check(question, answer)
    first, third, remark, fourth, ninth = capsys.readouterr().out.splitlines()
    assert "not yet" in first and third.startswith("42.3: not yet")
    assert remark.startswith("42.3 has changed since your copy was made")
    assert "`trilateral reset 42-odd.ipynb --question 42.3`" in remark
    assert fourth == "42.4: it is asked no more in the course, and there is nothing to check."
    assert ninth.startswith("There is no question 42.9")


def test_progress_counts_the_questions_of_the_copy(home: Path) -> None:
    checking.check("42.2", "Seoul")
    assert lines() == [
        "42 odd                       exercise [###.......]  1 of 3 right; your copy is of an older version"
    ]


@pytest.mark.parametrize("keys", ["{}", "[", '{"questions": {}, "versions": []}', '{"versions": {"x": 3}}'])
def test_keys_from_before_there_were_versions_do_no_harm(home: Path, keys: str) -> None:
    (home / "keys" / "42.json").write_text(keys, encoding="utf-8")
    assert lines()[0].endswith("0 of 4 right")


# --- what is built -----------------------------------------------------------------------------------------


def test_the_normal_form_keeps_what_a_form_says_of_itself(course: Course, tmp_path: Path) -> None:
    form = nbformat.from_dict(copy.deepcopy(course.second[CODE]))
    before = copy.deepcopy(form.metadata)
    normalise(form)
    write(form, tmp_path / "form.ipynb")
    again = read(tmp_path / "form.ipynb").metadata
    assert (again["trilateral"], again[FORM]) == (before["trilateral"], before[FORM])
    assert set(again) == {"kernelspec", "language_info", "trilateral", FORM}


def test_a_version_that_is_kept_makes_the_same_form_again(course: Course) -> None:
    number = "42"
    kept = versions(course.folder, number)
    assert sorted(kept) == sorted(
        made[""]["metadata"][FORM]["version"] for made in (course.first, course.second)
    )
    for form in (course.first, course.second):
        for code in ("", CODE):
            again = read_version(course.folder, number, form[""]["metadata"][FORM]["version"], code)
            made = json.loads(json.dumps(make_assignment(again)))
            assert made["cells"] == form[code]["cells"]
            assert made["metadata"][FORM] == form[code]["metadata"][FORM]


def test_a_mended_solution_is_no_new_version(course: Course, tmp_path: Path) -> None:
    shutil.copytree(course.folder, tmp_path / "exercises")
    rewrite(tmp_path / "exercises", {"a-42-3": "answer_42_3 = set('xyzw')"}, [])
    keep(tmp_path / "exercises", source_of(tmp_path / "exercises"))
    assert versions(tmp_path / "exercises", "42") == versions(course.folder, "42")
    version = course.second[""]["metadata"][FORM]["version"]
    kept = read_version(tmp_path / "exercises", "42", version)
    assert next(cell.source for cell in kept.solution.cells if cell.id == "a-42-3").endswith("set('xyzw')")


@pytest.mark.parametrize(
    "path", sorted(ROOT.glob("exercises/solutions/*.ipynb")), ids=lambda path: path.stem[:2]
)
def test_the_committed_forms_are_of_a_version_that_is_kept(path: Path) -> None:
    exercise, folder = read_exercise(path), ROOT / "exercises"
    beside = folder / "solutions" / "versions" / f"{exercise.number}-{exercise.version}.json"
    described = path.with_suffix(".toml").read_text(encoding="utf-8")
    assert json.loads(beside.read_text(encoding="utf-8"))["toml"] == described, "run `trilateral build`"
    kept = read_version(folder, exercise.number, exercise.version)
    assert make_questions(kept) == make_questions(exercise), "run `trilateral build`"
    cells = {cell.id: cell.source for cell in exercise.solution.cells}
    assert {cell.id: cell.source for cell in kept.solution.cells} == cells, "run `trilateral build`"
    assert (kept.questions, kept.reflections) == (exercise.questions, exercise.reflections)
    key = json.loads((folder / "keys" / f"{exercise.number}.json").read_text(encoding="utf-8"))
    assert key["versions"] == asked_by_version(folder, exercise), "run `trilateral build`"
    form = read(folder / f"{exercise.number}-exercise.ipynb")
    assert form.metadata[FORM] == make_assignment(exercise).metadata[FORM], "run `trilateral build`"
