"""The statement coder with a neighbour's file, in a real browser, on a saved page: no kernel, no network."""

import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from playwright.sync_api import FilePayload, Page, expect
from support.neighbours import MARKUP, MINE, READ, REFUSED, TABLE, text_file
from support.pages import Open, violations

from trilateral import StatementCoder

THEIRS = [2, *MINE[1:10], -1, -2]


def coder(**options: object) -> StatementCoder:
    table = TABLE.assign(statement=[f"{MARKUP} {n}, 대화" for n in range(12)])
    made = StatementCoder(table, **options)
    made.codes = MINE
    return made


def take(page: Page, name: str, content: bytes) -> None:
    file = FilePayload(name=name, mimeType="text/csv", buffer=content)
    page.get_by_label("A neighbour’s file of codes").set_input_files(file)


def beside(page: Page) -> Any:
    """What came of a comparison, as the page's address keeps it."""
    return json.loads(page.evaluate("new URLSearchParams(location.hash.slice(1)).get('neighbour')"))


def test_each_file_is_read_as_python_reads_it(show: Open, tmp_path: Path) -> None:
    pages = show(coder(heading="Open"), saved=True), show(coder(blind=True, heading="Blind"), saved=True)
    for number, (content, words) in enumerate(READ.values()):
        (file := tmp_path / f"김민준 {number}.csv").write_bytes(content)
        lines = [*repr(coder().compare(file)).splitlines()]
        assert words in "\n".join(lines)
        take(page := pages[number % 2], file.name, content)
        expect(page.get_by_role("status").last).to_contain_text(lines[-1])
        assert page.locator(".tw-said p").all_inner_texts()[: len(lines)] == lines
        expect(page.locator(".tw-wrong")).to_be_hidden()
    before = beside(page := pages[0])
    film, book = (bytes(2_600_000), "film.csv: This file has 3 MB, too many"), (b"PK\x03\x04", "a workbook")
    for content, words in [film, book, *REFUSED.values()]:
        take(page, "film.csv", content)
        expect(page.locator(".tw-wrong")).to_contain_text(words)
        expect(page.get_by_role("status").last).to_contain_text(words)
    assert beside(page) == before, "what was taken before stays"


@pytest.mark.parametrize(("scheme", "width"), [("dark", 1024), ("light", 400)])
def test_two_settle_and_code_again_blind(show: Open, tmp_path: Path, scheme: str, width: int) -> None:
    page = show(coder(), saved=True, width=width, color_scheme=scheme, accept_downloads=True)
    expect(page.get_by_text("With your neighbour")).to_be_hidden()
    (file := tmp_path / "theirs.csv").write_bytes(text_file([f"s{n},{c}" for n, c in enumerate(THEIRS)]))
    with page.expect_file_chooser() as chosen:
        page.get_by_role("button", name="Compare with a neighbour").press("Enter")
    chosen.value.set_files(file)
    expect(page.get_by_role("status").last).to_contain_text(
        "Both coded 12 statements, 9 of them alike. Kappa 0.6"
    )
    expect(page.get_by_text("Where you part: 3 statements")).to_be_visible()
    rows = page.locator(".tw-pairs > li")
    expect(rows.first).to_contain_text(f"{MARKUP} 0, 대화")
    expect(rows.first.locator("dd")).to_have_text(["0 neither, or both alike", "2 clear threat of force"])
    page.get_by_label("Settled on, statement 1:").select_option("1")
    expect(page.get_by_text("1 of 3 settled")).to_be_visible()
    expect(page.get_by_role("status").last).to_have_text("Settled on 1. Both codes stay.")
    assert violations(page) == []
    page.get_by_role("button", name="Code these again, blind").press("Enter")
    for number in range(3):
        expect(page.get_by_text(f"Statement {number + 1} of 3, coded again", exact=True)).to_be_visible()
        expect(page.locator("input:checked")).to_have_count(0)
        expect(page.locator(".tw-pairs")).to_be_hidden()
        page.get_by_role("radio", name="neither, or both").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
    expect(page.get_by_role("status").last).to_have_text("This is the last statement. 3 of 3 coded.")
    assert violations(page) == []
    page.get_by_role("button", name="Back to the comparison").press("Enter")
    assert page.evaluate("document.activeElement.textContent") == "With your neighbour"
    expect(
        page.locator(".tw-said").get_by_text("You coded 3 statements again, 0 of them now")
    ).to_be_visible()
    assert "codes" not in page.evaluate("location.hash"), "the first codes stay"
    assert beside(page) == {
        "theirs": THEIRS,
        "settled": [1, *[None] * 11],
        "again": [0, *[None] * 9, 0, 0],
    }
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save my codes").click()
    saved.value.save_as(mine := tmp_path / saved.value.suggested_filename)
    other = coder()
    other.codes = THEIRS
    assert other.compare(mine).same == 9
    assert other.neighbour == {"theirs": MINE, "theirs_again": [0, *[None] * 9, 0, 0]}
    assert pd.read_csv(mine)["settled"].dropna().tolist() == [1]
