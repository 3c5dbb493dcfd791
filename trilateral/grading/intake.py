"""Find the students' files in what a teacher has: a folder, a folder of folders, a zip from Moodle or Canvas.

Nothing is unpacked, and no name from a zip ever becomes a path. Files are read one at a time, each only when
it is its turn, so that a class of thousands takes no more memory than a class of ten. What cannot be taken is
not dropped in silence: it comes back as a `Found` with a `reason`.
"""

from __future__ import annotations

import hashlib
import re
import stat
import sys
import unicodedata
import zipfile
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import IO, Any

from trilateral.grading import NotGradable
from trilateral.grading.lay import MOST_BYTES, read_submission

__all__ = ["Found", "Student", "clean", "gather", "latest"]

MOST_FILES = 50_000
MOST_IN_ALL = 20 * 10**9

# What operating systems, file managers and Jupyter leave beside the files that people mean to send.
DROPPINGS = {"__macosx", "thumbs.db", "desktop.ini", "__pycache__", "$recycle.bin"}
MOODLE = re.compile(r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_[a-z]+_?(?P<file>.*)", re.DOTALL)
CANVAS = re.compile(
    r"(?P<name>.+?)_(?P<late>LATE_)?(?P<id>\d{1,19})_(?P<upload>\d{3,19})_(?P<file>.+)", re.DOTALL | re.I
)


@dataclass(frozen=True, order=True, slots=True)
class Student:
    """Whose file it is, as far as names tell.

    Attributes:
        key: tells students apart: the learning platform's number where there is one, else the folded name.
        name: the name to show, in the script in which it came, in one line and without control characters.
        number: Moodle's participant or Canvas's user number; "" where there is none.
        platform: "moodle", "canvas" or "".
    """

    key: str
    name: str
    number: str = ""
    platform: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A file that was handed in.

    Attributes:
        student: whose it is.
        place: where it lies within what was given, for people to read.
        member: the file's path, or its entry in the zip's list.
        archive: the open zip; it is closed when nothing found in it is left.
        upload: the platform's number of the upload, which grows; 0 where there is none.
        time: when it was written, by the folder or zip; in the former in seconds since 1970.
        late: the platform marked it as late.
        exercise: two digits, by the ids of its cells; "" where they do not tell.
        variant: the code of the form that the file says it is; "" for the common form.
        digest: SHA-256 of its bytes; "" where it was not read.
        reason: why it cannot be taken, in one line; "" where it can.
        taken: it is the student's newest file for its exercise, or it cannot be told for which it is.
        notes: what the teacher should know.
    """

    student: Student
    place: str
    member: Any = field(compare=False)
    archive: zipfile.ZipFile | None = field(compare=False, repr=False)
    upload: int
    time: float
    late: bool
    exercise: str = ""
    variant: str = ""
    digest: str = ""
    reason: str = ""
    taken: bool = True
    notes: tuple[str, ...] = ()

    @property
    def order(self) -> tuple[int, float, tuple[tuple[int, str], ...], str]:
        """What a student's newest file has the highest of: upload number, time, name."""
        return self.upload, self.time, _natural(PurePosixPath(self.place).stem), self.place

    def _open(self) -> IO[bytes]:
        return Path(self.member).open("rb") if self.archive is None else self.archive.open(self.member)

    def read(self) -> bytes:
        """Return the file's bytes.

        Raises:
            NotGradable: it is too large, damaged, locked with a password or gone.
        """
        try:
            # The size in a zip's list can lie, so no more is unpacked than is wanted.
            with self._open() as file:
                content = file.read(MOST_BYTES + 1)
        except (
            OSError,
            zipfile.BadZipFile,
            RuntimeError,
            NotImplementedError,
            ValueError,
            EOFError,
        ) as error:
            raise NotGradable(f"cannot be read ({type(error).__name__})") from None
        except Exception as error:  # zlib, lzma and bz2 each have their own
            raise NotGradable(f"damaged ({type(error).__name__})") from None
        if len(content) > MOST_BYTES:
            raise NotGradable(_too_large())
        return content


def gather(given: Path, stems: Collection[str] = ()) -> list[Found]:
    """Return every file that was handed in, each read once to tell its exercise and digest.

    Args:
        given: a folder, a zip or one notebook.
        stems: the names of the exercises ("03-three-at-the-table"), which in a file's name are no student's.

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
        members = iter([_Member((given.name,), str(given), given.stat().st_size, given.stat().st_mtime)])
    else:
        raise NotGradable(f"{given}: no such folder, zip or notebook")
    listed = list(_bounded(members, given))
    listed = [member for member in listed if not _is_dropping(member.parts)]
    depth = _wrappers(listed, stems)
    found = (_identified(_found(member, archive, depth, stems)) for member in listed)
    return sorted(found, key=lambda one: (one.student, one.order))


def latest(found: Iterable[Found]) -> list[Found]:
    """Return the files by student and exercise; of each pair the newest, the last of them, is taken.

    That one has a note where there are others. A file that cannot be graded stands for no exercise.
    """
    listed: list[Found] = []
    in_order = sorted(found, key=lambda one: (one.student.key, one.exercise, one.order))
    for (_, exercise), group in groupby(in_order, key=lambda one: (one.student.key, one.exercise)):
        files = list(group)
        sound = [one for one in files if exercise and not one.reason]
        listed += [one for one in files if not exercise or one.reason]
        if not sound:
            continue
        *older, last = sound
        if others := [one.place for one in older if one.digest != last.digest]:
            note = f"several files for this exercise; taken: {last.place}; not taken: {', '.join(others)}"
            last = replace(last, notes=(*last.notes, note))
        listed += [*(replace(one, taken=False) for one in older), last]
    return listed


@dataclass(frozen=True, slots=True)
class _Member:
    """A file in a folder or zip: the parts of its name, where its bytes are, its size and time."""

    parts: tuple[str, ...]
    member: str | zipfile.ZipInfo
    size: int
    time: float
    reason: str = ""


def _too_large() -> str:
    return f"larger than {MOST_BYTES // 10**6} MB, and no exercise is"


def _bounded(members: Iterable[_Member], given: Path) -> Iterator[_Member]:
    total = 0
    for count, member in enumerate(members):
        total += min(member.size, MOST_BYTES)
        if count >= MOST_FILES or total > MOST_IN_ALL:
            raise NotGradable(f"{given}: holds more than {MOST_FILES} files or {MOST_IN_ALL // 10**9} GB")
        yield member


def _in_folder(folder: Path) -> Iterator[_Member]:
    """Yield the files below a folder. Links are not followed: they could lead anywhere."""
    waiting = [folder]
    while waiting:
        for path in sorted(waiting.pop().iterdir()):
            parts = path.relative_to(folder).parts
            try:
                status = path.lstat()
            except OSError as error:
                yield _Member(parts, str(path), 0, 0.0, f"cannot be read ({type(error).__name__})")
                continue
            if stat.S_ISDIR(status.st_mode):
                if not _is_dropping(parts) and len(parts) < 12:
                    waiting.append(path)
            else:
                reason = "" if stat.S_ISREG(status.st_mode) else "a link or device, not a file"
                yield _Member(parts, str(path), status.st_size, status.st_mtime, reason)


def _in_zip(archive: zipfile.ZipFile) -> Iterator[_Member]:
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
        yield _Member(parts, entry, entry.file_size, time, reason)


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


def _wrappers(members: list[_Member], stems: Collection[str]) -> int:
    """Return the number of outer folders that only wrap the class and name no student."""
    depth = 0
    while members and all(len(member.parts) > depth + 1 for member in members):
        if len({member.parts[depth] for member in members}) > 1 or MOODLE.fullmatch(members[0].parts[depth]):
            break
        # One folder around everything: the class, or the one student who handed something in?
        inside = [member.parts[depth + 1 :] for member in members]
        names = {parts[0] if len(parts) > 1 else _own_name(parts[0], stems) for parts in inside} - {""}
        if len(names) < 2 and not all(len(parts) > 1 for parts in inside):
            break
        depth += 1
    return depth


def _found(member: _Member, archive: zipfile.ZipFile | None, depth: int, stems: Collection[str]) -> Found:
    parts = tuple(clean(part, "_") for part in member.parts)
    own = parts[depth:]
    student, upload, late = _student(own, stems)
    reason = member.reason
    suffix = PurePosixPath(own[-1]).suffix.lower()
    if reason:
        pass
    elif suffix in (".zip", ".7z", ".rar", ".gz", ".tar", ".xz"):
        reason = "an archive inside what was handed in; unpack it, then grade again"
    elif suffix not in (".ipynb", ".json", ".txt", ""):
        reason = f"a {suffix} file, not a notebook"
    elif member.size > MOST_BYTES:
        reason = _too_large()
    place = "/".join(parts)
    return Found(student, place, member.member, archive, upload, member.time, late, reason=reason)


def _student(parts: tuple[str, ...], stems: Collection[str]) -> tuple[Student, int, bool]:
    """Return whose file it is, the platform's number of the upload (0: none), and whether it came late."""
    for part in parts:
        if found := MOODLE.fullmatch(part):
            name, number = found["name"], found["id"]
            return Student(f"moodle {number}", _shown(name), number, "moodle"), 0, False
    if len(parts) == 1:
        if found := CANVAS.fullmatch(parts[0]):
            name, number = found["name"], found["id"]
            student = Student(f"canvas {number}", _shown(name), number, "canvas")
            return student, int(found["upload"]), bool(found["late"])
        name = _own_name(parts[0], stems) or PurePosixPath(parts[0]).stem
    else:
        name = parts[0]
    name = _shown(name)
    return Student(name.casefold(), name), 0, False


def _own_name(file: str, stems: Collection[str]) -> str:
    """Return what a file's name says besides the exercise's name: the student, if anything."""
    name = re.sub(r"(\.(ipynb|json|txt))+$", "", file, flags=re.I)
    name = re.sub(r"\s*(\(\d+\)|- ?cop(y|ie)\d*)$", "", name, flags=re.I)
    for stem in sorted(stems, key=len, reverse=True):
        name = re.sub(re.escape(stem), "", name, flags=re.I)
    numbers = "|".join(sorted({stem[:2] for stem in stems}))
    # "kim_03" and "03 kim", but not "kim03", which may be a login.
    name = re.sub(rf"^({numbers})(?=[\s_.-]|$)|(?<=[\s_.-])({numbers})$", "", name) if numbers else name
    return name.strip(" _-.,")


def _shown(name: str) -> str:
    name = unicodedata.normalize("NFC", clean(name)).strip()
    return name[:120] or "nameless"


# Marks that turn the direction of writing, or hide: in a name they can only mislead.
_MARKS = re.compile("[\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]")


def clean(text: str, instead: str = " ") -> str:
    """Return a text in one line that every file and terminal can take: no control or turning characters."""
    text = _MARKS.sub("", text)
    return "".join(
        instead if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") else letter for letter in text
    )


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return a key by which "03 (10)" comes after "03 (9)"."""
    parts = re.split(r"([0-9]{1,18})", unicodedata.normalize("NFC", name).casefold())
    return tuple((int(part), "") if part[:1].isdigit() and part.isascii() else (-1, part) for part in parts)


_VARIANT_TOLD = re.compile(rb"This is form \*\*([A-Za-z0-9][A-Za-z0-9-]{0,39})\*\*\.")


def _identified(found: Found) -> Found:
    """Return a file with its exercise, form and digest, as its cells tell them, and never its name."""
    if found.reason:
        return found
    digest = ""
    try:
        content = found.read()
        digest = hashlib.sha256(content).hexdigest()
        laid = read_submission(content)
    except NotGradable as error:
        return replace(found, digest=digest, reason=str(error))
    # An editor that drops metadata it does not know leaves what the first cell tells.
    told = _VARIANT_TOLD.search(content)
    variant = laid.variant or (told[1].decode() if told else "")
    return replace(found, exercise=sys.intern(laid.exercise), variant=variant, digest=digest)
