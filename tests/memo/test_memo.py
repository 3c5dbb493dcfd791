"""The memo as Markdown and as HTML: what stands where, and that no text becomes markup in either."""

import re

import pandas as pd
import pytest
from support.memo import BALANCED, SOURCES, Reader, brief, event, rows

from trilateral.memo.memo import Brief
from trilateral.text import safe_url


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
    page, annex = text.split("## Sources")
    assert "- 8 April 2017: Title of a." in page
    assert "Washington" not in page, "its day there stands in the annex alone"
    assert "## Dates in Washington\n\n- Title of a: 7 April 2017 in Washington\n" in annex
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
    assert safe_url(url) == ""
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
