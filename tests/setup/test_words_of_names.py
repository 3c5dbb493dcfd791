"""A word means one thing in the package's names, as the table in CONTRIBUTING says."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from support.shared import ROOT

PACKAGE = ROOT / "trilateral"


@cache
def defined(path: Path) -> list[tuple[str, str]]:
    """Return the kind (def, class, parameter) and name of all that a module defines."""
    return list(_defined(ast.parse(path.read_text(encoding="utf-8"))))


def _defined(tree: ast.Module) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                yield "def", node.name
            case ast.ClassDef():
                yield "class", node.name
            case ast.arg():
                yield "parameter", node.arg


def named(word: str) -> set[tuple[str, str]]:
    """Return where a word stands in a name, in the singular or plural: module and kind of name."""
    return {
        (path.relative_to(PACKAGE).as_posix(), kind)
        for path in PACKAGE.rglob("*.py")
        for kind, name in defined(path)
        if {word, f"{word}s"} & set(re.findall("[a-z]+", re.sub("([A-Z])", r"_\1", name).lower()))
    }


@pytest.mark.parametrize(
    ("word", "modules"),
    [
        ("fold", {"grading/reports/spreadsheet.py"}),
        # A page of feedback, and what has a room of its own: a widget saved as a page.
        ("page", {"grading/reports/feedback.py", "pages/saved.py"}),
    ],
)
def test_a_word_stands_in_the_names_of_one_module(word: str, modules: set[str]) -> None:
    assert {module for module, _ in named(word)} == modules


def test_run_is_a_verb() -> None:
    assert {kind for _, kind in named("run")} == {"def"}
