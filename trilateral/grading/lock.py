"""Hold a results folder, so that two runs never write into it at once.

The system gives up the lock when the process that holds it ends, however it ends. So a file that a killed run
left behind stops nobody.
"""

from __future__ import annotations

import contextlib
import os
import platform
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from trilateral.grading.model import NotGradable

__all__ = ["NAME", "hold"]

NAME = "running.lock"
# Windows keeps others from reading what is locked: lock a byte far behind what the file says.
PLACE = 1 << 30


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold a folder until the end of the `with` block.

    Raises:
        NotGradable: another process holds it. The message names the process.
        OSError: the folder cannot be written to.
    """
    path = folder / NAME
    file = _open(path)
    try:
        os.ftruncate(file, 0)
        os.write(
            file, f"process {os.getpid()} on {platform.node()}, {datetime.now():%Y-%m-%d %H:%M}".encode()
        )
        yield
    finally:
        if sys.platform == "win32":  # an open file cannot be removed there
            os.close(file)
            with contextlib.suppress(OSError):
                path.unlink()
        else:
            path.unlink(missing_ok=True)
            os.close(file)


def _open(path: Path) -> int:
    while True:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            _lock(file)
        except OSError:
            with contextlib.suppress(OSError):
                holder = os.read(file, 200).decode(errors="replace")
            os.close(file)
            holder = "".join(letter for letter in holder if letter.isprintable()) or "another process"
            raise NotGradable(
                f"{path.parent}: another run writes there ({holder}). "
                "Wait until it has ended, or choose another --out."
            ) from None
        # Between opening and locking, the run before may have ended and removed the file.
        with contextlib.suppress(FileNotFoundError):
            if sys.platform == "win32" or os.path.samestat(os.fstat(file), path.stat()):
                return file
        os.close(file)


def _lock(file: int) -> None:
    """Lock a file without waiting.

    Raises:
        OSError: another process has it.
    """
    if sys.platform == "win32":
        import msvcrt

        os.lseek(file, PLACE, os.SEEK_SET)
        msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        os.lseek(file, 0, os.SEEK_SET)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
