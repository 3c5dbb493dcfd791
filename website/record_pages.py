"""The pages that are made from the record: one for each table, the glossary, the evidence for each claim.

Every value goes through a template that escapes it: what stands in a table is text.
"""

from __future__ import annotations

import csv
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trilateral.templates import render
from trilateral.text import safe_url

HERE = Path(__file__).parent
LANGUAGES = {"korean": "ko", "japanese": "ja"}
EASTERN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")  # kana, Chinese characters, Hangul
Row = dict[str, str]
LONGEST_WHOLE = (
    24  # letters; a longer id may be broken at its hyphens, for several of them make a table too wide
)


@dataclass(frozen=True)
class Part:
    """A piece of a cell: its text, and where it leads."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Cell:
    """A cell of a table on a page."""

    parts: list[Part]
    lang: str = ""

    @property
    def text(self) -> str:
        """What a reader sees of it."""
        return "; ".join(part.text for part in self.parts)

    @property
    def look(self) -> str:
        """The class that says how it is set: a sentence wants room, a date or a short id stays whole."""
        if len(self.text) > 60:
            return "long"
        short = 0 < len(self.text) <= LONGEST_WHOLE and self.text.isascii()
        return "whole" if short and " " not in self.text else ""


@dataclass(frozen=True)
class Line:
    """A row of a table on a page; `id` is its anchor."""

    cells: list[Cell]
    id: str = ""


class Record:
    """The tables of a folder as they are written, and what `datapackage.json` says of them."""

    def __init__(self, folder: Path) -> None:
        """Read all tables."""
        package = json.loads((folder / "datapackage.json").read_text("utf-8"))
        self.resources: dict[str, dict[str, Any]] = {one["name"]: one for one in package["resources"]}
        self.rows: dict[str, list[Row]] = {}
        for name, resource in self.resources.items():
            with (folder / resource["path"]).open(encoding="utf-8", newline="") as file:
                self.rows[name] = list(csv.DictReader(file))
        self.by_id = {
            name: {row["id"]: row for row in rows if "id" in row} for name, rows in self.rows.items()
        }

    def fields(self, table: str) -> list[dict[str, Any]]:
        """Return the descriptions of a table's columns."""
        found: list[dict[str, Any]] = self.resources[table]["schema"]["fields"]
        return found

    def line(self, table: str, row: Row) -> Line:
        """Return a row as it stands on its page."""
        return Line([self._cell(table, field, row) for field in self.fields(table)], row.get("id", ""))

    def _cell(self, table: str, field: dict[str, Any], row: Row) -> Cell:
        name, text = field["name"], row[field["name"]]
        lang = LANGUAGES.get(name, "")
        if not text:
            return Cell([], lang)
        if table == "claims" and name == "id":
            return Cell([Part(text, f"../evidence/{text}.html")])
        if name == "url" and safe_url(text):
            return Cell([Part(text, text)])
        other = self._table_named(name)
        if other is None or other == table:
            return Cell([Part(text)], lang)
        names = [one.strip() for one in text.split(";")]
        there = self.by_id[other]
        return Cell([Part(one, f"{other}.html#{one}" if one in there else "") for one in names])

    def _table_named(self, column: str) -> str | None:
        """Return the table whose ids a column holds."""
        if re.fullmatch(r"source(_\d)?", column):
            return "sources"
        return "events" if column in ("event", "events") else None


def raw(html: str) -> str:
    """Return HTML as a block of a Markdown page; no backtick of it can end that block."""
    return f"````{{raw}} html\n{html.replace('`', '&#96;')}\n````\n"


def page(title: str, *parts: str, search: bool = True) -> str:
    """Return a page in Markdown."""
    head = "" if search else "---\nnosearch: true\n---\n\n"
    return head + f"# {plain(title)}\n\n" + "\n".join(parts)


def plain(text: str) -> str:
    """Return a text as Markdown that means nothing but the text, and code where it has backticks."""
    parts = re.split("(`[^`]+`)", " ".join(text.split()))
    sign = re.compile(r"([\\`*_{}\[\]<>()#+!|~&$^:@-])")
    return "".join(part if k % 2 else sign.sub(r"\\\1", part) for k, part in enumerate(parts))


def of(*cells: str | Part) -> Line:
    """Return a row of texts and links."""
    return Line([Cell([Part(cell) if isinstance(cell, str) else cell]) for cell in cells])


def rows(name: str, title: str, heads: list[str], lines: list[Line], finder: bool = True) -> str:
    """Return a table as HTML, with a field to find rows in it."""
    columns = [[line.cells[place].text for line in lines] for place in range(len(heads))]
    numbers = {place for place, texts in enumerate(columns) if all(map(_is_number, filter(None, texts)))}
    path = HERE / "templates" / "rows.html"
    return render(path, name=name, title=title, heads=heads, rows=lines, finder=finder, numbers=numbers)


def _is_number(text: str) -> bool:
    return re.fullmatch(r"[-−]?[0-9][0-9,]*(\.[0-9]+)?%?", text) is not None


def table_page(record: Record, name: str) -> str:
    """Return the page of a table: its rows, the file, and what its columns mean."""
    resource, fields = record.resources[name], record.fields(name)
    title: str = resource["title"]
    columns = [of(field["name"], field.get("description", "")) for field in fields]
    heads = ["column", "what it says"]
    meaning = rows(f"{name}-columns", f"Columns of {title}", heads, columns, finder=False)
    lines = [record.line(name, row) for row in record.rows[name]]
    table = rows(name, title, [field["name"] for field in fields], lines)
    get = f'<p><a href="../data/{name}.csv" download>Download {name}.csv</a></p>'
    parts = [plain(resource["description"]) + "\n", raw(get + table), "## Its columns\n", raw(meaning)]
    return page(title, *parts, search=name in ("glossary", "leaders", "sanctions"))


def claim_page(record: Record, claim: Row) -> str:
    """Return the page of a claim: the verdict on it, why, and by what evidence."""
    facts = {
        "Kind": claim["kind"],
        "Verdict": claim["verdict"],
        "Why": claim["reason"],
        "What came later (hindsight)": claim["later"],
        "Whose claim": claim["who"],
        "Of which time": claim["period"],
        "Paragraph of the article": claim["paragraph"],
        "How sure the record is": claim["confidence"],
    }
    events = [record.by_id["events"][name.strip()] for name in claim["events"].split(";") if name.strip()]
    sources = [record.by_id["sources"][claim[n]] for n in ("source_1", "source_2") if claim[n]]
    html = render(
        HERE / "templates" / "claim.html",
        claim=claim,
        facts=[fact for fact in facts.items() if fact[1]],
        events=sorted(events, key=lambda event: event["date"]),
        sources=[{**source, "url": safe_url(source["url"])} for source in sources],
    )
    return page(f"Claim {claim['id']}", raw(html))


def eastern_words(record: Record) -> str:
    """Return a script with each row that holds Korean or Japanese: its address, its title, its text.

    Sphinx's own search takes a run of such characters for one word, and finds no part of it (static/site.js).
    """
    found = []
    for table, rows_of in record.rows.items():
        for row in rows_of:
            text = "; ".join(value for value in row.values() if EASTERN.search(value))
            if text and (name := row.get("id")):
                title = row.get("term") or row.get("title") or name
                found.append([f"tables/{table}.html#{name}", title, text])
    return f"trilateralEastern({json.dumps(found, ensure_ascii=False)});\n"


def overview(title: str, intro: str, table: str) -> str:
    """Return a page that leads to the others of its folder."""
    return page(title, intro, raw(table), "```{toctree}\n:hidden:\n:glob:\n\n*\n```\n")


def write_pages(data: Path, out: Path) -> None:
    """Write all pages that are made from the record into a folder of Markdown."""
    record = Record(data)
    claims = record.rows["claims"]
    files = {f"tables/{name}": table_page(record, name) for name in record.rows}
    files |= {f"evidence/{claim['id']}": claim_page(record, claim) for claim in claims}
    files["evidence/index"] = overview(
        "The claims and their evidence",
        "What the article claims, one page for each of its claims: the verdict, why, and the evidence.\n",
        rows(
            "evidence",
            "Claims",
            ["claim", "in words", "kind", "verdict"],
            [of(Part(c["id"], f"{c['id']}.html"), c["claim"], c["kind"], c["verdict"]) for c in claims],
        ),
    )
    files["tables/index"] = overview(
        "The record",
        "Every table, to search and to download. The [codebook](../data/README.md) says more of each.\n",
        rows(
            "tables",
            "Tables",
            ["table", "what it holds", "rows"],
            [
                of(
                    Part(one["title"], f"{name}.html"),
                    one["description"].replace("`", ""),
                    f"{len(record.rows[name]):,}",
                )
                for name, one in record.resources.items()
            ],
            finder=False,
        ),
    )
    (out / "_static" / "eastern.js").write_text(eastern_words(record), "utf-8")
    for name, text in files.items():
        (out / name).parent.mkdir(parents=True, exist_ok=True)
        (out / f"{name}.md").write_text(text, "utf-8")
