"""Terms of the course, explained in English and named in Korean and Japanese: `explain("THAAD")`."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html import escape
from typing import Any

from trilateral.errors import UserError
from trilateral.record.load import load
from trilateral.text import listed, near, safe_url

__all__ = ["Explanation", "GlossaryError", "explain"]

MOST = 5  # explained at once; more are only named


class GlossaryError(UserError):
    """A word that the glossary does not have."""


@dataclass(frozen=True)
class Explanation:
    """Terms that were found, shown as text or as a list of definitions.

    Attributes:
        rows: rows of `glossary.csv`, with `address` and `publisher` of the source, "" where there is none.
        others: terms that have the word too, only named.
    """

    rows: tuple[dict[str, str], ...]
    others: tuple[str, ...] = ()

    def __repr__(self) -> str:
        """Return one paragraph for each term."""
        told = []
        for row in self.rows:
            lines = [row["term"], f"Korean: {row['korean']} · Japanese: {row['japanese']}", row["definition"]]
            lines += [f"Names: {names}" for names in [_names(row)] if names]
            lines += [f"Source: {row['publisher']}, {row['address']}" for _ in [0] if row["address"]]
            told.append("\n".join(lines))
        return "\n\n".join([*told, *self._also()])

    def _repr_html_(self) -> str:
        """Return a definition list, with the language of each name marked for screen readers."""
        told = []
        for row in self.rows:
            names, address = _names(row), safe_url(row["address"])
            told += [
                f'<dt><b>{escape(row["term"])}</b> · <span lang="ko">{escape(row["korean"])}</span> · '
                f'<span lang="ja">{escape(row["japanese"])}</span></dt>',
                f"<dd>{escape(row['definition'])}"
                + (f"<br>Names: {escape(names)}" if names else "")
                + (f'<br>Source: <a href="{address}">{escape(row["publisher"])}</a>' if address else "")
                + "</dd>",
            ]
        return f"<dl>{''.join(told)}</dl>" + "".join(f"<p>{escape(text)}</p>" for text in self._also())

    def _also(self) -> list[str]:
        return [f"Also: {listed(self.others, most=len(self.others))}."] if self.others else []


def explain(term: str) -> Explanation:
    """Explain a term of the course in English, with its Korean and its Japanese name.

    Args:
        term: the term or a part of it, in English, Korean or Japanese: `"THAAD"`, `"red lines"`, `"사드"`.

    Raises:
        GlossaryError: it is no text, or the glossary has nothing like it.
    """
    if not isinstance(term, str) or not _bare(term):
        raise GlossaryError('explain: give a term as text, for example explain("THAAD").')
    rows = [{str(name): cell for name, cell in row.items()} for row in load("glossary").to_dict("records")]
    forms = [_forms(row) for row in rows]
    asked = {_bare(term), _singular(_bare(term))}
    found = [row for row, known in zip(rows, forms, strict=True) if asked & known]
    if not found:
        found = [
            row
            for row, known in zip(rows, forms, strict=True)
            if any(_within(a, k) for a in asked for k in known)
        ]
    if not found:
        known = [row[name] for row in rows for name in ("term", "korean", "japanese")]
        raise GlossaryError(
            f"explain: the glossary does not have {term!r}.{near(term, known)} "
            'load("glossary") shows all its terms.'
        )
    return Explanation(tuple(map(_sourced, found[:MOST])), tuple(row["term"] for row in found[MOST:]))


def _bare(text: str) -> str:
    """Bring a term to one form: no case, no width, no hyphens, no quotation marks, no article."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = re.sub(r"""["'“”‘’「」]""", "", re.sub(r"[-_‐–·]", " ", text))
    return re.sub(r"^the ", "", " ".join(text.split())).rstrip(".?!")


def _singular(text: str) -> str:
    """Return a word without the s of a plural: `red lines`, `sanction` as the glossary has `sanctions`."""
    return text[:-1] if text.endswith("s") else f"{text}s"


def _forms(row: dict[str, Any]) -> set[str]:
    """Return all forms of a term by which it can be asked for."""
    names = [row[name] for name in ("id", "term", "korean", "japanese", "name_1", "name_2")]
    parts = [
        part
        for name in names
        for part in [name, *re.split(r"[/,、(),()]", unicodedata.normalize("NFKC", name))]
    ]
    return {_bare(part) for part in parts} - {""}


def _within(asked: str, known: str) -> bool:
    """Tell whether a word, or a part of a Korean or Japanese one, stands in a term."""
    return asked in known if not asked.isascii() else f" {asked} " in f" {known} "


def _names(row: dict[str, str]) -> str:
    """Return both names of what is contested, with who uses which."""
    pairs = [(row[f"name_{number}"], row[f"used_by_{number}"]) for number in (1, 2)]
    return "; ".join(f"{name} ({who})" for name, who in pairs if name)


def _sourced(row: dict[str, Any]) -> dict[str, str]:
    """Add the address and the publisher of a term's source."""
    text = {name: str(value) for name, value in row.items() if isinstance(value, str)}
    sources = load("sources").set_index("id") if row["source"] else None
    if sources is None:
        return {**text, "address": "", "publisher": ""}
    source = sources.loc[row["source"]]
    return {**text, "address": str(source["url"]), "publisher": str(source["publisher"])}
