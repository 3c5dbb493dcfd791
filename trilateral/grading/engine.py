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
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nbformat

from trilateral.answers import Shape, canonical
from trilateral.check import NOT_ATTEMPTED, general, mac
from trilateral.forms import PLACEHOLDER, apart, blank_form, evaluate, make_questions, read_exercise
from trilateral.grading import Job, NotGradable, Outcome, Result
from trilateral.grading.compare import agree, tidy
from trilateral.grading.lay import Laid, read_submission
from trilateral.grading.process import Cell, Cold, Run, Starter, Warm, WorkerError
from trilateral.notebooks import NotebookError
from trilateral.variants import CODE

__all__ = ["Grader", "Reference", "lay_notebook", "nonce_of", "plan", "prepare"]

MOST_RUNS = 25  # of one submission, of which each but the last finds one more cell that hangs or kills


@dataclass(frozen=True)
class Reference:
    """What an exercise (or a variant of it) is graded by. It never leaves the process that compares.

    Attributes:
        stem: the exercise's name, for example "03-three-at-the-table".
        form: the pristine form that students get, with the cell ids q-, a-, c-, p-, r-.
        questions: the content of `exercises/questions/NN.json`: shapes, points, hints.
        right: by question, the canonical right answer.
        wrong: by question, what to say to each known wrong answer, by its canonical form.
    """

    stem: str
    form: nbformat.NotebookNode
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
                form: turn.message for form, turn in apart(right[question.number], forms)
            }
    except ValueError as error:
        raise NotebookError(f"{paths[0]}: {error}") from None
    return Reference(made.stem, blank_form(made), make_questions(made), right, wrong)


def nonce_of(seed: str, job: Job) -> str:
    """Return the nonce of a submission: it follows from the seed and the file, and tells neither."""
    digest = hashlib.sha256(job.content).hexdigest()
    return hmac.new(
        seed.encode(), f"{job.exercise} {job.variant} {digest}".encode(), hashlib.sha256
    ).hexdigest()


def plan(form: nbformat.NotebookNode, answers: Mapping[str, tuple[str, ...]]) -> list[Cell]:
    """Return the cells to run: those of the pristine form, with the student's answers in place of the stubs.

    A question without an answer cell keeps its stub. Of several copies, those equal to the stub are left out.
    """
    cells: list[Cell] = []
    for cell in form.cells:
        if cell.cell_type != "code":
            continue
        letter, _, number = cell.id.partition("-")
        if letter == "a" and re.fullmatch(r"\d+-\d+", number):
            question = number.replace("-", ".")
            given = answers.get(question, (cell.source,))
            written = [source for source in given if not _same(source, cell.source)] or list(given[-1:])
            cells += [Cell("answer", source, question, cell.id) for source in written]
        elif letter == "c" and re.fullmatch(r"\d+-\d+", number):
            # Imported once more: a student who calls a table of theirs `check` has done nothing wrong.
            source = f"from trilateral.check import check\n{cell.source}"
            cells.append(Cell("check", source, number.replace("-", "."), cell.id))
        else:
            cells.append(Cell("setup", cell.source, "", cell.id))
    return cells


def _same(source: str, other: str) -> bool:
    return "".join(source.split()) == "".join(other.split())


def lay_notebook(reference: Reference, cells: list[Cell], nonce: str) -> nbformat.NotebookNode:
    """Return the laid form with the outputs that right answers give, as `pytest --nbval` reads it.

    What setup and answer cells show is nobody's concern: they are tagged so that nbval does not compare it.
    """
    notebook: nbformat.NotebookNode = nbformat.v4.new_notebook()
    for count, cell in enumerate(cells, 1):
        node = nbformat.v4.new_code_cell(cell.source, id=f"{cell.name}-{count}", execution_count=count)
        if cell.kind == "check":
            node.outputs = _reference_outputs(reference, cell.question, nonce)
        else:
            node.metadata["tags"] = ["nbval-ignore-output"]
        notebook.cells.append(node)
    return notebook


def _line(question: str, form: str, nonce: str) -> str:
    return f"{question} {mac(nonce.encode(), f'{question} {form}')}\n"


def _stream(text: str) -> list[nbformat.NotebookNode]:
    return [nbformat.v4.new_output("stream", name="stdout", text=text)]


def _reference_outputs(reference: Reference, question: str, nonce: str) -> list[nbformat.NotebookNode]:
    return _stream(_line(question, reference.right[question], nonce))


@dataclass
class Story:
    """What came of running a submission: the outputs and times by question, and what had to be left out."""

    checks: dict[str, list[nbformat.NotebookNode]] = field(default_factory=dict)
    errors: dict[str, dict[str, Any]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    culprits: dict[str, str] = field(default_factory=dict)  # question: "killed" or "timeout"


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
        self._prepare = functools.partial(_once(prepare), folder)
        self._idle: queue.SimpleQueue[Starter] = queue.SimpleQueue()
        self._workers: list[Starter] = []
        try:
            for number in range(jobs):
                self._workers.append((Warm if fork else Cold)(sandbox, number))
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
            laid = read_submission(job.content)
            if job.exercise and job.exercise != laid.exercise:
                raise NotGradable(f"this is exercise {laid.exercise}, not {job.exercise}")
            variant = job.variant or laid.variant
            reference = self.reference(laid.exercise, variant)
        except NotGradable as error:
            return Result(job.exercise, reason=str(error))
        cells = plan(reference.form, laid.answers)
        nonce = nonce_of(self.seed, job)
        worker = self._idle.get()
        try:
            story, worker = self._run(worker, cells, nonce, reference)
        finally:
            self._idle.put(worker)
        outcomes = tuple(
            judge(question, entry, laid, story, reference, nonce, self.timeout)
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
        self, worker: Starter, cells: list[Cell], nonce: str, reference: Reference
    ) -> tuple[Story, Starter]:
        questions = {reference.stem[:2]: reference.questions}
        try:
            return tell(worker, cells, nonce, questions, reference.form, self.timeout), worker
        except WorkerError:
            # Namespaces within namespaces are not to be had everywhere: one sandbox for each run is.
            if not (self.sandbox and isinstance(worker, Warm)):
                raise
            worker.close()
            cold = Cold(True, worker.number)
            self._workers.append(cold)
            return tell(cold, cells, nonce, questions, reference.form, self.timeout), cold

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


def tell(
    worker: Starter,
    cells: list[Cell],
    nonce: str,
    questions: dict[str, Any],
    form: nbformat.NotebookNode,
    timeout: float,
) -> Story:
    """Run cells, again and again without those that hang or kill, until the rest has run.

    Raises:
        WorkerError: the worker cannot run anything, or the form's own cells do not run.
    """
    stubs = {cell.id: cell.source for cell in form.cells}
    story = Story()
    dropped: dict[int, str] = {}
    suspect: tuple[int, int] | None = None
    place: int | None
    began = time.monotonic()
    for attempt in range(MOST_RUNS):
        now = [
            Cell("setup", stubs[cell.name], cell.question, cell.name) if place in dropped else cell
            for place, cell in enumerate(cells)
        ]
        run = worker.run(now, nonce, questions, timeout)
        if run.end == "done":
            break
        at = len(run.outputs)
        # What was left behind by an earlier answer (a thread that waits, say) may have struck here. If the
        # same happens without that answer, it was innocent.
        if suspect is not None and at == suspect[1]:
            del dropped[suspect[0]]
            place, suspect = _culprit(cells, at), None
        elif earlier := [
            place for place in run.left if cells[place].kind == "answer" and place not in dropped
        ]:
            place, suspect = earlier[0], (earlier[0], at)
            if place == _culprit(cells, at):
                suspect = None
        else:
            place, suspect = _culprit(cells, at), None
        if place is None or place in dropped:
            if attempt < 2 and place is None:
                continue  # nothing of the student's had run: the machine's doing
            raise WorkerError(
                f"the form's own cell {now[min(at, len(now) - 1)].name} does not run ({run.end})"
            )
        dropped[place] = run.end
        if time.monotonic() - began > timeout * (len(cells) + 2):
            break
    for place, end in dropped.items():
        last = max(other for other, cell in enumerate(cells) if cell.name == cells[place].name)
        if place == last:
            story.culprits[cells[place].question] = end
    _note(story, cells, run)
    return story


def _culprit(cells: list[Cell], at: int) -> int | None:
    """Return the answer cell that is to blame for what happened at a cell: it, or the last one before it."""
    places = [place for place, cell in enumerate(cells[: at + 1]) if cell.kind == "answer"]
    return places[-1] if places else None


def _note(story: Story, cells: list[Cell], run: Run) -> None:
    for cell, outputs, seconds in zip(cells, run.outputs, run.seconds, strict=False):
        if not cell.question:
            continue
        story.seconds[cell.question] = story.seconds.get(cell.question, 0.0) + seconds
        nodes = tidy(outputs)
        if cell.kind == "check":
            story.checks[cell.question] = nodes
        error = next((output for output in outputs if isinstance(output, dict) and output.get("ename")), None)
        if error is not None and (cell.kind == "answer" or cell.question not in story.errors):
            story.errors[cell.question] = error
    for cell in cells[len(run.outputs) :]:  # nothing, but where even the last run was cut short
        if cell.question:
            story.culprits.setdefault(cell.question, run.end)


def judge(
    question: str,
    entry: dict[str, Any],
    laid: Laid,
    story: Story,
    reference: Reference,
    nonce: str,
    timeout: float,
) -> Outcome:
    """Return the outcome of one question."""
    points, seconds = float(entry["points"]), round(story.seconds.get(question, 0.0), 3)

    def outcome(kind: str, message: str) -> Outcome:
        return Outcome(
            question, kind, points if kind == "right" else 0.0, points, seconds, f"{question}: {message}"
        )

    if question not in laid.answers:
        return outcome("missing", "its answer cell is not in the file. `trilateral reset` brings it back.")
    if end := story.culprits.get(question):
        return outcome(*cut_short(end, timeout))
    outputs = story.checks.get(question, [])
    if agree(outputs, _reference_outputs(reference, question, nonce)):
        return outcome("right", "right.")
    text = "".join(output.text for output in outputs if output.output_type == "stream")
    if found := told(question, text, story, laid):
        return outcome(*found)
    for form, message in reference.wrong[question].items():
        if agree(outputs, _stream(_line(question, form, nonce))):
            return outcome("wrong", f"not yet. {message}")
    return outcome("wrong", f"not yet. {general(question, Shape.of_words(entry['shape']))}")


def cut_short(end: str, timeout: float) -> tuple[str, str]:
    """Return outcome and message for a cell that did not come to its end."""
    if end == "timeout":
        return "timeout", f"stopped: it ran longer than {timeout:g} s. Is there a loop that does not end?"
    return "error", "it ended the program, or used more memory than it may."


def told(question: str, text: str, story: Story, laid: Laid) -> tuple[str, str] | None:
    """Return outcome and message where a check's line says it by itself, or an error kept it from one."""
    line = text.strip()
    error = story.errors.get(question)
    if error and (not line.startswith(f"{question} ") or line == f"{question} blank"):
        return "error", explain(error, question, laid)
    if line == f"{question} blank":
        return "blank", NOT_ATTEMPTED
    if line.startswith(f"{question} unfit "):
        return "wrong", f"not yet. {plain(line.removeprefix(f'{question} unfit '), 300)}"
    return None


def explain(error: Mapping[str, Any], question: str, laid: Laid) -> str:
    """Return what to say to an error: the student's line, the error, and advice where there is some."""
    name, value, text = (plain(error.get(key), 300) for key in ("ename", "evalue", "text"))
    line, missing = error.get("line"), plain(error.get("missing"), 80)
    said = f"{name}: {value}" if value else name
    if missing == f"answer_{question.replace('.', '_')}":
        return f"the answer cell gives {missing} no value. Has it lost its name?"
    where = (
        f"line {line} of your answer, `{text}`, "
        if isinstance(line, int) and line and text
        else "your answer "
    )
    advice = ""
    if missing and any(_makes(source, missing) for source in laid.others):
        advice = (
            f" You make {missing} in a cell of your own; only answer cells are run here. "
            "Move what an answer needs into its cell."
        )
    return f"{where}stops with an error. {said}{'' if said.endswith(('.', '?', '!')) else '.'}{advice}"


def _makes(source: str, name: str) -> bool:
    if not name.isidentifier():
        return False
    return bool(
        re.search(rf"^\s*(?:{name}\b[^=\n(]*=(?!=)|def {name}\b|(?:import|from)\b.*\b{name}\b)", source, re.M)
    )


def plain(value: object, limit: int) -> str:
    """Return a stranger's text as one line that can be printed anywhere."""
    text = value if isinstance(value, str) else ""
    text = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * limit])
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 3]}..."
