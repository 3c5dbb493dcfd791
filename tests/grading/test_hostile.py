"""Hostile, broken and odd files: each answer gets what is fair, whatever else is in the file."""
# ruff: noqa: E501  programs within strings are easier to read unbroken

import contextlib
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from support.hostile import corpus
from support.hostile.exercise import answered
from support.hostile.trial import (
    SLEEPER,
    TIMEOUT,
    grade,
    linux,
    processes,
    unfair,
)
from support.shared import ROOT


@linux
def test_each_odd_file_gets_what_is_fair_and_leaves_the_others_alone(
    boxed: None, folder: Path, blank: dict
) -> None:
    before = {
        path: path.read_bytes() for path in [*folder.rglob("*.*"), *ROOT.glob("data/*")] if path.is_file()
    }
    called = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        port = server.getsockname()[1]
        cases = [*corpus.code(blank, folder, port, SLEEPER), *corpus.odd_files(blank)]
        good = [corpus.Case(f"good {n}", corpus.dumped(answered(blank))) for n in range(len(cases) // 4)]
        mixed = [
            case for n, case in enumerate(cases) for case in (case, *good[n // 4 : n // 4 + (n % 4 == 3)])
        ]
        assert len({case.name for case in mixed}) == len(mixed) > 150
        results = grade(mixed, folder, jobs=2, timeout=TIMEOUT)
        with contextlib.suppress(TimeoutError):
            called.append(server.accept())
    assert not unfair(mixed, results, folder, jobs=2)
    assert not called, "somebody got through to the network"
    assert SLEEPER not in processes(), "a process was left behind"
    assert {path: path.read_bytes() for path in before} == before


NO_BOMBS = (
    "a file beside itself", "os._exit", "kills itself", "sys.exit", "input", "daemon", "background process", "error before the answer",
    "common wrong answer", "another kind", "untouched", "emptied", "the variable renamed", "goes on twice",
    "equality that lies", "forged verdict", "BOM", "nbformat 3", "empty", "a cell is missing", "answer that hangs when looked at",
)  # fmt: skip


@pytest.mark.parametrize(
    ("boxing", "fork"),
    [
        pytest.param(True, False, marks=linux),
        pytest.param(False, True, marks=linux),
        (False, False),
    ],
)
def test_other_ways_of_running_give_the_same(
    request: pytest.FixtureRequest, boxing: bool, fork: bool, folder: Path, blank: dict
) -> None:
    if boxing:
        request.getfixturevalue("boxed")
    cases = [*corpus.code(blank, folder, 9, SLEEPER), *corpus.odd_files(blank)]
    cases = [case for case in cases if case.name in NO_BOMBS]
    assert len(cases) == len(NO_BOMBS)
    if not fork:  # each takes a new Python
        cases = [case for case in cases if case.name in (*NO_BOMBS[:3], *NO_BOMBS[7:10], "BOM", "empty")]
    results = grade(cases, folder, jobs=2, timeout=TIMEOUT if fork else 15.0, sandbox=boxing, fork=fork)
    assert not unfair(cases, results, folder, jobs=2, sandbox=boxing, fork=fork)
    if sys.platform == "linux":
        assert SLEEPER not in processes()


@linux
def test_an_ordinary_user_is_safe_too(boxed: None, folder: Path, blank: dict, tmp_path: Path) -> None:
    """Grade as nobody in particular, where we are root: in mounts of our own, in which Python can be reached."""
    if os.geteuid() != 0:
        pytest.skip("the other tests are run by an ordinary user already")
    names = ("fork bomb", "kills every process it can name", "daemon", "reads the solution from disk",
             "reads its parents' memory", "mounts and unshares", "rewrites the record, the package and the exercises",
             "calls home", "30 GB", "disk filled", "os._exit")  # fmt: skip
    cases = [case for case in corpus.code(blank, folder, 9, SLEEPER) if case.name in names]
    assert len(cases) == len(names)
    for number, case in enumerate(cases):
        (tmp_path / f"{number}.ipynb").write_bytes(case.content)
    script = tmp_path / "grade.py"
    script.write_text(
        "import json, os, sys\nfrom pathlib import Path\nfrom trilateral.grading.model import Job\n"
        "from concurrent.futures import ThreadPoolExecutor\nfrom trilateral.grading.grader import Grader\n"
        "assert os.geteuid() == 4321\n"
        f"jobs = [Job(Path(sys.argv[2], f'{{n}}.ipynb').read_bytes()) for n in range({len(cases)})]\n"
        f"with Grader(Path(sys.argv[1]), timeout={TIMEOUT}, jobs=2) as grader, ThreadPoolExecutor(2) as pool:\n"
        "    results = list(pool.map(grader.grade, jobs))\n"
        "assert grader.slow == '', grader.slow\n"
        "print(json.dumps([[[o.question, o.outcome, o.points, o.out_of, o.seconds, o.message] for o in r.outcomes] for r in results]))\n",
        encoding="utf-8",
    )
    # Python, this checkout and the exercises may lie in folders that only root may enter.
    binds = {
        Path(sys.base_prefix),
        Path(sys.prefix),
        ROOT / "trilateral",
        ROOT / "data",
        folder.parent,
        tmp_path,
    }
    shell = ["set -e"]
    for number, path in enumerate(sorted(binds)):
        shell += [f"mkdir -p {tmp_path}/m{number}", f"mount --bind '{path}' {tmp_path}/m{number}"]
    keep = tmp_path / "keep"
    tops = sorted({Path(*path.parts[:2]) for path in binds if path.parts[1] != "usr"})
    shell += [f"mkdir {keep}", f"mount -t tmpfs none {keep}"]
    for number, _ in enumerate(sorted(binds)):
        shell += [
            f"mkdir {keep}/{number}",
            f"mount --move {tmp_path}/m{number} {keep}/{number} || mount --bind {tmp_path}/m{number} {keep}/{number}",
        ]
    shell += [f"mkdir /run/keep-{os.getpid()} && mount --rbind {keep} /run/keep-{os.getpid()}"]
    shell += [f"mount -t tmpfs -o mode=755 none {top}" for top in tops]
    for number, path in enumerate(sorted(binds)):
        shell += [f"mkdir -p '{path}'", f"mount --bind /run/keep-{os.getpid()}/{number} '{path}'"]
    shell += [
        f"chmod 755 '{tmp_path}' '{folder.parent}'; cd /; export HOME={tmp_path} MPLCONFIGDIR=/dev/shm/mpl-{os.getpid()}",
        f"exec setpriv --reuid 4321 --regid 4321 --clear-groups '{sys.executable}' -P '{script}' '{folder}' '{tmp_path}'",
    ]
    done = subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "sh", "-c", "\n".join(shell)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    Path(f"/run/keep-{os.getpid()}").rmdir()
    assert done.returncode == 0, done.stderr[-2000:]
    for case, outcomes in zip(cases, json.loads(done.stdout.splitlines()[-1]), strict=True):
        for question, outcome, *_ in outcomes:
            assert outcome in case.outcomes.get(question, ("right",)), (case.name, outcomes)
    assert SLEEPER not in processes()
