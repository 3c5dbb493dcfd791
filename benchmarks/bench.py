#!/usr/bin/env python3
"""Measure the timeline beside three others, in one run, in one headless browser: `python3 start.py bench`.

Every row is one timeline with one number of events, on a page and in a browser of its own, with the
same events. A stage that runs past its limit is given up, and that timeline is not tried with more events.
Needs Node's package manager for the others, and a browser of Chromium's family.
"""

from __future__ import annotations

import argparse
import http.server
import json
import platform
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nbformat
import numpy as np
import pandas as pd
from playwright.sync_api import Browser, CDPSession, Error, Page, sync_playwright
from report import PEERS, busy, table, verdict, verdicts

from trilateral import Timeline

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
sys.path.insert(0, str(ROOT / "tests"))
from support import lab, node  # noqa: E402
from support.browser import find_browser, launch  # noqa: E402

SIZES = (300, 3_000, 30_000, 300_000, 1_000_000)
FLAGS = [
    "--disable-frame-rate-limit",
    "--disable-gpu-vsync",
    "--js-flags=--expose-gc",
]
TRACKS = ("trilateral", "japan-rok", "history", "dprk", "china", "us", "rok-domestic", "economy")
TYPES = {".js": "text/javascript", ".css": "text/css", ".html": "text/html; charset=utf-8"}


def events(n: int) -> pd.DataFrame:
    """Return `n` events of ten years in eight tracks, every tenth of which lasts; the same every time."""
    dice = np.random.default_rng(n)
    start = pd.Timestamp("2008-01-01") + pd.to_timedelta(np.sort(dice.integers(0, 3650, n)), unit="D")
    end = start + pd.to_timedelta(dice.integers(2, 60, n), unit="D")
    lasts = dice.random(n) < 0.1
    who, what = dice.integers(0, 40, n), dice.integers(0, 40, n)
    return pd.DataFrame(
        {
            "id": [f"e{i}" for i in range(n)],
            "date": start,
            "date_end": pd.Series(end).where(lasts),
            "title": [f"Minister {a} meets envoy {b}" for a, b in zip(who, what, strict=True)],
            "track": pd.Categorical.from_codes(dice.integers(0, 8, n), list(TRACKS)),
            "level": pd.Categorical.from_codes(dice.integers(0, 6, n), list("abcdef")),
        }
    )  # fmt: skip


class Files(http.server.BaseHTTPRequestHandler):
    """Hands out the page, the bundles and the packed events, on loopback."""

    packed: dict[str, bytes] = {}  # noqa: RUF012  one for all requests

    def do_GET(self) -> None:
        """Answer from memory, or from the folders of the bundles."""
        path = urlsplit(self.path).path.lstrip("/")
        places = {"node_modules": HERE, "trilateral": ROOT, "js": ROOT}
        base = places.get(path.partition("/")[0], HERE)
        body = self.packed.get(path)
        if body is None and (base / path).is_file():
            body = (base / path).read_bytes()
        self.send_response(404 if body is None else 200)
        self.send_header("Content-Type", TYPES.get(Path(path).suffix, "application/octet-stream"))
        self.send_header("Content-Length", str(len(body or b"")))
        self.end_headers()
        self.wfile.write(body or b"")

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@contextmanager
def served() -> Iterator[str]:
    """Serve the files while the block runs, and give the address."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Files)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()


def heap(page: Page) -> float:
    """Return the bytes that the page's JavaScript holds, typed arrays included, after a collection."""
    session = page.context.new_cdp_session(page)
    for _ in range(2):
        session.send("HeapProfiler.collectGarbage")
    used = session.send("Runtime.getHeapUsage")
    session.detach()
    return float(used["usedSize"] + used.get("backingStorageSize", 0))


def stage(page: Page, name: str, limit: float) -> tuple[list[float], float]:
    """Run one stage in the page.

    Returns:
        The times (ms) of its steps, none if it ran past its limit; and the processor time of the page's main
        thread (ms) for each step, which other work on the machine does not lengthen.
    """
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    before = worked(session)
    page.evaluate(
        f"window.times = []; window.done = false; void bench.{name}().then(() => window.done = true)"
    )
    try:
        page.wait_for_function("window.done", timeout=limit * 1000, polling=200)
    except Error as problem:
        if "Timeout" not in str(problem):
            raise
        return [], 0.0
    times = list(page.evaluate("window.times"))
    each = (worked(session) - before) / len(times)
    session.detach()
    return times, each


def worked(session: CDPSession) -> float:
    """Return the processor time (ms) that the page's main thread has used."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(float(m["value"]) * 1000 for m in metrics if m["name"] == "TaskDuration")


def measure(program: str, address: str, peer: str, n: int, limit: float) -> dict[str, Any]:
    """Measure one timeline with one number of events, on a page of its own."""
    result: dict[str, Any] = {"peer": peer, "n": n}
    with sync_playwright() as playwright:
        browser: Browser = launch(playwright, program, *FLAGS)
        try:
            page = browser.new_page(viewport={"width": 1100, "height": 900})
            wrong: list[str] = []
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.goto(f"{address}/page.html?peer={peer}&n={n}")
            page.wait_for_function("window.ready", timeout=120_000)
            result["floor"] = statistics.median(stage(page, "floor", limit)[0])
            for name in ("first", "filter", "pan"):
                took, result[f"{name}_work"] = stage(page, name, limit)
                if not took:
                    result["broke"] = name
                    break
                result[name] = statistics.median(took)
                if name == "pan":
                    result["pan95"] = sorted(took)[int(len(took) * 0.95)]
                if name == "first":
                    result["heap"] = heap(page)
            else:
                result["heap_after"] = heap(page)
            if wrong:
                result["error"] = wrong[0][:200]
        except Error as problem:
            result.setdefault("broke", "first")
            result["error"] = str(problem).splitlines()[0][:200]
        finally:
            browser.close()
    return result


def best(program: str, address: str, peer: str, n: int, limit: float, passes: int) -> dict[str, Any]:
    """Measure several times, each in a new browser, and keep the lowest of each figure: the least disturbed.

    What takes long is not disturbed by much, and is measured once.
    """
    began = time.monotonic()
    result = measure(program, address, peer, n, limit)
    for _ in range(passes - 1):
        if time.monotonic() - began > limit or "broke" in result:
            break
        again = measure(program, address, peer, n, limit)
        for name, value in again.items():
            if isinstance(value, float):
                result[name] = min(value, result.get(name, value))
    return result


LAB_CELL = """
import sys
sys.path.insert(0, {here!r})
from bench import events
from trilateral import Timeline
timeline = Timeline(events({n}))
timeline
"""
LAB_WATCH = """
window.painted = 0;
const clear = CanvasRenderingContext2D.prototype.clearRect;
CanvasRenderingContext2D.prototype.clearRect = function (...box) {
    requestAnimationFrame(() => { window.painted = Date.now(); });
    return clear.apply(this, box);
};
null;
"""


def in_lab(program: str, n: int, times: int = 15) -> list[float]:
    """Return how long (ms) each `timeline.filters = ...` takes from a kernel to the picture in JupyterLab."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "course"
        folder.mkdir()
        cell = nbformat.v4.new_code_cell(LAB_CELL.format(here=str(HERE), n=n))
        spec = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata=spec), folder / "bench.ipynb")
        with lab.server(folder, Path(scratch)) as address, lab.browser(program) as browser:
            page = browser.new_page(viewport={"width": 1280, "height": 900})
            lab.open_notebook(page, address, "bench.ipynb")
            page.evaluate(LAB_WATCH)
            lab.run_all(page)
            page.locator(".tl-shown").wait_for(timeout=120_000)
            took = []
            for k in range(times + 2):
                wanted = TRACKS[: 4 if k % 2 else 3]
                code = (
                    f"import time; now = time.time(); timeline.filters = {{'track': {wanted!r}}}; print(now)"
                )
                began = float(lab.run_code(page, code)) * 1000
                page.wait_for_function("began => window.painted > began", arg=began, polling=20)
                page.wait_for_timeout(200)  # the last picture of this change, if there was more than one
                took.append(float(page.evaluate("window.painted")) - began)
            return took[2:]


def main() -> int:
    """Read the command line, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--peers", nargs="*", choices=list(PEERS), default=list(PEERS))
    parser.add_argument("--sizes", nargs="*", type=int, default=list(SIZES))
    parser.add_argument("--limit", type=float, default=30, help="seconds for each stage (default: 30)")
    parser.add_argument(
        "--passes", type=int, default=3, help="measure this often, keep the lowest (default: 3)"
    )
    parser.add_argument("--no-lab", action="store_true", help="leave JupyterLab out")
    given = parser.parse_args()
    program = find_browser()
    if program is None:
        sys.exit("bench: no Chromium, Chrome or Edge was found.")
    if set(given.peers) - {"ours"} and not (HERE / "node_modules").exists():
        if not node.find_npm():
            sys.exit(
                "bench: the other timelines come from npm: install Node 22 or later, or use --peers ours."
            )
        if node.call("npm", "ci", "--silent", "--ignore-scripts", cwd=HERE).returncode:
            sys.exit("bench: npm could not install the other timelines. Is there a network connection?")

    columns = {}
    for n in given.sizes:
        began = time.monotonic()
        timeline = Timeline(events(n))
        Files.packed[f"data/{n}.json"] = json.dumps(timeline._meta).encode()
        Files.packed[f"data/{n}.bin"] = timeline._data
        columns[n] = len(timeline._data)
        print(
            f"{n:,} events packed in {time.monotonic() - began:.1f} s: {columns[n] / 1e6:.1f} MB", flush=True
        )

    results = []
    with served() as address:
        smallest = best(program, address, "empty", min(given.sizes), given.limit, given.passes)
        for peer in given.peers:
            for n in given.sizes:
                if n > 300_000 and peer != "ours":
                    continue
                result = best(program, address, peer, n, given.limit, given.passes)
                results.append(result)
                print(json.dumps(result), flush=True)
                if "broke" in result:
                    break
    floor = statistics.median([smallest["floor"], *(r["floor"] for r in results)])
    browser = subprocess.run([program, "--version"], capture_output=True, text=True).stdout.strip()
    print(f"\n{platform.machine()}, {browser}. Milliseconds to the second frame after the call.")
    print(f"The empty page's floor is {floor:.1f} ms. {busy()}\n")
    print(table(results, columns, smallest["heap"]))
    print()
    for line in verdicts(results, columns, smallest["heap"]):
        print(line)
    if not given.no_lab:
        for n in (n for n in given.sizes if n <= 300_000):
            took = in_lab(program, n)
            middle = statistics.median(took)
            what = f"JupyterLab at {n:,}, from timeline.filters = ... to paint (largest {max(took):.0f})"
            print(verdict(what, middle, 100, "ms"), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
