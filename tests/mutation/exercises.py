"""Operators on exercises: an answer, a hint, a question, a key, an assignment's cell."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from functools import partial

from mutation.model import Change, Site, another, line_at, operator, replaced, text_of
from mutation.notebooks import SOLUTIONS, Book, joined

BY_ONE = {
    "number": "{a} = {a} + 1",
    "date": "{a} = str(pd.Timestamp({a}) + pd.Timedelta(days=1))[:10]",
    "text": "{a} = {a}[:-1]",
    "boolean": "{a} = not {a}",
    "choice": "{a} = 'bcda'['abcd'.index({a})]",
    "set": "{a} = sorted({a})[1:]",
    "rows": "{a} = list({a}['id'] if hasattr({a}, 'columns') else {a})[1:]",
    "list": "{a} = list({a})[1:]",
    "table": "{a} = {a}.iloc[1:]",
    "function": "{a} = lambda *given, right={a}: [right(*given)]",
}


@operator("exercise: answer off by one", 6, SOLUTIONS)
def off_by_one(path: str) -> Iterator[Site]:
    book = Book(path)

    def change(place: int, number: str, kind: str, rng: random.Random) -> Change:
        line = BY_ONE[kind].format(a=f"answer_{number.replace('.', '_')}")
        text = book.with_source(place, f"{joined(book.cells[place]['source'])}\n{line}")
        return f"the answer to {number} ({kind}) is off by one", text

    places = {cell["id"]: place for place, cell in enumerate(book.cells)}
    for number, about in tomllib.loads(text_of(path.removesuffix(".ipynb") + ".toml"))["question"].items():
        place = places[f"a-{number.replace('.', '-')}"]
        yield Site(book.lines(place, "source"), partial(change, place, number, about["kind"]))


@operator("exercise: hints and distractors", 6, "exercises/solutions/*.toml")
def entries(path: str) -> Iterator[Site]:
    """Drop a letter, or change a number, of a line that students meet. (Rubrics are prose for the marker.)"""
    lines = text_of(path).splitlines(keepends=True)

    def change(place: int, rng: random.Random) -> Change:
        words = list(re.finditer(r"[A-Za-z]{3,}|\d+", lines[place]))
        found = rng.choice(words[2:] or words)
        new = another(found[0], rng) if found[0].isdigit() else found[0][:-1]
        changed = replaced(lines[place], *found.span(), new)
        what = f"line {place + 1}: {found[0]} became {new}"
        return what, "".join([*lines[:place], changed, *lines[place + 1 :]])

    for place, line in enumerate(lines):
        if re.match(r"\s*(\{|\"|'|points|kind|decimals|columns)", line) and re.search(
            r"[A-Za-z]{3}|\d", line
        ):
            yield Site(range(place + 1, place + 2), partial(change, place))


@operator("exercise: questions and keys", 5, "exercises/questions/*.json", "exercises/keys/*.json")
def keys(path: str) -> Iterator[Site]:
    text = text_of(path)

    def change(found: re.Match[str], rng: random.Random) -> Change:
        new = another(found[0], rng) if found[0][-1].isdigit() else found[0][:-1]
        line = line_at(text, found.start())
        return f"line {line.start}: {found[0]} became {new}", replaced(text, *found.span(), new)

    for found in re.finditer(r"(?<=[\"\w ])[0-9a-f]{2,}|(?<= )\w{3,}", text):
        yield Site(line_at(text, found.start()), partial(change, found))


@operator("exercise: assignment", 4, "exercises/*.ipynb")
def assignments(path: str) -> Iterator[Site]:
    """A cell of an assignment that no longer says what the solution's does."""
    book = Book(path)

    def drop(number: int, found: re.Match[str], rng: random.Random) -> Change:
        text = book.with_source(number, replaced(found.string, *found.span(), ""))
        return f"cell {book.cells[number]['id']}: {found[0]!r} dropped", text

    for number, cell in enumerate(book.cells):
        source = joined(cell["source"])
        for found in re.finditer(r"\w{3,}", source):
            lines = book.lines(number, "source", line=source.count("\n", 0, found.start()))
            yield Site(lines, partial(drop, number, found))
