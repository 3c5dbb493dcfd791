"""The outcome of one answer, as data: from the check that reaches it to the page that shows it.

A verdict holds no sentence. What people read is made from it once, in `messages`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["KINDS", "Reason", "Verdict"]

KINDS = ("right", "wrong", "blank", "error", "timeout", "missing", "not in this form")


@dataclass(frozen=True)
class Reason:
    """Why an answer has its outcome.

    Attributes:
        code: a key of `messages.SENTENCES`; "" where the reason is not known.
        values: what is filled into the sentence: numbers, or texts of one line each.
    """

    code: str = ""
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)

    @classmethod
    def from_dict(cls, content: Any) -> Reason:
        """Return the reason that `dataclasses.asdict` made this of.

        Raises:
            ValueError: it is none.
        """
        match content:
            case {"code": str(code), "values": dict(values), **rest} if not rest:
                return cls(code, values)
        raise ValueError("a reason has a code and values")


@dataclass(frozen=True)
class Verdict:
    """What came of one answer.

    Attributes:
        kind: one of `KINDS`; "error" also where the question or its files are not to be had.
        reason: why.
    """

    kind: str
    reason: Reason
