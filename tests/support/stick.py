"""A small course and a stick, for tests of stick/make.py."""

import hashlib
import json
import subprocess
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest
from support.shared import ROOT

LESSON, EXERCISE = "notebooks/00-start-here.ipynb", "exercises/01-exercise.ipynb"
PROJECT = """[project]
name = "course"
version = "1"
requires-python = ">=3.11"
dependencies = ["tiny-thing"]
[project.optional-dependencies]
lab = []
grade = []
[dependency-groups]
start = []
"""


def tiny_wheel(folder: Path) -> Path:
    """Write the smallest package that can be installed."""
    folder.mkdir(parents=True, exist_ok=True)
    wheel = folder / "tiny_thing-1.0-py3-none-any.whl"
    info = "tiny_thing-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny_thing.py", "HERE = True\n")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tiny-thing\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return wheel


def cells(notebook: bytes) -> list[tuple[str, str, str]]:
    """Return what a student gets of a notebook."""
    return [
        (cell["id"], cell["cell_type"], "".join(cell["source"])) for cell in json.loads(notebook)["cells"]
    ]


class Stick:
    """A small course, a stick, and the packages' downloads counted."""

    def __init__(self, make: ModuleType, tmp_path: Path, patch: pytest.MonkeyPatch) -> None:
        self.make, self.patch = make, patch
        self.course, self.usb = tmp_path / "mine", tmp_path / "스틱 of mine"
        self.there = self.usb / "trilateral"
        self.usb.mkdir()
        self.fetched: list[str] = []
        for name in ("start.py", LESSON, EXERCISE):
            self.put(name, (ROOT / name).read_bytes())
        checksum = hashlib.sha256((self.course / LESSON).read_bytes()).hexdigest()
        self.put("trilateral/exercises/lessons.json", json.dumps({Path(LESSON).name: checksum}).encode())
        self.put("data/datapackage.json", b'{"resources": [{"path": "events.csv"}]}')
        self.put("exercises/questions/01.json", (ROOT / "exercises/questions/01.json").read_bytes())
        self.put("exercises/solutions/01-reading-the-argument.ipynb", b"{}")
        wheel = tiny_wheel(tmp_path / "index")
        self.put("pyproject.toml", PROJECT.encode())
        lock = f"tiny-thing==1.0 --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"
        self.put("requirements.lock", lock.encode())
        for name, value in {"ROOT": self.course, "LOCK": self.course / "requirements.lock"}.items():
            patch.setattr(make.start, name, value)
        patch.setattr(make.start, "PYTHON", Path(sys.executable))

    def put(self, name: str, content: bytes) -> None:
        path = self.course / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)

    def git(self, *words: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "core.autocrlf=false")
        subprocess.run(["git", "-C", str(self.course), *who, *words], check=True, capture_output=True)

    def commit(self) -> None:
        self.git("init", "-q")
        self.git("add", "-A")
        self.git("commit", "-qm", "all")

    def fetch(self, kind: str, folder: Path) -> list[Path]:
        self.fetched.append(kind)
        (folder / f"{kind}.txt").write_text("tiny-thing==1.0\n")
        return [tiny_wheel(folder), folder / f"{kind}.txt"]

    def run(self, *words: str, folder: Path | None = None) -> None:
        self.patch.setattr(self.make, "fetch", self.fetch)
        self.patch.setattr(sys, "argv", ["make.py", str(folder or self.usb), *words])
        self.make.main()

    def refused(self, *words: str, folder: Path | None = None) -> str:
        with pytest.raises(SystemExit) as caught:
            self.run(*words, folder=folder)
        message = str(caught.value.code)
        assert message.startswith("start.py stick: ") and "\n" not in message
        return message

    def files(self) -> dict[str, bytes]:
        every = (path for path in self.usb.rglob("*") if path.is_file())
        return {path.relative_to(self.usb).as_posix(): path.read_bytes() for path in every}
