"""A verdict belongs to the run that it judges: what students do between an answer's cell and its check."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from support.session import Session, session

ROOT = Path(__file__).parents[2]
# The cells of an exercise: the answer, its check, and one that the student made.
A, CHECK, S = "a-1-1", "c-1-1", "scratch"
ASK = 'check("1.1", answer_1_1)'
SET_UP = "from trilateral import check, hint, load\nclaims = load('claims')"
FAILED, COMPARED = "stopped with an error", "compares `answer_1_1` with a value (==)"
OTHER, BARE, NOT_RUN = "this check looks for `answer_1_1`", "gives it to no name", "was not run since"
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
    ("a bare value", [(A, "answer_1_1 = 65"), (A, "64")], BARE),
    ("a bare expression", [(A, "answer_1_1 = ..."), (A, "len(claims)")], BARE),
    # All is as it should be.
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
    ("walrus", [(A, "(answer_1_1 := 65)")], RIGHT),
    ("shown after it was given", [(A, "answer_1_1 = 65\nanswer_1_1")], RIGHT),
    ("compared after it was given", [(A, "answer_1_1 = 65\nanswer_1_1 == 65")], RIGHT),
    ("compared in another cell", [(A, "answer_1_1 = 65"), (S, "answer_1_1 == 64")], RIGHT),
    ("helper in its own name beside", [(A, "my_answer_1_1 = 65\nanswer_1_1 = my_answer_1_1")], RIGHT),
    ("another answer's cell in between", [(A, "answer_1_1 = 65"), ("a-1-2", "answer_1_2 = clams")], RIGHT),
    ("not attempted", [(A, "answer_1_1 = ...")], "not attempted"),
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
    forget = "from trilateral.exercises import runs\nruns._WATCH.past.clear(); runs._WATCH.checked.clear()\n"
    kernel.run(
        forget + "for name in [name for name in globals() if 'answer' in name]: del globals()[name]",
        cell=None,
    )
    return kernel


@pytest.mark.parametrize(("cells", "said"), [act[1:] for act in ACTS], ids=[act[0] for act in ACTS])
def test_the_check_judges_the_newest_run(begun: Session, cells: list[tuple[str, str]], said: str) -> None:
    for cell, source in cells:
        begun.run(source, cell)
    printed = begun.run(ASK, CHECK).printed
    assert said in printed
    if said not in (RIGHT, WRONG, "not attempted"):
        assert RIGHT not in printed
        assert "not yet" not in printed


@pytest.mark.parametrize(("cells", "said"), [act[1:] for act in UNNAMED], ids=[act[0] for act in UNNAMED])
def test_without_names_of_cells_only_what_is_sure_is_said(
    begun: Session, cells: list[str], said: str
) -> None:
    for source in cells:
        begun.run(source, None)
    assert said in begun.run(ASK, None).printed


def test_in_one_cell_with_the_check(begun: Session) -> None:
    begun.run("answer_1_1 = 64", A)
    assert RIGHT in begun.run(f"answer_1_1 = 65\n{ASK}", A).printed
    assert COMPARED in begun.run(f"answer_1_1 == 64\n{ASK}", A).printed
    assert OTHER in begun.run(f"Answer_1_1 = 64\n{ASK}", A).printed


def test_a_check_that_is_run_again_says_that_the_answer_was_not(begun: Session) -> None:
    begun.run("answer_1_1 = 64", A)
    assert NOT_RUN not in begun.run(ASK, CHECK).printed
    assert NOT_RUN in begun.run(ASK, CHECK).printed
    begun.run("answer_1_1 = 64", A)
    assert NOT_RUN not in begun.run(ASK, CHECK).printed


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ([], "has not been run since the kernel started"),
        ([(A, "answer_1_1 = clams")], FAILED),
        ([(A, "Answer_1_1 = 65")], OTHER),
        ([(A, "answer_1_1 = 65 claims")], FAILED),
        ([(A, "65")], BARE),
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
        assert kernel.run(ASK, CHECK).printed.startswith("1.1: right")
