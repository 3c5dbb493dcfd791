"""Errors in plain words, in a real kernel, for every accident in the table beside."""

from __future__ import annotations

import html
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import nbformat
import pytest
from support.session import Session, session

from trilateral.error_messages.message import COLOURS

ROOT = Path(__file__).parents[2]


def beside(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


accidents = beside("accidents")
ACCIDENTS = [*accidents.ACCIDENTS, *beside("typed").TYPED]


@pytest.fixture(scope="module")
def kernel() -> Iterator[Session]:
    with session(ROOT / "exercises") as running:
        running.run(accidents.FIRST_CELL + "made = set(globals())")
        yield running


@pytest.fixture
def begun(kernel: Session) -> Session:
    """Give a notebook whose first cell was run, and none of whose other cells left a name."""
    kernel.run("for name in set(globals()) - made - {'made'}:\n    del globals()[name]", cell=None)
    return kernel


@pytest.mark.parametrize(("cell", "what", "todo"), ACCIDENTS, ids=[cell[:50] for cell, *_ in ACCIDENTS])
def test_an_accident_is_told_in_plain_words(begun: Session, cell: str, what: str, todo: str) -> None:
    ran = begun.run(cell)
    assert ran.error, "there was no error"
    assert what in ran.said
    assert todo in ran.said
    assert "Traceback" not in ran.said
    assert len(ran.said) < 700
    assert "→ line " in ran.said
    # The student's own line, as it stands.
    shown = ran.said.split("→ line ")[1].split(":  ", 1)[1].split("\n")[0]
    assert shown.strip() in cell
    # What is folded is Python's own, whole.
    assert "<details>" in ran.shown[-1]["text/html"]
    assert ran.error["ename"] in ran.shown[-1]["text/html"]


def test_the_error_itself_stays_as_python_raised_it(begun: Session) -> None:
    ran = begun.run('claims["Paragraph"]')
    assert (ran.error["ename"], ran.error["evalue"]) == ("KeyError", "'Paragraph'")
    assert 'File "' in ran.shown[-1]["text/html"] or "pandas" in ran.shown[-1]["text/html"]


def test_a_program_that_runs_a_notebook_gets_the_traceback(begun: Session) -> None:
    for cell in ('claims["Paragraph"]', "65 claims", "claims.groupby('kind')"):
        ran = begun.run(cell, cell=None)
        text = ran.said + "".join(shown.get("text/plain", "") for shown in ran.shown)
        assert "→ line" not in text
        assert "Traceback" in text or "SyntaxError" in text or "object at" in text
        assert not any("<details>" in shown.get("text/html", "") for shown in ran.shown)


@pytest.mark.parametrize("variable", ["TRILATERAL_UNATTENDED", "NBGRADER_EXECUTION"])
def test_a_grader_gets_the_traceback(begun: Session, variable: str) -> None:
    begun.run(f"import os\nos.environ['{variable}'] = 'x'")
    said = begun.run("claims['Paragraph']").said
    begun.run(f"import os\ndel os.environ['{variable}']")
    assert "Traceback" in said


ENDLESS = "def one(n):\n    return two(n)\ndef two(n):\n    return one(n + 1)\n"
LEFT_OUT = re.compile(r"\[The traceback is long: (9\d\d|[\d,]{5,}) steps after the first 5 are left out\.\]")


@pytest.mark.parametrize("cell", ["some-cell", None])
def test_of_a_function_that_calls_itself_without_an_end_the_first_and_last_steps_are_shown(
    begun: Session, cell: str | None
) -> None:
    ran = begun.run(f"{ENDLESS}one(1)", cell)
    python = html.unescape(ran.shown[-1]["text/html"]) if cell else COLOURS.sub("", ran.said)
    assert LEFT_OUT.search(python)
    assert "-> 5 one(1)" in python
    assert 9 <= python.count("Cell In[") <= 11
    assert "RecursionError: maximum recursion depth exceeded" in python
    # The error itself keeps every step.
    steps = "import sys, traceback\nprint(len(list(traceback.walk_tb(sys.last_traceback))))"
    assert int(begun.run(steps).printed) > 900


def test_a_long_traceback_behind_another_error_is_shortened_too(begun: Session) -> None:
    again = "try:\n    one(1)\nexcept RecursionError as error:\n    raise ValueError('no') from error"
    python = begun.run(ENDLESS + again).shown[-1]["text/html"]
    assert len(LEFT_OUT.findall(python)) == 1
    assert python.count("Cell In[") <= 13
    assert "ValueError: no" in python


def test_a_traceback_of_fifty_steps_is_whole(begun: Session) -> None:
    deep = "def deep(n):\n    return 1 / n if n == 0 else deep(n - 1)\n"
    python = begun.run(f"{deep}deep(40)").shown[-1]["text/html"]
    assert "left out" not in python
    assert "ZeroDivisionError" in python


def test_one_line_switches_it_off_and_an_import_on_again(begun: Session) -> None:
    begun.run("from trilateral.error_messages import off; off()")
    assert "Traceback" in begun.run("claims['Paragraph']").said
    # Python's own, whole, with a limit that spares IPython's time.
    limit = "import sys; usual = sys.getrecursionlimit(); sys.setrecursionlimit(120)\n"
    whole = COLOURS.sub("", begun.run(f"{limit}{ENDLESS}one(1)").said)
    assert whole.count("Cell In[") > 50
    assert "left out" not in whole
    begun.run("sys.setrecursionlimit(usual)")
    begun.run("from trilateral.error_messages import switch_on; switch_on(get_ipython())")
    assert "Traceback" not in begun.run("claims['Paragraph']").said


def test_a_cell_that_was_stopped(begun: Session) -> None:
    ran = begun.run("import time\nprint('on', flush=True); time.sleep(60)", interrupt=True)
    assert "You stopped this cell" in ran.said
    assert "line 2:  print('on', flush=True); time.sleep(60)" in ran.said


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ('claims.groupby("kind")', ".size()"),
        ('claims.groupby("kind")["id"]', ".size()"),
        ('claims["id"].unique', "unique()"),
        ('claims[claims["kind"] == "fact"]["who"] = "x"', "Nothing was changed"),
        ('fresh = claims.copy()\nfacts = fresh["kind"] = "fact"', 'each row of fresh["kind"]'),
        # Dates that pandas reads in another way than they were meant
        ('class A: pass\nA.set_title = ("Coal")', 'Take the = away, and write set_title("...")'),
        ('events["date"].between("01.01.2017", "05.04.2017").sum()', '"05.04.2017" with the month first'),
        ('events["date"].between("01.01.2017", "05.04.2017").sum()', "as 4 May 2017"),
        ('pd.Timestamp("6/4/2017")', 'if the day comes first in yours, "2017-04-06"'),
        ('pd.to_datetime("06.04.2017")', "as 4 June 2017"),
        ('pd.to_datetime(["06.04.2017"])', "as 4 June 2017"),
        ('events[events["date"] < "05/04/2017"]', "as 4 May 2017"),
        # A bracket that is missing, and no error
        (
            'events[(events["date"] > "2017-01-01") & events["title"] == "coal"]',
            'brackets around each comparison: (one == "a") & (other == "b")',
        ),
        (
            'events[(events["track"] == "china") | events["title"] != "coal"]',
            'brackets around each comparison: (one == "a") | (other == "b")',
        ),
    ],
)
def test_a_surprise_without_an_error(begun: Session, cell: str, words: str) -> None:
    ran = begun.run(cell)
    assert words in ran.told + "".join(shown.get("text/plain", "") for shown in ran.shown)


@pytest.mark.parametrize(
    "cell",
    [
        'events["date"].between("2017-01-01", "2017-04-05").sum()',
        'pd.Timestamp("20.04.2017")',
        'pd.to_datetime("06.04.2017", dayfirst=True)',
        'pd.to_datetime("05.05.2017")',
        'x = "06.04.2017"',
        'events[(events["date"] > "2017-01-01") & (events["title"] == "coal")]',
        'events[events["date"].isna() & events["title"].isna()]',
        'other = claims.copy()\nother.drop(columns="kind", inplace=True)',
    ],
)
def test_what_is_as_it_was_meant_is_left_alone(begun: Session, cell: str) -> None:
    assert begun.run(cell).printed == ""


def test_a_file_that_hides_a_module_is_named(begun: Session, tmp_path: Path) -> None:
    (tmp_path / "dateutil.py").write_text("x = 1\n", encoding="utf-8")
    (tmp_path / "trial.py").write_text("x = 1\n", encoding="utf-8")
    before = f"import os, sys\nhere = os.getcwd(); os.chdir({str(tmp_path)!r}); sys.path.insert(0, '')\n"
    before += (
        "kept = {name: sys.modules.pop(name) for name in list(sys.modules) if name.startswith('dateutil')}"
    )
    begun.run(before, cell=None)
    said = begun.run("from dateutil import parser").said
    of_its_own = begun.run("from trial import y").said
    after = "os.chdir(here); sys.path.pop(0); sys.modules.pop('dateutil', None); sys.modules.update(kept)"
    begun.run(f"import os, sys\n{after}", cell=None)
    assert "A file of yours, dateutil.py, lies in this notebook's folder" in said
    assert "Give the file another name" in said
    assert "The module trial has no “y”" in of_its_own


def test_a_loop_without_an_end_that_was_stopped(begun: Session) -> None:
    ran = begun.run("print('on', flush=True)\nwhile True:\n    pass", interrupt=True)
    assert "You stopped this cell" in ran.said
    assert "inside the loop" in ran.said


# The file: a first cell, a cell that makes a name and has not run, one that has, and the one that asks.
SAVED = ["import pandas as pd", "waiting = 5", "gone_by = 1", "waiting + 1"]


@pytest.mark.parametrize(
    ("told", "cell", "what", "todo"),
    [
        (
            "JPY_SESSION_NAME",
            "waiting + 1",
            "“waiting” has no value yet: the cell that makes it",
            "Run code cell 2",
        ),
        ("JPY_SESSION_NAME", "elsewhere + 1", "no cell of this notebook, as last saved", "another notebook"),
        (
            "VS Code",
            "waiting + 1",
            "“waiting” has no value yet: the cell that makes it",
            "begins with  waiting = 5",
        ),
        (
            "JPY_SESSION_NAME",
            "del gone_by\ngone_by + 1",
            "Nothing has the name “gone_by” yet",
            "Run the cell above",
        ),
        ("renamed", "waiting + 1", "Nothing has the name “waiting” yet", "If no cell does"),
        ("nobody", "waiting + 1", "Nothing has the name “waiting” yet", "If no cell does"),  # Colab
    ],
)
def test_a_cell_that_has_not_run_is_named(
    begun: Session, tmp_path: Path, told: str, cell: str, what: str, todo: str
) -> None:
    path = tmp_path / "mine.ipynb"
    cells = [nbformat.v4.new_code_cell(source, id=f"c{place}") for place, source in enumerate(SAVED)]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    name = {"VS Code": "", "renamed": str(tmp_path / "other.ipynb"), "nobody": ""}.get(told, str(path))
    begun.run(f"import os\nos.environ['JPY_SESSION_NAME'] = {name!r}", cell=None)
    if told == "VS Code":
        begun.run(f"__vsc_ipynb_file__ = {str(path)!r}", cell=None)
    begun.run("gone_by = 1", "c2")
    said = begun.run(cell, "c3").said
    begun.run("import os\ndel os.environ['JPY_SESSION_NAME']", cell=None)
    assert what in said
    assert todo in said


def test_markup_in_a_message_stays_text(begun: Session) -> None:
    ran = begun.run('raise ValueError("<img src=x onerror=alert(1)>")')
    assert "<img" not in ran.shown[-1]["text/html"]


BEFORE_THE_FIRST_CELL = [
    ('check("1.1", answer_1_1)', "check is not there yet"),
    ('hint("1.1", 1)', "hint is not there yet"),
    ("claims.head()", "table claims is not loaded yet"),
    ("pd.DataFrame()", "not imported as pd yet"),
]


def test_before_the_first_cell_and_after_a_restart() -> None:
    with session(ROOT / "exercises") as kernel:
        for again in (False, True):
            if again:
                kernel.restart()
            for cell, what in BEFORE_THE_FIRST_CELL:
                said = kernel.run(cell).said
                assert what in said
                assert "Run the first code cell" in said
