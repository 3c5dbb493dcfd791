"""The memo: what it refuses, what it warns of, and that no text becomes markup in either form."""

import html
import re
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest

from trilateral import load
from trilateral.memo.memo import PAGE, Brief, BriefError
from trilateral.memo.render import count_words, slug, web

SOURCES = pd.DataFrame(
    [
        ["kbs", "KBS World", "A page", "https://example.org/1", pd.Timestamp("2017-04-01"), "press"],
        ["mofa", "外務省", "日韓首脳会談", "http://example.jp/2", pd.NaT, "primary"],
        ["late", "Yonhap", "Looking back", "https://example.org/3", pd.Timestamp("2018-01-01"), "agency"],
    ],
    columns=["id", "publisher", "title", "url", "date", "kind"],
)


def event(name: str, date: str, **other: object) -> dict[str, object]:
    row: dict[str, object] = {
        "id": name,
        "date": pd.Timestamp(date),
        "date_known": pd.NaT,
        "date_us": pd.NaT,
        "precision": "day",
        "title": f"Title of {name}",
        "confidence": "high",
        "dispute": "",
        "source_1": "kbs",
        "source_2": "mofa",
        "side": "for",
        "because": "",
    }
    return row | other


def rows(*events: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(list(events))


BALANCED = rows(
    event("a", "2017-04-01"),
    event("b", "2017-03-01", side="against"),
    event("c", "2017-02-01", side="unclear", because="Nobody saw it."),
)


def brief(evidence: pd.DataFrame = BALANCED, **other: object) -> Brief:
    given = {"title": "Meet", "audience": "the ministers", "author": "Kim", "advice": "Meet soon."} | other
    texts = [given.pop(name) for name in ("title", "audience", "author")]
    return Brief(*texts, evidence, sources=SOURCES, **given)  # type: ignore[arg-type]


class Reader(HTMLParser):
    """What a browser would see: the tags, the links and the words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data


# --- what it refuses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "day"),
    [
        (event("tomorrow", "2017-04-21"), "21 April 2017"),
        (event("hushed-up", "2017-04-11", date_known=pd.Timestamp("2017-05-02")), "2 May 2017"),
    ],
)
def test_what_nobody_could_know_is_refused_by_name(row: dict[str, object], day: str) -> None:
    with pytest.raises(BriefError) as refused:
        brief(rows(event("fine", "2017-04-20"), row))
    assert f"{row['id']} ({day})" in str(refused.value)
    assert "fine" not in str(refused.value)


def test_what_became_known_on_the_day_itself_may_be_used() -> None:
    told = event("told", "2017-04-18", date_known=pd.Timestamp("2017-04-20"))
    assert "Title of told" in brief(rows(told)).markdown()
    with pytest.raises(BriefError, match="told"):
        brief(rows(told), as_of="2017-04-19")


def test_it_knows_what_the_timeline_knows() -> None:
    """The two must draw the line between known and not yet known at the same rows."""
    from trilateral import Timeline

    events = load("events")
    shown = Timeline(events, as_of="2017-04-20").visible
    made = Brief("All", "a test", "a test", shown.assign(side="for"), advice="None.")
    assert len(made.evidence) == len(shown)
    hidden = events[~events["id"].isin(shown["id"])]
    for row in (hidden.iloc[[0]], hidden.iloc[[-1]]):
        with pytest.raises(BriefError, match=row["id"].iloc[0]):
            Brief("One", "a test", "a test", row.assign(side="for"), advice="None.")


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        (BALANCED.head(0), "No row is chosen"),
        (pd.DataFrame(), "No row is chosen"),
        (BALANCED.drop(columns="side"), "side"),
        (BALANCED.assign(side=["for", "yes", None]), "b, c"),
        (rows(event("a", "2017-01-01"), event("a", "2017-01-01")), "Chosen twice: a"),
        (rows(event("a", "2017-01-01", source_1="nobody")), "'nobody'"),
        (rows(event("a", "2017-01-01", source_1="", source_2="")), "a: it has no source"),
        (BALANCED.assign(date=[pd.NaT, *BALANCED["date"][1:]]), "Without a date: a"),
        (["a"], "table of events"),
    ],
)
def test_other_evidence_that_cannot_be_used_is_refused(evidence: pd.DataFrame, message: str) -> None:
    with pytest.raises(BriefError, match=message):
        brief(evidence)


@pytest.mark.parametrize("what", ["title", "audience", "author", "advice"])
def test_no_part_of_the_head_is_blank(what: str) -> None:
    with pytest.raises(BriefError, match=what):
        brief(**{what: " \n "})


@pytest.mark.parametrize("day", [None, "soon", float("nan")])
def test_the_day_must_be_a_date(day: object) -> None:
    with pytest.raises(BriefError, match="2017-04-20"):
        brief(as_of=day)


# --- what it warns of -------------------------------------------------------------------------------------


def test_a_balanced_memo_has_no_warning() -> None:
    assert brief().warnings == []
    assert "Before you send it" not in brief()._repr_html_()


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        (rows(event("a", "2017-01-01")), "Nothing speaks against"),
        (rows(event("a", "2017-01-01", side="against")), "Nothing speaks for"),
        (
            rows(*(event(f"e{n}", "2017-01-01") for n in range(4)), event("x", "2017-01-01", side="against")),
            "One-sided: 4 rows for, 1 against",
        ),
        (rows(event("a", "2017-01-01", source_2="")), "One source only: a"),
        (rows(event("a", "2017-01-01", confidence="medium")), "Not of high confidence: a"),
        (rows(event("a", "2017-01-01", dispute="Seoul says no.")), "before you lean on it.*: a"),
        (rows(event("a", "2017-01-01", source_2="late")), "Published after 20 April 2017.*source 2"),
        (rows(event("a", "2017-01-01")), "does not say what is not known"),
        (
            rows(*(event(f"e{n}", "2017-01-01", source_2="") for n in range(2))),
            "rests on one publisher: KBS World",
        ),
    ],
)
def test_each_weakness_is_named(evidence: pd.DataFrame, message: str) -> None:
    made = brief(evidence)
    assert [warning for warning in made.warnings if re.search(message, warning)]
    assert all(html.escape(warning) in made._repr_html_() for warning in made.warnings)
    assert "Before you send it" not in made.html()


def test_a_page_is_a_page() -> None:
    short = brief()
    assert short.words < 60
    long = brief(advice="word " * (PAGE - short.words + 2))
    assert long.words == PAGE
    assert not [warning for warning in long.warnings if "Too long" in warning]
    longer = brief(advice="word " * (PAGE - short.words + 3))
    assert [warning for warning in longer.warnings if f"Too long: {PAGE + 1} words" in warning]


def test_words_are_counted_in_three_scripts() -> None:
    assert count_words("one two-three, don't – 4.") == 4
    assert count_words("북한의 핵 실험") == 3
    assert count_words("日米韓首脳会談") == 4
    assert count_words("") == 0


# --- what it writes ---------------------------------------------------------------------------------------


def test_sections_stand_in_order_and_evidence_by_date() -> None:
    made = brief(
        rows(event("y", "2017-03-02"), event("x", "2017-03-01"), event("z", "2017-03-03", side="against"))
    )
    text = made.markdown()
    order = ["## Advice", "## Evidence for", "of x", "of y", "## Evidence against", "of z", "## What is not"]
    places = [text.index(part) for part in [*order, "None given.", "## Sources"]]
    assert places == sorted(places)


def test_citations_are_made_from_the_rows_and_numbered_once() -> None:
    made = brief(rows(event("a", "2017-01-01"), event("b", "2017-01-02", source_1="mofa", source_2="late")))
    assert [page.number for page in made.citations] == [1, 2, 3]
    assert [page.date for page in made.citations] == ["1 April 2017", "no date", "1 January 2018"]
    text = made.markdown()
    assert "Title of a. \\[1\\] \\[2\\]" in text
    assert "Title of b. \\[2\\] \\[3\\]" in text
    assert "2. 外務省, “日韓首脳会談”, no date. <http://example.jp/2>" in text
    assert "<https://example.org/3> (published after the day of this memo)" in text


def test_dates_are_written_as_well_as_they_are_known() -> None:
    text = brief(
        rows(
            event("a", "2017-04-08", date_us=pd.Timestamp("2017-04-07")),
            event("b", "1981-01-01", precision="year"),
            event("c", "2016-12-01", precision="month", confidence="low", dispute="When?", source_2=""),
        )
    ).markdown()
    assert "- 8 April 2017 (7 April 2017 in Washington): Title of a." in text
    assert "- 1981: Title of b." in text
    assert "- December 2016: Title of c. (low confidence, disputed, one source)" in text


def test_one_text_makes_paragraphs_and_a_list_makes_points() -> None:
    assert "\n\nFirst line.\n\nSecond.\n\n" in brief(advice="First\nline.\n\n\nSecond.").markdown()
    assert "\n\n1. First.\n2. Second.\n\n" in brief(advice=["First.", " ", "Second."]).markdown()
    assert "<ol>\n<li>First.</li>\n<li>Second.</li>\n</ol>" in brief(advice=["First.", "Second."]).html()


MARKUP = (
    """<script>alert(1)</script> "x" 'y' & <b>*bold*</b> _it_ `c` """
    """[a](http://evil) ![i](x) $E$ |t| ~s~ # h \\"""
)


@pytest.mark.parametrize(
    "where", ["title", "audience", "author", "advice", "unknown", "event", "because", "page"]
)
def test_markup_stays_text(where: str) -> None:
    evidence, sources = BALANCED, SOURCES
    other: dict[str, object] = {}
    if where == "event":
        evidence = BALANCED.assign(title=MARKUP)
    elif where == "because":
        evidence = BALANCED.assign(because=MARKUP)
    elif where == "page":
        sources = SOURCES.assign(title=MARKUP, publisher=MARKUP)
    else:
        other[where] = MARKUP
    texts = {"title": "T", "audience": "A", "author": "K", "advice": "Do."} | other
    head = [str(texts.pop(name)) for name in ("title", "audience", "author")]
    made = Brief(*head, evidence, sources=sources, **texts)  # type: ignore[arg-type]
    for text in (made.html(), made._repr_html_()):
        seen = Reader(text)
        assert not {"script", "b", "img", "i", "em", "code"} & set(seen.tags)
        assert all(re.match(r"https?://example\.", link) for link in seen.links)
        assert MARKUP in seen.text
    # In Markdown every sign that could do something has a backslash before it.
    plain = re.sub(r"\\[!-/:-@\[-`{-~]", "", made.markdown())
    assert not re.search(r"<script|<b>|\[a\]|!\[|`|\$|\|t\|", plain)


@pytest.mark.parametrize("start", ["1. x", "12) x", "- x", "+ x", "= x", "# x", "> x", "* x"])
def test_a_paragraph_that_looks_like_a_list_stays_a_paragraph(start: str) -> None:
    line = brief(advice=start).markdown().split("## Advice\n\n")[1].split("\n")[0]
    assert "\\" in line
    assert line.replace("\\", "") == start


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "JAVASCRIPT:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//evil",
        "http:",
        "",
    ],
)
def test_only_addresses_of_the_web_are_links(url: str) -> None:
    assert web(url) == ""
    made = Brief("T", "A", "K", BALANCED, advice="Do.", sources=SOURCES.assign(url=url))
    assert Reader(made.html()).links == []
    assert f"<{url}>" not in made.markdown()


def test_an_address_cannot_break_out_of_its_link() -> None:
    url = 'https://example.org/a"><script>x</script> b?q=1&r=한'
    made = Brief("T", "A", "K", BALANCED, advice="Do.", sources=SOURCES.assign(url=url))
    assert "script" not in Reader(made.html()).tags
    assert "<https://example.org/a%22%3E%3Cscript%3Ex%3C/script%3E%20b?q=1&r=%ED%95%9C>" in made.markdown()


def test_a_title_stays_on_its_line() -> None:
    text = brief(BALANCED.assign(title="One\n\n# Two\x00\u2028three\u202e")).markdown()
    assert "One \\# Two three." in text


def test_names_in_other_scripts_and_long_texts_pass_whole() -> None:
    name, long = "김정은·安倍晋三·Wałęsa", "불가역적" * 200
    made = brief(BALANCED.assign(title=name), author=name, unknown=long)
    for text in (made.markdown(), Reader(made.html()).text):
        assert name in text
        assert long in text
    assert "overflow-wrap: anywhere" in made.html()
    assert '<meta charset="utf-8">' in made.html()


def test_the_same_memo_is_the_same_bytes() -> None:
    shuffled = BALANCED.iloc[[2, 0, 1]]
    for form in ("markdown", "html", "_repr_html_", "__repr__"):
        assert getattr(brief(), form)() == getattr(brief(shuffled), form)()
    assert "0x" not in repr(brief())
    assert repr(brief()).startswith("Brief('Meet' for the ministers: 1 for, 1 against, 1 unclear; ")


def test_the_frame_given_is_left_alone() -> None:
    before = BALANCED.copy(deep=True)
    brief()
    pd.testing.assert_frame_equal(BALANCED, before)


# --- what it saves ----------------------------------------------------------------------------------------


def test_it_saves_both_forms_and_again(tmp_path: Path) -> None:
    paths = brief().save(tmp_path / "briefs")
    assert [path.name for path in paths] == ["kim-meet.md", "kim-meet.html"]
    first = [path.read_bytes() for path in paths]
    assert first[0].decode().startswith(brief().markdown())
    assert brief().save(tmp_path / "briefs") == paths
    assert [path.read_bytes() for path in paths] == first
    brief(advice="Wait.").save(tmp_path / "briefs")
    assert "Wait." in paths[0].read_text(encoding="utf-8")


@pytest.mark.parametrize("change", ["by hand", "other author", "not a memo", "bytes"])
def test_it_does_not_replace_what_is_not_its_own(tmp_path: Path, change: str) -> None:
    made = brief()
    paths = made.save(tmp_path)
    if change == "by hand":
        paths[0].write_text(paths[0].read_text(encoding="utf-8").replace("soon", "late"), encoding="utf-8")
    elif change == "other author":
        paths = brief(author="KIM").save(tmp_path / "other")
        for path in paths:  # a name that makes the same file name, in a shared folder
            path.replace(tmp_path / path.name)
    elif change == "not a memo":
        paths[0].write_text("My notes", encoding="utf-8")
    else:
        paths[0].write_bytes(b"\xff\xfe")
    before = {path: path.read_bytes() for path in tmp_path.glob("*.*")}
    with pytest.raises(BriefError, match=r"kim-meet\.md is there already"):
        brief(advice="Wait.").save(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.glob("*.*")} == before


def test_if_one_of_the_two_is_foreign_neither_is_written(tmp_path: Path) -> None:
    (tmp_path / "kim-meet.html").write_text("My page", encoding="utf-8")
    with pytest.raises(BriefError, match=r"kim-meet\.html"):
        brief().save(tmp_path)
    assert not (tmp_path / "kim-meet.md").exists()


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "briefs").write_text("not a folder", encoding="utf-8")
    with pytest.raises(BriefError, match=r"/briefs cannot be written to \(.+\)\. Save the memo into another"):
        brief().save(tmp_path / "briefs")


def test_names_of_files_are_safe_in_any_script() -> None:
    assert slug("../../etc/passwd") == "etc-passwd"
    assert slug("김 / 회담?") == "김-회담"
    assert slug("***") == "brief"
    one, other = slug("x" * 300 + "1"), slug("x" * 300 + "2")
    assert one != other
    assert re.fullmatch(r"x{50}-[0-9a-f]{8}", one)
    assert slug("x" * 60) == "x" * 60
    assert slug("x" * 61) != "x" * 61
