"""The versions of an exercise that were built, with their solutions, so that older forms can be graded.

`solutions/versions/NN-VERSION.json` holds a solution's cells without outputs, and its TOML. A build keeps the
version that it builds, and takes none away: nobody knows which of them were handed out. Delete the files of
those that were not. They hold answers, as all of `solutions/` does, and never go to students.
"""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import nbformat

from trilateral.exercises.source import Exercise, make_exercise, read_exercise, vary
from trilateral.exercises.versions import asked
from trilateral.notebooks import KERNEL, NotebookError, read
from trilateral.paths import replace_file

__all__ = ["asked_by_version", "keep", "read_version", "versions"]


def _versions_folder(course: Path) -> Path:
    return course / "solutions" / "versions"


def _place(folder: Path, number: str, version: str) -> Path:
    return _versions_folder(folder) / f"{number}-{version}.json"


def keep(folder: Path, path: Path) -> None:
    """Keep the solution in a file as the newest of its version.

    What changes no question, such as an answer that was mended, takes the place of what was kept.
    """
    exercise = read_exercise(path)
    content = {
        "exercise": exercise.stem,
        "toml": path.with_suffix(".toml").read_text(encoding="utf-8"),
        "cells": [
            {name: cell[name] for name in ("id", "cell_type", "metadata", "source")}
            for cell in read(path).cells
        ],
    }
    target = _place(folder, exercise.number, exercise.version)
    text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    if not target.is_file() or target.read_text(encoding="utf-8") != text:
        replace_file(target, text)


def versions(folder: Path, number: str) -> list[str]:
    """Return the versions of an exercise that are kept."""
    return [path.stem[3:] for path in sorted(_versions_folder(folder).glob(f"{number}-*.json"))]


def read_version(folder: Path, number: str, version: str, variant: str = "") -> Exercise:
    """Return a version of an exercise, in the form of a code.

    Raises:
        LookupError: it is not kept here.
        NotebookError: its file is damaged. The message says which.
    """
    path = _place(folder, number, version)
    if not re.fullmatch(r"[0-9a-f]+", version) or not path.is_file():
        raise LookupError(version)
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        unrun: dict[str, dict[str, Any]] = {"code": {"outputs": [], "execution_count": None}}
        cells = [
            nbformat.from_dict({**cell, **unrun.get(cell["cell_type"], {})}) for cell in content["cells"]
        ]
        notebook = nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL}, cells=cells)
        exercise = make_exercise(content["exercise"], notebook, tomllib.loads(content["toml"]))
        return vary(exercise, variant) if variant else exercise
    except (OSError, ValueError, KeyError, TypeError, AttributeError, nbformat.ValidationError) as error:
        raise NotebookError(
            f"{path}: cannot be read ({error}). Restore it, or delete it: then forms of this version are "
            "graded by the course as it is now."
        ) from None


def asked_by_version(folder: Path, exercise: Exercise) -> dict[str, dict[str, str]]:
    """Return by version, this exercise's own among them, what `versions.asked` says of it."""
    found = {
        version: asked(read_version(folder, exercise.number, version, exercise.variant))
        for version in versions(folder, exercise.number)
    }
    return dict(sorted((found | {exercise.version: asked(exercise)}).items()))
