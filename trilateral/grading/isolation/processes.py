"""What both kinds of worker share: how one is started, what it is given, what comes back, how that is read.

`fork_server.ForkServer` forks a child for each run (Linux); `fresh_process.FreshProcess` starts a new Python
for each run, which takes a second longer and gives the same. The process that runs the cells is not trusted:
what it sends may be forged by the student's code, and is read with limits.
"""

from __future__ import annotations

import contextlib
import math
import os
import queue
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from trilateral.grading.bounded_json import count_parts
from trilateral.grading.isolation import bubblewrap
from trilateral.grading.isolation.frames import Stream, decode, frame, read_body
from trilateral.grading.isolation.limits import MOST_FRAME, MOST_FRAMES, MOST_PARTS, limits_of
from trilateral.paths import record_folder

__all__ = [
    "Cell",
    "CellResults",
    "Frames",
    "NotIsolated",
    "Scratch",
    "Worker",
    "WorkerError",
    "encode_job",
    "follow",
    "last_line",
    "start",
    "user_of",
    "worker_command",
]


class WorkerError(RuntimeError):
    """A worker cannot be started, or does not do its part; no submission is to blame."""


class NotIsolated(WorkerError):
    """A fork server's child cannot be given namespaces of its own here."""


@dataclass(frozen=True)
class Cell:
    """A cell to run: `kind` is "setup", "answer" or "check", `question` the number it belongs to, if any."""

    kind: str
    source: str
    question: str = ""
    name: str = ""


@dataclass
class CellResults:
    """What came of running cells.

    Attributes:
        outputs: of each cell that ended, in order, its outputs as unchecked JSON.
        seconds: of each cell that ended, its wall time.
        cut: how long the cell after the last one ran, where it did not end; s.
        end: "done"; or how the cell after the last one ended: "killed" (its process died), "timeout", or
            "spent" (there was no time left for the whole).
    """

    outputs: list[Any] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)
    cut: float = 0.0
    end: str = "killed"


class Worker(Protocol):
    """Either kind of worker."""

    def run(
        self,
        cells: Sequence[Cell],
        nonce: str,
        questions: dict[str, Any],
        timeout: float,
        budget: float = math.inf,
    ) -> CellResults:
        """Run cells in a fresh process."""

    def close(self) -> None:
        """End it."""


class Frames:
    """The frames that come from a worker, read by a thread, so that one can wait for them with a limit."""

    def __init__(self, stream: Stream) -> None:
        """Start to read."""
        self.stream = stream
        self.queue: queue.SimpleQueue[tuple[float, Any]] = queue.SimpleQueue()
        self.at = time.monotonic()  # when the last frame that was asked for came in
        self.thread = threading.Thread(target=self._read, daemon=True)
        self.thread.start()

    def _read(self) -> None:
        total = parts = 0
        try:
            while total < MOST_FRAMES:
                body = read_body(self.stream, MOST_FRAME)
                total += len(body)
                parts += 1 + count_parts(body)
                if parts > MOST_PARTS:
                    break
                self.queue.put((time.monotonic(), decode(body)))
        except (EOFError, OSError, ValueError):
            pass
        self.queue.put((time.monotonic(), None))

    def get(self, timeout: float) -> Any:
        """Return the next frame, or None where there is none any more; raise queue.Empty where it is late."""
        self.at, content = self.queue.get(timeout=max(timeout, 0.001))
        return content


def follow(frames: Frames, count: int, timeout: float, budget: float = math.inf) -> CellResults:
    """Collect what comes of a run until it ends.

    A worker sends, for each cell in order, a frame when it starts and one when it ends, and a last one when
    all are done. Any other frame counts as the end of its process: the student's code may have sent it.

    Args:
        frames: what comes from the worker.
        count: how many cells were sent.
        timeout: seconds that one cell may take.
        budget: seconds that all of them may take together.
    """
    results = CellResults()
    began = time.monotonic()
    until = began + budget
    try:
        while True:
            began = time.monotonic()
            got = frames.get(min(timeout, until - began))
            number = len(results.outputs)
            if got == {"done": True} and number == count:
                results.end = "done"
                return results
            if got != {"start": number} or number >= count:
                return results
            # By when frames come in, not by when somebody here has the time to look.
            started = frames.at
            got = frames.get(min(began + timeout, until) - time.monotonic())
            outputs = got.get("outputs") if isinstance(got, dict) and got.get("end") == number else None
            if not isinstance(outputs, list):
                return results
            results.outputs.append(outputs)
            results.seconds.append(frames.at - started)
    except queue.Empty:
        results.end = "timeout" if began + timeout <= until else "spent"
    finally:
        if results.end != "done":
            results.cut = time.monotonic() - began
    return results


def encode_job(
    cells: Sequence[Cell],
    nonce: str,
    questions: dict[str, Any],
    timeout: float,
    scratch: Scratch | None,
) -> bytes:
    """Return the frame that asks a worker to run cells in a folder (None: the sandbox's own)."""
    return frame(
        {
            "cells": [[cell.kind, cell.source] for cell in cells],
            "nonce": nonce,
            "questions": questions,
            "limits": limits_of(len(cells), timeout),
            "folder": str(scratch.work) if scratch else "",
        }
    )


class Scratch:
    """A folder for one run without a sandbox, with the record beside it, gone afterwards."""

    def __init__(self) -> None:
        """Make it."""
        self.base = Path(tempfile.mkdtemp(prefix="trilateral-"))
        self.work = self.base / "exercises"
        self.work.mkdir()
        try:
            (self.base / "data").symlink_to(record_folder(), target_is_directory=True)
        except OSError:  # Windows asks for a privilege
            shutil.copytree(record_folder(), self.base / "data")

    def remove(self) -> None:
        """Remove it, also where the cells took away the right to."""

        def once_more(function: Any, path: str, _: Any) -> None:
            with contextlib.suppress(OSError):
                Path(path).parent.chmod(0o700)
                Path(path).chmod(0o700)
                function(path)

        shutil.rmtree(self.base, onerror=once_more)
        shutil.rmtree(self.base, ignore_errors=True)


def start(mode: str, number: int, home: Path | None, **streams: Any) -> subprocess.Popen[bytes]:
    """Start a worker's process in a session of its own; what it complains of goes into a pipe.

    Args:
        mode: "nested" or "plain" for a fork server, with and without a sandbox; "once" for a single run.
        number: of the worker, by which those of root get users of their own.
        home: the folder that it may write into; None: it is started in the sandbox.
        streams: `stdin` and `stdout`, as `subprocess.Popen` takes them.

    Raises:
        NoSandbox: there is no folder, and no sandbox either.
    """
    if home is None:
        worker = worker_command(mode, str(user_of(number)))
        command, environment = bubblewrap.command(worker, mode != "once"), bubblewrap.environment()
    else:
        command, environment = worker_command(mode, "0"), bubblewrap.plain_environment(home)
    # the command is ours, the submission comes through a pipe or a socket
    return subprocess.Popen(  # noqa: S603
        command, stderr=subprocess.PIPE, env=environment, cwd=home or "/", start_new_session=True,
        bufsize=0, **streams,
    )  # fmt: skip


def last_line(error_output: bytes | None) -> str:
    """Return the last line of what a worker complained of, for a message."""
    lines = (error_output or b"").decode(errors="replace").strip().splitlines()
    return lines[-1][:300] if lines else "it says nothing"


def worker_command(*arguments: str) -> list[str]:
    """Return the command that starts a worker ("nested", "plain" or "once"), and as which user."""
    return [sys.executable, "-P", "-m", "trilateral.grading.isolation.worker", *arguments]


def user_of(number: int) -> int:
    """Return the user that a submission becomes where root grades, one for each worker; else 0."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        return 0
    # Limits on processes count all of a user's. No account has a number near these (systemd ends at 2^31).
    return 3_000_000_000 + os.getpid() % 1_000_000 * 100 + number % 100
