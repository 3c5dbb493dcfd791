"""Grade on a Dask cluster: two worker processes on loopback, one of them killed on the way."""

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.classroom import EXERCISE, files_of, folder_of, submission, table
from support.hostile.trial import has_sandbox

from trilateral.cli import main
from trilateral.grading.cluster import Cluster
from trilateral.grading.grade_class import Settings, grade
from trilateral.grading.journal import Journal
from trilateral.grading.model import NotGradable, Result

pytestmark = [
    pytest.mark.dask,
    pytest.mark.skipif(os.name == "nt", reason="sends a signal that Windows does not have"),
    # Both ends of a connection that is cut say so in their logs; that is what this test is about.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
]

FILES = 10


class Processes:
    """A scheduler and two workers, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.all = folder, []
        scheduler = self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard")
        self.address = self.wait_for(scheduler, r"Scheduler at:\s+(tcp://127\.0\.0\.1:\d+)")
        common = ["--host", "127.0.0.1", "--nthreads", "1", "--no-dashboard", "--no-nanny"]
        common += ["--local-directory", str(folder)]
        self.workers = [self.start("worker", self.address, *common) for _ in range(2)]

    def start(self, what: str, *arguments: str) -> subprocess.Popen[bytes]:
        log = self.folder / f"{len(self.all)}.log"
        code = f"from distributed.cli.dask_{what} import main; main()"
        with log.open("wb") as file:
            process = subprocess.Popen(
                [sys.executable, "-c", code, *arguments], stdout=file, stderr=subprocess.STDOUT
            )
        self.all.append((process, log))
        return process

    def wait_for(self, process: subprocess.Popen[bytes], pattern: str) -> str:
        log = next(log for one, log in self.all if one is process)
        deadline = time.monotonic() + 90
        while time.monotonic() < deadline:
            if found := re.search(pattern, log.read_text(errors="replace")):
                return found[1]
            time.sleep(0.1)
        raise TimeoutError(log.read_text(errors="replace"))

    def stop(self) -> None:
        for process, _ in reversed(self.all):
            process.terminate()
        for process, _ in self.all:
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Processes]:
    folder = tmp_path / "cluster"
    folder.mkdir()
    processes = Processes(folder)
    try:
        yield processes
    finally:
        processes.stop()


def test_a_lost_worker_loses_nothing_and_doubles_nothing(
    cluster: Processes, only: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = "import time\ntime.sleep(0.3)\nanswer_2_1 = {}"
    right = EXERCISE.solution
    answer = next(cell.source for cell in right.cells if cell.id == "a-2-1")
    given = folder_of(
        tmp_path,
        {
            f"s{n:02}/02.ipynb": submission(
                a_2_1=f"# {n}\n{answer}" if n % 2 else source.format(n), r_2_1=f"text {n}"
            )
            for n in range(FILES)
        },
    )
    out = tmp_path / "out"
    journal = out / "journal.jsonl"
    killed: list[int] = []

    add, one_by_one = Journal.add, threading.Lock()

    def kill_one(self: Journal, key: str, result: Result) -> None:
        """Keep a result; after the third, end a worker before any other is kept."""
        with one_by_one:
            add(self, key, result)
            if not killed and journal.read_bytes().count(b"\n") >= 3:
                killed.append(journal.read_bytes().count(b"\n"))
                cluster.workers[0].send_signal(signal.SIGKILL)

    monkeypatch.setattr(Journal, "add", kill_one)
    sandbox = has_sandbox()
    settings = Settings(only, seed="a", sandbox=sandbox, dask=cluster.address)
    graded = grade(given, out, settings)
    monkeypatch.undo()
    assert killed, "the worker was killed on the way"
    assert killed[0] < FILES, "and not after the last file"
    assert cluster.workers[0].wait(10) == -signal.SIGKILL
    assert cluster.workers[1].poll() is None
    assert sum(1 for _ in graded) == FILES
    assert not [one.reason for one in graded if one.reason]
    keys = [json.loads(line)["key"] for line in journal.read_text().splitlines()]
    assert len(keys) == len(set(keys)) == FILES
    rows = table(out / "results.csv")
    counts = Counter((row["student"], row["question"]) for row in rows)
    assert set(counts.values()) == {1}
    assert len(counts) == FILES * len(EXERCISE.questions)
    # On this machine the same comes out.
    here = tmp_path / "here"
    grade(given, here, Settings(only, jobs=2, seed="a", sandbox=sandbox))
    assert _timeless(out) == _timeless(here)
    assert json.loads((out / "run.json").read_text())["dask"] == cluster.address


def _timeless(out: Path) -> dict[str, object]:
    files: dict[str, object] = dict(files_of(out))
    files["results.csv"] = [{**row, "seconds": ""} for row in table(out / "results.csv")]
    return files


def test_no_scheduler_and_no_workers_are_told(tmp_path: Path, only: Path, monkeypatch) -> None:
    from trilateral.grading import cluster as module

    monkeypatch.setattr(module, "PATIENCE", 1.0)
    with pytest.raises(NotGradable, match=r"no Dask scheduler at tcp://127\.0\.0\.1:9"):
        Cluster(Settings(only, dask="tcp://127.0.0.1:9"))


def test_a_worker_of_another_version_is_refused(monkeypatch, only: Path) -> None:
    from trilateral.grading import cluster as module

    order = module.Order("s", 1.0, False, "another", "x")
    with pytest.raises(RuntimeError, match="another version"):
        module._grader({}, order)


def test_without_distributed_the_command_says_what_to_install(
    monkeypatch, only: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    given = folder_of(tmp_path, {"Kim/02.ipynb": submission()})
    command = ["grade", str(given), "--out", str(tmp_path / "out"), "--folder", str(only)]
    assert main([*command, "--dask", "tcp://127.0.0.1:1"]) == 2
    assert "pip install distributed" in capsys.readouterr().err


def test_a_cluster_gives_more_files_at_once(only: Path, tmp_path: Path) -> None:
    """The engine may say how many files it can have in hand; the settings' jobs are this machine's."""
    seen: list[int] = []

    class Wide:
        seed, jobs = "s", 7
        now, lock = 0, threading.Lock()

        def grade(self, job: object) -> Result:
            with self.lock:
                self.now += 1
                seen.append(self.now)
            time.sleep(0.05)
            with self.lock:
                self.now -= 1
            return Result("02-two-neighbours", reason="no")

    @contextmanager
    def engine(_: Settings) -> Iterator[Wide]:
        yield Wide()

    files = {f"s{n}/02.ipynb": submission(a_2_1=f"answer_2_1 = {n}") for n in range(14)}
    grade(folder_of(tmp_path, files), tmp_path / "out", Settings(only, jobs=1), engine)
    assert max(seen) > 2
