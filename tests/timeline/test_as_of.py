"""A fixed as-of date: what came later never leaves Python, and no later end is told."""

import html as entities
import json
import re

import numpy as np
import pandas as pd
import pytest
from support.timelines import CASES, bare, html, notices

from trilateral import load
from trilateral.timeline.dates import TimelineError
from trilateral.timeline.widget import Timeline

ARTICLE = "2017-04-20"
LATER = "XLATERX"  # stands in every cell of what came later
HISTORY = """
id       | date             | end        | known      | title    | track   | source
treaty   | 1965-06-22       |            |            | Treaty   | old     | a
trial    | 2016-12-09       | 2017-03-10 |            | Trial    | old     | a
halt     | 2017-02-18       | 2017-12-31 |            | Halt     | coal    | b
month    | 2017-03-01       | 2017-04    |            | To April | old     | b
year     | 2016-01-05       | 2017       |            | To 2017  | old     | b
over     | 2014-01-05       | 2015       |            | To 2015  | old     | b
call     | 2017-04-19       | 2017-04-20 |            | Call     | old     | b
dock     | 2017-04-20       | 2017-04-21 |            | Docks    | coal    | a
noon     | 2017-04-20T12:00 |            |            | Noon     | old     |
XLATERX1 | 2017-04-15       |            | 2017-04-21 | XLATERX  | XLATERX | XLATERX
XLATERX2 | 2017-04-21       |            |            | XLATERX  | old     | a
XLATERX3 | 2017-05          | 2018-01-01 |            | XLATERX  | XLATERX | a;XLATERX
XLATERX4 | 2018             |            |            | XLATERX  | XLATERX | XLATERX
XLATERX5 |                  |            | 2019-01-01 | XLATERX  | XLATERX | XLATERX
XLATERX2 | late XLATERX     |            |            | XLATERX  | XLATERX | XLATERX
XLATERX2 | 2017-09-03       | 2017-09-01 |            |          | XLATERX | a
"""
KNOWN = ["treaty", "over", "year", "trial", "halt", "month", "call", "dock", "noon"]
OPEN = ["year", "halt", "month", "dock"]


def history(**options: object) -> Timeline:
    """Return a timeline of known events, and of later ones whose every cell says so."""
    header, *lines = ([cell.strip() for cell in line.split("|")] for line in HISTORY.strip().split("\n"))
    rows = pd.DataFrame(lines, columns=header)
    hidden = rows["id"].str.startswith(LATER)
    for name in ("summary", "place", "dispute", "actors", "confidence", "date_us", "precision"):
        rows[name] = np.where(hidden, LATER, "")
    rows["precision"] = np.where(hidden, "", "day")
    table = pd.DataFrame(
        [
            {"id": name, "title": f"Work {name}", "url": f"https://{name}.example"}
            for name in ("a", "b", LATER)
        ]
    )
    words = {"track": {LATER: LATER, "old": "Old", "coal": "Coal"}}
    options = {"as_of": ARTICLE, "sources": table, "labels": words, **options}
    return Timeline(rows, **options)


def all_that_leaves(timeline: Timeline) -> str:
    """Return as text everything that the page, the notebook or another program gets."""
    figure = timeline.figure()
    sent = {
        name: value for name, value in timeline.get_state().items() if name not in ("_esm", "_css", "_data")
    }
    told = "\n".join(
        [
            timeline._data.decode("utf-8", "replace"),
            json.dumps(sent, default=str, ensure_ascii=False),
            entities.unescape(html(timeline)),
            *(repr(timeline), repr(figure), figure.svg, figure.alt),
            timeline.visible.to_csv(),
        ]
    )
    return told.replace(timeline.layout.model_id, "")  # drawn anew each time: a 2019 in it says nothing


def packed_array(timeline: Timeline, name: str) -> np.ndarray:
    kind, at, length = timeline._meta["index"][name]
    return np.frombuffer(timeline._data, dtype=kind, count=length, offset=at)


@pytest.mark.parametrize("lane", ["track", "actors", None])
@pytest.mark.parametrize("language", ["en", "ko", "ja"])
def test_nothing_later_leaves_a_timeline_as_of_a_day(lane: str | None, language: str) -> None:
    timeline = history(lane=lane, language=language, filter_by=["track", "actors", "end"], shape="track")
    assert LATER in all_that_leaves(history(as_of=None)), "the search below must be able to find it"
    gone = all_that_leaves(timeline)
    assert LATER not in gone
    assert not re.search(r"2017-04-2[1-9]|2017-12|2018|2019", gone.replace(timeline.figure().svg, ""))
    assert timeline._meta["count"] == len(KNOWN)
    assert timeline.events.texts["id"] == KNOWN
    until = pd.Timestamp("2017-04-21").value / 1e6
    for name in ("start", "known", "end"):
        moments = packed_array(timeline, name)
        assert (moments[np.isfinite(moments)] <= until).all(), name
    assert np.array(KNOWN)[np.isinf(packed_array(timeline, "end"))].tolist() == OPEN
    assert timeline.view[1] < pd.Timestamp("2019-01-01")


def test_nothing_later_leaves_the_record_as_of_the_article(events: pd.DataFrame) -> None:
    timeline = Timeline(events, as_of=ARTICLE)
    gone = all_that_leaves(timeline)
    later = events["date_known"].fillna(events["date"]) > ARTICLE
    known, cut = events[~later], events[later]
    assert len(cut) > 200
    table = load("sources").set_index("id")
    cites = ["source_1", "source_2"]

    def told(rows: pd.DataFrame) -> set[str]:
        cited = table.loc[list(set(rows[cites].to_numpy().ravel()) & set(table.index)), ["title", "url"]]
        texts = [
            *rows[["id", "title", "summary", "place", "dispute"]].to_numpy().ravel(),
            *cited.to_numpy().ravel(),
        ]
        return {" ".join(text.split()) for text in texts if isinstance(text, str)} - {""}

    before = "\n".join(told(known))
    only_later = {text for text in told(cut) if text not in before}
    assert len(only_later) > 3 * len(cut)
    assert [text for text in only_later if text in gone] == []
    assert str(len(events)) not in repr(timeline)
    assert f"{len(known)} events" in repr(timeline)


@pytest.mark.parametrize("case", CASES["fixed"], ids=lambda case: case["what"])
@pytest.mark.parametrize(
    ("language", "words"), [("en", "{}, going on"), ("ko", "{}부터 진행 중"), ("ja", "{}から継続中")]
)
@pytest.mark.parametrize("fixed", [True, False])
def test_an_end_still_to_come_is_not_told(case: dict, language: str, words: str, fixed: bool) -> None:
    records = pd.DataFrame(CASES["records"])
    timeline = Timeline(records, as_of=case["asOf"] if fixed else None, language=language)
    timeline.as_of = case["asOf"]
    assert timeline.visible["id"].tolist() == case["shown"]
    stored = html(timeline)
    for record in CASES["records"]:
        if record["date_end"] and record["id"] in case["shown"]:
            goes_on = record["id"] in case["goesOn"]
            assert (f"<td>{words.format(record['date'])}</td>" in bare(stored)) == goes_on
            assert (record["date_end"] not in stored) == goes_on
    if fixed:
        assert timeline.events.texts["id"] == case["shown"]
        ends = timeline.visible.set_index("id")["date_end"]
        assert ends[case["goesOn"]].isna().all()
        assert ends.drop(case["goesOn"]).notna().all()
    assert records.equals(pd.DataFrame(CASES["records"])), "the frame handed in stays as it is"


def test_known_only_later_stays_hidden_in_every_form() -> None:
    timeline = Timeline(pd.DataFrame(CASES["records"]), as_of="2010-03-08")
    assert timeline._meta["asOfFixed"]
    stored = html(timeline)
    for hidden in ("Secret minute", "Summit of the three", "The day after"):
        assert hidden not in stored
    assert timeline.view[1] < pd.Timestamp("2012-01-01")
    assert repr(timeline) == "Timeline(5 events known by 2010-03-08, 1950-06-25 to 2008-05-01, by track)"


def test_rows_that_a_fixed_date_cut_are_passed_over() -> None:
    timeline = history()
    rows = timeline._frame
    for wanted in (rows, rows["track"] != "coal", rows.index, rows["id"].tolist()):
        timeline.selected = wanted
        assert f"{LATER}1" not in timeline.selection
        assert "treaty" in timeline.selection
    timeline.kept = [f"{LATER}2", "halt"]
    assert timeline.kept == ["halt"]
    assert timeline.compared["end"].isna().all()
    timeline.visible = rows.iloc[[0, 9, 10]]
    assert timeline.filters == {"ids": ["treaty"]}
    with pytest.raises(TimelineError, match=f"None of these events was known by {ARTICLE}"):
        timeline.visible = rows.iloc[[10]]
    for mistake in ({"track": [LATER]}, {"ids": ["no such id"]}):
        with pytest.raises(TimelineError):
            timeline.filters = mistake
    assert LATER not in all_that_leaves(timeline)


def test_a_fixed_date_moves_back_but_never_on() -> None:
    timeline = history()
    for later in ("2017-04-21", "2030-01-01", None, ""):
        with pytest.raises(TimelineError, match=f"made as of {ARTICLE}, and nothing later is in it"):
            timeline.as_of = later
    assert timeline.as_of == pd.Timestamp(ARTICLE)
    timeline.as_of = "2017-03-01"
    assert timeline.visible["id"].tolist() == ["treaty", "trial", "halt", "month", "year", "over"]
    assert "2017-03-10" not in html(timeline)
    assert timeline.visible.set_index("id")["end"].isna()["trial"]
    timeline.as_of = ARTICLE
    assert len(timeline.visible) == len(KNOWN)


def test_a_linked_timeline_follows_as_far_as_its_fixed_date(events: pd.DataFrame) -> None:
    free, fixed = Timeline(events), Timeline(events, as_of=ARTICLE)
    free.link(fixed, "visible", "selected", "view")
    assert free.as_of is None
    free.as_of = "2018-06-12"
    assert fixed.as_of == pd.Timestamp(ARTICLE)
    free.as_of = "2010-01-01"
    assert fixed.as_of == pd.Timestamp("2010-01-01")
    free.as_of = None
    assert fixed.as_of == pd.Timestamp(ARTICLE)
    free.selected = events.iloc[[0, -1]]
    assert fixed.selection == [events["id"].iloc[0]]
    assert free.selection == [events["id"].iloc[0], events["id"].iloc[-1]]
    fixed.as_of = "2012-01-01"
    assert free.as_of == pd.Timestamp("2012-01-01")


@pytest.mark.parametrize("day", ["1900-01-01", "1965-06-21"])
def test_a_day_before_all_events_shows_none(day: str) -> None:
    timeline = history(as_of=day, language="en")
    assert repr(timeline) == f"Timeline(no events known by {day})"
    assert LATER not in all_that_leaves(timeline)
    assert "Timeline without events." in html(timeline)
    assert [facet["values"] for facet in timeline._meta["facets"]] == [[], []]


def test_notices_of_a_fixed_timeline_tell_nothing_later() -> None:
    assert notices(history()) == ("1 of 10 rows is left out: 1 because it cannot be read as a date (row 14).")
    assert LATER in notices(history(as_of=None))


def test_ids_of_the_index_and_ends_as_numbers() -> None:
    rows = pd.DataFrame(
        {"year": [2001, 2010, 2016, 2018], "until": [2003, 2018, 2017, 2019], "name": list("abcd")}
    )
    timeline = Timeline(rows, as_of=ARTICLE)
    assert timeline.events.texts["id"] == ["0", "1", "2"]
    assert np.isinf(timeline.events.end).tolist() == [False, True, True]
    timeline.selected = rows
    assert timeline.selection == ["0", "1", "2"]
    assert timeline.selected["until"].isna().tolist() == [False, True, True]
