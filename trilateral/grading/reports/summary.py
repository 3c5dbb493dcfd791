"""What `trilateral grade` prints at its end."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from trilateral.grading.gradings import Graded
from trilateral.text import count

__all__ = ["summary"]

MOST_REFUSED = 12


def summary(graded: Iterable[Graded]) -> Iterator[str]:
    """Yield how many files of how many students came out how, and a line for each of the first not graded.

    Where the folder has results of earlier runs too, what this run did stands first.
    """
    outcomes: Counter[str] = Counter()
    students, refused, files = set(), [], 0
    here, files_here, refused_here, before = set(), 0, 0, False
    for one in graded:
        students.add(one.student.key)
        outcomes.update(outcome.outcome for outcome in (one.result.outcomes if one.result else ()))
        if one.earlier:
            before = True
        else:
            here.add(one.student.key)
            files_here += one.result is not None and not one.reason
            refused_here += bool(one.reason)
        if one.reason:
            refused.append(one)
        else:
            files += one.result is not None
    listed = ", ".join(f"{number} {outcome}" for outcome, number in outcomes.most_common())
    if before:
        not_graded = f", {refused_here} not graded" if refused_here else ""
        yield f"This run: {count(files_here, 'file')} graded{not_graded}, {count(len(here), 'student')}."
    whole = "All results in this folder: " if before else ""
    yield f"{whole}{count(len(students), 'student')}, {count(files, 'file')} graded: {listed or 'nothing'}."
    for one in refused[:MOST_REFUSED]:
        yield f"not graded: {one.found.place}: {one.reason}"
    if len(refused) > MOST_REFUSED:
        yield f"... and {len(refused) - MOST_REFUSED} more; files.csv lists all."
