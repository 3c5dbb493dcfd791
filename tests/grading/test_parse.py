"""What is taken from a student's file, and what is refused; support/hostile has whole files."""

import json
from types import ModuleType
from typing import Any

import pytest

from trilateral.grading import bounded_json
from trilateral.grading.model import NotGradable
from trilateral.grading.submissions import parse
from trilateral.grading.submissions.parse import parse_submission


def cell(source: str | list[str], name: str = "", kind: str = "code") -> dict[str, Any]:
    return {"cell_type": kind, "source": source, **({"id": name} if name else {})}


def content(*cells: Any, **more: Any) -> bytes:
    return json.dumps({"cells": list(cells), **more}).encode()


GOOD = content(cell("answer_3_1 = 1", "a-3-1"))


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (b"", "the file is empty"),
        (b" \r\n\0", "the file is empty"),
        (b"[]", "not a Jupyter notebook"),
        (b'"cells"', "not a Jupyter notebook"),
        (GOOD[:-2], "not valid JSON"),
        (b"{}", "there are no cells in it"),
        (content(cell("x = 1", "setup")), "no answer of any exercise"),
        (b'{"cells": ' + b"[" * 100 + b"]" * 100 + b"}", "nested more than 100 deep"),
    ],
)
def test_what_is_no_submission_is_refused_in_a_line(given: bytes, reason: str) -> None:
    with pytest.raises(NotGradable, match=reason) as caught:
        parse_submission(given)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("module", "limit", "reason"),
    [(parse, "MOST_BYTES", "larger than 0 MB"), (bounded_json, "MOST_PARTS", "more than [0-9,]+ parts")],
)
def test_limits_are_those_of_the_last_that_fits(
    module: ModuleType, limit: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    size = len(GOOD) if limit == "MOST_BYTES" else GOOD.count(b",") + GOOD.count(b"[") + GOOD.count(b"{")
    monkeypatch.setattr(module, limit, size)
    assert parse_submission(GOOD).answers == {"3.1": ("answer_3_1 = 1",)}
    monkeypatch.setattr(module, limit, size - 1)
    with pytest.raises(NotGradable, match=reason):
        parse_submission(GOOD)


def test_as_deep_as_is_allowed_is_read() -> None:
    inner: Any = []
    for _ in range(bounded_json.MOST_DEPTH - 2):
        inner = [inner]
    assert parse_submission(content(cell("answer_3_1 = 1", "a-3-1"), more=inner)).exercise == "03"


def test_brackets_in_text_are_not_counted() -> None:
    source = "answer_3_1 = '" + "[" * 500 + "\\\\\"'"
    assert parse_submission(content(cell(source, "a-3-1"))).answers == {"3.1": (source,)}
