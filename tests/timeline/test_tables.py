"""What people's own tables become: each line is an act of somebody's, with the thread it was reported in."""

import builtins
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from support.timelines import frame, notices

from trilateral.timeline.dates import DAY, TimelineError, iso
from trilateral.timeline.events import PRECISIONS
from trilateral.timeline.widget import Timeline


def told(timeline: Timeline) -> list[str]:
    """Return each event's first and last day, and how well the first is known."""
    got = timeline.events
    ends = [
        "" if np.isnan(b) or not whole else f"/{iso(b - DAY)}"
        for b, whole in zip(got.end, got.interval, strict=True)
    ]
    return [f"{iso(a)}{b} {PRECISIONS[p]}" for a, b, p in zip(got.start, ends, got.precision, strict=True)]


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("10-12 March 2017", "2017-03-10/2017-03-12 day"),
        ("Dec. 7-8, 1941", "1941-12-07/1941-12-08 day"),
        ("6/7 April 2017", "2017-04-06/2017-04-07 day"),
        ("2017-04-06 - 2017-04-09", "2017-04-06/2017-04-09 day"),
        ("2017-04-06/2017-04-09", "2017-04-06/2017-04-09 day"),
        ("March-April 2021", "2021-03-01/2021-04-30 month"),  # scrapinghub/dateparser#970
        ("28 Dec 2016 – 3 January 2017", "2016-12-28/2017-01-03 day"),  # google-visualization#1452
        ("1939-1945", "1939-01-01/1945-12-31 year"),
        ("2017년 4월 6일~9일", "2017-04-06/2017-04-09 day"),
        ("2017年3月～4月", "2017-03-01/2017-04-30 month"),
        ("2017. 4. 6. ~ 4. 9.", "2017-04-06/2017-04-09 day"),
        ("10.–12. März 2017", "2017-03-10/2017-03-12 day"),
        ("du 10 au 12 mars 2017", "2017-03-10/2017-03-12 day"),
        ("del 10 al 12 de marzo de 2017", "2017-03-10/2017-03-12 day"),
        ("6th April 2017", "2017-04-06 day"),
        ("Thursday, April 6th, 2017", "2017-04-06 day"),
        ("2017. 4. 6.", "2017-04-06 day"),
        ("2017년 4월 6일 (목)", "2017-04-06 day"),
        ("2017年4月6日（木）", "2017-04-06 day"),
        ("平成29年4月6日", "2017-04-06 day"),
        ("20170406", "2017-04-06 day"),
        (20170406, "2017-04-06 day"),
        ("2009 03 09", "2009-03-09 day"),  # abritinthebay/datejs#63
        ("1er avril 2017", "2017-04-01 day"),
        ("6 de abril de 2017", "2017-04-06 day"),
        ("6. Dezember 2016", "2016-12-06 day"),
        ("25/12/2014", "2014-12-25 day"),  # NUKnightLab/TimelineJS3#34
        ("10/17/1814", "1814-10-17 day"),  # okfn/timemapper#172
        ("10/20/1932", "1932-10-20 day"),  # okfn/timemapper#202
        ("Feb 2011", "2011-02-01 month"),  # dateutil#25
        ("2015 Feb", "2015-02-01 month"),  # dateutil#288
        ("august 2016", "2016-08-01 month"),  # scrapinghub/dateparser#435
        ("02/2013", "2013-02-01 month"),  # scrapinghub/dateparser#608
        ("2018-10", "2018-10-01 month"),  # dateutil#834
        ("1945-08-15T00:00:00Z", "1945-08-15 day"),  # Wikidata
        ("+1945-00-00T00:00:00Z", "1945-01-01 year"),
    ],
)
def test_a_date_as_people_write_it(text: object, means: str) -> None:
    timeline = Timeline(frame(date=pd.Series([text], dtype=object)))
    assert told(timeline) == [means]
    assert "left out" not in notices(timeline)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31 April", "no such day"),
        ("31 April 2017", "no such day"),
        ("2017-13-01", "no such month"),
        ("6 de abril", "its year is not written"),
        ("1月 18", "its year is not written"),  # scrapinghub/dateparser#415
        ("02-23-04", "four digits"),  # scrapinghub/dateparser#804
        ("6 Apr 17", "four digits"),
        ("2/12/2015", "day_first=True"),  # scrapinghub/dateparser#52
        ("42831", "Excel counts days so"),
        (42831, "format of a date"),
        ("28 December - 3 January 2018", "its end is before its start"),
        ("today", "cannot be read"),
        ("in 3 days", "cannot be read"),
        ("between 1950 or so", "cannot be read"),
        ("2017-04-06 10:00-12:00", "cannot be read"),
    ],
)
def test_what_is_not_understood_whole_is_left_out_with_the_true_reason(text: object, reason: str) -> None:
    timeline = Timeline(frame(date=pd.Series(["2017-04-20", text], dtype=object)))
    assert told(timeline) == ["2017-04-20 day"]
    assert reason in notices(timeline)


@pytest.mark.parametrize(
    ("dates", "options", "means"),
    [
        (["03/08/1956", "26/07/1956"], {}, ["1956-07-26", "1956-08-03"]),
        (["03/08/1956", "07/26/1956"], {}, ["1956-03-08", "1956-07-26"]),
        (["03.08.1956"], {"day_first": True}, ["1956-08-03"]),
        (["03-08-1956"], {"day_first": False}, ["1956-03-08"]),
        (["03/08/1956 - 05/08/1956", "26/07/1956"], {}, ["1956-07-26", "1956-08-03/1956-08-05"]),
    ],
)
def test_a_column_settles_its_own_order(dates: list[str], options: dict, means: list[str]) -> None:
    assert told(Timeline(frame(date=dates), **options)) == [f"{one} day" for one in means]


def test_contradictions_are_said() -> None:
    timeline = Timeline(frame(date=["26/07/1956", "07/27/1956", "03/08/1956"]))
    assert told(timeline) == ["1956-07-26 day", "1956-07-27 day"]
    assert "some dates day first, some month first" in notices(timeline)
    timeline = Timeline(frame(date=["26/07/1956", "07/27/1956"]), day_first=True)
    assert "other way round" in notices(timeline)
    with pytest.raises(TimelineError, match="4 June"):
        Timeline(frame(), day_first="yes")


def test_three_hundred_bad_cells_are_one_short_notice() -> None:
    timeline = Timeline(frame(date=["2017-04-20", *(f"{n} BC?" for n in range(100, 400))]))
    assert len(timeline.events.notices) == 1
    assert len(notices(timeline)) < 250
    assert notices(timeline).count("BC?") == 3


SHEETS = {
    "TimelineJS": "Year,Month,Day,Time,End Year,End Month,End Day,Headline,Text,Display Date,Group\n"
    "2017,4,6,,2017,4,7,Summit,In Florida,,us\n2017,3,,,,,,Month,,,rok\n2016,,,,,,,Year,,,us",
    "ACLED": "event_id_cnty,event_date,year,event_type,notes\nA1,06 April 2017,2017,Protests,Many",
    "Wikidata": "item,itemLabel,pointInTime\nQ1,Summit,2017-04-06T00:00:00Z",
    "Start Date": "\ufeffStart Date,endDate, Headline \n2017-04-06,,Summit",
    "blanks": " date ,title\n2017-04-06,Summit",
    "Korean": "날짜;제목\n2017. 4. 6.;정상회담",
    "Japanese": "日付\tタイトル\n2017年4月6日\t首脳会談",
    "Chinese": "日期,标题\n2017年4月6日,会晤",
    "German": "Datum;Titel\n6. April 2017;Gipfel",
    "French": "Date de début;Titre\n6 avril 2017;Sommet",
    "Spanish": "Fecha;Título\n6 de abril de 2017;Cumbre",
}


@pytest.mark.parametrize("kind", SHEETS)
def test_a_sheet_of_another_program_is_read(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_text(SHEETS[kind], encoding="utf-8")
    for given in (path, str(path)):
        timeline = Timeline(given)
        assert "left out" not in notices(timeline)
        assert told(timeline)[-1].startswith("2017-04-06")
    if kind == "TimelineJS":  # NUKnightLab/TimelineJS3#34, #93: an empty end is no end
        assert told(timeline) == ["2016-01-01 year", "2017-03-01 month", "2017-04-06/2017-04-07 day"]
        assert timeline.lane == "Group"


@pytest.mark.parametrize(
    ("encoding", "kind"),
    [
        ("cp949", "Korean"),
        ("cp932", "Japanese"),
        ("gb18030", "Chinese"),
        ("cp1252", "Spanish"),
        ("utf-16", "Korean"),
    ],
)
def test_older_encodings(encoding: str, kind: str, tmp_path: Path) -> None:
    path = tmp_path / "events.csv"
    path.write_bytes(SHEETS[kind].encode(encoding))
    timeline = Timeline(path)
    assert timeline.events.texts["title"] == [
        SHEETS[kind].replace("\t", ",").replace(";", ",").split(",")[-1]
    ]
    assert encoding == "utf-16" or encoding in notices(timeline)


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("event.csv", "Did you mean 'events.csv'"),
        ("a.docx", "no .csv or .xlsx"),
        (".", "folder"),
        ("empty.csv", "empty"),
    ],
)
def test_a_path_to_no_table(name: str, says: str, tmp_path: Path) -> None:
    (tmp_path / "events.csv").write_text("date,title\n2017-04-06,x")
    (tmp_path / "empty.csv").write_text("")
    with pytest.raises(TimelineError, match=says):
        Timeline(tmp_path / name)


def test_a_workbook_without_openpyxl_is_told_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "events.xlsx").write_bytes(b"PK")
    real = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name.startswith("openpyxl"):
            raise ImportError(name)
        return real(name, *rest, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(TimelineError, match="pip install openpyxl") as told:
        Timeline(tmp_path / "events.xlsx")
    assert "\n" not in str(told.value)


def test_columns_named_as_filters_break_none() -> None:
    timeline = Timeline(frame(ids=["a", "b"], search=["x", "y"]), filter_by=["ids", "search"], lane="search")
    timeline.visible = timeline.visible.iloc[:1]
    assert len(timeline.visible) == 1
    timeline.filters = {"search": "event 1", "ids (column)": ["b"], "search (column)": ["y"]}
    assert timeline.visible["title"].tolist() == ["Event 1"]


def test_ids_are_normalised_in_one_way() -> None:
    table = frame(id=["a ", " b", "b"])
    timeline = Timeline(table)
    timeline.selection = ["a "]
    assert timeline.selection == ["a"]
    timeline.selected = table.iloc[:1]
    assert timeline.selection == ["a"]
    timeline.selected = table.iloc[2:]
    assert timeline.selected.index.tolist() == [2]


def test_a_range_ends_after_a_fixed_day_only_for_those_who_know_it() -> None:
    timeline = Timeline(frame(date=["2017-04-06 - 2017-04-30"]), as_of="2017-04-20")
    assert np.isinf(timeline.events.end[0])
    assert timeline.visible["date"].tolist() == ["2017-04-06"]
