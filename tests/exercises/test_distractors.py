"""A distractor is told to whoever chose it: it matches on its value, not on what its rounding shows."""

import importlib
from pathlib import Path

import pytest
from exercises.samples import SOLUTIONS, answers_of, exercise_of, lay

from trilateral.exercises.messages import line

checking = importlib.import_module("trilateral.exercises.check")


@pytest.mark.usefixtures("cheap")
@pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)
def test_a_number_near_a_distractor_is_not_taken_for_it(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(exercise_of(path), tmp_path)
    monkeypatch.setattr(checking, "exercises_folder", lambda: tmp_path)
    for question, _, wrong in answers_of(path):
        if question.shape.kind == "number" and question.shape.decimals is not None:
            for value, turn in zip(wrong, question.wrong, strict=True):
                told = f"{question.number}: not yet. {turn.message}"
                assert line(question.number, checking.judge(question.number, value)) == told
                # What is a round figure by itself has no more to be told by.
                for factor in (0.97, 1.03) if round(float(value), question.shape.decimals) != value else ():
                    near = checking.judge(question.number, float(value) * factor)
                    assert line(question.number, near) != told
