"""Files that are odd or broken: what becomes of a good notebook in the wrong hands or on its way."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from support.hostile.case import ALL, ANY, R2
from support.hostile.exercise import answered

Content = bytes | str | dict[str, Any]


@dataclass(frozen=True)
class File:
    """A file, made from the text of a notebook with right answers.

    Attributes:
        name: what is odd about it.
        make: returns its bytes, its text, or the notebook that it holds.
        reason: part of the reason why it cannot be graded; "" where it can.
        outcomes: by question, what is fair where that is not "right".
        says: part of the message to 42.2.
    """

    name: str
    make: Callable[[str], Content]
    reason: str = ""
    outcomes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    says: str = ""


def _with(**settings: Any) -> Callable[[str], Content]:
    """Return what changes settings of the notebook itself."""
    return lambda text: {**json.loads(text), **settings}


def _inserted(after: str, new: str) -> Callable[[str], Content]:
    """Return what writes JSON behind the last of a text that opens a list or an object with other parts."""

    def make(text: str) -> Content:
        before, found, rest = text.rpartition(after)
        assert found, after
        return f"{before}{found}{new}{'' if rest.lstrip()[0] in ']}' else ', '}{rest}"

    return make


def _cells(*steps: Callable[[list[dict]], list[dict]]) -> Callable[[str], Content]:
    """Return what changes the cells, one step after the other."""

    def make(text: str) -> Content:
        notebook = json.loads(text)
        for step in steps:
            notebook["cells"] = step(notebook["cells"])
        return notebook

    return make


def _each(**settings: Any) -> Callable[[list[dict]], list[dict]]:
    return lambda cells: [{**cell, **settings} for cell in cells]


def _set(name: str, **settings: Any) -> Callable[[list[dict]], list[dict]]:
    """Return a step that changes the cell with an id."""
    return lambda cells: [{**cell, **settings} if cell["id"] == name else cell for cell in cells]


def _without(begin: str) -> Callable[[list[dict]], list[dict]]:
    return lambda cells: [cell for cell in cells if not cell["id"].startswith(begin)]


def _copies(*sources: str) -> Callable[[str], Content]:
    """Return what puts two copies of the answer to 42.2 in its place: nbgrader's id stays, as in a split."""

    def step(cells: list[dict]) -> list[dict]:
        where = next(place for place, cell in enumerate(cells) if cell["id"] == "a-42-2")
        copies = [{**cells[where], "source": source} for source in sources]
        copies[1]["id"] = "new"
        return [*cells[:where], *copies, *cells[where + 1 :]]

    return _cells(step)


def _numbered(cells: list[dict]) -> list[dict]:
    return [{**cell, "id": f"cell{number}"} for number, cell in enumerate(cells)]


def _bare(cells: list[dict]) -> list[dict]:
    return [{**{key: cell[key] for key in cell if key != "id"}, "metadata": {}} for cell in cells]


def _unchecked(cells: list[dict]) -> list[dict]:
    return [cell for cell in cells if "check(" not in cell["source"] or "import" in cell["source"]]


def _own(name: str, source: str) -> dict[str, Any]:
    return {"cell_type": "code", "id": name, "metadata": {}, "outputs": [], "source": source}


def _as_three(text: str) -> Content:
    """Return the notebook in format 3, which has no ids."""
    code = {"cell_type": "code", "language": "python", "outputs": [], "metadata": {}}
    cells = [
        {**code, "input": cell["source"]}
        if cell["cell_type"] == "code"
        else {"cell_type": "markdown", "source": cell["source"], "metadata": {}}
        for cell in json.loads(text)["cells"]
    ]
    sheets = [{"cells": cells, "metadata": {}}]
    return {"nbformat": 3, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": sheets}


def _replaced(old: str, new: str, coding: str = "utf-8") -> Callable[[str], Content]:
    def make(text: str) -> Content:
        assert old in text, old
        return text.replace(old, new).encode(coding)

    return make


_META, _DEEP = '"metadata": {', "[" * 400 + "]" * 400

NO_NOTEBOOK = (
    File("empty", lambda text: b"", "empty"),
    File("blanks", lambda text: b" \n\t\r\n", "empty"),
    File("nulls", lambda text: bytes(1000), "empty"),
    File("a picture", lambda text: b"\x89PNG\r\n\x1a\n" + bytes(range(256)), "not a notebook"),
    File("cut off", lambda text: text[: len(text) // 2], "cut off"),
    File("two notebooks", lambda text: text + text, "not a notebook"),
    File("HTML", lambda text: "<!DOCTYPE html><script>alert(1)</script>", "not a notebook"),
    File("a list", lambda text: "[]", "not a Jupyter notebook"),
    File("no cells", lambda text: '{"nbformat": 4}', "no cells"),
    File("cells that are none", _with(cells={"a": 1}), "no cells"),
    File("cells of rubbish", _with(cells=[1, None, [], {}, {"cell_type": 5}]), "no cells"),
    File("nested 900 deep", lambda text: "[" * 900 + "]" * 900, "nested"),
    File("nested 100,000 deep", lambda text: '{"cells":' * 10**5, "nested"),
    File("nested in the metadata", _inserted(_META, f'"x": {_DEEP}'), "nested"),
    File("200 MB", lambda text: text + " " * 200_000_000, "larger than"),
    File("ten million brackets", lambda text: "[" + "[]," * 10**7 + "[]]", "without its outputs"),
    File("ten million quotes", lambda text: '["' + '\\"' * 10**7, "not"),
    File("no exercise at all", _cells(lambda cells: cells[:2]), "no answer of any exercise"),
    File(
        "another exercise",
        lambda text: text.replace("42-", "77-").replace("42.", "77."),
        "exercise 77",
    ),
)

ON_ITS_WAY = (
    File("BOM", lambda text: b"\xef\xbb\xbf" + text.encode()),
    File("UTF-16", lambda text: text.encode("utf-16")),
    File("CRLF", lambda text: json.dumps(json.loads(text), indent=1).replace("\n", "\r\n")),
    File("CRLF in the sources", _replaced("\\n", "\\r\\n")),
    File("NaN", _inserted(_META, '"x": NaN, "y": -Infinity')),
    File("an integer of 5,000 digits", _inserted(_META, f'"x": {"9" * 5000}')),
    File("lone surrogates", _replaced("My reason.", "My \\ud800 reason.")),
    File("raw surrogate bytes", lambda text: text.encode().replace(b"My", b"My \xed\xa0\x80")),
    File("not UTF-8", lambda text: text.encode().replace(b"My", b"My \xff\xfe")),
    File(
        "sources as lists",
        _cells(
            lambda cells: [{**cell, "source": cell["source"].splitlines(keepends=True)} for cell in cells]
        ),
    ),
)

FORMATS = (
    File("nbformat 3", _as_three),
    File("nbformat 99", _with(nbformat=99, nbformat_minor="x")),
    File("no nbformat", lambda text: {"cells": json.loads(text)["cells"]}),
    File("a foreign kernel", _with(metadata={"kernelspec": {"name": "../../bin/sh", "language": "R"}})),
    File(
        "odd metadata",
        lambda text: {
            **json.loads(text),
            "metadata": [],
            "cells": _each(metadata=[1, 2], outputs="none", execution_count={})(json.loads(text)["cells"]),
        },
    ),
    File("an odd schema of nbgrader", _replaced('"schema_version": 3', '"schema_version": "x"')),
)

_LOST = {"42.2": ("missing",)}
_HELPER = _set("a-42-2", source="answer_42_2 = helper")
_MINE = _own("mine", "helper = 'Seoul'")
_ENDLESS = [_own(f"x{number}", "while True: pass") for number in range(3000)]

CELLS = (
    File("a cell is missing", _cells(_without("a-42-2")), outcomes=_LOST),
    File("all answers are missing", _cells(_without("a-")), outcomes=dict.fromkeys(ALL, ("missing",))),
    File("twice, the second is right", _copies("answer_42_2 = 'Tokyo'", R2)),
    File(
        "twice, the second is wrong",
        _copies(R2, "answer_42_2 = 'Tokyo'"),
        outcomes={"42.2": ("wrong",)},
    ),
    File("twice, the second is untouched", _copies(R2, "answer_42_2 = ...")),
    File("twice, the second is empty", _copies(R2, " ")),
    File("twice, the first hangs", _copies("while True: pass", R2)),
    File("twice, the first fails", _copies("1 / 0", R2)),
    File("split in two", _copies("city = 'Seoul'", "answer_42_2 = city")),
    File("in reverse order", _cells(lambda cells: cells[::-1])),
    File("ids renamed", _cells(_numbered)),
    File("ids and metadata lost", _cells(_bare)),
    File("ids, metadata and checks lost", _cells(_bare, _unchecked)),
    File("a check under an answer's id", _cells(_set("c-42-3", id="a-42-2")), outcomes={"42.2": ANY}),
    File("an answer turned into text", _cells(_set("a-42-2", cell_type="markdown")), outcomes=_LOST),
    File(
        "other cells changed",
        _cells(_set("setup", source="1 / 0"), _set("c-42-2", source="print('42.2: right.')")),
    ),
    File(
        "a helper in a cell of one's own",
        _cells(_HELPER, lambda cells: [*cells[:2], _MINE, *cells[2:]]),
        says="The cells that you added were run with it.",
    ),
    File("3,000 cells", _cells(lambda cells: cells + _ENDLESS)),
    File(
        "500 copies",
        _cells(lambda cells: cells + [cell for cell in cells if cell["id"] == "a-42-2"] * 500),
    ),
    File(
        "an answer of 10 MB",
        _cells(_set("a-42-2", source=R2 + "\n#" + "x" * 10**7)),
        outcomes=_LOST,
    ),
    File("an output of 20 MB", _inserted('"outputs": [', f'"{"x" * 20_000_000}"')),
)

FILES = (*NO_NOTEBOOK, *ON_ITS_WAY, *FORMATS, *CELLS)


def made(file: File, blank: dict) -> bytes:
    """Return the bytes of a file."""
    content = file.make(json.dumps(answered(blank)))
    if isinstance(content, dict):
        content = json.dumps(content)
    return content if isinstance(content, bytes) else content.encode()
