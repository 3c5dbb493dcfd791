"""What an exercise is graded by: its form, and what right and known wrong answers are.

A reference is made by running the solution. It never leaves the process that compares.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from trilateral.exercises.answer_record import canonical_forms
from trilateral.exercises.build import make_questions
from trilateral.exercises.evaluation import evaluate
from trilateral.exercises.kept_versions import read_version
from trilateral.exercises.keys import distinct_distractors
from trilateral.exercises.roundings import also_rounded, cut_short, too_short
from trilateral.exercises.source import Exercise, read_exercise
from trilateral.exercises.variants import CODE
from trilateral.grading.model import NotGradable
from trilateral.notebooks import NotebookError
from trilateral.text import one_line

__all__ = ["Reference", "exercise_at", "prepare"]


@dataclass(frozen=True)
class Reference:
    """What an exercise (or a variant of it) is graded by. It never leaves the process that compares.

    Attributes:
        stem: the exercise's name, for example "03-three-at-the-table".
        form: the cells of the pristine form that students get, with the ids q-, a-, c-, p-, r-.
        questions: the content of `exercises/questions/NN.json`: shapes, points, hints.
        right: by question, the canonical right answer.
        wrong: by question, what to say to each known wrong answer, by its canonical form.
        exact: by question, the canonical forms of known wrong answers before rounding, where that is another.
    """

    stem: str
    form: list[dict[str, Any]]
    questions: dict[str, Any]
    right: dict[str, str]
    wrong: dict[str, dict[str, str]]
    exact: dict[str, set[str]] = field(default_factory=dict)


def exercise_at(folder: Path, exercise: str, variant: str = "", version: str = "") -> Exercise:
    """Return an exercise with its solution, in a variant ("": the common form) and a version ("": of today).

    Raises:
        NotGradable: there is no such exercise, variant or version.
        NotebookError: the solution is damaged.
    """
    paths = sorted(folder.glob(f"solutions/{exercise}-*.ipynb"))
    if not paths or not re.fullmatch(r"\d\d", exercise):
        raise NotGradable(f"there is no exercise {exercise}")
    if variant and not CODE.fullmatch(variant):
        raise NotGradable(f"{variant!r} is not the code of a form")
    try:
        return (
            read_version(folder, exercise, version, variant) if version else read_exercise(paths[0], variant)
        )
    except LookupError:
        raise NotGradable(f"exercise {exercise}: version {version} is not kept here") from None


def prepare(folder: Path, exercise: str, variant: str = "", version: str = "") -> Reference:
    """Return the reference of an exercise, by running its solution here. Takes a second.

    Raises:
        NotGradable: there is no such exercise, variant or version.
        NotebookError: the solution is damaged.
    """
    made = exercise_at(folder, exercise, variant, version)
    right: dict[str, str] = {}
    wrong: dict[str, dict[str, str]] = {}
    exact: dict[str, set[str]] = {}
    try:
        for question, answer, values in evaluate(made):
            number, shape = question.number, question.shape
            right[number], _ = canonical_forms(answer, shape)
            forms = [canonical_forms(value, shape) for value in values]
            pairs = [(form, turn) for (form, _), turn in zip(forms, question.wrong, strict=True)]
            wrong[number] = dict.fromkeys(cut_short(answer, shape), too_short(shape))
            wrong[number] |= {form: turn.message for form, turn in distinct_distractors(right[number], pairs)}
            exact[number] = {form for _, before in forms for form in also_rounded(before, shape)}
    except ValueError as error:
        where = f"{folder / 'solutions'}: {made.stem}" + (f", version {version}" if version else "")
        raise NotebookError(f"{where}: {error}") from None
    questions = make_questions(made)
    return Reference(made.stem, questions.pop("form"), questions, right, wrong, exact)


def refusal(stem: str, form: Sequence[str], cell: str, what: str) -> str:
    """Return the line that says which exercise's solution fails, in which cell, and what to do.

    Args:
        stem: the exercise's name.
        form: the code of the form and its version, each "" where there is none.
        cell: the id of the cell.
        what: what came of it.
    """
    variant, version = form
    which = [f"form {variant}"] * bool(variant) + [f"version {version}"] * bool(version)
    name = f"{stem} ({', '.join(which)})" if which else stem
    mend = "Mend that cell (students' code finds the record of the course, and no file beside it)"
    if version:
        kept = f"solutions/versions/{stem[:2]}-{version}.json"
        mend = (
            f"The cell stands in {kept}, and an answer to a question that is the same today in "
            f"solutions/{stem}.ipynb. Mend it there, or move {kept} away: then these forms are graded by the "
            "questions as they are now"
        )
    return (
        f"exercise {name}: its own solution does not get full marks here: cell {cell}: "
        f"{one_line(what, 200).rstrip('.')}. Nobody was graded. {mend}, then grade again"
    )
