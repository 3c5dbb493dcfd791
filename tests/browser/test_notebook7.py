"""The timeline in Notebook 7, which takes more keys away from widgets than JupyterLab does."""

from collections.abc import Iterator

import lab
import nbformat
import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

CELL = """
from trilateral import Timeline, load
timeline = Timeline(load("events"))
timeline
"""


@pytest.fixture(scope="module")
def notebook(browser_program: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A notebook of two cells in Notebook 7, its timeline on the screen."""
    folder = tmp_path_factory.mktemp("course")
    cells = [nbformat.v4.new_code_cell(CELL), nbformat.v4.new_code_cell("kept = 1")]
    spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=spec), folder / "keys.ipynb")
    scratch = tmp_path_factory.mktemp("jupyter")
    with lab.server(folder, scratch, "notebook") as address, lab.browser(browser_program) as browser:
        page = browser.new_page(viewport={"width": 1280, "height": 1000})
        lab.open_notebook(page, address, "keys.ipynb", "notebooks")
        lab.run_all(page)
        expect(page.locator(".tl-shown")).to_contain_text("events")
        page.locator(".tl").scroll_into_view_if_needed()
        yield page


def cells(page: Page) -> list[str]:
    """What the notebook holds: a stolen key inserts, cuts, joins or turns a cell."""
    return page.evaluate(
        "Array.from(jupyterapp.shell.currentWidget.content.model.cells,"
        " (cell) => cell.type + cell.sharedModel.getSource())"
    )


STOLEN = ("a", "b", "x", "c", "v", "z", "d", "d", "m", "y", "r", "1", "l", "o", "j", "k", "i", "i")


@pytest.mark.parametrize("place", [".tl-list [tabindex='0']", ".tl-plot", ".tl-lane-name[tabindex='0']"])
def test_letters_reach_nobody_else(notebook: Page, place: str) -> None:
    before = cells(notebook)
    notebook.locator(place).focus()
    for key in STOLEN:
        notebook.keyboard.press(key)
    assert cells(notebook) == before
    assert notebook.evaluate("place => document.activeElement.matches(place)", place)


def test_what_is_typed_is_typed(notebook: Page) -> None:
    before = cells(notebook)
    search = notebook.get_by_role("searchbox", name="Search")
    search.focus()
    notebook.keyboard.type("abdd x")
    expect(search).to_have_value("abdd x")
    notebook.keyboard.press("Escape")
    expect(search).to_have_value("")
    assert cells(notebook) == before


def test_arrows_space_enter_escape_do_their_work(notebook: Page) -> None:
    row = notebook.locator(".tl-list [tabindex='0']")
    row.focus()
    notebook.keyboard.press("Home")
    notebook.keyboard.press("ArrowDown")
    notebook.keyboard.press("ArrowDown")
    notebook.keyboard.press("ArrowUp")
    focused = "document.activeElement.getAttribute('aria-posinset')"
    assert notebook.evaluate(focused) == "2"
    notebook.keyboard.press("End")
    assert notebook.evaluate(focused) == notebook.evaluate(
        "document.activeElement.getAttribute('aria-setsize')"
    )
    notebook.keyboard.press("Home")
    notebook.keyboard.press("Space")
    expect(notebook.locator(".tl-row[aria-selected='true']")).to_have_count(1)
    notebook.keyboard.press("Enter")
    expect(notebook.locator(".tl-card")).to_be_visible()
    notebook.keyboard.press("Escape")
    expect(notebook.locator(".tl-card")).to_be_hidden()
    assert notebook.evaluate(focused) == "1"
    assert lab.run_code(notebook, "print(len(timeline.selected))").strip() == "1"


def test_the_picture_is_moved_by_keys(notebook: Page) -> None:
    notebook.locator(".tl-plot").focus()
    ticks = notebook.locator(".tl-axis").text_content() or ""
    for key in ("+", "+", "Shift+ArrowRight"):
        notebook.keyboard.press(key)
    expect(notebook.locator(".tl-axis")).not_to_have_text(ticks)
    notebook.keyboard.press("0")
    expect(notebook.get_by_role("button", name="Back")).to_be_enabled()


def test_native_controls_keep_their_arrows(notebook: Page) -> None:
    lanes = notebook.locator(".tl-tools select")
    lanes.focus()
    before = lanes.input_value()
    notebook.keyboard.press("ArrowDown")
    assert lanes.input_value() != before
    notebook.keyboard.press("ArrowUp")
    assert lanes.input_value() == before
