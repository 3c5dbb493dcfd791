"""Forms that students wrote and that were refused, or were refused without a true reason."""

import collections

import pytest
from exercises.test_answer_forms import (
    CHOICE,
    CLAIMS,
    CODES,
    DATE,
    DATES,
    DAYS,
    FUNCTION,
    MONTH,
    NUMBER,
    NUMBERS,
    ROWS,
    SET,
    TABLE,
    TEXT,
    YEARS,
)  # fmt: skip

from trilateral.exercises.answer_record import examine
from trilateral.exercises.canonical import InvalidAnswer, Shape, canonical
from trilateral.exercises.cell_source import by_source
from trilateral.exercises.verdict import Reason, Verdict

MEANT = [
    (CHOICE, "b) It does not follow: no record settles advice.", "b"),
    (CHOICE, "b. It does not follow", "b"),
    (CHOICE, "(b) It does not follow", "b"),
    (CHOICE, "option c", "c"),
    (CHOICE, "Answer: C", "c"),
    (CHOICE, "the answer is c", "c"),
    (CHOICE, "letter c)", "c"),
    (MONTH, "9/2012", "2012-09"),
    (MONTH, "09.2012", "2012-09"),
    (MONTH, "9-2012", "2012-09"),
    # What was counted by is the answer, and stands in the index or as the keys.
    (SET, CODES.value_counts(), ["JPN", "KOR"]),
    (SET, CODES.value_counts().to_frame(), ["JPN", "KOR"]),
    (SET, CODES.groupby(CODES).size(), ["JPN", "KOR"]),
    (SET, CODES.astype("category").value_counts(), ["JPN", "KOR"]),
    (SET, CODES.value_counts(normalize=True), ["JPN", "KOR"]),
    (SET, CODES.value_counts().to_dict(), ["JPN", "KOR"]),
    (SET, CODES.drop_duplicates().to_dict(), ["JPN", "KOR"]),
    (SET, collections.Counter(CODES), ["JPN", "KOR"]),
    (DATES, DAYS.value_counts(), ["2016-01-06", "2016-09-09"]),
    (ROWS, CLAIMS["id"].to_dict(), list(CLAIMS["id"])),
    (ROWS, CLAIMS["id"].value_counts(), list(CLAIMS["id"])),
    (NUMBERS, {"a": 3, "b": 1, "c": 2}, [3, 1, 2]),
    (TABLE, {2016: 24, 2017: 16}, YEARS),
    (TABLE, {"year": [2016, 2017], "tests": [24, 16]}, YEARS),
    (TABLE, YEARS.to_dict("list"), YEARS),
    (TABLE, YEARS.to_dict("records"), YEARS),
    (TABLE, YEARS.to_dict("series"), YEARS),
]
REFUSED = [
    (NUMBER, "53.3%", "the number alone is asked for"),
    (NUMBERS, "26.0, 4.9, 13.3", "Take the quotation marks away, and put brackets around all"),
    (TEXT, {"a", "b"}, ".explode() makes a row of each"),
    (SET, [frozenset({"a", "b"}), frozenset()], ".explode() makes a row of each"),
    (SET, {"a": "b"}, "list(...) around it takes its keys"),
    (NUMBERS, {2016: 24, 2017: 16}, "list(....values()) its values"),
    (MONTH, "13/2012", "Write it as 'YYYY-MM'."),
    (MONTH, "soon", "Write it as 'YYYY-MM'."),
    (DATE, "02.2017", "names a month"),
    (CHOICE, "c or b", "one letter"),
    (CHOICE, "b) or c)", "one letter"),
    (CHOICE, "a, b", "one letter"),
    (CHOICE, "answer", "one letter"),
    (CHOICE, "It does not follow", "one letter"),
    (SET, CODES.map({}), "this is a blank (NaN)"),
    (TABLE, YEARS["tests"].rename("days"), "this is one column (Series), and there is no column year, tests"),
    (FUNCTION, lambda: 1, "it takes no values. Write a name for each"),
    (FUNCTION, lambda one, two: 1, "it takes 2 values"),
]


@pytest.mark.parametrize(("shape", "given", "meant"), MEANT, ids=[str(n) for n in range(len(MEANT))])
def test_what_a_student_wrote_is_what_they_meant(shape: Shape, given: object, meant: object) -> None:
    assert canonical(given, shape) == canonical(meant, shape)


@pytest.mark.parametrize(("shape", "given", "reason"), REFUSED, ids=[str(n) for n in range(len(REFUSED))])
def test_what_is_refused_says_a_true_reason(shape: Shape, given: object, reason: str) -> None:
    with pytest.raises(InvalidAnswer) as caught:
        canonical(given, shape)
    assert reason in str(caught.value)


def sometimes(number: int) -> int | None:
    return number if number > 1 else None


def test_a_function_that_gives_nothing_for_some_values_is_told_for_which() -> None:
    record = examine("1.1", sometimes, FUNCTION)
    assert record.kind == "answer"
    assert "For (1) it returns nothing (None)" in record.text
    assert examine("1.1", abs, FUNCTION).text == ""


def test_a_minus_between_two_columns_is_told_of() -> None:
    refused = Verdict("wrong", Reason("invalid", {"text": examine("1.1", CODES.map({}), SET).text}))
    assert "set(one) - set(other)" in by_source(refused, "x = new - old", "1.1", "set").reason.values["also"]
    assert by_source(refused, "x = codes.map(names)", "1.1", "set") == refused


@pytest.mark.parametrize(
    ("source", "told"),
    [
        ('x = ["b" "d" "a"]', True),
        ("x = {'b', 'd' 'a'}", True),
        ('x = ["b", "d", "a"]', False),
        ('x = "b d a".split(" ")', False),
        ('x = ["b" "d"', False),
    ],
)
def test_a_comma_that_is_missing_between_texts_is_told_of(source: str, told: bool) -> None:
    wrong = Verdict("wrong", Reason("general", {"expected": "a list"}))
    assert ("stands no comma" in str(by_source(wrong, source, "1.1", "list"))) == told


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("answer_1_1 = claims.shape", ".shape[0] is the number of rows"),
        ("rows = claims.shape\nanswer_1_1 = rows", ".shape[0] is the number of rows"),
        ("answer_1_1 = 65,13", "the comma makes a pair"),
    ],
)
def test_a_pair_is_told_by_how_it_was_made(source: str, said: str) -> None:
    refused = Verdict("wrong", Reason("invalid", {"text": examine("1.1", (65, 13), NUMBER).text}))
    assert said in by_source(refused, source, "1.1", "number").reason.values["text"]
