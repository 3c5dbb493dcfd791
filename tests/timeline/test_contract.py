"""The still form keeps to the cases of trilateral/timeline/shared/cases.json.

The living one does in js/test/contract.test.js. Both read the same file, so that what is stored in a notebook
and what its page shows never disagree.
"""

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest
from support.node import JS
from support.timelines import CASES, PACKED, bare, frame, from_cases, html, of_dates, packed

from trilateral.text import safe_url
from trilateral.timeline.dates import DAY, iso
from trilateral.timeline.events import search_key
from trilateral.timeline.layout import extent, own_lanes, rows_of
from trilateral.timeline.marks import COLOURS, SHAPES, look
from trilateral.timeline.shared import shared
from trilateral.timeline.widget import Timeline
from trilateral.timeline.words import COLUMNS, LABELS, WORDS, speaker

LANGUAGES = ["en", "ko", "ja"]


def named(name: str) -> Any:
    """Return a test over the cases of a kind, each named by what it tries."""
    return pytest.mark.parametrize("case", CASES[name], ids=lambda case: str(case.get("what", case)))


def ms(day: str) -> float:
    return float(np.datetime64(day, "ms").astype(np.int64))


def test_browser_tests_read_what_python_packs() -> None:
    assert PACKED.read_text(encoding="utf-8") == packed(), "run: .venv/bin/python tests/support/timelines.py"


@named("cases")
def test_filters(case: dict) -> None:
    timeline = from_cases()
    timeline.filters = {**case.get("filters", {}), "search": case.get("search", "")}
    timeline.as_of = case.get("asOf")
    assert timeline.visible["id"].tolist() == case["shown"]


@pytest.mark.parametrize(("text", "folded"), CASES["folding"])
def test_searches_fold(text: str, folded: str) -> None:
    assert search_key(text) == folded


@pytest.mark.parametrize("number", range(len(CASES["dates"])), ids=[case["what"] for case in CASES["dates"]])
@pytest.mark.parametrize("language", LANGUAGES)
def test_dates(number: int, language: str) -> None:
    case = CASES["dates"][number]
    events = of_dates(language=language).events
    assert events.notices == []
    i = events.texts["id"].index(str(number))
    as_of = case.get("asOf")
    seen = events.seen_on(None if as_of is None else ms(as_of))
    assert seen.date_text(i, speaker(language)) == case[language]["still"]
    if "last" in case:
        assert iso(seen.end[i] - 1) == case["last"]


@named("words")
@pytest.mark.parametrize("language", LANGUAGES)
def test_words(case: dict, language: str) -> None:
    assert speaker(language)(case["key"], **case["values"]) == case[language]


@pytest.mark.parametrize("language", ["ko", "ja"])
def test_every_language_has_every_word(language: str) -> None:
    def blanks(text: str | dict[str, str]) -> set[str]:
        return set(re.findall(r"\{\w+\}", text if isinstance(text, str) else " ".join(text.values())))

    assert WORDS[language].keys() == WORDS["en"].keys()
    for key, text in WORDS[language].items():
        assert blanks(text) == blanks(WORDS["en"][key]), key
        assert re.search(r"[^\x00-\x7f]", str(text)) or key in ("stop", "saveTable") or text == ".", key
    assert shared("dates")[language].keys() == shared("dates")["en"].keys()
    for column, words in LABELS["en"].items():
        assert words.keys() <= LABELS[language][column].keys(), column
        assert column in COLUMNS[language]


@named("marks")
def test_marks(case: dict) -> None:
    assert look(case["value"]) == (COLOURS[case["colour"]], case["shape"])


def test_the_style_sheet_has_the_colours_of_the_marks() -> None:
    style = (JS / "src" / "lib" / "base.css").read_text(encoding="utf-8")
    assert tuple(re.findall(r"--tl-hue-\d: (#\w+);", style)[:8]) == COLOURS
    assert len({look(n) for n in range(64)}) == 64
    assert set(SHAPES) == set(shared("marks")["corners"])


@named("lanes")
def test_lanes(case: dict) -> None:
    own = own_lanes(case["sizes"], case["most"])
    assert own == case["own"]
    others = [k for k, size in enumerate(case["sizes"]) if size and k not in own]
    assert len(others) == case["others"]


@named("rows")
def test_rows(case: dict) -> None:
    left, right = np.array(case["spans"], dtype=float).reshape(-1, 2).T
    assert rows_of(left, right, case["most"]) == case["rows"]


@named("extent")
def test_extent(case: dict) -> None:
    def end(day: str | None) -> float:
        return np.nan if day is None else np.inf if day == "goes on" else ms(day)

    starts = np.array([ms(start) for start, _ in case["events"]])
    first, last = extent(starts, np.array([end(stop) for _, stop in case["events"]]))
    assert [round(first / DAY), round(last / DAY)] == [ms(day) / DAY for day in case["span"]]


def test_a_timeline_in_another_language_has_no_english_of_its_own() -> None:
    rows = frame(
        date=["2017-04-20", "soon", None, "999", "2017-04-01T01:30+09:00"],
        date_end=["rubbish", "", "", "", "2016"],
        title=["", "b", "c", "d", ""],
        id=["x", "y", "z", "v", "x"],
        precision=["decade", "", "", "", "disputed"],
        dispute=["yes", "", "", "", ""],
        confidence=["high", "low", "", "", "medium"],
        track=["", "dprk", "dprk", "", "us"],
        kind=["nuclear", "missile", "", "", ""],
    )

    def told(timeline: Timeline) -> str:
        return html(timeline) + str(timeline._meta) + str(timeline.events.texts)

    for word in ("not given", "(no title)", "left out", "time zone", "Precision", "Disputed", "end date"):
        assert word in told(Timeline(rows)), "the search below must be able to find it"
        for language in ("ko", "ja"):
            assert word not in told(Timeline(rows, language=language)), (word, language)
    for language, high in (("ko", "높음"), ("ja", "高い")):
        assert high in Timeline(rows, language=language).events.texts["confidence"]
    assert "high" in Timeline(rows).events.texts["confidence"]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Track: North Korea"), ("ko", "분야: 북한"), ("ja", "分野: 北朝鮮")]
)
def test_filters_are_told_in_the_words_of_the_page(language: str, said: str) -> None:
    timeline = from_cases(language=language)
    timeline.filters = {"track": ["dprk"]}
    assert said in html(timeline)
    assert "dprk" not in re.sub(r"<img [^>]*>", "", html(timeline))


def test_a_date_is_told_by_the_table_as_by_the_picture() -> None:
    stored = html(of_dates())
    for case in CASES["dates"]:
        if "asOf" not in case:
            assert f"<td>{case['en']['still']}</td><td>{case['what']}" in bare(stored)


def test_a_number_that_is_no_year_is_counted_with_the_others() -> None:
    timeline = Timeline(frame(date=pd.Series([2017, *range(300)], dtype=object)))
    assert len(timeline.events.notices[0]) < 120
    assert "300 because it is no year from 1000 to 9999 (row 1: '0')" in timeline.events.notices[0]


@pytest.mark.parametrize("case", shared("untrusted")["addresses"], ids=lambda case: case["what"])
def test_an_address_becomes_a_link_here_and_on_the_page(case: dict[str, Any]) -> None:
    assert bool(safe_url(case["url"])) == case["link"]


# What stands in the column of the lanes, and how the lanes run.
LANES: list[tuple[list[object], list[str]]] = [
    ([2, 1, 3, 7], ["1", "2", "3", "7"]),
    (["10", "9", "1"], ["1", "9", "10"]),
    ([2.5, 1, -3], ["-3", "1", "2.5"]),
    ([3, None, 1], ["1", "3", ""]),
    (["2; 10", "1", None], ["1", "2", "10", ""]),
    ([frozenset({"7"}), frozenset({"7", "2"}), frozenset()], ["2", "7", ""]),
    (["step 2", "step 1"], ["step 2", "step 1"]),  # words keep the order of the table
    (["2", "1", "none"], ["2", "1", "none"]),
]


@pytest.mark.parametrize(("column", "lanes"), LANES, ids=[", ".join(lanes) for _, lanes in LANES])
def test_lanes_of_numbers_run_in_their_order(column: list[object], lanes: list[str]) -> None:
    days = [f"2017-01-{day + 1:02}" for day in range(len(column))]
    frame = pd.DataFrame({"date": days, "title": "x", "which": pd.Series(column, dtype=object)})
    assert Timeline(frame, lane="which").events.facets["which"].values == lanes


def test_a_categorical_column_gives_the_lanes_their_order() -> None:
    order = pd.Categorical(["2", "1", "10"], categories=["10", "2", "1"])
    frame = pd.DataFrame({"date": ["2017-01-01"] * 3, "title": "x", "which": order})
    assert Timeline(frame, lane="which").events.facets["which"].values == ["10", "2", "1"]
