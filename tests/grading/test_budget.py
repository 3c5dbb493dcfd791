"""A file may take so much and no more, whatever it is filled with: time, memory, letters, parts."""

import json
import time
from pathlib import Path

from support.hostile import corpus
from support.hostile.exercise import answered
from support.hostile.trial import linux

from trilateral.grading.grader import Grader
from trilateral.grading.isolation.limits import file_seconds
from trilateral.grading.model import Job

NAP = "import time as _time\n_time.sleep({})\n"


def copied(blank: dict, times: int, nap: float) -> bytes:
    """Return a file in which each answer cell stands several times and sleeps first."""
    notebook = answered(blank)
    cells = []
    for cell in notebook["cells"]:
        if cell["id"].startswith("a-"):
            cell["source"] = NAP.format(nap) + cell["source"]
            cells += [cell] * times
        else:
            cells.append(cell)
    return json.dumps(notebook | {"cells": cells}).encode()


@linux
def test_copies_of_a_cell_buy_no_time(boxed: None, folder: Path, blank: dict) -> None:
    timeout = 0.6
    with Grader(folder, timeout=timeout) as grader:
        grader.grade(Job(corpus.dumped(answered(blank))))
        began = time.monotonic()
        result = grader.grade(Job(copied(blank, 10, 0.5)))
        assert time.monotonic() - began < file_seconds(timeout) + 3
        # Ten times half a second for the first question; then there is time for a part of the second.
        assert [outcome.outcome for outcome in result.outcomes] == ["right", "error", "error", "error"]
        said = "42.4: not run: the file's time (9 s for all its answers together) was used up."
        assert result.outcomes[3].message == said
        again = grader.grade(Job(corpus.dumped(answered(blank))))
        assert [outcome.outcome for outcome in again.outcomes] == ["right"] * 4


@linux
def test_a_cell_of_each_question_may_take_all_but_its_whole_time(
    boxed: None, folder: Path, blank: dict
) -> None:
    with Grader(folder, timeout=1.0) as grader:
        result = grader.grade(Job(copied(blank, 1, 0.7)))
    assert [outcome.outcome for outcome in result.outcomes] == ["right"] * 4
