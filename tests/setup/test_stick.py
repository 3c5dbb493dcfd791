"""A stick: the course and its packages, for a computer that has no network. What people do to it."""

import errno
import importlib.util
import json
import os
import shutil
import sys
from collections import namedtuple
from pathlib import Path
from types import ModuleType

import pytest
from support.shared import ROOT
from support.stick import EXERCISE, LESSON, Stick, cells

OWN_WORK = (
    ".trilateral/progress.json",
    "results/marks.csv",
    "exercises/mine.ipynb",
    "data/my polls.csv",
    "notes.py",
)


@pytest.fixture(scope="module")
def make() -> ModuleType:
    """stick/make.py as a module."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(ROOT / "stick")
        spec = importlib.util.spec_from_file_location("stick_make", ROOT / "stick" / "make.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    sys.modules.pop("start", None)
    return module


@pytest.fixture
def stick(make: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stick:
    return Stick(make, tmp_path, monkeypatch)


@pytest.mark.parametrize("with_git", [True, False])
def test_the_course_goes_along_and_nothing_of_a_students(
    stick: Stick, with_git: bool, capsys: pytest.CaptureFixture[str]
) -> None:
    originals = {name: (stick.course / name).read_bytes() for name in (LESSON, EXERCISE)}
    if with_git:
        stick.commit()
    else:  # a set-up keeps a lesson's original before it is worked on
        stick.put(f".trilateral/lessons/{Path(LESSON).name}", originals[LESSON])
    for name in (*OWN_WORK, *originals):
        stick.put(name, b"mine")
    stick.run()
    for name, original in originals.items():
        assert cells((stick.there / name).read_bytes()) == cells(original)
    assert [name for name, content in stick.files().items() if content == b"mine"] == []
    assert {"start.py", "requirements.lock", "READ ME FIRST.txt", "wheels"} <= {
        p.name for p in stick.there.iterdir()
    }
    said = capsys.readouterr().out
    assert f"Changed here; on the stick as they were published: {EXERCISE}, {LESSON}\n" in said


def test_a_lesson_without_an_original_stays_at_home_and_that_is_said(
    stick: Stick, capsys: pytest.CaptureFixture[str]
) -> None:
    stick.put(LESSON, b"mine")
    stick.run()
    assert not (stick.there / LESSON).exists()
    assert f"originals are nowhere here: {LESSON}" in capsys.readouterr().out


def test_without_git_all_that_a_student_needs_is_found(make: ModuleType) -> None:
    listed = make.course_files.__globals__["listed"](ROOT)
    known = make.course_files.__globals__["committed"](ROOT)
    if not known:
        pytest.skip("this copy of the course has no git")
    for_makers = (".", "tests/", "js/", "benchmarks/", "website/", "deploy/", "binder/")
    gone = {name for name in known if not name.startswith(for_makers) and (ROOT / name).exists()} - {*listed}
    assert not gone, "stick/course_files.py: NAMES lacks these"
    assert {name for name in known if name.startswith(("notebooks/", "exercises/0"))} <= {*listed}
    for name in (name for name in listed if name.startswith("exercises/0")):
        assert cells(listed[name]) == cells((ROOT / name).read_bytes()), name


def test_no_name_is_too_much_for_a_stick_or_for_windows(make: ModuleType) -> None:
    names = make.course_files(ROOT)
    assert [name for name in names if {*name} & {*'<>:"|?*\\'} or name.endswith((" ", "."))] == []
    assert len({name.casefold() for name in names}) == len(names)
    assert max(map(len, names)) < 150


REFUSED = [  # what somebody types or has, and what is said
    ([], "nowhere", "Is the stick plugged in?"),
    ([], "a file", "Is the stick plugged in?"),
    ([], "in the course", "is in the course's own folder"),
    ([], "holds another trilateral", "this command did not make it"),
    ([], "holds a file trilateral", "this command did not make it"),
    ([], "damaged", "stick.json is damaged. Rename"),
    (["--python", "3.10"], "", "give a version from 3.11 on"),
    (["--python", "312"], "", "give a version from 3.11 on"),
    (["--python", "3.12; rm"], "", "give a version from 3.11 on"),
]


@pytest.mark.parametrize(("words", "state", "message"), REFUSED)
def test_what_cannot_be_is_said_and_nothing_is_written(
    stick: Stick, words: list[str], state: str, message: str
) -> None:
    folder = {"nowhere": stick.usb / "no", "a file": stick.usb / "f", "in the course": stick.course}.get(
        state
    )
    if state == "a file":
        folder.write_text("x")
    if state == "holds a file trilateral":
        stick.there.write_text("x")
    if state in ("holds another trilateral", "damaged"):
        stick.there.mkdir()
        (stick.there / ("thesis.docx" if "another" in state else "stick.json")).write_text("[]")
    before = stick.files()
    assert message in stick.refused(*words, folder=folder)
    assert stick.files() == before
    assert not stick.fetched


def test_a_system_that_is_not_known_is_told_with_those_that_are(
    stick: Stick, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        stick.run("--for", "solaris")
    assert "macos-intel" in capsys.readouterr().err


def test_too_little_space_is_told_before_anything_is_written(stick: Stick) -> None:
    usage = namedtuple("usage", "total used free")
    stick.patch.setattr(stick.make.shutil, "disk_usage", lambda _: usage(9, 8, 1_000_000))
    assert "has 1 MB free" in stick.refused()
    assert stick.files() == {}


@pytest.mark.parametrize("how", ["pulled out", "full", "stopped"])
@pytest.mark.parametrize("after", [0, 1, 3, 8])
def test_interrupted_half_way_it_cannot_be_started_and_goes_on(stick: Stick, how: str, after: int) -> None:
    write, written = stick.make.write, []

    def fails(path: Path, content: bytes) -> None:
        if len(written) == after:
            path.with_name(path.name + ".half").parent.mkdir(parents=True, exist_ok=True)
            path.with_name(path.name + ".half").write_bytes(content[:9])
            if how == "stopped":
                raise KeyboardInterrupt
            number = errno.ENOSPC if how == "full" else errno.EIO
            raise OSError(number, os.strerror(number), str(path))
        written.append(path)
        write(path, content)

    stick.patch.setattr(stick.make, "write", fails)
    assert "the same command goes on" in stick.refused("--for", "windows", "--python", "3.12")
    assert not (stick.there / "start.py").exists()
    stick.patch.setattr(stick.make, "write", write)
    if (stick.there / "stick.json").exists():
        stick.run()  # what was asked for is known
    else:
        stick.there.exists() and shutil.rmtree(stick.there)
        stick.run("--for", "windows", "--python", "3.12")
    assert {"Python 3.12 on Windows AMD64.txt"} <= {path.name for path in (stick.there / "wheels").iterdir()}
    assert (stick.there / "start.py").read_bytes() == (ROOT / "start.py").read_bytes()
    assert not [name for name in stick.files() if name.endswith(".half")]


def test_a_second_run_updates_and_leaves_what_somebody_changed(
    stick: Stick, capsys: pytest.CaptureFixture[str]
) -> None:
    stick.put("trilateral/old.py", b"old")
    stick.put("trilateral/other.py", b"old")
    stick.put("trilateral/new.py", b"1")
    stick.commit()
    stick.run("--for", "windows", "--python", "3.12")
    assert len(stick.fetched) == 2
    worked = {LESSON: b"a student's", "trilateral/other.py": b"theirs", "notebooks/mine.ipynb": b"own"}
    for name, content in worked.items():
        (stick.there / name).write_bytes(content)
    (stick.usb / "photo.jpg").write_bytes(b"a photo")
    for name in ("old", "other"):
        (stick.course / f"trilateral/{name}.py").unlink()
    stick.put("trilateral/new.py", b"2")
    stick.commit()
    capsys.readouterr()
    stick.run()
    found = stick.files()
    assert {name: found[f"trilateral/{name}"] for name in worked} == worked
    assert found["photo.jpg"] == b"a photo"
    assert found["trilateral/trilateral/new.py"] == b"2" and "trilateral/trilateral/old.py" not in found
    said = capsys.readouterr().out
    assert f"left alone: {LESSON}, trilateral/other.py" in said
    assert "Windows AMD64" in said, "for whom it was made before it stays"
    assert len(stick.fetched) == 2, "and what is there is not fetched again"
    stick.run()
    assert stick.files() == found, "a third run finds nothing to do, and still leaves what was changed"


def test_a_damaged_package_or_a_new_lock_is_fetched_again(stick: Stick) -> None:
    stick.run()
    wheel = stick.there / "wheels" / "tiny_thing-1.0-py3-none-any.whl"
    whole = wheel.read_bytes()
    wheel.unlink()
    stick.run()
    assert wheel.read_bytes() == whole and len(stick.fetched) == 2
    stick.put("requirements.lock", (stick.course / "requirements.lock").read_bytes() + b"\n")
    stick.run()
    assert len(stick.fetched) == 3


def test_it_is_made_of_the_lock_and_installs_with_no_network(stick: Stick, tmp_path: Path) -> None:
    """The real thing with one tiny package: chosen, downloaded by its hash, and installed from a copy."""
    start = stick.make.start
    for name in ("PIP_FIND_LINKS", "UV_FIND_LINKS"):
        stick.patch.setenv(name, str(tmp_path / "index"))
    for name in ("PIP_NO_INDEX", "UV_OFFLINE", "UV_NO_CACHE"):
        stick.patch.setenv(name, "1")
    stick.patch.setattr(sys, "argv", ["make.py", str(stick.usb)])
    stick.make.main()
    kinds = {path.stem for path in (stick.there / "wheels").glob("Python *.txt")}
    assert kinds == {start.MACHINE}
    manifest = json.loads((stick.there / "stick.json").read_text())
    assert set(manifest["kinds"]) == kinds and manifest["lock"]
    # Another computer: a copy elsewhere, with nothing of the first one's.
    copy = tmp_path / "a desk" / "코스"
    shutil.copytree(stick.there, copy)
    shutil.rmtree(tmp_path / "index")
    shutil.rmtree(stick.usb)
    for name in ("PIP_FIND_LINKS", "UV_FIND_LINKS", "PIP_NO_INDEX", "UV_OFFLINE"):
        stick.patch.delenv(name)
    stick.patch.setattr(start, "ROOT", copy)
    uv = (sys.executable, "-m", "uv", "pip", *start.STUDENT, copy / "requirements.lock")
    start.run("Installing", *uv, "--target", tmp_path / "got", "--python", sys.executable, advice="no")
    assert (tmp_path / "got" / "tiny_thing.py").read_text() == "HERE = True\n"
    pip = (sys.executable, "-m", "pip", "install", "-q", "--target", tmp_path / "by pip", "tiny-thing==1.0")
    start.run("Installing", *pip, advice="no")
    assert (tmp_path / "by pip" / "tiny_thing.py").exists()


@pytest.mark.parametrize(
    ("kind", "chosen"),
    [
        ("Python 3.12 on Windows AMD64", ("windows", "3.12", ["win_amd64"])),
        ("Python 3.13 on Darwin arm64", ("macos", "3.13", ["macosx_12_0_arm64"])),
        ("Python 3.11 on Darwin x86_64", ("x86_64-apple-darwin", "3.11", ["macosx_12_0_x86_64"])),
    ],
)
def test_another_machine_gets_packages_of_its_own(
    make: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    kind: str,
    chosen: tuple[str, str, list[str]],
) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(make.start, "MACHINE", "Python 3.11 on Plan9 68020")
    monkeypatch.setattr(make.start, "run", lambda what, *words, advice: ran.append([*map(str, words)]))
    make.fetch(kind, tmp_path)
    (compiled, downloaded), (platform, python, tags) = ran, chosen

    def after(words: list[str], option: str) -> list[str]:
        return [words[k + 1] for k, word in enumerate(words) if word == option]

    assert (after(compiled, "--python-platform"), after(compiled, "--python-version")) == (
        [platform],
        [python],
    )
    assert (after(downloaded, "--platform"), after(downloaded, "--python-version")) == (tags, [python])
    assert {"--require-hashes", "--only-binary=:all:", "--no-deps"} <= {*downloaded}
    assert {"lab", "grade"} == {*after(compiled, "--extra")} and str(make.start.LOCK) in compiled
