"""Which browser the tests use, and with which arguments: the one place that answers."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Playwright

VENV = Path(sys.prefix)
OWN = VENV / "browsers"  # what prepare.py fetched; it goes when .venv goes

FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
BROWSERS = (
    "chromium-headless-shell",  # the same without its windows, which take half of the time
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "microsoft-edge-stable",
    "msedge",
)
MACOS = ("Google Chrome", "Chromium", "Microsoft Edge")
WINDOWS = (
    r"Google\Chrome\Application\chrome.exe",
    r"Chromium\Application\chrome.exe",
    r"Microsoft\Edge\Application\msedge.exe",
)
PLAYWRIGHT = (
    "chromium_headless_shell-*/*/*headless[-_]shell",
    "chromium_headless_shell-*/*/*headless[-_]shell.exe",
    "chromium-*/*/chrome",
    "chromium-*/*/chrome.exe",
    "chromium-*/*/*.app/Contents/MacOS/*",
)
INSTALL = {
    "darwin": "brew install --cask google-chrome",
    "win32": "winget install Google.Chrome",
}.get(sys.platform, "sudo apt install chromium")
ADVICE = (
    "No Chromium, Chrome or Edge was found, so the browser tests were not run. Install one: "
    f"{INSTALL} (or the like of it on your system), or name its program in the variable TRILATERAL_BROWSER."
)


def _usual_places() -> Iterator[Path | str]:
    """Names to look for in PATH, and full paths, the best first."""
    yield from BROWSERS
    for applications in (Path("/Applications"), Path.home() / "Applications"):
        yield from (applications / f"{name}.app" / "Contents" / "MacOS" / name for name in MACOS)
    for variable in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"):
        if folder := os.environ.get(variable):
            yield from (Path(folder, *name.split("\\")) for name in WINDOWS)
    for folder in _playwrights():
        for pattern in PLAYWRIGHT:
            yield from sorted(folder.glob(pattern), reverse=True)
    yield OWN / "chromium" / "chromium"


def _playwrights() -> Iterator[Path]:
    """Where Playwright keeps what it downloads: its own choice, and what prepare.py had it download."""
    if named := os.environ.get("PLAYWRIGHT_BROWSERS_PATH"):
        yield Path(named)
    yield Path.home() / ".cache" / "ms-playwright"
    yield Path.home() / "Library" / "Caches" / "ms-playwright"
    if folder := os.environ.get("LOCALAPPDATA"):
        yield Path(folder, "ms-playwright")
    yield OWN


def find_browser() -> str | None:
    """Return the program of a browser of Chromium's family, or None."""
    named = os.environ.get("TRILATERAL_BROWSER")
    places = [named] if named else _usual_places()
    return next((path for place in places if (path := shutil.which(str(place)))), None)


def environment(program: str) -> dict[str, str]:
    """Return the variables for a browser; the one that prepare.py unpacked brings libraries and a font."""
    # In the locale C, which many containers have, some builds call their language "en-US@posix": no such tag.
    variables = {**os.environ, "LC_ALL": "en_GB.UTF-8", "LANGUAGE": "en_GB"}
    home = Path(program).parent
    if home == OWN / "chromium":
        libraries = (str(home / "al2023" / "lib"), variables.get("LD_LIBRARY_PATH", ""))
        variables["LD_LIBRARY_PATH"] = os.pathsep.join(filter(None, libraries))
        if not Path("/etc/fonts/fonts.conf").exists():
            variables["FONTCONFIG_PATH"] = str(home / "fonts")
    return variables


def launch(playwright: Playwright, program: str, *arguments: str, timeout: float = 60_000) -> Browser:
    """Start a headless browser.

    Args:
        playwright: what starts it.
        program: its program, from `find_browser`.
        arguments: more arguments than `FLAGS`.
        timeout: how long it may take to start, in ms.
    """
    return playwright.chromium.launch(
        executable_path=program,
        headless=True,
        args=[*FLAGS, *arguments],
        env=dict(environment(program)),
        timeout=timeout,
    )
