"""Each exercise's own solution is graded before any student's file."""

import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from support.classroom import SETTINGS, STEM, folder_of, submission

from trilateral.grading.grade_class import grade
from trilateral.grading.grader import Grader
from trilateral.grading.model import NotGradable


def reads_own_data(folder: Path, data: Path) -> None:
    """Have the exercise's first cell read the teacher's own file, which is nowhere in the sandbox."""
    data.write_text("a\n1\n", encoding="utf-8")
    path = folder / "solutions" / f"{STEM}.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    cell = next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")
    cell["source"] = [
        "import pathlib\n",
        f"own = pathlib.Path({str(data)!r}).read_text()\n",
        *cell["source"],
    ]
    path.write_text(json.dumps(notebook), encoding="utf-8")


def test_a_setup_cell_that_fails_in_the_sandbox_stops_the_run(
    only: Path, tmp_path: Path, boxed: None
) -> None:
    reads_own_data(only, tmp_path / "own.csv")
    given = folder_of(tmp_path, {"Kim/02.ipynb": submission(), "Lee/02.ipynb": submission(a_2_1="1")})
    with pytest.raises(NotGradable, match=f"exercise {STEM}.*cell .*No such file.*Nobody was graded") as told:
        grade(given, tmp_path / "out", replace(SETTINGS, folder=only), screen=io.StringIO())
    assert "\n" not in str(told.value)
    assert not (tmp_path / "out" / "results.csv").exists(), "no student is told an untruth"


def test_a_sound_solution_is_graded_once(
    only: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, boxed: None
) -> None:
    count = []
    own = Grader.grade_solution
    monkeypatch.setattr(Grader, "grade_solution", lambda self, one: count.append(one) or own(self, one))
    given = folder_of(tmp_path, {"Kim/02.ipynb": submission(), "Lee/02.ipynb": submission(a_2_1="1")})
    for _ in range(2):
        grade(given, tmp_path / "out", replace(SETTINGS, folder=only), screen=io.StringIO())
    assert count == ["02"]


def test_each_solution_of_the_course_gets_full_marks(boxed: None) -> None:
    with Grader(SETTINGS.folder) as grader:
        results = {n: grader.grade_solution(f"{n:02}") for n in range(1, 9)}
    assert {n: one.reason for n, one in results.items() if one.reason or one.points < one.out_of} == {}
