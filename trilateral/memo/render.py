"""How a memo is written: its lines as Markdown and as HTML, with every text escaped."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

import pandas as pd

__all__ = [
    "Block",
    "Line",
    "count_words",
    "date_in_words",
    "plain",
    "short_hash",
    "slug",
    "to_html",
    "to_markdown",
]

# Kana, and the ideographs that Chinese and Japanese write without spaces. Hangul has spaces between words.
UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
STYLE = """body { font: 11pt/1.4 Georgia, "Noto Serif", serif; max-width: 42em; margin: 2em auto;
  padding: 0 1em; color: #111; background: #fff; overflow-wrap: anywhere; }
h1 { font-size: 1.4em; } h2 { font-size: 1.1em; margin: 1em 0 0.3em; } p, ul, ol { margin: 0.3em 0; }
ol.sources { font-size: 0.85em; } @page { size: A4; margin: 20mm; }
@media print { body { margin: 0; padding: 0; max-width: none; font-size: 10.5pt; line-height: 1.3; } }"""
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True)
class Line:
    """A line of a memo: an optional label in bold, the text, an address, and what follows it."""

    text: str
    label: str = ""
    url: str = ""
    after: str = ""


@dataclass(frozen=True)
class Block:
    """Lines that belong together: `kind` is h1, h2, head, p, ul, ol or sources."""

    kind: str
    lines: tuple[Line, ...]


def to_markdown(blocks: Sequence[Block]) -> str:
    """Return a memo as Markdown in which no text can become markup, math or HTML."""
    parts = []
    for block in blocks:
        lines = [_md_line(line) for line in block.lines]
        if block.kind in ("h1", "h2"):
            parts.append(f"{'#' * int(block.kind[1])} {lines[0]}")
        elif block.kind == "head":
            parts.append("\\\n".join(lines))
        elif block.kind == "ul":
            parts.append("\n".join(f"- {line}" for line in lines))
        elif block.kind in ("ol", "sources"):
            parts.append("\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1)))
        else:
            parts += lines
    return "\n\n".join(parts) + "\n"


def to_html(blocks: Sequence[Block], top: int = 1) -> str:
    """Return a memo as a piece of HTML, its title a heading of level `top`."""
    parts = []
    for block in blocks:
        lines = [_html_line(line) for line in block.lines]
        if block.kind in ("h1", "h2"):
            level = int(block.kind[1]) + top - 1
            parts.append(f"<h{level}>{lines[0]}</h{level}>")
        elif block.kind == "head":
            parts.append("<p>" + "<br>\n".join(lines) + "</p>")
        elif block.kind == "p":
            parts += [f"<p>{line}</p>" for line in lines]
        else:
            kind = "ul" if block.kind == "ul" else "ol"
            start = f'{kind} class="sources"' if block.kind == "sources" else kind
            parts += [f"<{start}>", *(f"<li>{line}</li>" for line in lines), f"</{kind}>"]
    return "\n".join(parts) + "\n"


def memo_page(title: str, blocks: Sequence[Block]) -> str:
    """Return a memo as a page of its own, to be opened in a browser or printed."""
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{STYLE}\n</style>\n</head>\n<body>\n"
        f"<main>\n{to_html(blocks)}</main>\n</body>\n</html>\n"
    )


def _md_line(line: Line) -> str:
    url = web(line.url)
    address = f"<{url}>" if url else _md(line.url)
    label = f"**{_md(line.label)}:**" if line.label else ""
    return " ".join(part for part in (label, _md(line.text), address, _md(line.after)) if part)


def _md(text: str) -> str:
    escaped = re.sub(r"([\\`*_{}\[\]<>#|&~$])", r"\\\1", text)
    # What makes a list or a rule only at the beginning of a line.
    return re.sub(r"^(\d+)(?=[.)])|^(?=[-+=])", lambda found: f"{found[1] or ''}\\", escaped)


def _html_line(line: Line) -> str:
    url = web(line.url)
    address = html.escape(line.url)
    if url:
        address = f'<a href="{html.escape(url)}" rel="noopener noreferrer">{address}</a>'
    label = f"<strong>{html.escape(line.label)}:</strong>" if line.label else ""
    return " ".join(
        part for part in (label, html.escape(line.text), address, html.escape(line.after)) if part
    )


def web(url: str) -> str:
    """Return an address fit for a link, or "" if it is none of the web."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if parts.scheme.lower() not in ("http", "https") or not parts.netloc:
        return ""
    return quote(url, safe="!#$%&'()*+,-./:;=?@[]_~")


def count_words(text: str) -> int:
    """Count words: what stands between spaces; of Chinese and Japanese, two characters are a word."""
    unspaced = len(re.findall(f"[{UNSPACED}]", text))
    return len(re.findall(r"\S*\w\S*", re.sub(f"[{UNSPACED}]", " ", text))) + (unspaced + 1) // 2


def plain(value: Any) -> str:
    """Return a text on one line, without control characters and without signs that turn the writing round."""
    kept = re.sub("[\u202a-\u202e\u2066-\u2069]", "", str(value))
    kept = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in kept)
    return re.sub(r"\s+", " ", kept).strip()


def date_in_words(date: Any, precision: str = "day") -> str:
    """Return a date in words: 20 April 2017, April 2017 or 2017."""
    day = pd.Timestamp(date)
    month = MONTHS[day.month - 1]  # strftime's names of months follow the machine's language
    return {"year": f"{day.year}", "month": f"{month} {day.year}"}.get(
        precision, f"{day.day} {month} {day.year}"
    )


def slug(text: str) -> str:
    """Return a name for a file: small letters of any script, digits and hyphens, 60 characters at most."""
    # NFC first: a Hangul syllable may come in pieces, and the cut must not fall between them.
    name = re.sub(r"[\W_]+", "-", unicodedata.normalize("NFC", text).casefold()).strip("-")
    if len(name) > 60:  # two long titles that begin alike are two memos
        name = f"{name[:50].rstrip('-')}-{short_hash(name)[:8]}"
    return name or "brief"


def short_hash(text: str) -> str:
    """Return sixteen hexadecimal digits that change with the text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:16]
