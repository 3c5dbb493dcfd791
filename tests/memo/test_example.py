"""The example of notebook 09 does what the rubric asks of a memo, as far as a program can tell."""

import re

import pandas as pd
import pytest
from playwright.sync_api import sync_playwright
from support.browser import launch

from trilateral import Brief, example_board, four_options, load
from trilateral.memo import example

AS_OF = pd.Timestamp("2017-04-20")


@pytest.fixture(scope="module")
def brief() -> Brief:
    return Brief("One page before 9 May", "the foreign ministers", "Worked example", example_board())


def test_each_option_has_its_case_its_price_and_rows_on_both_sides_known_then() -> None:
    events = load("events").set_index("id")
    known = events["date_known"].fillna(events["date"])
    table = four_options()
    assert len(table) == 4
    for option, case, price, *sides in example._OPTIONS:
        assert option and case and price
        for names in sides:
            assert len(names) == 2
            assert (known[list(names)] <= AS_OF).all()
            titles = events["title"][list(names)].tolist()
            assert any(all(title in cell for title in titles) for cell in [*table["for"], *table["against"]])
    assert table.set_index("option").index.is_unique


def test_it_says_of_each_disputed_or_doubtful_row_what_is_in_doubt(brief: Brief) -> None:
    doubtful = brief.evidence[(brief.evidence["dispute"] != "") | (brief.evidence["confidence"] != "high")]
    assert len(doubtful) == 6
    said = "only from him|differ|only announced|not confirmed|AP found"
    assert doubtful["because"].str.contains(said).all()


def test_it_is_one_page_with_every_part_and_nothing_to_mend_but_the_marks(brief: Brief) -> None:
    assert brief.words <= 500
    assert [warning.partition(":")[0].partition(" (")[0] for warning in brief.warnings] == [
        "Not of high confidence",
        "Disputed",
    ]
    text = brief.markdown()
    for part in (
        "## Options weighed",
        "**Speak as three (advised):**",
        "## The strongest objection",
        "**Answer:**",
    ):
        assert part in text
    assert len(re.findall(r"^\d\. (?:By|From) ", text, re.MULTILINE)) == 3, "who does what by when"
    assert "in Washington" not in text.split("## Sources")[0]


def test_printed_it_is_one_page_and_an_annex(brief: Brief, browser_program: str) -> None:
    with sync_playwright() as playwright:
        browser = launch(playwright, browser_program)
        page = browser.new_page()
        page.set_content(brief.html())
        page.add_style_tag(content="@media print { .annex, .annex ~ * { display: none } }")
        printed = page.pdf(prefer_css_page_size=True)
        browser.close()
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 1
