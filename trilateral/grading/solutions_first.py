"""Grade each exercise's own solution before any student's file, in each form that was handed in.

A solution that does not get full marks here, in the sandbox, shows that the exercise is at fault: a setup
cell reads own data, a package is another, or one variant asks for what is not in the record. Then no student
is told an untruth: nothing is graded. What was found good is kept in a journal of its own,
`solutions.jsonl`, so that it is found once.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from trilateral.exercises.kept_versions import versions
from trilateral.exercises.source import Exercise
from trilateral.exercises.variants import CODE, choose
from trilateral.grading.journal import Journal
from trilateral.grading.model import NotGradable, Result
from trilateral.grading.provenance import ResultKey
from trilateral.grading.settings import Engine, Settings
from trilateral.grading.submissions.collect import SubmittedFile

__all__ = ["grade_solutions"]

Form = tuple[str, ...]  # two digits; then, where it is not the common form of today, its code and version


def grade_solutions(
    files: Iterable[SubmittedFile],
    exercises: Mapping[str, Exercise],
    grader: Engine,
    out: Path,
    keys: ResultKey,
    settings: Settings,
) -> None:
    """Have the solution of each form that was handed in graded, unless it was found good before.

    Raises:
        NotGradable: a solution does not get full marks; the message says which, and in which cell.
    """
    grade_solution = getattr(grader, "grade_solution", None)
    if grade_solution is None:
        return
    with Journal(out / "solutions.jsonl") as journal:
        todo: dict[str, Form] = {}
        for basis, form in _forms(files, exercises, settings.folder):
            text = f"solution {basis} {keys.common} {keys.solutions(form[0])}"
            key = hashlib.sha256(text.encode()).hexdigest()
            if key not in journal:
                todo.setdefault(key, form)
        with ThreadPoolExecutor(max(settings.jobs, 1)) as pool:
            found = pool.map(lambda form: grade_solution(*form).reason, todo.values())
            for key, reason in zip(todo, found, strict=True):
                if reason:
                    pool.shutdown(wait=False, cancel_futures=True)
                    raise NotGradable(reason)
                journal.add(key, Result(""))


def _forms(
    files: Iterable[SubmittedFile], exercises: Mapping[str, Exercise], folder: Path
) -> Iterator[tuple[str, Form]]:
    """Yield each form that was handed in, with a text that is the same for forms that ask the same."""
    taken = [one for one in files if one.counts and not one.reason and one.exercise in exercises]
    for stem, variant, own in sorted({(one.exercise, one.variant, one.version) for one in taken}):
        exercise = exercises[stem]
        if variant and not CODE.fullmatch(variant):
            continue  # no form: that file will be refused
        known = own != exercise.version and own in versions(folder, exercise.number)
        version = own if known else ""
        # Many codes lead to the same words; of an older version it is not known here to which.
        chosen = [choose(variant, question.number, question.variants) for question in exercise.questions]
        words = variant if version else json.dumps(chosen)
        form: Form = (exercise.number, variant, version)
        yield f"{stem} {version} {words}", form if variant or version else form[:1]
