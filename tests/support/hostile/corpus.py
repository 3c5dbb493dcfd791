"""The submissions: each is a `Case` with bytes and the outcomes that are fair.

Where a case says nothing of a question, its answer is right and must be counted. Bombs are strings here; they
go off only where tests run them, in the sandbox. What is odd stands in tables: `harm`, `cheats` and `slips`
hold answers, `files` whole files.
"""

import json
from collections.abc import Iterator
from pathlib import Path

from support.hostile import cheats, files, harm, slips
from support.hostile.case import ALL, ANY, R2, Case
from support.hostile.exercise import answered

__all__ = ["ALL", "ANSWERS", "ANY", "R2", "Case", "code", "dumped", "odd_files"]

ANSWERS = (
    *harm.ENDLESS, *harm.GREEDY, *harm.ENDING, *harm.LEAVING, *harm.ASKING, *harm.DESTROYING,
    *cheats.LOOKING, *cheats.CHEATING, *slips.SLIPS,
)  # fmt: skip


def dumped(notebook: object) -> bytes:
    return json.dumps(notebook).encode()


def code(blank: dict, folder: Path, port: int, sleeper: str) -> Iterator[Case]:
    """Cases whose answer to 42.2 does something.

    Args:
        blank: the form.
        folder: the folder of the exercises, which nobody may find.
        port: a port on which somebody listens, on this machine.
        sleeper: an argument by which processes that were left behind are found.
    """
    for one in ANSWERS:
        source = one.source.replace("'@FOLDER@'", repr(str(folder)))
        source = source.replace("@PORT@", str(port)).replace("@SLEEPER@", sleeper)
        content = dumped(answered(blank, **{"a2": source, **one.beside}))
        yield Case(one.name, content, dict(one.outcomes), "", one.says)


def odd_files(blank: dict) -> Iterator[Case]:
    """Cases whose file is odd or broken."""
    for file in files.FILES:
        yield Case(file.name, files.made(file, blank), dict(file.outcomes), file.reason, file.says)
