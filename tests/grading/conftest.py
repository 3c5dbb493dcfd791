"""What the tests of grading have in common."""

from pathlib import Path

import pytest
from support.classroom import folder_of, one_exercise, submission
from support.hostile import exercise
from support.shared import NO_SANDBOX, leave_out

from trilateral.grading.isolation import bubblewrap as sandbox
from trilateral.grading.model import NoSandbox


@pytest.fixture
def only(tmp_path: Path) -> Path:
    """A folder of exercises with one exercise in it, which is read in no time."""
    return one_exercise(tmp_path)


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


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exercise.make(tmp_path_factory.mktemp("course") / "exercises")


@pytest.fixture(scope="module")
def blank(folder: Path) -> dict:
    return exercise.form(folder)


@pytest.fixture(scope="module")
def boxed() -> None:
    """Leave out what goes off in a sandbox only, where there is none."""
    try:
        sandbox.find()
    except NoSandbox as error:
        leave_out(f"{NO_SANDBOX} {str(error).partition('. ')[0]}.")
