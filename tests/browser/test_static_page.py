"""The timeline where nothing runs: a page made by nbconvert, read and printed with the network off."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, Page, expect
from support import lab
from support.shared import ROOT

pytestmark = pytest.mark.browser
NOTEBOOK = ROOT / "notebooks" / "03-three-at-the-table.ipynb"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notebook as `jupyter nbconvert --to html` makes it from its saved outputs."""
    folder = tmp_path_factory.mktemp("html")
    command = [sys.executable, "-m", "nbconvert", "--to", "html", NOTEBOOK, "--output-dir", folder]
    subprocess.run(command, check=True, capture_output=True)
    return folder / f"{NOTEBOOK.stem}.html"


@pytest.fixture(scope="module")
def chromium(browser_program: str) -> Iterator[Browser]:
    with lab.browser(browser_program) as running:
        yield running


@pytest.fixture(params=[True, False], ids=["JavaScript", "no JavaScript"])
def page(request: pytest.FixtureRequest, chromium: Browser, made: Path) -> Iterator[Page]:
    context = chromium.new_context(offline=True, java_script_enabled=request.param)
    page = context.new_page()
    page.goto(made.as_uri(), wait_until="domcontentloaded")
    yield page
    context.close()


def test_picture_and_table_are_there(page: Page) -> None:
    stills = page.locator(".trilateral-static")
    outputs = [output for cell in nbformat.read(NOTEBOOK, 4).cells for output in cell.get("outputs", [])]
    saved = sum(
        'class="trilateral-static ' in output.get("data", {}).get("text/html", "") for output in outputs
    )
    assert stills.count() == saved > 0
    still = stills.first
    expect(still.locator("img")).to_be_visible()
    assert still.locator("img").get_attribute("alt").startswith("Timeline of ")
    assert still.locator("img").bounding_box()["height"] > 100
    still.locator("summary").click()
    expect(still.locator("tbody tr").first).to_be_visible()
    expect(page.get_by_text("model not found")).to_have_count(0)


def test_paper_shows_the_table_unfolded(page: Page) -> None:
    page.emulate_media(media="print")
    row = page.locator(".trilateral-static tbody tr").first
    expect(row).to_be_visible()
    assert row.bounding_box()["height"] > 5
    assert len(page.pdf()) > 20_000
