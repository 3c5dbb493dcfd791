"""The command `trilateral`.

Each command imports what it needs when it runs, so that `--help` and `progress` do not wait for pandas.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from trilateral.errors import UserError

__all__ = ["main", "parser"]


# What commands that run notebooks need, and a copy for notebooks alone lacks: `grade` in pyproject.toml.
RUN_NOTEBOOKS = ("nbval", "nbclient", "ipykernel")


# --- for students -----------------------------------------------------------------------------------------


def check(given: argparse.Namespace) -> int:
    """Say of each answer in your exercises whether it is right, and why not."""
    from trilateral.grading.check_file import check_files

    return check_files(given.files, given.timeout, given.no_sandbox)


def progress(given: argparse.Namespace) -> int:
    """Show which notebooks you have run to the end, and which questions you have had right."""
    from trilateral.exercises.progress import NOTHING, lines

    if not (found := lines()):
        raise UserError(NOTHING)
    print("\n".join(found))
    return 0


def reset(given: argparse.Namespace) -> int:
    """Bring the untouched cells of a lesson or an exercise back; your work is kept in a copy, in old/."""
    from trilateral.exercises.reset import reset

    kept = reset(given.file, given.question, given.missing)
    part = f" in question {given.question}" if given.question else ""
    print(f"{given.file} has its cells again." if given.missing else f"{given.file} is as new{part}.")
    print(f"Your work is in {kept}.")
    return 0


# --- for teachers -----------------------------------------------------------------------------------------


def grade(given: argparse.Namespace) -> int:
    """Grade a class: a folder, a folder of folders, or a zip from Moodle or Canvas."""
    from trilateral.grading.grade_class import Settings, grade
    from trilateral.grading.model import NoSandbox, NotGradable

    settings = Settings(
        _solutions(given),
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
        graded = grade(given.submissions, given.out, settings, ask=_ask)
    except NoSandbox as error:
        raise UserError(f"{error} To grade without a sandbox all the same: --no-sandbox") from None
    except (NotGradable, OSError) as error:
        raise UserError(str(error)) from None
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return 130
    from trilateral.grading.reports.summary import summary

    print("\n".join(summary(graded)))
    print(f"Results: {given.out}")
    return 0


def _ask(question: str) -> bool | None:
    """Return what a person at the terminal says to a question; None where there is none."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr.isatty()):
        return None
    while True:
        print(f"{question} [y/n] ", end="", file=sys.stderr, flush=True)
        if not (answer := sys.stdin.readline()):
            return None
        if (word := answer.strip().casefold()) in ("y", "yes", "n", "no"):
            return word.startswith("y")


def gather(given: argparse.Namespace) -> int:
    """Gather a whole hub's exercises into a folder for each user, for `trilateral grade`."""
    from trilateral.grading.gather import gather, said

    said(gather(given.homes, given.out, given.course, given.prefix), given.out)
    return 0


def release(given: argparse.Namespace) -> int:
    """Make assignments that differ from student to student, each from a code."""
    from trilateral.exercises.release import release

    for folder in release(_solutions(given), given.variant, given.out, given.numbers):
        print(folder, flush=True)
    return 0


def timeline(given: argparse.Namespace) -> int:
    """Make a web page of a table of events: a timeline in one file, to share with anybody."""
    from trilateral.pages.saved import place_for
    from trilateral.timeline.unread import lines_of_unread
    from trilateral.timeline.widget import Timeline, TimelineError

    place_for(given.out, given.overwrite)  # before the table is read
    with suppress(OSError):
        if (size := given.events.stat().st_size / 1e6) > 20:
            print(f"{given.events} has {size:.0f} MB: this takes a while.", flush=True)
    options = ("start", "end", "title", "as_of", "day_first", "sheet", "heading", "language")
    try:
        made = Timeline(
            given.events,
            **({"lane": given.lane} if given.lane else {}),
            **{name: getattr(given, name) for name in options},
        )
    except TimelineError as error:
        raise UserError(error.typed) from None
    for line in (*(one.typed for one in made.events.said), *lines_of_unread(made.unread, given.language)):
        print(line)
    made.save(given.out, given.overwrite)
    return 0


# --- for authors ------------------------------------------------------------------------------------------


def notebooks(given: argparse.Namespace) -> int:
    """Run the notebooks named, or all, and write their outputs."""
    from trilateral.notebooks import rerun
    from trilateral.paths import course_folder

    files = given.files
    if not files:
        course = course_folder()
        files = [
            *sorted(course.glob("notebooks/*.ipynb")),
            *sorted(course.glob("exercises/solutions/*.ipynb")),
        ]
    rerun(files)
    return 0


def build(given: argparse.Namespace) -> int:
    """Make the students' assignments and the keys from the solutions, and what lessons' turns need."""
    from trilateral.exercises.build import build_typed

    for path in build_typed(_solutions(given), given.numbers, given.turns):
        print(path)
    return 0


def new_exercise(given: argparse.Namespace) -> int:
    """Write the beginning of an exercise of your own: a solution and its TOML, ready to build."""
    from trilateral.exercises.new_exercise import new_exercise

    made = new_exercise(_solutions(given), given.number, given.title)
    for path in made:
        print(path)
    print(f"Change them, then: trilateral build {made[0].name[:2]}")
    return 0


def checksums(given: argparse.Namespace) -> int:
    """Write the checksums of the tables and of the lessons, after a change that is meant."""
    from trilateral.exercises.originals import write_lesson_checksums
    from trilateral.paths import checkout_folder, record_folder
    from trilateral.record.checksums import write_checksums

    changed = write_checksums(given.folder or record_folder())
    if not given.folder and (checkout := checkout_folder()):
        changed += write_lesson_checksums(checkout)
    for path in changed:
        print(f"checksum written: {path}")
    if not changed:
        print("nothing has changed")
    return 0


def _solutions(given: argparse.Namespace) -> Path:
    """Return the folder of the exercises, with `solutions/` in it."""
    from trilateral.paths import solutions_folder

    folder: Path | None = given.folder
    return folder or solutions_folder()


# --- the command line -------------------------------------------------------------------------------------


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="trilateral", description="The tools of the course.")
    commands = top.add_subparsers(metavar="COMMAND", required=True)

    def command(function: Callable[[argparse.Namespace], int], former: str = "") -> argparse.ArgumentParser:
        sub = commands.add_parser(
            function.__name__.replace("_", "-"),
            aliases=[former] if former else [],
            help=function.__doc__,
            description=function.__doc__,
        )
        sub.set_defaults(function=function)
        return sub

    sub = command(notebooks)
    sub.add_argument("files", nargs="*", type=Path, help="notebooks (default: the course and the solutions)")
    sub = command(build, former="forms")
    _add_numbers(sub)
    sub.add_argument("--turns", action="store_true", help="only the turns of the lessons, not the exercises")
    _add_folder(sub)
    sub = command(new_exercise)
    sub.add_argument("number", metavar="NN", help="a number that no exercise has yet, for example 10")
    sub.add_argument("title", help='for example "Who met whom"')
    _add_folder(sub)
    sub = command(checksums, former="seal")
    sub.add_argument("--folder", type=Path, help="the folder of the record (default: the course's)")
    sub = command(check)
    sub.add_argument("files", nargs="+", type=Path, metavar="FILE", help="exercises with your answers")
    _add_timeout(sub)
    sub.add_argument("--no-sandbox", action="store_true", help="run files from elsewhere without a sandbox")
    _add_grade(command(grade))
    sub = command(gather)
    sub.add_argument("homes", type=Path, help="the folder with a home for each user, for example /home")
    sub.add_argument("--out", type=Path, required=True, help="a new folder")
    sub.add_argument(
        "--course", default="trilateral", help="the course's folder in a home (default: trilateral)"
    )
    sub.add_argument(
        "--prefix", default="", help="what homes begin with, and users do not: jupyter- for TLJH"
    )
    _add_timeline(command(timeline))
    sub = command(release)
    _add_numbers(sub)
    sub.add_argument("--variant", action="append", required=True, metavar="CODE", help="may be given again")
    sub.add_argument("--out", type=Path, default=Path("release"), help="each code gets a folder in it")
    _add_folder(sub)
    command(progress)
    sub = command(reset)
    sub.add_argument("file", type=Path, help="your notebook")
    part = sub.add_mutually_exclusive_group()
    part.add_argument("--question", default="", help="for example 3.4 (default: the whole exercise)")
    part.add_argument("--missing", action="store_true", help="only what is missing; your answers stay")
    return top


def _add_grade(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("submissions", type=Path, help="a folder, a zip or a notebook")
    sub.add_argument("--out", type=Path, required=True, help="the folder for the results")
    sub.add_argument(
        "--jobs", type=_count, default=os.cpu_count() or 1, help="files at once (default: all cores)"
    )
    _add_timeout(sub)
    sub.add_argument("--no-sandbox", action="store_true", help="run students' code without a sandbox")
    sub.add_argument("--seed", default="", help="of the nonces (default: a new one, kept in run.json)")
    sub.add_argument("--codes", type=Path, help="a CSV with the columns student and code: who got which form")
    sub.add_argument("--dask", metavar="ADDRESS", default="", help="send the work to a Dask scheduler")
    _add_folder(sub)


def _add_timeline(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("events", type=Path, help="a .csv or .xlsx file, a row for each event")
    sub.add_argument("--out", required=True, metavar="PAGE.html", help="the page")
    sub.add_argument("--overwrite", action="store_true", help="also where there is such a file already")
    sub.add_argument("--lane", metavar="COLUMN", help="whose values make the lanes")
    for role, what in (("start", "of dates"), ("end", "of last dates"), ("title", "of titles")):
        sub.add_argument(f"--{role}", metavar="COLUMN", help=f"{what}, where its heading is not a usual one")
    sub.add_argument("--as-of", metavar="DATE", help="leave out what could not be known on this day")
    order = sub.add_mutually_exclusive_group()
    order.add_argument("--day-first", action="store_true", default=None, help="4/6/2017 is 4 June")
    order.add_argument(
        "--month-first", action="store_false", dest="day_first", default=None, help="4/6/2017 is 6 April"
    )
    sub.add_argument("--sheet", type=_sheet, help="of a workbook: its name, or its number from 1")
    sub.add_argument("--heading", default="", help="the page's title")
    sub.add_argument("--language", choices=("en", "ja", "ko"), default="en", help="of the controls")


def _add_folder(sub: argparse.ArgumentParser) -> None:
    where = "the folder with solutions/ in it (default: the course's exercises)"
    sub.add_argument("--folder", type=Path, help=where)


def _add_numbers(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("numbers", nargs="*", metavar="NN", help="numbers of exercises, 3 or 03 (default: all)")


def _add_timeout(sub: argparse.ArgumentParser) -> None:
    sub.add_argument("--timeout", type=_seconds, default=10.0, help="seconds for one cell (default: 10)")


def _count(text: str) -> int:
    if not (re.fullmatch("[0-9]{1,3}", text) and 1 <= int(text) <= 256):
        raise argparse.ArgumentTypeError("a number from 1 to 256")
    return int(text)


def _sheet(text: str) -> str | int:
    """Return a sheet's number, or its name: 2017 is more likely the name of a year's sheet."""
    return int(text) if re.fullmatch("[0-9]{1,3}", text) else text


def _seconds(text: str) -> float:
    """Return a time limit, up to an hour."""
    if not (re.fullmatch("[0-9]{1,4}([.][0-9]*)?", text) and 0 < float(text) <= 3600):
        raise argparse.ArgumentTypeError("a number of seconds up to 3600")
    return float(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; return its exit status: 2 where the user's input cannot be used."""
    given = parser().parse_args(arguments)
    try:
        status: int = given.function(given)
    except UserError as error:
        print(f"trilateral: {error}", file=sys.stderr)
        return 2
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in RUN_NOTEBOOKS:
            raise
        need = " ".join(RUN_NOTEBOOKS)
        print(
            f"trilateral: this runs notebooks, and there is no {error.name} here. Type: pip install {need}",
            file=sys.stderr,
        )
        return 2
    return status
