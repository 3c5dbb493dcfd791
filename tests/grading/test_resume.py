"""Going on after an interruption: what is graded once, what anew, and what is kept in memory."""

import functools
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import weakref
from dataclasses import replace
from pathlib import Path

import pytest
from support.classroom import (
    EXERCISE,
    EXERCISES,
    SETTINGS,
    STEM,
    Fake,
    engine_of,
    files_of,
    folder_of,
    submission,
    table,
)

from trilateral.grading import grade_class as classroom
from trilateral.grading import provenance
from trilateral.grading.grade_class import Settings, grade
from trilateral.grading.journal import Journal
from trilateral.grading.model import Job, Outcome, Result
from trilateral.grading.submissions.collect import SubmittedFile


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


@pytest.mark.parametrize("name", ["pandas", "trilateral", "nbval", "python"])
def test_another_version_is_graded_anew(
    name: str, given: Path, only: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out, settings = tmp_path / "out", Settings(only)
    first, same, other = Fake(), Fake(), Fake()
    grade(given, out, settings, engine_of(first))
    grade(given, out, settings, engine_of(same))
    assert (len(first.jobs_done), len(same.jobs_done)) == (3, 0)
    if name == "python":
        monkeypatch.setattr(provenance.platform, "python_version", lambda: "3.99.0")
    else:
        real = provenance.version
        monkeypatch.setattr(provenance, "version", lambda one: "99" if one == name else real(one))
    grade(given, out, settings, engine_of(other))
    assert len(other.jobs_done) == 3


def test_a_result_is_never_read_for_another(tmp_path: Path) -> None:
    """Somebody has put other lines into the journal while a run was reading it."""
    path = tmp_path / "journal.jsonl"
    with Journal(path) as journal:
        journal.add("a", Result(STEM, reason="a"))
        journal.add("b", Result(STEM, reason="b"))
        path.write_bytes(b"".join(reversed(path.read_bytes().splitlines(keepends=True))))
        with pytest.raises(KeyError):
            journal.read("a")
