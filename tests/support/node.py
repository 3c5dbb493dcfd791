"""Node and its packages: where they are, and what to type where they are not."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

JS = Path(__file__).resolve().parents[2] / "js"
BIN = Path(sys.executable).parent  # of .venv: prepare.py puts `node` and `npm` here where the system has none
FRONT_END = (
    "The timeline's JavaScript was not tested, nor its accessibility: that needs Node's packages. "
    "With a network connection, or Node 22 or later from nodejs.org: python3 start.py test"
)


def serves(version: str) -> bool:
    """Tell whether the packages in js/ run on a version of Node's, as `node --version` prints it."""
    found = re.match(r"v(\d+)\.(\d+)\.", version)
    number = (int(found[1]), int(found[2])) if found else (0, 0)
    return (20, 19) <= number < (21, 0) or number >= (22, 13)


def search_path() -> str:
    """Return the PATH with the programs of .venv first, also where .venv was not activated."""
    return f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"


def find_npm() -> str | None:
    """Return npm's program, if there is one beside a Node that serves."""
    node, npm = (shutil.which(name, path=search_path()) for name in ("node", "npm"))
    if not (node and npm):
        return None
    try:
        done = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return npm if serves(done.stdout) else None


def call(*command: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a command with Node in sight, and return its exit status and what it printed."""
    environment = {**os.environ, "PATH": search_path(), **variables}
    program = shutil.which(command[0], path=search_path()) or command[0]
    return subprocess.run(
        [program, *command[1:]], cwd=cwd, env=environment, capture_output=True, text=True,
        encoding="utf-8", errors="replace", check=False,
    )  # fmt: skip


def installed(folder: Path) -> bool:
    """Tell whether a folder has the packages of its lock: npm writes down at the end what it installed."""
    try:
        wanted, have = (
            json.loads((folder / name).read_text(encoding="utf-8"))["packages"]
            for name in ("package-lock.json", "node_modules/.package-lock.json")
        )
    except (OSError, ValueError, KeyError):
        return False
    needed = [place for place, one in wanted.items() if place and not one.get("optional")]
    return all(have.get(place, {}).get("version") == wanted[place]["version"] for place in needed)
