"""Whose a file is, as far as names tell."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Owner", "Student"]


@dataclass(frozen=True, order=True, slots=True)
class Student:
    """Whose file it is, as far as names tell.

    Attributes:
        key: tells students apart: the learning platform's number where there is one, else the folded name.
        name: the name to show, in the script in which it came, in one line and without control characters.
        number: Moodle's participant or Canvas's user number; "" where there is none.
        platform: "moodle", "canvas" or "".
    """

    key: str
    name: str
    number: str = ""
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose file it is, the platform's number of the upload (0: none), and whether it came late."""

    student: Student
    upload: int = 0
    late: bool = False
