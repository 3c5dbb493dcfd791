"""The student's turns in the lessons: they tell no answer, and whatever is typed, the lesson goes on."""

import json
import re
import shutil
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from exercises.samples import FOLDER
from support.session import Session, session
from support.shared import ROOT

from trilateral.exercises.answer_record import canonical_forms
from trilateral.exercises.canonical import canonical
from trilateral.exercises.canonical.values import is_blank
from trilateral.exercises.evaluation import evaluate_with_stubs
from trilateral.exercises.keys import key_checksum, leaks_answer
from trilateral.exercises.source import Exercise
from trilateral.exercises.turns import lessons_with_turns, make_turns, read_lesson
from trilateral.exercises.worked import make_worked
from trilateral.grading.model import NotGradable
from trilateral.grading.submissions.parse import parse_submission
from trilateral.notebooks import NotebookError, read
from trilateral.paths import lesson_number
from trilateral.text import wrapped

LESSONS = lessons_with_turns(FOLDER)
every_lesson = pytest.mark.parametrize(("path", "toml"), LESSONS, ids=[toml.stem for _, toml in LESSONS])


@cache
def lesson_of(path: Path, toml: Path) -> Exercise:
    return read_lesson(path, toml)


def content(what: str, path: Path) -> dict[str, Any]:
    return json.loads((FOLDER / what / f"{path.name[:2]}-turns.json").read_text(encoding="utf-8"))


# --- the files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("number", sorted({path.name[:2] for path, _ in LESSONS}))
def test_the_files_are_those_made_from_lessons_and_toml(number: str) -> None:
    pairs = [pair for pair in LESSONS if pair[0].name[:2] == number]
    exercises, path = [lesson_of(*pair) for pair in pairs], pairs[0][0]
    again = f"run `trilateral build --turns {number}`"
    assert content("questions", path) == make_turns(*exercises), again
    assert content("worked", path) == make_worked(*exercises), again
    key, told = content("keys", path), []
    for question, right, wrong, stub in chain.from_iterable(map(evaluate_with_stubs, exercises)):
        rounded = [canonical(value, question.shape) for value in (right, *wrong)]
        exact = [canonical_forms(value, question.shape)[1] for value in wrong]
        told.append([question.number, *rounded, *(form for form in exact if form)])
        entry = key["questions"][question.number]
        assert sorted(entry["wrong"].values()) == sorted(one.message for one in question.wrong), again
        assert ("stub" in entry) == (not is_blank(stub)), again
        for words in (*question.hints, *(one.message for one in question.wrong)):
            assert not leaks_answer(words, rounded[0]), (question.number, words)
    assert key["seal"] == key_checksum(told, key["questions"]), again


@every_lesson
def test_the_solved_lesson_differs_in_the_turns_only(path: Path, toml: Path) -> None:
    exercise = lesson_of(path, toml)
    solved = {cell.id: cell for cell in read(toml.with_suffix(".ipynb")).cells}
    untouched = {cell.id: cell for cell in read(path).cells}
    made = {cell.id: cell.source for cell in exercise.solution.cells}
    assert {name: cell.source for name, cell in solved.items()} == made
    assert list(solved) == list(untouched)
    turns = {question.cell_id("a"): question.number for question in exercise.questions}
    for name, cell in untouched.items():
        assert cell.metadata == solved[name].metadata, name
        if name in turns:
            assert stored(solved[name]).endswith(f"{turns[name]}: right.\n")
            said = f"Your turn {turns[name]}: not yet filled. Change the cell and run it again, or read on."
            assert stored(cell) == f"{wrapped(said)}\n"
        elif cell.cell_type == "code":
            assert cell.source == solved[name].source
            assert cell.outputs == solved[name].outputs, f"{name} depends on a turn"


def stored(cell: Any) -> str:
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


@every_lesson
def test_there_is_enough_to_do(path: Path, toml: Path) -> None:
    exercise = lesson_of(path, toml)
    assert len(exercise.questions) >= 5
    prompts = [cell.source for cell in read(path).cells if cell.id.startswith("y-")]
    ways = {way for prompt in prompts for way in re.findall(r"\A\*\*Your turn [^*]+\*\* \*(\w+)", prompt)}
    # Charts are taught in lesson 02; the last lesson is about judgement: it has nothing to repair or draw.
    more = {"Decide"} if path.name > "09" else {"Repair", "Draw"} if path.name > "02" else {"Repair"}
    assert {"Predict", "Change"} | more <= ways
    for cell in read(path).cells:
        if cell.id.startswith(("y-", "t-")):
            assert cell.metadata["tags"][0] == "your-turn"


@every_lesson
def test_a_lesson_that_is_handed_in_is_told_as_one(path: Path, toml: Path) -> None:
    for file in (path, toml.with_suffix(".ipynb")):
        with pytest.raises(NotGradable, match=f"this is notebook {lesson_number(path.name)}, a lesson"):
            parse_submission(file.read_bytes())


# --- what an author is told --------------------------------------------------------------------------------

FIRST = next(lesson for lesson in LESSONS if lesson[0].name.startswith("02"))
WRONG_SOURCES = [
    ("toml", '[turn."2.t7"]', '[turn."2.t9"]', "the turns must be 2.t1 to 2.t7, in this order"),
    ("toml", '\nreason = "The pattern', '\nreasons = "The pattern', "turn 2.t1: 'reason' is missing"),
    ("toml", "turn_2_3 = summits", "turn_3 = summits", "turn 2.t3: the solution does not name turn_2_3"),
    (
        "toml",
        "turn_2_3 = summits",
        "day = turn_2_3 = summits",
        "cell t-2-3 gives day a value, and a cell below uses it",
    ),
    ("toml", 'kind = "choice"', 'kind = "choise"', "question 2.t2: kind must be one of"),
    ("toml", '[["visit"', '[["visits"', "question 2.t1: nothing of 'visits', of words, is there"),
    (
        "toml",
        'words = [["visit", "summit"], ',
        'words = [["bar", "mark"], ',
        "its text does not tell its words",
    ),
    ("lesson", '"t-2-4"', '"t-2-8"', "cell t-2-8: the lesson's turns and the TOML's are not the same"),
    ("lesson", "**Your turn 2.t4.**", "**Your turn.**", "cell y-2-4 must begin with: **Your turn 2.t4.**"),
    (
        "lesson",
        'check(\\"2.t4\\", turn_2_4)',
        'check(\\"2.t4\\", 4)',
        "t-2-4: its last line must be exactly",
    ),
    ("lesson", "turn_2_4 = ...", "turn_24 = ...", "turn 2.t4: the stub does not name turn_2_4"),
]


@pytest.mark.parametrize(("which", "old", "new", "reason"), WRONG_SOURCES)
def test_a_wrong_source_is_told(tmp_path: Path, which: str, old: str, new: str, reason: str) -> None:
    path, toml = (Path(shutil.copy(one, tmp_path)) for one in FIRST)
    changed = {"lesson": path, "toml": toml}[which]
    text = changed.read_text(encoding="utf-8")
    assert old in text
    changed.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(NotebookError, match=re.escape(reason)) as caught:
        read_lesson(path, toml)
    assert "\n" not in str(caught.value)


# --- a person at work --------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def at_work(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A kernel in the folder of the lessons, with nobody grading."""
    course = tmp_path_factory.mktemp("course")
    for what in ("questions", "keys", "worked"):
        (course / "exercises" / what).mkdir(parents=True)
        for name in ("02.json", "02-turns.json"):
            shutil.copy(FOLDER / what / name, course / "exercises" / what)
    (course / "notebooks").mkdir()
    with session(course / "notebooks") as kernel:
        yield kernel


OPEN = "not yet filled"
TITLES = 'turn_2_1 = len(neighbours[neighbours["title"].str.contains(%s)])'
BARS = "turn_2_6 = %s.plot.bar(title='By time', xlabel='year', ylabel='events')\nshow(turn_2_6.figure, '%s')"
# What is typed into the cells of the turns, one line each: the turn, what is in the cell, and what is said.
# fmt: off
TYPED = [
    (1, "", None),
    (1, "# later", None),
    (1, 'check("2.t1", turn_2_1)', "turn_2_1"),
    (1, TITLES % '"apologises|statement|declaration"', "gives what the line gave before you"),
    (1, TITLES % '"declaration|statement|apologises"', "gives what the line gave before you"),
    (1, TITLES % '"visit" or "summit"', "no more than the titles with *visit*"),
    (1, TITLES[:-1] % '"visit|summit"', "bracket"),
    (1, "turn_2_1 = nieghbours", "neighbours"),
    (1, 'turn_2_1 = neighbours["title"].str.contains("visit|summit").sum()', "2.t1: right."),
    (2, "turn_2_2 = ...", OPEN),
    (2, "turn_2_2 = b", "quotation marks"),
    (2, "turn_2_2 = 85", "Expected one letter"),
    (2, 'turn_2_2 = "a"\nturn_2_2 = "d"', "four months would end on 9 May"),
    (2, 'turn_2_2 = "a", "b"', "Expected one letter"),
    (2, 'turn_2_2 == "b"', "compares `turn_2_2` with a value"),
    (2, 'turn_22 = "b"', "this check looks for `turn_2_2`"),
    (2, 'answer_2_2 = "b"', "this check looks for `turn_2_2`"),
    (2, 'turn 2.2 = "b"', "turn_2_2"),
    (2, 'turn_2_2 = "B"', "2.t2: right."),
    (3, "print('on')\nwhile True:\n    pass", "You stopped this cell"),
    (3, 'turn_2_3 = summits["date"].diff().days.max()', "Use dt.days"),
    (3, "turn_2_3 = turn_2_1", "not the right one"),
    (3, 'turn_2_3 = print(gaps.max())', "print only shows"),
    (3, "turn_2_3 = gaps.max()", "2.t3: right."),
    (4, "turn_2_4 = True", "Expected one letter"),
    (
        4,
        'neighbours = turn_2_4 = "b"',
        "This cell gives `neighbours` a new value, and cells below use the old one.",
    ),
    (5, "turn_2_5 = 'August'", "Expected a number; this is text."),
    (5, "turn_2_5 = 12", "A good guess"),
    (5, "turn_2_5 = 8", "2.t5: right."),
    (6, "turn_2_6 = by_year", "Expected a chart with bars; this is a column (Series)"),
    (6, "turn_2_6 = by_year.plot()", "this shows a line"),
    (6, "turn_2_6 = by_year.plot.bar()", "It has no title yet"),
    (6, BARS % ("by_month", "August has 13, more than all"), "These are the months."),
    (6, BARS % ("by_year", "Most in 2016 and 2017, with 8"), "2.t6: right."),
    (7, 'turn_2_7 = "c"', "Rows would double"),
    (7, "import os\nturn_2_7 = ...", OPEN),
]
# fmt: on


def test_whatever_is_typed_the_lesson_goes_on(at_work: Session) -> None:
    """One kernel for all: a person runs each cell of the lesson, and those of the turns with each line above.

    The lesson's own cells must give what they give in the untouched lesson, whatever stood above them.
    """
    typed = {f"t-2-{turn}": [] for turn, *_ in TYPED}
    for turn, source, said in TYPED:
        typed[f"t-2-{turn}"].append((source, said))
    untold = []
    cells = read(ROOT / "notebooks" / "02-two-neighbours.ipynb").cells
    for cell in cells:
        if cell.cell_type != "code":
            continue
        number = f"2.t{cell.id.rpartition('-')[2]}"
        for source, said in typed.get(cell.id, ()):
            bare = said is None or source.startswith("check(")
            by_year = 'by_year = neighbours["date"].dt.year.value_counts().sort_index().tail(8)\n'
            begin = by_year if cell.id == "t-2-6" else ""
            call = "" if bare else f'\n\ncheck("{number}", turn_{number.replace(".t", "_")})'
            ran = at_work.run(begin + source + call, cell.id, interrupt="while True" in source)
            if (said or "") not in ran.told + ran.said:
                untold.append((source, said, ran.printed + ran.said))
            if "neighbours = " in source:
                at_work.run(next(one.source for one in cells if one.id == "pick"), "pick")
        if cell.id not in typed:
            ran = at_work.run(cell.source, cell.id)
            assert not ran.error, (cell.id, ran.said)
            shown = [out.data["text/plain"] for out in cell.outputs if out.output_type != "stream"]
            assert [data["text/plain"] for data in ran.shown][: len(shown)] == shown, cell.id
            left = "Your turns that are not right yet: 2.t7.\n" if cell.id == "done" else ""
            assert ran.printed == stored(cell) + left, cell.id
    assert untold == []
    said = at_work.run("from trilateral import progress\nprogress()").told
    assert "turns 6 of 7 right" in said


def test_a_worked_solution_comes_after_a_try_and_three_hints(at_work: Session) -> None:
    at_work.run("from trilateral import check, hint\ncheck('2.t7', 'c')")
    assert "comes after a try of your own" in at_work.run('hint("2.9", 4)').told
    assert 'first come the hints. Next: hint("2.t7", 1)' in at_work.run('hint("2.t7", 4)').told
    last = at_work.run('hint("2.t7", 1); hint("2.t7", 2); hint("2.t7", 3)').told
    assert 'After a try of your own, hint("2.t7", 4) shows a worked solution.' in last
    worked = at_work.run('hint("2.t7", 4)').told
    assert worked.startswith('2.t7, a worked solution:\n\n    turn_2_7 = "b"\n\nWhy: Each event names one')
    assert "has hints 1 to 3" in at_work.run('hint("2.t7", 5)').told
    tried = 'check("2.10", "a"); [hint("2.10", n) for n in (1, 2, 3, 4)]'
    assert '2.10, a worked solution:\n\n    answer_2_10 = "c"' in at_work.run(tried).told
