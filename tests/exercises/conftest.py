"""Checks that cost nothing, and a small exercise for them."""

import importlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from exercises.samples import lay, lay_sample

from trilateral.exercises.source import read_exercise

# Not `from trilateral import check`: that is the function of the same name.
checking = importlib.import_module("trilateral.exercises.check")
CHEAP = {"n": 2, "r": 1, "p": 1, "maxmem": 2**20, "dklen": 32}


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make digests quickly; what they cost is tested by itself."""
    monkeypatch.setattr(checking, "COST", CHEAP)
    checking._derive.cache_clear()
    yield
    checking._derive.cache_clear()


@pytest.fixture
def sample(tmp_path: Path, cheap: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a small exercise with its questions and key; checks look there."""
    lay(read_exercise(lay_sample(tmp_path)), tmp_path)
    monkeypatch.setattr(checking, "exercises_folder", lambda: tmp_path)
    return tmp_path
