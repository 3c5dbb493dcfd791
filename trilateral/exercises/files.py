"""The files of an exercise that students have: `questions/NN.json` and `keys/NN.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from trilateral.paths import read_json

__all__ = ["code_of", "file_of", "read_content"]

MOST_BYTES = 20_000_000  # of a notebook; a larger one is none of the course's


def code_of(path: Path) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Return a student's notebook, and of each of its code cells the id and the source.

    Raises:
        OSError: it cannot be read.
        ValueError: it is no notebook, or a damaged one.
    """
    content = read_json(path, MOST_BYTES)
    try:
        code = [cell for cell in content["cells"] if cell["cell_type"] == "code"]
        return content, [(str(cell.get("id", "")), "".join(cell["source"])) for cell in code]
    except (LookupError, TypeError, AttributeError):
        raise ValueError("not a notebook") from None


def file_of(folder: Path, what: str, exercise: str) -> Path:
    """Return the file with the "questions" or the "keys" of an exercise ("03"); it need not exist."""
    return folder / what / f"{exercise}.json"


def read_content(path: Path) -> dict[str, Any]:
    """Return what such a file holds.

    Raises:
        OSError: it cannot be read; FileNotFoundError where there is none.
        ValueError: it is damaged.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict) or not isinstance(content.get("questions"), dict):
        raise ValueError("there are no questions in it")
    return content
