"""What a student does with a *Reflect* prompt, and what is shown and kept."""

import importlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from support.shared import ROOT

from trilateral.exercises import progress, recorder
from trilateral.exercises.build import PLACEHOLDER, solutions_of
from trilateral.exercises.prompts import make_reflection
from trilateral.exercises.source import Exercise, read_exercise
from trilateral.exercises.worked import samples_of

checking = importlib.import_module("trilateral.exercises.check")
reflect = importlib.import_module("trilateral.exercises.reflect")
FORM = "03-exercise.ipynb"
EXERCISES = {path.name[:2]: read_exercise(path) for path in solutions_of(ROOT / "exercises")}
RUBRIC, SAMPLE = "What earns its 2 marks:", "A first sample answer:"
OWN = (
    "The rows before the pause belong to another format, so the record changed its subject; "
    "a ministry's report would decide it."
)
KOREAN = (
    "중단 이전의 회의는 북한 문제를 다루는 모임이었고 이후의 회의는 장관급이었다. "
    "그래서 나는 기록이 바뀌었다고 생각한다. 외교부 연감을 보면 알 수 있다."
)
JAPANESE = "中断の前の行は北朝鮮についての会合で、後の行は外相会談である。記録の対象が変わったのだと思う。"


def prompt(number: str = "3.1") -> str:
    cells = {cell.id: cell.source for cell in EXERCISES["03"].solution.cells}
    return str(cells[f"p-{number.replace('.', '-')}"])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's copy of exercise 03, saved by a front end that tells its name."""
    folder = tmp_path / "course" / "exercises"
    for what in ("questions", "keys", "worked"):
        (folder / what).mkdir(parents=True)
        shutil.copy(ROOT / "exercises" / what / "03.json", folder / what)
    shutil.copy(ROOT / "exercises" / FORM, folder)
    monkeypatch.chdir(folder)
    for name in ("TRILATERAL_UNATTENDED", "NBGRADER_EXECUTION", "PYTEST_VERSION"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(reflect, "saved_as", lambda: folder / FORM)
    reflect._GIVEN.clear()
    return folder


def write(home: Path, text: str, change: str = "") -> None:
    """Save a text as the answer to Reflect 3.A; its cell is deleted, split or turned into code."""
    path = home / FORM
    cells: list[dict[str, Any]] = []
    for cell in json.loads((ROOT / "exercises" / path.name).read_text(encoding="utf-8"))["cells"]:
        if cell["id"] != "r-3-1":
            cells.append(cell)
        elif change == "deleted, typed below":
            cells.append({**cell, "id": "ab12cd34", "source": text})
        elif change == "split":
            half = len(text) // 2
            cells += [{**cell, "source": text[:half]}, {**cell, "id": "ab12", "source": text[half:]}]
        elif change == "code":
            cells.append({**cell, "cell_type": "code", "outputs": [], "source": text})
        elif change != "deleted":
            cells.append({**cell, "source": text})
    path.write_text(json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))


def said(capsys: pytest.CaptureFixture[str], *given: object) -> str:
    capsys.readouterr()
    checking.check(*given)
    return capsys.readouterr().out


NOTHING, LITTLE, SAME = "nothing was written yet", "too little to compare", "words of a sample answer"
SAMPLES = samples_of("3.1", ROOT / "exercises")["samples"]
# What stands in the cell, what was done to it, and what is said.
WRITTEN = [
    ("", "", NOTHING),
    (" \n\n ", "", NOTHING),
    (PLACEHOLDER, "", NOTHING),
    (f"{PLACEHOLDER}\n\n", "", NOTHING),
    ("?!... *** ---", "", NOTHING),
    ("<!-- I write this tomorrow, when I have read all the rows and had my dinner -->", "", NOTHING),
    ("https://example.org/a/page/of/many/words/that/are/nobodys/own/words/at/all/here", "", NOTHING),
    ("", "deleted", NOTHING),
    ("Yes", "", LITTLE),
    ("They stopped talking, I think.", "", LITTLE),
    ("meetings " * 60, "", LITTLE),
    ("asdf " * 60, "", LITTLE),
    (prompt(), "", "nothing but the prompt's own words"),
    (prompt().upper().replace(" ", "  "), "", "nothing but the prompt's own words"),
    (f"{prompt()}\n\nYes, they did.", "", LITTLE),
    (SAMPLES[0], "", SAME),
    (f"I think so too. {SAMPLES[1]}", "", SAME),
    (" ".join(SAMPLES), "", SAME),
    (OWN, "", RUBRIC),
    (f"{PLACEHOLDER}\n{OWN}", "", RUBRIC),
    (f"{prompt()}\n\n{OWN}", "", RUBRIC),
    (f"{OWN} {SAMPLES[0]}", "", RUBRIC),
    (f"<b>{OWN}</b> <script>alert(1)</script> [link](javascript:x)", "", RUBRIC),
    (f"# Answer\n\n| a | b |\n|---|---|\n| {OWN} | 1 |", "", RUBRIC),
    (KOREAN, "", RUBRIC),
    (JAPANESE, "", RUBRIC),
    (" ".join(f"word{n}" for n in range(3000)), "", "3,000 words"),
    ("<" * 5000 + OWN, "", RUBRIC),
    (OWN, "deleted, typed below", RUBRIC),
    (OWN, "split", RUBRIC),
    (OWN, "code", RUBRIC),
]


@pytest.mark.parametrize(("text", "change", "told"), WRITTEN)
def test_rubric_and_samples_are_shown_once_something_was_written(
    home: Path, capsys: pytest.CaptureFixture[str], text: str, change: str, told: str
) -> None:
    write(home, text, change)
    shown = said(capsys, "3.A")
    assert told in shown
    tried = told in (RUBRIC, "3,000 words")
    assert (RUBRIC in shown, SAMPLE in shown) == (tried, tried)
    assert tried or 'run check("3.A") again' in shown
    assert tried or len(shown) < 260
    assert text not in shown or len(text) < 10, "what a student wrote is not printed"
    assert progress.own_marks() == ({"3.A": None} if tried else {})
    # Run again, it says the same; a mark counts for a try only.
    assert said(capsys, "3.A") == shown
    assert ("is kept" in said(capsys, "3.A", 1)) == tried


def test_a_text_that_nobody_saved_is_not_there(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "as the notebook was last saved" in said(capsys, "3.A")
    write(home, OWN)
    assert RUBRIC in said(capsys, "3.A")
    assert NOTHING in said(capsys, "3.B"), "each prompt for itself"


NAMES = ["3.A", "Reflect 3.A", "reflect 3.a", "3.a", "3A", " 3.A. ", "03.A", "Reflect 3.A."]


def test_a_prompt_is_known_by_its_name_however_it_is_typed(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(home, OWN)
    assert {said(capsys, name) for name in NAMES} == {said(capsys, "3.A")}
    assert "There is no prompt Reflect 3.D here" in said(capsys, "3.D")
    assert "There is no prompt Reflect 9.A here" in said(capsys, "9.A")
    assert "named by its number" in said(capsys, "A", 1)
    with pytest.raises(TypeError, match="missing 1 required positional argument"):
        checking.check("3.1")
    checking.hint("3.A")
    assert 'Reflect 3.A has no hints. When you have written something, run check("3.A").' in (
        capsys.readouterr().out
    )


MARKS = [
    (2, "2 of 2, is kept"),
    (0, "0 of 2, is kept"),
    (1.5, "1.5 of 2, is kept"),
    ("1", "1 of 2, is kept"),
    ("1,5", "1.5 of 2, is kept"),
    (3, "from 0 to 2, in steps of a half"),
    (-1, "from 0 to 2, in steps of a half"),
    (1.3, "from 0 to 2, in steps of a half"),
    (float("nan"), "is a number from 0 to 2"),
    (float("inf"), "is a number from 0 to 2"),
    (10**400, "is a number from 0 to 2"),
    (True, "is a number from 0 to 2"),
    (None, "is a number from 0 to 2"),
    (..., "is a number from 0 to 2"),
    ([2], "is a number from 0 to 2"),
    ("good", LITTLE),
]


@pytest.mark.parametrize(("mark", "told"), MARKS)
def test_a_student_marks_the_own_text(
    home: Path, capsys: pytest.CaptureFixture[str], mark: object, told: str
) -> None:
    write(home, OWN)
    assert told in said(capsys, "3.A", mark)
    assert bool(progress.own_marks()) == ("is kept" in told)


def test_the_own_mark_is_kept_and_the_last_one_counts(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(home, OWN)
    checking.check("3.10", "a")
    for mark in (2, 1.5):
        checking.check("3.A", mark)
    checking.check("3.A")
    assert progress.own_marks() == {"3.A": 1.5}
    kept = json.loads((home.parent / ".trilateral" / "progress.json").read_text())
    assert kept["reflect"] == {"3.A": 1.5} and "3.10" in kept["done"]
    capsys.readouterr()
    progress.progress()
    assert "Reflect, your own marks: 3.A 1.5 of 2" in capsys.readouterr().out


@pytest.mark.parametrize(
    "damaged", ['{"done": {}, "reflect": []}', '{"done": {}, "reflect": {"3.A": "x"}}', "{"]
)
def test_damaged_progress_stops_nothing(home: Path, damaged: str) -> None:
    write(home, OWN)
    path = home.parent / ".trilateral" / "progress.json"
    path.parent.mkdir()
    path.write_text(damaged)
    checking.check("3.A", 1)
    assert progress.own_marks() == {"3.A": 1}


def test_without_a_file_the_text_itself_is_given(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reflect, "saved_as", lambda: None)
    assert 'check("3.A", """ """)' in said(capsys, "3.A")
    assert LITTLE in said(capsys, "3.A", "Yes, I think so.")
    assert RUBRIC in said(capsys, "3.A", OWN)
    assert "is kept" in said(capsys, "3.A", 2), "the text that was given counts"


def test_what_is_kept_back_is_not_shown(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(home, OWN)
    (home / "worked" / "03.json").write_text('{"reflect": {"3.1": "AAAA"}}')
    assert "there are no sample answers here" in said(capsys, "3.A")
    (home / "worked" / "03.json").unlink()
    assert "there are no sample answers here" in said(capsys, "3.A", 2)


def test_a_grader_passes_over_it(capsys: pytest.CaptureFixture[str]) -> None:
    recorder.begin(recorder.OPEN)
    recorder.check("3.A")
    recorder.check("Reflect 3.A", 2)
    assert capsys.readouterr().out == ""
    with pytest.raises(TypeError):
        recorder.check("3.1")


@pytest.mark.parametrize("exercise", EXERCISES.values(), ids=list(EXERCISES))
def test_each_prompt_has_two_samples_that_stand_in_no_form(exercise: Exercise) -> None:
    handed_out = "".join(
        (ROOT / "exercises" / name).read_text(encoding="utf-8")
        for name in (
            f"{exercise.number}-exercise.ipynb",
            *(f"{what}/{exercise.number}.json" for what in ("questions", "worked")),
        )
    )
    assert len(exercise.reflections) == 3
    assert f'check(\\"{int(exercise.number)}.A\\")' in handed_out
    for one in exercise.reflections:
        packed = samples_of(one.number, ROOT / "exercises")
        assert packed == {
            "rubric": one.rubric, "samples": list(one.samples), "better": one.better, "why": one.why
        }  # fmt: skip
        for text in (one.rubric, one.why, *one.samples):
            assert text not in handed_out
            assert text[:40] not in handed_out


AUTHORS = [
    ({"samples": ["a b"]}, "two samples, better"),
    ({"samples": ["word " * 60, "word " * 60], "better": 3, "why": "So."}, "two samples, better"),
    ({"samples": ["word " * 60, "word " * 60], "better": 1}, "two samples, better"),
    ({"why": "So."}, "two samples, better"),
    ({"samples": ["word " * 60, "word " * 9], "better": 1, "why": "So."}, "60 to 120 words, and one has 9"),
]


@pytest.mark.parametrize(("entry", "told"), AUTHORS)
def test_an_author_is_told_what_to_mend(entry: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        make_reflection("3.A", {"points": 2, "rubric": "One mark.", **entry})
    assert make_reflection("3.A", {"points": 2, "rubric": "One mark."}).samples == ()
