"""What a student has done, and how to begin again: `trilateral progress`, `trilateral reset`."""

import importlib
import json
import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from pathlib import Path

import nbformat
import pytest
from support.shared import ROOT

from trilateral.cli import main
from trilateral.exercises import progress
from trilateral.notebooks import read

checking = importlib.import_module("trilateral.exercises.check")
STEM, FORM = "02-two-neighbours", "02-exercise"
# A form that was handed out before is called as its lesson is.
names = pytest.mark.parametrize("name", [FORM, STEM])


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's copy of exercise 02, at work in its folder, with nobody grading."""
    folder = tmp_path / "course" / "exercises"
    for what in ("questions", "keys"):
        (folder / what).mkdir(parents=True)
        shutil.copy(ROOT / "exercises" / what / "02.json", folder / what)
    shutil.copy(ROOT / "exercises" / f"{FORM}.ipynb", folder)
    monkeypatch.chdir(folder)
    for name in ("TRILATERAL_UNATTENDED", "NBGRADER_EXECUTION", "PYTEST_VERSION"):
        monkeypatch.delenv(name, raising=False)
    return folder


def kept(home: Path) -> Path:
    return home.parent / ".trilateral" / "progress.json"


def test_a_check_keeps_what_was_tried_and_what_was_right(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    checking.check("2.10", ...)
    assert not kept(home).exists(), "an untouched question is not tried"
    checking.check("2.10", "a")
    assert progress.done() == {"2.10": "tried"}
    checking.check("2.10", "c")
    assert progress.done() == {"2.10": "right"}
    checking.check("2.10", "a")
    assert progress.done() == {"2.10": "right"}, "once right is done"
    checking.check("2.1", 1)
    checking.check("9.9", 1)
    assert json.loads(kept(home).read_text()) == {"done": {"2.1": "tried", "2.10": "right"}}
    assert [path.name for path in kept(home).parent.iterdir()] == ["progress.json"], "no half files"
    capsys.readouterr()
    assert main(["progress"]) == 0
    assert capsys.readouterr().out == (
        "02 two neighbours            exercise [#.........]  1 of 10 right; tried: 2.1\n"
    )


def test_the_last_cell_of_a_notebook_keeps_that_it_was_run(
    home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    notebooks = home.parent / "notebooks"
    notebooks.mkdir()
    for name in ("00-start-here", STEM):
        (notebooks / f"{name}.ipynb").write_text("{}")
    monkeypatch.chdir(notebooks)
    progress.finish("02")
    progress.finish("02")
    assert json.loads(kept(home).read_text()) == {"done": {"02": "done"}}
    checking.check("2.10", "c")
    capsys.readouterr()
    progress.progress()
    assert capsys.readouterr().out == (
        "00 start here                notebook open\n"
        "02 two neighbours            notebook done  exercise [#.........]  1 of 10 right\n"
    )
    progress.finish("../x")
    assert capsys.readouterr().out == "Notebook ../x is done.\n"
    assert progress.done() == {"02": "done", "2.10": "right"}


@pytest.mark.parametrize("name", ["TRILATERAL_UNATTENDED", "NBGRADER_EXECUTION", "PYTEST_VERSION"])
def test_nothing_is_kept_where_graders_and_tests_run(
    home: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, "1")
    if name == "NBGRADER_EXECUTION":
        with pytest.raises(AssertionError):
            checking.check("2.10", "a")
    else:
        checking.check("2.10", "a")
    assert not kept(home).exists()
    assert progress.done() == {}


def test_running_solutions_keeps_nothing(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "solutions").mkdir()
    monkeypatch.chdir(home / "solutions")
    checking.check("2.10", "c")
    assert not kept(home).exists()


@pytest.mark.skipif(
    os.name == "nt" or getattr(os, "geteuid", lambda: 1)() == 0, reason="root may write anywhere"
)
def test_a_read_only_folder_is_no_trouble(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home.parent.chmod(0o500)
    try:
        checking.check("2.10", "c")
    finally:
        home.parent.chmod(0o700)
    assert capsys.readouterr().out == "2.10: right.\n"
    assert not kept(home).exists()


def test_a_file_in_the_way_is_no_trouble(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept(home).parent.write_text("not a folder")
    checking.check("2.10", "c")
    assert capsys.readouterr().out == "2.10: right.\n"
    # Who asks how far they are is told that nothing is kept, and so is who comes to the end of a notebook.
    progress.progress()
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("02") and said[1:] == [progress.NOT_KEPT]
    progress.finish("02")
    assert capsys.readouterr().out.splitlines()[0] == f"Notebook 02 is done. {progress.NOT_KEPT}"
    kept(home).parent.unlink()
    progress.progress()
    assert progress.NOT_KEPT not in capsys.readouterr().out
    assert not kept(home).exists(), "to ask writes nothing"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"[]",
        b"{",
        b'{"done": 3}',
        b'{"done": {"x": 1, "2.1": "right", "04": "right", "2.2": "done"}}',
        b"\xff",
        b"[" * 50_000,
    ],
)
def test_a_damaged_file_is_no_trouble(home: Path, content: bytes) -> None:
    kept(home).parent.mkdir()
    kept(home).write_bytes(content)
    checking.check("2.10", "c")
    expected = {"2.10": "right"} | ({"2.1": "right"} if b"2.1" in content else {})
    assert progress.done() == expected
    aside = [path.read_bytes() for path in kept(home).parent.glob("*-old-*")]
    assert aside == ([] if b'{"x"' in content else [content]), "what cannot be read is put aside"


def test_what_a_newer_version_noted_stays(home: Path) -> None:
    kept(home).parent.mkdir()
    newer = {"version": 7, "done": {"2.1": "right", "2.2": {"state": "right"}, "r-2": "read"}, "days": [1, 2]}
    kept(home).write_text(json.dumps(newer))
    checking.check("2.10", "c")
    checking.check("2.2", "no")
    progress.finish("02")
    both = {**newer, "done": {**newer["done"], "2.10": "right", "02": "done"}}
    assert json.loads(kept(home).read_text()) == both
    assert progress.done() == {"02": "done", "2.1": "right", "2.10": "right"}


def test_conflict_copies_are_no_lessons(home: Path) -> None:
    """buckets/application#1, JuliaCloud/JuliaBox#170: Dropbox, OneDrive and Google Drive name them so."""
    (folder := home.parent / "notebooks").mkdir()
    for end in (
        "",
        " (Kim's conflicted copy 2026-11-30)",
        "-LAPTOP-7",
        "_conflict-1",
        "-old-2026-11-30",
        " (1)",
    ):
        (folder / f"{STEM}{end}.ipynb").write_text("{}")
    assert [line.split("  ")[0] for line in progress.lines()] == ["02 two neighbours"]


def test_notebooks_that_note_at_once_lose_nothing(home: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: progress.record(f"2.{n}", "right"), range(1, 33)))
    assert progress.done() == {f"2.{n}": "right" for n in range(1, 33)}


def test_progress_without_exercises(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(home / "questions")
    (home / "questions").mkdir()
    progress.progress()
    assert capsys.readouterr().out == "There are no notebooks and no exercises here.\n"


# --- reset --------------------------------------------------------------------------------------------------


def worked(home: Path, name: str) -> Path:
    """Answer two questions and a prompt, spoil a question's text, and add a cell."""
    path = (home / f"{FORM}.ipynb").rename(home / f"{name}.ipynb")
    notebook = read(path)
    for cell in notebook.cells:
        if cell.id in ("a-2-1", "a-2-2", "r-2-1"):
            cell.source = f"my work {cell.id}"
        if cell.id == "q-2-2":
            cell.source = "spoilt"
    notebook.cells.insert(3, nbformat.v4.new_code_cell("my own cell", id="own"))
    nbformat.write(notebook, path)
    return path


@names
def test_one_question_is_as_new_and_the_rest_stays(
    home: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = worked(home, name)
    before, old = path.read_bytes(), {cell.id: cell.source for cell in read(path).cells}
    assert main(["reset", str(path), "--question", "2.2"]) == 0
    copy = home / "old" / f"{name}-old-{datetime.now():%Y-%m-%d}.ipynb"
    assert copy.read_bytes() == before
    said = capsys.readouterr().out
    assert "is as new in question 2.2" in said
    assert copy.name in said
    new = {cell.id: cell.source for cell in read(path).cells}
    pristine = {cell.id: cell.source for cell in read(ROOT / "exercises" / f"{FORM}.ipynb").cells}
    assert list(new) == list(old)
    changed = {cell for cell in new if new[cell] != old[cell]}
    assert changed == {"q-2-2", "a-2-2"}
    assert all(new[cell] == pristine[cell] for cell in changed)
    assert not next(cell for cell in read(path).cells if cell.id == "c-2-2").outputs


def test_a_question_that_was_deleted_comes_back_in_its_place(home: Path) -> None:
    path = home / f"{FORM}.ipynb"
    notebook = read(path)
    ids = [cell.id for cell in notebook.cells]
    notebook.cells = [cell for cell in notebook.cells if cell.id not in ("q-2-3", "a-2-3", "c-2-3")]
    nbformat.write(notebook, path)
    assert main(["reset", str(path), "--question", "2.3"]) == 0
    assert [cell.id for cell in read(path).cells] == ids


@pytest.mark.parametrize("damage", [None, b"", b'{"cells": [', b"\xff" * 10])
@names
def test_a_whole_exercise_is_as_new(home: Path, damage: bytes | None, name: str) -> None:
    path = worked(home, name)
    if damage is not None:
        path.write_bytes(damage)
    before = path.read_bytes()
    assert main(["reset", str(path)]) == 0
    assert main(["reset", str(path)]) == 0
    copies = sorted(home.glob(f"old/{name}-old-*.ipynb"))
    assert len(copies) == 2, "a second copy does not overwrite the first"
    assert before in [copy.read_bytes() for copy in copies]
    pristine = [
        (cell.id, cell.source, cell.metadata) for cell in read(ROOT / "exercises" / f"{FORM}.ipynb").cells
    ]
    assert [(cell.id, cell.source, cell.metadata) for cell in read(path).cells] == pristine


def test_a_file_that_was_cut_off_and_renamed_is_known_by_what_is_left_of_it(home: Path) -> None:
    path = home / f"{FORM}.ipynb"
    mine = home / "내 과제 (1).ipynb"
    mine.write_bytes(path.read_bytes()[:8_000])
    assert main(["reset", str(mine)]) == 0
    assert [cell.source for cell in read(mine).cells] == [cell.source for cell in read(path).cells]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["none.ipynb"], "cannot be read"),
        ([f"{FORM}.ipynb", "--question", "2.99"], "there is no question 2.99"),
        ([f"{FORM}.ipynb", "--question", "3.1"], "there is no question 3.1"),
        (["else.ipynb"], "is of no exercise that is here"),
        (["02-broken.ipynb", "--question", "2.1"], "not a Jupyter notebook"),
    ],
)
def test_what_cannot_be_reset_is_left_alone(
    home: Path, arguments: list[str], reason: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (home / "else.ipynb").write_text("{}")
    (home / "02-broken.ipynb").write_text("{")
    before = {path.name: path.read_bytes() for path in home.glob("*.ipynb")}
    assert main(["reset", *arguments]) == 2
    assert reason in capsys.readouterr().err
    assert {path.name: path.read_bytes() for path in home.glob("*.ipynb")} == before


@pytest.mark.parametrize("name", ["00-start-here", STEM])
@pytest.mark.parametrize("damage", [False, True])
def test_a_lesson_is_as_new(
    home: Path, name: str, damage: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exercises had its name once, and 00 asks a question of exercise 01: it becomes no form."""
    monkeypatch.setattr("trilateral.exercises.reset.lessons_folder", lambda: ROOT / "notebooks")
    (folder := home.parent / "notebooks").mkdir()
    path = folder / f"{name}.ipynb"
    original = (ROOT / "notebooks" / path.name).read_bytes()
    mine = original[:2_000] if damage else original.replace(b"import", b"imprt")
    path.write_bytes(mine)
    assert main(["reset", str(path), "--question", "1.1"]) == 2
    assert "is a lesson, and has no questions" in capsys.readouterr().err
    assert main(["reset", str(path)]) == 0
    assert path.read_bytes() == original
    (copy,) = folder.glob(f"old/{name}-old-*.ipynb")
    assert copy.read_bytes() == mine


def test_a_lesson_without_its_original_is_left_alone(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("trilateral.exercises.reset.lessons_folder", lambda: home / "none")
    path = home / "mine.ipynb"
    shutil.copy(ROOT / "notebooks" / f"{STEM}.ipynb", path)
    before = path.read_bytes()
    assert main(["reset", str(path)]) == 2
    assert "the original of this lesson is not here" in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_form_with_a_code_keeps_its_code(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "COST", {"n": 2, "r": 1, "p": 1, "maxmem": 2**20, "dklen": 32})
    from trilateral.exercises.release import release

    (folder,) = release(ROOT / "exercises", ["blue"], home.parent / "given", ["07"])
    path = next(folder.glob("07-*.ipynb"))
    checking._derive.cache_clear()
    before = [(cell.id, cell.source) for cell in read(path).cells]
    assert main(["reset", str(path)]) == 0
    made = read(path)
    assert made.metadata["trilateral"] == {"variant": "blue"}
    assert [(cell.id, cell.source) for cell in made.cells] == before
