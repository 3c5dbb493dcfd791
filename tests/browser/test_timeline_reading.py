"""The timeline for a reader's eyes: the card, the list, a tick, the lanes, the way in, days between two."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Page
from support.pages import Open, state

from trilateral.timeline.widget import Timeline

INSIDE = """css => { const box = document.querySelector(css).getBoundingClientRect();
  return box.height > 0 && box.top >= 0 && box.bottom <= innerHeight && box.left >= 0
      && box.right <= innerWidth; }"""
TITLES = "[...document.querySelectorAll('.tl-row .tl-title')].map(one => one.textContent)"


def look(page: Page, first: str, last: str) -> None:
    page.evaluate(
        "view => models[0].push('view', view)", [pd.Timestamp(d).value / 1e6 for d in (first, last)]
    )
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def settle(page: Page) -> None:
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def two_tabs_lead_to_the_picture(page: Page) -> None:
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    assert "tl-plot" in page.evaluate("document.activeElement.className")


def the_card_is_in_the_window_with_sources_and_dispute(page: Page) -> None:
    for key in ("Home", "End"):
        page.locator(".tl-plot").focus()
        page.keyboard.press(key)
        page.keyboard.press("Enter")
        settle(page)
        for css in (".tl-card", ".tl-card .tl-sources", ".tl-card .tl-dispute"):
            assert page.evaluate(INSIDE, css), (key, css)
        mark = page.evaluate("document.querySelector('.tl-plot').getBoundingClientRect().toJSON()")
        card = page.locator(".tl-card").bounding_box() or {}
        at = mark["left"] + 4 if key == "Home" else mark["right"] - 4
        assert not card["x"] < at < card["x"] + card["width"], f"{key}: the mark is seen beside its card"
        page.keyboard.press("Escape")


def the_list_holds_what_is_in_view_and_is_never_blank(page: Page) -> None:
    look(page, "2017-03-01", "2017-04-30")
    assert page.evaluate(TITLES) == ["Lasting", "March", "The sixth", "The twentieth"]
    look(page, "2018-03-01", "2018-04-01")
    assert page.locator(".tl-away").is_visible()
    assert page.evaluate(TITLES) == ["The twentieth", "Last"]
    page.get_by_label("Only what is in view").uncheck()
    assert len(page.evaluate(TITLES)) == 6
    assert not page.locator(".tl-away").is_visible()
    page.evaluate("models[0].push('selection', ['Last'])")
    settle(page)
    assert page.locator(".tl-row[aria-selected=true]").is_visible()
    page.get_by_label("Only what is in view").check()


def a_tick_moves_nothing(page: Page) -> None:
    page.evaluate("models[0].push('selection', [])")
    look(page, "2017-04-01", "2017-04-30")
    page.get_by_label("Only what is in view").uncheck()
    parts = "[...document.querySelectorAll('.tl-row, .tl-list, .tl-plot')]"
    measure = f"{parts}.map(one => one.getBoundingClientRect().y)"
    before = (state(page, "view"), page.evaluate(measure), page.evaluate("scrollY"))
    for row in (0, 1, 2, 5):
        page.locator(".tl-row .tl-check").nth(row).click()
        settle(page)
        assert (state(page, "view"), page.evaluate(measure), page.evaluate("scrollY")) == before, row
    assert len(state(page, "selection")) == 4
    page.locator(".tl-filters summary").first.click()
    for box in (0, 1):
        top = "document.querySelector('.tl-plot').getBoundingClientRect().y"
        where = page.locator(".tl-choice").nth(box).bounding_box(), page.evaluate(top)
        page.locator(".tl-choice input").nth(box).check()
        settle(page)
        assert (page.locator(".tl-choice").nth(box).bounding_box(), page.evaluate(top)) == where
    page.get_by_role("button", name="Clear filters").click()
    page.get_by_label("Only what is in view").check()


def lanes_run_in_the_order_of_numbers_and_are_compact(page: Page) -> None:
    names = page.locator(".tl-lane-text").all_inner_texts()
    assert names == ["1", "2", "3", "10"]
    assert page.evaluate("document.querySelector('.tl-plot').clientHeight") <= 6 * 18 + 4 * 10 + 18, (
        "six rows, the edges of four lanes, and less than a row to spare"
    )


def two_events_tell_the_days_between_them_by_keyboard_too(page: Page) -> None:
    page.get_by_role("button", name="Clear selection").click()
    look(page, "2017-01-01", "2017-12-31")
    page.locator(".tl-list [tabindex='0']").focus()
    page.keyboard.press("Home")
    said = []
    # From the first of all.
    steps = ["Down", "Down", "Space", "Down", "Space", "Up", "Space", "Down", "Down", "Space"]
    for key in (step if step == "Space" else f"Arrow{step}" for step in steps):
        page.keyboard.press(key)
        if key == "Space":
            said.append(page.locator(".tl-apart").inner_text())
    assert said == ["", "between 6 and 36 days between them", "", "14 days between them"]


ALL: list[Callable[[Page], None]] = [
    two_tabs_lead_to_the_picture,
    the_card_is_in_the_window_with_sources_and_dispute,
    the_list_holds_what_is_in_view_and_is_never_blank,
    a_tick_moves_nothing,
    lanes_run_in_the_order_of_numbers_and_are_compact,
    two_events_tell_the_days_between_them_by_keyboard_too,
]


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1024, 768)])
def test_a_reader_sees_what_is_meant(show: Open, width: int, height: int) -> None:
    table: dict[str, list[Any]] = {
        "date": ["2017-01-01/2017-03-20", "2017-03", "2017-04-06", "2017-04-20", "2019-01-01", "1950-06-25"],
        "title": ["Lasting", "March", "The sixth", "The twentieth", "Last", "First"],
        "paragraph": [10, 2, 3, 1, 2, 1],
    }
    frame = pd.DataFrame(table).assign(
        id=table["title"], summary="What happened then, told in a sentence or two. " * 4,
        dispute="Some say another day.", source="https://example.org/a",
    )  # fmt: skip
    page = show(Timeline(frame, lane="paragraph", heading="Reading"), width=width)
    page.set_viewport_size({"width": width, "height": height})
    settle(page)
    for act in ALL:
        act(page)
