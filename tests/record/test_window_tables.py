"""The tables of notebook 08: each day has one leader for each state, and each month one figure of risk."""

from itertools import pairwise

import pandas as pd
import pytest

from trilateral import load

LEADERS, RISK = load("leaders"), load("korea_risk")
MEETINGS, EVENTS = load("meetings"), load("events")


def in_office(state: str, day: str) -> str:
    """Return who held the powers of the office on a day."""
    day_ = pd.Timestamp(day)
    rows = LEADERS[LEADERS["state"] == state]
    rows = rows[(rows["start"] <= day_) & (rows["end"].isna() | (rows["end"] > day_))]
    assert len(rows) == 1
    return str(rows["name"].iloc[0])


@pytest.mark.parametrize("state", ["CHN", "JPN", "KOR", "PRK", "USA"])
def test_each_day_has_one_leader(state: str) -> None:
    rows = LEADERS[LEADERS["state"] == state]
    assert rows["start"].iloc[0] <= pd.Timestamp("1994-01-01")
    assert rows["end"].isna().tolist() == [False] * (len(rows) - 1) + [True]
    for before, after in pairwise(rows.itertuples()):
        assert before.end == after.start, f"{before.id} and {after.id} leave a gap or overlap"
        assert before.start < before.end


def test_an_id_says_the_state_and_the_first_day() -> None:
    wanted = LEADERS["state"].astype(str).str.lower() + "-" + LEADERS["start"].dt.strftime("%Y-%m-%d")
    assert (LEADERS["id"] == wanted).all()
    assert ((LEADERS["acting"] == "yes") == LEADERS["office"].astype(str).str.startswith("acting")).all()


@pytest.mark.parametrize(
    ("state", "day", "name"),
    [
        ("KOR", "2017-04-20", "Hwang Kyo-ahn"),
        ("KOR", "2017-05-09", "Hwang Kyo-ahn"),
        ("KOR", "2017-05-10", "Moon Jae-in"),
        ("KOR", "2025-01-20", "Choi Sang-mok"),
        ("KOR", "2025-04-04", "Han Duck-soo"),
        ("JPN", "2000-04-04", "Mikio Aoki"),
        ("USA", "2025-01-20", "Donald Trump"),
    ],
)
def test_who_was_in_office(state: str, day: str, name: str) -> None:
    assert in_office(state, day) == name


def test_the_leaders_in_office_are_those_whom_the_record_puts_at_each_summit() -> None:
    stories = EVENTS.set_index("id")
    summits = MEETINGS[MEETINGS["format"] == "summit"]
    assert len(summits) >= 14
    for row in summits.itertuples():
        story = f"{stories.at[row.event, 'title']} {stories.at[row.event, 'summary']}"
        for state in ("JPN", "KOR", "USA"):
            name = in_office(state, f"{row.date:%Y-%m-%d}")
            family = name.split()[0 if state == "KOR" else -1]
            assert name in story or family in story, f"{row.event} does not name {name}"


def test_months_follow_on_each_other_and_the_peak_is_where_the_authors_have_it() -> None:
    months = pd.date_range("1985-01-01", "2025-12-01", freq="MS")
    assert list(RISK["month"]) == list(months)
    assert (RISK["id"].str[-7:] == RISK["month"].dt.strftime("%Y-%m")).all()
    assert RISK.loc[RISK["korea_percent"].idxmax(), "month"] == pd.Timestamp("2017-08-01")
    # The authors set the mean of 1985 to 2019 to 100.
    assert RISK.loc[RISK["month"] < "2020-01-01", "world_index"].mean() == pytest.approx(100, abs=0.01)
