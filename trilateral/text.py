"""What every message and page needs: nearest words, lists, one line, safe letters, safe addresses."""

from __future__ import annotations

import difflib
import re
import sys
import textwrap
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

__all__ = [
    "COLUMNS",
    "clean",
    "count",
    "credited",
    "listed",
    "near",
    "nearest",
    "number",
    "one_line",
    "safe_url",
    "say",
    "wrapped",
]

# What JupyterLab shows of an output beside its list of files in a window of 1,024 pixels. Longer lines it
# breaks in the middle of a word.
COLUMNS = 70

# Characters that turn the direction of writing, or that nobody sees: they can only mislead. The two joiners
# (U+200C, U+200D) are not among them: Persian, Hindi and emoji need them.
_MISLEADING = re.compile(
    "[\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# Control characters, halves of characters, and separators of lines and paragraphs: Unicode's Cc, Cs, Zl, Zp.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
# js/src/lib/sources.js has the same rule; both are held to timeline/shared/untrusted.json. No name or
# password before the host: "https://bank.example@elsewhere.example" leads elsewhere.
_ADDRESS = re.compile(r"https?://[^\s\\/?#@:<>^|%`\"{}\[\]]+(:(?P<port>[0-9]{1,5}))?([/?#].*)?", re.I)


def nearest(word: object, known: Iterable[object], cutoff: float = 0.6) -> str:
    """Return the known word that is most like a word, or "" where none is like it; only texts are compared.

    Neither case nor blanks, hyphens and underscores count: `Para graph` is `paragraph`.

    Args:
        word: the word.
        known: the words that there are.
        cutoff: how like it must be, from 0 to 1, as `difflib.get_close_matches` counts.
    """
    if not isinstance(word, str):
        return ""
    by_form: dict[str, str] = {}
    for name in known:
        if isinstance(name, str):
            by_form.setdefault(_bare(name), name)
    close = difflib.get_close_matches(_bare(word), by_form, n=1, cutoff=cutoff)
    return by_form[close[0]] if close else ""


def _bare(word: str) -> str:
    return re.sub(r"[\s_-]", "", word).casefold()


def say(text: str) -> None:
    """Print a message, in a notebook in lines that it shows whole."""
    ipython = sys.modules.get("IPython")
    shell = ipython.get_ipython() if ipython else None
    # A kernel has a shell of its own kind; IPython's own is a terminal, which breaks lines as it likes.
    in_notebook = shell is not None and not type(shell).__module__.startswith("IPython.")
    print(wrapped(text) if in_notebook else text)


def wrapped(text: str) -> str:
    """Return a text in lines of at most 70 columns, broken between words; rows of a table and code stay."""
    return "\n".join(
        line
        if line.startswith(" ") or "  " in line.strip()
        else textwrap.fill(line, COLUMNS, break_long_words=False, break_on_hyphens=False)
        for line in text.split("\n")
    )


def near(word: Any, known: Iterable[Any]) -> str:
    """Return ` Did you mean 'x'?` for the nearest known word, or "" where there is none."""
    found = nearest(word, known)
    return f" Did you mean {found!r}?" if found else ""


def number(value: float) -> str:
    """Return a number of points as people write it: 2, 1.5."""
    return f"{value:.2f}".rstrip("0").rstrip(".")


def count(value: float, noun: str) -> str:
    """Return a number with its noun: `1 row`, `3,000 rows`, `1.5 points`."""
    shown = f"{value:,}" if isinstance(value, int) else number(value)
    return f"{shown} {noun}" if shown == "1" else f"{shown} {noun}s"


def listed(words: Iterable[object], most: int = 20, rest: str = " and {} more") -> str:
    """Return words with commas between them; of a long list the first ones: `a, b and 3 more`.

    Args:
        words: the words.
        most: how many are named.
        rest: what stands for the others, {} for their number.
    """
    every = [str(word) for word in words]
    return ", ".join(every[:most]) + (rest.format(len(every) - most) if len(every) > most else "")


def clean(text: str, instead: str = " ", keep: str = "") -> str:
    """Return a text that every file, terminal and page can take, without characters that mislead.

    Args:
        text: the text, whoever wrote it.
        instead: what stands in the place of a control character, an end of a line or half a character.
        keep: control characters that stay, for example ends of lines.
    """
    return _CONTROL.sub(lambda sign: sign[0] if sign[0] in keep else instead, _MISLEADING.sub("", text))


def one_line(text: object, most: int = 0) -> str:
    """Return a text as one clean line without blanks at its ends, cut to a number of letters (0: not cut)."""
    whole = str(text)
    line = " ".join(clean(whole[: 4 * most] if most else whole).split())
    return line if not most or len(line) <= most else f"{line[: most - 3]}..."


def safe_url(url: str) -> str:
    """Return an address that may become a link (http or https, with a plain host), or "" if it is none.

    Blanks and letters of other scripts are escaped, so that nothing in it can end a link early.
    """
    found = _ADDRESS.fullmatch(url)
    if not found or int(found["port"] or 0) > 65_535 or clean(url, "") != url:
        return ""
    return quote(url, safe="!#$%&'()*+,-./:;=?@[]_|~")


def credited(publisher: str, carrier: str) -> str:
    """Return who published a text, and through whom it was read: `Jiji Press, via Nippon.com`."""
    return ", via ".join(filter(None, (publisher, carrier)))
