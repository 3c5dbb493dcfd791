"""Operators on the record: a cell of a table, a row, a promise of the description."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import random
from collections.abc import Callable, Iterator
from functools import cache, partial
from typing import Any

from mutation.model import Change, Site, another, operator, text_of
from mutation.notebooks import spans

Field = dict[str, Any]
TABLES = "data/*.csv"


@cache
def fields() -> dict[str, list[Field]]:
    """Return the described columns of each table, by its path."""
    resources = json.loads(text_of("data/datapackage.json"))["resources"]
    return {f"data/{one['path']}": one["schema"]["fields"] for one in resources}


def vocabulary(about: Field) -> list[str]:
    """Return the words that a column may hold, if they are listed."""
    found: list[str] = about.get("constraints", {}).get("enum") or []
    return found


@cache
def rows_of(path: str) -> list[tuple[range, list[str]]]:
    """Return the rows of a table with the lines on which they stand, the header first."""
    reader, first, found = csv.reader(io.StringIO(text_of(path), newline="")), 1, []
    for row in reader:
        found.append((range(first, reader.line_num + 1), row))
        first = reader.line_num + 1
    return found


def written(rows: list[list[str]]) -> str:
    """Return a table as text."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


def cells(
    path: str, wanted: Callable[[Field], Any], change: Callable[[str, Field, random.Random], str]
) -> Iterator[Site]:
    """Yield the filled cells of a table, in columns of the wanted sort."""
    (_, header), *rows = rows_of(path)

    def mutate(number: int, column: int, about: Field, rng: random.Random) -> Change:
        mutated = [list(row) for _, row in rows]
        old = mutated[number][column]
        mutated[number][column] = new = change(old, about, rng)
        return f"{mutated[number][0]}, {about['name']}: {old!r} became {new!r}", written([header, *mutated])

    for about in filter(wanted, fields().get(path, [])):
        column = header.index(about["name"])
        for number, (lines, row) in enumerate(rows):
            if row[column]:
                yield Site(lines, partial(mutate, number, column, about))


@operator("data: date", 7, TABLES)
def dates(path: str) -> Iterator[Site]:
    def change(old: str, _: Field, rng: random.Random) -> str:
        return str(dt.date.fromisoformat(old) + dt.timedelta(days=rng.choice((-30, -7, -1, 1, 2, 10, 365))))

    return cells(path, lambda about: about["type"] == "date", change)


@operator("data: actor", 5, TABLES)
def actors(path: str) -> Iterator[Site]:
    def change(old: str, about: Field, rng: random.Random) -> str:
        items = old.split(";")
        other = rng.choice([code for code in vocabulary(about) if code not in items] or items)
        items[rng.randrange(len(items))] = other
        return ";".join(items)

    states = {"CHN", "JPN", "KOR", "PRK", "USA"}
    return cells(path, lambda about: states & set(vocabulary(about)), change)


@operator("data: number", 8, TABLES)
def numbers(path: str) -> Iterator[Site]:
    return cells(
        path, lambda about: about["type"] in ("integer", "number"), lambda old, _, rng: another(old, rng)
    )


@operator("data: source", 5, TABLES)
def sources(path: str) -> Iterator[Site]:
    known = [row[0] for _, row in rows_of("data/sources.csv")[1:]]
    return cells(
        path, lambda about: about.get("references") == "sources", lambda old, _, rng: rng.choice(known)
    )


@operator("data: verdict or code", 6, TABLES)
def codes(path: str) -> Iterator[Site]:
    def change(old: str, about: Field, rng: random.Random) -> str:
        return rng.choice([word for word in vocabulary(about) if word != old] or [old])

    return cells(path, lambda about: bool(vocabulary(about)) and about["type"] == "string", change)


@operator("data: words", 4, TABLES)
def words(path: str) -> Iterator[Site]:
    def change(old: str, _: Field, rng: random.Random) -> str:
        kept = old.split(" ")
        del kept[rng.randrange(len(kept))]
        return " ".join(kept)

    def wanted(about: Field) -> bool:
        return about["type"] == "string" and not vocabulary(about) and "references" not in about

    return cells(path, wanted, change)


@operator("data: dangling id", 4, TABLES)
def dangling_ids(path: str) -> Iterator[Site]:
    def change(old: str, _: Field, rng: random.Random) -> str:
        items = old.split(";")
        place = rng.randrange(len(items))
        items[place] += rng.choice(("x", "-2", "0"))
        return ";".join(items)

    return cells(path, lambda about: "references" in about, change)


@operator("data: lost row", 2, TABLES)
def lost_rows(path: str) -> Iterator[Site]:
    header, *rows = rows_of(path)

    def lose(gone: int, rng: random.Random) -> Change:
        left = [row for number, (_, row) in enumerate(rows) if number != gone]
        return f"the row {rows[gone][1][0]} is gone", written([header[1], *left])

    for number, (lines, _) in enumerate(rows):
        yield Site(lines, partial(lose, number))


@operator("data: description", 3, "data/datapackage.json")
def descriptions(path: str) -> Iterator[Site]:
    """A promise of the description that is dropped: a unit, a reference, a constraint."""

    def drop(where: tuple[Any, ...], key: str, rng: random.Random) -> Change:
        package: Any = json.loads(text_of(path))
        holder = package
        for part in where:
            holder = holder[part]
        if key == "enum":
            holder[key] = holder[key][1:]
        else:
            del holder[key]
        table, about = (
            package["resources"][where[1]],
            package["resources"][where[1]]["schema"]["fields"][where[4]],
        )
        text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
        return f"{table['name']}.{about['name']}: {key} dropped", text

    package = json.loads(text_of(path))
    lines = dict(spans(package))
    for table, resource in enumerate(package["resources"]):
        for column, about in enumerate(resource["schema"]["fields"]):
            field = ("resources", table, "schema", "fields", column)
            limits = (*field, "constraints")
            promises = [(field, key) for key in ("unit", "references") if about.get(key)]
            given = about.get("constraints", {})
            promises += [(limits, key) for key in ("required", "unique", "enum") if given.get(key)]
            for where, key in promises:
                yield Site(lines[*where, key], partial(drop, where, key))
