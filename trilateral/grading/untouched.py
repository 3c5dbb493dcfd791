"""A form that nobody has touched is not handed in when its student handed in another exercise.

Who clones a repository or sends the whole course folder hands in every form in it; none of them is worth 0.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from trilateral.grading.submissions.collect import SubmittedFile
from trilateral.text import count, listed

__all__ = ["NOTE", "digests_of_forms", "said_of_untouched", "without_untouched"]

NOTE = "the form as it was handed out, and the student handed in another exercise: not taken for handed in"


def digests_of_forms(folder: Path) -> set[str]:
    """Return the SHA-256 of each form of the course, also with the line ends that Git writes on Windows."""
    made = set()
    for path in folder.glob("[0-9][0-9]-*.ipynb"):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        made |= {hashlib.sha256(one).hexdigest() for one in (content, content.replace(b"\n", b"\r\n"))}
    return made


def without_untouched(files: Sequence[SubmittedFile], forms: Collection[str]) -> list[SubmittedFile]:
    """Return the files; of who handed in another exercise, an untouched form does not count.

    Args:
        files: as `keep_latest` returns them.
        forms: the SHA-256 of each form as it was handed out.
    """
    graded = [one for one in files if one.counts and one.exercise and not one.reason]
    active = {one.student.key for one in graded if one.digest not in forms}
    untouched = {one.place for one in graded if one.digest in forms and one.student.key in active}
    return [
        replace(one, counts=False, notes=(*one.notes, NOTE)) if one.counts and one.place in untouched else one
        for one in files
    ]


def said_of_untouched(files: Iterable[SubmittedFile]) -> Iterator[str]:
    """Yield a line for each exercise of which untouched forms came with another."""
    names: dict[str, set[str]] = {}
    for one in files:
        if NOTE in one.notes:
            names.setdefault(one.exercise, set()).add(one.student.name)
    for exercise, own in sorted(names.items()):
        yield (
            f"exercise {exercise}: of {count(len(own), 'student')} only the form as it was handed out, "
            f"beside another exercise; not taken for handed in: {listed(sorted(own), 4)}"
        )
