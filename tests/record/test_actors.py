"""Who acts and whom it concerns: one rule for all rows, as the codebook has it."""

import re

import pandas as pd
import pytest

from trilateral import load

EVENTS = load("events")
# What a title calls a state, and titles that name one for place or time alone.
STATES = {
    "PRK": r"North Korea|Pyongyang|Kim Jong",
    "CHN": r"\bChin(a|ese)\b|Beijing",
    "JPN": r"\bJapan|Tokyo",
    "KOR": r"South Korea|Seoul|\bROK\b",
    "USA": r"\bUS\b|United States|Washington",
    "RUS": r"Russia",
    "UN": r"\bUN\b|Security Council",
}
PLACE_OR_TIME = {
    ("2015-09-27-abe-park-exchange-new-york", "UN"),
    ("2016-03-31-abe-park-summit-washington", "USA"),
    ("2016-06-01-nuclear-envoys-tokyo", "CHN"),
    ("2017-04-16-failed-launch-sinpo", "KOR"),
    ("2017-04-28-foreign-ministers-new-york", "UN"),
    ("2017-04-29-failed-launch-pukchang", "UN"),
    ("2024-05-26-yoon-kishida-summit-seoul", "CHN"),
}


def ids(rows: pd.DataFrame) -> list[str]:
    return list(rows["id"])


def test_nobody_acts_and_is_concerned_at_once() -> None:
    assert ids(EVENTS[[bool(row.actors & row.concerned) for row in EVENTS.itertuples()]]) == []


@pytest.mark.parametrize(
    ("where", "actors"),
    [("track == 'trilateral'", {"JPN", "KOR", "USA"}), ("level == 'weapons-test'", {"PRK"})],
)
def test_some_rows_have_actors_by_what_they_are(where: str, actors: set[str]) -> None:
    rows = EVENTS.query(where)
    assert len(rows) > 30
    assert ids(rows[[not actors <= row for row in rows["actors"]]]) == []


def test_a_launch_has_one_actor() -> None:
    rows = EVENTS[EVENTS["level"] == "weapons-test"]
    others = rows[[row != {"PRK"} for row in rows["actors"]]]
    assert ids(others) == ["2023-11-21-malligyong-1-satellite"], (
        "of which Seoul's answer is part of the title"
    )


def test_a_resolution_of_the_security_council_is_the_councils() -> None:
    rows = EVENTS[EVENTS["id"].str.contains("unsc-resolution")]
    assert len(rows) == 11
    assert all("UN" in row.actors and "PRK" in row.concerned for row in rows.itertuples())


def test_a_meeting_of_the_three_on_north_korea_concerns_it() -> None:
    told = EVENTS["title"] + " " + EVENTS["summary"]
    about = (EVENTS["track"] == "trilateral") & told.str.contains(r"North Korea|Pyongyang|uclear envoys")
    assert about.sum() > 130
    assert [row.id for row in EVENTS[about].itertuples() if "PRK" not in row.concerned] == []


def test_whom_the_title_names_acts_or_is_concerned() -> None:
    missing = {
        (row.id, state)
        for row in EVENTS.itertuples()
        for state, name in STATES.items()
        if re.search(name, row.title) and state not in row.actors | row.concerned
    }
    # Cities where two others met are no parties.
    places = {(row.id, "USA") for row in EVENTS.itertuples() if "Washington" in row.place}
    places |= {(row.id, "CHN") for row in EVENTS.itertuples() if "Beijing" in row.place}
    assert missing - places == PLACE_OR_TIME - places
