"""The timeline by keyboard alone: what the keys reach, open and move, and which the notebook leaves."""

import pandas as pd
import pytest
from playwright.sync_api import expect
from support.pages import Open, focused, state

from trilateral.timeline.widget import Timeline


def test_every_event_is_reached_by_arrows_alone(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events))
    page.locator(".tl-list [tabindex='0']").focus()
    title = "document.activeElement.querySelector('.tl-title').textContent"
    page.evaluate(f"titles = [{title}]; document.addEventListener('focusin', () => titles.push({title}))")
    for _ in range(len(events)):
        page.keyboard.down("ArrowDown")  # held down
    page.keyboard.up("ArrowDown")
    titles = page.evaluate("titles")
    expected = events.sort_values("date", kind="stable")["title"].str.split().str.join(" ").tolist()
    assert titles == expected
    page.keyboard.press("Home")
    assert page.evaluate("document.activeElement.getAttribute('aria-posinset')") == "1"
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.getAttribute('aria-posinset')") == str(len(events))
    assert page.locator(".tl-list [tabindex='0']").count() == 1, "one tab stop"


def test_keys_open_select_and_come_back(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events))
    page.locator(".tl-list [tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    title = events.sort_values("date", kind="stable")["title"].iloc[1]
    assert focused(page) == "tl-card-title"
    expect(page.get_by_role("region", name=title)).to_be_visible()
    expect(page.get_by_role("button", name="Selected")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Escape")
    assert "tl-row" in focused(page)
    assert state(page, "selection") == [events.sort_values("date", kind="stable")["id"].iloc[1]]
    page.locator(".tl-plot").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("status")).not_to_be_empty()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    assert "tl-plot" in focused(page)
    expect(page.locator(".tl-help")).to_contain_text("from the picture to the list")
    expect(page.locator(".tl-plot")).to_have_attribute("aria-keyshortcuts", "L")
    current = page.locator(".tl-current .tl-title").inner_text()
    page.keyboard.press("l")
    assert page.evaluate("document.activeElement.querySelector('.tl-title').textContent") == current
    expect(page.get_by_role("listbox")).to_have_attribute("aria-keyshortcuts", "P")
    page.keyboard.press("p")
    assert "tl-plot" in focused(page)


def test_the_notebook_is_asked_to_leave_every_focused_element_its_keys(
    show: Open, events: pd.DataFrame
) -> None:
    # JupyterLab looks at the focused element first: on the root alone the attribute would come too late.
    page = show(Timeline(events))
    page.locator(".tl-row").first.click()
    focusable = page.locator(".tl a, .tl button:enabled, .tl input, .tl select, .tl summary, .tl [tabindex]")
    for element in focusable.all():
        if element.is_visible():
            element.focus()
            asked = "document.activeElement.dataset.lmSuppressShortcuts"
            assert page.evaluate(asked) == "true", element.evaluate("node => node.outerHTML")


def test_keys_move_the_view(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events))
    whole = state(page, "view")
    page.locator(".tl-plot").focus()
    page.keyboard.press("+")
    closer = state(page, "view")
    assert closer[1] - closer[0] == pytest.approx((whole[1] - whole[0]) / 1.6, rel=1e-6)
    page.keyboard.press("Shift+ArrowRight")
    assert state(page, "view")[0] > closer[0]
    page.keyboard.press("0")
    assert state(page, "view") == pytest.approx(whole)
    page.keyboard.press("Backspace")
    assert state(page, "view") != pytest.approx(whole)


def test_what_the_keys_reach_comes_into_view(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events))
    page.locator(".tl-plot").focus()
    for _ in range(6):
        page.keyboard.press("+")
    before = state(page, "view")
    page.locator(".tl-list [tabindex='0']").focus()
    for key, date in (("Home", events["date"].min()), ("End", events["date"].max())):
        page.keyboard.press(key)
        low, high = state(page, "view")
        assert low < date.timestamp() * 1000 < high, key
        assert high - low == pytest.approx(before[1] - before[0]), "it is moved, not stretched"
    # What is in view already moves nothing.
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    assert state(page, "view") == pytest.approx([low, high])


def test_arrows_in_the_picture_go_along_a_lane_and_from_lane_to_lane(show: Open) -> None:
    lanes = ["a", "b", "a", "b", "a"]
    dates = [f"2017-04-{day:02}" for day in (1, 8, 11, 12, 21)]
    titles = [f"Event {n}" for n in range(5)]
    page = show(Timeline(pd.DataFrame({"date": dates, "title": titles, "kind": lanes}), lane="kind"))
    page.locator(".tl-plot").focus()
    said = []
    keys = ["Right", "Right", "Right", "Right", "Left", "Down", "Left", "Up", "Down", "Right"]
    for key in keys:
        page.keyboard.press(f"Arrow{key}")
        page.keyboard.press("Enter")
        said.append((key, page.locator(".tl-card-title").inner_text().removeprefix("Event ")))
        page.keyboard.press("Escape")
    ways = ["0", "2", "4", "4", "2", "3", "1", "2", "3", "3"]
    assert said == list(zip(keys, ways, strict=True))


def test_lanes_fold_by_keyboard(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events))
    page.locator(".tl-lane-name").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    second = page.locator(".tl-lane-name").nth(1)
    expect(second).to_have_attribute("aria-expanded", "false")
    expect(second).to_be_focused()
    page.keyboard.press("Space")
    expect(second).to_have_attribute("aria-expanded", "true")
