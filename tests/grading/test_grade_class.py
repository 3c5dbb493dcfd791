"""Grade a class: what is refused, what the screen shows, and the command as a teacher types it."""

import io
import os
import shutil
from dataclasses import replace
from pathlib import Path

import nbformat
import pytest
from support.classroom import (
    EXERCISE,
    SETTINGS,
    STEM,
    Fake,
    engine_of,
    folder_of,
    notebook,
    submission,
    table,
)

from trilateral.cli import main
from trilateral.grading import progress_bar
from trilateral.grading.grade_class import Settings, grade
from trilateral.grading.gradings import together
from trilateral.grading.model import NotGradable, Outcome, Result
from trilateral.grading.reports.summary import summary
from trilateral.notebooks import NotebookError


def test_results_do_not_go_among_the_submissions(given: Path) -> None:
    with pytest.raises(NotGradable, match="lies inside"):
        grade(given, given / "out", SETTINGS, engine_of(Fake()))


def test_without_solutions_nothing_is_graded(given: Path, tmp_path: Path) -> None:
    with pytest.raises(NotGradable, match="no solutions there"):
        grade(given, tmp_path / "out", replace(SETTINGS, folder=tmp_path), engine_of(Fake()))


def test_of_an_empty_folder_nothing_is_graded(only: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(NotGradable, match="nothing was handed in there"):
        grade(tmp_path / "empty", tmp_path / "out", Settings(only), engine_of(Fake()))
    assert not (tmp_path / "out").exists()


def test_an_exercise_that_somebody_is_still_at_stops_only_its_own_files(only: Path, tmp_path: Path) -> None:
    for kind in (".ipynb", ".toml"):
        shutil.copy(only / "solutions" / f"{STEM}{kind}", only / "solutions" / f"10-my-own{kind}")
    (only / "solutions" / "10-my-own.toml").write_text("points =", encoding="utf-8")
    screen = io.StringIO()
    given = folder_of(tmp_path, {"Kim/02.ipynb": submission(a_2_1="42")})
    graded = grade(given, tmp_path / "out", Settings(only, jobs=1), engine_of(Fake()), screen)
    assert [one.found.exercise for one in graded] == [STEM]
    assert screen.getvalue().count("10-my-own.toml: not valid TOML") == 1
    folder_of(tmp_path, {"Lee/10.ipynb": notebook(10)})
    with pytest.raises(NotebookError, match=r"10-my-own\.toml: not valid TOML"):
        grade(given, tmp_path / "out", Settings(only, jobs=1), engine_of(Fake()), screen)


def test_notes_of_many_questions_are_one_line() -> None:
    lost = [f"3.{at}: the answer cell had lost its id." for at in range(1, 14)]
    assert together([*lost, "3.2: 2 answer cells.", "Of the file."]) == [
        "3.1, 3.2, 3.3 and 10 more: the answer cell had lost its id.",
        "3.2: 2 answer cells.",
        "Of the file.",
    ]


def test_the_bar_is_for_terminals(given: Path, tmp_path: Path) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    quiet, shown = io.StringIO(), Terminal()
    grade(given, tmp_path / "a", SETTINGS, engine_of(Fake()), quiet)
    grade(given, tmp_path / "b", SETTINGS, engine_of(Fake()), shown)
    assert quiet.getvalue() == ""
    assert "3 of 3 files" in shown.getvalue()
    assert shown.getvalue().endswith("\n")


def test_the_bar_tells_how_long_it_will_take(monkeypatch: pytest.MonkeyPatch) -> None:
    """By what came after the first file, which had to wait until solutions and workers were ready."""
    now = 1000.0
    monkeypatch.setattr(progress_bar.time, "monotonic", lambda: now)
    screen = io.StringIO()
    screen.isatty = lambda: True
    right = Result(STEM, (Outcome("2.1", "right", 1, 1, 0.1, ""),))
    bar = progress_bar.ProgressBar(screen)
    bar.start(40, [right] * 10)  # an earlier run's, which took this one no time
    steps = [
        (14, ""),
        (1, ""),
        (1, "27 s"),
        (40, "364 s"),
        (2, "275 s"),
        (2, "221 s"),
        (1, "180 s"),
        (0, "148 s"),
    ]
    steps += [(0, "123 s"), (0, "104 s"), (0, "89 s")]
    for seconds, left in steps:
        now += seconds
        bar.step(right)
        shown = screen.getvalue().rpartition("\r")[2]
        if left.endswith(" s") and float(left.split()[0]) > 90:
            left = f"{float(left.split()[0]) / 60:.0f} min"
        assert (f" files, {left} left:" if left else " files:") in shown
    assert "21 of 40 files" in shown
    assert shown.startswith("[###############...............] ")
    assert shown.rstrip().endswith("21 right")


@pytest.mark.skipif(os.name == "nt", reason="asks for a sandbox")
def test_the_command_on_real_submissions(
    only: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    solution = nbformat.writes(EXERCISE.solution).encode()
    given = folder_of(tmp_path, {"Kim/a.ipynb": solution, "Lee/b.ipynb": submission(), "Lee/x.pdf": b"x"})
    command = ["grade", str(given), "--out", str(tmp_path / "out"), "--folder", str(only), "--no-sandbox"]
    assert main(command) == 0
    said = capsys.readouterr()
    assert "2 students, 2 files graded: 10 right, 10 blank." in said.out
    assert "not graded: Lee/x.pdf: a .pdf file, not a notebook" in said.out
    assert "No sandbox" in said.err
    outcomes = {(row["student"], row["outcome"]) for row in table(tmp_path / "out" / "results.csv")}
    assert outcomes == {("Kim", "right"), ("Lee", "blank"), ("Lee", "not graded")}
    assert main(["grade", str(tmp_path / "none"), "--out", str(tmp_path / "x"), "--no-sandbox"]) == 2
    assert capsys.readouterr().err.strip().splitlines()[-1].startswith("trilateral: ")


@pytest.mark.parametrize("option", ["--timeout", "--jobs"])
@pytest.mark.parametrize("value", ["0", "-1", "3601", "many", "nan"])
def test_a_limit_that_makes_no_sense_is_refused(
    option: str, value: str, given: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["grade", str(given), "--out", str(tmp_path / "out"), option, value])
    said = capsys.readouterr().err.splitlines()[-1]
    wanted = "a number of seconds up to 3600" if option == "--timeout" else "a number from 1 to 256"
    assert said.endswith(f"argument {option}: {wanted}"), said
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({"Kim/02.ipynb": submission()}, "1 student, 1 file graded: 10 blank."),
        ({"Kim/02.ipynb": b"{"}, "1 student, 0 files graded: nothing."),
        ({f"s{n}/02.ipynb": submission() for n in range(2)}, "2 students, 2 files graded: 20 blank."),
    ],
)
def test_numbers_go_with_their_nouns(files: dict[str, bytes], line: str, only: Path, tmp_path: Path) -> None:
    graded = grade(folder_of(tmp_path, files), tmp_path / "out", Settings(only), engine_of(Fake()))
    assert next(summary(graded)) == line
