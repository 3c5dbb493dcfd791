"""Run an exercise's solution, and work out its answers and distractors, in this process.

Solutions, lessons and their TOML are written by the course's authors: as trusted as this file.
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from typing import Any

from trilateral.exercises.canonical.charts import Plotted
from trilateral.exercises.ids import is_turn
from trilateral.exercises.source import Exercise, Question
from trilateral.exercises.syntax_tree import quietly

__all__ = ["evaluate", "evaluate_with_stubs"]


def evaluate(exercise: Exercise) -> Iterator[tuple[Question, Any, list[Any]]]:
    """Yield each question with the right answer and the distractors', in their order.

    Raises:
        ValueError: a cell or a distractor fails.
    """
    for question, answer, wrong, _ in evaluate_with_stubs(exercise):
        yield question, answer, wrong


def evaluate_with_stubs(exercise: Exercise) -> Iterator[tuple[Question, Any, list[Any], Any]]:
    """Yield each question with the right answer, the distractors', and what a turn's untouched stub gives.

    The solution's cells are run here, one after the other, up to the last answer. A distractor is evaluated
    after the answer's cell. Of a chart, a distractor is the column that it would show.

    Raises:
        ValueError: a cell, a distractor or a stub fails.
    """
    names: dict[str, Any] = {"__name__": "solution"}
    questions = {question.cell_id("a"): question for question in exercise.questions}
    for cell, source in exercise.code():
        if not questions:
            return
        question = questions.pop(cell, None)
        untouched = _untouched(question, names) if question and is_turn(question.number) else ...
        _exec(source, names, f"cell {cell}")
        if question:
            where = f"question {question.number}: the distractor"
            wrong = [_eval(one.answer, names, f"{where} {one.answer!r}") for one in question.wrong]
            charts = question.shape.kind == "chart"
            answer = names.get(question.variable)
            yield question, answer, list(map(Plotted, wrong)) if charts else wrong, untouched


def _untouched(question: Question, names: dict[str, Any]) -> Any:
    before = dict(names)
    _exec(question.stub, before, f"the stub of {question.number}")
    return before.get(question.variable)


def _exec(source: str, names: dict[str, Any], where: str) -> None:
    try:
        with contextlib.redirect_stdout(io.StringIO()):
            with quietly():
                code = compile(source, where, "exec")
            exec(code, names)  # noqa: S102
    except Exception as error:
        raise ValueError(f"{where} fails ({type(error).__name__}: {error})") from None


def _eval(source: str, names: dict[str, Any], where: str) -> Any:
    try:
        with quietly():
            code = compile(f"({source.strip()}\n)", where, "eval")
        return eval(code, dict(names))  # noqa: S307
    except Exception as error:
        raise ValueError(f"{where} fails ({type(error).__name__}: {error})") from None
