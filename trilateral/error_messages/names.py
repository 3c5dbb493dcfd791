"""Names that have no value, and parts that a value does not have."""

from __future__ import annotations

import ast
import re
from difflib import SequenceMatcher
from types import FunctionType, MethodType
from typing import Any

import trilateral
from trilateral.error_messages.accident import Accident
from trilateral.error_messages.elsewhere import not_run, nowhere, of_another
from trilateral.error_messages.habits import is_length
from trilateral.error_messages.words import AGAIN, INSTEAD, MODULES, Advice, kind, nearest
from trilateral.exercises import executions
from trilateral.text import listed

__all__ = ["attributes", "names"]

# What a student can mean; Python has some hundred names more, and the nearest would be one of those.
BUILTINS = (
    "True", "False", "None", "abs", "all", "any", "bool", "dict", "display", "enumerate", "filter", "float",
    "help", "input", "int", "isinstance", "len", "list", "map", "max", "min", "open", "print", "range",
    "reversed", "round", "set", "sorted", "str", "sum", "tuple", "type", "zip",
)  # fmt: skip
# Functions whose first value is a text.
TEXT_CALLS = (
    "contains",
    "startswith",
    "endswith",
    "fullmatch",
    "load",
    "Timestamp",
    "strftime",
    "sort_values",
    "groupby",
    "set_index",
    "query",
)
# Settings whose value is the name of a column, or a word.
TEXT_SETTINGS = ("by", "on", "left_on", "right_on", "how", "direction", "keep", "kind")
# What .dt, .str and .cat give, by its type.
ACCESSORS = {
    "DatetimeProperties": ".dt",
    "TimedeltaProperties": ".dt",
    "PeriodProperties": ".dt",
    "StringMethods": ".str",
    "CategoricalAccessor": ".cat",
}
# Functions that a text says nothing to; what stands in them is a table, a list or a number.
OF_VALUES = ("len", "round", "sum", "min", "max", "abs", "set", "sorted")
FIRST = "Run the first code cell of this notebook (it makes ready what the others need), then this one again."


def names(accident: Accident) -> Advice | None:
    """Return what to say to a name without a value."""
    error = accident.error
    if not isinstance(error, NameError):
        return None
    name = error.name or accident.text.partition("'")[2].partition("'")[0]
    if type(error).__name__ == "UndefinedVariableError":  # in the text of `query`
        for table in accident.tables():
            near = nearest(name, getattr(table, "columns", ()))
            return (
                f"The condition names “{name}”, and the table has no such column.",
                f"Did you mean {near}? Write this, {AGAIN}"
                if near
                else f"Put a text into its own marks, {AGAIN}",
            )
    if isinstance(error, UnboundLocalError):
        return (
            f"The function uses “{name}” before it gives it a value.",
            f"Give it a value in a line above this one, inside the function, {AGAIN}",
        )
    if advice := executions.missing(name):
        return advice
    if is_length(name) and re.search(rf"\b{name}\(", accident.line):
        return f"Python does not know “{name}”.", f"Write len(...), as in len(claims), {AGAIN}"
    if _in_a_text_call(accident, name):
        return _quote(name)
    if advice := _of_the_course(name, accident):
        return advice
    if advice := not_run(name):
        return advice
    if advice := of_another(name, accident):
        return advice
    known = [known for known in accident.names if not known.startswith("_")]
    near = nearest(name, [*known, *_builtins_near(name, accident.line)])
    texty = _stands_for_text(accident, name)
    # A short word is near to many; where a text would stand, the two must be nearly one.
    if near and not (texty and SequenceMatcher(None, near.casefold(), name.casefold()).ratio() < 0.8):
        return f"There is no name “{name}”.", f"Did you mean {near}? Write this, {AGAIN}"
    if texty:
        return _quote(name)
    return nowhere(name)


def _quote(name: str) -> Advice:
    return (
        f"Python takes {name} for the name of something, and nothing has this name.",
        f'If it is a text, put it into quotation marks: "{name}", {AGAIN}',
    )


def _in_a_text_call(accident: Accident, name: str) -> bool:
    """Return whether a name stands in the brackets of a function that takes a text there."""
    tree = accident.tree()
    for word in (node for node in (ast.walk(tree) if tree else ()) if isinstance(node, ast.keyword)):
        if word.arg in TEXT_SETTINGS and isinstance(word.value, ast.Name) and word.value.id == name:
            return True
    for node in ast.walk(tree) if tree else ():
        match node:
            case ast.Call(func=ast.Attribute(attr=called) | ast.Name(id=called), args=[first, *_]):
                if called in TEXT_CALLS and isinstance(first, ast.Name) and first.id == name:
                    return True
    return False


def _builtins_near(name: str, line: str) -> list[str]:
    """Return Python's own names that a word can be a slip of: “later” is none of filter."""
    called = re.search(rf"\b{re.escape(name)}\s*[(\[]", line)
    return [
        own
        for own in BUILTINS
        if (called or own in ("True", "False", "None"))
        if own[0].casefold() == name[0].casefold() or SequenceMatcher(None, own, name).ratio() > 0.8
    ]


def _of_the_course(name: str, accident: Accident) -> Advice | None:
    """Return what to say to a name that the first cell makes, or could make."""
    begun = any(known in accident.names for known in trilateral.__all__)
    if name in trilateral.__all__:
        if begun:
            return (
                f"This notebook has not imported {name}.",
                f"Put this line above your line, {AGAIN}\n\n    from trilateral import {name}",
            )
        return f"{name} is not there yet.", FIRST
    for module, short in MODULES.items():
        if name == short:
            line = f"import {module} as {short}"
            again = f"Put this line above your line, {AGAIN}\n\n    {line}"
            return f"{module} is not imported as {name} yet.", again if begun else FIRST
    from trilateral.record.load import tables  # pandas with it, which is there by now

    if name in tables():
        if begun:
            return (
                f"The table {name} is not loaded yet.",
                f"Run the cell above that makes it ({name} = ...), then this one again. If no cell does, "
                f'write {name} = load("{name}") above your line.',
            )
        return f"The table {name} is not loaded yet.", FIRST
    return None


def _stands_for_text(accident: Accident, name: str) -> bool:
    """Return whether a name stands where a text would: after = or ==, in a list, in brackets."""
    tree = accident.tree()
    if tree is None:
        return False
    for node in ast.walk(tree):
        places: list[Any] = []
        if isinstance(node, ast.Assign):
            places = [node.value]
        elif isinstance(node, ast.Compare):
            places = node.comparators
        elif isinstance(node, ast.List | ast.Tuple | ast.Set):
            places = node.elts
        elif isinstance(node, ast.Subscript):
            places = [node.slice]
        elif isinstance(node, ast.Call) and getattr(node.func, "id", "") not in OF_VALUES:
            places = [*node.args, *(word.value for word in node.keywords)]
        if any(isinstance(place, ast.Name) and place.id == name for place in places):
            return True
    return False


def _overwritten(accident: Accident, value: Any) -> Advice | None:
    """Return what to say where a module's short name was given to something else."""
    for module, short in MODULES.items():
        taken = short in accident.names and accident.names[short] is value
        if taken and f"{short}." in accident.line and not isinstance(value, type(ast)):
            return (
                f"{short} was {module}; a cell has given its name to {kind(type(value).__name__)}.",
                f"Choose another name there, run the first code cell, {AGAIN}",
            )
    return None


def _instead(value: Any, name: str) -> str | None:
    of = type(value).__name__
    if of in ("DataFrame", "Series", "Index", "list") and is_length(name):
        return "len(...)"
    if of in ("DataFrame", "Series") and name.casefold() in ("total", "amount", "totals", "summe", "add_up"):
        return (
            "sum()" if of == "Series" else 'a column first, table["column"].sum(), or len(...) to count rows,'
        )
    return INSTEAD.get((of, name))


def _series() -> Any:
    import pandas as pd  # an accessor has loaded it

    return pd.Series


def attributes(accident: Accident) -> Advice | None:
    """Return what to say where a value does not have the part, or the method, that is asked for."""
    error = accident.error
    if not isinstance(error, AttributeError):
        return None
    if "Can only use ." in accident.text:
        accessor = accident.text.partition("Can only use .")[2].partition(" ")[0]
        only = {"dt": "dates", "str": "texts", "cat": "categories"}.get(accessor, "other values")
        return (
            f".{accessor} works on columns of {only} only, and this column holds something else.",
            f"Look which column you need (describe tells what each one holds), {AGAIN}",
        )
    name, value = error.name, error.obj
    if name is None:
        found = re.match(r"'(\w+)' object has no attribute '(\w+)'", accident.text)
        if found is None:
            return None
        return (
            f"What stands before .{found[2]} is {kind(found[1])}, and that has no “{found[2]}”.",
            f"Look at its spelling, and at what stands before the point, {AGAIN}",
        )
    if advice := _overwritten(accident, value):
        return advice
    if value is None:
        return (
            f"What stands before .{name} is nothing (None).",
            f"Look at the step before it: it gives nothing back. Mend that, {AGAIN}",
        )
    if isinstance(value, FunctionType | MethodType):
        return (
            f"{value.__name__} has not been run: what stands before .{name} is the method itself.",
            f"Write {value.__name__}().{name}, {AGAIN}",
        )
    if value is ...:
        return (
            "What stands before the point is still the three dots: no value was given to it.",
            "Give it a value in its own cell, run that, then run this cell again.",
        )
    what = f"What stands before .{name} is {kind(type(value).__name__)}, and that has no “{name}”."
    if isinstance(value, type(ast)):
        what = f"The module {value.__name__} has no “{name}”."
    if instead := _instead(value, name):
        return what, f"Use {instead} instead, {AGAIN}"
    if type(value).__name__ in ACCESSORS and hasattr(_series(), name):
        before = ACCESSORS[type(value).__name__]
        return (
            f"{name} belongs to the column itself, and here it stands behind {before}.",
            f"Write it before: .{name}(){before if name in ('diff', 'shift') else ''}, {AGAIN}",
        )
    parts = [part for part in dir(value) if not part.startswith("_")]
    columns = [column for column in getattr(value, "columns", ()) if isinstance(column, str)]
    if near := nearest(name, [*columns, *parts]):
        return what, f"Did you mean .{near}? Write this, {AGAIN}"
    if isinstance(value, list | str) and hasattr(_series(), name):
        if isinstance(value, str) and re.search(r"[=!<>]=|[<>]", accident.line):
            return what, f"Put round brackets around the whole comparison: (... == ...).{name}(), {AGAIN}"
        if isinstance(value, list):
            return what, f"Make a column of it: pd.Series([...]).{name}(), {AGAIN}"
    if columns:
        return what, f"If it is a column, these are there: {listed(columns)}. Mend the line, {AGAIN}"
    return what, f"Look at its spelling, and at what stands before the point, {AGAIN}"
