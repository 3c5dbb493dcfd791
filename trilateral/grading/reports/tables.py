"""Write a run's tables: results, grades for Canvas and Moodle, free texts for reading, the list of files."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from trilateral.exercises.source import Exercise
from trilateral.grading.codes import Entry
from trilateral.grading.gradings import Graded
from trilateral.grading.model import Result
from trilateral.grading.reports.gradebook import Column, canvas, moodle, number
from trilateral.grading.reports.marks import (
    Kept,
    Mark,
    RowKey,
    changed,
    match,
    name_of,
    names_of,
    points_of,
    same_letters,
    text_checksum,
    to_check,
    with_note,
)
from trilateral.grading.reports.spreadsheet import ABSENT, CHANGED, CHECK, COLUMNS, UNCLEAR, parse, safe
from trilateral.grading.submissions.collect import Student
from trilateral.paths import old_name, write_atomically
from trilateral.text import listed

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
        because it is no number from 0 to the prompt's points, and one for each thing that a person wrote and
        that did not find its place: it is in a copy, or stays.

    Raises:
        OSError: the tables cannot be read or written.
    """
    _write(out / "results.csv", RESULTS, _results(graded))
    _write(out / "files.csv", FILES, _files(graded))
    kept, said = _write_reflections(out / "reflections.csv", graded, exercises)
    marks = {key: row.mark for key, row in kept.rows.items() if row.mark}
    students: dict[str, Student] = {}
    for one in graded:
        students.setdefault(one.student.key, one.student)
    texts, complaints = _texts(graded, exercises, marks)
    columns = [*_grades(graded, exercises), *texts]
    _write(out / "grades-canvas.csv", *canvas(students, columns), bom=False)
    _write(out / "grades-moodle.csv", *moodle(students, columns), bom=False)
    most = {
        (stem, prompt.number): prompt.points
        for stem, exercise in exercises.items()
        for prompt in exercise.reflections
    }
    return kept.marks(most), [*said, *complaints]


MISSING = ("student", "code", "handed in")


def write_missing(path: Path, missing: Iterable[tuple[Entry, Sequence[str]]]) -> None:
    """Write who on the teacher's list lacks an exercise that others handed in, and what each handed in."""
    _write(path, MISSING, ((entry.student, entry.code or "", ", ".join(stems)) for entry, stems in missing))


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]], *, bom: bool = True) -> None:
    """Write a table. Excel needs a byte order mark to read all scripts; learning platforms want none."""
    with write_atomically(path) as file:
        file.write("\ufeff" if bom else "")
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow([safe(cell) for cell in header])
        writer.writerows([safe(cell) for cell in row] for row in rows)


RESULTS = ("student", "exercise", "question", "outcome", "points", "out_of", "seconds", "message")


def _results(graded: Iterable[Graded]) -> Iterable[Sequence[str]]:
    for one in graded:
        name, result = name_of(one.student), one.result
        exercise = (result.exercise if result else "") or one.found.exercise
        if one.reason:
            yield name, exercise, "", "not graded", "", "", "", one.reason
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
            )


FILES = ("student", "platform", "number", "file", "exercise", "form", "late", "sha256", "graded", "notes")


def _files(graded: Iterable[Graded]) -> Iterable[Sequence[str]]:
    for one in graded:
        found, result = one.found, one.result
        notes = "; ".join((*found.notes, *(result.notes if result else ()), *one.notes))
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


def _write_reflections(
    path: Path, graded: Iterable[Graded], exercises: Mapping[str, Exercise]
) -> tuple[Kept, list[str]]:
    """Write the free texts with the marks that a person has given, and return those and what to say of it.

    Nothing that a person wrote into an earlier table is lost: rows of others stay behind those of this run,
    own columns stay, and before anything is written over the table is copied.
    """
    workbooks = [path.with_suffix(kind) for kind in (".xlsx", ".ods", ".numbers")]
    beside = [
        f"{book.name} is not read: save its marks as {path.name}" for book in workbooks if book.exists()
    ]
    if not path.exists() or not (content := path.read_bytes()).strip():
        _write(path, (*COLUMNS, CHECK), _reflections(graded, exercises, Kept(), 0))
        return Kept(), beside
    now, known = {}, set()
    for stem, exercise in exercises.items():
        for one, result in _sound(graded, stem):
            known.add(name_of(one.student))
            for prompt in exercise.reflections:
                text = result.reflections.get(prompt.number, "")
                now[name_of(one.student), stem, prompt.number] = text_checksum(text)
                known.update(re.findall(r"[^\W\d_]{2,}", text)[:50] if not text.isascii() else ())
    written = parse(content, known)
    if written is None:
        copy = old_name(path)
        path.replace(copy)
        _write(path, (*COLUMNS, CHECK), _reflections(graded, exercises, Kept(), 0))
        return Kept(), [*beside, f"{path.name} could not be read as a table of marks: it is now {copy.name}"]
    kept = match(written, now, exercises)
    said = [f"{path.name}: {warning}" for warning in written.warnings] + _unclear(kept)
    said += _edited(graded, exercises, kept)
    if said:
        copy = old_name(path)
        copy.write_bytes(content)
        said.append(f"The table as it was is kept as {copy.name}.")
    if kept.absent:
        names = listed(names_of(kept.absent))
        said.append(f"{path.name} keeps {len(kept.absent)} rows that are not of this run: {names}")
    rows = _reflections(graded, exercises, kept, len(written.heads))
    _write(path, (*COLUMNS, CHECK, *written.heads), rows)
    return kept, [*beside, *said]


def _unclear(kept: Kept) -> list[str]:
    new = [row for row in kept.unclear if row.written and UNCLEAR not in row.check]
    lines = []
    for row in new:
        name = " ".join(row.cells["student"].split()) or "a row without a name"
        what = f"{row.cells['prompt'].strip() or 'prompt ?'}, mark {row.mark or 'none'}"
        lines.append(f"{name}, {what}: {UNCLEAR}; the row stays, at the end")
    return lines


def _edited(graded: Iterable[Graded], exercises: Mapping[str, Exercise], kept: Kept) -> list[str]:
    """Return a line for each marked text that has changed, and one for what else a table has otherwise."""
    lines, others = [], 0
    for stem, exercise in sorted(exercises.items()):
        for one, result in _sound(graded, stem) if kept.rows else ():
            for prompt in exercise.reflections:
                row = kept.rows.get((name_of(one.student), stem, prompt.number))
                if row is None:
                    continue
                anew = changed(row, result.reflections.get(prompt.number, ""))
                if anew and row.mark:
                    where = f"{name_of(one.student)}, {prompt.name}"
                    lines.append(f"{where}: {CHANGED.format(row.mark)}; it still counts")
                others += (anew and not row.mark) or not same_letters(row.cells["rubric"], prompt.rubric)
    return [*lines, *([f"{others} texts or rubrics are others than in the table before"] if others else [])]


def _reflections(
    graded: Iterable[Graded], exercises: Mapping[str, Exercise], kept: Kept, width: int
) -> Iterable[Sequence[str]]:
    """Yield the free texts, prompt by prompt: one reads better all answers to one question in a row.

    Behind them stand the rows of an earlier table that are not of this run. `width` is the number of columns
    that a person added.
    """
    for stem, exercise in sorted(exercises.items()):
        for prompt in exercise.reflections:
            for one, result in _sound(graded, stem):
                name, text = name_of(one.student), result.reflections.get(prompt.number, "")
                row = kept.rows.get((name, stem, prompt.number))
                mark = row.cells["mark"].strip() if row else ""
                check = to_check(row, anew=changed(row, text)) if row else ""
                own = row.own if row else [""] * width
                yield name, stem, prompt.name, text, prompt.rubric, number(prompt.points), mark, check, *own
    for rows, flag in ((kept.absent, ABSENT), (kept.unclear, UNCLEAR)):
        for row in rows:
            yield *(row.cells[name] for name in COLUMNS), with_note(row, flag).check, *row.own


def _sound(graded: Iterable[Graded], stem: str) -> Iterable[tuple[Graded, Result]]:
    """Yield the files of an exercise that were graded."""
    for one in graded:
        if one.found.exercise == stem and not one.reason and one.result is not None:
            yield one, one.result


def _grades(graded: Iterable[Graded], exercises: Mapping[str, Exercise]) -> list[Column]:
    """Return a column of grades for each exercise of which something was graded.

    A file that could not be graded gives no grade: it is for a person to say whether that means nought.
    """
    columns: dict[str, Column] = {}
    for one in graded:
        result = one.result
        if result is not None and result.outcomes and not one.reason:
            title = exercises[result.exercise].title
            column = columns.setdefault(result.exercise, Column(title, result.out_of))
            column.points[one.student.key] = result.points
    return [column for _, column in sorted(columns.items())]


def _texts(
    graded: Iterable[Graded], exercises: Mapping[str, Exercise], marks: Mapping[RowKey, str]
) -> tuple[list[Column], list[str]]:
    """Return what a person's marks add up to, as `_grades` does, and a line for each that does not count."""
    columns, complaints = [], []
    for stem, exercise in sorted(exercises.items()) if marks else ():
        prompts = exercise.reflections
        column = Column(f"{exercise.title}, texts", sum(prompt.points for prompt in prompts))
        for one, _ in _sound(graded, stem):
            name, key = name_of(one.student), one.student.key
            for prompt in prompts:
                mark = marks.get((name, stem, prompt.number), "")
                points = points_of(mark, prompt.points)
                if points is not None:
                    column.points[key] = column.points.get(key, 0.0) + points
                elif mark:
                    wanted = f"a number from 0 to {number(prompt.points)}"
                    complaints.append(f"{name}, {prompt.name}: the mark {mark!r} is not {wanted}")
        columns += [column] if column.points else []
    return columns, complaints
