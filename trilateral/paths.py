"""Where everything is: the one answer for a checkout, for an installed copy, and for a notebook anywhere.

A course is a folder with `notebooks/`, `exercises/` and `data/` in it. The package belongs to one: the
checkout in which it lies, or, in an installed copy, the folder `course` that the wheel carries within the
package (the record, the questions and the keys; no notebooks and no solutions). The record is always that
course's. Exercises may also be a reader's own copy, or a folder that a teacher handed out: then the folder
they work in goes first. What a reader has done is kept beside those exercises, or in the reader's own folder
for such data where that place belongs to the package or cannot be written. Results go where `--out` says.
"""

from __future__ import annotations

import json
import os
import re
import secrets
import sysconfig
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from itertools import chain, count
from pathlib import Path
from typing import Any, TextIO

from trilateral.errors import UserError

__all__ = [
    "LESSON",
    "alone",
    "checkout_folder",
    "course_folder",
    "course_of_tools",
    "exercises_folder",
    "lesson_number",
    "lessons_folder",
    "lessons_of",
    "old_name",
    "progress_file",
    "read_json",
    "record_folder",
    "replace_file",
    "solutions_folder",
    "widgets_folder",
    "write_atomically",
]

PACKAGE = Path(__file__).parent
CARRIED = PACKAGE / "course"
# How many folders above the one we work in are looked at: a notebook may lie in exercises/week-3/mine/.
LEVELS = 3

# A lesson is known by what stands before the first hyphen of its file's name. Where an exercise has several,
# those after the first have a letter, too: 04, 04b.
LESSON = r"[0-9]{2}[a-z]?"


def checkout_folder() -> Path | None:
    """Return the checkout in which the package lies, or None if the package is an installed copy."""
    return None if CARRIED.is_dir() else PACKAGE.parent


def record_folder() -> Path:
    """Return the folder of the record: the tables and `datapackage.json`."""
    return course_of_tools() / "data"


def course_of_tools() -> Path:
    """Return the folder of the course that the package itself belongs to, or carries within it."""
    return checkout_folder() or CARRIED


def exercises_folder(near: Path | None = None) -> Path:
    """Return the folder with the exercises' `questions/` and `keys/`.

    Args:
        near: where to look first: in this folder, in those above it, and in an `exercises/` in one of them.
            Next comes the folder that we work in, in the same way, and last the package's own exercises.
    """
    for place in (*_upwards(near), *_upwards()):
        for folder in (place, place / "exercises"):
            if _holds_exercises(folder):
                return folder
    return course_of_tools() / "exercises"


def solutions_folder() -> Path:
    """Return the checkout's folder `exercises`, with `solutions/` in it.

    Solutions are run with all that their owner may do. So they are never looked for in the folder that we
    happen to work in, which may have come from a student.

    Raises:
        UserError: the package is an installed copy, which has no solutions.
    """
    if checkout := checkout_folder():
        return checkout / "exercises"
    raise UserError(
        "an installed copy has no solutions. Name the folder that holds solutions/: --folder FOLDER"
    )


def course_folder() -> Path:
    """Return the course whose notebooks a command means: the checkout, else the course that we work in.

    Raises:
        UserError: there is neither.
    """
    for place in (checkout for checkout in (checkout_folder(), *_upwards()) if checkout):
        if lessons_of(place):
            return place
    raise UserError(
        "there are no notebooks of the course here. Name the files, or work in the course's folder."
    )


def lesson_number(name: str) -> str:
    """Return the number of a lesson: "04b" of "04b-who-answers-whom.ipynb"; "" of what is none."""
    number, hyphen, _ = name.partition("-")
    return number if hyphen and re.fullmatch(LESSON, number) else ""


def lessons_of(course: Path) -> list[Path]:
    """Return the lessons in a course's folder, in their order; copies that lie beside them, too."""
    return sorted(path for path in course.glob("notebooks/*.ipynb") if lesson_number(path.name))


def lessons_folder() -> Path:
    """Return the folder of the lessons as they were shipped; it need not exist.

    A checkout keeps them beside its progress (`exercises/originals.py`), an installed copy with the package.
    """
    if (checkout := checkout_folder()) and (kept := checkout / ".trilateral" / "lessons").is_dir():
        return kept
    return Path(sysconfig.get_path("data")) / "share" / "trilateral" / "lessons"


def progress_file(near: Path | None = None) -> Path:
    """Return the file in which is kept what a reader has done; it need not exist.

    Args:
        near: as in `exercises_folder`.
    """
    folder = exercises_folder(near).parent / ".trilateral"
    if CARRIED in folder.parents or not _writable(folder):
        from platformdirs import user_data_path

        folder = user_data_path("trilateral", appauthor=False)
    return folder / "progress.json"


def widgets_folder() -> Path:
    """Return the folder in which is kept what a reader chose in widgets; it need not exist."""
    return progress_file().parent / "widgets"


@contextmanager
def write_atomically(path: Path, durable: bool = True) -> Iterator[TextIO]:
    """Open a file to write, in UTF-8 and with the line ends given: it is there whole, or it stays as it was.

    Its folder is made where there is none.

    Args:
        path: where.
        durable: wait until it is on the disk, so that a power cut cannot empty it. What can be made again
            need not: a thousand pages would wait for twenty seconds.

    Raises:
        OSError: it cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # A name of its own: two programs may write the same file at the same time.
    half = path.with_name(f".{secrets.token_hex(8)}.half")
    try:
        with half.open("x", encoding="utf-8", errors="backslashreplace", newline="") as file:
            yield file
            if durable:
                file.flush()
                os.fsync(file.fileno())
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def replace_file(path: Path, text: str, durable: bool = True) -> None:
    """Put a text in the place of a file, as `write_atomically` does."""
    with write_atomically(path, durable) as file:
        file.write(text)


@contextmanager
def alone(path: Path, patience: float = 2.0) -> Iterator[None]:
    """Wait until no other notebook is at work on a file of what is kept.

    Args:
        path: the file; a lock beside it says that somebody is.
        patience: seconds: whoever holds a lock longer has been killed.

    Raises:
        OSError: nothing can be written beside the file.
    """
    lock, end = path.with_suffix(".lock"), time.monotonic() + patience
    while time.monotonic() < end:
        try:
            lock.open("x").close()
            break
        except (FileExistsError, PermissionError) as error:
            # Windows refuses while another deletes it; elsewhere a refusal lasts.
            if isinstance(error, PermissionError) and os.name != "nt":
                raise
            time.sleep(0.01)
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)


def read_json(path: Path, most: int) -> Any:
    """Return what a file of JSON holds that anybody may have written.

    Args:
        path: the file.
        most: how many bytes it may have.

    Raises:
        OSError: it cannot be read.
        ValueError: it is too large, is no JSON, or is nested too deeply.
    """
    if path.stat().st_size > most:
        raise ValueError("too large")
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except RecursionError:
        raise ValueError("nested too deeply") from None


def old_name(path: Path) -> Path:
    """Return a name beside a file for what it holds now: with today's date, and not taken yet."""
    stem = f"{path.stem}-old-{datetime.now():%Y-%m-%d}"
    names = (f"{stem}{mark}{path.suffix}" for mark in chain([""], (f"-{n}" for n in count(2))))
    return next(name for name in map(path.with_name, names) if not name.exists())


def _upwards(start: Path | None = None) -> list[Path]:
    """Return a folder, by default the one we work in, and some of those above it."""
    try:
        here = Path.cwd() if start is None else start.resolve()
    except OSError:  # it has been deleted under our feet
        return []
    return [here, *here.parents[:LEVELS]]


def _holds_exercises(folder: Path) -> bool:
    """Tell whether a folder is one of exercises; one that is only named `questions` makes none."""
    try:
        if not (folder / "questions").is_dir():
            return False
        found = [path for what in ("questions", "keys") for path in folder.glob(f"{what}/[0-9][0-9].json")]
        return any(map(_is_of_an_exercise, found))
    except OSError:
        return False


def _is_of_an_exercise(path: Path) -> bool:
    with path.open("rb") as file:
        return b'"exercise"' in file.read(100)


def _writable(folder: Path) -> bool:
    return os.access(folder if folder.exists() else folder.parent, os.W_OK)
