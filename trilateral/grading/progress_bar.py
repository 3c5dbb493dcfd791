"""A line on the terminal that tells how far the grading is."""

from __future__ import annotations

import shutil
import time
from collections import Counter
from collections.abc import Iterable
from typing import Self, TextIO

from trilateral.grading.model import Result

__all__ = ["ProgressBar"]


LOOK = 2.0  # seconds after the first file before a guess at the rest is worth anything


class ProgressBar:
    """A line on the terminal that tells how far the work is; nothing where there is no terminal."""

    WIDTH = 30

    def __init__(self, screen: TextIO) -> None:
        """Show it on this stream."""
        self.screen = screen if screen.isatty() else None
        self.total, self.done = 0, 0
        self.counts: Counter[str] = Counter()
        self.first: float | None = None  # when the first file of this run was done
        self.at_first = 0  # how many were done by then

    def start(self, total: int, before: Iterable[Result]) -> None:
        """Begin, with what an earlier run has done."""
        self.total = total
        for result in before:
            self._count(result)
        self._show()

    def step(self, result: Result) -> None:
        """Count one more file."""
        self._count(result)
        if self.first is None:
            self.first, self.at_first = time.monotonic(), self.done
        self._show()

    def _left(self) -> str:
        """Say how long the rest takes, by what came after the first file, which waits for the start."""
        passed = time.monotonic() - self.first if self.first is not None else 0.0
        if passed < LOOK or self.done == self.at_first:
            return ""
        seconds = passed / (self.done - self.at_first) * (self.total - self.done)
        return f", {seconds / 60:.0f} min left" if seconds > 90 else f", {seconds:.0f} s left"

    def _count(self, result: Result) -> None:
        self.done += 1
        self.counts.update(outcome.outcome for outcome in result.outcomes)
        self.counts["not graded"] += bool(result.reason)

    def _show(self) -> None:
        if self.screen is None:
            return
        full = self.WIDTH * self.done // max(self.total, 1)
        counted = ", ".join(f"{count} {outcome}" for outcome, count in self.counts.items() if count)
        line = f"[{'#' * full:.<{self.WIDTH}}] {self.done} of {self.total} files{self._left()}: {counted}"
        width = shutil.get_terminal_size().columns - 1
        self.screen.write(f"\r{line[:width]:<{width}}")
        self.screen.flush()

    def __enter__(self) -> Self:
        """Return the bar itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the line."""
        if self.screen is not None:
            self.screen.write("\n")
            self.screen.flush()
