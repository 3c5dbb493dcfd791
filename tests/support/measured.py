"""Which tests are run with coverage, where it is asked for.

Python 3.11 traces by running every instruction the slow way, those of libraries too: a test with coverage
takes nearly twice as long. So it is measured where the package's own lines are tested, and not where a test
reads the course's texts, waits for a kernel or a browser, or does for a third exercise what it has done for
two. Such tests are run all the same; what only they reach counts as not reached.
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Generator
from typing import Any

import pytest

UNMEASURED = (
    "notebooks/",
    "exercises/",
    "tests/browser/",
    "tests/course/test_chain.py",
    "tests/course/test_policy.py",
)
# Of a test of each lesson or exercise: [06-washington-in-flux], [class-17-06-washington-in-flux].
LATER = re.compile(r"\[(?:.*-)?0[3-9]-[a-z-]+\]$")


def unmeasured(nodeid: str) -> bool:
    """Tell whether a test is run without coverage."""
    return nodeid.startswith(UNMEASURED) or bool(LATER.search(nodeid))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, Any, Any]:
    """Run a test with its fixtures, with coverage or without.

    The tracers are put aside, not coverage stopped: in a worker of xdist there are two coverages, one within
    the other, and where one stops the other takes over. Kernels that a test starts are measured all the same.
    """
    own, of_threads = sys.gettrace(), threading.gettrace()
    if own is None or not unmeasured(item.nodeid):
        return (yield)
    sys.settrace(None)
    threading.settrace(None)
    try:
        return (yield)
    finally:
        threading.settrace(of_threads)
        sys.settrace(own)
