"""What nbval does not see: rules for every notebook, so that a green run has compared something.

Strict nbval compares nothing in a cell without an execution count, skips PNG pictures, and takes whatever a
cell prints for wanted. These tests look at the stored notebooks themselves.
"""

import ast
import itertools
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pytest
from support import lesson_time
from support.shared import ROOT

from trilateral import load, tables
from trilateral.notebooks import noise
from trilateral.paths import lesson_number

NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))
EXERCISES = sorted([*ROOT.glob("exercises/*.ipynb"), *ROOT.glob("exercises/solutions/*.ipynb")])
SOLVED = sorted(ROOT.glob("exercises/solutions/lessons/*.ipynb"))
EVERY = [*NOTEBOOKS, *EXERCISES, *SOLVED]
PAGES = sorted({*ROOT.glob("*.md"), *ROOT.glob("[!.]*/*.md")})
# Cells that nbval is told to pass over, with the reason. Keep it short: it is empty.
PASSED_OVER: dict[tuple[str, str], str] = {}

every = pytest.mark.parametrize("path", EVERY, ids=lambda path: path.relative_to(ROOT).as_posix())
lesson = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


def read(path: Path) -> list[nbformat.NotebookNode]:
    return list(nbformat.read(path, as_version=4).cells)


def code(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path) if cell.cell_type == "code"]


def prose(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in read(path) if cell.cell_type == "markdown"]


def shown(output: Any) -> dict[str, str]:
    """Return what an output shows, by its kind."""
    if output.output_type == "stream":
        return {output.name: output.text}
    if output.output_type == "error":
        return {"error": "\n".join(output.traceback)}
    return {
        kind: value if isinstance(value, str) else json.dumps(value) for kind, value in output.data.items()
    }


# --- the files ---------------------------------------------------------------------------------------------


@every
def test_each_code_cell_was_run_in_order(path: Path) -> None:
    counts = [cell.execution_count for cell in code(path)]
    assert counts == list(range(1, len(counts) + 1)), "run `trilateral notebooks` on it"
    for cell in code(path):
        assert cell.source.strip(), f"cell {cell.id} is empty"
        for output in cell.outputs:
            assert output.get("execution_count", cell.execution_count) == cell.execution_count, cell.id


@every
def test_each_cell_has_a_name(path: Path) -> None:
    # As the file has them: nbformat mends names that stand twice while it reads.
    names = [cell["id"] for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    assert len(set(names)) == len(names)
    random = [name for name in names if re.fullmatch(r"[0-9a-f]{8}(-[0-9a-f-]+)?", name)]
    assert random == [], "a cell's id says what it is for"


@every
def test_the_file_is_in_normal_form(path: Path, tmp_path: Path) -> None:
    from trilateral.notebooks import normalise, write

    notebook = nbformat.read(path, as_version=4)
    normalise(notebook)
    write(notebook, tmp_path / path.name)
    # Not in the assertion: pytest would look for each difference, half a minute long.
    same = (tmp_path / path.name).read_bytes() == path.read_bytes()
    assert same, "run `trilateral notebooks` on it"


@every
def test_only_what_the_reader_writes_can_be_changed_by_a_slip(path: Path) -> None:
    """In a notebook the keys a, b, d and x add and delete cells as soon as the pointer stands beside one.

    In a lesson code is there to be tried, and turns stay; in an exercise the questions rest on it.
    """
    for cell in read(path):
        tags = cell.metadata.get("tags", [])
        turn = "your-turn" in tags and cell.cell_type == "code"
        written = (
            turn or "answer" in tags or cell.id.startswith("r-") or (cell.id == "hint" and path in EXERCISES)
        )
        fixed = not written and (path in EXERCISES or cell.cell_type == "markdown")
        locked = [name for name in ("deletable", "editable") if cell.metadata.get(name) is False]
        assert locked == (["deletable"] if written else ["deletable", "editable"] if fixed else []), cell.id


@every
def test_nothing_is_hidden_from_nbval(path: Path) -> None:
    for cell in read(path):
        hides = {"nbval-ignore-output", "nbval-skip", "raises-exception", "nbval-raises-exception", "skip"}
        tags = hides & {tag.lower() for tag in cell.metadata.get("tags", [])}
        if cell.cell_type == "code":
            tags |= set(re.findall(r"#\s*(NBVAL_\w+|PYTEST_VALIDATE_\w+)", cell.source, re.IGNORECASE))
        assert not tags or (path.name, cell.id) in PASSED_OVER, f"cell {cell.id}: {tags}"


@every
def test_no_cell_does_what_changes_from_run_to_run(path: Path) -> None:
    for cell in code(path):
        for line in cell.source.splitlines():
            assert not line.rstrip().endswith(";"), f"cell {cell.id}: nbval does not honour `;`; write `_ = `"
        for word in (
            "Output(",
            "interact(",
            "clear_output",
            "display_id",
            "%%",
            "!pip",
            "%pip",
            ".style.",
            "Styler",
            "dtypes",
        ):
            assert word not in cell.source, f"cell {cell.id}: {word}"
        assert not re.search(
            r"\b(now|today)\(|time\.time\(|uuid|default_rng\(\)|random\.(random|shuffle)", cell.source
        ), cell.id


@every
def test_outputs_hold_no_noise(path: Path) -> None:
    assert noise(nbformat.read(path, as_version=4)) == []


@every
def test_pictures_have_alternative_text(path: Path) -> None:
    texts = [cell.source for cell in prose(path)]
    texts += [text for cell in code(path) for output in cell.outputs for text in shown(output).values()]
    for text in texts:
        for tag in re.findall(r"<img\b[^>]*>", text):
            alt = re.search(r'alt="([^"]*)"', tag)
            assert alt, tag[:120]
            assert len(alt[1].split()) >= 4, tag[:120]
        for alt_text in re.findall(r"!\[([^\]]*)\]\(", text):
            assert len(alt_text.split()) >= 4, alt_text


@every
def test_headings_descend_by_one(path: Path) -> None:
    levels = [
        len(found[1])
        for cell in prose(path)
        for line in re.sub(r"```.*?```", "", cell.source, flags=re.DOTALL).splitlines()
        if (found := re.match(r"(#{1,6}) ", line))
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    for before, after in itertools.pairwise(levels):
        assert after <= before + 1


@pytest.mark.parametrize("path", [*EVERY, *PAGES], ids=lambda path: path.relative_to(ROOT).as_posix())
def test_links_inside_the_course_lead_somewhere(path: Path) -> None:
    texts = (
        [cell.source for cell in prose(path)]
        if path.suffix == ".ipynb"
        else [path.read_text(encoding="utf-8")]
    )
    for text in texts:
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if re.match(r"https?://|mailto:|#", target):
                continue
            assert (path.parent / target.partition("#")[0]).exists(), target


# --- the lessons -------------------------------------------------------------------------------------------


def minutes(path: Path) -> tuple[int, int]:
    """Return the time by the rule that each notebook states, rounded to five minutes."""
    text = " ".join(re.sub(r"<[^>]+>|[#*`|()\[\]-]", " ", cell.source) for cell in prose(path))
    # The last cell only notes that the notebook is done.
    words, cells = len(text.split()), len(code(path)) - 1
    prompts = sum("reflect" in cell.metadata.get("tags", []) for cell in prose(path))
    low, high = words / 200 + cells + 3 * prompts, words / 200 + 2 * cells + 5 * prompts
    return round(low / 5) * 5, round(high / 5) * 5


@lesson
def test_the_header_says_what_it_is_and_how_long_it_takes(path: Path) -> None:
    first = prose(path)[0].source
    assert re.match(r"# .+\n\n[^\n]+\?\n", first), "a title, then the question in one sentence"
    # 4.C is the third prompt of exercise 04, Reflect 4.C: a person reads it, and it assesses all the same.
    aims = re.findall(r"^\d\. .+\(exercises? [^)]*\d\.[\dA-E]", first, re.MULTILINE)
    assert 3 <= len(aims) == len(re.findall(r"^\d\. ", first, re.MULTILINE)) <= 5, (
        "three to five things to be able to do, each with its exercise"
    )
    for part in ("**You will be able to**", "* **Time:** ", "* **Builds on:** ", "* **Exercises:** "):
        assert part in first, part
    if lesson_time.RULE in first:
        said = re.search(r"\*\*Time:\*\* (\d+) minutes ", first)
        assert said, f"state the minutes as one number, before {lesson_time.RULE}"
        assert int(said[1]) == lesson_time.minutes(read(path))
        return
    said = re.search(r"\*\*Time:\*\* (\d+) to (\d+) minutes \(200 words a minute", first)
    assert said, "the time, as a range, with the rule it follows"
    low, high = minutes(path)
    assert abs(int(said[1]) - low) <= 5, f"by its own rule it takes {low} to {high} minutes"
    assert abs(int(said[2]) - high) <= 5, f"by its own rule it takes {low} to {high} minutes"


@lesson
def test_it_ends_with_five_lines_and_the_way_on(path: Path) -> None:
    *_, summary, onward = prose(path)
    assert summary.source.startswith("## In five lines\n")
    assert re.findall(r"^(\d)\. ", summary.source, re.MULTILINE) == list("12345")
    assert onward.source.startswith("## Where next\n")


@lesson
def test_cells_are_short_and_lead_to_something(path: Path) -> None:
    for cell in code(path):
        assert len(cell.source.splitlines()) <= 12, (
            f"cell {cell.id} is long: split it, or move it to the package"
        )
    silent = 0
    for cell in code(path):
        silent = 0 if cell.outputs else silent + len(cell.source.splitlines())
        assert silent <= 12, f"cell {cell.id}: more than ten lines without a thing to see"


@lesson
def test_a_reader_is_asked_to_think_and_can_see_one_answer(path: Path) -> None:
    prompts = [cell for cell in prose(path) if "reflect" in cell.metadata.get("tags", [])]
    assert prompts
    for cell in prompts:
        assert cell.source.startswith("**Stop and think.**"), cell.id
        assert re.search(r"<details><summary>[^<]+</summary>\n\n.+\n\n</details>", cell.source, re.DOTALL), (
            cell.id
        )


@cache
def ids() -> dict[str, list[str]]:
    return {table: list(load(table)["id"]) for table in tables()}


@every
def test_a_claim_that_a_cell_speaks_of_is_one_of_the_articles(path: Path) -> None:
    known = {f"claim:{name}" for name in ids()["claims"]}
    tags = {tag for cell in read(path) for tag in cell.metadata.get("tags", []) if tag.startswith("claim:")}
    assert sorted(tags - known) == []


@every
def test_an_event_that_a_cell_names_is_in_the_record(path: Path) -> None:
    """An id that is misspelt in prose, or in code whose result is not shown, breaks nothing that runs."""
    known = set().union(*ids().values())
    for cell in read(path):
        named = set(re.findall(r"(?<![\w/.-])[12]\d{3}-\d\d-\d\d-[a-z][\w-]*", cell.source))
        assert sorted(named - known) == [], cell.id


def test_every_claim_is_discussed_in_a_notebook_and_asked_about() -> None:
    discussed, asked = set(), set()
    for path in EVERY:
        for cell in read(path):
            tags = cell.metadata.get("tags", [])
            claims = {tag.removeprefix("claim:") for tag in tags if tag.startswith("claim:")}
            discussed |= claims if path in NOTEBOOKS else set()
            asked |= claims if path not in NOTEBOOKS or "reflect" in tags else set()
    for name in ids()["claims"]:
        assert name in discussed, f"no section of a notebook carries the tag claim:{name}"
        assert name in asked, f"no question and no prompt carries the tag claim:{name}"


def test_the_course_is_told_the_same_everywhere() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    start = "\n".join(cell.source for cell in prose(NOTEBOOKS[0]))
    for path in NOTEBOOKS:
        assert f"(notebooks/{path.name})" in readme, f"README.md does not lead to {path.name}"
        assert re.search(rf"^\| {lesson_number(path.name)} \|", start, re.MULTILINE), (
            f"notebook 00 does not list {path.name}"
        )
    for path in ROOT.glob("exercises/*.ipynb"):
        link = f"(../exercises/{path.name})"
        lessons = [lesson for lesson in NOTEBOOKS if lesson.name[:2] == path.name[:2]]
        assert lessons, f"no notebook belongs to {path.name}"
        for lesson in lessons:
            assert link in prose(lesson)[0].source, f"{lesson.name} does not lead to {path.name}"
            assert path.name != lesson.name, (
                "side by side in JupyterLab, two tabs are told apart by their names"
            )


def test_the_article_has_one_day() -> None:
    """A day more or less changes no output here or there, and would be wrong all the same."""
    found: dict[str, set[str]] = {}
    for path in EVERY:
        for cell in code(path):
            for node in ast.walk(ast.parse(cell.source)):
                for target in node.targets if isinstance(node, ast.Assign) else ():
                    value = node.value
                    several = isinstance(target, ast.Tuple) and isinstance(value, ast.Tuple)
                    pairs = zip(target.elts, value.elts, strict=True) if several else [(target, value)]
                    days = [ast.unparse(given) for name, given in pairs if ast.unparse(name) == "article_day"]
                    found.setdefault(path.stem, set()).update(days)
    assert {day for days in found.values() for day in days} == {"pd.Timestamp('2017-04-20')"}
    assert sum(map(bool, found.values())) > len(NOTEBOOKS) / 2


def test_large_numbers_in_the_code_stand_in_the_text() -> None:
    """Where a result is rounded, a wrong last digit changes nothing; it is a wrong figure all the same."""
    seen = 0
    for path in [*NOTEBOOKS, *ROOT.glob("exercises/solutions/*.ipynb")]:
        text = " ".join(cell.source for cell in prose(path)).replace(",", "")
        told = set(map(int, re.findall(r"\d{5,}", text)))
        for cell in code(path):
            for node in ast.walk(ast.parse(cell.source)):
                number = node.value if isinstance(node, ast.Constant) else None
                if isinstance(number, int) and number > 10_000 and set(str(number)[1:]) != {"0"}:
                    assert number in told, (path.name, cell.id, number)
                    seen += 1
    assert seen
