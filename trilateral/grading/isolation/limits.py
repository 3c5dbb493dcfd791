"""What a submission may use: memory, files, processes, time. Every limit of the sandbox stands here.

How long one cell may take is a setting of `trilateral grade --timeout`; the rest is fixed.
"""

from __future__ import annotations

import contextlib

__all__ = [
    "MOST_DISK",
    "MOST_FRAME",
    "MOST_FRAMES",
    "MOST_MEMORY",
    "MOST_PARTS",
    "MOST_SHARED",
    "START_SECONDS",
    "file_seconds",
    "limit",
    "limits_of",
]

MOST_MEMORY = 2 << 30  # bytes, of one process and of all processes of a submission together
MOST_FILE = 32 << 20  # bytes, of one file
MOST_DISK = 64 << 20  # bytes, of the folder that the cells work in, and of the one for temporary files
MOST_SHARED = 16 << 20  # bytes of shared memory
MOST_PROCESSES = 32
MOST_OPEN_FILES = 256
MOST_FRAME, MOST_FRAMES = 4_000_000, 32_000_000  # bytes sent back: in one frame, and in all of a run
MOST_PARTS = 200_000  # values in all frames of a run: an empty list takes two bytes here, and 64 in memory
MOST_FULL_CELLS = 15  # how many cells of a file may take all their time; an exercise asks ten questions
START_SECONDS = 120.0  # for a worker to start on a busy machine


def file_seconds(timeout: float) -> float:
    """Return how long all runs of one file may take together where one cell may take `timeout` seconds.

    It does not grow with the file: copies of a cell buy no time.
    """
    return timeout * MOST_FULL_CELLS


def limits_of(cells: int, timeout: float) -> dict[str, int]:
    """Return the limits of a run of so many cells, each of which may take `timeout` seconds."""
    return {
        "memory": MOST_MEMORY,
        "file": MOST_FILE,
        "processes": MOST_PROCESSES,
        "files": MOST_OPEN_FILES,
        "cpu": int(timeout * (cells + 2)) + 60,
    }


def limit(limits: dict[str, int], others: int = 0) -> None:
    """Set the limits of this process and of all that it starts.

    Args:
        limits: `memory` (bytes of address space), `file` (bytes of one file), `processes`, `files` (open at a
            time), `cpu` (s).
        others: how many processes of the same user are not ours, but are counted.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    wanted = {
        "RLIMIT_AS": limits["memory"],
        "RLIMIT_FSIZE": limits["file"],
        "RLIMIT_NPROC": limits["processes"] + others,
        "RLIMIT_NOFILE": limits["files"],
        "RLIMIT_CPU": limits["cpu"],
        "RLIMIT_CORE": 0,
    }
    for name, value in wanted.items():
        if hasattr(resource, name):
            _, most = resource.getrlimit(getattr(resource, name))
            value = value if most == resource.RLIM_INFINITY else min(value, most)
            with contextlib.suppress(ValueError, OSError):  # macOS knows some and allows few
                resource.setrlimit(getattr(resource, name), (value, value))
