"""Which tests are run without coverage: only those that are named, and after each of them it goes on."""

import sys
import threading
from types import SimpleNamespace

import pytest
from support import measured
from support.shared import ROOT


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ("notebooks/03-three-at-the-table.ipynb::Cell 4", True),
        ("exercises/solutions/lessons/01-reading-the-argument.ipynb::Cell 0", True),
        ("tests/browser/test_lab.py::test_a_reader_opens_it", True),
        ("tests/course/test_policy.py::test_the_article_has_one_day", True),
        ("tests/course/test_charts.py::test_the_same_figure_is_the_same_bytes_and_another_is_not", False),
        ("tests/exercises/test_exercises.py::test_every_part_is_there[06-washington-in-flux]", True),
        ("tests/exercises/test_exercises.py::test_every_part_is_there[02-two-neighbours]", False),
        ("tests/exercises/test_variants.py::test_a_form[class-17-06-washington-in-flux]", True),
        ("tests/exercises/test_variants.py::test_a_form[class-03-01-reading-the-argument]", False),
        ("tests/exercises/test_check.py::test_a_date[06-04-2017]", False),
        ("tests/grading/test_names.py::test_a_name[03-three.ipynb]", False),
    ],
)  # fmt: skip
def test_what_is_run_without_coverage(test: str, told: bool) -> None:
    assert measured.unmeasured(test) is told


def test_every_place_that_is_named_is_there() -> None:
    assert [name for name in measured.UNMEASURED if not (ROOT / name).exists()] == []


@pytest.mark.parametrize("fails", [False, True])
@pytest.mark.parametrize(
    ("test", "measured_there"),
    [
        ("tests/grading/test_names.py::test_a_name", True),
        ("tests/browser/test_lab.py::test_a_reader_opens_it", False),
    ],
)
def test_measuring_goes_on_after_a_test(
    monkeypatch: pytest.MonkeyPatch, test: str, measured_there: bool, fails: bool
) -> None:
    installed: dict[object, object] = {}
    for module in (sys, threading):
        installed[module] = tracer = object()
        monkeypatch.setattr(module, "gettrace", lambda tracer=tracer: tracer)
        monkeypatch.setattr(module, "settrace", lambda tracer, of=module: installed.update({of: tracer}))
    before = dict(installed)
    around = measured.pytest_runtest_protocol(SimpleNamespace(nodeid=test))
    next(around)
    there = dict(installed)
    with pytest.raises(OSError if fails else StopIteration):
        around.throw(OSError()) if fails else around.send(True)
    monkeypatch.undo()
    assert there == (before if measured_there else {sys: None, threading: None})
    assert installed == before
