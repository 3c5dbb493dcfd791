"""`trilateral release`: folders that take the place of `exercises/`, and what is typed for the numbers."""

import itertools
import json
import shutil
from pathlib import Path

import nbformat
import pytest
from exercises.samples import CELLS, TOML, lay, lay_sample

from trilateral.cli import main
from trilateral.exercises import build as building
from trilateral.exercises.build import build_typed, make_questions, solutions_of, write_json
from trilateral.exercises.ids import number_typed
from trilateral.exercises.new_exercise import new_exercise
from trilateral.exercises.release import release
from trilateral.exercises.source import read_exercise
from trilateral.exercises.worked import _unpacked, make_worked
from trilateral.notebooks import NotebookError

VARIED = '[question."90.1".variants]\ncolumn = ["many", "few"]\n\n[question."90.2"]'


def test_the_release_command(tmp_path: Path, capsys: pytest.CaptureFixture[str], cheap: None) -> None:
    toml = TOML.replace('[question."90.2"]', VARIED, 1)
    lay_sample(tmp_path / "ex", toml, CELLS)
    out = tmp_path / "out"
    command = ["release", "--folder", str(tmp_path / "ex"), "--out", str(out)]
    codes = ["a", "b", "c", "d", "e"]
    assert main([*command, *itertools.chain(*(("--variant", code) for code in codes))]) == 0
    assert capsys.readouterr().out.split() == [str(out / code) for code in codes]
    asked = set()
    for code in codes:
        files = sorted(path.relative_to(out / code).as_posix() for path in (out / code).rglob("*.*"))
        assert files == ["90-exercise.ipynb", "keys/90.json", "questions/90.json", "worked/90.json"]
        form = nbformat.read(out / code / "90-exercise.ipynb", as_version=4)
        assert form.metadata["trilateral"]["variant"] == code
        asked |= {cell.source.partition("\n")[0] for cell in form.cells if cell.id == "q-90-1"}
        assert not any(cell.get("outputs") for cell in form.cells)
    assert asked == {"**90.1** How many?", "**90.1** How few?"}
    assert main([*command, "--variant", "../up"]) == 2
    assert "is no code" in capsys.readouterr().err
    assert not (tmp_path / "up").exists()
    assert main([*command, "--variant", "a", "77"]) == 2
    assert "no solution of that number" in capsys.readouterr().err


# --- a folder that takes the place of exercises/ ------------------------------------------------------------

WITH_REASON = TOML.replace("points = 1", 'points = 1\nreason = "There are so many rows."', 1)


@pytest.fixture
def course(tmp_path: Path, cheap: None) -> Path:
    """The folder of the exercises 90 and 91, built, with the turns of lessons 90 and 91."""
    folder = tmp_path / "exercises"
    path = lay_sample(folder, WITH_REASON.replace('[question."90.2"]', VARIED, 1), CELLS)
    for what in ("ipynb", "toml"):
        text = path.with_suffix(f".{what}").read_text(encoding="utf-8")
        other = text.replace("90.", "91.").replace("-90-", "-91-").replace("_90_", "_91_")
        (folder / "solutions" / f"91-other.{what}").write_text(other, encoding="utf-8")
    for solution in sorted(folder.glob("solutions/*.ipynb")):
        exercise = read_exercise(solution)
        lay(exercise, folder)
        write_json(folder / "worked" / f"{exercise.number}.json", make_worked(exercise))
    for what, number in itertools.product(("questions", "keys", "worked"), ("90", "91")):
        write_json(folder / what / f"{number}-turns.json", {"exercise": f"{number}-lesson", "questions": {}})
    (folder / "README.md").write_text("# Exercises\n", encoding="utf-8")
    return folder


def names_in(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.*"))


def form_in(folder: Path, number: str) -> str:
    """Return the code that a form says of itself, and its questions, which must be of the same form."""
    form = nbformat.read(folder / f"{number}-exercise.ipynb", as_version=4)
    told = json.loads((folder / "questions" / f"{number}.json").read_text(encoding="utf-8"))
    code = form.metadata.get("trilateral", {}).get("variant", "")
    assert told.get("variant", "") == code
    return str(code)


@pytest.mark.parametrize("only", [[], ["90"], ["90", "91"]])
def test_a_released_folder_is_whole(course: Path, only: list[str]) -> None:
    """Whatever the numbers: it takes the place of `exercises/`, where no check may be lost."""
    (target,) = release(course, ["kim"], course.parent / "release", only)
    wanted = [name for name in names_in(course) if not name.startswith("solutions/")]
    assert names_in(target) == sorted([*wanted, "90-exercise.ipynb", "91-exercise.ipynb"])
    assert form_in(target, "90") == "kim"
    assert form_in(target, "91") == ("" if only == ["90"] else "kim")
    for name in ("README.md", "questions/91-turns.json", "keys/90-turns.json", "worked/90-turns.json"):
        assert (target / name).read_bytes() == (course / name).read_bytes()


def test_worked_solutions_have_the_codes_words(course: Path) -> None:
    for path in course.glob("solutions/90*.*"):
        text = path.read_text(encoding="utf-8")
        text = text.replace("len(table)", "len(table.many)").replace("so many rows", "so many many rows")
        path.write_text(text.replace("'a': [5", "'many': 1, 'few': 2, 'a': [5"), "utf-8")
    folders = {path.name: path for path in release(course, ["a", "b", "c", "d"], course.parent / "out")}
    told = {name: _unpacked("90.1", folder) for name, folder in folders.items()}
    for name, folder in folders.items():
        form = nbformat.read(folder / "90-exercise.ipynb", as_version=4)
        word = "few" if any("How few?" in cell.source for cell in form.cells) else "many"
        assert told[name] == (f"answer_90_1 = len(table.{word})", f"There are so {word} {word} rows."), name
    assert len(set(told.values())) == 2


def test_a_second_release_into_a_folder_keeps_the_first(course: Path) -> None:
    """A teacher hands out 90 in one week and 91 in the next, and mends the course between."""
    out = course.parent / "release"
    (target,) = release(course, ["kim"], out, ["90"])
    kept = (target / "questions" / "90.json").read_bytes()
    write_json(course / "worked" / "91-turns.json", {"exercise": "91-lesson", "worked": {"91.t1": "new"}})
    list(release(course, ["kim"], out, ["91"]))
    assert (form_in(target, "90"), form_in(target, "91")) == ("kim", "kim")
    assert (target / "questions" / "90.json").read_bytes() == kept
    assert "new" in (target / "worked" / "91-turns.json").read_text(encoding="utf-8")
    list(release(course, ["lee"], out, ["91"]))
    assert (form_in(out / "lee", "90"), form_in(out / "lee", "91")) == ("", "lee")


def test_what_another_code_or_a_slip_has_left_in_a_folder_is_written_over(course: Path) -> None:
    target = course.parent / "release" / "kim"
    write_json(
        target / "questions" / "91.json", make_questions(read_exercise(solutions_of(course)[1], "lee"))
    )
    (target / "questions" / "90-turns.json").write_text("{", encoding="utf-8")
    list(release(course, ["kim"], target.parent, ["90"]))
    assert form_in(target, "91") == ""
    for what in ("91", "90-turns"):
        name = f"questions/{what}.json"
        assert (target / name).read_bytes() == (course / name).read_bytes()


def test_what_is_kept_back_or_damaged_in_the_course(course: Path) -> None:
    shutil.rmtree(course / "worked")
    (target,) = release(course, ["kim"], course.parent / "release", ["90"])
    assert names_in(target / "worked") == ["90.json"]
    (course / "questions" / "91.json").write_text("[]", encoding="utf-8")
    with pytest.raises(NotebookError, match=r"91\.json: damaged .* `trilateral build` makes it anew"):
        list(release(course, ["kim"], course.parent / "release", ["90"]))


# --- numbers as people type them ----------------------------------------------------------------------------

TYPED = [
    ("3", "03"),
    (3, "03"),
    ("03", "03"),
    (" 03 ", "03"),
    ('"3"', "03"),
    ("'03'", "03"),
    ("4b", "04b"),
    ("04B", "04b"),
    ("03-exercise", "03"),
    ("03-exercise.ipynb", "03"),
    ("3-three-at-the-table", "03"),
    ("exercises/03-exercise.ipynb", "03"),
    ("exercises\\03-exercise.ipynb", "03"),
    ("notebooks/04b-who-answers-whom.ipynb", "04b"),
    ("\uff13", "03"),  # as a Japanese keyboard types it
    ("10", "10"),
    ("3-5", ""),
    ("3,5", ""),
    ("03-", ""),
    ("003", ""),
    ("exercise", ""),
    ("release/03", ""),
    ("2017-notes", ""),
    ("3.1", ""),
    ("3.t1", ""),
    ("-3", ""),
    ("", ""),
    (None, ""),
]


@pytest.mark.parametrize(("typed", "number"), TYPED)
def test_numbers_are_read_as_people_type_them(typed: object, number: str) -> None:
    assert number_typed(typed) == number


THERE = "There are: 04, 04b, 90, 91."


@pytest.mark.parametrize(
    ("typed", "solutions", "lessons"),
    [
        ([], ["04", "90"], ["04", "04b", "91"]),
        (["4"], ["04"], ["04", "04b"]),
        (["4B"], ["04"], ["04b"]),
        (["90-exercise", "4b"], ["04", "90"], ["04b"]),
        (["91"], [], ["91"]),
        (["90", "90"], ["90"], []),
        (["5"], f"5: no solution of that number. {THERE}", []),
        (["4", "4-90"], f"4-90: no solution of that number. {THERE}", []),
        (["4c"], f"4c: no solution of that number. {THERE}", []),
    ],
)
def test_build_takes_what_is_typed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: list[str],
    solutions: list[str] | str,
    lessons: list[str],
) -> None:
    """04 has two lessons, 91 is a lesson without an exercise, 90 an exercise without a lesson."""
    for name in ("04-a.ipynb", "90-b.ipynb", "lessons/04-a.toml", "lessons/04b-b.toml", "lessons/91-c.toml"):
        (tmp_path / "solutions" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "solutions" / name).touch()
    made: list[Path] = []
    monkeypatch.setattr(building, "build", lambda folder, only: made.extend(solutions_of(folder, only)) or [])
    monkeypatch.setattr(
        building,
        "build_turns",
        lambda folder, only: made.extend(toml for _, toml in building.lessons_with_turns(folder, only)) or [],
    )
    if isinstance(solutions, str):
        with pytest.raises(NotebookError) as caught:
            list(build_typed(tmp_path, typed))
        assert (str(caught.value), made) == (solutions, [])
        return
    list(build_typed(tmp_path, typed))
    assert [path.name.partition("-")[0] for path in made] == [*solutions, *lessons]
    made.clear()
    list(build_typed(tmp_path, typed, turns=True))
    assert [path.name.partition("-")[0] for path in made] == lessons


def test_release_takes_what_is_typed_and_says_which_there_are(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert [path.name[:2] for path in solutions_of(course, ["exercises/91-exercise.ipynb"])] == ["91"]
    command = ["release", "--folder", str(course), "--out", str(course.parent / "out"), "--variant", "kim"]
    assert main([*command, "90-91"]) == 2
    said = capsys.readouterr().err
    assert said == "trilateral: 90-91: no solution of that number. There are: 90, 91.\n"
    assert not (course.parent / "out").exists()


def test_a_new_exercise_takes_what_is_typed(tmp_path: Path) -> None:
    assert new_exercise(tmp_path, "9-my-own", "Mine")[0].name == "09-mine.ipynb"
    for typed in ("4b", "00", "9-10"):
        with pytest.raises(NotebookError, match="from 1 to 99"):
            new_exercise(tmp_path, typed, "Other")
