"""Questions that have one answer for Python, and one for each row of a column."""

from __future__ import annotations

import ast
import re

from trilateral.error_messages.accident import Accident
from trilateral.error_messages.words import AGAIN, Advice

__all__ = ["among", "truth"]


def among(accident: Accident) -> Advice | None:
    """Return what to say where “in” should look for each row of a column among others."""
    if not re.search(r"\]\s+(not )?in\s", accident.line):
        return None
    return (
        "“in” cannot look for each row of a column.",
        f'Write table["column"].isin(["one", "other"]), with ~ before it for “not in”, {AGAIN}',
    )


def truth(accident: Accident, holder: str) -> Advice:
    """Return what to say where one True or False is asked for, and a whole column or table stands there."""
    which = "table" if holder == "DataFrame" else "column"
    tree = accident.tree()
    if any(isinstance(node, ast.Compare) and len(node.ops) > 1 for node in (ast.walk(tree) if tree else ())):
        return (
            "Two comparisons in a row, as in a < b < c, do not work with a whole column.",
            'Write table["column"].between(first, last), which takes both ends in, or two comparisons in '
            f"round brackets with & between them, {AGAIN}",
        )
    if found := re.search(r"\b(and|or)\b", accident.line):
        sign = {"and": "&", "or": "|"}[found[1]]
        return (
            f"“{found[1]}” cannot join two columns of answers, one for each row.",
            f"Write {sign} instead, with round brackets around each comparison, {AGAIN}",
        )
    if advice := among(accident):
        return advice
    if re.search(r"\bnot\b", accident.line):
        return (
            f"“not” cannot turn a whole {which} round.",
            f"Write ~ instead, with brackets behind it, {AGAIN}",
        )
    return (
        f"This asks whether a whole {which} is true, and it has an answer for each of its rows.",
        f"Say which you mean: .any() (at least one), .all() (each), or len(...) (how many); {AGAIN}",
    )
