"""Any right answer in a form that a student could honestly write is right, and nothing wrong becomes so.

First a table of what people do, then every solution of every exercise in every form of its kind.
"""

import array
import collections
import datetime as dt
import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from trilateral.exercises import build as forms
from trilateral.exercises.canonical import BlankAnswer, InvalidAnswer, Shape, canonical
from trilateral.exercises.check import judge
from trilateral.exercises.messages import line
from trilateral.record.load import load

SOLUTIONS = sorted((Path(__file__).parents[2] / "exercises").glob("solutions/*.ipynb"))

NUMBER, DATE, TEXT, BOOLEAN, CHOICE = (
    Shape(kind) for kind in ("number", "date", "text", "boolean", "choice")
)
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


class Lent:
    """An array of another library, as numpy asks for it."""

    def __init__(self, values: object) -> None:
        self.values = values

    def __array__(self, dtype: object = None, copy: object = None) -> np.ndarray:
        return np.array(self.values)


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
    (NUMBER, "53.3%", "Take the quotation marks away."),
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
    (BOOLEAN, "False", "Take the quotation marks away."),
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
    (MONTH, "9/2012", "not a date"),
    (MONTH, pd.Period("2012", "Y"), "Expected a month"),
    (MONTH, pd.Period("2012Q3", "Q"), "Expected a month"),
    (SET, (code for code in CODES), "something else"),
    (SET, CODES.groupby(CODES), "something else"),
    (SET, np.array([["a", "b"]]), "more dimensions"),
    (SET, YEARS, "this is a table"),
    (ROWS, CLAIMS["claim"], "an id has no blanks"),
    (ROWS, CLAIMS["paragraph"] == "1", 'table.loc[..., "id"]'),
    (NUMBERS, set(), "a set has no order"),
    (NUMBERS, ["1", "2"], "Take the quotation marks away."),
    (TABLE, YEARS[["tests"]], "there is no column year"),
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


# --- every solution in every form --------------------------------------------------------------------------


@cache
def answers_of(path: Path) -> list[tuple[forms.Question, object, list[object]]]:
    return list(forms.evaluate(forms.read_exercise(path)))


def plain(payload: object, shape: Shape) -> object:
    """Return a value as a student would type it, from its place in a canonical form."""
    if shape.kind == "number":
        return float(payload) if "." in payload else int(payload)
    return pd.Timestamp(payload) if shape.kind == "date" else payload


def forms_of(payload: object, shape: Shape) -> Iterator[tuple[str, object]]:
    """Yield, with a name, every form in which one answer can honestly be given."""
    if shape.kind == "table":
        yield from table_forms(payload, shape)
    elif shape.kind == "function":
        yield from function_forms(payload, shape)
    elif shape.kind in ("set", "rows", "list"):
        items = payload if shape.kind == "list" else [json.loads(item) for item in payload]
        yield from row_forms([plain(item, shape.of) for item in items], shape)
    else:
        yield from scalar_forms(plain(payload, shape), shape)


def scalar_forms(value: object, shape: Shape) -> Iterator[tuple[str, object]]:
    spelled = [("itself", value)]
    if shape.kind == "date":
        spelled += [
            ("datetime", value.to_pydatetime()),
            ("date", value.date()),
            ("datetime64", value.to_datetime64()),
            ("datetime64[D]", np.datetime64(value.date())),
            ("Period", value.to_period("D")),
            ("of Seoul", (value + pd.Timedelta(hours=8)).tz_localize("Asia/Seoul")),
            ("of Washington", (value + pd.Timedelta(hours=20)).tz_localize("America/New_York")),
            *((pattern, value.strftime(pattern)) for pattern in ("%Y-%m-%d", "%d %B %Y", "%b %d, %Y")),
            ("Korean", f"{value.year}년 {value.month}월 {value.day}일"),
            ("Japanese", f"{value.year}年{value.month}月{value.day}日"),
            ("dots", f"{value.year}. {value.month}. {value.day}."),
        ]
    if shape.precision:
        spelled += [
            ("last day", value + pd.offsets.MonthEnd()),
            ("Period M", value.to_period("M")),
            *((pattern, value.strftime(pattern)) for pattern in ("%Y-%m", "%B %Y", "%b %Y", "%Y/%m")),
        ]
    if shape.kind == "number":
        spelled += [("numpy", np.float64(value)), ("float", float(value))]
    for name, spelling in spelled:
        yield name, spelling
        for holder, held in held_forms([spelling]):
            yield f"{name} in {holder}", held
        yield f"{name} in an array of no dimension", np.array(spelling)


def held_forms(items: list[object]) -> Iterator[tuple[str, object]]:
    """Yield what holds values one after the other, in their order."""
    column = pd.Series(items, index=[f"row {place}" for place in range(len(items))])
    yield "a list", list(items)
    yield "a tuple", tuple(items)
    yield "a column", column
    yield "a column of objects", column.astype(object)
    # Of the others pandas is about to change what .values gives; today a column with a zone loses its day.
    if not isinstance(column.dtype, (pd.PeriodDtype, pd.DatetimeTZDtype)):
        yield ".values", column.values
    yield ".array", column.array
    yield ".to_numpy()", column.to_numpy()
    yield "numpy objects", np.array(items, dtype=object)
    yield "an index", pd.Index(items)
    yield "a categorical", pd.Categorical(items)
    yield "a table of one column", column.to_frame("n")
    yield "its values", column.to_frame("n").values
    yield "dict values", dict(enumerate(items)).values()
    yield "a deque", collections.deque(items)
    yield "an array of elsewhere", Lent(items)
    if column.is_unique:
        yield ".unique()", column.unique()
        yield "dict keys", dict.fromkeys(items).keys()
        yield "an index level", pd.MultiIndex.from_arrays([items, items]).get_level_values(0)


def row_forms(items: list[object], shape: Shape) -> Iterator[tuple[str, object]]:
    yield from held_forms(items)
    if shape.of.kind == "number" and all(isinstance(item, int) for item in items):
        yield "Int64", pd.array(items, dtype="Int64")
    if shape.of.kind == "text":
        yield "string", pd.array(items, dtype="string")
    if shape.of.kind == "date":
        for (name, _), *spelt in zip(
            scalar_forms(items[0], shape.of), *(scalar_forms(item, shape.of) for item in items), strict=True
        ):
            yield f"each as {name}", [form for _, form in spelt]
    if shape.kind != "list":
        yield "a set", set(items)
        yield "a frozen set", frozenset(items)
        yield "each twice, turned round", [*items, *items][::-1]
    if shape.kind == "rows":
        table = pd.DataFrame({"title": "about it", "id": items})
        yield "a table with ids", table
        yield "a table with ids as index", table.set_index("id")
        yield "a column with ids as index", table.set_index("id")["title"]


def table_forms(rows: list[list[object]], shape: Shape) -> Iterator[tuple[str, object]]:
    names = list(shape.columns)
    cells = zip(*rows, strict=True)
    table = pd.DataFrame(
        {
            name: [None if cell is None else plain(cell, of) for cell in column]
            for (name, of), column in zip(shape.columns.items(), cells, strict=True)
        }
    )
    table.index = range(len(table))
    yield "itself", table
    yield "more columns", table.assign(extra=1)
    yield "columns turned round", table[names[::-1]]
    yield "capitals", table.rename(columns=str.upper)
    yield "rows numbered anew", table.set_axis(range(5, 5 + len(table)))
    yield "objects", table.astype(object)
    indexed = table.set_index(names[0])
    yield "first column as index", indexed
    yield "first column as index, no name", indexed.rename_axis(None)
    yield "first column as index, other name", indexed.rename_axis("by")
    yield "all but one as index", table.set_index(names[:-1])
    yield "a comma behind it", (table,)
    if len(names) == 2:
        yield "a column", indexed[names[1]]
        yield "a column without names", indexed[names[1]].rename_axis(None).rename(None)
        yield "a column called count", indexed[names[1]].rename("count")
    if not shape.ordered:
        yield "rows turned round", table.iloc[::-1]


def function_forms(results: list[object], shape: Shape) -> Iterator[tuple[str, object]]:
    each = [list(forms_of(result, shape.of)) for result in results]
    for place, (name, _) in enumerate(each[0]):
        answers = iter([options[place][1] for options in each])
        yield f"returns {name}", lambda *_, answers=answers: next(answers)


every_exercise = pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)


@every_exercise
def test_every_solution_is_right_in_every_form(path: Path) -> None:
    refused = []
    for question, right, _ in answers_of(path):
        form = canonical(right, question.shape)
        for name, answer in forms_of(json.loads(form)[1], question.shape):
            try:
                if canonical(answer, question.shape) != form:
                    refused.append(f"{question.number}, {name}: something else")
            except (InvalidAnswer, BlankAnswer) as error:
                refused.append(f"{question.number}, {name}: {error}")
    assert not refused, "\n".join(refused)


@every_exercise
def test_no_known_wrong_turn_is_right_in_any_form(path: Path) -> None:
    for question, right, wrong in answers_of(path):
        form = canonical(right, question.shape)
        for value in wrong:
            payload = json.loads(canonical(value, question.shape))[1]
            for name, answer in forms_of(payload, question.shape):
                assert canonical(answer, question.shape) != form, (question.number, name)


@pytest.mark.parametrize(
    ("number", "given"),
    [
        ("1.8", ["hello"]),
        ("1.8", ["2017-01-01"]),
        ("1.6", []),
    ],
)
def test_texts_that_may_be_no_ids_are_not_called_ids(number: str, given: list[str]) -> None:
    said = line(number, judge(number, given))
    assert said.startswith(f"{number}: not yet. These are not the rows asked for.")


def test_there_are_eighty_questions() -> None:
    assert sum(len(answers_of(path)) for path in SOLUTIONS) == 80
