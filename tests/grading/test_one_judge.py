"""The notebook, `trilateral check` and `trilateral grade` say the same of the same answer."""

import importlib
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.hostile.trial import has_sandbox
from support.shared import ROOT

from trilateral.exercises.build import make_questions, write_json
from trilateral.exercises.keys import make_key
from trilateral.exercises.messages import line
from trilateral.exercises.source import read_exercise
from trilateral.grading.check_file import check_file
from trilateral.grading.grader import Grader
from trilateral.grading.model import Job

checking = importlib.import_module("trilateral.exercises.check")
QUICK = {"n": 2, "r": 1, "p": 1, "maxmem": 2**20, "dklen": 32}
THIRD = ROOT / "exercises" / "solutions" / "03-three-at-the-table.ipynb"
MEAN = '(so_far["setting"] == "sidelines").mean()'


@pytest.fixture(scope="module")
def course() -> Iterator[Grader]:
    with Grader(ROOT / "exercises", sandbox=has_sandbox(), timeout=30.0, seed="seed") as made:
        yield made


@pytest.fixture(scope="module")
def key_of_three() -> tuple[dict, dict]:
    """The questions and the key of exercise 03, made with quick digests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checking, "COST", QUICK)
        checking._derive.cache_clear()
        made = read_exercise(THIRD)
        return make_questions(made), make_key(made)


@pytest.fixture
def cheap_key(
    key_of_three: tuple[dict, dict], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    monkeypatch.setattr(checking, "COST", QUICK)
    checking._derive.cache_clear()
    for what, content in zip(("questions", "keys"), key_of_three, strict=True):
        write_json(tmp_path / what / "03.json", content)
    yield
    checking._derive.cache_clear()


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (MEAN, "distractor"),
        (f"round({MEAN}, 1)", "distractor"),
        # This rounds to the same as the share of one, and is none.
        (f"{MEAN} + 0.001", "general"),
        (f"round(100 * {MEAN}, 1)", "right"),
        ("'many'", "invalid"),
    ],
)
def test_notebook_terminal_and_class_have_one_judge(
    answer: str, code: str, course: Grader, tmp_path: Path, cheap_key: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    notebook = json.loads(THIRD.read_text(encoding="utf-8"))
    names: dict[str, object] = {}
    for cell in notebook["cells"]:
        if cell["id"] == "a-3-4":
            cell["source"] = f"answer_3_4 = {answer}"
        if cell["cell_type"] == "code" and not cell["id"].startswith("c-"):
            exec("".join(cell["source"]), names)
    content = json.dumps(notebook).encode()
    (tmp_path / "mine.ipynb").write_bytes(content)
    monkeypatch.chdir(tmp_path)
    graded = course.grade(Job(content)).outcomes[3]
    checked = check_file(tmp_path / "mine.ipynb", 30)[0][3]
    judged = checking.judge("3.4", names["answer_3_4"])
    assert graded.verdict == checked.verdict == judged
    assert graded.message == checked.message == line("3.4", judged)
    assert judged.reason.code == code
