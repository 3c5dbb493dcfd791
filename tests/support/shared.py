"""What every test shares: no network but loopback, and a loud word where browser tests were left out."""

from __future__ import annotations

import atexit
import gc
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NoReturn

import nbval.kernel
import pytest
from support import forking
from support.browser import ADVICE, find_browser
from support.node import FRONT_END, JS, find_npm, installed

ROOT = Path(__file__).parents[2]

NO_SANDBOX = (
    "The grader's sandbox was not tested. It needs Linux, bubblewrap (Debian, Ubuntu: sudo apt install "
    "bubblewrap) and a system that lets it make namespaces, which some containers do not."
)
NBGRADER = (
    "The forms were not tried in nbgrader, which needs a Python of its own: "
    "tests/grading/test_nbgrader.py says how."
)


def leave_out(advice: str) -> NoReturn:
    """Leave out a test that this machine cannot run, and say why; where nothing may be left out, fail."""
    if os.environ.get("TRILATERAL_NO_SKIPS"):
        pytest.fail(advice, pytrace=False)
    pytest.skip(advice)


@pytest.fixture(scope="session")
def browser_program() -> str:
    """The program of a browser of Chromium's family."""
    return find_browser() or leave_out(ADVICE)


@pytest.fixture(scope="session")
def front_end() -> Path:
    """The folder `js` with its packages installed."""
    return JS if installed(JS) and find_npm() else leave_out(FRONT_END)


def said_under_two_seeds(code: str) -> set[str]:
    """Return what a program prints under one hash seed and under another: one text, if it is the same."""
    return {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }


def refuse_the_network(event: str, arguments: tuple[Any, ...]) -> None:
    """Let no test reach beyond this machine: what passes here must pass on a train."""
    if event != "socket.connect" or not isinstance(address := arguments[1], tuple):
        return
    try:
        outside = not ip_address(address[0]).is_loopback
    except ValueError:
        outside = address[0] != "localhost"
    if outside:
        raise PermissionError(f"a test tried to reach {address[0]}; only this machine is allowed")


def where_cells_may_write(folder: Path) -> Path:
    """Return a notebook's folder; in a read-only checkout, one like it, with links to what is beside it."""
    if os.access(folder, os.W_OK):
        return folder
    course = Path(tempfile.mkdtemp(prefix="trilateral-"))
    atexit.register(shutil.rmtree, course, ignore_errors=True)
    (like := course / folder.name).mkdir()
    for place, beside in ((course, folder.parent), (like, folder)):
        for path in beside.iterdir():
            if path != folder:
                (place / path.name).symlink_to(path)
    return like


def start_again(startup_timeout: int = 60, cwd: str = ".", **options: Any) -> Any:
    """Start a kernel where its cells may write, and again where it does not answer.

    A kernel is told which ports to take; between the telling and the taking another program may take one.
    """
    options["cwd"] = str(where_cells_may_write(Path(cwd).resolve()))
    for _ in range(3):
        try:
            return START(startup_timeout=20, **options)
        except RuntimeError:
            continue
    return START(startup_timeout=startup_timeout, **options)


START = nbval.kernel.start_new_kernel


def pytest_configure() -> None:
    """Refuse the network in this process; tests/matrix.py refuses it in kernels and browsers too."""
    sys.addaudithook(refuse_the_network)
    nbval.kernel.start_new_kernel = start_again
    forking.pytest_configure()


def pytest_unconfigure() -> None:
    """End what kernels are forked from."""
    forking.pytest_unconfigure()


def pytest_collection_modifyitems(config: pytest.Config) -> None:
    """Before the first test: two ways to save time."""
    config.option.cov_source = None  # of this process only: nbval would wait a minute in each kernel for it
    gc.freeze()  # thousands of tests stay to the end: none need be looked at for rubbish again and again


SECONDS: Counter[str] = Counter()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Add up what each notebook takes, its kernel's start and end included."""
    path = report.nodeid.partition("::")[0]
    if path.endswith(".ipynb"):
        SECONDS[path] += report.duration


# By the files that failed: what that means, and what to do where it was meant.
MEANT = {
    r"(notebooks|exercises/solutions)/.+\.ipynb": (
        "Cells no longer give the outputs stored with them. If that is meant: .venv/bin/trilateral notebooks "
        "stores the new ones, and git diff shows them. If not: something in the record, the package or the "
        "cell itself was changed by mistake."
    ),
    r"exercises/.+\.ipynb|tests/exercises/test_exercises\.py": (
        "Exercises, or what judges them, were changed. If that is meant: .venv/bin/trilateral forms"
    ),
    r"tests/record/test_(checksums|data|load)\.py": (
        "The record was changed. If that is meant: .venv/bin/trilateral seal, then trilateral notebooks"
    ),
    r"tests/(browser/.+|timeline/test_timeline|widgets/test_small_widgets)\.py": (
        "The widgets were changed. If that is meant, and in js/src: cd js && node build.js"
    ),
    r"tests/timeline/test_pictures\.py": (
        "A still picture is drawn otherwise. If that is meant: "
        ".venv/bin/python tests/timeline/test_pictures.py, and "
        "look at those in tests/timeline/pictures that git shows as changed."
    ),
}


def what_to_do(failed: Iterable[str]) -> list[str]:
    """Return, for the ids of failed tests, what each kind means and what to do, for whoever sees it first."""
    files = dict.fromkeys(name.partition("::")[0] for name in failed)
    lines = [
        meaning for pattern, meaning in MEANT.items() if any(re.fullmatch(pattern, file) for file in files)
    ]
    if files:
        lines.append(
            f"Above each failure stands what is wrong. One file again: python3 start.py test {min(files)}"
        )
    return lines


def left_out(reports: Iterable[Any]) -> list[str]:
    """Return a line for each reason why tests were skipped, with their number, the commonest first."""
    reasons = [report[2] if isinstance(report, tuple) else str(report) for report in reports]
    counts = Counter(reason.removeprefix("Skipped: ") for reason in reasons)
    return [f"{number}: {reason}" for reason, number in counts.most_common()]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print the time of each notebook, and what was left out: a skip is easily overlooked."""
    if SECONDS:
        terminalreporter.section(f"{sum(SECONDS.values()):.1f} s in {len(SECONDS)} notebooks")
        for path, seconds in sorted(SECONDS.items()):
            terminalreporter.line(f"{seconds:6.1f} s  {path}")
    bad = [report.nodeid for kind in ("failed", "error") for report in terminalreporter.stats.get(kind, [])]
    for number, line in enumerate(what_to_do(bad)):
        if number == 0:
            terminalreporter.section("what to do", red=True)
        terminalreporter.line(line)
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped:
        terminalreporter.section(f"{len(skipped)} tests left out", yellow=True, bold=True)
        for line in left_out(report.longrepr for report in skipped):
            terminalreporter.line(line)
        if not any(terminalreporter.stats.get(kind) for kind in ("passed", "failed", "error")):
            terminalreporter.line("Every test was left out: nothing was tested.", red=True, bold=True)
