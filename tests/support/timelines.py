"""Timelines that several tests make, and the cases that Python and JavaScript share.

After a change of what Python packs for the browser, `.venv/bin/python tests/support/timelines.py` writes anew
what the JavaScript tests read (js/test/packed.json).
"""

import base64
import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from trilateral.timeline.dates import DAY, iso
from trilateral.timeline.events import PRECISIONS
from trilateral.timeline.pack import pack
from trilateral.timeline.shared import shared
from trilateral.timeline.widget import Timeline

CASES: dict[str, list[Any]] = shared("cases")
PACKED = Path(__file__).parents[2] / "js" / "test" / "packed.json"


def frame(**columns: list[object]) -> pd.DataFrame:
    """Return events with these columns; where no others are given, all on one day and numbered."""
    n = max(map(len, columns.values()), default=1)
    return pd.DataFrame({"date": ["2017-04-20"] * n, "title": [f"Event {i}" for i in range(n)], **columns})


def from_cases(**options: Any) -> Timeline:
    """Return the events that the cases filter."""
    return Timeline(pd.DataFrame(CASES["records"]), **options)


def of_dates(**options: Any) -> Timeline:
    """Return an event for each case of a date; its number is its id."""
    columns = ("date", "date_end", "precision", "date_us")
    rows = [{name: case.get(name) for name in columns} for case in CASES["dates"]]
    table = pd.DataFrame(rows, dtype=object)
    return Timeline(
        table.assign(id=range(len(rows)), title=[case["what"] for case in CASES["dates"]]), **options
    )


def html(timeline: Timeline) -> str:
    """Return what stays in a saved notebook."""
    return timeline._static_html()


def notices(timeline: Timeline) -> str:
    """Return what a timeline says of its rows."""
    return " ".join(timeline.events.notices)


def told(timeline: Timeline) -> list[str]:
    """Return each event's first and last day, and how well the first is known."""
    got = timeline.events
    ends = [
        "" if np.isnan(b) or not whole else "/.." if np.isinf(b) else f"/{iso(b - DAY)}"
        for b, whole in zip(got.end, got.interval, strict=True)
    ]
    return [f"{iso(a)}{b} {PRECISIONS[p]}" for a, b, p in zip(got.start, ends, got.precision, strict=True)]


def packed() -> str:
    """Return the cases' events as the browser gets them: whole, cut for an as-of date, and those of dates."""
    cut = from_cases(as_of=CASES["fixed"][0]["asOf"])
    parts = []
    for timeline in (from_cases(), cut, of_dates()):
        meta, data = pack(timeline.events)
        meta |= {
            "colour": "track",
            "notices": [],
            "heading": "",
            "asOfFixed": timeline._meta["asOfFixed"],
            "key": "0",
        }
        parts.append({"meta": meta, "data": base64.b64encode(data).decode()})
    whole, fixed, dates = parts
    return json.dumps({**whole, "fixed": fixed, "dates": dates}, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    PACKED.write_text(packed(), encoding="utf-8")


def bare(still: str) -> str:
    """Return a still's table without the style of its cells."""
    return re.sub(r"<(t[dh]) [^>]*>|</?span[^>]*>", lambda cell: f"<{cell[1]}>" if cell[1] else "", still)
