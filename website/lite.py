"""JupyterLite on the site: Python in the reader's own browser, with the record, the widgets and the checks.

    python website/lite.py PYODIDE      bring lite_files/packages.json to the version of Pyodide in a folder

Python itself and its large packages come from Pyodide's distribution, which the reader's browser fetches: from
where JupyterLite takes it, or from the site (`pyodide` in settings.toml). Which files these are, and their
digests, is stored in lite_files/packages.json, so that nothing of them is needed to build the site. The course
itself and small packages of pure Python, in the versions of requirements.lock, lie on the site as wheels. All
stand in one lock that Pyodide reads: a cell that imports `trilateral` gets the rest by that, and nothing is
asked of a registry.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import runpy
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import nbformat

HERE, ROOT = Path(__file__).resolve().parent, Path(__file__).resolve().parents[1]
FILES = HERE / "lite_files"
KERNEL = "@jupyterlite/pyodide-kernel-extension"
SPEC = {"display_name": "Python (Pyodide)", "language": "python", "name": "python"}
# What the course needs of Pyodide's distribution, and what its kernel needs; what these need comes along.
WANTED = ("pandas", "matplotlib", "cryptography", "jinja2", "platformdirs", "tzdata")
KERNEL_WANTED = ("ipython", "jedi", "micropip", "traitlets", "typing-extensions")
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
# Small packages from the site, in the versions of requirements.lock; what each needs, as the lock of Pyodide says it.
OWN = {
    "anywidget": ["ipywidgets", "psygnal", "typing-extensions"],
    "babel": [],
    "comm": [],
    "et-xmlfile": [],
    "ipywidgets": ["comm", "ipython", "traitlets"],
    "openpyxl": ["et-xmlfile"],
    "psygnal": [],
}
COURSE = ["anywidget", "cryptography", "ipywidgets", "jinja2", "matplotlib", "openpyxl", "pandas", "platformdirs"]
PRELOADED = ["comm", "ipykernel", "ipython", "jedi", "micropip", "piplite", "pyodide-kernel"]
LEFT_OUT = ("index.html", "doc", "package.json", "rspack.config.js", "rspack.config.analyze.js", "rspack.config.watch.js")
HIDDEN = ("solutions", "briefs", ".*", "__pycache__")


class NotMade(Exception):
    """JupyterLite cannot be put on the site; the message says why, in one line."""


def digest(content: bytes) -> str:
    """Return the digest by which Pyodide's lock knows a file."""
    return hashlib.sha256(content).hexdigest()


def subset(lock: dict[str, Any], version: str) -> dict[str, Any]:
    """Return of the lock of a distribution of Pyodide what the course needs."""
    packages, wanted = lock["packages"], [*WANTED, *KERNEL_WANTED]
    found: dict[str, Any] = {}
    while wanted:
        name = wanted.pop().replace("_", "-").lower()
        if name not in found:
            found[name] = packages[name]
            wanted += packages[name]["depends"]
    return {"pyodide": version, "info": lock["info"], "packages": dict(sorted(found.items()))}


def _run(advice: str, *command: object, **variables: str) -> None:
    """Run a command quietly.

    Raises:
        NotMade: it failed.
    """
    words = [str(word) for word in command]
    env = {**os.environ, **variables}
    done = subprocess.run(words, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no reason given"]
        raise NotMade(f"{advice} ({last[0].strip()[:200]})")


def tools() -> Path:
    """Return a folder with JupyterLite and with the small packages' wheels, fetched once.

    Raises:
        NotMade: they are not there, and there is no network.
    """
    lines = re.split(r"\n(?=\S)", (ROOT / "requirements.lock").read_text("utf-8"))
    locked = [line for line in lines if line.partition("==")[0] in OWN]
    ours = (FILES / "requirements.txt").read_bytes()
    folder = Path(sys.prefix) / "lite" / digest(ours + "\n".join(locked).encode())[:16]
    if folder.is_dir():
        return folder
    shutil.rmtree(folder.parent, ignore_errors=True)
    folder.parent.mkdir(parents=True)
    advice = "could not be fetched. Is there a network connection?"
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        half = Path(name) / "half"
        half.mkdir()
        (half / "wheels.txt").write_text("\n".join(locked), "utf-8")
        exact = ("--no-deps", "--require-hashes", "--only-binary=:all:")
        pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
        _run(advice, *pip, "install", *exact, "--target", half, "-r", FILES / "requirements.txt")
        pure = ("--platform", "any", "--implementation", "py", "--abi", "none", "--python-version", "314")
        _run(advice, *pip, "download", *exact, *pure, "-r", half / "wheels.txt", "-d", half / "wheels")
        half.replace(folder)
    return folder


def entry(wheel: Path, file_name: str, depends: list[str]) -> dict[str, Any]:
    """Return what Pyodide's lock says of a wheel of ours."""
    name, version = wheel.name.split("-")[:2]
    with zipfile.ZipFile(wheel) as content:
        tops = {one.split("/")[0] for one in content.namelist() if "/" in one}
    imports = sorted(top for top in tops if top.isidentifier())
    return {
        "name": name.replace("_", "-"),
        "version": version,
        "file_name": file_name,
        "sha256": digest(wheel.read_bytes()),
        "depends": depends,
        "imports": imports,
        "install_dir": "site",
        "package_type": "package",
        "unvendored_tests": False,
    }


def course_wheel(folder: Path) -> Path:
    """Build the course's wheel into a folder, without a network."""
    code = f"from hatchling.build import build_wheel; print(build_wheel({str(folder)!r}))"
    _run("the course's own wheel could not be built.", sys.executable, "-c", code)
    (wheel,) = folder.glob("*.whl")
    return wheel


def make_lock(static: Path, made: Path, base: str) -> dict[str, Any]:
    """Put the wheels into the folder `static`, and return the lock that names them and Pyodide's files.

    Args:
        static: JupyterLite's folder for files of ours; the lock's addresses are relative to it.
        made: what `tools` returned.
        base: where Pyodide's files are, ending in "/".

    Raises:
        NotMade: the stored list is of another Pyodide than the one that JupyterLite starts.
    """
    stored = json.loads((FILES / "packages.json").read_text("utf-8"))
    constants = runpy.run_path(str(made / "jupyterlite_pyodide_kernel" / "constants.py"))
    if stored["pyodide"] != constants["PYODIDE_VERSION"]:
        raise NotMade(
            f"starts Pyodide {constants['PYODIDE_VERSION']}, and lite_files/packages.json is of {stored['pyodide']}"
        )
    base = base or constants["PYODIDE_CDN_URL"].rstrip("/") + "/"
    packages = {
        name: {**one, "file_name": base + one["file_name"]} for name, one in stored["packages"].items()
    }

    def add(wheel: Path, depends: list[str]) -> None:
        # A wheel that has changed has another address: a browser keeps what it once fetched.
        place = f"wheels/{digest(wheel.read_bytes())[:8]}/{wheel.name}"
        (static / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(wheel, static / place)
        one = entry(wheel, place, depends)
        packages[one["name"]] = one

    for wheel in sorted((made / "wheels").glob("*.whl")):
        add(wheel, OWN[wheel.name.split("-")[0].replace("_", "-")])
    kernels = {
        "ipykernel": ["pyodide-kernel"],
        "piplite": ["micropip"],
        "pyodide-kernel": ["comm", "ipython", "jedi"],
    }
    for name, depends in kernels.items():
        pattern = f"labextensions/{KERNEL}/static/pypi/{name.replace('-', '_')}-*.whl"
        (wheel,) = (made / "share" / "jupyter").glob(pattern)
        add(wheel, depends)
    with tempfile.TemporaryDirectory() as name:
        add(course_wheel(Path(name)), COURSE)
    return {"info": stored["info"], "packages": packages}


def copy_pyodide(folder: Path, target: Path) -> None:
    """Copy of a distribution of Pyodide what the course needs into the site.

    Raises:
        NotMade: a file is missing, or is another than the one that the stored list names.
    """
    stored = json.loads((FILES / "packages.json").read_text("utf-8"))
    target.mkdir(parents=True)
    for name in CORE:
        if not (folder / name).is_file():
            raise NotMade(f"{folder} has no {name}: it must hold the full distribution of {stored['pyodide']}")
        shutil.copy(folder / name, target)
    for one in stored["packages"].values():
        file = folder / one["file_name"]
        if not file.is_file() or digest(file.read_bytes()) != one["sha256"]:
            raise NotMade(f"{file} is missing, or is not of Pyodide {stored['pyodide']}")
        shutil.copy(file, target)


def stage_contents(notebooks: Iterable[Path], out: Path) -> dict[str, str]:
    """Write what the reader finds in JupyterLite: lessons, exercises, the record.

    Returns:
        The digest of each notebook as it is published. A copy says in its metadata of which it is, so that one
        which a reader has kept is known to be old.
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
    """Write JupyterLite's two files of settings, and the lock."""
    text = json.dumps(lock, indent=1)
    (folder / "static" / "course-lock.json").write_text(text, "utf-8")
    at = f"./static/course-lock.json?v={digest(text.encode())[:8]}"
    kernel: dict[str, Any] = {
        "disablePyPIFallback": True,
        "loadPyodideOptions": {"lockFileURL": at, "packages": PRELOADED},
    }
    if pyodide:
        kernel["pyodideUrl"] = f"{pyodide}pyodide.mjs"
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
    """Put what JupyterLite made beside our own page, and into its pages the script that looks after the work."""
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


def downloads(lock: dict[str, Any], pyodide: str) -> list[list[str]]:
    """Return the address and the digest of each file that a browser fetches for the first cell."""
    packages, wanted = lock["packages"], [*PRELOADED, "trilateral"]
    core = [[pyodide + name, ""] for name in CORE]
    found: dict[str, list[str]] = {}
    while wanted:
        one = packages[wanted.pop().replace("_", "-").lower()]
        if one["name"] not in found:
            at = one["file_name"]
            found[one["name"]] = [f"static/{at}" if at.startswith("wheels/") else at, one["sha256"]]
            wanted += one["depends"]
    return core + list(found.values())


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
    constants = runpy.run_path(str(made / "jupyterlite_pyodide_kernel" / "constants.py"))
    ours = bool(given) and "://" not in given
    with tempfile.TemporaryDirectory(prefix="lite-") as name:
        folder = Path(name).resolve()
        (folder / "static").mkdir()
        known = stage_contents(notebooks, folder / "content")
        base = "pyodide/" if ours else given and given.rstrip("/") + "/"
        lock = make_lock(folder / "static", made, base)
        if ours:
            copy_pyodide((ROOT / given).resolve(), folder / "static" / "pyodide")
        base = "./static/pyodide/" if ours else base
        configure(folder, made, lock, base)
        _run(
            "could not be built.",
            *(sys.executable, "-m", "jupyterlite_core", "build", "--lite-dir", folder),
            PYTHONPATH=str(made),
        )
        start = base or constants["PYODIDE_CDN_URL"].rstrip("/") + "/"
        told = {
            "version": version,
            "built": digest(json.dumps([known, lock]).encode())[:12],
            "notebooks": known,
            "pyodide": start,
            "files": downloads(lock, start),
        }
        shutil.copytree(folder / "static", folder / "out" / "static", dirs_exist_ok=True)
        put(folder / "out", site / "lite", told)


if __name__ == "__main__":
    source = Path(sys.argv[1])
    number = json.loads((source / "package.json").read_text("utf-8"))["version"]
    new = subset(json.loads((source / "pyodide-lock.json").read_text("utf-8")), number)
    (FILES / "packages.json").write_text(json.dumps(new, indent=1) + "\n", "utf-8")
