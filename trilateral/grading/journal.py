"""What has been graded so far, so that an interrupted run goes on where it was.

One line of JSON for each file, written when it is done. A line cut short by a crash is left out when the
journal is read, and graded again. Only where each line begins is kept in memory.
"""

from __future__ import annotations

import json
import math
import os
import threading
from dataclasses import asdict
from pathlib import Path
from typing import Any, Self

from trilateral.grading.model import OUTCOMES, Outcome, Result
from trilateral.paths import write_atomically

__all__ = ["Journal"]


class Journal:
    """The results of a run, by key, in a file that grows; safe to use from several threads."""

    def __init__(self, path: Path) -> None:
        """Read what is there, and leave out what is damaged."""
        self.path = path
        self._places: dict[str, int] = {}
        self._lock = threading.Lock()
        path.touch()
        place = 0
        # The old one is closed when the new one takes its place.
        with write_atomically(path) as sound, path.open("rb") as file:
            for line in file:
                try:
                    text = line.decode()
                    entry = json.loads(text)
                    _result(entry["result"])
                    if not isinstance(entry["key"], str):
                        continue
                    self._places[entry["key"]] = place
                except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
                    continue
                text = text.rstrip("\n") + "\n"
                place += len(text.encode())
                sound.write(text)
        self._file = path.open("ab")

    def add(self, key: str, result: Result) -> None:
        """Keep a result; it is on disk when this returns."""
        line = json.dumps({"key": key, "result": asdict(result)}) + "\n"
        with self._lock:
            place = self._file.tell()
            self._file.write(line.encode())
            self._file.flush()
            os.fsync(self._file.fileno())
            self._places[key] = place

    def read(self, key: str) -> Result:
        """Return a result.

        Raises:
            KeyError: there is none of this key.
            OSError: the journal is gone.
        """
        with self.path.open("rb") as file:
            file.seek(self._places[key])
            entry = json.loads(file.readline())
        if entry["key"] != key:  # somebody has written into the file meanwhile
            raise KeyError(key)
        return _result(entry["result"])

    def __contains__(self, key: str) -> bool:
        """Say whether there is a result of this key."""
        return key in self._places

    def __enter__(self) -> Self:
        """Return the journal itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the file."""
        self._file.close()


def _result(entry: dict[str, Any]) -> Result:
    """Return a result as it was kept; what a person has written into the line need not be one.

    Raises:
        ValueError, TypeError, LookupError, AttributeError: it is none.
    """
    outcomes = tuple(Outcome.from_dict(outcome) for outcome in entry.pop("outcomes"))
    result = Result(**{**entry, "outcomes": outcomes, "notes": tuple(entry["notes"])})
    numbers = [n for one in outcomes for n in (one.points, one.out_of, one.seconds)]
    texts = [result.exercise, result.reason, result.variant, result.older, *result.notes]
    told = result.reflections, result.asked, result.own_marks
    texts += [text for pairs in told for pair in pairs.items() for text in pair]
    texts += [text for one in outcomes for text in (one.question, one.message)]
    if not all(isinstance(text, str) for text in texts) or not isinstance(entry["notes"], list):
        raise ValueError("a text is none")
    if not all(type(n) in (int, float) and math.isfinite(n) and n >= 0 for n in numbers):
        raise ValueError("a number is none")
    if any(one.outcome not in OUTCOMES for one in outcomes):
        raise ValueError("there is no such outcome")
    return result
