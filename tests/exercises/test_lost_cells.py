"""Cells of an exercise that get lost: `trilateral check` names them, `trilateral reset` brings them back."""

import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from support.shared import ROOT

from trilateral.cli import main
from trilateral.exercises.reset import _lost as put_back
from trilateral.exercises.reset import lost_cells
from trilateral.grading.check_file import _lost
from trilateral.notebooks import read

FORM = read(ROOT / "exercises" / "02-exercise.ipynb")
Cells = list[Any]


def at(cells: Cells, name: str) -> int:
    return next(place for place, cell in enumerate(cells) if cell.id == name)


def delete(*names: str) -> Callable[[Cells], None]:
    return lambda cells: [cells.pop(at(cells, name)) for name in names] and None


def turn(name: str, kind: str) -> Callable[[Cells], None]:
    def act(cells: Cells) -> None:
        new = {"code": nbformat.v4.new_code_cell, "raw": nbformat.v4.new_raw_cell}.get(
            kind, nbformat.v4.new_markdown_cell
        )
        old = cells[at(cells, name)]
        cells[at(cells, name)] = new(old.source, id=old.id, metadata=old.metadata)

    return act


def merge(cells: Cells) -> None:
    """Select the first cell and the next, Shift+M: the second's text goes into the first, which stays."""
    place = at(cells, "setup")
    cells[place - 1].source += cells.pop(place).source


def split(cells: Cells) -> None:
    """Ctrl+Shift+minus in an answer: its name goes to the second half."""
    place = at(cells, "a-2-1")
    cells.insert(place, nbformat.v4.new_code_cell("# first half", id="abcdef01"))


# What a student did, by the report that tells of it, and the cells that are lost.
ACTS: dict[str, tuple[Callable[[Cells], None], list[str]]] = {
    "dd on the first cell (jupyterlab/jupyterlab#4241)": (delete("setup"), ["setup"]),
    "a check cell deleted (jupyter/nbgrader#1682)": (delete("c-2-3"), ["c-2-3"]),
    "VS Code, which heeds no lock (microsoft/vscode-jupyter#8709)": (
        delete("title", "setup", "neighbours"),
        ["title", "setup", "neighbours"],
    ),
    "a question, its answer and its check": (
        delete("q-2-3", "a-2-3", "c-2-3"),
        ["q-2-3", "a-2-3", "c-2-3"],
    ),
    "code turned to text (jupyterlab/jupyterlab#11165)": (turn("leaders", "markdown"), ["leaders"]),
    "an answer turned to text (jupyter/nbgrader#1941)": (turn("a-2-1", "markdown"), ["a-2-1"]),
    "a check turned to raw": (turn("c-2-1", "raw"), ["c-2-1"]),
    "a text turned to code": (turn("q-2-1", "code"), ["q-2-1"]),
    "two cells merged (jupyterlab/jupyterlab#11140)": (merge, ["setup"]),
    "more than half deleted": (
        delete(*[cell.id for cell in FORM.cells if cell.id != "a-2-1"][:-3]),
        [cell.id for cell in FORM.cells if cell.id != "a-2-1"][:-3],
    ),
    "all deleted but an answer": (
        delete(*[cell.id for cell in FORM.cells if cell.id != "a-2-1"]),
        [cell.id for cell in FORM.cells if cell.id != "a-2-1"],
    ),
    "an answer split (jeflem/ananke#12)": (split, []),
    "a cell moved": (lambda cells: cells.append(cells.pop(at(cells, "setup"))), []),
    "a cell of one's own": (lambda cells: cells.insert(1, nbformat.v4.new_code_cell("1", id="mine")), []),
}


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A student's exercise, with an answer in it."""
    folder = tmp_path / "exercises"
    (folder / "questions").mkdir(parents=True)
    shutil.copy(ROOT / "exercises" / "questions" / "02.json", folder / "questions")
    path = folder / "02-exercise.ipynb"
    notebook = read(ROOT / "exercises" / path.name)
    notebook.cells[at(notebook.cells, "a-2-1")].source = "answer_2_1 = 7"
    nbformat.write(notebook, path)
    return path


@pytest.mark.parametrize("act", ACTS)
def test_lost_cells_are_named_and_come_back(mine: Path, act: str) -> None:
    do, lost = ACTS[act]
    notebook = read(mine)
    do(notebook.cells)
    nbformat.write(notebook, mine)
    assert lost_cells(notebook.cells, FORM.cells) == lost
    said = _lost(mine.read_bytes(), FORM.cells)
    assert len(said) == bool(lost)
    assert main(["reset", "--missing", str(mine)]) == (0 if lost else 2)
    again = read(mine)
    assert lost_cells(again.cells, FORM.cells) == []
    assert again.cells[at(again.cells, "a-2-1")].source == (
        "answer_2_1 = 7" if "a-2-1" not in lost or "turned" in act else ...
    )
    if lost and "merged" not in act:
        assert [cell.id for cell in again.cells] == [cell.id for cell in FORM.cells], "each in its place"
        assert all(re.findall(r"[\w-]+", said[0]).count(name) == 1 for name in lost[:5])
        assert len(list(mine.parent.glob("old/*-old-*"))) == 1, "the old work is in a copy"


def test_a_system_that_names_cells_anew_has_lost_none(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    notebook = read(mine)
    for place, cell in enumerate(notebook.cells):
        cell.id = f"x{place}"
    nbformat.write(notebook, mine)
    assert _lost(mine.read_bytes(), FORM.cells) == []
    assert main(["reset", "--missing", str(mine)]) == 2
    assert "the cells have lost their names" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["reset", "--missing", "--question", "2.1", str(mine)])


def test_two_cells_of_one_name_both_keep_what_was_written(mine: Path) -> None:
    """jupyter/nbgrader#1083: an answer copied and changed, and both turned to text."""
    notebook = read(mine)
    turn("a-2-1", "markdown")(notebook.cells)
    place = at(notebook.cells, "a-2-1")
    second = nbformat.from_dict({**notebook.cells[place], "source": "answer_2_1 = 8"})
    notebook.cells.insert(place + 1, second)
    again = put_back(mine, notebook, read(ROOT / "exercises" / mine.name))
    (cell,) = (cell for cell in again.cells if cell.id == "a-2-1")
    assert cell.source == "answer_2_1 = 7\n\nanswer_2_1 = 8"


def test_where_nothing_is_missing_it_says_only_that(mine: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["reset", "--missing", str(mine)]) == 2
    said = capsys.readouterr().err
    assert "no cell is missing." in said and "names" not in said


def test_a_lesson_has_no_missing_cells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(ROOT / "notebooks" / "02-two-neighbours.ipynb", tmp_path / "lesson.ipynb")
    (tmp_path / "notebooks").mkdir()
    assert main(["reset", "--missing", str(tmp_path / "lesson.ipynb")]) == 2
    assert "original" in (said := capsys.readouterr().err) or "Leave --missing out" in said


@pytest.mark.parametrize("content", [b"", b"[]", b"{", b'{"cells": 3}', b'{"cells": [3]}', b"[" * 99_999])
def test_what_is_no_notebook_has_lost_nothing(content: bytes) -> None:
    assert _lost(content, FORM.cells) == []
