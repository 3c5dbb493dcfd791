"""Operators on the package: an operator or a value of its Python, and checks that let everything pass."""

from __future__ import annotations

import ast
import random
from collections.abc import Iterator
from functools import partial

from mutation.edits import Edit, Places, mutations, same_code
from mutation.model import Change, Site, line_at, operator, replaced, text_of

MODULES = "trilateral/**/*.py"


def edited(path: str, edit: Edit, rng: random.Random) -> Change | None:
    """Return a module with one edit, if that makes another program of it."""
    text = replaced(text_of(path), edit.start, edit.end, edit.new)
    return None if same_code(text, text_of(path)) else (edit.words, text)


@operator("package: an operator", 12, MODULES, deep=True)
def operators(path: str) -> Iterator[Site]:
    for edit in mutations(text_of(path)):
        if not edit.value:
            yield Site(range(edit.line, edit.line + 1), partial(edited, path, edit))


@operator("package: a value", 4, MODULES, deep=True, values=True)
def values(path: str) -> Iterator[Site]:
    for edit in mutations(text_of(path)):
        if edit.value:
            yield Site(range(edit.line, edit.line + 1), partial(edited, path, edit))


@operator("package: a check made always true", 10, MODULES)
def always_true(path: str) -> Iterator[Site]:
    """A test that guards an error never strikes, or a function that judges finds everything good."""
    source = text_of(path)
    places = Places(source)
    edits: list[tuple[int, int, str, str]] = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.If) and isinstance(node.body[-1], ast.Raise):
            edits.append((*places.span(node.test), "False", "never raises"))
        if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name):
            for part in ast.walk(node):
                if node.returns.id == "bool" and isinstance(part, ast.Return) and part.value is not None:
                    edits.append((*places.span(part.value), "True", "always says yes"))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "hmac.compare_digest":
            edits.append((*places.span(node), "True", "finds every answer right"))
    for start, end, new, words in edits:
        old, line = " ".join(source[start:end].split()), line_at(source, start)
        if old != new:
            change = (f"line {line.start}: `{old[:60]}` {words}", replaced(source, start, end, new))
            yield Site(range(line.start, line_at(source, end).stop), partial(lambda made, _: made, change))
