"""The marks that students gave their own texts: `check("3.A", 2)`, as it stands in the source of a cell.

The notebook keeps such a mark on the student's machine, which is not handed in; the line that gave it is. It
is read as text. Nothing is run, and the mark counts nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping

from trilateral.exercises.ids import prompt_number
from trilateral.exercises.reflect import as_mark, is_possible, name_of_prompt
from trilateral.exercises.syntax_tree import parse
from trilateral.text import number

__all__ = ["own_marks"]


def own_marks(sources: Iterable[str], points: Mapping[str, float]) -> dict[str, str]:
    """Return a student's own marks, by the number of the prompt; of several of one text the last.

    A mark counts as one where the check in the notebook would keep it.

    Args:
        sources: of all cells of code, in the order of the file.
        points: by number, how many marks there are for a prompt.
    """
    found = {}
    for source in sources:
        for call in _calls(source):
            name, mark = _told(call)
            of = prompt_number(name) if name else ""
            if of in points and mark is not None and is_possible(mark, points[of]):
                found[of] = number(mark)
    return found


def _calls(source: str) -> Iterator[ast.Call]:
    """Yield the calls of `check` in a cell, in order; where it is no Python, those of its lines that are."""
    if "check" not in source:
        return
    whole = parse(source)
    lines = (line.strip() for line in source.splitlines() if "check" in line) if whole is None else ()
    for tree in (whole, *map(parse, lines)):
        calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)] if tree else []
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            if (isinstance(call.func, ast.Name) and call.func.id == "check") or (
                isinstance(call.func, ast.Attribute) and call.func.attr == "check"
            ):
                yield call


def _told(call: ast.Call) -> tuple[str, float | None]:
    """Return the prompt that a check names, "" where it names none, and the mark that is written there."""
    named = {one.arg: one.value for one in call.keywords}
    given = dict(zip(("question", "answer"), call.args, strict=False)) | named
    if given.keys() != {"question", "answer"} or len(call.args) > 2:
        return "", None
    name, mark = (_constant(given[one]) for one in ("question", "answer"))
    return name_of_prompt(name), as_mark(mark)


def _constant(node: ast.expr) -> object:
    """Return what is written out, a number with its sign too; ... where something else stands."""
    try:
        return ast.literal_eval(node) if isinstance(node, ast.Constant | ast.UnaryOp) else ...
    except (ValueError, TypeError, RecursionError, MemoryError):
        return ...
