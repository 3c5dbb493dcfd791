"""Tables that a student has changed, so that a wrong answer may come from them alone.

A table is loaded from the record, or made by one of the notebook's own cells. Columns that were added are no
change: whoever works with a table adds some.
"""

from __future__ import annotations

import ast
import hashlib
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from trilateral.exercises.cell_source import bound
from trilateral.exercises.syntax_tree import parse_or_raise

if TYPE_CHECKING:
    import pandas as pd

    from trilateral.exercises.source import Exercise

__all__ = ["MadeTables", "changed", "is_given", "used_tables"]

# Front ends call a new cell by eight digits (nbformat), by a UUID (JupyterLab), or by an address (VS Code);
# the cells of the course have words for names, and those of answers and checks a letter and numbers.
_NEW_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{8}")
_GIVEN_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_QUESTION_ID = re.compile(r"[a-z]-\d+-\d+")


def used_tables(exercise: Exercise) -> dict[str, dict[str, str]]:
    """Return by question the loaded tables that its solution uses: the notebook's name for each, and its own.

    A table that the exercise itself gives another value is left out.
    """
    answers = {question.cell_id("a"): question.number for question in exercise.questions}
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
    import pandas as pd

    from trilateral.record.load import DataError, load  # with pandas: `executions` is imported without it

    try:
        loaded = load(table)
        if not isinstance(value, pd.DataFrame) or not set(loaded.columns) <= set(value.columns):
            return False
        return bool(value[list(loaded.columns)].equals(loaded))
    except DataError:  # the record itself is not to be had: nothing is known
        return True


def is_given(cell: str) -> bool:
    """Tell from a cell's name whether it came with the notebook and holds no answer."""
    return (
        bool(_GIVEN_ID.fullmatch(cell)) and not _NEW_ID.fullmatch(cell) and not _QUESTION_ID.fullmatch(cell)
    )


class MadeTables:
    """What the cells of a notebook have made, as it was right after they ran.

    Attributes:
        made: by name the cell that made it, and a digest of each of its columns.
    """

    def __init__(self) -> None:
        """Begin with a notebook of which nothing has run."""
        self.made: dict[str, tuple[str, dict[str, str]]] = {}

    def note(self, cell: str, bound: set[str], names: Mapping[str, Any]) -> None:
        """Keep what tables are, that a given cell has just made."""
        if is_given(cell):
            for name in bound:
                # The first cell that makes a name is its own; another one that does so has changed it.
                if self.made.get(name, (cell,))[0] == cell and (digests := _column_digests(names.get(name))):
                    self.made[name] = cell, digests

    def changed(self, used: set[str], names: Mapping[str, Any]) -> Iterator[str]:
        """Yield each of the names in use that is no longer as its cell made it."""
        for name in sorted(used & set(self.made)):
            before = self.made[name][1]
            now = _column_digests(names.get(name))
            if any(now.get(column) != digest for column, digest in before.items()):
                yield name


def _column_digests(value: Any) -> dict[str, str]:
    """Return a digest of each column of a table, or of one column; none of anything else."""
    # Where no cell has imported pandas there are no tables; to import it here would slow each command.
    pandas: Any = sys.modules.get("pandas")
    if pandas is None:
        return {}
    if isinstance(value, pandas.Series):
        return {"": _column_digest(value)}
    if not isinstance(value, pandas.DataFrame):
        return {}
    return {str(name): _column_digest(value.iloc[:, place]) for place, name in enumerate(value.columns)}


def _column_digest(column: pd.Series[Any]) -> str:
    from pandas.util import hash_pandas_object

    try:
        hashed = hash_pandas_object(column, index=True).to_numpy().tobytes()
    except TypeError:  # lists and the like cannot be hashed one by one
        hashed = repr(column.tolist()).encode()
    return hashlib.sha256(hashed).hexdigest()
