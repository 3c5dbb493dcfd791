"""Columns, rows, keys and places that are not there."""

from __future__ import annotations

import ast
import builtins
import re
import sys
import zoneinfo
from typing import Any

from trilateral.error_messages.accident import Accident
from trilateral.error_messages.surprises import overwritten
from trilateral.error_messages.words import AGAIN, Advice, nearest
from trilateral.text import listed

__all__ = ["lookups"]


def lookups(accident: Accident) -> Advice | None:
    """Return what to say where something was looked up and is not there."""
    error = accident.error
    if isinstance(error, KeyError):
        if advice := _overwrote(accident):
            return advice
        return _key(accident, error.args[0] if error.args else None)
    if type(error).__name__ == "InvalidIndexError":
        return (
            "Rows and columns together cannot stand in these square brackets.",
            f'Write .loc before them, as in table.loc[1:2, "kind"], {AGAIN}',
        )
    if type(error).__name__ == "IndexingError" and "Too many indexers" in accident.text:
        return (
            "Only one thing may stand behind the comma: a column, or a list of columns.",
            f'Put several columns into square brackets of their own, as in [rows, ["id", "claim"]], {AGAIN}',
        )
    if isinstance(error, IndexError):
        return _place(accident)
    return None


def _overwrote(accident: Accident) -> Advice | None:
    """Return what to say where a single = was meant to ask, and has filled a column before the error."""
    for name, column in overwritten(accident.cell):
        return (
            f'Two single = in one line: each row of {name}["{column}"] now holds the same value.',
            f"Write == where you ask, run the cell that made {name}, {AGAIN}",
        )
    return None


def _key(accident: Accident, key: Any) -> Advice | None:
    if word := _bare_builtin(accident):
        return (
            f"Without quotation marks, {word} is a function of Python's, and no name of a column.",
            f'Write "{word}" in quotation marks, {AGAIN}',
        )
    if zone := re.search(r"No time zone found with key (\S[^'\"]*)", accident.text):
        return _zone(accident, zone[1])
    if "boolean label can not be used" in accident.text:
        return _of_a_row(False, None)
    missing = _missing(key)
    tables = list(accident.tables())
    frames = [table for table in tables if hasattr(table, "columns")]
    by_row = (
        bool(frames)
        and re.search(r"\.(loc|at|iloc)\[", accident.line)
        and not _asks_column(accident, missing)
    )
    if frames and not by_row:
        table = next((table for table in frames if missing not in table.columns), frames[0])
        return _of_a_row(missing, table) or _column(missing, list(table.columns), accident)
    if tables and not frames and isinstance(missing, str) and ".groupby(" in accident.line:
        return (
            f"What stands before .groupby is a single column: “{missing}” is none of its parts.",
            f'Give the whole column of groups: .groupby(table["{missing}"]), with your own table, {AGAIN}',
        )
    if tables:
        labels = [label for label in tables[0].index[:2000]]
        what = f"No row is called {missing!r}: the rows are called {listed(map(repr, labels), 4)}."
        if near := nearest(missing, labels):
            return f"No row is called {missing!r}.", f"Did you mean {near!r}? Write this, {AGAIN}"
        if isinstance(missing, int) and labels == list(range(len(labels))):
            return (
                f"No row is called {missing}: the rows are called 0 to {len(labels) - 1}.",
                f"Take one of these numbers; the last row is .iloc[-1]; {AGAIN}",
            )
        if missing == -1:
            return what, f"By its place, the last one is .iloc[-1]; write this, {AGAIN}"
        if not isinstance(missing, str):
            return what, f"Take one of these, {AGAIN}"
        if missing.isascii() and missing.isdigit() and int(missing) in labels:
            return what, f"They are numbers: take the quotation marks away, {missing}, {AGAIN}"
        return what, f'To find rows by a column, write table[table["column"] == {missing!r}], {AGAIN}'
    holder = _dictionary(accident)
    what = f"The key {missing!r} is not there."
    if holder is None:
        return what, f"Look at its spelling, {AGAIN}"
    if near := nearest(missing, holder):
        return what, f"Did you mean {near!r}? Write this, {AGAIN}"
    return what, f"These keys are there: {listed(map(repr, holder), 12)}. Mend the line, {AGAIN}"


def _zone(accident: Accident, name: str) -> Advice:
    """Return what to say to a time zone that there is not: a name's own text, or a city without its part."""
    what = f"“{name}” is no time zone."
    if isinstance(accident.names.get(name.lower()), str):
        return what, f"The name {name.lower()} holds one: take the quotation marks away, {AGAIN}"
    city = name.strip().replace(" ", "_").casefold()
    for zone in sorted(zoneinfo.available_timezones()):
        if "/" in zone and city in (zone.casefold(), zone.rpartition("/")[2].casefold()):
            return what, f'Did you mean "{zone}"? Write this, {AGAIN}'
    return what, f'Zones are named after large cities: "Asia/Seoul", "America/New_York". Write one, {AGAIN}'


def _bare_builtin(accident: Accident) -> str | None:
    """Return the name of a function of Python's that stands in square brackets, where a column's would."""
    tree = accident.tree()
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Subscript):
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple | ast.List) else [node.slice]
            for part in parts:
                if (
                    isinstance(part, ast.Name)
                    and part.id not in accident.names
                    and hasattr(builtins, part.id)
                ):
                    return part.id
    return None


def _missing(key: Any) -> Any:
    """Return the first label of those that pandas names in a sentence; else the key itself."""
    if isinstance(key, list) and key:  # as `dropna` names them
        return key[0]
    if isinstance(key, str):
        key = key.removeprefix("Column not found: ")
    for line in key.splitlines() if isinstance(key, str) else ():
        ends = [found.start() for found in re.finditer("not in index|not found in axis|are in the", line)]
        inside, closed, _ = line[: max(ends, default=0)].partition("[")[2].partition("]")
        if closed:
            labels = re.findall(r"'([^']*)'", inside)
            return labels[0] if labels else key
    return key


def _asks_column(accident: Accident, missing: Any) -> bool:
    """Return whether the label stands behind the comma of .loc[rows, columns]."""
    inside = re.search(r"\.(?:loc|at)\[(.*)", accident.line)
    columns = inside[1].rpartition("]")[0].partition(",")[2] if inside else ""
    return str(missing) in columns


def _of_a_row(missing: Any, table: Any) -> Advice | None:
    """Return what to say to a column's name where rows are asked for, and the reverse."""
    if isinstance(missing, bool):
        return (
            "The brackets hold one True or False: two texts are compared, and no column.",
            f'Write table[table["kind"] == "fact"], with your own table, column and value, {AGAIN}',
        )
    if not isinstance(missing, str):
        return None
    if missing in table.columns:
        return (
            f"“{missing}” is a column, and drop looks for a row of this name.",
            f'Write drop(columns="{missing}"), {AGAIN}',
        )
    if missing in table.index:
        return (
            f"“{missing}” is the name of a row, and these brackets ask for a column.",
            f'Write .loc["{missing}"], {AGAIN}',
        )
    return None


def _column(missing: Any, columns: list[Any], accident: Accident) -> Advice:
    if isinstance(missing, tuple) and missing and all(name in columns for name in missing):
        return (
            "Several columns need two pairs of square brackets.",
            f"Write [[{', '.join(map(repr, missing))}]], {AGAIN}",
        )
    if not isinstance(missing, str):
        return (
            f"Square brackets with {missing!r} ask for a column of this name, and there is none.",
            f"For a row write .iloc[{missing!r}]; for a column, its name in quotation marks; {AGAIN}"
            if isinstance(missing, int)
            else f"Write the name of a column in quotation marks, {AGAIN}",
        )
    if re.match(r"None of \[Index\(\[(?:nan|None|<NA>)", missing):
        return (
            "The condition in the square brackets is blank for each row.",
            f".str finds no text in this column: put .astype(str) before .str, {AGAIN}",
        )
    if len(missing) > 60 or "\n" in missing:
        return (
            "What stands in the square brackets is no name of a column.",
            f'To choose rows, compare first: table[table["column"] == "value"], {AGAIN}',
        )
    what = f"The table has no column “{missing}”."
    if near := nearest(missing, columns):
        return what, f'Did you mean "{near}"? Write this, {AGAIN}'
    return what, f"Its columns are: {listed(columns)}. Choose one of them, {AGAIN}"


def _dictionary(accident: Accident) -> list[Any] | None:
    """Return the keys of the dictionary that the line asks, where it stands there as a name."""
    if found := re.match(r"(?:\w+ = )?(\w+)\[", accident.segment):
        holder = accident.names.get(found[1])
        if isinstance(holder, dict):
            return list(holder)
    return None


def _place(accident: Accident) -> Advice | None:
    if "Boolean index has wrong length" in accident.text:
        return (
            "The condition in the brackets was made from another table: it has another number of rows.",
            f"Make it from the same table, {AGAIN}",
        )
    holder = None
    if found := re.match(r"(?:\w+ = )?(\w+)\[", accident.segment):
        holder = accident.names.get(found[1])
    tables = list(accident.tables())
    pandas = sys.modules.get("pandas")
    if tables:
        holder = tables[0]
    sized = isinstance(holder, list | tuple | str) or (
        pandas is not None and isinstance(holder, pandas.DataFrame | pandas.Series | pandas.Index)
    )
    if sized and holder is not None:
        size = len(holder)
        if size == 0:
            return (
                "There is nothing in it: it has no rows, or no elements.",
                f"Look at the step that chose them: does its condition fit any? Mend it, {AGAIN}",
            )
        return (
            f"There is no such place: it has {size} elements, counted from 0 to {size - 1}.",
            f"Take a number from 0 to {size - 1}; the last one is also -1; {AGAIN}",
        )
    if re.search("out.of", accident.text):
        return (
            "There is no such place: the number in the brackets is too large.",
            f"Count from 0, so that the last of 5 is number 4; or it is empty. Mend it, {AGAIN}",
        )
    return None
