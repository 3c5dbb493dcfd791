"""A real kernel, to which cells are sent as JupyterLab sends them: with the name of the cell."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import coverage
from jupyter_client import BlockingKernelClient, KernelManager

from trilateral.text import COLUMNS

ROOT = Path(__file__).parents[2]
# What would tell the kernel that a program runs it.
PROGRAMS = (
    "PYTEST_VERSION",
    "PYTEST_CURRENT_TEST",
    "TRILATERAL_UNATTENDED",
    "NBGRADER_EXECUTION",
)


@dataclass
class Ran:
    """What came of one run of a cell.

    Attributes:
        printed: what was printed.
        error: the content of the error's message: ename, evalue, traceback; empty where there was none.
        shown: the data of each display, by its kind.
    """

    printed: str = ""
    error: dict[str, Any] = field(default_factory=dict)
    shown: list[dict[str, str]] = field(default_factory=list)

    @property
    def told(self) -> str:
        """What was printed, with each message in one line again, which `say` broke between two words."""
        lines: list[str] = []
        last = ""  # the line before, as it was printed: only the word that it had no more room for went on
        for line in self.printed.split("\n"):
            if last and line and len(f"{last} {line.split(' ')[0]}") > COLUMNS:
                lines[-1] += f" {line}"
            else:
                lines.append(line)
            last = line
        return "\n".join(lines)

    @property
    def said(self) -> str:
        """What stands in the error's output, without bold."""
        text = "\n".join(self.error.get("traceback", []))
        return text.replace("\x1b[1m", "").replace("\x1b[0m", "")


class Session:
    """A kernel and its client."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self.manager, self.client = manager, client

    def run(self, code: str, cell: str | None = "some-cell", interrupt: bool = False) -> Ran:
        """Run a cell; a front end that does not name its cells has None for it."""
        client, ran = self.client, Ran()
        content = {
            "code": code, "silent": False, "store_history": True, "user_expressions": {},
            "allow_stdin": False, "stop_on_error": True,
        }  # fmt: skip
        message = client.session.msg("execute_request", content, metadata={"cellId": cell} if cell else {})
        client.shell_channel.send(message)
        while True:
            answer = client.get_iopub_msg(timeout=60)
            if answer["parent_header"].get("msg_id") != message["header"]["msg_id"]:
                continue
            kind, content = answer["msg_type"], answer["content"]
            if kind == "stream":
                ran.printed += content["text"]
                if interrupt:  # once: a print may come in two pieces, and a second would stop the telling
                    interrupt = False
                    self.manager.interrupt_kernel()
            elif kind == "error":
                ran.error = content
            elif kind in ("display_data", "execute_result"):
                ran.shown.append(content["data"])
            elif kind == "status" and content["execution_state"] == "idle":
                client.get_shell_msg(timeout=60)
                return ran

    def restart(self) -> None:
        """Start the kernel anew."""
        self.manager.restart_kernel(now=not measured())
        self.client.wait_for_ready(timeout=60)


def measured() -> bool:
    """Tell whether coverage is measured; then a kernel must end by itself, to write down its own."""
    return coverage.Coverage.current() is not None


def with_coverage(command: list[str]) -> list[str]:
    """Return a kernel's command with coverage measured, in a file that pytest-cov adds to its own."""
    at = command.index("-m")
    files = (f"--rcfile={ROOT / 'pyproject.toml'}", f"--data-file={ROOT / '.coverage'}")
    return [*command[:at], "-m", "coverage", "run", "--parallel-mode", *files, *command[at:]]


@contextmanager
def session(folder: Path, **environment: str) -> Iterator[Session]:
    """Start a kernel in a folder; it ends with the block."""
    # An own seed for hashes keeps tests/support/forking.py from giving one that has loaded the course before.
    env = {name: value for name, value in os.environ.items() if name not in PROGRAMS}
    manager = KernelManager(kernel_name="python3", transport_encryption="auto")
    if measured():
        manager.kernel_spec.argv = with_coverage(manager.kernel_spec.argv)
    manager.start_kernel(cwd=str(folder), env={**env, "PYTHONHASHSEED": "1", **environment})
    client = manager.client()
    client.start_channels()
    try:
        client.wait_for_ready(timeout=60)
        yield Session(manager, client)
    finally:
        client.stop_channels()
        manager.shutdown_kernel(now=not measured())
