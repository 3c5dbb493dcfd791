"""A verdict belongs to the run that it judges: what students do between an answer's cell and its check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from support.session import Session, session

from trilateral.exercises.changed_tables import is_given

ROOT = Path(__file__).parents[2]
# The cells of an exercise: the answer, its check, and one that the student made.
A, CHECK, S = "a-1-1", "c-1-1", "scratch"
ASK = 'check("1.1", answer_1_1)'
SET_UP = "from trilateral import check, hint, load\nclaims = load('claims')"
FAILED, COMPARED = "stopped with an error", "compares `answer_1_1` with a value (==)"
CHANGED = "The table `claims` is no longer as it was loaded. Run the first code cell again"
OTHER, BARE, NOT_RUN = "this check looks for `answer_1_1`", "gives it to no name", "was not run since"
SHOWN = "gives `answer_1_1` no value: print only shows one"
LOST = "gives `answer_1_1` no value. Write `answer_1_1 = `"
NOTHING, ORDER = "is nothing (None)", "had no value yet. Now it has one"
IN_F = "inside a function"
GIVEN = ("so-far", "part = claims[claims['kind'] == 'fact']")
MADE = "`part` is no longer as the notebook made it. Run the cell that makes it (part = ...) again"
RIGHT, WRONG = "1.1: right.", "1.1: not yet."

# fmt: off
# Each: what is done, the cells that are run (cell, source) before the check, and what the check must say. A
# refusal says nothing of an older value.
ACTS = [
    # The answer's cell failed.
    ("fails after a right answer", [(A, "answer_1_1 = 65"), (A, "answer_1_1 = clams")], FAILED),
    ("cannot be read after a right answer", [(A, "answer_1_1 = 65"), (A, "answer_1_1 = 65 claims")], FAILED),
    ("full-width sign after a right answer", [(A, "answer_1_1 = 65"), (A, "answer_1_1 ＝ 64")], FAILED),
    ("def without indent", [(A, "answer_1_1 = 65"), (A, "def answer_1_1():\nreturn 64")], FAILED),
    ("fails in += after a right answer", [(A, "answer_1_1 = 65"), (A, "answer_1_1 += 'x'")], FAILED),
    ("fails before the name's line", [(A, "answer_1_1 = 65"), (A, "1 / 0\nanswer_1_1 = 64")], FAILED),
    ("fails, and never had a value", [(A, "answer_1_1 = ..."), (A, "answer_1_1 = clams")], FAILED),
    ("fails twice", [(A, "answer_1_1 = 65"), (A, "answer_1_1 = a"), (A, "answer_1_1 = b")], FAILED),
    ("fails, then more is run", [(A, "answer_1_1 = 65"), (A, "answer_1_1 = x1"), (S, "1 + 1")], FAILED),
    ("fails in a %%time cell", [(A, "answer_1_1 = 65"), (A, "%%time\nanswer_1_1 = clams")], FAILED),
    # The value went astray.
    ("== for =", [(A, "answer_1_1 = 65"), (A, "answer_1_1 == 64")], COMPARED),
    ("== for = at the first try", [(A, "answer_1_1 = ..."), (A, "answer_1_1 == 65")], COMPARED),
    ("capital letter", [(A, "answer_1_1 = 65"), (A, "Answer_1_1 = 64")], OTHER),
    ("letters swapped", [(A, "answer_1_1 = 65"), (A, "anwser_1_1 = 64")], OTHER),
    ("underscore forgotten", [(A, "answer_1_1 = 65"), (A, "answer1_1 = 64")], OTHER),
    ("another question's name", [(A, "answer_1_1 = 65"), (A, "answer_1_2 = 64")], OTHER),
    ("Find and Replace", [(A, "answer_1_1 = 65"), (A, "result_1_1 = 64")], OTHER),
    ("Find and Replace, shorter", [(A, "answer_1_1 = ..."), (A, "a_1_1 = 65")], OTHER),
    ("a bare value", [(A, "answer_1_1 = 65"), (A, "64")], BARE),
    ("a bare expression", [(A, "answer_1_1 = ..."), (A, "len(claims)")], BARE),
    ("a colon for =", [(A, "answer_1_1 = 65"), (A, "answer_1_1: 64")], "a colon after `answer_1_1`"),
    ("in a function", [(A, "answer_1_1 = 65"), (A, "def f():\n    answer_1_1 = 64\nf()")], IN_F),
    ("a loop in brackets", [(A, "answer_1_1 = 65"), (A, "[0 for answer_1_1 in [64]]")], "in brackets"),
    ("in a class", [(A, "answer_1_1 = 65"), (A, "class Mine:\n    answer_1_1 = 64")], "inside a class"),
    # The answer's cell gives it no value any more.
    ("only prints now", [(A, "answer_1_1 = 64"), (A, "print(len(claims))")], SHOWN),
    ("only prints, after the stub", [(A, "answer_1_1 = ..."), (A, "print(65)")], SHOWN),
    ("emptied", [(A, "answer_1_1 = 65"), (A, "")], LOST),
    ("commented out", [(A, "answer_1_1 = 65"), (A, "# answer_1_1 = 65")], LOST),
    ("sets another name", [(A, "answer_1_1 = 65"), (A, "rows = 64")], LOST),
    ("imports only", [(A, "answer_1_1 = 65"), (A, "import math")], LOST),
    ("only prints in a new cell of its own", [(S, "answer_1_1 = 65"), (S, "print(64)")], SHOWN),
    # isdsucph/isds2021#5
    ("print for the value", [(A, "answer_1_1 = print(65)")], "print only shows a value"),
    ("print for the value, second try", [(A, "answer_1_1 = 65"), (A, "answer_1_1 = print(65)")], NOTHING),
    ("display for the value", [(A, "answer_1_1 = display(65)")], "display only shows a value"),
    # StackOverflow 43893457
    ("inplace", [(A, "answer_1_1 = claims.sort_values('id', inplace=True)")], "Take inplace=True away"),
    ("append", [(A, "found = []\nanswer_1_1 = found.append(65)")], ".append() changes what stands before it"),
    ("sort", [(A, "found = [2, 1]\nanswer_1_1 = found.sort()")], NOTHING),
    # Only the order was wrong.
    ("too early", [(A, "answer_1_1 = 1"), (A, "answer_1_1 = later"), (S, "later = 65")], ORDER),
    # All is as it should be.
    ("a colon and a value", [(A, "answer_1_1: int = 65")], RIGHT),
    ("too early, then again", [(A, "answer_1_1 = x"), (S, "x = 65"), (A, "answer_1_1 = x\ndel x")], RIGHT),
    ("plainly right", [(A, "answer_1_1 = 65")], RIGHT),
    ("plainly wrong", [(A, "answer_1_1 = 64")], WRONG),
    ("mended after a failure", [(A, "answer_1_1 = clams"), (A, "answer_1_1 = 65")], RIGHT),
    ("run twice", [(A, "answer_1_1 = 65"), (A, "answer_1_1 = 65")], RIGHT),
    ("another cell fails afterwards", [(A, "answer_1_1 = 65"), (S, "1 / 0")], RIGHT),
    ("a try elsewhere fails afterwards", [(A, "answer_1_1 = 65"), (S, "answer_1_1 = clams")], RIGHT),
    ("fails after the name's line", [(A, "answer_1_1 = 65\nprint(answer_1_1.foo)")], RIGHT),
    ("the same, run again", [(A, "answer_1_1 = 65"), (A, "answer_1_1 = 65\nanswer_1_1.foo")], RIGHT),
    ("answered in another cell", [(A, "answer_1_1 = ..."), (S, "answer_1_1 = 65")], RIGHT),
    ("answered in another cell after a failure", [(A, "answer_1_1 = x1"), (S, "answer_1_1 = 65")], RIGHT),
    ("shown in another cell", [(A, "answer_1_1 = 65"), (S, "print(answer_1_1)")], RIGHT),
    ("answered elsewhere, shown in its own", [(S, "answer_1_1 = 65"), (A, "print(answer_1_1)")], RIGHT),
    ("answered in an earlier cell", [(S, "answer_1_1 = 65"), (A, "# see above")], RIGHT),
    ("in a function", [(A, "def f():\n    global answer_1_1\n    answer_1_1 = 65\nf()")], RIGHT),
    ("in a loop", [(A, "for row in claims['id']:\n    answer_1_1 = len(claims)")], RIGHT),
    ("counted up", [(A, "answer_1_1 = 64\nanswer_1_1 += 1")], RIGHT),
    ("%%time", [(A, "%%time\nanswer_1_1 = 65")], RIGHT),
    ("%%capture", [(A, "answer_1_1 = 3"), (A, "%%capture\nanswer_1_1 = 65")], RIGHT),
    ("exec", [(A, "exec('answer_1_1 = 65')")], RIGHT),
    ("globals", [(A, "answer_1_1 = 1"), (A, "globals()['answer_1_1'] = 65")], RIGHT),
    ("deleted and made again", [(A, "answer_1_1 = 1"), (S, "del answer_1_1"), (A, "answer_1_1 = 65")], RIGHT),
    ("two names at once", [(A, "answer_1_1, other = 65, 1")], RIGHT),
    ("another name within", [(A, "def f():\n    Answer_1_1 = 1\nf()\nanswer_1_1 = 65")], RIGHT),
    ("walrus in brackets", [(A, "[(answer_1_1 := n) for n in (1, 65)]")], RIGHT),
    ("deleted, and then given", [(A, "answer_1_1 = 1\ndel answer_1_1\nanswer_1_1 = 65")], RIGHT),
    ("matched", [(A, "match 65:\n    case answer_1_1:\n        pass")], RIGHT),
    ("walrus", [(A, "(answer_1_1 := 65)")], RIGHT),
    ("shown after it was given", [(A, "answer_1_1 = 65\nanswer_1_1")], RIGHT),
    ("compared after it was given", [(A, "answer_1_1 = 65\nanswer_1_1 == 65")], RIGHT),
    ("compared in another cell", [(A, "answer_1_1 = 65"), (S, "answer_1_1 == 64")], RIGHT),
    ("helper in its own name beside", [(A, "my_answer_1_1 = 65\nanswer_1_1 = my_answer_1_1")], RIGHT),
    ("another answer's cell in between", [(A, "answer_1_1 = 65"), ("a-1-2", "answer_1_2 = clams")], RIGHT),
    ("not attempted", [(A, "answer_1_1 = ...")], "not attempted"),
]
# Wrong answers, and what is said beside "not yet" that comes from what was done.
BESIDE = [
    # ikhlaqsidhu/data-x#26
    ("a column written over", [(S, 'claims["paragraph"] = "1"'), (A, "answer_1_1 = 3")], CHANGED),
    ("rows taken out", [(S, "claims = claims[:3]"), (A, "answer_1_1 = len(claims)")], CHANGED),
    ("sorted in place", [(S, 'claims.sort_values("kind", inplace=True)'), (A, "answer_1_1 = 3")], CHANGED),
    ("the name for something else", [(A, "claims = len(claims)\nanswer_1_1 = claims + 1")], CHANGED),
    ("waits for input", [(A, "def input(text):\n    return 64\nanswer_1_1 = input('?')")], "nobody can type"),
    ("no row fitted", [(A, 'answer_1_1 = len(claims[claims["kind"] == "Fact"])')], "Capital letters"),
    ("nothing compared, and none is there", [(A, "answer_1_1 = len(claims[70:])")], "the result is 0.\n"),
    ("a table of a given cell", [GIVEN, (S, "part = part[:3]"), (A, "answer_1_1 = len(part)")], MADE),
    ("its column", [GIVEN, (S, 'part["id"] = "x"'), (A, "answer_1_1 = len(part)")], MADE),
    ("the name of it", [GIVEN, (A, "part = len(part)\nanswer_1_1 = part")], MADE),
    ("a label", [(A, 'answer_1_1 = claims["kind"].value_counts().idxmax()')], ".max() gives the value"),
    ("a column of comparisons", [(A, 'answer_1_1 = claims["kind"] == "fact"')], ".sum() counts those"),
    ("a method not called", [(A, 'answer_1_1 = claims["id"].count')], "write () behind it"),
]
# A front end that does not name its cells: only the run just before the check is judged by.
UNNAMED = [
    ("fails after a right answer", ["answer_1_1 = 65", "answer_1_1 = clams"], FAILED),
    ("capital letter", ["answer_1_1 = 65", "Answer_1_1 = 64"], OTHER),
    ("== for = at the first try", ["answer_1_1 = ...", "answer_1_1 == 65"], COMPARED),
    ("mended", ["answer_1_1 = clams", "answer_1_1 = 65"], RIGHT),
    ("something else shown before the check", ["answer_1_1 = 65", "len(claims)"], RIGHT),
    ("something else fails before the check", ["answer_1_1 = 65", "1 / 0"], RIGHT),
    ("compared to see whether it is", ["answer_1_1 = 65", "answer_1_1 == 64"], RIGHT),
]
# fmt: on


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    folder = tmp_path_factory.mktemp("course") / "exercises"
    folder.mkdir()
    for name in ("questions", "keys"):
        (folder / name).symlink_to(ROOT / "exercises" / name)
    with session(folder) as running:
        running.run(SET_UP)
        yield running


@pytest.fixture
def begun(kernel: Session) -> Session:
    """Give a notebook none of whose answers was run yet."""
    forget = (
        "from trilateral.exercises.executions import _WATCH\n_WATCH.past.clear(); _WATCH.checked.clear()\n"
    )
    forget += "_WATCH.tables.made.clear()\n"
    forget += "globals().pop('later', None); claims = load('claims')\n"
    kernel.run(
        forget + "for name in [name for name in globals() if 'answer' in name]: del globals()[name]",
        cell=None,
    )
    return kernel


@pytest.mark.parametrize(("cells", "said"), [act[1:] for act in ACTS], ids=[act[0] for act in ACTS])
def test_the_check_judges_the_newest_run(begun: Session, cells: list[tuple[str, str]], said: str) -> None:
    for cell, source in cells:
        begun.run(source, cell)
    printed = begun.run(ASK, CHECK).told
    assert said in printed
    if said not in (RIGHT, WRONG, "not attempted"):
        assert RIGHT not in printed
        assert "not yet" not in printed


@pytest.mark.parametrize(("cells", "said"), [act[1:] for act in BESIDE], ids=[act[0] for act in BESIDE])
def test_a_wrong_answer_is_told_what_was_done_before(
    begun: Session, cells: list[tuple[str, str]], said: str
) -> None:
    for cell, source in cells:
        begun.run(source, cell)
    printed = begun.run(ASK, CHECK).told
    assert WRONG in printed
    assert said in printed
    begun.run("claims = load('claims')\nanswer_1_1 = 65", A)
    assert begun.run(ASK, CHECK).told == f"{RIGHT}\n"


def test_a_deleted_cell_is_missed_in_the_saved_notebook(begun: Session, tmp_path: Path) -> None:
    path = tmp_path / "mine.ipynb"
    saved = [("a-1-2", "answer_1_2 = ...")]
    for cells, ran_in, told in ((saved, A, True), (saved, S, False), ([(A, "# empty")], A, False)):
        made = [nbformat.v4.new_code_cell(source, id=name) for name, source in cells]
        nbformat.write(nbformat.v4.new_notebook(cells=made), path)
        begun.run(f"import os\nos.environ['JPY_SESSION_NAME'] = {str(path)!r}", cell=None)
        begun.run("answer_1_1 = 65", ran_in)
        assert ("is not in the notebook as it was last saved" in begun.run(ASK, CHECK).told) == told
    begun.run("import os\ndel os.environ['JPY_SESSION_NAME']", cell=None)


@pytest.mark.parametrize(("cells", "said"), [act[1:] for act in UNNAMED], ids=[act[0] for act in UNNAMED])
def test_without_names_of_cells_only_what_is_sure_is_said(
    begun: Session, cells: list[str], said: str
) -> None:
    for source in cells:
        begun.run(source, None)
    assert said in begun.run(ASK, None).told


@pytest.mark.parametrize("value", ["_", "Out[max(Out)]"])
def test_an_answer_that_hangs_on_what_was_shown_is_told_so_at_once(begun: Session, value: str) -> None:
    begun.run("len(claims)", S)
    begun.run(f"answer_1_1 = {value}", A)
    said = begun.run(ASK, CHECK).told
    assert said.startswith(RIGHT)
    assert "stands for what a cell showed just before. At hand-in" in said
    begun.run("answer_1_1 = len(claims)", A)
    assert "At hand-in" not in begun.run(ASK, CHECK).told


def test_we_add_no_warning_to_those_of_python(begun: Session) -> None:
    begun.run("import warnings\nwarnings.simplefilter('always')", cell=None)
    ran = begun.run('pattern = "\\d"\nanswer_1_1 = 65', A)
    assert "<unknown>" not in ran.told
    assert begun.run(f'{ASK} if "\\d" else 0', CHECK).told.count("<unknown>") == 0
    begun.run("warnings.resetwarnings()", cell=None)


def test_in_one_cell_with_the_check(begun: Session) -> None:
    begun.run("answer_1_1 = 64", A)
    assert RIGHT in begun.run(f"answer_1_1 = 65\n{ASK}", A).told
    assert COMPARED in begun.run(f"answer_1_1 == 64\n{ASK}", A).told
    assert OTHER in begun.run(f"Answer_1_1 = 64\n{ASK}", A).told


@pytest.mark.parametrize(
    ("before", "source", "said"),
    [
        ("", "answer_1_1 = ...", "Give your answer in this cell, above the check"),
        ("", "answer_1_1 = print(65)", "print only shows a value"),
        ("", "65", BARE),
        ("", "print(65)", SHOWN),
        ("", "answer_1_1 = 65", RIGHT),
        (f"answer_1_1 = 65\n{ASK}", "65", BARE),
        (f"answer_1_1 = 65\n{ASK}", "print(64)", SHOWN),
        (f"answer_1_1 = 65\n{ASK}", "# answer_1_1 = 65", LOST),
        (f"answer_1_1 = 65\n{ASK}", "answer_1_1 = 65", RIGHT),
    ],
)
def test_an_answer_in_the_cell_of_its_check(begun: Session, before: str, source: str, said: str) -> None:
    if before:
        begun.run(before, S)
    ran = begun.run(f"{source}\n{ASK}", S)
    told = ran.told + ran.said
    assert said in told
    assert "cell above" not in told
    assert NOT_RUN not in told
    assert "then run this" not in told


@pytest.mark.parametrize("source", ["print(65)", "", "# answer", "rows = 65", "import math"])
def test_a_cell_that_was_run_is_not_said_to_be_not_run(begun: Session, source: str) -> None:
    begun.run(source, A)
    said = begun.run(ASK, CHECK).said
    assert (SHOWN if "print" in source else LOST)[1:] in said
    assert "has not been run" not in said


def test_a_table_that_a_given_cell_made_and_nobody_changed_is_not_named(begun: Session) -> None:
    begun.run(GIVEN[1], GIVEN[0])
    begun.run("part['more'] = 1\nanswer_1_1 = len(part)", A)
    assert "no longer" not in begun.run(ASK, CHECK).told
    begun.run("part = part[:3]", S)
    begun.run(GIVEN[1], GIVEN[0])
    assert "no longer" not in begun.run(ASK, CHECK).told


def test_is_given_knows_the_names_of_new_cells() -> None:
    new = (
        "0a1b2c3d",
        "12345678-1234-1234-1234-123456789abc",
        "vscode-notebook-cell:/a.ipynb#X1",
        "a-3-1",
        "",
    )
    assert [cell for cell in new if is_given(cell)] == []
    assert all(map(is_given, ("setup", "so-far", "neighbours")))


def test_a_check_that_is_run_again_says_that_the_answer_was_not(begun: Session) -> None:
    begun.run("answer_1_1 = 64", A)
    assert NOT_RUN not in begun.run(ASK, CHECK).told
    assert NOT_RUN in begun.run(ASK, CHECK).told
    begun.run("answer_1_1 = 64", A)
    assert NOT_RUN not in begun.run(ASK, CHECK).told


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([], "has not been run since the kernel started"),
        ([(A, "answer_1_1 = clams")], FAILED),
        ([(A, "Answer_1_1 = 65")], OTHER),
        ([(A, "answer_1_1 = 65 claims")], FAILED),
        ([(A, "65")], BARE),
        ([(A, "answer_1_1: 65")], "a colon after `answer_1_1`"),
        (
            [(A, "def f():\n    answer_1_1 = 65\nf()")],
            "inside a function, and it is gone when that ends",
        ),
        ([(A, "[0 for answer_1_1 in [65]]")], "inside a loop in brackets"),
        ([(A, "answer_1_1 = 65\ndel answer_1_1")], "`del` takes it away again"),
        ([(A, "answer_1_1 = 65"), (S, "del answer_1_1")], "`del` took the value away"),
        ([(A, "if False:\n    answer_1_1 = 65")], "its line was not reached"),
        ([(A, "for n in []:\n    answer_1_1 = n")], "its line was not reached"),
        ([(A, "def f():\n    global answer_1_1\n    answer_1_1 = 65")], "its line was not reached"),
        ([(A, "answer_1_1 = later"), (S, "later = 65")], ORDER),
    ],
)
def test_where_the_answer_has_no_value_at_all(
    begun: Session, cells: list[tuple[str, str]], said: str
) -> None:
    for cell, source in cells:
        begun.run(source, cell)
    assert said in begun.run(ASK, CHECK).said


def test_nothing_is_refused_where_a_program_runs_the_cells(tmp_path: Path) -> None:
    with session(ROOT / "exercises", TRILATERAL_UNATTENDED="1") as kernel:
        kernel.run(SET_UP)
        kernel.run("answer_1_1 = 65", A)
        kernel.run("answer_1_1 = clams", A)
        assert kernel.run(ASK, CHECK).told.startswith("1.1: right")
