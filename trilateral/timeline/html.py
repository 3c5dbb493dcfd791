"""The timeline that stays in a saved notebook, as HTML: the picture, remarks and a table.

Everything that came with the frame is escaped; only http and https addresses become links.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

import numpy as np
import numpy.typing as npt

from trilateral.display import wrap
from trilateral.frames import with_styles
from trilateral.text import safe_url
from trilateral.timeline.events import Events, Sources
from trilateral.timeline.layout import STILL
from trilateral.timeline.words import Say, speaker


def fallback_html(
    events: Events,
    shown: npt.NDArray[np.bool_],
    svg: str,
    alt: str,
    *,
    key: str,
    remarks: Sequence[str] = (),
    language: str = "en",
) -> str:
    """Return the static form as HTML.

    Args:
        events: what the table holds.
        shown: which of them.
        svg: the picture.
        alt: the text that stands for it.
        key: the widget's digest, by which the living timeline finds its static form.
        remarks: sentences between picture and table.
        language: of the words.
    """
    say = speaker(language)
    chosen = np.flatnonzero(shown)
    notes = "".join(f"<p>{escape(remark)}</p>" for remark in remarks)
    return wrap(f"{image(svg, alt)}{notes}{_table(events, chosen, say)}", key)


def _table(events: Events, chosen: npt.NDArray[np.int64], say: Say) -> str:
    """Return the events as a table, collapsed if it is long."""
    if not len(chosen):
        return ""
    rows = []
    for i in chosen[: STILL["table"]].tolist():
        links = "; ".join(cite(events.sources, int(number), say("source")) for number in events.sources.of(i))
        doubt = f" <em>({say('disputed')})</em>" if events.texts["dispute"][i] else ""
        rows.append(
            f"<tr><td>{escape(events.date_text(i, say))}</td>"
            f"<td>{escape(events.texts['title'][i])}{doubt}</td><td>{links}</td></tr>"
        )
    heads = "".join(f"<th>{say(head)}</th>" for head in ("date", "event", "sources"))
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>\n{chr(10).join(rows)}\n</tbody></table>"
    table = with_styles(table)
    if len(chosen) <= STILL["collapsed"]:
        return table
    all_of_them = say("shownAll", m=len(chosen))
    if len(chosen) > STILL["table"]:
        what = say("tableFirst", n=STILL["table"], events=all_of_them)
    else:
        what = say("tableAll", events=all_of_them)
    return f"<details><summary>{what}</summary>\n{table}</details>"


def image(svg: str, alt: str) -> str:
    """Return a picture as an `<img>`: JupyterLab strips inline SVG from a notebook it does not trust."""
    # No quotation mark and no other sign that HTML or an address gives a meaning to is left.
    data = quote(svg.replace('"', "'"), safe=" !'()*,-./:;=@_", errors="replace")
    return f'<img alt="{escape(alt)}" style="max-width:100%" src="data:image/svg+xml;charset=utf-8,{data}">'


def cite(sources: Sources, number: int, unnamed: str = "source") -> str:
    """Return a work's publisher as HTML, as a link where its address is safe."""
    name = escape(sources.publisher[number] or sources.title[number] or unnamed)
    url = safe_url(sources.url[number])
    if not url:
        return name
    return f'<a href="{escape(url)}">{name}</a>'


@dataclass(frozen=True)
class Figure:
    """A picture of a timeline: `svg` is its source, `alt` the text that stands for it."""

    svg: str
    alt: str

    def save(self, path: str | Path) -> None:
        """Write the picture to a file."""
        Path(path).write_text(self.svg, encoding="utf-8")

    def __repr__(self) -> str:  # noqa: D105
        return f"Figure({self.alt})"

    def _repr_html_(self) -> str:
        return image(self.svg, self.alt)
