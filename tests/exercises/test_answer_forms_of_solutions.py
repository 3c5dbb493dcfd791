"""Every solution of every exercise is right in every form of its kind, and no known wrong answer is."""

import collections
import json
import warnings
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from exercises.samples import SOLUTIONS, Lent, answers_of

from trilateral.exercises.answer_record import examine
from trilateral.exercises.canonical import Shape, canonical
from trilateral.exercises.canonical.scalars import WITHOUT_ZONE
from trilateral.exercises.check import judge
from trilateral.exercises.messages import line

# What numpy makes of a column with a time zone: another day, unless the zone is that of UTC.
LOST = ".values without the zone"


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
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pandas tells that it will give another array one day
        held = column.values
    lost = isinstance(column.dtype, pd.DatetimeTZDtype) and list(pd.Series(held).dt.date) != list(
        column.dt.date
    )
    yield LOST if lost else ".values", held
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
            record = examine(question.number, answer, question.shape)
            # Where the form holds another day than was meant, the verdict says how this came.
            told = LOST in name and record.text == WITHOUT_ZONE
            if (record.kind, record.value) != ("answer", form) and not told:
                refused.append(f"{question.number}, {name}: {record.kind} {record.text}")
    assert not refused, "\n".join(refused)


@every_exercise
def test_no_common_wrong_answer_is_right_in_any_form(path: Path) -> None:
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
