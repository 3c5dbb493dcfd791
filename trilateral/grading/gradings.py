"""Every file of a run with what came of it, and what one sees only when the files lie side by side."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from trilateral.grading.model import Result
from trilateral.grading.submissions.collect import Student, SubmittedFile
from trilateral.grading.submissions.contents import NO_EXERCISE
from trilateral.text import listed

__all__ = ["Graded", "Gradings", "sound"]


@dataclass(frozen=True)
class Graded:
    """A file that was handed in, and what came of it, which is read when it is asked for.

    Attributes:
        found: the file; its `exercise` is the whole stem, where it is known.
        result_of: returns what came of it; None where it was not graded.
        notes: what the teacher should know of it beside the others.
    """

    found: SubmittedFile
    result_of: Callable[[], Result | None] = field(compare=False)
    notes: tuple[str, ...] = ()

    @cached_property
    def result(self) -> Result | None:
        """What came of it; None where it was not graded."""
        return self.result_of()

    @property
    def earlier(self) -> bool:
        """Whether it is of an earlier run."""
        return bool(self.found.earlier)

    @property
    def student(self) -> Student:
        """Whose it is."""
        return self.found.student

    @property
    def reason(self) -> str:
        """Why it was not graded; "" where it was."""
        return self.found.reason or (self.result.reason if self.result else "")


class Gradings(Iterable[Graded]):
    """Every file with what came of it, in the order of the rows, as often as it is gone through.

    What came of it stays in the journal until it is asked for, so that a class of thousands takes no more
    memory than a class of ten.
    """

    def __init__(
        self, files: Sequence[SubmittedFile], result_of: Callable[[SubmittedFile], Result | None]
    ) -> None:
        """Find out who handed in the same."""
        self._files, self._result_of = files, result_of
        counted = [one for one in files if one.counts]
        # The course's own lessons are the same for all.
        own = [one for one in counted if one.digest and not one.reason.startswith(NO_EXERCISE)]
        same = _shared((one.digest, one.student) for one in own)
        # Two untouched forms are the same, and nobody copied.
        tried = (one for one in own if one.digest in same and not _untouched(result_of(one)))
        self._same = _shared((one.digest, one.student) for one in tried)
        self._forms = _shared((one.variant, one.student) for one in counted if one.variant and not one.reason)

    def __iter__(self) -> Iterator[Graded]:
        """Yield each file anew."""
        for one in self._files:
            yield Graded(one, functools.partial(self._result_of, one), self._notes(one))

    def warnings(self) -> list[str]:
        """Return what a teacher should look at, a line each.

        That is each file that several students handed in, an untouched one excepted, and each older form.
        """
        lines = {f"the same file, byte for byte, from {_names(students)}" for students in self._same.values()}
        older: dict[str, set[Student]] = {}
        for one in self:
            if not one.earlier and not one.reason and one.result is not None and one.result.older:
                older.setdefault(one.result.older, set()).add(one.student)
        return [*sorted(lines), *(f"{line}: {_names(students)}" for line, students in sorted(older.items()))]

    def notes(self) -> Iterator[str]:
        """Yield what grading has told of the files of this run, each with the student's name."""
        for one in self:
            if not one.earlier and one.found.counts and not one.reason:
                own = together((*(one.result.notes if one.result else ()), *one.notes))
                yield from (
                    f"{one.student.name}: {note}" for note in own if not note.startswith("the same file")
                )

    def _notes(self, one: SubmittedFile) -> tuple[str, ...]:
        if not one.counts:
            return ()
        if others := self._same.get(one.digest, set()) - {one.student}:
            return (f"the same file, byte for byte, as of {_names(others)}",)
        if others := self._forms.get(one.variant, set()) - {one.student}:
            return (f"the same form as {_names(others)}",)
        return ()


def together(notes: Iterable[str]) -> list[str]:
    """Return notes, with those that say the same of several questions as one."""
    numbers: dict[str, list[str]] = {}
    for note in notes:
        number, colon, said = note.partition(": ")
        key, own = (said, [number]) if colon and re.fullmatch(r"\d{1,2}\.\d{1,2}", number) else (note, [])
        numbers.setdefault(key, []).extend(own)
    return [f"{listed(own, 3)}: {said}" if own else said for said, own in numbers.items()]


def sound(graded: Iterable[Graded], stem: str) -> Iterator[tuple[Graded, Result]]:
    """Yield the files of an exercise that were graded, each with what came of it."""
    for one in graded:
        if one.found.exercise == stem and not one.reason and one.result is not None:
            yield one, one.result


def _untouched(result: Result | None) -> bool:
    return result is not None and all(
        one.outcome in ("blank", "missing", "not in this form") for one in result.outcomes
    )


def _shared(pairs: Iterable[tuple[str, Student]]) -> dict[str, set[Student]]:
    """Return what several students have, and who they are."""
    first: dict[str, Student] = {}
    groups: dict[str, set[Student]] = {}
    for key, student in pairs:
        if first.setdefault(key, student) != student:
            groups.setdefault(key, {first[key]}).add(student)
    return groups


def _names(students: Iterable[Student]) -> str:
    return listed(sorted(student.name for student in students), 5)
