"""How cells are run again without those that hang or kill; test_blame.py does it with processes."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from trilateral.exercises.messages import sentence
from trilateral.grading.execute import Cell, assemble_cells, error_reason, execute
from trilateral.grading.isolation.processes import CellResults, WorkerError
from trilateral.grading.submissions.contents import FileCell
from trilateral.grading.submissions.parse import Submission

SETUP, ANSWER = Cell("setup", "1", "", "load"), Cell("answer", "2", "3.1", "a-3-1")
FORM = [{"id": cell.name, "source": cell.source} for cell in (SETUP, ANSWER)]


class Dies:
    """A worker that dies in the first cell, whatever it is."""

    runs = 0

    def run(self, cells: Sequence[Cell], *_: Any) -> CellResults:
        self.runs += 1
        return CellResults()


@pytest.mark.parametrize(
    ("cells", "runs", "named"),
    [
        # Before anything of the student's has run: it may be the machine, so twice more.
        ([SETUP, ANSWER], 3, "load"),
        # In the student's cell, and again in the form's own in its place.
        ([ANSWER], 2, "a-3-1"),
    ],
)
def test_a_worker_that_runs_nothing_is_given_up(cells: list[Cell], runs: int, named: str) -> None:
    worker: Any = Dies()
    with pytest.raises(WorkerError, match=f"the form's own cell {named} does not run \\(killed\\)"):
        execute(worker, cells, "nonce", {}, FORM, 10.0)
    assert worker.runs == runs


@pytest.mark.parametrize(
    ("own", "advised"),
    [
        ("tests = 3", True),
        ("def tests(): ...", True),
        ("    import tests", True),
        ("print(tests)", False),
        ("tests == 3", False),
        ("protests = 3", False),
        ("", False),
    ],
)
def test_a_name_is_looked_for_in_the_students_own_cells(own: str, advised: bool) -> None:
    submission = Submission("03", {}, {}, (FileCell("code", "own", own),), (), "")
    error = {"ename": "NameError", "evalue": "tests?", "line": 2, "text": "x = tests", "missing": "tests"}
    said = sentence("3.1", error_reason(error, "3.1", submission))
    assert said.startswith("line 2 of your answer, `x = tests`, stops with an error. NameError: tests?")
    assert ("You make tests in a cell of your own" in said) == advised
    for line in ("%reset -f", "get_ipython().run_line_magic('reset', '-f')", "globals().clear()"):
        emptied = replace(submission, answers={"3.2": (f"x = 1\n{line}\ny = 2",)})
        told = sentence("3.1", error_reason(error, "3.1", emptied))
        assert "takes away every name that was made before it" in told and "of your own" not in told
    # What is no name at all is not looked for; said as it came.
    odd = error_reason({**error, "missing": "tests|x"}, "3.1", submission)
    assert "of your own" not in sentence("3.1", odd)


@pytest.mark.parametrize(
    ("given", "run"),
    [
        (("x = ...",), ["x = ..."]),
        (("x = 1", "x = 2"), ["x = 1", "x = 2"]),
        (("x = ...", "x = 2", "x  =  ..."), ["x = 2"]),
        (("x = ...", "x=..."), ["x=..."]),
        ((), ["x = ..."]),
    ],
)
def test_copies_of_the_stub_are_left_out(given: tuple[str, ...], run: list[str]) -> None:
    form = [
        {"id": "load", "cell_type": "code", "source": "import pandas as pd"},
        {"id": "q-3-1", "cell_type": "markdown", "source": "How many?"},
        {"id": "a-3-1", "cell_type": "code", "source": "x = ..."},
        {"id": "c-3-1", "cell_type": "code", "source": 'check("3.1", x)'},
    ]
    cells = assemble_cells(form, {"3.1": given} if given else {})
    assert [cell.source for cell in cells if cell.kind == "answer"] == run
    assert [cell.kind for cell in cells] == ["setup", *["answer"] * len(run), "check"]
    assert {cell.question for cell in cells} == {"", "3.1"}
