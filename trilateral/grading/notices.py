"""What a run says on the screen: all that is uncertain, in no more lines than a screen holds."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from trilateral.paths import replace_file
from trilateral.text import clean

__all__ = ["FILE", "Notices"]

FILE = "to-check.txt"
MOST = 22  # lines in all
MOST_OF_A_KIND, FEW_OF_A_KIND = 5, 3  # where there are more than the former, as many as the latter are shown
KEPT_FREE = 8  # lines for kinds that are still to come: each has one, so what comes first takes fewer


class Notices:
    """Shows lines as they come, a few of each kind; all of them go into a file where some were left out."""

    def __init__(self, screen: TextIO) -> None:
        """Show them there."""
        self._screen = screen
        self._said: dict[str, None] = {}
        self._shown = 0

    def show_lines(self, lines: Iterable[str], before: str = "") -> None:
        """Show lines, of each kind a few.

        Args:
            lines: each a line; control characters are taken out.
            before: what each begins with.
        """
        kinds: dict[str, list[str]] = defaultdict(list)
        for told in dict.fromkeys(clean(one) for one in lines):
            if before + told not in self._said:
                self._said[before + told] = None
                kinds[_kind(told)].append(before + told)
        for new in kinds.values():
            self._show(new)

    def _show(self, new: list[str]) -> None:
        """Show the first lines of one kind, and say how many more there are."""
        room = max(MOST - KEPT_FREE - self._shown, 1) if self._shown < MOST else 0
        few = new[: min(room, len(new) if len(new) <= MOST_OF_A_KIND else FEW_OF_A_KIND)]
        if few and len(few) < len(new):
            few[-1] += f" (and {len(new) - len(few)} more like this: {FILE})"
        self._shown += len(few)
        for line in few:
            print(line, file=self._screen)

    @contextmanager
    def kept_in(self, out: Path) -> Iterator[None]:
        """Write all lines into a file at the end, also of a run that stops: the screen names it."""
        try:
            yield
        finally:
            self.end(out)

    def end(self, out: Path) -> None:
        """Write all lines into a file where some were left out, and say so; else there is no such file."""
        if left_out := len(self._said) - self._shown:
            print(f"... and {left_out} more lines, in {FILE}", file=self._screen)
            replace_file(out / FILE, "".join(f"{line}\n" for line in self._said))
        else:
            (out / FILE).unlink(missing_ok=True)


def _kind(line: str) -> str:
    """Return the words by which a line says what is wrong: the first ones behind whom or what it is about."""
    return " ".join(re.findall(r"[a-z]+", line.partition(": ")[2] or line)[:3])
