"""Files that are odd or broken."""
# ruff: noqa: E501  programs within strings are easier to read unbroken

import json
from collections.abc import Iterator

from support.hostile.case import ALL, ANY, R2, Case, dumped
from support.hostile.exercise import answered


def _changed(notebook: dict, **settings: object) -> dict:
    return {**json.loads(json.dumps(notebook)), **settings}


def _place(notebook: dict, name: str) -> int:
    return next(n for n, cell in enumerate(notebook["cells"]) if cell.get("id") == name)


def no_notebooks(good: dict) -> Iterator[Case]:
    """It is no notebook, or none of this exercise."""
    text = json.dumps(good)
    yield Case("empty", b"", reason="empty")
    yield Case("blanks", b" \n\t\r\n", reason="empty")
    yield Case("nulls", bytes(1000), reason="empty")
    yield Case("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), reason="not a notebook")
    yield Case("cut off", text[: len(text) // 2].encode(), reason="cut off")
    yield Case("two notebooks", (text + text).encode(), reason="not a notebook")
    yield Case("HTML", b"<!DOCTYPE html><script>alert(1)</script>", reason="not a notebook")
    yield Case("a list", b"[]", reason="not a Jupyter notebook")
    yield Case("no cells", b'{"nbformat": 4}', reason="no cells")
    yield Case("cells that are none", dumped(_changed(good, cells={"a": 1})), reason="no cells")
    yield Case(
        "cells of rubbish",
        dumped(_changed(good, cells=[1, None, [], {}, {"cell_type": 5}])),
        reason="no cells",
    )
    yield Case("nested 900 deep", b"[" * 900 + b"]" * 900, reason="nested")
    yield Case("nested 100,000 deep", b'{"cells":' * 10**5, reason="nested")
    yield Case("nested in the metadata", dumped(good).replace(b'"metadata": {}', b'"metadata": ' + b"[" * 400 + b"]" * 400, 1),
               reason="nested")  # fmt: skip
    yield Case("200 MB", text.encode() + b" " * 200_000_000, reason="larger than")
    yield Case("ten million brackets", b"[" + b"[]," * 10**7 + b"[]]", reason="parts")
    yield Case("ten million quotes", b'["' + b'\\"' * 10**7, reason="not")
    yield Case(
        "no exercise at all",
        dumped(_changed(good, cells=good["cells"][:2])),
        reason="no answer of any exercise",
    )
    yield Case(
        "another exercise", text.replace("42-", "77-").replace("42.", "77.").encode(), reason="exercise 77"
    )


def mangled(good: dict) -> Iterator[Case]:
    """It was changed on its way."""
    text = json.dumps(good)
    yield Case("BOM", b"\xef\xbb\xbf" + text.encode())
    yield Case("UTF-16", text.encode("utf-16"))
    yield Case("CRLF", json.dumps(good, indent=1).replace("\n", "\r\n").encode())
    yield Case("CRLF in the sources", text.replace("\\n", "\\r\\n").encode())
    yield Case("NaN", text.replace('"metadata": {}', '"metadata": {"x": NaN, "y": -Infinity}', 1).encode())
    yield Case(
        "an integer of 5,000 digits",
        text.replace('"metadata": {}', f'"metadata": {{"x": {"9" * 5000}}}', 1).encode(),
    )
    yield Case("lone surrogates", text.replace("My reason.", "My \\ud800 reason.").encode())
    yield Case("raw surrogate bytes", text.encode().replace(b"My reason.", b"My \xed\xa0\x80 reason."))
    yield Case("not UTF-8", text.encode().replace(b"My reason.", b"My \xff\xfe reason."))
    yield Case("sources as lists", dumped({**good, "cells": [
        {**cell, "source": cell["source"].splitlines(keepends=True)} for cell in good["cells"]]}))  # fmt: skip


def formats(good: dict) -> Iterator[Case]:
    """It is in another format, or odd where nobody looks."""
    text = json.dumps(good)
    yield Case("nbformat 3", dumped(_as_three(good)))
    yield Case("nbformat 99", dumped(_changed(good, nbformat=99, nbformat_minor="x")))
    yield Case("no nbformat", dumped({"cells": good["cells"]}))
    yield Case(
        "a foreign kernel",
        dumped(_changed(good, metadata={"kernelspec": {"name": "../../bin/sh", "language": "R"}})),
    )
    yield Case("odd metadata", dumped({**good, "metadata": [], "cells": [
        {**cell, "metadata": [1, 2], "outputs": "none", "execution_count": {}} for cell in good["cells"]]}))  # fmt: skip
    yield Case(
        "an odd schema of nbgrader", text.replace('"schema_version": 3', '"schema_version": "x"').encode()
    )


def cells_gone_or_doubled(good: dict) -> Iterator[Case]:
    """Cells are missing, doubled or split."""
    text = json.dumps(good)
    notebook = json.loads(text)
    del notebook["cells"][_place(notebook, "a-42-2")]
    yield Case("a cell is missing", dumped(notebook), {"42.2": ("missing",)})
    notebook = json.loads(text)
    notebook["cells"] = [cell for cell in notebook["cells"] if not cell["id"].startswith("a-")]
    yield Case("all answers are missing", dumped(notebook), dict.fromkeys(ALL, ("missing",)))
    for name, copies, fair in (
        ("twice, the second is right", ("answer_42_2 = 'Tokyo'", R2), "right"),
        ("twice, the second is wrong", (R2, "answer_42_2 = 'Tokyo'"), "wrong"),
        ("twice, the second is untouched", (R2, "answer_42_2 = ..."), "right"),
        ("twice, the second is empty", (R2, " "), "right"),
        ("twice, the first hangs", ("while True: pass", R2), "right"),
        ("twice, the first fails", ("1 / 0", R2), "right"),
        ("split in two", ("city = 'Seoul'", "answer_42_2 = city"), "right"),
    ):
        notebook = json.loads(text)
        where = _place(notebook, "a-42-2")
        cell = notebook["cells"][where]
        notebook["cells"][where : where + 1] = [{**cell, "source": source} for source in copies]
        notebook["cells"][where + 1]["id"] = "new"  # nbgrader's id stays, as when a cell is split
        yield Case(name, dumped(notebook), {"42.2": (fair,)})


def cells_changed(good: dict, blank: dict) -> Iterator[Case]:
    """Cells stand elsewhere, have other names, or are too many or too large."""
    text = json.dumps(good)
    notebook = json.loads(text)
    notebook["cells"].reverse()
    yield Case("in reverse order", dumped(notebook))
    notebook = json.loads(text)
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"cell{number}"
    yield Case("ids renamed", dumped(notebook))
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    yield Case("ids and metadata lost", dumped(notebook))
    notebook["cells"] = [
        cell for cell in notebook["cells"] if "check(" not in cell["source"] or "import" in cell["source"]
    ]
    yield Case("ids, metadata and checks lost", dumped(notebook))
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        cell["id"] = "a-42-2" if cell["id"] == "c-42-3" else cell["id"]
    yield Case("a check under an answer's id", dumped(notebook), {"42.2": ANY})
    notebook = json.loads(text)
    notebook["cells"][_place(notebook, "a-42-2")]["cell_type"] = "markdown"
    yield Case("an answer turned into text", dumped(notebook), {"42.2": ("missing",)})
    notebook = json.loads(text)
    notebook["cells"][_place(notebook, "setup")]["source"] = "1 / 0"
    notebook["cells"][_place(notebook, "c-42-2")]["source"] = "print('42.2: right.')"
    yield Case("other cells changed", dumped(notebook))
    notebook = json.loads(text)
    notebook["cells"][_place(notebook, "a-42-2")]["source"] = "answer_42_2 = helper"
    notebook["cells"].insert(
        2, {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": [], "source": "helper = 'Seoul'"}
    )
    yield Case(
        "a helper in a cell of one's own",
        dumped(notebook),
        {"42.2": ("error",)},
        says="You make helper in a cell of",
    )
    notebook = json.loads(text)
    notebook["cells"] += [{"cell_type": "code", "id": f"x{n}", "metadata": {}, "outputs": [], "source": "while True: pass"}
                          for n in range(3000)]  # fmt: skip
    yield Case("3,000 cells", dumped(notebook))
    notebook = json.loads(text)
    notebook["cells"] += [{**notebook["cells"][_place(notebook, "a-42-2")], "id": "a-42-2"}] * 500
    yield Case("500 copies", dumped(notebook))
    yield Case(
        "an answer of 10 MB", dumped(answered(blank, a2=R2 + "\n#" + "x" * 10**7)), {"42.2": ("missing",)}
    )
    yield Case(
        "an output of 20 MB", text.replace('"outputs": []', f'"outputs": ["{"x" * 20_000_000}"]', 1).encode()
    )


def _as_three(notebook: dict) -> dict:
    """Return a notebook in format 3, which has no ids."""
    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cells.append(
                {
                    "cell_type": "code",
                    "input": cell["source"],
                    "language": "python",
                    "outputs": [],
                    "metadata": {},
                }
            )
        else:
            cells.append({"cell_type": "markdown", "source": cell["source"], "metadata": {}})
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": cells, "metadata": {}}],
    }
