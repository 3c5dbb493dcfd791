"""The course as a student meets it: a real JupyterLab, or Notebook 7, a real kernel, a real browser."""

import platform
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from playwright.sync_api import Browser, FilePayload, Page, expect
from support import lab
from support.lab_notebooks import ASKING, BOXED, KEYS, LOSING
from support.shared import ROOT

from trilateral import load

pytestmark = pytest.mark.browser

NEIGHBOURS = "notebooks/02-two-neighbours.ipynb"


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the notebooks, so that no test changes those of the course."""
    folder = tmp_path_factory.mktemp("course")
    for name in ("notebooks", "exercises"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    for name, notebook in {"keys": KEYS, "saved": KEYS, "boxed": BOXED, "asking": ASKING}.items():
        nbformat.write(notebook, folder / f"{name}.ipynb")
    return folder


@pytest.fixture(scope="module")
def address(browser_program: str, course: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """JupyterLab over the copy."""
    with lab.server(course, tmp_path_factory.mktemp("jupyter")) as address:
        yield address


@pytest.fixture(scope="module")
def chromium(browser_program: str) -> Iterator[Browser]:
    with lab.browser(browser_program) as running:
        yield running


@pytest.fixture(scope="module")
def page(chromium: Browser, address: str) -> Iterator[Page]:
    """JupyterLab, which asks nothing of the network beyond this machine; each test opens its own notebook."""
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    strange: list[str] = []
    page.on(
        "request", lambda r: None if r.url.startswith((address, "data:", "blob:")) else strange.append(r.url)
    )
    lab.open_notebook(page, address, NEIGHBOURS)
    yield page
    page.close()
    assert strange == []


@pytest.fixture
def neighbours(page: Page) -> Page:
    """Notebook 02, run from top to bottom without an error, its timeline on the screen."""
    if page.evaluate("jupyterapp.shell.currentWidget.context.path") != NEIGHBOURS:
        lab.open_next(page, NEIGHBOURS)
    if page.locator(".tl").count() == 0:
        lab.run_all(page)
    lab.show_cell(page, "trilateral-static")
    # From where one test has left it to where the next begins: no filter, two events selected.
    lab.run_code(page, "timeline.filters, timeline.selection = {}, list(neighbours['id'][-2:])")
    expect(page.locator(".tl-row[aria-selected='true']")).to_have_count(2)
    assert page.locator(".jp-RenderedText[data-mime-type*='stderr']").count() == 0
    timeline = page.locator(".tl")
    timeline.scroll_into_view_if_needed()
    expect(timeline.locator(".tl-shown")).to_contain_text("events")
    return page


def cells(page: Page) -> int:
    return int(page.evaluate("jupyterapp.shell.currentWidget.content.model.cells.length"))


def python(page: Page, expression: str) -> str:
    return lab.run_code(page, f"print({expression})").strip()


def comes_to(page: Page, expression: str, wanted: str) -> bool:
    """Ask until Python knows: what is typed travels to the kernel a moment after the last key."""
    for _ in range(50):
        if python(page, expression) == wanted:
            return True
        page.wait_for_timeout(20)
    return False


def test_the_mouse_filters_and_selects_and_python_knows(neighbours: Page) -> None:
    page = neighbours
    page.locator(".tl-menu summary", has_text="Level").click()
    page.get_by_role("checkbox", name="Leaders").check()
    page.keyboard.press("Escape")
    assert comes_to(page, "timeline.filters", "{'level': ['leader']}")
    shown = int(python(page, "len(timeline.visible)"))
    assert 0 < shown < int(python(page, "len(neighbours)"))
    expect(page.locator(".tl-shown")).to_contain_text(f"{shown} of ")
    page.get_by_role("button", name="Clear selection").click()
    page.locator(".tl-row .tl-check").first.click()
    expect(page.locator(".tl-row[aria-selected='true']")).to_have_count(1)
    title = page.locator(".tl-row[aria-selected='true'] .tl-title").inner_text()
    assert comes_to(page, "*timeline.selected['title']", title)


def test_keys_do_the_same_and_the_notebook_takes_none_of_them(neighbours: Page) -> None:
    page, before = neighbours, cells(neighbours)
    page.get_by_role("button", name="Clear selection").click()
    page.get_by_role("searchbox", name="Search").focus()
    page.keyboard.type("abbbdd statue")  # a, b and d are commands of the notebook
    assert comes_to(page, "timeline.filters", "{'search': 'abbbdd statue'}")
    for _ in range(len("abbbdd ")):
        page.keyboard.press("Home")
        page.keyboard.press("Delete")
    assert comes_to(page, "timeline.filters", "{'search': 'statue'}")
    page.locator(".tl-list [tabindex='0']").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    page.keyboard.press("Enter")
    title = page.locator(".tl-card-title").inner_text()
    page.keyboard.press("Escape")
    assert "tl-row" in page.evaluate("document.activeElement.className")
    assert comes_to(page, "*timeline.selected['title']", title)
    page.locator(".tl-plot").focus()
    for key in ("ArrowRight", "ArrowLeft", "ArrowDown", "+", "-", "0", "Home", "End"):
        page.keyboard.press(key)
    assert "tl-plot" in page.evaluate("document.activeElement.className")
    assert cells(page) == before


def test_axe_finds_nothing_in_the_timeline(front_end: Path, neighbours: Page) -> None:
    page = neighbours
    page.locator(".tl-row .tl-title").first.click()
    page.locator(".tl-menu summary").first.click()
    for theme in ("JupyterLab Dark", "JupyterLab Light"):
        lab.command(page, "apputils:change-theme", theme=theme)
        wanted = "dark" if "Dark" in theme else "light"
        expect(page.locator(".tl")).to_have_attribute("data-theme", wanted)
        page.evaluate((front_end / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8"))
        found = page.evaluate("axe.run('.tl')")
        assert [f"{v['id']}: {v['nodes'][0]['html'][:200]}" for v in found["violations"]] == []
        assert len(found["passes"]) > 10, "axe has looked"


def test_the_static_form_steps_back_and_the_theme_is_the_notebooks(neighbours: Page) -> None:
    page = neighbours
    still = page.locator(".trilateral-static")
    expect(still.first).to_be_hidden()
    light = page.evaluate("getComputedStyle(document.querySelector('.tl-title')).color")
    lab.command(page, "apputils:change-theme", theme="JupyterLab Dark")
    page.wait_for_function(
        "light => getComputedStyle(document.querySelector('.tl-title')).color !== light", arg=light
    )
    lab.command(page, "apputils:change-theme", theme="JupyterLab Light")


def test_a_saved_timeline_is_readable_without_its_kernel(page: Page) -> None:
    lab.open_next(page, "notebooks/03-three-at-the-table.ipynb")
    lab.show_cell(page, "trilateral-static")
    still = page.locator(".trilateral-static").first
    still.scroll_into_view_if_needed()
    expect(still.locator("img")).to_be_visible()
    expect(page.get_by_text("model not found")).to_have_count(0)


def test_a_timeline_saved_and_opened_again_says_what_to_do(page: Page) -> None:
    """JupyterLab writes an error in the place of a widget that is gone: ipywidgets#1664, #2494."""
    lab.open_next(page, "saved.ipynb")
    lab.run_all(page)
    expect(page.locator(".tl-shown")).to_contain_text("events")
    lab.command(page, "docmanager:save")
    lab.open_next(page, "saved.ipynb")
    place = page.locator(".jp-OutputArea-output.jupyter-widgets")
    expect(place).to_have_text("Error displaying widget: model not found")
    assert place.evaluate("n => getComputedStyle(n).fontSize") == "0px", "the error is not seen"
    assert place.evaluate("n => getComputedStyle(n, '::after').content") == (
        '"A still copy. To use it, run the cell."'
    )
    expect(page.locator(".trilateral-static img")).to_be_visible()


def test_a_board_in_boxes_leaves_its_still_form_and_no_error_is_read_out(page: Page) -> None:
    """microsoft/vscode-jupyter#14856, manzt/anywidget#101, jupyterlab/jupyterlab#15361."""
    lab.open_next(page, "boxed.ipynb")
    lab.run_all(page)
    living, still = page.locator(".tl-panel, .jupyter-widgets .tl"), page.locator(".trilateral-static")
    expect(still).to_have_count(4)
    lab.show_cell(page, "w.VBox")
    expect(still.first).to_be_hidden()
    card = page.get_by_role("combobox").first
    expect(card).to_be_visible()
    lab.run_code(page, "board.moves = {'kind': {'C22': 'interpretation'}}")
    back = page.get_by_role("button", name="Take back my changes").first
    back.click()
    assert comes_to(page, "board.moves", "{}")
    page.get_by_role("button", name="Bring back my changes").first.click()
    assert comes_to(page, "board.moves", "{'kind': {'C22': 'interpretation'}}")
    assert comes_to(page, "len(board.changed)", "1")
    lab.command(page, "docmanager:save")
    lab.open_next(page, "boxed.ipynb")
    expect(still).to_have_count(4)
    expect(living).to_have_count(0)
    for place in still.all():
        expect(place).to_be_visible()
    heard = page.locator(".jp-Notebook").aria_snapshot()
    assert "65 claims" in heard
    assert "model not found" not in heard


UNSAVED = """async () => {
    const { content, context, sessionContext } = jupyterapp.shell.currentWidget;
    const kernel = await sessionContext.session.kernel.info;
    await content.scrollToItem(content.widgets.length - 1);
    return [context.model.dirty, kernel.language_info.version];
}"""


def test_opening_a_notebook_does_not_change_it(page: Page, course: Path) -> None:
    """No dot on its tab, nothing to save on leaving, nothing for git to report."""
    for path in (NEIGHBOURS, "exercises/02-exercise.ipynb"):
        lab.open_next(page, path)
        assert page.evaluate(UNSAVED) == [False, platform.python_version()]
        assert page.locator(".jp-mod-dirty").count() == 0
        if path != NEIGHBOURS:
            lab.command(page, "docmanager:save")
            assert (course / path).read_bytes() == (ROOT / path).read_bytes(), "nor does to save it"


def test_the_kernel_reads_a_neighbours_file_and_gives_out_ours(page: Page) -> None:
    lab.open_next(page, "asking.ipynb")
    lab.run_all(page)
    lab.show_cell(page, "StatementCoder")
    rows = [f"{name};{code}" for name, code in zip(load("statements")["id"], (0, 1, -2), strict=False)]
    file = "\ufeff" + "\r\n".join(["id;code", *rows])
    chosen = FilePayload(name="김민준.csv", mimeType="text/csv", buffer=file.encode())
    page.get_by_label("A neighbour’s file of codes").set_input_files(chosen)
    expect(page.get_by_text("Where you part: 1 statement")).to_be_visible()
    page.get_by_label("Settled on, statement 3").select_option("1")
    assert comes_to(page, "coder.side_by_side.iloc[2, 2:5].tolist()", "[2, -2, 1]")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save my codes").click()
    assert "settled" in Path(saved.value.path()).read_text("utf-8-sig").splitlines()[0]
    lab.show_cell(page, "ClaimBoard")
    assert comes_to(page, "sum(map(len, board._shown['ours'].values()))", "0")
    page.get_by_label("Your kind for C11").select_option("prediction")
    expect(page.locator(".tw-ours")).to_have_text(re.compile("^Ours"))
    assert comes_to(page, "board._shown['ours']['verdict']", "{}")


def test_no_slip_takes_away_what_an_exercise_rests_on(page: Page) -> None:
    lab.open_next(page, "exercises/02-exercise.ipynb")
    before = contents(page)
    for cell in ("setup", "leaders", "c-2-1", "q-2-1"):
        for slip, keys in LOSING.items():
            lab.press_beside(page, cell, *keys)
            assert contents(page) == before, f"{slip}: {cell}"
    for cell in ("a-2-1", "hint"):  # these are there to be written in
        for slip in ("dd (jupyterlab/jupyterlab#4241)", "cut", "merge above"):
            lab.press_beside(page, cell, *LOSING[slip])
            assert contents(page) == before, f"{slip}: {cell}"


def test_a_wrong_and_a_right_answer_are_typed(page: Page) -> None:
    lab.open_next(page, "exercises/01-exercise.ipynb")
    said = []
    for answer in ("answer_1_1 = len(events)", "answer_1_1 = len(claims)"):
        lab.run_all(page)
        cell = page.evaluate(
            """async answer => {
                const notebook = jupyterapp.shell.currentWidget.content;
                const at = (id) => notebook.widgets.findIndex((cell) => cell.model.id === id);
                await notebook.scrollToItem(at('a-1-1'), 'center');
                notebook.activeCellIndex = at('a-1-1');
                notebook.activeCell.model.sharedModel.setSource('');
                notebook.mode = 'edit';
                notebook.activeCell.editor.focus();
                return at('c-1-1');
            }""",
            answer,
        )
        page.keyboard.type(answer)
        page.keyboard.press("Shift+Enter")
        page.evaluate(f"jupyterapp.shell.currentWidget.content.activeCellIndex = {cell}")
        lab.command(page, "notebook:run-cell")
        said.append(
            page.evaluate(
                f"jupyterapp.shell.currentWidget.content.widgets[{cell}].model.outputs.get(0).toJSON().text"
            )
        )
    wrong, right = ("".join(text) for text in said)
    assert wrong.startswith("1.1: not yet. That is the number of events.")
    assert right.strip() == "1.1: right."


# --- Notebook 7, which takes more keys away from widgets than JupyterLab does ---------------------------


@pytest.fixture(scope="module")
def notebook(chromium: Browser, address: str) -> Page:
    """A notebook of two cells in Notebook 7, its timeline on the screen."""
    page = chromium.new_page(viewport={"width": 1280, "height": 1000})
    lab.open_notebook(page, address, "keys.ipynb", "notebooks")
    lab.run_all(page)
    expect(page.locator(".tl-shown")).to_contain_text("events")
    page.locator(".tl").scroll_into_view_if_needed()
    return page


def contents(page: Page) -> list[str]:
    """What the notebook holds: a stolen key inserts, cuts, joins or turns a cell."""
    return page.evaluate(
        "Array.from(jupyterapp.shell.currentWidget.content.model.cells,"
        " (cell) => cell.type + cell.sharedModel.getSource())"
    )


STOLEN = ("a", "b", "x", "c", "v", "z", "d", "d", "m", "y", "r", "1", "l", "o", "j", "k", "i", "i")


LIST = ".tl-list [tabindex='0']"


@pytest.mark.parametrize("place", [LIST, ".tl-plot", ".tl-lane-name[tabindex='0']"])
def test_letters_reach_nobody_else(notebook: Page, place: str) -> None:
    before = contents(notebook)
    notebook.locator(place).focus()
    for key in STOLEN:
        notebook.keyboard.press(key)
    assert contents(notebook) == before
    # L is the timeline's own there: it leads from the picture to the list.
    there = LIST if place == ".tl-plot" else place
    assert notebook.evaluate("place => document.activeElement.matches(place)", there)


def test_what_is_typed_is_typed(notebook: Page) -> None:
    before = contents(notebook)
    search = notebook.get_by_role("searchbox", name="Search")
    search.focus()
    notebook.keyboard.type("abdd x")
    expect(search).to_have_value("abdd x")
    notebook.keyboard.press("Escape")
    expect(search).to_have_value("")
    assert contents(notebook) == before


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
