"""What a student is shown: what happened, the line, the next step; and the traceback, collapsed."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

__all__ = ["Message", "as_html", "as_text"]

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
LONGEST = 100  # letters of a line that are shown


@dataclass(frozen=True)
class Message:
    """One error, for a person.

    Attributes:
        what: a sentence that says what happened.
        todo: a sentence that says what to do next.
        line: the student's own line; "" where there is none.
        number: the line's number in its cell, from 1.
        where: words that say which cell it is, if not the one that was run; else "".
        part: the first and the last column of what failed, from 0; None where this is not known.
    """

    what: str
    todo: str
    line: str = ""
    number: int = 0
    where: str = ""
    part: tuple[int, int] | None = None


def as_text(message: Message) -> list[str]:
    """Return the lines of a message, as a front end shows an error (with the ANSI code for bold)."""
    lines = [f"\x1b[1m{message.what}\x1b[0m", ""]
    if message.line.strip():
        lead = f"→ line {message.number}{message.where}:  "
        text = message.line.replace("\t", "    ").rstrip()
        indent = len(text) - len(text.lstrip())
        lines.append(lead + _short(text.strip()))
        if message.part and message.part[1] - indent <= LONGEST:
            first, last = (max(0, place - indent) for place in message.part)
            before = sum(_width(letter) for letter in text.strip()[:first])
            below = sum(_width(letter) for letter in text.strip()[first:last]) or 1
            lines.append(" " * (len(lead) + before) + "^" * below)
        lines.append("")
    return [*lines, message.todo]


def as_html(traceback: list[str]) -> str:
    """Return Python's traceback, collapsed."""
    text = html.escape(COLOURS.sub("", "\n".join(traceback)))
    return (
        "<details><summary>What Python itself says</summary>"
        f'<pre style="max-height: 30em; overflow: auto">{text}</pre></details>'
    )


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _width(letter: str) -> int:
    """Return how many columns a letter takes in a fixed-width font: an East Asian one takes two."""
    from unicodedata import east_asian_width

    return 2 if east_asian_width(letter) in "WF" else 1
