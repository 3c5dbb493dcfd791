"""A file of a student's is read within bounds, whatever stands in it."""

from pathlib import Path

import pytest

from trilateral.exercises import files
from trilateral.exercises.files import code_of

# What a notebook's file may hold that is none: nothing of it raises anything but ValueError.
DAMAGED = {
    "nothing": "",
    "half of one": '{"cells": [',
    "a list": "[]",
    "a number": "3",
    "no cells": "{}",
    "cells that are no list": '{"cells": 3}',
    "a cell that is none": '{"cells": [3]}',
    "a cell without a type": '{"cells": [{}]}',
    "a source that is none": '{"cells": [{"cell_type": "code", "source": 3}]}',
    "nested too deeply": "[" * 200_000,
}


@pytest.mark.parametrize("content", DAMAGED.values(), ids=DAMAGED.keys())
def test_what_is_no_notebook_is_told_apart(content: str, tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ValueError):
        code_of(path)


def test_a_notebook_has_its_code_cells_in_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.ipynb"
    cells = (
        '{"cell_type": "markdown", "source": "# A"}, {"cell_type": "code", "id": "b", "source": ["x", "y"]}'
    )
    path.write_text(f'{{"cells": [{cells}, {{"cell_type": "code", "source": "z"}}]}}', encoding="utf-8")
    assert code_of(path)[1] == [("b", "xy"), ("", "z")]
    monkeypatch.setattr(files, "MOST_BYTES", path.stat().st_size - 1)
    with pytest.raises(ValueError, match="too large"):
        code_of(path)
