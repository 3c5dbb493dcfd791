"""Grade submissions with nbval, and never where a student's code runs.

`grader.Grader` takes the bytes of a student's notebook and returns a `Result`. What is below it:
`submissions.parse` reads the file and takes the answers from it, `isolation.worker` runs cells in a process
that knows nothing, `isolation.bubblewrap` locks that process up. What is above it (folders, zips, results,
feedback) needs only what is in this file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from trilateral.exercises.messages import comment, line, sentence
from trilateral.exercises.verdict import KINDS as OUTCOMES
from trilateral.exercises.verdict import Reason, Verdict

__all__ = ["OUTCOMES", "Job", "NoSandbox", "NotGradable", "Outcome", "Result"]


class NotGradable(ValueError):
    """A file that cannot be graded; the message says why, in one line, and is safe to print."""


class NoSandbox(RuntimeError):
    """There is no sandbox on this machine; the message says why and what to do."""


@dataclass(frozen=True)
class Job:
    """One file to grade.

    Attributes:
        content: the bytes of the student's notebook.
        exercise: two digits, for example "03"; "" finds it out from the cells.
        variant: the code of the variant that the student was given; "" for the common form.
    """

    content: bytes
    exercise: str = ""
    variant: str = ""


@dataclass(frozen=True)
class Outcome:
    """What came of one question.

    Attributes:
        question: its number, for example "3.1".
        outcome: one of `OUTCOMES`. "missing" is a question whose answer cell is not in the file, "not in this
            form" one that was not yet asked when the form was handed out: 0 of 0 points.
        points: what was earned: all or nothing.
        out_of: what the question is worth.
        seconds: wall time of the answer's and the check's cells.
        message: one or a few lines of plain text for the student. It may quote the student's own code and
            errors: bounded and without control characters, but not escaped for HTML or a spreadsheet.
        reason: what the message was made from.
    """

    question: str
    outcome: str
    points: float
    out_of: float
    seconds: float
    message: str
    reason: Reason = field(default_factory=Reason)

    @classmethod
    def of(cls, question: str, verdict: Verdict, out_of: float, seconds: float) -> Outcome:
        """Return the outcome of a question that is worth `out_of` points."""
        points = out_of if verdict.kind == "right" else 0.0
        return cls(question, verdict.kind, points, out_of, seconds, line(question, verdict), verdict.reason)

    @classmethod
    def from_dict(cls, content: Mapping[str, Any]) -> Outcome:
        """Return the outcome that `dataclasses.asdict` made this of; from earlier versions without a reason.

        Raises:
            ValueError, TypeError, LookupError: it is none.
        """
        settings = {
            **content,
            "reason": Reason.from_dict(content["reason"]) if "reason" in content else Reason(),
        }
        outcome = cls(**settings)
        if outcome.reason.code:
            sentence(outcome.question, outcome.reason)
        return outcome

    @property
    def verdict(self) -> Verdict:
        """What came of it, without the points."""
        return Verdict(self.outcome, self.reason)

    @property
    def comment(self) -> str:
        """What a page says beside the outcome; "" where the outcome says it all."""
        if self.reason.code or self.outcome in ("right", "blank"):
            return comment(self.question, self.verdict)
        return self.message  # a result kept by an earlier version has no more


@dataclass(frozen=True)
class Result:
    """What came of one file.

    Attributes:
        exercise: the stem of the exercise, for example "03-three-at-the-table"; "" where it was not found.
        outcomes: one for each question, in the exercise's order; none where the file cannot be graded.
        reflections: the student's free texts by number ("3.1" is cell r-3-1), for people to read; "" where
            untouched or missing. Markdown of strangers: never render it.
        notes: what a teacher should know, one line each: doubled cells, repaired bytes.
        reason: why the file cannot be graded, in one line; "" where it was graded.
        variant: the code of the variant it was graded by.
        older: a line on what is otherwise in it, where its form is older than the course; "" where it is not.
        asked: by question its form's words, where the course by now has others.
        own_marks: by number, the marks that the student gave those texts; they count nothing.
    """

    exercise: str
    outcomes: tuple[Outcome, ...] = ()
    reflections: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    reason: str = ""
    variant: str = ""
    older: str = ""
    asked: Mapping[str, str] = field(default_factory=dict)
    own_marks: Mapping[str, str] = field(default_factory=dict)

    @property
    def points(self) -> float:
        """The points earned."""
        return sum(outcome.points for outcome in self.outcomes)

    @property
    def out_of(self) -> float:
        """The points that could be earned."""
        return sum(outcome.out_of for outcome in self.outcomes)
