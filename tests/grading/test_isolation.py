"""Nothing of a submission is left: no process, no memory, and no more than it may take; or it is said why not."""
# ruff: noqa: E501  programs within strings are easier to read unbroken

import os
import signal
import sys
import threading
import time
import types
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.hostile import corpus
from support.hostile.exercise import answered
from support.hostile.trial import SLEEPER, children, has_sandbox, linux, processes
from support.shared import NO_SANDBOX, leave_out

from trilateral.grading.grader import Grader
from trilateral.grading.isolation import bubblewrap as sandbox
from trilateral.grading.isolation.fork_server import ForkServer
from trilateral.grading.isolation.processes import Cell
from trilateral.grading.model import Job, NoSandbox


@linux
def test_nothing_is_left_where_the_worker_itself_is_killed(boxed: None) -> None:
    worker = ForkServer(True)
    worker.run([], "n", {}, 30)
    chain = [worker.process.pid]
    while below := children(chain[-1]):
        chain.append(below[0])
    assert "trilateral.grading.isolation.worker" in Path(f"/proc/{chain[-1]}/cmdline").read_text(
        encoding="utf-8"
    )

    def kill() -> None:
        while SLEEPER not in processes():
            time.sleep(0.02)
        os.kill(chain[-1], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    source = f"import subprocess\nsubprocess.Popen(['sleep', '{SLEEPER}'])\nwhile True: pass"
    run = worker.run([Cell("answer", source)], "n", {}, 60)
    killer.join()
    worker.close()
    assert run.end == "killed"
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in chain) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not [pid for pid in chain if Path(f"/proc/{pid}").exists()]
    assert SLEEPER not in processes()


@linux
def test_nothing_of_a_submission_is_left_in_memory_for_the_next() -> None:
    mark = uuid.uuid4().hex
    search = (
        # one class for each letter, so that the pattern itself is not found
        f"import re\npattern = re.compile(''.join(f'[{{c}}]' for c in '{mark[::-1]}'[::-1]).encode())\nfound = 0\n"
        "for line in open('/proc/self/maps'):\n"
        "    span, mode, *_ = line.split()\n    low, high = (int(x, 16) for x in span.split('-'))\n"
        "    if mode.startswith('rw'):\n        with open('/proc/self/mem', 'rb', 0) as memory:\n"
        "            memory.seek(low)\n            found += len(pattern.findall(memory.read(high - low)))\n"
        "print(found)"
    ).replace(f"'{mark[::-1]}'[::-1]", repr(list(mark)))
    worker = ForkServer(False)
    try:
        worker.run([Cell("answer", f"secret = '{mark}' # {mark}")], "n", {}, 30)
        after = worker.run([Cell("check", search)], "n", {}, 60)
        control = worker.run([Cell("check", f"x = '{mark}'\n{search}")], "n", {}, 60)
    finally:
        worker.close()
    assert after.outputs[0][0]["text"] == "0\n"
    assert int(control.outputs[0][0]["text"]) > 0, "the search finds nothing at all"


@linux
@pytest.mark.parametrize("boxing", [True, False])
def test_the_limit_on_memory_is_for_all_processes_of_a_submission(
    boxing: bool, folder: Path, blank: dict
) -> None:
    if boxing and not has_sandbox():
        leave_out(NO_SANDBOX)
    # Four with less than each may have, and together more than all may.
    source = (
        "import os, time\nfor n in range(4):\n    if not os.fork():\n"
        "        kept = b'x' * (700 << 20)\n        time.sleep(600)\n        os._exit(0)\n"
        f"time.sleep(600)\n{corpus.R2}"
    )
    with Grader(folder, sandbox=boxing, timeout=30.0) as grader:
        result = grader.grade(Job(corpus.dumped(answered(blank, a2=source))))
        assert [outcome.outcome for outcome in result.outcomes] == ["right", "error", "right", "right"]
        assert "used more memory than it may" in result.outcomes[1].message
        assert result.outcomes[1].seconds < 20, "it was not waited for: it sleeps for ten minutes"
        again = grader.grade(Job(corpus.dumped(answered(blank))))
        assert [outcome.outcome for outcome in again.outcomes] == ["right"] * 4


@pytest.fixture
def not_found() -> Iterator[None]:
    """What was found of a sandbox is forgotten, before and after."""
    sandbox.find.cache_clear()
    yield
    sandbox.find.cache_clear()


def test_without_a_sandbox_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, folder: Path, not_found: None
) -> None:
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    with pytest.raises(NoSandbox, match=r"bubblewrap.*--no-sandbox"):
        Grader(folder)


def test_a_system_without_bubblewrap_is_told(monkeypatch: pytest.MonkeyPatch, not_found: None) -> None:
    monkeypatch.setattr(sandbox, "sys", types.SimpleNamespace(platform="darwin"))
    with pytest.raises(NoSandbox, match=r"needs Linux\..*--no-sandbox"):
        sandbox.find()


@pytest.mark.parametrize(
    ("said", "told"), [("first\nno namespaces here", "no namespaces here"), ("", "exit status 3")]
)
@pytest.mark.skipif(sys.platform != "linux", reason="a script stands for bubblewrap")
def test_a_sandbox_that_does_not_work_is_told(
    said: str, told: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, not_found: None
) -> None:
    program = tmp_path / "bwrap"
    program.write_text(f"#!/bin/sh\nprintf '{said}' >&2\nexit 3\n", encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: str(program))
    with pytest.raises(NoSandbox, match=rf"does not work here \({told}\)\..*--no-sandbox"):
        sandbox.find()


@pytest.mark.skipif(os.name == "nt", reason="rights are others there")
@pytest.mark.parametrize(
    ("folder", "file", "told"),
    [(0o755, 0o644, ""), (0o700, 0o644, "."), (0o755, 0o600, "a.py"), (0o711, 0o644, ".")],
)
def test_what_only_its_owner_may_read_is_named(folder: int, file: int, told: str, tmp_path: Path) -> None:
    """Set up by root under umask 077, and graded as another user: no exercise is to blame."""
    made = tmp_path / "package"
    made.mkdir()
    (made / "a.py").touch()
    (made / "gone").symlink_to(tmp_path / "nowhere")
    (made / "__pycache__").mkdir(0o700)
    (made / "a.py").chmod(file)
    made.chmod(folder)
    assert sandbox.closed([made]) == (made / told if told else None)
