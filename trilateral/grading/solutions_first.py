"""Grade each exercise's own solution before any student's file.

A solution that does not get full marks here, in the sandbox, shows that the exercise is at fault: a setup
cell reads own data, or a package is another. Then no student is told an untruth: nothing is graded.
What was found good is kept in a journal of its own, `solutions.jsonl`, so that it is found once.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

from trilateral.grading.journal import Journal
from trilateral.grading.model import NotGradable, Result
from trilateral.grading.provenance import ResultKey
from trilateral.grading.settings import Engine
from trilateral.grading.submissions.collect import SubmittedFile

__all__ = ["grade_solutions"]


def grade_solutions(
    files: Iterable[SubmittedFile], stems: Iterable[str], grader: Engine, out: Path, keys: ResultKey
) -> None:
    """Have the solution of each exercise that was handed in graded, unless it was found good before.

    One form of each is enough: all of its forms begin with the same cells.

    Raises:
        NotGradable: a solution does not get full marks; the message says which, and in which cell.
    """
    grade_solution = getattr(grader, "grade_solution", None)
    if grade_solution is None:
        return
    handed_in = {one.exercise for one in files if one.counts and not one.reason}.intersection(stems)
    with Journal(out / "solutions.jsonl") as journal:
        for stem in sorted(handed_in):
            basis = f"solution {stem} {keys.common} {keys.solutions(stem[:2])}"
            key = hashlib.sha256(basis.encode()).hexdigest()
            if key in journal:
                continue
            if reason := grade_solution(stem[:2]).reason:
                raise NotGradable(reason)
            journal.add(key, Result(stem))
