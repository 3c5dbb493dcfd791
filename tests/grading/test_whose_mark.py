"""Whose a mark is where a teacher has shortened a name, or two rows could be one prompt's."""

import shutil
from pathlib import Path

import pytest
from grading.test_marks import A, class_of, marks, run, saved
from support.classroom import folder_of, one_exercise, submission, table

NUMBERED = ("leetom_9114", "박지훈_9203", "haddadomar_9300", "choi_9401", "choi_9402")
# What stands in place of a name: whose mark it is, or what the screen says of it.
SHORTENED = {
    "leetom": "leetom (9114)",
    "LeeTom ": "leetom (9114)",
    "9114": "leetom (9114)",
    "박지훈": "박지훈 (9203)",
    "Omar Haddad": "haddadomar (9300)",
    "choi": "choi, Reflect 2.A, mark 1: fits no student and prompt of the last run, or several "
    "(it may be choi (9401), choi (9402))",
    "Tom Lee": "leetom (9114)",
    "tom": "no student of these results is called tom:",
    "leetom (9999)": "no student of these results is called leetom (9999):",
}


@pytest.fixture(scope="module")
def graded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """What the class handed in, its results, and the exercises: graded once, for all names."""
    where = tmp_path_factory.mktemp("graded")
    files = {f"{who}_77{at}_02.ipynb": submission(r_2_1="Why.") for at, who in enumerate(NUMBERED)}
    given, out, exercises = folder_of(where, files), where / "out", one_exercise(where)
    run(given, out, exercises)
    return given, out, exercises


@pytest.mark.parametrize("name", SHORTENED)
def test_a_name_without_its_number_is_the_one_student_it_fits(
    name: str, graded: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    given, before, only = graded
    out = shutil.copytree(before, tmp_path / "out")
    path, wanted = out / "reflections.csv", SHORTENED[name]
    rows = table(path)
    instead = wanted if wanted.endswith(")") and " " not in wanted[:-7] else "leetom (9114)"
    if name == "choi":
        instead = "choi (9401)"
    changed = [
        row
        | (
            {"student": name, "mark": "1", "text": ""}
            if (row["student"], row["prompt"]) == (instead, A)
            else {}
        )
        for row in rows
    ]
    path.write_bytes(saved(changed))
    said = run(given, out, only)
    owner = {student for (student, _) in marks(out)}
    if wanted == instead:
        assert owner == {wanted} and "not of this run" not in said
        assert len(table(path)) == len(rows)
    else:
        assert owner == {name} and wanted in said, "named, and the row stays"


def test_an_exact_prompt_goes_before_a_guess(only: Path, tmp_path: Path) -> None:
    given, out = class_of(tmp_path, "Kim"), tmp_path / "out"
    run(given, out, only)
    path = out / "reflections.csv"
    rows = table(path)
    own = next(row for row in rows if row["prompt"] == "Reflect 2.C")
    guess = own | {"prompt": "3,2", "mark": "2"}
    others = [row for row in rows if row is not own]
    for table_of in ([guess, *others, own | {"mark": "1"}], [own | {"mark": "1"}, *others, guess]):
        path.write_bytes(saved(table_of))
        said = run(given, out, only)
        assert marks(out) == {("Kim", "Reflect 2.C"): "1", ("Kim", "3,2"): "2"}
        assert "Kim, 3,2, mark 2: fits no student and prompt" in said
