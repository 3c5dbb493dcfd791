"""The timeline in a real browser, on a plain page with no kernel and no network."""

import itertools
import json
from pathlib import Path
from typing import Literal

import pandas as pd
import pytest
from playwright.sync_api import expect
from support.pages import Open, focused, state, violations

from trilateral import load
from trilateral.timeline.widget import Timeline


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    return load("events")


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 700), ("light", 400)])
def test_axe_finds_nothing(
    front_end: Path, show: Open, events: pd.DataFrame, scheme: str, width: int
) -> None:
    page = show(Timeline(events, heading="The record"), width=width, color_scheme=scheme)
    assert violations(page) == []
    page.locator(".tl-menu summary").first.click()
    page.locator(".tl-row .tl-check").nth(1).click()
    page.get_by_role("button", name="Keep as A").click()
    page.locator(".tl-row .tl-title").nth(3).click()
    page.locator(".tl-help summary").click()
    assert violations(page) == []
    page.get_by_role("searchbox", name="Search").fill("no such words anywhere")
    expect(page.get_by_text("No event passes these filters.")).to_be_visible()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        "the page must not scroll sideways"
    )


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


def test_wheel_waits_until_the_reader_turns_to_the_timeline(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events))
    whole = state(page, "view")
    box = page.locator(".tl-plot").bounding_box()
    assert box
    page.mouse.move(box["x"] + 300, box["y"] + 5)
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(100)
    assert state(page, "view") == whole
    page.locator(".tl-plot").focus()
    page.mouse.wheel(0, -300)
    page.wait_for_timeout(100)
    closer = state(page, "view")
    assert closer[1] - closer[0] < whole[1] - whole[0]
    page.mouse.down()
    page.mouse.move(box["x"] + 200, box["y"] + 5, steps=5)
    page.mouse.up()
    assert state(page, "view")[0] > closer[0]


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


def test_shapes_of_their_own_are_explained(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events, shape="level"))
    expect(page.locator(".tl-legend")).to_contain_text("Leaders")


@pytest.mark.parametrize(
    ("locale", "day"), [("en-GB", "25 June 1950"), ("en-US", "June 25, 1950"), ("ko-KR", "25 June 1950")]
)
def test_dates_follow_the_readers_convention(show: Open, events: pd.DataFrame, locale: str, day: str) -> None:
    page = show(Timeline(events), locale=locale)
    page.locator(".tl-row .tl-title").first.click()
    expect(page.locator(".tl-facts")).to_contain_text(day)


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


def test_a_citation_can_be_copied(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events), permissions=["clipboard-read", "clipboard-write"])
    page.locator(".tl-row").first.click()
    page.get_by_role("button", name="Copy citation").click()
    expect(page.get_by_role("status")).to_have_text("Copied")


def test_python_moves_the_page(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events))
    page.evaluate("models[0].push('filters', { track: ['us'] })")
    n = int((events.track == "us").sum())
    expect(page.locator(".tl-shown")).to_have_text(f"{n} of {len(events)} events shown")
    some = events[events.track == "us"]["id"].iloc[0]
    page.evaluate(f"models[0].push('selection', [{json.dumps(some)}, 'no such id'])")
    expect(page.locator(".tl-row[aria-selected='true']")).to_have_count(1)
    page.evaluate("models[0].push('view', [Date.UTC(2017, 0, 1), Date.UTC(2017, 5, 1)])")
    expect(page.locator(".tl-axis")).to_contain_text("2017")
    page.evaluate("models[0].push('lane', 'level')")
    expect(page.locator(".tl-lane-name").first).to_contain_text("Leaders")


def test_a_click_on_a_mark_opens_its_card(show: Open) -> None:
    page = show(Timeline(pd.DataFrame({"date": ["2017-04-20"], "title": ["The day itself"]})))
    box = page.locator(".tl-plot").bounding_box()
    assert box
    # A single event stands in the middle of its span, on the first row.
    for down in range(6, int(box["height"]), 6):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + down)
        if page.locator(".tl-card").is_visible():
            break
    expect(page.get_by_role("region", name="The day itself")).to_be_visible()


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


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame({"date": [], "title": []}),
        pd.DataFrame({"date": ["2017-04-20"], "title": ["One"]}),
        pd.DataFrame({"date": ["2017-04-20"] * 500, "title": ["Same day"] * 500}),
        pd.DataFrame({"date": ["1000-01-01", "1999-12-31", "9999-12-31"], "title": list("abc")}),
        pd.DataFrame({"date": ["2017", "soon", None], "title": ["a", "b", None]}),
        pd.DataFrame(
            {"date": ["2017-04-20"] * 5000, "title": "x", "track": [f"lane {i}" for i in range(5000)]}
        ),
    ],
    ids=["none", "one", "one day", "millennia", "bad dates", "5000 lanes"],
)
def test_odd_frames_make_a_sensible_picture(show: Open, frame: pd.DataFrame) -> None:
    page = show(Timeline(frame))
    page.locator(".tl-plot").focus()
    for key in ("ArrowRight", "ArrowDown", "End", "Enter", "Escape", "+", "-", "0", "Backspace", "Home"):
        page.keyboard.press(key)
    for summary in page.locator(".tl-menu summary").all():
        summary.click()
    page.wait_for_timeout(100)
    assert page.locator(".tl-lane-name").count() <= 40


def test_fifty_renders_leave_nothing_behind(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events))
    again = """async (times) => {
        for (let i = 0; i < times; i++) {
            await ends[0]();
            ends[0] = widget.render({ model: models[0], el: w0 });
            await new Promise((done) => requestAnimationFrame(done));
        }
        gc();
        const nodes = document.querySelectorAll('*').length;
        return [nodes, models[0].listening(), performance.memory.usedJSHeapSize];
    }"""
    nodes, listening, heap = page.evaluate(again, 5)
    nodes_after, listening_after, heap_after = page.evaluate(again, 50)
    assert (nodes_after, listening_after) == (nodes, listening)
    assert heap_after - heap < 3e6
    # Destroyed with a change still waiting for its frame.
    page.evaluate("models[0].push('filters', { search: 'x' }); ends[0]()")
    page.wait_for_timeout(100)
    expect(page.locator(".tl")).to_have_count(0)
    expect(page.locator(".trilateral-static")).to_be_visible()


def test_static_form_steps_back_and_returns(show: Open, events: pd.DataFrame) -> None:
    # Two timelines of one frame have one key; each hides its own picture and no other.
    page = show(Timeline(events), Timeline(events))
    still = page.locator(".trilateral-static")
    expect(still.nth(0)).to_be_hidden()
    expect(still.nth(1)).to_be_hidden()
    page.emulate_media(media="print")
    expect(still.nth(0)).to_be_visible()
    expect(page.locator(".tl").first).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("ends[1]()")
    expect(still.nth(0)).to_be_hidden()
    expect(still.nth(1)).to_be_visible()


def test_python_moves_either_end_of_the_view(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events))
    axis = page.locator(".tl-axis")
    low, high = state(page, "view")
    for view in ([low + (high - low) / 2, high], [low + (high - low) / 2, low + (high - low) * 0.75]):
        before = axis.text_content() or ""
        page.evaluate("view => models[0].push('view', view)", view)
        expect(axis).not_to_have_text(before)


def test_two_views_of_one_model_agree(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events), Timeline(events))
    page.evaluate("ends[1](); widget.render({ model: models[0], el: w1 })")
    page.evaluate("models[0].push('filters', { track: ['us'] })")
    n = int((events.track == "us").sum())
    for shown in page.locator(".tl-shown").all():
        expect(shown).to_have_text(f"{n} of {len(events)} events shown")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))


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


@pytest.mark.parametrize(("language", "word"), [("ko", "검색"), ("ja", "検索")])
def test_other_languages(front_end: Path, show: Open, events: pd.DataFrame, language: str, word: str) -> None:
    page = show(Timeline(events, language=language))
    expect(page.get_by_role("searchbox", name=word)).to_be_visible()
    assert page.locator(".tl").get_attribute("lang") == language
    assert violations(page) == []


@pytest.mark.parametrize("system", ["light", "dark"])
def test_the_theme_is_the_places_before_it_is_the_systems(
    show: Open, events: pd.DataFrame, system: Literal["light", "dark"]
) -> None:
    page = show(Timeline(events[:5]), color_scheme=system)
    timeline = page.locator(".tl")
    for mark, theme in {
        "body.className = 'vscode-dark'": "dark",
        "body.className = 'vscode-light'": "light",
        "body.className = ''": system,
        "documentElement.dataset.theme = 'dark'": "dark",
        "documentElement.dataset.theme = 'light'": "light",
        "documentElement.removeAttribute('data-theme')": system,
        "documentElement.setAttribute('theme', 'dark')": "dark",  # Colab
        "documentElement.removeAttribute('theme')": system,
        "body.dataset.jpThemeLight = 'false'": "dark",
        "body.dataset.jpThemeLight = 'true'": "light",
    }.items():
        page.evaluate(f"document.{mark}")
        expect(timeline).to_have_attribute("data-theme", theme)


def test_forced_colours_and_reduced_motion(front_end: Path, show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events), forced_colors="active", reduced_motion="reduce")
    page.locator(".tl-row").nth(2).click()
    expect(page.locator(".tl-card")).to_be_visible()
    assert violations(page) == []


LABELS = """() => [...document.querySelectorAll('.tl-axis text')]
    .filter((text) => getComputedStyle(text).visibility === 'visible')
    .map((text) => { const box = text.getBoundingClientRect(); return [box.left, box.right]; })"""


@pytest.mark.parametrize("width", [400, 700, 1280])
@pytest.mark.parametrize(
    "view", [("2017-04-01", "2017-04-21"), ("2016-12-30", "2017-02-02"), ("2012-01-01", "2018-01-01")]
)
def test_labels_of_the_axis_neither_overlap_nor_are_cut(
    show: Open, events: pd.DataFrame, width: int, view: tuple[str, str]
) -> None:
    timeline = Timeline(events)
    timeline.view = view
    page = show(timeline, width=width)
    frame = page.locator(".tl-axis").bounding_box()
    boxes = page.evaluate(LABELS)
    assert len(boxes) >= 2
    assert all(right <= left for (_, right), (left, _) in itertools.pairwise(boxes))
    assert boxes[0][0] >= frame["x"] - 1
    assert boxes[-1][1] <= frame["x"] + frame["width"] + 1
