"""Operators on notebooks: the code of a cell, a stored output, what points to something."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from mutation.edits import Edit, mutations
from mutation.model import Change, Site, another, operator, replaced, text_of

LESSONS, EXERCISES, SOLUTIONS = "notebooks/*.ipynb", "exercises/**/*.ipynb", "exercises/solutions/*.ipynb"
CODE = "notebook: code"
Cell = dict[str, Any]
Where = tuple[Any, ...]
"""The keys that lead to a part of JSON, from outside to inside."""


def spans(value: Any, first: int = 1, where: Where = ()) -> Iterator[tuple[Where, range]]:
    """Yield the lines of each part of JSON that is written with an entry a line; the whole comes last."""
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    line = first + 1
    for key, entry in entries:
        for inner, lines in spans(entry, line, (*where, key)):
            yield inner, lines
        line = lines.stop
    yield where, range(first, line + (isinstance(value, (dict, list)) and bool(value)))


def joined(lines: str | list[str]) -> str:
    """Return a text that is stored as lines or in one piece."""
    return lines if isinstance(lines, str) else "".join(lines)


def like(old: str | list[str], new: str) -> str | list[str]:
    """Return a new text in the form, lines or one piece, in which the old one is stored."""
    return new if isinstance(old, str) else new.splitlines(keepends=True)


def written(notebook: dict[str, Any]) -> str:
    """Return a notebook as text."""
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


class Book:
    """A notebook, the lines of its parts, and copies of it in which something is changed."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.cells: list[Cell] = json.loads(text_of(path))["cells"]
        self._lines = dict(spans(json.loads(text_of(path))))

    def code_cells(self) -> list[tuple[int, Cell]]:
        """Return the code cells with their numbers."""
        return [(number, cell) for number, cell in enumerate(self.cells) if cell["cell_type"] == "code"]

    def lines(self, *where: Any, line: int | None = None) -> range:
        """Return the lines of a part; of a text, the one line if its number from 0 is given."""
        whole = self._lines["cells", *where]
        return self._lines.get(("cells", *where, line), whole)

    def changed(self, number: int, change: Callable[[Cell], None]) -> str:
        """Return the text of a copy in which a cell is changed."""
        notebook = json.loads(text_of(self.path))
        change(notebook["cells"][number])
        return written(notebook)

    def with_source(self, number: int, new: str) -> str:
        """Return the text of a copy in which a cell has another source."""
        return self.changed(number, lambda cell: cell.update(source=like(cell["source"], new)))


def code_cells(text: str) -> list[Cell]:
    """Return the code cells of a notebook's text."""
    return [cell for cell in json.loads(text)["cells"] if cell["cell_type"] == "code"]


# --- stored outputs ----------------------------------------------------------------------------------------


def output_texts(book: Book) -> Iterator[tuple[int, Where, str]]:
    """Yield each text of the stored outputs: its cell's number, the keys within the cell, the text."""
    for number, cell in book.code_cells():
        for place, output in enumerate(cell["outputs"]):
            if "text" in output:
                yield number, ("outputs", place, "text"), joined(output["text"])
            for kind, value in output.get("data", {}).items():
                if isinstance(value, (str, list)):
                    yield number, ("outputs", place, "data", kind), joined(value)


def output_lines(
    path: str, pattern: str, change: Callable[[re.Match[str], random.Random], tuple[str, str] | None]
) -> Iterator[Site]:
    """Yield each line of the stored outputs in which a pattern is found; one of its matches is changed."""
    book = Book(path)

    def mutate(number: int, where: Where, line: int, rng: random.Random) -> Change | None:
        def put(cell: Cell) -> None:
            holder: Any = cell
            for key in where[:-1]:
                holder = holder[key]
            pieces = joined(holder[where[-1]]).splitlines(keepends=True)
            pieces[line] = text
            holder[where[-1]] = like(holder[where[-1]], "".join(pieces))

        found = rng.choice(list(re.finditer(pattern, lines[number, where][line])))
        if (changed := change(found, rng)) is None:
            return None
        what, text = changed
        return f"cell {book.cells[number]['id']}, {where[-1]}: {what}", book.changed(number, put)

    lines: dict[tuple[int, Where], list[str]] = {}
    for number, where, text in output_texts(book):
        lines[number, where] = text.splitlines(keepends=True)
        for line, content in enumerate(lines[number, where]):
            if re.search(pattern, content):
                yield Site(book.lines(number, *where, line=line), partial(mutate, number, where, line))


@operator("output: number", 8, LESSONS, EXERCISES)
def numbers(path: str) -> Iterator[Site]:
    def change(found: re.Match[str], rng: random.Random) -> tuple[str, str]:
        new = another(found[0], rng)
        return f"{found[0]} became {new}", replaced(found.string, *found.span(), new)

    return output_lines(path, r"(?<![\w#%&.])\d+(?:\.\d+)?", change)


@operator("output: plotted value", 7, LESSONS, EXERCISES)
def plotted_values(path: str) -> Iterator[Site]:
    def change(curve: re.Match[str], rng: random.Random) -> tuple[str, str]:
        part = curve.lastindex or 1
        found = rng.choice(list(re.finditer(r"(?<![%.\d])\d+(?:\.\d+)?", curve[part])))
        new, start = another(found[0], rng), curve.start(part) + found.start()
        what = f"a point of a drawn line moved from {found[0]} to {new}"
        return what, replaced(curve.string, start, start + len(found[0]), new)

    return output_lines(path, r'\bd=(?:"(M[^"]{6,}?)"|%22(M[^"]{6,}?)%22)', change)


@operator("output: removed", 4, LESSONS, EXERCISES)
def removed_outputs(path: str) -> Iterator[Site]:
    book = Book(path)

    def remove(number: int, place: int, rng: random.Random) -> Change:
        text = book.changed(number, lambda cell: cell["outputs"].pop(place))
        return f"cell {book.cells[number]['id']}: an output removed", text

    for number, cell in book.code_cells():
        for place, _ in enumerate(cell["outputs"]):
            yield Site(book.lines(number, "outputs", place), partial(remove, number, place))


@operator("output: never run", 3, LESSONS, EXERCISES)
def never_run(path: str) -> Iterator[Site]:
    """What nbval passes without a word: a cell that was never run."""
    book = Book(path)

    def forget(number: int, rng: random.Random) -> Change:
        text = book.changed(number, lambda cell: cell.update(outputs=[], execution_count=None))
        return f"cell {book.cells[number]['id']}: count and outputs gone", text

    for number, _ in book.code_cells():
        yield Site(book.lines(number, "execution_count"), partial(forget, number))


# --- sources -----------------------------------------------------------------------------------------------


@operator(CODE, 9, LESSONS, SOLUTIONS)
def code(path: str) -> Iterator[Site]:
    book = Book(path)

    def mutate(number: int, edit: Edit, rng: random.Random) -> Change:
        source = replaced(joined(book.cells[number]["source"]), edit.start, edit.end, edit.new)
        return f"cell {book.cells[number]['id']}, {edit.words}", book.with_source(number, source)

    for number, cell in book.code_cells():
        for edit in mutations(joined(cell["source"])):
            yield Site(book.lines(number, "source", line=edit.line - 1), partial(mutate, number, edit))


@operator("dangling: claim, link or id", 6, LESSONS, EXERCISES)
def dangling(path: str) -> Iterator[Site]:
    book = Book(path)
    rows = {line.partition(",")[0] for line in text_of("data/events.csv").splitlines()[1:]}

    def mistype(number: int, old: str, rng: random.Random) -> Change:
        new = old.replace(".ipynb", "x.ipynb") if ".ipynb" in old else f"{old}x"
        text = book.with_source(number, joined(book.cells[number]["source"]).replace(old, new, 1))
        return f"cell {book.cells[number]['id']}: {old} became {new}", text

    def another_claim(number: int, old: str, rng: random.Random) -> Change:
        new = f"claim:C{int(old[7:]) + 65:02}"
        tags = [new if tag == old else tag for tag in book.cells[number]["metadata"]["tags"]]
        text = book.changed(number, lambda cell: cell["metadata"].update(tags=tags))
        return f"cell {book.cells[number]['id']}: {old} became {new}", text

    for number, cell in enumerate(book.cells):
        for place, tag in enumerate(cell["metadata"].get("tags", [])):
            if tag.startswith("claim:"):
                yield Site(
                    book.lines(number, "metadata", "tags", line=place), partial(another_claim, number, tag)
                )
        source = joined(cell["source"])
        links = r"(?<=\]\()(?!https?:|#)[^)\s]+(?=\))|" if cell["cell_type"] == "markdown" else ""
        for found in re.finditer(links + r"\b[12]\d{3}-\d\d-\d\d-[\w-]+", source):
            if found[0] in rows or not re.match(r"[12]\d{3}-", found[0]):
                line = source.count("\n", 0, source.index(found[0]))
                yield Site(book.lines(number, "source", line=line), partial(mistype, number, found[0]))
