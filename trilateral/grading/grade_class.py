"""Grade a class: `trilateral grade SUBMISSIONS --out RESULTS`."""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import json
import platform
import shutil
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from itertools import groupby
from pathlib import Path
from typing import Protocol, Self, TextIO

from trilateral.exercises.build import Exercise, read_exercise
from trilateral.grading.grader import Grader
from trilateral.grading.journal import Journal, whole, write_whole
from trilateral.grading.model import Job, NotGradable, Result
from trilateral.grading.reports.clean_copy import write_copies
from trilateral.grading.reports.feedback import feedback_page, file_name
from trilateral.grading.reports.tables import Graded, write_tables
from trilateral.grading.submissions.collect import Student, SubmittedFile, clean, collect_files, keep_latest
from trilateral.record.load import folder as data_folder

__all__ = ["Engine", "ProgressBar", "Settings", "grade"]


@dataclass(frozen=True)
class Settings:
    """How a class is graded.

    Attributes:
        folder: the folder of the exercises, with `solutions/` in it.
        jobs: how many files at once.
        timeout: seconds that one cell may take.
        sandbox: False runs students' code without one.
        seed: of the nonces; "" takes that of an earlier run in the same place, or makes a new one.
        codes: a CSV with the columns student and code: who was given which form.
        dask: the address of a Dask scheduler; "" grades on this machine.
    """

    folder: Path
    jobs: int = 1
    timeout: float = 10.0
    sandbox: bool = True
    seed: str = ""
    codes: Path | None = None
    dask: str = ""


class Engine(Protocol):
    """What grades a file: `engine.Grader`, or a stand-in on a cluster."""

    seed: str

    def grade(self, job: Job) -> Result:
        """Grade one file."""


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
    exercises = {path.stem: read_exercise(path) for path in sorted(settings.folder.glob("solutions/*.ipynb"))}
    if not exercises:
        raise NotGradable(f"{settings.folder / 'solutions'}: no solutions there; grading needs them")
    if given.is_dir() and out.resolve().is_relative_to(given.resolve()):
        raise NotGradable(f"{out}: lies inside what is graded; choose another place for the results")
    codes = _codes(settings.codes) if settings.codes else {}
    files = _in_rows(
        [_with_code(one, codes) for one in keep_latest(collect_files(given, exercises.keys()))], exercises
    )
    if not files:
        raise NotGradable(f"{given}: nothing was handed in there")
    for doubt in [doubt for one in files for doubt in one.doubts]:
        print(f"Please check: {clean(doubt)}", file=screen or sys.stderr)
    out.mkdir(parents=True, exist_ok=True)
    settings = replace(settings, seed=settings.seed or _earlier_seed(out / "run.json"))
    with engine(settings) as grader, Journal(out / "journal.jsonl") as journal:
        # A cluster knows best how many files it can have in hand at once.
        settings = replace(settings, seed=grader.seed, jobs=getattr(grader, "jobs", settings.jobs))
        write_run(out, settings, files, exercises, began, None)
        basis = ResultKey(settings)
        failed = _grade_all(files, settings, grader, journal, basis, ProgressBar(screen or sys.stderr))
        if slow := getattr(grader, "slow", ""):
            print(f"Slower than it could be: {slow}", file=screen or sys.stderr)

    def read(one: SubmittedFile) -> Result | None:
        if not one.taken or one.reason:
            return None
        key = basis.key(one)
        return journal.read(key) if key in journal else failed[key]

    graded = Gradings(files, read)
    for complaint in write_tables(out, graded, exercises):
        print(complaint, file=screen or sys.stderr)
    _write_pages(out / "feedback", graded, exercises)
    for complaint in write_copies(out / "read", files):
        print(complaint, file=screen or sys.stderr)
    write_run(out, settings, files, exercises, began, datetime.now(UTC))
    return graded


def _in_rows(files: Iterable[SubmittedFile], stems: Iterable[str]) -> list[SubmittedFile]:
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


def _grade_all(
    files: Iterable[SubmittedFile],
    settings: Settings,
    grader: Engine,
    journal: Journal,
    basis: ResultKey,
    bar: ProgressBar,
) -> dict[str, Result]:
    """Bring into the journal what is not in it: each once, however many handed in the same bytes.

    Returns:
        By key, what could not be graded, through no fault of the student's: the next run tries again.
    """
    wanted = {basis.key(one): one for one in files if one.taken and not one.reason}
    bar.start(len(wanted), (journal.read(key) for key in wanted if key in journal))
    failed: dict[str, Result] = {}

    def work(key: str, one: SubmittedFile) -> Result:
        try:
            content = one.read()
            if hashlib.sha256(content).hexdigest() != one.digest:
                raise NotGradable("the file was changed while it was being graded; grade again")
            result = grader.grade(Job(content, "", one.variant))
        except NotGradable as error:
            failed[key] = Result(one.exercise, reason=str(error), variant=one.variant)
        except Exception as error:
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:300]
            failed[key] = Result(one.exercise, reason=f"not graded, and not the student's fault: {reason}")
        else:
            journal.add(key, result)
            return result
        return failed[key]

    todo = [(key, one) for key, one in wanted.items() if key not in journal]
    with ThreadPoolExecutor(max(settings.jobs, 1)) as pool, bar:
        for result in _unordered(pool, work, todo, 2 * settings.jobs):
            bar.step(result)
    return failed


def _unordered(
    pool: ThreadPoolExecutor,
    work: Callable[[str, SubmittedFile], Result],
    todo: Iterable[tuple[str, SubmittedFile]],
    most: int,
) -> Iterator[Result]:
    """Yield results as they come, with so many files under way at most, so that memory stays flat."""
    waiting: set[Future[Result]] = set()
    files = iter(todo)
    try:
        while True:
            while len(waiting) < most and (entry := next(files, None)):
                waiting.add(pool.submit(work, *entry))
            if not waiting:
                return
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            while done:
                yield done.pop().result()
    finally:
        for future in waiting:
            future.cancel()


class ResultKey:
    """What a result depends on besides the file: it is graded anew when one of these changes."""

    def __init__(self, settings: Settings) -> None:
        """Read the data and the solutions once."""
        self.settings = settings
        data = _digest(sorted(data_folder().glob("*.csv")))
        code = _digest(sorted(Path(__file__).parent.parent.rglob("*.py")))
        self.common = f"{data} {code} {settings.seed} {settings.timeout} {settings.sandbox}"
        self._solutions = functools.lru_cache(self._digest_of_solutions)

    def key(self, one: SubmittedFile) -> str:
        """Return what a file's result is kept under."""
        basis = f"{self.common} {self._solutions(one.exercise[:2])} {one.digest} {one.variant}"
        return hashlib.sha256(basis.encode()).hexdigest()

    def _digest_of_solutions(self, exercise: str) -> str:
        pattern = f"{exercise}-*" if exercise else "*"
        return _digest(sorted((self.settings.folder / "solutions").glob(pattern)))


def _digest(paths: Iterable[Path]) -> str:
    return _digest_of(tuple((path, path.stat().st_mtime_ns) for path in paths))


_DIGESTS: dict[tuple[tuple[Path, int], ...], str] = {}


def _digest_of(paths: tuple[tuple[Path, int], ...]) -> str:
    if paths not in _DIGESTS:
        digest = hashlib.sha256()
        for path, _ in paths:
            digest.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
        _DIGESTS[paths] = digest.hexdigest()
    return _DIGESTS[paths]


class Gradings(Iterable[Graded]):
    """Every file with what came of it, in the order of the rows, as often as it is gone through.

    What came of it stays in the journal until it is asked for, so that a class of thousands takes no more
    memory than a class of ten.
    """

    def __init__(
        self, files: Sequence[SubmittedFile], read: Callable[[SubmittedFile], Result | None]
    ) -> None:
        """Find out who handed in the same."""
        self._files, self._read = files, read
        taken = [one for one in files if one.taken]
        same = _shared((one.digest, one.student) for one in taken if one.digest)
        # Two untouched forms are the same, and nobody copied.
        tried = (one for one in taken if one.digest in same and not _untouched(read(one)))
        self._same = _shared((one.digest, one.student) for one in tried)
        self._forms = _shared((one.variant, one.student) for one in taken if one.variant and not one.reason)

    def __iter__(self) -> Iterator[Graded]:
        """Yield each file anew."""
        for one in self._files:
            yield Graded(one, functools.partial(self._read, one), self._notes(one))

    def _notes(self, one: SubmittedFile) -> tuple[str, ...]:
        if not one.taken:
            return ()
        if others := self._same.get(one.digest, set()) - {one.student}:
            return (f"the same file, byte for byte, as of {_names(others)}",)
        if others := self._forms.get(one.variant, set()) - {one.student}:
            return (f"the same form as {_names(others)}",)
        return ()


def _untouched(result: Result | None) -> bool:
    return result is not None and all(one.outcome in ("blank", "missing") for one in result.outcomes)


def _shared(pairs: Iterable[tuple[str, Student]]) -> dict[str, set[Student]]:
    """Return what several students have, and who they are."""
    first: dict[str, Student] = {}
    groups: dict[str, set[Student]] = {}
    for key, student in pairs:
        if first.setdefault(key, student) != student:
            groups.setdefault(key, {first[key]}).add(student)
    return groups


def _names(students: Iterable[Student]) -> str:
    names = sorted(student.name for student in students)
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if len(names) > 5 else "")


def _codes(path: Path) -> dict[str, str]:
    """Return who was given which form: by name or number, folded, the code.

    Raises:
        NotGradable: the table cannot be read.
    """
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))
        return {_folded(row["student"]): row["code"].strip() for row in rows if row["student"].strip()}
    except (OSError, UnicodeError, csv.Error) as error:
        raise NotGradable(f"{path}: cannot be read ({type(error).__name__})") from None
    except (KeyError, AttributeError):
        raise NotGradable(f"{path}: needs a first line 'student,code'") from None


def _folded(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _with_code(one: SubmittedFile, codes: Mapping[str, str]) -> SubmittedFile:
    """Return a file with the form that the student was given, whatever form the file says it is."""
    if not codes or one.reason or not one.taken:
        return one
    names = (one.student.number, one.student.name)
    code = next((codes[_folded(name)] for name in names if name and _folded(name) in codes), None)
    if code is None:
        return replace(one, notes=(*one.notes, "this student is not in the list of codes"))
    if code != one.variant:
        note = (
            f"this is form {one.variant or 'without a code'}, the student was given {code}; graded as {code}"
        )
        return replace(one, variant=code, notes=(*one.notes, note))
    return one


def _write_pages(folder: Path, graded: Iterable[Graded], exercises: Mapping[str, Exercise]) -> None:
    folder.mkdir(exist_ok=True)
    for _, files in groupby(graded, key=lambda one: one.student.key):  # they stand in the order of students
        own = list(files)
        write_whole(folder / file_name(own[0].student), feedback_page(own[0].student, own, exercises))


def _earlier_seed(path: Path) -> str:
    """Return the seed of an earlier run in the same place, so that its results can be used; "" if none."""
    try:
        seed = json.loads(path.read_text(encoding="utf-8"))["seed"]
    except (OSError, ValueError, LookupError, TypeError):
        return ""
    return seed if isinstance(seed, str) else ""


def write_run(
    out: Path,
    settings: Settings,
    files: Sequence[SubmittedFile],
    exercises: Iterable[str],
    began: datetime,
    ended: datetime | None,
) -> None:
    """Write what is needed to do the run again: versions, settings, the seed, the digest of each input."""
    versions = {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
    for name in ("trilateral", "pandas", "numpy", "nbval", "nbformat", "ipython"):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "not installed"
    content = {
        "began": f"{began:%Y-%m-%dT%H:%M:%SZ}",
        "ended": f"{ended:%Y-%m-%dT%H:%M:%SZ}" if ended else None,
        "seconds": round((ended - began).total_seconds(), 1) if ended else None,
        "seed": settings.seed,
        "jobs": settings.jobs,
        "timeout": settings.timeout,
        "sandbox": settings.sandbox,
        "dask": settings.dask,
        "versions": versions,
        "data": _digest(sorted(data_folder().glob("*.csv"))),
        "solutions": {
            stem: _digest(sorted(settings.folder.glob(f"solutions/{stem}.*"))) for stem in sorted(exercises)
        },
        "inputs": [{"file": one.place, "sha256": one.digest} for one in files],
    }
    with whole(out / "run.json") as file:
        json.dump(content, file, indent=1, ensure_ascii=False)
        file.write("\n")


class ProgressBar:
    """A line on the terminal that tells how far the work is; nothing where there is no terminal."""

    WIDTH = 30

    def __init__(self, screen: TextIO) -> None:
        """Show it on this stream."""
        self.screen = screen if screen.isatty() else None
        self.total, self.done = 0, 0
        self.counts: Counter[str] = Counter()

    def start(self, total: int, before: Iterable[Result]) -> None:
        """Begin, with what an earlier run has done."""
        self.total, self.began = total, time.monotonic()
        for result in before:
            self._count(result)
        self.before = self.done
        self._show()

    def step(self, result: Result) -> None:
        """Count one more file."""
        self._count(result)
        self._show()

    def _count(self, result: Result) -> None:
        self.done += 1
        self.counts.update(outcome.outcome for outcome in result.outcomes)
        self.counts["not graded"] += bool(result.reason)

    def _show(self) -> None:
        if self.screen is None:
            return
        full = self.WIDTH * self.done // max(self.total, 1)
        told = ", ".join(f"{count} {outcome}" for outcome, count in self.counts.items() if count)
        left = ""
        if new := self.done - self.before:
            seconds = (time.monotonic() - self.began) / new * (self.total - self.done)
            left = f", {seconds / 60:.0f} min left" if seconds > 90 else f", {seconds:.0f} s left"
        line = f"[{'#' * full:.<{self.WIDTH}}] {self.done} of {self.total} files{left}: {told}"
        width = shutil.get_terminal_size().columns - 1
        self.screen.write(f"\r{line[:width]:<{width}}")
        self.screen.flush()

    def __enter__(self) -> Self:
        """Return the bar itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the line."""
        if self.screen is not None:
            self.screen.write("\n")
            self.screen.flush()
