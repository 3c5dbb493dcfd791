"""Kernel calls that no answer needs are refused; what answers do need works."""
# ruff: noqa: E501  programs within strings are easier to read unbroken

import os
import struct
from pathlib import Path

import pytest
from support.hostile import corpus
from support.hostile.exercise import answered
from support.hostile.trial import linux

from trilateral.grading.grader import Grader
from trilateral.grading.isolation import seccomp
from trilateral.grading.model import Job

# By name: number on x86_64, arguments that would be taken, or refused for another reason than EPERM.
REACHING = {
    "keyctl": (250, "0, -3, 1"),
    "add_key": (248, "b'user', b'note', b'to the next', 11, -3"),
    "io_uring_setup": (425, "1, 0"),
    "userfaultfd": (323, "0"),
    "unshare": (272, "0x10000000"),
    "memfd_create": (319, "b'x', 0"),
    "shmget": (29, "0, 30 << 20, 0o1600"),
    "ptrace": (101, "0, 0, 0, 0"),
    "perf_event_open": (298, "0, 0, 0, 0, 0"),
    "bpf": (321, "0, 0, 0"),
    "clone with a namespace": (56, "0x10000000 | 17, 0, 0, 0, 0"),
    "the second set of numbers": (0x40000000 | 39, ""),
}
WORKING = {
    "a fork": "import os\npid = os.fork()\nif pid == 0: os._exit(0)\nassert os.waitpid(pid, 0)[1] == 0",
    "a program": "import subprocess\nassert subprocess.run(['echo', 'a'], capture_output=True).stdout == b'a\\n'",
    "threads": "from concurrent.futures import ThreadPoolExecutor\nwith ThreadPoolExecutor(4) as pool: assert list(pool.map(abs, [-1] * 9)) == [1] * 9",
    "a pool": "from concurrent.futures import ProcessPoolExecutor\nwith ProcessPoolExecutor(2) as pool: assert list(pool.map(abs, [-1] * 9)) == [1] * 9",
    "a chart": "import matplotlib.pyplot as plt\nmeetings['date'].dt.year.value_counts().plot.bar()\nplt.savefig('chart.png')",
    "tables": "meetings.merge(meetings, on='id').to_csv('t.csv')\nassert len(pd.read_csv('t.csv'))",
    "a file in memory": "import mmap\nmmap.mmap(-1, 1 << 20).write(b'x')",
    "a database": "import sqlite3\nsqlite3.connect('x.db').execute('create table t (a)')",
}


@linux
@pytest.mark.skipif(os.uname().machine != "x86_64", reason="the numbers here are x86_64's")
def test_what_no_answer_needs_is_refused(boxed: None, folder: Path, blank: dict) -> None:
    calls = ", ".join(f"({name!r}, {number}, ({given},))" for name, (number, given) in REACHING.items())
    calls = calls.replace("(,)", "()")
    source = (
        f"import ctypes\nlibc, through = ctypes.CDLL(None, use_errno=True), []\nfor name, number, given in [{calls}]:\n"
        "    ctypes.set_errno(0)\n    if libc.syscall(number, *given) != -1 or ctypes.get_errno() != 1: through.append(name)\n"
        "raise RuntimeError(f'got through: {through}')"
    )
    with Grader(folder, timeout=20.0) as grader:
        result = grader.grade(Job(corpus.dumped(answered(blank, a2=source))))
    assert "got through: []" in result.outcomes[1].message


@linux
def test_what_answers_need_works(boxed: None, folder: Path, blank: dict) -> None:
    found = {}
    with Grader(folder, timeout=20.0) as grader:
        for name, source in WORKING.items():
            result = grader.grade(Job(corpus.dumped(answered(blank, a2=f"{source}\n{corpus.R2}"))))
            found[name] = result.outcomes[1].message
    assert {name: said for name, said in found.items() if said != "42.2: right."} == {}


@linux
def test_small_processes_are_counted_together(boxed: None, folder: Path, blank: dict) -> None:
    """Each is smaller than the process that all are forked from, and together they are too much."""
    program = "x = b'x' * (90 << 20); import time; time.sleep(60)"
    source = (
        f"import subprocess, sys, time\nfor _ in range(28):\n    subprocess.Popen([sys.executable, '-S', '-c', {program!r}])\n"
        f"time.sleep(50)\n{corpus.R2}"
    )
    with Grader(folder, timeout=60.0) as grader:
        result = grader.grade(Job(corpus.dumped(answered(blank, a2=source))))
    assert [outcome.outcome for outcome in result.outcomes] == ["right", "error", "right", "right"]
    assert "used more memory than it may" in result.outcomes[1].message


@pytest.mark.parametrize("machine", ["x86_64", "aarch64"])
def test_no_jump_of_the_filter_leads_out_of_it(machine: str) -> None:
    program = seccomp._program(machine)
    assert program is not None
    steps = list(struct.iter_unpack("HBBI", program))
    assert steps[-1] == (0x06, 0, 0, 0x7FFF0000)
    assert all(place + 1 + max(yes, no) < len(steps) for place, (_, yes, no, _) in enumerate(steps[:-1]))


def test_a_machine_without_a_filter_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(seccomp, "_MACHINES", {})
    assert seccomp.lacking().startswith(("no filter is written for", "seccomp exists"))
