#!/usr/bin/env python3
"""Run what can be run of the course in JupyterLite's own kernel, in a browser. Slow: not part of the suite.

    python3 start.py test tests/website     once, so that a browser and JupyterLite are there
    .venv/bin/python tests/pyodide.py       a minute

pandas for Pyodide comes from a public server alone, which not every machine reaches. But npm has Pyodide, and
PyPI the packages of pure Python. Of these a distribution is made here, less what is compiled, put on a site
as a school does that has no way out, and used: the kernel starts, the course is imported, progress is kept
when it starts again, a widget shows itself. What needs pandas, `check` too, is tried by tests/wasm.py.
"""

from __future__ import annotations

import importlib
import json
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect, sync_playwright
from support.browser import find_browser, launch
from support.node import search_path
from support.site import served

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "website"))
lite, lite_lock = map(importlib.import_module, ("lite", "lite_lock"))

IDLE = "window.jupyterapp?.shell?.currentWidget?.context?.sessionContext?.session?.kernel?.status === 'idle'"
RUN = """async (code) => {
  const { kernel } = window.jupyterapp.shell.currentWidget.context.sessionContext.session;
  const done = kernel.requestExecute({ code });
  let said = "";
  const error = (c) => (c.ename ? `${c.ename}: ${c.evalue}` : "");
  done.onIOPub = ({ content: c }) => (said += c.text ?? c.data?.["text/plain"] ?? error(c));
  await done.done;
  return said.trim();
}"""
# A cell, and what it shows.
CELLS = {
    "import hashlib; print(hasattr(hashlib, 'scrypt'))": "False",
    "import trilateral; print(trilateral.__version__)": re.search(
        r'__version__ = "(.+?)"', (ROOT / "trilateral" / "__init__.py").read_text("utf-8")
    )[1],
    "import os; print(os.getcwd())": "/drive/exercises",
    "from trilateral.paths import progress_file; print(progress_file())": "/drive/.trilateral/progress.json",
    "from trilateral.exercises import progress; print(progress.done())": "{}",
    "progress.record('1.1', 'right'); progress.record('1.2', 'wrong'); print(progress.done())": (
        "{'1.1': 'right', '1.2': 'tried'}"
    ),
    "print(progress.lines()[1].partition(']')[2])": "1 of 10 right; tried: 1.2",
    "print(sum(1 for _ in open('../data/events.csv', encoding='utf-8')) > 400)": "True",
    "import openpyxl, anywidget; print(openpyxl.__version__)": "3.1.5",
    "import babel; print(babel.Locale('fi').months['format']['wide'][1])": "tammikuuta",
}


def run(*command: object, cwd: Path) -> None:
    """Run a command, and stop with what it said where it fails."""
    words = [str(word) for word in command]
    done = subprocess.run(words, cwd=cwd, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        sys.exit(f"{' '.join(words[:4])}:\n{done.stderr[-1500:]}")


def make_distribution(folder: Path) -> Path:
    """Put Pyodide and its packages of pure Python into a folder, and the list of them beside it."""
    stored: dict[str, Any] = json.loads((lite_lock.FILES / "packages.json").read_text("utf-8"))
    npm = shutil.which("npm", path=search_path()) or sys.exit(
        "npm is needed: python3 start.py test fetches it"
    )
    run(npm, "pack", f"pyodide@{stored['pyodide']}", cwd=folder)
    (packed,) = folder.glob("pyodide-*.tgz")
    with tarfile.open(packed) as archive:
        archive.extractall(folder, filter="data")
    full, files = folder / "package", folder / "files"
    files.mkdir()
    pure = {n: one for n, one in stored["packages"].items() if one["file_name"].endswith("none-any.whl")}
    names = [f"{name}=={one['version']}" for name, one in pure.items()]
    pip = (sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps")
    kind = ("--only-binary=:all:", "--platform", "any", "--implementation", "py", "--abi", "none")
    run(*pip, *kind, "--python-version", "314", "-d", full, *names, cwd=folder)
    for wheel in full.glob("*.whl"):
        one = pure[wheel.name.split("-")[0].replace("_", "-").lower()]
        one |= {"file_name": wheel.name, "sha256": lite_lock.digest(wheel.read_bytes())}
        one["depends"] = [need for need in one["depends"] if need.replace("_", "-").lower() in pure]
    (files / "packages.json").write_text(json.dumps({**stored, "packages": pure}), "utf-8")
    shutil.copy(lite_lock.FILES / "requirements.txt", files)
    lite_lock.FILES = files
    lite_lock.COURSE[:] = [name for name in lite_lock.COURSE if name in pure or name in lite_lock.OWN]
    return full


def use(tab: Page, address: str) -> None:
    """Run the cells, restart all, and see what was kept."""
    tab.goto(f"{address}/lite/lab/index.html?path=exercises/01-exercise.ipynb")
    tab.wait_for_function(IDLE, timeout=180_000)
    print("the kernel has started", flush=True)
    for code, shown in CELLS.items():
        said = tab.evaluate(RUN, code)
        assert said.splitlines()[-1:] == [shown], f"{code}\nsays {said!r}, not {shown!r}"
        print(f"  {code[:90]} -> {shown}", flush=True)
    tab.reload()
    tab.wait_for_function(IDLE, timeout=180_000)
    kept = tab.evaluate(RUN, "from trilateral.exercises import progress; print(progress.done())")
    assert kept == "{'1.1': 'right', '1.2': 'tried'}", kept
    tab.evaluate(
        """async () => {
          const { model } = window.jupyterapp.shell.currentWidget.content;
          model.sharedModel.cells[1].setSource("import ipywidgets; ipywidgets.IntSlider()");
          window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1;
          await window.jupyterapp.commands.execute("notebook:run-cell");
        }"""
    )
    expect(tab.locator(".jp-OutputArea .widget-slider, .jp-OutputArea .widget-hslider").first).to_be_visible(
        timeout=60_000
    )
    print("progress is kept over a restart, and a widget shows itself", flush=True)


def main() -> int:
    """Make a site, and use it."""
    with tempfile.TemporaryDirectory(prefix="lite-") as name:
        folder = Path(name).resolve()
        full = make_distribution(folder)
        notebooks = [*ROOT.glob("notebooks/[0-9]*.ipynb"), *ROOT.glob("exercises/[0-9]*.ipynb")]
        lite.make(sorted(notebooks), folder / "site", {"pyodide": str(full)}, "0")
        config = (
            '<script id="jupyter-config-data" type="application/json" data-jupyter-lite-root=".">{}</script>'
        )
        (folder / "site" / "lite" / "index.html").write_text(config, "utf-8")
        program = find_browser() or sys.exit("a browser is needed: python3 start.py test fetches one")
        with sync_playwright() as playwright, served(folder / "site") as address:
            browser = launch(playwright, program)
            use(browser.new_page(), address)
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
