"""The small parts of the process in which answers run; test_hostile.py tries the whole of it."""

import dataclasses
import importlib
import io
import json
import os
import pkgutil
import signal
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import trilateral
from trilateral.grading.isolation import namespaces as confine
from trilateral.grading.isolation import processes as process
from trilateral.grading.isolation.fork_server import ForkServer
from trilateral.grading.isolation.frames import frame, read_frame
from trilateral.grading.isolation.fresh_process import FreshProcess
from trilateral.grading.isolation.worker import Sink, _work


def test_a_sink_keeps_the_first_letters_and_is_no_terminal() -> None:
    sink = Sink(5)
    assert sink.writable()
    assert not sink.isatty()
    assert [sink.write("abc"), sink.write("한국어"), sink.write("more")] == [3, 3, 4]
    assert "".join(sink.parts) == "abc한국"
    with pytest.raises(TypeError, match="must be str, not bytes"):
        sink.write(b"x")  # type: ignore[arg-type]
    nothing = Sink(0)
    assert (nothing.write("abc"), nothing.parts) == (3, [])


@pytest.mark.parametrize("content", [{"start": 0}, ["한국어", None, 1.5], "\ud800", ""])
def test_a_frame_comes_out_as_it_went_in(content: object) -> None:
    made = frame(content)
    assert read_frame(io.BytesIO(made + b"next"), 100) == (content, len(made) - 4)


def test_pieces_of_a_frame_are_put_together() -> None:
    class Slow(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 0, 2))

    assert read_frame(Slow(frame({"end": 3})), 100)[0] == {"end": 3}


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        (b"", EOFError),
        (b"\0\0", EOFError),
        (frame({"start": 1})[:-1], EOFError),
        (frame("x" * 200), ValueError),
        (struct.pack(">I", 3) + b"{x}", ValueError),
        (struct.pack(">I", 2) + b"\xff\xfe", ValueError),
        (struct.pack(">I", 100) + b"[" * 100, ValueError),
    ],
)
def test_what_is_no_frame_is_refused(sent: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_frame(io.BytesIO(sent), 100)


def test_a_frame_that_is_nested_too_deeply_is_refused() -> None:
    body = b"[" * 200_000 + b"]" * 200_000
    with pytest.raises(ValueError, match="nested"):
        read_frame(io.BytesIO(struct.pack(">I", len(body)) + body), 10**6)


def test_a_frame_is_of_the_length_it_may_have() -> None:
    made = frame("x" * 98)
    assert len(made) == 104
    assert read_frame(io.BytesIO(made), 100)[1] == 100
    with pytest.raises(ValueError, match="too long"):
        read_frame(io.BytesIO(made), 99)
    assert json.loads(made[4:]) == "x" * 98


@pytest.mark.parametrize(
    ("failure", "reason"), [(OSError("no namespace for it"), "no namespace for it"), (None, "not there")]
)
def test_a_process_that_is_not_fit_to_run_a_job_says_why(
    failure: OSError | None, reason: str, tmp_path: Path
) -> None:
    runner: Any = None  # it does not come so far
    job = frame({"folder": str(tmp_path / "not there"), "limits": {}})
    (job_end, ours), (theirs, said_end) = os.pipe(), os.pipe()
    os.write(ours, job)
    _work(job_end, said_end, runner, failure=failure)
    os.close(said_end)
    with os.fdopen(theirs, "rb") as said:
        content, _ = read_frame(said, 10_000)
        assert set(content) == {"unfit"}
        assert reason in content["unfit"]
        assert said.read() == b"", "and nothing else"
    for descriptor in (job_end, ours):
        os.close(descriptor)


linux = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")


@linux
def test_what_the_system_refuses_is_an_error() -> None:
    with pytest.raises(OSError, match="close: "):
        confine._libc("close", 10**6)


@linux
def test_children_are_found_whatever_group_they_are_in() -> None:
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as process:
        assert process.pid in confine._children()
        process.kill()
    assert process.pid not in confine._children()


def test_records_of_the_package_cannot_be_changed_in_passing() -> None:
    """Results travel between threads; what may change says so here."""
    found = {}
    for info in pkgutil.walk_packages(trilateral.__path__, "trilateral."):
        if info.name.endswith("__main__"):
            continue
        for name, one in vars(importlib.import_module(info.name)).items():
            if dataclasses.is_dataclass(one) and isinstance(one, type) and one.__module__ == info.name:
                found[f"{info.name}.{name}"] = one.__dataclass_params__.frozen
    assert {name.rpartition(".")[2] for name, frozen in found.items() if not frozen} == {
        "Dates",
        "CellExecution",
        "CellResults",
        "Execution",
        "Gathered",
    }
    assert sum(found.values()) > 20


BAD_START = """
import subprocess, sys, time
if sys.argv[1] == "stay":
    time.sleep(60)
    open(sys.argv[2], "w").close()
else:
    stays = subprocess.Popen([sys.executable, __file__, "stay", sys.argv[1]], stdin=subprocess.DEVNULL)
    print(stays.pid, file=open(sys.argv[2], "w"))
    sys.exit("no module named pandas")
"""


@pytest.mark.parametrize("kind", [ForkServer, FreshProcess])
def test_a_worker_that_is_not_fit_to_run_a_job_tells_why(
    kind: Callable[[bool], process.Worker], monkeypatch: pytest.MonkeyPatch
) -> None:
    job = frame({"folder": "/not there", "limits": {}})
    monkeypatch.setattr(process, "encode_job", lambda *_: job)
    worker = kind(False)
    try:
        with pytest.raises(process.NotIsolated, match="/not there"):
            worker.run([], "nonce", {}, 10.0)
    finally:
        worker.close()


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("", "it says nothing"),
        ("import sys; sys.exit('no pandas')", "no pandas"),
        ("print('hello')", "it says n"),
    ],
)
def test_a_cold_worker_that_does_not_start_tells_why(
    program: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "worker_command", lambda *_: [sys.executable, "-c", program])
    worker = FreshProcess(False)
    with pytest.raises(process.WorkerError, match=f"^The worker does not start: {said}"):
        worker.run([], "nonce", {}, 10.0)
    worker.close()


def test_a_worker_that_does_not_start_tells_why(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """At once, even where it leaves something behind that holds its standard error open."""
    program, waited, number = (tmp_path / name for name in ("start.py", "waited", "number"))
    program.write_text(BAD_START, encoding="utf-8")
    words = [sys.executable, str(program), str(waited), str(number)]
    monkeypatch.setattr(process, "worker_command", lambda *_: words)
    worker = ForkServer(False)
    try:
        with pytest.raises(process.WorkerError, match=r"^The worker does not start: no module named pandas$"):
            worker.run([], "nonce", {}, 10.0)
        assert not waited.exists()
    finally:
        worker.close()
        os.kill(int(number.read_text()), signal.SIGKILL)
