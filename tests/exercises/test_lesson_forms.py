"""Lessons in the form of a code: what a student is told with this lesson beside that folder of exercises."""

import importlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from exercises.conftest import CHEAP
from exercises.samples import FOLDER
from support.shared import ROOT

from trilateral.cli import main
from trilateral.exercises import lesson_forms
from trilateral.exercises.lesson_forms import form_of_lesson, varied_lessons
from trilateral.exercises.messages import line
from trilateral.exercises.release import release
from trilateral.notebooks import normalise, read
from trilateral.paths import exercises_folder

checking = importlib.import_module("trilateral.exercises.check")
NAME = "01-reading-the-argument"
# The answer to turn 1.t2 by code: as many claims as the paragraph has that the form asks for.
RIGHT = {"": 6, "kim": 7, "jun": 9}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The folder with those of kim and jun, of exercise 01 only, made once with digests that cost little."""
    out = tmp_path_factory.mktemp("release")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "COST", CHEAP)
        checking._derive.cache_clear()
        assert [path.name for path in release(FOLDER, ["kim", "jun"], out, ["01"])] == ["kim", "jun"]
        yield out
    checking._derive.cache_clear()


def lesson_in(folder: Path) -> nbformat.NotebookNode:
    return read(folder / "lessons" / f"{NAME}.ipynb")


def test_the_lesson_differs_in_what_its_turn_asks_and_in_its_code(released: Path) -> None:
    untouched = read(ROOT / "notebooks" / f"{NAME}.ipynb")
    asked = {cell.source for cell in untouched.cells if cell.id == "y-1-2"}
    for code in ("kim", "jun"):
        lesson = lesson_in(released / code)
        nbformat.validate(lesson)
        assert [path.name for path in (released / code / "lessons").iterdir()] == [f"{NAME}.ipynb"]
        assert lesson.metadata["trilateral"] == {"variant": code}
        assert [cell.id for cell in lesson.cells] == [cell.id for cell in untouched.cells]
        apart = [a.id for a, b in zip(lesson.cells, untouched.cells, strict=True) if a.source != b.source]
        first = next(cell for cell in lesson.cells if cell.cell_type == "code")
        assert set(apart) == {"title", "y-1-2", first.id}
        assert f"This is form **{code}**." in lesson.cells[0].source
        assert first.source.startswith(f'from trilateral import use_form\n\nuse_form("{code}")\n\n')
        assert not any(cell.get("outputs") for cell in lesson.cells)
        again = nbformat.from_dict(json.loads(json.dumps(lesson)))
        normalise(again)
        assert again == lesson, "in normal form"
        asked |= {cell.source for cell in lesson.cells if cell.id == "y-1-2"}
    assert len(asked) == 3, "each of the three counts another paragraph"


# The form that the lesson says, the exercises beside it, the turn, what is answered, and what is said.
TOLD = [
    ("kim", "kim", "1.t2", RIGHT["kim"], "1.t2: right."),
    ("kim", "kim", "1.t2", RIGHT["jun"], "1.t2: not yet. This is a number, as asked, but not the right one."),
    ("jun", "jun", "1.t2", RIGHT["jun"], "1.t2: right."),
    (
        "kim",
        "jun",
        "1.t2",
        RIGHT["jun"],
        "this notebook is form kim; the exercises beside it are of form jun.",
    ),
    ("kim", "jun", "1.t1", "b", "this notebook is form kim; the exercises beside it are of form jun."),
    (
        "kim",
        "",
        "1.t2",
        RIGHT[""],
        "this notebook is form kim; the exercises beside it are of the common form.",
    ),
    (
        "",
        "kim",
        "1.t2",
        RIGHT[""],
        "this notebook is the common form; the exercises beside it are of form kim.",
    ),
    ("", "kim", "1.t1", "b", "1.t1: right."),  # the same in all forms
    ("", "kim", "2.t2", ..., "2.t2: not attempted."),  # a lesson that was not released
    ("", "", "1.t2", ..., "1.t2: not attempted."),
    ("", "old", "1.t2", 6, "exercises/questions/01-turns.json is missing. Your folder `exercises` lacks"),
]


@pytest.mark.parametrize(("lesson", "beside", "turn", "answer", "said"), TOLD)
def test_a_lesson_is_told_whose_exercises_lie_beside_it(
    released: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    lesson: str,
    beside: str,
    turn: str,
    answer: object,
    said: str,
) -> None:
    folder = {"": FOLDER, "old": tmp_path}.get(beside, released / beside)
    monkeypatch.setattr(checking, "exercises_folder", lambda: folder)
    monkeypatch.setitem(checking.ASKED, "form", lesson)
    told = line(turn, checking.judge(turn, answer))
    assert said in told and told.startswith(f"{turn}: ")


def test_hints_and_the_worked_solution_are_the_forms_own(
    released: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(checking, "exercises_folder", lambda: released / "kim")
    monkeypatch.setitem(checking.ASKED, "form", "kim")
    monkeypatch.setattr(checking.worked, "TRIED", {"1.t2"})
    prompt = next(cell.source for cell in lesson_in(released / "kim").cells if cell.id == "y-1-2")
    paragraph = prompt.partition("claims of paragraph ")[2][0]
    for number in range(1, 5):
        checking.hint("1.t2", number)
    assert f'turn_1_2 = len(claims[claims["paragraph"] == "{paragraph}"])' in capsys.readouterr().out
    monkeypatch.setitem(checking.ASKED, "form", "jun")
    checking.hint("1.t2", 1)
    assert "ask your teacher for yours" in capsys.readouterr().out.replace("\n", " ")


def test_a_lesson_opened_where_it_was_released_finds_its_exercises(
    released: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(released / "kim" / "lessons")
    assert exercises_folder() == released / "kim"


def test_a_reset_brings_the_form_back(
    released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("trilateral.exercises.reset.lessons_folder", lambda: ROOT / "notebooks")
    shutil.copytree(released / "kim", tmp_path / "exercises")
    shutil.copytree(released / "kim" / "lessons", tmp_path / "notebooks")
    mine = tmp_path / "notebooks" / f"{NAME}.ipynb"
    handed_out = mine.read_bytes()
    mine.write_bytes(handed_out.replace(b"turn_1_2 = ...", b"turn_1_2 = 5"))
    assert main(["reset", str(mine)]) == 0
    assert mine.read_bytes() == handed_out
    turns = tmp_path / "exercises" / "questions" / "01-turns.json"
    assert form_of_lesson(NAME, mine.parent)[0] == "kim"
    assert form_of_lesson("02-two-neighbours", mine.parent) == ("", {})
    for damaged in ("[]", "{", '{"questions": {}, "cells": []}', '{"questions": {}, "cells": {"x": 1}}'):
        turns.write_text(damaged, encoding="utf-8")
        assert form_of_lesson(NAME, mine.parent) == ("", {})


def test_what_a_teacher_has_typed_into_the_course_is_not_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(FOLDER / "solutions" / "lessons", tmp_path / "exercises" / "solutions" / "lessons")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "kept").mkdir()
    original = (ROOT / "notebooks" / f"{NAME}.ipynb").read_bytes()
    (tmp_path / "kept" / f"{NAME}.ipynb").write_bytes(original)
    touched = original.replace(b"turn_1_2 = ...", b"turn_1_2 = 6")
    (tmp_path / "notebooks" / f"{NAME}.ipynb").write_bytes(touched)
    monkeypatch.setattr(lesson_forms, "checkout_folder", lambda: tmp_path)
    monkeypatch.setattr(lesson_forms, "lessons_folder", lambda: tmp_path / "kept")
    (lesson,) = varied_lessons(tmp_path / "exercises", "01")
    assert lesson == tmp_path / "kept" / f"{NAME}.ipynb"
    # Nobody can tell a lesson that its author has changed from one that somebody has tried out.
    (tmp_path / "kept" / f"{NAME}.ipynb").write_bytes(touched)
    (lesson,) = varied_lessons(tmp_path / "exercises", "01")
    assert lesson == tmp_path / "notebooks" / f"{NAME}.ipynb"


def test_an_exercise_without_such_turns_has_no_lessons_of_a_form() -> None:
    assert varied_lessons(FOLDER, "09") == {}
    assert varied_lessons(FOLDER, "90") == {}
