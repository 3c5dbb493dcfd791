"""Grade submissions, each in processes of its own, and compare outside them, with nbval.

A check cell prints what the answer is as one line of JSON (`exercises.answer_record`), with a digest under a
nonce made for this run: a line that nobody can write who does not have the answer. Here, where no student's
code ever runs, the line of the right answer is made under the same nonce, and nbval's own comparison says
whether the two are the same.

A cell that hangs or kills its process costs its own question alone: the others are run again without it.
"""

from __future__ import annotations

import functools
import hashlib
import hmac
import queue
import re
import secrets
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nbformat

from trilateral.exercises.answer_record import AnswerRecord
from trilateral.exercises.build import PLACEHOLDER
from trilateral.exercises.canonical import Shape
from trilateral.exercises.ids import cell_id
from trilateral.exercises.kept_versions import versions
from trilateral.exercises.verdict import Reason, Verdict
from trilateral.exercises.versions import FORM, asked, set_up_changed, stamp
from trilateral.grading.compare import load_nbval, outputs_agree
from trilateral.grading.execute import Execution, assemble_cells, judge_question
from trilateral.grading.isolation.fork_server import ForkServer
from trilateral.grading.isolation.fresh_process import FreshProcess
from trilateral.grading.isolation.processes import Cell, NotIsolated, Worker, WorkerError
from trilateral.grading.model import Job, NotGradable, Outcome, Result
from trilateral.grading.older_forms import Basis, basis_of
from trilateral.grading.own_cells import execute_and_judge
from trilateral.grading.reference import Reference, exercise_at, prepare, refusal
from trilateral.grading.submissions.own_marks import own_marks
from trilateral.grading.submissions.parse import Submission, drop_guesses, parse_submission

__all__ = ["Grader", "Reference", "Solution", "nonce_of", "prepare", "reference_notebook"]


def nonce_of(seed: str, job: Job) -> str:
    """Return the nonce of a submission: it follows from the seed and the file, and tells neither."""
    content_digest = hashlib.sha256(job.content).hexdigest()
    return hmac.new(
        seed.encode(), f"{job.exercise} {job.variant} {content_digest}".encode(), hashlib.sha256
    ).hexdigest()


def reference_notebook(reference: Reference, cells: list[Cell], nonce: str) -> dict[str, Any]:
    """Return the form with the outputs that right answers give, as `pytest --nbval` reads it.

    Its first cell begins to record. What setup and answer cells show is compared with nothing: they are
    tagged so that nbval leaves it out.
    """
    begin = f"from trilateral.exercises import recorder\nrecorder.begin({nonce!r})"
    made = []
    for count, cell in enumerate([Cell("setup", begin, "", "record"), *cells], 1):
        check = cell.kind == "check"
        made.append(
            {
                "cell_type": "code",
                "execution_count": count,
                "id": f"{cell.name}-{count}",
                "metadata": {} if check else {"tags": ["nbval-ignore-output"]},
                "outputs": Solution(reference, cell.question, nonce).outputs() if check else [],
                "source": cell.source,
            }
        )
    return {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@dataclass(frozen=True)
class Solution:
    """What the solution says of one question, under the nonce of one run, to hold an answer against.

    Attributes:
        printed: the outputs of the check of the answer that is judged.
    """

    reference: Reference
    question: str
    nonce: str
    printed: Sequence[dict[str, Any]] = ()

    def outputs(self, remark: str = "") -> list[dict[str, Any]]:
        """Return the outputs of a check of the right answer; a remark is on how it was given."""
        right = replace(self._record(self.reference.right[self.question]), text=remark)
        return [{"output_type": "stream", "name": "stdout", "text": f"{right.to_json()}\n"}]

    def is_right(self, record: AnswerRecord | None) -> bool:
        """Tell whether nbval takes what was printed for the same as what a right answer prints."""
        return outputs_agree(list(self.printed), self.outputs(record.text if record else ""))

    def distractor(self, record: AnswerRecord) -> str | None:
        """Return what is said to a known wrong answer."""
        exact = self.reference.exact[self.question]
        if record.exact and record.exact not in {self._record(form).value for form in exact}:
            return None
        wrong = self.reference.wrong[self.question].items()
        return next((said for form, said in wrong if self._record(form).value == record.value), None)

    def _record(self, form: str) -> AnswerRecord:
        return AnswerRecord(self.question, "answer", form).under(self.nonce)


class Grader:
    """Grades submissions; safe to use from as many threads as `jobs`.

    Use it as a context manager: it starts the processes in which answers run, and ends them all.

    Args:
        folder: the folder of the exercises, with `solutions/` in it.
        jobs: how many submissions may run at once.
        sandbox: False runs answers without one (limits still hold); True needs one.
        timeout: seconds that one cell may take.
        seed: the nonces follow from it and from each file's bytes: the same input gives the same result. Keep
            it from students until grading is over; "" makes a new one, to be read from `grader.seed`.
        prepare: what makes the reference of an exercise, variant and version, where it is not `prepare`.
        fork: False starts a new Python for each run, as happens anyway where forking is not to be had.

    Raises:
        NoSandbox: `sandbox` is True, and there is none here.
    """

    def __init__(
        self,
        folder: Path,
        *,
        jobs: int = 1,
        sandbox: bool = True,
        timeout: float = 10.0,
        seed: str = "",
        prepare: Callable[..., Reference] = prepare,
        fork: bool = sys.platform == "linux",
    ) -> None:
        """Start the processes."""
        self.folder, self.sandbox, self.timeout = folder, sandbox, timeout
        self.seed = seed or secrets.token_hex(16)
        # Why submissions are not forked although they should be, in one line.
        self.slow = ""
        self._prepare = functools.partial(_once(prepare), folder)
        self._idle: queue.SimpleQueue[Worker] = queue.SimpleQueue()
        self._workers: list[Worker] = []
        try:
            for number in range(jobs):
                self._workers.append((ForkServer if fork else FreshProcess)(sandbox, number))
            load_nbval()
        except BaseException:
            self.close()
            raise
        for worker in self._workers:
            self._idle.put(worker)

    def reference(self, exercise: str, variant: str = "", version: str = "") -> Reference:
        """Return what an exercise is graded by; it is made once.

        Raises:
            NotGradable: there is no such exercise, variant or version.
        """
        return self._prepare(exercise, variant, version) if version else self._prepare(exercise, variant)

    def _basis(self, submission: Submission, variant: str) -> Basis:
        """Return what a submission is graded by: today's questions, or those of an older form."""
        number = submission.exercise
        return basis_of(
            submission,
            self.reference(number, variant),
            versions(self.folder, number),
            functools.partial(self.reference, number, variant),
        )

    def grade(self, job: Job) -> Result:
        """Grade one file. Whatever is in it, this returns: what cannot be graded has a `reason`.

        Raises:
            WorkerError: no process can be started in which to run answers; the file is not to blame.
            NotebookError: the exercise's solution is damaged.
        """
        return self._graded(job)[0]

    def grade_solution(self, exercise: str, variant: str = "", version: str = "") -> Result:
        """Grade an exercise's own solution as a student's file; what does not get full marks has a `reason`.

        Args:
            exercise: two digits.
            variant: the code of a form.
            version: of an older form, "" for the newest: its solution, with today's answers to all
                questions that are still the same, as students with that form are graded.

        Raises:
            NotGradable, WorkerError, NotebookError: as `reference` and `grade` do.
        """
        stem = self.reference(exercise, variant).stem
        content = self._solved(exercise, variant, version)
        form = variant, version
        try:
            result, execution = self._graded(Job(content, exercise, variant))
        except WorkerError as error:
            if not (found := re.search(r"own cell (\S+) does not run", str(error))):
                raise
            return Result(
                stem, reason=refusal(stem, form, found[1], "it ends the program, or takes too long")
            )
        fine = ("right", "not in this form")
        wrong = next((one for one in result.outcomes if one.outcome not in fine), None)
        if result.reason or wrong is None:
            return result
        cell, what = cell_id("a", wrong.question), wrong.message
        if execution and execution.setup:
            cell, error_there = next(iter(execution.setup.items()))
            what = f"{error_there.get('ename')}: {error_there.get('evalue')}"
        return replace(result, reason=refusal(stem, form, cell, what))

    def _solved(self, exercise: str, variant: str, version: str) -> bytes:
        """Return a solution as a file that somebody hands in."""
        now = exercise_at(self.folder, exercise, variant)
        solved = now
        if version:
            solved = exercise_at(self.folder, exercise, variant, version)
            solved.solution.metadata[FORM] = stamp(version, asked(solved))
            today, before = asked(now), asked(solved)
            other_set_up = set_up_changed(now.solution.cells, solved.solution.cells)
            # Where a solution was mended, and the question is the same, the mended one is what counts.
            right, other = (self.reference(exercise, variant, one).right for one in ("", version))
            answers = {
                cell_id("a", number)
                for number in right
                if before.get(number) == today[number] and other[number] != right[number]
                if number not in other_set_up
            }
            todays = {cell.id: cell.source for cell in now.solution.cells if cell.id in answers}
            for cell in solved.solution.cells:
                cell.source = todays.get(cell.id, cell.source)
        return str(nbformat.writes(solved.solution)).encode()

    def _graded(self, job: Job) -> tuple[Result, Execution | None]:
        try:
            submission = parse_submission(job.content, job.exercise)
            if job.exercise and job.exercise != submission.exercise:
                raise NotGradable(f"this is exercise {submission.exercise}, not {job.exercise}")
            variant = job.variant or submission.variant
            basis = self._basis(submission, variant)
            reference = basis.reference
            submission = drop_guesses(submission, reference.form)
        except NotGradable as error:
            return Result(job.exercise, reason=str(error)), None
        cells = assemble_cells(reference.form, submission.answers)
        nonce = nonce_of(self.seed, job)
        worker = self._idle.get()
        try:
            verdicts, execution, worker = self._run(worker, cells, nonce, reference, submission)
        finally:
            self._idle.put(worker)
        outcomes = []
        for question in self.reference(submission.exercise, variant).questions["questions"]:
            if question in basis.absent:
                verdict = Verdict("not in this form", Reason("not-in-form"))
                outcomes.append(Outcome.of(question, verdict, 0.0, 0.0))
                continue
            points = float(reference.questions["questions"][question]["points"])
            seconds = round(execution.seconds.get(question, 0.0), 3)
            outcomes.append(Outcome.of(question, verdicts[question], points, seconds))
        reflections = {
            number: ""
            if submission.reflections.get(number, PLACEHOLDER).strip() == PLACEHOLDER
            else submission.reflections[number]
            for number in reference.questions["reflect"]
            if f"r{number}" not in basis.absent
        }
        prompts = reference.questions["reflect"]
        points_of = {number: float(prompts[number]["points"]) for number, text in reflections.items() if text}
        own = own_marks((cell.source for cell in submission.code), points_of)
        told = submission.notes, "", variant, basis.note, basis.asked, own
        return Result(reference.stem, tuple(outcomes), reflections, *told), execution

    def _run(
        self, worker: Worker, cells: list[Cell], nonce: str, reference: Reference, submission: Submission
    ) -> tuple[dict[str, Verdict], Execution, Worker]:
        entries = reference.questions["questions"]
        questions = {reference.stem[:2]: {"questions": entries}}

        def judge(question: str, execution: Execution) -> Verdict:
            standard = Solution(reference, question, nonce, execution.checks.get(question, []))
            shape = Shape.from_dict(entries[question]["shape"])
            return judge_question(question, shape, standard, submission, execution, self.timeout)

        def run(worker: Worker) -> tuple[dict[str, Verdict], Execution, Worker]:
            how = nonce, questions, reference.form, self.timeout
            return (*execute_and_judge(worker, cells, submission.code, *how, judge), worker)

        try:
            return run(worker)
        except NotIsolated as error:
            # Namespaces within namespaces are not to be had everywhere: one sandbox for each run is.
            if not (self.sandbox and isinstance(worker, ForkServer)):
                raise
            self.slow = str(error)
            worker.close()
            fresh = FreshProcess(True, worker.number)
            self._workers.append(fresh)
            return run(fresh)

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.close()

    def __enter__(self) -> Self:
        """Return the grader itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes."""
        self.close()


def _once(prepare: Callable[..., Reference]) -> Callable[..., Reference]:
    """Return a function that makes each reference once, whatever the number of threads."""
    lock, cached = threading.Lock(), functools.lru_cache(maxsize=256)(prepare)

    def made(folder: Path, exercise: str, *form: str) -> Reference:
        with lock:  # solutions are run in this process, one at a time
            return cached(folder, exercise, *form)

    return made
