"""List what is in a folder or a zip, unpacking nothing: names, sizes, times, and what may not be read."""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from trilateral.grading.model import NotGradable
from trilateral.grading.submissions.parse import MOST_BYTES

__all__ = ["Member", "list_members"]

MOST_FILES = 50_000
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


def list_members(given: Path) -> tuple[list[Member], zipfile.ZipFile | None]:
    """Return the files in a folder, a zip or one notebook, and the open zip.

    What systems and programs leave beside the files that people mean to send is passed over.

    Raises:
        NotGradable: there is nothing of that name, it is no zip, or it holds too much.
    """
    archive = None
    if given.is_dir():
        members = _in_folder(given)
    elif given.suffix.lower() == ".zip":
        try:
            archive = zipfile.ZipFile(given)
        except (OSError, zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise NotGradable(f"{given}: not a readable zip ({type(error).__name__})") from None
        members = _in_zip(archive)
    elif given.is_file():
        members = iter([Member((given.name,), str(given), given.stat().st_size, given.stat().st_mtime)])
    else:
        raise NotGradable(f"{given}: no such folder, zip or notebook")
    listed = list(_bounded(members, given))
    return [member for member in listed if not _is_dropping(member.parts)], archive


def _bounded(members: Iterable[Member], given: Path) -> Iterator[Member]:
    total = 0
    for count, member in enumerate(members):
        total += min(member.size, MOST_BYTES)
        if count >= MOST_FILES or total > MOST_IN_ALL:
            raise NotGradable(f"{given}: holds more than {MOST_FILES} files or {MOST_IN_ALL // 10**9} GB")
        yield member


def _in_folder(folder: Path) -> Iterator[Member]:
    """Yield the files below a folder. Links are not followed: they could lead anywhere."""
    waiting = [folder]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
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


def _in_zip(archive: zipfile.ZipFile) -> Iterator[Member]:
    for entry in archive.infolist():
        if entry.is_dir():
            continue
        name = _decoded(entry)
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


def _decoded(entry: zipfile.ZipInfo) -> str:
    """Return an entry's name. Macs write UTF-8 without saying so, and Python takes it for code page 437."""
    name = entry.orig_filename
    if not entry.flag_bits & 0x800:
        try:
            return name.encode("cp437").decode("utf-8")
        except UnicodeError:
            pass
    return name


def _is_dropping(parts: tuple[str, ...]) -> bool:
    return any(part.startswith((".", "~$")) or part.lower() in DROPPINGS for part in parts)
