"""Write the beginning of an exercise of one's own: a solution and its TOML, which build as they stand."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat

from trilateral.exercises.build import PLACEHOLDER
from trilateral.exercises.cell_ids import name_cells
from trilateral.exercises.ids import number_typed
from trilateral.notebooks import KERNEL, NotebookError, write

_TOML = """# One part for each question; the cells of the notebook beside it are found by these numbers.
[question."{n}.1"]
kind = "number"
points = 1
hints = [
  "Each row of the table is one meeting.",
  "len() tells how many rows a table has.",
  "Write: len(meetings)",
]
wrong = [
  {{ answer = "len(meetings) - 1", message = "That is one too few: the first row is numbered 0." }},
  {{ answer = "len(meetings.columns)", message = "That is the number of columns." }},
  {{ answer = "meetings.size", message = "That counts every cell." }},
]

# A text that you read and mark yourself.
[reflect."{n}.A"]
points = 2
rubric = "One point for a reason, one for a row of the table that shows it."
"""


def new_exercise(folder: Path, number: str, title: str) -> list[Path]:
    """Write the solution and the TOML of a new exercise, to be changed.

    Args:
        folder: the folder of the exercises, with `solutions/` in it.
        number: of the exercise, 1 to 99.
        title: its title, for example "Who met whom".

    Returns:
        The two files.

    Raises:
        NotebookError: the number is none, or is taken; nothing is written.
    """
    if not (typed := number_typed(number)).isdecimal() or typed == "00":
        raise NotebookError(f"{number!r}: an exercise has a number from 1 to 99.")
    n = int(typed)
    if taken := sorted(folder.glob(f"solutions/{n:02}-*")):
        raise NotebookError(f"{taken[0]}: number {n:02} is taken. Choose another number.")
    words = re.sub(r"[^a-z0-9]+", "-", title.casefold()).strip("-") or "my-exercise"
    solution = folder / "solutions" / f"{n:02}-{words}.ipynb"
    text, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
    notebook = nbformat.v4.new_notebook(
        cells=[
            text(f"# Exercise {n:02}: {title}\n\nWhat it is about, in a sentence or two.", id="title"),
            code('from trilateral import check, hint, load\n\nmeetings = load("meetings")', id="setup"),
            text(f"**{n}.1** How many rows has the table `meetings`? (a number)"),
            code(f"answer_{n}_1 = len(meetings)"),
            code(f'check("{n}.1", answer_{n}_1)'),
            text(f"**Reflect {n}.A.** Which of these meetings mattered most, and why?"),
            text(PLACEHOLDER),
        ],
        metadata={"kernelspec": KERNEL},
    )
    name_cells(notebook)
    write(notebook, solution)
    toml = solution.with_suffix(".toml")
    toml.write_text(_TOML.format(n=n), encoding="utf-8")
    return [solution, toml]
