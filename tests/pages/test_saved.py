"""A widget saved as one file: what people do with it, a line each, and what must not be in the file."""

import base64
import gzip
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from trilateral import ClaimBoard, StatementCoder, Timeline, load
from trilateral.cli import main
from trilateral.pages import saved
from trilateral.pages.saved import PageError, page_of

SUEZ = pd.DataFrame(
    {
        "date": ["1956-07-26", "1956-10-29", "1957-03-08"],
        "title": ["The canal is nationalised", "Israel attacks", "The last troops leave"],
        "actor": ["Egypt", "Israel", "Israel"],
    }
)
HOSTILE = [
    "<script>alert(1)</script>", "</script><img src=x onerror=alert(1)>", '"><svg onload=alert(1)>',
    "<!-- <script>", "{{ 7 * 7 }}", "{% for x in y %}", "]]></style><b>", "&lt;b&gt; &amp;",
    "\ud800 half a letter", "a\r\nb", "\u202egnp.exe",
]  # fmt: skip


class Page(HTMLParser):
    """The elements of a page, and what its scripts hold."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self.elements.append(("/", {}))

    def handle_data(self, data: str) -> None:
        if self.elements and self.elements[-1][0] == "script":
            self.scripts[-1] += data

    def part(self, name: str) -> bytes:
        tags = [attrs for tag, attrs in self.elements if tag == "script"]
        number = next(k for k, attrs in enumerate(tags) if attrs.get("data-part") == name)
        return gzip.decompress(base64.b64decode(self.scripts[number]))


def inside(page: str) -> str:
    """All that a page holds: itself, and what is packed in it."""
    parts = Page(page)
    return page + "".join(
        parts.part(name).decode("utf-8", "replace") for name in ("program", "style", "page", "data")
    )


def small() -> Timeline:
    return Timeline(SUEZ, lane="actor", heading="Suez")


# What is there before, what is asked for, and what is said of it; what was there stays where it is refused.
PLACES: list[tuple[str, str | None, dict[str, bool], str]] = [
    ("suez.html", None, {}, "is written: 3 events, 0."),
    ("suez.htm", None, {}, "is written"),
    ("Suez.HTML", None, {}, "is written"),
    ("수에즈 1956.html", None, {}, "%EC%88%98%EC%97%90%EC%A6%88%201956.html"),
    ("new/folder/suez.html", None, {}, "is written"),
    ("a'b\"c&d.html", None, {}, 'src="a%27b%22c%26d.html"'),
    ("suez.html", "my own page", {}, "is there already, and is not written over unasked"),
    ("suez.html", "", {}, "is there already"),
    ("suez.html", "my own page", {"overwrite": True}, "is written anew"),
    ("suez.html", "as saved", {}, "is written anew"),
    ("suez.html", "as saved, with a line of mine", {}, "is there already"),
    ("suez", None, {}, "ends in .html: 'suez.html'"),
    ("suez.csv", "date,title", {"overwrite": True}, "no name for a web page"),
    ("suez.html.txt", None, {}, "no name for a web page"),
    (".", None, {}, "is a folder"),
    ("", None, {}, "is a folder"),
    ("file.txt/suez.html", None, {}, "cannot be written"),
    ("a\0b.html", None, {}, "is no path"),
    ("~nobody-of-that-name/suez.html", None, {}, "is no path"),
    ("x" * 300 + ".html", None, {}, "path"),
]


@pytest.mark.parametrize(
    ("name", "before", "options", "said"), PLACES, ids=[p[0][:12] + p[3][:9] for p in PLACES]
)
def test_where_a_page_goes(
    name: str,
    before: str | None,
    options: dict[str, bool],
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file.txt").write_text("in the way")
    if before is not None and before.startswith("as saved"):
        small().save(name)
        Path(name).write_bytes(Path(name).read_bytes() + before.removeprefix("as saved").encode())
    elif before is not None:
        Path(name).write_text(before)
    kept = Path(name).read_bytes() if before is not None else b""
    capsys.readouterr()
    try:
        small().save(name, **options)
    except PageError as refused:
        assert said in str(refused) and "\n" not in str(refused)
        assert before is None or Path(name).read_bytes() == kept
        assert capsys.readouterr().out == ""
    else:
        assert said in capsys.readouterr().out
        assert Path(name).read_text("utf-8").startswith("<!doctype html>")
    assert list(tmp_path.rglob("*.half")) == []


@pytest.mark.parametrize("where", ["title", "id", "actor", "summary", "source", "heading"])
def test_what_came_with_a_table_is_never_markup(where: str) -> None:
    frame = pd.concat([SUEZ.head(1)] * len(HOSTILE), ignore_index=True)
    frame = frame.assign(id=frame.index.astype(str), summary="", source="https://example.org/a")
    plain = Page(page_of(Timeline(frame, lane="actor", heading="Suez")))
    if where == "heading":
        made = Page(page_of(Timeline(frame, lane="actor", heading="".join(HOSTILE))))
    else:
        made = Page(page_of(Timeline(frame.assign(**{where: HOSTILE}), lane="actor", heading="Suez")))
    scripts = [attrs for tag, attrs in made.elements if tag == "script"]
    assert scripts == [attrs for tag, attrs in plain.elements if tag == "script"]
    gone = {"a"} if where == "source" else set()  # what is no address is no link
    assert {tag for tag, _ in made.elements} == {tag for tag, _ in plain.elements} - gone
    assert [name for _, attrs in made.elements for name in attrs if name.startswith("on")] == []
    assert json.loads(made.part("page"))["kind"] == "Timeline"


def test_only_the_pages_own_scripts_may_run() -> None:
    page = page_of(small())
    made = Page(page)
    policy = next(attrs["content"] for _, attrs in made.elements if "http-equiv" in attrs) or ""
    may = set(re.findall(r"'(sha256-[^']+)'", policy))
    digest = lambda text: "sha256-" + base64.b64encode(hashlib.sha256(text).digest()).decode()  # noqa: E731
    assert may == {digest(made.part("program")), digest(made.scripts[-1].encode())}
    assert "unsafe-eval" not in policy and policy.startswith("default-src 'none'")
    addresses = [attrs.get(name) for _, attrs in made.elements for name in ("src", "href") if name in attrs]
    assert all(address and address.startswith(("data:", "http")) for address in addresses)
    assert [tag for tag, _ in made.elements if tag in ("link", "iframe", "object")] == []


def test_nothing_beyond_a_fixed_as_of_is_inside() -> None:
    events = load("events")
    everything = inside(page_of(Timeline(events)))
    cut = inside(page_of(Timeline(events, as_of="2017-04-20", language="ko")))
    later = events[(events["date"] > "2017-04-20")]
    earlier = " ".join(events.loc[events["date"] <= "2017-04-20", "title"])
    titles = [title for title in later["title"] if title in everything and title not in earlier]
    assert len(titles) > 100
    assert [title for title in titles if title in cut] == []
    assert [name for name in later["id"] if f'"{name}"' in cut] == []


def test_the_whole_record_is_small_and_the_same_each_time() -> None:
    page = page_of(Timeline(load("events"), heading="The record"))
    assert len(page.encode()) < 600_000
    assert page == page_of(Timeline(load("events"), heading="The record"))


def test_a_page_holds_what_is_seen_now() -> None:
    timeline = small()
    timeline.filters = {"actor": ["Israel"], "search": "attack"}
    timeline.kept = ["1"]
    board = ClaimBoard(load("claims").head(3))
    board.changed = {board._ids[0]: "fact"}
    coder = StatementCoder(load("statements").head(3))
    coder.codes = [1, None, -2]
    seeds = [json.loads(Page(page_of(one)).part("page")) for one in (timeline, board, coder)]
    assert [seed["kind"] for seed in seeds] == ["Timeline", "ClaimBoard", "StatementCoder"]
    assert seeds[0]["state"]["filters"] == {"actor": ["Israel"], "search": "attack"}
    assert seeds[0]["state"]["kept"] == ["1"]
    assert seeds[1]["state"]["moves"] == board.moves != {}
    assert seeds[2]["state"]["codes"] == [1, None, -2]


def test_a_class_of_ones_own_is_saved_as_what_it_is() -> None:
    class Mine(Timeline):
        pass

    assert json.loads(Page(page_of(Mine(SUEZ))).part("page"))["kind"] == "Timeline"


@pytest.mark.parametrize(("language", "title"), [("en", "Timeline"), ("ko", "연표"), ("ja", "年表")])
def test_a_page_speaks_one_language(language: str, title: str) -> None:
    page = page_of(Timeline(SUEZ, language=language))
    assert f'<html lang="{language}">' in page
    assert f"<h1>{title}</h1>" in page
    words = saved.WORDS
    assert words[language]["still"] in page
    assert words.keys() == {"en", "ko", "ja"} and all(
        own.keys() == words["en"].keys() for own in words.values()
    )


def test_the_line_for_another_page_is_one_frame_that_may_save_and_no_more() -> None:
    line = saved.iframe_of(Timeline(SUEZ, heading='The "canal" <1956>'), "my suez.html")
    (tag, attrs), _ = Page(line).elements
    assert tag == "iframe" and attrs["src"] == "my%20suez.html" and attrs["title"] == 'The "canal" <1956>'
    may = set((attrs["sandbox"] or "").split())
    assert {"allow-scripts", "allow-downloads"} <= may
    assert may.isdisjoint({"allow-same-origin", "allow-top-navigation", "allow-forms"})


def test_a_large_table_is_spoken_of_before_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    monkeypatch.setattr(saved, "LARGE", 2)
    monkeypatch.setattr(saved, "ROW", 2_000_000)
    monkeypatch.setattr(saved, "page_of", lambda _: said.append(capsys.readouterr().out) or "<!doctype html>")
    small().save(tmp_path / "a.html")
    assert said == ["3 events make a page of about 6 MB: it opens slowly, and perhaps not on a phone.\n"]


ORDER = ["4/6/2017", "5/6/2017", "6/7/2017", "7/7/2017", "\x1b[31msoon"]

# What is typed after `trilateral timeline`, and what is said.
COMMANDS: list[tuple[str, int, str]] = [
    ("suez.csv --out a.html", 0, "a.html is written: 3 events"),
    ("suez.csv --out a.html --lane actor --heading Suez --language ko", 0, 'title="Suez"'),
    ("suez.csv --out a.html --as-of 1956-12-31", 0, "2 events"),
    ("suez.csv --out a.html --as-of soon", 2, "as_of = 'soon'"),
    ("suez.csv --out a.html --lane actr", 2, "Did you mean 'actor'?"),
    ("suez.csv --out a.html --start when", 2, "There is no column 'when' for start"),
    ("suez.csv --out a.html --title actor", 0, "is written"),
    ("suez.csv --out suez.csv", 2, "no name for a web page"),
    ("suez.csv --out mine.html", 2, "--overwrite"),
    ("suez.csv --out mine.html --overwrite", 0, "is written anew"),
    ("nosuch.csv --out mine.html", 2, "is there already"),  # said before the table is looked for
    ("suex.csv --out a.html", 2, "Did you mean 'suez.csv'?"),
    ("odd.csv --out a.html", 0, "1 of 2 rows is left out"),
    ("odd.csv --out a.html", 0, "  row 3, date: 'soon' – it cannot be read as a date\n"),
    ("odd.csv --out a.html --language ko", 0, "'soon'"),
    ("order.csv --out a.html", 0, "add --day-first to the command if 4/6/2017 is 4 June"),
    (
        "order.csv --out a.html",
        0,
        "row 4, date: '6/7/2017' – day and month could be either way round\n  row 6",
    ),
    ("order.csv --out a.html", 0, "  row 6, date: '\\x1b[31m"),  # no cell colours a terminal, or clears it
    ("order.csv --out a.html --day-first", 0, "a.html is written: 4 events"),
    ("order.csv --out a.html --month-first", 0, "a.html is written: 4 events"),
    ("order.csv --out a.html --language ja", 0, "--month-first"),
    ("sheets.xlsx --out a.html", 0, "2 sheets: 'First' is read. For another: --sheet \"Second\""),
    ("bare.csv --out a.html", 2, 'Name it: --start "HEADING"'),
    ("http://example.org/a.csv --out a.html", 2, "is an address: save the table first"),
    ("mine.html --out a.html", 2, "Save the table as one of these.\n"),
    ("letters.csv --out a.html", 2, "Save the file as “CSV UTF-8”.\n"),
    ("notes.txt --out a.html", 2, "date"),
    ("suez.xlsx --out a.html --sheet 1", 0, "3 events"),
    ("suez.xlsx --out a.html --sheet Ereignisse", 0, "3 events"),
    ("suez.xlsx --out a.html --sheet 9", 2, "9"),
]


@pytest.mark.parametrize(("line", "status", "said"), COMMANDS, ids=[c[0] for c in COMMANDS])
def test_the_command(
    line: str,
    status: int,
    said: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    SUEZ.to_csv("suez.csv", index=False)
    if "suez.xlsx" in line:
        SUEZ.to_excel("suez.xlsx", index=False, sheet_name="Ereignisse")
    if "sheets.xlsx" in line:
        with pd.ExcelWriter("sheets.xlsx") as book:
            SUEZ.to_excel(book, index=False, sheet_name="First")
            SUEZ.to_excel(book, index=False, sheet_name="Second")
    Path("mine.html").write_text("mine")
    Path("notes.txt").write_text("some words\nand more words\n")
    Path("odd.csv").write_text("date,title\n1956-07-26,One\nsoon,Two\n")
    Path("bare.csv").write_text("what,title\n1,One\n")
    Path("order.csv").write_text("date,title\n" + "".join(f"{d},{d}\n" for d in ORDER))
    Path("letters.csv").write_bytes("date,title\n1956-07-26,Zażółć 수에즈\n".encode("utf-16-le")[1:])
    assert main(["timeline", *line.split()]) == status
    out, err = capsys.readouterr()
    assert said in (err if status else out)
    assert "Timeline(" not in out + err and "timeline.unread" not in out + err and "pandas" not in out + err
    assert err.count("\n") == (1 if status else 0)
    assert Path("a.html").exists() == (not status and "--out a.html" in line)
    assert (Path("mine.html").read_text("utf-8") == "mine") == ("--overwrite" not in line)


# A table with everything that its maker is told of, and what of that its readers see.
TOLD = [
    (
        "en",
        "2 of 4 rows are left out",
        ["Timeline(", "timeline.unread", "--day-first", "day_first", "Say which"],
    ),
    ("ko", "4", ["Timeline(", "timeline.unread", "--day-first", "day_first", "순서를 알려"]),
    ("ja", "4", ["Timeline(", "timeline.unread", "--day-first", "day_first", "順を指定"]),
]


@pytest.mark.parametrize(("language", "fact", "never"), TOLD, ids=[c[0] for c in TOLD])
def test_readers_of_a_page_are_told_facts_and_no_remedies(language: str, fact: str, never: list[str]) -> None:
    table = pd.DataFrame(
        {
            "date": ["4/6/2017", "5/6/2017", "1956-07", "1957"],
            "title": list("ABCD"),
            "id": ["x", "x", "y", "y"],
        }
    )
    timeline = Timeline(table, language=language)
    maker = timeline._static_html() + json.dumps(timeline._meta["notices"], ensure_ascii=False)
    page = inside(page_of(timeline))
    assert never[0] in maker and never[-1] in maker and repr("y") in maker
    assert [one for one in never if one in page.replace("TimelineError(", "")] == []
    assert fact in " ".join(json.loads(Page(page_of(timeline)).part("page"))["state"]["_meta"]["notices"])
