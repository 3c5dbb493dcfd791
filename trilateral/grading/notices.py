"""What a run says on the screen: all that is uncertain, in no more lines than a screen holds."""

from __future__ import annotations

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


class Notices:
    """Shows lines as they come, a few of each kind; all of them go into a file where some were left out."""

    def __init__(self, screen: TextIO) -> None:
        """Show them there."""
        self._screen = screen
        self._said: list[str] = []
        self._shown = 0
        self._left_out = 0

    def say(self, lines: Iterable[str], before: str = "") -> None:
        """Show lines of one kind.

        Args:
            lines: each a line; control characters are taken out.
            before: what each begins with.
        """
        new = [line for line in dict.fromkeys(before + clean(one) for one in lines) if line not in self._said]
        self._said += new
        few = new if len(new) <= MOST_OF_A_KIND else new[:FEW_OF_A_KIND]
        few = few[: max(MOST - self._shown, 0)]
        if few and len(few) < len(new):
            few[-1] += f" (and {len(new) - len(few)} more like this: {FILE})"
        elif not few:
            self._left_out += len(new)
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
        if self._left_out:
            print(f"... and {self._left_out} more lines, in {FILE}", file=self._screen)
        if len(self._said) > self._shown:
            replace_file(out / FILE, "".join(f"{line}\n" for line in self._said))
        else:
            (out / FILE).unlink(missing_ok=True)
