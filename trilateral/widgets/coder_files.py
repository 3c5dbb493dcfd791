"""A file of codes: written for a neighbour, and a neighbour's read (in pages: js/src/coder/file.js).

The columns are id, statement, code and meaning; `again` and `settled` follow where there are such codes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pandas as pd

from trilateral.text import count, near, one_line
from trilateral.timeline.columns import text_of
from trilateral.timeline.dates import TimelineError
from trilateral.timeline.tables import table_of
from trilateral.widgets.base import WidgetError

__all__ = ["LONGEST", "Taken", "id_digest", "taken_from", "taken_from_bytes", "write_codes"]

LONGEST = 2_000_000  # bytes of one file: ten thousand statements with their words
# What people and spreadsheets write for the minus sign of a code.
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2013\uff0d\u2010\u2011", "-"))
_OLDER = ("cp949", "cp932", "gb18030", "latin-1")  # encodings: Korean, Japanese, Chinese, any byte


@dataclass(frozen=True)
class Taken:
    """A neighbour's codes by id, those given again after talking, and what there is to say of the file."""

    codes: dict[str, int]
    again: dict[str, int]
    remarks: tuple[str, ...] = ()


def id_digest(name: str) -> str:
    """Return what stands for an id in a blind coder's page: an id may tell who spoke, and when.

    It is 64-bit FNV-1a, which is made in a few lines of any language; it hides from a glance, not from a spy.
    """
    digest = 0xCBF29CE484222325
    for byte in name.encode("utf-8", "replace"):
        digest = ((digest ^ byte) * 0x100000001B3) % 2**64
    return f"{digest:016x}"


def taken_from(given: Any, ids: Sequence[str], labels: Mapping[int, str]) -> Taken:
    """Return what a neighbour's table of codes holds.

    Args:
        given: the path of a file as `save_codes` writes it, in any order and encoding; or a frame.
        ids: the statements of one's own coder.
        labels: the codes that there are.

    Raises:
        WidgetError: it cannot be read, is of other statements, or holds what is no code.
    """
    known = {id_digest(name): name for name in ids} | {name: name for name in ids}
    table = _table_of(given, known)
    names = _columns_of(table)
    codes: dict[str, int] = {}
    again: dict[str, int] = {}
    strange = blank = 0
    other = ""
    nothing = [None] * len(table)
    columns = [
        table[names[name]].tolist() if name in names else nothing
        for name in ("id", "code", "meaning", "again")
    ]
    for name, value, meaning, second in zip(*columns, strict=True):
        written = text_of(name).strip()
        own = known.get(written, "")
        if not own:
            strange += bool(written)
            continue
        code = _code(value, own, labels)
        blank += code is None
        if code is not None and codes.setdefault(own, code) != code:
            raise WidgetError(f"{own!r} stands twice in this file, with the codes {codes[own]} and {code}.")
        if code is not None and not other:
            other = _other_rule(code, meaning, labels)
        if (new := _code(second, own, labels)) is not None:
            again[own] = new
    if not codes:
        why = "none of its statements is among yours" if strange and not blank else "it holds no code yet"
        raise WidgetError(f"There is nothing to compare: {why}. Is it the right file?")
    left = f"{count(strange, 'row')} of the file left out: not among your statements." if strange else ""
    return Taken(codes, again, tuple(filter(None, [left, other])))


def taken_from_bytes(raw: bytes, name: str, ids: Sequence[str], labels: Mapping[int, str]) -> Taken:
    """Return what a file holds that was chosen in a browser, which tells its name and no path.

    Raises:
        WidgetError: as `taken_from`.
    """
    with TemporaryDirectory() as folder:
        ending = re.sub(r"[^.a-z]", "", Path(name).suffix.lower())
        path = Path(folder) / f"codes{ending}"
        path.write_bytes(raw)
        try:
            return taken_from(path, ids, labels)
        except WidgetError as error:
            said = str(error).replace(str(path), one_line(name, 60))
            raise WidgetError(said.replace(path.name, one_line(name, 60))) from None


def _columns_of(table: Any) -> dict[str, Any]:
    """Return the names of a table's columns by what they are in small letters."""
    if not isinstance(table, pd.DataFrame):
        raise WidgetError(f'Compare with a file: coder.compare("codes.csv"), not {type(table).__name__}.')
    names = {str(name).strip().lower(): name for name in table.columns}
    for wanted in ("id", "code"):
        if wanted not in names:
            there = one_line(", ".join(map(str, table.columns)), 100)
            raise WidgetError(
                f"There is no column {wanted!r}.{near(wanted, names)} The columns are: {there}."
                ' A file of codes is made by coder.save_codes("codes.csv").'
            )
    return names


def _table_of(given: Any, known: Mapping[str, str]) -> Any:
    """Return a table; of a file in an older encoding the reading in which its ids are known."""
    said = ""
    table = None
    if isinstance(given, (str, Path)):
        _refuse_strange(Path(given))
    try:
        table = table_of(given)
        if not isinstance(given, (str, Path)) or _number_known(table, known):
            return table
    except TimelineError as error:
        said = str(error).replace("Timeline(", "coder.compare(")
    readings = []
    for encoding in () if _in_utf8(Path(given)) else _OLDER:
        with suppress(OSError, ValueError, TypeError, pd.errors.ParserError):
            readings.append(
                pd.read_csv(Path(given), encoding=encoding, dtype="str", sep=None, engine="python")
            )
    best = max(readings, key=lambda one: _number_known(one, known), default=None)
    if best is not None and _number_known(best, known):
        return best
    if said:
        raise WidgetError(said)
    return table


def _refuse_strange(path: Path) -> None:
    """Refuse a file that is much too long, or a picture; whether it is there is told later."""
    try:
        size = path.expanduser().stat().st_size
        with path.expanduser().open("rb") as file:
            start = file.read(1000)
    except (OSError, ValueError, RuntimeError):
        return
    if size > LONGEST:
        raise WidgetError(
            f"This file has {size / 1e6:,.0f} MB, too many for a file of codes. Is it the right one?"
        )
    if b"\0" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff", b"PK", b"\xd0\xcf\x11\xe0")):
        raise WidgetError("This file is no text. Is it the right one?")


def _in_utf8(path: Path) -> bool:
    try:
        path.expanduser().read_text("utf-8")
    except UnicodeDecodeError:
        return False
    except (OSError, ValueError, RuntimeError):
        return True  # there is nothing to read in another way
    return True


def _number_known(table: Any, known: Mapping[str, str]) -> int:
    names = {str(name).strip().lower(): name for name in table.columns}
    return sum(text_of(name).strip() in known for name in table[names["id"]]) if "id" in names else 0


def _other_rule(code: int, value: Any, labels: Mapping[int, str]) -> str:
    """Return what to say where a neighbour's code means something else than one's own; else ""."""
    theirs = "" if pd.isna(value) else " ".join(text_of(value).split())
    yours = " ".join(labels[code].split())
    # Letters beyond English ones may have suffered on their way through a spreadsheet.
    if not theirs or not theirs.isascii() or not yours.isascii() or theirs.lower() == yours.lower():
        return ""
    return (
        f"Their {code} means “{one_line(theirs, 60)}”, yours “{one_line(yours, 60)}”:"
        " this compares two rules, not two readers."
    )


def _code(value: Any, name: str, labels: Mapping[int, str]) -> int | None:
    """Return the code in a cell, None for a blank one; `1`, `+1`, `1.0` and a typeset minus are read."""
    written = "" if pd.isna(value) else text_of(value).strip().translate(_MINUS)
    if written in ("", "<NA>"):
        return None
    try:
        code = float(written)
    except ValueError:
        code = np.nan
    if code not in labels:
        some = ", ".join(map(str, labels))
        raise WidgetError(f"{one_line(written, 40)!r}, beside {name!r}, is no code. There are: {some}.")
    return int(code)


def write_codes(path: str | Path, table: pd.DataFrame, overwrite: bool) -> None:
    """Write a table of codes as CSV that Excel reads in any country.

    Raises:
        WidgetError: the file is there already and may not be replaced, or cannot be written.
    """
    place = Path(path).expanduser()
    if place.suffix.lower() != ".csv":
        raise WidgetError(f'Give the file a name that ends in .csv, as "{place.name or "codes"}.csv".')
    try:
        with place.open("w" if overwrite else "x", encoding="utf-8-sig", newline="") as file:
            table.to_csv(file, index=False)
    except FileExistsError:
        raise WidgetError(
            f"{place.name} is there already. Choose another name, or write over it with"
            f' coder.save_codes("{place.name}", overwrite=True).'
        ) from None
    except OSError as error:
        raise WidgetError(f"{path}: cannot be written ({error.strerror or error}).") from None
