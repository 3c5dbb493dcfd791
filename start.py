#!/usr/bin/env python3
"""Set up the course and open it (lab); make a site or a stick of it, test it, test the tests, measure it."""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import re
import socket
import subprocess
import sys
from contextlib import suppress
from importlib import util
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "installed.txt"
READ_ONLY = "could not write .venv. Is the disk full, or is this read-only or a stick? Copy it to a disk."
AWAY = r"PYTHON|MPLBACKEND$|MATPLOTLIBRC$|JUPYTER_(CONFIG_)?PATH$|JUPYTERLAB_DIR$|PIP_(TARGET|PREFIX|USER)$"
STUDENT = ["install", "-r", "pyproject.toml", "--extra", "lab", "--extra", "grade", "--group", "start", "-c"]
TESTS = {"test": "-m pytest", "mutants": "tests/mutation/run.py", "bench": "benchmarks/bench.py"}
PROGRAMS = TESTS | {"site": "website/build.py", "stick": "stick/make.py"}
OFFLINE = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": "wheels", "UV_OFFLINE": "1", "UV_FIND_LINKS": "wheels"}
MACHINE = "Python {}.{} on ".format(*sys.version_info) + f"{platform.system()} {platform.machine()}"


def fail(message: str) -> NoReturn:
    """Stop with one plain line and no stack trace."""
    sys.exit(f"start.py: {message}")


def own() -> dict[str, str]:
    """Return the variables of this process, but none that lead away from .venv or change what is shown."""
    kept = {name: value for name, value in os.environ.items() if not re.match(AWAY, name)}
    ours = dict(PIP_USER="0", PYTHONUTF8="1", JUPYTER_PREFER_ENV_PATH="1", IPYTHONDIR=str(VENV / "ipython"))
    return kept | ours


def run(what: str, *command: str | Path, advice: str) -> None:
    """Run a command quietly, with a stick's wheels first and without pip.conf last; say why it fails."""
    print(f"{what} ...", flush=True)
    for settings in [OFFLINE] * (ROOT / "wheels").is_dir() + [{}, {"PIP_CONFIG_FILE": os.devnull}]:
        done = subprocess.run(command, cwd=ROOT, env=own() | settings, capture_output=True)
        if not done.returncode:
            return
    for line in (done.stderr or done.stdout).decode(errors="replace").strip().splitlines()[-6:]:
        print(f"  | {line}", file=sys.stderr)
    fail(advice)


def has(module: str) -> bool:
    """Tell whether .venv has a module."""
    command = [str(PYTHON), "-c", f"import {module}"]
    return PYTHON.exists() and not subprocess.run(command, env=own(), capture_output=True).returncode


def set_up(everything: bool = True) -> None:
    """Make .venv hold the course and the locked versions, all or a student's (to start afresh, delete it)."""
    lessons = [sys.executable, "-I", "trilateral/exercises/originals.py", ROOT]
    subprocess.run(lessons, cwd=ROOT, capture_output=True)  # kept before they are worked on
    python = f"{sys.base_prefix} {sys.version} {VENV}".encode()
    wanted = hashlib.sha256(LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + python).hexdigest()
    how = ["sync"] if everything else STUDENT
    if STAMP.exists() and STAMP.read_text() in (f"{wanted} sync", f"{wanted} {how[0]}"):
        return
    print("Setting up in .venv (once; it takes about a minute).", flush=True)
    if not util.find_spec("ensurepip"):  # Debian ships Python without it
        fail("this Python cannot make environments. On Debian: sudo apt install python3-venv")
    try:
        kept = (VENV / "pyvenv.cfg").read_text("utf-8", "replace") if has("sys") else ""
        if str(sys.base_prefix) not in kept or not (has("uv") or has("pip")):
            run("Making .venv", sys.executable, "-m", "venv", "--clear", VENV, advice=READ_ONLY)
        network = "could not install. Is there a network connection? If so, try again in a minute."
        if (kinds := [path.stem for path in ROOT.glob("wheels/Python *.txt")]) and MACHINE not in kinds:
            network += f" The packages here are for {', '.join(sorted(kinds))}; this is {MACHINE}."
        uv_version = re.search(r"^uv==\S+", LOCK.read_text(), re.MULTILINE)[0]
        if not has("uv"):
            pip = (PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--prefix", VENV)
            run("Installing uv, which installs the rest", *pip, uv_version, advice=network)
        uv = (PYTHON, "-m", "uv", "pip")
        run("Installing", *uv, *how, LOCK, "--quiet", "--python", PYTHON, advice=network)
        here = ("--quiet", "--offline", "--no-deps", "--no-build-isolation", "--python", PYTHON, "-e", ROOT)
        run("Finishing", *uv, "install", *here, advice="the course's package is damaged. Restore its files.")
        page = VENV / "etc/jupyter/labconfig/page_config.json"  # no offers of news: they ask the internet
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text('{"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": true}}')
        STAMP.write_text(f"{wanted} {how[0]}")
    except OSError as error:
        fail(f"{READ_ONLY} ({error.strerror})")
    print("Set up. Next time this is skipped.", flush=True)


def pick(port: int | None) -> int:
    """Return the port asked for, or the first free one from 8888 on."""
    for number in [port] if port is not None else range(8888, 8988):
        with socket.socket() as probe, suppress(OSError, OverflowError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, os.name != "nt")  # there two could share
            probe.bind(("127.0.0.1", number))
            return number
    fail(f"port {port or '8888 to 8987'} is taken or not allowed. Choose another: --port 9000")


def call(*command: object) -> int:
    """Run a command in the foreground; Ctrl+C is its own affair."""
    env = own() | {"PATH": f"{PYTHON.parent}{os.pathsep}{os.environ.get('PATH', '')}", "CWD": str(Path.cwd())}
    process = subprocess.Popen([str(word) for word in command], cwd=ROOT, env=env)
    while True:
        with suppress(KeyboardInterrupt):
            return process.wait()


def lab(port: int, browser: bool) -> int:
    """Open JupyterLab on the first notebook."""
    print(f"Opening JupyterLab on port {port}. To stop it, press Ctrl+C here, twice.", flush=True)
    options = ["--ServerApp.base_url=/",  # encryption, or it warns that others could listen
        "--allow-root", f"--port={port}", f"--ServerApp.root_dir={ROOT}", "--ServerApp.log_level=WARN",
        "--KernelManager.transport_encryption=auto", "--PasswordIdentityProvider.hashed_password=",
        "--LabApp.default_url=/lab/tree/notebooks/00-start-here.ipynb", "--ServerApp.ip=127.0.0.1",
        "--ServerApp.contents_manager_class=trilateral.lab_files.NotebookFiles"]  # fmt: skip
    return call(PYTHON, "-m", "jupyterlab", *options, *([] if browser else ["--no-browser"]))


def main() -> int:
    """Read the command line and do what it says."""
    if sys.version_info < (3, 11):
        fail(f"needs Python 3.11 or later; this is {sys.version.split()[0]}. Get one from python.org.")
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("command", nargs="?", choices=("lab", *PROGRAMS), default="lab", help="lab, if none")
    parser.add_argument("--port", type=int, help="the port for JupyterLab (default: a free one)")
    parser.add_argument("--no-browser", action="store_true", help="print the address only")
    end = 2 if {*sys.argv[1:2]} & {*PROGRAMS} else len(sys.argv)  # what follows is that program's, --help too
    given, rest = parser.parse_known_args(sys.argv[1:end])
    if rest and given.command == "lab":
        parser.error(f"not known: {' '.join(rest)}")
    set_up(everything=given.command not in ("lab", "stick"))
    if given.command in PROGRAMS:
        prepared = given.command in TESTS and call(PYTHON, "tests/support/prepare.py", *sys.argv[end:])
        return prepared or call(PYTHON, *PROGRAMS[given.command].split(), *rest, *sys.argv[end:])
    return lab(pick(given.port), not given.no_browser)


if __name__ == "__main__":
    sys.exit(main())
