"""What is no error to Python, and surprises: a grouped table shown, a date read the other way round."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Callable, Iterator
from typing import Any

from trilateral.exercises.syntax_tree import parse
from trilateral.text import say
from trilateral.timeline.shared import MONTHS

__all__ = ["overwritten", "tell"]

GROUPED = (
    "A grouped table, and nothing is counted yet. Say what you want of each group: .size() counts its rows, "
    '["column"].mean() gives the mean of a column.'
)
METHOD = "This is the method {name}, and it has not been run: write {name}() with its round brackets."
NOWHERE = (
    "Nothing was changed: the two pairs of square brackets first make a copy, and the copy was changed. "
    'Write table.loc[condition, "column"] = value.'
)
MONTH_FIRST = (
    'pandas read "{text}" with the month first, as {day} {month} {year}. Write year, month and day: if the '
    'day comes first in yours, "{year}-{swapped}".'
)
JOINED = (
    "& and | are stronger than {sign}, so this line compares what they join, and not the column alone. Put "
    'round brackets around each comparison: (one == "a") {joint} (other == "b").'
)
FILLED = (
    'Two single = in one line: each row of {name}["{column}"] now holds the same value. To ask whether two '
    "things are equal, write ==; the cell that made {name}, run again, brings the column back."
)
SETTER = (
    "This line sets nothing: with =, {name} is only a name for something else. Take the = away, and write "
    '{name}("...").'
)
_DAY_OR_MONTH = re.compile(r"(\d\d?)([./-])(\d\d?)\2(\d{4})")
_READERS = ("between", "Timestamp", "to_datetime", "date_range", "Period", "isin")
_SIGNS = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}


def silent(source: str) -> Iterator[str]:
    """Yield what is to be told of a cell that ran without an error, a sentence or two each."""
    tree = parse(source)
    told = {FILLED.format(name=name, column=column): None for name, column in overwritten(source)}
    for node in ast.walk(tree) if tree else ():
        match node:
            case ast.Call(func=ast.Attribute(attr=called) | ast.Name(id=called), args=args, keywords=words):
                if called in _READERS and not any(word.arg in ("dayfirst", "format") for word in words):
                    told |= dict.fromkeys(_month_first([*args, *(word.value for word in words)]))
            case ast.Assign(targets=[*_, ast.Attribute(attr=setter)]) if setter.startswith("set_"):
                told[SETTER.format(name=setter)] = None
            case ast.Compare(left=left, ops=ops, comparators=others):
                told |= dict.fromkeys(_month_first([left, *others]))
                for side in (left, *others):
                    if isinstance(side, ast.BinOp) and isinstance(side.op, ast.BitAnd | ast.BitOr):
                        joint = "&" if isinstance(side.op, ast.BitAnd) else "|"
                        if _has_comparison(side) and type(ops[0]) in _SIGNS:
                            told[JOINED.format(sign=_SIGNS[type(ops[0])], joint=joint)] = None
    yield from told


def overwritten(source: str) -> Iterator[tuple[str, str]]:
    """Yield table and column where `asked = table["column"] = value` stands, and == was meant."""
    tree = parse(source)
    for node in ast.walk(tree) if tree else ():
        match node:
            case ast.Assign(targets=[ast.Name(), ast.Subscript(ast.Name(name), ast.Constant(str(column)))]):
                yield name, column


def _has_comparison(joined: ast.BinOp) -> bool:
    return any(isinstance(side, ast.Compare) for side in ast.walk(joined))


def _month_first(values: list[ast.expr]) -> Iterator[str]:
    for value in values:
        for node in ast.walk(value) if isinstance(value, ast.List | ast.Tuple) else (value,):
            text = node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
            if found := _DAY_OR_MONTH.fullmatch(text.strip()):
                month, day, year = int(found[1]), int(found[3]), found[4]
                if month != day and 1 <= month <= 12 and 1 <= day <= 12:
                    yield MONTH_FIRST.format(
                        text=text, day=day, month=MONTHS[month - 1], year=year, swapped=f"{day:02}-{month:02}"
                    )


def tell(shell: Any, live: Callable[[Any], bool]) -> Callable[[], None]:
    """Have the surprises told where a person runs the cell; return what undoes it."""
    formatter = shell.display_formatter.formatters["text/plain"]

    def in_words(words: Callable[[Any], str]) -> Callable[[Any, Any, bool], None]:
        def show(value: Any, printer: Any, cycle: bool) -> None:
            printer.text(words(value) if live(shell) else repr(value))

        return show

    for name in ("DataFrameGroupBy", "SeriesGroupBy"):
        formatter.for_type_by_name("pandas.core.groupby.generic", name, in_words(lambda _: GROUPED))
        formatter.for_type_by_name("pandas.api.typing", name, in_words(lambda _: GROUPED))
    before = formatter.for_type(type(tell.__get__(shell)), in_words(_method))
    warn = warnings.showwarning

    def show_warning(message: Any, category: type[Warning], *rest: Any, **named: Any) -> None:
        if category.__name__ == "ChainedAssignmentError" and live(shell):
            say(NOWHERE)
        elif _is_noise(str(message), category) and live(shell):
            pass
        else:
            warn(message, category, *rest, **named)

    warnings.showwarning = show_warning

    def told(result: Any) -> None:
        if result.success and live(shell):
            for sentence in silent(str(result.info.raw_cell)):
                say(sentence)

    shell.events.register("post_run_cell", told)

    def undo() -> None:
        shell.events.unregister("post_run_cell", told)
        warnings.showwarning = warn
        for name in ("DataFrameGroupBy", "SeriesGroupBy"):
            formatter.for_type_by_name("pandas.core.groupby.generic", name, in_words(repr))
            formatter.for_type_by_name("pandas.api.typing", name, in_words(repr))
        formatter.type_printers.pop(type(tell.__get__(shell)), None)
        if before is not None:
            formatter.for_type(type(tell.__get__(shell)), before)

    return undo


def _is_noise(message: str, category: type[Warning]) -> bool:
    """Tell whether a warning is for who writes programs, or is told in words of our own."""
    return category.__name__.startswith("Pandas") or message.startswith("Parsing dates in ")


def _method(value: Any) -> str:
    """Say what a method of a table is, or what Python says of another one."""
    of_pandas = type(value.__self__).__module__.partition(".")[0] == "pandas"
    return METHOD.format(name=value.__name__) if of_pandas else repr(value)
