"""What a timeline makes of frames good and bad: dates, ends, titles, ids, columns, and what it says."""

import html as entities

import numpy as np
import pandas as pd
import pytest
from support.timelines import frame, html, notices

from trilateral.timeline.dates import DAY, TimelineError
from trilateral.timeline.events import PRECISIONS
from trilateral.timeline.widget import Timeline


@pytest.mark.parametrize(
    ("text", "day", "precision"),
    [
        ("2017-04-20", "2017-04-20", "day"),
        ("2017/4/6", "2017-04-06", "day"),
        ("2017-04-20T08:30", "2017-04-20", "day"),
        ("20 April 2017", "2017-04-20", "day"),
        ("April 20, 2017", "2017-04-20", "day"),
        ("2017年4月6日", "2017-04-06", "day"),
        ("2017년 4월 6일", "2017-04-06", "day"),
        ("2016-08", "2016-08-01", "month"),
        ("August 2016", "2016-08-01", "month"),
        ("1000", "1000-01-01", "year"),
        (1592, "1592-01-01", "year"),
        ("c. 1950", "1950-01-01", "about year"),
        ("1990-08?", "1990-08-01", "about month"),
        ("9999-12-31", "9999-12-31", "day"),
        (pd.Timestamp("2017-04-20"), "2017-04-20", "day"),
        (pd.Timestamp("2017-04-20").date(), "2017-04-20", "day"),
        (np.datetime64("2017-04-20"), "2017-04-20", "day"),
    ],
)
def test_dates_of_many_kinds(text: object, day: str, precision: str) -> None:
    got = Timeline(frame(date=pd.Series([text], dtype=object))).events
    assert np.datetime64(int(got.start[0] // DAY), "D") == np.datetime64(day)
    assert PRECISIONS[got.precision[0]] == precision


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("soon", "cannot be read"),
        ("2017-02-30", "cannot be read"),
        ("0999-12-31", "1000 to 9999"),
        ("10000-01-01", "1000 to 9999"),
        ("-0044-03-15", "1000 to 9999"),
        (999, "1000 to 9999"),
        ("04/05/2017", "either way round"),
        ("", "without a date"),
        (None, "without a date"),
        (float("nan"), "without a date"),
        (pd.NaT, "without a date"),
    ],
)
def test_rows_without_a_usable_date_are_counted_not_lost(text: object, reason: str) -> None:
    timeline = Timeline(frame(date=pd.Series(["2017-04-20", text], dtype=object), title=["Kept", "Left out"]))
    assert timeline.visible["title"].tolist() == ["Kept"]
    assert len(timeline.events.notices) == 1
    assert "1 of 2 rows is left out" in notices(timeline)
    assert reason in notices(timeline)
    assert notices(timeline) in entities.unescape(html(timeline))
    assert timeline._meta["notices"] == timeline.events.notices


def test_true_datetimes_out_of_range() -> None:
    dates = pd.Series(np.array(["0900-01-01", "2017-01-01", "NaT"], dtype="datetime64[s]"))
    timeline = Timeline(frame(date=dates))
    assert len(timeline.visible) == 1
    assert "2 of 3 rows are left out: 1 because years run from 1000 to 9999" in notices(timeline)
    assert "1 without a date" in notices(timeline)


@pytest.mark.parametrize(
    ("dates", "kept"),
    [
        (np.array(["0999-12-31", "1000-01-01", "9999-12-31T23:59:59"], dtype="datetime64[s]"), 2),
        ([999, 1000, 9999, 10000], 2),
        (["999-12-31", "1000-01-01", "9999-12-31", "10000-01-01"], 2),
    ],
    ids=["datetimes", "years", "texts"],
)
def test_the_first_and_the_last_day_of_all_are_shown(dates: object, kept: int) -> None:
    assert len(Timeline(frame(date=pd.Series(dates))).visible) == kept


def test_time_zones_keep_the_clock_of_the_place() -> None:
    seoul = pd.Series(pd.to_datetime(["2017-04-20 01:30"])).dt.tz_localize("Asia/Seoul")
    for dates in (seoul, pd.Series(["2017-04-20T01:30+09:00"]), pd.Series(seoul.tolist(), dtype=object)):
        timeline = Timeline(frame(date=dates))
        assert timeline.events.start[0] == np.datetime64("2017-04-20T01:30", "ms").astype(int)
        assert "time zone" in notices(timeline)


def test_ends() -> None:
    got = Timeline(
        frame(
            date=["2017-01-01", "2017-01-01", "2017-01-05", "2017-01-01", "2016-08", "2017-01-01"],
            date_end=["2017-01-03", "2017-01-01", "2017-01-01", "", "", "rubbish"],
        )
    )
    by_title = dict(
        zip(got.events.texts["title"], zip(got.events.start, got.events.end, strict=True), strict=True)
    )
    span = {title: None if np.isnan(b) else (b - a) / DAY for title, (a, b) in by_title.items()}
    assert span == {
        "Event 0": 3, "Event 1": None, "Event 2": None, "Event 3": None, "Event 4": 31, "Event 5": None,
    }  # fmt: skip
    assert "1 row would end before the start" in notices(got)
    assert "1 end date in 'date_end' cannot be read" in notices(got)
    assert got.events.interval.sum() == 1


def test_a_disputed_date_says_so() -> None:
    timeline = Timeline(frame(precision=["disputed", "day"], dispute=["", "Who was there."]))
    assert PRECISIONS[timeline.events.precision[0]] == "about"
    assert timeline.events.texts["dispute"] == ["The date is disputed.", "Who was there."]
    assert notices(timeline) == ""
    assert "about 2017-04-20" in html(timeline)


def test_titles_ids_precision() -> None:
    timeline = Timeline(
        frame(
            id=["a", "a", "a (2)", None],
            title=["One", None, float("nan"), "  two\nlines "],
            precision=["decade", "day", "", "year"],
        )
    )
    assert sorted(timeline.events.texts["id"]) == ["a", "a (2)", "a (3)", "row 3"]
    assert timeline.events.texts["title"].count("(no title)") == 2
    assert "two lines" in timeline.events.texts["title"]
    said = notices(timeline)
    assert "1 row with the id of another" in said
    assert "2 rows without a title" in said
    assert "'decade' is not known" in said
    timeline.selected = ["a (3)"]
    assert len(timeline.selected) == 1


def test_columns_by_name() -> None:
    given = pd.DataFrame(
        {"Quand": ["2017-01-01"], "Quoi": ["Réunion"], "Qui": ["a;b"], "page": ["https://example.org/x"]}
    )
    timeline = Timeline(
        given, start="Quand", title="Quoi", lane="Qui", source="page", labels={"Qui": {"a": "Anna"}}
    )
    assert timeline.events.facets["Qui"].labels == ["Anna", "b"]
    assert timeline.events.sources.publisher == ["example.org"]
    assert repr(timeline) == "Timeline(1 event, 2017-01-01 to 2017-01-01, by Qui)"


def test_a_column_of_too_many_values_is_no_filter() -> None:
    many = frame(type=[f"kind {i}" for i in range(66_000)])
    timeline = Timeline(many)
    assert "type" not in timeline.events.facets
    assert "It is left out of the filters." in notices(timeline)


def test_frame_is_left_alone(events: pd.DataFrame) -> None:
    before = events.copy(deep=True)
    timeline = Timeline(events)
    timeline.filters = {"search": "missile"}
    html(timeline)
    pd.testing.assert_frame_equal(events, before)


def test_edges() -> None:
    assert repr(Timeline(pd.DataFrame({"date": [], "title": []}))) == "Timeline(no events)"
    assert "without events" in html(Timeline(pd.DataFrame({"date": [], "title": []})))
    assert "left out" in html(Timeline(frame(date=["rubbish"])))
    one = Timeline(frame(date=["2017-04-20"]))
    assert one.view[0] < pd.Timestamp("2017-04-20") < one.view[1]
    html(one)
    html(Timeline(frame(date=["2017-04-20"] * 300)))
    millennium = Timeline(frame(date=["1000-01-01", "1999-12-31", "9999-12-31"]))
    html(millennium)
    assert len(millennium.visible) == 3
    many = Timeline(frame(date=["2017-04-20"] * 10_000, who=[f"lane {i}" for i in range(10_000)]), lane="who")
    assert "9,988 others" in many.figure().alt, "twelve lanes are named"
    assert "9,977 others" in many.figure().svg, "23 lanes are drawn"
    with pytest.raises(TimelineError, match="too many"):
        Timeline(frame(date=["2017-04-20"] * 70_000, who=[f"lane {i}" for i in range(70_000)]), lane="who")
