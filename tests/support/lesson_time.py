"""How long a lesson takes, by the one rule that its card states."""

import re
from collections.abc import Sequence

from nbformat import NotebookNode

MOST_MINUTES, MOST_WORDS = 45, 3000
RULE = (
    "(200 words a minute, one minute for each code cell that is only run and for each new construct, "
    'two for each "Your turn")'
)


def is_turn(cell: NotebookNode) -> bool:
    return "your-turn" in cell.metadata.get("tags", [])


def words(cells: Sequence[NotebookNode]) -> int:
    """Return the words of a lesson's prose, addresses left out: the card's too, and what the turns say."""
    prose = [
        re.sub(r"\]\([^)]*\)|<[^>]+>", " ", cell.source) for cell in cells if cell.cell_type == "markdown"
    ]
    return sum(len(re.findall(r"[^\W_](?:[\w'’.,-]*\w)?", text)) for text in prose)


def new_constructs(cells: Sequence[NotebookNode]) -> list[str]:
    """Return what a lesson teaches of the language, as its card names it."""
    found = re.search(r"^\* \*\*New:\*\* (.+)$", cells[0].source, re.MULTILINE)
    return re.findall(r"`([^`]+)`", found[1]) if found else []


def minutes(cells: Sequence[NotebookNode]) -> int:
    """Return the minutes. A turn's two are for reading it as well; the last cell only notes the end."""
    code = [cell for cell in cells if cell.cell_type == "code"]
    turns = sum(map(is_turn, code))
    read = words([cell for cell in cells if not is_turn(cell)]) / 200
    return round(read + len(code) - 1 - turns + 2 * turns + len(new_constructs(cells)))
