"""What the timeline's Python and its JavaScript must agree on, as JSON that both read.

| file | holds |
|---|---|
| words.json | the words of the page, the picture and the table, by language |
| notices.json | what is said about the rows of a frame, by language (Python only) |
| labels.json | names for the columns and codes of the course's own tables (Python only) |
| headings.json | for each thing that a column can serve, the usual headings, best first (Python only) |
| dates.json | names of months and the order of day, month and year, by language |
| marks.json | colours, shapes and their corners |
| layout.json | limits and sizes of lanes, rows and marks: of the picture that stays, and of the living one |
| untrusted.json | cases: which addresses may become links, and what a spreadsheet must take for text |
| cases.json | events with the answers that both languages must give; the tests of both read it |
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def shared(name: str) -> Any:
    """Return the contents of one of these files, named without its ending."""
    return json.loads(Path(__file__).with_name(f"{name}.json").read_text(encoding="utf-8"))


MONTHS: tuple[str, ...] = tuple(shared("dates")["en"]["months"])
"""The months in English; `calendar` and `strftime` name them in the machine's language."""
