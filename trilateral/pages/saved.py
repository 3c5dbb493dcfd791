"""A widget as one file to share: program, style and data are in it, and it asks nothing of a network.

`timeline.save("suez.html")` calls `save`. The page opens from a disk, in a frame of Moodle's, and on a phone;
its address holds what is seen (js/src/standalone/). Without JavaScript it shows the still form.
"""

from __future__ import annotations

import gzip
import hashlib
import json
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import quote

import anywidget
from markupsafe import Markup

from trilateral import __version__
from trilateral.errors import UserError
from trilateral.paths import PACKAGE, replace_file
from trilateral.templates import render
from trilateral.text import count

__all__ = ["PageError", "Widget", "iframe_of", "packed_parts", "page_of", "place_for", "save", "state_of"]

HERE = Path(__file__).parent
STATIC = PACKAGE / "static"
WORDS: dict[str, dict[str, str]] = json.loads((HERE / "words.json").read_text("utf-8"))
KINDS = {"Timeline": "event", "ClaimBoard": "claim", "StatementCoder": "statement"}
"""The classes of widgets that a page can show (js/src/standalone/index.js), and what a row of each is."""
LARGE = 50_000  # rows: a page of more than some 5 MB, slow to open on a phone
ROW = 75  # bytes that one row takes in a page, about
ENDS = (".html", ".htm")
ROOM = 420  # pixels that a page needs beside the widget's own drawing, for controls and list
UTF8 = ("utf-8", "backslashreplace")  # half a letter, as some tables hold, stops no page
_OWN = {*anywidget.AnyWidget.class_trait_names(), "_data", "_esm", "_css", "_anywidget_id"}


class PageError(UserError):
    """A page cannot be written; the message says why, and what to do."""

    def _render_traceback_(self) -> list[str]:
        # IPython shows this in place of a stack trace: the fault is in what was asked, not in the code.
        return [f"PageError: {self}"]


class Widget(Protocol):
    """What a page needs of a widget, besides the traits that it shares with its page."""

    _meta: Any

    def traits(self, **metadata: Any) -> dict[str, Any]:
        """Return the traits, as those that are synchronised with the page."""

    def _reader_html(self) -> str: ...

    def _reader_meta(self) -> dict[str, Any]: ...


def kind_of(widget: Widget) -> str:
    """Return the name of a widget's class, among those that a page can show."""
    return next(one.__name__ for one in type(widget).__mro__ if one.__name__ in KINDS)


def state_of(widget: Widget) -> dict[str, Any]:
    """Return what the widget's page gets, by trait, as JSON; without the bytes of its data."""
    state = {}
    for name, trait in widget.traits(sync=True).items():
        if name not in _OWN:
            value, to_json = getattr(widget, name), trait.metadata.get("to_json")
            state[name] = to_json(value, widget) if to_json else value
    return state | {"_meta": widget._reader_meta()}


def packed_parts(widget: Widget, **more: Any) -> dict[str, str]:
    """Return what a page's script needs to show a widget (`show` in js/src/standalone/), each part packed."""
    seed = {"kind": kind_of(widget), "state": state_of(widget), "withheld": _withheld(widget), **more}
    page = json.dumps(seed, ensure_ascii=False, separators=(",", ":")).encode(*UTF8)
    return {"page": _gzip(page), "data": _gzip(bytes(getattr(widget, "_data", b"")))}


def _withheld(widget: Widget) -> dict[str, Any]:
    """Return what a widget keeps back until the reader has answered, apart from what its page shows first."""
    withheld: dict[str, Any] = getattr(widget, "_withheld", dict)()
    return withheld


def _plain(still: str) -> str:
    """Return a still without what a page of its own does by itself, once for each of a thousand cells."""
    return still.replace('<td style="text-align: left"', "<td")


def page_of(widget: Widget) -> str:
    """Return the page of a widget as HTML.

    What came with a table is data in it, never markup; and no script but the page's own two can run.
    """
    language = getattr(widget, "language", "en")
    words, kind = WORDS[language], kind_of(widget)
    program, opener = (_static(name) for name in ("standalone.js", "open-page.js"))
    packed = {
        "program": _packed(program),
        "style": _packed(_static("standalone.css")),
        **packed_parts(widget, addressed=True, unread=words["unread"]),
    }
    page = render(
        HERE / "templates" / "page.html",
        language=language,
        version=__version__,
        title=_title(widget),
        kind=kind,
        words=words,
        still=Markup(_plain(widget._reader_html())),  # noqa: S704  escaped where it is made
        scripts=Markup(" ".join(map(_digest, (program, opener)))),  # noqa: S704
        parts=packed,
        opener=Markup(opener),  # noqa: S704
        withheld=bool(_withheld(widget)),
    )
    return f"{page}{_seal(page)}\n"


def save(widget: Widget, path: str | Path, overwrite: bool = False) -> None:
    """Write a widget's page to a file, and print the line that sets it into another web page.

    Args:
        widget: a timeline, a claim board or a statement coder.
        path: where; it ends in .html.
        overwrite: write over a file that is there already. A page that was saved before, and is as it was
            then, is written anew without being asked.

    Raises:
        PageError: the file is there already, or cannot be written.
    """
    file = place_for(path, overwrite)
    anew = file.exists()
    rows = _rows(widget._meta)
    what = count(rows, KINDS[kind_of(widget)])
    if rows > LARGE:
        about = f"{rows * ROW / 1e6:,.0f} MB"
        print(
            f"{what} make a page of about {about}: it opens slowly, and perhaps not on a phone.", flush=True
        )
    page = page_of(widget)
    try:
        replace_file(file, page)
    except OSError as error:
        why = error.strerror or error
        raise PageError(f"{str(path)!r} cannot be written: {why}. Give another folder or name.") from None
    size = len(page.encode(*UTF8)) / 1e6
    print(f"{file} is written{' anew' if anew else ''}: {what}, {size:.1f} MB. It opens without a network.")
    print("To set it into Moodle or another web page, put the file beside that page, and this line into it:")
    print(iframe_of(widget, file.name))


def iframe_of(widget: Widget, name: str) -> str:
    """Return the line of HTML that sets a page into another, in a frame that can reach nothing of that one.

    Without `allow-downloads` saving does nothing, without `allow-popups` no link to a source opens.
    """
    height = getattr(widget, "height", 420) + ROOM
    may = "allow-scripts allow-downloads allow-popups allow-popups-to-escape-sandbox"
    return (
        f'<iframe src="{quote(name)}" title="{escape(_title(widget))}" sandbox="{may}" loading="lazy"'
        f' style="width:100%;height:{height}px;border:0"></iframe>'
    )


def _rows(meta: Mapping[str, Any]) -> int:
    return int(meta["count"]) if "count" in meta else len(meta.get("cards", meta.get("items", ())))


def _title(widget: Widget) -> str:
    words = WORDS[getattr(widget, "language", "en")]
    return str(widget._meta.get("heading") or words[kind_of(widget)])


def _gzip(raw: bytes) -> str:
    return b64encode(gzip.compress(raw, 9, mtime=0)).decode()


@cache
def _packed(text: str) -> str:
    """Return what every page holds, packed."""
    return _gzip(text.encode())


@cache
def _static(name: str) -> str:
    return (STATIC / name).read_text("utf-8").strip()


def _digest(script: str) -> str:
    """Return how a page's policy names a script that may run."""
    return f"'sha256-{b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _seal(page: str) -> str:
    return f"<!-- {hashlib.sha256(page.encode(*UTF8)).hexdigest()} -->"


def place_for(path: str | Path, overwrite: bool = False) -> Path:
    """Return where a page goes.

    Raises:
        PageError: a page cannot be written there, or something is there that is not written over.
    """
    try:
        file = Path(path).expanduser()
        if "\0" in str(path):
            raise ValueError
        there, folder = file.exists(), file.is_dir()
    except (TypeError, RuntimeError, ValueError, OSError):
        raise PageError(f"{path!r} is no path on this computer. Give a name such as 'suez.html'.") from None
    if folder:
        raise PageError(f"{str(path)!r} is a folder. Give a name in it, such as {str(file / 'suez.html')!r}.")
    if file.suffix.lower() not in ENDS:
        name = file.stem.strip(". ") or "suez"
        raise PageError(
            f"{str(path)!r} is no name for a web page. Give one that ends in .html: '{name}.html'."
        )
    if there and not overwrite and not _as_saved(file):
        raise PageError(
            f"{str(path)!r} is there already, and is not written over unasked. Give another name,"
            " or overwrite=True (in a terminal --overwrite)."
        )
    return file


def _as_saved(file: Path) -> bool:
    """Tell whether a file is a page that was saved here, with nothing changed in it since."""
    try:
        page, _, seal = file.read_bytes().decode().rstrip("\n").rpartition("<!--")
    except (OSError, ValueError):
        return False
    return f"<!--{seal}" == _seal(page)
