"""The tables of grades that Canvas and Moodle import."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from trilateral.grading.reports.spreadsheet import ABSENT, CHECK
from trilateral.grading.submissions.names import Student
from trilateral.text import number

__all__ = ["Column", "canvas", "moodle", "stray_exercises"]


@dataclass(frozen=True)
class Column:
    """A column of grades.

    Attributes:
        head: what stands above it.
        most: the points that can be had.
        points: by student's key, the points earned; a student without a grade is not in it.
        stray: whether hardly anybody handed that exercise in; Moodle's one grade goes without it.
    """

    head: str
    most: float
    points: dict[str, float] = field(default_factory=dict)
    stray: bool = False

    @classmethod
    def of(
        cls, head: str, earned: Mapping[str, tuple[float, float]], most: float = 0.0, stray: bool = False
    ) -> Column:
        """Return a column in which everybody's share of their own points is right.

        A platform knows one maximum for a column. It is the largest; who had an older form, with fewer
        points to be had, gets the same share of it.

        Args:
            head: what stands above it.
            earned: by student's key the points earned, and those that could be.
            most: the maximum, where it may be larger than what anybody could have.
            stray: as above.
        """
        most = max([most, *(out_of for _, out_of in earned.values())])
        scaled = {
            key: points * most / out_of if 0 < out_of < most else points
            for key, (points, out_of) in earned.items()
        }
        return cls(head, most, scaled, stray)


def stray_exercises(handed_in: Mapping[str, Collection[str]]) -> set[str]:
    """Return the exercises that are none of the class's: one student of several handed it in, or a quarter.

    Args:
        handed_in: by exercise, the keys of the students of whom it was graded.
    """
    most = max(map(len, handed_in.values()), default=0)
    return {
        stem
        for stem, students in handed_in.items()
        if 4 * len(students) <= most or (len(students) == 1 and most > 2)
    }


def _cells(columns: Iterable[Column], key: str) -> list[str]:
    """Return a student's points in each column; "" where there are none."""
    return [number(column.points[key]) if key in column.points else "" for column in columns]


def canvas(
    students: Mapping[str, Student], columns: Sequence[Column]
) -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    """Return the table that Canvas's gradebook imports: it knows students by ID, assignments by name."""

    def rows() -> Iterable[Sequence[str]]:
        yield "    Points Possible", "", "", *(number(column.most) for column in columns)
        for key, student in students.items():
            own = student.number if student.platform == "canvas" else ""
            yield student.name, own, "", *_cells(columns, key)

    return ("Student", "ID", "Section", *(column.head for column in columns)), rows()


def moodle(
    students: Mapping[str, Student], columns: Sequence[Column], absent: Collection[str] = ()
) -> tuple[Sequence[str], Iterable[Sequence[str]]]:
    """Return the grading worksheet of a Moodle assignment: Identifier, Grade and its time must be there.

    One assignment has one grade, the sum of the exercises of the class: one that hardly anybody handed in
    would lower everybody's share. All exercises stand behind it, and Moodle passes over them, as over the
    last column, which says by `absent` who is of an earlier run only.
    """
    header = (
        "Identifier",
        "Full name",
        "Grade",
        "Maximum grade",
        "Last modified (grade)",
        *(column.head for column in columns),
        *([CHECK] if absent else []),
    )
    summed = [column for column in columns if not column.stray]
    most = number(sum(column.most for column in summed))

    def rows() -> Iterable[Sequence[str]]:
        for key, student in students.items():
            earned = [column.points[key] for column in summed if key in column.points]
            total = number(sum(earned)) if earned else ""
            identity = f"Participant {student.number}" if student.platform == "moodle" else ""
            note = [ABSENT if key in absent else ""] if absent else []
            yield identity, student.name, total, most, "", *_cells(columns, key), *note

    return header, rows()
