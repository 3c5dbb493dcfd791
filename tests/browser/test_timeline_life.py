"""The timeline in its page: Python moves it, two views agree, and it leaves nothing behind."""

import json

import pandas as pd
from playwright.sync_api import expect
from support.pages import Open

from trilateral.timeline.widget import Timeline


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


def test_two_views_of_one_model_agree(show: Open, events: pd.DataFrame) -> None:
    page = show(Timeline(events), Timeline(events))
    page.evaluate("ends[1](); widget.render({ model: models[0], el: w1 })")
    page.evaluate("models[0].push('filters', { track: ['us'] })")
    n = int((events.track == "us").sum())
    for shown in page.locator(".tl-shown").all():
        expect(shown).to_have_text(f"{n} of {len(events)} events shown")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))
