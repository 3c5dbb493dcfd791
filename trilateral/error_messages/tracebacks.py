"""Long tracebacks, of which IPython would format every step: a function that calls itself makes thousands."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import Any

__all__ = ["shorten"]

LONGEST = 50  # steps; an error inside pandas has up to thirty
KEPT = 5  # steps at each end of a longer one


def shorten(shell: Any) -> Callable[[], None]:
    """Have a shell format only the ends of long tracebacks, and say so; return what undoes it.

    The errors themselves keep their tracebacks, for `%debug`. Of chained errors each is shortened.
    """
    formatter = shell.InteractiveTB
    python = formatter.format_exception_as_a_whole

    def format_ends(etype: Any, error: Any, traceback: TracebackType | None, *rest: Any) -> Any:
        short, left_out = _ends(traceback)
        parts = python(etype, error, short, *rest)
        if left_out:
            said = f"[The traceback is long: {left_out:,} steps after the first {KEPT} are left out.]\n"
            parts[0].insert(1, said)
        return parts

    formatter.format_exception_as_a_whole = format_ends

    def undo() -> None:
        del formatter.format_exception_as_a_whole

    return undo


def _ends(traceback: TracebackType | None) -> tuple[TracebackType | None, int]:
    """Return a traceback with only its first and last steps, and how many are left out."""
    steps = []
    step = traceback
    while step is not None:
        steps.append(step)
        step = step.tb_next
    if len(steps) <= LONGEST:
        return traceback, 0
    short: TracebackType | None = None
    for kept in reversed([*steps[: KEPT + 1], *steps[-KEPT:]]):  # the very first is IPython's own
        short = TracebackType(short, kept.tb_frame, kept.tb_lasti, kept.tb_lineno)
    return short, len(steps) - 2 * KEPT - 1
