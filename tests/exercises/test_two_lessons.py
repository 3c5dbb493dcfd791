"""Two lessons of one exercise, 04 and 04b: what people do with two files that share a number.

A lesson's number is what stands before the first hyphen of its file's name; turns are numbered through both.
"""

import importlib
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.shared import ROOT

from trilateral.cli import main
from trilateral.exercises import build, progress
from trilateral.exercises.turns import lessons_with_turns, read_lesson
from trilateral.notebooks import NotebookError
from trilateral.paths import lesson_number, lessons_of

checking = importlib.import_module("trilateral.exercises.check")
FIRST, SECOND = "04-the-threat", "04b-who-answers-whom"
TURNS = json.loads((ROOT / "exercises" / "questions" / "04-turns.json").read_text(encoding="utf-8"))
OURS = TURNS["lessons"]


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's copy of the two lessons, at work in their folder, with nobody grading."""
    for what in ("questions", "keys", "worked"):
        (tmp_path / "exercises" / what).mkdir(parents=True)
        for name in ("04.json", "04-turns.json"):
            shutil.copy(ROOT / "exercises" / what / name, tmp_path / "exercises" / what)
    (tmp_path / "notebooks").mkdir()
    for stem in (FIRST, SECOND):
        shutil.copy(ROOT / "notebooks" / f"{stem}.ipynb", tmp_path / "notebooks")
    monkeypatch.chdir(tmp_path / "notebooks")
    for name in ("TRILATERAL_UNATTENDED", "NBGRADER_EXECUTION", "PYTEST_VERSION"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def keep(course: Path, *entries: str, state: str = "") -> None:
    """Write a file of progress as a copy of the course has left it."""
    done = {entry: state or ("right" if "." in entry else "done") for entry in entries}
    (course / ".trilateral").mkdir(exist_ok=True)
    (course / ".trilateral" / "progress.json").write_text(json.dumps({"done": done}))


# --- the number ---------------------------------------------------------------------------------------------

NAMES = [
    ("04-the-threat.ipynb", "04"),
    ("04b-who-answers-whom.ipynb", "04b"),
    ("04b-who-answers-whom", "04b"),
    ("04b-who-answers-whom (1).ipynb", "04b"),
    ("04-the-threat-old-2026-11-30.ipynb", "04"),
    ("04b.ipynb", ""),
    ("04B-who.ipynb", ""),
    ("4b-who.ipynb", ""),
    ("04bb-who.ipynb", ""),
    ("04 b-who.ipynb", ""),
    ("2017-notes.ipynb", ""),
    ("\uff10\uff14-x.ipynb", ""),
    ("04b\u2010who.ipynb", ""),  # a hyphen that only looks like ours
    ("Untitled.ipynb", ""),
    ("Copy of 04b-who.ipynb", ""),
]


@pytest.mark.parametrize(("name", "number"), NAMES)
def test_a_lesson_is_known_by_what_stands_before_its_hyphen(name: str, number: str) -> None:
    assert lesson_number(name) == number


def test_the_lessons_come_in_their_order() -> None:
    numbers = [lesson_number(path.name) for path in lessons_of(ROOT)]
    assert numbers[4:6] == ["04", "04b"]
    assert numbers == sorted(set(numbers))


FINISHED = [
    ("04", "04"),
    ("04b", "04b"),
    ("4b", "04b"),
    ("04B", "04b"),
    (" 04b ", "04b"),
    (4, "04"),
    ("4", "04"),
    ("04bb", ""),
    ("b", ""),
    (None, ""),
    (4.5, ""),
    ("4.t1", ""),
    ("\u0664", ""),  # four, in Arabic digits
    ("../04b", ""),
]


@pytest.mark.parametrize(("typed", "number"), FINISHED)
def test_whatever_is_finished_is_kept_under_its_own_number(
    course: Path, typed: Any, number: str, capsys: pytest.CaptureFixture[str]
) -> None:
    progress.finish(typed)
    assert capsys.readouterr().out == f"Notebook {number or typed} is done.\n"
    assert progress.done() == ({number: "done"} if number else {})


# --- progress -----------------------------------------------------------------------------------------------


def test_an_older_copys_progress_is_not_lost(course: Path) -> None:
    """There the lesson was one, and 04 stood for both halves."""
    keep(course, "4.t6", "4.1", "04", "05", "09", "03")
    progress.finish("04b")
    kept = json.loads((course / ".trilateral" / "progress.json").read_text())["done"]
    assert list(kept) == ["03", "04", "04b", "4.1", "4.t6", "05", "09"]
    assert progress.done() == kept


SHOWN = [
    ("nothing yet", [], ["04 the threat  notebook open  exercise", "04b who answers whom  notebook open"]),
    (
        "both run to the end",
        ["04", "04b"],
        ["04 the threat  notebook done  exercise", "04b who answers whom  notebook done"],
    ),
    (
        "04b before 04",
        ["04b", "4.t7"],
        ["04 the threat  notebook open  exercise", "04b who answers whom  notebook done  turns 1 of 7 right"],
    ),
    (
        "the turns of 04 alone",
        OURS[FIRST],
        ["04 the threat  notebook open  turns 6 of 6 right  exercise", "04b who answers whom  notebook open"],
    ),
    (
        "turns of both",
        ["4.t6", "4.t7", "4.t13"],
        [
            "04 the threat  notebook open  turns 1 of 6 right  exercise",
            "04b who answers whom  notebook open  turns 2 of 7 right",
        ],
    ),
    (
        "a turn that nobody has",
        ["4.t14"],
        ["04 the threat  notebook open  exercise", "04b who answers whom  notebook open"],
    ),
]


def lines() -> list[str]:
    return ["  ".join(part.strip() for part in line.split("  ") if part) for line in progress.lines()]


@pytest.mark.parametrize(("done", "shown"), [case[1:] for case in SHOWN], ids=[case[0] for case in SHOWN])
def test_progress_shows_each_of_the_two(course: Path, done: list[str], shown: list[str]) -> None:
    keep(course, *done)
    told = lines()
    assert len(told) == len(shown)
    for line, begin in zip(told, shown, strict=True):
        assert line.startswith(begin)
        assert ("exercise" in line) == begin.endswith("exercise")
        assert ("turns" in line) == ("turns" in begin)
    assert len({line.index("notebook") for line in progress.lines()}) == 1, "one column"


def test_a_copy_that_lacks_one_of_the_two_is_told_of_the_other(course: Path) -> None:
    keep(course, "4.t1", "4.t7", "04b")
    (course / "notebooks" / f"{SECOND}.ipynb").unlink()
    (only,) = lines()
    assert only.startswith("04 the threat  notebook open  turns 1 of 6 right")
    shutil.move(course / "notebooks" / f"{FIRST}.ipynb", course / "notebooks" / f"{SECOND}.ipynb")
    exercise, second = lines()
    assert exercise.startswith("04 the threat  turns 1 of 6 right  exercise"), "no notebook of that number"
    assert second == "04b who answers whom  notebook done  turns 1 of 7 right"


def test_the_copy_of_an_older_course_with_one_lesson_goes_on(course: Path) -> None:
    """Its file of turns says of no lesson which are whose."""
    questions = course / "exercises" / "questions" / "04-turns.json"
    old = {name: part for name, part in TURNS.items() if name != "lessons"}
    questions.write_text(json.dumps(old))
    (course / "notebooks" / f"{SECOND}.ipynb").unlink()
    keep(course, "4.t1")
    (only,) = lines()
    assert only.startswith("04 the threat  notebook open  turns 1 of 13 right")


@pytest.mark.parametrize("lessons", [None, [], {}, {"04-the-threat": None}, {"x": ["4.t1"]}, 4])
def test_a_damaged_list_of_lessons_is_no_trouble(course: Path, lessons: Any) -> None:
    (course / "exercises" / "questions" / "04-turns.json").write_text(
        json.dumps({**TURNS, "lessons": lessons})
    )
    keep(course, "4.t1")
    progress.finish("04b")
    assert [line.split("  ")[0] for line in lines()] == ["04 the threat", "04b who answers whom"]


def test_the_end_of_a_lesson_names_its_own_turns_only(
    course: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keep(course, "4.t1", "4.t2", "4.t3", "4.t4", "4.t6", "4.t7", "4.t8")
    for number, left in (("04", "4.t5"), ("04b", "4.t9, 4.t10, 4.t11, 4.t12, 4.t13")):
        progress.finish(number)
        assert capsys.readouterr().out == (
            f"Notebook {number} is done.\nYour turns that are not right yet: {left}.\n"
        )
    keep(course, *OURS[FIRST])
    progress.finish("04b")
    assert capsys.readouterr().out == "Notebook 04b is done.\n", "none of its turns was taken"


def test_a_turn_is_checked_wherever_it_is_pasted(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checking.check("4.t7", "b")
    checking.check("4.t2", "a")
    checking.check("4.t14", "a")
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "4.t7: right."
    assert said[1].startswith("4.t2:") and "Pentagon" in said[1]
    assert "4.t14" in said[2] and "right." not in said[2]
    assert progress.done() == {"4.t2": "tried", "4.t7": "right"}


@pytest.mark.parametrize("stem", [FIRST, SECOND])
def test_each_of_the_two_comes_back_as_itself(
    course: Path, stem: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Known by its last cell, under whatever name, and by its name where it is damaged."""
    monkeypatch.setattr("trilateral.exercises.reset.lessons_folder", lambda: ROOT / "notebooks")
    original = (ROOT / "notebooks" / f"{stem}.ipynb").read_bytes()
    renamed = course / "mine.ipynb"
    renamed.write_bytes(original.replace(b"import", b"imprt"))
    damaged = course / "notebooks" / f"{stem}.ipynb"
    damaged.write_bytes(original[:2_000])
    for path in (renamed, damaged):
        assert main(["reset", str(path)]) == 0
        assert path.read_bytes() == original


# --- what an author does ------------------------------------------------------------------------------------


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[Path]:
    """The two lessons and their TOML, to be built."""
    exercises = tmp_path / "exercises"
    (exercises / "solutions" / "lessons").mkdir(parents=True)
    (tmp_path / "notebooks").mkdir()
    for what in ("questions", "keys", "worked"):
        (exercises / what).mkdir()
    for stem in (FIRST, SECOND):
        shutil.copy(ROOT / "notebooks" / f"{stem}.ipynb", tmp_path / "notebooks")
        toml = f"solutions/lessons/{stem}.toml"
        shutil.copy(ROOT / "exercises" / toml, exercises / toml)
    yield exercises


def swap(path: Path, old: str, new: str, times: int = 1) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, times), encoding="utf-8")


@pytest.mark.parametrize(
    ("wanted", "runs"),
    [(["04"], [FIRST, SECOND]), (["04b"], [SECOND]), ([], [FIRST, SECOND]), (["05"], [])],
)
def test_to_build_one_never_loses_the_others_turns(
    sources: Path, wanted: list[str], runs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[Path] = []
    monkeypatch.setattr(build, "run", lambda notebook, target: ran.append(target))
    monkeypatch.setattr(build, "make_key", lambda *lessons: {"lessons": [one.stem for one in lessons]})
    build.build_turns(sources, wanted)
    assert [path.stem for path in ran] == [stem for stem in runs for _ in ("untouched", "solved")]
    if not runs:
        assert not list(sources.glob("*/*.json"))
        return
    made = {
        what: json.loads((sources / what / "04-turns.json").read_text("utf-8"))
        for what in ("questions", "worked", "keys")
    }
    assert made["questions"] == TURNS
    assert list(made["worked"]["worked"]) == [*OURS[FIRST], *OURS[SECOND]]
    assert made["keys"] == {"lessons": [FIRST, SECOND]}


def test_the_numbers_go_on_through_both() -> None:
    assert list(OURS) == [FIRST, SECOND]
    assert [*OURS[FIRST], *OURS[SECOND]] == [f"4.t{number}" for number in range(1, 14)]
    assert list(TURNS["questions"]) == [*OURS[FIRST], *OURS[SECOND]]
    found = [lesson_number(path.name) for path, _ in lessons_with_turns(ROOT / "exercises", ["04", "05"])]
    assert found == ["04", "04b", "05"]


WRONG = {
    "04b begins at 1 again": (SECOND, '"4.t7"', '"4.t1"', f"{SECOND}.toml: the turns must be 4.t7 to 4.t13"),
    "a number of 04 twice": (SECOND, '"4.t9"', '"4.t6"', "the turns must be 4.t7 to 4.t13"),
    "a turn of 04 was taken out": (FIRST, 'turn."4.t6"]', 'no."4.t6"]', "the turns must be 4.t6 to 4.t12"),
    "04 has a slip": (FIRST, '[turn."4.t6"]', '[turn."4.t6"', f"{FIRST}.toml: "),
    "04 is empty": (FIRST, "[turn.", "[trun.", f"{FIRST}.toml: 'turn' is missing"),
}


@pytest.mark.parametrize(("stem", "old", "new", "said"), WRONG.values(), ids=WRONG)
def test_an_author_is_told_which_of_the_two_is_wrong(
    sources: Path, stem: str, old: str, new: str, said: str
) -> None:
    swap(sources / "solutions" / "lessons" / f"{stem}.toml", old, new, 99 if new == "[trun." else 1)
    with pytest.raises(NotebookError) as caught:
        read_lesson(*lessons_with_turns(sources, ["04b"])[0])
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_cell_with_the_others_number_is_told(sources: Path) -> None:
    pair = lessons_with_turns(sources, ["04b"])[0]
    swap(pair[0], '"t-4-9"', '"t-4-2"')
    with pytest.raises(NotebookError, match="cell t-4-2: the lesson's turns and the TOML's are not the same"):
        read_lesson(*pair)
