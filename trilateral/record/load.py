"""Read the record: the tables in `data/`, typed and checked as `data/datapackage.json` describes them.

The descriptor follows the Frictionless Data Package standard (Table Schema), so that any tool which knows
the standard reads the same files. Nothing else in the module reads them.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from trilateral.errors import UserError
from trilateral.paths import record_folder
from trilateral.text import nearest

__all__ = ["DataError", "describe", "load", "own_sources", "preload", "record_folder", "tables"]

Field = dict[str, Any]


class Names(frozenset[str]):
    """A set of names that shows and lists them in alphabetical order, whatever the run."""

    __slots__ = ()

    def __iter__(self) -> Iterator[str]:
        """Iterate in alphabetical order."""
        return iter(sorted(super().__iter__()))

    def __repr__(self) -> str:
        """Show the names as they stand in the table."""
        return ";".join(self)

    __str__ = __repr__


class DataError(UserError):
    """A table that is missing, damaged, or does not hold what the data package promises."""


@cache
def _package(where: Path) -> dict[str, Any]:
    path = where / "datapackage.json"
    try:
        package: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise DataError(f"{path}: not found. The record's tables are described there.") from None
    except ValueError as error:
        raise DataError(f"{path}: not valid JSON ({error}).") from None
    return package


def tables(where: Path | None = None) -> list[str]:
    """Return the names of all tables, in the order of the data package."""
    return [resource["name"] for resource in _package(where or record_folder())["resources"]]


def describe(name: str, where: Path | None = None) -> pd.DataFrame:
    """Return the codebook of one table: a row per column, with its type, unit and meaning.

    Args:
        name: the table's name, for example `"events"`.
        where: another folder with a `datapackage.json`; the module's own by default.
    """
    fields = _resource(name, where or record_folder())["schema"]["fields"]
    return pd.DataFrame(
        {
            "column": [field["name"] for field in fields],
            "type": [field["type"] for field in fields],
            "unit": [field.get("unit", "") for field in fields],
            "meaning": [field["description"] for field in fields],
        }
    )


def load(name: str, where: Path | str | None = None) -> pd.DataFrame:
    """Return one table of the record as a DataFrame with real types.

    Dates are `datetime64` (`NaT` where blank), columns with a fixed vocabulary are ordered categories,
    lists (actors, paragraphs, ids of events) are frozen sets, so that `"JPN" in row.actors` works,
    numbers are numbers, and everything else is text, `""` where blank. The index counts rows from 0.

    Args:
        name: the table's name: `"events"`, `"sources"`, `"claims"` and so on (`tables()` lists them).
        where: another folder with a `datapackage.json`; the module's own by default.

    Raises:
        DataError: the table does not exist, or a cell does not hold what the data package promises. The
            message names the table, the line of the file, the column, what is wrong and what would be right.
    """
    where = Path(where) if where is not None else record_folder()
    if (name, where) in _PRELOADED:
        return _PRELOADED[name, where].copy()
    path = where / _resource(name, where)["path"]
    content = path.read_bytes() if path.is_file() else b""
    read = _READ.get((name, where))
    if read is None or read[0] != content:
        read = _READ[name, where] = content, _load(name, where)
    return read[1].copy()


def own_sources(frame: object) -> pd.DataFrame | None:
    """Return the record's own table of sources if a frame cites by its ids."""
    if not isinstance(frame, pd.DataFrame):
        return None
    cited = next((name for name in ("source_1", "source") if name in frame.columns), None)
    if cited is None:
        return None
    try:
        table = load("sources")
    except DataError:
        return None
    return table if frame[cited].isin(table["id"]).any() else None


# What each table was read from last: reading one takes 20 to 150 ms, copying it none.
_READ: dict[tuple[str, Path], tuple[bytes, pd.DataFrame]] = {}
# Tables that were read before a grader forks; nobody looks at their files again.
_PRELOADED: dict[tuple[str, Path], pd.DataFrame] = {}


def preload(names: Iterable[str]) -> None:
    """Read tables of the module's own folder once and for all; `load` gives copies from here on."""
    for name in names:
        _PRELOADED[name, record_folder()] = _load(name, record_folder())


def _load(name: str, where: Path) -> pd.DataFrame:
    resource = _resource(name, where)
    fields: list[Field] = resource["schema"]["fields"]
    columns: dict[str, list[Any]] = {field["name"]: [] for field in fields}
    targets = {field["name"]: _keys(field["references"], where) for field in fields if "references" in field}
    seen: dict[tuple[str, str], int] = {}
    for line, row in _rows(resource, where):
        for field, text in zip(fields, row, strict=True):
            column = field["name"]
            try:
                value = _parse(text, field)
                for item in _items(value):
                    if column in targets and item not in targets[column]:
                        what = f"no such id in {field['references']}.csv"
                        raise ValueError(_unknown(item, targets[column], what))
                if field.get("constraints", {}).get("unique"):
                    first = seen.setdefault((column, text), line)
                    if first != line:
                        raise ValueError(f"{text!r} stands in line {first} too; it may be used once only")
            except ValueError as error:
                raise DataError(f"{resource['path']}, line {line}, column {column}: {error}.") from None
            columns[column].append(value)
    return pd.DataFrame({field["name"]: _column(columns[field["name"]], field) for field in fields})


def _resource(name: str, where: Path) -> dict[str, Any]:
    for resource in _package(where)["resources"]:
        if resource["name"] == name:
            found: dict[str, Any] = resource
            return found
    raise DataError(_unknown(name, tables(where), "no such table") + ".")


def _unknown(value: str, known: Collection[str], what: str) -> str:
    """Say that a value is not known, and name the nearest one that is, or all where they are few."""
    near = nearest(value, known)
    advice = f"did you mean {near!r}" if near else ""
    if not near and len(known) <= 20:
        advice = f"known are {', '.join(known)}"
    return f"{what}: {value!r}" + (f"; {advice}" if advice else "")


def _rows(resource: dict[str, Any], where: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield (line of the file, cells in the order of the schema), after checking the header."""
    path = where / resource["path"]
    names = [field["name"] for field in resource["schema"]["fields"]]
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise DataError(f"{path}: not found. Restore it, for example with git.") from None
    except UnicodeDecodeError as error:
        raise DataError(
            f"{resource['path']}, byte {error.start}: not UTF-8. Save the file as 'CSV UTF-8'."
        ) from None
    # Not by str.splitlines: a cell may hold a line separator (U+2028), which ends no row.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, [])
        if header != names:
            missing = [name for name in names if name not in header]
            extra = [name for name in header if name not in names]
            hint = " Is it separated by commas?" if len(header) == 1 else ""
            raise DataError(
                f"{resource['path']}, line 1: the columns must be {', '.join(names)}; "
                f"missing: {', '.join(missing) or 'none'}; not known: {', '.join(extra) or 'none'}.{hint}"
            )
        for row in reader:
            if len(row) != len(names):
                raise DataError(
                    f"{resource['path']}, line {reader.line_num}: {len(row)} cells where the header has "
                    f"{len(names)}. Put a cell that holds a comma into quotation marks."
                )
            yield reader.line_num, row
    except csv.Error as error:
        raise DataError(f"{resource['path']}, line {reader.line_num}: {error}.") from None


@cache
def _keys(table: str, where: Path) -> frozenset[str]:
    """Return the ids of another table, for columns that refer to it."""
    resource = _resource(table, where)
    position = [field["name"] for field in resource["schema"]["fields"]].index("id")
    return frozenset(row[position] for _, row in _rows(resource, where))


def _items(value: Any) -> list[str]:
    if isinstance(value, frozenset):
        return sorted(value)
    return [value] if isinstance(value, str) and value else []


def _parse(text: str, field: Field) -> Any:
    """Return the typed value of one cell, or raise ValueError with the reason."""
    constraints = field.get("constraints", {})
    if text != text.strip():
        raise ValueError(f"space before or after {text.strip()!r}")
    if not text:
        if constraints.get("required"):
            raise ValueError("blank, but every row needs one")
        return Names() if field["type"] == "list" else None if field["type"] != "string" else ""
    if field["type"] == "list":
        items = text.split(";")
        for item in items:
            _vocabulary(item, constraints.get("enum"))
        if len(set(items)) != len(items):
            raise ValueError(f"{text!r} names something twice")
        return Names(items)
    _vocabulary(text, constraints.get("enum"))
    pattern = constraints.get("pattern")
    if pattern and not re.fullmatch(pattern, text):
        raise ValueError(f"{text!r} does not have the form {pattern}")
    if field["type"] == "date":
        return _date(text, constraints)
    if field["type"] in ("integer", "number"):
        return _number(text, field["type"], constraints)
    if field["type"] == "datetime":
        return pd.Timestamp(text)
    return text


def _vocabulary(item: str, known: list[str] | None) -> None:
    if known is not None and item not in known:
        raise ValueError(_unknown(item, known, "not in the vocabulary"))


def _date(text: str, constraints: dict[str, Any]) -> date:
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
    except ValueError:
        day = None
    if day is None:
        raise ValueError(f"{text!r} is not a date of the form 2017-04-20")
    if not constraints.get("minimum", "0001-01-01") <= text <= constraints.get("maximum", "9999-12-31"):
        raise ValueError(f"{text} lies outside {constraints.get('minimum')} to {constraints.get('maximum')}")
    return day


def _number(text: str, kind: str, constraints: dict[str, Any]) -> float:
    try:
        value = int(text) if kind == "integer" else float(text)
    except ValueError:
        raise ValueError(f"{text!r} is not {'a whole' if kind == 'integer' else 'a'} number") from None
    low, high = constraints.get("minimum", float("-inf")), constraints.get("maximum", float("inf"))
    if not low <= value <= high:
        raise ValueError(f"{text} lies outside {low} to {high}")
    return value


def _column(values: list[Any], field: Field) -> pd.Series[Any]:
    """Return the values of one column as a Series of the type the data package names."""
    kind, vocabulary = field["type"], field.get("constraints", {}).get("enum")
    if kind in ("date", "datetime"):
        return pd.to_datetime(pd.Series(values, dtype="object"), utc=kind == "datetime")
    if kind == "list":
        return pd.Series(values, dtype="object")
    if kind == "integer":
        return pd.Series(values, dtype="Int64" if None in values else "int64")
    if kind == "number":
        return pd.Series(values, dtype="float64")
    if vocabulary:
        codes = [value or None for value in values]
        return pd.Series(pd.Categorical(codes, categories=vocabulary, ordered=True))
    return pd.Series(values, dtype="str")
