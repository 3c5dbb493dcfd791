"""Grade a class: `trilateral grade SUBMISSIONS --out RESULTS`. `grade` is the list of steps."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from trilateral.exercises.source import Exercise, read_exercise
from trilateral.grading.batch import grade_files
from trilateral.grading.codes import CodeList, read_codes
from trilateral.grading.grader import Grader
from trilateral.grading.gradings import Gradings
from trilateral.grading.isolation import seccomp
from trilateral.grading.journal import Journal
from trilateral.grading.lock import hold
from trilateral.grading.model import NotGradable, Result
from trilateral.grading.progress_bar import ProgressBar
from trilateral.grading.provenance import ResultKey, earlier_seed, write_run
from trilateral.grading.reports.clean_copy import write_copies
from trilateral.grading.reports.feedback import write_pages
from trilateral.grading.reports.tables import write_missing, write_tables
from trilateral.grading.settings import Engine, Settings
from trilateral.grading.solutions_first import grade_solutions
from trilateral.grading.submissions.collect import SubmittedFile, collect_files, keep_latest
from trilateral.text import clean

__all__ = ["Engine", "ProgressBar", "Settings", "grade"]


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
) -> Gradings:
    """Grade what was handed in and write the results; go on where an earlier run in the same place stopped.

    Args:
        given: a folder, a zip or a notebook.
        out: the folder for the results; it is made.
        settings: how to grade.
        engine: makes what grades a file.
        screen: where progress is shown, if it is a terminal; standard error by default.

    Returns:
        Every file, with what came of it.

    Raises:
        NotGradable: nothing can be graded: the message says why.
        NoSandbox: there is no sandbox here, and one was asked for.
        NotebookError: a solution is damaged.
        OSError: the results cannot be written.
    """
    began = datetime.now(UTC)
    screen = screen or sys.stderr

    def say(lines: Iterable[str]) -> None:
        for line in lines:
            print(clean(line), file=screen)

    exercises = read_exercises(settings.folder)
    refuse_to_mix(given, out)
    files = keep_latest(collect_files(given, exercises))
    if not files:
        raise NotGradable(f"{given}: nothing was handed in there")
    names = [one.student.name for one in files]
    codes = read_codes(settings.codes, names) if settings.codes else CodeList()
    say(f"Please check: {warning}" for one in files for warning in one.warnings)
    say(f"Please check: {warning}" for warning in codes.warnings(files))
    files = in_order_of_rows(codes.match(files), exercises)

    out.mkdir(parents=True, exist_ok=True)
    with hold(out):
        settings = replace(settings, seed=settings.seed or earlier_seed(out / "run.json"))
        with engine(settings) as grader, Journal(out / "journal.jsonl") as journal:
            # A cluster knows best how many files it can have in hand at once.
            settings = replace(settings, seed=grader.seed, jobs=getattr(grader, "jobs", settings.jobs))
            write_run(out, settings, files, exercises, began, None)
            keys = ResultKey(settings)
            grade_solutions(files, exercises, grader, out, keys)
            failed = grade_files(files, settings.jobs, grader, journal, keys, ProgressBar(screen))
            if slow := getattr(grader, "slow", ""):
                say([f"Slower than it could be: {slow}"])
            if settings.sandbox and (lacking := seccomp.lacking()):
                say([f"The sandbox has no filter of kernel calls: {lacking}."])
        graded = Gradings(files, results_of(journal, keys, failed))
        say(f"Please check: {warning}" for warning in graded.warnings())
        marks, complaints = write_tables(out, graded, exercises)
        say(complaints)
        if settings.codes:
            write_missing(out / "missing.csv", codes.missing(files))
        write_pages(out / "feedback", graded, exercises, marks)
        say(write_copies(out / "read", files))
        write_run(out, settings, files, exercises, began, datetime.now(UTC))
    return graded


def read_exercises(folder: Path) -> dict[str, Exercise]:
    """Return the exercises by their stems.

    Raises:
        NotGradable: there are none.
        NotebookError: a solution is damaged.
    """
    exercises = {path.stem: read_exercise(path) for path in sorted(folder.glob("solutions/*.ipynb"))}
    if not exercises:
        raise NotGradable(f"{folder / 'solutions'}: no solutions there; grading needs them")
    return exercises


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
        key = keys.key(one)
        return journal.read(key) if key in journal else failed[key]

    return read
