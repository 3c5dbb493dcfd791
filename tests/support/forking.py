"""Start kernels quickly: fork them from one process that has imported the libraries which all import.

Starting Python and importing pandas and matplotlib is much of what a notebook takes. Measured on eight
notebooks and exercises, three runs of each kind in turn: 30 s of processor time instead of 53 s, and 56 s on
the clock instead of 98 s. The modules are shared, as they are after their import; all else is each
kernel's own: process, namespace, folder, environment. Linux only; elsewhere, and where anything is amiss,
kernels start as usual, as with `TRILATERAL_COLD_KERNELS=1`.
"""

from __future__ import annotations

import builtins
import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from importlib.metadata import EntryPoint
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from jupyter_client.provisioning import KernelProvisionerFactory, LocalProvisioner

# Not this package: it sets the style of charts when it is imported.
MODULES = (
    "numpy",
    "pandas",
    "matplotlib.pyplot",
    "matplotlib.backends.backend_svg",
    "matplotlib_inline.backend_inline",
    "ipykernel.kernelapp",
    "ipykernel.ipkernel",
    "IPython.core.completer",
    "ipywidgets",
    "anywidget",
)
# What Python, or a library, reads once, when it starts: a kernel that wants another cannot be forked.
FIXED = ("PYTHON", "LC_", "LANG", "TZ", "MPL", "OMP_", "OPENBLAS_", "PATH", "HOME", "LD_")


# --- the process that is forked ----------------------------------------------------------------------------


def serve() -> None:
    """Fork a kernel for each line that comes, and answer with its number, until there is nobody any more."""
    control = socket.socket(fileno=os.dup(0))
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    # pandas chooses its widths by where it is imported.
    builtins.get_ipython = lambda: SimpleNamespace(kernel=True)
    for name in MODULES:
        with contextlib.suppress(Exception):  # then the notebook itself will say so
            importlib.import_module(name)
    del builtins.get_ipython
    gc.freeze()  # what is there now stays: no kernel need look through it for rubbish
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # so that ended kernels do not stay as zombies
    with control.makefile("rb") as lines:
        for line in lines:
            wanted = json.loads(line)
            if child := os.fork():
                control.sendall(b"%d\n" % child)
                continue
            control.detach()
            become(**wanted)


def become(argv: list[str], env: dict[str, str], cwd: str) -> None:
    """Turn this fresh fork into a kernel."""
    status = 1
    try:
        os.closerange(3, 256)
        os.setsid()
        os.chdir(cwd)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        os.environ.clear()
        os.environ.update(env)
        sys.argv = ["ipykernel_launcher", *argv]
        importlib.import_module("ipykernel.kernelapp").launch_new_instance()
        status = 0
    finally:
        os._exit(status)


# --- the process that asks ---------------------------------------------------------------------------------


class Fork:
    """A forked kernel, seen as jupyter_client sees a `Popen`."""

    stdin = stdout = stderr = None

    def __init__(self, pid: int) -> None:
        self.pid, self.descriptor, self.returncode = pid, os.pidfd_open(pid), None

    def poll(self) -> int | None:
        """Return 0 once it has ended: whoever forked it knows the status, and nobody asks for it."""
        if self.returncode is None and select.select([self.descriptor], [], [], 0)[0]:
            os.close(self.descriptor)
            self.returncode = 0
        return self.returncode

    def wait(self) -> int:
        while self.poll() is None:
            time.sleep(0.01)
        return 0

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            signal.pidfd_send_signal(self.descriptor, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class ForkServer:
    """The process that is forked; it is started when the first kernel is."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.usable = sys.platform == "linux" and not os.environ.get("TRILATERAL_COLD_KERNELS")

    def start(self) -> None:
        self.control, theirs = socket.socketpair()
        self.environment = {
            **os.environ,
            "MPLBACKEND": "module://matplotlib_inline.backend_inline",
            "OPENBLAS_NUM_THREADS": "1",  # threads do not live on in a fork
        }
        with theirs:
            self.process = subprocess.Popen(
                [sys.executable, __file__], stdin=theirs.fileno(), stdout=subprocess.DEVNULL,
                env=self.environment, start_new_session=True,
            )  # fmt: skip
        self.control.settimeout(60)

    def fork(self, argv: list[str], env: dict[str, str], cwd: str) -> Fork | None:
        """Return a kernel with this command line, environment and folder; None where that cannot be."""
        if not self.usable:
            return None
        if self.process is None:
            self.start()
        own = {
            **self.environment,
            **{name: env.get(name, "") for name in ("MPLBACKEND", "OPENBLAS_NUM_THREADS")},
        }
        if any(env.get(name, "") != own.get(name, "") for name in {*env, *own} if name.startswith(FIXED)):
            return None
        try:
            self.control.sendall(json.dumps({"argv": argv, "env": env, "cwd": cwd}).encode() + b"\n")
            return Fork(int(self.control.recv(20)))
        except (OSError, ValueError):
            self.usable = False
            return None

    def stop(self) -> None:
        if self.process is not None:
            self.control.close()
            self.process.terminate()
            self.process.wait(10)


FORK_SERVER = ForkServer()


class Forking(LocalProvisioner):
    """Starts a kernel as jupyter_client asks for it."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        cwd = str(kwargs.get("cwd") or Path.cwd())
        plain = cmd[0] == sys.executable and "ipykernel_launcher" in cmd
        argv = cmd[cmd.index("ipykernel_launcher") + 1 :] if plain else []
        fork = FORK_SERVER.fork(argv, dict(kwargs.get("env") or os.environ), cwd) if plain else None
        if fork is None:
            return await super().launch_kernel(cmd, **kwargs)
        self.process, self.pid, self.pgid, self.cwd = fork, fork.pid, fork.pid, cwd
        return self.connection_info


def pytest_configure() -> None:
    """Have every kernel that this process starts forked."""
    factory = KernelProvisionerFactory.instance()
    factory.provisioners["forking"] = EntryPoint(
        "forking", "support.forking:Forking", "jupyter_client.kernel_provisioners"
    )
    factory.default_provisioner_name = "forking"


def pytest_unconfigure() -> None:
    """End the process that is forked."""
    FORK_SERVER.stop()


if __name__ == "__main__":
    del sys.path[0]  # this file's folder is not a kernel's
    serve()
