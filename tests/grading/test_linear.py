"""What looks at a student's text takes time in proportion to its length, whatever the text is."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from trilateral.exercises import ids
from trilateral.grading import blame, execute
from trilateral.grading.reports import clean_copy, spreadsheet
from trilateral.grading.submissions import names, parse

STEMS = ["03-three-at-the-table"]
LOOKS: dict[str, Callable[[str], Any]] = {
    "checks": ids.CHECK.findall,
    "answers": ids.GIVES.findall,
    "mentions": ids.exercise_in,
    "names made": lambda text: execute._makes(text, "abc"),
    "names bound": blame._bound,
    "names used": blame._used,
    "reaches": lambda text: list(blame._REACHES.finditer(text)),
    "strings": lambda text: parse._STRINGS.sub("", text),
    "form": lambda text: list(parse._FORM_IN_TEXT.finditer(text)),
    "a name": lambda text: names.own_name(text, STEMS),
    "a suffix": names.suffix,
    "a folder": lambda text: names.is_time(text, STEMS),
    "a formula": spreadsheet.safe,
    "a guard": lambda text: spreadsheet._GUARDED.sub("", text),
    "a copy": clean_copy.inert,
}
PADS = (
    "\n",
    " ",
    "\n ",
    "a, ",
    "def ",
    "import ",
    ". ",
    "`",
    "~",
    ";",
    "'",
    "[",
    "\\",
    '"',
    "1",
    "(1)",
    " copy",
)
SIZE, TIMES = 12_500, 8


def taken(look: Callable[[str], Any], text: str) -> float:
    began = time.process_time()
    look(text)
    return time.process_time() - began


@pytest.mark.parametrize("name", LOOKS)
def test_eight_times_the_text_takes_no_more_than_some_times_the_time(name: str) -> None:
    """A quadratic look takes 64 times as long; 24 leaves room for a machine that is busy."""
    slow = {}
    for pad in PADS:
        for end in ("", "x"):
            texts = [(pad * size)[:size] + end for size in (SIZE, SIZE * TIMES)]
            small = max(taken(LOOKS[name], texts[0]), 0.005)
            large = taken(LOOKS[name], texts[1])
            if large > 3 * TIMES * small:
                slow[pad, end] = (small, large)
    assert not slow
