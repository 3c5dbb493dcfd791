"""Gather a whole hub's work: each user's exercises, out of the homes, into a folder for each user to grade.

Whoever runs this may read every home, and the users may be at work in theirs meanwhile. So nothing of theirs
is trusted: each folder and file is opened from the one above it, and never through a link; a link that is put
in a folder's place a moment before it is opened is refused by the system itself. Nothing is run, and nothing
in a home is written.
"""

from __future__ import annotations

import errno
import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from trilateral.errors import UserError
from trilateral.grading.submissions.collect import OF_USERS
from trilateral.grading.submissions.reader import MOST_BYTES, too_large
from trilateral.text import clean, count, listed, near

__all__ = ["Gathered", "gather", "said"]

MOST_FILES = 200  # notebooks of one user
MOST_IN_ALL = 2 * MOST_BYTES  # of one user
MOST_LEVELS = 4  # folders within each other
# Beside the student's notebooks: what belongs to the course, and what `trilateral reset` has kept.
NOT_THEIRS = {"keys", "old", "questions", "solutions", "worked"}
_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)
# A pipe in a file's place must not make us wait for a writer.
_FILE = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


@dataclass
class Gathered:
    """What was found in a user's home.

    Attributes:
        user: the user's name.
        files: how many notebooks were taken.
        size: their bytes.
        missing: why there is no work; "" where there is some.
        left: what was not taken, each with the reason.
    """

    user: str
    files: int = 0
    size: int = 0
    missing: str = ""
    left: list[str] = field(default_factory=list)


def gather(homes: Path, out: Path, course: str = "trilateral", prefix: str = "") -> list[Gathered]:
    """Copy each user's notebooks from HOME/course/exercises to out/USER.

    Args:
        homes: the folder with a home for each user.
        out: a folder that is not there yet, or is empty; nobody but its owner can look into it.
        course: the name of the course's folder in a home.
        prefix: what the names of homes begin with; others are passed over, and it is no part of a user's.

    Raises:
        UserError: there is nothing to gather from, or no place to put it.
    """
    if os.open not in os.supports_dir_fd:
        raise UserError("gather runs where the homes are: on the server, with Linux or macOS.")
    parts = Path(course).parts
    if not parts or ".." in parts or Path(course).is_absolute():
        raise UserError(f"--course {course}: give the name of a folder within a home, for example trilateral")
    if out.exists() and not (out.is_dir() and not any(out.iterdir())):
        raise UserError(f"{out} is there already, and nothing is written over. Give a new folder.")
    try:
        top = os.open(homes, os.O_RDONLY | os.O_DIRECTORY)
    except OSError as error:
        hint = ""
        if isinstance(error, FileNotFoundError) and homes.parent.is_dir():
            hint = near(homes.name, [one.name for one in homes.parent.iterdir()])
        raise UserError(f"{homes}: cannot be read ({error.strerror}){hint}") from None
    out = out.resolve()  # with a name, also where it was given as "."
    half = out.with_name(f".{out.name}.half")
    try:
        half.mkdir(mode=0o700, parents=True)
        users = list(_users(top, prefix, {out.name, half.name} if out.parent.samefile(homes) else set()))
        found = [
            _of_user(top, home, home.removeprefix(prefix), (*parts, "exercises"), half) for home in users
        ]
        (half / OF_USERS).write_text(
            "Each folder here is one user's (trilateral gather).\n", encoding="utf-8"
        )
        half.replace(out)
    except FileExistsError:
        raise UserError(f"{half} is left of a run that was ended, or is at work. Delete it.") from None
    except OSError as error:
        shutil.rmtree(half, ignore_errors=True)
        raise UserError(f"{out} cannot be written ({error.strerror})") from None
    except BaseException:
        shutil.rmtree(half, ignore_errors=True)
        raise
    finally:
        os.close(top)
    return found


def _users(top: int, prefix: str, ours: set[str]) -> Iterator[str]:
    for name in sorted(os.listdir(top)):
        status = os.stat(name, dir_fd=top, follow_symlinks=False)
        is_home = stat.S_ISDIR(status.st_mode) or stat.S_ISLNK(status.st_mode)
        # "jupyter-.." is a folder's name like any other, and what is left of it leads out of ours.
        if (
            is_home
            and name.startswith(prefix)
            and name not in ours
            and name.removeprefix(prefix)[:1] not in ("", ".")
        ):
            yield name


@contextmanager
def _opened(name: str, flags: int, folder: int) -> Iterator[int]:
    file = os.open(name, flags, dir_fd=folder)
    try:
        yield file
    finally:
        os.close(file)


def _of_user(top: int, home: str, user: str, way: tuple[str, ...], out: Path) -> Gathered:
    """Copy the work of one user."""
    found = Gathered(clean(user))
    goes_to = out / user

    def walk(folder: int, inside: tuple[str, ...]) -> None:
        for name in sorted(os.listdir(folder)):
            where = (*inside, name)
            shown = clean("/".join(where))
            if name.startswith("."):
                continue
            with _told(found.left, shown):
                kind = os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode
                if stat.S_ISDIR(kind) and not (name in NOT_THEIRS and not inside):
                    if len(where) >= MOST_LEVELS:
                        found.left.append(f"{shown} (too many folders within each other)")
                        continue
                    with _opened(name, _FOLDER, folder) as inner:
                        walk(inner, where)
                elif name.lower().endswith(".ipynb") and not stat.S_ISDIR(kind):
                    with _opened(name, _FILE, folder) as file:
                        if reason := _copy(file, goes_to.joinpath(*where), found):
                            found.left.append(f"{shown} ({reason})")

    def enter(folder: int, ahead: tuple[str, ...]) -> None:
        if not ahead:
            walk(folder, ())
            return
        with _opened(ahead[0], _FOLDER, folder) as inner:
            enter(inner, ahead[1:])

    problems: list[str] = []
    with _told(problems, "/".join(way)):
        enter(top, (home, *way))
    if problems:
        found.missing = problems[0]
    elif not found.files:
        found.missing = f"no notebook in {'/'.join(way)}"
    return found


@contextmanager
def _told(left: list[str], shown: str) -> Iterator[None]:
    """Note what cannot be opened, and go on: one home never stops the rest. A full disk of ours does."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EROFS):
            raise
        # O_NOFOLLOW says ELOOP of a link to a file, and with O_DIRECTORY ENOTDIR of one to a folder.
        link = error.errno in (errno.ELOOP, errno.ENOTDIR, errno.ENXIO)
        left.append(f"{shown} ({'a link or no folder, not followed' if link else error.strerror})")


def _copy(file: int, to: Path, found: Gathered) -> str:
    """Copy an open file with its time, and count it; return why it is not taken, or ""."""
    status = os.fstat(file)
    if not stat.S_ISREG(status.st_mode):
        return "a device or pipe, not a file"
    if status.st_size > MOST_BYTES:
        return too_large(MOST_BYTES)
    if found.files >= MOST_FILES or found.size + status.st_size > MOST_IN_ALL:
        return f"more than {MOST_FILES} notebooks or {MOST_IN_ALL // 10**6} MB"
    to.parent.mkdir(parents=True, exist_ok=True)
    with to.open("xb") as copy:
        while part := os.read(file, 1 << 20):
            copy.write(part)
            if copy.tell() > MOST_BYTES:  # it grows while we read
                break
        found.size += copy.tell()
    found.files += 1
    os.utime(to, ns=(status.st_mtime_ns, status.st_mtime_ns))
    return ""


def said(found: list[Gathered], out: Path, put: Callable[[str], object] = print) -> None:
    """Say what was gathered: how much, whose work is missing and why, what was left."""
    having = [one for one in found if one.files]
    put(
        f"{count(len(found), 'home')}, {len(having)} with work: "
        f"{count(sum(one.files for one in having), 'notebook')} in {out}"
    )
    for one in found:
        if one.missing:
            put(f"{one.user}: nothing gathered: {one.missing}")
        if one.left:
            put(f"{one.user}: not taken: {listed(one.left, 5)}")
    if having:
        put(f"Next: trilateral grade {out} --out results")
