"""The lessons as they were shipped are kept, whatever was worked on before a set-up: acts of students."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from support.shared import ROOT

from trilateral.cli import main
from trilateral.exercises import originals
from trilateral.exercises.originals import is_original, keep_originals, shipped, write_lesson_checksums
from trilateral.paths import lessons_of

NAME = "01-a.ipynb"
SHIPPED, WORKED, NEWER = b'{"cells": []}\n', b'{"cells": ["mine"]}\n', b'{"cells": ["new"]}\n'


class Student:
    """A folder of the course with one lesson, and what a student does to it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lesson = folder / "notebooks" / NAME
        self.kept = folder / ".trilateral" / "lessons" / NAME
        self.list = folder / "lessons.json"
        self.missing: list[str] = []
        self.lesson.parent.mkdir(parents=True)
        self.unpack(SHIPPED)

    def unpack(self, content: bytes) -> None:
        self.lesson.write_bytes(content)
        write_lesson_checksums(self.folder, self.list)

    def work(self) -> None:
        self.lesson.write_bytes(WORKED)

    def set_up(self) -> None:
        self.missing = keep_originals(self.folder, self.list)

    def git(self, *words: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "commit.gpgsign=false")
        subprocess.run(["git", *who, *words], cwd=self.folder, check=True, capture_output=True)

    def clone(self) -> None:
        """Have the course from git, in a folder of a larger repository."""
        subprocess.run(["git", "init", "-q", self.folder.parent], check=True, capture_output=True)
        self.git("add", ".")
        self.git("commit", "-qm", "the course")


def again(student: Student) -> None:
    student.set_up()
    student.work()
    student.set_up()


def again_without_venv(student: Student) -> None:
    again(student)
    shutil.rmtree(student.folder / ".venv", ignore_errors=True)
    student.set_up()


def git_work_first(student: Student) -> None:
    student.clone()
    student.work()
    student.set_up()


def git_work_committed(student: Student) -> None:
    git_work_first(student)
    student.kept.unlink()
    student.git("commit", "-qam", "my work")
    student.git("rm", "-q", f"notebooks/{NAME}")
    student.git("commit", "-qam", "gone")
    student.set_up()


def installed_by_an_older_version(student: Student) -> None:
    share = student.folder / ".venv" / "share" / "trilateral" / "lessons"
    share.mkdir(parents=True)
    (share / NAME).write_bytes(SHIPPED)
    student.work()
    student.set_up()


def with_the_line_ends_of_windows(student: Student) -> None:
    student.lesson.write_bytes(SHIPPED.replace(b"\n", b"\r\n"))
    student.set_up()
    student.work()
    student.set_up()


def spoilt_copy(student: Student) -> None:
    student.set_up()
    student.kept.write_bytes(b"{")
    student.set_up()


def lesson_deleted(student: Student) -> None:
    student.set_up()
    student.lesson.unlink()
    student.set_up()


# What students do, from reports and from use, each by its source.
ACTS: dict[str, Callable[[Student], None]] = {
    "a second set-up after work (FINDINGS 2)": again,
    "and .venv deleted between (README: to start afresh)": again_without_venv,
    "git clone, work, then the first set-up (IIC2233/syllabus-2020-1#614)": git_work_first,
    "work committed, the file removed (jupyterhub/nbgitpuller#279)": git_work_committed,
    "an older version had installed it": installed_by_an_older_version,
    "Windows' line ends": with_the_line_ends_of_windows,
    "the kept copy was opened and spoilt": spoilt_copy,
    "the lesson was deleted, to have it anew (jupyterhub/nbgitpuller#254)": lesson_deleted,
}


@pytest.mark.parametrize("act", ACTS)
def test_the_original_is_kept(tmp_path: Path, act: str) -> None:
    student = Student(tmp_path / "all" / "course")
    ACTS[act](student)
    assert student.missing == []
    assert student.kept.read_bytes().replace(b"\r\n", b"\n") == SHIPPED
    assert [path.name for path in student.kept.parent.iterdir()] == [NAME], "no half files"


def test_a_newer_version_unpacked_over_the_old_is_the_original(tmp_path: Path) -> None:
    student = Student(tmp_path)
    again(student)
    student.unpack(NEWER)
    again(student)
    assert student.kept.read_bytes() == NEWER


def test_a_pull_over_work_brings_the_new_original(tmp_path: Path) -> None:
    """IIC2233/syllabus-2020-1#224, astropy/astropy-workshop#15: stash, pull, pop."""
    student = Student(tmp_path)
    again(student)
    student.unpack(NEWER)
    student.clone()
    student.lesson.write_bytes(b"<<<<<<< " + NEWER)
    student.set_up()
    assert student.kept.read_bytes() == NEWER


def test_git_is_asked_for_no_longer_than_a_start_may_take(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One bound for all lessons together, by a clock that goes on with each question."""
    asked: list[float] = []
    now = iter(range(1000))
    monkeypatch.setattr(originals.time, "monotonic", lambda: float(next(now)))

    def slow(command: list[str], timeout: float, **_: object) -> object:
        asked.append(timeout)
        raise subprocess.TimeoutExpired(command, timeout)

    student = Student(tmp_path / "course")
    names = {f"{n:02}-a.ipynb": SHIPPED for n in range(20)}
    for name, content in names.items():
        (student.lesson.parent / name).write_bytes(content)
    write_lesson_checksums(student.folder, student.list)
    for name in names:
        (student.lesson.parent / name).write_bytes(WORKED)
    monkeypatch.setattr(originals.subprocess, "run", slow)
    student.set_up()
    assert asked == [4.0, 3.0, 2.0, 1.0]


def test_work_without_an_original_is_never_taken_for_it(tmp_path: Path) -> None:
    student = Student(tmp_path)
    student.work()
    student.set_up()
    assert student.missing == [NAME]
    assert not student.kept.exists()
    student.unpack(NEWER)
    student.work()  # the newer version's list, with the older one's work
    student.set_up()
    assert student.missing == [NAME]


@pytest.mark.parametrize("name", shipped())
def test_the_lesson_is_as_its_checksum_says(name: str) -> None:
    content = (ROOT / "notebooks" / name).read_bytes()
    assert is_original(name, content), f"notebooks/{name} has changed. If meant: `trilateral checksums`"
    assert not is_original(name, content + b" ")


def test_every_lesson_has_a_checksum() -> None:
    assert list(shipped()) == [path.name for path in lessons_of(ROOT)]


def test_reset_takes_no_work_for_the_original(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As after a second set-up by an older version, which had put the work where originals are."""
    name = "02-two-neighbours.ipynb"
    monkeypatch.setattr("trilateral.exercises.reset.lessons_folder", lambda: tmp_path / "share")
    (tmp_path / "share").mkdir()
    (tmp_path / "notebooks").mkdir()
    mine = (ROOT / "notebooks" / name).read_bytes().replace(b"import", b"imprt")
    for folder in ("share", "notebooks"):
        (tmp_path / folder / name).write_bytes(mine)
    path = tmp_path / "notebooks" / name
    assert main(["reset", str(path)]) == 2
    said = capsys.readouterr().err.strip()
    assert "the original of this lesson is not here; nothing was changed" in said
    assert "\n" not in said
    assert [path.read_bytes() for path in path.parent.iterdir()] == [mine]
