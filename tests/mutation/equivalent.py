"""Which mutants are equivalent: what a reader sees, and what other cells get, is the same."""

from __future__ import annotations

import ast
import json
import os
import re
import subprocess
import sys
import tempfile
from typing import Any

from mutation.model import ROOT, Mutant, text_of
from mutation.notebooks import CODE, code_cells, joined

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
    old, new = (code_cells(content) for content in (text_of(path), text))
    changed = [place for place, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
    if len(changed) != 1:
        return False
    asked = read_elsewhere([joined(one["source"]) for one in old], changed[0])
    # Twice, because some things are never stored as the same bytes.
    steady = left(old, asked) & left(old, asked)
    return bool(steady) and steady <= left(new, asked)


def equivalent(mutant: Mutant) -> str:
    """Return why a mutant makes no difference to a reader, or "". Asked where the tests concerned passed."""
    if mutant.operator == CODE and all(leaves_the_same(*entry) for entry in mutant.files.items()):
        return "with the record as it is, the cell shows the same and leaves the same to the others"
    return ""
