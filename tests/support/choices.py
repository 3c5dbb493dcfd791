"""A reader chooses in widgets: the coder over ten statements, and the board."""

from __future__ import annotations

from typing import Any

import pandas as pd

from trilateral import ClaimBoard, StatementCoder, load

TEN = load("statements").iloc[:10]
IDS = list(TEN["id"])
CLAIMS = load("claims")


def shown(widget: Any) -> Any:
    """Show a widget, as a cell whose last line it is."""
    widget._ipython_display_()
    return widget


def coder(**options: Any) -> StatementCoder:
    return shown(StatementCoder(TEN, **options))


def board(**set_by_the_cell: str) -> ClaimBoard:
    made = ClaimBoard(CLAIMS)
    made.changed = set_by_the_cell
    return shown(made)


def click(coder: StatementCoder, **codes: int | None) -> None:
    """Choose codes on the page, which sends them all: `s3=1` is code 1 for the statement at place 3."""
    sent = [None if pd.isna(code) else int(code) for code in coder.codes]
    for place, code in codes.items():
        sent[int(place[1:])] = code
    coder.set_state({"codes": sent})


def codes(coder: StatementCoder) -> dict[str, int]:
    return {f"s{IDS.index(name)}": int(code) for name, code in coder.codes.dropna().items()}
