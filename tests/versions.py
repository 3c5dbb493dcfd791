#!/usr/bin/env python3
"""Run the suite with the oldest and the newest versions that pyproject.toml allows, and with a browser's.

    .venv/bin/python tests/versions.py                 all three
    .venv/bin/python tests/versions.py oldest tests    one; what follows goes to pytest

Each has an environment of its own in a temporary folder: the oldest with Python 3.11 and the lower bounds,
the newest with the newest Python that uv finds here and whatever is published today; the browser's with that
Python and the versions that Pyodide has (website/lite_files/packages.json). The suite runs over a copy of the
course.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from mutation.run import ROOT, copy_of_the_tree, failures

WAYS = {"oldest": ("3.11", "lowest-direct"), "newest": ("", "highest"), "browser": ("", "highest")}
PYODIDE = ("cryptography", "ipython", "matplotlib", "numpy", "pandas", "traitlets")
WANTED = (
    "anywidget",
    "ipywidgets",
    "jupyterlab",
    "matplotlib",
    "nbval",
    "numpy",
    "pandas",
    "pytest",
    "pytest-xdist",
)


def uv(*words: str) -> str:
    """Run uv and return what it prints."""
    done = subprocess.run([sys.executable, "-m", "uv", *words], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"uv {' '.join(words[:3])}:\n{done.stderr[-2000:]}")
    return done.stdout


def newest_python() -> str:
    """Return the newest Python that uv finds on this machine, as "3.13"."""
    listed = json.loads(uv("python", "list", "--only-installed", "--output-format", "json"))
    found = [one["version_parts"] for one in listed if re.fullmatch(r"3\.\d+\.\d+", one["version"])]
    return "3.{}".format(max(parts["minor"] for parts in found))


def environment(way: str, folder: Path) -> tuple[Path, str]:
    """Make an environment and return its Python, and the versions in it that matter most."""
    version, resolution = WAYS[way]
    version = version or newest_python()
    uv("venv", "--quiet", "--python", version, str(folder / ".venv"))
    python = folder / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    extras = [f"--extra={name}" for name in ("lab", "grade", "dask", "test")]
    groups = [f"--group={ROOT / 'pyproject.toml'}:{name}" for name in ("start", "dev")]
    stored = json.loads((ROOT / "website" / "lite_files" / "packages.json").read_text("utf-8"))["packages"]
    exact = [f"{name}=={stored[name]['version']}\n" for name in PYODIDE if way == "browser"]
    (folder / "constraints.txt").write_text("".join(exact))
    uv(
        *("pip", "install", "--quiet", "--python", str(python), "--resolution", resolution),
        *(*extras, *groups, "--requirements", str(ROOT / "pyproject.toml")),
        *("--constraints", str(folder / "constraints.txt")),
    )
    shown = uv("pip", "list", "--quiet", "--python", str(python), "--format", "freeze").splitlines()
    named = ", ".join(line for line in shown if line.split("==")[0] in WANTED)
    print(f"{way}: Python {version}, {named}", flush=True)
    return python, named


def let_pictures_differ(tree: Path, shown: str) -> None:
    """Let a copy's outputs differ in the bytes of charts, where the matplotlib is another than the lock's.

    Texts, tables, numbers and alternative texts are compared all the same.
    """
    (locked,) = re.findall(r"^matplotlib==[^\s;]+", (ROOT / "requirements.lock").read_text(), re.MULTILINE)
    if locked not in shown:
        with (tree / "tests" / "sanitise.cfg").open("a") as rules:
            rules.write('\n[charts]\nregex: data:image/svg\\+xml[^"]*\nreplace: a chart\n')


def main() -> int:
    """Make the environments, run the suite in each, and say what failed."""
    words = sys.argv[1:]
    ways = [word for word in words if word in WAYS] or list(WAYS)
    options = [word for word in words if word not in WAYS]
    bad = 0
    for way in ways:
        with tempfile.TemporaryDirectory(prefix=f"{way}-") as name:
            python, shown = environment(way, Path(name))
            tree = copy_of_the_tree(Path(name))
            let_pictures_differ(tree, shown)
            began = time.monotonic()
            done = subprocess.run(
                [str(python), "-m", "pytest", "-q", "-n", "2", *options],
                cwd=tree,
                env={**os.environ, "PYTHONPATH": str(tree), "NO_COLOR": "1"},
                capture_output=True,
                encoding="utf-8",
                check=False,
            )
            output = done.stdout + done.stderr
            failed = failures(output) or ([output[-1500:]] if done.returncode else [])
            print(f"   {'FAILED' if failed else 'passed'} in {time.monotonic() - began:.0f} s")
            print(*(f"   {name}" for name in failed), sep="\n", flush=True)
            bad += bool(failed)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
