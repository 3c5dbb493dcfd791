"""What the tests of grading have in common."""

import shutil
from pathlib import Path

import pytest
from support.classroom import EXERCISES, STEM, folder_of, submission


@pytest.fixture
def only(tmp_path: Path) -> Path:
    """A folder of exercises with one exercise in it, which is read in no time."""
    folder = tmp_path / "only"
    (folder / "solutions").mkdir(parents=True)
    for path in EXERCISES.glob(f"solutions/{STEM}.*"):
        shutil.copy(path, folder / "solutions")
    return folder


@pytest.fixture
def given(tmp_path: Path) -> Path:
    return folder_of(
        tmp_path,
        {
            "Kim/02.ipynb": submission(a_2_1="answer_2_1 = 42", r_2_1="Because.\n- And so."),
            "Lee/02.ipynb": submission(a_2_1="answer_2_1 = 1", a_2_2="answer_2_2 = 42"),
            "佐藤/02.ipynb": submission(),
            "Park/broken.ipynb": b"{",
        },
    )
