"""The one grammar of the names of an exercise's parts."""

import pytest

from trilateral.exercises.ids import CELL, cell_id, exercise_in, exercise_of, is_question, variable


def test_names_of_a_question() -> None:
    assert (cell_id("a", "3.10"), variable("3.10"), exercise_of("3.10")) == ("a-3-10", "answer_3_10", "03")
    assert CELL.fullmatch("r-12-1")["letter"] == "r"


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
