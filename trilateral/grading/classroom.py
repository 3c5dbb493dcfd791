"""Grade a class: `trilateral grade SUBMISSIONS --out RESULTS`."""

from __future__ import annotations

import csv
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
from pathlib import Path
from typing import Protocol, Self, TextIO

from trilateral.forms import Exercise, read_exercise
from trilateral.grading import Job, NotGradable, Outcome, Result
from trilateral.grading.engine import Grader
from trilateral.grading.feedback import file_name, page
from trilateral.grading.intake import Found, Student, gather, latest
from trilateral.grading.journal import Journal, write_whole
from trilateral.grading.results import Graded, write_tables
from trilateral.load import folder as data_folder

__all__ = ["Bar", "Engine", "Settings", "grade"]


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
) -> list[Graded]:
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
    found = gather(given, exercises.keys())
    if not found:
        raise NotGradable(f"{given}: nothing was handed in there")
    taken = [_with_code(one, codes) for one in latest(found)]
    out.mkdir(parents=True, exist_ok=True)
    settings = replace(settings, seed=settings.seed or _earlier_seed(out / "run.json"))
    with engine(settings) as grader, Journal(out / "journal.jsonl") as journal:
        # A cluster knows best how many files it can have in hand at once.
        settings = replace(settings, seed=grader.seed, jobs=getattr(grader, "jobs", settings.jobs))
        write_run(out, settings, found, exercises, began, None)
        results = _grade_all(taken, settings, grader, journal, Bar(screen or sys.stderr))
        if slow := getattr(grader, "slow", ""):
            print(f"Slower than it could be: {slow}", file=screen or sys.stderr)
    graded = _join(found, taken, results, exercises)
    for complaint in write_tables(out, graded, exercises):
        print(complaint, file=screen or sys.stderr)
    _write_pages(out / "feedback", graded, exercises)
    write_run(out, settings, found, exercises, began, datetime.now(UTC))
    return graded


Identity = tuple[str, str, str]


def _grade_all(
    taken: Iterable[Found], settings: Settings, grader: Engine, journal: Journal, bar: Bar
) -> dict[Identity, Result]:
    """Return the results by what was graded: each once, however many handed in the same bytes."""
    basis = Basis(settings)
    wanted = {one.identity: one for one in taken if not one.reason}
    results: dict[Identity, Result] = {}
    todo: list[tuple[str, Found]] = []
    for identity, one in wanted.items():
        key = basis.key(one)
        if key in journal.results:
            results[identity] = journal.results[key]
        else:
            todo.append((key, one))
    bar.start(len(wanted), results.values())

    def work(key: str, one: Found) -> Result:
        try:
            content = one.read()
            if hashlib.sha256(content).hexdigest() != one.digest:
                raise NotGradable("the file was changed while it was being graded; grade again")
            result = grader.grade(Job(content, "", one.variant))
        except NotGradable as error:
            return Result(one.exercise, reason=str(error), variant=one.variant)
        except Exception as error:
            # A defect of ours or of the machine: said, not kept, so that the next run tries again.
            reason = " ".join(f"{type(error).__name__}: {error}".split())[:300]
            return Result(one.exercise, reason=f"not graded, and not the student's fault: {reason}")
        journal.add(key, result)
        return result

    with ThreadPoolExecutor(max(settings.jobs, 1)) as pool, bar:
        for one, result in _unordered(pool, work, todo, 2 * settings.jobs):
            results[one.identity] = result
            bar.step(result)
    return results


def _unordered(
    pool: ThreadPoolExecutor,
    work: Callable[[str, Found], Result],
    todo: Iterable[tuple[str, Found]],
    most: int,
) -> Iterator[tuple[Found, Result]]:
    """Yield results as they come, with so many files under way at most, so that memory stays flat."""
    waiting: dict[Future[Result], Found] = {}
    files = iter(todo)
    try:
        while True:
            while len(waiting) < most and (entry := next(files, None)):
                waiting[pool.submit(work, *entry)] = entry[1]
            if not waiting:
                return
            for future in wait(waiting, return_when=FIRST_COMPLETED).done:
                yield waiting.pop(future), future.result()
    finally:
        for future in waiting:
            future.cancel()


class Basis:
    """What a result depends on besides the file: it is graded anew when one of these changes."""

    def __init__(self, settings: Settings) -> None:
        """Read the data and the solutions once."""
        self.settings = settings
        data = _digest(sorted(data_folder().glob("*.csv")))
        code = _digest(sorted(Path(__file__).parent.parent.rglob("*.py")))
        self.common = f"{data} {code} {settings.seed} {settings.timeout} {settings.sandbox}"

    def key(self, one: Found) -> str:
        """Return what a file's result is kept under."""
        solutions = self.settings.folder / "solutions"
        pattern = f"{one.exercise}-*" if one.exercise else "*"
        basis = f"{self.common} {_digest(sorted(solutions.glob(pattern)))} {one.digest} {one.variant}"
        return hashlib.sha256(basis.encode()).hexdigest()


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


def _join(
    found: Sequence[Found], taken: Sequence[Found], results: Mapping[Identity, Result], stems: Iterable[str]
) -> list[Graded]:
    """Return every file with what came of it, in the order of the rows."""
    named = {stem[:2]: stem for stem in stems}
    by_place = {(one.student.key, one.place, one.digest): one for one in taken}
    # Two untouched forms are the same, and nobody copied.
    blank = {identity for identity, result in results.items() if not any(map(_tried, result.outcomes))}
    same = _together((one.digest, one) for one in taken if one.digest and one.identity not in blank)
    forms = _together((one.variant, one) for one in taken if one.variant and not one.reason)
    graded = []
    for one in found:
        kept = by_place.get((one.student.key, one.place, one.digest))
        notes = []
        if kept is not None:
            if others := same.get(one.digest, set()) - {one.student}:
                notes.append(f"the same file, byte for byte, as of {_names(others)}")
            elif others := forms.get(kept.variant, set()) - {one.student}:
                notes.append(f"the same form as {_names(others)}")
        shown = kept or one
        shown = replace(shown, exercise=named.get(shown.exercise, shown.exercise))
        result = results.get(kept.identity) if kept is not None and not kept.reason else None
        graded.append(Graded(shown, result, tuple(notes)))
    return sorted(
        graded,
        key=lambda one: (one.student.name.casefold(), one.student.key, one.found.exercise, one.found.place),
    )


def _tried(outcome: Outcome) -> bool:
    return outcome.outcome not in ("blank", "missing")


def _together(pairs: Iterable[tuple[str, Found]]) -> dict[str, set[Student]]:
    groups: dict[str, set[Student]] = {}
    for key, one in pairs:
        groups.setdefault(key, set()).add(one.student)
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


def _with_code(one: Found, codes: Mapping[str, str]) -> Found:
    """Return a file with the form that the student was given, whatever form the file says it is."""
    if not codes or one.reason:
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


def _write_pages(folder: Path, graded: Sequence[Graded], exercises: Mapping[str, Exercise]) -> None:
    folder.mkdir(exist_ok=True)
    by_student: dict[str, list[Graded]] = {}
    for one in graded:
        by_student.setdefault(one.student.key, []).append(one)
    for files in by_student.values():
        student = files[0].student
        write_whole(folder / file_name(student), page(student, files, exercises))


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
    found: Sequence[Found],
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
        "inputs": [{"file": one.place, "sha256": one.digest} for one in found],
    }
    write_whole(out / "run.json", json.dumps(content, indent=1, ensure_ascii=False) + "\n")


class Bar:
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
