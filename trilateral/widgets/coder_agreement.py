"""Two people's codes of the same statements: how far the two agree.

Cohen's kappa is the part of the agreement beyond chance that two codings reach (Cohen 1960,
https://doi.org/10.1177/001316446002000104). Its interval is a bootstrap: rows drawn with replacement.
js/src/coder/agreement.js computes the same in pages; tests/widgets/agreement_cases.json holds both to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from trilateral.text import count
from trilateral.widgets.base import WidgetError

__all__ = ["Agreement", "agreement", "in_sentences"]

DRAWS, SEED = 2_000, 2017
FEW = 10  # rows: below, an interval from them says next to nothing


@dataclass(frozen=True)
class Agreement:
    """How far two codings agree on the statements that both have coded; `print` it for a sentence.

    `kappa` is nan where both used one code only;
    `low` and `high` hold 95 of 100 draws, nan where none has one.
    `differ` has a row for each statement on which they part: id, statement, yours, theirs.
    """

    both: int
    same: int
    kappa: float
    low: float
    high: float
    differ: pd.DataFrame
    remarks: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return the agreement in words, with what there is to say about the file."""
        lines = [f"Both coded {count(self.both, 'statement')}, {self.same} of them alike."]
        if np.isnan(self.kappa):
            lines.append("Kappa has no value here: with one code only, chance would agree always.")
        else:
            lines.append(
                f"Kappa {self.kappa:.2f}; in 95 of 100 draws between {self.low:.2f} and {self.high:.2f}."
            )
        if self.both < FEW:
            lines.append(f"That is few: below {FEW} statements, luck weighs more than the rule.")
        return "\n".join([*lines, *self.remarks])


def agreement(
    yours: Mapping[str, int], theirs: Mapping[str, int], words: Mapping[str, str], remarks: Sequence[str] = ()
) -> Agreement:
    """Return how far two codings by id agree, over the statements in both.

    Args:
        yours: one's own codes.
        theirs: the neighbour's.
        words: the statements' texts, all of them, in the order of the coder.
        remarks: what is to be said besides.

    Raises:
        WidgetError: no statement is coded by both.
    """
    shared = [name for name in words if name in yours and name in theirs]
    if not shared:
        raise WidgetError("No statement is coded by both of you yet.")
    table = pd.DataFrame(
        {
            "id": shared,
            "statement": [words[name] for name in shared],
            "yours": [yours[name] for name in shared],
            "theirs": [theirs[name] for name in shared],
        }
    )
    first, second = table["yours"].to_numpy(), table["theirs"].to_numpy()
    same = int((first == second).sum())
    said = list(remarks)
    if yours == theirs and len(shared) > 1:
        said.append("All codes are the same. Is it your own file?")
    drawn = _drawn(len(shared))
    value = float(_kappa(first[None], second[None])[0])
    kappas = _kappa(first[drawn], second[drawn])
    kappas = kappas[~np.isnan(kappas)]
    low, high = np.quantile(kappas, [0.025, 0.975]) if len(kappas) else (np.nan, np.nan)
    differ = table[table["yours"] != table["theirs"]].reset_index(drop=True)
    return Agreement(len(shared), same, value, float(low), float(high), differ, tuple(said))


def in_sentences(
    yours: Mapping[str, int],
    theirs: Mapping[str, int],
    again: Mapping[str, int],
    theirs_again: Mapping[str, int],
    remarks: Sequence[str] = (),
) -> list[str]:
    """Return what a coder's page says of a comparison, with what came of coding again; codes are by id."""
    words = dict.fromkeys([*yours, *theirs], "")
    try:
        found = agreement(yours, theirs, words, remarks)
    except WidgetError as error:
        return [str(error)]
    lines = repr(found).splitlines()
    twice = [name for name in found.differ["id"] if name in again]
    if twice:
        over = sum(again[name] == theirs[name] for name in twice)
        lines.append(
            f"You coded {count(len(twice), 'statement')} again,"
            f" {over} of them now as your neighbour at first."
        )
    if twice and theirs_again:
        later = agreement({**yours, **again}, {**theirs, **theirs_again}, words)
        lines += [
            f"With the second codes of both: {' '.join(repr(later).splitlines()[:2])}",
            "You talked in between, so report the first kappa for the rule, and the second beside it.",
        ]
    return lines


def _kappa(first: npt.NDArray[Any], second: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Return Cohen's kappa of each row of two arrays of codes, shape (draws, statements)."""
    observed = (first == second).mean(axis=1)
    codes = np.unique([first, second])
    expected = sum(
        ((first == code).mean(axis=1) * (second == code).mean(axis=1) for code in codes),
        start=np.zeros(len(first)),
    )
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(expected < 1, (observed - expected) / (1 - expected), np.nan)


def _drawn(n: int) -> npt.NDArray[np.uint64]:
    """Return rows drawn with replacement, shape (DRAWS, n), the same on every machine and in JavaScript.

    Each is the number of its place, mixed as in MurmurHash3's last step.
    """
    mixed = np.arange(DRAWS * n, dtype=np.uint32) * np.uint32(0x9E3779B9) + np.uint32(SEED)
    for shift, factor in ((16, 0x85EBCA6B), (13, 0xC2B2AE35)):
        mixed = (mixed ^ (mixed >> np.uint32(shift))) * np.uint32(factor)
    mixed ^= mixed >> np.uint32(16)
    return ((mixed.astype(np.uint64) * np.uint64(n)) >> np.uint64(32)).reshape(DRAWS, n)
