"""Find the answer that ended a run, where it need not be the one that was running.

An answer can end the process later: a thread, a timer, a limit, a hook, a method of pandas put in another's
place. So nobody is blamed for where a run died. Parts of the submission are run instead, with stubs in the
place of the other answers: the answer is to blame that, put back, ends a run which lived without it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from trilateral.grading.isolation.limits import file_seconds
from trilateral.grading.isolation.processes import Cell, Run, Worker

__all__ = ["Blame", "Trials"]

MOST_RUNS = 40  # of one submission; each answer to blame takes one or two, or a few where it struck later
MARGIN = 0.3  # seconds that a part is watched for longer than the whole had lived

# How an answer can reach into a later cell beside by the names that it binds.
_REACHES = re.compile(
    r"\bimport\b|__|\.\s*\w+\s*=(?!=)|\b(?:setattr|delattr|exec|eval|get_ipython|globals|vars)\b|^[ \t]*[%!]",
    re.M,
)
_WORD = re.compile(r"[^\W\d]\w*")
_BINDS = re.compile(
    r"^[ \t]*(?:(?:async[ ]+)?def|class)[ \t]+(\w+)"
    r"|^[ \t]*(\w+(?:[ \t]*,[ \t]*\w+)*)[ \t]*(?::[^=\n]*)?=(?!=)"
    r"|^[ \t]*(?:import|from)\b([^\n]*)",
    re.M,
)
_IMPORTS = re.compile(r"^[ \t]*(?:import|from)\b([^\n]*)", re.M)


class Blame:
    """An answer that is to blame.

    Attributes:
        place: its place among the cells.
        later: whether it struck in a cell of another question.
        sure: whether no other answer can have brought it about.
    """

    def __init__(self, place: int, later: bool, sure: bool) -> None:
        """Note it."""
        self.place, self.later, self.sure = place, later, sure


class Trials:
    """Runs of one submission, whole and in parts, which are counted and timed."""

    def __init__(
        self,
        worker: Worker,
        cells: Sequence[Cell],
        stubs: Mapping[str, str],
        nonce: str,
        questions: dict[str, Any],
        timeout: float,
    ) -> None:
        """Take the cells, and by their names the sources of the pristine form."""
        self.worker, self.cells, self.stubs = worker, cells, stubs
        self.nonce, self.questions, self.timeout = nonce, questions, timeout
        self.answers = [place for place, cell in enumerate(cells) if cell.kind == "answer"]
        self.runs, self.left = 0, file_seconds(timeout)

    @property
    def spent(self) -> bool:
        """Whether there have been as many runs, or as much time, as a submission may have."""
        return self.runs >= MOST_RUNS or self.left <= 0

    def run(self, without: Collection[int], more: Sequence[Cell] = (), count: int | None = None) -> Run:
        """Run the first cells (all, where no count is given), with stubs for some of the answers."""
        self.runs += 1
        now = [
            Cell("setup", self.stubs[cell.name], cell.question, cell.name) if place in without else cell
            for place, cell in enumerate(self.cells[:count])
        ]
        run = self.worker.run([*now, *more], self.nonce, self.questions, self.timeout, self.left)
        # Time in which cells ran, here counted, not time in which a worker started.
        self.left = 0 if run.end == "spent" else self.left - sum(run.seconds) - run.cut
        return run

    def running(self, at: int) -> int | None:
        """Return the answer that a cell belongs to: it, or the last one before it."""
        return next((place for place in reversed(self.answers) if place <= at), None)

    def find(self, without: Collection[int], run: Run) -> Blame | None:
        """Return the answer that ended a run; None where the form dies without any, or nothing dies again."""
        at = len(run.outputs)
        last = self.running(at)
        live = [place for place in self.answers if place <= at and place not in without]
        if not live:
            return None
        own = self._needs(live) if last in live else set()
        others = [place for place in live if place not in own]
        if own and (not others or (run.end == "timeout" and not self._reaches(others))):
            return Blame(live[-1], False, not others and len(own) == 1)
        if self.spent:
            return Blame(live[-1], last not in live, False)
        # What strikes after a time must find that time in each part too.
        watch = min(sum(run.seconds) + (run.cut if run.end == "killed" else 0) + MARGIN, 2 * self.timeout)

        def dies(some: int) -> bool:
            kept = own.union(others[:some])
            return self._dies({place for place in self.answers if place not in kept}, at, watch)

        if dies(0):
            return Blame(live[-1], False, len(own) == 1) if own else None
        lives, most = 0, len(others) + 1  # it died with all, but perhaps by chance: one more than all
        while most - lives > 1:
            middle = (lives + most) // 2
            if dies(middle):
                most = middle
            else:
                lives = middle
        return Blame(others[most - 1], True, True) if most <= len(others) else None

    def _dies(self, without: Collection[int], at: int, watch: float) -> bool:
        parts = int(watch / (self.timeout / 2)) + 1
        idle = Cell(
            "setup",
            "import time as _time\n_until = _time.perf_counter() + "
            f"{watch / parts:.3f}\nwhile _time.perf_counter() < _until:\n    pass",
        )
        count = min(at + 1, len(self.cells))
        return len(self.run(without, [idle] * parts, count).outputs) < count + parts

    def _needs(self, live: Sequence[int]) -> set[int]:
        """Return the last answer, with those before it that bind names which it uses, and what those need."""
        common = {name for cell in self.cells if cell.kind == "setup" for name in _bound(cell.source)}
        needs, words = {live[-1]}, _used(self.cells[live[-1]].source)
        for place in reversed(live[:-1]):
            if words & (_bound(self.cells[place].source) - common):
                needs.add(place)
                words |= _used(self.cells[place].source)
        return needs

    def _reaches(self, places: Sequence[int]) -> bool:
        common = {name for cell in self.cells if cell.kind == "setup" for name in _bound(cell.source)}
        return any(
            _REACHES.search(self.cells[place].source) or _bound(self.cells[place].source) & common
            for place in places
        )


def _bound(source: str) -> set[str]:
    """Return the names that a source binds, as far as its lines tell."""
    return {word for found in _BINDS.findall(source) for part in found for word in _WORD.findall(part)}


def _used(source: str) -> set[str]:
    """Return the names that a source may need of earlier cells: what it imports itself is none."""
    own = {word for found in _IMPORTS.findall(source) for word in _WORD.findall(found)}
    return set(_WORD.findall(source)) - own
