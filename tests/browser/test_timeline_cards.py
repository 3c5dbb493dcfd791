"""A card of the timeline and what is handed in with its event; a selection, and two compared; saving."""

from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import expect
from support.pages import Open, state

from trilateral.timeline.widget import Timeline


def test_a_card_tells_from_when_it_was_known_where_that_is_later(show: Open) -> None:
    told = pd.DataFrame(
        {
            "date": ["2017-04-01", "2017-04-02", "2017-04-03"],
            "title": ["Later", "At once", "Not told"],
            "date_known": ["2017-04-05", "2017-04-02", None],
        }
    )
    page = show(Timeline(told))
    page.locator(".tl-list [tabindex='0']").focus()
    for number, known in enumerate(["5 April 2017", "", ""]):
        if number:
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        facts = page.locator(".tl-card .tl-facts").inner_text()
        assert ("Known from" in facts) is bool(known), facts
        assert known in facts
        page.keyboard.press("Escape")


@pytest.mark.parametrize(
    ("locale", "day"), [("en-GB", "25 June 1950"), ("en-US", "25 June 1950"), ("ko-KR", "25 June 1950")]
)
def test_dates_are_written_as_in_the_prose(show: Open, events: pd.DataFrame, locale: str, day: str) -> None:
    page = show(Timeline(events), locale=locale)
    page.locator(".tl-row .tl-title").first.click()
    expect(page.locator(".tl-facts")).to_contain_text(day)


def test_a_citation_can_be_copied(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events), permissions=["clipboard-read", "clipboard-write"])
    page.locator(".tl-row").first.click()
    page.get_by_role("button", name="Copy citation").click()
    expect(page.get_by_role("status")).to_have_text("Copied")


HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"


def test_what_is_handed_in_is_shown_as_text(show: Open) -> None:
    row = {
        name: HOSTILE
        for name in ("title", "summary", "place", "dispute", "track", "level", "confidence", "date_us")
    }
    frame = pd.DataFrame(
        [
            {
                **row,
                "date": "2017-04-20",
                "actors": f"{HOSTILE};b",
                "source_1": "javascript:alert(3)",
                "source_2": "https://example.org/",
            }
        ]
    )
    page = show(Timeline(frame, heading=HOSTILE))
    page.locator(".tl-row").click()
    page.get_by_role("searchbox", name="Search").fill("<script>")
    for summary in page.locator(".tl-menu summary").all():
        summary.click()
    page.wait_for_timeout(200)
    assert page.locator(".tl img, .tl script").count() == 0
    links = page.locator(".tl-card a")
    expect(links).to_have_count(1)
    assert links.get_attribute("href") == "https://example.org/"
    assert links.get_attribute("rel") == "noopener noreferrer"


def test_two_selections_are_compared(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events))
    for row in (0, 2):
        page.locator(".tl-row .tl-check").nth(row).click()
    page.get_by_role("button", name="Keep as A").click()
    page.locator(".tl-row .tl-check").nth(1).click()
    panel = page.get_by_role("group", name="Comparison of two selections")
    expect(panel.get_by_role("row", name="Events")).to_have_text("Events23")
    expect(panel.get_by_role("row", name="In both")).to_have_text("In both22")
    assert (len(state(page, "kept")), len(state(page, "selection"))) == (2, 3)
    page.get_by_role("button", name="Select A again").click()
    assert sorted(state(page, "selection")) == sorted(state(page, "kept"))
    page.get_by_role("button", name="End comparison").click()
    expect(panel).to_be_hidden()


@pytest.mark.parametrize("kind", ["SVG", "PNG", "CSV"])
def test_what_is_seen_can_be_saved(show: Open, events: pd.DataFrame, kind: str, tmp_path: Path) -> None:
    timeline = Timeline(events)
    page = show(timeline)
    page.evaluate("models[0].push('filters', { track: ['us'] })")
    page.locator(".tl-menu summary", has_text="Save").click()
    with page.expect_download() as download:
        page.get_by_role("button", name=kind).click()
    file = tmp_path / "saved"
    download.value.save_as(file)
    if kind == "CSV":
        saved = pd.read_csv(file)
        assert (
            saved["id"].tolist()
            == events[events.track == "us"].sort_values("date", kind="stable")["id"].tolist()
        )
    elif kind == "PNG":
        assert file.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n"
    else:
        assert "<script" not in file.read_text(encoding="utf-8")
        assert "United States" in file.read_text(encoding="utf-8")
