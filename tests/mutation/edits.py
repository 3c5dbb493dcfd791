"""Small changes of a Python source: a comparison turned, a number or a date one further."""

from __future__ import annotations

import ast
import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

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
# By one instead of the whole way round: the faults that creep in.
NEARBY: dict[type, tuple[str, str]] = {
    ast.Lt: ("<", "<="),
    ast.LtE: ("<=", "<"),
    ast.Gt: (">", ">="),
    ast.GtE: (">=", ">"),
}

Edit = tuple[int, int, str, str]
"""Where it starts and ends, what stands there then, and the change in words."""


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


def turns(source: str) -> list[Edit]:
    """Return each comparison, operator, number, date and truth value, and what it could become."""
    tree, places = ast.parse(source), Places(source)
    edits: list[Edit] = []
    annotations = {id(n) for node in ast.walk(tree) for n in _types(node)}

    def turn(span: tuple[int, int] | None, new: str) -> None:
        if span:
            line = source.count("\n", 0, span[0]) + 1
            edits.append((*span, new, f"line {line}: {source[slice(*span)]} became {new}"))

    for node in ast.walk(tree):
        if id(node) in annotations:
            continue
        pairs: list[tuple[Any, Any, Any]] = []
        if isinstance(node, ast.Compare):
            operands = [node.left, *node.comparators]
            pairs = list(zip(node.ops, operands, operands[1:], strict=False))
        elif isinstance(node, ast.BinOp):
            pairs = [(node.op, node.left, node.right)]
        elif isinstance(node, ast.BoolOp):
            pairs = [(node.op, *two) for two in zip(node.values, node.values[1:], strict=False)]
        for op, left, right in pairs:
            for way in (OPPOSITE, NEARBY):
                if type(op) in way:
                    old, new = way[type(op)]
                    turn(places.between(left, right, old), new)
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not):
            start = places.span(node)[0]
            turn((start, start + len("not ")), "")
        if isinstance(node, ast.Constant):
            if isinstance(node.value, bool):
                turn(places.span(node), str(not node.value))
            elif isinstance(node.value, (int, float)):
                old = source[slice(*places.span(node))]
                turn(places.span(node), f"{node.value + 1}" if isinstance(node.value, int) else f"{old}1")
            elif isinstance(node.value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", node.value):
                day = dt.date.fromisoformat(node.value)
                turn(places.span(node), f'"{day + dt.timedelta(days=1 if day.year < 9999 else -1)}"')
    return edits


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
