"""What a student has done so far, kept in a small file on the student's own machine.

`.trilateral/progress.json`, beside the folder `exercises`, holds the numbers of questions, each "tried" or
"right", and nothing else: no names, no answers, no times. A check cell adds to it; nobody reads it but
`trilateral progress` and notebook 00. Delete it to start afresh. Where it cannot be written, nothing is kept
and nothing is said: a check never fails for it.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import tempfile
from pathlib import Path

__all__ = ["done", "lines", "progress", "record"]

WIDTH = 10
LONGEST = 100_000


def _file() -> Path | None:
    """Return the file, or None where no student is at work: graders and tests run the same check cells."""
    if {"TRILATERAL_NONCE", "NBGRADER_EXECUTION", "PYTEST_VERSION"} & set(os.environ):
        return None
    # Here, because `check` imports this file.
    from trilateral.check import folder

    return folder().parent / ".trilateral" / "progress.json"


def record(question: str, outcome: str) -> None:
    """Note that a question was tried, and whether it was right; never raises.

    Args:
        question: its number, for example "3.1".
        outcome: what the check said; "blank" and "error" are not noted.
    """
    # Someone who once had it right has done it, whatever was tried afterwards.
    with contextlib.suppress(OSError, ValueError, RuntimeError):
        path = _file()
        if path is None or outcome not in ("right", "wrong") or Path.cwd().name == "solutions":
            return
        known = _read(path)
        new = "right" if "right" in (outcome, known.get(question)) else "tried"
        if known.get(question) == new:
            return
        known[question] = new
        path.parent.mkdir(exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".json")
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump({"questions": dict(sorted(known.items(), key=_place))}, file, indent=1)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)


def done() -> dict[str, str]:
    """Return what is noted: by number of question "right" or "tried"."""
    path = _file()
    return _read(path) if path else {}


def _read(path: Path) -> dict[str, str]:
    """Return what a file holds of good entries; a damaged file holds none."""
    try:
        if path.stat().st_size > LONGEST:
            return {}
        entries = json.loads(path.read_text(encoding="utf-8"))["questions"].items()
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
    return {
        number: state
        for number, state in entries
        if re.fullmatch(r"\d{1,2}\.\d{1,2}", number) and state in ("right", "tried")
    }


def _place(entry: tuple[str, str]) -> list[int]:
    return [int(part) for part in entry[0].split(".")]


def lines() -> list[str]:
    """Return one line for each exercise: how many of its questions are right, and which are open."""
    from trilateral.check import folder

    known = done()
    told = []
    for path in sorted(folder().glob("questions/*.json")):
        try:
            content = json.loads(path.read_text(encoding="utf-8"))
            title, numbers = content["exercise"][3:].replace("-", " "), list(content["questions"])
        except (OSError, ValueError, LookupError, TypeError):
            continue
        right = [number for number in numbers if known.get(number) == "right"]
        tried = [number for number in numbers if known.get(number) == "tried"]
        bar = "#" * round(len(right) / len(numbers) * WIDTH)
        line = f"{path.stem} {title:24} [{bar:.<{WIDTH}}] {len(right):2} of {len(numbers)} right"
        told.append(line + (f"; tried: {', '.join(tried)}" if tried else ""))
    return told


def progress() -> None:
    """Print which questions you have had right so far, by exercise."""
    print("\n".join(lines()) or "There are no exercises here.")
