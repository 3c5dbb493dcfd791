"""Copies for reading: nothing of a student's runs, loads or leads anywhere, and honest text reads as written."""
# ruff: noqa: E501  markup within strings is easier to read unbroken

import json
import re
import time
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import markdown2html_mistune
from support.classroom import EXERCISES, SETTINGS, STEM, Fake, engine_of, folder_of, submission

from trilateral.grading.grade_class import grade
from trilateral.grading.model import NotGradable
from trilateral.grading.reports.clean_copy import MOST_CELLS, MOST_LETTERS, clean_notebook, inert

HOSTILE = {
    "script": "<script>alert(1)</script>",
    "script in capitals, split": "<SCRIPT\n>alert(1)</SCRIPT\n>",
    "picture that fails": '<img src=x onerror="alert(1)">',
    "drawing": '<svg onload=alert(1)><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
    "frame": '<iframe srcdoc="<script>alert(1)</script>"></iframe>',
    "command": '<button data-commandlinker-command="runmenu:run-all" data-commandlinker-args="{}">Read on</button>',
    "form": '<form action="https://bad.example"><input autofocus onfocus=alert(1)></form>',
    "style": "<style>@import 'https://bad.example/x.css';</style><link rel=stylesheet href=//bad.example>",
    "page's base": '<base href="https://bad.example/"><meta http-equiv=refresh content="0;url=https://bad.example">',
    "comment": "<!-- <script> --> <![CDATA[ <script>alert(1)</script> ]]> <?php x ?> <!DOCTYPE html>",
    "within a table": "| a | b |\n|---|---|\n| <img src=x onerror=alert(1)> | x |",
    "within a quotation in a list": "- a\n  > <details open ontoggle=alert(1)>",
    "after a fence that does not end": "x\n```\n```\n<script>alert(1)</script>",
    "within a title": "# <img src=x onerror=alert(1)>\n\n<b>x</b>\n===",
    "link to a script": "[read on](javascript:alert(1))",
    "link in capitals, with letters by number": "[read on](&#74;ava&#x73;cript&colon;alert(1)) [x](JaVaScRiPt:alert(1))",
    "link to data": "[read on](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "link within brackets": "[read on](<javascript:alert(1)> 'title')",
    "link by reference": "[read on][1] and [1]\n\n[1]: javascript:alert(1)\n   [2]: <data:text/html,x> 'x'",
    "link by itself": "<javascript:alert(1)> <data:text/html,x> <x@bad.example>",
    "link to a file of the teacher's": "[solutions](../solutions/03.ipynb) [x](/lab?reset) [x](files/x.html)",
    "picture of an address": "![x](https://bad.example/beacon.png) ![y][z]\n\n[z]: https://bad.example/b.png",
    "picture in the file": "![x](attachment:x.svg) ![y](data:image/svg+xml;base64,PHN2Zz4=)",
    "letters by number": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
    "formula with a link": "$\\href{javascript:alert(1)}{x}$ $$\\class{x}{\\style{position:fixed}{y}}$$ \\begin{align}\\url{x}\\end{align}",
    "formula that makes commands": "$\\def\\x{\\href}\\x{javascript:alert(1)}{y}$",
    "formula with a tag": "$<img src=x onerror=alert(1)>$ $$</script><script>alert(1)$$",
    "diagram": "```mermaid\ngraph TD\nclick A href \"javascript:alert(1)\"\n```\n\n~~~ mermaid\nx\n~~~",
    "control characters": "<\x00script>alert(1)</script> <\x1bimg src=x onerror=alert(1)> <\u202eimg src=x>",
    "tag within a tag": "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "tag that another is taken from": "<<img src=x onerror=alert(1)//<",
}  # fmt: skip


class Tags(HTMLParser):
    """Collects tags and where they lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        raise AssertionError(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        raise AssertionError(f"a declaration: {decl}")

    def handle_pi(self, data: str) -> None:
        raise AssertionError(f"an instruction: {data}")


# What Markdown itself makes of honest text.
HONEST_TAGS = set(
    [
        "p",
        "em",
        "strong",
        "code",
        "pre",
        "ul",
        "ol",
        "li",
        "h1",
        "h2",
        "h3",
        "blockquote",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "br",
        "hr",
        "span",
        "div",
    ]
)


@pytest.mark.parametrize("name", HOSTILE)
def test_no_markup_of_a_strangers_comes_through(name: str) -> None:
    page = Tags(markdown2html_mistune(inert(HOSTILE[name])))
    for tag, attributes in page.tags:
        if tag == "a":  # a heading's own anchor, or an address that is in plain sight
            assert re.match("#|https?://|mailto:", attributes["href"] or ""), attributes
            address = unquote(attributes["href"] or "").removeprefix("mailto:")
            assert attributes.get("class") == "anchor-link" or address in page.text
            continue
        assert tag in HONEST_TAGS
        assert not [key for key in attributes if key.startswith(("on", "data-", "src", "style", "xlink"))]
    # Nor whoever renders it: nothing begins a tag, a link's address, a command of TeX or a drawn fence.
    kept = inert(HOSTILE[name])
    assert not re.search(r"<[a-z/!?]|\]\(|\]:|\\[a-z]|(```|~~~)[ \t]*\w", kept, re.I)
    # And nothing was taken from it but what cannot be seen.
    seen = re.sub("[\x00-\x08\x0b-\x1f\u202e]", "", HOSTILE[name])
    assert kept.replace("\u200b", "") == seen


@pytest.mark.parametrize(
    "text",
    [
        "a < b and x > 3, 2 <= 3, a<-b, <3",
        "*Emphasis*, **strong**, `code`, a_b_c and 5 * 3 * 2",
        "- one\n- two\n  1. three\n\n> quoted\n\n# Title\n\nText[1] (see below): 2017-04-20.",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "In Korean: 한국은 [참고] 일본. 日本語「引用」も。",
        "It costs $5, not $6. C: & D; AT&T; 100 %",
    ],
)
def test_honest_text_stays_as_it_is(text: str) -> None:
    assert inert(text) == text


def test_code_in_a_text_reads_as_written() -> None:
    page = markdown2html_mistune(
        inert("Look:\n\n```\nif a<b and x > 3:\n    print('<b>')\n```\n\nand `List<int>`")
    )
    text = Tags(page).text.replace("\u200b", "")
    assert "if a<b and x > 3:\n    print('<b>')" in text and "List<int>" in text


def notebook(cells: list[Any], **metadata: Any) -> bytes:
    return json.dumps({"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}).encode()


def cell(kind: str, source: object, **others: Any) -> dict[str, Any]:
    return {"cell_type": kind, "metadata": {}, "source": source, **others}


WIDGET = {"model_module": "anywidget", "state": {"_esm": "export default { render() { EVIL } }"}}
METADATA = {
    "widget state": {"widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"a": WIDGET}}}},
    "trust": {"trusted": True, "signature": "sha256:EVIL"},
    "Colab": {"colab": {"provenance": ["EVIL"], "name": "<script>"}, "accelerator": "GPU"},
    "VS Code": {"vscode": {"interpreter": {"hash": "EVIL"}}, "polyglot_notebook": {"EVIL": 1}},
    "a kernel of one's own": {"kernelspec": {"name": "../../EVIL", "display_name": "<b>EVIL", "language": "R"}},
    "a language of one's own": {"language_info": {"name": "EVIL", "codemirror_mode": "EVIL", "nbconvert_exporter": "EVIL"}},
    "a title and authors": {"title": "<script>EVIL", "authors": [{"name": "EVIL"}]},
    "jupytext and ipyflow": {"jupytext": {"formats": "EVIL"}, "celltoolbar": "EVIL", "toc": {"EVIL": 1}},
    "widgets that are none": {"widgets": "EVIL"},
}  # fmt: skip
CELLS = {
    "a widget's view": cell("code", "x", execution_count=9, outputs=[{"output_type": "display_data", "metadata": {}, "data": {"application/vnd.jupyter.widget-view+json": {"model_id": "EVIL"}}}]),
    "a page in an output": cell("code", "x", outputs=[{"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/html": "<script>EVIL</script>", "application/javascript": "EVIL"}}]),
    "an error in colours": cell("code", "x", outputs=[{"output_type": "error", "ename": "EVIL", "evalue": "", "traceback": ["\x1b[31mEVIL"]}]),
    "an attachment": cell("markdown", "x", attachments={"x.svg": {"image/svg+xml": "EVIL"}}),
    "a trusted cell": {**cell("code", "x"), "metadata": {"trusted": True, "EVIL": 1, "jupyter": {"source_hidden": True}, "tags": ["ok", "<EVIL>", 5]}},
    "a raw cell for the web": {**cell("raw", "x"), "metadata": {"raw_mimetype": "text/html", "format": "EVIL"}},
    "an id of markup": cell("code", "x", id="<EVIL>"),
    "an odd kind": cell("EVIL", "x"),
    "an odd count": cell("code", "x", execution_count="EVIL", outputs="EVIL"),
    "odd metadata": {**cell("markdown", "x"), "metadata": ["EVIL"]},
}  # fmt: skip


@pytest.mark.parametrize("name", [*METADATA, *CELLS])
def test_nothing_is_kept_beside_sources_and_tags(name: str) -> None:
    made = clean_notebook(notebook([CELLS.get(name, cell("code", "x"))], **METADATA.get(name, {})))
    nbformat.validate(nbformat.from_dict(made))
    assert "EVIL" not in json.dumps(made) and made["cells"][0]["source"] == "x"
    assert set(made["metadata"]) == {"kernelspec", "language_info"}
    assert made["metadata"]["kernelspec"]["name"] == "python3"
    assert made["cells"][0]["metadata"] == ({"tags": ["ok"]} if name == "a trusted cell" else {})


def test_a_whole_copy_has_no_tag_of_the_students() -> None:
    evil = [
        cell(kind, source) for source in HOSTILE.values() for kind in ("markdown", "raw", "code", "heading")
    ]
    made = clean_notebook(notebook(evil, **METADATA["widget state"]))
    nbformat.validate(nbformat.from_dict(made))
    assert [one["source"] for one in made["cells"][2::4]] == list(HOSTILE.values()), "code is as it was"
    assert {one["cell_type"] for one in made["cells"]} == {"code", "markdown"}
    exporter = HTMLExporter(template_name="basic")
    page, _ = exporter.from_notebook_node(nbformat.from_dict(made))
    found = Tags(page)
    assert not {tag for tag, _ in found.tags} & set(
        [
            "script",
            "img",
            "svg",
            "iframe",
            "button",
            "form",
            "input",
            "style",
            "link",
            "base",
            "meta",
            "details",
        ]
    )
    assert not [key for _, keys in found.tags for key in keys if key.startswith(("on", "data-commandlinker"))]
    assert not [
        keys
        for tag, keys in found.tags
        if tag == "a" and not re.match("#|https?:|mailto:", keys.get("href") or "")
    ]


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"cells": []}', b"[" * 10**5, b"\xff\xfe\x00", b"<html>"]
)
def test_what_cannot_be_parsed_has_no_copy(content: bytes) -> None:
    with pytest.raises(NotGradable):
        clean_notebook(content)


def test_a_copy_is_bounded_and_says_what_it_leaves_out() -> None:
    many = clean_notebook(notebook([cell("markdown", "x" * 90_000)] * 150))
    assert len(json.dumps(many)) < MOST_LETTERS + 100_000
    assert many["cells"][-1]["source"] == "Left out of this copy because of their size: 117 cells."
    assert len(clean_notebook(notebook([cell("code", "")] * 5000))["cells"]) == MOST_CELLS + 1
    assert "size: 1 cells" in clean_notebook(notebook([cell("code", "x" * 10**6)]))["cells"][0]["source"]


@pytest.mark.parametrize(
    "part", ["`", "`~", "``` ", "```\n", "<", "](", "\\", "\n", "[", " ~~~", "\u202e", "``` \t"]
)
def test_a_long_text_takes_no_time(part: str) -> None:
    began = time.process_time()
    inert(part * (100_000 // len(part)))
    assert time.process_time() - began < 1


def test_a_class_gets_a_copy_for_each_file_that_counts(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    given = folder_of(
        tmp_path,
        {
            "Kim/02.ipynb": submission(a_2_1="answer_2_1 = 42", r_2_1=HOSTILE["command"]),
            "CON/02.ipynb": submission(),
            "CON/other.ipynb": notebook([cell("markdown", "my notes")]),
            "Park/broken.ipynb": b"{",
        },
    )
    out = tmp_path / "out"
    grade(given, out, SETTINGS, engine_of(Fake()))
    assert capsys.readouterr().err == ""
    (named,) = (out / "read" / "no-copy.txt").read_text(encoding="utf-8").splitlines()
    assert re.fullmatch(r"Park/broken\.ipynb: not a notebook: .*not valid JSON\)", named)
    copies = sorted(path.relative_to(out / "read").as_posix() for path in out.rglob("read/*/*"))
    pages = {path.stem for path in (out / "feedback").iterdir()}
    assert {Path(copy).parent.name for copy in copies} < pages, "named as the pages are"
    assert [re.sub("[0-9a-f]{8}", "#", copy) for copy in copies] == [
        f"CON-#/{STEM}.ipynb",
        "CON-#/other-#.ipynb",
        f"Kim-#/{STEM}.ipynb",
    ]
    (kim,) = out.glob("read/Kim-*/*.ipynb")
    made = nbformat.read(kim, as_version=4)
    nbformat.validate(made)
    text = next(one.source for one in made.cells if one.id == "r-2-1")
    assert "<button" not in text and text.replace("\u200b", "") == HOSTILE["command"]
    assert next(one.source for one in made.cells if one.id == "a-2-1") == "answer_2_1 = 42"

    # Who writes into a copy keeps it, and is told where; a copy as it was stays.
    kim.write_text("my comments", encoding="utf-8")
    others = {path: path.stat().st_mtime_ns for path in out.rglob("read/*/*") if path != kim}
    grade(given, out, SETTINGS, engine_of(Fake()))
    (kept,) = kim.parent.glob("*-old-*.ipynb")
    assert kept.read_text(encoding="utf-8") == "my comments" and kept.name in capsys.readouterr().err
    assert nbformat.read(kim, as_version=4) == made
    assert {path: path.stat().st_mtime_ns for path in others} == others
    (given / "Park" / "broken.ipynb").write_bytes(submission())
    grade(given, out, SETTINGS, engine_of(Fake()))
    assert not (out / "read" / "no-copy.txt").exists() and len([*out.glob("read/Park-*/*")]) == 1


def test_the_forms_of_the_course_read_as_they_do(tmp_path: Path) -> None:
    """What a class has is readable: of all texts only what could lead elsewhere is changed."""
    for path in sorted(EXERCISES.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        made = clean_notebook(path.read_bytes())["cells"]
        assert [one["source"].replace("\u200b", "") for one in made] == [
            "".join(one["source"]) for one in cells
        ]
