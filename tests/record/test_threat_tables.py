"""The tables of notebook 04: dates that follow from each other, and one row for what the rule calls one."""

from zoneinfo import ZoneInfo

import pandas as pd

from trilateral import load

TESTS, SANCTIONS = load("tests"), load("sanctions")
TIMED = TESTS[TESTS["time"] != ""]


def moments(date: str, time: str, zone: str) -> pd.Series:
    text = TIMED[date].dt.strftime("%Y-%m-%d") + " " + TIMED[time]
    return pd.to_datetime(text).dt.tz_localize(zone)


def test_korean_and_utc_times_are_one_moment() -> None:
    assert (moments("date", "time", "Asia/Seoul") == moments("date_utc", "time_utc", "UTC")).all()
    untimed = TESTS[TESTS["time"] == ""]
    assert untimed[["date_utc", "date_us"]].isna().all().all()
    assert (untimed["time_utc"] == "").all()


def test_washingtons_date_follows_from_the_moment() -> None:
    local = moments("date_utc", "time_utc", "UTC").dt.tz_convert(ZoneInfo("America/New_York"))
    day = local.dt.tz_localize(None).dt.normalize()
    assert (TIMED["date_us"].fillna(TIMED["date"]) == day).all()
    assert (TIMED["date_us"] != TIMED["date"]).all(), "blank where it does not differ"


def test_the_launches_of_april_2017_are_a_day_earlier_in_utc() -> None:
    rows = TESTS.set_index("id").loc[["2017-04-05-sinpo", "2017-04-16-sinpo"]]
    assert list(rows["date_utc"]) == [pd.Timestamp("2017-04-04"), pd.Timestamp("2017-04-15")]
    assert list(rows["outcome"]) == ["failure", "failure"]


def test_one_site_on_one_day_is_one_row() -> None:
    known = TESTS[(TESTS["precision"] == "day") & (TESTS["site"] != "")]
    assert not known.duplicated(["date", "site", "kind"]).any()
    assert (TESTS["id"].str[:10] == TESTS["date"].dt.strftime("%Y-%m-%d")).all()
    assert TESTS["date"].is_monotonic_increasing


def test_counts_agree_with_counts_that_others_published() -> None:
    # Washington Post, 29 August 2017, from the same data base: 39 missiles in the three decades before 2014.
    before = TESTS[TESTS["date"] < "2014-01-01"]
    assert before["missiles"].sum() == 39
    assert (TESTS["kind"] == "nuclear").sum() == 6


def test_only_nuclear_tests_have_yields_and_only_launches_missiles() -> None:
    nuclear = TESTS["kind"] == "nuclear"
    ranges = TESTS[["magnitude_low", "magnitude_high", "yield_low_kt", "yield_high_kt"]]
    assert ranges[nuclear].notna().all().all()
    assert ranges[~nuclear].isna().all().all()
    assert (TESTS["yield_low_kt"] <= TESTS["yield_high_kt"])[nuclear].all()
    assert (TESTS["missiles"].isna() == nuclear).all()


def test_leaders_follow_each_other() -> None:
    first = TESTS.groupby("leader", observed=True)["date"].agg(["min", "max"])
    assert first.loc["Kim Il Sung", "max"] < pd.Timestamp("1994-07-08")
    assert first.loc["Kim Jong Il", "max"] < pd.Timestamp("2011-12-17") < first.loc["Kim Jong Un", "min"]


def test_a_resolution_comes_after_its_test_and_has_fifteen_votes() -> None:
    tested = SANCTIONS["test"].map(TESTS.set_index("id")["date"])
    assert (SANCTIONS["date"] > tested)[tested.notna()].all()
    votes = SANCTIONS["votes_for"] + SANCTIONS["votes_against"] + SANCTIONS["abstentions"]
    assert (votes == 15).all()
    vetoed = SANCTIONS["result"] == "vetoed"
    assert (SANCTIONS["against"].map(len) > 0).equals(vetoed)
    assert (SANCTIONS["number"].isna() == vetoed).all()
    assert SANCTIONS["date"].is_monotonic_increasing
