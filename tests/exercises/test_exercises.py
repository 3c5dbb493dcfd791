"""Every exercise of the course: form, key and solution fit together, and nothing tells the answer.

nbval runs solutions and forms in real kernels. Here their cells are run in this process, which takes no time.
"""

import importlib
import json
import re
from pathlib import Path

import nbformat
import pytest
from exercises.samples import (
    FOLDER,
    SOLUTIONS,
    answers_of,
    exercise_of,
    form_of,
    given_names,
    lay,
    run,
    stored,
)

from trilateral.exercises import recorder
from trilateral.exercises.answer_record import canonical_forms, examine
from trilateral.exercises.build import make_assignment, make_questions, relink
from trilateral.exercises.canonical import canonical
from trilateral.exercises.keys import key_checksum, leaks_answer
from trilateral.exercises.verdict import Reason, Verdict
from trilateral.exercises.worked import make_worked
from trilateral.notebooks import read
from trilateral.text import wrapped

checking = importlib.import_module("trilateral.exercises.check")

every_exercise = pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)


@every_exercise
def test_the_files_are_those_made_from_the_solution(path: Path) -> None:
    exercise = exercise_of(path)
    questions = json.loads((FOLDER / "questions" / f"{exercise.number}.json").read_text(encoding="utf-8"))
    key = json.loads((FOLDER / "keys" / f"{exercise.number}.json").read_text(encoding="utf-8"))
    assert questions == make_questions(exercise), "run `trilateral build`"
    solved = json.loads((FOLDER / "worked" / f"{exercise.number}.json").read_text(encoding="utf-8"))
    assert solved == make_worked(exercise), "run `trilateral build`"
    assert list(key["questions"]) == [question.number for question in exercise.questions]
    for question in exercise.questions:
        entry = key["questions"][question.number]
        assert sorted(entry["wrong"].values()) == sorted(turn.message for turn in question.wrong)
    told = []
    for question, right, wrong in answers_of(path):
        rounded = [canonical(value, question.shape) for value in (right, *wrong)]
        exact = [canonical_forms(value, question.shape)[1] for value in wrong]
        told.append([question.number, *rounded, *(form for form in exact if form)])
    assert key["seal"] == key_checksum(told, key["questions"]), "run `trilateral build`"
    # One distractor, at its full cost; the right answers' digests are tested where nbval runs the solution.
    question, _, wrong = answers_of(path)[0]
    entry = key["questions"][question.number]
    tag = checking.derive(canonical(wrong[0], question.shape), entry["salt"])
    assert entry["wrong"][tag] == question.wrong[0].message


@every_exercise
def test_form_and_solution_differ_in_answers_only(path: Path) -> None:
    exercise = exercise_of(path)
    form = read(form_of(path))
    assert [cell.id for cell in form.cells] == [cell.id for cell in exercise.solution.cells]
    for blank, cell, answered in zip(
        form.cells, make_assignment(exercise).cells, exercise.solution.cells, strict=True
    ):
        assert (blank.source, blank.metadata) == (cell.source, cell.metadata)
        given = {"answer", "reflect"} & set(blank.metadata.get("tags", []))
        assert (blank.source != relink(answered.source)) == bool(given), blank.id


@every_exercise
def test_every_part_is_there(path: Path) -> None:
    exercise = exercise_of(path)
    assert len(exercise.questions) >= 6
    assert len(exercise.reflections) >= 2
    assert all(reflection.rubric.strip() for reflection in exercise.reflections)
    assert len({question.shape.kind for question in exercise.questions}) >= 4, "mixed kinds"
    by_id = {cell.id: cell for cell in exercise.solution.cells}
    for question in exercise.questions:
        assert by_id[question.cell_id("q")].source.startswith(f"**{question.number}**")
    for prompt in exercise.reflections:
        assert by_id[prompt.cell_id("p")].source.startswith(f"**{prompt.name}.** "), "one name everywhere"
    literal = re.compile(r"answer_\d+_\d+ = (-?[\d.]+|[\"'].*[\"']|True|False)")
    for question in exercise.questions:
        if question.shape.kind != "choice":
            assert not literal.fullmatch(by_id[question.cell_id("a")].source), "answers are computed"


@every_exercise
def test_each_answer_stands_alone(path: Path) -> None:
    """An answer needs the cells that are given, and no other answer: one distractor costs one question."""
    exercise = exercise_of(path)
    given = given_names(path)
    by_id = {cell.id: cell for cell in exercise.solution.cells}
    for question, right, _ in answers_of(path):
        names = dict(given)
        exec(compile(by_id[question.cell_id("a")].source, question.cell_id("a"), "exec"), names)
        alone = names[question.variable]
        assert canonical(alone, question.shape) == canonical(right, question.shape), question.number


@every_exercise
def test_the_metadata_are_nbgraders(path: Path) -> None:
    notebook = make_assignment(exercise_of(path))
    nbformat.validate(notebook)
    parts = {cell.id: cell.metadata["nbgrader"] for cell in notebook.cells if "nbgrader" in cell.metadata}
    assert parts
    for name, part in parts.items():
        assert part["grade_id"] == name
        assert part["schema_version"] == 3
        assert ("points" in part) == part["grade"]
        assert {"grade", "locked", "solution", "task"} <= set(part)
        assert not (part["locked"] and part["solution"])


@every_exercise
def test_the_untouched_form_runs_and_says_not_attempted(path: Path) -> None:
    exercise = exercise_of(path)
    printed = run(make_assignment(exercise))
    form = {cell.id: cell for cell in read(form_of(path)).cells}
    for question in exercise.questions:
        line = printed[question.cell_id("c")]
        assert line.startswith(f"{question.number}: not attempted.")
        assert wrapped(line) == stored(form[question.cell_id("c")])


@every_exercise
def test_the_solution_is_right_and_each_distractor_is_told(
    path: Path, tmp_path: Path, cheap: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = exercise_of(path)
    lay(exercise, tmp_path)
    monkeypatch.setattr(checking, "exercises_folder", lambda: tmp_path)
    for question, right, wrong in answers_of(path):
        number = question.number
        assert checking.judge(number, right) == Verdict("right", Reason("right"))
        for value, turn in zip(wrong, question.wrong, strict=True):
            told = checking.judge(number, value)
            assert told == Verdict("wrong", Reason("distractor", {"message": turn.message}))
            assert {checking.judge(number, value) for _ in range(5)} == {told}
    form = {cell.id: cell for cell in exercise.solution.cells}
    for question in exercise.questions:
        assert stored(form[question.cell_id("c")]) == f"{question.number}: right.\n"


@every_exercise
def test_no_hint_message_or_file_tells_the_answer(path: Path) -> None:
    exercise = exercise_of(path)
    handed_out = [
        (FOLDER / what / f"{exercise.number}.json").read_text(encoding="utf-8")
        for what in ("questions", "keys")
    ]
    handed_out.append(form_of(path).read_text(encoding="utf-8"))
    by_id = {cell.id: cell for cell in exercise.solution.cells}
    for question, right, _ in answers_of(path):
        form = canonical(right, question.shape)
        for words in (*question.hints, *(turn.message for turn in question.wrong)):
            assert not leaks_answer(words, form), (question.number, words)
        answer = by_id[question.cell_id("a")].source
        assert not any(form in text or json.dumps(answer)[1:-1] in text for text in handed_out)


@every_exercise
def test_a_recorder_prints_answers_and_does_not_judge_them(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = exercise_of(path)
    read_from = []
    real = checking._read

    def watched(what: str, question: str) -> object:
        read_from.append(what)
        return real(what, question)

    monkeypatch.setattr(checking, "_read", watched)
    monkeypatch.setattr(recorder, "_session", None)
    instead = "from trilateral.exercises.recorder import check"
    recorder.begin("one")
    lines, again = run(exercise.solution, instead), run(exercise.solution, instead)
    blank = run(make_assignment(exercise), instead)
    recorder.begin("two")
    others = run(exercise.solution, instead)
    assert lines == again
    for question, right, wrong in answers_of(path):
        cell, number = question.cell_id("c"), question.number
        content = json.loads(lines[cell])
        assert set(content) == {"question", "kind", "value"} and lines[cell].count("\n") == 1
        assert (content["question"], content["kind"]) == (number, "answer")
        assert re.fullmatch("[0-9a-f]{32}", content["value"])
        assert lines[cell] != others[cell]
        lines_of = [
            f"{examine(number, value, question.shape).under('one').to_json()}\n" for value in (right, *wrong)
        ]
        assert lines[cell] == lines_of[0] not in lines_of[1:]
        assert json.loads(blank[cell]) == {"question": number, "kind": "blank"}
    assert set(read_from) == {"questions"}


def test_objectives_name_questions_that_exist() -> None:
    questions = {question.number for path in SOLUTIONS for question in exercise_of(path).questions}
    exercises = {number.partition(".")[0] for number in questions}
    for path in sorted(FOLDER.parent.glob("notebooks/*.ipynb")):
        for number in re.findall(
            r"exercises? (\d+\.\d+)", " ".join(cell.source for cell in read(path).cells)
        ):
            assert number in questions or number.partition(".")[0] not in exercises, (path.name, number)
