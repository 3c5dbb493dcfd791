"""Workbooks as Excel saves them, and files that only look so; each line is an act of somebody's."""

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from pathlib import Path

import numpy as np
import openpyxl
import pytest
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.formula import ArrayFormula
from support.timelines import notices, told

from trilateral.timeline.dates import TimelineError
from trilateral.timeline.widget import Timeline

HEADINGS = ["date", "title"]


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    """Save rows as a workbook; `change` does the rest to it."""

    def made(*rows: list[object], change: Callable = lambda book: None, name: str = "events.xlsx") -> Path:
        book = openpyxl.Workbook()
        for row in rows:
            book.active.append(row)
        change(book)
        book.save(tmp_path / name)
        return tmp_path / name

    return made


def shown_as(cell: str, number_format: str) -> Callable:
    return lambda book: setattr(book.active[cell], "number_format", number_format)


@pytest.mark.parametrize(
    ("cell", "number_format", "means"),
    [
        (datetime(2017, 4, 6), None, "2017-04-06 day"),
        (date(2017, 4, 6), "DD/MM/YYYY", "2017-04-06 day"),
        (datetime(2017, 4, 6, 9, 30), "yyyy-mm-dd h:mm", "2017-04-06 day"),
        (datetime(2017, 4, 6, 9, 30), "[$-409]h:mm AM/PM", "2017-04-06 day"),
        (date(2017, 4, 6), '[$-412]yyyy"년" m"월" d"일"', "2017-04-06 day"),
        (date(2017, 4, 1), "mmm-yy", "2017-04-01 month"),  # somebody typed "Apr 2017"
        (date(2017, 4, 1), '[$-411]yyyy"年"m"月"', "2017-04-01 month"),
        (date(2017, 4, 1), "MMMM YYYY;@", "2017-04-01 month"),
        (date(2017, 1, 1), "yyyy", "2017-01-01 year"),
        (1592, None, "1592-01-01 year"),
        (1592.0, "0", "1592-01-01 year"),
        (20170406, None, "2017-04-06 day"),
        ("6 April 2017", "@", "2017-04-06 day"),
        ("1939–45", None, "1939-01-01/1945-12-31 year"),
        ("1895-04-17", None, "1895-04-17 day"),  # Excel has no dates before 1900
    ],
)
def test_a_cell_is_read_as_it_is_shown(
    save: Callable, cell: object, number_format: str | None, means: str
) -> None:
    change = shown_as("A2", number_format) if number_format else lambda book: None
    timeline = Timeline(save(HEADINGS, [cell, "Summit"], change=change))
    assert told(timeline) == [means]
    assert notices(timeline) == ""


def test_dates_of_a_mac_are_no_four_years_off(save: Callable) -> None:
    # exceljs#219, pyexcel#135, SheetJS/sheetjs#1821
    def of_1904(book: openpyxl.Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904

    assert told(Timeline(save(HEADINGS, [datetime(2017, 4, 6), "x"], change=of_1904))) == ["2017-04-06 day"]
    assert told(Timeline(save(HEADINGS, [datetime(2017, 4, 6), "x"]))) == ["2017-04-06 day"]


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        (42831, "Excel counts days so"),  # pandas#33844, excel-as-json#27: a date with the format of a number
        ("=TODAY()", "a formula without a saved result"),  # onyx#13354, docling#2520
        (ArrayFormula("A2", "=MIN(C2:C9)"), "a formula without a saved result"),
        (date(2026, 4, 6), "its year is not written"),  # shown as 6-Apr, of whichever year
        ("#REF!", "an error of Excel"),
        ("#VALUE!", "mend these cells"),
        (0.5, "no year"),
        (True, "cannot be read"),
        (time(9, 30), "cannot be read"),
        (timedelta(hours=30), "cannot be read"),
    ],
)
def test_a_cell_that_is_no_date_is_left_out_with_the_true_reason(
    save: Callable, cell: object, reason: str
) -> None:
    change = shown_as("A3", "d-mmm") if isinstance(cell, date) else lambda book: None
    timeline = Timeline(save(HEADINGS, ["2017-04-20", "Kept"], [cell, "Out"], change=change))
    assert told(timeline) == ["2017-04-20 day"]
    assert reason in notices(timeline)
    assert timeline.unread.index.tolist() == [3], "the number of the row in Excel"


@pytest.mark.parametrize("number_format", ["d-mmm", "mmmm", "mmm", "[$-409]mmmm;@", 'm"월"', "mm/dd"])
def test_a_year_that_excel_added_is_not_read(save: Callable, number_format: str) -> None:
    change = shown_as("A3", number_format)  # somebody typed "6 Apr" or "April" in 2026
    timeline = Timeline(save(HEADINGS, ["2017-04-20", "Kept"], [date(2026, 4, 1), "Out"], change=change))
    assert told(timeline) == ["2017-04-20 day"]
    assert "its year is not written" in notices(timeline)
    assert "April" in timeline.unread["cell"].item()


def test_the_saved_result_of_a_formula_is_read(save: Callable, tmp_path: Path) -> None:
    path = save(HEADINGS, ["=DATE(2017,4,6)", '="Sum"&"mit"'], change=shown_as("A2", "yyyy-mm-dd"))
    results = {"<v></v>": "<v>42831</v>", "<v />": "<v>42831</v>", "<v/>": "<v>42831</v>"}
    with zipfile.ZipFile(path) as book, zipfile.ZipFile(tmp_path / "calculated.xlsx", "w") as saved:
        for one in book.namelist():
            text = book.read(one)
            if one == "xl/worksheets/sheet1.xml":
                for empty, full in results.items():
                    text = text.replace(empty.encode(), full.encode(), 1)
            saved.writestr(one, text)
    timeline = Timeline(tmp_path / "calculated.xlsx")
    assert told(timeline) == ["2017-04-06 day"]
    assert timeline.events.texts["title"] == ['="Sum"&"mit"'], "its result was not saved"


def test_a_title_over_the_headings_blank_rows_and_columns(save: Callable) -> None:
    # MarkPflug/Sylvan.Data.Excel#158, tidyverse/readxl#383, pola-rs/polars#19161
    def merge(book: openpyxl.Workbook) -> None:
        book.active.merge_cells("A1:D1")
        book.active.merge_cells("B5:B6")

    rows = [["Events of 2017, by class 3"], [], [None, "Date ", "Title", None, "date"]]
    rows += [[], [None, date(2017, 4, 6), "One"], [None, None, "Two"], [], [None, "7 April 2017", "Three"]]
    timeline = Timeline(save(*rows, change=merge))
    assert told(timeline) == ["2017-04-06 day", "2017-04-06 day", "2017-04-07 day"]
    assert timeline.visible.index.tolist() == [5, 6, 8]
    assert notices(timeline) == ""


def test_a_cell_forgotten_in_the_last_corner_costs_nothing(save: Callable) -> None:
    # A grid as wide and as high as the sheet would have 17 thousand million cells.
    def forget(book: openpyxl.Workbook) -> None:
        book.active["XFD1048576"] = "x"
        book.active["A1048570"].number_format = "yyyy"

    timeline = Timeline(save(HEADINGS, ["2017", "One"], change=forget))
    assert told(timeline) == ["2017-01-01 year"]
    assert timeline.unread.index.tolist() == [1_048_576]


def test_a_workbook_is_read_without_what_is_openpyxl_s_own(
    save: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = save(HEADINGS, ["2017", "One"], [], ["2018", "Two"])
    with_own = Timeline(path)
    monkeypatch.setattr("trilateral.timeline.workbooks.getattr", lambda *_: None, raising=False)
    without = Timeline(path)
    assert told(without) == told(with_own) == ["2017-01-01 year", "2018-01-01 year"]
    assert without.visible.index.tolist() == [2, 4]


@pytest.mark.parametrize(
    ("sheet", "title"),
    [(None, "Second"), ("Events", "Second"), ("Notes", "First"), (1, "First"), ("Old", "Hidden")],
)
def test_which_sheet_is_read(save: Callable, sheet: str | int | None, title: str) -> None:
    def add(book: openpyxl.Workbook) -> None:
        book.active.title = "Notes"
        for name, text in (("Old", "Hidden"), ("Events", "Second")):
            one = book.create_sheet(name, 0 if name == "Old" else None)
            one.append(HEADINGS)
            one.append([date(2017, 4, 6), text])
        book["Old"].sheet_state = "hidden"
        book.create_sheet("Empty")

    path = save(["year", "what"], [2017, "First"], change=add)
    timeline = Timeline(path, sheet=sheet, **({"title": "what"} if title == "First" else {}))
    assert timeline.events.texts["title"] == [title]
    says = "events.xlsx has 2 sheets: 'Events' is read. For another: Timeline(..., sheet='Notes')."
    assert notices(timeline) == (says if sheet is None else "")


@pytest.mark.parametrize(
    ("sheet", "says"), [("Sheeet", "Did you mean 'Sheet'"), (2, "it has 1, from 1"), (0, "it has 1")]
)
def test_a_sheet_that_is_not_there(save: Callable, sheet: str | int, says: str) -> None:
    with pytest.raises(TimelineError, match=says):
        Timeline(save(HEADINGS, ["2017", "x"]), sheet=sheet)


@pytest.mark.parametrize("sheet", [True, False, 1.0, [1], ("a\nb",), {}, b"Sheet", date(2017, 4, 6)])
def test_a_sheet_is_a_name_or_a_number(save: Callable, sheet: object) -> None:
    with pytest.raises(TimelineError, match=r"sheet = .*give its name, or its number from 1") as error:
        Timeline(save(HEADINGS, ["2017", "x"]), sheet=sheet)
    assert "\n" not in str(error.value)


def test_a_number_of_numpy_names_a_sheet(save: Callable) -> None:
    assert told(Timeline(save(HEADINGS, ["2017", "x"]), sheet=np.int64(1))) == ["2017-01-01 year"]


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ("~nobodyhere/events.csv", "is no path on this computer"),
        ("~nobodyhere/nowhere/events", "is no path on this computer"),
        ("~$events.xlsx", "Excel keeps it while 'events.xlsx' is open"),
        ("a\0.csv", "is no path on this computer"),
        ("a\ud800.csv", "is no path on this computer"),
        (Path("a\0.csv"), "is no path on this computer"),
        ("a" * 5000 + ".csv", "cannot be opened"),
        ("date,title," * 1000, "cannot be opened"),
        ("date,title\n2017-04-06," + "x" * 5000, "save it as a .csv file"),
        ("date,title\r\n2017-04-06,Summit\r\n", "save it as a .csv file"),
        ("nowhere/events.csv", "There is no file 'nowhere/events.csv'"),
    ],
)
def test_what_is_no_path_is_told_in_a_line(
    given: str | Path, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TimelineError, match=re.escape(says)) as error:
        Timeline(given)
    assert "\n" not in str(error.value)
    assert len(str(error.value)) < 400


def test_percentages_and_repeated_headings(save: Callable) -> None:
    path = save([*HEADINGS, "type", "type"], [2017, "x", 0.5, "vote"], change=shown_as("C2", "0%"))
    assert Timeline(path).events.facets["type"].values == ["50%"]
    assert Timeline(path, lane="type.1").events.facets["type.1"].values == ["vote"]


OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
TABLE = "date,title\n2017-04-06,Summit\n"


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("a.xls", OLD, "before 2007"),  # QXlsx#119
        ("a.xlsx", OLD + "EncryptedPackage".encode("utf-16-le"), "has a password"),
        ("~$a.xlsx", b"\x05Teacher", "Excel keeps it while 'a.xlsx' is open"),
        ("a.xls", b"\xef\xbb\xbf\n<html><table><tr><td>date", "a web page"),  # PHPExcel#50
        ("a.xlsx", b"<?xml version='1.0'?><Workbook>", "save it as .xlsx"),
        ("a.ods", ["mimetype", "content.xml"], "LibreOffice"),
        ("a.numbers", ["Index/Document.iwa"], "Numbers"),
        ("a.xlsb", ["xl/workbook.bin"], "binary workbook"),
        ("a.xlsx", ["word/document.xml"], "no workbook"),  # a letter that was given the wrong ending
        ("a.xlsx", ["xl/workbook.xml"], "cannot be read as an Excel workbook"),
        ("a.xlsx", b"PK\x03\x04 half a download", "cannot be read as an Excel workbook"),
        ("a.xlsx", b"", "is empty"),
    ],
)
def test_what_is_no_workbook_is_told_in_a_line(
    name: str, content: bytes | list[str], says: str, tmp_path: Path
) -> None:
    if isinstance(content, bytes):
        (tmp_path / name).write_bytes(content)
    else:
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for one in content:
                archive.writestr(one, "x")
    with pytest.raises(TimelineError, match=says) as error:
        Timeline(tmp_path / name)
    assert "\n" not in str(error.value)


def test_a_file_that_windows_has_locked(save: Callable, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    path = save(HEADINGS, ["2017", "x"])
    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(TimelineError, match="if it is open in Excel, close it there"):
        Timeline(path)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.xlsx", TABLE.encode()),  # datopian/data-cli#261: a CSV that was given another ending
        ("a.xls", TABLE.replace(",", "\t").encode("utf-16")),  # Excel's "Unicode text"
        ("a.csv", TABLE.replace(",", ";").encode("utf-8-sig")),  # an Excel of Europe
        ("a.csv", b"Events, of 2017;\n;\n" + TABLE.replace(",", ";").encode() + b";\n"),
        ("a.csv", b"sep=;\n" + TABLE.replace(",", ";").encode()),
        ("a.txt", TABLE.replace(",", "\t").encode("utf-16")),
    ],
)
def test_texts_that_excel_saves(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    timeline = Timeline(tmp_path / name)
    assert told(timeline) == ["2017-04-06 day"]
    assert ("read as CSV" in notices(timeline)) == (".xls" in name)


def test_a_workbook_that_was_called_csv(save: Callable) -> None:
    path = save(HEADINGS, ["6 April 2017", "x"])
    assert told(Timeline(path.replace(path.with_suffix(".csv")))) == ["2017-04-06 day"]


@pytest.mark.parametrize(
    ("encoding", "title"),
    [
        ("cp949", "문재인 대통령 취임과 국회 연설"),
        ("cp932", "安倍首相がアメリカを訪れてトランプ大統領と会談した"),
        ("cp1252", "Élysée: déclaration"),
    ],
)
def test_plain_headings_in_an_older_encoding(encoding: str, title: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(f"date,title\n2017-05-10,{title}\n".encode(encoding))
    timeline = Timeline(tmp_path / "a.csv")
    assert timeline.events.texts["title"] == [title]
    assert f"read as {encoding}" in notices(timeline)


def test_chinese_under_plain_headings_is_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(
        "date,title\n2017-04-06,习近平在佛罗里达会见特朗普总统\n".encode("gb18030")
    )
    with pytest.raises(TimelineError, match="CSV UTF-8"):
        Timeline(tmp_path / "a.csv")
