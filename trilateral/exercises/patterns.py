"""What is wrong with the pattern of a search: blanks beside the bar, and words where the bar belongs.

A text between the quotation marks of `contains` is looked for sign by sign; only the bar means "or".
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from trilateral.exercises.syntax_tree import parse
from trilateral.exercises.verdict import Verdict

__all__ = ["blank_beside_bar", "fault_of_pattern"]

BLANKS = "In a pattern a blank beside the bar counts as a letter: write the words and the bar without blanks."
# What people write between two words for "or".
INSTEAD = re.compile(r"\w(?:\s+(?:or|and|oder|ou|o)\s+|\s*(?:/|,|;|&|&&|\+|\\)\s*)\w", re.IGNORECASE)


def patterns(source: str) -> Iterator[str]:
    """Yield the patterns that a cell looks for with `contains`."""
    tree = parse(source)
    for node in ast.walk(tree) if tree else ():
        match node:
            case ast.Call(func=ast.Attribute(attr="contains"), args=[ast.Constant(str(pattern)), *_]):
                yield pattern
            case ast.Call(func=ast.Attribute(attr="contains"), keywords=words):
                for word in words:
                    if word.arg == "pat" and isinstance(word.value, ast.Constant):
                        yield str(word.value.value)


def blank_beside_bar(source: str) -> str:
    """Return what is said to blanks beside a bar; "" where there are none.

    With luck the rows found are the same; so it is said of a right answer too.
    """
    return BLANKS if any(re.search(r"\s\||\|\s", pattern) for pattern in patterns(source)) else ""


def fault_of_pattern(source: str, verdict: Verdict) -> str:
    """Return what is said to a wrong answer whose pattern shows why it is wrong; "" where none does.

    Args:
        source: of the answer's cell.
        verdict: on the answer; its values say where nothing was found.
    """
    if told := blank_beside_bar(source):
        return told
    # Where rows were found, the sign may stand in their text: "Dokdo/Takeshima".
    nothing = "Nothing was found" in str(verdict.reason.values.get("also", ""))
    found = next(filter(None, map(INSTEAD.search, patterns(source))), None)
    if nothing and found:
        sign = found[0][1:-1].strip()
        return f'In a pattern "{sign}" is looked for as it stands. The bar means or: "one|other".'
    if any(_is_bracketed(pattern) for pattern in patterns(source)):
        return "In a pattern square brackets ask for one of the letters in them. Take them away."
    return ""


def _is_bracketed(pattern: str) -> bool:
    """Tell whether a pattern is nothing but one pair of square brackets with a bar in them."""
    return pattern[:1] == "[" and "|" in pattern and pattern.find("]") == len(pattern) - 1
