"""The lessons as they were shipped, kept aside so that `trilateral reset` can bring them back.

`lessons.json` beside this file has the checksum of each lesson. Only what has this checksum is an original:
the lessons of a checkout are worked on, so that a second set-up finds a student's work under a lesson's name.
`start.py` runs this file before it installs anything, with nothing but the standard library; originals go to
`.trilateral/lessons/`, which outlives `.venv`.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

__all__ = ["is_original", "keep_originals", "shipped", "write_lesson_checksums"]

LIST = Path(__file__).with_name("lessons.json")
MOST_COMMITS = 30
PATIENCE = 5  # seconds for all that git is asked, which may wait for a network drive


def shipped(where: Path = LIST) -> dict[str, str]:
    """Return the checksum of each lesson, by the name of its file."""
    checksums: dict[str, str] = json.loads(where.read_text(encoding="utf-8"))
    return checksums


def is_original(name: str, content: bytes, where: Path = LIST) -> bool:
    """Tell whether a content is a lesson's as it was shipped."""
    return shipped(where).get(name) == _checksum(content)


def keep_originals(course: Path, where: Path = LIST) -> list[str]:
    """Copy the original of each lesson into `.trilateral/lessons/`, where it is not there already.

    They are sought in `notebooks/`, in what an earlier set-up installed, and in git's earlier commits.

    Args:
        course: the folder of the course.
        where: the list of checksums.

    Returns:
        The names of lessons whose original is nowhere.

    Raises:
        OSError: the list cannot be read, or a copy cannot be written.
    """
    missing = []
    until = time.monotonic() + PATIENCE  # `start.py` waits for this, each time
    for name in shipped(where):
        target = course / ".trilateral" / "lessons" / name
        for content in _candidates(course, name, target, until):
            if is_original(name, content, where):
                if not target.is_file() or target.read_bytes() != content:
                    target.parent.mkdir(parents=True, exist_ok=True)
                    half = target.with_suffix(".half")
                    half.write_bytes(content)
                    half.replace(target)
                break
        else:
            missing.append(name)
    return missing


def write_lesson_checksums(course: Path, where: Path = LIST) -> list[str]:
    """Write the checksums of the lessons that lie in `notebooks/`; return the names of those that changed."""
    # Here, for `start.py` runs this file before anything is installed.
    from trilateral.paths import lessons_of

    found = {path.name: _checksum(path.read_bytes()) for path in lessons_of(course)}
    known = shipped(where) if where.exists() else {}
    if found != known:
        where.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8", newline="\n")
    return sorted(name for name in {*found, *known} if found.get(name) != known.get(name))


def _checksum(content: bytes) -> str:
    """Return a digest that is the same with the line ends of Windows."""
    return hashlib.sha256(content.replace(b"\r\n", b"\n")).hexdigest()


def _candidates(course: Path, name: str, target: Path, until: float) -> Iterator[bytes]:
    """Yield what may be the original of a lesson, what is quickest to have first."""
    for path in (
        target,
        course / "notebooks" / name,
        course / ".venv" / "share" / "trilateral" / "lessons" / name,
    ):
        with suppress(OSError):
            yield path.read_bytes()
    place = f"./notebooks/{name}"
    for commit in _git(course, until, "log", "--format=%H", f"-{MOST_COMMITS}", "--", place).decode().split():
        yield _git(course, until, "show", f"{commit}:{place}")


def _git(course: Path, until: float, *words: str) -> bytes:
    """Return what git says; nothing where there is no git, no repository or no time left."""
    if (left := until - time.monotonic()) <= 0:
        return b""
    with suppress(OSError, subprocess.SubprocessError):
        command = ["git", "-C", str(course), *words]
        return subprocess.run(  # noqa: S603
            command, capture_output=True, check=True, timeout=left
        ).stdout
    return b""


if __name__ == "__main__":
    with suppress(OSError):  # nothing is lost by it but a later reset of a lesson, which says so
        keep_originals(Path(sys.argv[1]))
