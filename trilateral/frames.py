"""How a notebook of the course shows a table of pandas: text at the left, numbers at the right, nothing torn.

JupyterLab moves every cell to the right and breaks dates and ids at their hyphens. Pandas itself is left as
it is: its HTML gets a style in each cell, because those are kept where a notebook is not trusted yet, and
rules are not. Whether a column is of numbers is read from what it shows: it holds for anybody's table.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Any

__all__ = ["FIRST_LINE", "styled", "switch_on"]

FIRST_LINE = " \n"
"""JupyterLab shows of an output that is folded away the first line that is not empty: this, and no tag."""
SHORT = 24
"""A text of up to so many characters stands in one line."""
LONGEST = 60
"""A word longer than this, such as an address, may be broken anywhere: it would be wider than the window."""
_MISSING = ("", "...", "NaN", "NaT", "None", "&lt;NA&gt;")
_NUMBER = re.compile(r"[-+]?[\d,_]*\.?\d+(e[-+]?\d+)?( ?%| days( \d\d:\d\d:\d\d)?)?")
_DATE = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d[\d:.+]*")
_PART = re.compile(r"<(thead|tbody)>.*?</\1>", re.DOTALL)
_ROW = re.compile(r"<tr[^>]*>.*?</tr>", re.DOTALL)
_CELL = re.compile(r"<(t[dh])([^>]*)>(.*?)</\1>", re.DOTALL)
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
    if html is None:
        return None
    # A column is known by its place from the right: labels at the left span rows, and are then not repeated.
    columns: dict[tuple[str, int], list[str]] = {}
    for row in _rows(html, "tbody"):
        for cell, place in _places(row):
            columns.setdefault(place, []).append(cell[3].strip())
    styles = {place: _style(texts) for place, texts in columns.items()}
    values = sum(kind == "td" for kind, _ in styles)

    def body(match: re.Match[str]) -> str:
        return _put(match[0], {place: style for place, (style, _) in styles.items()}, wrap=False)

    def head(match: re.Match[str]) -> str:
        both = {place: f"{style}{width}" for place, (style, width) in styles.items()}
        places = {
            ("th", place if kind == "td" else values + place): style for (kind, place), style in both.items()
        }
        return _put(match[0], places, wrap=True)

    def part(match: re.Match[str]) -> str:
        return _ROW.sub(body if match[1] == "tbody" else head, match[0])

    return FIRST_LINE + _PART.sub(part, html)


def _rows(html: str, wanted: str) -> Iterable[str]:
    return (row for part in _PART.finditer(html) if part[1] == wanted for row in _ROW.findall(part[0]))


def _places(row: str) -> list[tuple[re.Match[str], tuple[str, int]]]:
    """Return each cell of a row with its kind and its place among its kind, counted from the right."""
    seen = {"td": 0, "th": 0}
    places = []
    for cell in reversed(list(_CELL.finditer(row))):
        span = _SPAN.search(cell[2])
        places.append((cell, (cell[1], seen[cell[1]])))
        seen[cell[1]] += int(span[1]) if span else 1
    return places


def _put(row: str, styles: dict[tuple[str, int], str], wrap: bool) -> str:
    for cell, place in _places(row):  # from the right, so that the places of the others stay
        style = styles.get(place, "")
        if wrap and len(html.unescape(cell[3])) > SHORT:
            style = style.replace("; white-space: nowrap", "")
        if style and not _SPAN.search(cell[2]):
            row = f'{row[: cell.end(2)]} style="{style}"{row[cell.end(2) :]}'
    return row


def _style(texts: list[str]) -> tuple[str, str]:
    """Return the style of a column's cells, and what is added at its head."""
    texts = [html.unescape(text) for text in texts if text not in _MISSING]
    if all(_NUMBER.fullmatch(text) for text in texts):
        return "text-align: right; white-space: nowrap", ""
    longest = max(map(len, texts))
    if max((len(word) for text in texts for word in text.split()), default=0) > LONGEST:
        return "text-align: left; overflow-wrap: anywhere", "; min-width: 10em"
    unbroken = not any(" " in text for text in texts) or all(_DATE.fullmatch(text) for text in texts)
    if longest <= SHORT or unbroken:
        return "text-align: left; white-space: nowrap", ""
    return "text-align: left", "; min-width: 10em"
