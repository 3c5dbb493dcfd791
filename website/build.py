#!/usr/bin/env python3
"""Build the course's web site from the stored notebooks: `python3 start.py site` writes it into `site/`.

    python3 start.py site                 into site/
    python3 start.py site --out FOLDER    into another folder, made anew

The pages show what is stored; the data of the living widgets is made by living.py. The folder can be opened
from a disk, or put on any web server: its pages ask for nothing from the outside.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import Any

import lite
import living
import record_pages

from trilateral import Timeline, __version__, load
from trilateral.exercises.ids import form_name
from trilateral.pages.saved import STATIC, page_of

HERE, ROOT = Path(__file__).resolve().parent, Path(__file__).resolve().parents[1]
MARK = "made-by-trilateral.txt"  # says that a folder is a site of ours, and may be made anew
WAYS = ("docs/which-way-in.md", "docs/in-a-browser.md")
GUIDES = ("docs/for-instructors.md", "docs/grading.md", *WAYS, "data/README.md", "exercises/README.md")
EMPTY_HEAD = re.compile(r'<th(?: class="[a-z ]*")?>(?:<p></p>)?</th>')
LINK = re.compile(r"(?<!!)\[([^\]\n]+)\]\((?!https?:|#|mailto:)([^)\s#]+)(#[^)\s]*)?\)")
RUN = "---\n\n**To run this page** you need [the course](../about/run.md) and Python. This notebook alone: "
RUN_EITHER = (
    '---\n\n**To run this page:** <a href="../lite/index.html?open={}">in your browser</a>, or with '
    "[the course](../about/run.md) and Python. This notebook alone: "
)
RUN_HERE = (
    '<p class="run-here"><a href="../lite/index.html?open={}">Run it in your browser</a> '
    '<span class="lite-small">Nothing is installed; your work stays on this device.</span></p>'
)
NEEDS_PYTHON = "[To run it](about/run.md), and to have your answers checked, you need Python."
RUNS_HERE = (
    "You can [run it in your browser](lite/index.md), or [with Python on your computer](about/run.md)."
)

MOVED = """<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="refresh" content="0; url=NAME.html">
<link rel="canonical" href="NAME.html"><title>NAME</title></head>
<body><p>This exercise is now at <a href="NAME.html">NAME</a>. How to <a href="../about/run.html">run</a> the
course, and to <a href="../about/cite.html">cite</a> it.</p></body></html>
"""


def notebooks() -> list[Path]:
    """Return the lessons and the exercises, as a student gets them."""
    return [*sorted(ROOT.glob("notebooks/[0-9]*.ipynb")), *sorted(ROOT.glob("exercises/[0-9]*.ipynb"))]


def linked(text: str, folder: Path, repository: str) -> str:
    """Return Markdown whose links lead somewhere: to a page, or to the course's file in its repository."""
    ours = {path.resolve() for path in (*notebooks(), *(ROOT / name for name in GUIDES))}

    def link(found: re.Match[str]) -> str:
        path = (folder / found[2]).resolve()
        if path in ours or not path.is_relative_to(ROOT) or found[2].startswith("../about/"):
            return found[0]
        if path.parent == ROOT / "data" and path.suffix == ".csv":
            return f"[{found[1]}](../tables/{path.stem}.md)"
        address = f"{repository.rstrip('/')}/blob/main/{path.relative_to(ROOT).as_posix()}{found[3] or ''}"
        return f"[{found[1]}]({address})" if repository else found[1]

    return LINK.sub(link, text)


def stage_notebook(path: Path, out: Path, repository: str, runs_here: bool) -> None:
    """Write a notebook as its page shows it."""
    notebook = json.loads(path.read_text("utf-8"))
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            cell["source"] = linked(source, path.parent, repository)
            continue
        kept: list[dict[str, Any]] = []
        for output in cell.get("outputs", []):
            # Beside a still form lies the widget, of which nothing but its name is stored.
            before = "".join(kept[-1].get("data", {}).get("text/html", "")) if kept else ""
            if not (set(output.get("data", {})) == {"text/plain"} and "trilateral-static" in before):
                kept.append(output)
        cell["outputs"] = kept
    last = {"cell_type": "markdown", "id": "run-it", "metadata": {}}
    name = path.relative_to(ROOT).as_posix()
    run = RUN_EITHER.format(name) if runs_here else RUN
    last["source"] = f'{run}<a href="{path.name}" download>{path.name}</a>.'
    notebook["cells"].append(last)
    if runs_here:
        button = record_pages.raw(RUN_HERE.format(name))
        notebook["cells"].insert(
            1, {"cell_type": "markdown", "id": "run-here", "metadata": {}, "source": button}
        )
    file = out / path.relative_to(ROOT)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(notebook), "utf-8")
    copy = out / "_extra" / path.relative_to(ROOT)
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(path, copy)


def stage_former_addresses(out: Path) -> None:
    """Lead on who saved an address of a form from when it was called as its lesson is."""
    for questions in ROOT.glob("exercises/questions/[0-9][0-9].json"):
        former = json.loads(questions.read_text("utf-8"))["exercise"]
        now, place = form_name(former), out / "_extra" / "exercises"
        (place / f"{former}.html").write_text(MOVED.replace("NAME", now), "utf-8")
        shutil.copy(ROOT / "exercises" / f"{now}.ipynb", place / f"{former}.ipynb")


def stage_about(out: Path, settings: dict[str, str], runs_here: bool) -> None:
    """Write the page of the whole timeline, and the pages that say how to run, cite and report."""
    events = Timeline(load("events"), heading="The record, 1950 to 2026", height=520)
    living.write(events, out / "_static" / "widgets")
    (out / "_extra" / "timeline").mkdir(parents=True)
    (out / "_extra" / "timeline" / "record.html").write_text(page_of(events), "utf-8", "backslashreplace")
    alone = '<p><a href="record.html">On a page of its own</a>, whose address holds what you see.</p>'
    body = record_pages.raw(alone + f'<div class="cell_output">{events._static_html()}</div>')
    (out / "timeline").mkdir()
    (out / "timeline" / "index.md").write_text(
        record_pages.page("The timeline of the record", body, search=False), "utf-8"
    )
    said = {
        "REPOSITORY": settings["repository"] or "the folder that you were given, or that your teacher names",
        "SITE": settings["site"] or "The address of the page",
        "VERSION": __version__,
        "ISSUES": f"<{settings['repository']}/issues>"
        if settings["repository"]
        else "whoever gave you the course",
        "RUNNING": RUNS_HERE if runs_here else NEEDS_PYTHON,
        "LITE": "lite/index" if runs_here else "",
    }
    for path in HERE.glob("pages/**/*.md"):
        if path.parent.name == "lite" and not runs_here:
            continue
        text = re.sub("|".join(said), lambda word: said[word[0]], path.read_text("utf-8"))
        file = out / path.relative_to(HERE / "pages")
        file.parent.mkdir(exist_ok=True)
        file.write_text(text, "utf-8")


def stage(out: Path, settings: dict[str, str], runs_here: bool) -> None:
    """Write all that Sphinx needs into a folder."""
    shutil.copytree(HERE / "static", out / "_static")
    for name in ("standalone.js", "standalone.css"):
        shutil.copy(STATIC / name, out / "_static")
    shutil.copytree(ROOT / "data", out / "_extra" / "data", ignore=shutil.ignore_patterns("*.md"))
    for path in notebooks():
        stage_notebook(path, out, settings["repository"], runs_here)
    stage_former_addresses(out)
    for name in GUIDES:
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / name).write_text(
            linked((ROOT / name).read_text("utf-8"), (ROOT / name).parent, settings["repository"]), "utf-8"
        )
    record_pages.write_pages(ROOT / "data", out)
    stage_about(out, settings, runs_here)
    shutil.copy(HERE / "conf.py", out)


def make_widgets(kept: dict[Path, Path]) -> subprocess.Popen[bytes] | None:
    """Begin to make the data of the lessons' widgets, unless it is there from last time."""
    for old in (Path(sys.prefix) / "site-widgets").glob("*"):
        if old not in kept.values():
            shutil.rmtree(old, ignore_errors=True)
    if not (new := [str(one) for pair in kept.items() if not pair[1].exists() for one in pair]):
        return None
    away = {"TRILATERAL_UNATTENDED": "1", "MPLBACKEND": "agg"}
    command = [sys.executable, str(HERE / "living.py"), *new]
    return subprocess.Popen(command, env={**os.environ, **away}, stdout=subprocess.DEVNULL)


def put_widgets(out: Path, kept: dict[Path, Path]) -> int:
    """Put the data of the lessons' widgets into the site; return how many of them stay still."""
    still = 0
    for path, folder in kept.items():
        for key in living.keys_in(path):
            made = folder / f"{key}.js"
            if made.exists():
                shutil.copy(made, out / "_static" / "widgets")
            else:
                still += 1
    return still


def sphinx(source: Path, out: Path, settings: dict[str, str]) -> str:
    """Make the pages; return what was found wrong with them."""
    told = {"TRILATERAL_WEBSITE": str(HERE), "TRILATERAL_SETTINGS": json.dumps(settings)}
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "sphinx",
            "-q",
            "-b",
            "html",
            "-d",
            str(source / "_doctrees"),
            str(source),
            str(out),
        ],
        env={**os.environ, **told, "NO_COLOR": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode:
        sys.exit(f"site: the pages could not be made:\n{done.stderr[-2000:]}")
    for leftover in out.glob("_static/*.html"):  # of the theme's making
        leftover.unlink()
    for page in out.rglob("*.html"):  # the corner of a table heads nothing
        if (text := page.read_text("utf-8")) != (mended := EMPTY_HEAD.sub("<td></td>", text)):
            page.write_text(mended, "utf-8")
    return done.stderr.replace(f"{source}/", "").strip()


def make_lite(folder: Path, settings: dict[str, str]) -> str:
    """Make JupyterLite in a folder; return why not, if it cannot be made."""
    try:
        lite.make(notebooks(), folder, settings, __version__)
    except lite.NotMade as error:
        return f"The site has no JupyterLite: {error}"
    return ""


def place_for(out: Path) -> Path:
    """Return the folder of the site, empty. A folder that holds anything else is left as it is."""
    if out.exists() and any(out.iterdir()) and not (out / MARK).exists():
        sys.exit(
            f"site: {out} holds something else than a site, and is left as it is. Give another: --out FOLDER"
        )
    shutil.rmtree(out, ignore_errors=True)
    return out


def main() -> int:
    """Build the site."""
    parser = argparse.ArgumentParser(prog="start.py site", description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--out", type=Path, default=ROOT / "site", help="the folder (default: site/)")
    given = parser.parse_args()
    settings = tomllib.loads((HERE / "settings.toml").read_text("utf-8"))
    out, began = place_for(given.out.resolve()), time.monotonic()
    with tempfile.TemporaryDirectory(prefix="site-") as name:
        source, made = Path(name).resolve() / "source", Path(name).resolve() / "site"
        source.mkdir()
        kept = {path: living.kept_for(path) for path in notebooks() if living.keys_in(path)}
        making = make_widgets(kept)  # beside the pages, which take as long
        no_lite = make_lite(source / "_lite", settings)
        stage(source / "pages", settings, runs_here=not no_lite)
        if wrong := sphinx(source / "pages", made, settings):
            print(wrong)
        out.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(made, out)  # made elsewhere: myst-nb leaves a folder of its own beside what it makes
        if making:
            making.wait()
        still = put_widgets(out, kept)
        if not no_lite:
            shutil.copytree(source / "_lite" / "lite", out / "lite", dirs_exist_ok=True)
    (out / MARK).write_text(
        "A site of the course trilateral: `python3 start.py site` makes this folder anew.\n"
    )
    pages = sum(1 for _ in out.rglob("*.html"))
    size = sum(path.stat().st_size for path in out.rglob("*") if path.is_file()) / 1e6
    print(
        f"{out}: {pages} pages, {size:.1f} MB, in {time.monotonic() - began:.0f} s. Open {out / 'index.html'}"
    )
    if no_lite:
        print(no_lite)
    if still:
        print(f"{still} widgets stay still: the lessons' code shows something else than what is stored.")
    return 1 if wrong or still else 0


if __name__ == "__main__":
    sys.exit(main())
