"""What people write for an answer: any form that a student could honestly use is right, and no other."""

import array
import collections
import datetime as dt
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest
from exercises.samples import Lent

from trilateral.exercises.answer_record import examine
from trilateral.exercises.canonical import BlankAnswer, InvalidAnswer, Shape, canonical
from trilateral.exercises.cell_source import by_source
from trilateral.exercises.verdict import Reason, Verdict
from trilateral.record.load import load

NUMBER, DATE, TEXT = map(Shape, ("number", "date", "text"))
BOOLEAN, CHOICE = map(Shape, ("boolean", "choice"))
MONTH = Shape.from_dict({"kind": "date", "precision": "month"})
SET, ROWS = Shape.from_dict("set"), Shape.from_dict("rows")
DATES = Shape.from_dict({"kind": "set", "of": "date"})
NUMBERS = Shape.from_dict({"kind": "list", "of": "number"})
TABLE = Shape.from_dict({"kind": "table", "columns": {"year": "number", "tests": "number"}})
FUNCTION = Shape.from_dict({"kind": "function", "of": "number", "arguments": [[1], [2]]})

YEARS = pd.DataFrame({"year": [2016, 2017], "tests": [24, 16]})
CODES = pd.Series(["JPN", "KOR", "JPN"])
DAYS = pd.Series(pd.to_datetime(["2016-01-06", "2016-09-09"]))
CLAIMS = load("claims").head(2)


class LentTable:
    """A table of another library: it names its columns and turns into pandas."""

    columns = ("year", "tests")

    def __len__(self) -> int:
        return 2

    def __iter__(self) -> Iterator[object]:
        return iter(())

    def __contains__(self, name: object) -> bool:
        return False

    def to_pandas(self) -> pd.DataFrame:
        return YEARS


# What people write, and what they mean by it.


MEANT = [
    (SET, CODES.unique(), ["JPN", "KOR"]),
    (SET, CODES.astype("string").unique(), ["JPN", "KOR"]),
    (SET, CODES.astype("category").unique(), ["JPN", "KOR"]),
    (SET, CODES.astype("category").cat.categories, ["JPN", "KOR"]),
    (SET, CODES.values, ["JPN", "KOR"]),
    (SET, CODES.array, ["JPN", "KOR"]),
    (SET, CODES.value_counts().index, ["JPN", "KOR"]),
    (SET, CODES.value_counts().to_dict().keys(), ["JPN", "KOR"]),
    (SET, dict(enumerate(CODES)).values(), ["JPN", "KOR"]),
    (SET, collections.deque(CODES), ["JPN", "KOR"]),
    (SET, CODES.to_frame("code"), ["JPN", "KOR"]),
    (SET, CODES.to_frame("code").values, ["JPN", "KOR"]),
    (SET, CODES.to_frame("code").values.tolist(), ["JPN", "KOR"]),
    (SET, CODES.to_frame("code").drop_duplicates(), ["JPN", "KOR"]),
    (SET, (CODES,), ["JPN", "KOR"]),
    (SET, pd.MultiIndex.from_product([["JPN", "KOR"], [1, 2]]).get_level_values(0), ["JPN", "KOR"]),
    (SET, pd.MultiIndex.from_product([["JPN", "KOR"], [1, 2]]).levels[0], ["JPN", "KOR"]),
    (SET, Lent(["JPN", "KOR"]), ["JPN", "KOR"]),
    (DATES, DAYS.unique(), ["2016-01-06", "2016-09-09"]),
    (DATES, DAYS.values, ["2016-01-06", "2016-09-09"]),
    (DATES, DAYS.array, ["2016-01-06", "2016-09-09"]),
    (DATES, DAYS.dt.date.unique(), ["2016-01-06", "2016-09-09"]),
    (DATES, DAYS.dt.to_period("D").array, ["2016-01-06", "2016-09-09"]),
    (DATES, DAYS.dt.strftime("%d %B %Y"), ["2016-01-06", "2016-09-09"]),
    (DATES, DAYS.dt.tz_localize("Asia/Seoul").array, ["2016-01-06", "2016-09-09"]),
    (NUMBERS, pd.array([3, 1, 2]), [3, 1, 2]),
    (NUMBERS, pd.Series([3, 1, 2], dtype="Int64").values, [3, 1, 2]),
    (NUMBERS, pd.arrays.SparseArray([3, 1, 2]), [3, 1, 2]),
    (NUMBERS, array.array("i", [3, 1, 2]), [3, 1, 2]),
    (NUMBERS, {"a": 3, "b": 1, "c": 2}.values(), [3, 1, 2]),
    (NUMBERS, {3: "a", 1: "b", 2: "c"}.keys(), [3, 1, 2]),
    (NUMBERS, pd.DataFrame({"n": [3, 1, 2]}), [3, 1, 2]),
    (ROWS, CLAIMS.set_index("id"), list(CLAIMS["id"])),
    (ROWS, CLAIMS.set_index("id").index, list(CLAIMS["id"])),
    (ROWS, CLAIMS.set_index("id")["verdict"], list(CLAIMS["id"])),
    (ROWS, CLAIMS["id"].unique(), list(CLAIMS["id"])),
    (ROWS, CLAIMS[["id"]].rename(columns={"id": "claim"}), list(CLAIMS["id"])),
    (NUMBER, (65,), 65),
    (NUMBER, [65], 65),
    (NUMBER, pd.Series([65], index=["n"]), 65),
    (NUMBER, pd.DataFrame({"n": [65]}), 65),
    (NUMBER, pd.DataFrame({"n": [65]}).values, 65),
    (NUMBER, pd.array([65]), 65),
    (NUMBER, np.array([[65]]), 65),
    (NUMBER, Lent(65), 65),
    (NUMBER, Lent([65]), 65),
    (TEXT, CODES[CODES == "KOR"], "KOR"),
    (TEXT, CODES[CODES == "KOR"].unique(), "KOR"),
    (TEXT, CODES.mode(), "JPN"),
    (TEXT, {"KOR"}, "KOR"),
    (CHOICE, ["c"], "c"),
    (CHOICE, "Ｃ", "c"),
    (BOOLEAN, pd.Series([True]), True),
    (DATE, DAYS.head(1), "2016-01-06"),
    (DATE, DAYS.head(1).values, "2016-01-06"),
    (DATE, np.array(DAYS.values[0]), "2016-01-06"),
    (DATE, pd.Timestamp("2017-04-20 23:30", tz="Asia/Seoul"), "2017-04-20"),
    (DATE, pd.Period("2017-04-20 09:00", "h"), "2017-04-20"),
    *(
        (DATE, text, "2017-02-19")
        for text in (
            "19 February 2017",
            "19 Feb. 2017",
            "19th of February, 2017",
            "the 19th of February 2017",
            "February 19, 2017",
            "Feb 19, 2017",
            "FEBRUARY 19TH 2017",
            "Sunday, 19 February 2017",
            "Sun 19 Feb 2017",
            "19-Feb-2017",
            "2017 Feb 19",
            "2017/2/19",
            "2017.02.19",
            "2017. 2. 19.",
            "2017-2-19",
            "２０１７-02-19",
            "20170219",
            "19/02/2017",
            "2/19/2017",
            "19.2.2017",
            "2017년 2월 19일",
            "2017년 2월 19일 (일)",
            "2017년 2월 19일 일요일",
            "2017年2月19日",
            "2017年2月19日（日）",
            "2017年2月19日日曜日",
            "2017-02-19 13:05",
        )
    ),
    (DATE, "4/4/2017", "2017-04-04"),
    *(
        (MONTH, month, "2012-09-01")
        for month in (
            "2012-09",
            "2012/9",
            "2012.09",
            "2012. 9.",
            "September 2012",
            "Sept. 2012",
            "Sep, 2012",
            "2012 September",
            "2012년 9월",
            "2012年9月",
            "30 September 2012",
            pd.Period("2012-09", "M"),
            pd.Timestamp("2012-09-30"),
            dt.date(2012, 9, 1),
            np.datetime64("2012-09"),
            [pd.Period("2012-09", "M")],
        )
    ),
    (TABLE, YEARS.set_index("year"), YEARS),
    (TABLE, YEARS.set_index("year").rename_axis(None), YEARS),
    (TABLE, YEARS.set_index("year").rename_axis("date"), YEARS),
    (TABLE, YEARS.set_index("year")["tests"], YEARS),
    (TABLE, YEARS.set_index("year")["tests"].rename_axis(None).rename(None), YEARS),
    (TABLE, (YEARS,), YEARS),
    (TABLE, LentTable(), YEARS),
    (FUNCTION, lambda n: [n * 2], lambda n: n * 2),
    (FUNCTION, lambda n: np.array(n * 2), lambda n: n * 2),
]


@pytest.mark.parametrize(("shape", "given", "meant"), MEANT, ids=[str(n) for n in range(len(MEANT))])
def test_what_people_write_is_what_they_mean(shape: Shape, given: object, meant: object) -> None:
    assert canonical(given, shape) == canonical(meant, shape)


def prints(n: int) -> None:
    print(n * 2)


def forgets(n: int) -> None:
    double = n * 2  # noqa: F841


def prints_above_the_stub(n: int) -> object:
    print(n * 2)
    return ...


# What stays refused, and the reason, which is true.
REFUSED = [
    (NUMBER, "65", "Take the quotation marks away."),
    (NUMBER, " 1,234 ", "Take the quotation marks away."),
    (NUMBER, "53.3%", "Take the quotation marks away. The sign %"),
    (NUMBER, ["65"], "Take the quotation marks away."),
    (NUMBER, (65, 8), "the comma makes a pair of it"),
    (NUMBER, (53, 3), "the comma makes a pair of it"),
    (NUMBER, [65, 8], "this is a list"),
    (NUMBER, [], "this is a list"),
    (NUMBER, YEARS, "this is a table"),
    (NUMBER, YEARS["year"], "this is a column"),
    (NUMBER, pd.array([1, 2]), "this is a row of values"),
    (NUMBER, [True], "this is True or False"),
    (NUMBER, {"n": 65}, "this is a dictionary"),
    (NUMBER, pd.NA, "missing (NA)"),
    (NUMBER, (n for n in [65]), "something else"),
    (NUMBER, [None], "this is nothing (None)"),
    (NUMBER, YEARS["year"] == 2016, ".sum() counts those with True"),
    (NUMBER, YEARS["year"] > 3000, ".sum() counts those with True"),
    (NUMBER, YEARS["year"][:0], "It is empty"),
    (NUMBER, YEARS["year"][:2], "len(...) counts its values"),
    (DATE, DAYS[:2], "choose the row first, then .iloc[0]"),
    (DATE, CLAIMS.iloc[1], 'this is a row of a table (Series). ["id"]'),
    (NUMBER, CLAIMS, "len(...) counts its rows"),
    (DATE, CLAIMS, "Choose a column and a row of it"),
    (NUMBER, CODES.unique(), "len(...) counts its values"),
    (NUMBER, "65 claims", "Write the number alone, without quotation marks: 65."),
    (NUMBER, "46,7", "Take the quotation marks away, and write a point: 46.7"),
    (NUMBER, (46, 7), "If the comma stands for a point, write 46.7."),
    (DATE, "2017-04-31", "no such day in the calendar: April has 30 days"),
    (
        TABLE,
        YEARS.rename(columns={"tests": "count"})[["year", "count"]].assign(),
        'columns={"count": "tests"}',
    ),
    (SET, "JPN", "Expected texts (a column, list or set"),
    (NUMBER, True, ".sum() of a column of comparisons counts"),
    (NUMBER, YEARS["year"].count, "a method that was not called; write () behind it"),
    (NUMBER, "abc".upper, "a method that was not called; write () behind it"),
    (BOOLEAN, YEARS["year"] == 2016, ".all() or .any()"),
    (BOOLEAN, "False", "Take the quotation marks away."),
    (DATE, 2017 - 4 - 9, "without them, Python subtracts"),
    (DATE, YEARS["year"] == 2016, "chooses the rows with True"),
    (DATE, "03/04/2017", "two ways"),
    (DATE, "03.04.2017", "two ways"),
    (DATE, "3-4-2017", "two ways"),
    (DATE, "31 April 2017", "no such day"),
    (DATE, "2017-02-30", "no such day"),
    (DATE, "13/13/2017", "no such day"),
    (DATE, "Monday, 19 February 2017", "day of the week"),
    (DATE, "2017년 2월 19일 (월)", "day of the week"),
    (DATE, "19 February 17", "not a date"),
    (DATE, "19/02/17", "not a date"),
    (DATE, "19 February", "not a date"),
    (DATE, "10-12 March 2017", "not a date"),
    (DATE, "before 19 February 2017", "not a date"),
    (DATE, "yesterday", "not a date"),
    (DATE, "February 2017", "names a month"),
    (DATE, "2017-02", "names a month"),
    (DATE, np.datetime64("2017-02"), "names a month"),
    (DATE, pd.Period("2017-02", "M"), "this is a period"),
    (DATE, [DAYS[0], DAYS[1]], "this is a list"),
    (MONTH, "2012", "not a date"),
    (MONTH, pd.Period("2012", "Y"), "Expected a month"),
    (MONTH, pd.Period("2012Q3", "Q"), "Expected a month"),
    (SET, (code for code in CODES), "something else"),
    (SET, CODES.groupby(CODES), "something else"),
    (SET, np.array([["a", "b"]]), "more dimensions"),
    (SET, YEARS, "this is a table (DataFrame). Choose a column of it"),
    (SET, "JPN, KOR", 'brackets around all, as in ["one", "other"]'),
    (ROWS, 5, "the ids of rows"),
    (NUMBERS, "3, 1, 2", "brackets around all"),
    (NUMBERS, CLAIMS["id"].tolist, "write () behind it"),
    (ROWS, CLAIMS["claim"], "an id has no blanks"),
    (ROWS, CLAIMS["paragraph"] == "1", 'table.loc[..., "id"]'),
    (NUMBERS, set(), "a set has no order"),
    (NUMBERS, ["1", "2"], "Take the quotation marks away."),
    (TABLE, YEARS[["tests"]], "there is no column year"),
    (TABLE, YEARS.set_axis(["first", "second"]).T, ".T turns rows into columns"),
    (TABLE, pd.crosstab(["year", "tests"], ["a", "b"]), ".T turns rows into columns"),
    (TABLE, 24, "a table (DataFrame)"),
    (TABLE, YEARS.head, "write () behind it"),
    (TABLE, YEARS[["year"]].set_index("year"), "there is no column tests"),
    (TABLE, pd.DataFrame({"year": [2016]}, index=[7]), "there is no column tests"),
    (FUNCTION, prints, "prints and returns nothing"),
    (FUNCTION, prints_above_the_stub, "prints and returns nothing"),
    (FUNCTION, forgets, "returns nothing"),
    (FUNCTION, 4, "Did you call it?"),
]


@pytest.mark.parametrize(("shape", "given", "reason"), REFUSED, ids=[str(n) for n in range(len(REFUSED))])
def test_what_is_refused_says_a_true_reason(shape: Shape, given: object, reason: str) -> None:
    with pytest.raises(InvalidAnswer) as caught:
        canonical(given, shape)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("shape", "given", "empty"),
    [
        (SET, [], True),
        (SET, CODES[CODES == "jpn"], True),
        (ROWS, CLAIMS[CLAIMS["id"] == "c01"], True),
        (TABLE, YEARS[:0], True),
        (NUMBER, len(CODES[CODES == "jpn"]), True),
        (NUMBER, 1, False),
        (SET, ["JPN"], False),
        (TEXT, "0", False),
    ],
)
def test_an_empty_answer_is_known_for_one(shape: Shape, given: object, empty: bool) -> None:
    record = examine("1.1", given, shape)
    assert record.kind == "answer"
    assert ("Nothing was found" in record.text) == empty
    assert "Capital letters" not in record.text  # only the source tells whether a text was compared


def test_a_function_that_stops_is_told_with_its_line() -> None:
    def stops(n: int) -> int:
        double = n * 2
        return double + chossen  # type: ignore[name-defined] # noqa: F821

    record = examine("1.1", stops, FUNCTION)
    assert "(NameError)" in record.text
    assert record.text.endswith("Look at its line 3: nothing has the name chossen.")
    assert "line" not in examine("1.1", len, FUNCTION).text


def test_blanks_are_named_where_a_step_leaves_them() -> None:
    wrong = Verdict("wrong", Reason("general", {}))
    told = by_source(wrong, 'x = t.groupby(["a", "b"]).size().unstack()', "1.7", "table")
    assert ".fillna(0)" in told.reason.values["also"]
    filled = by_source(wrong, 'x = t.groupby(["a", "b"]).size().unstack(fill_value=0)', "1.7", "table")
    assert filled == wrong


def test_a_function_that_does_nothing_yet_is_no_attempt() -> None:
    def only_words(n: int) -> None:
        """Return twice the number."""

    def passes(n: int) -> None:
        pass

    for stub in (only_words, passes):
        with pytest.raises(BlankAnswer):
            canonical(stub, FUNCTION)


def test_a_month_is_another_month_on_the_next_day() -> None:
    assert canonical("2012-09-30", MONTH) != canonical("2012-10-01", MONTH)
