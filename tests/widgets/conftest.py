"""A student's copy of the course."""

from pathlib import Path

import pytest


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's copy of the course, in which somebody is at work."""
    (tmp_path / "exercises" / "questions").mkdir(parents=True)
    (tmp_path / "exercises" / "questions" / "02.json").write_text('{"exercise": "02"}')
    (tmp_path / "notebooks").mkdir()
    monkeypatch.chdir(tmp_path / "notebooks")
    for name in ("TRILATERAL_UNATTENDED", "NBGRADER_EXECUTION", "PYTEST_VERSION"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / ".trilateral" / "widgets"
