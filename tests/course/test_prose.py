"""What the lessons say: each number stands in a cell beside it, each name is spelt in one way."""

import json
import re
from functools import cache
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from support.shared import ROOT

from trilateral import load, tables
from trilateral.paths import lesson_number, lessons_of

LESSONS = [path for path in lessons_of(ROOT) if path.name > "01"]
EXERCISES = sorted(ROOT.glob("exercises/solutions/*.ipynb"))
MONTHS = "|".join(pd.Timestamp(2000, number, 1).month_name() for number in range(1, 13))
# What a number in prose may be besides a figure: an answer to choose, a day, a year, a place in the course.
NO_FIGURE = [
    r"\([a-e]\) [^()]*",
    r"`[^`]*`",
    rf"\b\d{{1,2}}(?:st|nd|rd|th)?(?: (?:and|to|or) \d{{1,2}})? (?:{MONTHS})\b(?: \d{{4}})?",
    rf"\b(?:{MONTHS})(?: \d{{4}})?",
    r"\b(?i:notebook|exercise|paragraph|par\.|question|section|line|resolution)s? \d[\d.A-C]*"
    r"(?:(?:,| and| to| or) \d[\d.A-C]*)*",
    r"\bC\d\d\b",
    r"\b\d{1,2}(?:st|nd|rd|th)\b",
    r"\b(?:19|20)\d\ds?\b",
]
NUMBER = re.compile(r"(?<![\w.,/-])\d[\d,]*(?:\.\d+)?(?![\w/-]|\.\d|,\d)")
# Made up: what a forecaster might say.
INVENTED = {("08", "think-score"): {"40"}}
SCALES = (1, 100, 0.001, 0.000001)
OTHER_SPELLINGS = {"G-20", "Defence Trilateral Talks", "Kim Jong-nam", "Kim Yo-jong", "Ban Ki-Moon"}
CONTESTED = (("Dokdo", "Takeshima"), ("East Sea", "Sea of Japan"), ("Senkaku", "Diaoyu"))

lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)


@cache
def cells(path: Path) -> list[nbformat.NotebookNode]:
    return list(nbformat.read(path, as_version=4).cells)


def values_of(text: str) -> set[float]:
    return {
        float(found.replace(",", "").replace("_", "")) for found in re.findall(r"\d[\d,_]*(?:\.\d+)?", text)
    }


def computed(path: Path) -> set[float]:
    """Return the numbers in the code of a notebook and in what it shows, pictures left out."""
    found: set[float] = set()
    for cell in cells(path):
        if cell.cell_type == "code":
            shown = [cell.source]
            for output in cell.outputs:
                shown.append(output.get("text", ""))
                for kind, value in output.get("data", {}).items():
                    if not kind.startswith("image"):
                        shown.append(
                            re.sub(r"<[^>]*>", " ", value if isinstance(value, str) else json.dumps(value))
                        )
            for text in shown:
                found |= values_of(text)
    return found


def stands_in(number: str, known: set[float]) -> bool:
    """Whether a number is one of the known ones: as it is, rounded, as per cent, in thousands or millions."""
    places = len(number.partition(".")[2])
    value = float(number.replace(",", ""))
    return any(abs(one * scale - value) <= 0.5 * 10**-places + 1e-9 for one in known for scale in SCALES)


def figures(source: str) -> set[str]:
    """Return the figures of a cell's prose, save where a page is linked, or a row of the record named."""
    found = set()
    for part in re.split(r"\n\s*\n|\n(?=[*|-])", source):
        if not re.search(r"\]\(http|`\d{4}-", part):
            plain = part
            for pattern in NO_FIGURE:
                plain = re.sub(pattern, " ", plain)
            found |= {number for number in NUMBER.findall(plain) if len(number) > 1}
    return found


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("It took 85 days, from 9 January 2017 to April.", {"85"}),
        ("In 2016 it was 91.5 per cent, or 5,510 million.", {"91.5", "5,510"}),
        ("See notebook 05, question 3.4, C44 and `head(12)`.", set()),
        ("Of 12 rows: (a) 60 to 75 (b) 76 to 90.", {"12"}),
        ("By [KITA](http://x.org) it was 30.1.", set()),
        ("Of 12 rows\n* by [KITA](http://x.org) 30.1", {"12"}),
    ],
)
def test_figures_are_found(source: str, found: set[str]) -> None:
    assert figures(source) == found


def test_a_figure_may_be_rounded_and_no_more() -> None:
    assert stands_in("73", {0.7297})
    assert stands_in("1,415", {1415.0})
    assert not stands_in("74", {0.7297})
    assert not stands_in("147", {1415.0, 1268.0})


@lesson
def test_each_number_of_the_prose_stands_in_a_cell(path: Path) -> None:
    known = computed(path)
    lost = {}
    for cell in cells(path):
        if cell.cell_type == "markdown" and cell.id != "title":
            numbers = figures(cell.source) - INVENTED.get((lesson_number(path.name), cell.id), set())
            if missing := sorted(number for number in numbers if not stands_in(number, known)):
                lost[cell.id] = missing
    assert lost == {}, "compute the number in a cell, or link the page that has it"


# --- names ------------------------------------------------------------------------------------------------


def misspelt() -> re.Pattern[str]:
    """Return the other ways to write the names of those who held an office, and some more."""
    other = set(OTHER_SPELLINGS)
    leaders = load("leaders")
    for name, state in zip(leaders["name"], leaders["state"].astype(str), strict=True):
        first, _, rest = name.partition(" ")
        if state == "JPN":
            other.add(f"{rest} {first}")
        elif state == "KOR" and "-" in rest:
            one, two = rest.split("-")
            other |= {
                f"{first} {one} {two.capitalize()}",
                f"{first} {one}-{two.capitalize()}",
                f"{rest} {first}",
            }
        elif state == "PRK":
            one, two = rest.split(" ")
            other |= {f"{first} {one}-{two}", f"{first} {one}-{two.lower()}"}
    return re.compile(rf"\b({'|'.join(map(re.escape, sorted(other)))})\b")


@cache
def texts() -> dict[str, str]:
    """Return by place what the course says in its own words: lessons, exercises, the record."""
    said = {
        f"{path.name}:{cell.id}": re.sub(r"\]\([^)]*\)", "]", cell.source)
        for path in [*LESSONS, *EXERCISES]
        for cell in cells(path)
        if cell.cell_type == "markdown"
    }
    for table in set(tables()) - {"sources", "glossary"}:
        for row in load(table).select_dtypes(["object", "string"]).to_dict("records"):
            said[f"{table}:{row['id']}"] = " | ".join(
                value for value in row.values() if isinstance(value, str)
            )
    return {place: " ".join(text.split()) for place, text in said.items()}


def test_a_name_has_one_spelling() -> None:
    pattern = misspelt()
    assert pattern.search("Abe Shinzo met Park Geun Hye")
    assert pattern.search("Kim Jong-un")
    assert not pattern.search("Shinzo Abe, Park Geun-hye and Kim Jong Un")
    assert {place: found for place, text in texts().items() if (found := pattern.findall(text))} == {}


def test_a_contested_name_does_not_stand_alone() -> None:
    alone = {}
    for place, text in texts().items():
        for one, other in CONTESTED:
            # The day that a prefecture of Japan keeps has one name only.
            named = [name in text.replace("Takeshima Day", "") for name in (one, other)]
            if any(named) and not all(named):
                alone[place] = one
    assert alone == {}
