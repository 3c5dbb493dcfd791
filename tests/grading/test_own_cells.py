"""A student's own cells are run where they make an answer right, and never cost anything."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from support.hostile.exercise import RIGHT
from support.hostile.trial import TIMEOUT, has_sandbox, linux

from trilateral.exercises.answer_record import AnswerRecord
from trilateral.grading.grader import Grader, Solution
from trilateral.grading.isolation.fork_server import ForkServer
from trilateral.grading.model import Job, Result

ONE, TWO, THREE = RIGHT["42.1"], RIGHT["42.2"], RIGHT["42.3"]
COUNT = "len(meetings[meetings['format'] == 'summit'])"


@dataclass(frozen=True)
class Act:
    """What somebody did: cells behind given ones, given cells that were changed, and what is to come of it.

    `behind` has the id of a given cell before each own one. What is not in `outcomes` is blank.
    """

    behind: list[tuple[str, str]] = field(default_factory=list)
    changed: dict[str, str] = field(default_factory=dict)
    outcomes: dict[str, str] = field(default_factory=dict)
    says: str = ""


def right(*numbers: int) -> dict[str, str]:
    return {f"42.{number}": "right" for number in numbers}


HARMFUL = [
    "1 / 0",
    "while True:\n    pass",
    "import os\nos._exit(1)",
    "meetings = meetings.head()",
    "del meetings",
    "meetings.drop(columns='format', inplace=True)",
    "!pip install tabulate",
    "%pip install tabulate",
    "len = 5",
    "exit()",
    "import pandas as pd\npd.DataFrame.__len__ = None",
    "answer_42_2 = 'Tokyo'",
    "check = 1",
    "65 claims",
    "input('name? ')",
]
ACTS = {
    "the answer in a cell of one's own, under the question": Act([("q-42-1", ONE)], {}, right(1)),
    "between the answer's cell and the check's": Act([("a-42-1", ONE)], {}, right(1)),
    "in the answer's cell's place, with the check": Act(
        [("q-42-1", f'{ONE}\ncheck("42.1", answer_42_1)')], {}, right(1)
    ),
    "behind the check, with a check of one's own": Act(
        [("c-42-1", f'{ONE}\ncheck("42.1", answer_42_1)')], {}, right(1)
    ),
    "behind the check, without another": Act([("c-42-1", ONE)], {}, right(1)),
    "at the end of the notebook": Act([("c-42-4", ONE)], {}, right(1)),
    "all four in one cell": Act(
        [("title", f"{ONE}\n{TWO}\n{THREE}\n{RIGHT['42.4']}")], {}, right(1, 2, 3, 4)
    ),
    "all four in one cell at the end": Act(
        [("c-42-4", f"{ONE}\n{TWO}\n{THREE}\n{RIGHT['42.4']}")], {}, right(1, 2, 3, 4)
    ),
    "a variable that helps": Act(
        [("q-42-1", "some = meetings[meetings['format'] == 'summit']\nsome.head()")],
        {"a-42-1": "answer_42_1 = len(some)"},
        right(1),
    ),
    "one that helps two": Act(
        [("q-42-1", "cities = ['Seoul', 'Tokyo']\nletters = 'abc'")],
        {"a-42-2": "answer_42_2 = cities[0]", "a-42-3": "answer_42_3 = set(letters)"},
        right(2, 3),
    ),
    "a function of one's own, and an import": Act(
        [("q-42-1", "import math\ndef square(n):\n    return int(math.pow(n, 2))")],
        {"a-42-4": "def answer_42_4(number):\n    return square(number)"},
        right(4),
    ),
    "a line added to the first cell": Act(
        [],
        {"setup": "\nsome = meetings[meetings['format'] == 'summit']", "a-42-1": "answer_42_1 = len(some)"},
        right(1),
    ),
    "a line added to a check's cell": Act(
        [], {"c-42-1": '\ncity = "Seoul"', "a-42-2": "answer_42_2 = city"}, right(2)
    ),
    "the answer typed into the check's cell": Act([], {"c-42-1": f"{ONE}\n"}, right(1)),
    "the answer put into the check's brackets": Act([], {"c-42-2": '\ncheck("42.2", "Seoul")'}, right(2)),
    "a copy of the answer's cell": Act([("a-42-2", TWO)], {"a-42-2": "answer_42_2 = 'Tokyo'"}, right(2)),
    "a column made in the table itself": Act(
        [("q-42-1", "meetings['top'] = meetings['format'] == 'summit'")],
        {"a-42-1": "answer_42_1 = meetings['top'].sum()"},
        right(1),
    ),
    "what was shown last": Act([("q-42-1", COUNT)], {"a-42-1": "answer_42_1 = _"}, right(1)),
    "what was shown before": Act(
        [("q-42-1", COUNT), ("q-42-1", "5")], {"a-42-1": "answer_42_1 = __"}, right(1)
    ),
    "what was shown under a number": Act(
        [("q-42-1", COUNT)], {"a-42-1": "answer_42_1 = Out[3]"}, {"42.1": "error"},
        "your answer takes `Out[3]`, what a cell happened to show before",
    ),
    "what was shown, by another name": Act(
        [("q-42-1", COUNT)], {"a-42-1": "answer_42_1 = _3"}, {"42.1": "error"}, "your answer takes `_3`"
    ),
    "an error first, then the helper": Act(
        [("q-42-1", "1 / 0"), ("q-42-1", "city = 'Seoul'")], {"a-42-2": "answer_42_2 = city"}, right(2)
    ),
    "a loop without an end, then the helper": Act(
        [("q-42-1", "while True:\n    pass"), ("q-42-1", "city = 'Seoul'")],
        {"a-42-2": "answer_42_2 = city"},
        right(2),
    ),
    "exit() in the answer": Act([], {"a-42-2": f"exit()\n{TWO}"}, right(2)),
    "a helper that gives a wrong answer": Act(
        [("q-42-1", "city = 'Tokyo'")], {"a-42-2": "answer_42_2 = city"}, {"42.2": "wrong"}, "Not so"
    ),
    "a helper that fails": Act(
        [("q-42-1", "city = towns[0]")],
        {"a-42-2": "answer_42_2 = city"},
        {"42.2": "error"},
        "You make city in a cell of your own (it begins with  city = towns[0] )",
    ),
    "a helper at the end of the notebook": Act(
        [("c-42-4", "city = 'Seoul'")],
        {"a-42-2": "answer_42_2 = city"},
        {"42.2": "error"},
        "You make city in a cell of your own",
    ),
    "an own answer that fails": Act(
        [("q-42-2", "answer_42_2 = towns[0]")],
        {},
        {"42.2": "error"},
        "its answer cell is empty. The cell of your own that gives `answer_42_2` a value (it begins with  "
        "answer_42_2 = towns[0] ) stops with an error when the file is run from the top. NameError:",
    ),
    "an own answer that does not end": Act(
        [("q-42-2", "while True:\n    answer_42_2 = 'Seoul'\nanswer_42_2 = 'Seoul'")],
        {},
        {"42.2": "error"},
        "does not come to its end",
    ),
    **{
        f"a helper that fails when it is called: {own}": Act(
            [("q-42-2", own)], {"a-42-2": f"answer_42_2 = {call}"}, {"42.2": outcome}, says
        )
        for own, call, outcome, says in [
            (
                "# mine\ndef city():\n    return 'seoul'.titel()", "city()", "error",
                "your answer uses a cell of your own (it begins with  # mine ), and line 3 of that cell, "
                "`return 'seoul'.titel()`, stops with an error. AttributeError: 'str' object has no",
            ),
            ("def city(n):\n    return n / 0", "city(1)", "error", "line 2 of that cell, `return n / 0`,"),
            (
                "def city():\n    return 'Seoul'", "city(1)", "error",
                "line 1 of your answer, `answer_42_2 = city(1)`, stops with an error. TypeError: city()",
            ),
            ("def city():\n    while True: pass", "city()", "timeout", "Is there a loop that does not end?"),
            ("def city():\n    return towns[0]", "city()", "error", "name 'towns' is not defined."),
            ("import os\ndef city():\n    os._exit(1)", "city()", "error", "it ended the program"),
            (
                "def city():\n    return 'Seoul'[7]\nwhile True: pass", "city()", "error",
                "line 2 of that cell, `return 'Seoul'[7]`, stops with an error. IndexError",
            ),
        ]
    },
    "a helper that loops, and another that does not": Act(
        [("q-42-1", "def count():\n    while True: pass\ndef city():\n    return 'Seoul'")],
        {"a-42-1": "answer_42_1 = count()", "a-42-2": "answer_42_2 = city()"},
        {"42.1": "timeout", "42.2": "right"},
    ),
    "a function of the form's with a helper that fails": Act(
        [("q-42-4", "def square(n):\n    return n * nn")],
        {"a-42-4": "def answer_42_4(number):\n    return square(number)"},
        {"42.4": "wrong"},
        "Look at its line 2 and at line 2 of square, which it calls: nothing has the name nn.",
    ),
    "a function of the form's with a helper that is wrong": Act(
        [("q-42-4", "def square(n):\n    return n + n")],
        {"a-42-4": "def answer_42_4(number):\n    return square(number)"},
        {"42.4": "wrong"},
        "Not so",
    ),
    "a function of the form's with a helper that loops": Act(
        [("q-42-4", "def square(n):\n    while True: pass")],
        {"a-42-4": "def answer_42_4(number):\n    return square(number)"},
        {"42.4": "timeout"},
    ),
    "a column made in the table itself, of another kind": Act(
        [("q-42-1", "meetings['top'] = 'yes'")],
        {"a-42-1": "answer_42_1 = meetings['top'].total()"},
        {"42.1": "error"},
        "AttributeError: 'Series' object has no attribute 'total'",
    ),
    "an answer that came farther without what the cell broke": Act(
        [("q-42-1", "del meetings")],
        {"a-42-1": "some = len(meetings)\nanswer_42_1 = some.total()"},
        {"42.1": "error"},
        "AttributeError: 'int' object has no attribute 'total'",
    ),
    "a helper and then a loop without an end": Act(
        [("q-42-1", "def city():\n    return 'Seoul'\n\nwhile True:\n    pass\nletters = 'abc'")],
        {"a-42-2": "answer_42_2 = city()", "a-42-3": "answer_42_3 = set(letters)"},
        {"42.2": "right", "42.3": "error"},
        "You make letters in a cell of your own (it begins with  def city(): )",
    ),
    "a helper and then the end of the program": Act(
        [("q-42-1", "import os\ncity = 'Seoul'; os.getpid()\nos._exit(1)")],
        {"a-42-2": "answer_42_2 = city"},
        right(2),
    ),
    "a table looked at, and nothing answered": Act([("q-42-1", "meetings")], {}, {}),
    **{
        f"harmful: {source}": Act(
            [("setup", source)], {"a-42-1": ONE, "a-42-2": TWO, "a-42-3": "answer_42_3 = 5"},
            {**right(1, 2), "42.3": "wrong"},
        )
        for source in HARMFUL
    },
}  # fmt: skip


def handed_in(blank: dict, act: Act) -> bytes:
    made = json.loads(json.dumps(blank))
    cells = []
    for cell in made["cells"]:
        change = act.changed.get(cell["id"], "")
        added = change.startswith("\n")
        source = "".join(cell["source"])
        cell["source"] = (
            source + change if added else change + source if cell["id"][0] == "c" else change or source
        )
        if change.startswith("\ncheck("):
            cell["source"] = change.strip()
        cells.append(cell)
        for number, (behind, own) in enumerate(act.behind):
            if behind == cell["id"]:
                cells.append({"cell_type": "code", "id": f"own{number}", "metadata": {}, "source": own})
    return json.dumps({**made, "cells": cells}).encode()


@pytest.fixture(scope="module")
def grader(folder: Path) -> Iterator[Grader]:
    with Grader(folder, sandbox=has_sandbox(), timeout=TIMEOUT, seed="seed") as made:
        yield made


def outcomes_of(result: Result) -> dict[str, str]:
    return {one.question: one.outcome for one in result.outcomes if one.outcome != "blank"}


@pytest.mark.parametrize("name", ACTS)
def test_what_is_right_in_the_notebook_is_right_at_hand_in(name: str, grader: Grader, blank: dict) -> None:
    act = ACTS[name]
    result = grader.grade(Job(handed_in(blank, act)))
    assert result.reason == ""
    assert outcomes_of(result) == act.outcomes
    told = " ".join(one.message for one in result.outcomes)
    assert act.says in told
    # Who reads the feedback learns which was used: the answers alone, or the added cells too.
    along = {one.question for one in result.outcomes if "The cells that you added were run" in one.message}
    alone = name.startswith("harmful") or "exit()" in name
    assert along == (set() if alone else {one for one, kind in act.outcomes.items() if kind != "error"})


def test_a_right_answer_on_which_something_is_remarked_is_right(grader: Grader) -> None:
    reference = grader.reference("42")
    form = reference.right["42.4"]
    record = AnswerRecord("42.4", "answer", form, "A remark.").under("nonce")
    printed = [{"output_type": "stream", "name": "stdout", "text": f"{record.to_json()}\n"}]
    assert Solution(reference, "42.4", "nonce", printed).is_right(record)
    assert not Solution(reference, "42.4", "other", printed).is_right(record)


@linux
@pytest.mark.parametrize(
    ("own", "changed", "runs"),
    [
        ("meetings.head()", {"a-42-1": "answer_42_1 = 0"}, 1),  # it only looks
        ("x = 1", {}, 1),  # nothing is answered
        ("x = 1", {"a-42-1": ONE, "a-42-2": TWO, "a-42-3": THREE, "a-42-4": RIGHT["42.4"]}, 1),
        ("x = 1", {"a-42-1": "answer_42_1 = 0"}, 2),
        ("while True:\n    pass", {"a-42-1": "answer_42_1 = 0"}, 3),
    ],
)
def test_a_file_is_run_once_more_only_where_that_can_help(
    own: str, changed: dict, runs: int, grader: Grader, blank: dict, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = []
    once = ForkServer.run
    monkeypatch.setattr(ForkServer, "run", lambda *given: (count.append(1), once(*given))[1])
    grader.grade(Job(handed_in(blank, Act([("setup", own)], changed))))
    assert len(count) == runs
