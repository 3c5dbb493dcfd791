"""How a class is graded, and what does it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from trilateral.grading.model import Job, Result

__all__ = ["Engine", "Settings"]


@dataclass(frozen=True)
class Settings:
    """How a class is graded.

    Attributes:
        folder: the folder of the exercises, with `solutions/` in it.
        jobs: how many files at once.
        timeout: seconds that one cell may take.
        sandbox: False runs students' code without one.
        seed: of the nonces; "" takes that of an earlier run in the same place, or makes a new one.
        codes: a CSV with the columns student and code: who was given which form.
        dask: the address of a Dask scheduler; "" grades on this machine.
    """

    folder: Path
    jobs: int = 1
    timeout: float = 10.0
    sandbox: bool = True
    seed: str = ""
    codes: Path | None = None
    dask: str = ""


class Engine(Protocol):
    """What grades a file: `grader.Grader`, or a stand-in on a cluster."""

    seed: str

    def grade(self, job: Job) -> Result:
        """Grade one file."""
