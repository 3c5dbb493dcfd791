"""The timeline's Python side: what it makes of frames good and bad, and what it stores in a notebook."""

import base64
import html as entities
import json
import re
import tracemalloc
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pandas as pd
import pytest
from support import node
from support.shared import said_under_two_seeds

from trilateral import load
from trilateral.timeline.dates import DAY, TimelineError
from trilateral.timeline.events import PRECISIONS, fold
from trilateral.timeline.labels import STATIC
from trilateral.timeline.static import COLOURS, SHAPES, look, ticks
from trilateral.timeline.widget import Timeline

ROOT = Path(__file__).parents[2]
JS = ROOT / "js"
CASES = json.loads((JS / "test" / "cases.json").read_text(encoding="utf-8"))
PACKED = JS / "test" / "packed.json"


def from_cases() -> Timeline:
    return Timeline(pd.DataFrame(CASES["records"]))


def packed() -> str:
    """Return what the browser tests read: the cases' events, whole and as cut for a fixed as-of date."""
    cut = Timeline(pd.DataFrame(CASES["records"]), as_of=CASES["fixed"][0]["asOf"])
    parts = []
    for timeline in (from_cases(), cut):
        meta, data = timeline.events.pack()
        meta |= {
            "colour": "track",
            "notices": [],
            "heading": "",
            "asOfFixed": timeline._meta["asOfFixed"],
            "key": "0",
        }
        parts.append({"meta": meta, "data": base64.b64encode(data).decode()})
    return json.dumps({**parts[0], "fixed": parts[1]}, ensure_ascii=False, indent=1) + "\n"


def frame(**columns: list[object]) -> pd.DataFrame:
    n = max(map(len, columns.values()), default=1)
    return pd.DataFrame({"date": ["2017-04-20"] * n, "title": [f"Event {i}" for i in range(n)], **columns})


def notices(timeline: Timeline) -> str:
    return " ".join(timeline.events.notices)


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    return load("events")


# --- the same answers in Python and in the browser


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["what"])
def test_filters_agree_with_the_browser(case: dict) -> None:
    timeline = from_cases()
    timeline.filters = {**case.get("filters", {}), "search": case.get("search", "")}
    timeline.as_of = case.get("asOf")
    assert timeline.visible["id"].tolist() == case["shown"]


def test_browser_tests_read_what_python_packs() -> None:
    assert PACKED.read_text(encoding="utf-8") == packed(), "run: python tests/timeline/test_timeline.py"


def test_marks_are_the_same_in_python_and_javascript() -> None:
    source = (JS / "src" / "lib" / "marks.js").read_text(encoding="utf-8")
    assert json.loads(re.search(r"SHAPES = (\[.*?\])", source)[1]) == list(SHAPES)
    style = (JS / "src" / "lib" / "base.css").read_text(encoding="utf-8")
    assert tuple(re.findall(r"--tl-hue-\d: (#\w+);", style)[:8]) == COLOURS
    assert len({look(n) for n in range(64)}) == 64


def test_bundle_is_what_the_sources_make(front_end: Path, tmp_path: Path) -> None:
    done = node.call("node", "build.js", str(tmp_path), cwd=front_end)
    assert done.returncode == 0, done.stderr[-1000:]
    made = sorted(path.name for path in tmp_path.iterdir())
    assert made == sorted(path.name for path in (ROOT / "trilateral" / "static").iterdir())
    for name in made:
        assert (tmp_path / name).read_bytes() == (ROOT / "trilateral" / "static" / name).read_bytes(), name


@pytest.mark.parametrize("command", ["test", "types"])
def test_javascript(front_end: Path, command: str) -> None:
    done = node.call("npm", "run", "-s", command, cwd=front_end)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(
    ("theme", "papers"), [(0, ["#ffffff", "#f6f7f9"]), (1, ["#15181c", "#111111", "#212121"])]
)
def test_every_colour_is_legible(theme: int, papers: list[str]) -> None:
    style = (JS / "src" / "lib" / "base.css").read_text(encoding="utf-8")
    block = (
        style.split(".tl {")[1].split("}")[0]
        if theme == 0
        else style.split('[data-theme="dark"] {')[1].split("}")[0]
    )
    named = dict(re.findall(r"--tl-([\w-]+):[^;#]*(#[0-9a-f]{6})", block))
    for name in ["quiet", "accent", *(f"hue-{k}" for k in range(8))]:
        for paper in papers:
            assert contrast(named[name], paper) >= 4.5, (name, paper)
    for paper in (named["accent-paper"], named["warn-paper"]):
        assert contrast(named["ink"], paper) >= 4.5
        assert contrast(named["quiet"], paper) >= 4.5
    assert contrast(named["accent"], named["accent-paper"]) >= 4.5
    assert contrast(named["edge"], papers[0]) >= 3


def test_bundle_is_small_and_asks_nothing_of_the_network() -> None:
    import gzip

    bundle = (ROOT / "trilateral" / "static" / "timeline.js").read_bytes()
    assert len(gzip.compress(bundle)) < 60_000
    text = bundle.decode()
    addresses = set(re.findall(r"https?://[^\s\"'`]+", text))
    assert {a for a in addresses if not a.startswith("http://www.w3.org/")} == set()
    # d3-selection has a method for markup; our own sources never set any.
    assert not any("innerHTML" in path.read_text(encoding="utf-8") for path in (JS / "src").rglob("*.js"))
    assert not re.search(r"\bimport\s*\(|\bfetch\s*\(|XMLHttpRequest|sourceMappingURL", text)


# --- the course's own events


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


def test_shapes_of_a_column_of_their_own(events: pd.DataFrame) -> None:
    both, apart = Timeline(events).figure().svg, Timeline(events, shape="level").figure().svg
    assert both != apart
    assert "Leaders" in apart
    assert "Leaders" not in both
    assert Timeline(events, shape="level")._meta["shape"] == "level"
    assert Timeline(events, shape="track").figure().svg == both


def test_a_disputed_date_says_so() -> None:
    timeline = Timeline(frame(precision=["disputed", "day"], dispute=["", "Who was there."]))
    assert PRECISIONS[timeline.events.precision[0]] == "about"
    assert timeline.events.texts["dispute"] == ["The date is disputed.", "Who was there."]
    assert notices(timeline) == ""
    assert "about 2017-04-20" in html(timeline)


@pytest.mark.parametrize(
    ("language", "words"),
    [("ko", ("표: 사건", "날짜", "출처", "이견 있음")), ("ja", ("表：出来事", "日付", "出典", "異論あり"))],
)
def test_static_form_in_other_languages(events: pd.DataFrame, language: str, words: tuple[str, ...]) -> None:
    stored = html(Timeline(events, language=language))
    for word in words:
        assert word in stored
    assert "as a table" not in stored
    assert STATIC["en"].keys() == STATIC[language].keys()


def test_a_column_of_too_many_values_is_no_filter() -> None:
    many = frame(type=[f"kind {i}" for i in range(66_000)])
    timeline = Timeline(many)
    assert "type" not in timeline.events.facets
    assert "It is left out of the filters." in notices(timeline)


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


# --- any frame


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
        ("c. 1950", "1950-01-01", "about"),
        ("1990-08?", "1990-08-01", "about"),
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


def test_frame_is_left_alone(events: pd.DataFrame) -> None:
    before = events.copy(deep=True)
    timeline = Timeline(events)
    timeline.filters = {"search": "missile"}
    html(timeline)
    pd.testing.assert_frame_equal(events, before)


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


def test_known_only_later_stays_hidden_in_every_form() -> None:
    timeline = Timeline(pd.DataFrame(CASES["records"]), as_of="2010-03-08")
    assert timeline._meta["asOfFixed"]
    stored = html(timeline)
    for hidden in ("Secret minute", "Summit of the three", "The day after"):
        assert hidden not in stored
    assert timeline.view[1] < pd.Timestamp("2012-01-01")
    assert repr(timeline) == "Timeline(5 events known by 2010-03-08, 1950-06-25 to 2008-05-01, by track)"


# --- a fixed as-of date: what came later never leaves Python

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
    return "\n".join(
        [
            timeline._data.decode("utf-8", "replace"),
            json.dumps(sent, default=str, ensure_ascii=False),
            entities.unescape(html(timeline)),
            *(repr(timeline), repr(figure), figure.svg, figure.alt),
            timeline.visible.to_csv(),
        ]
    )


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
            assert (f"<td>{words.format(record['date'])}</td>" in stored) == goes_on
            assert (record["date_end"] not in stored) == goes_on
    if fixed:
        assert timeline.events.texts["id"] == case["shown"]
        ends = timeline.visible.set_index("id")["date_end"]
        assert ends[case["goesOn"]].isna().all()
        assert ends.drop(case["goesOn"]).notna().all()
    assert records.equals(pd.DataFrame(CASES["records"])), "the frame handed in stays as it is"


def test_going_on_is_said_in_the_words_of_the_page() -> None:
    source = (JS / "src" / "timeline" / "words.js").read_text(encoding="utf-8")
    said = [text.replace("{date}", "{}") for text in re.findall(r'goingOn: "(.*?)"', source)]
    assert said == [STATIC[language]["going on"] for language in ("en", "ko", "ja")]


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


# --- what is stored in the notebook


def html(timeline: Timeline) -> str:
    return timeline._static_html()


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


def test_search_folds_like_the_browser() -> None:
    assert fold("Kaesŏng ÉCOLE ﬁn") == "kaesong ecole fin"


if __name__ == "__main__":
    PACKED.write_text(packed(), encoding="utf-8")
