"""The web site, built once from the stored notebooks: its links and pictures; some pages in a browser."""

import hashlib
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect, sync_playwright
from support.browser import launch
from support.lite import (
    loading_fails_half_way,
    what_goes_astray_is_said,
    what_would_be_lost_is_said,
    work_is_kept_and_downloaded,
)
from support.pages import AXE
from support.shared import ROOT, leave_out
from support.site import Page, served

from trilateral import load
from trilateral.grading.check_file import check_file

# The whole site is built, and the lessons run once for their widgets: on a busy machine that takes minutes.
pytestmark = pytest.mark.timeout(1800)
BUILD = [sys.executable, str(ROOT / "website" / "build.py"), "--out"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "public"
    done = subprocess.run([*BUILD, str(folder)], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if "no JupyterLite" not in line]
    assert len(lines) == 1, f"Sphinx finds no fault: {done.stdout}"
    assert [one.name for one in folder.parent.iterdir()] == ["public"], "nothing is left beside the site"
    return folder


@pytest.fixture(scope="module")
def lite(site: Path) -> Path:
    """JupyterLite on the site."""
    if not (site / "lite").is_dir():
        leave_out(
            "JupyterLite was not tested: what builds it could not be fetched. "
            "With a network connection: python3 start.py test"
        )
    return site / "lite"


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    """The pages of ours; those of JupyterLite's making are left out."""
    ours = [one for one in sorted(site.rglob("*.html")) if one.parent.parent.name not in ("lite", "lab")]
    return {p.relative_to(site).as_posix(): Page(p.read_text("utf-8")) for p in ours}


def test_every_part_of_the_course_has_its_page(pages: dict[str, Page]) -> None:
    notebooks = [*ROOT.glob("notebooks/[0-9]*.ipynb"), *ROOT.glob("exercises/[0-9]*.ipynb")]
    wanted = {path.relative_to(ROOT).with_suffix(".html").as_posix() for path in notebooks}
    wanted |= {f"tables/{path.stem}.html" for path in ROOT.glob("data/*.csv")}
    wanted |= {f"evidence/{claim}.html" for claim in load("claims")["id"]}
    wanted |= {"index.html", "docs/for-instructors.html", "docs/grading.html", "data/README.html"}
    wanted |= {"timeline/index.html", "timeline/record.html", "about/cite.html", "about/run.html"}
    assert len(wanted) > 100
    assert wanted - pages.keys() == set()


def test_a_saved_address_of_an_exercise_leads_to_where_it_is_now(site: Path, pages: dict[str, Page]) -> None:
    """It was called as its lesson is: `02-two-neighbours`."""
    lessons = sorted(ROOT.glob("notebooks/0[1-8]-*.ipynb"))
    for lesson in lessons:
        now = f"{lesson.stem[:2]}-exercise"
        assert pages[f"exercises/{lesson.stem}.html"].links[0] == f"{now}.html"
        assert f'content="0; url={now}.html"' in (site / f"exercises/{lesson.stem}.html").read_text("utf-8")
        form = (ROOT / "exercises" / f"{now}.ipynb").read_bytes()
        assert (site / "exercises" / f"{lesson.stem}.ipynb").read_bytes() == form
    assert len(lessons) == 8


def test_every_link_leads_somewhere_and_every_page_to_citing_and_reporting(
    site: Path, pages: dict[str, Page]
) -> None:
    wrong = []
    for name, page in pages.items():
        for link in page.links:
            address = urlsplit(link)
            if address.scheme or address.netloc:
                continue
            path = (site / name).parent / unquote(address.path) if address.path else site / name
            found = Path(os.path.normpath(path))
            there = pages.get(found.relative_to(site).as_posix()) if found.is_relative_to(site) else None
            if not found.exists() or (
                there and address.fragment and unquote(address.fragment) not in there.ids
            ):
                wrong.append(f"{name}: {link}")
        if name not in ("timeline/record.html", "genindex.html", "search.html"):
            ends = {link.split("/")[-1] for link in page.links}
            assert ends >= {"run.html"} or name.startswith("about/run"), name
            assert any(end.startswith("cite.html") for end in ends) or name.startswith("about/cite"), name
    assert wrong == []


def test_nothing_is_asked_of_the_outside(site: Path, pages: dict[str, Page]) -> None:
    loads = {
        name: [one for one in page.loads if one.startswith(("http", "//"))] for name, page in pages.items()
    }
    assert {name: found for name, found in loads.items() if found} == {}
    text = "".join(path.read_text("utf-8") for path in site.rglob("*.html"))
    assert "jsdelivr" not in text and "unpkg" not in text and "googleapis" not in text


def test_every_picture_has_words_for_who_does_not_see_it(pages: dict[str, Page]) -> None:
    pictures = [(name, picture) for name, page in pages.items() for picture in page.pictures]
    assert len(pictures) > 15
    assert [name for name, picture in pictures if not (picture.get("alt") or "").strip()] == []


def test_what_is_stored_is_what_is_shown_and_every_widget_has_its_data(
    site: Path, pages: dict[str, Page]
) -> None:
    for path in ROOT.glob("notebooks/[0-9]*.ipynb"):
        stored = set(re.findall("trilateral-static-([0-9a-f]{12})", path.read_text("utf-8")))
        shown = (site / "notebooks" / f"{path.stem}.html").read_text("utf-8")
        assert {key for key in stored if key in shown} == stored
        # Only the two evidence boards of lesson 09, nothing without a kernel, stay as they are stored.
        still = {key for key in stored if not (site / "_static" / "widgets" / f"{key}.js").exists()}
        assert len(still) == (2 if path.stem[:2] == "09" else 0)
        assert "Traceback" not in pages[f"notebooks/{path.stem}.html"].text


def test_words_in_three_languages_and_rows_as_text(site: Path, pages: dict[str, Page]) -> None:
    glossary = (site / "tables" / "glossary.html").read_text("utf-8")
    assert '<td lang="ko">광복절</td>' in glossary and '<td lang="ja">終戦記念日</td>' in glossary
    events = pages["tables/events.html"]
    for event in load("events").sample(20, random_state=1).itertuples():
        assert event.id in events.ids
        assert event.title in events.text
    assert (site / "data" / "events.csv").read_bytes() == (ROOT / "data" / "events.csv").read_bytes()


def test_dates_stay_whole_and_numbers_stand_at_the_right(site: Path) -> None:
    meetings = (site / "tables" / "meetings.html").read_text("utf-8")
    assert '<td class="whole">summit-1994-11-14</td><td class="whole">1994-11-14</td>' in meetings
    risk = (site / "tables" / "korea_risk.html").read_text("utf-8")
    assert re.search(
        r'<th scope="col" class="number">korea_percent</th>.*<td class="number">0.1036</td>', risk, re.S
    )
    overview = (site / "tables" / "index.html").read_text("utf-8")
    assert '<td class="number">520</td>' in overview and "`" not in overview.partition("<table")[2]


def test_a_folder_with_something_else_in_it_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    done = subprocess.run([*BUILD, str(tmp_path)], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 1
    assert "holds something else" in done.stderr and done.stderr.count("\n") == 1
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


@pytest.mark.browser
def test_in_a_browser(site: Path, browser_program: str) -> None:
    wrong: list[str] = []
    with sync_playwright() as playwright:
        browser = launch(playwright, browser_program)

        def opened(name: str, **options: Any) -> Tab:
            tab = browser.new_context(offline=True, **options).new_page()
            tab.on("pageerror", lambda error: wrong.append(f"{name}: {error}"))
            tab.on(
                "console", lambda said: wrong.append(f"{name}: {said.text}") if said.type == "error" else None
            )
            tab.on("request", lambda one: wrong.append(one.url) if one.url.startswith("http") else None)
            tab.goto((site / name).as_uri())
            return tab

        def violations(tab: Tab) -> list[str]:
            tab.evaluate(AXE.read_text(encoding="utf-8"))
            # Without preload: it asks for style sheets again, which a page from a disk may not.
            found = tab.evaluate("axe.run({ preload: false })")["violations"]
            return [
                f"{tab.url}: {one['id']}: {one['nodes'][0]['html'][:120]}"
                for one in found
                if one["id"] != "region"
            ]

        lesson = opened("notebooks/02-two-neighbours.html", viewport={"width": 1200, "height": 900})
        still = lesson.locator(".trilateral-static").first
        assert lesson.locator(".living").count() == 0, "nothing is loaded before it comes into sight"
        still.scroll_into_view_if_needed()
        expect(lesson.locator(".living .tl").first).to_be_visible()
        expect(still).to_be_hidden()

        glossary = opened("tables/glossary.html")
        glossary.get_by_label("Find rows").fill("終戦")
        expect(glossary.locator("tbody tr:visible").first).to_contain_text("광복절")
        assert glossary.get_by_text(re.compile(r"^\d of \d+ rows$")).count() == 1

        phone: dict[str, Any] = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark"}
        for name in ("index", "evidence/C08", "tables/leaders", "timeline/index", "about/cite"):
            tab = opened(f"{name}.html", **phone)
            assert tab.evaluate("document.documentElement.scrollWidth") <= 360, name
            wrong.extend(violations(tab))
        texts = [
            path
            for part in ("notebooks", "exercises", "docs")
            for path in sorted(site.glob(f"{part}/*.html"))
            if 'http-equiv="refresh"' not in path.read_text("utf-8")  # leads on, and would go from under us
        ]
        wide = {}
        for path in texts:  # in one tab: a second for each would be much
            tab.goto(path.as_uri())
            wide[path.relative_to(site).as_posix()] = tab.evaluate("document.documentElement.scrollWidth")
        assert len(wide) > 20
        assert {name: width for name, width in wide.items() if width > 360} == {}
        expect(opened("timeline/index.html").locator(".living .tl")).to_be_visible()

        words = {"사드": "THAAD", "慰安婦": '"comfort women"', "일본군위안부": '"comfort women"'}
        with served(site) as address:
            search = browser.new_page()
            search.goto(f"{address}/about/cite.html")
            for word, term in words.items():
                search.keyboard.press("Control+k")
                search.keyboard.insert_text(word)
                search.keyboard.press("Enter")
                found = search.locator("#eastern-results").get_by_role("link", name=term, exact=True)
                expect(found).to_be_visible()
            found.click()
            expect(search.locator("tr:target")).to_contain_text("慰安婦")
            search.close()

        paper = opened("notebooks/02-two-neighbours.html", viewport={"width": 1200, "height": 900})
        paper.locator(".trilateral-static").first.scroll_into_view_if_needed()
        expect(paper.locator(".living .tl").first).to_be_visible()
        paper.emulate_media(media="print")
        expect(paper.locator(".living .tl").first).to_be_hidden()
        expect(paper.locator(".trilateral-static img").first).to_be_visible()
        expect(paper.get_by_role("heading", level=1)).to_be_visible()
        for away in (".bd-sidebar-primary", ".run-here a"):
            expect(paper.locator(away).first).to_be_hidden()
        table = opened("tables/leaders.html")
        table.emulate_media(media="print")
        assert table.locator(".rows").first.evaluate("(e) => e.scrollHeight - e.clientHeight") < 2, "whole"
        browser.close()
    assert wrong == []


def test_jupyterlite_has_every_notebook_and_a_button_leads_to_each(
    lite: Path, pages: dict[str, Page]
) -> None:
    told = json.loads((lite / "course.json").read_text("utf-8"))
    notebooks = [*ROOT.glob("notebooks/[0-9]*.ipynb"), *ROOT.glob("exercises/[0-9]*.ipynb")]
    assert sorted(told["notebooks"]) == sorted(path.relative_to(ROOT).as_posix() for path in notebooks)
    for name, known in told["notebooks"].items():
        assert f"../lite/index.html?open={name}" in pages[name.replace(".ipynb", ".html")].links
        copy = json.loads((lite / "files" / name).read_text("utf-8"))
        assert copy["metadata"]["trilateral_site"] == known
        assert copy["metadata"]["kernelspec"]["name"] == "python"
        shown = [output.get("data", {}) for cell in copy["cells"] for output in cell.get("outputs", [])]
        assert all(
            isinstance(text, str) for data in shown for kind, text in data.items() if "json" not in kind
        )
    listed = json.loads((lite / "api" / "contents" / "exercises" / "all.json").read_text("utf-8"))
    assert {"questions", "keys", "worked"} <= {one["name"] for one in listed["content"]}
    assert not [path for path in lite.rglob("*") if path.name in ("solutions", "rspack.config.js")]


def test_one_lock_names_all_that_a_browser_fetches(lite: Path) -> None:
    packages = json.loads((lite / "static" / "course-lock.json").read_text("utf-8"))["packages"]
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements.lock").read_text(), re.MULTILINE))
    config = json.loads((lite / "jupyter-lite.json").read_text("utf-8"))["jupyter-config-data"]
    kernel = next(iter(config["litePluginSettings"].values()))
    assert kernel["disablePyPIFallback"] is True, "no registry is asked"
    assert kernel["loadPyodideOptions"]["lockFileURL"].startswith("./static/course-lock.json?v=")
    here = {}
    for name, one in packages.items():
        assert {re.sub("_", "-", need.lower()) for need in one["depends"]} <= packages.keys(), name
        if "://" not in one["file_name"]:
            wheel = lite / "static" / one["file_name"]
            assert hashlib.sha256(wheel.read_bytes()).hexdigest() == one["sha256"]
            here[name] = one["version"]
    assert packages["trilateral"]["imports"] == ["trilateral"]
    ours = {"anywidget", "babel", "comm", "et-xmlfile", "ipywidgets", "openpyxl", "psygnal"}
    assert ours <= here.keys() and {name: here[name] for name in ours} == {
        name: locked[name] for name in ours
    }
    told = json.loads((lite / "course.json").read_text("utf-8"))
    fetched = {address.split("/")[-1].split("-")[0] for address, _ in told["files"]}
    assert {"pyodide.asm.wasm", "pandas", "cryptography", "trilateral", "pyodide_kernel"} <= fetched
    assert "babel" not in fetched, "a sixth of all, for tables of one's own in rarer languages"


@pytest.mark.browser
def test_jupyterlite_in_a_browser_without_a_way_out(lite: Path, browser_program: str, tmp_path: Path) -> None:
    with sync_playwright() as playwright, served(lite.parent) as address:
        browser = launch(playwright, browser_program)
        what_goes_astray_is_said(browser, address, lite)
        context = browser.new_context(viewport={"width": 380, "height": 740}, accept_downloads=True)
        tab = loading_fails_half_way(context, address, lite)
        answered = work_is_kept_and_downloaded(tab, tmp_path / "exercises" / "Kim.ipynb")
        outcomes, notes = check_file(answered, 30)
        assert [(one.question, one.outcome) for one in outcomes if one.outcome != "blank"] == [
            ("1.1", "right")
        ]
        assert not notes
        what_would_be_lost_is_said(context, tab, address, answered)
        browser.close()


def test_addresses_stand_in_one_place() -> None:
    sys.path.insert(0, str(ROOT / "website"))
    try:
        from build import linked  # type: ignore[import-not-found]
    finally:
        sys.path.remove(str(ROOT / "website"))
    text = (
        "[terms](../LICENSE), [page](../data/README.md#events), [table](../data/coal.csv), [x](https://a.org)"
    )
    nowhere = "terms, [page](../data/README.md#events), [table](../tables/coal.md), [x](https://a.org)"
    assert linked(text, ROOT / "docs", "") == nowhere
    published = linked(text, ROOT / "docs", "https://example.org/us/course/")
    assert published.startswith("[terms](https://example.org/us/course/blob/main/LICENSE), [page](../data")
    assert json.loads(json.dumps(published)) == published
