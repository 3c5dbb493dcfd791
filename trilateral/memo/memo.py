"""Put a one-page memo together from rows of the record, with citations, as Markdown and as HTML.

    from trilateral.memo.memo import Brief
    Brief("Title", "Whom it is for", "Who wrote it", board)
    Brief("Title", "Whom it is for", "Who wrote it", chosen, advice="...", unknown="...")

`board` is an EvidenceBoard; `chosen` is a table of events with a column `side` (for, against, unclear) and,
if wished, `because`. Nothing goes into the memo of an event but its title, its date and its sources: the
summaries of the record were written later, and some of them know what came later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from trilateral.memo.evidence import Item, item_of
from trilateral.memo.given import (
    SIDES,
    BriefError,
    as_day,
    checked_rows,
    from_board,
    is_filled,
    paragraphs,
    required,
)
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
from trilateral.widgets.evidence_board import EvidenceBoard

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


class Brief:
    """A memo of one page: advice, the evidence on each side, what is not known, and the sources.

    Args:
        title: the heading.
        audience: whom the memo is for.
        author: who wrote it.
        evidence: rows of `load("events")`, with a column `side` that says of each whether it speaks `for` the
            advice, `against` it, or is `unclear`. A column `because` may say in a sentence why. Or an
            EvidenceBoard, from which the memo then takes all that is not given here as well.
        advice: what the reader should do; a list of texts becomes a numbered list.
        unknown: what is not known, and what would change the advice.
        options: what could be advised, each with its price.
        choice: the option that the memo advises.
        objection: the strongest objection to the advice.
        answer: what the memo says to it.
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
        evidence: pd.DataFrame | EvidenceBoard,
        *,
        advice: str | Sequence[str] = "",
        unknown: str | Sequence[str] = "",
        options: Mapping[str, str] | None = None,
        choice: str = "",
        objection: str | Sequence[str] = "",
        answer: str | Sequence[str] = "",
        as_of: Any = "2017-04-20",
        sources: pd.DataFrame | None = None,
    ) -> None:
        self.title, self.audience, self.author = (
            required(text, what)
            for text, what in ((title, "title"), (audience, "audience"), (author, "author"))
        )
        self.as_of = as_day(as_of)
        texts = {"advice": advice, "unknown": unknown, "objection": objection, "answer": answer}
        self._silent: list[str] = []
        on_board = isinstance(evidence, EvidenceBoard)
        if isinstance(evidence, EvidenceBoard):
            own = from_board(evidence, self.as_of)
            evidence, texts = own.evidence, {name: text or own.texts[name] for name, text in texts.items()}
            options, choice = options or own.options, choice or own.choice
            sources = own.sources if sources is None else sources
            self._silent = own.silent
        self._texts = {name: paragraphs(text) for name, text in texts.items()}
        if not self._texts["advice"]:
            raise BriefError(
                "advice is blank: say in a sentence or two what your reader should do.",
                "Write it on the board, below the cards, and run this cell again." if on_board else "",
            )
        self._options = {one_line(name): one_line(price) for name, price in (options or {}).items()}
        self._choice = one_line(choice)
        if self._choice and self._choice not in self._options:
            raise BriefError(f"choice: {self._choice!r} is none of the options: {', '.join(self._options)}.")
        self.evidence = checked_rows(evidence, self.as_of, on_board)
        if sources is None:
            from trilateral.record.load import load

            sources = load("sources")
        self._sources = {str(row["id"]): row for row in sources.to_dict("records")}
        self._items: dict[str, list[Item]] = {side: [] for side in SIDES}
        for row in self.evidence.to_dict("records"):
            self._items[row["side"]].append(item_of(row, self._sources))
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
        """How many words the memo has, without its annex. A page holds about `MOST_WORDS`."""
        lines = [line for block in self._sheet() for line in block.lines]
        return sum(count_words(f"{line.label} {line.text}") for line in lines)

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
        if self._silent:
            found.append(f"Without a sentence that says why it is here: {', '.join(self._silent)}.")
        publishers = {citation.publisher.partition(", via ")[0] for citation in self.citations}
        if len(publishers) == 1 and for_ + against + unclear > 1:
            found.append(f"Everything rests on one publisher: {publishers.pop()}.")
        later = [str(citation.number) for citation in self.citations if citation.later]
        if later:
            found.append(
                f"Published after {date_in_words(self.as_of)}, so your reader could not have opened it: "
                f"source {', '.join(later)}."
            )
        if not self._texts["unknown"] and not unclear:
            found.append("The memo does not say what is not known.")
        if self._texts["objection"] and not self._texts["answer"]:
            found.append("The strongest objection stands without an answer.")
        if free := [name for name, price in self._options.items() if not price]:
            found.append(f"Options without a price: {', '.join(free)}. Each costs something.")
        if self._options and not self._choice:
            found.append("The memo does not say which option it advises.")
        if self.words > MOST_WORDS:
            found.append(f"Too long: {self.words} words, and a page holds about {MOST_WORDS}.")
        return found

    def _all(self) -> list[Item]:
        return [item for side in SIDES for item in self._items[side]]

    def _blocks(self) -> list[Block]:
        """Return the memo, line by line, for the two forms in which it goes out."""
        return [*self._sheet(), *self._annex()]

    def _sheet(self) -> list[Block]:
        head = (("For", self.audience), ("From", self.author), ("As of", date_in_words(self.as_of)))
        blocks = [
            Block("h1", (Line(self.title),)),
            Block("head", tuple(Line(text, label) for label, text in head)),
        ]
        for heading, name, side in (
            ("Advice", "advice", ""),
            ("Options weighed", "", "options"),
            ("Evidence for", "", "for"),
            ("Evidence against", "", "against"),
            ("The strongest objection", "objection", ""),
            ("What is not known", "unknown", "unclear"),
        ):
            texts, items = self._texts.get(name, ()), self._items.get(side, [])
            lines = (
                self._weighed() if side == "options" else [Line(i.text, after=self._refs(i)) for i in items]
            )
            if not texts and not lines and (side == "options" or name == "objection"):
                continue  # a memo need not have them
            blocks.append(Block("h2", (Line(heading),)))
            if texts:
                blocks += _texts(texts)
            if name == "objection":
                answer = self._texts["answer"]
                blocks += [Block("p", (Line(" ".join(answer), label="Answer"),))] if answer else []
            if lines:
                blocks.append(Block("ul", tuple(lines)))
            elif not texts:
                blocks.append(Block("p", (Line("None given."),)))
        return blocks

    def _annex(self) -> list[Block]:
        """Return what stands overleaf: the sources, and the days in Washington."""
        cited_sources = tuple(
            Line(
                f"{one.publisher}, “{one.title}”, {one.date}.",
                url=one.url,
                after="(published after the day of this memo)" if one.later else "",
            )
            for one in self.citations
        )
        blocks = [Block("annex", (Line("Sources"),)), Block("sources", cited_sources)]
        if abroad := tuple(Line(item.abroad) for item in self._all() if item.abroad):
            blocks += [Block("h2", (Line("Dates in Washington"),)), Block("ul", abroad)]
        return blocks

    def _weighed(self) -> list[Line]:
        """Return the options, the one advised first."""
        names = sorted(self._options, key=lambda name: name != self._choice)
        return [
            Line(
                self._options[name] or "No price given.",
                f"{name} (advised)" if name == self._choice else name,
            )
            for name in names
        ]

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


def _texts(texts: Sequence[str]) -> list[Block]:
    return [Block("ol" if isinstance(texts, list) else "p", tuple(Line(text) for text in texts))]
