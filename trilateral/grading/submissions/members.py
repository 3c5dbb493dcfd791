"""List what is in a folder or a zip, unpacking nothing: names, sizes, times, and what may not be read."""

from __future__ import annotations

import itertools
import re
import stat
import zipfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from trilateral.grading.model import NotGradable
from trilateral.grading.submissions.reader import MOST_BYTES
from trilateral.grading.submissions.zip_names import read_names
from trilateral.text import count, near

__all__ = ["Member", "list_members"]

MOST_FILES = 50_000
MOST_LISTED = 500_000
MOST_OF_ONE = 30  # notebooks of a student who sent far too many files
MOST_IN_ALL = 20 * 10**9

# What operating systems, file managers and Jupyter leave beside the files that people mean to send.
DROPPINGS = {"__macosx", "thumbs.db", "desktop.ini", "__pycache__", "$recycle.bin"}


@dataclass(frozen=True, slots=True)
class Member:
    """A file in a folder or zip: the parts of its name, where its bytes are, its size and time."""

    parts: tuple[str, ...]
    member: str | zipfile.ZipInfo
    size: int
    time: float
    reason: str = ""


def list_members(given: Path) -> tuple[list[Member], zipfile.ZipFile | None, list[str]]:
    """Return the files in a folder, a zip or one notebook, the open zip, and what is uncertain.

    What systems and programs leave beside the files that people mean to send is passed over.

    Raises:
        NotGradable: there is nothing of that name, it is no zip, or it holds too much.
    """
    archive, warnings = None, list[str]()
    members: Iterable[Member]
    if given.is_dir():
        members = _members_of_folder(given)
    elif given.suffix.lower() == ".zip" and given.exists():
        try:
            archive = zipfile.ZipFile(given)
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise NotGradable(f"{given}: not a readable zip ({type(error).__name__})") from None
        members = _in_zip(archive, warnings)
    elif given.is_file():
        members = [Member((given.name,), str(given), given.stat().st_size, given.stat().st_mtime)]
    else:
        kind = "zip" if given.suffix.lower() == ".zip" else "folder, zip or notebook"
        raise NotGradable(f"{given}: no such {kind}{_near(given)}")
    listed = list(itertools.islice(members, MOST_LISTED))
    listed = [member for member in listed if not _is_dropping(member.parts)]
    return _bounded(listed, given, warnings), archive, warnings


def _near(given: Path) -> str:
    """Return the name in the same folder that is most like one that is not there, as a question."""
    try:
        return near(given.name, [one.name for one in given.parent.iterdir()])
    except OSError:
        return f": there is no folder {given.parent}"


def _bounded(listed: list[Member], given: Path, warnings: list[str]) -> list[Member]:
    """Return the files, where they are too many without those of single students who sent far too much."""

    def too_much(members: list[Member]) -> bool:
        return len(members) > MOST_FILES or sum(map(_size, members)) > MOST_IN_ALL

    while too_much(listed):
        inside: dict[tuple[str, ...], list[Member]] = defaultdict(list)
        for member in listed:
            for depth in range(1, len(member.parts)):
                inside[member.parts[:depth]].append(member)
        crowded = {
            folder: members
            for folder, members in inside.items()
            if 10 * len(members) > MOST_FILES or 10 * sum(map(_size, members)) > MOST_IN_ALL
        }
        # The innermost: what a student unpacked there, and not the class around it.
        outer = {folder[:depth] for folder in crowded for depth in range(1, len(folder))}
        folder = max(crowded.keys() - outer, key=lambda one: (len(crowded[one]), one), default=())
        members = crowded.get(folder, [])
        few = _few(members)
        if len(few) == len(members):
            raise NotGradable(f"{given}: holds more than {MOST_FILES} files or {MOST_IN_ALL // 10**9} GB")
        warnings.append(
            f"{'/'.join(folder)}: holds {count(len(members), 'file')}, which is too much: of these the "
            f"outermost notebooks were looked at, {MOST_OF_ONE} at most"
        )
        listed = [member for member in listed if member.parts[: len(folder)] != folder] + few
    return listed


def _size(member: Member) -> int:
    return min(member.size, MOST_BYTES)


def _few(members: list[Member]) -> list[Member]:
    """Return a few notebooks, the outermost, of far too many files; one file to show where there are none."""
    notebooks = [member for member in members if member.parts[-1].lower().endswith(".ipynb")]
    return sorted(notebooks, key=lambda member: len(member.parts))[:MOST_OF_ONE] or members[:1]


def _members_of_folder(folder: Path) -> Iterator[Member]:
    """Yield the files below a folder. Links are not followed: they could lead anywhere."""
    waiting = [folder]
    while waiting:
        inner = waiting.pop()
        try:
            paths = sorted(inner.iterdir())
        except OSError as error:
            if inner == folder:
                raise NotGradable(f"{folder}: cannot be read ({error.strerror})") from None
            reason = f"this folder cannot be read ({error.strerror}); what is in it was not graded"
            yield Member(
                (*inner.relative_to(folder).parts, "(unreadable folder)"), str(inner), 0, 0.0, reason
            )
            continue
        for path in paths:
            parts = path.relative_to(folder).parts
            try:
                status = path.lstat()
            except OSError as error:
                yield Member(parts, str(path), 0, 0.0, f"cannot be read ({type(error).__name__})")
                continue
            if stat.S_ISDIR(status.st_mode):
                if not _is_dropping(parts) and len(parts) < 12:
                    waiting.append(path)
            else:
                reason = "" if stat.S_ISREG(status.st_mode) else "a link or device, not a file"
                yield Member(parts, str(path), status.st_size, status.st_mtime, reason)


def _in_zip(archive: zipfile.ZipFile, warnings: list[str]) -> Iterator[Member]:
    names, guessed = read_names(archive)
    warnings += guessed
    for entry, name in zip(archive.infolist(), names, strict=True):
        # A folder; some programs of Windows end its name with a backslash.
        if name.endswith("/") or (name.endswith("\\") and not entry.file_size):
            continue
        parts = PurePosixPath(name.replace("\\", "/")).parts
        reason = ""
        if not parts or name[:1] in "/\\" or ".." in parts or re.match(r"[A-Za-z]:", name) or "\0" in name:
            reason = "its name leads out of the zip"
            parts = tuple(part for part in parts if part not in ("/", "..")) or ("nameless",)
        elif stat.S_ISLNK(entry.external_attr >> 16):
            reason = "a link, not a file"
        elif entry.flag_bits & 1:
            reason = "locked with a password"
        # As a number that sorts: a zip's times know no zone.
        year, month, day, hour, minute, second = entry.date_time
        time = float(((((year * 12 + month) * 31 + day) * 24 + hour) * 60 + minute) * 60 + second)
        yield Member(parts, entry, entry.file_size, time, reason)


def _is_dropping(parts: tuple[str, ...]) -> bool:
    return any(part.startswith((".", "~$")) or part.lower() in DROPPINGS for part in parts)
