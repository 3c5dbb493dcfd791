"""What the tests of exercises share: the course's own, and a small one of two questions."""

import contextlib
import io
from functools import cache
from pathlib import Path

import nbformat
import numpy as np
from support.shared import ROOT

from trilateral.exercises.build import make_questions, write_json
from trilateral.exercises.evaluation import evaluate
from trilateral.exercises.keys import make_key
from trilateral.exercises.source import Exercise, Question, read_exercise
from trilateral.notebooks import write

FOLDER = ROOT / "exercises"
SOLUTIONS = sorted(FOLDER.glob("solutions/*.ipynb"))


def form_of(solution: Path) -> Path:
    return FOLDER / f"{solution.name[:2]}-exercise.ipynb"


@cache
def exercise_of(path: Path) -> Exercise:
    return read_exercise(path)


@cache
def answers_of(path: Path) -> list[tuple[Question, object, list[object]]]:
    return list(evaluate(exercise_of(path)))


def lay(exercise: Exercise, folder: Path) -> None:
    """Write the questions and the key of an exercise into a folder."""
    write_json(folder / "questions" / f"{exercise.number}.json", make_questions(exercise))
    write_json(folder / "keys" / f"{exercise.number}.json", make_key(exercise))


def run(notebook: nbformat.NotebookNode, before_checks: str = "") -> dict[str, str]:
    """Run a notebook's code in this process and return what each cell prints, by the cell's id."""
    names: dict[str, object] = {}
    printed = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            with contextlib.redirect_stdout(io.StringIO()) as out:
                before = before_checks if cell.id.startswith("c-") else ""
                exec(compile(f"{before}\n{cell.source}", cell.id, "exec"), names)
            printed[cell.id] = out.getvalue()
    return printed


def stored(cell: nbformat.NotebookNode) -> str:
    return "".join(output.text for output in cell.outputs)


@cache
def given_names(path: Path) -> dict[str, object]:
    """Return what the cells that are given define."""
    exercise = exercise_of(path)
    answers = {question.cell_id(letter) for question in exercise.questions for letter in "ac"}
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in exercise.solution.cells:
            if cell.cell_type == "code" and cell.id not in answers:
                exec(compile(cell.source, cell.id, "exec"), names)
    return names


class Lent:
    """An array of another library, as numpy asks for it."""

    def __init__(self, values: object) -> None:
        self.values = values

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        return np.array(self.values)


# --- an exercise of two questions --------------------------------------------------------------------------

TOML = """
[question."90.1"]
kind = "number"
points = 1
hints = ["Look at the first line.", "Use len().", "Take the length of the table."]
wrong = [
  { answer = "len(table) - 1", message = "That leaves one out." },
  { answer = "len(table) * 2", message = "That counts all twice." },
  { answer = "table['a'].sum()", message = "That adds the values." },
]

[question."90.2"]
kind = "choice"
points = 2
hints = ["Think.", "Think again.", "It is not the first."]
wrong = [
  { answer = "'a'", message = "Not so." },
  { answer = "'c'", message = "Nor so." },
  { answer = "'d'", message = "Nor like that." },
]

[reflect."90.1"]
points = 2
rubric = "Any reason."
"""
CELLS = [
    ("setup", "code", "import pandas as pd\n\ntable = pd.DataFrame({'a': [5, 6, 7, 8]})"),
    ("q-90-1", "markdown", "**90.1** How many?"),
    ("a-90-1", "code", "answer_90_1 = len(table)"),
    ("c-90-1", "code", 'check("90.1", answer_90_1)'),
    ("q-90-2", "markdown", "**90.2** Which?"),
    ("a-90-2", "code", "answer_90_2 = 'b'"),
    ("c-90-2", "code", 'check("90.2", answer_90_2)'),
    ("p-90-1", "markdown", "Why?"),
    ("r-90-1", "markdown", "Because."),
]


def lay_sample(folder: Path, toml: str = TOML, cells: list[tuple[str, str, str]] = CELLS) -> Path:
    """Write a small solution and its TOML; return the solution's path."""
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    notebook = nbformat.v4.new_notebook(cells=[make[kind](source, id=name) for name, kind, source in cells])
    path = folder / "solutions" / "90-sample.ipynb"
    write(notebook, path)
    path.with_suffix(".toml").write_text(toml, encoding="utf-8")
    return path
