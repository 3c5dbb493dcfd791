"""The acts of `version_acts.py`: forms of the first week, when the course is in its second."""

import copy
import csv
import io
import json
import shutil
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path

import pytest
from grading.version_acts import AFTER_THE_SET_UP, FILES
from support.classroom import folder_of, table
from support.hostile import exercise as small
from support.shared import ROOT
from support.weeks import CODE, FIRST, SECOND, Course, answered, cells_of, rewrite, source_of

from trilateral.exercises.build import make_questions, write_json
from trilateral.exercises.reset import reset
from trilateral.exercises.source import read_exercise
from trilateral.exercises.versions import FORM, set_up_changed
from trilateral.grading.grade_class import Settings, grade
from trilateral.grading.grader import Grader
from trilateral.grading.model import Job, NotGradable, Result


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Course:
    return Course(tmp_path_factory.mktemp("weeks") / "exercises")


@pytest.fixture(scope="module")
def graders(course: Course) -> Iterator[dict[bool, Grader]]:
    """One grader for all cases, and one whose folder keeps no versions."""
    with Grader(course.folder, sandbox=False) as kept, Grader(course.unkept, sandbox=False) as unkept:
        yield {True: kept, False: unkept}


def without(notebook: dict, cells: list[dict]) -> None:
    notebook["cells"] = [cell for cell in notebook["cells"] if cell not in cells]


OTHER = {
    "one less 42.1": "answer_42_1 = len(load('meetings')) - 1",
    "again 42.1": SECOND["42.1"],
    "key 42.1": small.RIGHT["42.1"],
    "xyz 42.3": "answer_42_3 = set('xyz')",
    "abc 42.3": "answer_42_3 = set('abc')",
    "wrong 42.2": "answer_42_2 = 'Tokyo'",
    "wrong 42.4": "def answer_42_4(number):\n    return number",
}


def do(act: str, notebook: dict, course: Course, where: Path) -> dict:
    """Return a notebook after one act."""
    *words, last = act.split()
    mark = notebook["metadata"].get(FORM)
    match words:
        case _ if act in OTHER:
            answered(notebook, {last: OTHER[act]})
        case ["without", "a"]:
            without(notebook, cells_of(notebook, last, "a"))
        case ["without"]:
            without(notebook, cells_of(notebook, last))
        case ["no", "digest"]:
            del mark["questions"][last]
        case ["version"]:
            mark["version"] = last
        case ["copies"]:
            new = cells_of(copy.deepcopy(course.second[""]), last)
            notebook["cells"] += new
            answered(notebook, {last: SECOND[last]})
        case ["own", "words"]:
            cells_of(notebook, last, "q")[0]["source"] = "**42.3** My own words."
        case ["with", "another"]:
            more = json.loads((ROOT / "exercises" / "01-exercise.ipynb").read_text(encoding="utf-8"))
            notebook["cells"] += more["cells"]
        case _ if act.startswith("reset"):
            path = where / "42-odd.ipynb"
            path.write_text(json.dumps(notebook), encoding="utf-8")
            write_json(
                where / "questions" / "42.json", make_questions(read_exercise(source_of(course.folder)))
            )
            reset(path, last if words else "")
            notebook = json.loads(path.read_text(encoding="utf-8"))
        case _:
            PROGRAMS[act](notebook, course)
    return notebook


def drop_ids(notebook: dict, _: Course) -> None:
    for cell in notebook["cells"]:
        del cell["id"]


def seen_by_a_front_end(notebook: dict, _: Course) -> None:
    notebook["metadata"]["language_info"] = {"version": "3.12.1", "file_extension": ".py"}
    notebook["metadata"]["vscode"] = {"interpreter": {"hash": "0"}}
    for cell in notebook["cells"]:
        cell["metadata"] |= {"execution": {"iopub.status.busy": "now"}, "id": "k3fd"}


PROGRAMS = {
    "no digests": lambda notebook, _: notebook["metadata"][FORM].update(questions={}),
    "stripped": lambda notebook, _: notebook["metadata"].pop(FORM),
    "claims first": lambda notebook, course: notebook["metadata"].update(
        {FORM: course.first[""]["metadata"][FORM]}
    ),
    "claims second": lambda notebook, course: notebook["metadata"].update(
        {FORM: course.second[""]["metadata"][FORM]}
    ),
    "odd": lambda notebook, _: notebook["metadata"].update({FORM: [1, {"version": []}]}),
    "no words": lambda notebook, _: without(
        notebook, [cell for cell in notebook["cells"] if cell["id"].startswith("q-")]
    ),
    "no ids": drop_ids,
    "nbgrader": lambda notebook, _: None,  # its names stay in the metadata, and so does the form's version
    "front end": seen_by_a_front_end,
}


def handed_in(week: str, acts: str, course: Course, where: Path) -> dict:
    """Return a notebook after some acts, answered as its week asked."""
    done = acts.split(", ") if acts else []
    notebook = copy.deepcopy(getattr(course, week)[CODE if "code" in done else ""])
    if "blank" not in done:
        answered(notebook, FIRST if week == "first" else SECOND)
    if "code" in done:
        answered(notebook, {"42.2": "answer_42_2 = 'Busan'"})
    for one in done:
        if one not in ("blank", "code", "unkept"):
            notebook = do(one, notebook, course, where)
    return notebook


@pytest.mark.parametrize("act", FILES)
def test_a_form_is_graded_by_what_it_asked(
    act: str, course: Course, graders: dict[bool, Grader], tmp_path: Path
) -> None:
    week, acts, outcomes, earned, out_of, said = FILES[act]
    content = json.dumps(handed_in(week, acts, course, tmp_path)).encode()
    result = graders["unkept" not in acts].grade(Job(content, "42"))
    assert result.reason == ""
    came = {one.question: one.outcome.replace("not in this form", "absent") for one in result.outcomes}
    assert list(came) == ["42.1", "42.2", "42.3", "42.5"], "a class has the same rows"
    assert " ".join(came.values()) == outcomes
    assert (result.points, result.out_of) == (earned, out_of)
    assert said in result.older
    if week == "second" and not said:
        assert result.older == ""


@pytest.fixture(scope="module")
def after(course: Course) -> Iterator[Grader]:
    with Grader(course.third_week, sandbox=False) as grader:
        yield grader


@pytest.mark.parametrize("act", AFTER_THE_SET_UP)
def test_a_form_is_graded_by_the_set_up_that_it_had(
    act: str, course: Course, after: Grader, tmp_path: Path
) -> None:
    week, acts, outcomes, earned, out_of, said = AFTER_THE_SET_UP[act]
    content = json.dumps(handed_in(week, acts, course, tmp_path)).encode()
    result = after.grade(Job(content, "42"))
    came = [one.outcome.replace("not in this form", "absent") for one in result.outcomes]
    assert (" ".join(came), result.points, result.out_of) == (outcomes, earned, out_of)
    assert said in result.older if said else result.older == ""


def test_an_older_solution_is_right_with_its_own_set_up(course: Course, after: Grader) -> None:
    for form in (course.first, course.second, course.third):
        assert after.grade_solution("42", "", form[""]["metadata"][FORM]["version"]).reason == ""


def test_a_solution_that_is_kept_and_fails_is_named_with_the_way_out(course: Course, tmp_path: Path) -> None:
    folder, version = tmp_path / "exercises", course.first[""]["metadata"][FORM]["version"]
    shutil.copytree(course.third_week, folder)
    kept = folder / "solutions" / "versions" / f"42-{version}.json"
    text = kept.read_text(encoding="utf-8")
    broken = text.replace("\"answer_42_2 = 'Seoul'\"", "\"answer_42_2 = 'Seoul' * (__name__ == 'solution')\"")
    assert broken != text
    kept.write_text(broken, encoding="utf-8")
    with Grader(folder, sandbox=False) as grader:
        said = grader.grade_solution("42", "", version).reason
    assert f"exercise 42-odd (version {version})" in said and "cell a-42-2" in said
    assert f"move solutions/versions/42-{version}.json away: then these forms are graded by the" in said


@pytest.mark.parametrize(
    ("source", "changed"),
    [
        ("x = 2", True),
        ("x = 1  # one", False),
        ("x  =  1", False),
        ("%time x = 1", True),
        ('x = "\\d"', True),
    ],
)
def test_a_comment_in_a_set_up_changes_nothing(source: str, changed: bool) -> None:
    then, now = (
        [
            {"cell_type": "code", "id": "setup", "source": one},
            {"cell_type": "markdown", "id": "q-1-1", "source": ""},
            {"cell_type": "code", "id": "after", "source": one * 2},
        ]
        for one in ("x = 1", source)
    )
    assert set_up_changed(now, then) == ({"1.1"} if changed else set())


# --- a whole class -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run(
    course: Course, graders: dict[bool, Grader], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, str, list[tuple[str, ...]]]:
    """A class with forms of both weeks in one folder: the results, the screen, the solutions run."""
    where, screen, proved = tmp_path_factory.mktemp("class"), io.StringIO(), []
    files = {
        "Kim/42.ipynb": answered(copy.deepcopy(course.first[""]), FIRST),
        "Lee/42.ipynb": answered(copy.deepcopy(course.second[""]), SECOND),
        "Park/42.ipynb": answered(copy.deepcopy(course.first[CODE]), FIRST),
        "Choi/42.ipynb": answered(copy.deepcopy(course.second[""]), {**SECOND, "42.3": "1 / 0"}),
        "Jung/42.ipynb": answered(copy.deepcopy(course.second[CODE]), SECOND),
    }
    content = {name: json.dumps(notebook).encode() for name, notebook in files.items()}
    own = Grader.grade_solution

    def counted(grader: Grader, *form: str) -> Result:
        proved.append(form)
        return own(grader, *form)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Grader, "grade_solution", counted)
        given, settings = folder_of(where, content), Settings(course.folder, jobs=2, sandbox=False)
        for _ in range(2):
            grade(given, where / "out", settings, lambda _: nullcontext(graders[True]), screen)
    return where / "out", screen.getvalue(), proved


def test_a_class_with_forms_of_two_weeks_gets_the_same_columns(run: tuple[Path, str, list]) -> None:
    out, said, _ = run
    rows = table(out / "results.csv")
    came = {name: [row for row in rows if row["student"] == name] for name in ("Kim", "Lee", "Park")}
    assert [row["question"] for row in came["Kim"]] == [row["question"] for row in came["Lee"]]
    last = came["Kim"][-1]
    assert (last["outcome"], last["points"], last["out_of"]) == ("not in this form", "0", "0")
    assert "costs nothing" in last["message"]
    _, possible, *grades = csv.reader(io.StringIO((out / "grades-canvas.csv").read_text(encoding="utf-8")))
    assert possible[-1] == "11", "the largest, not the first student's"
    # Kim has all of the older form; Park 4 of its 7 points: the same share of 11.
    wanted = {"Kim": "11", "Lee": "11", "Park": "6.29", "Choi": "9", "Jung": "8"}
    assert {row[0]: row[-1] for row in grades} == wanted
    moodle = table(out / "grades-moodle.csv")
    assert {row["Full name"]: (row["Grade"], row["Maximum grade"]) for row in moodle} == {
        name: (points, "11") for name, points in wanted.items()
    }
    assert "2 forms with fewer than 11 points" in said


def test_the_teacher_is_told_once_in_a_plain_line(run: tuple[Path, str, list]) -> None:
    out, said, _ = run
    (line,) = {line for line in said.splitlines() if "older form" in line}
    assert line.startswith("Please check: exercise 42: an older form (not in it, and not counted: 42.5")
    assert line.endswith(
        "changed since, and graded as it was asked: 42.2, 42.3; "
        "asked no more, and not counted: 42.4): Kim, Park"
    )
    notes = {row["student"]: row["notes"] for row in table(out / "files.csv")}
    assert "an older form" in notes["Kim"] and "older" not in notes["Lee"]
    pages = {
        path.name.partition("-")[0]: path.read_text(encoding="utf-8") for path in (out / "feedback").iterdir()
    }
    assert "Write Seoul." in pages["Kim"] and "not in this form" in pages["Kim"]
    assert "Write Busan." in pages["Park"], "a page shows what the student was asked"
    assert "Write the name of the city Seoul." in pages["Lee"]


def test_each_form_that_is_graded_is_proved_once(course: Course, run: tuple[Path, str, list]) -> None:
    first = course.first[""]["metadata"][FORM]["version"]
    assert sorted(run[2]) == sorted([("42",), ("42", CODE, ""), ("42", "", first), ("42", CODE, first)])


def test_a_variant_whose_solution_fails_stops_the_run(course: Course, tmp_path: Path) -> None:
    """The common form's solution is right, and the variant's asks the record for what is not there."""
    folder = tmp_path / "exercises"
    shutil.copytree(course.folder, folder)
    # Right where the key is made, and wrong where students' answers are run.
    broken = "answer_42_2 = 'Seoul' if 'Seoul' > 'D' or __name__ == 'solution' else ''"
    rewrite(folder, {"a-42-2": broken}, [])
    form = copy.deepcopy(course.second[CODE])
    given = folder_of(tmp_path, {"Kim/42.ipynb": json.dumps(form).encode()})
    with pytest.raises(NotGradable, match=rf"42-odd \(form {CODE}\).*Nobody was graded"):
        grade(given, tmp_path / "out", Settings(folder, sandbox=False), screen=io.StringIO())
