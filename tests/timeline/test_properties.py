"""What Python reads and sets on a timeline: rows, filters, view, as-of date, and mistakes in them."""

import re

import numpy as np
import pandas as pd
import pytest
from support.timelines import frame, from_cases

from trilateral import load
from trilateral.timeline.dates import TimelineError
from trilateral.timeline.widget import Timeline


def test_own_events_need_no_options(events: pd.DataFrame) -> None:
    timeline = Timeline(events)
    assert len(timeline.visible) == len(events)
    assert timeline.events.notices == []
    assert list(timeline.events.facets) == ["track", "level", "actors"]
    assert repr(timeline) == (
        f"Timeline({len(events)} events, {events.date.min():%Y-%m-%d} to {events.date.max():%Y-%m-%d},"
        " by track)"
    )
    cited = timeline.events.sources
    assert sum(url.startswith("http") for url in cited.url) > 0.9 * len(cited.url)


def test_other_tables_of_the_module() -> None:
    meetings = load("meetings")
    timeline = Timeline(meetings, title="occasion", lane="format")
    assert len(timeline.visible) == len(meetings)
    assert any(url.startswith("http") for url in timeline.events.sources.url)
    assert "Summits" in timeline.figure().alt


def test_lanes_are_told_apart_as_values_are_looked_for(events: pd.DataFrame) -> None:
    for facet in Timeline(events).events.facets.values():
        for members in (np.arange(len(events)), np.arange(len(events))[::-3], np.arange(0)):
            lanes = facet.apart(members)
            assert [lane.tolist() for lane in lanes] == [
                members[facet.having(number)[members]].tolist() for number in range(len(facet.values))
            ]


def test_filters_selection_view_as_of(events: pd.DataFrame) -> None:
    timeline = Timeline(events)
    timeline.filters = {"track": {"dprk"}, "actors": "CHN"}
    wanted = events[(events.track == "dprk") & events.actors.map(lambda actors: "CHN" in actors)]
    pd.testing.assert_frame_equal(timeline.visible, wanted)

    timeline.selected = wanted.head(3)
    assert timeline.selection == wanted["id"].head(3).tolist()
    pd.testing.assert_frame_equal(timeline.selected, wanted.head(3))
    timeline.selected = events["track"] == "china"
    assert set(timeline.selected["track"]) == {"china"}
    timeline.selected = [events["id"].iloc[7]]
    assert timeline.selected["id"].tolist() == [events["id"].iloc[7]]
    timeline.selected = wanted.head(2).reset_index(drop=True)  # another index: the ids count
    pd.testing.assert_frame_equal(timeline.selected, wanted.head(2))
    timeline.selected = wanted.index[:2]
    pd.testing.assert_frame_equal(timeline.selected, wanted.head(2))
    timeline.selected = None
    assert timeline.selected.empty
    timeline.compared = wanted.tail(2)
    pd.testing.assert_frame_equal(timeline.compared, wanted.tail(2))

    timeline.view = ("2016-01-01", "2017-12-31")
    assert timeline.view == (pd.Timestamp("2016-01-01"), pd.Timestamp("2017-12-31"))
    timeline.view = None
    assert timeline.view[0] < events.date.min() < events.date.max() < timeline.view[1]

    timeline.filters = {}
    timeline.as_of = "2017-04-20"
    assert timeline.as_of == pd.Timestamp("2017-04-20")
    known = events["date_known"].fillna(events["date"]) if "date_known" in events else events["date"]
    assert len(timeline.visible) == (known <= "2017-04-20").sum()
    timeline.as_of = None
    assert len(timeline.visible) == len(events)


def test_traits_can_be_observed_and_linked(events: pd.DataFrame) -> None:
    one, two = Timeline(events), Timeline(events)
    seen: list[str] = []
    one.observe(lambda change: seen.append(change["name"]), names=["filters", "view", "as_of", "selection"])
    one.link(two, "view", "filters")
    one.filters = {"track": ["us"]}
    two.view = ("2017-01-01", "2017-06-01")
    one.selected = events.head(1)
    assert two.filters == {"track": ["us"]}
    assert one.view == two.view
    assert seen == ["filters", "view", "selection"]


def test_rows_can_be_observed_set_and_linked(events: pd.DataFrame) -> None:
    one, two = Timeline(events), Timeline(events)
    heard: dict[str, list[int]] = {"selected": [], "visible": []}
    for name, lengths in heard.items():
        one.observe(lambda change, to=lengths: to.append(len(change["new"])), names=name)
    one.link(two, "selected", "visible")
    one.selected = events.head(2)
    assert two.selection == events["id"].head(2).tolist()
    two.filters = {"track": ["us"]}
    assert one.filters == {"track": ["us"]}
    one.visible = events[events["title"].str.contains("missile")]
    pd.testing.assert_frame_equal(one.visible, events[events["title"].str.contains("missile")])
    pd.testing.assert_frame_equal(two.visible, one.visible)
    assert heard == {"selected": [2], "visible": [int((events.track == "us").sum()), len(one.visible)]}
    one.as_of = "2010-01-01"
    assert heard["visible"][-1] == len(one.visible) == len(two.visible)
    one.visible = None
    assert one.filters == {}
    with pytest.raises(TimelineError, match="at least one row"):
        one.visible = events.head(0)
    with pytest.raises(TimelineError, match="no such id"):
        one.filters = {"ids": ["no such id"]}


def test_rows_nobody_listens_to_are_not_made(events: pd.DataFrame, monkeypatch: pytest.MonkeyPatch) -> None:
    timeline = Timeline(events)
    monkeypatch.setattr(Timeline, "_rows", lambda *_: pytest.fail("rows were made for nobody"))
    timeline.filters = {"track": ["us"]}
    timeline.selection = [events["id"].iloc[0]]


def test_what_the_browser_sends_is_understood(events: pd.DataFrame) -> None:
    timeline = Timeline(events)
    timeline.set_state(
        {"view": [1483228800000, 1491004800000], "as_of": "2017-04-20", "selection": [events.id[0]]}
    )
    assert timeline.view == (pd.Timestamp("2017-01-01"), pd.Timestamp("2017-04-01"))
    assert timeline.as_of == pd.Timestamp("2017-04-20")
    assert timeline.selected["id"].tolist() == [events.id[0]]
    state = timeline.get_state()
    assert state["view"] == [1483228800000, 1491004800000]
    assert state["as_of"] == "2017-04-20"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: Timeline([1, 2]), "needs a pandas DataFrame"),
        (lambda: Timeline(pd.DataFrame({"title": ["x"]})), "No column of dates"),
        (lambda: Timeline(pd.DataFrame({"date": ["2017"]})), "No column of titles"),
        (lambda: Timeline(frame(track=["a"]), lane="trakc"), "Did you mean 'track'?"),
        (lambda: Timeline(frame(), start="dat"), "Did you mean 'date'?"),
        (lambda: Timeline(frame(), title="Summits of 2016"), "heading=..."),
        (lambda: Timeline(frame(), filter_by=["levle"]), "There is no column 'levle'"),
        (lambda: Timeline(frame(track=["a"]), colour="level"), "no column 'level' to colour by"),
        (lambda: Timeline(frame(), sources=pd.DataFrame({"url": ["x"]})), "needs a column 'id'"),
        (lambda: Timeline(frame(), as_of="yesterday"), "as_of = 'yesterday': it cannot be read"),
        (lambda: Timeline(frame(), language="xx"), "en, ja, ko"),
        (
            lambda: Timeline(pd.DataFrame([["2017", "x", "y"]], columns=["date", "title", "title"])),
            "Two columns",
        ),
        (lambda: setattr(from_cases(), "filters", {"trakc": ["dprk"]}), "Did you mean 'track'?"),
        (lambda: setattr(from_cases(), "filters", {"track": ["dprc"]}), "Did you mean 'dprk'?"),
        (lambda: setattr(from_cases(), "filters", {"search": 3}), "is a text"),
        (lambda: setattr(from_cases(), "view", ("2017-01-01", "2016-01-01")), "must be later"),
        (lambda: setattr(from_cases(), "view", "2017"), "give two dates"),
        (lambda: setattr(from_cases(), "as_of", "04/05/2017"), "either way round"),
        (lambda: setattr(from_cases(), "lane", "lane"), "no column 'lane'"),
        (lambda: setattr(from_cases(), "selected", ["sumit"]), "Did you mean 'summit'?"),
        (lambda: setattr(from_cases(), "selected", pd.Index([99])), "has no row 99"),
    ],
)
def test_mistakes_are_explained(make: object, says: str) -> None:
    with pytest.raises(TimelineError, match=re.escape(says)) as caught:
        make()
    assert len(caught.value._render_traceback_()) == 1
    assert len(str(caught.value)) < 400
