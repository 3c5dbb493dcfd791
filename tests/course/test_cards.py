"""The card of a lesson that was shortened agrees with the lesson: minutes, what is new, what is practised."""

import re
from pathlib import Path

import nbformat
import pytest
from support import lesson_time
from support.shared import ROOT

NOTEBOOKS = sorted(ROOT.glob("notebooks/*.ipynb"))
CELLS = {path: nbformat.read(path, as_version=4).cells for path in NOTEBOOKS}
SHORTENED = [path for path in NOTEBOOKS if lesson_time.RULE in CELLS[path][0].source]

shortened = pytest.mark.parametrize("path", SHORTENED, ids=lambda path: path.stem)


@shortened
def test_a_lesson_takes_no_longer_than_it_may(path: Path) -> None:
    assert lesson_time.minutes(CELLS[path]) <= lesson_time.MOST_MINUTES
    assert lesson_time.words(CELLS[path]) <= lesson_time.MOST_WORDS


@shortened
def test_what_is_new_is_there_and_was_not_new_before(path: Path) -> None:
    sources = "\n".join(cell.source for cell in CELLS[path][1:])
    earlier = {name for one in SHORTENED if one < path for name in lesson_time.new_constructs(CELLS[one])}
    new = lesson_time.new_constructs(CELLS[path])
    assert [name for name in new if name not in sources] == []
    assert sorted(earlier & set(new)) == []


@shortened
def test_each_objective_is_practised_in_a_turn(path: Path) -> None:
    prompts = "\n".join(cell.source for cell in CELLS[path] if lesson_time.is_turn(cell))
    for objective in re.findall(r"^\d\. .+$", CELLS[path][0].source, re.MULTILINE):
        turns = re.findall(r"\d\.t\d+", objective.partition("; your turn")[2])
        assert turns, f"objective {objective!r}: end it as (exercise 3.2; your turn 3.t1)"
        assert [turn for turn in turns if f"**Your turn {turn}.**" not in prompts] == []


def test_words_and_minutes_are_counted() -> None:
    """Were the counting to break, every card would fit."""
    new = nbformat.v4
    tags = {"tags": ["your-turn"]}
    cells = [
        new.new_markdown_cell("* **New:** `groupby`, `.mean()` of yes and no"),
        new.new_markdown_cell("word " * 1_000 + "[a link](https://example.org/not-counted)"),
        new.new_markdown_cell("two words", metadata=tags),
        new.new_code_cell("1", metadata=tags),
        new.new_code_cell("1"),
        new.new_code_cell("finish()"),
    ]
    assert lesson_time.new_constructs(cells) == ["groupby", ".mean()"]
    assert lesson_time.words(cells) == 1_011
    assert lesson_time.minutes(cells) == round(1_009 / 200 + 1 + 2 + 2)
