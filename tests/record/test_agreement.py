"""Agreement in the General Assembly: the shares follow from the counts, and the counts from the votes."""

from itertools import combinations

import pandas as pd
import pytest

from trilateral import load

AGREEMENT = load("un_agreement")
VOTES = load("un_votes")
STATES = ("CHN", "JPN", "KOR", "PRK", "USA")
COUNTS = ["both_yes", "both_no", "both_abstain", "one_abstained", "opposed"]
SMALLEST = 5


def test_counts_add_up() -> None:
    assert (AGREEMENT[COUNTS].sum(axis=1) == AGREEMENT["votes"]).all()
    assert not AGREEMENT.duplicated(["pair", "year", "issue", "counted"]).any()


def test_shares_follow_from_counts_by_the_published_formulas() -> None:
    same = AGREEMENT["both_yes"] + AGREEMENT["both_no"] + AGREEMENT["both_abstain"]
    plain = AGREEMENT["both_yes"] + AGREEMENT["both_no"]
    for column, above, below in (
        ("identical", same, AGREEMENT["votes"]),
        ("half", same + AGREEMENT["one_abstained"] / 2, AGREEMENT["votes"]),
        ("yes_no", plain, plain + AGREEMENT["opposed"]),
    ):
        share = (above / below).where(below >= SMALLEST)
        pd.testing.assert_series_equal(AGREEMENT[column], share, check_names=False, atol=6e-5, rtol=0)


@pytest.mark.parametrize(("one", "other"), list(combinations(STATES, 2)))
def test_the_year_of_roll_calls_gives_the_row_of_that_year(one: str, other: str) -> None:
    rows = AGREEMENT[(AGREEMENT["pair"] == f"{one}-{other}") & (AGREEMENT["year"] == 2016)]
    for row in rows.itertuples():
        votes = VOTES if row.counted == "everything" else VOTES[VOTES["part"] == "whole"]
        if row.issue != "all":
            votes = votes[votes["issues"].map(lambda issues, issue=row.issue: issue in issues)]
        votes = votes.dropna(subset=[one, other])
        assert len(votes) == row.votes
        assert round((votes[one].astype(str) == votes[other].astype(str)).mean(), 4) == pytest.approx(
            row.identical, abs=1e-4
        )


def test_the_measures_of_aid_do_not_mix() -> None:
    aid = load("aid")
    assert aid.loc[aid["year"] < 2018, "grant_equivalent_musd"].isna().all()
    same = aid[aid["year"] == 2022]
    assert (same["net_musd"] == same["net_musd_2022"]).all()


def test_an_opinion_series_has_one_figure_for_each_answer() -> None:
    opinion = load("opinion")
    keys = ["survey", "year", "date", "asked", "about", "item", "answer"]
    assert not opinion.duplicated(keys).any()
    known = opinion["precision"] != "year"
    assert opinion.loc[known, "date"].notna().all()
    assert opinion.loc[~known, "date"].isna().all()
    assert opinion.loc[opinion["how"] == "derived", "note"].str.contains("Computed").all()
