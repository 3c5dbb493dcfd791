"""What a student has done so far, kept in a small file on the student's own machine.

`.trilateral/progress.json`, beside the folder `exercises` (`paths.progress_file` says where else), holds the
numbers of questions, each "tried" or "right", those of notebooks that were run to the end, and the marks
that a student gave the own texts; nothing else: no names, no answers, no times. Check cells and the last
cell of a notebook add to it; nobody reads it but `trilateral progress` and notebook 00. Delete it to start
afresh. Where it cannot be written nothing is kept: no check fails for it, and `progress` and the last cell
of a notebook say so. A damaged file is renamed; what a newer version has noted stays.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
from pathlib import Path
from typing import Any

from trilateral.exercises.files import file_of, read_content
from trilateral.exercises.ids import EXERCISE, exercise_of, is_question, is_turn, number_typed, prompt_number
from trilateral.exercises.own_copy import Difference, difference_of_file
from trilateral.paths import (
    LESSON,
    alone,
    exercises_folder,
    lesson_number,
    lessons_of,
    old_name,
    progress_file,
    read_json,
    replace_file,
)
from trilateral.text import say
from trilateral.unattended import unattended

__all__ = ["NOTHING", "done", "finish", "lines", "note_own_mark", "progress", "record"]

WIDTH = 10
LONGEST = 100_000
NOTHING = "There are no notebooks and no exercises here."
NOT_KEPT = "What you have done is not kept: neither this course's folder nor your own can be written."


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
        if path is None or outcome not in ("right", "wrong") or "solutions" in Path.cwd().parts[-2:]:
            return
        known, new = _read(path), "right" if outcome == "right" else "tried"
        if known.get(question) not in (new, "right"):
            _note(path, question, new)


def note_own_mark(prompt: str, mark: float | None, near: Path | None = None) -> None:
    """Note that a prompt ("3.A") was written to, and the mark that the student gave it; never raises."""
    with contextlib.suppress(OSError, ValueError, RuntimeError):
        path = _file(near)
        if path is not None and (mark is not None or prompt not in own_marks(near)):
            _note(path, prompt, mark, "reflect")


def own_marks(near: Path | None = None) -> dict[str, float | None]:
    """Return by prompt the mark that the student gave the own text; None where it has none yet."""
    path = _file(near)
    try:
        kept = _content(path)["reflect"] if path else {}
        return {
            name: mark
            for name, mark in kept.items()
            if re.fullmatch(r"\d{1,2}\.[A-Z]", name) and (mark is None or type(mark) in (int, float))
        }
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return {}


def finish(notebook: str) -> None:
    """Note that a notebook was run to its end, and say so; never raises.

    Args:
        notebook: its number, for example "04" or "04b".
    """
    notebook, kept = number_typed(notebook) or str(notebook), True
    with contextlib.suppress(ValueError, RuntimeError):
        path = _file()
        if path is not None and re.fullmatch(LESSON, notebook) and notebook not in _read(path):
            try:
                _note(path, notebook, "done")
            except OSError:
                kept = False
    say(f"Notebook {notebook} is done." if kept else f"Notebook {notebook} is done. {NOT_KEPT}")
    turns, known = _turns_of(notebook, exercises_folder()), done()
    # Who has taken none is told nothing, nor is a program that runs the lesson.
    if known.keys() & set(turns) and (left := [one for one in turns if known.get(one) != "right"]):
        say(f"Your turns that are not right yet: {', '.join(left)}.")


def done() -> dict[str, str]:
    """Return what is noted: by number of question "right" or "tried", by number of notebook "done"."""
    path = _file()
    return _read(path) if path else {}


def _read(path: Path) -> dict[str, str]:
    """Return what a file holds of good entries; a damaged file holds none."""
    try:
        return {number: state for number, state in _content(path)["done"].items() if _is_good(number, state)}
    except (OSError, ValueError):
        return {}


def _content(path: Path) -> dict[str, Any]:
    """Return all that a file holds, with a dictionary under "done".

    Raises:
        ValueError: it is damaged.
        OSError: it cannot be read.
    """
    content: dict[str, Any] = read_json(path, LONGEST)
    try:
        content["done"].items()
    except (LookupError, TypeError, AttributeError) as error:
        raise ValueError(f"not what is kept here: {error}") from None
    return content


def _is_good(number: str, state: Any) -> bool:
    if re.fullmatch(LESSON, number):
        return bool(state == "done")
    return (is_question(number) or is_turn(number)) and state in ("right", "tried")


def _note(path: Path, number: str, state: Any, where: str = "done") -> None:
    """Add an entry to a file, beside all that is in it: a newer version may have noted more."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with alone(path):
        try:
            content = _content(path) if path.exists() else {"done": {}}
        except ValueError:
            path.replace(old_name(path))
            content = {"done": {}}
        if not isinstance(content.setdefault(where, {}), dict):
            content[where] = {}
        if where != "done" or content["done"].get(number, "tried") == "tried":
            content[where][number] = state
        content["done"] = dict(sorted(content["done"].items(), key=_place))
        replace_file(path, json.dumps(content, indent=1))


def _place(entry: tuple[str, Any]) -> list[Any]:
    # What we do not know comes last.
    number, state = entry
    if not _is_good(number, state):
        return [1, number]
    first, _, second = number.partition(".")
    # Lessons first, as their letters are: 04, 04b, 4.1, 4.t1.
    letter = first.lstrip("0123456789") if not second else "~"
    digits = int(first.removesuffix(letter))
    return [0, digits, letter, second.startswith("t"), int(second.removeprefix("t") or 0)]


def lines() -> list[str]:
    """Return a line for each notebook and its exercise: whether it was run, how many questions are right."""
    known, own, place = done(), own_marks(), exercises_folder()
    # Copies have longer names: of ours, and those of Dropbox and OneDrive, "01-... (conflicted copy)".
    lessons = sorted((path.stem for path in lessons_of(place.parent)), key=len)
    stems = {lesson_number(stem): stem for stem in reversed(lessons)}
    found = []
    for number in sorted({*stems, *(path.stem for path in place.glob("questions/[0-9][0-9].json"))}):
        exercise, numbers = _questions(file_of(place, "questions", number))
        if not (stem := stems.get(number, exercise)):
            continue
        ran = known.get(number, "open")
        here = number in stems or ran == "done"
        title = f"{number} {stem.partition('-')[2].replace('-', ' ')}"
        parts = [f"{title:27}", f"notebook {ran}" if here else ""]
        parts.append(_turns(_turns_of(number, place), known))
        copies = list(place.glob(f"{number}-*.ipynb"))
        older = difference_of_file(copies[0], number, place) if len(copies) == 1 else Difference()
        numbers = [one for one in numbers if one not in older.absent]
        if numbers:
            right = [one for one in numbers if known.get(one) == "right"]
            tried = [one for one in numbers if known.get(one) == "tried"]
            bar = "#" * round(len(right) / len(numbers) * WIDTH)
            parts.append(f"exercise [{bar:.<{WIDTH}}] {len(right):2} of {len(numbers)} right")
            parts[-1] += f"; tried: {', '.join(tried)}" if tried else ""
            parts[-1] += "; your copy is of an older version" if older != Difference() else ""
        parts.append(_prompts(number, file_of(place, "questions", number), own))
        found.append("  ".join(part for part in parts if part))
    return [*found, NOT_KEPT] if found and not _can_be_kept() else found


def _can_be_kept() -> bool:
    """Tell whether progress can be written; also yes where none is kept, as nobody is at work."""
    path = _file()
    if path is None or (path.exists() and os.access(path, os.W_OK)):
        return True
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with alone(path):  # its lock is written where the file would be: rights alone do not tell
            return True
    except (OSError, RuntimeError):
        return False


def _turns_of(lesson: str, place: Path) -> list[str]:
    """Return the numbers of the turns of a lesson, which may share its file with another; none where none."""
    try:
        content = read_content(file_of(place, "questions", f"{lesson[:2]}-turns"))
        shared = content.get("lessons")
        if shared is None:
            return list(content["questions"]) if re.fullmatch(EXERCISE, lesson) else []
        return next((list(turns) for stem, turns in shared.items() if lesson_number(stem) == lesson), [])
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return []


def _turns(numbers: list[str], known: dict[str, str]) -> str:
    """Return how many turns of a lesson are right; nothing where none has been tried."""
    right = sum(known.get(number) == "right" for number in numbers)
    return f"turns {right} of {len(numbers)} right" if known.keys() & set(numbers) else ""


def _prompts(number: str, path: Path, own: dict[str, float | None]) -> str:
    """Return the prompts of an exercise that were written to, with the student's own marks."""
    mine = {name: mark for name, mark in sorted(own.items()) if exercise_of(name) == number}
    if not mine:
        return ""
    try:
        points = {prompt_number(one["name"]): one["points"] for one in read_content(path)["reflect"].values()}
        told = [
            f"{name} written" if mark is None else f"{name} {mark:g} of {points[prompt_number(name)]:g}"
            for name, mark in mine.items()
        ]
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return ""
    return f"Reflect, your own marks: {', '.join(told)}"


def _questions(path: Path) -> tuple[str, list[str]]:
    """Return the name of an exercise and the numbers of its questions; nothing where there is none."""
    try:
        content = read_content(path)
        return str(content["exercise"]), list(content["questions"])
    except (OSError, ValueError, LookupError, TypeError):
        return "", []


def progress() -> None:
    """Print which notebooks you have run to the end, and how many questions you have had right so far."""
    say("\n".join(lines()) or NOTHING)
