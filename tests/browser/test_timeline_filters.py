"""What the timeline shows of its events: filters, chosen rows, a fixed date."""

import pandas as pd
from playwright.sync_api import expect
from support.pages import Open, state

from trilateral.timeline.widget import Timeline


def test_filters_count_and_reach_python(show: Open, events: pd.DataFrame) -> None:
    timeline = Timeline(events)
    page = show(timeline)
    page.locator(".tl-menu summary", has_text="Track").click()
    page.get_by_role("checkbox", name="North Korea").check()
    n = int((events.track == "dprk").sum())
    expect(page.locator(".tl-shown")).to_have_text(f"{n} of {len(events)} events shown")
    assert state(page, "filters") == {"track": ["dprk"]}
    page.get_by_role("searchbox", name="Search").fill("missile")
    timeline.filters = {"track": ["dprk"], "search": "missile"}
    expect(page.locator(".tl-shown")).to_have_text(f"{len(timeline.visible)} of {len(events)} events shown")
    assert state(page, "filters") == {"track": ["dprk"], "search": "missile"}
    page.get_by_label("Known by").fill("2013-01-01")
    page.get_by_label("Known by").blur()
    timeline.as_of = "2013-01-01"
    expect(page.locator(".tl-shown")).to_have_text(f"{len(timeline.visible)} of {len(events)} events shown")
    page.get_by_role("button", name="Clear filters").click()
    expect(page.locator(".tl-shown")).to_have_text(f"{len(events)} events")
    assert state(page, "filters") == {}
    assert state(page, "as_of") is None


def test_rows_named_by_python_are_shown_and_let_go(show: Open, events: pd.DataFrame) -> None:
    timeline = Timeline(events)
    timeline.visible = events.head(7)
    page = show(timeline)
    expect(page.locator(".tl-shown")).to_have_text(f"7 of {len(events)} events shown")
    page.get_by_role("button", name="Only 7 chosen events").click()
    expect(page.locator(".tl-shown")).to_have_text(f"{len(events)} events")
    assert state(page, "filters") == {}


def test_a_menu_of_thousands_says_what_it_leaves_out(show: Open) -> None:
    many = pd.DataFrame(
        {"date": ["2017-04-20"] * 2000, "title": "x", "track": [f"t{i}" for i in range(2000)]}
    )
    timeline = Timeline(many)
    timeline.filters = {"track": ["t1999"]}
    page = show(timeline)
    page.locator(".tl-menu summary").first.click()
    expect(page.get_by_text("The first 500 of 2,000. Search finds the others.")).to_be_attached()
    page.locator("input[value='t0']").check()
    assert state(page, "filters") == {"track": ["t0", "t1999"]}, "what is chosen beyond those listed stays"


def test_what_is_fixed_cannot_be_changed(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events, as_of="2017-04-20"))
    expect(page.get_by_text("As it could be known on 20 April 2017")).to_be_visible()
    known = (events["date_known"].fillna(events["date"]) <= "2017-04-20").sum()
    expect(page.locator(".tl-shown")).to_have_text(f"{known} events")
    expect(page.locator("input[type=date]")).to_have_count(0)
    expect(page.get_by_role("button", name="Clear filters")).to_be_hidden()
    page.get_by_role("searchbox", name="Search").fill("a")
    page.get_by_role("button", name="Clear filters").click()
    assert state(page, "as_of") == "2017-04-20"


def test_what_came_later_is_not_in_the_page(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events, as_of="2017-04-20"))
    page.get_by_role("searchbox", name="Search").fill("coal ships enter a Chinese port")
    expect(page.locator(".tl-row")).to_have_count(1)
    expect(page.locator(".tl-row .tl-when")).to_contain_text("20 April 2017, going on")
    page.locator(".tl-row .tl-title").click()
    expect(page.locator(".tl-facts")).to_contain_text("20 April 2017, going on")
    with page.expect_download() as saved:
        page.locator(".tl-menu summary", has_text="Save").click()
        page.get_by_role("button", name="Table (CSV)").click()
    assert ",2017-04-20,going on," in saved.value.path().read_text(encoding="utf-8-sig")
    page.get_by_role("searchbox", name="Search").fill("Singapore summit Kim Trump 2018")
    expect(page.get_by_text("No event passes these filters.")).to_be_visible()
