#!/usr/bin/env python3
"""Test the tests: put deliberate faults into copies of the course and see that each makes a test fail.

    python3 start.py mutants                          140 faults over the whole tree
    python3 start.py mutants --sample 20              some of them, with a seed of the day; as CI does
    python3 start.py mutants --seed 7 --only widget   one kind, with a seed of your own

For each fault the tests that concern the changed file are run, and the whole suite only if those pass.
Nothing in this folder is changed.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from faults import ROOT, Fault, equivalent, faults

NOT_COPIED = (".git", ".venv", "node_modules", "__pycache__", ".*_cache", ".ipynb_checkpoints", "*.egg-info")
SLOW = {"tests/test_style.py", "tests/test_start.py", "tests/test_environment.py"}
GRADING = {"tests/test_grading.py", "tests/test_cluster.py"}  # slow as well, but what grading needs
OUTCOME = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Result:
    """What became of one fault."""

    fault: Fault
    caught_by: str
    reason: str
    seconds: float


# --- which tests concern a file ----------------------------------------------------------------------------


@cache
def tests_about(word: str) -> tuple[str, ...]:
    """Return the quick tests that mention a word, those with most mentions first."""
    pattern = re.compile(rf"\b{re.escape(word)}\b")
    counts = {
        path.relative_to(ROOT).as_posix(): len(pattern.findall(path.read_text(encoding="utf-8")))
        for path in sorted(ROOT.glob("tests/test_*.py"))
    }
    return tuple(sorted((name for name, count in counts.items() if count), key=lambda name: -counts[name]))


@cache
def notebooks_with(word: str) -> tuple[str, ...]:
    """Return the notebooks whose cells mention a word in quotation marks."""
    paths = sorted([*ROOT.glob("notebooks/*.ipynb"), *ROOT.glob("exercises/solutions/*.ipynb")])
    quoted = (f'\\"{word}\\"', f"'{word}'")
    return tuple(
        path.relative_to(ROOT).as_posix()
        for path in paths
        if any(one in path.read_text(encoding="utf-8") for one in quoted)
    )


def concerned(fault: Fault) -> list[str]:
    """Return the tests to run first, in their order."""
    path = Path(fault.path)
    match path.parts[0]:
        case "data":
            quick = [
                "tests/test_data.py",
                "tests/test_load.py",
                *tests_about(path.stem),
                "tests/test_seal.py",
            ]
            wanted = [*quick, *notebooks_with(path.stem)]
        case "notebooks":
            wanted = [fault.path, "tests/test_policy.py"]
        case "exercises":
            stem = path.stem if path.suffix != ".json" else ""
            wanted = ["tests/test_exercises.py", "tests/test_policy.py"]
            if path.suffix == ".ipynb":
                wanted = [fault.path, *wanted]
            elif path.suffix == ".json":
                found = ROOT.glob(f"exercises/solutions/{path.stem}*.ipynb")
                wanted += [one.relative_to(ROOT).as_posix() for one in found]
            else:
                wanted += [f"exercises/solutions/{stem}.ipynb"]
        case "js":
            wanted = ["tests/test_timeline.py"]
            small = re.search("claim|statement|small", path.stem)
            wanted += [f"tests/browser/test_{'small_widgets' if small else 'timeline'}_page.py"]
        case _ if path.suffix != ".py":
            wanted = ["tests/test_timeline.py", "tests/test_small_widgets.py"]
        case _:
            wanted = [*tests_about(path.stem), *tests_about(path.stem.partition("_")[0])]
            wanted += ["notebooks/02-two-neighbours.ipynb", *tests_about("trilateral")]
            if "grading" not in path.parts:
                wanted.sort(key=GRADING.__contains__)
    return [one for one in dict.fromkeys(wanted) if one not in SLOW and (ROOT / one).exists()]


# --- running them ------------------------------------------------------------------------------------------


def copy_of_the_tree(folder: Path) -> Path:
    """Copy the course; Node's packages are not changed, and are borrowed."""
    tree = folder / "course"
    shutil.copytree(ROOT, tree, ignore=shutil.ignore_patterns(*NOT_COPIED))
    packages = ROOT / "js" / "node_modules"
    if packages.exists():
        (tree / "js" / "node_modules").symlink_to(packages)
    return tree


def run(tree: Path, *options: str) -> tuple[int, str]:
    """Run pytest over a copy, which the tests and the kernels they start take their package from."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(tree),
        "PYTHONDONTWRITEBYTECODE": "1",
        "NO_COLOR": "1",
        "PYTEST_ADDOPTS": "",
    }
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", "0", *options]
    done = subprocess.run(
        command, cwd=tree, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout + done.stderr


def failures(output: str) -> list[str]:
    """Return the tests that failed, by the names under which pytest runs them."""
    return [name.strip() for name in OUTCOME.findall(output)]


class Course:
    """The unchanged course: whether a test passes there, asked once of each test that caught something."""

    def __init__(self, folder: Path, trusted: bool) -> None:
        self.tree = None if trusted else copy_of_the_tree(folder)
        self.passing: dict[str, bool] = {}
        self.lock = threading.Lock()

    def passes(self, name: str) -> bool:
        """Tell whether a test passes without any fault. One that does not proves nothing, and is left out."""
        # The cells of a notebook need each other.
        whole = name.partition("::")[0] if ".ipynb::" in name else name
        with self.lock:
            if whole not in self.passing:
                self.passing[whole] = self.tree is None or run(self.tree, whole)[0] == 0
                if not self.passing[whole]:
                    print(f"      (fails without any fault, and is left out: {whole})", flush=True)
            return self.passing[whole]

    def left_out(self) -> list[str]:
        """Return the options that leave out what fails without any fault."""
        return [f"--deselect={name}" for name, passing in self.passing.items() if not passing]


def caught_by(tree: Path, tests: list[str], course: Course) -> str:
    """Return the first test that fails in a copy and passes in the course itself, or ""."""
    while True:
        status, output = run(tree, "-x", *course.left_out(), *tests)
        if status in (0, 5):
            return ""
        if not (failed := failures(output)):
            return f"pytest stopped: {output.strip()[-200:]}"
        if course.passes(failed[0]):
            return failed[0]


def attempt(fault: Fault, folder: Path, course: Course) -> Result:
    """Put one fault into a copy, and return the first test that notices."""
    began = time.monotonic()
    folder.mkdir()
    tree = copy_of_the_tree(folder)
    for path, text in fault.files.items():
        (tree / path).write_text(text, encoding="utf-8", newline="\n")
    caught = ""
    if fault.rebuild and (tree / "js" / "node_modules").exists():
        built = subprocess.run(["node", "build.js"], cwd=tree / "js", capture_output=True, check=False)
        caught = "" if built.returncode == 0 else "the bundle cannot be built"
    # Then every notebook, which shows what a change of the package does, before browsers and linters.
    for tests in (concerned(fault), ["notebooks", "exercises"], []):
        caught = caught or caught_by(tree, tests, course)
    shutil.rmtree(folder)
    reason = "" if caught else equivalent(fault)
    return Result(fault, caught, reason, time.monotonic() - began)


# --- the report --------------------------------------------------------------------------------------------


def verdict(result: Result) -> str:
    """Return one line on what became of a fault."""
    if result.caught_by:
        return f"caught by {result.caught_by}"
    return f"no fault: {result.reason}" if result.reason else "SURVIVED"


def report(results: list[Result], seconds: float) -> int:
    """Print totals by kind and what survived; return the exit status."""
    rows: dict[str, Counter[str]] = {}
    for result in results:
        what = "caught" if result.caught_by else "no fault" if result.reason else "survived"
        rows.setdefault(result.fault.kind, Counter())[what] += 1
    print(f"\n{'kind':34} {'faults':>7} {'caught':>7} {'no fault':>9} {'survived':>9}")
    for name, row in [*rows.items(), ("all", sum(rows.values(), Counter()))]:
        print(f"{name:34} {row.total():7} {row['caught']:7} {row['no fault']:9} {row['survived']:9}")
    print(f"\n{seconds:.0f} s, {seconds / max(1, len(results)):.1f} s for each fault")
    for result in results:
        if not result.caught_by and not result.reason:
            print(f"SURVIVED  {result.fault.kind}: {result.fault.what}")
    survived = sum(not result.caught_by and not result.reason for result in results)
    if survived:
        print("\nA fault that survives shows a missing test: write it where the fault's file is tested.")
    return 1 if survived else 0


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    today = int(os.environ.get("GITHUB_RUN_ID") or date.today().strftime("%Y%m%d"))
    parser.add_argument("--number", type=int, default=140, help="how many faults to make (default: 140)")
    parser.add_argument(
        "--seed", type=int, default=today, help="which ones (default: of the day, or CI's run)"
    )
    parser.add_argument("--sample", type=int, metavar="K", help="try so many of them only")
    parser.add_argument("--only", default="", metavar="KIND", help="kinds whose name holds this")
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time (default: 2)")
    parser.add_argument("--trust", action="store_true", help="the suite has just passed: do not ask it again")
    parser.add_argument("--list", action="store_true", help="print the faults and do not try them")
    return parser.parse_args()


def main() -> int:
    """Make the faults, try each, and say what became of them."""
    given = options()
    rng = random.Random(given.seed)
    chosen = [fault for fault in faults(given.number, rng) if given.only in fault.kind]
    rng.shuffle(chosen)
    chosen = chosen[: given.sample]
    print(f"{len(chosen)} faults; the same again: python3 start.py mutants {' '.join(sys.argv[1:])}", end="")
    print("" if "--seed" in sys.argv else f" --seed {given.seed}", flush=True)
    if given.list:
        print(*(f"{fault.kind}: {fault.what}" for fault in chosen), sep="\n")
        return 0
    began = time.monotonic()
    results: list[Result] = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        course = Course(Path(folder), given.trust)

        def one(numbered: tuple[int, Fault]) -> Result:
            return attempt(numbered[1], Path(folder, str(numbered[0])), course)

        with ThreadPoolExecutor(given.jobs) as pool:
            for result in pool.map(one, enumerate(chosen)):
                results.append(result)
                print(f"{len(results):4}  {result.fault.kind}: {result.fault.what}")
                print(f"      {verdict(result)}, {result.seconds:.0f} s", flush=True)
    return report(results, time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main())
