"""A student's own mark of a text: read from what was handed in, shown beside the teacher's, never counted."""

import io
import json
from pathlib import Path

import pytest
from grading.mark_acts import saved
from support.classroom import EXERCISE, Fake, engine_of, folder_of, one_exercise, submission, table

from trilateral.grading.grade_class import Settings, grade
from trilateral.grading.submissions.own_marks import own_marks
from trilateral.grading.submissions.parse import parse_submission

POINTS = {"2.1": 3.0, "2.2": 2.0}
MARKS = [
    ([], {}),
    (['check("2.A")'], {}),
    (['check("2.A", 2)'], {"2.1": "2"}),
    (['check("2.A", 2)', 'check("2.B", 0)'], {"2.1": "2", "2.2": "0"}),
    (['check("2.A", 2)\ncheck("2.B", 1.5)'], {"2.1": "2", "2.2": "1.5"}),
    (['check("2.A", 1)', 'check("2.A", 2)'], {"2.1": "2"}),
    (['check("2.A", 1); check("2.A", 2.5)'], {"2.1": "2.5"}),
    (['check("2.A", 1)', 'check("2.A")'], {"2.1": "1"}),
    (['check("2.A", 1)', 'check("2.A", 7)'], {"2.1": "1"}),
    (['check("2.A", 4)'], {}),
    (['check("2.A", -1)'], {}),
    (['check("2.A", 1.3)'], {}),
    (['check("2.A", +2)'], {"2.1": "2"}),
    (['check("2.A", "2")'], {"2.1": "2"}),
    (['check("2.A", "1,5")'], {"2.1": "1.5"}),
    (['check("2.A", 1,5)'], {}),
    (['check("2.A", "good")', 'check("2.B", "2 of 3")', 'check("2.A", "2/3")'], {}),
    (['check("2.A", True)', 'check("2.A", None)', 'check("2.A", ...)', 'check("2.A", [2])'], {}),
    (['check("2.A", mine)', 'mine = 2\ncheck("2.A", mine)', 'check("2.A", 1 + 1)'], {}),
    (["check('Reflect 2.A', 2)", 'check(" 2b. ", 1)'], {"2.1": "2", "2.2": "1"}),
    (['check(question="2.A", answer=2)', 'check("2.B", answer=1)'], {"2.1": "2", "2.2": "1"}),
    (["import trilateral\ntrilateral.check('2.A', 2)"], {"2.1": "2"}),
    (['print(check("2.A", 2))', 'for _ in range(2):\n    check("2.B", 1)'], {"2.1": "2", "2.2": "1"}),
    (['# check("2.A", 2)', "words = 'check(\"2.A\", 2)'", 'recheck("2.A", 2)', 'hint("2.A", 2)'], {}),
    (['check("2.D", 2)', 'check("9.A", 2)', 'check("2.1", 2)', 'check("A", 2)', "check(2.1, 2)"], {}),
    (['check("2.A", 2)\nthen I wrote this', '%time check("2.B", 1)'], {"2.1": "2"}),
    (['answer_2_1 = 42\ncheck("2.1", answer_2_1)\ncheck("2.A", 2)  # mine'], {"2.1": "2"}),
    (['check("2.A", 1' + "0" * 5000 + ")", 'check("2.A", 1e999)', 'check("2.A", 2j)'], {}),
    (['check("2.A", ' + "-" * 20_000 + "1)", "check(" * 20_000], {}),
    (['check("2.A", 2)\n' + "check(" * 20_000], {"2.1": "2"}),
    (["check()", "check(*mine)", "check(**mine)", 'check("2.A", 2, 3)', "check(\0)"], {}),
]  # fmt: skip


@pytest.mark.parametrize(("cells", "marks"), MARKS, ids=range(len(MARKS)))
def test_a_mark_is_read_where_the_notebook_would_keep_it(cells: list[str], marks: dict[str, str]) -> None:
    assert own_marks(cells, POINTS) == marks


def handed_in(*lines: str, text: str = "Because.") -> bytes:
    """A form with a text, and each line in a cell that the student has added above the first prompt."""
    form = json.loads(submission(r_2_1=text))
    at = next(place for place, cell in enumerate(form["cells"]) if cell["id"] == "p-2-1")
    added = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None}
    form["cells"][at:at] = [{**added, "id": f"mine{n}", "source": line} for n, line in enumerate(lines)]
    return json.dumps(form).encode()


def test_the_report_shows_it_beside_the_teachers_and_counts_only_the_teachers(tmp_path: Path) -> None:
    files = {
        "Kim/02.ipynb": handed_in('check("2.A", 2)'),
        "Lee/02.ipynb": handed_in('check("2.A", 1)', 'check("2.A", 1.5)'),
        "Park/02.ipynb": handed_in('check("2.A", 99)'),
        "Seo/02.ipynb": handed_in(),
    }
    given, out, only = folder_of(tmp_path, files), tmp_path / "out", one_exercise(tmp_path)
    path, name = out / "reflections.csv", EXERCISE.reflections[0].name
    out_of = f"{EXERCISE.reflections[0].points:g}"

    def run(where: Path = given) -> str:
        grade(where, out, Settings(only, jobs=1), engine_of(Fake()), screen := io.StringIO())
        return screen.getvalue()

    def told() -> dict[str, tuple[str, str]]:
        return {
            row["student"]: (row["mark"], row["own mark"]) for row in table(path) if row["prompt"] == name
        }

    run()
    own = {"Kim": f"2 of {out_of}", "Lee": f"1.5 of {out_of}", "Park": "", "Seo": ""}
    assert told() == {student: ("", mark) for student, mark in own.items()}
    # It is written anew each time, and stays where the student is not of this run.
    path.write_bytes(saved([row | {"mark": "1" if row["prompt"] == name else ""} for row in table(path)]))
    late = folder_of(tmp_path / "late", {"Yun/02.ipynb": handed_in('check("2.A", 0)')})
    run(late)
    assert told() == {student: ("1", mark) for student, mark in own.items()} | {"Yun": ("", f"0 of {out_of}")}
    assert list(out.glob("reflections-old-*")) == []
    grades = {row["Full name"]: row for row in table(out / "grades-moodle.csv")}
    assert {grades[student]["Exercise 02: two neighbours, texts"] for student in own} == {"1"}
    (page,) = (out / "feedback").glob("Kim*.html")
    assert f"Your own mark: 2 of {out_of}. It counts nothing." in page.read_text("utf-8")
    # What a teacher writes into the column is the teacher's, and stays.
    path.write_bytes(saved([row | {"own mark": "see me"} for row in table(path)]))
    run()
    first, *rows = path.read_text("utf-8-sig").splitlines()
    assert first.endswith("to check,own mark,own mark")
    assert sum(row.endswith(",see me") for row in rows) == len(table(path))


def test_a_class_without_own_marks_has_no_column_of_them(tmp_path: Path) -> None:
    given = folder_of(tmp_path, {"Kim/02.ipynb": handed_in('check("2.A")')})
    out = tmp_path / "out"
    grade(given, out, Settings(one_exercise(tmp_path), jobs=1), engine_of(Fake()), io.StringIO())
    assert "own mark" not in table(out / "reflections.csv")[0]


def test_it_is_read_from_the_cells_of_the_file_and_not_from_what_they_showed() -> None:
    form = json.loads(handed_in('check("2.A", 2)'))
    for cell in form["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"] = [{"output_type": "stream", "name": "stdout", "text": 'check("2.A", 1)\n'}]
    form["cells"].append({"cell_type": "markdown", "id": "n", "metadata": {}, "source": 'check("2.A", 1)'})
    code = parse_submission(json.dumps(form).encode()).code
    assert own_marks((cell.source for cell in code), POINTS) == {"2.1": "2"}
