"""Two people's codes of the same statements: a neighbour's file read, and how far the two agree.

Cohen's kappa is the part of the agreement beyond chance that two codings reach (Cohen 1960,
https://doi.org/10.1177/001316446002000104). Its interval is a bootstrap: rows drawn with replacement.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from trilateral.text import count, near
from trilateral.timeline.columns import text_of
from trilateral.timeline.dates import TimelineError
from trilateral.timeline.tables import table_of
from trilateral.widgets.base import WidgetError

__all__ = ["Agreement", "agreement", "codes_of", "write_codes"]

DRAWS, SEED = 2_000, 2017
FEW = 10  # rows: below, an interval from them says next to nothing
# What people and spreadsheets write for the minus sign of a code.
_MINUS = str.maketrans(dict.fromkeys("\u2212\u2013\uff0d\u2010\u2011", "-"))


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


def codes_of(given: Any, ids: Sequence[str], labels: Mapping[int, str]) -> tuple[dict[str, int], list[str]]:
    """Return a neighbour's codes by id, and what there is to say about their table.

    Args:
        given: the path of a file as `save_codes` writes it, in any order and encoding; or a frame.
        ids: the statements of one's own coder.
        labels: the codes that there are.

    Raises:
        WidgetError: it cannot be read, is of other statements, or holds what is no code.
    """
    table = _table_of(given)
    if not isinstance(table, pd.DataFrame):
        raise WidgetError(f'Compare with a file: coder.compare("codes.csv"), not {type(given).__name__}.')
    names = {str(name).strip().lower(): name for name in table.columns}
    for wanted in ("id", "code"):
        if wanted not in names:
            there = ", ".join(map(str, table.columns))
            raise WidgetError(
                f"There is no column {wanted!r}.{near(wanted, names)} The columns are: {there}."
                ' A file of codes is made by coder.save_codes("codes.csv").'
            )
    codes: dict[str, int] = {}
    strange = blank = 0
    known = set(ids)
    for name, value in zip(table[names["id"]], table[names["code"]], strict=True):
        own = text_of(name).strip()
        if own not in known:
            strange += bool(own)
        elif (code := _code(value, own, labels)) is None:
            blank += 1
        elif codes.setdefault(own, code) != code:
            raise WidgetError(f"{own!r} stands twice in this file, with the codes {codes[own]} and {code}.")
    if not codes:
        why = "none of its statements is among yours" if strange and not blank else "it holds no code yet"
        raise WidgetError(f"There is nothing to compare: {why}. Is it the right file?")
    remarks = [f"{count(strange, 'row')} of the file left out: not among your statements."] if strange else []
    return codes, remarks


def _table_of(given: Any) -> Any:
    try:
        return table_of(given)
    except TimelineError as error:
        # Ids and codes look the same in every older encoding, and only these are used.
        with suppress(OSError, ValueError, TypeError):
            return pd.read_csv(Path(given), encoding="latin-1", dtype="str", sep=None, engine="python")
        raise WidgetError(str(error).replace("Timeline(", "coder.compare(")) from None


def _code(value: Any, name: str, labels: Mapping[int, str]) -> int | None:
    """Return the code in a cell, None for a blank one; `1`, `+1`, `1.0` and a typeset minus are read."""
    written = "" if pd.isna(value) else text_of(value).strip().translate(_MINUS)
    if written in ("", "<NA>"):
        return None
    try:
        code = float(written)
    except ValueError:
        code = np.nan
    if code not in labels:
        some = ", ".join(map(str, labels))
        raise WidgetError(f"{written!r}, beside {name!r}, is no code. There are: {some}.")
    return int(code)


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
    drawn = np.random.default_rng(SEED).integers(0, len(shared), (DRAWS, len(shared)))
    value = float(_kappa(first[None], second[None])[0])
    kappas = _kappa(first[drawn], second[drawn])
    kappas = kappas[~np.isnan(kappas)]
    low, high = np.quantile(kappas, [0.025, 0.975]) if len(kappas) else (np.nan, np.nan)
    differ = table[table["yours"] != table["theirs"]].reset_index(drop=True)
    return Agreement(len(shared), same, value, float(low), float(high), differ, tuple(said))


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


def write_codes(path: str | Path, table: pd.DataFrame, overwrite: bool) -> None:
    """Write a table of codes as CSV that Excel reads in any country.

    Raises:
        WidgetError: the file is there already and may not be replaced, or cannot be written.
    """
    place = Path(path).expanduser()
    if place.suffix.lower() != ".csv":
        raise WidgetError(f'Give the file a name that ends in .csv, as "{place.name or "codes"}.csv".')
    try:
        with place.open("w" if overwrite else "x", encoding="utf-8-sig", newline="") as file:
            table.to_csv(file, index=False)
    except FileExistsError:
        raise WidgetError(
            f"{place.name} is there already. Choose another name, or write over it with"
            f' coder.save_codes("{place.name}", overwrite=True).'
        ) from None
    except OSError as error:
        raise WidgetError(f"{path}: cannot be written ({error.strerror or error}).") from None
