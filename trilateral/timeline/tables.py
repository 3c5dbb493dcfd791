"""A table as it really comes: a frame, or the path of a .csv or .xlsx file of any usual encoding."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd

from trilateral.text import near
from trilateral.timeline.dates import TimelineError
from trilateral.timeline.headings import role_column

_ENCODINGS = {
    "cp949": "Korean", "cp932": "Japanese", "gb18030": "Chinese", "cp1252": "of Western Europe",
}  # fmt: skip
_TEXTS = (".csv", ".tsv", ".txt", ".tab")
_REMEDY = "read it with pandas and hand over the frame: Timeline(pd.read_csv(...))."


def table_of(given: Any) -> Any:
    """Return a table as a frame: a path is read, a frame of another library converted; else what was given.

    Cells of a file come as they are written (text, not numbers); of an .xlsx file, as Excel holds them.

    Raises:
        TimelineError: if a path leads to no table.
    """
    if isinstance(given, pd.DataFrame):
        return given
    if isinstance(given, (str, Path)):
        return _read_file(given)
    convert = getattr(given, "to_pandas", None)  # polars, pyarrow, ...
    made = convert() if callable(convert) else given
    return made if isinstance(made, pd.DataFrame) else given


def _read_file(given: str | Path) -> pd.DataFrame:
    if str(given).lower().startswith(("http://", "https://")):
        raise TimelineError(f"{given} is an address: {_REMEDY}")
    path, ending = Path(given).expanduser(), Path(given).suffix.lower()
    if path.is_dir():
        raise TimelineError(f"{str(given)!r} is a folder: give the path of a .csv or .xlsx file in it.")
    try:
        if ending in (".xlsx", ".xlsm"):
            return _read_excel(path)
        if ending in _TEXTS:
            return _read_text(path.read_bytes(), str(given))
    except FileNotFoundError:
        there = [one.name for one in path.parent.iterdir()] if path.parent.is_dir() else []
        raise TimelineError(
            f"There is no file {str(given)!r} in {path.parent.resolve()}.{near(path.name, there)}"
        ) from None
    except OSError as problem:
        raise TimelineError(f"{str(given)!r} cannot be opened: {problem.strerror or problem}.") from None
    raise TimelineError(
        f"{str(given)!r} is no .csv or .xlsx file. Save the table as one of these, or {_REMEDY}"
    )


def _read_excel(path: Path) -> pd.DataFrame:
    """Read the first sheet of a workbook."""
    path.stat()
    try:
        return pd.read_excel(path, engine="openpyxl", dtype=object, keep_default_na=False, na_values=[""])
    except ImportError:
        raise TimelineError(
            f"To read {path.name!r}, type  %pip install openpyxl  in a cell once; or save the sheet as CSV."
        ) from None
    except (ValueError, KeyError, zipfile.BadZipFile):
        raise TimelineError(
            f"{path.name!r} cannot be read as an Excel workbook (it may have a password). Save it as CSV."
        ) from None


def _read_text(raw: bytes, name: str) -> pd.DataFrame:
    """Read a table from the bytes of a text file."""
    if not raw.strip():
        raise TimelineError(f"{name!r} is empty.")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _parsed(raw.decode("utf-16", "replace"), name)
    try:
        return _parsed(raw.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        pass
    # An older encoding cannot be told from the bytes alone; headings that are known in one only tell.
    fits: dict[str, pd.DataFrame] = {}
    for encoding in _ENCODINGS:
        try:
            table = _parsed(raw.decode(encoding), name)
        except (UnicodeDecodeError, TimelineError):
            continue
        if all(role_column(table, role, None) is not None for role in ("start", "title")):
            fits[encoding] = table
    # Plain English headings fit all; then a letter of Western Europe stands alone between plain ones.
    if len(fits) > 1:
        fits = {"cp1252": fits["cp1252"]} if "cp1252" in fits and _scattered(raw) else {}
    if not fits:
        raise TimelineError(
            f"The letters of {name!r} are in an unknown encoding. Save the file as “CSV UTF-8”, or name its"
            " encoding: Timeline(pd.read_csv(..., encoding='cp949'))."
        )
    encoding, table = next(iter(fits.items()))
    table.attrs["notice"] = f"{Path(name).name} is not in UTF-8: read as {encoding} ({_ENCODINGS[encoding]})."
    return table


def _scattered(raw: bytes) -> bool:
    """Tell whether each byte above 127 stands alone, as in French or German; East Asian letters need two."""
    return not re.search(rb"[\x80-\xff]{2}", raw)


def _parsed(text: str, name: str) -> pd.DataFrame:
    lines = text.splitlines() or [""]
    if lines[0].lower().startswith("sep=") and len(lines[0]) == 5:  # Excel's own line
        separator, text = lines[0][4], text.split("\n", 1)[-1]
    else:
        separator = max(",;\t|", key=lambda one: _outside_quotes(lines[0], one))
    try:
        return pd.read_csv(
            io.StringIO(text), sep=separator, dtype=str, keep_default_na=False, na_values=[""],
            skipinitialspace=True, index_col=False,
        )  # fmt: skip
    except (ValueError, csv.Error) as problem:  # pandas' own errors are ValueErrors
        said = str(problem).strip().splitlines()[-1].replace("Error tokenizing data. C error: ", "")
        raise TimelineError(f"{name!r} cannot be read as a table: {said}.") from None


def _outside_quotes(line: str, separator: str) -> int:
    return sum(part.count(separator) for part in line.split('"')[::2])
