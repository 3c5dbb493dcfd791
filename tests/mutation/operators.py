"""Deliberate faults, made by rule anywhere in the tree: what the tests must not let pass.

A kind of fault is a function that picks one place of the tree at random and returns the changed files.
Nothing is listed by hand: tables, columns, notebooks, questions and modules are those which exist, so that
what is added later is covered too. `mutants.py` applies the faults and runs the tests.
"""

from __future__ import annotations

import ast
import csv
import datetime as dt
import io
import json
import os
import random
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from mutation.edits import Edit, Places, same_code, turns

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Fault:
    """One fault: its kind, what was changed in words, and the new text of each file that changes."""

    kind: str
    what: str
    files: dict[str, str] = field(repr=False)
    rebuild: bool = False  # the front end's bundle is made anew from its changed sources

    @property
    def path(self) -> str:
        """The file in which the fault was put."""
        return next(iter(self.files))


Maker = Callable[[random.Random], Fault | None]
KINDS: dict[str, tuple[int, Maker]] = {}
"""Each kind's weight and its maker, which returns None where its dice chose a barren place."""
DEEP: set[str] = set()
"""Kinds that also turn what no user could tell, a pixel or a tenth of a second: only where asked for."""


def kind(name: str, weight: int, *, deep: bool = False) -> Callable[[Maker], Maker]:
    """Enter a maker of faults."""

    def enter(make: Maker) -> Maker:
        KINDS[name] = (weight, make)
        if deep:
            DEEP.add(name)
        return make

    return enter


def faults(number: int, rng: random.Random, *, deep: bool = False) -> list[Fault]:
    """Return so many different faults, of all kinds by their weights; of the deep kinds if they are wanted.

    Raises:
        LookupError: a kind finds no place any more; its rule must be mended, not dropped.
    """
    kinds = {name: entry for name, entry in KINDS.items() if deep or name not in DEEP}
    total = sum(weight for weight, _ in kinds.values())
    chosen: list[Fault] = []
    for name, (weight, make) in kinds.items():
        wanted = max(1, round(number * weight / total))
        seen: set[str] = set()
        for _ in range(400):
            fault = make(rng)
            if fault is not None and fault.what not in seen:
                seen.add(fault.what)
                chosen.append(fault)
            if len(seen) == wanted:
                break
        if not seen:
            raise LookupError(f"tests/mutation/operators.py: nothing in the tree fits {name!r} any more")
    return chosen


@cache
def text_of(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def under(*patterns: str) -> list[str]:
    """Return the files that fit, as paths within the tree, in order."""
    return sorted(path.relative_to(ROOT).as_posix() for pattern in patterns for path in ROOT.glob(pattern))


def replaced(text: str, start: int, end: int, new: str) -> str:
    return text[:start] + new + text[end:]


def another(text: str, rng: random.Random) -> str:
    """Return a number near to this one, written in the same way."""
    digits = [place for place, letter in enumerate(text) if letter.isdigit()]
    place = digits[-1] if len(digits) == 1 else rng.choice(digits[1:])
    return replaced(text, place, place + 1, str((int(text[place]) + rng.choice((1, 2, 9))) % 10))


# --- the data ----------------------------------------------------------------------------------------------


@cache
def resources() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(text_of("data/datapackage.json"))["resources"]
    return found


def cell(
    name: str, rng: random.Random, wanted: Callable[[dict[str, Any]], Any], change: Callable[..., str]
) -> Fault | None:
    """Change one cell of a table, in a column of the wanted sort."""
    places = [(r["path"], f) for r in resources() for f in r["schema"]["fields"] if wanted(f)]
    if not places:
        return None
    path, about = rng.choice(places)
    rows = list(csv.reader(io.StringIO(text_of(f"data/{path}"), newline="")))
    column, line = rows[0].index(about["name"]), rng.randrange(1, len(rows))
    old = rows[line][column]
    new = change(old, about, rng) if old else old
    if new == old:
        return None
    what = f"data/{path}, {rows[line][0]}, {about['name']}: {old!r} became {new!r}"
    rows[line][column] = new
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return Fault(name, what, {f"data/{path}": out.getvalue()})


def vocabulary(about: dict[str, Any]) -> list[str]:
    found: list[str] = about.get("constraints", {}).get("enum") or []
    return found


@kind("data: date", 7)
def changed_date(rng: random.Random) -> Fault | None:
    def change(old: str, _: Any, rng: random.Random) -> str:
        return str(dt.date.fromisoformat(old) + dt.timedelta(days=rng.choice((-30, -7, -1, 1, 2, 10, 365))))

    return cell("data: date", rng, lambda about: about["type"] == "date", change)


@kind("data: actor", 5)
def changed_actor(rng: random.Random) -> Fault | None:
    def change(old: str, about: dict[str, Any], rng: random.Random) -> str:
        items = old.split(";")
        other = rng.choice([code for code in vocabulary(about) if code not in items] or items)
        items[rng.randrange(len(items))] = other
        return ";".join(items)

    states = {"CHN", "JPN", "KOR", "PRK", "USA"}
    return cell("data: actor", rng, lambda about: states & set(vocabulary(about)), change)


@kind("data: number", 8)
def changed_number(rng: random.Random) -> Fault | None:
    def wanted(about: dict[str, Any]) -> bool:
        return about["type"] in ("integer", "number")

    return cell("data: number", rng, wanted, lambda old, _, rng: another(old, rng))


@kind("data: source", 5)
def changed_source(rng: random.Random) -> Fault | None:
    sources = [line.partition(",")[0] for line in text_of("data/sources.csv").splitlines()[1:]]

    def wanted(about: dict[str, Any]) -> bool:
        return about.get("references") == "sources"

    return cell("data: source", rng, wanted, lambda old, _, rng: rng.choice(sources))


@kind("data: verdict or code", 6)
def changed_code(rng: random.Random) -> Fault | None:
    def change(old: str, about: dict[str, Any], rng: random.Random) -> str:
        return rng.choice([word for word in vocabulary(about) if word != old] or [old])

    def wanted(about: dict[str, Any]) -> bool:
        return bool(vocabulary(about)) and about["type"] == "string"

    return cell("data: verdict or code", rng, wanted, change)


@kind("data: words", 4)
def changed_words(rng: random.Random) -> Fault | None:
    def change(old: str, _: Any, rng: random.Random) -> str:
        words = old.split(" ")
        del words[rng.randrange(len(words))]
        return " ".join(words)

    def wanted(about: dict[str, Any]) -> bool:
        return about["type"] == "string" and not vocabulary(about) and "references" not in about

    return cell("data: words", rng, wanted, change)


@kind("data: dangling id", 4)
def dangling_id(rng: random.Random) -> Fault | None:
    def change(old: str, _: Any, rng: random.Random) -> str:
        items = old.split(";")
        place = rng.randrange(len(items))
        items[place] += rng.choice(("x", "-2", "0"))
        return ";".join(items)

    return cell("data: dangling id", rng, lambda about: "references" in about, change)


@kind("data: lost row", 2)
def lost_row(rng: random.Random) -> Fault | None:
    path = f"data/{rng.choice(resources())['path']}"
    rows = list(csv.reader(io.StringIO(text_of(path), newline="")))
    gone = rows.pop(rng.randrange(1, len(rows)))
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return Fault("data: lost row", f"{path}: the row {gone[0]} is gone", {path: out.getvalue()})


@kind("data: description", 3)
def changed_description(rng: random.Random) -> Fault | None:
    package = json.loads(text_of("data/datapackage.json"))
    resource = rng.choice(package["resources"])
    about = rng.choice(resource["schema"]["fields"])
    limits = about.get("constraints", {})
    choices = [key for key in ("unit", "references") if about.get(key)]
    choices += [key for key in ("required", "unique", "enum") if limits.get(key)]
    if not choices:
        return None
    key = rng.choice(choices)
    if key == "enum":
        limits["enum"] = limits["enum"][1:]
    elif key in limits:
        del limits[key]
    else:
        del about[key]
    what = f"data/datapackage.json, {resource['name']}.{about['name']}: {key} dropped"
    return Fault(
        "data: description",
        what,
        {"data/datapackage.json": json.dumps(package, indent=2, ensure_ascii=False) + "\n"},
    )


# --- notebooks ---------------------------------------------------------------------------------------------

LESSONS, SHEETS = "notebooks/*.ipynb", "exercises/**/*.ipynb"


def joined(lines: str | list[str]) -> str:
    return lines if isinstance(lines, str) else "".join(lines)


def like(old: str | list[str], new: str) -> str | list[str]:
    """Return a new text in the form, lines or one piece, in which the old one is stored."""
    return new if isinstance(old, str) else new.splitlines(keepends=True)


def written(notebook: dict[str, Any]) -> str:
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def opened(rng: random.Random, *patterns: str) -> tuple[str, dict[str, Any]]:
    path = rng.choice(under(*(patterns or (LESSONS, SHEETS))))
    return path, json.loads(text_of(path))


def code_cells(notebook: dict[str, Any]) -> list[dict[str, Any]]:
    return [one for one in notebook["cells"] if one["cell_type"] == "code"]


def stored_texts(one: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    """Yield each place that holds text of a cell's outputs: a dictionary and its key."""
    for output in one["outputs"]:
        if "text" in output:
            yield output, "text"
        for mime in output.get("data", {}):
            yield output["data"], mime


@kind("output: number", 8)
def changed_output(rng: random.Random) -> Fault | None:
    path, notebook = opened(rng)
    places = [(one, *place) for one in code_cells(notebook) for place in stored_texts(one)]
    if not places:
        return None
    one, holder, key = rng.choice(places)
    text = joined(holder[key])
    numbers = [n for n in re.finditer(r"(?<![\w#%&.])\d+(?:\.\d+)?", text) if "data:image" not in n[0]]
    if not numbers:
        return None
    found = rng.choice(numbers)
    new = another(found[0], rng)
    if new == found[0]:
        return None
    holder[key] = like(holder[key], replaced(text, *found.span(), new))
    what = f"{path}, cell {one['id']}, {key}: {found[0]} became {new}"
    return Fault("output: number", what, {path: written(notebook)})


@kind("output: plotted value", 7)
def changed_plot(rng: random.Random) -> Fault | None:
    path, notebook = opened(rng)
    places = [
        (one, holder, key, curve)
        for one in code_cells(notebook)
        for holder, key in stored_texts(one)
        for curve in re.finditer(r'\bd=(?:"(M[^"]{6,}?)"|%22(M[^"]{6,}?)%22)', joined(holder[key]))
    ]
    if not places:
        return None
    one, holder, key, curve = rng.choice(places)
    part = curve.lastindex or 1
    found = rng.choice(list(re.finditer(r"(?<![%.\d])\d+(?:\.\d+)?", curve[part])))
    new = another(found[0], rng)
    if new == found[0]:
        return None
    at = curve.start(part) + found.start()
    holder[key] = like(holder[key], replaced(joined(holder[key]), at, at + len(found[0]), new))
    what = f"{path}, cell {one['id']}: a point of a drawn line moved from {found[0]} to {new}"
    return Fault("output: plotted value", what, {path: written(notebook)})


@kind("output: removed", 4)
def removed_output(rng: random.Random) -> Fault | None:
    path, notebook = opened(rng)
    cells = [one for one in code_cells(notebook) if one["outputs"]]
    one = rng.choice(cells)
    one["outputs"].pop(rng.randrange(len(one["outputs"])))
    what = f"{path}, cell {one['id']}: an output removed"
    return Fault("output: removed", what, {path: written(notebook)})


@kind("output: never run", 3)
def unrun(rng: random.Random) -> Fault | None:
    """What nbval passes without a word: a cell that was never run."""
    path, notebook = opened(rng)
    one = rng.choice(code_cells(notebook))
    one["outputs"], one["execution_count"] = [], None
    return Fault(
        "output: never run", f"{path}, cell {one['id']}: count and outputs gone", {path: written(notebook)}
    )


# --- code, of cells and of the package ---------------------------------------------------------------------


@kind("code: a cell", 9)
def changed_cell(rng: random.Random) -> Fault | None:
    path, notebook = opened(rng, LESSONS, "exercises/solutions/*.ipynb")
    one = rng.choice(code_cells(notebook))
    source = joined(one["source"])
    edits = turns(source)
    if not edits:
        return None
    start, end, new, words = rng.choice(edits)
    one["source"] = like(one["source"], replaced(source, start, end, new))
    return Fault("code: a cell", f"{path}, cell {one['id']}, {words}", {path: written(notebook)})


@cache
def turns_of(path: str) -> list[Edit]:
    return turns(text_of(path))


@kind("code: the package", 16, deep=True)
def changed_package(rng: random.Random) -> Fault | None:
    found = [(path, edit) for path in under("trilateral/**/*.py") for edit in turns_of(path)]
    path, (start, end, new, words) = rng.choice(found)
    source = replaced(text_of(path), start, end, new)
    if same_code(source, text_of(path)):
        return None
    return Fault("code: the package", f"{path}, {words}", {path: source})


@kind("code: a check made always true", 10)
def blind_check(rng: random.Random) -> Fault | None:
    """A test that guards an error never strikes, or a function that judges finds everything good."""
    path = rng.choice(under("trilateral/**/*.py"))
    source = text_of(path)
    tree, places = ast.parse(source), Places(source)
    edits: list[Edit] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.If) and isinstance(node.body[-1], ast.Raise):
            edits.append((*places.span(node.test), "False", "never raises"))
        if isinstance(node, ast.FunctionDef) and isinstance(node.returns, ast.Name):
            for part in ast.walk(node):
                if node.returns.id == "bool" and isinstance(part, ast.Return) and part.value is not None:
                    edits.append((*places.span(part.value), "True", "always says yes"))
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "hmac.compare_digest":
            edits.append((*places.span(node), "True", "finds every answer right"))
    if not edits:
        return None
    start, end, new, words = rng.choice(edits)
    old = " ".join(source[start:end].split())
    if old == new:
        return None
    line = source.count("\n", 0, start) + 1
    what = f"{path}, line {line}: `{old[:60]}` {words}"
    return Fault("code: a check made always true", what, {path: replaced(source, start, end, new)})


# --- exercises ---------------------------------------------------------------------------------------------

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


@kind("exercise: answer off by one", 6)
def off_by_one(rng: random.Random) -> Fault | None:
    path = rng.choice(under("exercises/solutions/*.toml"))
    number, about = rng.choice(list(tomllib.loads(text_of(path))["question"].items()))
    notebook_path = path.removesuffix(".toml") + ".ipynb"
    notebook = json.loads(text_of(notebook_path))
    one = next(c for c in notebook["cells"] if c["id"] == f"a-{number.replace('.', '-')}")
    line = BY_ONE[about["kind"]].format(a=f"answer_{number.replace('.', '_')}")
    one["source"] = like(one["source"], f"{joined(one['source'])}\n{line}")
    what = f"{notebook_path}, the answer to {number} ({about['kind']}) is off by one"
    return Fault("exercise: answer off by one", what, {notebook_path: written(notebook)})


@kind("exercise: hints and wrong turns", 6)
def changed_toml(rng: random.Random) -> Fault | None:
    """Drop a word, or change a number, of a line that students meet. (Rubrics are prose for the marker.)"""
    path = rng.choice(under("exercises/solutions/*.toml"))
    lines = text_of(path).splitlines(keepends=True)
    usable = [
        n for n, line in enumerate(lines) if re.match(r"\s*(\{|\"|'|points|kind|decimals|columns)", line)
    ]
    place = rng.choice(usable)
    words = list(re.finditer(r"[A-Za-z]{3,}|\d+", lines[place]))
    if not words:
        return None
    found = rng.choice(words[2:] or words)
    new = another(found[0], rng) if found[0].isdigit() else found[0][:-1]
    lines[place] = replaced(lines[place], *found.span(), new)
    what = f"{path}, line {place + 1}: {found[0]} became {new}"
    return Fault("exercise: hints and wrong turns", what, {path: "".join(lines)})


@kind("exercise: questions and keys", 5)
def changed_key(rng: random.Random) -> Fault | None:
    path = rng.choice(under("exercises/questions/*.json", "exercises/keys/*.json"))
    found = rng.choice(list(re.finditer(r"(?<=[\"\w ])[0-9a-f]{2,}|(?<= )\w{3,}", text_of(path))))
    new = another(found[0], rng) if found[0][-1].isdigit() else found[0][:-1]
    if new == found[0]:
        return None
    line = text_of(path).count("\n", 0, found.start()) + 1
    what = f"{path}, line {line}: {found[0]} became {new}"
    return Fault("exercise: questions and keys", what, {path: replaced(text_of(path), *found.span(), new)})


@kind("exercise: form", 4)
def changed_form(rng: random.Random) -> Fault | None:
    """A form in which one cell no longer says what the solution's does."""
    path, notebook = opened(rng, "exercises/*.ipynb")
    one = rng.choice(notebook["cells"])
    words = list(re.finditer(r"\w{3,}", joined(one["source"])))
    if not words:
        return None
    found = rng.choice(words)
    one["source"] = like(one["source"], replaced(joined(one["source"]), *found.span(), ""))
    what = f"{path}, cell {one['id']}: {found[0]!r} dropped"
    return Fault("exercise: form", what, {path: written(notebook)})


# --- what points to something ------------------------------------------------------------------------------


@kind("dangling: claim, link or id", 6)
def dangling(rng: random.Random) -> Fault | None:
    path, notebook = opened(rng)
    rows = {line.partition(",")[0] for line in text_of("data/events.csv").splitlines()[1:]}
    edits: list[tuple[dict[str, Any], str]] = []
    for one in notebook["cells"]:
        source = joined(one["source"])
        for tag in one["metadata"].get("tags", []):
            if tag.startswith("claim:"):
                edits.append((one, tag))
        if one["cell_type"] == "markdown":
            edits += [(one, link) for link in re.findall(r"\]\((?!https?:|#)([^)\s]+)\)", source)]
            edits += [(one, known) for known in re.findall(r"\b[12]\d{3}-\d\d-\d\d-[\w-]+", source)]
        else:
            edits += [(one, known) for known in re.findall(r"\b[12]\d{3}-\d\d-\d\d-[\w-]+", source)]
    edits = [(one, old) for one, old in edits if not re.match(r"[12]\d{3}-", old) or old in rows]
    if not edits:
        return None
    one, old = rng.choice(edits)
    if old.startswith("claim:"):
        new = f"claim:C{int(old[7:]) + 65:02}"
        one["metadata"]["tags"] = [new if tag == old else tag for tag in one["metadata"]["tags"]]
    else:
        new = old.replace(".ipynb", "x.ipynb") if ".ipynb" in old else f"{old}x"
        one["source"] = like(one["source"], joined(one["source"]).replace(old, new, 1))
    what = f"{path}, cell {one['id']}: {old} became {new}"
    return Fault("dangling: claim, link or id", what, {path: written(notebook)})


# --- the widget --------------------------------------------------------------------------------------------


def inserted(path: str, within: str, after: str, words: str) -> str:
    """Return a source with words put after the first match of `after` beyond `within`."""
    source = text_of(path)
    start = re.search(within, source)
    place = re.compile(after).search(source, start.end()) if start else None
    if place is None:
        raise LookupError(f"tests/mutation/operators.py must follow a change of {path}: {within} {after}")
    return replaced(source, place.end(), place.end(), words)


@kind("widget: a lane ignored", 4)
def ignored_lane(rng: random.Random) -> Fault | None:
    """The filter never finds the events of one lane, in the browser or in Python."""
    lane, name = rng.randrange(3), "widget: a lane ignored"
    if rng.random() < 0.5:
        path, browser = "trilateral/timeline/events.py", False
        new = inserted(path, r"def holds\(", r"if w in places", f" and places[w] != {lane}")
    else:
        path, browser = "js/src/timeline/filter.js", True
        new = inserted(path, r"export function sift\(", r"if \(code >= 0", f" && code !== {lane}")
    return Fault(name, f"{path}: filtered by lane {lane}, nothing is shown", {path: new}, rebuild=browser)


SCRIPT_TURNS = {
    " === ": " !== ",
    " !== ": " === ",
    " < ": " >= ",
    " > ": " <= ",
    " <= ": " > ",
    " >= ": " < ",
    " && ": " || ",
    " || ": " && ",
}


@kind("widget: front end", 8, deep=True)
def changed_script(rng: random.Random) -> Fault | None:
    """A comparison turned round in the timeline's JavaScript, and the bundle made anew from it."""
    path = rng.choice(under("js/src/**/*.js"))
    source = text_of(path)
    comments = [found.span() for found in re.finditer(r"/\*.*?\*/|//[^\n]*", source, re.DOTALL)]
    turned = "|".join(map(re.escape, SCRIPT_TURNS))
    found = [
        one
        for one in re.finditer(turned, source)
        if not any(start <= one.start() < end for start, end in comments)
    ]
    if not found:
        return None
    one = rng.choice(found)
    new = SCRIPT_TURNS[one[0]]
    line = source.count("\n", 0, one.start()) + 1
    what = f"{path}, line {line}:{one[0]}became{new}(`{source.splitlines()[line - 1].strip()[:60]}`)"
    return Fault("widget: front end", what, {path: replaced(source, *one.span(), new)}, rebuild=True)


@kind("widget: bundle", 2)
def changed_bundle(rng: random.Random) -> Fault | None:
    path = rng.choice(under("trilateral/static/*.js", "trilateral/static/*.css"))
    source = text_of(path)
    found = rng.choice(list(re.finditer(r"===|!==|&&|\d+", source)))
    new = {"===": "!==", "!==": "===", "&&": "||"}.get(found[0]) or another(found[0], rng)
    if new == found[0]:
        return None
    what = f"{path}, byte {found.start()}: {found[0]} became {new}"
    return Fault("widget: bundle", what, {path: replaced(source, *found.span(), new)})


# --- what is no fault ---------------------------------------------------------------------------------------

# Runs cells and tells what they leave: of each name that is asked for, what it holds. Of a function, nothing:
# what it does shows in what the cells that call it leave.
LEFT = """
import contextlib, hashlib, io, json, pickle, sys, types
import matplotlib
from matplotlib.figure import Figure
matplotlib.rcParams["svg.hashsalt"] = "left"
names = {"display": lambda *shown, **how: None}
sources, asked = json.load(sys.stdin)
with contextlib.redirect_stdout(io.StringIO()):
    for source in sources:
        exec(compile(source, "cell", "exec"), names)
for name in asked:
    value = names.get(name)
    if isinstance(value, (types.FunctionType, types.ModuleType, type)):
        continue
    figure = getattr(value, "figure", None)  # of a figure and of its axes: what is drawn
    try:
        if isinstance(figure, Figure):
            figure.savefig(drawn := io.BytesIO(), format="svg", metadata={"Date": None})
            held = drawn.getvalue()
        else:
            held = pickle.dumps(value)
    except Exception:
        continue  # a widget: what it shows is compared as an output
    print(name, hashlib.sha256(held).hexdigest())
print("to the end")
"""


def read_elsewhere(sources: list[str], place: int) -> list[str]:
    """Return the names that other cells read, or functions of this one: what else it makes no one sees.

    What an answer is, its check says, which rounds as the question asks.
    """
    trees = [ast.parse(source) for source in sources]
    inner = [n for n in ast.walk(trees[place]) if isinstance(n, (ast.FunctionDef, ast.Lambda))]
    parts = [*trees[:place], *trees[place + 1 :], *inner]
    names = {n.id for part in parts for n in ast.walk(part) if isinstance(n, ast.Name)}
    return sorted(name for name in names if not re.fullmatch(r"answer_\d+_\d+", name))


def left(cells: list[dict[str, Any]], asked: list[str]) -> set[str]:
    """Return what names hold when all cells have run, a line each; nothing where they cannot be run so."""
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            [sys.executable, "-c", LEFT],
            input=json.dumps([[joined(one["source"]) for one in cells], asked]),
            cwd=folder,
            env={**os.environ, "PYTHONHASHSEED": "0", "MPLBACKEND": "agg", "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=False,
        )
    return set(done.stdout.splitlines()) if done.returncode == 0 else set()


def leaves_the_same(path: str, text: str) -> bool:
    """Tell whether a changed cell leaves what it left: `>=` for `>`, say, where no row is at the limit."""
    old, new = (code_cells(json.loads(content)) for content in (text_of(path), text))
    changed = [place for place, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
    if len(changed) != 1:
        return False
    asked = read_elsewhere([joined(one["source"]) for one in old], changed[0])
    # Twice, because some things are never stored as the same bytes.
    steady = left(old, asked) & left(old, asked)
    return bool(steady) and steady <= left(new, asked)


def equivalent(fault: Fault) -> str:
    """Return why a fault is none, or "" if it is one. Asked where the tests that concern it have passed."""
    if fault.kind == "code: a cell" and all(leaves_the_same(*entry) for entry in fault.files.items()):
        return "with the record as it is, the cell shows the same and leaves the same to the others"
    return ""
