"""What a page is and how near it is to its event is coded by rule; a figure has a first day."""

import pandas as pd
import pytest
from support.source_rules import CITED_BY, citing, genre_of, nearness_of, speaker_of

from trilateral import load

SOURCES = load("sources")
ARTICLE_DAY = pd.Timestamp("2017-04-20")


def page(**given: object) -> pd.Series:
    return pd.Series({"title": "", "via": "", "url": "", "publisher": "", "kind": "primary"} | given)


@pytest.mark.parametrize(
    ("given", "genre", "speaker"),
    [
        (
            {"title": "Press Conference by Foreign Minister Taro Kono"},
            "transcript",
            "Foreign Minister Taro Kono",
        ),
        ({"title": "Joint Statement by President Trump and Prime Minister Abe"}, "statement", ""),
        ({"title": "Remarks by Secretary Mattis and Minister Inada in Tokyo"}, "transcript", ""),
        ({"title": "Press Briefing by Senior Administration Officials"}, "transcript", ""),
        ({"title": "S/RES/2270 (2016)"}, "document", ""),
        ({"title": "Japan-ROK Summit Meeting"}, "statement", ""),
        ({"title": "Fifth Joint Opinion Poll: press release"}, "data", ""),
        ({"title": "Trump says he will meet Kim", "kind": "agency"}, "wire", ""),
        ({"title": "x", "kind": "agency", "via": "The Japan Times"}, "wire-through-carrier", ""),
        (
            {"title": "Don't reopen old wounds", "url": "https://a.jp/opinion/1", "kind": "press"},
            "analysis",
            "",
        ),
        ({"title": "[On the joint opinion poll]", "kind": "press"}, "news-report", ""),
        ({"title": "[Report on an editorial]", "kind": "press"}, "news-report", ""),
        ({"title": "Transcript: NPR interviews Tillerson", "kind": "press"}, "transcript", ""),
        ({"title": "North Korean Provocations, Database", "kind": "scholarly"}, "data", ""),
        ({"title": "Six-party talks", "kind": "reference"}, "reference", ""),
        ({"title": "The limits of strategic patience", "kind": "scholarly"}, "analysis", ""),
    ],
)
def test_the_rules_tell_pages_apart(given: dict[str, str], genre: str, speaker: str) -> None:
    assert (genre_of(page(**given)), speaker_of(page(**given))) == (genre, speaker)


@pytest.mark.parametrize(
    ("day", "event", "near"),
    [
        ("2017-04-10", {"date": "2017-04-12"}, "before"),
        ("2017-04-11", {"date": "2017-04-12", "date_us": "2017-04-11"}, "same-day"),
        ("2017-04-14", {"date": "2017-04-12", "date_end": "2017-04-15"}, "same-day"),
        ("2017-04-19", {"date": "2017-04-12"}, "within-a-week"),
        ("2017-04-20", {"date": "2017-04-12"}, "later"),
        ("2017-08-31", {"date": "2017-08-01", "precision": "month"}, "same-day"),
        (None, {"date": "2017-04-12"}, "undated"),
        ("2017-04-12", None, "no-event"),
    ],
)
def test_nearness_is_counted_from_the_last_day(
    day: str | None, event: dict[str, str] | None, near: str
) -> None:
    dates = {"date", "date_us", "date_end"}
    rows = [pd.Series({k: pd.Timestamp(v) if k in dates else v for k, v in event.items()})] if event else []
    assert nearness_of(page(date=pd.Timestamp(day)), rows) == near


def test_the_table_follows_the_rules() -> None:
    cited = citing({name: load(name) for name in CITED_BY})
    for _, row in SOURCES.iterrows():
        coded = (row["genre"], row["speaker"], row["nearness"])
        assert coded == (genre_of(row), speaker_of(row), nearness_of(row, cited.get(row["id"], []))), row[
            "id"
        ]


def test_no_figure_could_be_had_before_its_time_was_over() -> None:
    trade = load("dprk_trade")
    told = trade[trade["date_known"].notna()]
    whole = told["period"].str.replace("-H1", "-06").str.replace("-Q1", "-03")
    ends = [pd.Period(text, "M" if "-" in text else "Y").end_time for text in whole]
    # Customs announce a half year or a quarter within days of its end, or the agency's text is of that day.
    assert list(told.loc[(told["date_known"] < pd.DatetimeIndex(ends)).to_numpy(), "id"]) == []
    for name in ("aid", "military_spending"):
        table = load(name)
        assert (table["date_known"].dt.year > table["year"]).all(), name


def test_what_the_author_could_not_have_is_told_by_its_first_day() -> None:
    trade = load("dprk_trade").set_index("id")["date_known"]
    assert trade["2016-kotra"] > ARTICLE_DAY > trade["2015-kotra"]
    aid = load("aid")
    assert set(aid.loc[aid["date_known"] <= ARTICLE_DAY, "year"]) == set(range(2010, 2016))
    assert (load("military_spending")["date_known"] > ARTICLE_DAY).all()


def test_a_trade_figure_has_the_day_of_its_page() -> None:
    days = SOURCES.set_index("id")["date"]
    trade = load("dprk_trade")
    assert trade["date_known"].equals(trade["source"].map(days).rename("date_known"))
