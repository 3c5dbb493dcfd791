"""The one grammar of the names of an exercise's parts."""

import re

import pytest

from trilateral.exercises.ids import (
    CELL,
    cell_id,
    checked_in,
    exercise_in,
    exercise_of,
    given_in,
    has_cells,
    is_question,
    is_turn,
    prompt_name,
    prompt_number,
    question_of,
    set_of,
    variable,
)


def test_names_of_a_question() -> None:
    assert (cell_id("a", "3.10"), variable("3.10"), exercise_of("3.10")) == ("a-3-10", "answer_3_10", "03")
    assert CELL.fullmatch("r-12-1")["letter"] == "r"


def test_names_of_a_turn() -> None:
    assert (cell_id("q", "3.t10"), cell_id("a", "3.t10"), variable("3.t10")) == (
        "y-3-10",
        "t-3-10",
        "turn_3_10",
    )
    assert (exercise_of("3.t1"), set_of("3.t1"), set_of("3.1")) == ("03", "03-turns", "03")
    assert CELL.fullmatch("t-3-1") is None, "a grader looks for no turn"
    source = "turn_3_1 = 4\ncheck('3.t1', turn_3_1)\n"
    assert (given_in(source), checked_in(source), exercise_in(source)) == ([], [], "")
    assert is_turn("3.t1") and not is_question("3.t1")


@pytest.mark.parametrize("number", ["3.1", "3.t", "3.T1", "3.t1.2", "t1", "3.t１", " 3.t1", None, "../3.t1"])
def test_what_is_no_number_of_a_turn(number: object) -> None:
    assert not is_turn(number)


@pytest.mark.parametrize("text", ["a-3", "b-3-1", "A-3-1", "a-3-1 ", "a-003-1", "a-३-1", "a--3-1", "a-3-1-2"])
def test_what_is_no_id_of_a_cell(text: str) -> None:
    assert CELL.fullmatch(text) is None


@pytest.mark.parametrize("number", ["3", "3.", "3.1.2", "003.1", "３.1", " 3.1", "3,1", 3.1, None, "../1.1"])
def test_what_is_no_number_of_a_question(number: object) -> None:
    assert not is_question(number)


@pytest.mark.parametrize(
    ("text", "exercise"),
    [
        ('{"id": "a-3-1"}, {"grade_id": "c-3-1"}, {"id": "a-4-1"}', "03"),
        ('"source": ["answer_12_1 = 5\\n", "answer_1_1"]  answer_12_2', "12"),
        ('{"cells": [{"id": "r-7-2"', "07"),
        ("my_answer_3_1, area-3-1, a-3", ""),
        ("", ""),
    ],
)
def test_the_exercise_of_which_a_file_speaks(text: str, exercise: str) -> None:
    assert exercise_in(text) == exercise


@pytest.mark.parametrize(
    ("name", "question"),
    [
        ("a-3-1", "3.1"), ("q-12-10", "12.10"), ("r-03-01", "3.1"), ("answer_3_1", "3.1"),
        ("answer_03_1", "3.1"),
        ("turn_3_1", "3.t1"), ("t-3-1", "3.t1"), ("y-12-10", "12.t10"), ("turn_3", ""),
        ("", ""), ("a-3", ""), ("a-3-1-2", ""), ("x-3-1", ""), ("answer_3", ""), ("my_answer_3_1", ""),
        ("answer_3_1b", ""), ("a-３-1", ""), ("answer_123_1", ""), ("cell-a-3-1", ""),
    ],
)  # fmt: skip
def test_a_cell_or_a_name_tells_its_question(name: str, question: str) -> None:
    assert question_of(name) == question


def test_a_source_tells_what_it_checks_and_gives() -> None:
    source = "answer_3_1 = 4\nanswer_3_2 == 4\ndef answer_03_4(x):\n    pass\n"
    source += "check('3.1', 1)\n  check(\"03.02\", 2)\n"
    assert (given_in(source), checked_in(source)) == (["3.1", "3.4"], ["3.1", "3.2"])


@pytest.mark.parametrize(
    ("text", "has"),
    [
        ('"id": "a-3-1"', True),
        ("'c-3-1' cut o", True),
        ('"r-1-1"', True),
        ('"q-3-1"', False),
        ('"a-3"', False),
    ],
)
def test_a_file_that_may_be_damaged_tells_whether_it_is_worked_in(text: str, has: bool) -> None:
    assert has_cells(text) == has


@pytest.mark.parametrize(
    ("number", "name"),
    [
        ("3.1", "Reflect 3.A"),
        ("3.10", "Reflect 3.J"),
        ("12.5", "Reflect 12.E"),
        ("3.0", "Reflect 3.0"),
        ("3.99", "Reflect 3.99"),
    ],
)
def test_a_prompt_has_a_name_that_no_spreadsheet_retypes(number: str, name: str) -> None:
    """LibreOffice keeps it in six languages; it makes numbers of 3.1, and dates of 3-1 in ko, ja and zh."""
    assert prompt_name(number) == name
    assert re.fullmatch(r"[A-Z][a-z]{6} .+", name), "a word first, which is no month"
    assert prompt_number(number) == number
    if name[-1].isalpha():
        assert prompt_number(name) == prompt_number(name.removeprefix("Reflect ")) == number
