"""A form that nobody has touched is not handed in when its student handed in another exercise.

Who clones a repository or sends the whole course folder hands in every form in it; none of them is worth 0.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

from trilateral.exercises.build import PLACEHOLDER
from trilateral.grading.model import Result
from trilateral.grading.submissions.collect import SubmittedFile
from trilateral.text import count, listed

__all__ = ["is_untouched", "said_of_untouched", "without_untouched"]

NOTE = "nothing in it is answered, and the student handed in another exercise: not taken for handed in"


def is_untouched(result: Result | None) -> bool:
    """Say whether no question of a file is answered."""
    return result is not None and all(
        one.outcome in ("blank", "missing", "not in this form") for one in result.outcomes
    )


def without_untouched(
    files: Sequence[SubmittedFile], result_of: Callable[[SubmittedFile], Result | None]
) -> list[SubmittedFile]:
    """Return the files, with untouched forms not counted where their student handed in another exercise."""
    graded = [(one, result_of(one)) for one in files if one.counts and one.exercise and not one.reason]
    untouched = {one.place for one, result in graded if is_untouched(result) and not _wrote(result)}
    active = {
        one.student.key
        for one, result in graded
        if result is not None and not result.reason and one.place not in untouched
    }
    return [
        replace(one, counts=False, notes=(*one.notes, NOTE))
        if one.place in untouched and one.counts and one.student.key in active
        else one
        for one in files
    ]


def _wrote(result: Result | None) -> bool:
    texts = result.reflections.values() if result else ()
    return any(text.strip() not in ("", PLACEHOLDER) for text in texts)


def said_of_untouched(files: Iterable[SubmittedFile]) -> Iterator[str]:
    """Yield a line for each exercise of which untouched forms came with another."""
    names: dict[str, set[str]] = {}
    for one in files:
        if NOTE in one.notes:
            names.setdefault(one.exercise, set()).add(one.student.name)
    for exercise, own in sorted(names.items()):
        yield (
            f"{exercise}: of {count(len(own), 'student')} only the form as it was handed out, beside another "
            f"exercise; not taken for handed in: {listed(sorted(own), 4)}"
        )
