"""Grade a class: tables, pages, going on after an interruption, the same input giving the same files."""

import csv
import functools
import hashlib
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from grading.test_collect import folder_of, zip_of
from support.shared import ROOT

from trilateral.cli import main
from trilateral.exercises.build import make_assignment, read_exercise
from trilateral.grading import grade_class as classroom
from trilateral.grading import progress_bar
from trilateral.grading.grade_class import Settings, grade
from trilateral.grading.gradings import Graded
from trilateral.grading.journal import Journal
from trilateral.grading.model import Job, NotGradable, Outcome, Result
from trilateral.grading.reports.feedback import feedback_page, file_name
from trilateral.grading.reports.tables import safe
from trilateral.grading.submissions.collect import Student, SubmittedFile
from trilateral.grading.submissions.parse import parse_submission

EXERCISES = ROOT / "exercises"
STEM = "02-two-neighbours"
EXERCISE = read_exercise(EXERCISES / "solutions" / f"{STEM}.ipynb")


def submission(**changes: str) -> bytes:
    """Return a form of exercise 02; answers by the ids of their cells, with underscores."""
    form = make_assignment(EXERCISE)
    for cell in form.cells:
        cell.source = changes.get(cell.id.replace("-", "_"), cell.source)
    return nbformat.writes(form).encode()


class Fake:
    """Grades without running anything: what the student wrote is what it came to."""

    def __init__(self, seed: str = "s", fail: str = "") -> None:
        self.seed, self.fail = seed, fail
        self.jobs_done: list[str] = []
        self.lock = threading.Lock()

    def grade(self, job: Job) -> Result:
        laid = parse_submission(job.content)
        with self.lock:
            self.jobs_done.append(hashlib.sha256(job.content).hexdigest())
        if self.fail and self.fail in job.content.decode():
            raise RuntimeError("the machine is on fire")
        outcomes = []
        for question in EXERCISE.questions:
            answer = laid.answers.get(question.number, ("",))[-1]
            outcome = "blank" if "..." in answer else "right" if "42" in answer else "wrong"
            points = question.points if outcome == "right" else 0
            message = "" if outcome == "blank" else answer
            outcomes.append(Outcome(question.number, outcome, points, question.points, 0.01, message))
        return Result(STEM, tuple(outcomes), laid.reflections, laid.notes, "", job.variant)


def engine_of(fake: Fake):
    @contextmanager
    def engine(settings: Settings) -> Iterator[Fake]:
        fake.seed = settings.seed or fake.seed
        yield fake

    return engine


SETTINGS = Settings(EXERCISES, jobs=2)


@pytest.fixture
def only(tmp_path: Path) -> Path:
    """A folder of exercises with one exercise in it, which is read in no time."""
    folder = tmp_path / "only"
    (folder / "solutions").mkdir(parents=True)
    for path in EXERCISES.glob(f"solutions/{STEM}.*"):
        shutil.copy(path, folder / "solutions")
    return folder


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def files_of(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.name not in ("run.json", "journal.jsonl")
    }


@pytest.fixture
def given(tmp_path: Path) -> Path:
    return folder_of(
        tmp_path,
        {
            "Kim/02.ipynb": submission(a_2_1="answer_2_1 = 42", r_2_1="Because.\n- And so."),
            "Lee/02.ipynb": submission(a_2_1="answer_2_1 = 1", a_2_2="answer_2_2 = 42"),
            "佐藤/02.ipynb": submission(),
            "Park/broken.ipynb": b"{",
        },
    )


def test_the_tables(given: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    grade(given, out, SETTINGS, engine_of(Fake()))
    rows = table(out / "results.csv")
    assert list(rows[0]) == [
        "student", "exercise", "question", "outcome", "points", "out_of", "seconds", "message",
    ]  # fmt: skip
    numbers = [question.number for question in EXERCISE.questions]
    for student in ("Kim", "Lee", "佐藤"):
        assert [row["question"] for row in rows if row["student"] == student] == numbers
    assert [row["outcome"] for row in rows if row["student"] == "Lee"][:3] == ["wrong", "right", "blank"]
    (park,) = (row for row in rows if row["student"] == "Park")
    assert park["outcome"] == "not graded"
    assert "JSON" in park["message"]
    texts = table(out / "reflections.csv")
    assert [(row["student"], row["prompt"]) for row in texts][:3] == [
        ("Kim", "2.1"), ("Lee", "2.1"), ("佐藤", "2.1"),
    ]  # fmt: skip
    assert texts[0]["text"].startswith("Because.")
    assert texts[0]["rubric"] == EXERCISE.reflections[0].rubric
    assert {row["mark"] for row in texts} == {""}
    run = json.loads((out / "run.json").read_text(encoding="utf-8"))
    assert run["seed"] == "s"
    assert run["ended"] >= run["began"]
    assert {entry["file"]: entry["sha256"] for entry in run["inputs"]}["Kim/02.ipynb"] == hashlib.sha256(
        (given / "Kim" / "02.ipynb").read_bytes()
    ).hexdigest()
    assert {"python", "pandas", "nbval", "trilateral"} <= set(run["versions"])


def test_canvas_takes_its_table(tmp_path: Path) -> None:
    files = {
        "kimminsu_12345_67890_02.ipynb": submission(a_2_1="answer_2_1 = 42"),
        "leeann_22_68000_x.ipynb": b"{",
    }
    grade(zip_of(tmp_path, files), tmp_path / "out", SETTINGS, engine_of(Fake()))
    content = (tmp_path / "out" / "grades-canvas.csv").read_bytes()
    assert not content.startswith(b"\xef\xbb\xbf")
    header, possible, *rows = csv.reader(io.StringIO(content.decode(), newline=""))
    # Canvas counts the columns up to Section, and wants these names in this order.
    assert header == ["Student", "ID", "Section", "Exercise 02: two neighbours"]
    most = sum(question.points for question in EXERCISE.questions)
    assert [cell.strip() for cell in possible] == ["Points Possible", "", "", f"{most:g}"]
    assert rows == [["kimminsu", "12345", "", "1"], ["leeann", "22", "", ""]]


def test_moodle_takes_its_table(tmp_path: Path) -> None:
    files = {
        "Min-su Kim_345_assignsubmission_file_/02.ipynb": submission(a_2_1="answer_2_1 = 42"),
        "Ann Lee_346_assignsubmission_file_/02.ipynb": b"",
    }
    grade(zip_of(tmp_path, files), tmp_path / "out", SETTINGS, engine_of(Fake()))
    rows = table(tmp_path / "out" / "grades-moodle.csv")
    # Moodle's importer wants these three columns, and the word before the number.
    assert {"Identifier", "Grade", "Last modified (grade)"} <= set(rows[0])
    assert [(row["Identifier"], row["Full name"], row["Grade"]) for row in rows] == [
        ("Participant 346", "Ann Lee", ""),
        ("Participant 345", "Min-su Kim", "1"),
    ]


def test_the_same_input_gives_the_same_files(given: Path, tmp_path: Path) -> None:
    grade(given, tmp_path / "one", SETTINGS, engine_of(Fake("a")))
    grade(given, tmp_path / "two", replace(SETTINGS, jobs=1), engine_of(Fake("a")))
    assert files_of(tmp_path / "one") == files_of(tmp_path / "two")
    assert len(files_of(tmp_path / "one")) == 13


def test_an_interrupted_run_goes_on(given: Path, tmp_path: Path) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    grade(given, whole, SETTINGS, engine_of(Fake("a")))

    class Stopped(Fake):
        def grade(self, job: Job) -> Result:
            if len(self.jobs_done) == 2:
                raise KeyboardInterrupt
            return super().grade(job)

    first, second, third = Stopped("a"), Fake("other"), Fake("third")
    with pytest.raises(KeyboardInterrupt):
        grade(given, out, replace(SETTINGS, jobs=1), engine_of(first))
    assert not (out / "results.csv").exists()
    # The last line was cut short as the power went.
    journal = out / "journal.jsonl"
    journal.write_bytes(journal.read_bytes()[:-40])
    grade(given, out, SETTINGS, engine_of(second))
    assert len(first.jobs_done) == 2
    assert len(second.jobs_done) == 2
    assert second.seed == "a", "the seed of the run that was begun"
    assert files_of(out) == files_of(whole)
    grade(given, out, SETTINGS, engine_of(third))
    assert third.jobs_done == []
    assert files_of(out) == files_of(whole)


def test_what_changed_is_graded_anew(given: Path, tmp_path: Path) -> None:
    out, fake = tmp_path / "out", Fake()
    grade(given, out, SETTINGS, engine_of(fake))
    (given / "Lee" / "02.ipynb").write_bytes(submission(a_2_3="answer_2_3 = 42"))
    again = Fake()
    grade(given, out, SETTINGS, engine_of(again))
    assert len(again.jobs_done) == 1
    folder = tmp_path / "exercises"
    shutil.copytree(EXERCISES / "solutions", folder / "solutions")
    toml = folder / "solutions" / f"{STEM}.toml"
    toml.write_text(toml.read_text(encoding="utf-8") + "\n# mended\n", encoding="utf-8")
    mended = Fake()
    grade(given, out, replace(SETTINGS, folder=folder), engine_of(mended))
    assert len(mended.jobs_done) == 3


def test_one_bad_file_or_a_failing_machine_stops_nothing(given: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    grade(given, out, SETTINGS, engine_of(Fake(fail="Because.")))
    rows = table(out / "results.csv")
    (kim,) = (row for row in rows if row["student"] == "Kim")
    assert kim["outcome"] == "not graded"
    assert "not the student's fault: RuntimeError: the machine is on fire" in kim["message"]
    assert sum(row["student"] == "Lee" for row in rows) == len(EXERCISE.questions)
    again = Fake()
    grade(given, out, SETTINGS, engine_of(again))
    assert len(again.jobs_done) == 1, "what failed is tried again, and nothing else"


def test_marks_are_added_to_the_grades(given: Path, tmp_path: Path) -> None:
    out, screen = tmp_path / "out", io.StringIO()
    grade(given, out, SETTINGS, engine_of(Fake()))
    before = {row["Full name"]: row["Grade"] for row in table(out / "grades-moodle.csv")}
    path = out / "reflections.csv"
    rows = table(path)
    given_marks = {("Kim", "2.1"): "1,5", ("Kim", "2.2"): "1", ("Lee", "2.1"): "0", ("佐藤", "2.1"): "15"}
    for row in rows:
        row["mark"] = given_marks.get((row["student"], row["prompt"]), "")
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    grade(given, out, SETTINGS, engine_of(Fake()), screen)
    assert screen.getvalue() == (
        f"佐藤, prompt 2.1: the mark '15' is not a number from 0 to {EXERCISE.reflections[0].points:g}\n"
    )
    header, possible, *students = csv.reader(
        io.StringIO((out / "grades-canvas.csv").read_text(encoding="utf-8"))
    )
    most = sum(prompt.points for prompt in EXERCISE.reflections)
    assert (header[-1], possible[-1]) == ("Exercise 02: two neighbours, texts", f"{most:g}")
    assert {row[0]: row[-1] for row in students} == {"Kim": "2.5", "Lee": "0", "Park": "", "佐藤": ""}
    after = {row["Full name"]: row for row in table(out / "grades-moodle.csv")}
    assert float(after["Kim"]["Grade"]) == float(before["Kim"]) + 2.5
    assert (after["Lee"]["Grade"], after["Park"]["Grade"]) == (before["Lee"], "")
    checked = sum(question.points for question in EXERCISE.questions)
    assert float(after["Kim"]["Maximum grade"]) == checked + most


def test_marks_written_into_the_table_are_kept(given: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    grade(given, out, SETTINGS, engine_of(Fake()))
    path = out / "reflections.csv"
    rows = table(path)
    rows[0]["mark"], rows[1]["mark"] = "1.5", "see me"
    # As a German Excel saves it.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys(), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    grade(given, out, SETTINGS, engine_of(Fake()))
    assert [row["mark"] for row in table(path)][:3] == ["1.5", "see me", ""]


@pytest.mark.parametrize(
    "content", ["something else\n1\n", "exercise,mark\n02,1\n", f"student,mark\nKim,{'x' * 200_000}\n"]
)
def test_a_table_that_cannot_be_read_is_put_aside(content: str, given: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "reflections.csv").write_text(content, encoding="utf-8")
    grade(given, out, SETTINGS, engine_of(Fake()))
    (old,) = out.glob("reflections-old-*.csv")
    assert old.read_text(encoding="utf-8") == content
    (out / "reflections.csv").write_text(content + "again\n", encoding="utf-8")
    grade(given, out, SETTINGS, engine_of(Fake()))
    assert {path.name for path in out.glob("reflections-old-*")} == {old.name, f"{old.stem}-2.csv"}
    assert old.read_text(encoding="utf-8") == content, "the first is still there"
    assert len(table(out / "reflections.csv")) == 3 * len(EXERCISE.reflections)


# --- strangers' texts ---------------------------------------------------------------------------------------

EVIL = "=cmd|' /C calc'!A0"
FORMULAS = [EVIL, "+1", "-1", "@SUM(1)", "\t=1", "\r=1", " =1", "＝1", "＋1", '"=1', "a;=1", "a\n=1"]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_a_formula(text: str) -> None:
    made = safe(text)
    assert not re.search(r"(^|[;\t\r\n])[\s\"']*?(?<!')[=+\-@＝＋－＠]", made), made
    assert made.replace("'", "").split() == text.replace("'", "").split()
    assert safe("a = b, 3-4 and e@mail; 한글") == "a = b, 3-4 and e@mail; 한글"
    assert safe("\ud800\0x").encode() == "\N{REPLACEMENT CHARACTER}\N{REPLACEMENT CHARACTER}x".encode()


class Reader(HTMLParser):
    """Notes every element and attribute, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_strangers_markup_stays_text(tmp_path: Path) -> None:
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"
    files = {
        f"{EVIL.replace('/', '-')}/02.ipynb": submission(
            a_2_1=f"answer_2_1 = {script!r}", r_2_1=f"{script}\n{EVIL}"
        ),
        "‮evil<b>/02.ipynb": submission(a_2_1="answer_2_1 = 42"),
    }
    out = tmp_path / "out"
    grade(zip_of(tmp_path, files), out, SETTINGS, engine_of(Fake()))
    pages = sorted((out / "feedback").glob("*.html"))
    assert len(pages) == 2
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert "\u202e" not in text
        reader = Reader()
        reader.feed(text)
        assert not reader.tags & {"script", "img", "b", "iframe", "object", "link", "a", "form"}
        assert not {name for name in reader.attributes if name.startswith("on") or name in ("src", "href")}
        assert "default-src 'none'" in text
    reader = Reader()
    reader.feed(next(path for path in pages if "cmd" in path.name).read_text(encoding="utf-8"))
    assert script in reader.text
    for path in out.glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")):
            assert not [cell for cell in row if cell.lstrip()[:1] in tuple("=+-@")], path


@pytest.mark.parametrize(
    "name", ["Kim", "CON", "../../x", "a/b\\c:d", "김민수" * 50, "👩‍🏫", "", "..", "=cmd|' /C calc'!A0"]
)
def test_names_of_pages_are_safe_everywhere(name: str) -> None:
    made = file_name(Student(name.casefold(), name))
    assert re.fullmatch(r"[^\W_][\w-]*\.html", made), made
    assert len(made.encode()) < 200
    assert made != file_name(Student(f"{name.casefold()}2", name))


# --- codes --------------------------------------------------------------------------------------------------


def test_who_hands_in_anothers_form_is_graded_by_his_own(tmp_path: Path) -> None:
    form = json.loads(submission(a_2_1="answer_2_1 = 42"))
    form["metadata"]["trilateral"] = {"variant": "red"}
    files = {f"{name}/02.ipynb": json.dumps(form | {"x": name}).encode() for name in ("Kim", "Lee", "Park")}
    given = folder_of(tmp_path, files)
    codes = tmp_path / "codes.csv"
    codes.write_text("student,code\nKIM,red\nLee,blue\n", encoding="utf-8")
    grade(given, tmp_path / "plain", SETTINGS, engine_of(Fake()))
    plain = {row["student"]: row for row in table(tmp_path / "plain" / "files.csv")}
    assert {row["form"] for row in plain.values()} == {"red"}
    assert plain["Kim"]["notes"] == "the same form as Lee, Park"
    grade(given, tmp_path / "out", replace(SETTINGS, codes=codes), engine_of(Fake()))
    rows = {row["student"]: row for row in table(tmp_path / "out" / "files.csv")}
    assert [rows[name]["form"] for name in ("Kim", "Lee", "Park")] == ["red", "blue", "red"]
    assert "the student was given blue" in rows["Lee"]["notes"]
    assert "not in the list of codes" in rows["Park"]["notes"]


def test_the_same_file_of_two_is_told(given: Path, tmp_path: Path) -> None:
    shutil.copytree(given / "Kim", given / "Cho")
    shutil.copytree(given / "佐藤", given / "Yun")
    fake = Fake()
    grade(given, tmp_path / "out", SETTINGS, engine_of(fake))
    notes = {row["student"]: row["notes"] for row in table(tmp_path / "out" / "files.csv")}
    assert notes["Kim"] == "the same file, byte for byte, as of Cho"
    assert notes["Yun"] == "", "an untouched form is nobody's"
    assert len(fake.jobs_done) == 3, "each is graded once"
    assert "Cho" not in (tmp_path / "out" / "feedback" / file_name(Student("kim", "Kim"))).read_text(
        encoding="utf-8"
    )


# --- the rest -----------------------------------------------------------------------------------------------


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


def test_a_file_that_changes_meanwhile_is_not_graded_under_its_old_digest(
    given: Path, only: Path, tmp_path: Path
) -> None:
    class Meddler(Fake):
        def grade(self, job: Job) -> Result:
            for path in given.glob("*/02.ipynb"):
                path.write_bytes(submission(a_2_1="answer_2_1 = 42 + 42"))
            return super().grade(job)

    graded = grade(given, tmp_path / "out", Settings(only, jobs=1), engine_of(Meddler()))
    reasons = [one.reason for one in graded if "changed while it was being graded" in one.reason]
    assert len(reasons) == 2, "all but the one that was read before"


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


def test_a_journal_survives_rubbish(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    with Journal(path) as journal:
        journal.add(
            "a", Result(STEM, (Outcome("2.1", "right", 1, 1, 0.1, "\ud800 ok"),), {"2.1": "x"}, ("n",))
        )
    whole = path.read_bytes()
    path.write_bytes(b'\xff\xfe\n{"key": 1}\nnull\n' + whole + b'{"key": "b", "result": {"exer')
    with Journal(path) as journal:
        assert "a" in journal
        assert "b" not in journal
        assert journal.read("a").outcomes[0].message == "\ud800 ok"
        journal.add("c", Result(STEM, reason="no"))
        assert journal.read("c") == Result(STEM, reason="no")
        assert journal.read("a").reflections == {"2.1": "x"}
    assert len(path.read_bytes().splitlines()) == 2
    assert path.read_bytes().startswith(whole)


def test_memory_stays_flat(tmp_path: Path) -> None:
    """No more files are in hand than twice the jobs, however many there are."""
    most, now, lock = 0, 0, threading.Lock()

    class Counting(Fake):
        def grade(self, job: Job) -> Result:
            nonlocal now
            with lock:
                now -= 1
            return super().grade(job)

    real = SubmittedFile.read
    given = folder_of(tmp_path, {f"s{n}/02.ipynb": submission(a_2_1=f"answer_2_1 = {n}") for n in range(40)})

    def counted(found: SubmittedFile) -> bytes:
        nonlocal most, now
        with lock:
            now += 1
            most = max(most, now)
        return real(found)

    found = classroom.collect_files(given)
    patch = pytest.MonkeyPatch()
    patch.setattr(classroom, "collect_files", lambda *_: found)
    patch.setattr(SubmittedFile, "read", counted)
    try:
        grade(given, tmp_path / "out", SETTINGS, engine_of(Counting()))
    finally:
        patch.undo()
    assert 1 <= most <= 4


def test_who_took_another_name_keeps_one_page(tmp_path: Path) -> None:
    files = {
        "annkim_5_100_02.ipynb": submission(a_2_1="answer_2_1 = 42"),
        "zoekim_5_101_x.ipynb": b"{",
        "lee_6_102_02.ipynb": submission(),
    }
    out = tmp_path / "out"
    grade(zip_of(tmp_path, files), out, SETTINGS, engine_of(Fake()))
    (kim,) = out.glob("feedback/annkim-*.html")
    assert len(list(out.glob("feedback/*.html"))) == 2
    html = kim.read_text(encoding="utf-8")
    assert EXERCISE.title in html
    assert "The file <bdi>zoekim_5_101_x.ipynb</bdi> could not be graded" in html


def test_results_are_not_kept_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither as they come, nor while the tables and pages are made, which read them from the journal."""
    seen: list[weakref.ref[Result]] = []
    most = 0

    def note(result: Result) -> Result:
        nonlocal most
        seen.append(weakref.ref(result))
        most = max(most, sum(one() is not None for one in seen))
        return result

    class Noting(Fake):
        def grade(self, job: Job) -> Result:
            return note(super().grade(job))

    read = Journal.read
    monkeypatch.setattr(Journal, "read", lambda self, key: note(read(self, key)))
    given = folder_of(tmp_path, {f"s{n}/02.ipynb": submission(a_2_1=f"answer_2_1 = {n}") for n in range(40)})
    graded = grade(given, tmp_path / "out", SETTINGS, engine_of(Noting()))
    assert len(seen) > 3 * 40, "they were read again for the tables and pages"
    assert [one.result is not None for one in graded] == [True] * 40
    assert sum(1 for _ in grade(given, tmp_path / "out", SETTINGS, engine_of(Noting()))) == 40
    assert 1 <= most <= 2 * SETTINGS.jobs + 2, most


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


def filled(code: str, answers: str) -> nbformat.NotebookNode:
    """Return the form of one code with the right answers of another."""
    path = EXERCISES / "solutions" / f"{STEM}.ipynb"
    form = make_assignment(read_exercise(path, code))
    right = {cell.id: cell.source for cell in read_exercise(path, answers).solution.cells}
    for cell in form.cells:
        if cell.id.startswith("a-"):
            cell.source = right[cell.id]
    return form


@pytest.mark.skipif(os.name == "nt", reason="asks for a sandbox")
def test_each_form_is_graded_by_its_own_answers(
    only: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own, others, lost, undone = (
        filled("red", "red"), filled("red", "blue"), filled("blue", "blue"), filled("blue", ""),
    )  # fmt: skip
    del lost.metadata["trilateral"]
    files = {"own": own, "others": others, "lost": lost, "common": undone}
    given = folder_of(
        tmp_path, {f"{name}/02.ipynb": nbformat.writes(form).encode() for name, form in files.items()}
    )
    command = ["grade", str(given), "--out", str(tmp_path / "out"), "--folder", str(only), "--no-sandbox"]
    assert main(command) == 0, capsys.readouterr().err
    rows = table(tmp_path / "out" / "results.csv")
    wrong = {
        name: {row["question"] for row in rows if row["student"] == name and row["outcome"] != "right"}
        for name in files
    }
    varied = {question.number for question in EXERCISE.questions if question.variants}
    assert wrong["own"] == wrong["lost"] == set()
    assert wrong["others"], "answers of another form"
    assert wrong["others"] <= varied
    assert wrong["common"] <= varied
    assert {row["student"]: row["form"] for row in table(tmp_path / "out" / "files.csv")} == {
        "own": "red", "others": "red", "lost": "blue", "common": "blue",
    }  # fmt: skip


@pytest.mark.parametrize("by_the_grader", [False, True])
def test_a_page_says_why_a_file_has_no_grade(by_the_grader: bool) -> None:
    student, why = Student("kim", "Kim"), "damaged & cut off"
    found = SubmittedFile(
        student, "kim/<02>.ipynb", None, None, 0, 0.0, False, reason="" if by_the_grader else why
    )
    result = Result(STEM, reason=why) if by_the_grader else None
    html = feedback_page(student, [Graded(found, lambda: result)], {STEM: EXERCISE})
    assert "The file <bdi>kim/&lt;02&gt;.ipynb</bdi> could not be graded: damaged &amp; cut off." in html
    assert "points" not in html.partition("<main>")[2]
    assert f"<h2><bdi>{EXERCISE.title if by_the_grader else 'kim/&lt;02&gt;.ipynb'}</bdi></h2>" in html


@pytest.mark.skipif(os.name == "nt", reason="sends a signal")
def test_ctrl_c_stops_and_the_same_command_goes_on(only: Path, tmp_path: Path) -> None:
    slow = {
        f"s{n}/02.ipynb": submission(a_2_1=f"import time\ntime.sleep(0.5)\nanswer_2_1 = {n}")
        for n in range(6)
    }
    given, out = folder_of(tmp_path, slow), tmp_path / "out"
    command = [sys.executable, "-m", "trilateral", "grade", str(given), "--out", str(out)]
    command += ["--no-sandbox", "--jobs", "1", "--folder", str(only)]
    # Whoever starts these tests in the background may have told us to overlook the signal.
    heeded = functools.partial(signal.signal, signal.SIGINT, signal.SIG_DFL)
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=heeded
    )
    journal = out / "journal.jsonl"
    deadline = time.monotonic() + 60
    while not (journal.exists() and journal.stat().st_size) and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=60)
    assert process.returncode == 130, told
    assert "Stopped. The same command goes on from here." in told
    assert "Traceback" not in told
    before = journal.read_bytes()
    assert 1 <= before.count(b"\n") < 6
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "6 files graded" in done.stdout
    assert "\r" not in done.stderr, "no bar where there is no terminal"
    assert journal.read_bytes().startswith(before)
    assert journal.read_bytes().count(b"\n") == 6
