"""The chain from a claim over verdict, evidence and notebook to an exercise, and the shorter ones beside it.

Each link of each claim is a case of its own, so that a failure names one thing to mend. What to do stands in
the message; CONTRIBUTING.md says how notebooks and exercises are made anew afterwards.
"""

import re
from functools import cache
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from support.shared import ROOT

from trilateral import load, tables

CLAIMS, EVENTS, SOURCES = (load(name) for name in ("claims", "events", "sources"))
NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))
SOLUTIONS = sorted(ROOT.glob("exercises/solutions/*.ipynb"))
FORMS = sorted(ROOT.glob("exercises/*.ipynb"))

every_claim = pytest.mark.parametrize("claim", CLAIMS.to_dict("records"), ids=lambda claim: claim["id"])
every_lesson = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


@cache
def cells(path: Path) -> list[nbformat.NotebookNode]:
    return list(nbformat.read(path, as_version=4).cells)


def tags(cell: nbformat.NotebookNode) -> list[str]:
    return list(cell.metadata.get("tags", []))


@cache
def discussed() -> dict[str, list[str]]:
    """Return by claim the prose cells of the notebooks that carry its tag."""
    found: dict[str, list[str]] = {}
    for path in NOTEBOOKS:
        for cell in cells(path):
            if cell.cell_type == "markdown" and "hindsight" not in tags(cell):
                for tag in tags(cell):
                    found.setdefault(tag, []).append(f"{path.name}:{cell.id}")
    return found


@cache
def exercised() -> dict[str, list[str]]:
    """Return by claim the questions and prompts of the exercises, and the prompts of the notebooks."""
    found: dict[str, list[str]] = {}
    for path in [*FORMS, *NOTEBOOKS]:
        for cell in cells(path):
            asks = (
                re.match(r"[qp]-\d+-\d+$", cell.id)
                if path.parent.name == "exercises"
                else "reflect" in tags(cell)
            )
            for tag in tags(cell) if asks else ():
                found.setdefault(tag, []).append(f"{path.name}:{cell.id}")
    return found


@cache
def questions() -> set[str]:
    """Return the numbers of all questions and prompts that a student gets: 3.4, and 3.A for Reflect 3.A."""
    found = set()
    for path in FORMS:
        for cell in cells(path):
            if match := re.match(r"([qp])-(\d+)-(\d+)$", cell.id):
                kind, exercise, number = match[1], match[2], match[3]
                found.add(f"{exercise}.{number if kind == 'q' else 'ABCDEFGH'[int(number) - 1]}")
    return found


# --- claim -> verdict -> evidence -> section -> exercise ---------------------------------------------------


@every_claim
def test_a_claim_has_a_verdict_with_a_reason(claim: dict) -> None:
    assert claim["verdict"], f"data/claims.csv, {claim['id']}: give it a verdict"
    assert len(claim["reason"].split()) >= 5, (
        f"data/claims.csv, {claim['id']}: say in `reason` what the evidence shows"
    )


@every_claim
def test_a_claim_has_evidence(claim: dict) -> None:
    name = claim["id"]
    known = set(EVENTS["id"])
    lost = sorted(set(claim["events"]) - known)
    assert not lost, f"data/claims.csv, {name}: no such event: {', '.join(lost)}"
    assert claim["events"] or claim["source_1"], (
        f"data/claims.csv, {name}: no evidence. Name in `events` what bears on it, or in `source_1` a page"
    )
    if claim["kind"] in ("fact", "prediction") and claim["verdict"] != "not checkable":
        assert claim["source_1"], f"data/claims.csv, {name}: a verdict of {claim['verdict']!r} needs a source"


@every_claim
def test_a_claim_is_discussed_in_a_notebook(claim: dict) -> None:
    tag = f"claim:{claim['id']}"
    assert tag in discussed(), (
        f"No notebook discusses {claim['id']} ({claim['claim']}): give the prose cell that does "
        f"the tag {tag!r}. A cell marked as hindsight does not count"
    )


@every_claim
def test_a_claim_is_exercised(claim: dict) -> None:
    tag = f"claim:{claim['id']}"
    assert tag in exercised(), (
        f"Nothing asks the student about {claim['id']} ({claim['claim']}): give a question or prompt of an "
        f"exercise (q-N-N, p-N-N), or a `reflect` cell of a notebook, the tag {tag!r}"
    )


@pytest.mark.parametrize("path", [*NOTEBOOKS, *SOLUTIONS], ids=lambda path: "/".join(path.parts[-2:]))
def test_a_tag_names_a_claim_that_exists(path: Path) -> None:
    for cell in cells(path):
        for tag in tags(cell):
            if tag.startswith("claim:"):
                assert tag.removeprefix("claim:") in set(CLAIMS["id"]), (
                    f"cell {cell.id}: no such claim: {tag}"
                )


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_a_form_asks_what_its_solution_answers(path: Path) -> None:
    solution = next(path.parent.glob(f"solutions/{path.name[:2]}-*.ipynb"), None)
    assert solution, f"{path.name} has no solution: `trilateral build` makes forms from solutions"
    ours, theirs = (
        {cell.id: tags(cell) for cell in cells(which) if re.match(r"[qp]-", cell.id)}
        for which in (path, solution)
    )
    assert ours == theirs, f"run `trilateral build {path.name[:2]}`"


# --- objective -> question ---------------------------------------------------------------------------------


@every_lesson
def test_each_objective_is_assessed_by_questions_that_exist(path: Path) -> None:
    header = cells(path)[0].source
    for objective in re.findall(r"^\d\. (.+)$", header, re.MULTILINE):
        named = re.findall(r"\b(\d{1,2}\.(?:\d{1,2}|[A-H]))\b", objective[objective.rfind("(exercise") :])
        assert named, (
            f"objective {objective!r}: end it with the exercises that assess it, as (exercises 3.2 and 3.A)"
        )
        lost = [number for number in named if number not in questions()]
        assert not lost, f"objective {objective!r}: no such question or prompt: {', '.join(lost)}"


# --- table -> notebook; source -> row; events referred to --------------------------------------------------


@pytest.mark.parametrize("name", tables())
def test_a_table_is_used_in_a_notebook(name: str) -> None:
    code = "\n".join(cell.source for path in NOTEBOOKS for cell in cells(path) if cell.cell_type == "code")
    assert re.search(rf"""load\(["']{name}["']\)""", code), (
        f'data/{name}.csv: no notebook has load("{name}"). Use the table in one, or take it out'
    )


def columns_of_sources(frame: pd.DataFrame) -> list[str]:
    return [column for column in frame if re.match(r"source(_|$)", column)]


def test_a_source_has_at_least_one_row() -> None:
    used: set[str] = set()
    for name in set(tables()) - {"sources"}:
        frame = load(name)
        for column in columns_of_sources(frame):
            for value in frame[column]:
                used |= set(value) if isinstance(value, frozenset) else {value}
    idle = sorted(set(SOURCES["id"]) - used)
    assert not idle, f"data/sources.csv: nothing rests on {', '.join(idle)}. Take these rows out"


@pytest.mark.parametrize("name", sorted(set(tables()) - {"events", "sources"}))
def test_events_referred_to_exist(name: str) -> None:
    frame = load(name)
    for column in set(frame.columns) & {"event", "events"}:
        for row, value in zip(frame["id"], frame[column], strict=True):
            named = set(value) if isinstance(value, frozenset) else {value} - {""}
            lost = sorted(named - set(EVENTS["id"]))
            assert not lost, f"data/{name}.csv, {row}: no such event: {', '.join(lost)}"


@pytest.mark.parametrize("path", [*NOTEBOOKS, *SOLUTIONS], ids=lambda path: "/".join(path.parts[-2:]))
def test_ids_of_events_in_code_exist(path: Path) -> None:
    """An id in a notebook that no longer exists picks nothing, and pandas does not complain."""
    ids = set(EVENTS["id"])
    others = {str(value) for name in tables() if name != "events" for value in load(name)["id"]}
    for cell in cells(path):
        if cell.cell_type != "code":
            continue
        for name in re.findall(r"""["'](\d{4}-\d{2}-\d{2}-[a-z0-9][a-z0-9-]*)["']""", cell.source):
            assert name in ids | others, f"cell {cell.id}: no such row: {name}"


# --- the chain can break -----------------------------------------------------------------------------------


def test_the_links_that_are_read_are_there() -> None:
    """Were a pattern here to go stale, every case above would pass on nothing."""
    assert "1.1" in questions()
    assert "1.A" in questions()
    assert "99.1" not in questions()
    assert all(place.split(":")[1] for place in discussed()["claim:C03"])
    assert any(place.startswith("02-exercise.ipynb:q-2-") for place in exercised()["claim:C03"])
    assert any(":think-" in place for place in exercised()["claim:C05"])
    assert "claim:C99" not in discussed()
    assert "claim:C99" not in exercised()
