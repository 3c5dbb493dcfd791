"""What every test shares: no network but loopback, and a loud word where browser tests were left out."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

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


def find_browser() -> str | None:
    """Return the program of a browser of Chromium's family, or None."""
    names = [os.environ["TRILATERAL_BROWSER"]] if "TRILATERAL_BROWSER" in os.environ else BROWSERS
    return next((path for name in names if (path := shutil.which(name))), None)


@pytest.fixture(scope="session")
def browser_program() -> str:
    """The browser's program; without one the test is skipped on a user's machine and fails in CI."""
    program = find_browser()
    if program is None:
        if os.environ.get("CI"):
            pytest.fail(ADVICE)
        pytest.skip(ADVICE)
    return program


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in the last lines that browser tests were left out: a skip is easily overlooked."""
    if any(ADVICE in str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])):
        terminalreporter.section("browser", yellow=True)
        terminalreporter.line(ADVICE)
