"""`load` returns real types, and refuses a damaged file in one plain line."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from support.shared import ROOT

from trilateral import DataError, describe, load, tables

EVENT = "1965-06-22-treaty-on-basic-relations"


@pytest.fixture
def damaged(tmp_path: Path) -> Callable[..., str]:
    """Change a copy of a table and return what `load` says about it."""
    shutil.copytree(ROOT / "data", tmp_path / "data")

    def change(table: str, before: str, after: str) -> str:
        path = tmp_path / "data" / f"{table}.csv"
        text = path.read_text(encoding="utf-8")
        assert before in text
        path.write_bytes(text.replace(before, after, 1).encode("utf-8", "surrogateescape"))
        with pytest.raises(DataError) as caught:
            load(table, tmp_path / "data")
        return str(caught.value)

    return change


@pytest.mark.parametrize("name", tables())
def test_every_table_loads_with_the_types_of_its_description(name: str) -> None:
    frame = load(name)
    kinds = dict(zip(describe(name)["column"], describe(name)["type"], strict=True))
    assert list(frame.columns) == list(kinds)
    assert len(frame) > 0
    for column, kind in kinds.items():
        if kind == "date":
            assert pd.api.types.is_datetime64_any_dtype(frame[column]), column
        elif kind == "list":
            assert frame[column].map(lambda cell: isinstance(cell, frozenset)).all(), column
        elif kind in ("integer", "number"):
            assert pd.api.types.is_numeric_dtype(frame[column]), column
        elif isinstance(frame[column].dtype, pd.CategoricalDtype):
            assert frame[column].cat.ordered, column
        else:
            assert frame[column].map(type).eq(str).all(), column


def test_cells_have_the_values_of_the_file() -> None:
    row = load("events").set_index("id").loc[EVENT]
    assert row["date"] == pd.Timestamp(1965, 6, 22)
    assert pd.isna(row["date_end"])
    assert row["actors"] == frozenset({"JPN", "KOR"})
    assert row["track"] == "history"
    assert row["paragraph"] == frozenset()


@pytest.mark.parametrize(
    ("before", "after", "reason"),
    [
        (f"{EVENT},1965-06-22", f"{EVENT},1965-02-30", "column date: '1965-02-30' is not a date of the form"),
        (f"{EVENT},1965-06-22", f"{EVENT},22/06/1965", "column date: '22/06/1965' is not a date of the form"),
        (f"{EVENT},1965-06-22", f"{EVENT},0965-06-22", "column date: 0965-06-22 lies outside 1000-01-01"),
        (f"{EVENT},1965-06-22", f"{EVENT},", "column date: blank, but every row needs one"),
        (f"\n{EVENT}", "\n1961-bad", "column id: '1961-bad' does not have the form"),
        (",history,", ",histroy,", "column track: not in the vocabulary: 'histroy'; did you mean 'history'"),
        (",JPN;KOR,", ",JPN;KORR,", "column actors: not in the vocabulary: 'KORR'; did you mean 'KOR'"),
        (",JPN;KOR,", ",JPN;JPN,", "column actors: 'JPN;JPN' names something twice"),
        (",history,", ", history,", "column track: space before or after 'history'"),
        (",history,", ",history,extra,", "20 cells where the header has 19"),
        ("id,date,", "id,day,", "missing: date; not known: day"),
    ],
)
def test_a_damaged_row_is_refused_with_its_place_and_reason(
    damaged: Callable[..., str], before: str, after: str, reason: str
) -> None:
    message = damaged("events", before, after)
    assert message.startswith("events.csv, line ")
    assert reason in message
    assert "\n" not in message


@pytest.mark.parametrize(
    ("percent", "reason"),
    [
        ("-0.1", "-0.1 lies outside 0 to 100"),
        ("100.1", "100.1 lies outside 0 to 100"),
        ("nan", "nan lies outside 0 to 100"),
        ("many", "'many' is not a number"),
    ],
)
def test_a_number_that_cannot_be_is_refused(damaged: Callable[..., str], percent: str, reason: str) -> None:
    assert f"column percent: {reason}" in damaged("opinion", ",negative,20.9,", f",negative,{percent},")


def test_the_line_named_is_the_line_of_the_file(damaged: Callable[..., str]) -> None:
    lines = (ROOT / "data" / "events.csv").read_text(encoding="utf-8").splitlines()
    line = next(number for number, text in enumerate(lines, 1) if text.startswith(EVENT))
    assert damaged("events", f"{EVENT},1965-06-22", f"{EVENT},never").startswith(f"events.csv, line {line}, ")


# What `str.splitlines` takes for the end of a line, and a spreadsheet does not.
@pytest.mark.parametrize("mark", ["\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\x1c"])
def test_a_row_ends_where_a_spreadsheet_ends_it(tmp_path: Path, mark: str) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "data" / "claims.csv"
    before = load("claims")
    text = path.read_text(encoding="utf-8")
    words = before["claim"][0]
    assert text.count(words) == 1
    other = words.replace(" ", mark, 1)
    path.write_text(text.replace(words, other), encoding="utf-8")
    after = load("claims", tmp_path / "data")
    assert after["claim"][0] == other
    assert after.drop(columns="claim").equals(before.drop(columns="claim"))


def test_an_id_used_twice_is_refused(damaged: Callable[..., str]) -> None:
    lines = (ROOT / "data" / "sources.csv").read_text(encoding="utf-8").splitlines()
    first = lines[1].split(",")[0]
    assert f"'{first}' stands in line 2 too" in damaged(
        "sources", "\n" + lines[2].split(",")[0] + ",", f"\n{first},"
    )


def test_a_dangling_source_is_refused(damaged: Callable[..., str]) -> None:
    source = load("events")["source_1"][0]
    message = damaged("events", f",{source},", f",{source}x,")
    assert f"column source_1: no such id in sources.csv: '{source}x'; did you mean '{source}'" in message


def test_a_dangling_event_is_refused(damaged: Callable[..., str]) -> None:
    event = load("meetings")["event"].loc[lambda ids: ids != ""].iloc[0]
    assert "column event: no such id in events.csv" in damaged(
        "meetings", f",{event},", ",2017-04-31-nothing,"
    )


def test_a_file_that_is_not_utf_8_or_not_there_is_refused(
    damaged: Callable[..., str], tmp_path: Path
) -> None:
    assert "not UTF-8. Save the file as 'CSV UTF-8'" in damaged("claims", "C01", "C01\udcff")
    (tmp_path / "data" / "claims.csv").unlink()
    with pytest.raises(DataError, match=r"claims\.csv: not found"):
        load("claims", tmp_path / "data")


def test_a_table_is_read_anew_when_its_file_is_another_and_each_has_a_copy_of_its_own(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "data" / "leaders.csv"
    before = load("leaders", path.parent)
    names = before["name"].tolist()
    before["name"] = "nobody"
    assert load("leaders", path.parent)["name"].tolist() == names
    assert load("leaders")["name"].tolist() == names, "of another folder"
    whole = path.read_bytes()
    path.write_bytes(whole.replace(names[0].encode(), names[0][::-1].encode()))
    assert load("leaders", path.parent)["name"].tolist() == [names[0][::-1], *names[1:]]
    path.write_bytes(whole.replace(b",CHN,", b",CHM,"))
    for _ in range(2):
        with pytest.raises(DataError):
            load("leaders", path.parent)
    path.unlink()
    with pytest.raises(DataError, match="not found"):
        load("leaders", path.parent)


def test_a_byte_order_mark_from_a_spreadsheet_is_no_damage(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "data", tmp_path / "data")
    path = tmp_path / "data" / "events.csv"
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes().replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(load("events", tmp_path / "data"), load("events"))


def test_an_unknown_table_is_named_with_the_nearest() -> None:
    with pytest.raises(DataError, match="no such table: 'event'; did you mean 'events'"):
        load("event")


def test_a_damaged_description_is_refused(tmp_path: Path) -> None:
    (tmp_path / "datapackage.json").write_text("{", encoding="utf-8")
    with pytest.raises(DataError, match="not valid JSON"):
        load("events", tmp_path)
    with pytest.raises(DataError, match="not found"):
        load("events", tmp_path / "elsewhere")


def test_a_column_of_blank_dates_is_a_column_of_dates(tmp_path: Path) -> None:
    fields = [
        {"name": "id", "type": "string", "description": "-"},
        {"name": "day", "type": "date", "description": "-"},
    ]
    package = {"resources": [{"name": "t", "path": "t.csv", "schema": {"fields": fields}}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    (tmp_path / "t.csv").write_text("id,day\na,\n", encoding="utf-8")
    assert pd.api.types.is_datetime64_any_dtype(load("t", tmp_path)["day"])


def test_a_set_shows_and_lists_its_names_in_alphabetical_order() -> None:
    actors = load("events").set_index("id").loc[EVENT, "actors"]
    assert str(actors) == repr(actors) == "JPN;KOR"
    assert list(actors) == ["JPN", "KOR"]
    assert list(load("events").explode("actors")["actors"][:4]) == ["PRK", "UN", "CHN", "CHN"]
    assert actors | {"USA"} == {"JPN", "KOR", "USA"}
