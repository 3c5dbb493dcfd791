"""Tables of the record that a student has changed, so that a wrong answer may come from them alone."""

from __future__ import annotations

import ast
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import Any

import pandas as pd

from trilateral.exercises.cell_source import bound
from trilateral.exercises.source import Exercise
from trilateral.exercises.syntax_tree import parse_or_raise
from trilateral.record.load import DataError, load

__all__ = ["changed", "used_tables"]


def used_tables(exercise: Exercise) -> dict[str, dict[str, str]]:
    """Return by question the loaded tables that its solution uses: the notebook's name for each, and its own.

    A table that the exercise itself gives another value is left out.
    """
    answers = {question.cell("a"): question.number for question in exercise.questions}
    statements = [
        (name, statement) for name, source in exercise.code() for statement in parse_or_raise(source).body
    ]
    times = Counter(name for _, statement in statements for name in bound(statement))
    loaded = {
        name: table for _, statement in statements for name, table in _loads(statement) if times[name] == 1
    }
    made: dict[str, set[str]] = {}  # what each name is made of
    used: dict[str, set[str]] = {number: set() for number in answers.values()}
    for cell, statement in statements:
        uses = _uses(statement)
        uses |= set().union(*(made.get(name, set()) for name in uses))
        for name in bound(statement):
            made[name] = made.get(name, set()) | uses
        if cell in answers:
            used[answers[cell]] |= uses
    return {
        number: {name: loaded[name] for name in sorted(uses & set(loaded))} for number, uses in used.items()
    }


def _uses(statement: ast.AST) -> set[str]:
    return {
        node.id
        for node in ast.walk(statement)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)
    }


def _loads(statement: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield each name that `name = load("table")` gives a table, with the table's own name."""
    if not isinstance(statement, ast.Assign):
        return
    pairs = [(statement.targets[0], statement.value)]
    if isinstance(statement.targets[0], ast.Tuple) and isinstance(statement.value, ast.Tuple):
        # From `a, *b = load("x"), ...` on it is not plain which name gets what.
        names = takewhile(lambda name: not isinstance(name, ast.Starred), statement.targets[0].elts)
        pairs = list(zip(names, statement.value.elts, strict=False))
    for target, value in pairs:
        match target, value:
            case ast.Name(id=name), ast.Call(func=ast.Name(id="load"), args=[ast.Constant(value=str(table))]):
                yield name, table


def changed(tables: Any, names: Mapping[str, Any]) -> Iterator[str]:
    """Yield a sentence for each table that is no longer as it was loaded.

    Columns that were added are no change: whoever works with a table adds some.

    Args:
        tables: the tables of a question, as `used_tables` gives them; anything else is none.
        names: the notebook's names, and their values.
    """
    for name, table in tables.items() if isinstance(tables, dict) else ():
        if name in names and not _as_loaded(names[name], table):
            yield (
                f"The table `{name}` is no longer as it was loaded. Run the first code cell again, then your "
                "answer's cell, then this one."
            )


def _as_loaded(value: Any, table: str) -> bool:
    try:
        loaded = load(table)
        if not isinstance(value, pd.DataFrame) or not set(loaded.columns) <= set(value.columns):
            return False
        return bool(value[list(loaded.columns)].equals(loaded))
    except DataError:  # the record itself is not to be had: nothing is known
        return True
