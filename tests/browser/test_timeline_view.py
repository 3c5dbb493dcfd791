"""The timeline's picture: its span, its axis, its marks and lanes, and what odd frames make of it."""

import itertools

import pandas as pd
import pytest
from playwright.sync_api import expect
from support.pages import Open, state

from trilateral.timeline.widget import Timeline


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


def test_python_moves_either_end_of_the_view(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events))
    axis = page.locator(".tl-axis")
    low, high = state(page, "view")
    for view in ([low + (high - low) / 2, high], [low + (high - low) / 2, low + (high - low) * 0.75]):
        before = axis.text_content() or ""
        page.evaluate("view => models[0].push('view', view)", view)
        expect(axis).not_to_have_text(before)


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


def test_shapes_of_their_own_are_explained(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events, shape="level"))
    expect(page.locator(".tl-legend")).to_contain_text("Leaders")


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


# What stands in the table, and what the list shows of it.
RANGES = {
    "1914–1918": "1914 – 1918",
    "31 May 2002 – 30 June 2002": "31 May 2002 – 30 Jun 2002",
    "c. 1443": "~ 1443",
    "c. 1592 – c. 1598": "~ 1592 – ~ 1598",
    "June 1950 – July 1953": "Jun 1950 – Jul 1953",
    "13 September 1931 – 28 December 1934": "13 Sept 1931 – 28 Dec 1934",
    "c. 13 September 1939 – 28 September 1945": "~ 13 Sept 1939 – 28 Sept 1945",
    "1960s": "1960 – 1969",
    "2016-12-01 –": "1 Dec 2016 –",
    "28 December 2015": "28 Dec 2015",
}
SEEN = """rows => rows.map(row => {
  const [own, when, title] = [row, row.querySelector('.tl-when'), row.querySelector('.tl-title')]
      .map(one => one.getBoundingClientRect());
  const pieces = [...row.querySelectorAll('.tl-piece')];
  const fits = pieces.map(one => one.getBoundingClientRect())
      .every(box => box.top >= own.top && box.bottom <= own.bottom && box.right <= when.right + 0.5);
  const clear = when.right <= title.left && title.width > 100;
  return [pieces.map(one => one.textContent).join(' '), fits && clear];
})"""


@pytest.mark.parametrize("width", [1280, 360])
def test_the_list_shows_whole_ranges(width: int, show: Open) -> None:
    page = show(Timeline(pd.DataFrame({"date": list(RANGES), "title": "What happened then"})), width=width)
    assert set(RANGES.values()) == {text for text, _ in page.locator(".tl-row").evaluate_all(SEEN)}
    assert [text for text, fits in page.locator(".tl-row").evaluate_all(SEEN) if not fits] == []
