"""A row speaks as of its day: what later days told stands in `later`, and reaches no timeline as of a day."""

import re

import pandas as pd
import pytest

from trilateral import Timeline, load

EVENTS, CLAIMS = load("events"), load("claims")
ARTICLE_DAY = pd.Timestamp("2017-04-20")
MONTHS = [pd.Timestamp(2000, number, 1).month_name() for number in range(1, 13)]
DAY = re.compile(rf"(\d{{1,2}}) ({'|'.join(MONTHS)})\b(?: (\d{{4}}))?")
YEAR = re.compile(r"(?<!resolution )\b((?:19|20)\d\d)\b(?!-)")
# What was told beforehand (a term, a deadline, a plan), or sets the article's count beside ours.
FORETOLD = {
    *("1961-07-11-china-dprk-treaty-signed", "1999-11-08-tcog-washington"),
    *("2008-10-14-trilateral-policy-talks-washington", "2015-11-02-abe-park-summit-seoul"),
    *("2016-07-08-thaad-deployment-decision", "2016-11-30-unsc-resolution-2321"),
    *("2017-04-03-return-of-ambassador-announced", "2018-09-24-revised-korus-signed"),
    *("2019-10-07-us-japan-trade-agreement-signed", "2025-06-16-sixtieth-anniversary-receptions"),
}


def last_day(row: object) -> pd.Timestamp:
    """Return the last day of a row, or the first on which it was known."""
    return max(day for day in (row.date, row.date_end, row.date_known) if pd.notna(day))


def too_late(text: str, told: pd.Timestamp) -> list[str]:
    """Return the years, and the days with a month, that lie after a day; a day without a year is of its."""
    found = [year for year in YEAR.findall(text) if int(year) > told.year]
    for day, month, year in DAY.findall(text):
        try:
            date = pd.Timestamp(int(year or told.year), MONTHS.index(month) + 1, int(day))
        except ValueError:
            continue
        # Two days of grace, for time zones and reports of the morning after.
        if date > told + pd.Timedelta(days=2) and (date - told).days < 200:
            found.append(f"{day} {month} {year}".strip())
    return found


@pytest.mark.parametrize(
    ("text", "told", "late"),
    [
        ("It lasted until 2008.", "2003-08-29", ["2008"]),
        ("On 30 September it ended.", "2003-08-29", ["30 September"]),
        ("The treaty of 1965 stands.", "2003-08-29", []),
        ("It follows that of 28 December.", "2017-01-06", []),
    ],
)
def test_a_later_day_is_found(text: str, told: str, late: list[str]) -> None:
    assert too_late(text, pd.Timestamp(told)) == late


@pytest.mark.parametrize("column", ["title", "summary", "dispute"])
def test_no_text_of_an_event_tells_of_later_years(column: str) -> None:
    late = {
        row.id: found
        for row in EVENTS.itertuples()
        if (found := [one for one in too_late(getattr(row, column), last_day(row)) if one.isdigit()])
    }
    assert {name: found for name, found in late.items() if name not in FORETOLD} == {}


def test_a_summary_tells_of_no_later_day() -> None:
    planned = re.compile(
        r"(until|from|by|before|to|for|till|take effect on|early) (the )?\d|was to|coming|set for"
    )
    late = {}
    for row in EVENTS.itertuples():
        for sentence in re.split(r"(?<=[.?!]) ", row.summary):
            if row.precision == "day" and not planned.search(sentence):
                found = [one for one in too_late(sentence, last_day(row)) if not one.isdigit()]
                if found:
                    late[row.id] = found
    assert {name: found for name, found in late.items() if name not in FORETOLD} == {}


def test_no_reason_tells_of_what_followed_the_article() -> None:
    assert {row.id: late for row in CLAIMS.itertuples() if (late := too_late(row.reason, ARTICLE_DAY))} == {}
    predictions = CLAIMS[CLAIMS["kind"] == "prediction"]
    assert (predictions["later"] != "").all()


def test_words_that_look_back_stand_in_later() -> None:
    looks_back = re.compile(
        r"\b(as it turned out|would later|later became|no further .* (followed|held))\b", re.I
    )
    assert [row.id for row in EVENTS.itertuples() if looks_back.search(row.summary)] == []
    assert (EVENTS["later"] != "").sum() > 100


@pytest.mark.parametrize("as_of", [None, "2017-04-20"])
def test_a_timeline_as_of_a_day_does_not_hold_what_later_days_told(as_of: str | None) -> None:
    timeline = Timeline(EVENTS, as_of=as_of)
    told = [text for text in EVENTS.loc[EVENTS["date"] < "2017-01-01", "later"] if text]
    packed = timeline._data.decode("utf-8", "replace") + timeline.visible.to_csv()
    held = [text for text in told if text in packed]
    assert held == ([] if as_of else told)
