"""What is no error to Python, and surprises: a grouped table shown, a change that goes nowhere."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

__all__ = ["tell"]

GROUPED = (
    "A grouped table, and nothing is counted yet. Say what you want of each group: .size() counts its rows, "
    '["column"].mean() gives the mean of a column.'
)
METHOD = "This is the method {name}, and it has not been run: write {name}() with its round brackets."
NOWHERE = (
    "Nothing was changed: the two pairs of square brackets first make a copy, and the copy was changed. "
    'Write table.loc[condition, "column"] = value.'
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
            print(NOWHERE)
        else:
            warn(message, category, *rest, **named)

    warnings.showwarning = show_warning

    def undo() -> None:
        warnings.showwarning = warn
        for name in ("DataFrameGroupBy", "SeriesGroupBy"):
            formatter.for_type_by_name("pandas.core.groupby.generic", name, in_words(repr))
            formatter.for_type_by_name("pandas.api.typing", name, in_words(repr))
        formatter.type_printers.pop(type(tell.__get__(shell)), None)
        if before is not None:
            formatter.for_type(type(tell.__get__(shell)), before)

    return undo


def _method(value: Any) -> str:
    """Say what a method of a table is, or what Python says of another one."""
    of_pandas = type(value.__self__).__module__.partition(".")[0] == "pandas"
    return METHOD.format(name=value.__name__) if of_pandas else repr(value)
