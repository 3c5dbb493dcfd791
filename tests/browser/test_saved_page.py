"""A saved page where it is opened: from a disk, in a frame, on a phone, printed, with little that works."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import Browser, Page, expect
from support.pages import AXE

from trilateral import ClaimBoard, StatementCoder, Timeline, load
from trilateral.pages.saved import iframe_of, page_of

pytestmark = pytest.mark.browser
LIVING = "#living .tl"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, events: pd.DataFrame) -> Path:
    """A stick with pages on it, and one page with a frame."""
    place = tmp_path_factory.mktemp("stick")
    widgets: dict[str, Any] = {
        "record": Timeline(events, heading="The record"),
        "known": Timeline(events, as_of="2017-04-20", language="ko"),
        "board": ClaimBoard(load("claims"), events),
        "coder": StatementCoder(load("statements"), heading="Code these"),
        "blind": ClaimBoard(load("claims"), events, blind=True, only=["C11", "C22"]),
    }
    for name, widget in widgets.items():
        (place / f"{name}.html").write_text(page_of(widget), encoding="utf-8")
    frame = iframe_of(widgets["record"], "record.html").replace(' loading="lazy"', "")
    (place / "moodle.html").write_text(f"<!doctype html><title>Moodle</title>{frame}", encoding="utf-8")
    return place


@pytest.fixture
def wrong() -> Iterator[list[str]]:
    """What was reported or asked of a network: nothing, in the end."""
    found: list[str] = []
    yield found
    assert found == []


def opened(browser: Browser, wrong: list[str], address: str, before: str = "", **options: Any) -> Page:
    page = browser.new_context(offline=True, locale="en-GB", **options).new_page()
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if said.type in ("error", "warning") else None)
    asked = ("file:", "data:", "blob:")
    page.on("request", lambda one: None if one.url.startswith(asked) else wrong.append(one.url))
    if before:
        page.add_init_script(before)
    page.goto(address)
    return page


def test_from_a_disk_and_its_address(browser: Browser, folder: Path, wrong: list[str]) -> None:
    address = (folder / "record.html").as_uri()
    page = opened(browser, wrong, address, viewport={"width": 1100, "height": 1000})
    expect(page.locator(LIVING)).to_be_visible()
    expect(page.locator(".trilateral-static")).to_be_hidden()
    expect(page.locator("#still-note")).to_have_count(0)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    assert [one["id"] for one in page.evaluate("axe.run()")["violations"]] == []
    # What is seen stands in the address, opens again, and follows it.
    page.get_by_label("Search").fill("THAAD")
    page.wait_for_function("location.hash.includes('THAAD')")
    shown = page.locator(".tl-shown").first.inner_text()
    assert not shown.startswith("520")
    again = opened(browser, wrong, page.url)
    expect(again.get_by_label("Search")).to_have_value("THAAD")
    expect(again.locator(".tl-shown").first).to_have_text(shown)
    again.evaluate("location.hash = '#lane=null&view=[1,2,3]&selection=%'")
    expect(again.get_by_label("Search")).to_have_value("")
    expect(again.get_by_text("Part of the address means nothing on this page")).to_be_visible()
    again.evaluate("location.hash = ''")
    expect(again.get_by_text("Part of the address means nothing on this page")).to_have_count(0)
    # On paper there is one picture with titles, however long the list.
    pdf = page.pdf(format="A4")
    assert pdf.count(b"/Type /Page\n") == 1
    page.emulate_media(media="print")
    paper = page.locator(".page-paper")
    expect(paper).to_contain_text("THAAD")
    expect(page.locator(LIVING)).to_be_hidden()
    expect(page.locator(".trilateral-static")).to_be_hidden()


def test_in_a_frame_that_may_do_little(browser: Browser, folder: Path, wrong: list[str]) -> None:
    page = opened(browser, wrong, (folder / "moodle.html").as_uri(), accept_downloads=True)
    frame = page.frame_locator("iframe")
    expect(frame.locator(LIVING)).to_be_visible()
    frame.get_by_label("Search").fill("THAAD")
    frame.get_by_text("Save", exact=True).click()
    with page.expect_download() as download:
        frame.get_by_text("CSV").first.click()
    assert "THAAD" in Path(download.value.path()).read_text("utf-8-sig")


def test_on_a_phone_at_night(browser: Browser, folder: Path, wrong: list[str]) -> None:
    options: dict[str, Any] = {"viewport": {"width": 360, "height": 700}, "color_scheme": "dark"}
    for name in ("known", "board", "coder"):
        page = opened(browser, wrong, (folder / f"{name}.html").as_uri(), has_touch=True, **options)
        expect(page.locator(LIVING)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") == 360
        page.evaluate(AXE.read_text(encoding="utf-8"))
        assert [one["id"] for one in page.evaluate("axe.run()")["violations"]] == []
    page.get_by_role("radio").first.click()
    page.wait_for_function("location.hash.includes('codes')")
    again = opened(browser, wrong, page.url, **options)
    expect(again.get_by_role("radio").first).to_be_checked()


@pytest.mark.parametrize(
    ("options", "before"),
    [({"java_script_enabled": False}, ""), ({}, "delete window.DecompressionStream")],
    ids=["no JavaScript", "a browser before 2023"],
)
def test_the_still_form_where_nothing_else_works(
    options: dict[str, Any], before: str, browser: Browser, folder: Path, wrong: list[str]
) -> None:
    page = opened(browser, wrong, (folder / "record.html").as_uri(), before, **options)
    expect(page.get_by_text("This is a still copy.")).to_be_visible()
    expect(page.locator(".trilateral-static img")).to_be_visible()
    expect(page.get_by_text("The address of this page")).to_be_hidden()
    page.locator("summary").first.click()
    expect(page.locator("tbody tr").first).to_be_visible()
    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_a_blind_board_and_a_neighbours_file_need_no_kernel(
    browser: Browser, folder: Path, wrong: list[str]
) -> None:
    page = opened(browser, wrong, (folder / "blind.html").as_uri())
    reason = load("claims").set_index("id")["reason"]["C11"]
    expect(page.get_by_label("Your kind for C11")).to_be_visible()
    expect(page.get_by_text("Our own answers are in this file too, apart")).to_be_visible()
    assert reason not in page.content()
    page.get_by_label("Your kind for C11").select_option("fact")
    page.get_by_role("button", name="Verdict").click()
    assert reason not in page.content()
    page.get_by_label("Your verdict for C11").select_option("supported")
    expect(page.get_by_role("status").last).to_have_text("C11 moved to supported. Ours: contradicted.")
    expect(page.get_by_text(reason)).to_be_attached()
    again = opened(browser, wrong, page.url)
    expect(again.get_by_text(reason)).to_be_attached()

    page = opened(browser, wrong, (folder / "coder.html").as_uri())
    page.get_by_role("radio", name="clear threat").check()
    rows = [f"{name},{code}" for name, code in zip(load("statements")["id"], (1, 2), strict=False)]
    file = {"name": "b.csv", "mimeType": "text/csv", "buffer": "\n".join(["id;code", *rows]).encode()}
    page.get_by_label("A neighbour’s file of codes").set_input_files(file)
    expect(page.get_by_text("none of its statements is among yours").last).to_be_visible()
    file["buffer"] = "\n".join(["id,code", *rows]).encode()
    page.get_by_label("A neighbour’s file of codes").set_input_files(file)
    page.get_by_label("Settled on, statement 1:").select_option("0")
    page.wait_for_function("location.hash.includes('settled')")
    again = opened(browser, wrong, page.url)
    expect(again.get_by_text("1 of 1 settled")).to_be_visible()
    again.evaluate("location.hash = '#neighbour={%22theirs%22:[9]}'")
    expect(again.get_by_text("Part of the address means nothing on this page")).to_be_visible()
