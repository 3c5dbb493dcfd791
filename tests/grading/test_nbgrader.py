"""The forms work in nbgrader as they are: its own validate and autograde, run in an environment of its own.

nbgrader wants older versions of what the course uses, so it is not among the tests' packages. To run this:

    python3 -m venv somewhere && somewhere/bin/pip install nbgrader pandas matplotlib anywidget ipywidgets
    TRILATERAL_NBGRADER=somewhere/bin/python python3 start.py test tests/grading/test_nbgrader.py
"""

import json
import os
import subprocess
from pathlib import Path

import nbformat
import pytest
from support.shared import NBGRADER, ROOT

from trilateral.exercises.build import make_assignment
from trilateral.exercises.source import read_exercise

PYTHON = os.environ.get("TRILATERAL_NBGRADER", "")
STEMS = [path.stem for path in sorted(ROOT.glob("exercises/solutions/*.ipynb"))]

pytestmark = [
    pytest.mark.nbgrader,
    pytest.mark.skipif(not PYTHON, reason=NBGRADER),
]

SCORES = """
import json, sys
from nbgrader.api import Gradebook
with Gradebook("sqlite:///gradebook.db") as book:
    print(json.dumps({
        one.student.id: {grade.name: [grade.auto_score, grade.max_score] for grade in one.notebooks[0].grades}
        for one in book.assignment_submissions("ex")
    }))
"""


def nbgrader(where: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run nbgrader in a course's folder, with this checkout's package in sight and no tests' variables."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    # nbgrader starts programs of its own environment by name.
    environment["PATH"] = f"{Path(PYTHON).parent}{os.pathsep}{environment['PATH']}"
    environment |= {"PYTHONPATH": str(ROOT), "JUPYTER_CONFIG_DIR": str(where / "config")}
    return subprocess.run(
        [PYTHON, *arguments],
        cwd=where, capture_output=True, text=True, timeout=600, env=environment, check=False,
    )  # fmt: skip


def put(notebook: nbformat.NotebookNode, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)


@pytest.mark.parametrize("stem", STEMS)
def test_nbgrader_validates_and_grades_the_forms(stem: str, tmp_path: Path) -> None:
    exercise = read_exercise(ROOT / "exercises" / "solutions" / f"{stem}.ipynb")
    first, second, *_, third, last = exercise.questions
    form, half = make_assignment(exercise), make_assignment(exercise)
    right = {cell.id: cell.source for cell in exercise.solution.cells}
    for cell in half.cells:
        if cell.id in (first.cell_id("a"), third.cell_id("a")):
            cell.source = right[cell.id]
        if cell.id == second.cell_id("a"):
            cell.source += f"\n{second.variable} = ({second.wrong[0].answer}\n)"
        if cell.id == last.cell_id("c"):
            cell.source = "print('of course this is right')"
    (tmp_path / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'x'\n")
    file = f"{stem}.ipynb"
    put(form, tmp_path / "source" / "ex" / file)
    made = nbgrader(tmp_path, "-m", "nbgrader", "generate_assignment", "ex")
    assert made.returncode == 0, made.stderr
    released = nbformat.read(tmp_path / "release" / "ex" / file, as_version=4)
    assert [cell.id for cell in released.cells] == [cell.id for cell in form.cells]

    put(exercise.solution, tmp_path / "submitted" / "kim" / "ex" / file)
    put(half, tmp_path / "submitted" / "lee" / "ex" / file)
    put(form, tmp_path / "submitted" / "park" / "ex" / file)
    said = nbgrader(tmp_path, "-m", "nbgrader", "validate", f"submitted/kim/ex/{file}")
    assert "Success! Your notebook passes all the tests." in said.stdout + said.stderr
    said = nbgrader(tmp_path, "-m", "nbgrader", "validate", f"submitted/lee/ex/{file}")
    assert "VALIDATION FAILED ON" in said.stdout + said.stderr

    graded = nbgrader(tmp_path, "-m", "nbgrader", "autograde", "ex", "--create")
    assert graded.returncode == 0, graded.stderr
    scores = json.loads(nbgrader(tmp_path, "-c", SCORES).stdout)
    points = {question.cell_id("c"): question.points for question in exercise.questions}
    prompts = {f"r-{prompt.number.replace('.', '-')}": prompt.points for prompt in exercise.reflections}
    for own in scores.values():
        assert {name: most for name, (_, most) in own.items()} == points | prompts
    earned = {
        student: {name: score for name, (score, _) in own.items() if score} for student, own in scores.items()
    }
    assert earned == {
        "kim": points,
        "lee": {one.cell_id("c"): points[one.cell_id("c")] for one in (first, third)},
        "park": {},
    }
