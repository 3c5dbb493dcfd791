"""What a submission of the corpus is, and how one is made of an answer."""

import json
from dataclasses import dataclass, field
from pathlib import Path

from support.hostile.exercise import RIGHT, answered

ALL = ("42.1", "42.2", "42.3", "42.4")
R2 = RIGHT["42.2"]
ANY = ("right", "wrong", "blank", "error", "timeout")  # a student's own affair
LATER = {"q3": ANY, "q4": ANY}


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


def dumped(notebook: object) -> bytes:
    return json.dumps(notebook).encode()


@dataclass(frozen=True)
class Make:
    """Makes cases whose answer to 42.2 does something.

    Attributes:
        blank: the form.
        folder: the folder of the exercises, which nobody may find.
        port: a port on which somebody listens, on this machine.
        sleeper: an argument by which processes that were left behind are found.
    """

    blank: dict
    folder: Path
    port: int
    sleeper: str

    def __call__(self, name: str, source: str, *fair: str, says: str = "", **others: tuple[str, ...]) -> Case:
        """Return a case with this answer, and what is fair where that is not "right"; of 42.3 as `q3`."""
        outcomes = {"42.2": fair or ("right",)}
        outcomes |= {f"42.{key[1]}": value for key, value in others.items()}
        return Case(name, dumped(answered(self.blank, a2=source)), outcomes, "", says)
