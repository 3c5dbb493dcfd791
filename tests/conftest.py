"""What every test shares: no network but loopback, and a loud word where browser tests were left out."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import NoReturn

import pytest

ROOT = Path(__file__).parent.parent
JS = ROOT / "js"

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
ADVICE = (
    "No Chromium, Chrome or Edge was found, so the browser tests were not run. Install one "
    "(Debian: sudo apt install chromium) or name its program in the variable TRILATERAL_BROWSER."
)
FRONT_END = (
    "The timeline's JavaScript was not tested, nor its accessibility: that needs Node's packages. "
    "With Node 20 or later installed: cd js && npm ci"
)

NBGRADER = (
    "The forms were not tried in nbgrader, which needs a Python of its own: tests/test_nbgrader.py says how."
)


def find_browser() -> str | None:
    """Return the program of a browser of Chromium's family, or None."""
    names = [os.environ["TRILATERAL_BROWSER"]] if "TRILATERAL_BROWSER" in os.environ else BROWSERS
    return next((path for name in names if (path := shutil.which(name))), None)


def leave_out(advice: str) -> NoReturn:
    """Leave a test out on a user's machine, where what it needs is optional; in CI, fail."""
    if os.environ.get("CI"):
        pytest.fail(advice, pytrace=False)
    pytest.skip(advice)


@pytest.fixture(scope="session")
def browser_program() -> str:
    """The program of a browser of Chromium's family."""
    return find_browser() or leave_out(ADVICE)


@pytest.fixture(scope="session")
def front_end() -> Path:
    """The folder `js` with its packages installed."""
    return JS if (JS / "node_modules" / "axe-core").exists() else leave_out(FRONT_END)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines what was left out: a skip is easily overlooked."""
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    for advice in (ADVICE, FRONT_END, NBGRADER):
        if number := sum(advice in reason for reason in skipped):
            terminalreporter.section(f"{number} tests left out", yellow=True)
            terminalreporter.line(advice)
