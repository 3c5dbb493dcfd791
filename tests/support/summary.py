"""What a run says at its end: the time of each notebook, what to do about failures, and what was left out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

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
        "Exercises, or what judges them, were changed. If that is meant: .venv/bin/trilateral build"
    ),
    r"tests/record/test_(checksums|data|load)\.py": (
        "The record was changed. If that is meant: .venv/bin/trilateral checksums, then trilateral notebooks"
    ),
    r"tests/(browser/.+|timeline/test_(bundle|contract)|widgets/test_small_widgets)\.py": (
        "The widgets were changed. If that is meant, and in js/src or trilateral/timeline/shared: "
        "cd js && node build.js"
    ),
    r"tests/(error_messages|exercises|grading|memo|timeline|widgets)/(?!test_(exercises|pictures)).+\.py": (
        "A rule of that room was changed. If that is meant, change the case that names it."
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
