"""What earlier runs into the same results folder took in: a late file or a second class adds to it.

`run.json` lists under "class" every file that was taken in, with the key under which the journal holds what
came of it. So all tables can be written anew for everybody, whoever is graded in this run.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from trilateral.grading.journal import Journal
from trilateral.grading.submissions.collect import Student, SubmittedFile

__all__ = ["NO_RESULT", "Earlier", "Place", "class_entries", "read_class"]

NO_RESULT = "-"  # in place of a key of the journal: the file could not be graded


@dataclass(frozen=True)
class Place:
    """Where a student belongs.

    Attributes:
        base: the student as the file's own batch names one.
        batch: the name of the class, of whose names each is one student.
    """

    base: Student
    batch: str


@dataclass(frozen=True)
class Earlier:
    """A file of an earlier run: `file.earlier` is the key of its result in the journal."""

    file: SubmittedFile
    place: Place


def read_class(out: Path, journal: Journal) -> tuple[list[Earlier], str]:
    """Return the files of earlier runs into a folder, and what of them is lost; "" where all is well."""
    try:
        entries = json.loads((out / "run.json").read_text(encoding="utf-8"))["class"]
        read = [_entry(entry) for entry in entries]
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        known = (out / "results.csv").exists()
        return [], "run.json does not tell whose results these are" if known else ""
    kept = [one for one in read if one.file.earlier == NO_RESULT or one.file.earlier in journal]
    # By exercise: whoever still has one result may have lost another.
    there = {(one.file.student.key, one.file.exercise) for one in kept if one.file.earlier != NO_RESULT}
    lost = {
        f"{one.file.student.name}, exercise {one.file.exercise[:2]}"
        for one in read
        if one.file.earlier != NO_RESULT and one.file.earlier not in journal
        if (one.file.student.key, one.file.exercise) not in there
    }
    if lost:
        names = "; ".join(sorted(lost)[:5]) + ("; and others" if len(lost) > 5 else "")
        return kept, f"{journal.path.name} no longer has the results of {names}"
    return kept, ""


def _entry(entry: dict[str, Any]) -> Earlier:
    student, base = Student(**entry["student"]), Student(**entry.pop("base"))
    batch, notes = entry.pop("batch"), tuple(entry.pop("notes"))
    file = SubmittedFile(**{**entry, "student": student, "member": None, "archive": None, "notes": notes})
    texts = [*_values(student), *_values(base), batch, file.place, file.exercise, file.variant]
    texts += [file.digest, file.reason, file.earlier, *notes]
    if not all(isinstance(text, str) for text in texts) or not file.earlier:
        raise ValueError("a text is none")
    file.order  # noqa: B018  the rest can be put into an order
    return Earlier(file, Place(base, batch))


def _values(student: Student) -> list[str]:
    return [getattr(student, field.name) for field in fields(student)]


def class_entries(files: Iterable[SubmittedFile], places: Mapping[str, Place]) -> list[dict[str, Any]]:
    """Return what `read_class` reads.

    Args:
        files: of this run and of earlier ones; each says in `earlier` where its result is.
        places: by student's key.
    """
    entries = []
    for one in files:
        entry = {field.name: getattr(one, field.name) for field in fields(one)}
        for name in ("member", "archive", "warnings"):
            del entry[name]
        own = places[one.student.key]
        students = {"student": asdict(one.student), "base": asdict(own.base)}
        entries.append({**entry, **students, "batch": own.batch})
    return entries
