"""The commands of `trilateral` for classes and for students at work: what they take and what they print."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

__all__ = ["add_commands", "seconds"]

Command = Callable[[argparse.Namespace], int]


def grade(given: argparse.Namespace) -> int:
    """Grade a class: a folder, a folder of folders, or a zip from Moodle or Canvas."""
    from trilateral.grading.grade_class import Settings, grade
    from trilateral.grading.model import NoSandbox, NotGradable

    settings = Settings(
        given.folder,
        given.jobs,
        given.timeout,
        not given.no_sandbox,
        given.seed,
        given.codes,
        given.dask,
    )
    if given.no_sandbox:
        print("No sandbox: students' code can read and change what you can.", file=sys.stderr)
    try:
        graded = grade(given.submissions, given.out, settings)
    except NoSandbox as error:
        print(f"trilateral: {error} To grade without a sandbox all the same: --no-sandbox", file=sys.stderr)
        return 2
    except (NotGradable, OSError) as error:
        print(f"trilateral: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 130
    outcomes: Counter[str] = Counter()
    students, refused, files = set(), [], 0
    for one in graded:
        students.add(one.student.key)
        outcomes.update(outcome.outcome for outcome in (one.result.outcomes if one.result else ()))
        if one.reason:
            refused.append(one)
        else:
            files += one.result is not None
    told = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    print(f"{len(students)} students, {files} files graded: {told or 'nothing'}.")
    for one in refused[:20]:
        print(f"not graded: {one.found.place}: {one.reason}")
    if len(refused) > 20:
        print(f"... and {len(refused) - 20} more; files.csv lists all.")
    print(f"Results: {given.out}")
    return 0


def release(given: argparse.Namespace) -> int:
    """Make forms that differ from student to student, each from a code."""
    from trilateral.exercises.release import release

    for folder in release(given.folder, given.variant, given.out, given.numbers):
        print(folder, flush=True)
    return 0


def progress(given: argparse.Namespace) -> int:
    """Show which notebooks you have run to the end, and which questions you have had right."""
    from trilateral.exercises.progress import progress

    progress()
    return 0


def reset(given: argparse.Namespace) -> int:
    """Bring an exercise's untouched cells back; your work is kept in a copy beside it."""
    from trilateral.exercises.reset import reset

    kept = reset(given.file, given.question)
    print(f"{given.file} is as new{f' in question {given.question}' if given.question else ''}.")
    print(f"Your work is in {kept}.")
    return 0


def add_commands(command: Callable[[str, Command], argparse.ArgumentParser], root: Path) -> None:
    """Add these commands to the command line."""

    def add_folder(sub: argparse.ArgumentParser) -> None:
        where = "the folder with solutions/ in it"
        sub.add_argument("--folder", type=Path, default=root / "exercises", help=where)

    sub = command("grade", grade)
    sub.add_argument("submissions", type=Path, help="a folder, a zip or a notebook")
    sub.add_argument("--out", type=Path, required=True, help="the folder for the results")
    sub.add_argument(
        "--jobs", type=_count, default=os.cpu_count() or 1, help="files at once (default: all cores)"
    )
    sub.add_argument("--timeout", type=seconds, default=10.0, help="seconds for one cell (default: 10)")
    sub.add_argument("--no-sandbox", action="store_true", help="run students' code without a sandbox")
    sub.add_argument("--seed", default="", help="of the nonces (default: a new one, kept in run.json)")
    sub.add_argument("--codes", type=Path, help="a CSV with the columns student and code: who got which form")
    sub.add_argument("--dask", metavar="ADDRESS", default="", help="send the work to a Dask scheduler")
    add_folder(sub)

    sub = command("release", release)
    sub.add_argument("numbers", nargs="*", metavar="NN", help="numbers of exercises (default: all)")
    sub.add_argument("--variant", action="append", required=True, metavar="CODE", help="may be given again")
    sub.add_argument("--out", type=Path, default=Path("release"), help="each code gets a folder in it")
    add_folder(sub)

    command("progress", progress)

    sub = command("reset", reset)
    sub.add_argument("file", type=Path, help="your notebook")
    sub.add_argument("--question", default="", help="for example 3.4 (default: the whole exercise)")


def _count(text: str) -> int:
    if not (re.fullmatch("[0-9]{1,3}", text) and 1 <= int(text) <= 256):
        raise argparse.ArgumentTypeError("a number from 1 to 256")
    return int(text)


def seconds(text: str) -> float:
    """Return a time limit from the command line, up to an hour.

    Raises:
        argparse.ArgumentTypeError: it is none.
    """
    if not (re.fullmatch("[0-9]{1,4}([.][0-9]*)?", text) and 0 < float(text) <= 3600):
        raise argparse.ArgumentTypeError("a number of seconds up to 3600")
    return float(text)
