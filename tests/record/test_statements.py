"""The statements of spring 2017: clocks, quotations and codes hold what their codebook promises."""

import re

import pandas as pd

from trilateral import load

STATEMENTS = load("statements")
WASHINGTON = "America/New_York"


def ids(rows: pd.DataFrame) -> list[str]:
    return list(rows["id"])


def test_a_statement_id_begins_with_its_date_and_rows_stand_in_order() -> None:
    assert ids(STATEMENTS[STATEMENTS["id"].str[:10] != STATEMENTS["date"].dt.strftime("%Y-%m-%d")]) == []
    assert STATEMENTS["date"].is_monotonic_increasing
    assert len(STATEMENTS) >= 40
    assert set(STATEMENTS["country"]) == {"CHN", "JPN", "KOR", "PRK", "USA"}


def test_washingtons_clock_follows_from_the_local_one() -> None:
    timed = STATEMENTS[STATEMENTS["time"] != ""]
    assert len(timed) >= 15
    for row in timed.itertuples():
        local = pd.Timestamp(f"{row.date.date()} {row.time}", tz=str(row.zone))
        there = local.tz_convert(WASHINGTON)
        assert (row.date_us.date(), row.time_us) == (there.date(), there.strftime("%H:%M")), row.id


def test_a_clock_time_and_its_precision_go_together() -> None:
    blank = STATEMENTS["time"] == ""
    assert ids(STATEMENTS[blank != (STATEMENTS["precision"] == "day")]) == []
    assert ids(STATEMENTS[blank != (STATEMENTS["time_us"] == "")]) == []


def test_washingtons_date_is_one_that_was_possible() -> None:
    # Without a clock time the local day overlaps two days of Washington, or is the same day there.
    for row in STATEMENTS[STATEMENTS["time"] == ""].itertuples():
        first = pd.Timestamp(row.date, tz=str(row.zone)).tz_convert(WASHINGTON).date()
        if pd.isna(row.date_us):
            assert first < row.date.date(), f"{row.id}: the date in Washington is known"
        else:
            assert first <= row.date_us.date() <= row.date.date(), row.id


def test_quotations_are_short_and_closed() -> None:
    for row in STATEMENTS.itertuples():
        assert row.statement.count('"') % 2 == 0, row.id
        quoted = re.findall(r'"([^"]*)"', row.statement)
        assert sum(len(part.split()) for part in quoted) <= 25, row.id


def test_a_tweet_carries_its_number_and_its_minute() -> None:
    from_archive = STATEMENTS[STATEMENTS["source_1"] == "trump-twitter-archive"]
    assert 5 <= len(from_archive) <= 12
    assert ids(from_archive[~from_archive["note"].str.contains(r"Tweet \d{18}\.")]) == []
    assert set(from_archive["precision"]) == {"minute"}


def test_an_answer_does_not_come_before_what_it_answers() -> None:
    dates = STATEMENTS.set_index("id")["date"]
    told = STATEMENTS[STATEMENTS["answers"] != ""]
    assert len(told) >= 10
    # A day's grace: 17 April in Seoul had begun before it did in New York.
    assert ids(told[told["date"] < told["answers"].map(dates) - pd.Timedelta(days=1)]) == []
    assert ids(told[told["answers"] == told["id"]]) == []


def test_both_rules_use_the_whole_scale_and_differ() -> None:
    for coding in ("coding_a", "coding_b"):
        assert set(STATEMENTS[coding]) == {-2, -1, 0, 1, 2}
    same = (STATEMENTS["coding_a"] == STATEMENTS["coding_b"]).mean()
    assert 0.4 < same < 0.8


def test_contested_names_are_given_both_ways() -> None:
    for row in STATEMENTS.itertuples():
        text = f"{row.statement} {row.note} {row.place}"
        assert ("Sea of Japan" in text) == ("East Sea" in text), row.id
