"""A form that differs from student to student knows the questions of another one when it lies beside them."""

import importlib
from pathlib import Path

import pytest
from exercises.samples import SOLUTIONS, exercise_of

from trilateral.exercises.build import make_assignment, make_questions, write_json
from trilateral.exercises.keys import make_key
from trilateral.exercises.messages import line
from trilateral.exercises.source import read_exercise

checking = importlib.import_module("trilateral.exercises.check")


@pytest.fixture
def kims(tmp_path: Path) -> Path:
    """The folder of a form that belongs to one code."""
    exercise = read_exercise(SOLUTIONS[0], "kim")
    write_json(tmp_path / "questions" / "01.json", make_questions(exercise))
    write_json(tmp_path / "keys" / "01.json", make_key(exercise))
    return tmp_path


def said(question: str, answer: object) -> str:
    return line(question, checking.judge(question, answer))


@pytest.mark.usefixtures("cheap")
def test_a_form_beside_the_questions_of_another_is_told_so(
    kims: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A student gets the notebook only, and lays it into the course's own folder of exercises."""
    monkeypatch.setitem(checking.ASKED, "form", "")
    form = make_assignment(read_exercise(SOLUTIONS[0], "kim"))
    names: dict[str, object] = {}
    exec(next(cell.source for cell in form.cells if cell.cell_type == "code"), names)
    told = "1.2: this notebook is form kim; the questions beside it are of the common form."
    assert said("1.2", 8).startswith(told)
    names["hint"]("1.2", 1)
    assert capsys.readouterr().out.startswith(told)
    monkeypatch.setattr(checking, "exercises_folder", lambda: kims)
    assert checking.judge("1.2", 10**6).kind == "wrong"
    monkeypatch.setitem(checking.ASKED, "form", "lee")
    assert "form lee; the questions beside it are of form kim" in said("1.2", 8)


def test_the_common_form_says_nothing_of_forms() -> None:
    assert all("use_form" not in cell.source for cell in make_assignment(exercise_of(SOLUTIONS[0])).cells)
