"""What people bring along: dots that stayed, another language's way to give a value, notes, words for len."""

from __future__ import annotations

import re

from trilateral.error_messages.accident import Accident
from trilateral.error_messages.literals import without_texts
from trilateral.error_messages.words import AGAIN, Advice
from trilateral.exercises.syntax_tree import parse

__all__ = ["DOTS_LEFT", "arrow", "dots", "giving", "is_length", "joints", "notes", "words_of_a_person"]

# What other programs, and people, call the number of rows. Nearer words of Python's mean something else.
_LENGTHS = {
    "rows", "row", "nrow", "nrows", "numrows", "rowcount", "numberofrows", "countrows", "allrows",
    "lines", "length", "lenght", "lengh", "legnth", "leng", "lenth", "len", "counta", "recordcount", "number",
}  # fmt: skip
DOTS_LEFT = "The three dots are still there: they only keep the place for your answer."
_TYPES = "let|var|const|int|float|double|char|bool|boolean|string|str|auto|my|dim|local"


def is_length(name: str) -> bool:
    """Tell whether a word stands for the number of rows, or of values."""
    return name.replace("_", "").casefold() in _LENGTHS


def dots(accident: Accident, said: str = "") -> Advice | None:
    """Return what to say where an answer was typed before or behind the three dots of its place."""
    line = accident.line.strip().replace("…", "...")
    found = re.match(r"(\w+\s*=|return\b)\s*(.*)", line)
    if found is None and (before := re.match(r"(\w+)\s*\.\.\.\s*=(?!=)(.*)", line)):
        found = re.match(r"(\w+ =)(.*)", f"{before[1]} ={before[2]}")
    if found is None:
        return None
    value = found[2].strip()
    rest = value.removeprefix("...").removesuffix("...").strip()
    if not rest or (rest == value and "..." not in line):
        return None
    mended = f"{found[1]} {rest}"
    if not _reads(mended):
        return DOTS_LEFT, f"Take the three dots away, {AGAIN}"
    return DOTS_LEFT, f"Take the three dots away, {AGAIN}\n\n    {mended}"


def giving(accident: Accident, said: str = "") -> Advice | None:
    """Return what to say where a name is given a value as other languages do it."""
    line = accident.line.strip()
    if found := re.match(r"(\w+)\s*:=\s*(\S.*)", line):
        return _one_sign(":=", found[1], found[2])
    if found := re.match(rf"({_TYPES})\s+([^\W\d]\w*)\s*=(?!=)\s*([^;]*)", line, re.I):
        mended = f"{found[2]} = {found[3].strip()}"
        return (
            f"Python needs no “{found[1]}” before a name.",
            f"Take it away, {AGAIN}" + (f"\n\n    {mended}" if _reads(mended) else ""),
        )
    return None


def arrow(accident: Accident) -> Advice | None:
    """Return what to say to `x <- 65`, which Python can read: it compares x with minus 65."""
    found = re.match(r"\s*([^\W\d]\w*)\s*<-\s*(\S.*)", accident.line)
    return _one_sign("<-", found[1], found[2]) if found else None


def _one_sign(sign: str, name: str, value: str) -> Advice:
    mended = f"{name} = {value.strip().rstrip(';')}"
    return (
        f"Python gives a name its value with = alone, and not with {sign}.",
        f"Write one =, {AGAIN}" + (f"\n\n    {mended}" if _reads(mended) else ""),
    )


def notes(accident: Accident, said: str = "") -> Advice | None:
    """Return what to say to a note that begins with another language's sign."""
    bare = without_texts(accident.line)
    found = re.search(r"//|--|/\*|<!--", bare)
    if found is None:
        return None
    code, note = accident.line[: found.start()], accident.line[found.end() :]
    words = note.replace("*/", "").replace("-->", "").strip()
    if not re.match(r"[^\W\d_]", words) or (code.strip() and not parse(code.strip())):
        return None
    alone = not code.strip() and found[0] != "--"
    if alone or parse(accident.line.strip()) is None:
        return (
            f"A note to yourself begins with # in Python, and not with {found[0]}",
            f"Write #, {AGAIN}\n\n    {f'{code.rstrip()}  ' if code.strip() else ''}# {words}",
        )
    return None


def joints(accident: Accident, said: str = "") -> Advice | None:
    """Return what to say where the sign between two parts is missing, or is that of another language."""
    line = accident.line.strip()
    found = re.search(r"[)\]]\s*([a-z]\w*)(?=\()", without_texts(line))
    if found and _reads(f"{line[: found.start() + 1]}.{line[found.start(1) :]}"):
        what = f"A point is missing between the bracket and “{found[1]}”."
        return what, f"Write .{found[1]}( there, {AGAIN}"
    before, semicolon, _ = without_texts(line).partition(";")
    inside = sum(map(before.count, "([{")) > sum(map(before.count, ")]}"))
    if semicolon and inside and _reads(line.replace(";", ",")):
        return "A semicolon stands between two values.", f"Write a comma in its place, {AGAIN}"
    if found := re.search(r"\bDataFrame\(\s*[\"']?(\w+)[\"']?\s*:", line):
        return (
            "The columns of a new table stand in curly brackets, each name in quotation marks.",
            f'Write pd.DataFrame({{"{found[1]}": ...}}), with the column in the place of the dots, {AGAIN}',
        )
    return None


def words_of_a_person(accident: Accident, said: str = "") -> Advice | None:
    """Return what to say to a sentence with an apostrophe, which Python takes for a text's beginning."""
    line = accident.line.strip()
    if " " not in line or not re.search(r"\w['’]\w", line) or not re.fullmatch(r"[\w'’ ,-]+[.!?]?", line):
        return None
    return (
        "These are words, and no Python: the apostrophe begins a text that does not end.",
        f"If it is a note to yourself, put # before it; if you want help, run a hint; {AGAIN}",
    )


def _reads(line: str) -> bool:
    return any(parse(text) for text in (line, line.replace("return ", "x = ", 1)))
