"""What `bench.py` prints of its figures: a table beside the other timelines, and a line for each aim."""

from __future__ import annotations

import os
from typing import Any

PEERS = {
    "ours": "trilateral.Timeline",
    "vis": "vis-timeline",
    "timelinejs": "TimelineJS",
    "vega": "Vega-Lite",
}
FRAME = 1000 / 60


def table(results: list[dict[str, Any]], columns: dict[int, int], empty: float) -> str:
    """Return the table in Markdown: milliseconds, and how many times ours they are."""
    ours = {r["n"]: r for r in results if r["peer"] == "ours"}
    lines = [
        "| timeline | events | first picture | filter to paint (of it work) | pan, median (work) | pan, p95 |"
        " heap, × columns | first × ours | filter × ours | pan × ours |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for r in results:
        cells = [PEERS[r["peer"]], f"{r['n']:,}"]
        for name in ("first", "filter", "pan", "pan95"):
            if name not in r:
                cells.append("gave up" if r.get("broke") == name else "–")
            else:
                work = f" ({r[f'{name}_work']:,.1f})" if name in ("filter", "pan") else ""
                cells.append(f"{r[name]:,.1f}{work}")
        cells.append(f"{(r['heap'] - empty) / columns[r['n']]:,.1f}" if "heap" in r else "–")
        for name in ("first", "filter", "pan"):
            same = ours.get(r["n"], {}).get(name)
            cells.append(f"{r[name] / same:,.1f}" if same and name in r and r["peer"] != "ours" else "–")
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def verdict(what: str, value: float, aim: float, unit: str, work: float | None = None) -> str:
    """Return one line for an aim: kept, kept by the processor's time alone, or missed."""
    kept = "kept" if value <= aim else "MISSED"
    line = f"{what}: {value:.2f} {unit}, aim {aim:.1f}"
    if value > aim and work is not None and work <= aim:
        return f"missed by the clock, kept by the processor's time ({work:.1f} {unit}): {line}"
    return f"{kept}: {line}"


def verdicts(results: list[dict[str, Any]], columns: dict[int, int], empty: float) -> list[str]:
    """Return one line for each aim. On a busy machine the clock runs on while we wait."""
    lines = []
    for r in (r for r in results if r["peer"] == "ours" and "broke" not in r):
        aim = FRAME * (3 if r["n"] > 300_000 else 1)
        at = f"at {r['n']:,}"
        for name in ("filter", "pan", "pan95"):
            work = r.get(f"{name}_work")
            lines.append(verdict(f"{name} {at}, above the floor", r[name] - r["floor"], aim, "ms", work))
        if r["n"] == 300_000:
            lines.append(verdict(f"first picture {at}", r["first"], 100, "ms", r["first_work"]))
        if r["n"] >= 30_000:  # below, the program itself is larger than the events
            most = (max(r["heap"], r["heap_after"]) - empty) / columns[r["n"]]
            lines.append(verdict(f"heap {at}", most, 2, "x the columns"))
    return lines


def busy() -> str:
    """Say how busy the machine is, where the system tells."""
    if not hasattr(os, "getloadavg"):
        return ""
    return f"The machine had work for {os.getloadavg()[1]:.1f} processors; it has {os.cpu_count()}."
