"""Which tests concern a file: those of its room first, then those that mention it."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from pathlib import Path

from mutation.model import ROOT, Mutant, text_of, under

SLOW = {"tests/course/test_style.py", "tests/setup/test_start.py", "tests/setup/test_environment.py"}
# The rooms of the tests by those of the front end; what both use concerns both.
FRONT_END = {"timeline": ("timeline",), "claims": ("widgets",), "coder": ("widgets",)}
BROWSER = {"timeline": "tests/browser/test_timeline*.py", "widgets": "tests/browser/test_small_widgets*.py"}


@cache
def words_of(name: str) -> Counter[str]:
    """Return how often a test has each word, and each word in quotation marks."""
    return Counter(re.findall(r"\w+", text_of(name)) + re.findall(r'(?<!\w)(?=("\w+")(?!\w))', text_of(name)))


@cache
def mentions(word: str, *patterns: str) -> tuple[str, ...]:
    """Return the tests that mention a word, those with most mentions first; no browser's, which are slow."""
    files = under(*(patterns or ("tests/[!b]*/test_*.py",)))
    counts = {name: words_of(name)[word] for name in files}
    return tuple(sorted((name for name, count in counts.items() if count), key=lambda name: -counts[name]))


@cache
def notebooks_with(word: str) -> tuple[str, ...]:
    """Return the notebooks whose cells mention a word in quotation marks."""
    quoted = (f'\\"{word}\\"', f"'{word}'")
    return tuple(
        name
        for name in under("notebooks/*.ipynb", "exercises/solutions/*.ipynb")
        if any(one in text_of(name) for one in quoted)
    )


def about_table(path: Path) -> list[str]:
    """Return what concerns a table of the record, or its description."""
    quick = ["tests/record/test_data.py", "tests/record/test_load.py", *mentions(f'"{path.stem}"')]
    return [*quick, "tests/record/test_checksums.py", *notebooks_with(path.stem)]


def about_exercise(path: Path) -> list[str]:
    """Return what concerns an exercise: its own file where that is run, and the tests of the room."""
    room = [
        "tests/exercises/test_exercises.py",
        "tests/course/test_policy.py",
        *under("tests/exercises/test_*.py"),
    ]
    if path.suffix == ".ipynb":
        return [path.as_posix(), *room]
    return [*room, *under(f"exercises/solutions/{path.stem}*.ipynb")]


def about_module(path: Path) -> list[str]:
    """Return what concerns a module of the package: the tests of its room that name it come first."""
    room = f"tests/{path.parts[1]}/test_*.py" if len(path.parts) > 2 else "tests/course/test_*.py"
    names = (path.stem, path.stem.partition("_")[0])
    found = [test for name in names for test in mentions(name, room)]
    found += under(room) if len(path.parts) > 2 else []
    found += [test for name in names for test in mentions(name)]
    return [*found, "notebooks/02-two-neighbours.ipynb", *mentions("trilateral")]


def about_front_end(path: Path) -> list[str]:
    """Return what concerns a source of the front end, or what is made from it."""
    rooms = FRONT_END.get(path.parts[2], ("timeline", "widgets"))
    quick = [test for room in rooms for test in under(f"tests/{room}/test_*.py")]
    return [*quick, *(test for room in rooms for test in under(BROWSER[room]))]


def concerned(mutant: Mutant) -> list[str]:
    """Return the tests to run first, in their order."""
    path = Path(mutant.path)
    match path.parts[0]:
        case "data":
            wanted = about_table(path)
        case "notebooks":
            wanted = [mutant.path, "tests/course/test_policy.py"]
        case "exercises":
            wanted = about_exercise(path)
        case "js":
            wanted = about_front_end(path)
        case _:
            wanted = about_module(path) if path.suffix == ".py" else about_front_end(path)
    return [one for one in dict.fromkeys(wanted) if one not in SLOW and (ROOT / one).exists()]
