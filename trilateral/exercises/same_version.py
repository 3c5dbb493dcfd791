"""Say when the pages that a student works in and the tools that run them are of different versions.

On a server the tools are installed once for all, and each student has a copy of lessons, exercises and record
of their own: either can be brought up to date without the other. What both have is compared: the record's
description, which has a checksum of each table, and the questions of each exercise. Files on this machine are
read and no network is asked. Lessons are not compared, for they are worked on; a new release has another
version of the record.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from trilateral.paths import course_of_tools, exercises_folder, read_json
from trilateral.text import listed, say

__all__ = ["differences", "same_version"]

LONGEST = 5_000_000


def same_version() -> None:
    """Print two lines where these pages and the installed tools are of different versions; else nothing."""
    for line in differences(exercises_folder().parent, course_of_tools()):
        say(line)


def differences(course: Path, tools: Path) -> list[str]:
    """Return what there is to say of two courses; nothing where they agree, or cannot be read.

    Args:
        course: the folder of the course that is worked in.
        tools: the folder of the course that the tools carry.
    """
    ours, theirs = (_content(folder / "data" / "datapackage.json") for folder in (course, tools))
    apart = [f"table {name}" for name in _tables_apart(ours, theirs)]
    apart += [f"exercise {number}" for number in _exercises_apart(course, tools)]
    versions = [str(one.get("version", "")) for one in (ours, theirs)]
    if versions[0] != versions[1] and all(versions):
        what = f"These pages are of version {versions[0]} of the course, and the tools of {versions[1]}."
    elif apart:
        what = f"These pages and the tools are of different days. Not the same: {listed(apart, 4)}."
    else:
        return []
    return [
        f"{what} An answer may be checked against another table or question than you see.",
        "What you wrote is safe. Open your teacher's link to the course again. If this stays, show it to "
        "your teacher.",
    ]


def _content(path: Path) -> dict[str, Any]:
    """Return what a file holds; nothing where there is none, or nobody can read it."""
    try:
        content = read_json(path, LONGEST)
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _tables_apart(ours: dict[str, Any], theirs: dict[str, Any]) -> list[str]:
    def checksums(described: dict[str, Any]) -> dict[str, str]:
        tables = described.get("resources")
        found = [one for one in tables if isinstance(one, dict)] if isinstance(tables, list) else []
        return {str(one.get("name")): str(one.get("hash")) for one in found}

    one, other = checksums(ours), checksums(theirs)
    return (
        sorted(name for name in {*one, *other} if one.get(name) != other.get(name)) if one and other else []
    )


def _exercises_apart(course: Path, tools: Path) -> list[str]:
    """Return the exercises that both have and that ask otherwise; one student's own form is not compared."""
    apart = []
    for path in sorted((course / "exercises" / "questions").glob("[0-9][0-9].json")):
        ours, theirs = _content(path), _content(tools / "exercises" / "questions" / path.name)
        made_for_one = ours.get("variant") or theirs.get("variant")
        if ours and theirs and ours != theirs and not made_for_one:
            apart.append(path.stem)
    return apart
