"""Every exercise: form, key and solution fit together; wrong is told why; nothing tells the answer.

nbval runs solutions and forms in real kernels. Here their cells are run in this process, which takes no time.
"""

import contextlib
import importlib
import io
import json
import re
import time
from functools import cache
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from trilateral.exercises import build as forms
from trilateral.exercises import recorder
from trilateral.exercises.answer_record import canonical_forms, examine
from trilateral.exercises.build import (
    Exercise,
    evaluate,
    leaks_answer,
    make_assignment,
    make_key,
    make_questions,
    read_exercise,
)
from trilateral.exercises.canonical import canonical
from trilateral.exercises.verdict import Reason, Verdict
from trilateral.notebooks import NotebookError, read, write

# Not `from trilateral import check`: that is the function of the same name.
checking = importlib.import_module("trilateral.exercises.check")

FOLDER = Path(__file__).parents[2] / "exercises"
SOLUTIONS = sorted(FOLDER.glob("solutions/*.ipynb"))
CHEAP = {"n": 2, "r": 1, "p": 1, "maxmem": 2**20, "dklen": 32}


@cache
def exercise_of(path: Path) -> Exercise:
    return read_exercise(path)


@cache
def answers_of(path: Path) -> list[tuple[forms.Question, object, list[object]]]:
    return list(evaluate(exercise_of(path)))


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make digests quickly; what they cost is tested by itself."""
    monkeypatch.setattr(checking, "COST", CHEAP)
    checking._derive.cache_clear()
    yield
    checking._derive.cache_clear()


def lay(exercise: Exercise, folder: Path) -> None:
    """Write the questions and the key of an exercise into a folder."""
    forms.write_json(folder / "questions" / f"{exercise.number}.json", make_questions(exercise))
    forms.write_json(folder / "keys" / f"{exercise.number}.json", make_key(exercise))


def run(notebook: nbformat.NotebookNode, before_checks: str = "") -> dict[str, str]:
    """Run a notebook's code in this process and return what each cell prints, by the cell's id."""
    names: dict[str, object] = {}
    printed = {}
    for cell in notebook.cells:
        if cell.cell_type == "code":
            with contextlib.redirect_stdout(io.StringIO()) as out:
                before = before_checks if cell.id.startswith("c-") else ""
                exec(compile(f"{before}\n{cell.source}", cell.id, "exec"), names)
            printed[cell.id] = out.getvalue()
    return printed


def stored(cell: nbformat.NotebookNode) -> str:
    return "".join(output.text for output in cell.outputs)


# --- each exercise of the course ---------------------------------------------------------------------------

every_exercise = pytest.mark.parametrize("path", SOLUTIONS, ids=lambda path: path.stem)


@every_exercise
def test_the_files_are_those_made_from_the_solution(path: Path) -> None:
    exercise = exercise_of(path)
    questions = json.loads((FOLDER / "questions" / f"{exercise.number}.json").read_text(encoding="utf-8"))
    key = json.loads((FOLDER / "keys" / f"{exercise.number}.json").read_text(encoding="utf-8"))
    assert questions == make_questions(exercise), "run `trilateral forms`"
    assert list(key["questions"]) == [question.number for question in exercise.questions]
    for question in exercise.questions:
        entry = key["questions"][question.number]
        assert sorted(entry["wrong"].values()) == sorted(turn.message for turn in question.wrong)
    told = []
    for question, right, wrong in answers_of(path):
        rounded = [canonical(value, question.shape) for value in (right, *wrong)]
        exact = [canonical_forms(value, question.shape)[1] for value in wrong]
        told.append([question.number, *rounded, *(form for form in exact if form)])
    assert key["seal"] == forms.key_checksum(told, key["questions"]), "run `trilateral forms`"
    # One wrong turn, at its full cost; the right answers' digests are tested where nbval runs the solution.
    question, _, wrong = answers_of(path)[0]
    entry = key["questions"][question.number]
    tag = checking.derive(canonical(wrong[0], question.shape), entry["salt"])
    assert entry["wrong"][tag] == question.wrong[0].message


@every_exercise
def test_form_and_solution_differ_in_answers_only(path: Path) -> None:
    exercise = exercise_of(path)
    form = read(FOLDER / path.name)
    assert [cell.id for cell in form.cells] == [cell.id for cell in exercise.solution.cells]
    for blank, cell, answered in zip(
        form.cells, make_assignment(exercise).cells, exercise.solution.cells, strict=True
    ):
        assert (blank.source, blank.metadata) == (cell.source, cell.metadata)
        given = {"answer", "reflect"} & set(blank.metadata.get("tags", []))
        assert (blank.source != forms.relink(answered.source)) == bool(given), blank.id


@every_exercise
def test_every_part_is_there(path: Path) -> None:
    exercise = exercise_of(path)
    assert len(exercise.questions) >= 6
    assert len(exercise.reflections) >= 2
    assert all(reflection.rubric.strip() for reflection in exercise.reflections)
    assert len({question.shape.kind for question in exercise.questions}) >= 4, "mixed kinds"
    by_id = {cell.id: cell for cell in exercise.solution.cells}
    for question in exercise.questions:
        assert by_id[question.cell("q")].source.startswith(f"**{question.number}**")
    literal = re.compile(r"answer_\d+_\d+ = (-?[\d.]+|[\"'].*[\"']|True|False)")
    for question in exercise.questions:
        if question.shape.kind != "choice":
            assert not literal.fullmatch(by_id[question.cell("a")].source), "answers are computed"


@cache
def given_names(path: Path) -> dict[str, object]:
    """Return what the cells that are given define."""
    exercise = exercise_of(path)
    answers = {question.cell(letter) for question in exercise.questions for letter in "ac"}
    names: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()):
        for cell in exercise.solution.cells:
            if cell.cell_type == "code" and cell.id not in answers:
                exec(compile(cell.source, cell.id, "exec"), names)
    return names


@every_exercise
def test_each_answer_stands_alone(path: Path) -> None:
    """An answer needs the cells that are given, and no other answer: one wrong turn costs one question."""
    exercise = exercise_of(path)
    given = given_names(path)
    by_id = {cell.id: cell for cell in exercise.solution.cells}
    for question, right, _ in answers_of(path):
        names = dict(given)
        exec(compile(by_id[question.cell("a")].source, question.cell("a"), "exec"), names)
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
    form = {cell.id: cell for cell in read(FOLDER / path.name).cells}
    for question in exercise.questions:
        line = printed[question.cell("c")]
        assert line.startswith(f"{question.number}: not attempted.")
        assert line == stored(form[question.cell("c")])


@every_exercise
def test_the_solution_is_right_and_each_wrong_turn_is_told(
    path: Path, tmp_path: Path, cheap: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercise = exercise_of(path)
    lay(exercise, tmp_path)
    monkeypatch.setattr(checking, "folder", lambda: tmp_path)
    for question, right, wrong in answers_of(path):
        number = question.number
        assert checking.judge(number, right) == Verdict("right", Reason("right"))
        for value, turn in zip(wrong, question.wrong, strict=True):
            told = checking.judge(number, value)
            assert told == Verdict("wrong", Reason("distractor", {"message": turn.message}))
            assert {checking.judge(number, value) for _ in range(5)} == {told}
    form = {cell.id: cell for cell in exercise.solution.cells}
    for question in exercise.questions:
        assert stored(form[question.cell("c")]) == f"{question.number}: right.\n"


@every_exercise
def test_no_hint_message_or_file_tells_the_answer(path: Path) -> None:
    exercise = exercise_of(path)
    handed_out = [
        (FOLDER / what / f"{exercise.number}.json").read_text(encoding="utf-8")
        for what in ("questions", "keys")
    ]
    handed_out.append((FOLDER / path.name).read_text(encoding="utf-8"))
    by_id = {cell.id: cell for cell in exercise.solution.cells}
    for question, right, _ in answers_of(path):
        form = canonical(right, question.shape)
        for words in (*question.hints, *(turn.message for turn in question.wrong)):
            assert not leaks_answer(words, form), (question.number, words)
        answer = by_id[question.cell("a")].source
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
        cell, number = question.cell("c"), question.number
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


# --- the machinery, on an exercise of two questions --------------------------------------------------------

TOML = """
[question."90.1"]
kind = "number"
points = 1
hints = ["Look at the first line.", "Use len().", "Take the length of the table."]
wrong = [
  { answer = "len(table) - 1", message = "That leaves one out." },
  { answer = "len(table) * 2", message = "That counts all twice." },
  { answer = "table['a'].sum()", message = "That adds the values." },
]

[question."90.2"]
kind = "choice"
points = 2
hints = ["Think.", "Think again.", "It is not the first."]
wrong = [
  { answer = "'a'", message = "Not so." },
  { answer = "'c'", message = "Nor so." },
  { answer = "'d'", message = "Nor like that." },
]

[reflect."90.1"]
points = 2
rubric = "Any reason."
"""
CELLS = [
    ("setup", "code", "import pandas as pd\n\ntable = pd.DataFrame({'a': [5, 6, 7, 8]})"),
    ("q-90-1", "markdown", "**90.1** How many?"),
    ("a-90-1", "code", "answer_90_1 = len(table)"),
    ("c-90-1", "code", 'check("90.1", answer_90_1)'),
    ("q-90-2", "markdown", "**90.2** Which?"),
    ("a-90-2", "code", "answer_90_2 = 'b'"),
    ("c-90-2", "code", 'check("90.2", answer_90_2)'),
    ("p-90-1", "markdown", "Why?"),
    ("r-90-1", "markdown", "Because."),
]


def lay_sample(folder: Path, toml: str = TOML, cells: list[tuple[str, str, str]] = CELLS) -> Path:
    """Write a small solution and its TOML; return the solution's path."""
    make = {"code": nbformat.v4.new_code_cell, "markdown": nbformat.v4.new_markdown_cell}
    notebook = nbformat.v4.new_notebook(cells=[make[kind](source, id=name) for name, kind, source in cells])
    path = folder / "solutions" / "90-sample.ipynb"
    write(notebook, path)
    path.with_suffix(".toml").write_text(toml, encoding="utf-8")
    return path


@pytest.fixture
def sample(tmp_path: Path, cheap: None, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a small exercise with its questions and key; checks look there."""
    lay(read_exercise(lay_sample(tmp_path)), tmp_path)
    monkeypatch.setattr(checking, "folder", lambda: tmp_path)
    return tmp_path


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
            "at least 3 wrong turns",
        ),
        ('"That counts all twice."', '"That adds the values."', "two wrong turns have the same message"),
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
        ("len(table) - 1", "len(table)", "the wrong turn 'len(table)' gives the same as the right answer"),
        ("len(table) - 1", "8", "gives the same as the wrong turn '8'"),
        ("len(table) - 1", "'x'", "does not fit its kind. Expected a number; this is text."),
        ("len(table) - 1", "...", "is blank"),
        ("len(table) - 1", "nothing", "fails (NameError"),
        ("Use len().", "It is 4.", "gives the answer away (4)"),
        ("That leaves one out.", "There are four of them.", "gives the answer away (4)"),
        ("Nor so.", "Read (b) again.", "gives the answer away (b)"),
    ],
)
def test_a_wrong_turn_that_is_right_or_a_word_too_many_is_refused(
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


def test_the_build_writes_all_four_files(tmp_path: Path) -> None:
    cells = [("checks", "code", "from trilateral.exercises.check import check"), *CELLS]
    lay_sample(tmp_path, cells=cells)
    written = forms.build(tmp_path, only=["90"])
    names = ["questions/90.json", "keys/90.json", "solutions/90-sample.ipynb", "90-sample.ipynb"]
    assert written == [tmp_path / name for name in names]
    printed = [
        [stored(cell) for cell in read(path).cells if cell.id.startswith("c-")] for path in written[2:]
    ]
    assert printed[0] == ["90.1: right.\n", "90.2: right.\n"]
    assert all("not attempted" in line for line in printed[1])
    with pytest.raises(NotebookError, match="no solution of that number"):
        forms.build(tmp_path, only=["91"])


def test_each_check_has_a_line_for_every_case(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for answer in (4, 3, 100, "4", ..., None):
        checking.check("90.1", answer)
    assert capsys.readouterr().out.splitlines() == [
        "90.1: right.",
        "90.1: not yet. That leaves one out.",
        '90.1: not yet. This is a number, as asked, but not the right one. hint("90.1", 1) may help.',
        "90.1: not yet. Expected a number; this is text. Take the quotation marks away.",
        "90.1: not attempted. Give your answer in the cell above, run it, then run this one.",
        "90.1: not attempted. Give your answer in the cell above, run it, then run this one.",
    ]


def test_hints_come_one_by_one(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checking.hint("90.1")
    checking.hint("90.1", 3)
    for number in (0, 4, "1", True, None):
        checking.hint("90.1", number)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "90.1, hint 1 of 3: Look at the first line."
    assert lines[1] == "90.1, hint 3 of 3: Take the length of the table."
    assert set(lines[2:]) == {'90.1 has hints 1 to 3: hint("90.1", 1) prints the first.'}


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("90.7", "There is no question 90.7; the last of this exercise is 90.2."),
        (
            "77.1",
            "77.1: cannot be checked, exercises/questions/77.json is missing. Is there an exercise 77?",
        ),
        (90.1, 'The question is named by its number in quotation marks, for example "3.1".'),
        ("../1.1", 'The question is named by its number in quotation marks, for example "3.1".'),
        ("", 'The question is named by its number in quotation marks, for example "3.1".'),
    ],
)
def test_a_question_that_is_none_gets_one_line(
    sample: Path, capsys: pytest.CaptureFixture[str], question: object, line: str
) -> None:
    checking.check(question, 4)
    checking.hint(question)
    assert capsys.readouterr().out.splitlines() == [line, line]


@pytest.mark.parametrize("damage", [b"", b"[]", b"{", b'{"questions": 3}', b'{"questions": {}}', b"\xff"])
@pytest.mark.parametrize("what", ["questions", "keys"])
def test_a_damaged_file_gets_one_line(
    sample: Path, capsys: pytest.CaptureFixture[str], what: str, damage: bytes
) -> None:
    (sample / what / "90.json").write_bytes(damage)
    checking.check("90.1", 4)
    assert capsys.readouterr().out == (
        f"90.1: cannot be checked, exercises/{what}/90.json is damaged. Restore it, for example with git.\n"
    )
    (sample / what / "90.json").unlink()
    checking.check("90.1", 4)
    assert f"exercises/{what}/90.json is missing" in capsys.readouterr().out


def test_a_recorder_needs_no_key(
    sample: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (sample / "keys" / "90.json").unlink()
    monkeypatch.setattr(recorder, "_session", None)
    with pytest.raises(RuntimeError, match="nobody has begun to record"):
        recorder.check("90.1", 4)
    recorder.begin("n")
    for number, answer in (("90.1", 4), ("90.1", 4.0), ("90.1", 5), ("90.2", "b"), ("90.2", "B")):
        recorder.check(number, answer)
    recorder.check("90.1", "four")
    recorder.check("90.9", 4)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == lines[1] != lines[2]
    assert lines[3] == lines[4]
    reason = "Expected a number; this is text."
    assert json.loads(lines[5]) == {"question": "90.1", "kind": "invalid", "text": reason}
    assert lines[6].startswith("There is no question 90.9")


def test_the_environment_does_not_change_what_a_check_is(
    sample: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRILATERAL_NONCE", "n")
    checking.check("90.1", 4)
    assert capsys.readouterr().out == "90.1: right.\n"


def test_nbgrader_sees_a_wrong_answer_as_an_error(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    checking.check("90.1", 4)
    for answer in (3, "4", ...):
        with pytest.raises(AssertionError, match=r"90\.1: not"):
            checking.check("90.1", answer)


def test_trying_answers_is_slow() -> None:
    # Processor time: another program may hold this one up at any moment.
    began = time.process_time()
    checking.derive('["choice","a"]', "a salt that no exercise has")
    # 0.2 s on a laptop of 2020. The bound leaves room for a faster machine, not for a plain digest.
    assert time.process_time() - began > 0.05
    began = time.process_time()
    checking.derive('["choice","a"]', "a salt that no exercise has")
    assert time.process_time() - began < 0.05, "the same answer again costs nothing"


def test_the_same_answer_has_another_digest_in_each_question() -> None:
    salts = [
        entry["salt"]
        for path in sorted(FOLDER.glob("keys/*.json"))
        for entry in json.loads(path.read_text(encoding="utf-8"))["questions"].values()
    ]
    assert len(set(salts)) == len(salts)


class Liar:
    """Says of itself whatever is asked."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None

    def __repr__(self) -> str:
        raise RuntimeError

    @property
    def __class__(self) -> type:
        return pd.DataFrame


class Bomb:
    """Fails, or ends the program, whenever it is touched."""

    def __getattribute__(self, name: str) -> object:
        raise SystemExit(1)


class LyingNumber(float):
    def __float__(self) -> float:
        raise MemoryError

    def __str__(self) -> str:
        return "right"


class LyingText(str):
    def strip(self, *_: object) -> str:
        raise RecursionError

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


class Endless(list):
    def __iter__(self):
        while True:
            yield "x"


def endless_list() -> list[object]:
    items: list[object] = []
    items.append(items)
    return items


# Made anew for each test, and named by their place: pytest looks at what it is given.
HOSTILE = [
    lambda: Liar(),
    lambda: Bomb(),
    lambda: LyingNumber(7),
    lambda: LyingText("x"),
    lambda: Endless(["x"]),
    lambda: endless_list(),
    lambda: "x" * 10**7,
    lambda: "\ud800",
    lambda: 10**10_000,
    lambda: float("nan"),
    lambda: pd.DataFrame({"format": [endless_list()], "meetings": [Liar()]}),
    lambda: pd.Series([Bomb()], dtype=object),
    lambda: type("Odd", (), {"__name__": "<script>"}),
    lambda: lambda *_: Bomb(),
    lambda: lambda *_: (_ for _ in ()).throw(SystemExit),
    lambda: {"a": {}},
    lambda: object(),
    lambda: NotImplemented,
]


@pytest.mark.parametrize("kind", ["number", "date", "text", "boolean", "choice", "set", "rows", "list"])
@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_no_object_breaks_a_check(
    sample: Path, capsys: pytest.CaptureFixture[str], kind: str, place: int
) -> None:
    say_no_matter_what(sample, capsys, {"kind": kind}, HOSTILE[place]())


@pytest.mark.parametrize(
    "shape",
    [
        {"kind": "table", "columns": {"format": "text", "meetings": "number"}},
        {"kind": "function", "of": "text", "arguments": [[1]]},
    ],
    ids=["table", "function"],
)
@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_no_object_breaks_a_check_of_a_table_or_function(
    sample: Path, capsys: pytest.CaptureFixture[str], shape: dict[str, object], place: int
) -> None:
    say_no_matter_what(sample, capsys, shape, HOSTILE[place]())


def say_no_matter_what(
    sample: Path, capsys: pytest.CaptureFixture[str], shape: dict[str, object], answer: object
) -> None:
    path = sample / "questions" / "90.json"
    questions = json.loads(path.read_text(encoding="utf-8"))
    questions["questions"]["90.1"]["shape"] = shape
    path.write_text(json.dumps(questions), encoding="utf-8")
    checking.check("90.1", answer)
    line = capsys.readouterr().out
    assert line.startswith("90.1: not yet. ")
    assert line.count("\n") == 1
    assert len(line) < 200


def test_an_interrupt_goes_through(sample: Path) -> None:
    path = sample / "questions" / "90.json"
    questions = json.loads(path.read_text(encoding="utf-8"))
    questions["questions"]["90.1"]["shape"] = {"kind": "function", "of": "number", "arguments": [[1]]}
    path.write_text(json.dumps(questions), encoding="utf-8")

    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checking.check("90.1", stopped)
