"""Put a one-page memo together from rows of the record, with citations, as Markdown and as HTML.

    from trilateral.memo.memo import Brief
    Brief("Title", "Whom it is for", "Who wrote it", chosen, advice="...", unknown="...")

`chosen` is a table of events with a column `side` (for, against, unclear) and, if wished, `because`. Nothing
goes into the memo of an event but its title, its date and its sources: the summaries of the record were
written later, and some of them know what came later.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from trilateral.memo.given import SIDES, BriefError, as_day, checked_rows, is_filled, paragraphs, required
from trilateral.memo.render import (
    Block,
    Line,
    count_words,
    date_in_words,
    memo_html,
    preview,
    short_hash,
    slug,
    to_markdown,
)
from trilateral.text import credited, one_line

__all__ = ["MOST_WORDS", "SIDES", "Brief", "BriefError"]

MOST_WORDS = 500  # words on one page of A4 in eleven-point type, with headings; the sources go overleaf
MARK = re.compile(r"\n<!-- trilateral brief ([0-9a-f]{16}) ([0-9a-f]{16}) -->\n\Z")


@dataclass(frozen=True)
class Citation:
    """A page that the memo cites; `later` if it was published after the day of the memo."""

    number: int
    publisher: str
    title: str
    date: str
    url: str
    later: bool


@dataclass(frozen=True)
class Item:
    """One row of evidence: `marks` says what is doubtful about it, `sources` are ids."""

    id: str
    text: str
    marks: tuple[str, ...]
    sources: tuple[str, ...]


class Brief:
    """A memo of one page: advice, the evidence on each side, what is not known, and the sources.

    Args:
        title: the heading.
        audience: whom the memo is for.
        author: who wrote it.
        evidence: rows of `load("events")`, with a column `side` that says of each whether it speaks `for` the
            advice, `against` it, or is `unclear`. A column `because` may say in a sentence why.
        advice: what the reader should do; a list of texts becomes a numbered list.
        unknown: what is not known, and what would change the advice.
        as_of: the day on which the memo is written. Rows that nobody could know by then are refused.
        sources: the table of sources; the module's own by default.

    Raises:
        BriefError: a text is blank, no row was chosen, a row was not known on the day, has no side or names a
            source that is not in the table. The message names the rows.
    """

    def __init__(  # noqa: D107
        self,
        title: str,
        audience: str,
        author: str,
        evidence: pd.DataFrame,
        *,
        advice: str | Sequence[str],
        unknown: str | Sequence[str] = "",
        as_of: Any = "2017-04-20",
        sources: pd.DataFrame | None = None,
    ) -> None:
        self.title, self.audience, self.author = (
            required(text, what)
            for text, what in ((title, "title"), (audience, "audience"), (author, "author"))
        )
        self.as_of = as_day(as_of)
        self._advice, self._unknown = paragraphs(advice), paragraphs(unknown)
        if not self._advice:
            raise BriefError("advice is blank: say in a sentence or two what your reader should do.")
        self.evidence = checked_rows(evidence, self.as_of)
        if sources is None:
            from trilateral.record.load import load

            sources = load("sources")
        self._sources = {str(row["id"]): row for row in sources.to_dict("records")}
        self._items: dict[str, list[Item]] = {side: [] for side in SIDES}
        for row in self.evidence.to_dict("records"):
            self._items[row["side"]].append(self._item(row))
        cited = dict.fromkeys(name for item in self._all() for name in item.sources)
        self._numbers = {name: number for number, name in enumerate(cited, 1)}

    # --- what it holds ---------------------------------------------------------------------

    @property
    def citations(self) -> list[Citation]:
        """The pages cited, in the order in which the memo cites them first."""
        found = []
        for name, number in self._numbers.items():
            row = self._sources[name]
            dated = is_filled(row.get("date"))
            found.append(
                Citation(
                    number,
                    credited(one_line(row["publisher"]), one_line(row.get("via", ""))),
                    one_line(row["title"]),
                    date_in_words(row["date"]) if dated else "no date",
                    one_line(row["url"]),
                    dated and pd.Timestamp(row["date"]) > self.as_of,
                )
            )
        return found

    @property
    def words(self) -> int:
        """How many words the memo has, without its list of sources. A page holds about `MOST_WORDS`."""
        blocks = [block for block in self._blocks() if block.kind != "sources"]
        return sum(count_words(f"{line.label} {line.text}") for block in blocks for line in block.lines)

    @property
    def warnings(self) -> list[str]:
        """What a careful reader would object to. None of it is printed in the memo."""
        found = []
        for_, against, unclear = (len(self._items[side]) for side in SIDES)
        if not against:
            found.append("Nothing speaks against your advice. Look for what does: your reader will.")
        elif not for_:
            found.append("Nothing speaks for your advice.")
        elif for_ >= 4 * against:
            found.append(f"One-sided: {for_} rows for, {against} against.")
        for mark, said in (
            ("one source", "One source only"),
            ("confidence", "Not of high confidence"),
            ("disputed", "Disputed (read what the record says before you lean on it)"),
        ):
            names = [item.id for item in self._all() if any(mark in word for word in item.marks)]
            if names:
                found.append(f"{said}: {', '.join(names)}.")
        publishers = {citation.publisher.partition(", via ")[0] for citation in self.citations}
        if len(publishers) == 1 and for_ + against + unclear > 1:
            found.append(f"Everything rests on one publisher: {publishers.pop()}.")
        later = [str(citation.number) for citation in self.citations if citation.later]
        if later:
            found.append(
                f"Published after {date_in_words(self.as_of)}, so your reader could not have opened it: "
                f"source {', '.join(later)}."
            )
        if not self._unknown and not unclear:
            found.append("The memo does not say what is not known.")
        if self.words > MOST_WORDS:
            found.append(f"Too long: {self.words} words, and a page holds about {MOST_WORDS}.")
        return found

    def _all(self) -> list[Item]:
        return [item for side in SIDES for item in self._items[side]]

    def _item(self, row: dict[Any, Any]) -> Item:
        names = tuple(str(row[column]) for column in ("source_1", "source_2") if is_filled(row.get(column)))
        missing = [name for name in names if name not in self._sources]
        if missing or not names:
            what = (
                f"its source {missing[0]!r} is not in the table of sources" if missing else "it has no source"
            )
            raise BriefError(f"{row['id']}: {what}, so it cannot be cited. Take it out.")
        marks = []
        if is_filled(row.get("confidence")) and row["confidence"] != "high":
            marks.append(f"{row['confidence']} confidence")
        if is_filled(row.get("dispute")):
            marks.append("disputed")
        if len(names) == 1:
            marks.append("one source")
        date = date_in_words(row["date"], str(row.get("precision") or "day"))
        if is_filled(row.get("date_us")):
            date += f" ({date_in_words(row['date_us'])} in Washington)"
        title = one_line(row["title"])
        text = f"{date}: {title}" + ("" if title.endswith((".", "?", "!")) else ".")
        if is_filled(row.get("because")):
            text += f" {one_line(row['because'])}"
        if marks:
            text += f" ({', '.join(marks)})"
        return Item(str(row["id"]), text, tuple(marks), names)

    def _blocks(self) -> list[Block]:
        """Return the memo, line by line, for the two forms in which it goes out."""
        head = (("For", self.audience), ("From", self.author), ("As of", date_in_words(self.as_of)))
        blocks = [
            Block("h1", (Line(self.title),)),
            Block("head", tuple(Line(text, label) for label, text in head)),
        ]
        for heading, texts, side in (
            ("Advice", self._advice, ""),
            ("Evidence for", (), "for"),
            ("Evidence against", (), "against"),
            ("What is not known", self._unknown, "unclear"),
        ):
            items = self._items.get(side, [])
            blocks.append(Block("h2", (Line(heading),)))
            if texts:
                kind = "ol" if isinstance(texts, list) else "p"
                blocks.append(Block(kind, tuple(Line(text) for text in texts)))
            if items:
                blocks.append(Block("ul", tuple(Line(i.text, after=self._refs(i)) for i in items)))
            elif not texts:
                blocks.append(Block("p", (Line("None given."),)))
        cited_sources = tuple(
            Line(
                f"{one.publisher}, “{one.title}”, {one.date}.",
                url=one.url,
                after="(published after the day of this memo)" if one.later else "",
            )
            for one in self.citations
        )
        return [*blocks, Block("h2", (Line("Sources"),)), Block("sources", cited_sources)]

    def _refs(self, item: Item) -> str:
        return " ".join(f"[{self._numbers[name]}]" for name in item.sources)

    # --- what it becomes ---------------------------------------------------------------------

    def markdown(self) -> str:
        """Return the memo as Markdown. Texts are escaped, so that no title becomes markup."""
        return to_markdown(self._blocks())

    def html(self) -> str:
        """Return the memo as a page of its own. Texts are escaped; only http(s) addresses are links."""
        return memo_html(self.title, self._blocks())

    def save(self, folder: Path | str = "briefs") -> list[Path]:
        """Write the memo as Markdown and as HTML into a folder, and return the two paths.

        The names are made from author and title. A file that `save` wrote for the same author and that nobody
        has touched since is replaced; any other file stays as it is.

        Raises:
            BriefError: a file of that name is somebody else's, or was changed by hand, and nothing is
                written; or the folder cannot be written to.
        """
        stem = slug(f"{self.author} {self.title}")
        files = {
            Path(folder) / f"{stem}.md": self.markdown(),
            Path(folder) / f"{stem}.html": self.html(),
        }
        for path in files:
            if path.exists() and not self._mine(path):
                raise BriefError(
                    f"{path.as_posix()} is there already, and it is somebody else's or was changed by hand. "
                    "It stays as it is. Give your memo another title, or save it into another folder."
                )
        try:
            Path(folder).mkdir(parents=True, exist_ok=True)
            for path, text in files.items():
                mark = f"\n<!-- trilateral brief {short_hash(self.author)} {short_hash(text)} -->\n"
                path.write_bytes((text + mark).encode("utf-8"))
        except OSError as error:
            raise BriefError(
                f"{Path(folder).as_posix()} cannot be written to ({error.strerror}). "
                "Save the memo into another folder, one of your own."
            ) from None
        return list(files)

    def _mine(self, path: Path) -> bool:
        try:
            text = path.read_bytes().decode("utf-8")
        except (OSError, UnicodeError):
            return False
        found = MARK.search(text)
        return found is not None and found.groups() == (
            short_hash(self.author),
            short_hash(text[: found.start()]),
        )

    def __repr__(self) -> str:
        """Show title, audience and size in one line."""
        size = ", ".join(f"{len(self._items[side])} {side}" for side in SIDES)
        return f"Brief({self.title!r} for {self.audience}: {size}; {self.words} of about {MOST_WORDS} words)"

    def _repr_html_(self) -> str:
        """Show the memo, and above it what its author should mend."""
        return preview(self._blocks(), self.warnings, self.words, MOST_WORDS)
