"""The data of the widgets in the lessons: a small file each, which a page loads when the widget is in sight.

A stored notebook holds a widget's still form, under the digest of what the widget shows, and no data. So the
lessons' code is run here once, for the data alone: the pages show what is stored, and a widget that shows
anything else than the stored one has another digest and no place in them. What was made is kept beside the
environment, until a lesson, the record or the package changes.

    python website/living.py NOTEBOOK FOLDER ...      used by build.py, a process for all lessons
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
KEY = re.compile(r"trilateral-static-([0-9a-f]{12})")


def kept_for(notebook: Path) -> Path:
    """Return the folder in which the data of a lesson's widgets is kept, as long as nothing changes."""
    digest = hashlib.sha256()
    sources = [*ROOT.glob("data/*.csv"), *ROOT.glob("trilateral/**/*.py"), *ROOT.glob("trilateral/**/*.json")]
    for path in [notebook, Path(__file__), *sorted(sources)]:
        digest.update(path.read_bytes())
    return Path(sys.prefix) / "site-widgets" / digest.hexdigest()[:16]


def keys_in(notebook: Path) -> list[str]:
    """Return the digests of the widgets in a stored notebook that can live without a kernel.

    The others, the evidence board, stay as they are stored: who works with one has a kernel.
    """
    from trilateral.pages.saved import KINDS

    shown = [
        output.get("data", {})
        for cell in json.loads(notebook.read_text("utf-8"))["cells"]
        for output in cell.get("outputs", [])
    ]
    live = ["".join(data["text/html"]) for data in shown if "text/html" in data and _is_of(data, KINDS)]
    return list(dict.fromkeys(key for html in live for key in KEY.findall(html)))


def _is_of(data: dict[str, Any], kinds: Iterable[str]) -> bool:
    """Tell whether an output is a widget of one of these kinds."""
    return "".join(data.get("text/plain", "")).startswith(tuple(f"{kind}(" for kind in kinds))


def write(widget: Any, folder: Path) -> None:
    """Write the data of a widget as a script that hands it to the page (static/site.js)."""
    from trilateral.pages.saved import packed_parts

    parts = packed_parts(widget)
    words = json.dumps([widget._meta["key"], parts["page"], parts["data"]])[1:-1]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{widget._meta['key']}.js").write_text(f"trilateralLiving({words});\n", "utf-8")


def run(notebook: Path, folder: Path) -> None:
    """Run a lesson's code until each of its widgets has been shown, and write their data."""
    from IPython.core.interactiveshell import InteractiveShell

    from trilateral import charts
    from trilateral.display import StaticFallback

    charts.show = lambda *_, **__: None  # a chart is no widget, and takes its time
    wanted = set(keys_in(notebook))

    def shown(widget: Any, **_: Any) -> None:
        if (key := widget._meta["key"]) in wanted:
            write(widget, folder)
            wanted.discard(key)

    StaticFallback._ipython_display_ = shown  # type: ignore[method-assign]
    shell = InteractiveShell.instance()
    shell.reset(new_session=False)
    os.chdir(notebook.parent)
    for cell in json.loads(notebook.read_text("utf-8"))["cells"]:
        if not wanted:
            break
        if cell["cell_type"] == "code" and not shell.run_cell("".join(cell["source"])).success:
            break


if __name__ == "__main__":
    for name, folder in zip(sys.argv[1::2], sys.argv[2::2], strict=True):
        run(Path(name), Path(folder))
