"""The web site, built once from the stored notebooks: its links and pictures; some pages in a browser."""

import json
import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pytest
from playwright.sync_api import Page as Tab
from playwright.sync_api import expect, sync_playwright
from support.browser import launch
from support.pages import AXE
from support.shared import ROOT

from trilateral import load

# The whole site is built, and the lessons run once for their widgets: on a busy machine that takes minutes.
pytestmark = pytest.mark.timeout(1800)
BUILD = [sys.executable, str(ROOT / "website" / "build.py"), "--out"]


class Page(HTMLParser):
    """What a page of the site holds: links, anchors, pictures, what it loads, its words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.ids: set[str] = set()
        self.pictures: list[dict[str, str | None]] = []
        self.loads: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        own = dict(attrs)
        self.ids |= {own.get("id") or "", (own.get("name") or "") if tag == "a" else ""}
        if tag == "a" and own.get("href"):
            self.links.append(own["href"] or "")
        elif tag == "img":
            self.pictures.append(own)
        if tag in ("script", "img", "iframe") and own.get("src"):
            self.loads.append(own["src"] or "")
        if tag == "link" and own.get("rel") != "canonical":
            self.loads.append(own.get("href") or "")

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site") / "public"
    done = subprocess.run([*BUILD, str(folder)], capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("\n") == 1, f"Sphinx finds no fault: {done.stdout}"
    assert [one.name for one in folder.parent.iterdir()] == ["public"], "nothing is left beside the site"
    return folder


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    return {p.relative_to(site).as_posix(): Page(p.read_text("utf-8")) for p in sorted(site.rglob("*.html"))}


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
            found = tab.evaluate("axe.run()")["violations"]
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
        ]
        wide = {}
        for path in texts:  # in one tab: a second for each would be much
            tab.goto(path.as_uri())
            wide[path.relative_to(site).as_posix()] = tab.evaluate("document.documentElement.scrollWidth")
        assert len(wide) > 20
        assert {name: width for name, width in wide.items() if width > 360} == {}
        expect(opened("timeline/index.html").locator(".living .tl")).to_be_visible()
        browser.close()
    assert wrong == []


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
