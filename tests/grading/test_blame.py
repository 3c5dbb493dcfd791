"""Answers that strike later: the culprit is found, and the rest is graded as it deserves."""
# ruff: noqa: E501  programs within strings are easier to read unbroken

import contextlib
import json
import re
from collections.abc import Iterator

import pytest
from support.hostile.later import LATER
from support.hostile.trial import (
    TIMEOUT,
    linux,
    timeless,
)
from support.shared import ROOT

from trilateral.grading.execute import assemble_cells, execute
from trilateral.grading.grader import Grader
from trilateral.grading.isolation.fork_server import ForkServer
from trilateral.grading.isolation.processes import Cell, CellResults, WorkerError
from trilateral.grading.model import Job, Result

SOLUTION = json.loads((ROOT / "exercises/solutions/03-three-at-the-table.ipynb").read_text(encoding="utf-8"))
SOURCES = {
    cell["id"][2:].replace("-", "."): "".join(cell["source"])
    for cell in SOLUTION["cells"]
    if re.fullmatch(r"a-3-\d+", cell["id"])
}


def third(**changed: str) -> bytes:
    """Return exercise 03 with right answers, save those that are given, as `a2="..."`."""
    notebook = json.loads(json.dumps(SOLUTION))
    for cell in notebook["cells"]:
        question = cell["id"][2:].replace("-", ".")
        if cell["id"].startswith("a-"):
            cell["source"] = changed.get(f"a{question[2:]}", SOURCES[question])
    return json.dumps(notebook).encode()


@pytest.fixture(scope="module")
def of_three(boxed: None) -> Iterator[Grader]:
    with Grader(ROOT / "exercises", seed="seed", timeout=TIMEOUT) as made:
        yield made


def not_right(result: Result) -> dict[str, str]:
    assert result.reason == "" and len(result.outcomes) == 10
    return {one.question: one.outcome for one in result.outcomes if one.outcome != "right"}


@linux
@pytest.mark.parametrize("name", LATER)
def test_an_answer_that_strikes_later_costs_its_own_question_alone(name: str, of_three: Grader) -> None:
    question, before = LATER[name]
    # The next answer takes a moment, so that what waits for its time finds it; and so does the one after 3.5,
    # for which one of them waits.
    changes = {
        f"a{one[2:]}": f"import time\ntime.sleep(0.1)\n{SOURCES[one]}"
        for one in (f"3.{int(question[2:]) + 1}", "3.6")
    }
    changes[f"a{question[2:]}"] = f"{before}\n{SOURCES[question]}"
    result = of_three.grade(Job(third(**changes)))
    assert list(not_right(result)) == [question]
    (outcome,) = (one for one in result.outcomes if one.question == question)
    assert outcome.outcome == "error" and outcome.points == 0
    assert "ended the program" in outcome.message or "later cell" in outcome.message


KILLS = "import os\nos._exit(0)"
PATCH = "import os\npd.DataFrame.groupby = lambda *a, **k: os._exit(0)\n"


@linux
@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({"a1": f"{PATCH}{SOURCES['3.1']}", "a8": KILLS}, {"3.1": "later cell", "3.8": "ended the program"}),
        # The loop is the loop's own fault, although it needs an earlier answer to run.
        ({"a4": f"import time\n{SOURCES['3.4']}\nlimit = 10", "a6": "n = 0\nwhile n < limit: pass"}, {"3.6": "longer than"}),
        ({"a1": f"{PATCH}{SOURCES['3.1']}", "a4": f"{PATCH}{SOURCES['3.4']}"}, {"3.1": "later cell", "3.4": "later cell"}),
        # Who was suspected because he used what a culprit had made gets what he deserves.
        ({"a1": f"{PATCH}{SOURCES['3.1']}", "a2": f"first = answer_3_1\n{SOURCES['3.2']}"}, {"3.1": "later cell"}),
        ({f"a{n}": KILLS for n in range(1, 11)}, {f"3.{n}": "ended the program" for n in range(1, 11)}),
    ],
)  # fmt: skip
def test_each_culprit_is_found(changes: dict[str, str], lost: dict[str, str], of_three: Grader) -> None:
    result = of_three.grade(Job(third(**changes)))
    assert set(not_right(result)) == set(lost)
    assert timeless(of_three.grade(Job(third(**changes)))) == timeless(result)
    for one in result.outcomes:
        assert lost.get(one.question, "right") in one.message


@linux
def test_a_form_that_dies_without_any_answer_is_no_students_fault(of_three: Grader) -> None:
    """And one death that does not come again is nobody's."""
    reference = of_three.reference("03")
    questions = {"03": {"questions": reference.questions["questions"]}}
    cells = assemble_cells(reference.form, {number: (source,) for number, source in SOURCES.items()})
    setup = next(cell for cell in cells if cell.name == "so-far")
    form = [{**cell, "source": KILLS} if cell["id"] == "so-far" else cell for cell in reference.form]
    with contextlib.closing(ForkServer(True)) as worker:
        with pytest.raises(WorkerError, match=r"so-far does not run \(killed\)"):
            execute(worker, assemble_cells(form, {}), "n", questions, form, TIMEOUT)

        class Once:
            died = False

            def run(self, cells: list[Cell], *rest: object) -> CellResults:
                if not self.died:
                    self.died = True
                    return CellResults([[]] * 12, [0.0] * 12)
                return worker.run(cells, *rest)

        story = execute(Once(), cells, "n", questions, reference.form, TIMEOUT)
    assert setup.source and story.culprits == {} and len(story.checks) == 10


@linux
def test_runs_are_bounded(of_three: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer has each later one end the program: as many runs as there are questions, and a few."""
    count = 0
    run = ForkServer.run

    def counted(self: ForkServer, *given: object) -> CellResults:
        nonlocal count
        count += 1
        return run(self, *given)

    monkeypatch.setattr(ForkServer, "run", counted)
    assert not_right(of_three.grade(Job(third()))) == {} and count == 1
    of_three.grade(Job(third(**{f"a{n}": f"{PATCH}{SOURCES[f'3.{n}']}\n{KILLS}" for n in range(1, 11)})))
    assert count < 60
