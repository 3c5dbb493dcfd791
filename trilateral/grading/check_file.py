"""`trilateral check`: what the check cells say, of a whole file at once, in a fresh process.

There are no solutions at a student's home, only keys. So the check cells print what each answer is in the
open, and its digest is compared here. A file in the exercises that we work in is the student's own: its code
runs as it does in the notebook, and a line says so. Any other file may be somebody else's: it runs in the
sandbox, and where there is none (Windows, macOS) only if the person who asks says yes.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trilateral.exercises.canonical import Shape
from trilateral.exercises.check import Key
from trilateral.exercises.files import file_of, read_content
from trilateral.exercises.ids import question_of
from trilateral.exercises.own_copy import Difference, difference
from trilateral.exercises.progress import record
from trilateral.exercises.recorder import OPEN
from trilateral.exercises.reset import lost_cells
from trilateral.exercises.verdict import Reason, Verdict
from trilateral.grading.execute import Execution, assemble_cells, judge_question
from trilateral.grading.isolation import bubblewrap
from trilateral.grading.isolation.fresh_process import FreshProcess
from trilateral.grading.isolation.processes import WorkerError
from trilateral.grading.model import NoSandbox, NotGradable, Outcome
from trilateral.grading.own_cells import execute_and_judge
from trilateral.grading.submissions.parse import Submission, drop_guesses, parse_all
from trilateral.grading.submissions.reader import read_notebook
from trilateral.paths import exercises_folder
from trilateral.text import clean
from trilateral.unattended import unattended

__all__ = ["check_file", "check_files"]

AS_YOU = (
    "The answers run as you, with your files in reach. If the file is yours, there is nothing to do;"
    " if it is somebody else's, read its code first."
)


def check_files(files: Sequence[Path], timeout: float, trust: bool = False) -> int:
    """Check files and print a line for each question.

    Args:
        files: exercises with answers.
        timeout: seconds that one cell may take.
        trust: whether a file that lies elsewhere may run without a sandbox.

    Returns:
        0 all right, 1 something is not, 2 a file cannot be checked.
    """
    status = 0
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # an answer may hold letters that a terminal cannot show
    for path in files:
        try:
            own = is_own(path)
            sandboxed = not (own or trust) and _find_sandbox(path)
            outcomes, notes = check_file(path, timeout, sandboxed)
        except (NotGradable, WorkerError) as error:
            print(f"trilateral: {clean(str(path))}: cannot be checked: {error}", file=sys.stderr)
            status = 2
            continue
        for outcome in outcomes:
            print(outcome.message)
            if own:
                record(outcome.question, outcome.outcome, path.parent)
        for note in notes:
            print(f"Note: {note}")
        counted = [outcome for outcome in outcomes if outcome.outcome != "not in this form"]
        right = [outcome for outcome in counted if outcome.outcome == "right"]
        earned, out_of = sum(one.points for one in counted), sum(one.out_of for one in counted)
        print(
            f"{clean(path.name)}: {len(right)} of {len(counted)} right, {earned:g} of {out_of:g} points.",
            flush=True,
        )
        status = max(status, int(len(right) < len(counted)))
    return status


def is_own(path: Path) -> bool:
    """Tell whether a file lies in the exercises that we work in; links are followed."""
    try:
        return path.resolve().is_relative_to(exercises_folder().resolve())
    except OSError:
        return False


def _find_sandbox(path: Path) -> bool:
    """Tell whether a file that may be somebody else's is to run in the sandbox, or without, as a person says.

    Raises:
        NotGradable: there is none, and nobody to ask, or the answer was no.
    """
    try:
        return bool(bubblewrap.find())
    except NoSandbox as error:
        lacking = str(error).partition(". ")[0].rstrip(".")
    said = "it does not lie in your exercises, so its code may be somebody else's, and would run as you"
    if not path.is_file():  # it is told so in a moment
        return False
    if sys.stdin and sys.stdin.isatty() and not unattended():
        print(
            f"{clean(path.name)}: {said}. Check it all the same? [y/N] ", end="", file=sys.stderr, flush=True
        )
        if sys.stdin.readline().strip().lower() in ("y", "yes"):
            return False
    raise NotGradable(f"{said}: {lacking}. If you trust it: --no-sandbox")


def check_file(
    path: Path, timeout: float = 10.0, sandboxed: bool = False
) -> tuple[list[Outcome], tuple[str, ...]]:
    """Return what came of each question of one file, and notes on the file.

    Raises:
        NotGradable: the file, or the exercise's own files, cannot be read.
        WorkerError: Python cannot be started once more.
    """
    try:
        with path.open("rb") as file:
            content, _ = read_notebook(file)
    except OSError as error:
        raise NotGradable(error.strerror or "cannot be read") from None
    checked = [_check(path, content, submission, timeout, sandboxed) for submission in parse_all(content)]
    outcomes = [outcome for part, _ in checked for outcome in part]
    return outcomes, tuple(dict.fromkeys(note for _, notes in checked for note in notes))


def _check(
    path: Path, content: bytes, submission: Submission, timeout: float, sandboxed: bool
) -> tuple[list[Outcome], tuple[str, ...]]:
    home = exercises_folder(path.parent)
    questions, key = (_read(file_of(home, what, submission.exercise)) for what in ("questions", "keys"))
    if submission.variant != (own := str(questions.get("variant", ""))):
        names = [f"form {variant}" if variant else "the common form" for variant in (submission.variant, own)]
        raise NotGradable(f"the file is {names[0]}, and the exercises in {home} are {names[1]}")
    try:
        form = questions["form"]
        claimed = submission.version, submission.claimed, submission.present
        older = difference(*claimed, questions, key, _cells(content))
        submission = drop_guesses(submission, form)
        supplied = {submission.exercise: {"questions": questions["questions"]}}
        cells = assemble_cells(form, submission.answers)
        if not sandboxed:
            print(AS_YOU, file=sys.stderr)

        def judge(question: str, execution: Execution) -> Verdict:
            shape = Shape.from_dict(questions["questions"][question]["shape"])
            standard = Key(key["questions"][question])
            return judge_question(question, shape, standard, submission, execution, timeout)

        verdicts, execution = execute_and_judge(
            FreshProcess(sandboxed), cells, submission.code, OPEN, supplied, form, timeout, judge
        )
        outcomes = []
        for number, entry in questions["questions"].items():
            if number in older.absent:
                verdict = Verdict("not in this form", Reason("not-in-form"))
                outcomes.append(Outcome.of(number, verdict, 0.0, 0.0))
                continue
            seconds = round(execution.seconds.get(number, 0.0), 3)
            outcomes.append(Outcome.of(number, verdicts[number], float(entry["points"]), seconds))
    except (KeyError, TypeError, AttributeError):
        raise NotGradable(
            f"{home}: the files of exercise {submission.exercise} are damaged. Restore them."
        ) from None
    return outcomes, (
        *older.lines(submission.exercise),
        *submission.notes,
        *_lost(content, _of_copy(form, older)),
    )


def _of_copy(form: list[Any], older: Difference) -> list[Any]:
    """Return the form's cells that a copy should have: of an older one only its questions are known."""
    if older == Difference():
        return form
    return [
        cell
        for cell in form
        if cell["id"][:2] in ("q-", "a-", "c-") and question_of(cell["id"]) not in older.absent
    ]


def _cells(content: bytes) -> list[Any]:
    """Return the cells of a file; none of what is no notebook, or one in a format of former years."""
    try:
        whole = json.loads(content, parse_int=float)
    except (ValueError, RecursionError):
        return []
    cells = whole.get("cells") if isinstance(whole, dict) else None
    return [cell for cell in cells if isinstance(cell, dict)] if isinstance(cells, list) else []


def _lost(content: bytes, form: list[Any]) -> list[str]:
    """Return a line on the cells of the form that a file has no more."""
    lost = lost_cells(_cells(content), form)
    if not lost or len(lost) == len(form):  # a file without any of them is no form
        return []
    more = f" and {len(lost) - 5} more" if len(lost) > 5 else ""
    return [
        f"missing in this file, or of another type than they were: the cells {', '.join(lost[:5])}{more}. "
        "`trilateral reset FILE --missing` puts them back, and your answers stay."
    ]


def _read(path: Path) -> dict[str, Any]:
    try:
        return read_content(path)
    except FileNotFoundError:
        raise NotGradable(f"there is no exercise {path.stem} here ({path} is missing)") from None
    except (OSError, ValueError):
        raise NotGradable(f"{path} is damaged. Restore it, for example with git.") from None
