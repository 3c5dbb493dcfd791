"""What an author of an exercise is told, and what is made of a source that is in order."""

import json
import re
from pathlib import Path

import pytest
from exercises.samples import CELLS, TOML, lay_sample, stored

from trilateral.exercises.build import build
from trilateral.exercises.keys import leaks_answer, make_key
from trilateral.exercises.new_exercise import new_exercise
from trilateral.exercises.source import read_exercise
from trilateral.notebooks import NotebookError, read


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ('"Use len()", ', "", "not valid TOML"),
        ('"Use len().", ', "", "question 90.1: 3 hints are needed, there are 2"),
        ('kind = "number"', 'kind = "count"', "question 90.1: kind must be one of"),
        ('kind = "number"', "", "question 90.1: kind must be one of"),
        ("points = 1\n", "", "question 90.1: 'points' is missing"),
        (
            '  { answer = "len(table) - 1", message = "That leaves one out." },\n',
            "",
            "at least 3 distractors",
        ),
        ('"That counts all twice."', '"That adds the values."', "two distractors have the same message"),
        ("[question.", "[questions.", "'question' is missing"),
        ('rubric = "Any reason."', "", "'rubric' is missing"),
        ('[question."90.2"]', '[question."90.3"]', "cell a-90-2: there is nothing of it in the TOML"),
        ('[question."90.2"]', '[question."9.2"]', "question 9.2 does not belong to exercise 90"),
        ("points = 2\nhints", 'stub = "x = ..."\npoints = 2\nhints', "the stub does not name answer_90_2"),
    ],
)
def test_a_wrong_toml_is_told(tmp_path: Path, old: str, new: str, reason: str) -> None:
    toml = TOML.replace(old, new) if reason != "not valid TOML" else TOML + "["
    assert toml != TOML
    with pytest.raises(NotebookError, match=re.escape(reason)) as caught:
        read_exercise(lay_sample(tmp_path, toml))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("cell", "source", "reason"),
    [
        ("c-90-1", 'check("90.1", 4)', 'cell c-90-1 must be exactly: check("90.1", answer_90_1)'),
        ("a-90-1", "answer = 4", "the answer does not name answer_90_1"),
    ],
)
def test_a_wrong_cell_is_told(tmp_path: Path, cell: str, source: str, reason: str) -> None:
    cells = [(name, kind, source if name == cell else text) for name, kind, text in CELLS]
    with pytest.raises(NotebookError, match=re.escape(reason)):
        read_exercise(lay_sample(tmp_path, cells=cells))
    with pytest.raises(NotebookError, match=f"cell {cell}: there is nothing of it in the notebook"):
        read_exercise(lay_sample(tmp_path, cells=[line for line in CELLS if line[0] != cell]))


@pytest.mark.parametrize(
    ("cell", "kind", "other"), [("a-90-1", "code", "markdown"), ("q-90-2", "markdown", "code")]
)
def test_a_cell_of_the_other_kind_is_told(tmp_path: Path, cell: str, kind: str, other: str) -> None:
    cells = [(name, other if name == cell else own, text) for name, own, text in CELLS]
    with pytest.raises(NotebookError, match=f"cell {cell} must be a {kind} cell"):
        read_exercise(lay_sample(tmp_path, cells=cells))


def test_cells_with_ids_made_at_random_get_theirs_from_what_they_say(tmp_path: Path) -> None:
    """As JupyterLab makes them; the author's other cells, and ids that are right, stay."""
    cells = [(f"3f{at}c9a0{at}", kind, text) for at, (_, kind, text) in enumerate(CELLS)]
    cells[1] = ("q-90-1", *CELLS[1][1:])
    cells[-2] = (cells[-2][0], "markdown", "**Reflect 90.A.** Why?")
    exercise = read_exercise(lay_sample(tmp_path, cells=cells))
    assert [cell.id for cell in exercise.solution.cells] == ["3f0c9a00", *(name for name, _, _ in CELLS[1:])]
    assert exercise.solution.cells[2].metadata["tags"] == ["answer"]


@pytest.mark.parametrize(
    ("left_out", "mend"),
    [
        ("q-90-1", "write a cell of text that begins with **90.1**"),
        ("a-90-1", "write a code cell with answer_90_1 = ..."),
        ("c-90-1", 'write a code cell with check("90.1", answer_90_1)'),
        ("p-90-1", "write a cell of text that begins with **Reflect 90.A.**"),
        ("r-90-1", "write a cell of text below the prompt **Reflect 90.A.**"),
    ],
)
def test_a_cell_that_lacks_is_told_with_what_to_write(tmp_path: Path, left_out: str, mend: str) -> None:
    with pytest.raises(NotebookError, match=re.escape(f"cell {left_out}: ")) as caught:
        read_exercise(lay_sample(tmp_path, cells=[line for line in CELLS if line[0] != left_out]))
    assert mend in str(caught.value)


def test_a_new_exercise_is_sound_as_it_stands_and_takes_nobodys_number(tmp_path: Path) -> None:
    solution, toml = new_exercise(tmp_path, "10", "Who met whom?")
    assert (solution.name, toml.name) == ("10-who-met-whom.ipynb", "10-who-met-whom.toml")
    exercise = read_exercise(solution)
    assert [one.number for one in exercise.questions] == ["10.1"]
    assert exercise.reflections[0].name == "Reflect 10.A"
    assert make_key(exercise)
    before = solution.read_bytes()
    for number, reason in (("10", "number 10 is taken"), ("0", "from 1 to 99"), ("x", "from 1 to 99")):
        with pytest.raises(NotebookError, match=reason):
            new_exercise(tmp_path, number, "Other")
    assert solution.read_bytes() == before


def test_an_exercise_read_again_is_as_its_files_are_by_then_and_nobody_elses(tmp_path: Path) -> None:
    path = lay_sample(tmp_path)
    first, again = read_exercise(path), read_exercise(path)
    assert first == again
    again.solution.cells[0].source = "mine"
    assert read_exercise(path) == first, "each has its own"
    assert (
        read_exercise(lay_sample(tmp_path, TOML.replace("points = 1", "points = 3"))).questions[0].points == 3
    )
    with pytest.raises(NotebookError, match="r-90-1"):
        read_exercise(lay_sample(tmp_path, TOML, CELLS[:-1]))
    path.unlink()
    with pytest.raises(NotebookError, match="no such file"):
        read_exercise(path)


def test_two_cells_of_one_id_are_told(tmp_path: Path) -> None:
    path = lay_sample(tmp_path)
    content = json.loads(path.read_text(encoding="utf-8"))
    content["cells"].append(content["cells"][0])
    path.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(NotebookError, match="Non-unique cell id 'setup'"):
        read_exercise(path)


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("len(table) - 1", "len(table)", "the distractor 'len(table)' gives the same as the right answer"),
        ("len(table) - 1", "8", "gives the same as the distractor '8'"),
        ("len(table) - 1", "'x'", "does not fit its kind. Expected a number; this is text."),
        ("len(table) - 1", "...", "is blank"),
        ("len(table) - 1", "nothing", "fails (NameError"),
        ("Use len().", "It is 4.", "gives the answer away (4)"),
        ("That leaves one out.", "There are four of them.", "gives the answer away (4)"),
        ("Nor so.", "Read (b) again.", "gives the answer away (b)"),
    ],
)
def test_a_distractor_that_is_right_or_a_word_too_many_is_refused(
    tmp_path: Path, cheap: None, old: str, new: str, reason: str
) -> None:
    exercise = read_exercise(lay_sample(tmp_path, TOML.replace(old, new)))
    with pytest.raises(NotebookError, match=re.escape(reason)):
        make_key(exercise)


def test_a_number_between_two_roundings_is_refused(tmp_path: Path, cheap: None) -> None:
    toml = TOML.replace('kind = "number"', 'kind = "number"\ndecimals = 0')
    cells = [(name, kind, text.replace("= len(table)", "= len(table) + 0.5")) for name, kind, text in CELLS]
    with pytest.raises(NotebookError, match="between two roundings"):
        make_key(read_exercise(lay_sample(tmp_path, toml, cells)))


@pytest.mark.parametrize(
    ("form", "words", "told"),
    [
        ('["number","12"]', "It is 12.", True),
        ('["number","12"]', "There are Twelve.", True),
        ('["number","12"]', "In 2012, or 1.12, or 12.5, or 120.", False),
        ('["number","3.5"]', "About 3.5 years", True),
        ('["date","2017-04-20"]', "on 20 April", True),
        ('["date","2017-04-20"]', "on April 20, 2017", True),
        ('["date","2017-04-20"]', "2017-04-20!", True),
        ('["date","2017-04-20"]', "in April 2017", False),
        ('["date","2017-04-01"]', "in April 2017", True),
        ('["date","2017-04-01"]', "in '2017-04'", True),
        ('["date","2017-04-01"]', "in April 2016", False),
        ('["text","park"]', "Look at Park.", True),
        ('["text","park"]', "Look at the parking.", False),
        ('["boolean",true]', "Is it True?", True),
        ('["choice","b"]', 'Not "a", perhaps "b"', True),
        ('["choice","b"]', "a bee, or plan b", False),
        ('["choice","a"]', "Answer A is it", True),
        ('["choice","a"]', "a good answer", False),
        ('["rows",["\\"c01\\"","\\"c02\\""]]', "C02 says so", True),
        ('["set",["\\"c01\\"","\\"c02\\""]]', "C02 says so", False),
        ('["set",["\\"c01\\"","\\"c02\\""]]', "C02 and C01 say so", True),
        ('["list",["1","20"]]', "20 before 1", True),
        ('["table",[["dtt","9"],["summit","7"]]]', "count dtt", False),
        ('["table",[["dtt","9"],["summit","7"]]]', "summit has 7", True),
    ],
)
def test_an_answer_in_a_hint_is_found(form: str, words: str, told: bool) -> None:
    assert bool(leaks_answer(words, form)) == told


def test_the_build_writes_all_five_files(tmp_path: Path) -> None:
    cells = [("checks", "code", "from trilateral.exercises.check import check"), *CELLS]
    lay_sample(tmp_path, cells=cells)
    written = build(tmp_path, only=["90"])
    names = [
        "questions/90.json",
        "keys/90.json",
        "worked/90.json",
        "solutions/90-sample.ipynb",
        "90-exercise.ipynb",
    ]
    assert written == [tmp_path / name for name in names]
    printed = [
        [stored(cell) for cell in read(path).cells if cell.id.startswith("c-")] for path in written[3:]
    ]
    assert printed[0] == ["90.1: right.\n", "90.2: right.\n"]
    assert all("not attempted" in line for line in printed[1])
    with pytest.raises(NotebookError, match="no solution of that number"):
        build(tmp_path, only=["91"])
