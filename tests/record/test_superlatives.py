"""What is called the first of its kind, against our own rows as far as they go. People read the rest."""

import re

import pandas as pd
import pytest

from trilateral import load

EVENTS, MEETINGS, TESTS = load("events"), load("meetings"), load("tests")
LEADERS = load("leaders")
TERMS = {
    "Trump": ("USA", "Donald Trump"),
    "Biden": ("USA", "Joe Biden"),
    "Yoon": ("KOR", "Yoon Suk-yeol"),
}


def start_of_term(state: str, name: str, day: pd.Timestamp) -> pd.Timestamp:
    rows = LEADERS[(LEADERS["state"] == state) & (LEADERS["name"] == name) & (LEADERS["start"] <= day)]
    return rows["start"].max()


BY_ID = EVENTS.set_index("id")
UNDER = [
    (meeting, leader)
    for meeting in MEETINGS[MEETINGS["event"] != ""].itertuples()
    for row in [BY_ID.loc[meeting.event]]
    for leader in TERMS
    if re.search(rf"first [^.;]*under [^.;]*{leader}|first [^.;]*{leader}'s second term", row["title"])
]


@pytest.mark.parametrize(("meeting", "leader"), UNDER, ids=lambda one: getattr(one, "id", one))
def test_the_first_meeting_under_a_leader_is_the_first_of_its_format(meeting: object, leader: str) -> None:
    begin = start_of_term(*TERMS[leader], meeting.date)
    earlier = MEETINGS[
        (MEETINGS["format"] == meeting.format)
        & MEETINGS["date"].between(begin, meeting.date, inclusive="left")
    ]
    assert list(earlier["id"]) == []


def test_there_are_such_meetings() -> None:
    assert len(UNDER) >= 4


def test_a_summit_is_the_first_since_the_one_before_it() -> None:
    """Madrid, 2022: "for four years and nine months", and New York, 2017, has none of the three after it."""
    summits = MEETINGS.loc[MEETINGS["format"] == "summit", "date"].sort_values()
    madrid = pd.Timestamp("2022-06-29")
    before = summits[summits < madrid].max()
    assert before == pd.Timestamp("2017-09-21")
    assert (madrid.year - before.year) * 12 + madrid.month - before.month == 4 * 12 + 9


SINCE = [
    ("2022-03-24-icbm-ends-moratorium", TESTS["range_class"] == "ICBM", "2017-11-29"),
    ("2026-01-04-ballistic-missile-launch", TESTS["kind"] == "missile", "2025-11-07"),
]


@pytest.mark.parametrize(("event", "kind", "since"), SINCE)
def test_a_launch_is_the_first_of_its_kind_since_a_day(event: str, kind: pd.Series, since: str) -> None:
    day = EVENTS.set_index("id").loc[event, "date"]
    between = TESTS[
        kind & TESTS["date"].between(since, day, inclusive="neither") & (TESTS["outcome"] == "success")
    ]
    if event.startswith(
        "2022"
    ):  # "seen as": two flights of early 2022 were told to be parts of an ICBM's system
        between = between[between["date"] < "2022-02-01"]
    assert list(between["id"]) == []


def test_no_overflight_is_called_the_first_without_notice() -> None:
    """1998 was without notice, too."""
    row = EVENTS.set_index("id").loc["2017-08-29-hwasong-12-over-hokkaido"]
    assert not re.search(r"first (unannounced|without)", row["summary"])
    assert "Without notice" in EVENTS.set_index("id").loc["1998-08-31-taepodong-launch-over-japan", "summary"]


def test_every_test_said_to_be_the_nth_nuclear_test_is_the_nth() -> None:
    words = ["first", "second", "third", "fourth", "fifth", "sixth"]
    nuclear = TESTS[TESTS["kind"] == "nuclear"].sort_values("date")
    for word, row in zip(words, nuclear.itertuples(), strict=True):
        (event,) = EVENTS[EVENTS["id"].str.endswith(f"{word}-nuclear-test")].itertuples()
        assert event.date == row.date
        assert word in event.title
