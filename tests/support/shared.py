"""What every test shares: the course's folder, what it needs or is left out, and what holds in every run."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import nbval.kernel
import pytest
from support import forking, kernels, settings
from support.browser import ADVICE, find_browser
from support.network import refuse_the_network
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


def pytest_configure() -> None:
    """Refuse the network in this process; tests/matrix.py refuses it in kernels and browsers too."""
    settings.leave_behind()
    sys.addaudithook(refuse_the_network)
    nbval.kernel.start_new_kernel = kernels.start_again
    forking.pytest_configure()


def pytest_unconfigure() -> None:
    """End what kernels are forked from."""
    forking.pytest_unconfigure()


@pytest.hookimpl(tryfirst=True)
def pytest_xdist_auto_num_workers() -> int:
    """Return one worker more than there are cores: a third of a test's time goes by in waiting for others."""
    return 1 + (len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)


def pytest_collection_modifyitems(config: pytest.Config) -> None:
    """Before the first test: two ways to save time."""
    config.option.cov_source = None  # of this process only: nbval would wait a minute in each kernel for it
    gc.freeze()  # thousands of tests stay to the end: none need be looked at for rubbish again and again
