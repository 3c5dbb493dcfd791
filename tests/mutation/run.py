#!/usr/bin/env python3
"""Test the tests: put deliberate faults into copies of the course and see that each makes a test fail.

    python3 start.py mutants                          140 faults over the whole tree
    python3 start.py mutants --sample 20              some of them, with a seed of the day; as CI does
    python3 start.py mutants --seed 7 --only widget   one kind, with a seed of your own
    python3 start.py mutants --deep                   and any operator and number of package and front end

For each fault the tests that concern the changed file are run, and the rest of the suite only if those pass.
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
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import repeat
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support import node

from mutation.operators import ROOT, Fault, equivalent, faults

# As a fresh clone has it: without what .gitignore names.
NOT_COPIED = (".git", ".venv", "node_modules", "__pycache__", ".*_cache", ".ipynb_checkpoints", "*.egg-info")
NOT_COPIED += ("briefs", ".trilateral")
SLOW = {"tests/course/test_style.py", "tests/setup/test_start.py", "tests/setup/test_environment.py"}
GRADING = {"tests/grading/test_grading.py", "tests/grading/test_cluster.py"}  # slow too
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
    pattern = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    counts = {
        path.relative_to(ROOT).as_posix(): len(pattern.findall(path.read_text(encoding="utf-8")))
        for path in sorted(ROOT.glob("tests/[!b]*/test_*.py"))
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
                "tests/record/test_data.py",
                "tests/record/test_load.py",
                *tests_about(f'"{path.stem}"'),
                "tests/record/test_checksums.py",
            ]
            wanted = [*quick, *notebooks_with(path.stem)]
        case "notebooks":
            wanted = [fault.path, "tests/course/test_policy.py"]
        case "exercises":
            stem = path.stem if path.suffix != ".json" else ""
            wanted = ["tests/exercises/test_exercises.py", "tests/course/test_policy.py"]
            if path.suffix == ".ipynb":
                wanted = [fault.path, *wanted]
            elif path.suffix == ".json":
                found = ROOT.glob(f"exercises/solutions/{path.stem}*.ipynb")
                wanted += [one.relative_to(ROOT).as_posix() for one in found]
            else:
                wanted += [f"exercises/solutions/{stem}.ipynb"]
        case "js":
            wanted = ["tests/timeline/test_timeline.py"]
            small = path.stem in ("claims", "coder", "index", "panel", "widgets")
            wanted += [f"tests/browser/test_{'small_widgets' if small else 'timeline'}_page.py"]
        case _ if path.suffix != ".py":
            wanted = ["tests/timeline/test_timeline.py", "tests/widgets/test_small_widgets.py"]
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


def whole(name: str) -> str:
    """Return what has to be run to run a test: of a notebook every cell, because they need each other."""
    return name.partition("::")[0] if ".ipynb::" in name else name


def failing(folder: Path, names: set[str]) -> set[str]:
    """Return which tests fail in the unchanged course. They prove nothing where they "catch" a fault."""
    folder.mkdir()
    _, output = run(copy_of_the_tree(folder), "-n", "2", *sorted(names))
    return {whole(name) for name in failures(output)} & names


def caught_by(tree: Path, tests: list[str], left_out: set[str]) -> str:
    """Return the first test that fails in a copy, or ""."""
    status, output = run(tree, "-x", *(f"--deselect={name}" for name in left_out), *tests)
    if status in (0, 5):
        return ""
    return (failures(output) or [f"pytest stopped: {output.strip()[-200:]}"])[0]


def attempt(fault: Fault, folder: Path, left_out: set[str]) -> Result:
    """Put one fault into a copy, and return the first test that notices."""
    began = time.monotonic()
    folder.mkdir()
    tree = copy_of_the_tree(folder)
    for path, text in fault.files.items():
        (tree / path).write_text(text, encoding="utf-8", newline="\n")
    caught = ""
    if fault.rebuild and (tree / "js" / "node_modules").exists():
        built = node.call("node", "build.js", cwd=tree / "js")
        caught = "" if built.returncode == 0 else "the bundle cannot be built"
    # Then every notebook, which shows what a change of the package does, before all that is left.
    first = concerned(fault)
    rest = [path.relative_to(ROOT).as_posix() for path in sorted(ROOT.glob("tests/**/test_*.py"))]
    rest = sorted(set(rest) - set(first), key=SLOW.__contains__)
    reason = ""
    for tests in (first, ["notebooks", "exercises"], rest):
        if caught or reason:
            break
        caught = caught_by(tree, tests, left_out)
        reason = "" if caught else equivalent(fault)
    shutil.rmtree(folder)
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
    parser.add_argument("--skip", type=int, default=0, metavar="K", help="leave out the first ones")
    parser.add_argument("--only", default="", metavar="KIND", help="kinds whose name fits this pattern")
    parser.add_argument(
        "--deep", action="store_true", help="also turn any operator and number of the package and front end"
    )
    parser.add_argument("--jobs", type=int, default=2, help="how many at a time (default: 2)")
    parser.add_argument("--trust", action="store_true", help="the suite has just passed: do not ask it again")
    parser.add_argument("--list", action="store_true", help="print the faults and do not try them")
    return parser.parse_args()


def main() -> int:
    """Make the faults, try each, and say what became of them."""
    given = options()
    rng = random.Random(given.seed)
    made = faults(given.number, rng, deep=given.deep)
    chosen = [fault for fault in made if re.search(given.only, fault.kind)]
    rng.shuffle(chosen)
    chosen = chosen[given.skip :][: given.sample]
    print(f"{len(chosen)} faults; the same again: python3 start.py mutants {' '.join(sys.argv[1:])}", end="")
    print("" if "--seed" in sys.argv else f" --seed {given.seed}", flush=True)
    if given.list:
        print(*(f"{fault.kind}: {fault.what}" for fault in chosen), sep="\n")
        return 0
    began = time.monotonic()
    results: dict[int, Result] = {}
    left_out: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(given.jobs) as pool:
        waiting, turn = list(enumerate(chosen, given.skip + 1)), 0
        while waiting:
            turn += 1
            folders = (Path(folder, f"{turn}-{number}") for number, _ in waiting)
            tried = pool.map(attempt, (fault for _, fault in waiting), folders, repeat(left_out))
            for (number, fault), result in zip(waiting, tried, strict=True):
                results[number] = result
                print(f"{number:4}  {fault.kind}: {fault.what}")
                print(f"      {verdict(result)}, {result.seconds:.0f} s", flush=True)
            names = {whole(results[number].caught_by) for number, _ in waiting}
            names = {name for name in names if (ROOT / name.partition("::")[0]).is_file()}
            found = set() if given.trust or not names else failing(Path(folder, f"{turn}-whole"), names)
            if found:
                print("These fail without any fault, and are left out:", *sorted(found), flush=True)
            left_out |= found
            waiting = [entry for entry in waiting if whole(results[entry[0]].caught_by) in found]
    return report([results[number] for number in sorted(results)], time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main())
