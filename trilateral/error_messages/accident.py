"""The facts of an error: what was raised, in which of the student's lines, and what pandas was looking at."""

from __future__ import annotations

import ast
import itertools
import linecache
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from types import FrameType, TracebackType
from typing import Any

from trilateral.exercises.syntax_tree import parse_or_raise

__all__ = ["Accident"]


@dataclass(frozen=True)
class Accident:
    """One error in a cell.

    Attributes:
        error: the error.
        names: the notebook's names, and their values.
        cell: the source of the cell that was run.
        line: the student's line that failed; "" where it is not known.
        number: its number in its cell, from 1; 0 where it is not known.
        function: the name of the student's function that it stands in, or "".
        part: first and last column, from 0, of what failed in the line; None where it is not known.
        frames: the frames that the line led to, in libraries; the outermost first.
    """

    error: BaseException
    names: dict[str, Any]
    cell: str = ""
    line: str = ""
    number: int = 0
    function: str = ""
    part: tuple[int, int] | None = None
    frames: list[FrameType] = field(default_factory=list)

    @classmethod
    def of(cls, error: BaseException, shell: Any) -> Accident:
        """Return the facts of an error that a shell is about to show."""
        names = shell.user_ns
        cell = _source(shell)
        if isinstance(error, SyntaxError) and not _in_a_library(error, shell):
            error = _plainly(error, cell)
            lines = cell.splitlines()
            number = error.lineno or 0
            line = lines[number - 1] if 0 < number <= len(lines) else (error.text or "")
            start = max(0, (error.offset or 1) - 1)
            end = (error.end_offset or 0) - 1
            part = (start, end if end > start and error.end_lineno == number else start + 1)
            return cls(error, names, cell, line, number, part=part)
        steps = list(_steps(error.__traceback__))
        own = [place for place, step in enumerate(steps) if step.tb_frame.f_globals is names]
        if not own:
            return cls(error, names, cell)
        step = steps[own[-1]]
        code = step.tb_frame.f_code
        line = linecache.getline(code.co_filename, step.tb_lineno).rstrip("\n")
        function = (
            "" if code.co_name in ("<module>", "<cell line: 1>") or "<" in code.co_name else code.co_name
        )
        frames = [later.tb_frame for later in steps[own[-1] + 1 :]]
        written = cell.splitlines()
        if line.startswith("get_ipython().") and step.tb_lineno <= len(written):  # what a command became
            return cls(
                error, names, cell, written[step.tb_lineno - 1], step.tb_lineno, function, None, frames
            )
        return cls(error, names, cell, line, step.tb_lineno, function, _part(step, line), frames)

    @property
    def text(self) -> str:
        """What the error itself says, on one line."""
        return " ".join(str(self.error).split())

    @property
    def segment(self) -> str:
        """The piece of the student's line that failed; all of it where no piece is known."""
        return self.line[self.part[0] : self.part[1]] if self.part else self.line.strip()

    def tree(self) -> ast.AST | None:
        """Return the student's line as a syntax tree, or the statement that goes on in it."""
        if broken := self._statement():
            return broken
        text = self.line.strip()
        for trial in (text, text + "\n    pass", text.rstrip(",")):
            try:
                return parse_or_raise(trial)
            except (SyntaxError, ValueError):
                continue
        return None

    def _statement(self) -> ast.AST | None:
        """Return the statement of the cell that stands on several lines, this one among them."""
        if self.cell.splitlines()[max(0, self.number - 1) : self.number] != [self.line]:
            return None  # another cell's line, in a function of it
        try:
            tree = parse_or_raise(self.cell)
        except (SyntaxError, ValueError):
            return None
        for node in ast.walk(tree):
            if not isinstance(node, ast.stmt) or hasattr(node, "body") or node.lineno == node.end_lineno:
                continue
            if node.lineno <= self.number <= (node.end_lineno or 0):
                return node
        return None

    def tables(self) -> Iterator[Any]:
        """Yield the tables that pandas was working on when the error came, the first asked first."""
        pandas = sys.modules.get("pandas")
        if pandas is None:
            return
        for frame in self.frames[:15]:
            if str(frame.f_globals.get("__name__", "")).partition(".")[0] != "pandas":
                continue
            for name in ("self", "left", "right", "obj", "data", "frame"):
                value = frame.f_locals.get(name)
                # A grouped table, or .loc and .iloc, hold the table that they were made of.
                if type(value).__name__.endswith("GroupBy"):
                    value = vars(value).get("obj")
                elif type(value).__name__.endswith("Indexer"):
                    value = getattr(value, "obj", None)
                if isinstance(value, pandas.DataFrame | pandas.Series):
                    yield value


def _source(shell: Any) -> str:
    try:
        return str(shell.get_parent()["content"]["code"])
    except (AttributeError, LookupError, TypeError):
        return ""


def _plainly(error: SyntaxError, cell: str) -> SyntaxError:
    """Return the error as Python gives it for a file: IPython says "incomplete input" for many kinds."""
    if "incomplete input" not in str(error.msg):
        return error
    try:
        parse_or_raise(cell)
    except SyntaxError as plain:
        return plain
    return error


def _in_a_library(error: SyntaxError, shell: Any) -> bool:
    """Return whether the unreadable code is not in the cell: a file, or a text given to `eval` or `query`."""
    return any(step.tb_frame.f_globals is shell.user_ns for step in _steps(error.__traceback__))


def _steps(traceback: TracebackType | None) -> Iterator[TracebackType]:
    while traceback is not None:
        yield traceback
        traceback = traceback.tb_next


def _part(step: TracebackType, line: str) -> tuple[int, int] | None:
    """Return the columns of what failed, where it stands on one line and is not all of it."""
    positions = step.tb_frame.f_code.co_positions()
    found = next(itertools.islice(positions, step.tb_lasti // 2, None), None)
    if found is None or None in found or found[0] != found[1]:
        return None
    start, end = (
        len(line.encode()[:place].decode(errors="ignore"))
        for place in (found[2], found[3])
        if place is not None
    )
    return (start, end) if line[start:end].strip() != line.strip() else None
