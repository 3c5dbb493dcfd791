"""A worker that starts quickly: a fork server imports pandas once and forks a child for each run (Linux)."""

from __future__ import annotations

import contextlib
import math
import os
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trilateral.grading.isolation import processes
from trilateral.grading.isolation.frames import read_frame
from trilateral.grading.isolation.limits import START_SECONDS
from trilateral.grading.isolation.processes import Cell, CellResults, NotIsolated, WorkerError

__all__ = ["ForkServer"]


class ForkServer:
    """A process that forks a child for each run; it is started anew where it is lost."""

    def __init__(self, sandboxed: bool, number: int = 0) -> None:
        """Begin to start it; `run` waits until it is ready.

        Raises:
            NoSandbox: `sandboxed`, and there is none.
        """
        self.sandboxed, self.number = sandboxed, number
        self.home = None if sandboxed else Path(tempfile.mkdtemp(prefix="trilateral-"))
        self.process: subprocess.Popen[bytes] | None = None
        self._start()

    def _start(self) -> None:
        mode = "nested" if self.sandboxed else "plain"
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                self.process = processes.start(
                    mode, self.number, self.home, stdin=theirs.fileno(), stdout=subprocess.DEVNULL
                )
            except BaseException:
                ours.close()
                raise
        self.control, self.ready = ours, False

    def _wait_until_ready(self) -> None:
        self.control.settimeout(START_SECONDS)
        with contextlib.suppress(OSError):
            self.ready = self.ready or self.control.recv(1) == b"R"
        if not self.ready:
            said = self._end()
            raise WorkerError(f"The worker does not start: {said}")

    def _end(self) -> str:
        """End the server with all that it started; return the last line of its error output."""
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
        said = processes.last_line(self.process.stderr.read())
        self.process.stderr.close()
        self.process = None
        return said

    def run(
        self,
        cells: Sequence[Cell],
        nonce: str,
        questions: dict[str, Any],
        timeout: float,
        budget: float = math.inf,
    ) -> CellResults:
        """Run cells in a child of the server.

        Raises:
            WorkerError: there is no child to be had, for no fault of the cells.
        """
        if self.process is None:
            self._start()
        if not self.ready:
            self._wait_until_ready()
        scratch = None if self.sandboxed else processes.Scratch()
        ours, theirs = socket.socketpair()
        child = 0
        try:
            with theirs:
                socket.send_fds(self.control, [b"F"], [theirs.fileno()])
            ours.settimeout(START_SECONDS)
            with ours.makefile("rb", buffering=0) as stream, contextlib.suppress(OSError):
                ours.sendall(processes.encode_job(cells, nonce, questions, timeout, scratch))
                hello, _ = read_frame(stream, 10_000)
                if "unfit" in hello:
                    raise NotIsolated(str(hello["unfit"]))
                child = hello["pid"]
                ours.settimeout(None)
                frames = processes.Frames(stream)
                results = processes.follow(frames, len(cells), timeout, budget)
                ours.shutdown(socket.SHUT_RDWR)
                frames.thread.join()
                return results
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
        """Ask the server to end its child. If the server is gone (no sandbox), end it from here."""
        if self.process is None:
            return
        try:
            self.control.settimeout(START_SECONDS)
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
        """End the server."""
        self._end()
        if self.home:
            shutil.rmtree(self.home, ignore_errors=True)
