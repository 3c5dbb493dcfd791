"""A browser with a page of widgets in it, for tests that need no kernel."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from support.browser import launch
from support.pages import Open, page_of

from trilateral import load
from trilateral.pages.saved import page_of as saved_page


@pytest.fixture(scope="module")
def browser(browser_program: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        running = launch(playwright, browser_program, "--js-flags=--expose-gc")
        yield running
        running.close()


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    return load("events")


@pytest.fixture
def show(browser: Browser, tmp_path: Path) -> Iterator[Open]:
    """Open a page with widgets; in the end no error was reported and nothing asked of the network."""
    pages: list[Page] = []
    wrong: list[str] = []

    def show(*widgets: Any, width: int = 1100, saved: bool = False, **options: Any) -> Page:
        page = browser.new_page(viewport={"width": width, "height": 1000}, **{"locale": "en-GB", **options})
        pages.append(page)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on(
            "console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None
        )
        page.on("dialog", lambda dialog: (wrong.append(dialog.message), dialog.dismiss()))
        page.on(
            "request",
            lambda r: None if r.url.startswith(("file:", "data:", "blob:")) else wrong.append(r.url),
        )
        file = tmp_path / f"page{len(pages)}.html"
        file.write_text(saved_page(*widgets) if saved else page_of(*widgets), encoding="utf-8")
        page.goto(file.as_uri())
        if saved:  # whose policy allows no `wait_for_function`
            page.wait_for_selector("#living .tl")
        else:
            page.wait_for_function("window.ready", timeout=30_000)
        return page

    yield show
    for page in pages:
        page.close()
    assert wrong == []
