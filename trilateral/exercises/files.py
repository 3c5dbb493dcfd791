"""The files of an exercise that students have: `questions/NN.json` and `keys/NN.json`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

__all__ = ["file_of", "read_content"]


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
