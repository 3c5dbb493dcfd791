"""Grade a class: `trilateral grade SUBMISSIONS --out RESULTS`. `grade` is the list of steps."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from trilateral.exercises.source import Exercise, read_exercise
from trilateral.grading.adding import changes, match_students, merge
from trilateral.grading.batch import grade_files
from trilateral.grading.codes import CodeList, read_codes
from trilateral.grading.earlier import NO_RESULT, Earlier, class_entries, read_class
from trilateral.grading.grader import Grader
from trilateral.grading.gradings import Gradings
from trilateral.grading.isolation import seccomp
from trilateral.grading.journal import Journal
from trilateral.grading.lock import hold
from trilateral.grading.model import NotGradable, Result
from trilateral.grading.notices import Notices
from trilateral.grading.progress_bar import ProgressBar
from trilateral.grading.provenance import ResultKey, earlier_seed, write_run
from trilateral.grading.reports.aside import put_aside
from trilateral.grading.reports.clean_copy import write_copies
from trilateral.grading.reports.feedback import write_pages
from trilateral.grading.reports.tables import write_missing, write_tables
from trilateral.grading.settings import Engine, Settings
from trilateral.grading.solutions_first import grade_solutions
from trilateral.grading.submissions.collect import SubmittedFile, collect_files, keep_latest
from trilateral.grading.untouched import (
    NOTE,
    digests_of_forms,
    said_of_untouched,
    without_untouched,
)
from trilateral.notebooks import NotebookError
from trilateral.text import clean

__all__ = ["Engine", "ProgressBar", "Settings", "grade"]

CHECK = "Please check: "


def local(settings: Settings) -> AbstractContextManager[Engine]:
    """Return the engine that grades on this machine, or sends the work to a cluster."""
    if settings.dask:
        from trilateral.grading.cluster import Cluster

        return Cluster(settings)
    return Grader(
        settings.folder,
        jobs=settings.jobs,
        sandbox=settings.sandbox,
        timeout=settings.timeout,
        seed=settings.seed,
    )


def grade(
    given: Path,
    out: Path,
    settings: Settings,
    engine: Callable[[Settings], AbstractContextManager[Engine]] = local,
    screen: TextIO | None = None,
    ask: Callable[[str], bool | None] | None = None,
) -> Gradings:
    """Grade what was handed in and write the results; go on where an earlier run in the same place stopped.

    Students of earlier runs in the same place stay in all tables.

    Args:
        given: a folder, a zip or a notebook.
        out: the folder for the results; it is made.
        settings: how to grade.
        engine: makes what grades a file.
        screen: where progress is shown, if it is a terminal; standard error by default.
        ask: puts a question to a person and returns yes or no, or None where nobody answers. Without one
            new results take the place of earlier ones, and the tables as they were are kept in a copy.

    Returns:
        Every file of this run and of earlier ones, with what came of it.

    Raises:
        NotGradable: nothing can be graded: the message says why.
        NoSandbox: there is no sandbox here, and one was asked for.
        NotebookError: a solution is damaged.
        OSError: the results cannot be written.
    """
    began = datetime.now(UTC)
    notices = Notices(screen := screen or sys.stderr)
    exercises, unready = read_exercises(settings.folder)
    refuse_to_mix(given, out)
    files, codes = collect(given, settings, [*exercises, *unready], notices)
    refuse_unready(files, unready)
    notices.show_lines(
        f"{why} It is not handed in here, so the others are graded" for why in unready.values()
    )
    handed_in = in_order_of_rows(codes.match(files), exercises)

    out.mkdir(parents=True, exist_ok=True)
    with hold(out), notices.kept_in(out):
        settings = replace(settings, seed=settings.seed or earlier_seed(out / "run.json"))
        with engine(settings) as grader, Journal(out / "journal.jsonl") as journal:
            # A cluster knows best how many files it can have in hand at once.
            settings = replace(settings, seed=grader.seed, jobs=getattr(grader, "jobs", settings.jobs))
            earlier, lost = read_class(out, journal)
            if lost:  # before run.json is written, which then speaks of it no more
                notices.show_lines([f"{lost}. The tables as they were are kept in {put_aside(out, ())}"])
            before = [replace(entry.file, student=entry.place.base) for entry in earlier]
            notices.show_lines(codes.warnings(files, before), CHECK)
            placed = match_students(handed_in, earlier, clean(given.resolve().stem) or "this class")
            notices.show_lines(placed.warnings, CHECK)
            files = in_order_of_rows(placed.files, exercises)
            known = class_entries((entry.file for entry in earlier), placed.places)
            write_run(out, settings, files, exercises, (began, None), known)
            keys = ResultKey(settings)
            grade_solutions(files, exercises, grader, out, keys, settings)
            failed = grade_files(files, settings.jobs, grader, journal, keys, ProgressBar(screen))
            notices.show_lines(weaknesses(grader, settings))
        read = results_of(journal, keys, failed)
        listed = in_order_of_rows(add(out, files, earlier, read, notices, ask), exercises)
        graded = Gradings(listed, read)
        known = class_entries(with_results(listed, journal, keys, failed), placed.places)
        write_run(out, settings, files, exercises, (began, None), known)
        _write_missing(out, settings, codes, [*handed_in, *before])
        report(out, graded, exercises, notices)
        notices.show_lines(write_copies(out / "read", files))
        write_run(out, settings, files, exercises, (began, datetime.now(UTC)), known)
    return graded


def _write_missing(out: Path, settings: Settings, codes: CodeList, files: Sequence[SubmittedFile]) -> None:
    """Write who on the list of codes lacks what; an untouched form beside another is none."""
    if settings.codes:
        there = [one for one in files if NOTE not in one.notes]
        write_missing(out / "missing.csv", codes.missing(there))


def collect(
    given: Path, settings: Settings, stems: Collection[str], notices: Notices
) -> tuple[list[SubmittedFile], CodeList]:
    """Return what was handed in and the list of codes; say what is uncertain of the former.

    Raises:
        NotGradable: nothing was handed in, or it or the list cannot be read.
    """
    files = without_untouched(keep_latest(collect_files(given, stems)), digests_of_forms(settings.folder))
    if not files:
        raise NotGradable(f"{given}: nothing was handed in there")
    names = [one.student.name for one in files]
    codes = read_codes(settings.codes, names) if settings.codes else CodeList()
    notices.show_lines((warning for one in files for warning in one.warnings), CHECK)
    notices.show_lines(said_of_untouched(files), CHECK)
    notices.show_lines(
        (f"{one.student.name}: {note}" for one in files if one.counts for note in one.notes), CHECK
    )
    return files, codes


def weaknesses(grader: Engine, settings: Settings) -> Iterator[str]:
    """Yield what this machine cannot do for an engine."""
    if slow := getattr(grader, "slow", ""):
        yield f"Slower than it could be: {slow}"
    if settings.sandbox and (lacking := seccomp.lacking()):
        yield f"The sandbox has no filter of kernel calls: {lacking}."


def report(out: Path, graded: Gradings, exercises: Mapping[str, Exercise], notices: Notices) -> None:
    """Write the tables and the pages, and say what a teacher should look at."""
    notices.show_lines(graded.warnings(), CHECK)
    notices.show_lines(graded.notes(), CHECK)
    marks, complaints = write_tables(out, graded, exercises)
    notices.show_lines(complaints)
    notices.show_lines(write_pages(out / "feedback", graded, exercises, marks))


def add(
    out: Path,
    files: list[SubmittedFile],
    earlier: list[Earlier],
    read: Callable[[SubmittedFile], Result | None],
    notices: Notices,
    ask: Callable[[str], bool | None] | None,
) -> list[SubmittedFile]:
    """Return the files of this run and of earlier ones; ask about what would be replaced, or keep a copy.

    Args:
        out: the folder of the results.
        files: of this run.
        earlier: those of earlier runs.
        read: returns what came of a file.
        notices: says what is uncertain.
        ask: puts a question, as for `grade`.
    """
    made = changes(files, earlier, read)
    kept: set[tuple[str, str]] = set()
    if made:
        notices.show_lines((one.line for one in made), "Another result than in an earlier run: ")
        answer = ask("Shall the new results take the place of the earlier ones?") if ask else None
        if answer is False:
            kept = {(one.student.key, one.exercise) for one in made}
            notices.show_lines(["The earlier results stay; files.csv lists the new files as not taken."])
        else:
            copies = put_aside(out, {one.student for one in made})
            notices.show_lines(
                [f"The new results count. Tables and pages as they were are kept in {copies}. Is it somebody "
                 "else of the same name? Then give the file another name, and grade both again"]
            )  # fmt: skip
    return merge(files, earlier, kept, read) if earlier else files


def with_results(
    listed: Iterable[SubmittedFile], journal: Journal, keys: ResultKey, failed: Mapping[str, Result]
) -> Iterator[SubmittedFile]:
    """Yield the files that the tables tell of, each with where its result is, for later runs."""
    for one in listed:
        key = one.earlier or (keys.key(one) if one.counts and not one.reason else NO_RESULT)
        reason = one.reason or (failed[key].reason if key in failed else "")
        yield replace(one, reason=reason, earlier=key if key in journal else NO_RESULT)


def read_exercises(folder: Path) -> tuple[dict[str, Exercise], dict[str, NotebookError]]:
    """Return the exercises by their stems, and those that cannot be read, each with what is wrong.

    Raises:
        NotGradable: there are none.
    """
    exercises, unready = {}, {}
    for path in sorted(folder.glob("solutions/*.ipynb")):
        try:
            exercises[path.stem] = read_exercise(path)
        except NotebookError as problem:  # somebody is still at it
            unready[path.stem] = problem
    if not exercises and not unready:
        raise NotGradable(f"{folder / 'solutions'}: no solutions there; grading needs them")
    return exercises, unready


def refuse_unready(files: Iterable[SubmittedFile], unready: Mapping[str, NotebookError]) -> None:
    """Refuse to grade what is handed in of an exercise that cannot be read.

    Raises:
        NotebookError: the message says what is wrong with the exercise.
    """
    wanted = {one.exercise for one in files if one.counts and not one.reason}
    for stem, problem in unready.items():
        if stem[:2] in wanted:
            raise problem


def refuse_to_mix(given: Path, out: Path) -> None:
    """Refuse a place for the results that lies inside what is graded: the next run would grade them too."""
    if given.is_dir() and out.resolve().is_relative_to(given.resolve()):
        raise NotGradable(f"{out}: lies inside what is graded; choose another place for the results")


def in_order_of_rows(files: Iterable[SubmittedFile], stems: Iterable[str]) -> list[SubmittedFile]:
    """Return the files in the order of the rows, each with the whole stem of its exercise."""
    named = {stem[:2]: stem for stem in stems}
    listed = [replace(one, exercise=named.get(one.exercise, one.exercise)) for one in files]
    names: dict[str, str] = {}
    for student in sorted({one.student for one in listed}):
        # Who has one number and two names stands in one place all the same.
        names.setdefault(student.key, student.name.casefold())
    return sorted(
        listed,
        key=lambda one: (names[one.student.key], one.student.key, one.student, one.exercise, one.place),
    )


def results_of(
    journal: Journal, keys: ResultKey, failed: dict[str, Result]
) -> Callable[[SubmittedFile], Result | None]:
    """Return what reads the result of a file, each time anew, so that few are in memory at once."""

    def read(one: SubmittedFile) -> Result | None:
        if not one.counts or one.reason:
            return None
        key = one.earlier or keys.key(one)
        if one.earlier and key not in journal:
            return None
        return journal.read(key) if key in journal else failed[key]

    return read
