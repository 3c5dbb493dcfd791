"""The acts of teachers in `acts.py`: what is handed in, marks, and runs into one folder of results."""

import csv
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from grading.acts import HANDED_IN, MARKS, RUNS, WEB_PAGES
from support.classroom import (
    EXERCISE,
    EXERCISES,
    STEM,
    Fake,
    engine_of,
    folder_of,
    notebook,
    submission,
    table,
    zip_of,
)

from trilateral.cli import _ask
from trilateral.exercises.build import make_questions
from trilateral.exercises.verdict import Reason, Verdict
from trilateral.grading.grade_class import Settings, grade
from trilateral.grading.model import NotGradable, Outcome, Result
from trilateral.grading.notices import FILE, MOST
from trilateral.grading.reports import feedback
from trilateral.grading.reports.feedback import _cell_text
from trilateral.grading.reports.summary import summary
from trilateral.grading.submissions.parse import drop_guesses, parse_submission

POINTS = "Exercise 02: two neighbours"


def run(given: Path, out: Path, folder: Path, answer: bool | None = None) -> str:
    screen = io.StringIO()
    grade(given, out, Settings(folder, jobs=1), engine_of(Fake()), screen, ask=lambda question: answer)
    return screen.getvalue()


def test_what_lies_in_a_flat_folder_belongs_to_a_student(only: Path, tmp_path: Path) -> None:
    def content(name: str, reason: str) -> bytes:
        if name in WEB_PAGES:
            return b"\n<!DOCTYPE html><html><body>GitHub</body></html>"
        return b"%PDF or PK" if reason else submission(a_2_1=f"answer_2_1 = {name!r}")

    files = {name: content(name, reason) for name, (_, reason) in HANDED_IN.items()}
    out = tmp_path / "out"
    run(folder_of(tmp_path, files), out, only)
    rows = {row["file"]: row for row in table(out / "files.csv")}
    assert {name: rows[name]["student"] for name in HANDED_IN} == {
        name: student for name, (student, _) in HANDED_IN.items()
    }
    for name, (_, reason) in HANDED_IN.items():
        told = rows[name]["graded"]
        assert (reason in told and told.startswith("no: ")) if reason else told == "yes", (name, told)
    copies = (out / "read" / "no-copy.txt").read_text(encoding="utf-8").splitlines()
    assert dict(line.split(": ", 1) for line in copies) == {
        name: rows[name]["graded"].removeprefix("no: ") for name, (_, reason) in HANDED_IN.items() if reason
    }, "the same reasons in every place"


def test_a_mark_counts_or_is_named_by_file_and_row(only: Path, tmp_path: Path) -> None:
    """All in one class, a student for each way of writing a mark."""
    names = [f"S{at:02}" for at in range(len(MARKS))]
    given = folder_of(tmp_path, {f"{name}.ipynb": submission(r_2_1=f"Of {name}.") for name in names})
    out = tmp_path / "out"
    run(given, out, only)
    path = out / "reflections.csv"
    rows = table(path)
    most = EXERCISE.reflections[0].points
    wanted = dict(zip(names, MARKS.items(), strict=True))
    for row in rows:
        row["mark"] = wanted[row["student"]][0] if row["prompt"] == "Reflect 2.A" else ""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    said = run(given, out, only)
    everything = (out / FILE).read_text(encoding="utf-8")
    grades = {row["Full name"]: row[f"{POINTS}, texts"] for row in table(out / "grades-moodle.csv")}
    after = [(at, row) for at, row in enumerate(table(path), 2) if row["prompt"] == "Reflect 2.A"]
    assert [row["student"] for _, row in after] == names
    for at, row in after:
        name, check = row["student"], row["to check"]
        written, value = wanted[name]
        page = next(out.glob(f"feedback/{name}-*.html")).read_text(encoding="utf-8")
        if value is not None:
            assert (float(grades[name]), check) == (value, ""), written
            assert f"Mark: {value:g} of {most:g}" in page
            continue
        assert grades[name] == "" and "Mark:" not in page
        if written:
            assert f"the mark {written.strip()} does not count: write a number from 0 to {most:g}" == check
            assert (
                f"reflections.csv, row {at} ({name}, Reflect 2.A): the mark {written.strip()!r} is not"
                in everything
            )
            assert f"not as a number from 0 to {most:g}, so it is not counted yet" in page
        else:
            assert (
                check == "no mark yet"
                and f"no mark yet for 1 text of prompts of which you marked others: row {at}" in everything
            )
            assert "not counted yet" not in page
    assert len(said.splitlines()) <= MOST + 1 and f"more like this: {FILE})" in said


def class_of(where: Path, name: str, who: str) -> Path:
    """Make a flat folder: "Kim=42" is Kim's file with this answer, "{" a broken one, "Cho=42/Kim" Kim's."""
    folder = where / name
    folder.mkdir(parents=True)
    for one in who.split():
        student, _, answer = one.partition("=")
        answer, _, author = answer.partition("/")
        content = (
            b"{"
            if answer == "{"
            else submission(a_2_1=f"answer_2_1 = {answer}", r_2_1=f"By {author or student.title()}.")
        )
        (folder / f"{student}.ipynb").write_bytes(content)
    return folder


def points(out: Path) -> dict[str, str]:
    return {row["Full name"]: row[POINTS] for row in table(out / "grades-moodle.csv") if row[POINTS]}


@pytest.mark.parametrize("act", RUNS)
def test_runs_into_one_folder_add_up(act: str, only: Path, tmp_path: Path) -> None:
    batches, wanted, words = RUNS[act]
    out = tmp_path / "out"
    for at, (name, who) in enumerate(batches):
        before = points(out) if at else {}
        tables = (out / "results.csv").read_bytes() if at else b""
        said = run(class_of(tmp_path / str(at), name, who), out, only)
    assert points(out) == wanted
    assert {
        row["student"]: row["points"] for row in table(out / "results.csv") if row["question"] == "2.1"
    } == wanted
    with (out / "grades-canvas.csv").open(encoding="utf-8", newline="") as file:
        assert {row[0]: row[3] for row in list(csv.reader(file))[2:] if row[3]} == wanted
    assert {row["student"] for row in table(out / "reflections.csv")} == set(wanted)
    pages = sorted(out.glob("feedback/*.html"))
    assert len(pages) == len(wanted), "one page for each student"
    now = {one.partition("=")[0].title() for one in batches[-1][1].split()}
    marked = {
        row["student"] for row in table(out / "results.csv") if row.get("to check") == "not in the last run"
    }
    assert {name for name in wanted if name.partition(" (")[0] not in now} <= marked
    assert words in said and bool(said) == (bool(words) or "keeps" in said), said
    lost = {name for name, value in before.items() if wanted.get(name, value) != value}
    copies = list(out.glob("tables-old-*/results.csv"))
    assert [copy.read_bytes() for copy in copies] == ([tables] if lost else []), "what is replaced is kept"
    assert ("kept in tables-old-" in said) == bool(lost)
    assert len(list(out.glob("tables-old-*/*.html"))) == len(lost), "and the page with it"


@pytest.mark.parametrize(("answer", "left"), [(True, "0"), (False, "1"), (None, "0")])
def test_it_asks_before_a_result_is_replaced(
    answer: bool | None, left: str, only: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(class_of(tmp_path / "a", "7A", "Kim=42 Lee=1"), out, only)
    said = run(class_of(tmp_path / "b", "late", "Kim=1"), out, only, answer)
    assert points(out) == {"Kim": left, "Lee": "0"}
    assert ("The earlier results stay" in said) == (answer is False)
    assert bool(list(out.glob("tables-old-*"))) == (answer is not False)
    (untaken,) = (row for row in table(out / "files.csv") if row["graded"].startswith("no: a newer"))
    assert untaken["student"] == "Kim"


def test_who_is_called_otherwise_by_now_has_one_page(only: Path, tmp_path: Path) -> None:
    """Canvas's number is one student; the older page is kept outside the folder that goes to students."""
    out = tmp_path / "out"
    for at, name in enumerate(("annkim", "zoekim")):
        files = {f"{name}_5_10{at}_02.ipynb": submission(), f"lee_6_20{at}_02.ipynb": submission()}
        (tmp_path / str(at)).mkdir()
        said = run(zip_of(tmp_path / str(at), files), out, only)
    pages = {path.name.partition("-")[0]: path for path in out.glob("feedback/*.html")}
    assert set(pages) == {"zoekim", "lee"}
    (older,) = out.glob("feedback-old/*.html")
    assert older.name.startswith("annkim-") and f"is now feedback-old/{older.name}" in said
    assert {row["student"] for row in table(out / "results.csv")} == {"zoekim (5)", "lee (6)"}


@pytest.mark.parametrize(
    ("typed", "answer"),
    [("y\n", True), ("YES \n", True), ("n\n", False), ("what?\n\nno\n", False), ("", None)],
)
def test_a_person_at_the_terminal_is_asked(
    typed: str, answer: bool | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal, screen = io.StringIO(typed), io.StringIO()
    monkeypatch.setattr("sys.stdin", terminal)
    monkeypatch.setattr("sys.stderr", screen)
    assert _ask("Really?") is None, "nobody is there"
    for stream in (terminal, screen):
        monkeypatch.setattr(stream, "isatty", lambda: True)
    assert _ask("Really?") is answer
    assert screen.getvalue().startswith("Really? [y/n] ")


def test_a_results_folder_whose_list_is_gone_or_damaged_keeps_its_tables(only: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(class_of(tmp_path / "a", "7A", "Kim=42 Lee=1"), out, only)
    late = class_of(tmp_path / "b", "late", "Park=1")
    kept = json.loads((out / "run.json").read_text(encoding="utf-8"))
    unnamed = json.loads(json.dumps(kept))
    unnamed["class"][0]["student"]["name"] = 5
    former = {name: value for name, value in kept.items() if name != "class"}
    for content in ("{", "[]", json.dumps(unnamed), json.dumps(former)):
        tables = (out / "results.csv").read_bytes()
        (out / "run.json").write_text(content, encoding="utf-8")
        assert "run.json does not tell whose results these are. The tables as they were" in run(
            late, out, only
        )
        copies = [path.read_bytes() for path in out.glob("tables-old-*/results.csv")]
        assert tables in copies
    (out / "journal.jsonl").unlink()
    said = run(class_of(tmp_path / "c", "7B", "Cho=1"), out, only)
    assert "journal.jsonl no longer has the results of Park" in said and "tables-old-" in said


class Failing(Fake):
    def grade_solution(self, *_: str) -> Result:
        return Result("", reason="no")


def test_a_run_that_stops_writes_the_file_that_it_has_named(only: Path, tmp_path: Path) -> None:
    files = {f"S{at}.ipynb": submission(a_2_1="answer_2_1 = (") + b" " for at in range(8)}
    files |= {f"S{at} (1).ipynb": submission(a_2_1=f"answer_2_1 = {at}") for at in range(8)}
    given, out, screen = folder_of(tmp_path, files), tmp_path / "out", io.StringIO()
    with pytest.raises(NotGradable):
        grade(given, out, Settings(only, jobs=1), engine_of(Failing()), screen)
    assert f"more like this: {FILE})" in screen.getvalue()
    assert len((out / FILE).read_text(encoding="utf-8").splitlines()) >= 8


def test_one_of_two_results_of_a_student_is_missed_when_the_journal_loses_it(tmp_path: Path) -> None:
    """A line of the journal is cut short, and somebody else is graded into the same folder."""
    out, folder = tmp_path / "out", tmp_path / "two"
    (folder / "solutions").mkdir(parents=True)
    for stem in ("01-reading-the-argument", "02-two-neighbours"):
        for path in EXERCISES.glob(f"solutions/{stem}.*"):
            shutil.copy(path, folder / "solutions")
    files = {"Kim/01.ipynb": notebook(1), "Kim/02.ipynb": submission(), "Lee/01.ipynb": notebook(1, "2")}
    run(folder_of(tmp_path / "a", files), out, folder)
    tables, journal = (out / "grades-canvas.csv").read_bytes(), out / "journal.jsonl"
    entries = json.loads((out / "run.json").read_text(encoding="utf-8"))["class"]
    (key,) = (one["earlier"] for one in entries if one["exercise"] == STEM)
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join(line[:-40] + b"\n" if key.encode() in line else line for line in lines))
    late = folder_of(tmp_path / "b", {"Park/01.ipynb": notebook(1, "3")})

    screen = io.StringIO()
    with pytest.raises(NotGradable):  # the next run finds nothing amiss, so this one must speak
        grade(late, out, Settings(folder, jobs=1), engine_of(Failing()), screen)
    assert "journal.jsonl no longer has the results of Kim, exercise 02. The tables" in screen.getvalue()
    assert tables in [path.read_bytes() for path in out.glob("tables-old-*/grades-canvas.csv")]


def test_choices_have_a_line_each_and_hints_are_not_on_the_page() -> None:
    """ucbds-infra/otter-grader#495, jupyter/nbgrader#917: help at work is no comment on what came of it."""
    asked = _cell_text(EXERCISE, "q-2-10").splitlines()
    assert [line[:2] for line in asked if line[1:2] == ")"] == ["a)", "b)", "c)", "d)"]
    assert not any("](" in line or line.startswith("-") for line in asked)
    general = Verdict("wrong", Reason("general", {"expected": "a number"}))
    told = feedback._row(Outcome.of("2.1", general, 1, 0.1), "")["message"]
    assert told == "not yet. This is a number, as asked, but not the right one."
    assert "hint(" in Outcome.of("2.1", general, 1, 0.1).message, "the table keeps the line of the notebook"


def test_what_is_too_long_for_a_page_is_cut_and_says_so() -> None:
    """Submitty/Submitty#6234, ls1intum/Artemis#4796."""
    stopped = Outcome("2.1", "error", 0, 1, 0.1, "x" * 5_000)
    told = feedback._row(stopped, "")["message"]
    assert told == "x" * 1_500 + " ... (3,500 more characters are not shown)"
    assert feedback._row(replace(stopped, message="short"), "")["message"] == "short"


def reflected(change: str) -> dict:
    """Return a form in which the text of prompt 2.A is 'Mine.', and what was done to its cell."""
    cells = json.loads(submission(r_2_1="Mine."))["cells"]
    at = next(at for at, cell in enumerate(cells) if cell["id"] == "r-2-1")
    if change in ("code", "raw"):
        cells[at]["cell_type"] = change
    elif change == "deleted":
        del cells[at]
    else:
        cells[at] = {"cell_type": change.split()[-1], "id": "new", "metadata": {}, "source": "Mine."}
    return {"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ("code", "Mine."),  # jupyter/nbgrader#92
        ("raw", "Mine."),
        ("deleted", None),  # jupyter/nbgrader#1682, TU-Wien-dataLAB/grader-service#213
        ("typed anew as markdown", "Mine."),  # jupyter/nbgrader#424
        ("typed anew as code", "Mine."),
    ],
)
def test_a_text_is_found_whatever_became_of_its_cell(change: str, text: str | None) -> None:
    form = make_questions(EXERCISE)["form"]
    found = drop_guesses(parse_submission(json.dumps(reflected(change)).encode()), form)
    assert found.reflections.get("2.1") == text
    assert any("Reflect 2.A: its cell was gone" in note for note in found.notes) == change.startswith("typed")


def test_what_this_run_did_is_said_before_the_totals(only: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    batches = (("7A", "Kim=42 Lee=1"), ("late", "Park=42"), ("later", "Cho={ Han=1"))
    told = []
    for name, who in batches:
        graded = grade(class_of(tmp_path, name, who), out, Settings(only, jobs=1), engine_of(Fake()))
        told.append([line for line in summary(graded) if not line.startswith("not graded")])
    assert [line.partition(":")[0] for line in told[0]] == ["2 students, 2 files graded"]
    assert told[1][0] == "This run: 1 file graded, 1 student."
    assert told[1][1].startswith("All results in this folder: 3 students, 3 files graded: ")
    assert told[2][0] == "This run: 1 file graded, 1 not graded, 2 students."
    assert told[2][1].startswith("All results in this folder: 5 students, 4 files graded: ")
