"""Two runs never write into one results folder at once, and no killed run stops the next."""

import os
import subprocess
import sys
import threading
from contextlib import contextmanager
from pathlib import Path

import pytest
from support.classroom import Fake, engine_of, folder_of, submission

from trilateral.grading.grade_class import Settings, grade
from trilateral.grading.lock import NAME, hold
from trilateral.grading.model import NotGradable

HOLDER = """
import sys, time
from pathlib import Path
from trilateral.grading.lock import hold
with hold(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


@contextmanager
def holder(folder: Path):
    """Another process that holds a folder."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


def test_a_folder_that_another_run_holds_is_refused_in_one_line(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        with pytest.raises(NotGradable) as refused, hold(tmp_path):
            pass
        said = str(refused.value)
        assert f"another run writes there (process {process.pid} on " in said
        assert "\n" not in said
        assert "Wait until it has ended, or choose another --out." in said
    with hold(tmp_path):
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_killed_run_stops_nobody(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        process.kill()
        process.wait()
    assert (tmp_path / NAME).exists(), "it had no time to clear up"
    with hold(tmp_path):
        assert f"process {os.getpid()} " in (tmp_path / NAME).read_text()
    assert not (tmp_path / NAME).exists()


@pytest.mark.parametrize("content", [b"", b"process 1 on nowhere", b"\xff\x1b[2J\n" * 1000])
def test_what_somebody_left_in_its_place_stops_nobody(content: bytes, tmp_path: Path) -> None:
    (tmp_path / NAME).write_bytes(content)
    with hold(tmp_path):
        pass


def test_within_one_program_too_only_one_holds_it(tmp_path: Path) -> None:
    with hold(tmp_path), pytest.raises(NotGradable), hold(tmp_path):
        pass
    with pytest.raises(RuntimeError), hold(tmp_path):
        raise RuntimeError
    with hold(tmp_path):
        pass


def test_many_that_come_and_go_never_hold_it_together(tmp_path: Path) -> None:
    inside, most, done = 0, 0, 0
    lock = threading.Lock()

    def work() -> None:
        nonlocal inside, most, done
        while True:
            try:
                with hold(tmp_path):
                    with lock:
                        inside += 1
                        most = max(most, inside)
                    with lock:
                        inside -= 1
                        done += 1
                        if done >= 200:
                            return
            except NotGradable:
                if done >= 200:
                    return

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (most, done >= 200) == (1, True)


def test_nothing_is_graded_or_written_into_a_folder_that_is_held(only: Path, tmp_path: Path) -> None:
    given, out, fake = folder_of(tmp_path, {"Kim/02.ipynb": submission()}), tmp_path / "out", Fake()
    out.mkdir()
    with hold(out), pytest.raises(NotGradable, match="another run writes there"):
        grade(given, out, Settings(only), engine_of(fake))
    assert fake.jobs_done == []
    assert list(out.iterdir()) == []
    grade(given, out, Settings(only), engine_of(fake))
    assert len(fake.jobs_done) == 1
    assert not (out / NAME).exists()


def test_a_stopped_run_gives_the_folder_back(only: Path, tmp_path: Path) -> None:
    class Stopped(Fake):
        def grade(self, job: object) -> None:
            raise KeyboardInterrupt

    given, out = folder_of(tmp_path, {"Kim/02.ipynb": submission()}), tmp_path / "out"
    with pytest.raises(KeyboardInterrupt):
        grade(given, out, Settings(only, jobs=1), engine_of(Stopped()))
    with hold(out):
        pass
