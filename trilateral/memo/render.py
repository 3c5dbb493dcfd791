"""How a memo is written: its lines as Markdown and as HTML, with every text escaped."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from trilateral.templates import render
from trilateral.text import safe_url
from trilateral.timeline.shared import MONTHS

__all__ = [
    "Block",
    "Line",
    "count_words",
    "date_in_words",
    "memo_html",
    "preview",
    "short_hash",
    "slug",
    "to_markdown",
]

# Kana, and the ideographs that Chinese and Japanese write without spaces. Hangul has spaces between words.
UNSPACED = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True)
class Line:
    """A line of a memo: an optional label in bold, the text, an address, and what follows it."""

    text: str
    label: str = ""
    url: str = ""
    after: str = ""

    @property
    def href(self) -> str:
        """The address as a link, "" where it is none of the web."""
        return safe_url(self.url)


@dataclass(frozen=True)
class Block:
    """Lines that belong together: `kind` is h1, h2, annex (h2 on a new page), head, p, ul, ol or sources."""

    kind: str
    lines: tuple[Line, ...]


def to_markdown(blocks: Sequence[Block]) -> str:
    """Return a memo as Markdown in which no text can become markup, math or HTML."""
    parts = []
    for block in blocks:
        lines = [_md_line(line) for line in block.lines]
        if block.kind in ("h1", "h2", "annex"):
            parts.append(f"{'#' if block.kind == 'h1' else '##'} {lines[0]}")
        elif block.kind == "head":
            parts.append("\\\n".join(lines))
        elif block.kind == "ul":
            parts.append("\n".join(f"- {line}" for line in lines))
        elif block.kind in ("ol", "sources"):
            parts.append("\n".join(f"{number}. {line}" for number, line in enumerate(lines, 1)))
        else:
            parts += lines
    return "\n\n".join(parts) + "\n"


def memo_html(title: str, blocks: Sequence[Block]) -> str:
    """Return a memo as a page of its own, to be opened in a browser or printed."""
    return render(TEMPLATES / "page.html.j2", title=title, blocks=blocks)


def preview(blocks: Sequence[Block], warnings: Sequence[str], words: int, most_words: int) -> str:
    """Return a memo as a notebook shows it, with what its author should mend above it.

    Args:
        blocks: the memo.
        warnings: what to mend.
        words: how many it has.
        most_words: how many a page holds.
    """
    values = {"blocks": blocks, "warnings": warnings, "words": words, "most_words": most_words}
    return render(TEMPLATES / "preview.html.j2", **values).removesuffix("\n")


def _md_line(line: Line) -> str:
    address = f"<{line.href}>" if line.href else _md(line.url)
    label = f"**{_md(line.label)}:**" if line.label else ""
    return " ".join(part for part in (label, _md(line.text), address, _md(line.after)) if part)


def _md(text: str) -> str:
    escaped = re.sub(r"([\\`*_{}\[\]<>#|&~$])", r"\\\1", text)
    # What makes a list or a rule only at the beginning of a line.
    return re.sub(r"^(\d+)(?=[.)])|^(?=[-+=])", lambda found: f"{found[1] or ''}\\", escaped)


def count_words(text: str) -> int:
    """Count words: what stands between spaces; of Chinese and Japanese, two characters are a word."""
    unspaced = len(re.findall(f"[{UNSPACED}]", text))
    return len(re.findall(r"\S*\w\S*", re.sub(f"[{UNSPACED}]", " ", text))) + (unspaced + 1) // 2


def date_in_words(date: Any, precision: str = "day") -> str:
    """Return a date in words: 20 April 2017, April 2017 or 2017."""
    day = pd.Timestamp(date)
    month = MONTHS[day.month - 1]
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
