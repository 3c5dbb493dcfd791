"""What is not marked as hindsight knows nothing later than the article; what is marked says so to the reader.

Days, years, names that came later, and figures that were first to be had later, are read out of the cells
without the tag `hindsight`, and out of what these cells show.
"""

import html
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from support.shared import ROOT

from trilateral import load
from trilateral.paths import lesson_number, lessons_of

ARTICLE_DAY = pd.Timestamp("2017-04-20")
MARK = "**After the article"
LESSONS = [path for path in lessons_of(ROOT) if path.name > "01"]
MONTHS = [pd.Timestamp(2000, number, 1).month_name() for number in range(1, 13)]
DAY = re.compile(rf"(?:\b(\d{{1,2}}) )?\b({'|'.join(MONTHS)}),? (20\d\d)\b")
ISO = re.compile(r"\b(20\d\d-\d\d(?:-\d\d)?)\b")
YEAR = re.compile(r"\b(201[89]|20[2-4]\d)\b")
lesson = pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
# Names that nobody could use on the day of the article. Persons and places are read from the record, below.
LATER_NAMES = (
    *("Hwasong-12", "Hwasong-14", "Hwasong-15", "Hwasong-17", "Hwasong-18", "Hwasong-19"),
    *("Panmunjom Declaration", "Singapore summit", "Hanoi summit", "Berlin initiative"),
    *("fire and fury", "Rocket Man", "totally destroy", "shuttle diplomacy", "CPTPP", "Covid"),
    *("borne out", "President Moon", "President Biden", "Prime Minister Kishida"),
)
# The same surname in an earlier office, or of somebody else.
KNOWN_THEN = (
    "Vice President Biden",
    "with Biden",
    "Moon Sang-gyun",
    "Moon Jae-in becomes",
    "Kishida announces",
)
KNOWN_THEN += (
    "Kishida and Yun",
    "Kerry and Kishida",
    "Foreign Minister Kishida",
    "and Kishida said in the same",
)
# A prediction whose verdict rests on nothing later.
NOT_JUDGED_LATER = {"C49"}
# A year that is spoken of and not known: the cell teaches to look for words that know too much.
SPOKEN_OF = {("09", "s-words-know"): {"2018", "2019", "2020"}}


def text_of(value: str) -> str:
    """Return what a reader sees of prose or of a page: no tags, no addresses."""
    value = re.sub(r"\]\([^)]*\)", "]", value)
    value = re.sub(r"<(script|style).*?</\1>", " ", value, flags=re.DOTALL)
    return html.unescape(re.sub(r"<[^>]*>", " ", value))


def shown(cell: nbformat.NotebookNode) -> Iterator[str]:
    """Yield what a cell says, and what it shows."""
    yield text_of(cell.source) if cell.cell_type == "markdown" else cell.source
    for output in cell.get("outputs", []):
        yield output.get("text", "")
        for kind, value in output.get("data", {}).items():
            yield (
                text_of(value if isinstance(value, str) else json.dumps(value)) if "image" not in kind else ""
            )


def events_then() -> pd.DataFrame:
    events = load("events")
    return events[events["date_known"].fillna(events["date"]) <= ARTICLE_DAY]


def later_names() -> set[str]:
    """Return who first held an office after the article, and where only later summits took place."""
    leaders, meetings = load("leaders"), load("meetings")
    late = leaders["start"] > ARTICLE_DAY
    people = set(leaders.loc[late, "name"]) - set(leaders.loc[~late, "name"])
    surnames = {
        name.split()[0 if state in ("KOR", "PRK") else -1] for name, state in people_of(leaders, people)
    }
    met = meetings[meetings["format"] == "summit"]
    late = met["date"] > ARTICLE_DAY
    then = " ".join([*events_then()["place"], *events_then()["title"], *events_then()["summary"]])
    places = {place.split(",")[0] for place in met.loc[late, "place"]}
    places = {place for place in places if place not in then}
    return people | (surnames - {"Lee", "Han", "Choi", "Hwang"}) | places


def people_of(leaders: pd.DataFrame, names: set[str]) -> list[tuple[str, str]]:
    chosen = leaders[leaders["name"].isin(names)]
    return list(zip(chosen["name"], chosen["state"].astype(str), strict=True))


NAMES = re.compile(
    rf"\b({'|'.join(map(re.escape, sorted({*later_names(), *LATER_NAMES}, key=len, reverse=True)))})\b"
)


def later_days(text: str) -> set[str]:
    """Return the years, and the days and months with a year, that lie after the day of the article."""
    found = set(YEAR.findall(text))
    days = set(ISO.findall(text)) - {"2017-12-31"}  # which pandas writes for "the year 2017"
    found |= {day for day in days if day[:7] > "2017-04" or (len(day) == 10 and day > "2017-04-20")}
    for day, month, year in DAY.findall(text):
        number = MONTHS.index(month) + 1
        if (int(year), number, int(day or 0)) > (2017, 4, 20):
            found.add(f"{day} {month} {year}".strip())
    return found


def too_late(text: str) -> set[str]:
    """Return what in a text is later than the article."""
    for known in KNOWN_THEN:
        text = text.replace(known, "")
    return later_days(text) | set(NAMES.findall(text))


@cache
def figures() -> dict[str, dict[str, str]]:
    """Return by table the figures that were first to be had after the article, with the row of each."""
    tables = {name: load(name).set_index("id") for name in ("dprk_trade", "coal", "aid", "opinion")}
    trade, coal, aid, opinion = tables.values()
    late = {
        "dprk_trade": (trade.index == "2016-kotra") | (trade["year"] > 2016) & (trade["period"] != "2017-Q1"),
        "coal": coal["month"] > "2017-03-01",
        "aid": aid["year"] >= 2016,
        "opinion": opinion["year"] >= 2017,
    }
    known = {value for name, rows in late.items() for value in numbers(tables[name][~rows])}
    found = {name: numbers(tables[name][rows]) for name, rows in late.items()}
    return {name: {value: rows[value] for value in set(rows) - known} for name, rows in found.items()}


def numbers(rows: pd.DataFrame) -> dict[str, str]:
    """Return the numbers of a table that coincide with few others (91.3, 1234), with the row of each."""
    plain = rows.select_dtypes("number").drop(columns=["year", "n"], errors="ignore")
    cells = ((value, row) for row, values in plain.iterrows() for value in values.dropna())
    pairs = ((f"{value:.0f}" if value % 1 == 0 else f"{value:g}", row) for value, row in cells)
    return {value: str(row) for value, row in pairs if len(value.lstrip("0.")) > 3}


@cache
def read(path: Path) -> list[nbformat.NotebookNode]:
    return list(nbformat.read(path, as_version=4).cells)


def marked(cell: nbformat.NotebookNode) -> bool:
    return "hindsight" in cell.metadata.get("tags", [])


@cache
def unmarked(path: Path) -> list[tuple[nbformat.NotebookNode, list[str]]]:
    """Return the cells without the tag, each with what it says and shows."""
    return [(cell, list(shown(cell))) for cell in read(path) if not marked(cell)]


@pytest.mark.parametrize(
    ("text", "late"),
    [
        ("They met on 20 April 2017, and again on 6 July 2017.", {"6 July 2017"}),
        ("In May 2017 and August 2016", {"May 2017"}),
        ("row 2017-04-24-trump-calls", {"2017-04-24"}),
        ("2017-04-19 DTT; 2023-08-18", {"2023-08-18", "2023"}),
        ("present were Vice President Biden and Kerry", set()),
        ("Biden and Yoon at Camp David", {"Biden", "Yoon", "Camp David"}),
        ("Moon Jae-in led the polls; Moon Sang-gyun spoke", {"Moon Jae-in"}),
        ("a Hwasong-12 flew", {"Hwasong-12"}),
        ("later borne out", {"borne out"}),
        ("in [Hamburg](https://x.org/2019)", {"Hamburg"}),
        ("as [Reuters](https://x.org/2019/05/01) had it", set()),
    ],
)
def test_what_came_later_is_found(text: str, late: set[str]) -> None:
    assert too_late(text_of(text)) == late


@lesson
def test_what_is_not_marked_knows_nothing_later(path: Path) -> None:
    late = {}
    for cell, texts in unmarked(path):
        found = set().union(*map(too_late, texts)) - SPOKEN_OF.get((lesson_number(path.name), cell.id), set())
        if found:
            late[cell.id] = sorted(found)
    assert late == {}, (
        "tag these cells `hindsight`, under a cell that says 'After the article', or take it out"
    )


@lesson
def test_no_verdict_on_a_prediction_stands_unmarked(path: Path) -> None:
    claims = load("claims")
    names = set(claims.loc[claims["kind"] == "prediction", "id"]) - NOT_JUDGED_LATER
    late = {}
    for cell, texts in unmarked(path):
        judged = [text for text in texts[1:] if re.search(r"\b(supported|contradicted)\b", text)]
        if found := {name for text in judged for name in re.findall(r"\bC\d\d\b", text)} & names:
            late[cell.id] = sorted(found)
    assert late == {}


@lesson
def test_no_figure_stands_unmarked_that_was_first_to_be_had_later(path: Path) -> None:
    loaded = [name for name in figures() if any(f'load("{name}")' in cell.source for cell in read(path))]
    late = {}
    for cell, texts in unmarked(path):
        seen = set(re.findall(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.])", re.sub("[,_]", "", " ".join(texts))))
        found = [(figures()[name][value], value) for name in loaded for value in seen & set(figures()[name])]
        if found:
            late[cell.id] = found
    assert late == {}


@lesson
def test_code_under_marked_prose_is_marked(path: Path) -> None:
    """A count of what came later has no date in it; the prose above it, or the code, tells."""
    above = False
    for cell in read(path):
        if cell.cell_type == "markdown":
            above = marked(cell)
        elif above or "> article_day" in cell.source:
            assert marked(cell), f"{cell.id}: tag it `hindsight`"


@lesson
def test_what_is_marked_says_so_to_the_reader(path: Path) -> None:
    """Each stretch of marked cells opens with the words, in its first two cells or in the one before them."""
    cells = read(path)
    assert any(map(marked, cells))
    for place, cell in enumerate(cells):
        if marked(cell) and not (place and marked(cells[place - 1])):
            opening = [
                one.source for one in cells[max(place - 1, 0) : place + 2] if one.cell_type == "markdown"
            ]
            assert any(MARK in source for source in opening), f"{cell.id}: write **After the article.**"


def test_a_figure_that_came_later_is_known() -> None:
    assert figures()["dprk_trade"]["92.5"] == "2016-kotra"
    assert figures()["coal"]["511619"] == "coal-2017-09"
    assert "91.3" not in figures()["dprk_trade"]
