"""How a notebook of the course shows a table: text at the left, numbers at the right, nothing torn.

JupyterLab moves every cell to the right and breaks dates and ids at their hyphens. Pandas itself is left as
it is: its HTML gets a style in each cell, because those are kept where a notebook is not trusted yet, and
rules are not. Whether a column is of numbers is read from what it shows: it holds for anybody's table.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from html import unescape
from itertools import pairwise
from typing import Any, NamedTuple

__all__ = ["FIRST_LINE", "styled", "switch_on", "with_styles"]

FIRST_LINE = " \n"
"""JupyterLab shows of an output that is folded away the first line that is not empty: this, and no tag."""
SHORT = 24
"""A text of up to so many characters stands in one line."""
LONGEST = 60
"""A word longer than this, such as an address, may be broken anywhere: it would be wider than the window."""
_MISSING = ("", "...", "NaN", "NaT", "None", "&lt;NA&gt;")
_NUMBER = re.compile(r"[-+]?(?=[\d.])(\d[\d,_]*)?(\.\d*)?(e[-+]?\d+)?( ?%| days( \d\d:\d\d:\d\d)?)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d[\d:.+]*")
_DAY = re.compile(r"(?<![-\w])\d{4}-\d\d(-\d\d)?(?![-\w])", re.ASCII)
_MARKUP = re.compile(r"<[^<>]*>")
_TAG = re.compile(r"<(/?)(thead|tbody|tr|td|th)\b([^<>]*)>")
_SPAN = re.compile(r'colspan="(\d+)"')


def switch_on(shell: Any) -> None:
    """Show every table of pandas so in the notebook of this shell, and in no other.

    Args:
        shell: the notebook's, an `InteractiveShell` of IPython's.
    """
    formatter = shell.display_formatter.formatters["text/html"]
    # By its name, so that whoever needs no pandas does not wait for it; the name has changed in pandas 3.
    for module in ("pandas", "pandas.core.frame"):
        formatter.for_type_by_name(module, "DataFrame", lambda frame: styled(frame._repr_html_()))


def styled(html: str | None) -> str | None:
    """Return the HTML that pandas makes of a table, with a style in each of its cells.

    Args:
        html: what `DataFrame._repr_html_()` returns; None where pandas is set to show no HTML.
    """
    return None if html is None else FIRST_LINE + with_styles(html)


def with_styles(html: str) -> str:
    """Return the HTML of a table with a style in each of its cells, and its dates whole.

    Args:
        html: of one table, whose cells hold text, and inside it at most links and the like.
    """
    cells = list(_cells(html))
    columns: dict[tuple[str, int], list[str]] = {}
    for cell in cells:
        if not cell.heads:
            columns.setdefault((cell.kind, cell.place), []).append(cell.text.strip())
    styles = {column: _style(texts) for column, texts in columns.items()}
    values = sum(kind == "td" for kind, _ in styles)
    pieces, done = [], 0
    for cell in cells:
        if style := _head_style(cell, styles, values) if cell.heads else styles[cell.kind, cell.place][0]:
            pieces += [html[done : cell.at], f' style="{style}"']
            done = cell.at
            if "nowrap" not in style and not cell.heads:
                pieces += [">", _with_whole_dates(cell.text)]
                done += 1 + len(cell.text)
    return "".join([*pieces, html[done:]])


class _Cell(NamedTuple):
    """A cell: at the head or in the body, `td` or `th`, and where its style goes."""

    heads: bool
    kind: str
    place: int
    """Among its kind, from the right: labels at the left span rows, and are then not repeated."""
    text: str
    at: int
    spans: bool


def _with_whole_dates(text: str) -> str:
    """Return the text of a cell, in which a date is not broken at its hyphens; links are left alone."""
    parts = re.split(r"(<[^<>]*>)", text)
    parts[::2] = [_DAY.sub(r'<span style="white-space: nowrap">\g<0></span>', part) for part in parts[::2]]
    return "".join(parts)


def _cells(html: str) -> Iterator[_Cell]:
    """Find the cells of a table, from left to right."""
    heads, row, tags = False, [], list(_TAG.finditer(html))
    for tag, following in pairwise([*tags, None]):
        if tag is None:
            continue
        if tag[2] in ("thead", "tbody"):
            heads = tag[2] == "thead"
        elif tag[2] != "tr" and not tag[1]:
            row.append((tag, html[tag.end() : following.start() if following else None]))
        elif tag[2] == "tr" and tag[1]:
            yield from _placed(heads, row)
            row = []


def _placed(heads: bool, row: list[tuple[re.Match[str], str]]) -> Iterator[_Cell]:
    left = Counter(tag[2] for tag, _ in row)
    spans = [_SPAN.search(tag[3]) for tag, _ in row]
    for (tag, _), span in zip(row, spans, strict=True):
        left[tag[2]] += int(span[1]) - 1 if span else 0
    for (tag, text), span in zip(row, spans, strict=True):
        left[tag[2]] -= int(span[1]) if span else 1
        yield _Cell(heads, tag[2], left[tag[2]], text, tag.end(3), span is not None)


def _head_style(cell: _Cell, styles: dict[tuple[str, int], tuple[str, str]], values: int) -> str:
    """Return the style of a cell at the head, which is a `th` above the values too: that of its column."""
    column = ("td", cell.place) if cell.place < values else ("th", cell.place - values)
    style = "" if cell.spans else "".join(styles.get(column, ("", "")))
    # A head of several words may stand in several lines: with columns of numbers it is what takes the room.
    return style.replace("; white-space: nowrap", "") if " " in cell.text.strip() else style


def _style(texts: list[str]) -> tuple[str, str]:
    """Return the style of a column's cells, and what is added at its head."""
    texts = [unescape(_MARKUP.sub("", text)) for text in texts if text not in _MISSING]
    if all(_NUMBER.fullmatch(text) for text in texts):
        return "text-align: right; white-space: nowrap", ""
    longest = max(map(len, texts))
    if max((len(word) for text in texts for word in text.split()), default=0) > LONGEST:
        return "text-align: left; overflow-wrap: anywhere", "; min-width: 6em"
    unbroken = not any(" " in text for text in texts) or all(_DATE.fullmatch(text) for text in texts)
    if longest <= SHORT or unbroken:
        return "text-align: left; white-space: nowrap", ""
    return "text-align: left", "; min-width: 6em"
