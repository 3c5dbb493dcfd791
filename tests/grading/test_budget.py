"""A file may take so much and no more, whatever it is filled with: time, memory, letters, parts."""

import json
from pathlib import Path

import pytest
from support.hostile import corpus
from support.hostile.exercise import answered
from support.hostile.trial import linux

from trilateral.grading.execute import assemble_cells, execute
from trilateral.grading.grader import Grader
from trilateral.grading.isolation import limits
from trilateral.grading.isolation.limits import file_seconds
from trilateral.grading.isolation.processes import Cell, CellResults
from trilateral.grading.model import Job

NAP = "import time as _time\n_time.sleep({})\n"


def copied(blank: dict, times: int, nap: float, first: float | None = None) -> bytes:
    """Return a file in which each answer cell stands several times and sleeps, the first one shorter."""
    notebook = answered(blank)
    cells = []
    for cell in notebook["cells"]:
        if cell["id"].startswith("a-"):
            cell["source"] = (
                NAP.format(nap if first is None or cell["id"] != "a-42-1" else first) + cell["source"]
            )
            cells += [cell] * times
        else:
            cells.append(cell)
    return json.dumps(notebook | {"cells": cells}).encode()


@linux
def test_copies_of_a_cell_buy_no_time(
    boxed: None, folder: Path, blank: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limits, "MOST_FULL_CELLS", 3)
    with Grader(folder, timeout=2.0) as grader:
        grader.grade(Job(corpus.dumped(answered(blank))))
        result = grader.grade(Job(copied(blank, 10, 1.6, first=0.1)))
        # Ten times a tenth of a second for the first question; then there is time for a part of the second.
        assert [outcome.outcome for outcome in result.outcomes] == ["right", "error", "error", "error"]
        said = "42.4: not run: the file's time (6 s for all its answers together) was used up."
        assert result.outcomes[3].message == said
        again = grader.grade(Job(corpus.dumped(answered(blank))))
        assert [outcome.outcome for outcome in again.outcomes] == ["right"] * 4


@linux
def test_a_cell_of_each_question_may_take_all_but_its_whole_time(
    boxed: None, folder: Path, blank: dict
) -> None:
    with Grader(folder, timeout=4.0) as grader:
        result = grader.grade(Job(copied(blank, 1, 2.8)))
    assert [outcome.outcome for outcome in result.outcomes] == ["right"] * 4


class Clockwork:
    """A worker whose cells take half a second each by its own count, until its time is spent."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def run(
        self, cells: list[Cell], nonce: str, questions: dict, timeout: float, budget: float
    ) -> CellResults:
        done = min(len(cells), int(budget / 0.5))
        spent = done < len(cells)
        self.seconds += budget if spent else done * 0.5
        cut, end = (budget - done * 0.5, "spent") if spent else (0.0, "done")
        return CellResults([[]] * done, [0.5] * done, cut, end)


@pytest.mark.parametrize("times", [1, 2, 3, 10])
def test_all_runs_of_a_file_take_no_more_than_its_time(times: int) -> None:
    """Counted, and not timed: ten copies of each of ten answers."""
    form = [
        cell
        for n in range(1, 11)
        for cell in (
            {"id": f"a-3-{n}", "cell_type": "code", "source": "x = ..."},
            {"id": f"c-3-{n}", "cell_type": "code", "source": f'check("3.{n}", x)'},
        )
    ]
    cells = assemble_cells(form, {f"3.{n}": tuple(f"x = {m}" for m in range(times)) for n in range(1, 11)})
    worker = Clockwork()
    execution = execute(worker, cells, "n", {}, form, 1.0)
    assert worker.seconds <= file_seconds(1.0)
    out_of_time = [question for question, end in execution.culprits.items() if end == "out of time"]
    assert bool(out_of_time) == ((times + 1) * 10 * 0.5 > file_seconds(1.0))
