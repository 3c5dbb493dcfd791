"""What a mutant is, and the list of operators that make them.

An operator says of a file at which sites it could change something, and changes one of them. A mutant is the
result: the new text of the files that differ. Nothing is listed by hand: tables, notebooks, questions and
modules are those which exist, so that what is added later is covered too.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Mutant:
    """One mutant: its operator, what was changed in words, and the new text of each file that differs."""

    operator: str
    what: str
    files: dict[str, str] = field(repr=False)
    rebuild: bool = False  # the front end's bundle is made anew from its changed sources

    @property
    def path(self) -> str:
        """The file that was mutated."""
        return next(iter(self.files))


Change = tuple[str, str]
"""What was changed, in words, and the file's new text."""


@dataclass(frozen=True)
class Site:
    """A place of a file that an operator can change: its lines, from 1, and what changes them.

    What changes them returns None where the dice chose something that has no mutant.
    """

    lines: range
    change: Callable[[random.Random], Change | None]


Sites = Callable[[str], Iterator[Site]]


@dataclass(frozen=True)
class Operator:
    """One way to mutate files of some kind.

    `deep` operators also change what no user could tell, a pixel or a tenth of a second, and are used only
    where that is asked for. `generated` says that its files are made from others, `values` that it changes
    values of the package: neither is tried on the lines of a change.
    """

    name: str
    weight: int
    patterns: tuple[str, ...]
    sites: Callable[[str], list[Site]]
    deep: bool = False
    generated: bool = False
    values: bool = False

    def files(self) -> list[str]:
        """Return the files that it can change."""
        return under(*self.patterns)

    def mutate(self, path: str, site: Site, rng: random.Random) -> Mutant | None:
        """Return the mutant of a site, if the dice find one."""
        if (change := site.change(rng)) is None:
            return None
        what, text = change
        if text == text_of(path):
            return None
        return Mutant(self.name, f"{path}, {what}", {path: text}, path.startswith("js/"))


OPERATORS: dict[str, Operator] = {}


def operator(
    name: str, weight: int, *patterns: str, deep: bool = False, generated: bool = False, values: bool = False
) -> Callable[[Sites], Sites]:
    """Enter what yields the sites of a file as an operator on the files that fit the patterns."""

    def enter(sites: Sites) -> Sites:
        listed = cache(lambda path: list(sites(path)))
        OPERATORS[name] = Operator(name, weight, patterns, listed, deep, generated, values)
        return sites

    return enter


def sample(number: int, rng: random.Random, *, deep: bool = False) -> list[Mutant]:
    """Return so many different mutants, of all operators by their weights; of the deep ones if wanted.

    Raises:
        LookupError: an operator finds no site any more; its rule must be mended, not dropped.
    """
    wanted = [one for one in OPERATORS.values() if deep or not one.deep]
    total = sum(one.weight for one in wanted)
    chosen: list[Mutant] = []
    for one in wanted:
        share, seen = max(1, round(number * one.weight / total)), set()
        for _ in range(400):
            path = rng.choice(one.files())
            if not (sites := one.sites(path)):
                continue
            mutant = one.mutate(path, rng.choice(sites), rng)
            if mutant is not None and mutant.what not in seen:
                seen.add(mutant.what)
                chosen.append(mutant)
            if len(seen) == share:
                break
        if not seen:
            raise LookupError(f"tests/mutation: the operator {one.name!r} finds nothing to change any more")
    return chosen


# --- texts -------------------------------------------------------------------------------------------------


@cache
def text_of(path: str) -> str:
    """Return a file's text, with its line ends as they are."""
    return (ROOT / path).read_text(encoding="utf-8")


def under(*patterns: str) -> list[str]:
    """Return the files that fit, as paths within the tree, in order."""
    return sorted(path.relative_to(ROOT).as_posix() for pattern in patterns for path in ROOT.glob(pattern))


def replaced(text: str, start: int, end: int, new: str) -> str:
    """Return a text with a part of it replaced."""
    return text[:start] + new + text[end:]


def line_at(text: str, place: int) -> range:
    """Return the line of a place in a text, as a range of one."""
    line = text.count("\n", 0, place) + 1
    return range(line, line + 1)


def another(text: str, rng: random.Random) -> str:
    """Return a number near to this one, written in the same way."""
    digits = [place for place, letter in enumerate(text) if letter.isdigit()]
    place = digits[-1] if len(digits) == 1 else rng.choice(digits[1:])
    return replaced(text, place, place + 1, str((int(text[place]) + rng.choice((1, 2, 9))) % 10))
