"""Grade submissions, each in processes of its own, and compare outside them, with nbval.

A check cell prints what the answer is, keyed by a nonce made for this run: a line that nobody can write who
does not have the answer. Here, where no student's code ever runs, the line that the right answer gives is
computed under the same nonce and laid into the form as its stored output; nbval's own comparison then says
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
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from trilateral.exercises.build import (
    PLACEHOLDER,
    distinct_distractors,
    evaluate,
    make_questions,
    read_exercise,
)
from trilateral.exercises.canonical import Shape, canonical
from trilateral.exercises.check import general, mac
from trilateral.exercises.variants import CODE
from trilateral.grading.compare import outputs_agree
from trilateral.grading.execute import (
    MISSING,
    Execution,
    assemble_cells,
    execute,
    interrupted,
    printed,
    stated_outcome,
)
from trilateral.grading.isolation.fork_server import ForkServer
from trilateral.grading.isolation.fresh_process import FreshProcess
from trilateral.grading.isolation.processes import Cell, NotIsolated, Worker
from trilateral.grading.model import Job, NotGradable, Outcome, Result
from trilateral.grading.submissions.parse import Submission, drop_guesses, parse_submission
from trilateral.notebooks import NotebookError

__all__ = ["Grader", "Reference", "nonce_of", "prepare", "reference_notebook"]


@dataclass(frozen=True)
class Reference:
    """What an exercise (or a variant of it) is graded by. It never leaves the process that compares.

    Attributes:
        stem: the exercise's name, for example "03-three-at-the-table".
        form: the cells of the pristine form that students get, with the ids q-, a-, c-, p-, r-.
        questions: the content of `exercises/questions/NN.json`: shapes, points, hints.
        right: by question, the canonical right answer.
        wrong: by question, what to say to each known wrong answer, by its canonical form.
    """

    stem: str
    form: list[dict[str, Any]]
    questions: dict[str, Any]
    right: dict[str, str]
    wrong: dict[str, dict[str, str]]


def prepare(folder: Path, exercise: str, variant: str = "") -> Reference:
    """Return the reference of an exercise, by running its solution here. Takes a second.

    Raises:
        NotGradable: there is no such exercise or variant.
        NotebookError: the solution is damaged.
    """
    paths = sorted(folder.glob(f"solutions/{exercise}-*.ipynb"))
    if not paths or not re.fullmatch(r"\d\d", exercise):
        raise NotGradable(f"there is no exercise {exercise}")
    if variant and not CODE.fullmatch(variant):
        raise NotGradable(f"{variant!r} is not the code of a form")
    made = read_exercise(paths[0], variant)
    right: dict[str, str] = {}
    wrong: dict[str, dict[str, str]] = {}
    try:
        for question, answer, turns in evaluate(made):
            right[question.number] = canonical(answer, question.shape)
            forms = [
                (canonical(value, question.shape), turn)
                for value, turn in zip(turns, question.wrong, strict=True)
            ]
            wrong[question.number] = {
                form: turn.message for form, turn in distinct_distractors(right[question.number], forms)
            }
    except ValueError as error:
        raise NotebookError(f"{paths[0]}: {error}") from None
    questions = make_questions(made)
    return Reference(made.stem, questions.pop("form"), questions, right, wrong)


def nonce_of(seed: str, job: Job) -> str:
    """Return the nonce of a submission: it follows from the seed and the file, and tells neither."""
    digest = hashlib.sha256(job.content).hexdigest()
    return hmac.new(
        seed.encode(), f"{job.exercise} {job.variant} {digest}".encode(), hashlib.sha256
    ).hexdigest()


def reference_notebook(reference: Reference, cells: list[Cell], nonce: str) -> dict[str, Any]:
    """Return the laid form with the outputs that right answers give, as `pytest --nbval` reads it.

    What setup and answer cells show is nobody's concern: they are tagged so that nbval does not compare it.
    """
    laid = []
    for count, cell in enumerate(cells, 1):
        check = cell.kind == "check"
        laid.append(
            {
                "cell_type": "code",
                "execution_count": count,
                "id": f"{cell.name}-{count}",
                "metadata": {} if check else {"tags": ["nbval-ignore-output"]},
                "outputs": _reference_outputs(reference, cell.question, nonce) if check else [],
                "source": cell.source,
            }
        )
    return {"cells": laid, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


def _line(question: str, form: str, nonce: str) -> str:
    return f"{question} {mac(nonce.encode(), f'{question} {form}')}\n"


def _stream(text: str) -> list[dict[str, Any]]:
    return [{"output_type": "stream", "name": "stdout", "text": text}]


def _reference_outputs(reference: Reference, question: str, nonce: str) -> list[dict[str, Any]]:
    return _stream(_line(question, reference.right[question], nonce))


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
        prepare: what makes the reference of an exercise and variant, where it is not `prepare` above.
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
        prepare: Callable[[Path, str, str], Reference] = prepare,
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
        except BaseException:
            self.close()
            raise
        for worker in self._workers:
            self._idle.put(worker)

    def reference(self, exercise: str, variant: str = "") -> Reference:
        """Return what an exercise is graded by; it is made once.

        Raises:
            NotGradable: there is no such exercise or variant.
        """
        return self._prepare(exercise, variant)

    def grade(self, job: Job) -> Result:
        """Grade one file. Whatever is in it, this returns: what cannot be graded has a `reason`.

        Raises:
            WorkerError: no process can be started in which to run answers; the file is not to blame.
            NotebookError: the exercise's solution is damaged.
        """
        try:
            laid = parse_submission(job.content)
            if job.exercise and job.exercise != laid.exercise:
                raise NotGradable(f"this is exercise {laid.exercise}, not {job.exercise}")
            variant = job.variant or laid.variant
            reference = self.reference(laid.exercise, variant)
            laid = drop_guesses(laid, reference.form)
        except NotGradable as error:
            return Result(job.exercise, reason=str(error))
        cells = assemble_cells(reference.form, laid.answers)
        nonce = nonce_of(self.seed, job)
        worker = self._idle.get()
        try:
            story, worker = self._run(worker, cells, nonce, reference)
        finally:
            self._idle.put(worker)
        outcomes = tuple(
            grade_question(question, entry, laid, story, reference, nonce, self.timeout)
            for question, entry in reference.questions["questions"].items()
        )
        reflections = {
            number: ""
            if laid.reflections.get(number, PLACEHOLDER).strip() == PLACEHOLDER
            else laid.reflections[number]
            for number in reference.questions["reflect"]
        }
        return Result(reference.stem, outcomes, reflections, laid.notes, "", variant)

    def _run(
        self, worker: Worker, cells: list[Cell], nonce: str, reference: Reference
    ) -> tuple[Execution, Worker]:
        questions = {reference.stem[:2]: {"questions": reference.questions["questions"]}}
        try:
            return execute(worker, cells, nonce, questions, reference.form, self.timeout), worker
        except NotIsolated as error:
            # Namespaces within namespaces are not to be had everywhere: one sandbox for each run is.
            if not (self.sandbox and isinstance(worker, ForkServer)):
                raise
            self.slow = str(error)
            worker.close()
            cold = FreshProcess(True, worker.number)
            self._workers.append(cold)
            return execute(cold, cells, nonce, questions, reference.form, self.timeout), cold

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


def _once(prepare: Callable[[Path, str, str], Reference]) -> Callable[[Path, str, str], Reference]:
    """Return a function that makes each reference once, whatever the number of threads."""
    lock, cached = threading.Lock(), functools.lru_cache(maxsize=256)(prepare)

    def made(folder: Path, exercise: str, variant: str) -> Reference:
        with lock:  # solutions are run in this process, one at a time
            return cached(folder, exercise, variant)

    return made


def grade_question(
    question: str,
    entry: dict[str, Any],
    laid: Submission,
    story: Execution,
    reference: Reference,
    nonce: str,
    timeout: float,
) -> Outcome:
    """Return the outcome of one question."""
    points, seconds = float(entry["points"]), round(story.seconds.get(question, 0.0), 3)

    def outcome(kind: str, message: str) -> Outcome:
        earned = points if kind == "right" else 0.0
        return Outcome(question, kind, earned, points, seconds, f"{question}: {message}")

    if question not in laid.answers:
        return outcome(*MISSING)
    if end := story.culprits.get(question):
        return outcome(*interrupted(end, timeout))
    outputs = story.checks.get(question, [])
    if outputs_agree(outputs, _reference_outputs(reference, question, nonce)):
        return outcome("right", "right.")
    if found := stated_outcome(question, printed(outputs), story, laid):
        return outcome(*found)
    for form, message in reference.wrong[question].items():
        if outputs_agree(outputs, _stream(_line(question, form, nonce))):
            return outcome("wrong", f"not yet. {message}")
    return outcome("wrong", f"not yet. {general(question, Shape.from_dict(entry['shape']))}")
