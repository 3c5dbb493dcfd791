"""The canonical form of an answer: what means the same is the same, and nothing else is."""

import datetime as dt
import itertools
import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from trilateral.exercises.canonical import (
    KINDS,
    BlankAnswer,
    InvalidAnswer,
    Shape,
    canonical,
    describe_type,
    expected,
)
from trilateral.record.load import load

NUMBER = Shape.from_dict("number")
ONE_PLACE = Shape.from_dict("number 1")
DATE = Shape.from_dict("date")
TEXT = Shape.from_dict("text")
BOOLEAN = Shape.from_dict("boolean")
CHOICE = Shape.from_dict("choice")
ROWS = Shape.from_dict("rows")
SET = Shape.from_dict("set")
MONTH = Shape.from_dict({"kind": "date", "precision": "month"})
MONTHS = Shape.from_dict({"kind": "set", "of": {"kind": "date", "precision": "month"}})
DATES = Shape.from_dict({"kind": "set", "of": "date"})
LIST = Shape.from_dict({"kind": "list", "of": "number 1"})
TABLE = Shape.from_dict({"kind": "table", "columns": {"format": "text", "meetings": "number"}})
ORDERED = Shape.from_dict(
    {"kind": "table", "columns": {"format": "text", "meetings": "number"}, "ordered": True}
)
FUNCTION = Shape.from_dict({"kind": "function", "of": "number", "arguments": [[1], [2], [5]]})
# What people draw has cases of its own: charts.py.
CHART = Shape.from_dict({"kind": "chart", "charts": ["bar"], "columns": {"year": "number", "n": "number"}})

FRAME = pd.DataFrame({"format": ["summit", "DTT"], "meetings": [3, 2]})
COLUMN = pd.Series(["summit", "summit", "summit", "DTT", "DTT"], name="format")

# Each line holds answers that mean the same; no two lines of one shape do.
SAME = [
    (
        NUMBER,
        [12, 12.0, np.int64(12), np.float32(12), Decimal("12.0"), Fraction(24, 2), np.array(12), 12 + 1e-14],
    ),
    (NUMBER, [12.4, np.float64(12.4), 12.399999999999999]),
    (NUMBER, [0, -0.0, 0.0]),
    (NUMBER, [-12]),
    (NUMBER, [1e12, 10**12]),
    (NUMBER, [123456789012345, 123456789012345.0]),
    (NUMBER, [123456789012346]),
    (NUMBER, [0.1 + 0.2, 0.3]),
    (ONE_PLACE, [12, 12.04, 11.96, 12.0]),
    (ONE_PLACE, [12.1, 12.14]),
    (ONE_PLACE, [0, -0.01]),
    (
        DATE,
        [
            "2017-04-20",
            " 2017-04-20 ",
            "2017-04-20T15:00",
            dt.date(2017, 4, 20),
            dt.datetime(2017, 4, 20, 23, 59),
            pd.Timestamp("2017-04-20"),
            pd.Timestamp("2017-04-20 09:00", tz="Asia/Seoul"),
            np.datetime64("2017-04-20"),
            pd.Period("2017-04-20", "D"),
        ],
    ),
    (DATE, ["2017-04-19", dt.date(2017, 4, 19)]),
    (DATE, ["0996-04-19"]),
    (MONTH, ["2017-04", "2017-04-01", dt.date(2017, 4, 30), pd.Period("2017-04", "M")]),
    (MONTH, ["2017-05"]),
    (MONTHS, [["2017-04", "2017-05"], pd.period_range("2017-04", "2017-05", freq="M")]),
    (
        TEXT,
        ["Park Geun-hye", " park  geun-hye ", "PARK GEUN‑HYE", np.str_("Park Geun-hye"), "Park\nGeun-hye"],
    ),
    (TEXT, ["“comfort women”", '"Comfort women"']),
    (TEXT, ["독도", "독도"]),
    (TEXT, ["3"]),
    (BOOLEAN, [True, np.bool_(True), 1 < 2, np.array(True)]),
    (BOOLEAN, [False, pd.Series([1]).eq(2).any()]),
    (CHOICE, ["b", "B", "(b)", "b)", " b. "]),
    (CHOICE, ["d"]),
    (
        ROWS,
        [
            ["C02", "C01", "C02"],
            {"c01", "C02"},
            ("C01", "C02"),
            pd.Series(["C01", "C02"], index=[7, 8]),
            np.array(["C02", "C01"]),
            pd.DataFrame({"id": ["C01", "C02"], "claim": ["x", "y"]}),
            {"C01": 1, "C02": 2}.keys(),
        ],
    ),
    (ROWS, ["C01", ["C01"]]),
    (ROWS, [[], set(), pd.Series([], dtype=str)]),
    (
        SET,
        [["JPN", "USA"], frozenset({"USA", "JPN"}), pd.Index(["USA", "JPN"]), pd.Categorical(["JPN", "USA"])],
    ),
    (SET, [{"JPN"}]),
    (
        DATES,
        [
            ["2016-01-06", "2016-09-09"],
            {dt.date(2016, 9, 9), dt.date(2016, 1, 6)},
            pd.Series(pd.to_datetime(["2016-01-06", "2016-09-09"])),
            np.array(["2016-01-06", "2016-09-09"], dtype="datetime64[ns]"),
            pd.DatetimeIndex(["2016-09-09", "2016-01-06"]),
        ],
    ),
    (LIST, [[1, 2, 3], (1.0, 2.0, 3.04), range(1, 4), pd.Series([1, 2, 3]), np.array([1, 2, 3])]),
    (LIST, [[3, 2, 1]]),
    (LIST, [[1, 1, 2, 3]]),
    (
        TABLE,
        [
            FRAME,
            FRAME.iloc[::-1],
            FRAME[["meetings", "format"]],
            FRAME.assign(extra=1),
            FRAME.set_index("format"),
            FRAME.set_index("format")["meetings"],
            FRAME.rename(columns=str.upper),
            FRAME.astype({"format": "category", "meetings": float}),
            COLUMN.value_counts(),
            COLUMN.value_counts().reset_index(name="meetings"),
            COLUMN.to_frame().groupby("format").size(),
            COLUMN.astype("category").to_frame().groupby("format", observed=True).size(),
            pd.Series({"summit": 3, "DTT": 2}),
            pd.DataFrame({"meetings": {"summit": 3, "DTT": 2}}),
        ],
    ),
    (TABLE, [FRAME.assign(meetings=[2, 3])]),
    (TABLE, [FRAME.assign(meetings=[3, np.nan]), FRAME.assign(meetings=[3, None])]),
    (TABLE, [FRAME.head(1)]),
    (ORDERED, [FRAME, FRAME.reset_index()]),
    (ORDERED, [FRAME.iloc[::-1]]),
    (FUNCTION, [lambda x: x * 2, lambda x: float(x + x), np.vectorize(lambda x: x * 2)]),
    (FUNCTION, [lambda x: x * 3]),
    (FUNCTION, [lambda x: x * 2 if x < 5 else None]),
]


@pytest.mark.parametrize(("shape", "answers"), SAME)
def test_answers_that_mean_the_same_are_the_same(shape: Shape, answers: list[object]) -> None:
    assert len({canonical(answer, shape) for answer in answers}) == 1


def test_answers_that_differ_stay_different() -> None:
    for (shape, one), (other_shape, other) in itertools.combinations(SAME, 2):
        if shape == other_shape:
            assert canonical(one[0], shape) != canonical(other[0], shape), (one, other)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("answer", [..., None, "", "   "])
def test_no_answer_is_blank_for_every_kind(kind: str, answer: object) -> None:
    shape = next(shape for shape in [CHART, *(shape for shape, _ in SAME)] if shape.kind == kind)
    with pytest.raises(BlankAnswer):
        canonical(answer, shape)


def test_a_stub_of_a_function_is_blank() -> None:
    def stub(x): ...

    with pytest.raises(BlankAnswer):
        canonical(stub, FUNCTION)
    with pytest.raises(BlankAnswer):
        canonical(lambda x: ..., FUNCTION)


UNFIT = [
    (NUMBER, "12", "Expected a number; this is text. Take the quotation marks away."),
    (NUMBER, True, "Expected a number; this is True or False."),
    (NUMBER, pd.Timedelta(days=3), ".days"),
    (NUMBER, pd.Series([3, 4]), "len(...) counts its values"),
    (NUMBER, float("nan"), "missing (NaN)"),
    (NUMBER, float("inf"), "far too large"),
    (NUMBER, 10**6000, "far too large"),
    (NUMBER, [3, 4], "this is a list"),
    (NUMBER, len, "this is a function"),
    (NUMBER, 3j, "something else"),
    (DATE, "20 Aprril 2017", "YYYY-MM-DD"),
    (DATE, "2017-02-30", "YYYY-MM-DD"),
    (DATE, 2017, "Expected a date; this is a number."),
    (DATE, pd.NaT, "missing (NaT)"),
    (DATE, np.datetime64("NaT"), "missing (NaT)"),
    (DATE, pd.Period("2017-04", "M"), "this is a period"),
    (TEXT, 3, "Expected a text in quotation marks; this is a number."),
    (TEXT, b"abc", "Expected a text in quotation marks"),
    (TEXT, "x" * 10**6, "far too long"),
    (BOOLEAN, "True", "Expected True or False; this is text. Take the quotation marks away."),
    (BOOLEAN, 1, "Expected True or False; this is a number."),
    (CHOICE, "e", '"a" to "d"'),
    (CHOICE, "both a and b", '"a" to "d"'),
    (CHOICE, 1, "quotation marks"),
    (SET, "JPN", "Expected texts (a column, list or set; the order is free); this is text."),
    (SET, {"JPN": "KOR"}, "this is a dictionary"),
    (SET, ["JPN", 3], "One of its items does not fit. Expected a text"),
    (SET, [["JPN", "USA"]], "this is a list"),
    (SET, ["x"] * 10**6, "1000000 items"),
    (SET, np.array([["a", "b"]]), "more dimensions"),
    (ROWS, load("claims")[["claim"]], "Expected the ids of rows"),
    (LIST, {1, 2, 3}, "a set has no order"),
    (LIST, (i for i in range(3)), "something else"),
    (TABLE, {"format": ["summit"]}, "this is a dictionary"),
    (TABLE, FRAME[["format"]], "there is no column meetings"),
    (TABLE, FRAME["format"].rename(None), "there is no column format"),
    (TABLE, FRAME.assign(meetings=["3", "2"]), "A value in column meetings does not fit. Expected a number"),
    (TABLE, pd.DataFrame({"format": ["x"] * 30_000}), "30000 rows"),
    (FUNCTION, 4, "Did you call it?"),
    (FUNCTION, int, "Expected a function"),
    (FUNCTION, lambda: 3, "an error (TypeError) when it is called with (1)"),
    (FUNCTION, lambda x: sys.exit(3), "an error (SystemExit)"),
    (FUNCTION, lambda x: str(x), "What it returns for (1) does not fit. Expected a number; this is text."),
]


@pytest.mark.parametrize(("shape", "answer", "reason"), UNFIT, ids=[str(n) for n in range(len(UNFIT))])
def test_an_answer_of_the_wrong_kind_is_told_in_one_line(shape: Shape, answer: object, reason: str) -> None:
    with pytest.raises(InvalidAnswer) as caught:
        canonical(answer, shape)
    assert reason in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_date_in_an_array_keeps_its_day_and_a_number_stays_a_number() -> None:
    with pytest.raises(InvalidAnswer):
        canonical(np.array([1, 2]), DATES)


def test_a_function_gets_fresh_arguments_and_its_prints_are_not_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    shape = Shape.from_dict(
        {
            "kind": "function",
            "of": {"kind": "list", "of": "text"},
            "arguments": [[["b", "a"]], [["b", "a"]]],
        }
    )

    def sorts_in_place(items):
        print("I was here")
        changed = items[0] == "a"
        items.sort()
        return ["seen before"] if changed else items

    assert canonical(sorts_in_place, shape) == canonical(lambda items: ["a", "b"], shape)
    assert capsys.readouterr().out == ""


def test_a_function_can_be_given_dates_and_tables() -> None:
    shape = Shape.from_dict(
        {"kind": "function", "of": "number", "arguments": [[{"table": "meetings"}, {"date": "2016-01-01"}]]}
    )
    meetings = load("meetings")
    count = int((meetings["date"] >= "2016-01-01").sum())
    assert canonical(lambda table, day: (table["date"] >= day).sum(), shape) == canonical(
        lambda *_: count, shape
    )
    with pytest.raises(InvalidAnswer, match=r"called with \(meetings, 2016-01-01\)"):
        canonical(lambda table, day: 1 / 0, shape)


@pytest.mark.parametrize("shape", {str(shape): shape for shape, _ in SAME}.values(), ids=lambda s: s.kind)
def test_a_shape_survives_its_description(shape: Shape) -> None:
    assert Shape.from_dict(shape.to_dict()) == shape
    assert expected(shape)


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("nombre", "kind must be one of"),
        ({}, "kind must be one of"),
        ({"kind": "number", "decimal": 1}, "unknown setting: decimal"),
        ({"kind": "table"}, "a table needs columns"),
        ({"kind": "number", "precision": "month"}, "precision can only be 'month'"),
        ({"kind": "date", "precision": "week"}, "precision can only be 'month'"),
        ({"kind": "function"}, "a function needs arguments"),
        ({"kind": "set", "of": "set"}, "items of a set"),
        ("number x", "invalid literal"),
    ],
)
def test_a_wrong_description_is_told(words: object, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        Shape.from_dict(words)


def test_nothing_depends_on_the_order_of_hashes() -> None:
    code = (
        "from trilateral.exercises.canonical import *\n"
        "print(canonical({'JPN','USA','KOR','PRK','CHN','RUS'}, Shape.from_dict('set')),"
        "canonical(frozenset({'c01','c02','c03','c04'}), Shape.from_dict('rows')))"
    )
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1
    assert outputs.pop().strip()


def test_words_for_an_answer_take_nothing_from_it() -> None:
    class Secret:
        def __repr__(self) -> str:
            return "<script>"

    assert describe_type(Secret()) == "something else"
