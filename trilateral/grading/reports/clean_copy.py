"""Write copies of what was handed in that are safe to open: nothing in them runs, loads or is followed.

JupyterLab builds widgets from a notebook's metadata, and gives commands to a button in a text cell. So a copy
has new metadata and no outputs, and no text cell makes a tag, a link, a picture or a formula's command: an
invisible space stands where each would begin, in code between backticks as well, and it shows as written.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import Any

from trilateral.grading.model import NotGradable
from trilateral.grading.reports.feedback import file_name
from trilateral.grading.submissions.collect import SubmittedFile, content_of
from trilateral.grading.submissions.parse import cells_of
from trilateral.paths import old_name, replace_file
from trilateral.text import clean

__all__ = ["clean_notebook", "inert", "write_copies"]

MOST_CELLS, MOST_LETTERS = 2_000, 3_000_000  # of one copy
MOST_TAGS = 20
METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
BREAK = "\N{ZERO WIDTH SPACE}"

_TAG = re.compile(r"<(?=[A-Za-z/!?])")
_LINK = re.compile(r"\](?=[(:])")
_COMMAND = re.compile(r"\\(?=[A-Za-z])")  # of TeX; MathJax has some that make links
_FENCE = re.compile(
    r"(?<![`~])(`{3,}|~{3,})(?=[ \t]*[^\s`~])"
)  # with a language: JupyterLab draws some of them
_TAG_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9:._-]{0,49}", re.ASCII)


def inert(text: str) -> str:
    """Return Markdown of a stranger's that makes no tag, link, picture or command, whoever renders it."""
    text = clean(text, "", keep="\n\t\u2028\u2029")
    for mark in (_TAG, _LINK, _COMMAND, _FENCE):
        text = mark.sub(lambda found: found.group() + BREAK, text)
    return text


def clean_notebook(content: bytes) -> dict[str, Any]:
    """Return a copy of a student's notebook for people to read, in format 4.5.

    Raises:
        NotGradable: it cannot be parsed. The message says why.
    """
    cells: list[dict[str, Any]] = []
    names: set[str] = set()
    room, left_out = MOST_LETTERS, 0
    for kind, name, source, tags in cells_of(content):
        if source is None or len(source) > room or len(cells) >= MOST_CELLS:
            left_out += 1
            continue
        room -= len(source)
        own = name if name and name not in names else f"cell-{len(cells) + 1}"
        names.add(own)
        cells.append(_cell(kind, own, source, tags))
    if not cells and not left_out:
        raise NotGradable("not a Jupyter notebook: there are no cells in it")
    if left_out:
        words = f"Left out of this copy because of their size: {left_out} cells."
        cells.append(_cell("markdown", f"cell-{len(cells) + 1}", words, ()))
    return {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}


def _cell(kind: str, name: str, source: str, tags: Iterable[str]) -> dict[str, Any]:
    kept = [tag for tag in dict.fromkeys(tags) if _TAG_NAME.fullmatch(tag)][:MOST_TAGS]
    metadata = {"tags": kept} if kept else {}
    if kind == "code":
        return {
            "cell_type": "code",
            "execution_count": None,
            "id": name,
            "metadata": metadata,
            "outputs": [],
            "source": source,
        }
    return {"cell_type": "markdown", "id": name, "metadata": metadata, "source": inert(source)}


def write_copies(folder: Path, files: Iterable[SubmittedFile]) -> list[str]:
    """Write a copy of each file that counts into a folder for its student.

    A copy that somebody has changed since is put aside under a dated name, and never written over.

    Args:
        folder: where; it is made.
        files: in the order of students.

    Returns:
        A line for each copy that was put aside. `no-copy.txt` names the files that have none, and says why.

    Raises:
        OSError: the copies cannot be written.
    """
    complaints: list[str] = []
    without: list[str] = []
    folder.mkdir(exist_ok=True)
    for _, own in groupby((one for one in files if one.counts), key=lambda one: one.student.key):
        names: set[str] = set()
        for one in own:
            try:
                text = json.dumps(clean_notebook(content_of(one)), ensure_ascii=False, indent=1) + "\n"
            except NotGradable as error:
                without.append(f"{one.place}: {one.reason or error}\n")
                continue
            place = folder / Path(file_name(one.student)).stem
            name = _name(one)
            name = name if name not in names else f"{name}-{one.digest[:8]}"
            names.add(name)
            place.mkdir(exist_ok=True)
            complaints += _write(place / f"{name}.ipynb", text)
    listed = folder / "no-copy.txt"
    if without:
        replace_file(listed, "".join(without), durable=False)
    else:
        listed.unlink(missing_ok=True)
    return complaints


def _name(one: SubmittedFile) -> str:
    if one.exercise:
        return one.exercise
    letters = (letter if unicodedata.category(letter)[0] in "LMN" else "-" for letter in Path(one.place).stem)
    name = re.sub("-+", "-", "".join(letters)).strip("-")[:40].strip("-")
    return f"{name or 'file'}-{one.digest[:8]}"


def _write(path: Path, text: str) -> list[str]:
    aside: list[str] = []
    if path.exists():
        if path.read_bytes() == text.encode(errors="backslashreplace"):
            return []
        kept = old_name(path)
        path.rename(kept)
        aside.append(f"{path}: was another; it is kept as {kept.name}")
    replace_file(path, text, durable=False)
    return aside
