"""The command `trilateral`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from trilateral.grading.commands import add_commands, seconds
from trilateral.notebooks import NotebookError, rerun
from trilateral.record.load import DataError

ROOT = Path(__file__).parent.parent


def notebooks(given: argparse.Namespace) -> int:
    """Run the notebooks named, or all, and write their outputs."""
    everything = [*sorted(ROOT.glob("notebooks/*.ipynb")), *sorted(ROOT.glob("exercises/solutions/*.ipynb"))]
    rerun(given.files or everything)
    return 0


def forms(given: argparse.Namespace) -> int:
    """Make the students' forms and the keys from the solutions."""
    from trilateral.exercises.build import build

    for path in build(given.folder, given.numbers):
        print(path)
    return 0


def seal(given: argparse.Namespace) -> int:
    """Write each table's size and digest into data/datapackage.json, after a change that is meant."""
    from trilateral.record.checksums import write_checksums

    for path in (changed := write_checksums(given.folder)):
        print(f"sealed {path}")
    if not changed:
        print("nothing has changed")
    return 0


def check(given: argparse.Namespace) -> int:
    """Say of each answer in your exercises whether it is right, and why not."""
    from trilateral.grading.check_file import check_files

    return check_files(given.files, given.timeout)


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="trilateral", description=__doc__)
    commands = top.add_subparsers(metavar="COMMAND", required=True)

    def command(name: str, function: Callable[[argparse.Namespace], int]) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=function.__doc__, description=function.__doc__)
        sub.set_defaults(function=function)
        return sub

    sub = command("notebooks", notebooks)
    sub.add_argument("files", nargs="*", type=Path, help="notebooks (default: the course and the solutions)")
    sub = command("forms", forms)
    sub.add_argument("numbers", nargs="*", metavar="NN", help="numbers of exercises (default: all)")
    sub.add_argument(
        "--folder", type=Path, default=ROOT / "exercises", help="the folder with solutions/ in it"
    )
    sub = command("seal", seal)
    sub.add_argument("--folder", type=Path, default=ROOT / "data", help="the folder of the record")
    sub = command("check", check)
    sub.add_argument("files", nargs="+", type=Path, metavar="FILE", help="exercises with your answers")
    sub.add_argument("--timeout", type=seconds, default=10.0, help="seconds for one cell (default: 10)")
    add_commands(command, ROOT)
    return top


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status: 2 where the user's input cannot be used."""
    given = parser().parse_args(arguments)
    try:
        status: int = given.function(given)
    except (DataError, NotebookError) as error:
        print(f"trilateral: {error}", file=sys.stderr)
        return 2
    return status
