"""What a student has done so far, kept in a small file on the student's own machine.

`.trilateral/progress.json`, beside the folder `exercises` (`paths.progress_file` says where else), holds the
numbers of questions, each "tried" or "right", and those of notebooks that were run to the end; nothing else:
no names, no answers, no times. Check cells and the last cell of a notebook add to it; nobody reads it but
`trilateral progress` and notebook 00. Delete it to start afresh. Where it cannot be written, nothing is kept
and nothing is said: no check fails for it.
"""

from __future__ import annotations

import contextlib
import json
import re
from pathlib import Path

from trilateral.exercises.files import file_of, read_content
from trilateral.exercises.ids import EXERCISE, QUESTION
from trilateral.paths import exercises_folder, progress_file, replace_file
from trilateral.unattended import unattended

__all__ = ["NOTHING", "done", "finish", "lines", "progress", "record"]

WIDTH = 10
LONGEST = 100_000
NOTHING = "There are no notebooks and no exercises here."


def _file(near: Path | None = None) -> Path | None:
    """Return the file, or None where no student is at work: graders and tests run the same check cells."""
    return None if unattended() else progress_file(near)


def record(question: str, outcome: str, near: Path | None = None) -> None:
    """Note that a question was tried, and whether it was right; never raises.

    Args:
        question: its number, for example "3.1".
        outcome: what the check said; "blank" and "error" are not noted.
        near: the folder of the notebook; by default the one we work in.
    """
    # Someone who once had it right has done it, whatever was tried afterwards.
    with contextlib.suppress(OSError, ValueError, RuntimeError):
        path = _file(near)
        if path is None or outcome not in ("right", "wrong") or Path.cwd().name == "solutions":
            return
        known, new = _read(path), "right" if outcome == "right" else "tried"
        if known.get(question) not in (new, "right"):
            _write(path, {**known, question: new})


def finish(notebook: str) -> None:
    """Note that a notebook was run to its end, and say so; never raises.

    Args:
        notebook: its number, for example "04".
    """
    with contextlib.suppress(OSError, ValueError, RuntimeError):
        path = _file()
        if path is not None and re.fullmatch(EXERCISE, notebook) and notebook not in (known := _read(path)):
            _write(path, {**known, notebook: "done"})
    print(f"Notebook {notebook} is done.")


def done() -> dict[str, str]:
    """Return what is noted: by number of question "right" or "tried", by number of notebook "done"."""
    path = _file()
    return _read(path) if path else {}


def _read(path: Path) -> dict[str, str]:
    """Return what a file holds of good entries; a damaged file holds none."""
    try:
        if path.stat().st_size > LONGEST:
            return {}
        entries = json.loads(path.read_text(encoding="utf-8"))["done"].items()
    except (OSError, ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return {}
    return {
        number: state
        for number, state in entries
        if state in (("done",) if re.fullmatch(EXERCISE, number) else ("right", "tried"))
        and re.fullmatch(rf"{EXERCISE}|{QUESTION}", number)
    }


def _write(path: Path, known: dict[str, str]) -> None:
    replace_file(path, json.dumps({"done": dict(sorted(known.items(), key=_place))}, indent=1))


def _place(entry: tuple[str, str]) -> list[int]:
    return [int(part) for part in entry[0].split(".")]


def lines() -> list[str]:
    """Return a line for each notebook and its exercise: whether it was run, how many questions are right."""
    known, place = done(), exercises_folder()
    stems = {path.stem[:2]: path.stem for path in sorted(place.parent.glob("notebooks/[0-9][0-9]-*.ipynb"))}
    found = []
    for number in sorted({*stems, *(path.stem for path in place.glob("questions/[0-9][0-9].json"))}):
        exercise, numbers = _questions(file_of(place, "questions", number))
        if not (stem := stems.get(number, exercise)):
            continue
        ran = known.get(number, "open")
        here = number in stems or ran == "done"
        parts = [f"{number} {stem[3:].replace('-', ' '):24}", f"notebook {ran}" if here else ""]
        if numbers:
            right = [one for one in numbers if known.get(one) == "right"]
            tried = [one for one in numbers if known.get(one) == "tried"]
            bar = "#" * round(len(right) / len(numbers) * WIDTH)
            parts.append(f"exercise [{bar:.<{WIDTH}}] {len(right):2} of {len(numbers)} right")
            parts[-1] += f"; tried: {', '.join(tried)}" if tried else ""
        found.append("  ".join(part for part in parts if part))
    return found


def _questions(path: Path) -> tuple[str, list[str]]:
    """Return the name of an exercise and the numbers of its questions; nothing where there is none."""
    try:
        content = read_content(path)
        return str(content["exercise"]), list(content["questions"])
    except (OSError, ValueError, LookupError, TypeError):
        return "", []


def progress() -> None:
    """Print which notebooks you have run to the end, and how many questions you have had right so far."""
    print("\n".join(lines()) or NOTHING)
