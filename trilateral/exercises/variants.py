"""Forms that differ from student to student: which words stand in a question follows from a code.

A question's TOML names its parameters, each with the values it can have. A value is a text, or a list of
texts that go together (a month in words and in digits). The first value is the one in the solution:

    [question."3.5".variants]
    years = [["2003", "2010"], ["1999", "2006"], ["2006", "2013"]]

For another form its texts are replaced, as whole words, by those of the value that the code chose: in the
question, its stub, hints, distractors and answer. So the solution stays an ordinary notebook that runs.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from trilateral.exercises.ids import CODE

__all__ = [
    "CODE",
    "choose",
    "combinations",
    "has_words",
    "parameters",
    "replace_words",
    "say_form",
    "use_form_in",
]

Value = tuple[str, ...]


def parameters(given: Mapping[str, Any]) -> dict[str, tuple[Value, ...]]:
    """Return a question's parameters from its TOML, each with its values, each of these as a tuple.

    Raises:
        ValueError: the description is wrong; the message says what an author should mend.
    """
    found: dict[str, tuple[Value, ...]] = {}
    for name, values in given.items():
        ways = tuple(
            tuple(str(text) for text in (value if isinstance(value, list) else [value])) for value in values
        )
        if len(set(ways)) < 2 or len(set(ways)) < len(ways):
            raise ValueError(f"variants: {name} needs two values or more, all different")
        if {len(way) for way in ways} != {len(ways[0])} or not all(text for way in ways for text in way):
            raise ValueError(f"variants: each value of {name} needs as many texts as the first")
        found[name] = ways
    first = [text for ways in found.values() for text in ways[0]]
    if len(set(first)) < len(first):
        raise ValueError("variants: one text stands for two parameters")
    return found


def choose(code: str, question: str, given: Mapping[str, Sequence[Value]]) -> dict[str, str]:
    """Return what replaces what in a question's words, for a code; nothing for the empty code."""
    changes: dict[str, str] = {}
    for name, values in given.items():
        drawn = hashlib.sha256(f"trilateral {code} {question} {name}".encode()).digest()
        value = values[int.from_bytes(drawn[:8]) % len(values)] if code else values[0]
        changes |= dict(zip(values[0], value, strict=True))
    return changes


def combinations(given: Mapping[str, Sequence[Value]]) -> Iterator[dict[str, str]]:
    """Yield every way in which a question can come, as `choose` does; the first is the solution's own."""
    for chosen in itertools.product(*given.values()):
        yield {
            old: new
            for values, value in zip(given.values(), chosen, strict=True)
            for old, new in zip(values[0], value, strict=True)
        }


def replace_words(text: str, changes: Mapping[str, str]) -> str:
    """Return a text with words replaced, all at once, and only where they stand whole."""
    return _whole(changes).sub(lambda found: changes[found[0]], text) if changes else text


def has_words(text: str, words: str) -> bool:
    """Tell whether words stand whole in a text."""
    return bool(_whole([words]).search(text))


def say_form(title: str, code: str) -> str:
    """Return the text of a notebook's title, with the form that it is in."""
    return f"{title}\n\nThis is form **{code}**. Other forms ask for other years, words or places."


def use_form_in(source: str, code: str) -> str:
    """Return the source of a notebook's first code cell, which says to the checks of which form it is."""
    return f'from trilateral import use_form\n\nuse_form("{code}")\n\n{source}'


def _whole(words: Iterable[str]) -> re.Pattern[str]:
    # "3" is not in "3.5", "3.t2", "13" or "2017-03"; the longest first, so that "April 2017"
    # goes before "April".
    either = "|".join(re.escape(old) for old in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w-])(?<!\d\.)(?:{either})(?![\w-]|\.t?\d)")
