"""Find the answer that ended a run. It need not be the answer that was running then.

An answer can end the process later: by a thread, a timer, a limit, a hook, or a replaced method of pandas. So
the submission is run again in parts, with stubs in the place of some answers. An answer is to blame where a
run ends early with it and does not without it; a binary search finds which.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from trilateral.grading.isolation.limits import file_seconds
from trilateral.grading.isolation.processes import Cell, CellResults, Worker

__all__ = ["Blame", "Trials"]

MOST_TRIALS = 40  # of one submission; each answer to blame takes one or two, or a few where it struck later
MARGIN = 0.3  # seconds that a part is watched for longer than the whole had lived

# How an answer can change what a later cell does, other than by the names that it binds.
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
    """An answer that is to blame for the end of a run.

    Attributes:
        place: its place among the cells.
        later: whether the run ended in a cell of another question.
        sure: whether no other answer can be the cause.
    """

    def __init__(self, place: int, later: bool, sure: bool) -> None:
        """Note it."""
        self.place, self.later, self.sure = place, later, sure


class Trials:
    """Runs of one submission, whole or in part. Their number and their time have limits."""

    def __init__(
        self,
        worker: Worker,
        cells: Sequence[Cell],
        stubs: Mapping[str, str],
        nonce: str,
        questions: dict[str, Any],
        timeout: float,
    ) -> None:
        """Note the cells to run, and by cell id the sources of the pristine form, which serve as stubs."""
        self.worker, self.cells, self.stubs = worker, cells, stubs
        self.nonce, self.questions, self.timeout = nonce, questions, timeout
        self.answers = [place for place, cell in enumerate(cells) if cell.kind == "answer"]
        self.trials, self.left = 0, file_seconds(timeout)

    @property
    def spent(self) -> bool:
        """Whether there have been as many runs, or as much time, as a submission may have."""
        return self.trials >= MOST_TRIALS or self.left <= 0

    def run(
        self, without: Collection[int], more: Sequence[Cell] = (), count: int | None = None
    ) -> CellResults:
        """Run cells, with stubs in the place of some answers.

        Args:
            without: the places of the answers that are replaced by stubs.
            more: cells to run after the others.
            count: how many of the cells are run; all by default.
        """
        self.trials += 1
        now = [
            Cell("setup", self.stubs[cell.name], cell.question, cell.name) if place in without else cell
            for place, cell in enumerate(self.cells[:count])
        ]
        results = self.worker.run([*now, *more], self.nonce, self.questions, self.timeout, self.left)
        # Time in which cells ran, here counted, not time in which a worker started.
        self.left = 0 if results.end == "spent" else self.left - sum(results.seconds) - results.cut
        return results

    def running(self, at: int) -> int | None:
        """Return the place of the answer that ran last when a cell was reached; None where there was none."""
        return next((place for place in reversed(self.answers) if place <= at), None)

    def find(self, without: Collection[int], results: CellResults) -> Blame | None:
        """Return the answer that ended a run.

        Args:
            without: the places of the answers that were replaced by stubs in that run.
            results: what came of that run, which ended early.

        Returns:
            The answer; None where the form ends early without any answer too, or no part ends early again.
        """
        at = len(results.outputs)
        last = self.running(at)
        live = [place for place in self.answers if place <= at and place not in without]
        if not live:
            return None
        own = self._needs(live) if last in live else set()
        others = [place for place in live if place not in own]
        if own and (not others or (results.end == "timeout" and not self._reaches(others))):
            return Blame(live[-1], False, not others and len(own) == 1)
        if self.spent:
            return Blame(live[-1], last not in live, False)
        # What strikes after a time must find that time in each part too.
        watch = min(
            sum(results.seconds) + (results.cut if results.end == "killed" else 0) + MARGIN, 2 * self.timeout
        )

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
        """Tell whether a part ends early, within the cells up to a place or within `watch` seconds after."""
        parts = int(watch / (self.timeout / 2)) + 1
        idle = Cell(
            "setup",
            "import time as _time\n_until = _time.perf_counter() + "
            f"{watch / parts:.3f}\nwhile _time.perf_counter() < _until:\n    pass",
        )
        count = min(at + 1, len(self.cells))
        return len(self.run(without, [idle] * parts, count).outputs) < count + parts

    def _needs(self, live: Sequence[int]) -> set[int]:
        """Return the last answer, and those before it whose names it uses, directly or through another."""
        common = {name for cell in self.cells if cell.kind == "setup" for name in _bound(cell.source)}
        needs, words = {live[-1]}, _used(self.cells[live[-1]].source)
        for place in reversed(live[:-1]):
            if words & (_bound(self.cells[place].source) - common):
                needs.add(place)
                words |= _used(self.cells[place].source)
        return needs

    def _reaches(self, places: Sequence[int]) -> bool:
        """Tell whether answers can change what other cells do, as far as their sources tell."""
        common = {name for cell in self.cells if cell.kind == "setup" for name in _bound(cell.source)}
        return any(
            _REACHES.search(self.cells[place].source) or _bound(self.cells[place].source) & common
            for place in places
        )


def _bound(source: str) -> set[str]:
    """Return the names to which a source gives a value, as far as its lines tell."""
    return {word for found in _BINDS.findall(source) for part in found for word in _WORD.findall(part)}


def _used(source: str) -> set[str]:
    """Return the names that a source may take from earlier cells: all but those that it imports."""
    own = {word for found in _IMPORTS.findall(source) for word in _WORD.findall(found)}
    return set(_WORD.findall(source)) - own
