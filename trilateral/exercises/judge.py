"""The one judge: what an answer is, and what came of running it, become a verdict.

The check in the notebook, `trilateral check` and `trilateral grade` all ask here. They differ in what they
hold an answer against, a `Standard`: a key of digests, or the solution itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Protocol

from trilateral.exercises.answer_record import AnswerRecord
from trilateral.exercises.canonical import Shape, expected
from trilateral.exercises.chart_words import PLACES
from trilateral.exercises.verdict import Reason, Verdict

__all__ = ["Facts", "Standard", "decide"]

# What is remarked where the words of a chart belong to another one: then the right marks are not all.
# And where a column was taken for another: then a table has not the columns that were asked for.
NOT_ITS_OWN = re.compile(rf"\bIts (?:{'|'.join(PLACES.values())}) .*")
READ_AS = re.compile(r"\bwas read as\b")


class Standard(Protocol):
    """What an answer is held against."""

    def is_right(self, record: AnswerRecord | None) -> bool:
        """Tell whether this is the right answer."""

    def distractor(self, record: AnswerRecord) -> str | None:
        """Return what the exercise's author says to this wrong answer; None where nobody foresaw it."""


@dataclass(frozen=True)
class Facts:
    """What came of running one question's cells.

    Attributes:
        verdict: the verdict that holds whatever the answer is: the cells are not there, or did not finish.
        error: the reason where a cell stopped with an error.
    """

    verdict: Verdict | None = None
    error: Reason | None = None


def decide(
    record: AnswerRecord | None, standard: Standard, shape: Shape, facts: Facts | None = None
) -> Verdict:
    """Return the verdict on one question.

    Args:
        record: what the answer is; None where what its check printed is no record.
        standard: what it is held against.
        shape: what the answer must look like.
        facts: what came of running the cells, where they were run from a file.
    """
    facts = facts or Facts()
    if facts.verdict:
        return facts.verdict
    if standard.is_right(record):
        if shape.kind == "chart" and record and (fault := NOT_ITS_OWN.search(record.text)):
            return Verdict("wrong", Reason("invalid", {"text": fault[0]}))
        return Verdict("right", Reason("right"))
    if facts.error and (record is None or record.kind == "blank"):
        return Verdict("error", facts.error)
    match record:
        case AnswerRecord(kind="blank"):
            return Verdict("blank", Reason("blank"))
        case AnswerRecord(kind="invalid", text=text):
            return Verdict("wrong", Reason("invalid", {"text": text}))
        case AnswerRecord(kind="unreadable"):
            return Verdict("wrong", Reason("unreadable", {"expected": expected(shape)}))
        case AnswerRecord() if (message := standard.distractor(record)) is not None:
            return Verdict("wrong", Reason("distractor", {"message": message}))
    values = {"also": record.text} if record is not None and record.text else {}
    if shape.kind == "table" and READ_AS.search(values.get("also", "")):
        return Verdict("wrong", Reason("general-table", values))
    if shape.kind == "rows":
        return Verdict("wrong", Reason("general-rows", values))
    return Verdict("wrong", Reason("general", {"expected": expected(shape), **values}))
