"""What docs/ tells instructors: its minutes, rows and links are those of the course."""

import itertools
import re
import subprocess
import sys

import nbformat
import pytest
from support.shared import ROOT

from trilateral import load

GUIDE = (ROOT / "docs" / "for-instructors.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_minutes_are_those_of_the_notebook(path) -> None:
    header = nbformat.read(path, as_version=4).cells[0].source
    said = re.search(r"\*\*Time:\*\* (\d+ to \d+) minutes", header)
    row = re.search(rf"^\| {path.stem[:2]} [^|]+\| (\d+ to \d+) \|", GUIDE, re.MULTILINE)
    assert row, f"docs/for-instructors.md does not say how long {path.name} takes"
    assert row[1] == said[1], f"{path.name} says {said[1]} minutes, docs/for-instructors.md {row[1]}"


def test_rows_on_the_sheets_exist_and_were_known_on_the_day() -> None:
    events = load("events").set_index("id")
    known = events["date_known"].fillna(events["date"])
    named = re.findall(r"`(\d{4}-\d{2}-\d{2}-[a-z0-9-]+)`", GUIDE)
    assert len(named) >= 20
    for name in named:
        assert name in events.index, f"docs/for-instructors.md: no such event: {name}"
        assert str(known[name])[:10] <= "2017-04-20", f"{name}: nobody at the table could know it"


def test_questions_and_headings_named_exist() -> None:
    for number in re.findall(r"question (\d\.\d+)", GUIDE):
        exercise, question = number.split(".")
        (form,) = ROOT.glob(f"exercises/0{exercise}-*.ipynb")
        assert f'"q-{exercise}-{question}"' in form.read_text(encoding="utf-8"), number
    headings = re.findall(r"^#+ (.+)$", GUIDE, re.MULTILINE)
    anchors = {re.sub(r"[^\w -]", "", heading.casefold()).replace(" ", "-") for heading in headings}
    assert set(re.findall(r"\]\(#([^)]+)\)", GUIDE)) <= anchors


def test_the_plans_add_up() -> None:
    """Each of the two tables of minutes runs from 0 to 50 without a gap."""
    spans = [(int(a), int(b)) for a, b in re.findall(r"^\| (\d+) to (\d+) \| [A-Z*]", GUIDE, re.MULTILINE)]
    starts = [number for number, (first, _) in enumerate(spans) if first == 0]
    assert len(starts) == 2
    for begin, end in ((starts[0], starts[1]), (starts[1], len(spans))):
        plan = spans[begin:end]
        assert plan[-1][1] == 50
        assert all(one[1] == other[0] for one, other in itertools.pairwise(plan))


@pytest.mark.parametrize(
    "program", ["benchmarks/bench.py", "benchmarks/grading.py", "tests/mutation/run.py", "tests/matrix.py"]
)
def test_what_maintainers_run_tells_how(program: str) -> None:
    done = subprocess.run(
        [sys.executable, program, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "--" in done.stdout
