"""Start workers, give them cells to run, and end them. All that comes back is a stranger's bytes.

Two kinds with one method: `Warm` holds a zygote, which forks a child for each run (Linux); `Cold` starts a
new Python for each run, which takes a second longer and gives the same.
"""

from __future__ import annotations

import contextlib
import os
import queue
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from trilateral.grading.isolation import bubblewrap as sandbox
from trilateral.grading.isolation.namespaces import MOST_MEMORY
from trilateral.grading.isolation.worker import Stream, frame, read_frame
from trilateral.record.load import folder as data_folder

__all__ = ["Cell", "ForkServer", "FreshProcess", "NotIsolated", "Run", "Worker", "WorkerError"]

MOST_FRAME, MOST_FRAMES = 4_000_000, 32_000_000  # bytes of one, and of all of a run
PATIENCE = 120.0  # seconds for a worker to start on a busy machine
LIMITS = {"memory": MOST_MEMORY, "file": 32 << 20, "processes": 32, "files": 256}


class WorkerError(RuntimeError):
    """A worker cannot be started, or does not do its part; no submission is to blame."""


class NotIsolated(WorkerError):
    """A zygote's child cannot be given namespaces of its own here."""


@dataclass(frozen=True)
class Cell:
    """A cell to run: `kind` is "setup", "answer" or "check", `question` the number it belongs to, if any."""

    kind: str
    source: str
    question: str = ""
    name: str = ""


@dataclass
class Run:
    """What came of running cells.

    Attributes:
        outputs: of each cell that ended, in order, its outputs as unchecked JSON.
        seconds: of each cell that ended, its wall time.
        cut: how long the cell after the last one ran, where it did not end; s.
        end: "done"; or how the cell after the last one ended: "killed" (its process died) or "timeout".
    """

    outputs: list[Any] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cut: float = 0.0
    end: str = "killed"


class Worker(Protocol):
    """Either kind of worker."""

    def run(self, cells: Sequence[Cell], nonce: str, questions: dict[str, Any], timeout: float) -> Run:
        """Run cells in a fresh process."""

    def close(self) -> None:
        """End it."""


class _Frames:
    """The frames that come from a worker, read by a thread, so that one can wait for them with a limit."""

    def __init__(self, stream: Stream) -> None:
        self.stream = stream
        self.queue: queue.SimpleQueue[tuple[float, Any]] = queue.SimpleQueue()
        self.at = time.monotonic()  # when the last frame that was asked for came in
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        total = 0
        try:
            while total < MOST_FRAMES:
                content, size = read_frame(self.stream, MOST_FRAME)
                total += size
                self.queue.put((time.monotonic(), content))
        except (EOFError, OSError, ValueError):
            pass
        self.queue.put((time.monotonic(), None))

    def get(self, timeout: float) -> Any:
        """Return the next frame, or None where there is none any more; raise queue.Empty where it is late."""
        self.at, content = self.queue.get(timeout=max(timeout, 0.001))
        return content


def _follow(frames: _Frames, count: int, timeout: float) -> Run:
    """Follow a run to its end. A frame out of turn is as good as a death."""
    run = Run()
    began = time.monotonic()
    try:
        while True:
            began = time.monotonic()
            got = frames.get(timeout)
            number = len(run.outputs)
            if got == {"done": True} and number == count:
                run.end = "done"
                return run
            if got != {"start": number} or number >= count:
                return run
            # By when frames come in, not by when somebody here has the time to look.
            started = frames.at
            got = frames.get(timeout - (time.monotonic() - began))
            outputs = got.get("outputs") if isinstance(got, dict) and got.get("end") == number else None
            if not isinstance(outputs, list):
                return run
            run.outputs.append(outputs)
            run.seconds.append(frames.at - started)
    except queue.Empty:
        run.end = "timeout"
    finally:
        if run.end != "done":
            run.cut = time.monotonic() - began
    return run


def _job(cells: Sequence[Cell], nonce: str, questions: dict[str, Any], timeout: float, folder: str) -> bytes:
    return frame(
        {
            "cells": [[cell.kind, cell.source] for cell in cells],
            "nonce": nonce,
            "questions": questions,
            "limits": {**LIMITS, "cpu": int(timeout * (len(cells) + 2)) + 60},
            "folder": folder,
        }
    )


class _Scratch:
    """A folder for one run without a sandbox, with the record beside it, gone afterwards."""

    def __init__(self) -> None:
        self.base = Path(tempfile.mkdtemp(prefix="trilateral-"))
        self.work = self.base / "exercises"
        self.work.mkdir()
        try:
            (self.base / "data").symlink_to(data_folder(), target_is_directory=True)
        except OSError:  # Windows asks for a privilege
            shutil.copytree(data_folder(), self.base / "data")

    def remove(self) -> None:
        def once_more(function: Any, path: str, _: Any) -> None:
            with contextlib.suppress(OSError):
                Path(path).parent.chmod(0o700)
                Path(path).chmod(0o700)
                function(path)

        shutil.rmtree(self.base, onerror=once_more)
        shutil.rmtree(self.base, ignore_errors=True)


def _worker(*arguments: str) -> list[str]:
    return [sys.executable, "-P", "-m", "trilateral.grading.isolation.worker", *arguments]


def _user(number: int) -> int:
    """Return the user that a submission becomes where root grades, one for each worker; else 0."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return 0
    # Limits on processes count all of a user's. No account has a number near these (systemd ends at 2^31).
    return 3_000_000_000 + os.getpid() % 1_000_000 * 100 + number % 100


class ForkServer:
    """A zygote, started anew where it is lost."""

    def __init__(self, sandboxed: bool, number: int = 0) -> None:
        """Start to start it; `run` waits until it is ready.

        Raises:
            NoSandbox: `sandboxed`, and there is none.
        """
        self.sandboxed, self.number = sandboxed, number
        self.home = None if sandboxed else Path(tempfile.mkdtemp(prefix="trilateral-"))
        self.process: subprocess.Popen[bytes] | None = None
        self._start()

    def _start(self) -> None:
        if self.home is None:
            worker = _worker("nested", str(_user(self.number)))
            words, environment = sandbox.command(worker, serving=True), sandbox.environment()
        else:
            words, environment = _worker("plain", "0"), sandbox.plain_environment(self.home)
        ours, theirs = socket.socketpair()
        with theirs:
            # the words are ours, the submission comes through the socket
            self.process = subprocess.Popen(  # noqa: S603
                words, stdin=theirs.fileno(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                env=environment, cwd=self.home or "/", start_new_session=True,
            )  # fmt: skip
        self.control, self.ready = ours, False

    def _wait_until_ready(self) -> None:
        self.control.settimeout(PATIENCE)
        with contextlib.suppress(OSError):
            self.ready = self.ready or self.control.recv(1) == b"R"
        if not self.ready:
            said = self._end()
            raise WorkerError(f"The worker does not start: {said}")

    def _end(self) -> str:
        """End the zygote with all that it started; return the last line of what it complained of."""
        self.control.close()
        if self.process is None:
            return ""
        assert self.process.stderr is not None
        try:
            self.process.wait(2)  # it ends by itself, as nobody asks any more
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        os.set_blocking(self.process.stderr.fileno(), False)
        said = (self.process.stderr.read() or b"").decode(errors="replace").strip().splitlines()
        self.process.stderr.close()
        self.process = None
        return said[-1][:300] if said else "it says nothing"

    def run(self, cells: Sequence[Cell], nonce: str, questions: dict[str, Any], timeout: float) -> Run:
        """Run cells in a child of the zygote.

        Raises:
            WorkerError: there is no child to be had, for no fault of the cells.
        """
        if self.process is None:
            self._start()
        if not self.ready:
            self._wait_until_ready()
        scratch = None if self.sandboxed else _Scratch()
        ours, theirs = socket.socketpair()
        child = 0
        try:
            with theirs:
                socket.send_fds(self.control, [b"F"], [theirs.fileno()])
            ours.settimeout(PATIENCE)
            with ours.makefile("rb", buffering=0) as stream, contextlib.suppress(OSError):
                ours.sendall(_job(cells, nonce, questions, timeout, str(scratch.work) if scratch else ""))
                hello, _ = read_frame(stream, 10_000)
                if "unfit" in hello:
                    raise NotIsolated(str(hello["unfit"]))
                child = hello["pid"]
                ours.settimeout(None)
                frames = _Frames(stream)
                run = _follow(frames, len(cells), timeout)
                ours.shutdown(socket.SHUT_RDWR)
                frames.thread.join()
                return run
            raise WorkerError("The worker's child does not start.")
        except (EOFError, ValueError, OSError) as error:
            self.ready = False
            said = self._end()
            raise WorkerError(f"The worker is lost ({error}; {said}).") from None
        finally:
            ours.close()
            self._stop_child(child)
            if scratch:
                scratch.remove()

    def _stop_child(self, child: int) -> None:
        """Have the child ended. Where the zygote itself is gone, which needs a missing sandbox, see to it."""
        if self.process is None:
            return
        try:
            self.control.settimeout(PATIENCE)
            self.control.sendall(b"K")
            if self.control.recv(1) == b"D":
                return
        except OSError:
            pass
        if child and not self.sandboxed:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(child, signal.SIGKILL)
        self.ready = False
        self._end()

    def close(self) -> None:
        """End the zygote."""
        self._end()
        if self.home:
            shutil.rmtree(self.home, ignore_errors=True)


class FreshProcess:
    """A new Python for each run."""

    def __init__(self, sandboxed: bool, number: int = 0) -> None:
        """Note whether to use the sandbox.

        Raises:
            NoSandbox: `sandboxed`, and there is none.
        """
        self.sandboxed, self.number = sandboxed, number
        if sandboxed:
            sandbox.find()

    def run(self, cells: Sequence[Cell], nonce: str, questions: dict[str, Any], timeout: float) -> Run:
        """Run cells in a new process.

        Raises:
            WorkerError: it does not start, for no fault of the cells.
        """
        scratch = None if self.sandboxed else _Scratch()
        if scratch is None:
            worker = _worker("once", str(_user(self.number)))
            words, environment = sandbox.command(worker, serving=False), sandbox.environment()
        else:
            words, environment = _worker("once", "0"), sandbox.plain_environment(scratch.base)
        # the words are ours, the submission comes through the pipe
        process = subprocess.Popen(  # noqa: S603
            words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            env=environment, cwd=scratch.base if scratch else "/", start_new_session=True, bufsize=0,
        )  # fmt: skip
        assert process.stdin and process.stdout and process.stderr
        frames = None
        try:
            with contextlib.suppress(OSError):  # where it did not start, it is told below
                process.stdin.write(
                    _job(cells, nonce, questions, timeout, str(scratch.work) if scratch else "")
                )
                process.stdin.close()
            frames = _Frames(process.stdout)
            try:
                hello = frames.get(PATIENCE)
            except queue.Empty:
                hello = None
            if isinstance(hello, dict) and "unfit" in hello:
                raise NotIsolated(str(hello["unfit"]))
            if not isinstance(hello, dict) or "pid" not in hello:
                process.kill()
                said = process.stderr.read().decode(errors="replace").strip().splitlines()
                raise WorkerError(
                    f"The worker does not start: {said[-1][:300] if said else 'it says nothing'}"
                )
            return _follow(frames, len(cells), timeout)
        finally:
            if hasattr(os, "killpg"):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.wait()
            if frames:
                frames.thread.join(PATIENCE)
            for stream in (process.stdin, process.stdout, process.stderr):
                stream.close()
            if scratch:
                scratch.remove()

    def close(self) -> None:
        """Do nothing: each run ends its own process."""
