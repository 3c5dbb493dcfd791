"""A table as it really comes: a frame, or the path of a workbook or of a text in any usual encoding."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from trilateral.encodings import odd_words
from trilateral.text import near, one_line
from trilateral.timeline.dates import TimelineError
from trilateral.timeline.workbooks import has_roles, read_workbook, row_of_headings

_ENCODINGS = {
    "cp949": "Korean", "cp932": "Japanese", "gb18030": "Chinese", "cp1252": "of Western Europe",
}  # fmt: skip
_TEXTS = (".csv", ".tsv", ".txt", ".tab")
_SHEETS = (".xlsx", ".xlsm", ".xltx", ".xls", ".xlsb", ".ods", ".fods", ".numbers")
_REMEDY = "read it with pandas and hand over the frame: Timeline(pd.read_csv(...))."
_SHOWN = 60  # letters of what is no path, in what is said of it
_SEPARATORS = ",;\t|"


def table_of(given: Any, sheet: str | int | None = None) -> Any:
    """Return a table as a frame: a path is read, a frame of another library converted; else what was given.

    Cells of a file come as they are written (text, not numbers); of a workbook, as Excel shows them.

    Args:
        given: a frame, or a path.
        sheet: of a workbook, as in `read_workbook`.

    Raises:
        TimelineError: if a path leads to no table, or the sheet is neither a name nor a number.
    """
    if not (sheet is None or isinstance(sheet, (str, int, np.integer))) or isinstance(sheet, bool):
        raise TimelineError(f"sheet = {one_line(repr(sheet), 40)}: give its name, or its number from 1.")
    if isinstance(given, pd.DataFrame):
        return given
    if isinstance(given, (str, Path)):
        return _read_file(given, sheet)
    convert = getattr(given, "to_pandas", None)  # polars, pyarrow, ...
    made = convert() if callable(convert) else given
    return made if isinstance(made, pd.DataFrame) else given


def _read_file(given: str | Path, sheet: str | int | None) -> pd.DataFrame:
    text = str(given)
    if text.lower().startswith(("http:/", "https:/")):  # a Path keeps one stroke of the two
        raise TimelineError(
            f"{given} is an address: {_REMEDY}",
            f"{given} is an address: save the table first, and give its file.",
        )
    if isinstance(given, str) and ("\n" in text or "\r" in text):
        raise TimelineError(
            f"{one_line(text, _SHOWN)!r} has several lines, so it is no path. If it is the text of a table,"
            " save it as a .csv file, and give the path of that."
        )
    name = text if len(text) <= 4 * _SHOWN else one_line(text, _SHOWN)
    path, raw = _bytes_of(given, name)
    return _read_bytes(path, raw, name, sheet)


def _bytes_of(given: str | Path, name: str) -> tuple[Path, bytes]:
    """Return the path of a table, and what its file holds."""
    path = Path(given)
    if path.name.startswith("~$"):
        own = path.name[2:]
        raise TimelineError(f"{path.name!r} is no table: Excel keeps it while {own!r} is open. Give {own!r}.")
    try:
        path = path.expanduser()
        if path.is_dir():
            raise TimelineError(f"{name!r} is a folder: give the path of a .csv or .xlsx file in it.")
        if path.suffix.lower() not in (*_TEXTS, *_SHEETS):
            raise TimelineError(
                f"{name!r} is no .csv or .xlsx file. Save the table as one of these, or {_REMEDY}",
                f"{name!r} is no .csv or .xlsx file. Save the table as one of these.",
            )
        return path, path.read_bytes()
    except TimelineError:
        raise
    except FileNotFoundError:
        raise TimelineError(_no_file(path, name)) from None
    except PermissionError:
        raise TimelineError(
            f"{name!r} cannot be opened: if it is open in Excel, close it there, and try again."
        ) from None
    except OSError as problem:
        raise TimelineError(f"{name!r} cannot be opened: {problem.strerror or problem}.") from None
    except (RuntimeError, ValueError):  # "~nobody/a.csv"; letters that no path can have
        raise TimelineError(
            f"{name!r} is no path on this computer. Write it in full, from / or C:."
        ) from None


def _no_file(path: Path, name: str) -> str:
    """Say that there is no such file, and which name in its folder is like it."""
    try:
        there = [one.name for one in path.parent.iterdir()]
    except OSError:
        there = []
    return f"There is no file {name!r} in {path.parent.resolve()}.{near(path.name, there)}"


def _read_bytes(path: Path, raw: bytes, name: str, sheet: str | int | None) -> pd.DataFrame:
    """Read a table by what it is, whatever its name says: a CSV is often called .xlsx, a web page .xls."""
    if not raw.strip():
        raise TimelineError(f"{name!r} is empty.")
    if raw.startswith(b"PK"):
        kind = _kind_of_zip(raw)
        if kind:
            raise TimelineError(f"{name!r} is {kind}. Save it there as .xlsx or .csv.")
        return read_workbook(path, raw, sheet)
    if raw.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in raw:
            raise TimelineError(f"{name!r} has a password. Take it off in Excel, and save a copy without it.")
        raise TimelineError(f"{name!r} is a workbook of an Excel before 2007. Save it in Excel as .xlsx.")
    start = raw[:2000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype", b"<table", b"<meta", b"<?xml", b"<head")):
        raise TimelineError(
            f"{name!r} is a web page or XML, whatever its ending says. Open it in Excel and save it as .xlsx."
        )
    table = _read_text(raw, name)
    if path.suffix.lower() in _SHEETS:
        said = f"{path.name} is no workbook but a text: read as CSV."
        table.attrs["notice"] = " ".join(filter(None, [said, table.attrs.get("notice")]))
    return table


def _kind_of_zip(raw: bytes) -> str:
    """Return what a zip is, if it is known and no workbook of Excel's; else ""."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            names = archive.namelist()
    except zipfile.BadZipFile:
        return ""
    if "xl/workbook.bin" in names:
        return "a binary workbook (.xlsb)"
    if any(one.startswith("Index/") or one == "Index.zip" for one in names):
        return "a table of Apple's Numbers"
    if "content.xml" in names:
        return "a table of LibreOffice (.ods)"
    return "" if any(one.startswith("xl/") for one in names) else "no workbook, though a zip"


# --- text ------------------------------------------------------------


def _read_text(raw: bytes, name: str) -> pd.DataFrame:
    """Read a table from the bytes of a text file."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return _parsed(raw.decode("utf-16", "replace"), name)
    try:
        return _parsed(raw.decode("utf-8-sig"), name)
    except UnicodeDecodeError:
        pass
    # An older encoding cannot be told from the bytes alone; headings that are known in one only tell.
    possible: dict[str, pd.DataFrame] = {}
    for encoding in _ENCODINGS:
        with suppress(UnicodeDecodeError, TimelineError):
            possible[encoding] = _parsed(raw.decode(encoding), name)
    fits = {one: table for one, table in possible.items() if has_roles(list(table.columns))}
    if len(fits) > 1:
        likely = _likely(raw, fits)
        fits = {likely: fits[likely]} if likely in fits else {}
    if not fits:
        raise _unknown_encoding(raw, name, possible)
    encoding, table = next(iter(fits.items()))
    table.attrs["notice"] = f"{Path(name).name} is not in UTF-8: read as {encoding} ({_ENCODINGS[encoding]})."
    return table


def _likely(raw: bytes, fits: Iterable[str]) -> str:
    """Return the encoding that the letters speak for where plain English headings fit several; else "".

    A letter of Western Europe stands alone between plain ones; the letters of Korean and Japanese are those
    of their own alphabets; and what is written in one encoding makes no words in another.
    """
    if _scattered(raw):
        return "cp1252"
    if own := _by_alphabet(raw):
        return own
    odd = {encoding: odd_words(raw.decode(encoding), encoding) for encoding in fits}
    best, *others = sorted(odd, key=lambda one: odd[one])
    return best if odd[best] == 0 and min(odd[one] for one in others) > 1 else ""


def _unknown_encoding(raw: bytes, name: str, possible: Mapping[str, pd.DataFrame]) -> TimelineError:
    """Return the error that says that nobody can tell how the letters are written, and what to do."""
    ways = " or ".join(f"{_ENCODINGS[one]} ({one})" for one in possible)
    which = f"can be {ways}, and nothing tells which" if ways else "are in an unknown encoding"
    separator = _headings_of(raw.decode("latin-1"))[0]
    given = "" if separator == "," else f", sep={separator!r}"
    encoding = next(iter(possible), "cp949")
    said = f"The letters of {name!r} {which}. Save the file as “CSV UTF-8”"
    return TimelineError(
        f"{said}, or name the encoding:"
        f" Timeline(pd.read_csv({Path(name).name!r}{given}, encoding={encoding!r})).",
        f"{said}.",
    )


def _scattered(raw: bytes) -> bool:
    """Tell whether each byte above 127 stands alone, as in French or German; East Asian letters need two."""
    return not re.search(rb"[\x80-\xff]{2}", raw)


def _by_alphabet(raw: bytes) -> str:
    """Return the encoding in which almost all letters are Korean, or many of them Japanese; else ""."""
    # euc_kr has the syllables that Korean uses; other letters become rare ones of cp949's.
    for encoding, narrow, alphabet, share in (
        ("cp949", "euc_kr", "[가-힣]", 0.85),
        ("cp932", "cp932", "[ぁ-ゖァ-ヺー]", 0.3),
    ):
        letters = re.findall(r"[^\x00-\x7f]", raw.decode(narrow, "replace"))
        own = [letter for letter in letters if re.match(alphabet, letter)]
        if len(letters) >= 10 and len(own) >= share * len(letters):
            return encoding
    return ""


def _parsed(text: str, name: str) -> pd.DataFrame:
    lines = text.splitlines() or [""]
    skipped = 0
    if lines[0].lower().startswith("sep=") and len(lines[0]) == 5:  # Excel's own line
        separator, skipped = lines[0][4], 1
    else:
        separator, skipped = _headings_of(text)
    try:
        table = pd.read_csv(
            io.StringIO(text), sep=separator, dtype=str, keep_default_na=False, na_values=[""],
            skipinitialspace=True, index_col=False, skiprows=skipped, skip_blank_lines=False,
        )  # fmt: skip
    except (ValueError, csv.Error) as problem:  # pandas' own errors are ValueErrors
        said = str(problem).strip().splitlines()[-1].replace("Error tokenizing data. C error: ", "")
        raise TimelineError(f"{name!r} cannot be read as a table: {said}.") from None
    table.index += skipped + 2  # the numbers of the rows, as a spreadsheet shows them
    return table.dropna(how="all")


def _headings_of(text: str) -> tuple[str, int]:
    """Return the separator, and how many lines stand above the headings (a title, blank lines)."""
    starts = {}
    for separator in _SEPARATORS:
        lines = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
        try:
            read = [(row, lines.line_num) for row in islice(lines, 30)]
        except csv.Error:
            continue
        rows = [row for row, _ in read]
        at = row_of_headings(rows)
        starts[separator] = read[at - 1][1] if at else 0
        if rows and has_roles(rows[at]):
            return separator, starts[separator]
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(_SEPARATORS, key=lambda one: _outside_quotes(first, one))
    return separator, starts.get(separator, 0)


def _outside_quotes(line: str, separator: str) -> int:
    return sum(part.count(separator) for part in line.split('"')[::2])
