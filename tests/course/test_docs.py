"""What the pages beside the notebooks tell is so: minutes, rows, questions, files and commands."""

import importlib.util
import itertools
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from support.shared import ROOT

from trilateral import load
from trilateral.cli import main
from trilateral.paths import lesson_number

GUIDE = (ROOT / "docs" / "for-instructors.md").read_text(encoding="utf-8")
NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))
ROOMS = ("trilateral", "tests", "benchmarks", "website")
PAGES = sorted(
    {*ROOT.glob("*.md"), *ROOT.glob("[!.]*/*.md")} - {ROOT / "CHANGELOG.md"}
)  # which tells what was

PROGRAMS = [*ROOT.glob("*.py"), *(one for room in ROOMS for one in ROOT.glob(f"{room}/**/*.py"))]

every_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.relative_to(ROOT).as_posix())


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_minutes_are_those_of_the_notebook(path) -> None:
    header = nbformat.read(path, as_version=4).cells[0].source
    said = re.search(r"\*\*Time:\*\* (\d+(?: to \d+)?) minutes", header)
    row = re.search(rf"^\| {lesson_number(path.name)} [^|]+\| (\d+(?: to \d+)?) \|", GUIDE, re.MULTILINE)
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
    questions = re.findall(r"question (\d\.\d+)", GUIDE)
    assert len(questions) >= 2
    for number in questions:
        exercise, question = number.split(".")
        (form,) = ROOT.glob(f"exercises/0{exercise}-*.ipynb")
        assert f'"q-{exercise}-{question}"' in form.read_text(encoding="utf-8"), number
    sections = re.findall(r'notebook (\d\d[a-z]?), "([^"]+)"', GUIDE)
    assert len(sections) >= 4
    for number, heading in sections:
        (lesson,) = ROOT.glob(f"notebooks/{number}-*.ipynb")
        cells = nbformat.read(lesson, as_version=4).cells
        found = [
            cell for cell in cells if re.search(rf"^#+ {re.escape(heading)}$", cell.source, re.MULTILINE)
        ]
        assert found, f"notebook {number} has no section {heading!r}"


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
    "program",
    [
        "benchmarks/bench.py",
        "benchmarks/grading.py",
        "tests/mutation/run.py",
        "tests/matrix.py",
        "tests/wheel.py",
    ],
)
def test_what_maintainers_run_tells_how(program: str) -> None:
    done = subprocess.run(
        [sys.executable, program, "--help"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "--" in done.stdout


# --- files and commands ------------------------------------------------------------------------------------


def code_of(text: str) -> str:
    """Return what a page sets as code, in blocks and within lines."""
    blocks = re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)
    return "\n".join([*blocks, *re.findall(r"`([^`]+)`", rest)])


def files_named(code: str, folder: Path) -> list[tuple[str, bool]]:
    """Return the files and folders of the course that code names, and whether each exists.

    A path counts where its first part is in the page's folder or in the course's; `NN-name` is any exercise.
    A program's name without its folder, as `bench.py`, has to be that of some file.
    """
    named = []
    for word in dict.fromkeys(re.findall(r"(?<![\w./:<-])[\w.-]+(?:/[\w.*-]*)*", code)):
        first, slash, _ = word.partition("/")
        pattern = word.replace("NN-name", "[0-9][0-9]-*").replace("NN-", "[0-9][0-9]-").rstrip("/.")
        if slash and (homes := [home for home in (folder, ROOT) if (home / first).is_dir()]):
            if first != ".venv":
                named.append((word, any(list(home.glob(pattern)) for home in homes)))
        elif re.fullmatch(r"\w+\.py", word):
            named.append((word, any(word == one.name for one in PROGRAMS)))
    return named


@every_page
def test_files_named_exist(path: Path) -> None:
    named = files_named(code_of(path.read_text(encoding="utf-8")), path.parent)
    assert [name for name, exists in named if not exists] == []


def test_a_file_that_is_not_there_is_noticed() -> None:
    """Were a pattern here to go stale, every page would pass on nothing."""
    text = (
        "See `data/x.csv` and `cli.py`.\n```\npython3 start.py test tests/course/test_x.py\n```\n`nothing.py`"
    )
    assert files_named(code_of(text), ROOT) == [
        ("start.py", True), ("tests/course/test_x.py", False), ("data/x.csv", False), ("cli.py", True),
        ("nothing.py", False),
    ]  # fmt: skip
    named = "exercises/solutions/NN-name.toml keys/ exercises/NN-exercice.ipynb"
    assert files_named(named, ROOT / "exercises") == [
        ("exercises/solutions/NN-name.toml", True), ("keys/", True), ("exercises/NN-exercice.ipynb", False),
    ]  # fmt: skip
    assert (
        sum(len(files_named(code_of(path.read_text(encoding="utf-8")), path.parent)) for path in PAGES) > 50
    )


def test_commands_named_exist(capsys: pytest.CaptureFixture[str]) -> None:
    code = "\n".join(code_of(path.read_text(encoding="utf-8")) for path in PAGES)
    commands = set(re.findall(r"(?:^|bin/|Scripts\\)trilateral ([a-z]+)", code, re.MULTILINE))
    assert {"grade", "notebooks", "progress", "release"} <= commands
    for command in sorted(commands):
        with pytest.raises(SystemExit) as ended:
            main([command, "--help"])
        assert ended.value.code == 0, capsys.readouterr().err
    spec = importlib.util.spec_from_file_location("start", ROOT / "start.py")
    spec.loader.exec_module(start := importlib.util.module_from_spec(spec))
    started = set(re.findall(r"start\.py ([a-z]+)", code))
    assert started == {*start.PROGRAMS}, "what start.py can do is told, and what is told it can do"
