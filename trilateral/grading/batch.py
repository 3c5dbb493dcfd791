"""Grade many files, several at a time, each once, and keep every result as soon as it is there."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from trilateral.grading.journal import Journal
from trilateral.grading.model import Job, NotGradable, Result
from trilateral.grading.progress_bar import ProgressBar
from trilateral.grading.provenance import ResultKey
from trilateral.grading.settings import Engine
from trilateral.grading.submissions.collect import SubmittedFile

__all__ = ["grade_files"]


def grade_files(
    files: Iterable[SubmittedFile],
    jobs: int,
    grader: Engine,
    journal: Journal,
    basis: ResultKey,
    bar: ProgressBar,
) -> dict[str, Result]:
    """Bring into the journal what is not in it: each once, however many handed in the same bytes.

    Returns:
        By key, what could not be graded, through no fault of the student's: the next run tries again.
    """
    wanted = {basis.key(one): one for one in files if one.counts and not one.reason}
    bar.start(len(wanted), (journal.read(key) for key in wanted if key in journal))
    failed: dict[str, Result] = {}

    def work(key: str, one: SubmittedFile) -> Result:
        try:
            content = one.read()
            if hashlib.sha256(content).hexdigest() != one.graded:
                raise NotGradable("the file was changed while it was being graded; grade again")
            result = grader.grade(Job(content, one.exercise[:2] if one.several else "", one.variant))
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
    with ThreadPoolExecutor(max(jobs, 1)) as pool, bar:
        for result in _unordered(pool, work, todo, 2 * jobs):
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
