"""Put the course on a stick, with all that it needs, for computers that have no network.

    python3 start.py stick FOLDER                              for computers like this one
    python3 start.py stick FOLDER --for windows --python 3.12  for others too

The course goes into FOLDER/trilateral; nothing else there is touched. Nobody's progress or answers go along.
Where it lies there already it is brought up to date, and what somebody has changed there is kept.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any, NoReturn

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from course_files import changed_files, course_files, missing_lessons

import start

MANIFEST, READ_ME = "stick.json", "READ ME FIRST.txt"
GLIBC = [f"manylinux_2_{minor}_x86_64" for minor in range(28, 4, -1)]
# A system: what Python says of a machine that has it, uv's word for it, pip's words.
SYSTEMS = {
    "windows": ("Windows AMD64", "windows", ["win_amd64"]),
    "macos": ("Darwin arm64", "macos", ["macosx_12_0_arm64"]),
    "macos-intel": ("Darwin x86_64", "x86_64-apple-darwin", ["macosx_12_0_x86_64"]),
    "linux": ("Linux x86_64", "linux", ["manylinux2014_x86_64", *GLIBC]),
}  # fmt: skip
TOLD = """The course "trilateral", to set up without a network.

1. Copy this whole folder, trilateral, to the computer's own disk. A stick is slow, and may not be written to.
2. In the copy, open a terminal and type   python3 start.py   (on Windows:   py start.py ).

The packages in wheels/ are for
{kinds}
Another Python, or another system, needs a network connection for a minute, once.
"""


def fail(message: str) -> NoReturn:
    """Stop with one plain line and no stack trace."""
    sys.exit(f"start.py stick: {message}")


def digest(content: bytes) -> str:
    """Return the digest by which a file on the stick is known again."""
    return hashlib.sha256(content).hexdigest()


def place(folder: Path) -> Path:
    """Return where the course goes, or say why it cannot go there."""
    if not folder.is_dir():
        fail(f"there is no folder {folder}. Is the stick plugged in? Otherwise make the folder first.")
    target = folder.resolve() / "trilateral"
    if target.is_relative_to(start.ROOT):
        fail(f"{folder} is in the course's own folder. Name a folder on the stick.")
    if target.exists() and not (target / MANIFEST).is_file() and (target.is_file() or any(target.iterdir())):
        fail(
            f"{target} is there already, and this command did not make it. Rename it, or name another folder."
        )
    return target


def read_manifest(target: Path) -> dict[str, Any]:
    """Return what an earlier run has put there; nothing of use where that cannot be read."""
    try:
        found = json.loads((target / MANIFEST).read_text("utf-8"))
        return {"put": dict(found["put"]), "kinds": dict(found["kinds"]), "lock": str(found["lock"])}
    except FileNotFoundError:
        return {"put": {}, "kinds": {}, "lock": ""}
    except (ValueError, LookupError, TypeError):
        fail(f"{target / MANIFEST} is damaged. Rename the folder {target}, and start again.")


def kinds_wanted(systems: list[str] | None, python: str | None) -> list[str]:
    """Return the kinds of machines, this one first, each as start.py names its own."""
    if python is not None and not re.fullmatch(r"3\.(1[1-9]|[2-9]\d)", python):
        fail(f"--python {python}: give a version from 3.11 on, such as 3.12")
    own = start.MACHINE.partition(" on ")[2]
    names = [SYSTEMS[system][0] for system in systems or []]
    if python and not names:
        names = [own]
    version = python or start.MACHINE.split()[1]
    wanted = [start.MACHINE, *(f"Python {version} on {name}" for name in names)]
    known = {start.MACHINE, *(f"Python {version} on {system[0]}" for system in SYSTEMS.values())}
    if unknown := {*wanted} - known:
        fail(f"packages for {unknown.pop()} cannot be had from here. Run this command on such a machine.")
    return [*dict.fromkeys(wanted)]


def fetch(kind: str, folder: Path) -> list[Path]:
    """Download the packages for one kind of machine, in the versions of the lock and by its hashes."""
    version, name = kind.removeprefix("Python ").split(" on ")
    resolve: list[str] = []
    choose: list[str] = []
    if kind != start.MACHINE:
        _, platform, tags = next(system for system in SYSTEMS.values() if system[0] == name)
        resolve = ["--python-platform", platform, "--python-version", version]
        choose = ["--python-version", version, *(word for tag in tags for word in ("--platform", tag))]
    advice = (
        f"could not get the packages for {kind}. Is there a network connection? If so, try again in a minute."
    )
    names = folder / f"{kind}.txt"
    compiled = [
        *start.STUDENT[2:],
        start.LOCK,
        "--generate-hashes",
        "--no-header",
        "--no-annotate",
        "-o",
        names,
    ]
    uv = (start.PYTHON, "-m", "uv", "pip", "compile", "--quiet", "--python", start.PYTHON)
    start.run(f"Choosing the packages for {kind}", *uv, *resolve, *compiled, advice=advice)
    pip = (start.PYTHON, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps")
    exact = ("--require-hashes", "--only-binary=:all:", "-r", names, "-d", folder)
    start.run("Downloading them", *pip, *choose, *exact, advice=advice)
    return sorted(folder.iterdir())


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; a stick knows no permissions and no links."""
    path.parent.mkdir(parents=True, exist_ok=True)
    half = path.with_name(path.name + ".half")
    half.write_bytes(content)
    half.replace(path)


def write_manifest(target: Path, put: dict[str, list[str]], kinds: dict[str, list[str]], lock: str) -> None:
    """Write what this command has put there; with no lock until it is whole."""
    write(target / MANIFEST, json.dumps({"kinds": kinds, "lock": lock, "put": put}, indent=1).encode())


def standing(target: Path, names: Iterable[str]) -> dict[str, str]:
    """Return the digests of the files that are there."""
    return {name: digest((target / name).read_bytes()) for name in names if (target / name).is_file()}


def copy(target: Path, files: dict[str, bytes | Path], kinds: dict[str, list[str]], lock: str) -> list[str]:
    """Bring what is on the stick to these files; return the names of those that somebody has changed there.

    start.py goes first and comes back last: a stick that was pulled out half-way is not taken for whole.
    """
    old = read_manifest(target)["put"]
    new = {name: digest(one if isinstance(one, bytes) else one.read_bytes()) for name, one in files.items()}
    there = standing(target, {*old, *new})
    kept = [name for name, now in there.items() if now not in (*old.get(name, ()), new.get(name))]
    todo = [name for name in new if there.get(name) != new[name] and name not in kept]
    sizes = sum(
        len(one) if isinstance(one, bytes) else one.stat().st_size for one in map(files.get, todo) if one
    )
    room = shutil.disk_usage(target.parent).free
    if sizes + 2_000_000 > room:
        fail(f"{target.parent} has {room / 1e6:.0f} MB free; {sizes / 1e6 + 2:.0f} MB are needed.")
    both = {
        name: sorted({*old.get(name, ()), *([new[name]] if name in new else [])}) for name in {*old, *new}
    }
    write_manifest(target, both, kinds, "")
    if todo and "start.py" not in kept:
        (target / "start.py").unlink(missing_ok=True)
        todo = [*(name for name in todo if name != "start.py"), "start.py"]
    for name in {*there} - {*new} - {*kept}:
        (target / name).unlink()
    for name in todo:
        one = files[name]
        write(target / name, one if isinstance(one, bytes) else one.read_bytes())
    write_manifest(target, {name: [found] for name, found in new.items()}, kinds, lock)
    return sorted(kept)


def make(folder: Path, systems: list[str] | None, python: str | None) -> None:
    """Make a stick, or bring it up to date."""
    wanted = kinds_wanted(systems, python)
    target = place(folder)
    before = read_manifest(target)
    course = course_files(start.ROOT)
    files: dict[str, bytes | Path] = {**course}
    lock = digest(start.LOCK.read_bytes() + (start.ROOT / "pyproject.toml").read_bytes())
    kinds: dict[str, list[str]] = {}
    with tempfile.TemporaryDirectory() as scratch:
        for number, kind in enumerate(dict.fromkeys([*wanted, *before["kinds"]])):
            names = before["kinds"].get(kind, []) if before["lock"] == lock else []
            there = standing(target, names)
            if names and all([there.get(name)] == before["put"].get(name) for name in names):
                files |= {name: target / name for name in names}
            else:
                into = Path(scratch) / str(number)
                into.mkdir()
                found = {f"wheels/{path.name}": path for path in fetch(kind, into)}
                names = sorted(found)
                files |= found
            kinds[kind] = names
        told = "\n".join(f"  - {kind}" for kind in kinds)
        files[READ_ME] = TOLD.format(kinds=told).replace("\n", "\r\n").encode()
        print(f"Copying to {target} ...", flush=True)
        kept = copy(target, files, kinds, lock)
    if missing := missing_lessons(course):
        print(f"Not on the stick, for their untouched originals are nowhere here: {', '.join(missing)}")
    if changed := changed_files(start.ROOT, course):
        print(f"Changed here; on the stick as they were published: {', '.join(changed)}")
    if kept:
        print(f"Changed on the stick by somebody, and left alone: {', '.join(kept)}")
    wheels = sum((target / name).stat().st_size for name in {*chain.from_iterable(kinds.values())})
    print(f"Ready for {', '.join(kinds)}: {len(files)} files, {wheels / 1e6:.0f} MB of them packages.")
    print(f"On the other computer, do what {target / READ_ME} says.")


def main() -> None:
    """Read the command line and make the stick."""
    parser = argparse.ArgumentParser(prog="start.py stick", description=__doc__.partition("\n\n")[0])
    parser.add_argument("folder", type=Path, help="the stick, or a folder on it")
    parser.add_argument("--for", dest="systems", action="append", choices=SYSTEMS, help="may be given again")
    parser.add_argument("--python", metavar="3.12", help="the others' version of Python (default: as here)")
    given = parser.parse_args()
    try:
        make(Path(os.environ.get("CWD", ".")) / given.folder, given.systems, given.python)
    except KeyboardInterrupt:
        fail("stopped. The stick is not whole; the same command goes on from here.")
    except OSError as error:
        place_ = error.filename or given.folder
        fail(f"could not write {place_} ({error.strerror}). When that is mended, the same command goes on.")


if __name__ == "__main__":
    main()
