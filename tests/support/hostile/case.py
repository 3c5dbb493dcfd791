"""What a case of the hostile set is: an answer in an otherwise good file, or a file of its own."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from support.hostile.exercise import RIGHT

ALL = ("42.1", "42.2", "42.3", "42.4")
R2 = RIGHT["42.2"]
ANY = ("right", "wrong", "blank", "error", "timeout")  # a student's own affair
# What an answer spoils for the two after it is its own affair too.
AFTER = {"q3": ANY, "q4": ANY}


@dataclass(frozen=True)
class Case:
    """One file.

    Attributes:
        name: what is odd about it.
        content: its bytes.
        outcomes: by question, what is fair where that is not "right"; several where it is a matter of luck.
        reason: part of the reason why it cannot be graded; "" where it can.
        says: part of the message to question 42.2.
    """

    name: str
    content: bytes
    outcomes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reason: str = ""
    says: str = ""


@dataclass(frozen=True)
class Answer:
    """An answer to 42.2; where `@FOLDER@`, `@PORT@` and `@SLEEPER@` stand, what belongs there is put in.

    Attributes:
        name: what is odd about it.
        source: the answer's cell.
        outcomes: by question, what is fair where that is not "right".
        says: part of the message to 42.2.
        beside: other answers' cells, as "a3".
    """

    name: str
    source: str
    outcomes: Mapping[str, tuple[str, ...]]
    says: str
    beside: Mapping[str, str]


def answer(
    name: str,
    source: str,
    *fair: str,
    says: str = "",
    beside: Mapping[str, str] | None = None,
    **others: tuple[str, ...],
) -> Answer:
    """Return an answer with its fair outcomes ("right" where none is given), and those of others as `q3`."""
    outcomes = {"42.2": fair or ("right",)} | {f"42.{key[1:]}": value for key, value in others.items()}
    return Answer(name, source, outcomes, says, beside or {})
