"""JupyterLite on the site: the course in the reader's own browser, with record, widgets and checks.

What a browser fetches for it is in lite_lock.py. Beside it goes a page of ours that starts it and looks after
the reader's work (pages/lite/index.md, lite_files/start.js), and a script that does so inside it (watch.js).
What builds it is no part of the course's lock, since nobody who learns, teaches or grades needs it: four
packages beside the environment, which has whatever these need.
"""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat
from lite_lock import (
    FILES,
    KERNEL,
    PRELOADED,
    ROOT,
    NotMade,
    cdn,
    copy_pyodide,
    digest,
    downloads,
    make_lock,
    run,
    tools,
)

__all__ = ["NotMade", "make"]

SPEC = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}
LEFT_OUT = (
    "index.html",
    "doc",
    "package.json",
    "rspack.config.js",
    "rspack.config.analyze.js",
    "rspack.config.watch.js",
)
HIDDEN = ("solutions", "briefs", ".*", "__pycache__")


def stage_contents(notebooks: Iterable[Path], out: Path) -> dict[str, str]:
    """Write what the reader finds in JupyterLite: lessons, exercises, the record.

    Returns:
        The digest of each notebook as it is published. A copy says in its metadata of which it is, so that
        one which a reader has kept is known to be old.
    """
    known: dict[str, str] = {}
    for part in ("questions", "keys", "worked"):
        shutil.copytree(ROOT / "exercises" / part, out / "exercises" / part)
    shutil.copytree(ROOT / "data", out / "data", ignore=shutil.ignore_patterns(*HIDDEN))
    for path in notebooks:
        content = path.read_bytes()
        # Read so, each text is whole: JupyterLite shows a stored list of lines with commas between them.
        notebook, name = nbformat.reads(content.decode(), as_version=4), path.relative_to(ROOT).as_posix()
        known[name] = digest(content)[:12]
        notebook["metadata"] |= {"kernelspec": SPEC, "trilateral_site": known[name]}
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(json.dumps(notebook, ensure_ascii=False), "utf-8")
    return known


def configure(folder: Path, made: Path, lock: dict[str, Any], pyodide: str) -> None:
    """Write JupyterLite's settings, those that start.py gives JupyterLab, and the lock."""
    shutil.copy(ROOT / "trilateral" / "lab_settings.json", folder / "overrides.json")
    text = json.dumps(lock, indent=1)
    (folder / "static" / "course-lock.json").write_text(text, "utf-8")
    at = f"./static/course-lock.json?v={digest(text.encode())[:8]}"
    kernel: dict[str, Any] = {
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"lockFileURL": at, "packages": PRELOADED},
        "pyodideUrl": f"{pyodide}pyodide.mjs",
    }
    data = {
        "appName": "trilateral",
        "contentsStorageName": "trilateral work",
        "enableMemoryStorage": True,  # in a window that keeps nothing one can work all the same
        "exposeAppInBrowser": True,
        "litePluginSettings": {f"{KERNEL}:kernel": kernel},
    }
    lite = {"jupyter-lite-schema-version": 0, "jupyter-config-data": data}
    (folder / "jupyter-lite.json").write_text(json.dumps(lite), "utf-8")
    extensions = Path(sys.prefix) / "share" / "jupyter" / "labextensions"
    build = {
        "contents": [str(folder / "content")],
        "output_dir": str(folder / "out"),
        "no_sourcemaps": True,
        "apps": ["lab", "notebooks"],
        "ignore_sys_prefix": ["federated_extensions"],
        "federated_extensions": [
            str(extensions / "@jupyter-widgets" / "jupyterlab-manager"),
            str(extensions / "anywidget"),
            str(made / "share" / "jupyter" / "labextensions" / KERNEL),
        ],
    }
    (folder / "jupyter_lite_config.json").write_text(json.dumps({"LiteBuildConfig": build}), "utf-8")


def put(built: Path, site: Path, told: dict[str, Any]) -> None:
    """Put what JupyterLite made beside our own page, and our scripts into its pages."""
    shutil.copytree(
        built, site, ignore=lambda at, names: LEFT_OUT if Path(at) == built else (), dirs_exist_ok=True
    )
    for page in (site / "lab" / "index.html", site / "notebooks" / "index.html"):
        text = page.read_text("utf-8").replace("<html>", '<html lang="en">', 1)
        scripts = '<script src="../work.js"></script><script src="../watch.js" defer></script>'
        page.write_text(text.replace("</head>", f"{scripts}</head>", 1), "utf-8")
    for name in ("work.js", "watch.js", "start.js"):
        shutil.copy(FILES / name, site)
    (site / "course.json").write_text(json.dumps(told), "utf-8")


def make(notebooks: Iterable[Path], site: Path, settings: dict[str, str], version: str) -> None:
    """Put JupyterLite into the site's folder `lite`.

    Args:
        notebooks: the lessons and the exercises.
        site: the site, made already.
        settings: those of settings.toml.
        version: the course's.

    Raises:
        NotMade: it could not be; the site is as it was.
    """
    made, given = tools(), settings.get("pyodide", "")
    public = cdn(made)
    ours = bool(given) and "://" not in given
    with tempfile.TemporaryDirectory(prefix="lite-") as name:
        folder = Path(name).resolve()
        (folder / "static").mkdir()
        known = stage_contents(notebooks, folder / "content")
        base = "pyodide/" if ours else given.rstrip("/") + "/" if given else public
        lock = make_lock(folder / "static", made, base)
        if ours:
            copy_pyodide((ROOT / given).resolve(), folder / "static" / "pyodide")
        start = "./static/pyodide/" if ours else base
        configure(folder, made, lock, start)
        run(
            "it could not be built.",
            *(sys.executable, "-m", "jupyterlite_core", "build"),
            cwd=folder,  # what it notes of its work goes there
            PYTHONPATH=str(made),
        )
        told = {
            "version": version,
            "built": digest(json.dumps([known, lock]).encode())[:12],
            "notebooks": known,
            "pyodide": start,
            "files": downloads(lock, start),
        }
        shutil.copytree(folder / "static", folder / "out" / "static", dirs_exist_ok=True)
        put(folder / "out", site / "lite", told)
