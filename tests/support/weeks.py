"""A small course in its second week, with the forms that were handed out in the first and the second."""

import json
import shutil
from pathlib import Path

import nbformat
from support.hostile import exercise as small

from trilateral.exercises.build import make_assignment
from trilateral.exercises.kept_versions import keep
from trilateral.exercises.source import read_exercise

FIRST = {
    "42.1": "answer_42_1 = len(meetings)",
    "42.2": "answer_42_2 = 'Seoul'",
    "42.3": "answer_42_3 = set('abc')",
    "42.4": "def answer_42_4(number):\n    return number * number",
}
SECOND = {
    "42.1": "answer_42_1 = len(meetings)",
    "42.2": "answer_42_2 = 'Seoul'",
    "42.3": "answer_42_3 = set('xyz')",
    "42.5": "answer_42_5 = 5",
}

SET_UP = """# Without the first row.
import pandas as pd

from trilateral import check, load

meetings = load("meetings").iloc[1:]"""

CODE = "a"  # a code whose form asks for Busan
ADDED = """
[question."42.5"]
kind = "number"
points = 4
hints = ["Look.", "Look again.", "Look once more."]
wrong = [
  { answer = "1", message = "One." },
  { answer = "2", message = "Two." },
  { answer = "3", message = "No." },
]

[reflect."42.2"]
points = 3
rubric = "Another reason."
"""


def source_of(folder: Path) -> Path:
    return folder / "solutions" / "42-odd.ipynb"


def rewrite(
    folder: Path, texts: dict[str, str], toml: list[tuple[str, str]], more: tuple = (), less: str = ""
) -> None:
    """Change cells of the solution by their ids, add and leave out some, and change its TOML."""
    path = source_of(folder)
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [cell for cell in notebook.cells if not (less and cell.id.endswith(less))]
    for cell in notebook.cells:
        cell.source = texts.get(cell.id, cell.source)
    notebook.cells += more
    nbformat.write(notebook, path)
    described = path.with_suffix(".toml").read_text(encoding="utf-8")
    for old, new in toml:
        assert old in described
        described = described.replace(old, new, 1)
    path.with_suffix(".toml").write_text(described, encoding="utf-8")


def forms_of(folder: Path) -> dict[str, dict]:
    made = {code: make_assignment(read_exercise(source_of(folder), code)) for code in ("", CODE)}
    return {code: json.loads(json.dumps(form)) for code, form in made.items()}


class Course:
    """The course in its second week, and the forms of both weeks, by the code of the variant."""

    def __init__(self, folder: Path) -> None:
        self.folder = small.make(folder)
        varied = '[question."42.2".variants]\ncity = ["Seoul", "Busan"]\n\n[question."42.3"]'
        first = {"q-42-2": "**42.2** Write Seoul."}
        rewrite(folder, first, [('[question."42.3"]', varied)])
        keep(folder, source_of(folder))
        self.first = forms_of(folder)
        markdown, code = nbformat.v4.new_markdown_cell, nbformat.v4.new_code_cell
        second = {
            "a-42-1": SECOND["42.1"],
            "q-42-2": "**42.2** Write the name of the city Seoul.",
            "q-42-3": "**42.3** Which are the last letters?",
            "a-42-3": SECOND["42.3"],
        }
        more = (
            markdown("**42.5** How many?", id="q-42-5"),
            code(SECOND["42.5"], id="a-42-5"),
            code('check("42.5", answer_42_5)', id="c-42-5"),
            markdown("Why else?", id="p-42-2"),
            markdown("As I said.", id="r-42-2"),
        )
        described = source_of(folder).with_suffix(".toml").read_text(encoding="utf-8")
        fourth = described[described.index('[question."42.4"]') : described.index("[reflect.")]
        two = '[question."42.2"]\npoints = '
        # The prompt has the number of the question that goes; it is the other kind of cell, and stays.
        rewrite(
            folder,
            second,
            [(fourth, ""), (f"{two}2", f"{two}3"), ("[reflect.", f"{ADDED}\n[reflect.")],
            more,
            "-42-4",
        )
        keep(folder, source_of(folder))
        self.second = forms_of(folder)
        self.third_week = folder.parent / "third"
        shutil.copytree(folder, self.third_week)
        rewrite(self.third_week, {"setup": SET_UP}, [])
        keep(self.third_week, source_of(self.third_week))
        self.third = forms_of(self.third_week)
        self.unkept = folder.parent / "unkept"
        shutil.copytree(
            folder / "solutions", self.unkept / "solutions", ignore=shutil.ignore_patterns("versions")
        )


def cells_of(notebook: dict, number: str, letters: str = "qac") -> list[dict]:
    wanted = [f"{letter}-{number.replace('.', '-')}" for letter in letters]
    return [cell for cell in notebook["cells"] if cell.get("id") in wanted]


def answered(notebook: dict, answers: dict[str, str]) -> dict:
    for number, source in answers.items():
        for cell in cells_of(notebook, number, "a"):
            cell["source"] = source
    return notebook
