"""A small exercise of four questions, so that nothing here hangs on what the course asks."""

import json
from pathlib import Path

import nbformat

from trilateral.exercises.build import make_assignment
from trilateral.exercises.source import read_exercise

NUMBER = "42"
RIGHT = {
    "42.1": "answer_42_1 = len(meetings[meetings['format'] == 'summit'])",
    "42.2": "answer_42_2 = 'Seoul'",
    "42.3": "answer_42_3 = set('abc')",
    "42.4": "def answer_42_4(number):\n    return number * number",
}
KINDS = {
    "42.1": ('kind = "number"\nwrong = [{a}"0"{b}, {a}"1.5"{b}, {a}"-1"{b}]', "len(meetings)"),
    "42.2": ('kind = "text"\nwrong = [{a}"\'Tokyo\'"{b}, {a}"\'Washington\'"{b}, {a}"\'Beijing\'"{b}]', ""),
    "42.3": ('kind = "set"\nwrong = [{a}"set(\'ab\')"{b}, {a}"set(\'d\')"{b}, {a}"set(\'abcd\')"{b}]', ""),
    "42.4": (
        'kind = "function"\nof = "number"\narguments = [[2], [3]]\n'
        'wrong = [{a}"lambda n: n"{b}, {a}"lambda n: 2 * n"{b}, {a}"lambda n: -n"{b}]',
        "",
    ),
}


def stub(question: str) -> str:
    if question == "42.4":
        return "def answer_42_4(number):\n    return ..."
    return f"answer_{question.replace('.', '_')} = ..."


def make(folder: Path) -> Path:
    """Write the solution and its TOML into a folder of exercises; return the folder."""
    cells = [
        nbformat.v4.new_markdown_cell("# Exercise 42", id="title"),
        nbformat.v4.new_code_cell(
            'import pandas as pd\n\nfrom trilateral import check, load\n\nmeetings = load("meetings")',
            id="setup",
        ),
    ]
    toml = []
    for question, source in RIGHT.items():
        name, variable = question.replace(".", "-"), f"answer_{question.replace('.', '_')}"
        cells += [
            nbformat.v4.new_markdown_cell(f"**{question}** What is it?", id=f"q-{name}"),
            nbformat.v4.new_code_cell(source, id=f"a-{name}"),
            nbformat.v4.new_code_cell(f'check("{question}", {variable})', id=f"c-{name}"),
        ]
        kind, _ = KINDS[question]
        turns = kind
        for place in range(3):
            turns = turns.replace("{a}", "{ answer = ", 1)
            turns = turns.replace("{b}", f', message = "Not so ({["one", "two", "six"][place]})." }}', 1)
        toml.append(
            f'[question."{question}"]\npoints = 2\nhints = ["Look.", "Look again.", "Look once more."]\n'
            f"stub = {json.dumps(stub(question))}\n{turns}\n"
        )
    cells += [
        nbformat.v4.new_markdown_cell("**Reflect 42.A.** Why?", id="p-42-1"),
        nbformat.v4.new_markdown_cell("Because.", id="r-42-1"),
    ]
    toml.append('[reflect."42.A"]\npoints = 3\nrubric = "A reason."\n')
    notebook = nbformat.v4.new_notebook(cells=cells)
    solutions = folder / "solutions"
    solutions.mkdir(parents=True)
    nbformat.write(notebook, solutions / "42-odd.ipynb")
    (solutions / "42-odd.toml").write_text("\n".join(toml), encoding="utf-8")
    return folder


def form(folder: Path) -> dict:
    """Return the student's form as plain JSON."""
    return json.loads(json.dumps(make_assignment(read_exercise(folder / "solutions" / "42-odd.ipynb"))))


def answered(blank: dict, **changed: str) -> dict:
    """Return the form with right answers, save those that are given, as `a2="..."`."""
    notebook = json.loads(json.dumps(blank))
    for cell in notebook["cells"]:
        if cell["id"].startswith("a-"):
            question = cell["id"][2:].replace("-", ".")
            cell["source"] = changed.get(f"a{question[-1]}", RIGHT[question])
        if cell["id"] == "r-42-1":
            cell["source"] = "My reason."
    return notebook
