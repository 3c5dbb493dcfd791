"""Write a run's tables: results, grades for Canvas and Moodle, free texts for reading, the list of files."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from trilateral.exercises.source import Exercise
from trilateral.grading.codes import Entry
from trilateral.grading.gradings import Graded
from trilateral.grading.reports.gradebook import Column, canvas, moodle, stray_exercises
from trilateral.grading.reports.marks import Mark, RowKey, name_of
from trilateral.grading.reports.reflections import points_of_texts, write_reflections
from trilateral.grading.reports.spreadsheet import ABSENT, CHECK
from trilateral.grading.reports.writing import write_table
from trilateral.grading.submissions.collect import Student
from trilateral.text import count, listed, number

__all__ = ["number", "write_missing", "write_tables"]


def write_tables(
    out: Path, graded: Iterable[Graded], exercises: Mapping[str, Exercise]
) -> tuple[Mapping[RowKey, Mark], list[str]]:
    """Write every table of a run into its folder.

    Args:
        out: the folder. Marks that a person wrote into its `reflections.csv` are kept and counted.
        graded: every file that was handed in, in the order of the rows. They are gone through several times,
            and none is kept: a class of thousands need not be in memory.
        exercises: by stem, for the points and rubrics of what a person reads.

    Returns:
        What a person gave for the texts, and lines for the screen: one for each mark that does not count,
        because it is no number from 0 to the prompt's points, one for each thing that a person wrote and
        that did not find its place (it is in a copy, or stays), one for each scaled column, and one for each
        exercise that Moodle's grade goes without.

    Raises:
        OSError: the tables cannot be read or written.
    """
    here = {one.student.key for one in graded if not one.earlier}
    absent = {one.student.key for one in graded} - here
    write_table(out / "results.csv", (*RESULTS, *([CHECK] if absent else [])), _results(graded, absent))
    write_table(out / "files.csv", FILES, _files(graded))
    kept, said = write_reflections(out / "reflections.csv", graded, exercises)
    students: dict[str, Student] = {}
    for one in graded:
        students.setdefault(one.student.key, one.student)
    earned = _earned(graded)
    strays = stray_exercises(earned)
    grades, scaled = _grades(earned, exercises, strays)
    columns = [*grades, *points_of_texts(graded, exercises, kept, strays)]
    write_table(out / "grades-canvas.csv", *canvas(students, columns), bom=False)
    write_table(out / "grades-moodle.csv", *moodle(students, columns, absent), bom=False)
    most = {
        (stem, prompt.number): prompt.points
        for stem, exercise in exercises.items()
        for prompt in exercise.reflections
    }
    return kept.marks(most), [*said, *scaled, *_stray(earned, exercises, strays, students)]


MISSING = ("student", "code", "handed in")


def write_missing(path: Path, missing: Iterable[tuple[Entry, Sequence[str]]]) -> None:
    """Write who on the teacher's list lacks an exercise that others handed in, and what each handed in."""
    write_table(
        path, MISSING, ((entry.student, entry.code or "", ", ".join(stems)) for entry, stems in missing)
    )


RESULTS = ("student", "exercise", "question", "outcome", "points", "out_of", "seconds", "message")


def _results(graded: Iterable[Graded], absent: Collection[str]) -> Iterable[Sequence[str]]:
    for one in graded:
        name, result = name_of(one.student), one.result
        note = [ABSENT if one.earlier else ""] if absent else []
        exercise = (result.exercise if result else "") or one.found.exercise
        if one.reason:
            yield name, exercise, "", "not graded", "", "", "", one.reason, *note
        for outcome in result.outcomes if result else ():
            yield (
                name,
                exercise,
                outcome.question,
                outcome.outcome,
                number(outcome.points),
                number(outcome.out_of),
                f"{outcome.seconds:.2f}",
                outcome.message,
                *note,
            )


FILES = ("student", "platform", "number", "file", "exercise", "form", "late", "sha256", "graded", "notes")


def _files(graded: Iterable[Graded]) -> Iterable[Sequence[str]]:
    for one in graded:
        found, result = one.found, one.result
        earlier = [ABSENT] if one.earlier else []
        own = (*result.notes, *([result.older] if result.older else [])) if result else ()
        notes = "; ".join((*found.notes, *own, *one.notes, *earlier))
        yield (
            found.student.name,
            found.student.platform,
            found.student.number,
            found.place,
            (result.exercise if result else "") or found.exercise,
            result.variant if result else found.variant,
            "late" if found.late else "",
            found.digest,
            f"no: {one.reason}" if one.reason else "yes" if result else "no: a newer file was taken",
            notes,
        )


Earned = Mapping[str, Mapping[str, tuple[float, float]]]
"""By exercise and student's key, the points earned, and those that could be."""


def _earned(graded: Iterable[Graded]) -> Earned:
    """Return what was earned.

    A file that could not be graded gives no grade: it is for a person to say whether that means nought.
    """
    earned: dict[str, dict[str, tuple[float, float]]] = {}
    for one in graded:
        result = one.result
        if result is not None and result.outcomes and not one.reason:
            earned.setdefault(result.exercise, {})[one.student.key] = (result.points, result.out_of)
    return earned


def _grades(
    earned: Earned, exercises: Mapping[str, Exercise], strays: Collection[str]
) -> tuple[list[Column], list[str]]:
    """Return a column of grades for each exercise that was graded, and a line for each that is scaled."""
    columns, lines = [], []
    for stem, own in sorted(earned.items()):
        column = Column.of(exercises[stem].title, own, stray=stem in strays)
        columns.append(column)
        if fewer := sum(out_of < column.most for _, out_of in own.values()):
            lines.append(
                f"{column.head}: {count(fewer, 'form')} with fewer than {number(column.most)} points; "
                "for Canvas and Moodle their points are scaled to it"
            )
    return columns, lines


def _stray(
    earned: Earned,
    exercises: Mapping[str, Exercise],
    strays: Collection[str],
    students: Mapping[str, Student],
) -> Iterable[str]:
    """Yield a line for each exercise that hardly anybody handed in."""
    most = max((len(own) for own in earned.values()), default=0)
    for stem in sorted(strays):
        names = listed(sorted(students[key].name for key in earned[stem]), 5)
        yield (
            f"{exercises[stem].title}: handed in by {names} only, and another exercise by {most} students; "
            "it has a column of its own, and is not in Moodle's grade and maximum"
        )
