"""Give the cells of an author's notebook the ids by which an exercise knows them: q-10-1, a-10-1, c-10-1.

JupyterLab gives every new cell an id made at random, and has no place where one could be typed.
"""

from __future__ import annotations

import re
from itertools import pairwise

import nbformat

from trilateral.exercises.ids import CELL, cell_id, checked_in, given_in, prompt_number

_QUESTION = re.compile(r"\s*\*\*(\d{1,2})\.(\d{1,2})\.?\*\*", re.ASCII)
_PROMPT = re.compile(r"\s*\*\*Reflect (\d{1,2})\.([A-Z])\.?\*\*")


def name_cells(notebook: nbformat.NotebookNode) -> None:
    """Give cells their ids by what they say: the number in bold, the name answer_10_1, the line of check().

    A cell that has such an id keeps it, and so does each other cell of the author's.
    """
    taken = {cell.id for cell in notebook.cells if CELL.fullmatch(cell.id)}
    free = [cell for cell in notebook.cells if not CELL.fullmatch(cell.id)]

    def name(cell: nbformat.NotebookNode, letter: str, number: str) -> None:
        wanted = cell_id(letter, number)
        if wanted not in taken and not CELL.fullmatch(cell.id):
            cell.id = wanted
            taken.add(wanted)

    for cell in free:
        if cell.cell_type == "markdown":
            if found := _QUESTION.match(cell.source):
                name(cell, "q", f"{int(found[1])}.{int(found[2])}")
            elif found := _PROMPT.match(cell.source):
                name(cell, "p", prompt_number(f"{int(found[1])}.{found[2]}"))
        elif cell.cell_type == "code":
            for number in checked_in(cell.source):
                name(cell, "c", number)
            for number in given_in(cell.source):
                name(cell, "a", number)
    for above, below in pairwise(notebook.cells):
        found = CELL.fullmatch(above.id)
        if found and above.id.startswith("p-") and below.cell_type == "markdown":
            below_is_free = not CELL.fullmatch(below.id) and not re.match(r"\s*(\*\*|#)", below.source)
            if below_is_free:
                name(below, "r", above.id.removeprefix("p-").replace("-", "."))
