"""How much memory `trilateral grade` takes for a class of sixty, of six hundred and of six thousand.

    .venv/bin/python benchmarks/memory.py [60 600 6000]

Counted twice a second: the command, and with it all that it has started (what they share is shared out).
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psutil
from grading import submissions

KINDS = 60  # so many submissions are different; the rest are like one of them, but for a number


def a_class(count: int, folder: Path) -> None:
    """Write so many submissions into a new folder."""
    folder.mkdir()
    kinds = submissions(KINDS)
    for number in range(count):
        content = kinds[number % KINDS].replace(b'"submission": ', b'"submission": 1%05d' % number)
        (folder / f"s{number:05}.ipynb").write_bytes(content)


def memory(process: psutil.Process) -> tuple[int, int]:
    """Return the bytes of a process, and of it and all that it has started."""
    together = process.memory_full_info().pss
    for child in process.children(recursive=True):
        try:
            together += child.memory_full_info().pss
        except psutil.Error:  # it has ended
            continue
    return process.memory_info().rss, together


def measure(count: int) -> None:
    """Grade a class and print a line."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        a_class(count, place / "submissions")
        words = ["-m", "trilateral", "grade", str(place / "submissions"), "--out", str(place / "results")]
        began = time.monotonic()
        run = subprocess.Popen(
            [sys.executable, *words], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        process = psutil.Process(run.pid)
        seen = []
        while run.poll() is None:
            try:
                seen.append(memory(process))
            except psutil.Error:
                break
            time.sleep(0.5)
        said = run.communicate()[0].splitlines()
        own, together = (max(column) >> 20 for column in zip(*seen, strict=True))
        took = time.monotonic() - began
        print(f"{count:6}: {own} MB, with all processes {together} MB, {took:.0f} s: {said[0]}", flush=True)


if __name__ == "__main__":
    for size in sys.argv[1:] or ("60", "600", "6000"):
        measure(int(size))
