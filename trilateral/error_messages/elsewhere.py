"""Names without a value that belong elsewhere: to a cell that has not run, to a table, to a module."""

from __future__ import annotations

import re
import sys
from typing import Any

from trilateral.error_messages.accident import Accident
from trilateral.error_messages.words import AGAIN, Advice
from trilateral.exercises import executions, notebook_file
from trilateral.text import listed

__all__ = ["not_run", "nowhere", "of_another"]

# What books and websites call a table.
ANY_TABLE = ("df", "data", "table", "dataframe", "dataset")
NOTHINGS = {"null": "None", "nil": "None", "undefined": "None", "nan": 'float("nan")', "NaN": 'float("nan")'}


def not_run(name: str) -> Advice | None:
    """Return what to say where a cell of the saved notebook makes a name, and has not run."""
    made = notebook_file.makers(name) or []
    ran = executions.past()
    waiting = [
        cell
        for cell in made
        if not any(
            execution.cell == cell.name or execution.source == cell.source
            for execution in ran
            if not execution.failed
        )
    ]
    if not waiting or len(waiting) < len(made):
        return None
    cell = waiting[0]
    return (
        f"“{name}” has no value yet: the cell that makes it has not been run since the kernel started.",
        f"Run code cell {cell.place}, which begins with  {cell.begins}  and then this one again. After a "
        "restart, run all cells from the top (menu Run, “Run All Above Selected Cell”).",
    )


def nowhere(name: str) -> Advice:
    """Return what to say to a name of which nothing is known."""
    if notebook_file.makers(name) == []:
        return (
            f"Nothing has the name “{name}”, and no cell of this notebook, as last saved, makes it.",
            "Look at the spelling. If you made it in another notebook, make it here too: each notebook has "
            f"its own names. Then write {name} = ... in a cell, and run both.",
        )
    return (
        f"Nothing has the name “{name}” yet.",
        f"Run the cell above that makes it ({name} = ...). If no cell does, look at the spelling, {AGAIN}",
    )


def of_another(name: str, accident: Accident) -> Advice | None:
    """Return what to say to a name that belongs to something: a column, a method, pandas, a module."""
    for own, value in accident.names.items():
        if not own.startswith("_") and name in getattr(value, "columns", ()):
            said = f"“{name}” is a column of the table {own}, and no name of its own."
            return said, f'Write {own}["{name}"], {AGAIN}'
    if name in NOTHINGS:
        return f"Python does not know “{name}”.", f"Write {NOTHINGS[name]}, {AGAIN}"
    if name in ANY_TABLE and (own_tables := _tables(accident.names)):
        return (
            f"No table is called “{name}” here.",
            f"This notebook has: {listed(own_tables)}. Write the name of one of them, {AGAIN}",
        )
    return _of_pandas(name, accident)


def _tables(names: dict[str, Any]) -> list[str]:
    return [
        name
        for name, value in names.items()
        if not name.startswith("_") and type(value).__name__ == "DataFrame"
    ]


def _of_pandas(name: str, accident: Accident) -> Advice | None:
    module: Any = sys.modules.get("pandas")
    if module is None or name.startswith("_"):
        return None
    if callable(getattr(module, name, None)):
        return f"{name} belongs to pandas.", f"Write pd.{name}, {AGAIN}"
    if callable(getattr(module.Series, name, None)) and re.search(rf"(?<![\w.]){name}\(", accident.line):
        return (
            f"{name} belongs to a column, and stands behind it.",
            f'Write table["column"].{name}(), with your own table and column, {AGAIN}',
        )
    if name in sys.stdlib_module_names and re.search(rf"\b{name}\.", accident.line):
        return (
            f"The module {name} is not imported yet.",
            f"Put this line above your line, {AGAIN}\n\n    import {name}",
        )
    return None
