"""What of this folder is the course, and nobody's own work: the files that go on a stick.

With git these are the files of the last commit. Without, as in a downloaded copy, they are those whose names
the course uses; lessons and exercises come from their untouched originals.
"""

from __future__ import annotations

import fnmatch
import io
import json
import subprocess
import tarfile
from contextlib import suppress
from pathlib import Path

import nbformat

from trilateral.exercises.build import restore_assignment
from trilateral.exercises.files import read_content
from trilateral.exercises.ids import form_name
from trilateral.exercises.originals import is_original, shipped

__all__ = ["changed_files", "course_files", "missing_lessons"]

# In a copy without git: what a student needs, by names that nobody's own files have. `*` crosses folders.
NAMES = (
    "start.py", "conftest.py", "trilateral_command.py", "pyproject.toml", "requirements.lock",
    "environment.yml", "README.md", "CHANGELOG.md", "CITATION.cff", "LICENSE", "CODE_OF_CONDUCT.md",
    "CONTRIBUTING.md", "exercises/.ruff.toml", "notebooks/.ruff.toml", "data/datapackage.json",
    "data/README.md", "exercises/README.md", "docs/grading.md",
    "docs/for-instructors.md", "docs/which-way-in.md", "docs/in-a-browser.md", "docs/timeline.png",
    "exercises/questions/*.json", "exercises/keys/*.json", "exercises/worked/*.json", "exercises/solutions/*",
    "stick/*.py", "trilateral/*",
)  # fmt: skip
FOLDERS = {one.partition("/")[0] for one in NAMES if "/" in one}
NEVER = ("__pycache__", ".ipynb_checkpoints", ".trilateral", ".DS_Store", ".mypy_cache", ".ruff_cache")


def git(root: Path, *words: str) -> bytes:
    """Return what git says of a folder; nothing where there is no git, or the folder is not its own."""
    with suppress(OSError, subprocess.SubprocessError):
        command = ["git", "-C", str(root), *words]
        return subprocess.run(command, capture_output=True, check=True).stdout
    return b""


def committed(root: Path) -> dict[str, bytes]:
    """Return the files of git's last commit, as they are in it; none where git does not know the course."""
    packed = git(root, "archive", "--format=tar", "HEAD")
    if not packed:
        return {}
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        files = {member.name: archive.extractfile(member) for member in archive if member.isfile()}
        found = {name: file.read() for name, file in files.items() if file}
    return found if "start.py" in found else {}


def listed(root: Path) -> dict[str, bytes]:
    """Return the course's files by their names, lessons and exercises untouched."""
    described = json.loads((root / "data" / "datapackage.json").read_text("utf-8"))["resources"]
    names = (*NAMES, *(f"data/{table['path']}" for table in described))
    found = {}
    for path in sorted(root.glob("*")):
        for file in sorted(path.rglob("*")) if path.name in FOLDERS else [path]:
            name = file.relative_to(root).as_posix()
            ours = any(fnmatch.fnmatchcase(name, one) for one in names) and not {*name.split("/")} & {*NEVER}
            if ours and file.is_file():
                found[name] = file.read_bytes()
    return found | lessons(root) | exercises(root)


def lessons(root: Path) -> dict[str, bytes]:
    """Return the lessons whose untouched original is here: start.py keeps them before they are worked on."""
    found = {}
    checksums = root / "trilateral" / "exercises" / "lessons.json"
    for name in shipped(checksums):
        for folder in (root / "notebooks", root / ".trilateral" / "lessons"):
            with suppress(OSError):
                if is_original(name, content := (folder / name).read_bytes(), checksums):
                    found[f"notebooks/{name}"] = content
    return found


def exercises(root: Path) -> dict[str, bytes]:
    """Return the exercises as students get them, made from their questions."""
    found = {}
    for solution in sorted((root / "exercises" / "solutions").glob("[0-9][0-9]-*.ipynb")):
        form = restore_assignment(
            read_content(root / "exercises" / "questions" / f"{solution.name[:2]}.json")
        )
        text = nbformat.writes(form, indent=1, ensure_ascii=False).rstrip("\n") + "\n"
        found[f"exercises/{form_name(solution.name)}.ipynb"] = text.encode()
    return found


def course_files(root: Path) -> dict[str, bytes]:
    """Return the course's files by their names, relative to its folder."""
    return committed(root) or listed(root)


def missing_lessons(files: dict[str, bytes]) -> list[str]:
    """Return the lessons that cannot go along, because their untouched original is nowhere here."""
    names = json.loads(files["trilateral/exercises/lessons.json"])
    return [f"notebooks/{name}" for name in names if f"notebooks/{name}" not in files]


def changed_files(root: Path, files: dict[str, bytes]) -> list[str]:
    """Return the names of files that somebody has changed here: in notebooks, cells; outputs do not count."""

    def essence(name: str, content: bytes) -> object:
        if name.endswith(".ipynb"):
            with suppress(ValueError, LookupError, TypeError):
                return ["".join(cell["source"]) for cell in json.loads(content)["cells"]]
        return content.replace(b"\r\n", b"\n")

    here = ((name, root / name) for name in sorted(files))
    present = [(name, path.read_bytes()) for name, path in here if path.is_file()]
    return [name for name, content in present if essence(name, content) != essence(name, files[name])]
