"""The columns of a frame: cells as text, values as a facet, works cited (which serves what: headings.py)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from trilateral.text import credited
from trilateral.timeline.dates import TimelineError
from trilateral.timeline.events import Facet, Sources
from trilateral.timeline.words import Say

# --- cells ------------------------------------------------------------


def texts_of(frame: pd.DataFrame, name: str | None) -> list[str]:
    """Return a column's cells as text; without a column, blanks."""
    if name is None:
        return [""] * len(frame)
    return [text_of(value) for value in frame[name].tolist()]


def text_of(value: Any) -> str:
    """Return a cell as text in one line; what is missing is ""."""
    if isinstance(value, str):
        # Half of a surrogate pair has no UTF-8 form; a NUL ends a text on its way to the browser.
        clean = value if value.isascii() else value.encode("utf-8", "replace").decode("utf-8")
        return " ".join(clean.replace("\0", " ").split())
    if value is None or value is pd.NaT or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return ""
    if isinstance(value, (pd.Timestamp, datetime)) and value == pd.Timestamp(value).normalize():
        return str(value)[:10]
    if isinstance(value, (set, frozenset)):
        return ";".join(sorted(map(text_of, value)))
    return text_of(str(value))


def items_of(value: Any) -> list[str]:
    """Return what a cell lists (a set, a list, text joined by `;`), in a list's own order, else sorted."""
    parts = (
        text_of(value).split(";")
        if not isinstance(value, (list, tuple, set, frozenset))
        else [text_of(part) for part in value]
    )
    unique = dict.fromkeys(part.strip() for part in parts if part.strip())
    return list(unique) if isinstance(value, (list, tuple)) else sorted(unique)


def _holds_lists(column: pd.Series[Any]) -> bool:
    """Tell whether the cells hold several values each: sets or lists, or text joined by ';'."""
    cells = [v for v in column.head(1000) if isinstance(v, (str, set, frozenset, list, tuple))]
    return any(not isinstance(v, str) or ";" in v for v in cells)


_NUMBER = re.compile(r"[-+]?[0-9]{1,15}(\.[0-9]{1,15})?")

# --- values ------------------------------------------------------------


def facet_of(frame: pd.DataFrame, name: str, label: str, labels: Mapping[str, str], say: Say) -> Facet:
    """Number the values of a column: in the order of its categories, else of numbers, else of the frame.

    Raises:
        TimelineError: if it has more values than two bytes can number.
    """
    column = frame[name]
    fixed: dict[str, int] = {}
    cells: list[list[str]] | None = None
    flat: list[str] = []
    if isinstance(column.dtype, pd.CategoricalDtype):
        ordered = [text_of(category) for category in column.dtype.categories]
        fixed = {value: i for i, value in enumerate(ordered)}
        flat = [*ordered, ""]
        given = column.cat.codes.to_numpy()
        used = {flat[code] for code in np.unique(given)}
        values = [v for v in fixed if v in used and v] + ([""] if "" in used else [])
    elif _holds_lists(column):
        cells = [items_of(value) or [""] for value in column]
        tally = Counter(value for cell in cells for value in cell)
        values = sorted(tally, key=lambda v: (v == "", -tally[v], v))
    else:
        flat = texts_of(frame, name)
        given = np.arange(len(flat))
        found = dict.fromkeys(flat)
        values = [v for v in found if v] + ([""] if "" in found else [])
    if not fixed and all(map(_NUMBER.fullmatch, filter(None, values))):
        values.sort(key=lambda v: (v == "", float(v or 0)))  # paragraphs 1 to 7, years
    if len(values) > 65_535:
        raise TimelineError(say("tooManyValues", column=repr(name), n=len(values)))
    number = {value: i for i, value in enumerate(values)}
    shown = [labels.get(v, v) if v else say("notGiven") for v in values]
    marks = [fixed.get(v, len(fixed) or i) for i, v in enumerate(values)]
    if cells is not None:
        codes = np.array([number[v] for cell in cells for v in cell], dtype=np.uint16)
        offsets = np.cumsum([0, *map(len, cells)], dtype=np.uint32)
        return Facet(name, label, values, shown, marks, codes, offsets)
    one = np.array([number.get(value, 0) for value in flat], dtype=np.uint16)
    return Facet(name, label, values, shown, marks, one[given])


def works_cited(frame: pd.DataFrame, names: Sequence[str], table: pd.DataFrame | None) -> Sources:
    """Collect the works that the rows cite: ids of `table`, or addresses, or plain words."""
    known: dict[str, dict[str, str]] = {}
    if table is not None:
        if "id" not in table.columns:
            raise TimelineError("The table of sources needs a column 'id' (and publisher, title, url, date).")
        used = [c for c in ("id", "publisher", "via", "title", "url", "date") if c in table.columns]
        for row in table[used].to_dict("records"):
            work = {str(k): text_of(v) for k, v in row.items()}
            work["publisher"] = credited(work.get("publisher", ""), work.get("via", ""))
            known[work["id"]] = work
    number: dict[str, int] = {}
    codes: list[int] = []
    ends = [0]
    columns = [frame[name].tolist() for name in names]
    for i in range(len(frame)):
        for column in columns:
            for value in items_of(column[i]):
                codes.append(number.setdefault(value, len(number)))
        ends.append(len(codes))
    works = [known.get(value) or _unlisted(value) for value in number]
    publisher, title, url, day = (
        [work.get(k, "") for work in works] for k in ("publisher", "title", "url", "date")
    )
    return Sources(
        publisher,
        title,
        url,
        day,
        codes=np.array(codes, dtype=np.uint32),
        offsets=np.array(ends, dtype=np.uint32),
    )


def _unlisted(value: str) -> dict[str, str]:
    """Describe a source that is in no table: an address shows its host, anything else is shown as it is."""
    address = re.match(r"^https?://([^/?#]+)", value)
    if address:
        return {"publisher": address[1], "url": value}
    # As people copy it from a browser; "www." never begins anything else.
    plain = re.match(r"^www\.[\w-]+(?:\.[\w-]+)+(?=$|[/?#:])", value, re.I)
    return {"publisher": plain[0], "url": f"https://{value}"} if plain else {"publisher": value}
