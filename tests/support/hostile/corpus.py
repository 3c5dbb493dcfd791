"""The submissions: each is a `Case` with bytes and the outcomes that are fair.

Where a case says nothing of a question, its answer is right and must be counted. Bombs are strings here; they
go off only where `test_grading.py` runs them, in the sandbox.
"""
# ruff: noqa: E501  programs within strings are easier to read unbroken

from collections.abc import Iterator
from pathlib import Path

from support.hostile import cheats, programs
from support.hostile import files as odd
from support.hostile.case import ALL, ANY, R2, Case, Make, dumped
from support.hostile.exercise import answered

__all__ = ["ALL", "ANY", "R2", "Case", "code", "dumped", "files"]


def code(blank: dict, folder: Path, port: int, sleeper: str) -> Iterator[Case]:
    """Cases whose answer to 42.2 does something; `Make` says what is given."""
    case = Make(blank, folder, port, sleeper)
    yield case(
        "a file beside itself",
        f"with open('mine.txt', 'w') as file:\n    file.write('x')\nassert open('mine.txt').read() == 'x'\n{R2}",
    )
    for cases in (
        programs.do_not_end,
        programs.take_too_much,
        programs.end_something,
        programs.leave_something,
        programs.destroy,
        programs.look_around,
        cheats.forge_the_verdict,
        cheats.change_the_machinery,
        cheats.slip,
    ):
        yield from cases(case)


def files(blank: dict) -> Iterator[Case]:
    """Cases whose file is odd or broken."""
    good = answered(blank)
    yield from odd.no_notebooks(good)
    yield from odd.mangled(good)
    yield from odd.formats(good)
    yield from odd.cells_gone_or_doubled(good)
    yield from odd.cells_changed(good, blank)
