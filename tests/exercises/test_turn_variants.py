"""Turns that vary: each value has a right answer, its words tell nothing, and the lesson goes on below."""

import contextlib
import io
from functools import cache
from pathlib import Path

import pytest
from exercises.samples import FOLDER

from trilateral.exercises.canonical import canonical
from trilateral.exercises.canonical.values import is_blank
from trilateral.exercises.keys import distinct_distractors, leaks_answer
from trilateral.exercises.source import Question, vary_question
from trilateral.exercises.turns import _bound, lessons_with_turns, names_below, read_lesson
from trilateral.exercises.variants import combinations, replace_words
from trilateral.notebooks import read
from trilateral.paths import lesson_number

LESSONS = [pair for pair in lessons_with_turns(FOLDER) if lesson_number(pair[0].name) < "09"]
every = pytest.mark.parametrize(("path", "toml"), LESSONS, ids=[toml.stem for _, toml in LESSONS])
Form = tuple[Question, str, str, dict[str, str], str]


@cache
def forms_of(path: Path, toml: Path) -> dict[str, list[Form]]:
    """Return by turn its forms: the turn, its prompt, the right answer, the wrong ones, the stub's.

    The lesson's given cells are run once, as far as the last turn that varies.
    """
    lesson = read_lesson(path, toml)
    turns = {one.cell_id("a"): one for one in lesson.questions}
    prompts = {cell.id: cell.source for cell in read(path).cells}
    left = {name for name, one in turns.items() if one.variants}
    given: dict[str, object] = {"__name__": "lesson"}
    made: dict[str, list[Form]] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for name, source in lesson.code():
            if not left:
                break
            if name not in turns:
                exec(compile(source, name, "exec"), given)
            elif name in left:
                left.remove(name)
                made[turns[name].number] = [
                    form(turns[name], source, prompts, changes, dict(given))
                    for changes in combinations(turns[name].variants)
                ]
    return made


def form(
    turn: Question,
    solution: str,
    prompts: dict[str, str],
    changes: dict[str, str],
    names: dict[str, object],
) -> Form:
    own = vary_question(turn, changes)
    untouched = dict(names)
    exec(own.stub, untouched)
    stub = untouched[own.variable]
    exec(replace_words(solution, changes), names)
    right = canonical(names[own.variable], own.shape)
    wrong = [(canonical(eval(f"({one.answer}\n)", dict(names)), own.shape), one) for one in own.wrong]
    kept = {answer: one.message for answer, one in distinct_distractors(right, wrong)}
    prompt = replace_words(prompts[own.cell_id("q")], changes)
    return own, prompt, right, kept, "" if is_blank(stub) else canonical(stub, own.shape)


@every
def test_every_form_of_a_turn_has_an_answer_and_tells_nothing(path: Path, toml: Path) -> None:
    forms = forms_of(path, toml)
    assert forms, "no turn of this lesson varies"
    for number, ways in forms.items():
        assert len(ways) >= 2
        assert len({right for _, _, right, _, _ in ways}) == len(ways), f"{number}: two with one answer"
        assert len({prompt for _, prompt, _, _, _ in ways}) == len(ways), f"{number}: two are asked alike"
        for own, prompt, right, wrong, stub in ways:
            assert prompt.startswith(f"**Your turn {number}.** ")
            assert own.variable in own.stub
            assert len(wrong) >= 2, f"{number}: too few distractors are left"
            assert stub != right, f"{number}: the stub is right"
            for words in (*own.hints, *wrong.values()):
                assert not leaks_answer(words, right), (number, words)


@every
def test_no_cell_below_depends_on_a_turns_form(path: Path, toml: Path) -> None:
    """What a form binds is what the common form binds, and of that a build has made sure."""
    lesson = read_lesson(path, toml)
    sources = dict(lesson.code())
    for turn in lesson.questions:
        for changes in combinations(turn.variants):
            for source in (turn.stub, sources[turn.cell_id("a")]):
                assert not _bound(replace_words(source, changes)) & names_below(lesson, turn), turn.number
