"""Add a run to what earlier runs into the same folder found: who is who, and what takes the place of what.

A learning platform's number is one student wherever it comes again. A name alone may be somebody else's of
another class: the two are one only where the batches have more than half of their names in common, or the
file is the same byte for byte. So one late file is the student's, and a second class has namesakes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from trilateral.grading.earlier import Earlier, Place
from trilateral.grading.model import Result
from trilateral.grading.submissions.collect import Student, SubmittedFile
from trilateral.text import count, number

__all__ = ["Change", "Matched", "changes", "match_students", "merge"]


@dataclass(frozen=True)
class Matched:
    """The files of a run, each with the student that it belongs to among those of earlier runs.

    Attributes:
        files: in the order given.
        places: by student's key, of this run and of earlier ones.
        warnings: a line for each name that was taken for another student's.
    """

    files: Sequence[SubmittedFile]
    places: Mapping[str, Place]
    warnings: Sequence[str]


def match_students(files: Sequence[SubmittedFile], earlier: Sequence[Earlier], label: str) -> Matched:
    """Return the files, with namesakes of another class kept apart.

    Args:
        files: of this run.
        earlier: files of earlier runs.
        label: what the batch is called.
    """
    classes: dict[str, dict[str, Student]] = defaultdict(dict)
    contents: set[tuple[str, str, str]] = set()  # class, name, digest
    for entry in earlier:
        if not entry.place.base.platform:
            classes[entry.place.batch][entry.place.base.key] = entry.file.student
            contents.add((entry.place.batch, entry.place.base.key, entry.file.digest))
    own = {one.student.key: one.student for one in files if not one.student.platform}
    same = {name: theirs for name, theirs in classes.items() if _are_one_class(own, theirs)}
    label = next(reversed(same), "") or _unused(label, classes)
    places = {entry.file.student.key: entry.place for entry in earlier}
    taken: dict[str, Student] = {}
    warnings = []
    for key, student in own.items():
        found = {name: theirs[key] for name, theirs in classes.items() if key in theirs}
        digests = {one.digest for one in files if one.student == student and one.digest}
        exact = [name for name in found if any((name, key, digest) in contents for digest in digests)]
        fits = exact or [name for name in found if name in same]
        if found and len({found[name].key for name in fits}) == 1:
            taken[key], batch = found[fits[-1]], fits[-1]
            if student.name not in taken[key].name:
                warnings.append(f"{student.name}: taken for {taken[key].name} of an earlier run")
        elif found:
            taken[key], batch = Student(f"{key} ({label})", f"{student.name} ({label})"), label
            where = ", ".join(sorted(found))
            warnings.append(
                f"{student.name}: the same name in {where} and in {label}; taken for different students. "
                "If it is one student, grade that file alone into the same folder"
            )
        else:
            taken[key], batch = student, label
        places[taken[key].key] = Place(student, batch)
    for one in files:
        places.setdefault(taken.get(one.student.key, one.student).key, Place(one.student, label))
    placed = [one if one.student.platform else replace(one, student=taken[one.student.key]) for one in files]
    return Matched(placed, places, warnings)


def _are_one_class(own: Collection[str], theirs: Collection[str]) -> bool:
    return 2 * len(set(own) & set(theirs)) > min(len(own), len(theirs))


def _unused(label: str, classes: Collection[str]) -> str:
    names = [label, *(f"{label} {count}" for count in range(2, len(classes) + 3))]
    return next(name for name in names if name not in classes)


@dataclass(frozen=True)
class Change:
    """A result of an earlier run that one of this run takes the place of."""

    student: Student
    exercise: str
    line: str


def changes(
    files: Iterable[SubmittedFile],
    earlier: Iterable[Earlier],
    result_of: Callable[[SubmittedFile], Result | None],
) -> list[Change]:
    """Return what would be another than before: another file, or other points for the same file.

    Args:
        files: of this run.
        earlier: of earlier runs.
        result_of: returns what came of a file of either.
    """
    now = {(one.student.key, one.exercise): one for one in files if _counts(one, result_of)}
    made = []
    for entry in earlier:
        old = entry.file
        new = now.get((old.student.key, old.exercise))
        if new is None or not _counts(old, result_of):
            continue
        before, after = result_of(old), result_of(new)
        assert before is not None and after is not None
        if old.digest != new.digest or number(before.points) != number(after.points):
            what = "another file" if old.digest != new.digest else "the same file"
            points = f"{count(after.points, 'point')}, before {number(before.points)}"
            line = f"{new.student.name}, {new.exercise}: {points} ({what})"
            made.append(Change(new.student, new.exercise, line))
    return made


def merge(
    files: Sequence[SubmittedFile],
    earlier: Iterable[Earlier],
    kept: Collection[tuple[str, str]],
    result_of: Callable[[SubmittedFile], Result | None],
) -> list[SubmittedFile]:
    """Return the files of this run and of earlier ones, of which one for a student and exercise is taken.

    Args:
        files: of this run.
        earlier: of earlier runs.
        kept: students' keys and exercises of which the earlier result stays.
        result_of: returns what came of a file of either.
    """
    now = {(one.student.key, one.exercise): one for one in files if _counts(one, result_of)}
    students = {one.student.key: one.student for one in files}
    digests = {(one.student.key, one.digest or one.place) for one in files}
    listed = [
        replace(one, counts=False, notes=(*one.notes, "the result of an earlier run was kept"))
        if (one.student.key, one.exercise) in kept
        else one
        for one in files
    ]
    for entry in earlier:
        old = entry.file
        key = old.student.key, old.exercise
        # Whoever is called otherwise by now is still one student, with one row and one page.
        old = replace(old, student=students.get(key[0], old.student))
        if key in kept or (_counts(old, result_of) and key not in now):
            listed.append(old)
        elif (key[0], old.digest or old.place) in digests or (old.reason and key[0] in students):
            continue
        else:
            listed.append(replace(old, counts=old.counts and key not in now))
    return listed


def _counts(one: SubmittedFile, result_of: Callable[[SubmittedFile], Result | None]) -> bool:
    """Say whether a file stands for its exercise: it was taken, and graded."""
    if not (one.counts and one.exercise and not one.reason):
        return False
    result = result_of(one)
    return result is not None and not result.reason
