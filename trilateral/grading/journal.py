"""What has been graded so far, so that an interrupted run goes on where it was.

One line of JSON for each file, written when it is done. A line cut short by a crash is left out when the
journal is read, and graded again.
"""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self, TextIO

from trilateral.grading import Outcome, Result

__all__ = ["Journal", "whole", "write_whole"]


@contextmanager
def whole(path: Path) -> Iterator[TextIO]:
    """Open a file to write, in UTF-8 and with the line ends given: it is there whole, or it is as it was."""
    half = path.with_name(f"{path.name}.half")
    with half.open("w", encoding="utf-8", errors="backslashreplace", newline="") as file:
        yield file
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)


def write_whole(path: Path, content: str) -> None:
    """Write a text as `whole` does."""
    with whole(path) as file:
        file.write(content)


class Journal:
    """The results of a run, by key, in a file that grows; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Read what is there, and leave out what is damaged."""
        self.path = path
        self.results: dict[str, Result] = {}
        self._lock = threading.Lock()
        whole = []
        content = path.read_bytes() if path.exists() else b""
        for line in content.split(b"\n"):
            try:
                entry = json.loads(line)
                self.results[entry["key"]] = _result(entry["result"])
            except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
                continue
            whole.append(line)
        good = b"".join(line + b"\n" for line in whole)
        if good != content:
            write_whole(path, good.decode())
        self._file = path.open("ab")

    def add(self, key: str, result: Result) -> None:
        """Keep a result; it is on disk when this returns."""
        line = json.dumps({"key": key, "result": asdict(result)}) + "\n"
        with self._lock:
            self.results[key] = result
            self._file.write(line.encode())
            self._file.flush()
            os.fsync(self._file.fileno())

    def __enter__(self) -> Self:
        """Return the journal itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()


def _result(entry: dict[str, Any]) -> Result:
    outcomes = tuple(Outcome(**outcome) for outcome in entry.pop("outcomes"))
    return Result(**{**entry, "outcomes": outcomes, "notes": tuple(entry["notes"])})
