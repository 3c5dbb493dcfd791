"""Mutants of the lines that a change touches, and of no others.

A correction of a comma must not go red for a test that somebody else forgot. So only what differs from a base
is mutated: lines of code, cells of tables, stored outputs, entries of exercises; one mutant a line. The same
change gives the same mutants. A line whose comment begins with `no mutant:` and a reason is passed over.
"""

from __future__ import annotations

import hashlib
import itertools
import random
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mutation.model import OPERATORS, ROOT, Mutant, Operator, Site, text_of

NO_MUTANT = re.compile(r"(?:#|//)\s*no mutant:\s*\S")
MUTATED = ("data/", "notebooks/", "exercises/", "trilateral/", "js/src/")
MAIN = ("origin/HEAD", "origin/main", "origin/master")


class NoHistory(Exception):
    """There is nothing to compare with; says why in one line."""


def git(root: Path, *words: str) -> str | None:
    """Return what git prints, or None where it refuses or is not there."""
    command = ["git", "-C", str(root), "-c", "core.quotePath=false", *words]
    try:
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", errors="replace")
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def base_of(root: Path, named: str = "") -> str:
    """Return the commit to compare with: the one named; else where this branch left main; else the last one.

    Raises:
        NoHistory: it is no commit, or there is none.
    """
    if git(root, "rev-parse", "--verify", "--quiet", "HEAD") is None:
        raise NoHistory("git finds no history in this folder; `git log` says why")
    if named:
        if (found := git(root, "rev-parse", "--verify", "--quiet", f"{named}^{{commit}}")) is None:
            raise NoHistory(f"{named!r} is no commit here. Is the clone too shallow? git fetch --unshallow")
        return found.strip()
    head = (git(root, "rev-parse", "HEAD") or "").strip()
    for main in MAIN:
        left = (git(root, "merge-base", "HEAD", main) or "").strip()
        if left and left != head:
            return left
        if left:
            break
    if (found := git(root, "rev-parse", "--verify", "--quiet", "HEAD~1")) is None:
        raise NoHistory("HEAD has no parent here. Is the clone shallow? git fetch --unshallow")
    return found.strip()


def touched_lines(root: Path, base: str) -> dict[str, set[int]]:
    """Return the lines, from 1, that were added or changed since a base, by file; new files are all new."""
    options = ("--unified=0", "--no-color", "--no-ext-diff", "--no-textconv", "--find-renames", "--relative")
    diff = git(root, "diff", *options, "--dst-prefix=b/", base, "--") or ""
    lines: dict[str, set[int]] = {}
    path = ""
    for line in diff.splitlines():
        if line.startswith("+++ "):
            path = line.removeprefix("+++ b/").rstrip("\t") if line.startswith("+++ b/") else ""
        elif path and (hunk := re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line)):
            first, count = int(hunk[1]), int(hunk[2] or 1)
            lines.setdefault(path, set()).update(range(first, first + count))
    for path in (git(root, "ls-files", "--others", "--exclude-standard") or "").splitlines():
        text = (root / path).read_bytes() if (root / path).is_file() else b""
        lines[path] = set(range(1, text.count(b"\n") + 2))
    return {path: numbers for path, numbers in sorted(lines.items()) if numbers}


@cache
def lines_of(path: str) -> list[str]:
    """Return the lines of a file."""
    return text_of(path).split("\n")


def sites_by_line(path: str, touched: set[int]) -> Iterator[tuple[int, list[tuple[Operator, Site]]]]:
    """Yield each touched line at which something can be mutated, with what can."""
    places: dict[int, list[tuple[Operator, Site]]] = {}
    for one in OPERATORS.values():
        if one.generated or one.values or path not in one.files():
            continue
        for site in one.sites(path):
            if line := min(touched & set(site.lines), default=0):
                places.setdefault(line, []).append((one, site))
    for line, found in sorted(places.items()):
        if not NO_MUTANT.search(lines_of(path)[line - 1]):
            yield line, found


def mutants_of(touched: dict[str, set[int]], number: int) -> tuple[list[Mutant], int]:
    """Return so many mutants of touched lines, the files in turn; and how many lines could have one."""
    queues: list[list[Mutant]] = []
    for path, numbers in sorted(touched.items()):
        if not path.startswith(MUTATED) or not (ROOT / path).is_file():
            continue
        found: list[tuple[str, Mutant]] = []
        for line, choices in sites_by_line(path, numbers):
            seed = hashlib.sha256(f"{path}\0{lines_of(path)[line - 1]}".encode()).hexdigest()
            rng = random.Random(seed)
            rng.shuffle(choices)
            made = (one.mutate(path, site, rng) for one, site in choices for _ in range(3))
            if mutant := next(filter(None, made), None):
                found.append((seed, mutant))
        queues.append([mutant for _, mutant in sorted(found, key=lambda entry: entry[0])])
    in_turn = [one for row in itertools.zip_longest(*queues) for one in row if one is not None]
    return in_turn[:number], len(in_turn)
