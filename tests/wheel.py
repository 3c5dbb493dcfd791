#!/usr/bin/env python3
"""Build the wheel and use it away from the checkout, as somebody who installs it does.

    .venv/bin/python tests/wheel.py              build, install in a fresh environment, try
    .venv/bin/python tests/wheel.py --out dist   and keep the wheel there

The versions are those of requirements.lock. What is tried runs in a folder with the exercises that a student
gets, and with no checkout in sight: the command, the record, an answer that is checked, the timeline.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
NUMBER = "01"
TRIED = """
import contextlib, io, json, sys
from pathlib import Path
import trilateral
from trilateral import Timeline, check, hint, load, show
assert Path(trilateral.__file__).is_relative_to(sys.prefix), "it is the installed copy that is tried"
events = load("events")
assert len(events) > 400, len(events)
timeline = Timeline(events, heading="The record")
assert "<svg" in timeline.figure().svg, "the still picture"
assert timeline._esm and timeline._css, "the timeline's page came along"
with contextlib.redirect_stdout(io.StringIO()) as said:
    check("1.1", ...)
    check("1.1", "certainly not this")
    hint("1.1")
first, second, *_ = lines = said.getvalue().splitlines()
assert "not attempted" in first, lines
assert second.startswith("1.1: ") and "right" not in second, lines
assert len(lines) >= 3, lines
"""


def run(what: str, *command: object, cwd: Path, **variables: str) -> str:
    """Run a command with no Python path of ours; where it fails, show what it said and stop."""
    away = ("PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV")
    environment = {name: value for name, value in os.environ.items() if name not in away} | variables
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"wheel: {what} failed:\n{(done.stdout + done.stderr).strip()[-2000:]}")
    print(f"{what}: ok", flush=True)
    return done.stdout


def build(folder: Path) -> Path:
    """Build the wheel into a folder and return it."""
    uv = (sys.executable, "-m", "uv")
    run("build", *uv, "build", "--wheel", "--no-build-isolation", "--quiet", "--out-dir", folder, cwd=ROOT)
    (wheel,) = folder.glob("*.whl")
    return wheel


def install(wheel: Path, folder: Path) -> Path:
    """Install a wheel and the locked versions into a fresh environment; return the folder of its programs."""
    uv = (sys.executable, "-m", "uv")
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    to = ("--quiet", "--python", python)
    run("environment", *uv, "venv", "--quiet", "--python", sys.executable, folder, cwd=folder.parent)
    run("dependencies", *uv, "pip", "install", *to, "-r", ROOT / "requirements.lock", cwd=folder.parent)
    run("install", *uv, "pip", "install", *to, "--no-deps", "--offline", wheel, cwd=folder.parent)
    return python.parent


def try_out(programs: Path, folder: Path) -> None:
    """Use what was installed in a folder with an exercise, its questions and keys."""
    for part in ("questions", "keys"):
        (folder / part).mkdir()
        shutil.copy(ROOT / "exercises" / part / f"{NUMBER}.json", folder / part)
    (solution,) = ROOT.glob(f"exercises/solutions/{NUMBER}-*.ipynb")
    shutil.copy(solution, folder / solution.name)
    trilateral = programs / "trilateral"
    assert "grade" in run("trilateral --help", trilateral, "--help", cwd=folder)
    run("load, Timeline, check, hint", programs / "python", "-c", TRIED, cwd=folder)
    said = run(f"trilateral check {solution.name}", trilateral, "check", solution.name, cwd=folder)
    assert "1.1: right" in said, said


def main() -> int:
    """Build, install, try."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--out", type=Path, help="keep the wheel in this folder")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="wheel-") as name:
        place = Path(name).resolve()
        for part in ("dist", "student"):
            (place / part).mkdir()
        wheel = build(place / "dist")
        try_out(install(wheel, place / "venv"), place / "student")
        if given.out:
            given.out.mkdir(parents=True, exist_ok=True)
            shutil.copy(wheel, given.out)
        print(f"{wheel.name} can be used away from a checkout")
    return 0


if __name__ == "__main__":
    sys.exit(main())
