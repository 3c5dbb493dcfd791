"""Dates as whole columns hold them: short years, zeros, other eras, days of the week, old encodings.

From two teachers' tables of wars, school years and treaties, as Excel, Wikipedia and textbooks write them.
"""

from pathlib import Path

import pandas as pd
import pytest
from support.timelines import frame, notices, told

from trilateral.timeline.dates import TimelineError, moment
from trilateral.timeline.widget import Timeline

WARS = ["1592-01-01/1598-12-31 year", "1894-01-01/1895-12-31 year", "1904-01-01/1905-12-31 year"]


@pytest.mark.parametrize(
    ("column", "means"),
    [
        (["1592-1598", "1894-95", "1904-05"], WARS),
        (["1592–1598", "1894–95", "1904–05"], WARS),
        (["1592–1598", "1894–5", "1904–5"], WARS),
        (["1592-1598", "1894/95", "1904/05"], WARS),
        (["2001-02", "2016-17"], ["2001-01-01/2002-12-31 year", "2016-01-01/2017-12-31 year"]),
        (["2001-02", "2017-04"], ["2001-02-01 month", "2017-04-01 month"]),
        (["2001-02", "2017-04-20"], ["2001-02-01 month", "2017-04-20 day"]),
        (["2001-2", "2017-4-20"], ["2001-02-01 month", "2017-04-20 day"]),
        (["2001/02", "2017/04/20"], ["2001-02-01 month", "2017-04-20 day"]),
        (["1945-8", "1950-53"], ["1945-01-01/1948-12-31 year", "1950-01-01/1953-12-31 year"]),
        (["ca. 1904-05", "1914-18"], ["1904-01-01/1905-12-31 about year", "1914-01-01/1918-12-31 year"]),
        (["1998.0", "2001.0"], ["1998-01-01 year", "2001-01-01 year"]),  # numbers that were text in between
        (["20170420.0"], ["2017-04-20 day"]),
        (["AD 1066", "14 October 1066 CE"], ["1066-01-01 year", "1066-10-14 day"]),
        (["서기 1592년", "西暦1945年8月15日"], ["1592-01-01 year", "1945-08-15 day"]),
        (["the 4th April 2011", "on the 4th of April 2011"], ["2011-04-04 day"] * 2),
        (
            ["H29.4.20", "平成29年4月20日", "평성 29년 4월 20일", "헤이세이29년4월20일"],
            ["2017-04-20 day"] * 4,
        ),
        (["S20/8/15", "쇼와 20년 8월 15일", "단기 4278년 8월 15일"], ["1945-08-15 day"] * 3),
        (["民國106年4月20日", "中華民國106年4月20日", "민국 106년 4월 20일"], ["2017-04-20 day"] * 3),
        (["5.IV.2011", "5 IV 2011", "5/iv/2011"], ["2011-04-05 day"] * 3),
        (["ngày 20 tháng 4 năm 2017", "20 tháng 4, 2017"], ["2017-04-20 day"] * 2),
        (["tháng 4 năm 2017", "tháng 4/2017"], ["2017-04-01 month"] * 2),
        (["Thu 20 Apr 2017", "2017년 4월 20일 (목)", "2017年4月20日（木）"], ["2017-04-20 day"] * 3),
        (["jeudi 20 avril 2017", "quinta-feira, 20 de abril de 2017"], ["2017-04-20 day"] * 2),
        (["Thu 20 - Fri 21 Apr 2017"], ["2017-04-20/2017-04-21 day"]),
    ],
)
def test_a_column_settles_what_its_cells_leave_open(column: list[object], means: list[str]) -> None:
    timeline = Timeline(frame(date=column))
    assert told(timeline) == means
    assert notices(timeline) == ""


@pytest.mark.parametrize(
    ("column", "left_out", "reason"),
    [
        (["2001-02", "2008-09"], [0, 1], "in two ways"),
        (["1904-05", "1894-95", "2017-04-20"], [0], "in two ways"),  # years here, ISO there
        (["1904/05", "1908/09"], [0, 1], "in two ways"),
        (["1904–5", "x"], [0, 1], "in two ways"),
        (["1900-01-00", "1/0/1900", "0000-00-00"], [0, 1, 2], "a zero"),
        (["Fri 20 Apr 2017", "2017년 4월 20일 (금)", "2017年4月20日(金)"], [0, 1, 2], "day of the week"),
        (["Freitag, 20. April 2017", "пятница, 20 апреля 2017"], [0, 1], "day of the week"),
        (["sexta-feira, 20 de abril de 2017", "Thu 20 - Sat 21 Apr 2017"], [0, 1], "day of the week"),
        (
            ["44 BCE", "c.1200 BCE", "AD 79", "79 CE", "44 B.C.E.", "BC 44"],
            [0, 1, 2, 3, 4, 5],
            "1000 to 9999",
        ),
        (["H32.1.1", "평성 32년"], [0, 1], "that era had no such year"),
    ],
)
def test_what_a_column_does_not_settle_is_left_out_and_told(
    column: list[object], left_out: list[int], reason: str
) -> None:
    timeline = Timeline(frame(date=column))
    assert list(timeline.unread.index) == left_out
    assert reason in timeline.unread["reason"].iloc[0]
    assert reason in notices(timeline)


def test_one_that_nothing_settles_is_isos_month_and_told() -> None:
    timeline = Timeline(frame(date=["1904-05", "May 1990"]))
    assert told(timeline) == ["1904-05-01 month", "1990-05-01 month"]
    assert "1904-05 is read as a month" in notices(timeline)
    assert moment("1904-05") == pd.Timestamp("1904-05-01").timestamp() * 1000


def test_a_column_of_precision_and_one_of_ends_settle_it_too() -> None:
    known = Timeline(frame(date=["2001-02", "2008-09"], precision=["month", "year"]))
    assert told(known) == ["2001-02-01 month", "2008-01-01/2009-12-31 year"]
    assert told(Timeline(frame(date=["2001-02"], date_end=["2001-03-04"]))) == ["2001-02-01/2001-03-04 month"]
    joined = Timeline(pd.DataFrame({"Year": [2001, 2008], "Month": [2, 9], "title": ["a", "b"]}))
    assert told(joined) == ["2001-02-01 month", "2008-09-01 month"]


@pytest.mark.parametrize(
    ("encoding", "text", "titles"),
    [
        ("cp1252", "Datum;Titel;Ende\n20.04.2017;Größe;22.04.2017\n3.4.2016;Übung;\n", ["Übung", "Größe"]),
        ("cp1252", "date;title\n2016-04-03;Füße\n2017-04-20;Straße\n", ["Füße", "Straße"]),
        ("gb18030", "date,title\n2016-04-03,习近平在佛罗里达\n2017-04-20,会见特朗普总统\n", None),
    ],
)
def test_letters_tell_their_encoding(
    encoding: str, text: str, titles: list[str] | None, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes(text.encode(encoding))
    timeline = Timeline(tmp_path / "a.csv")
    assert f"read as {encoding}" in notices(timeline)
    assert titles is None or timeline.events.texts["title"] == titles


def test_an_encoding_that_nothing_tells_is_not_guessed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("date;title\n2016-04-03;회의\n".encode("cp949"))
    with pytest.raises(TimelineError, match=r"Korean \(cp949\) or .* sep=';', encoding='cp949'"):
        Timeline(tmp_path / "a.csv")


def test_an_address_as_a_browser_shows_it_is_a_link() -> None:
    timeline = Timeline(frame(date=["2017"] * 2, source=["www.example.org/a?b=1", "www. is no address"]))
    assert timeline.events.sources.url == ["https://www.example.org/a?b=1", ""]
