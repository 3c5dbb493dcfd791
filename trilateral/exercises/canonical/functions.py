"""The canonical form of a function: what it returns for the arguments that a question records."""

from __future__ import annotations

import contextlib
import copy
import inspect
import io
import json
from collections.abc import Callable
from types import FunctionType, MethodType
from typing import Any

import pandas as pd

from trilateral.exercises.canonical.shape import Shape
from trilateral.exercises.canonical.values import (
    BlankAnswer,
    Canonicalise,
    InvalidAnswer,
    describe_type,
    is_blank,
    part,
    remark,
)
from trilateral.record.load import load

__all__ = ["canonical_function"]

VARIABLE_NUMBER, VARIABLE_NAMES = inspect.CO_VARARGS, inspect.CO_VARKEYWORDS


def canonical_function(value: Any, shape: Shape, canonicalise: Canonicalise) -> list[Any]:
    """Return what a function returns for each of its recorded lists of arguments."""
    if not callable(value) or isinstance(value, type):
        raise InvalidAnswer(
            f"Expected a function (def ...); this is {describe_type(value)}. Did you call it?"
        )
    prints = io.StringIO()
    # What the function prints is no part of the one line that a check prints.
    with contextlib.redirect_stdout(prints):
        results = [_call(value, arguments) for arguments in shape.arguments]
    if all(is_blank(result) for result in results):
        if prints.getvalue().strip():
            raise InvalidAnswer("It prints and returns nothing; write `return` in place of `print`.")
        if any(result is ... for result in results) or _is_stub(value):
            raise BlankAnswer
        raise InvalidAnswer("It returns nothing; its last line should be `return` and the result.")
    if any(is_blank(result) for result in results):
        silent = next(
            arguments for arguments, one in zip(shape.arguments, results, strict=True) if is_blank(one)
        )
        remark(f"For {_shown(silent)} it returns nothing (None): does each way through it end with return?")
    assert shape.of is not None
    where = [f"What it returns for {_shown(arguments)}" for arguments in shape.arguments]
    return [
        part(canonicalise, result, shape.of, place) if not is_blank(result) else None
        for result, place in zip(results, where, strict=True)
    ]


def _stub() -> None: ...


def _is_stub(function: Any) -> bool:
    """Tell whether a function's body does nothing: it is `...`, `pass`, or words in quotation marks."""
    code = getattr(function, "__code__", None)
    return code is not None and len(code.co_code) <= len(_stub.__code__.co_code)


def _call(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    try:
        return function(*(_argument(argument) for argument in arguments))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        if isinstance(error, TypeError) and (number := _takes(function)) not in (None, len(arguments)):
            raise InvalidAnswer(
                f"It stops with an error (TypeError) when it is called with {_shown(arguments)}: it takes "
                f"{number or 'no'} value{'s' * (number != 1)}. Write a name for each between the round "
                "brackets in its first line (def ...)."
            ) from None
        name = next(kind.__name__ for kind in type(error).__mro__ if kind.__module__ == "builtins")
        raise InvalidAnswer(
            f"It stops with an error ({name}) when it is called with {_shown(arguments)}."
            f"{_where(error, function)}"
        ) from None


def _takes(function: Any) -> int | None:
    """Return how many values a plain function takes; None where that is not one number."""
    code = getattr(function, "__code__", None)
    if code is None or function.__defaults__ or code.co_flags & (VARIABLE_NUMBER | VARIABLE_NAMES):
        return None
    return int(code.co_argcount)


def _where(error: BaseException, function: Callable[..., Any]) -> str:
    """Return a sentence with the line of the function that stopped, and the name that has no value."""
    code = getattr(function, "__code__", None)
    trace, line, called = error.__traceback__, 0, ""
    while trace is not None and code is not None:
        if trace.tb_frame.f_code is code:
            line, called = trace.tb_lineno - code.co_firstlineno + 1, ""
        elif line and trace.tb_frame.f_globals is getattr(function, "__globals__", None):
            other = trace.tb_frame.f_code
            if other.co_name.isidentifier():
                called = (
                    f" and at line {trace.tb_lineno - other.co_firstlineno + 1} of {other.co_name[:40]}, "
                    "which it calls"
                )
        trace = trace.tb_next
    if line < 1:
        return ""
    name = error.name if type(error) is NameError else None
    said = f": nothing has the name {name[:40]}" if isinstance(name, str) else ""
    if type(error) is AttributeError and isinstance(error.obj, FunctionType | MethodType):
        said = f": {error.obj.__name__[:40]} needs () behind it"
    return f" Look at its line {line}{called}{said}."


def _argument(argument: Any) -> Any:
    """Return one recorded argument: `{date = "2016-01-01"}`, `{table = "meetings"}`, or a plain value."""
    if isinstance(argument, dict) and set(argument) == {"date"}:
        return pd.Timestamp(argument["date"])
    if isinstance(argument, dict) and set(argument) == {"table"}:
        return load(argument["table"])
    return copy.deepcopy(argument)


def _shown(arguments: tuple[Any, ...]) -> str:
    parts = []
    for argument in arguments:
        if isinstance(argument, dict) and len(argument) == 1:
            parts.append(next(iter(argument.values())))
        else:
            parts.append(json.dumps(argument, ensure_ascii=False))
    return f"({', '.join(parts)})"
