"""Grade one submission after the other, each in a process of its own, and compare outside it, with nbval."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import nbformat

from trilateral.grading import Job, Result

__all__ = ["Grader", "Reference", "prepare"]


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
    raise NotImplementedError


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

    Raises:
        NoSandbox: `sandbox` is True, and there is none here.
    """

    seed: str

    def __init__(
        self,
        folder: Path,
        *,
        jobs: int = 1,
        sandbox: bool = True,
        timeout: float = 10.0,
        seed: str = "",
        prepare: Callable[[Path, str, str], Reference] = prepare,
    ) -> None:
        """Start the processes."""
        raise NotImplementedError

    def grade(self, job: Job) -> Result:
        """Grade one file. Whatever is in it, this returns: what cannot be graded has a `reason`."""
        raise NotImplementedError

    def close(self) -> None:
        """End all processes."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        """Return the grader itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End all processes."""
        self.close()
