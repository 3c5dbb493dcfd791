"""A *Reflect* prompt as its author wrote it: its marks, and two sample answers to hold one's own against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from trilateral.exercises.ids import cell_id, prompt_name, prompt_number

__all__ = ["PLACEHOLDER", "Reflection", "make_reflection"]

# What stands in the cell of a prompt before a student has written there.
PLACEHOLDER = "*Double-click here and write your answer.*"
WORDS = 60, 120  # of a sample answer: what a student writes


@dataclass(frozen=True)
class Reflection:
    """A prompt read by a person: its cells are p-3-1 (the prompt) and r-3-1 (the student's text).

    Who wrote something sees two samples of unlike quality, which of them is better (1 or 2), and why.
    """

    number: str
    points: float
    rubric: str
    samples: tuple[str, ...] = ()
    better: int = 0
    why: str = ""

    @property
    def name(self) -> str:
        """What people call it: "Reflect 3.A"."""
        return prompt_name(self.number)

    def cell_id(self, letter: str) -> str:
        """Return the id of one of its cells."""
        return cell_id(letter, self.number)


def make_reflection(name: str, entry: Mapping[str, Any]) -> Reflection:
    """Return a prompt from its entry in a TOML.

    Raises:
        KeyError, ValueError: the entry is wrong; the message says what an author should mend.
    """
    samples = tuple(" ".join(sample.split()) for sample in entry.get("samples", ()))
    better, why = entry.get("better", 0), " ".join(entry.get("why", "").split())
    if samples or better or why:
        if len(samples) != 2 or better not in (1, 2) or not why:
            raise ValueError(f"prompt {name}: two samples, better = 1 or 2, and why belong together")
        low, high = WORDS
        for sample in samples:
            if not low <= len(sample.split()) <= high:
                count = len(sample.split())
                raise ValueError(f"prompt {name}: a sample has {low} to {high} words, and one has {count}")
    return Reflection(prompt_number(name), entry["points"], entry["rubric"], samples, better, why)
