"""What the widgets share: two outputs in the notebook, and what their static forms are made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from html import escape
from pathlib import Path
from typing import Any

from IPython import get_ipython
from IPython.display import display
from ipywidgets import Widget

from trilateral.frames import with_styles
from trilateral.pages import saved

__all__ = ["BUNDLES", "StaticFallback", "fallback_table", "show_boxes", "state_digest", "when_shown", "wrap"]

BUNDLES = Path(__file__).parent / "static"
_LISTENERS: list[Callable[[Any], None]] = []


def when_shown(act: Callable[[Any], None]) -> None:
    """Call `act` with each widget just before it is shown."""
    _LISTENERS.append(act)


class StaticFallback:
    """Shows a widget of anywidget's as two outputs: what stays in a saved notebook, and the living widget."""

    _meta: Any

    def _static_html(self) -> str:
        raise NotImplementedError

    def _reader_html(self) -> str:
        """Return the same for the readers of a page, to whom nothing is said of how to mend the table."""
        return self._static_html()

    def _reader_meta(self) -> dict[str, Any]:
        """Return what the page of such readers gets as `_meta`."""
        return dict(self._meta)

    def save(self, path: str | Path, overwrite: bool = False) -> None:
        """Write the widget to a web page of its own, as it is now: one file, for readers without Jupyter.

        Args:
            path: where, such as "suez.html".
            overwrite: write over a file of that name; only a page that was saved before and is still as it
                was is written anew without this.

        Raises:
            PageError: the file is there already, or cannot be written.
        """
        saved.save(self, path, overwrite)  # type: ignore[arg-type]  # every widget is of anywidget's class

    def _ipython_display_(self, **_: Any) -> None:
        # Two outputs: JupyterLab without a kernel shows "model not found" in place of any bundle that holds a
        # widget view, so the static form stands on its own; js/src/lib/sibling.js makes it step back.
        self._show_static()
        bundle = self._repr_mimebundle_()  # type: ignore[attr-defined]
        data, metadata = bundle if bundle is not None else ({"text/plain": repr(self)}, {})
        display(data, metadata=metadata, raw=True)

    def _show_static(self) -> None:
        """Show what stays in a saved notebook."""
        for act in _LISTENERS:
            act(self)
        display({"text/html": self._static_html(), "text/plain": repr(self)}, raw=True)


def show_boxes(shell: Any) -> None:
    """Let a shell show what stays of our widgets where they lie in a box of ipywidgets too: HBox, Tab, ...

    A box shows only itself, and nothing would be left of it in a saved notebook.
    """
    formatters, box = shell.display_formatter, ("ipywidgets.widgets.widget_box", "Box")
    formatters.mimebundle_formatter.for_type_by_name(*box, _show_box)
    if hasattr(Widget, "_ipython_display_"):  # ipywidgets 7, of which a widget displays itself
        formatters.ipython_display_formatter.for_type_by_name(*box, _display_box)


def _display_box(box: Any) -> None:
    _show_those_within(box)
    box._ipython_display_()


def _show_box(box: Any, **options: Any) -> Any:
    """Show the static forms of our widgets in a box, and return the box's own bundle."""
    _show_those_within(box)
    return box._repr_mimebundle_(**options)


def _show_those_within(box: Any) -> None:
    seen, boxes = set(), [box]
    while boxes:
        for child in getattr(boxes.pop(0), "children", ()):
            if id(child) not in seen:
                seen.add(id(child))
                boxes.append(child)
                if isinstance(child, StaticFallback):
                    child._show_static()


if shell := get_ipython():
    show_boxes(shell)


def state_digest(meta: dict[str, Any], data: bytes = b"") -> str:
    """Return a short name for what a widget shows, by which it finds its static form in the page."""
    return hashlib.sha256(data + json.dumps(meta, sort_keys=True).encode()).hexdigest()[:12]


def fallback_table(
    key: str,
    heading: str,
    remarks: Sequence[str],
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    what: str,
) -> str:
    """Return a static form: a heading, remarks, a table, collapsed if it is long.

    Args:
        key: the widget's digest.
        heading: the widget's heading, or nothing.
        remarks: sentences above the table.
        head: the names of the columns.
        rows: the cells, as HTML: whoever makes them escapes what came with a frame.
        what: what the table holds, as `65 claims`.
    """
    names = "".join(f"<th>{escape(name)}</th>" for name in head)
    lines = "\n".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    table = f"<table><thead><tr>{names}</tr></thead><tbody>\n{lines}\n</tbody></table>" if rows else ""
    table = with_styles(table)
    if len(rows) > 12:
        table = f"<details><summary>{escape(what)} as a table</summary>\n{table}</details>"
    title = f"<p><strong>{escape(heading)}</strong></p>" if heading else ""
    return wrap(f"{title}{''.join(f'<p>{escape(remark)}</p>' for remark in remarks)}{table}", key)


# On paper a closed <details> would hide the table. And when a saved notebook is opened again, the living
# widget is gone, and JupyterLab writes "Error displaying widget: model not found" in its place, an element
# with nothing but that text in it: a sentence of ours stands there instead, for screen readers too.
STYLE = (
    "<style>@media print{.trilateral-static details::details-content"
    "{content-visibility:visible;block-size:auto}}"
    ".jp-OutputArea-child:has(.trilateral-static)+.jp-OutputArea-child>.jupyter-widgets:not(:has(*))"
    "{font-size:0;visibility:hidden}"
    ".jp-OutputArea-child:has(.trilateral-static)+.jp-OutputArea-child>.jupyter-widgets:not(:has(*))::after"
    '{content:"A still copy. To use it, run the cell.";font-size:13px;visibility:visible}</style>'
)


def wrap(body: str, key: str) -> str:
    """Return a static form's HTML in the element by whose class the live widget finds it."""
    return f'<div class="trilateral-static trilateral-static-{key}">{STYLE}{body}</div>'
