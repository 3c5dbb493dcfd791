"""The timeline for every reader: accessibility, languages, themes, forced colours."""

from pathlib import Path
from typing import Literal

import pandas as pd
import pytest
from playwright.sync_api import expect
from support.pages import Open, violations

from trilateral.timeline.widget import Timeline


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


@pytest.mark.parametrize("width", [1024, 780, 600])
def test_the_hidden_button_has_no_line_of_its_own(show: Open, events: pd.DataFrame, width: int) -> None:
    page = show(Timeline(events), width=width)
    clear = page.locator(".tl-clear")
    beside = page.locator(".tl-field:has(> .tl-clear) > .tl-field")
    top = [one.evaluate("n => n.getBoundingClientRect().top") for one in (clear, beside)]
    assert abs(top[0] - top[1]) < 10
