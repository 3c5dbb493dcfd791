"""Find the students' files in what a teacher has: a folder, a folder of folders, a zip from Moodle or Canvas.

Nothing is unpacked, and no name from a zip ever becomes a path. Files are read one at a time, each only when
it is its turn, so that a class of thousands takes no more memory than a class of ten. What cannot be taken is
not dropped in silence: it comes back as a `SubmittedFile` with a `reason`.
"""

from __future__ import annotations

import hashlib
import re
import sys
import unicodedata
import zipfile
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from pathlib import Path, PurePosixPath
from typing import IO, Any

from trilateral.exercises.ids import form_name
from trilateral.grading.model import NotGradable
from trilateral.grading.submissions.contents import NO_EXERCISE
from trilateral.grading.submissions.members import Member, list_members
from trilateral.grading.submissions.names import (
    ENDINGS,
    Owner,
    Student,
    own_name,
    owners,
    suffix,
)
from trilateral.grading.submissions.parse import parse_all
from trilateral.grading.submissions.platforms import inside_platform, is_beside, wrappers
from trilateral.grading.submissions.reader import MOST_BYTES, read_notebook, too_large
from trilateral.grading.submissions.requests import with_request
from trilateral.text import clean

__all__ = ["Student", "SubmittedFile", "collect_files", "content_of", "keep_latest"]

# In a folder that `trilateral gather` has made. There each folder is a student, whatever its name looks like.
OF_USERS = ".gathered"


@dataclass(frozen=True, slots=True)
class SubmittedFile:
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
        version: the version that the file says its form is of; "" where it does not say.
        digest: SHA-256 of its bytes; "" where it was not read.
        graded: SHA-256 of what `read` returns of it.
        reason: why it cannot be taken, in one line; "" where it can.
        counts: whether it is graded: it is the student's newest file for its exercise, or nobody can tell
            for which exercise it is.
        notes: what the teacher should know.
        several: the file holds several exercises; this is it as a file of one of them.
        extent: how many questions of its exercise have a cell in it.
        warnings: what is uncertain about whose files these are, of the whole batch; the first file has them.
        earlier: of a file of an earlier run, the key of its result in the journal; "" for one of this run.
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
    version: str = ""
    digest: str = ""
    graded: str = ""
    reason: str = ""
    counts: bool = True
    notes: tuple[str, ...] = ()
    several: bool = False
    extent: int = 0
    warnings: tuple[str, ...] = ()
    earlier: str = ""

    @property
    def order(self) -> tuple[int, float, tuple[tuple[int, str], ...], str]:
        """What a student's newest file has the highest of: upload number, time, name."""
        return self.upload, self.time, _natural(PurePosixPath(self.place).stem), self.place

    def _open(self) -> IO[bytes]:
        return Path(self.member).open("rb") if self.archive is None else self.archive.open(self.member)

    def read(self) -> bytes:
        """Return the notebook in UTF-8, without outputs and what else is not graded.

        Raises:
            NotGradable: it is too large, damaged, locked with a password, or gone.
        """
        return content_of(self)


def content_of(found: SubmittedFile) -> bytes:
    """Return a notebook without its outputs, as `SubmittedFile.read` does."""
    return _content_and_digest(found)[0]


def _content_and_digest(found: SubmittedFile) -> tuple[bytes, str]:
    """Return a notebook as `SubmittedFile.read` does, and the SHA-256 of the whole file."""
    try:
        # The size in a zip's list can lie, so no more is unpacked than is wanted.
        with found._open() as file:
            return read_notebook(file, MOST_BYTES)
    except NotGradable:
        raise
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


def collect_files(given: Path, stems: Collection[str] = ()) -> list[SubmittedFile]:
    """Return every file that was handed in, each read once to tell its exercise and digest.

    Args:
        given: a folder, a zip or one notebook.
        stems: the names of the exercises ("03-three-at-the-table"), which in a file's name are no student's;
            nor are those of the forms.

    Raises:
        NotGradable: there is nothing of that name, it is no zip, or it holds too much.
    """
    stems = {*stems, *map(form_name, stems)}
    listed, archive, warnings = list_members(given)
    if (given / OF_USERS).is_file():
        return _of_users(listed, warnings)
    inside, told = inside_platform(listed, stems)
    warnings += told
    depth = wrappers([one.parts for one in inside], stems)
    beside = [one for one in inside if is_beside(one.parts, depth)]
    inside = [one for one in inside if not is_beside(one.parts, depth)]
    names = [tuple(clean(part, "_") for part in one.parts) for one in inside]
    owned, uncertain = owners([parts[min(depth, len(parts) - 1) :] for parts in names], stems)
    warnings += uncertain
    warnings += [
        f"{'/'.join(one.member.parts)}: lies beside the class; taken for nobody's work" for one in beside
    ]
    found = _split(
        [
            file
            for one, owner in zip(inside, owned, strict=True)
            for file in _identified(_submitted(one.member, archive, owner, one.version))
        ],
        stems,
        warnings,
    )
    return _in_order(found, warnings)


def _of_users(listed: Iterable[Member], warnings: list[str]) -> list[SubmittedFile]:
    """Return the files of a gathered hub, each of the user whose folder it is in."""
    files = []
    for member in listed:
        name = unicodedata.normalize("NFC", clean(member.parts[0])).strip()
        if len(member.parts) > 1:
            files += _identified(_submitted(member, None, Owner(Student(name.casefold(), name)), 0))
    return _in_order(files, warnings)


def _in_order(found: list[SubmittedFile], warnings: list[str]) -> list[SubmittedFile]:
    found.sort(key=lambda one: (one.student, one.order))
    return [replace(found[0], warnings=tuple(warnings)), *found[1:]] if found else []


def keep_latest(found: Iterable[SubmittedFile]) -> list[SubmittedFile]:
    """Return the files by student and exercise; of each pair the newest, the last of them, is taken.

    That one has a note where there are others. One that holds few of the questions is not taken for newer
    work. A file that cannot be graded stands for no exercise.
    """
    listed: list[SubmittedFile] = []
    in_order = sorted(found, key=lambda one: (one.student.key, one.exercise, one.order))
    for (_, exercise), group in groupby(in_order, key=lambda one: (one.student.key, one.exercise)):
        files = list(group)
        sound = [one for one in files if exercise and not one.reason]
        listed += [one for one in files if not exercise or one.reason]
        if not sound:
            continue
        *older, last = sound
        # A scratch file, or a lesson with one check in it, is newer than the exercise and takes no place.
        most = max(one.extent for one in sound)
        if 3 * last.extent < most:
            full = [one for one in sound if 3 * one.extent >= most]
            line = (
                f"{last.place}: newer, but holds {last.extent} of {most} questions; taken: {full[-1].place}"
            )
            last = replace(full[-1], warnings=(*full[-1].warnings, f"{last.student.name}: {line}"))
            older = [one for one in sound if one.place != last.place]
        if others := [one.place for one in older if one.digest != last.digest]:
            note = f"several files for this exercise; taken: {last.place}; not taken: {', '.join(others)}"
            last = replace(last, notes=(*last.notes, note))
        listed += [*(replace(one, counts=False) for one in older), last]
    return _with_damaged(listed)


def _with_damaged(listed: Sequence[SubmittedFile]) -> list[SubmittedFile]:
    """Return the files; one that is taken has a note where another of its student could not be read.

    Nobody can tell for which exercise that one was, so the first one taken has the note. A whole notebook
    without any answers, a lesson or one's own notes, was not meant as one.
    """
    damaged: dict[str, list[str]] = defaultdict(list)
    for one in listed:
        broken = one.reason and not one.exercise and not one.reason.startswith(NO_EXERCISE)
        if broken and suffix(one.place) == ".ipynb":
            damaged[one.student.key].append(f"{one.place} ({one.reason})")
    noted = []
    for one in listed:
        others = damaged.pop(one.student.key, []) if one.counts and one.exercise and not one.reason else []
        if others:
            note = f"several files of this student; taken: {one.place}; not taken: {', '.join(others)}"
            one = replace(one, notes=(*one.notes, note))
        noted.append(one)
    return noted


def _submitted(member: Member, archive: zipfile.ZipFile | None, owner: Owner, version: int) -> SubmittedFile:
    parts = tuple(clean(part, "_") for part in member.parts)
    reason = with_request(member.reason)
    kind = suffix(parts[-1])
    if reason:
        pass
    elif ENDINGS.get(kind) == "an archive":
        reason = "an archive inside what was handed in; unpack it, then grade again"
    elif kind not in (".ipynb", ".json", ".txt", "") and not _is_renamed(member, archive):
        what = f" ({ENDINGS[kind]})" if kind in ENDINGS else ""
        reason = f"a {kind} file, not a notebook{what}; ask for the .ipynb file"
    elif member.size > MOST_BYTES:
        reason = too_large(MOST_BYTES)
    place, time = "/".join(parts), member.time
    upload = owner.upload or version
    if PurePosixPath(parts[-1]).stem.endswith("-checkpoint"):
        upload = -1  # of Jupyter's: older than the file, whatever its time
    return SubmittedFile(
        owner.student, place, member.member, archive, upload, time, owner.late, reason=reason
    )


def _is_renamed(member: Member, archive: zipfile.ZipFile | None) -> bool:
    """Say whether a file begins as a notebook does, whatever its name says: somebody typed another ending."""
    try:
        with Path(str(member.member)).open("rb") if archive is None else archive.open(member.member) as file:
            start = file.read(400).removeprefix(b"\xef\xbb\xbf").lstrip()
    except Exception:  # what cannot be read is no notebook; zips have many errors of their own
        return False
    return start.startswith(b"{") and any(
        word in start for word in (b'"cells"', b'"metadata"', b'"nbformat"')
    )


def _split(found: list[SubmittedFile], stems: Collection[str], warnings: list[str]) -> list[SubmittedFile]:
    """Return the files, with those of a folder that is no student's given to those whom their names tell.

    Three files of one exercise, called by three names, are three students in a folder of their section. Two
    may be one student's tries: they stay together, and a line says so.
    """
    names: dict[tuple[Student, str, str], set[str]] = defaultdict(set)
    for one in found:
        folder, _, file = one.place.rpartition("/")
        if one.exercise and not one.student.platform and folder.rpartition("/")[2] == one.student.name:
            name = own_name(file, stems)
            names[one.student, folder, one.exercise].add(name.casefold())
    unclear = {
        (student, folder): own - {""}
        for (student, folder, _), own in names.items()
        if len(own - {""}) > 1 and not any(student.key in name for name in own)
    }
    split = {place for place, own in unclear.items() if len(own) > 2}
    for (student, folder), own in sorted(unclear.items()):
        who = (
            "each name is taken for a student"
            if (student, folder) in split
            else f"all are taken for the work of {student.name}, and the newest counts. Are they of several "
            "students? Then make a folder for each, and grade again"
        )
        warnings.append(
            f"{folder}: the files of one exercise have {len(own)} names ({', '.join(sorted(own)[:4])}); {who}"
        )
    return [
        replace(one, student=Student(name.casefold(), name))
        if (one.student, one.place.rpartition("/")[0]) in split
        and (name := own_name(one.place.rpartition("/")[2], stems))
        else one
        for one in found
    ]


def _natural(name: str) -> tuple[tuple[int, str], ...]:
    """Return a key by which "03 (10)" comes after "03 (9)"."""
    parts = re.split(r"([0-9]{1,18})", unicodedata.normalize("NFC", name).casefold())
    return tuple((int(part), "") if part[:1].isdigit() and part.isascii() else (-1, part) for part in parts)


def _identified(found: SubmittedFile) -> list[SubmittedFile]:
    """Return a file with its exercise, form and digest, as its cells tell them, and never its name.

    A file that holds several exercises comes once for each.
    """
    if found.reason:
        return [found]
    digest = ""
    try:
        content, digest = _content_and_digest(found)
        parts = parse_all(content)
    except NotGradable as error:
        return [replace(found, digest=digest, reason=with_request(str(error)))]
    return [
        replace(
            found,
            exercise=sys.intern(part.exercise),
            variant=part.variant,
            version=part.version,
            digest=digest,
            graded=hashlib.sha256(content).hexdigest(),
            several=len(parts) > 1,
            extent=part.extent,
        )
        for part in parts
    ]
