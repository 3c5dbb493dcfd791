#!/usr/bin/env python3
"""Test the tests: mutate copies of the course and see that each mutant makes a test fail.

    python3 start.py mutants                          140 mutants over the whole tree
    python3 start.py mutants --changed                of the lines that your change touches; as CI does
    python3 start.py mutants --changed v1.0           of the lines that differ from a commit
    python3 start.py mutants --sample 20              some of the whole tree, with a seed of the day
    python3 start.py mutants --seed 7 --only widget   some operators, with a seed of your own
    python3 start.py mutants --deep                   and any operator and number of package and front end

For each mutant the tests that concern the changed file are run, and the rest of the suite only if those pass.
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
from itertools import repeat
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from support import node

from mutation import data, exercises, front_end, notebooks, package  # noqa: F401 (each enters its operators)
from mutation.changed import NoHistory, base_of, mutants_of, touched_lines
from mutation.concerned import SLOW, concerned
from mutation.equivalent import equivalent
from mutation.model import ROOT, Mutant, sample, under

# As a fresh clone has it: without what .gitignore names. Only what Python has compiled stays: it is used
# while the time and size of its source are the same, so a mutated file is compiled anew and no other.
NOT_COPIED = (".git", ".venv", "node_modules", ".*_cache", ".ipynb_checkpoints", "*.egg-info")
NOT_COPIED += ("briefs", ".trilateral")
NEAREST = 4  # files of tests that are tried before the others: to collect a hundred takes a while
OUTCOME = re.compile(r"^(?:FAILED|ERROR) (.+?)(?: - .*)?$", re.MULTILINE)


@dataclass(frozen=True)
class Result:
    """What became of one mutant."""

    mutant: Mutant
    killed_by: str
    reason: str
    seconds: float

    @property
    def outcome(self) -> str:
        """Whether it was killed by a test, is equivalent to the course, or survived."""
        return "killed" if self.killed_by else "equivalent" if self.reason else "survived"


# --- running the tests -------------------------------------------------------------------------------------


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
    """Return which tests fail in the unchanged course. They prove nothing where they "kill" a mutant."""
    folder.mkdir()
    _, output = run(copy_of_the_tree(folder), "-n", "2", *sorted(names))
    return {whole(name) for name in failures(output)} & names


def killed_by(tree: Path, tests: list[str], left_out: set[str]) -> str:
    """Return the first test that fails in a copy, or ""."""
    status, output = run(tree, "-x", *(f"--deselect={name}" for name in left_out), *tests)
    if status in (0, 5):
        return ""
    return (failures(output) or [f"pytest stopped: {output.strip()[-200:]}"])[0]


def attempt(mutant: Mutant, folder: Path, left_out: set[str]) -> Result:
    """Put one mutant into a copy, and return the first test that notices."""
    began = time.monotonic()
    folder.mkdir()
    tree = copy_of_the_tree(folder)
    for path, text in mutant.files.items():
        (tree / path).write_text(text, encoding="utf-8", newline="\n")
    killer = ""
    if mutant.rebuild and (tree / "js" / "node_modules").exists():
        built = node.call("node", "build.js", cwd=tree / "js")
        killer = "" if built.returncode == 0 else "the bundle cannot be built"
    # Then every notebook, which shows what a change of the package does, before all that is left.
    first = concerned(mutant)
    rest = sorted(set(under("tests/**/test_*.py")) - set(first), key=lambda name: (name in SLOW, name))
    reason = ""
    for tests in (first[:NEAREST], first[NEAREST:], ["notebooks", "exercises"], rest):
        if killer or reason:
            break
        if not tests:
            continue
        killer = killed_by(tree, tests, left_out)
        reason = "" if killer else equivalent(mutant)
    shutil.rmtree(folder)
    return Result(mutant, killer, reason, time.monotonic() - began)


def try_all(chosen: list[Mutant], first: int, jobs: int, trust: bool) -> list[Result]:
    """Try each mutant, and those again which only a test "killed" that fails without any."""
    results: dict[int, Result] = {}
    left_out: set[str] = set()
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(jobs) as pool:
        waiting, attempts = list(enumerate(chosen, first)), 0
        while waiting:
            attempts += 1
            folders = (Path(folder, f"{attempts}-{number}") for number, _ in waiting)
            tried = pool.map(attempt, (mutant for _, mutant in waiting), folders, repeat(left_out))
            for (number, mutant), result in zip(waiting, tried, strict=True):
                results[number] = result
                print(f"{number:4}  {mutant.operator}: {mutant.what}")
                print(f"      {verdict(result)}, {result.seconds:.0f} s", flush=True)
            names = {whole(results[number].killed_by) for number, _ in waiting}
            names = {name for name in names if (ROOT / name.partition("::")[0]).is_file()}
            found = set() if trust or not names else failing(Path(folder, f"{attempts}-whole"), names)
            if found:
                print("These fail without any mutant, and are left out:", *sorted(found), flush=True)
            left_out |= found
            waiting = [entry for entry in waiting if whole(results[entry[0]].killed_by) in found]
    return [results[number] for number in sorted(results)]


# --- the report --------------------------------------------------------------------------------------------


def verdict(result: Result) -> str:
    """Return one line on what became of a mutant."""
    if result.killed_by:
        return f"killed by {result.killed_by}"
    return f"equivalent: {result.reason}" if result.reason else "SURVIVED"


def report(results: list[Result], seconds: float) -> int:
    """Print totals by operator and what survived; return the exit status."""
    rows: dict[str, Counter[str]] = {}
    for result in results:
        rows.setdefault(result.mutant.operator, Counter())[result.outcome] += 1
    print(f"\n{'operator':34} {'mutants':>7} {'killed':>7} {'equivalent':>11} {'survived':>9}")
    for name, row in [*rows.items(), ("all", sum(rows.values(), Counter()))]:
        print(f"{name:34} {row.total():7} {row['killed']:7} {row['equivalent']:11} {row['survived']:9}")
    print(f"\n{seconds:.0f} s, {seconds / max(1, len(results)):.1f} s for each mutant")
    survived = [result.mutant for result in results if result.outcome == "survived"]
    for mutant in survived:
        print(f"SURVIVED  {mutant.operator}: {mutant.what}")
    if survived:
        print(
            "\nA mutant that survives shows a missing test: write it where the file is tested. "
            "Where no test could tell,\nend the line with a comment `no mutant:` and the reason."
        )
    return 1 if survived else 0


# --- the command line --------------------------------------------------------------------------------------


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    today = int(os.environ.get("GITHUB_RUN_ID") or date.today().strftime("%Y%m%d"))
    enter = parser.add_argument
    enter(
        "--number", type=int, metavar="N", help="how many mutants to make (default: 140; of changed lines 20)"
    )
    enter("--seed", type=int, default=today, help="which ones (default: of the day, or CI's run)")
    enter("--sample", type=int, metavar="K", help="try so many of them only")
    enter("--skip", type=int, default=0, metavar="K", help="leave out the first ones")
    enter("--only", default="", metavar="OPERATOR", help="operators whose name fits this pattern")
    enter("--deep", action="store_true", help="also any operator and number of the package and front end")
    enter(
        "--changed", nargs="?", const="", metavar="BASE",
        help="only lines that differ from a commit, also those not committed yet\n"
        "(default: where this branch left main; on main, the commit before)",
    )  # fmt: skip
    enter("--jobs", type=int, default=2, help="how many at a time (default: 2)")
    enter("--trust", action="store_true", help="the suite has just passed: do not ask it again")
    enter("--list", action="store_true", help="print the mutants and do not try them")
    return parser.parse_args()


def of_the_change(named: str, number: int) -> list[Mutant]:
    """Return the mutants of the lines that differ from a base, and say how many there could be."""
    try:
        base = base_of(ROOT, named)
    except NoHistory as error:
        print(f"NO MUTANT WAS TRIED: {error}.", flush=True)
        return []
    made, possible = mutants_of(touched_lines(ROOT, base), number)
    if not made:
        print(f"Nothing to mutate: no line since {base[:10]} that an operator could change.", flush=True)
    else:
        print(f"{possible} lines since {base[:10]} can be mutated; {len(made)} are.", flush=True)
    return made


def of_the_whole_tree(given: argparse.Namespace) -> list[Mutant]:
    """Return mutants of the whole tree, and say how to have the same again."""
    rng = random.Random(given.seed)
    made = sample(given.number or 140, rng, deep=given.deep)
    chosen = [mutant for mutant in made if re.search(given.only, mutant.operator)]
    rng.shuffle(chosen)
    chosen = chosen[given.skip :][: given.sample]
    print(f"{len(chosen)} mutants; the same again: python3 start.py mutants {' '.join(sys.argv[1:])}", end="")
    print("" if "--seed" in sys.argv else f" --seed {given.seed}", flush=True)
    return chosen


def main() -> int:
    """Make the mutants, try each, and say what became of them."""
    given = options()
    if given.changed is None:
        chosen = of_the_whole_tree(given)
    else:
        chosen = of_the_change(given.changed, given.number or 20)
    if given.list or not chosen:
        for mutant in chosen:
            print(f"{mutant.operator}: {mutant.what}")
        return 0
    began = time.monotonic()
    results = try_all(chosen, given.skip + 1, given.jobs, given.trust)
    return report(results, time.monotonic() - began)


if __name__ == "__main__":
    sys.exit(main())
