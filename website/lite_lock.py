"""What a browser fetches to run the course: Python, packages, the course; one lock that names them all.

    python website/lite_lock.py --fetch     fetch once what builds JupyterLite, and small packages
    python website/lite_lock.py PYODIDE     bring packages.json to the Pyodide in a folder of npm

Python itself and its large packages come from Pyodide's distribution, from where JupyterLite takes it or from
the site (`pyodide` in settings.toml). Which files these are, and their digests, is in packages.json:
nothing of them is needed to build the site. The course and small packages of pure Python, in the versions of
requirements.lock, lie on the site as wheels. All stand in one lock that Pyodide reads: a cell that imports
`trilateral` gets the rest by that, and no registry is asked.
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
from pathlib import Path
from typing import Any

HERE, ROOT = Path(__file__).resolve().parent, Path(__file__).resolve().parents[1]
FILES = HERE / "lite_files"
KERNEL = "@jupyterlite/pyodide-kernel-extension"
# What the course needs of Pyodide's distribution, and what its kernel needs; what these need comes along.
WANTED = ("pandas", "matplotlib", "cryptography", "jinja2", "platformdirs", "tzdata")
KERNEL_WANTED = ("ipython", "jedi", "micropip", "traitlets", "typing-extensions")
CORE = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip")
# Small packages from the site, in the versions of requirements.lock, and what each needs.
OWN = {
    "anywidget": ["ipywidgets", "psygnal", "typing-extensions"],
    "babel": [],
    "comm": [],
    "et-xmlfile": [],
    "ipywidgets": ["comm", "ipython", "traitlets"],
    "openpyxl": ["et-xmlfile"],
    "psygnal": [],
}
COURSE = [
    "anywidget",
    "cryptography",
    "ipywidgets",
    "jinja2",
    "matplotlib",
    "openpyxl",
    "pandas",
    "platformdirs",
]
PRELOADED = ["comm", "ipykernel", "ipython", "jedi", "micropip", "piplite", "pyodide-kernel"]


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


def run(advice: str, *command: object, cwd: Path = ROOT, **variables: str) -> None:
    """Run a command quietly.

    Raises:
        NotMade: it failed.
    """
    words = [str(word) for word in command]
    env = {**os.environ, **variables}
    done = subprocess.run(words, cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False)
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
    advice = "what builds it could not be fetched. Is there a network connection?"
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        half = Path(name) / "half"
        half.mkdir()
        (half / "wheels.txt").write_text("\n".join(locked), "utf-8")
        exact = ("--no-deps", "--require-hashes", "--only-binary=:all:")
        pip = (sys.executable, "-m", "pip", "--quiet", "--disable-pip-version-check")
        run(advice, *pip, "install", *exact, "--target", half, "-r", FILES / "requirements.txt")
        pure = ("--platform", "any", "--implementation", "py", "--abi", "none", "--python-version", "314")
        run(advice, *pip, "download", *exact, *pure, "-r", half / "wheels.txt", "-d", half / "wheels")
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
    run("the course's own wheel could not be built.", sys.executable, "-c", code)
    (wheel,) = folder.glob("*.whl")
    return wheel


def make_lock(static: Path, made: Path, base: str) -> dict[str, Any]:
    """Put the wheels into the folder `static`, and return the lock that names them and Pyodide's files.

    Args:
        static: JupyterLite's folder for files of ours; the lock's addresses are relative to it.
        made: what `tools` returned.
        base: where Pyodide's files are, ending in "/".
    """
    stored = json.loads((FILES / "packages.json").read_text("utf-8"))
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
            raise NotMade(
                f"{folder} has no {name}: it must hold the full distribution of Pyodide {stored['pyodide']}"
            )
        shutil.copy(folder / name, target)
    for one in stored["packages"].values():
        file = folder / one["file_name"]
        if not file.is_file() or digest(file.read_bytes()) != one["sha256"]:
            raise NotMade(f"{file} is missing, or is not of Pyodide {stored['pyodide']}")
        shutil.copy(file, target)


def downloads(lock: dict[str, Any], pyodide: str) -> list[list[str]]:
    """Return the address and the digest of each file that a browser fetches for the first cell."""
    packages, wanted = lock["packages"], [*PRELOADED, "trilateral"]
    core = [[pyodide + name, ""] for name in CORE]
    found: dict[str, list[str]] = {}
    while wanted:
        one = packages[wanted.pop().replace("_", "-").lower()]
        if one["name"] not in found:
            at = one["file_name"]
            found[one["name"]] = [at if "://" in at else f"static/{at}", one["sha256"]]
            wanted += one["depends"]
    return core + list(found.values())


def cdn(made: Path) -> str:
    """Return from where JupyterLite takes Pyodide, if it is told nothing.

    Raises:
        NotMade: the stored list is of another Pyodide.
    """
    constants = runpy.run_path(str(made / "jupyterlite_pyodide_kernel" / "constants.py"))
    stored = json.loads((FILES / "packages.json").read_text("utf-8"))["pyodide"]
    if stored != constants["PYODIDE_VERSION"]:
        raise NotMade(f"it starts Pyodide {constants['PYODIDE_VERSION']}, and packages.json is of {stored}")
    return constants["PYODIDE_CDN_URL"].rstrip("/") + "/"


def main(word: str) -> None:
    """Fetch, or bring the stored list up to date."""
    if word == "--fetch":
        try:
            tools()
        except NotMade as error:
            sys.exit(f"No JupyterLite: {error}")
        return
    number = json.loads((Path(word) / "package.json").read_text("utf-8"))["version"]
    new = subset(json.loads((Path(word) / "pyodide-lock.json").read_text("utf-8")), number)
    (FILES / "packages.json").write_text(json.dumps(new, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
