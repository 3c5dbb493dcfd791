"""What is stored in the notebook: the picture and the table that stay where nothing runs."""

import html as entities
import re
import tracemalloc
from xml.etree import ElementTree

import pandas as pd
import pytest
from support.shared import said_under_two_seeds
from support.timelines import frame, from_cases, html

from trilateral.timeline.dates import DAY
from trilateral.timeline.layout import ticks
from trilateral.timeline.widget import Timeline

HOSTILE = '<img src=x onerror=alert(1)><script>alert("x")</script>\'"&'


def test_nothing_handed_in_becomes_markup() -> None:
    text = HOSTILE
    timeline = Timeline(
        frame(
            title=[text], summary=[text], place=[text], dispute=[text], track=[text], actors=[f"{text};b"],
            date_us=[text], source_1=["javascript:alert(1)"],
            source_2=[f"https://example.org/?q={text.replace(' ', '')}"],
        ),
        heading=text,
        labels={"actors": {"b": text}},
    )  # fmt: skip
    stored = html(timeline)
    assert "<script" not in stored
    assert "<img src=x" not in stored
    assert stored.count("<img") == 1
    assert 'href="javascript' not in stored
    assert "&lt;script&gt;" in stored
    tree = ElementTree.fromstring(timeline.figure().svg)
    assert {node.tag.rpartition("}")[2] for node in tree.iter()} <= {"svg", "rect", "path", "text"}


def test_static_form_holds_every_event(events: pd.DataFrame) -> None:
    stored = html(Timeline(events))
    text = entities.unescape(re.sub(r"<[^>]+>", " ", stored))
    for row in events.itertuples():
        assert row.title in text
        assert f"{row.date:%Y}" in text
    assert len(stored) < 600 * len(events)
    assert stored.count("<a href=") > len(events)
    assert " id=" not in stored


def test_static_form_is_the_same_under_any_hash_seed() -> None:
    code = (
        "from trilateral import load; from trilateral.timeline.widget import Timeline; import hashlib;"
        "t = Timeline(load('events'), lane='actors');"
        "print(hashlib.sha256(t._static_html().encode()).hexdigest(), t._meta['key'])"
    )
    assert len(said_under_two_seeds(code)) == 1


def test_static_form_follows_the_data(events: pd.DataFrame) -> None:
    before = html(Timeline(events))
    for column, value in (("date", pd.Timestamp("1981-02-01")), ("title", "Another title")):
        changed = events.copy()
        changed.loc[5, column] = value
        assert html(Timeline(changed)) != before


def test_long_tables_are_cut_honestly() -> None:
    timeline = Timeline(frame(date=["2017-04-20"] * 1200))
    assert "The first 1,000 of 1,200 events as a table" in html(timeline)


def test_picture_tells_precision_dispute_and_duration() -> None:
    svg = from_cases().figure().svg
    assert (
        "Hollow: day not known · tildes: about this time · bar: lasts over time · dotted ring: disputed"
        in svg
    )
    plain = Timeline(frame(date=["2017-04-20"])).figure()
    assert "ring" not in plain.svg
    assert plain.alt == "Timeline of 1 event from 2017-04-20 to 2017-04-20."


def test_shapes_of_a_column_of_their_own(events: pd.DataFrame) -> None:
    both, apart = Timeline(events).figure().svg, Timeline(events, shape="level").figure().svg
    assert both != apart
    assert "Leaders" in apart
    assert "Leaders" not in both
    assert Timeline(events, shape="level")._meta["shape"] == "level"
    assert Timeline(events, shape="track").figure().svg == both


def test_an_axis_of_many_centuries_is_not_counted_out_in_days() -> None:
    tracemalloc.start()
    found = ticks(0.0, 7_900 * 365.25 * DAY)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert [label for _, label in found] == [f"{thousand}000" for thousand in range(2, 10)]
    assert most < 1_000_000, "bytes: in days they would take 23 MB"


@pytest.mark.parametrize(("years", "line"), [(2, True), (6, True), (7, True), (8, False), (14, False)])
def test_a_month_has_a_line_where_it_is_wider_than_a_mark(years: int, line: bool) -> None:
    """As long as the month, measured by the marks of the two days at the ends."""
    dates = ["2000-01-01", "2001-06-01", f"{2000 + years}-01-01"]
    svg = Timeline(frame(date=dates, date_precision=["day", "month", "day"])).figure().svg
    left, right = (float(x) for x in re.findall(r"M([0-9.]+) [0-9.]+a4 4 0 1 0 8 0", svg)[-2:])
    month = 30 * (right - left) / (pd.Timestamp(dates[2]) - pd.Timestamp(dates[0])).days
    assert (month > 8) is line, "a mark is 8 wide"
    found = re.search(r'stroke-dasharray="2 2" d="M([0-9.]+) [0-9.]+H([0-9.]+)"', svg)
    assert (found is not None) is line
    if found:
        assert float(found[2]) - float(found[1]) == pytest.approx(month, abs=0.2)


def test_displays_a_static_output_and_a_widget_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[dict] = []
    monkeypatch.setattr("trilateral.display.display", lambda data, **_: shown.append(data))
    timeline = from_cases()
    timeline._ipython_display_()
    still, live = shown
    assert set(still) == {"text/html", "text/plain"}
    assert "application/vnd.jupyter.widget-view+json" in live
    assert still["text/plain"] == live["text/plain"] == repr(timeline)
    assert f"trilateral-static-{timeline._meta['key']}" in still["text/html"]
