"""Small mutations of a Python source: another comparison or operator, a number or a date one further."""

from __future__ import annotations

import ast
import datetime as dt
import itertools
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

OPPOSITE: dict[type, tuple[str, str]] = {
    ast.Eq: ("==", "!="),
    ast.NotEq: ("!=", "=="),
    ast.Lt: ("<", ">="),
    ast.LtE: ("<=", ">"),
    ast.Gt: (">", "<="),
    ast.GtE: (">=", "<"),
    ast.In: ("in", "not in"),
    ast.NotIn: ("not in", "in"),
    ast.Is: ("is", "is not"),
    ast.IsNot: ("is not", "is"),
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "/"),
    ast.Div: ("/", "*"),
    ast.BitAnd: ("&", "|"),
    ast.BitOr: ("|", "&"),
    ast.And: ("and", "or"),
    ast.Or: ("or", "and"),
}
# By one instead of the opposite: the mistake that is easily made.
NEARBY: dict[type, tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
}


class Edit(NamedTuple):
    """A change of a text: from where to where, what stands there then, its line, and what it is in words."""

    start: int
    end: int
    new: str
    line: int
    words: str
    value: bool
    """Whether it changes a number, date or truth value; otherwise it changes an operator."""


class Places:
    """Where the characters of a source stand: ast counts bytes within a line."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines = source.splitlines(keepends=True)
        self.starts = [0]
        for line in self.lines:
            self.starts.append(self.starts[-1] + len(line))

    def at(self, line: int, column: int) -> int:
        before = self.lines[line - 1].encode()[:column].decode()
        return self.starts[line - 1] + len(before)

    def span(self, node: Any) -> tuple[int, int]:
        return self.at(node.lineno, node.col_offset), self.at(node.end_lineno, node.end_col_offset)

    def between(self, left: Any, right: Any, old: str) -> tuple[int, int] | None:
        """Return where an operator stands between two operands."""
        begin, end = self.span(left)[1], self.span(right)[0]
        found = re.search(rf"(?<![\w]){re.escape(old)}(?![\w=])", self.source[begin:end])
        return (begin + found.start(), begin + found.end()) if found else None


def mutations(source: str) -> list[Edit]:
    """Return each comparison, operator, number, date and truth value, and what it could become."""
    tree, places = ast.parse(source), Places(source)
    edits: list[Edit] = []
    annotations = {id(part) for node in ast.walk(tree) for part in _types(node)}

    def enter(span: tuple[int, int] | None, new: str, value: bool = False) -> None:
        if span:
            line = source.count("\n", 0, span[0]) + 1
            words = f"line {line}: {source[slice(*span)]} became {new or 'nothing'}"
            edits.append(Edit(*span, new, line, words, value))

    for node in ast.walk(tree):
        if id(node) in annotations:
            continue
        for op, left, right in _operators(node):
            for table in (OPPOSITE, NEARBY):
                if type(op) in table:
                    old, new = table[type(op)]
                    enter(places.between(left, right, old), new)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            start = places.span(node)[0]
            enter((start, start + len("not ")), "")
        if isinstance(node, ast.Constant) and (
            new := _another_value(node, source[slice(*places.span(node))])
        ):
            enter(places.span(node), new, value=True)
    return edits


def _operators(node: ast.AST) -> list[tuple[Any, Any, Any]]:
    """Return each operator of a node, with what stands left and right of it."""
    if isinstance(node, ast.Compare):
        operands = [node.left, *node.comparators]
        return list(zip(node.ops, operands, operands[1:], strict=False))
    if isinstance(node, ast.BinOp):
        return [(node.op, node.left, node.right)]
    if isinstance(node, ast.BoolOp):
        return [(node.op, *two) for two in itertools.pairwise(node.values)]
    return []


def _another_value(node: ast.Constant, text: str) -> str:
    """Return a value near to a constant's, as source; "" for a text that is no date."""
    if isinstance(node.value, bool):
        return str(not node.value)
    if isinstance(node.value, int):
        return f"{node.value + 1}"
    if isinstance(node.value, float):
        return f"{text}1"
    if isinstance(node.value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", node.value):
        day = dt.date.fromisoformat(node.value)
        return f'"{day + dt.timedelta(days=1 if day.year < 9999 else -1)}"'
    return ""


def _types(node: ast.AST) -> Iterator[ast.AST]:
    """Yield what stands in annotations: it says nothing to the program."""
    for part in ("annotation", "returns"):
        if (types := getattr(node, part, None)) is not None:
            yield from ast.walk(types)


def same_code(old: str, new: str) -> bool:
    """Tell whether two sources compile to the same program."""
    try:
        return ast.dump(ast.parse(old)) == ast.dump(ast.parse(new))
    except SyntaxError:
        return False
