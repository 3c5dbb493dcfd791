"""A worker for every system: a new Python for each run, which takes about a second longer than a fork."""

from __future__ import annotations

import contextlib
import math
import os
import queue
import signal
import subprocess
from collections.abc import Sequence
from typing import Any

from trilateral.grading.isolation import bubblewrap, processes
from trilateral.grading.isolation.limits import START_SECONDS
from trilateral.grading.isolation.processes import Cell, CellResults, NotIsolated, WorkerError

__all__ = ["FreshProcess"]


class FreshProcess:
    """A new Python for each run."""

    def __init__(self, sandboxed: bool, number: int = 0) -> None:
        """Note whether to use the sandbox.

        Raises:
            NoSandbox: `sandboxed`, and there is none.
        """
        self.sandboxed, self.number = sandboxed, number
        if sandboxed:
            bubblewrap.find()

    def run(
        self,
        cells: Sequence[Cell],
        nonce: str,
        questions: dict[str, Any],
        timeout: float,
        budget: float = math.inf,
    ) -> CellResults:
        """Run cells in a new process.

        Raises:
            WorkerError: it does not start, for no fault of the cells.
        """
        scratch = None if self.sandboxed else processes.Scratch()
        process = processes.start(
            "once",
            self.number,
            scratch.base if scratch else None,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdin and process.stdout and process.stderr
        frames = None
        try:
            with contextlib.suppress(OSError):  # where it did not start, it is told below
                process.stdin.write(processes.encode_job(cells, nonce, questions, timeout, scratch))
                process.stdin.close()
            frames = processes.Frames(process.stdout)
            try:
                hello = frames.get(START_SECONDS)
            except queue.Empty:
                hello = None
            if isinstance(hello, dict) and "unfit" in hello:
                raise NotIsolated(str(hello["unfit"]))
            if not isinstance(hello, dict) or "pid" not in hello:
                process.kill()
                said = processes.last_line(process.stderr.read())
                raise WorkerError(f"The worker does not start: {said}")
            return processes.follow(frames, len(cells), timeout, budget)
        finally:
            if hasattr(os, "killpg"):
                with contextlib.suppress(ProcessLookupError, PermissionError):
                    os.killpg(process.pid, signal.SIGKILL)
            process.kill()
            process.wait()
            if frames:
                frames.thread.join(START_SECONDS)
            for stream in (process.stdin, process.stdout, process.stderr):
                stream.close()
            if scratch:
                scratch.remove()

    def close(self) -> None:
        """Do nothing: each run ends its own process."""
