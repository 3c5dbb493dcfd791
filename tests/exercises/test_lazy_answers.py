"""Nothing is right without work: answers that need no thought are tried on every question.

A lazy answer is a column as it was loaded, its first, last, smallest or largest value, how many rows or
different values there are, what a cell printed, what the text or the stub names, one letter for all, or a
figure that stands ready in a column. Where one of them is right, the question is asked anew.
"""

import ast
import contextlib
import io
import itertools
import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import nbformat
import pandas as pd
import pytest
from exercises.samples import SOLUTIONS, answers_of, exercise_of

from trilateral.exercises.canonical import BlankAnswer, InvalidAnswer, Shape, canonical
from trilateral.exercises.source import Question

# A lazy answer that is right all the same, with the reason why the question is good.
JUSTIFIED: dict[str, str] = {
    "1.1": "the first question of all: to learn that `len` counts rows is its point",
}
MANY = ("set", "rows", "list", "table")
Named = tuple[str, Any]


def summaries(column: pd.Series, many: bool) -> Iterator[Named]:
    """Yield what one word behind a column gives: columns, or single values."""
    ways: dict[str, Callable[[], Any]] = {
        "first": lambda: column.iloc[0],
        "last": lambda: column.iloc[-1],
        "min": column.min,
        "max": column.max,
        "nunique": column.nunique,
        "sum": column.sum,
        "mean": column.mean,
    }
    if many:
        ways = {
            "whole": lambda: column,
            "reversed": lambda: column.iloc[::-1],
            "sorted": column.sort_values,
            "sorted down": lambda: column.sort_values(ascending=False),
        }
    for name, way in ways.items():
        with contextlib.suppress(TypeError, ValueError, IndexError):
            yield name, way()


def from_value(name: str, value: Any, many: bool) -> Iterator[Named]:
    """Yield what lies on the surface of one table, column or value."""
    if isinstance(value, pd.DataFrame):
        yield f"len({name})", len(value)
        yield name, value
        for column in value.columns:
            # Nobody looks for an answer in what the record says of its own pages.
            if not str(column).startswith(("source", "note")):
                for what, found in summaries(value[column], many):
                    yield f"{name}[{column!r}] {what}", found
    elif isinstance(value, pd.Series):
        yield f"len({name})", len(value)
        for what, found in summaries(value, many):
            yield f"{name} {what}", found
    elif not callable(value):
        yield name, value


class Surface:
    """What lies on the surface of an exercise's tables, and its canonical forms, each made once."""

    def __init__(self) -> None:
        # The values are kept, so that no other comes to have the same id.
        self.found: dict[tuple[str, int, bool], tuple[Any, list[Named]]] = {}
        self.forms: dict[tuple[int, str], tuple[Any, str | None]] = {}

    def of(self, names: dict[str, Any], many: bool) -> Iterator[Named]:
        for name, value in names.items():
            key = (name, id(value), many)
            if key not in self.found:
                self.found[key] = value, list(from_value(name, value, many))
            yield from self.found[key][1]

    def form(self, value: Any, shape: Shape) -> str | None:
        """Return the canonical form; None where the value has none."""
        key = (id(value), repr(shape))
        if key not in self.forms:
            self.forms[key] = value, canonical_or_none(value, shape)
        return self.forms[key][1]


LITERAL = re.compile(
    r"\d{4}-\d\d-\d\d(?:-[a-z0-9-]+)?|\d{1,2} [A-Z][a-z]+ \d{4}|[\w-]*\w|\"[^\"]+\"|\d[\d,.]*\d"
)


def from_words(where: str, text: str) -> Iterator[Named]:
    """Yield each literal of a text: as text, as a number, as a date."""
    found = [word.strip('"') for word in LITERAL.findall(text)]
    found += re.findall(r"(?<![\w.-])\d[\d,]*\.?\d*", text)
    years = dict.fromkeys(re.findall(r"\b(?:19|20)\d\d\b", text))
    days = dict.fromkeys(re.findall(r"\b\d{1,2} [A-Z][a-z]+\b", text))
    found += [f"{day} {year}" for day in days for year in years]
    for word in dict.fromkeys(found):
        yield f"{where}: {word}", word
        with contextlib.suppress(ValueError):
            yield f"{where}: {word}", float(word.replace(",", ""))
    ids = re.findall(r"\d{4}-\d\d-\d\d-[a-z0-9-]+|\b[A-Z]\d\d\b", text)
    yield f"{where}: all ids", ids


def output_text(cell: nbformat.NotebookNode) -> str:
    return "\n".join(
        output.get("text", "") or output.get("data", {}).get("text/plain", "") for output in cell.outputs
    )


def functions() -> Iterator[Named]:
    """Yield functions that compute nothing: a constant, or one of their arguments."""
    yield "returns its first argument", lambda *given: given[0]
    yield "returns its last argument", lambda *given: given[-1]
    for constant in (0, 1, 100, True):
        yield f"returns {constant}", lambda *given, constant=constant: constant


def canonical_or_none(value: Any, shape: Shape) -> str | None:
    try:
        return canonical(value, shape)
    except (BlankAnswer, InvalidAnswer):
        return None


def fits(value: Any, shape: Shape, right: str, form: Callable[..., str | None] = canonical_or_none) -> bool:
    many = isinstance(value, (list, pd.Series, pd.DataFrame))
    if callable(value) != (shape.kind == "function") or many != (shape.kind in MANY):
        return False
    if shape.kind in ("list", "table") and len(value) != len(json.loads(right)[1]):
        return False
    return form(value, shape) == right


@cache
def states(path: Path) -> dict[str, tuple[dict[str, Any], dict[str, Any], list[Named], str]]:
    """Return by question: the names before it, those of its stub, the words before it, the answer's code."""
    exercise = exercise_of(path)
    questions = {question.cell_id("a"): question for question in exercise.questions}
    names: dict[str, Any] = {}
    words: list[Named] = []
    found = {}
    for cell in exercise.solution.cells:
        if cell.cell_type == "markdown" and cell.id[:2] != "r-":
            words += from_words(cell.id, cell.source)
        if cell.cell_type != "code" or cell.id.startswith("c-"):
            continue
        if question := questions.get(cell.id):
            stub = dict(names)
            with contextlib.suppress(Exception):
                exec(compile(question.stub, cell.id, "exec"), stub)
            new = {
                name: value for name, value in stub.items() if name not in names or names[name] is not value
            }
            new.pop(question.variable, None)
            given = {n: v for n, v in names.items() if not n.startswith("_")}
            found[question.number] = (given, new, list(words), cell.source)
            continue
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(cell.source, cell.id, "exec"), names)
        words += from_words(f"output of {cell.id}", output_text(cell))
    return found


def constants(source: str, variable: str) -> list[Any]:
    """Return the texts and years that an answer's code names: what one would look for in a table."""
    found = [node.value for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Constant)]
    return [c for c in found if isinstance(c, str) or (type(c) is int and 1900 < c < 2100)]


def readings(table: pd.DataFrame, wanted: list[Any], decimals: int | None) -> Iterator[tuple[str, list[str]]]:
    """Yield each column of numbers, rounded, in the rows that hold what is looked for."""
    kept = table
    for column in table.columns.difference(["id", "date", "month"], sort=False):
        # A column repeats itself: each text is tried once.
        cells, texts = pd.factorize(table[column].astype(str), use_na_sentinel=False)
        masks = [
            pd.Series(texts.str.contains(rf"(?:^|-){re.escape(str(part))}(?:-|$)")[cells], table.index)
            for part in wanted
        ]
        masks = [mask for mask in masks if mask.any()]
        if masks:
            every, some = pd.concat(masks, axis=1).all(axis=1), pd.concat(masks, axis=1).any(axis=1)
            kept = kept[(every if every.any() else some).reindex(kept.index)]
    if len(kept) > 40 or len(kept) == len(table):
        return
    for column in kept.select_dtypes("number").columns:
        for factor in (1, 100):
            yield (
                f"{column} x {factor}",
                [
                    canonical(float(value) * factor, Shape("number", decimals=decimals))
                    for value in kept[column].dropna()
                ],
            )


def read_off(question: Question, right: str, given: dict[str, Any], source: str) -> Iterator[str]:
    """Yield the columns in which an answer stands ready."""
    shape, payload = question.shape, json.loads(right)[1]
    item = shape if shape.kind == "number" else shape.of
    if item is None or item.kind != "number" or shape.kind == "set":
        return
    words = constants(source, question.variable)
    calls = [[*words, *arguments] for arguments in shape.arguments] or [words]
    results = payload if isinstance(payload, list) else [payload]
    wanted = (
        list(zip(calls, [[result] for result in results], strict=True))
        if shape.arguments
        else [(words, results)]
    )
    tables = {name: value for name, value in given.items() if isinstance(value, pd.DataFrame)}
    for name, table in tables.items():
        hits: Counter[str] = Counter()
        for look_for, expected in wanted:
            usable = [one for one in look_for if isinstance(one, (str, int))]
            for column, values in readings(table, usable, item.decimals):
                hits[column] += all(
                    canonical(float(e), Shape("number", decimals=item.decimals)) in values for e in expected
                )
        yield from (f"{name}: {column}" for column, count in hits.items() if count == len(wanted))


def lazy_and_right(path: Path) -> Iterator[tuple[str, str]]:
    surface = Surface()
    for question, answer, _ in answers_of(path):
        right = canonical(answer, question.shape)
        given, stub, words, source = states(path)[question.number]
        if question.shape.kind in ("choice", "boolean"):
            continue
        many = question.shape.kind in MANY
        tried = itertools.chain(surface.of(given | stub, many), words, functions(), [("0", 0), ("1", 1)])
        for how, value in tried:
            if fits(value, question.shape, right, surface.form):
                yield question.number, how
        for how in read_off(question, right, given, source):
            yield question.number, f"read off {how}"


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_no_lazy_answer_is_right(path: Path) -> None:
    found = [(number, how) for number, how in lazy_and_right(path) if number not in JUSTIFIED]
    assert not found


def test_no_letter_wins_by_guessing() -> None:
    letters = Counter(
        answer
        for path in SOLUTIONS
        for question, answer, _ in answers_of(path)
        if question.shape.kind == "choice"
    )
    assert max(letters.values()) - min(letters[letter] for letter in "abcd") <= 1, letters


ZONES = ("UTC", "Europe/London", "Asia/Kolkata", "Asia/Shanghai", "Australia/Sydney", "America/Los_Angeles")


def slips(source: str) -> Iterator[tuple[str, str]]:
    """Yield an answer's code with another year or zone in one place."""
    tree = ast.parse(source)
    # The end of a span (a year more may hold nothing), and the seed or number of draws, stay.
    spared = {
        part
        for node in ast.walk(tree)
        if isinstance(node, ast.Slice)
        or (
            isinstance(node, ast.Call)
            and getattr(node.func, "id", getattr(node.func, "attr", "")) in ("range", "default_rng")
        )
        for part in ast.walk(node)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or node in spared:
            continue
        others: list[Any] = []
        if isinstance(node.value, str) and re.fullmatch(r"[A-Z][a-z]+/[A-Z]\w+", node.value):
            others = [zone for zone in ZONES if zone != node.value]
        elif type(node.value) is int and 1990 < node.value < 2100:
            others = [node.value - 1, node.value + 1, node.value + 2]
        lines = source.splitlines()
        for other in others:
            line = lines[node.lineno - 1]
            changed = line[: node.col_offset] + repr(other) + line[node.end_col_offset :]
            mended = [*lines[: node.lineno - 1], changed, *lines[node.lineno :]]
            yield f"{node.value} -> {other}", "\n".join(mended)


@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_another_year_or_zone_gives_another_answer(path: Path) -> None:
    found = []
    for question, answer, _ in answers_of(path):
        right = canonical(answer, question.shape)
        given, _, _, source = states(path)[question.number]
        for slip, code in slips(source):
            names = dict(given)
            with contextlib.suppress(Exception):
                exec(compile(code, slip, "exec"), names)
                if fits(names[question.variable], question.shape, right):
                    found.append((question.number, slip))
    assert not found
