"""What people's own tables become: each line is an act of somebody's, with the thread it was reported in."""

import numpy as np
import pandas as pd
import pytest
from support.timelines import frame, notices, told

from trilateral.timeline.dates import DAY, TimelineError
from trilateral.timeline.widget import Timeline


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
        ("1939–45", "1939-01-01/1945-12-31 year"),
        ("1914-18", "1914-01-01/1918-12-31 year"),
        ("2016/17", "2016-01-01/2017-12-31 year"),
        ("1904-05", "1904-05-01 month"),  # with a hyphen it is ISO's month
        ("2017–04", "2017-04-01 month"),
        ("28 December - 3 January 2018", "2017-12-28/2018-01-03 day"),
        ("28 December 2017 – 3 January", "2017-12-28/2018-01-03 day"),
        ("Dec 2015/Jan 2016", "2015-12-01/2016-01-31 month"),
        ("Dec–Jan 2016", "2015-12-01/2016-01-31 month"),
        ("1950-06-25 to 1953", "1950-06-25/1953-12-31 day"),
        ("1950s", "1950-01-01/1959-12-31 year"),  # microsoft/Recognizers-Text#824
        ("the 1950s", "1950-01-01/1959-12-31 year"),
        ("1950s-1960s", "1950-01-01/1969-12-31 year"),
        ("1950年代", "1950-01-01/1959-12-31 year"),
        ("1950년대", "1950-01-01/1959-12-31 year"),
        ("1950er Jahre", "1950-01-01/1959-12-31 year"),
        ("195X", "1950-01-01/1959-12-31 year"),  # ixc/python-edtf#31; inukshuk/edtf-ruby#31
        ("19XX", "1900-01-01/1999-12-31 year"),
        ("2017-04-XX", "2017-04-01 month"),
        ("2017-XX-XX", "2017-01-01 year"),
        ("2016–", "2016-01-01/.. year"),  # schemaorg/schemaorg#1365
        ("since 2016", "2016-01-01/.. year"),  # GCRC/nunaliit#285
        ("from April 2016", "2016-04-01/.. month"),
        ("2009-present", "2009-01-01/.. year"),  # DOI-USGS/water-use#81
        (
            "1991~ ",
            "1991-01-01 about year",
        ),  # EDTF; of clairefro/obsidian-plugin-chronos#44 the wave stays open
        ("1991～", "1991-01-01/.. year"),
        ("2017年4月～現在", "2017-04-01/.. month"),
        ("2016년부터", "2016-01-01/.. year"),
        ("seit 6. April 2017", "2017-04-06/.. day"),
        ("2017-04-12/..", "2017-04-12/.. day"),
        ("2004-06-01/open", "2004-06-01/.. day"),  # plk/biblatex#461
        ("2004-06-01/unknown", "2004-06-01 day"),
        ("c. 1950", "1950-01-01 about year"),
        ("ca. 1939–45", "1939-01-01/1945-12-31 about year"),
        ("1950s–60s", "1950-01-01/1969-12-31 year"),
        ("2017-W14", "2017-04-03/2017-04-09 day"),
        ("2017-W14-4", "2017-04-06 day"),
        ("2017년 4월 6~9일", "2017-04-06/2017-04-09 day"),
        ("2017.4.6~4.9", "2017-04-06/2017-04-09 day"),
        ("26.4.–28.4.2017", "2017-04-26/2017-04-28 day"),
        ("2017-04-06 → 2017-04-07", "2017-04-06/2017-04-07 day"),
        ("2017-04-06 9 am", "2017-04-06 day"),
        ("6 April 2017 (Thursday)", "2017-04-06 day"),
        ("6 April 2017[2][note 1]", "2017-04-06 day"),  # from a table of an encyclopaedia
        ("20170412T090000Z", "2017-04-12 day"),  # iCalendar
        ("1950?", "1950-01-01 about year"),
        ("~1950", "1950-01-01 about year"),
        ("1723%", "1723-01-01 about year"),  # inukshuk/edtf.js#6
        ("Q1 2017", "2017-01-01/2017-03-31 month"),
        ("2017Q1", "2017-01-01/2017-03-31 month"),
        ("2017年4月上旬", "2017-04-01/2017-04-10 day"),
        ("2017년 2월 하순", "2017-02-21/2017-02-28 day"),
        ("二〇一七年十二月三十一日", "2017-12-31 day"),
        ("民國106年4月6日", "2017-04-06 day"),
        ("6 апреля 2017 г.", "2017-04-06 day"),
        ("6-9 апреля 2017", "2017-04-06/2017-04-09 day"),
        ("quinta-feira, 6 de abril de 2017", "2017-04-06 day"),
        ("dezembro de 2016", "2016-12-01 month"),
        ("giovedì 6 aprile 2017", "2017-04-06 day"),
        ("6 kwietnia 2017 r.", "2017-04-06 day"),
        ("6. dubna 2017", "2017-04-06 day"),
        ("2017. április 6.", "2017-04-06 day"),
        ("2013-04-9", "2013-04-09 day"),  # visjs/vis#2191
        ("2017-3-13", "2017-03-13 day"),  # visjs/vis#2858
        ("2017-02-06 11:00:00 pm", "2017-02-06 day"),  # visjs/vis#2696
        ("2012-12-31T16:16:07.213Z", "2012-12-31 day"),  # almende/chap-links-library#266
        ("May 17,2019", "2019-05-17 day"),  # dateutil/dateutil#1000
        ("20170412153000", "2017-04-12 day"),  # GDELT's DATEADDED
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
        ("28 - 3 January 2018", "its end is before its start"),
        ("1904–05", "in two ways"),  # a year and the next, or May
        ("1900s", "in two ways"),  # ten years, or a hundred
        ("2017-24", "first and the last date in full"),  # EDTF's winter, or eight years
        ("2017-21", "in two ways"),
        ("2017-13", "no such month"),
        ("spring 2017", "seasons"),
        ("late 2016", "2016-10 to 2016-12"),
        ("ca. Anfang April 2017", "such as “early”"),
        ("2017년 봄", "seasons"),
        ("mid 14th century", "centuries"),  # bodleian/medieval-mss#623
        ("before 1950", "only before or after"),  # OpenHistoricalMap/iD#188
        ("until 2016", "not since when"),
        ("～1950", "not since when"),
        ("/2000-12-31", "not since when"),  # schemaorg/schemaorg#1365
        ("Oct 17 4070 BC", "years run from"),  # simile-widgets/ancient-simile-widgets#426
        ("기원전 57년", "years run from"),
        ("31 апреля 2017", "no such day"),
        ("31 aprile 2017", "no such day"),
        ("listopad 2017", "cannot be read"),  # November in Czech, October in Croatian
        ("6.4.–9.4.2017", "day_first=True"),
        ("4.9.", "its year is not written"),
        ("2017-W60", "cannot be read"),
        ("23 2019", "cannot be read"),  # scrapinghub/dateparser#538
        ("20-Apr", "its year is not written"),  # mojombo/chronic#149
        ("10-10", "cannot be read"),  # dateutil/dateutil#1362
        ("M5H 3L5", "cannot be read"),  # dateutil/dateutil#965
        ("1356970529389", 'unit="ms"'),  # almende/chap-links-library#266
        (1356970529, "computers count"),
        ("#REF!", "an error of Excel"),
        ("2017-04-31/..", "no such day"),
        ("today", "cannot be read"),
        ("2017-04-06 " + "- and so on " * 400, "cannot be read"),  # a paragraph in the column of dates
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
        (
            ["29.01.1945", "1.3.1945", "02.03.1945"],
            {},
            ["1945-01-29", "1945-03-01", "1945-03-02"],
        ),  # pandas#11725
        (["12.01.2017 17:18", "15.04.2017 02:40"], {}, ["2017-01-12", "2017-04-15"]),  # pandas#26304
        (["2018-04-11  10:30:00"], {"day_first": True}, ["2018-04-11"]),  # pandas#22168
        (["03-08-1956"], {"day_first": False}, ["1956-03-08"]),
        (["6.4.–9.4.2017"], {"day_first": True}, ["2017-04-06/2017-04-09"]),
        (["6.4.2017–9.4."], {"day_first": True}, ["2017-04-06/2017-04-09"]),
        (["30.12.–2.1.2017"], {"day_first": True}, ["2016-12-30/2017-01-02"]),
        (["2017. 4. 6. ~ 4. 9."], {"day_first": True}, ["2017-04-06/2017-04-09"]),
        (["03/08/1956 - 05/08/1956", "26/07/1956"], {}, ["1956-07-26", "1956-08-03/1956-08-05"]),
        (["31/12/2016-01/01/2017", "03/08/2016"], {}, ["2016-08-03", "2016-12-31/2017-01-01"]),
    ],
)
def test_a_column_settles_its_own_order(dates: list[str], options: dict, means: list[str]) -> None:
    assert told(Timeline(frame(date=dates), **options)) == [f"{one} day" for one in means]


@pytest.mark.parametrize(
    ("start", "end", "means"),
    [
        (["03/04/2017", "05/04/2017"], ["04/04/2017", "26/04/2017"], "2017-04-03/2017-04-04 day"),
        (["03/04/2017", "26/04/2017"], ["04/04/2017", ""], "2017-04-03/2017-04-04 day"),
        (["04/03/2017", "05/03/2017"], ["04/04/2017", "05/26/2017"], "2017-04-03/2017-04-04 day"),
        (["2017-04-03", "26/04/2017"], ["04/04/2017", ""], "2017-04-03/2017-04-04 day"),
        # Each column keeps its own order where both show one.
        (["03/04/2017", "26/04/2017"], ["05/04/2017", "05/26/2017"], "2017-04-03/2017-05-04 day"),
    ],
)
def test_starts_and_ends_settle_each_others_order(start: list[str], end: list[str], means: str) -> None:
    timeline = Timeline(pd.DataFrame({"start": start, "end": end, "title": ["a", "b"]}))
    assert told(timeline)[0] == means
    assert notices(timeline) == ""


@pytest.mark.parametrize(
    "end", ["present", "ongoing", "today", "heute", "현재", "現在", "至今", "en cours", ".."]
)
def test_an_end_that_is_still_open(end: str) -> None:
    timeline = Timeline(frame(date=["2016-12"], date_end=[end]))
    assert told(timeline) == ["2016-12-01/.. month"]
    assert notices(timeline) == ""
    assert "2016-12, going on" in timeline._static_html()
    assert told(Timeline(frame(date=["2016-12"], date_end=[end]), as_of="2017-04-20")) == told(timeline)


@pytest.mark.parametrize(
    "zone",
    [
        "KST",
        "JST",
        "EST",
        " UTC",
        "(KST)",
        "+09:00",
        "+0900",
        "UTC+9",
        "Z",
        "[Asia/Seoul]",
        "GMT+0900 (Korean Standard Time)",
    ],
)  # dateutil/dateutil#540, #931
def test_the_date_of_a_zone_is_kept_as_written(zone: str) -> None:
    timeline = Timeline(frame(date=["12 April 2017 KST", f"2017-04-12 23:30 {zone}"]))
    assert told(timeline) == ["2017-04-12 day"] * 2
    assert timeline.events.start[1] % DAY / 3_600_000 == 23.5
    assert "time zone (written with each date)" in notices(timeline)


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


def test_every_unread_cell_can_be_asked_for() -> None:
    bad = ["soon", "late 2016", "spring 2017", "1900s", "31 April 2017", "6 Apr 17", "before 1950", None]
    timeline = Timeline(frame(date=["2017-04-20", *bad], date_end=["rubbish", *[""] * len(bad)]))
    said = notices(timeline)
    assert "8 of 9 rows are left out" in said
    assert "2 because seasons" in said
    assert said.count("(row ") == 3, "three are shown"
    for reason in ("1 because it can be read in two ways", "that month has no such day", "1 without a date"):
        assert reason in said, "each kind is counted"
    assert "All of them: timeline.unread" in said
    table = timeline.unread
    assert table.columns.tolist() == ["column", "cell", "reason"]
    assert table.index.tolist() == [*range(1, 9), 0]
    assert table["cell"].tolist() == [*bad[:-1], "", "rubbish"]
    assert table["column"].tolist() == [*["date"] * 8, "date_end"]
    assert table["reason"].tolist()[-2:] == ["it is empty", "it cannot be read as a date"]
    assert Timeline(frame(date=bad[:1], title=["x"]), as_of="2017").unread["cell"].tolist() == [""]
    assert Timeline(frame()).unread.empty
    assert "날짜로 읽을 수 없음" in Timeline(frame(date=bad), language="ko").unread["reason"].tolist()


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
