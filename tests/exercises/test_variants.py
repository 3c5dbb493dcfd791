"""Forms that differ: enough of them, all with a right answer, none that another form's answers pass."""

import itertools
import json
import random
from functools import cache
from pathlib import Path

import nbformat
import pytest
from exercises.samples import CELLS, TOML, exercise_of, given_names, lay_sample
from support.shared import ROOT

from trilateral.exercises.build import make_assignment, make_questions, restore_assignment
from trilateral.exercises.canonical import canonical
from trilateral.exercises.evaluation import evaluate
from trilateral.exercises.keys import distinct_distractors, leaks_answer, make_key
from trilateral.exercises.source import Exercise, Question, read_exercise, vary, vary_question
from trilateral.exercises.variants import choose, combinations, has_words, parameters, replace_words
from trilateral.grading.grader import prepare
from trilateral.grading.model import NotGradable
from trilateral.notebooks import NotebookError

FOLDER = ROOT / "exercises"
SOLUTIONS = [
    path
    for path in sorted(FOLDER.glob("solutions/*.ipynb"))
    if "variants]" in path.with_suffix(".toml").read_text(encoding="utf-8")
]
CODES = [f"class-{number}" for number in range(200)]
every = pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)


def varied(exercise: Exercise) -> list[Question]:
    return [question for question in exercise.questions if question.variants]


@cache
def forms_of(path: Path) -> dict[str, dict[tuple[str, ...], tuple[Question, str, dict[str, str]]]]:
    """Return, by question and by what stands in it, the question, the right answer and the wrong ones."""
    exercise = exercise_of(path)
    cells = {cell.id: cell for cell in exercise.solution.cells}
    made: dict[str, dict[tuple[str, ...], tuple[Question, str, dict[str, str]]]] = {}
    for question in varied(exercise):
        for changes in combinations(question.variants):
            names = dict(given_names(path))
            source = replace_words(cells[question.cell_id("a")].source, changes)
            exec(compile(source, question.cell_id("a"), "exec"), names)
            own = vary_question(question, changes)
            right = canonical(names[question.variable], question.shape)
            turns = [
                (canonical(eval(f"({turn.answer}\n)", dict(names)), own.shape), turn) for turn in own.wrong
            ]
            wrong = {form: turn.message for form, turn in distinct_distractors(right, turns)}
            made.setdefault(question.number, {})[tuple(changes.values())] = (own, right, wrong)
    return made


def answers_of(path: Path, code: str) -> dict[str, str]:
    """Return the right answers of a code's form, to the questions that vary."""
    return {
        question.number: forms_of(path)[question.number][
            tuple(choose(code, question.number, question.variants).values())
        ][1]
        for question in varied(exercise_of(path))
    }


def test_every_exercise_has_variants() -> None:
    counts = {path.stem[:2]: len(varied(exercise_of(path))) for path in SOLUTIONS}
    assert len(counts) == 8
    assert all(count >= 3 for count in counts.values()), counts


@every
def test_every_form_of_a_question_has_an_answer_and_tells_nothing(path: Path) -> None:
    for number, ways in forms_of(path).items():
        assert len(ways) >= 2
        for own, right, wrong in ways.values():
            assert len(wrong) >= 2, f"{number}: too few distractors are left"
            assert right not in ("[]", '["rows",[]]', '["set",[]]'), f"{number}: nothing to find"
            for words in (*own.hints, *wrong.values()):
                assert not leaks_answer(words, right), (number, words)


@every
def test_values_lead_to_different_answers(path: Path) -> None:
    for number, ways in forms_of(path).items():
        answers = [right for _, right, _ in ways.values()]
        assert len(set(answers)) >= max(2, 0.8 * len(answers)), (number, answers)


@every
def test_two_hundred_codes_give_fifty_sets_of_answers(path: Path) -> None:
    sets = {tuple(answers_of(path, code).values()) for code in CODES}
    assert len(sets) >= 50


@every
def test_the_answers_of_another_code_score_below_forty_per_cent(path: Path) -> None:
    """On the questions that vary, on average: two codes can have the same form by chance."""
    questions = varied(exercise_of(path))
    points = {question.number: question.points for question in questions}
    answers = {code: answers_of(path, code) for code in CODES[:60]}
    scores = [
        sum(points[number] for number in points if own[number] == others[number]) / sum(points.values())
        for own, others in itertools.permutations(answers.values(), 2)
    ]
    assert sum(scores) / len(scores) < 0.4


@every
@pytest.mark.parametrize("code", ["a", "class-17"])
def test_a_whole_form_is_solved_by_its_solution(path: Path, code: str) -> None:
    exercise = read_exercise(path, code)
    form = make_assignment(exercise)
    nbformat.validate(form)
    assert form.metadata["trilateral"] == {"variant": code}
    assert f"This is form **{code}**." in form.cells[0].source
    common = exercise_of(path)
    cells = {cell.id: cell.source for cell in common.solution.cells}
    changed = {cell.id for cell in exercise.solution.cells if cell.source != cells[cell.id]}
    may = {question.cell_id(letter) for question in varied(common) for letter in "qa"}
    assert changed - {common.solution.cells[0].id} <= may
    expected = answers_of(path, code)
    for question, answer, _ in evaluate(exercise):
        form_of_answer = canonical(answer, question.shape)
        assert form_of_answer == expected.get(question.number, form_of_answer)
    reference = prepare(FOLDER, exercise.number, code)
    assert {number: reference.right[number] for number in expected} == expected
    assert all(reference.right[number] not in wrong for number, wrong in reference.wrong.items())


@every
def test_a_form_is_made_again_from_its_questions(path: Path) -> None:
    """`trilateral reset` and checks at home know nothing else."""
    for exercise in (exercise_of(path), read_exercise(path, "blue")):
        form, made = (
            make_assignment(exercise),
            restore_assignment(json.loads(json.dumps(make_questions(exercise)))),
        )
        nbformat.validate(made)
        parts, again = (
            [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]
            for notebook in (form, made)
        )
        assert parts == again
        assert made.metadata.get("trilateral") == form.metadata.get("trilateral")


def test_a_code_that_is_none_is_refused() -> None:
    for code in ("../x", "a b", "é", "x" * 41, "-a"):
        with pytest.raises(NotGradable, match="is not the code of a form"):
            prepare(FOLDER, "01", code)
    with pytest.raises(ValueError):
        vary(exercise_of(SOLUTIONS[0]), "")


def test_of_no_exercise_there_is_no_reference() -> None:
    for exercise in ("99", "0?", "", "../solutions/01", "01-reading"):
        with pytest.raises(NotGradable, match="there is no exercise"):
            prepare(FOLDER, exercise)


# --- the machinery -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "changes", "made"),
    [
        ("in 2003, 12003 or 2003-04", {"2003": "X"}, "in X, 12003 or 2003-04"),
        ("**3.3** the 3 in 2.3 and 3.5", {"3": "4"}, "**3.3** the 4 in 2.3 and 3.5"),
        ('check("3.t2", turn_3_2)  # 3', {"3": "4"}, 'check("3.t2", turn_3_2)  # 4'),
        ('x["3"] == third', {"3": "1", "third": "first"}, 'x["1"] == first'),
        ("a b", {"a": "b", "b": "a"}, "b a"),
        ("April 2017, April", {"April": "May", "April 2017": "June 2018"}, "June 2018, May"),
        ("d.idxmax() answer_3_3", {"idxmax": "idxmin", "3": "4"}, "d.idxmin() answer_3_3"),
        ("f(x=3).", {"x=3": "x=5"}, "f(x=5)."),
    ],
)
def test_words_are_replaced_whole_and_at_once(text: str, changes: dict[str, str], made: str) -> None:
    assert replace_words(text, changes) == made
    assert has_words(text, next(iter(changes)))


def test_a_code_chooses_the_same_always_and_all_values_are_used() -> None:
    given = parameters({"years": [["1", "2"], ["3", "4"], ["5", "6"]]})
    chosen = [choose(code, "9.1", given) for code in CODES]
    assert chosen == [choose(code, "9.1", given) for code in CODES]
    counts = [sum(one == {"1": way[0], "2": way[1]} for one in chosen) for way in given["years"]]
    assert min(counts) > 40
    assert choose("", "9.1", given) == {"1": "1", "2": "2"}
    # What is handed out stays what it is, whatever becomes of the code that chooses.
    assert [choose(code, "9.1", given)["1"] for code in ("class-1", "kim", "lee")] == ["1", "3", "3"]


def sample(tmp_path: Path, lines: str) -> Exercise:
    return read_exercise(lay_sample(tmp_path, TOML.replace('[question."90.2"]', lines, 1), CELLS))


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ('x = ["many"]', "x needs two values or more"),
        ('x = ["many", "many"]', "x needs two values or more"),
        ('x = [["many", "a"], ["few"]]', "as many texts as the first"),
        ('x = ["many", ""]', "as many texts as the first"),
        ('x = ["many", "few"]\ny = ["many", "none"]', "stands for two parameters"),
        ('x = ["absent", "few"]', "its text does not tell its x"),
        ('x = [["many", "absent"], ["few", "y"]]', "nothing of 'absent'"),
    ],
)
def test_wrong_variants_are_told(tmp_path: Path, lines: str, reason: str) -> None:
    with pytest.raises(NotebookError, match=reason):
        sample(tmp_path, f'[question."90.1".variants]\n{lines}\n\n[question."90.2"]')


def test_keys_of_a_form_hold_its_answers(cheap: None) -> None:
    path = random.Random(1).choice(SOLUTIONS)
    key, other = make_key(read_exercise(path, "one")), make_key(exercise_of(path))
    numbers = {question.number for question in varied(exercise_of(path))}
    for number, entry in key["questions"].items():
        if number not in numbers:
            assert entry == other["questions"][number]
