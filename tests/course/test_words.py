"""A reader in Seoul or Osaka has school English: the lessons' words beyond it are explained, or named."""

import csv
import tomllib
from pathlib import Path

import nbformat
import pytest
from support.shared import ROOT
from support.words import base_forms, common_words, prose_words, rare_words

from trilateral.paths import lesson_number

TEXTS = sorted(ROOT.glob("notebooks/*.ipynb")) + sorted(ROOT.glob("exercises/*.ipynb"))
REASONS = tomllib.loads(Path(__file__).with_name("rare_words.toml").read_text(encoding="utf-8"))
EXPLAINED = REASONS["explained"]
EXCEPTIONS = {*EXPLAINED, *(word for part in REASONS.values() for word in part.get("words", "").split())}


def glossary() -> frozenset[str]:
    with (ROOT / "data" / "glossary.csv").open(encoding="utf-8", newline="") as file:
        terms = " ".join(row["term"] for row in csv.DictReader(file)).lower()
    return frozenset().union(*map(base_forms, prose_words(terms))) - common_words()


def cells() -> list[tuple[str, str, str]]:
    """Return the cells of text: the file's number, the cell's id, the text; lessons before exercises."""
    return [
        (
            lesson_number(path.name) if path.parent.name == "notebooks" else f"exercise {path.name[:2]}",
            cell.id,
            cell.source,
        )
        for path in TEXTS
        for cell in nbformat.read(path, as_version=4).cells
        if cell.cell_type == "markdown"
    ]


CELLS = [(*cell, rare_words(cell[-1])) for cell in cells()]


def test_every_rare_word_is_explained_or_has_a_reason_to_stay() -> None:
    known = glossary() | EXCEPTIONS
    unknown = {
        f"{number}, cell {cell}: {word}"
        for number, cell, _, rare in CELLS
        for word in rare
        if not base_forms(word) & known
    }
    assert not unknown, (
        "say it in commoner words; or explain it there, and name the cell in tests/course/rare_words.toml:\n"
        + "\n".join(sorted(unknown))
    )


def test_no_reason_is_given_for_a_word_that_is_not_there() -> None:
    used = set().union(*(base_forms(word) for *_, rare in CELLS for word in rare))
    assert sorted(EXCEPTIONS - used) == []


@pytest.mark.parametrize("word", EXPLAINED)
def test_a_word_is_explained_where_it_is_first_used(word: str) -> None:
    place = tuple(EXPLAINED[word].split(":"))
    users = [
        (number, cell)
        for number, cell, _, rare in CELLS
        if cell not in ("title", "next", "s-course")
        if (number, cell) == place or any(word in base_forms(one) for one in rare)
    ]
    (source,) = [source for number, cell, source, _ in CELLS if (number, cell) == place]
    assert word in source.lower()
    assert users[0] == place


@pytest.mark.parametrize(
    ("text", "rare"),
    [
        ("The president met the ministers twice.", set()),
        ("Bigger countries were stopped, and happily so.", set()),
        ("Their *opacity* `obfuscated` [here](https://example.org/perspicacious).", {"opacity"}),
        ("<summary>An obfuscation</summary>", {"obfuscation"}),
        ("```\nobfuscate()\n```", set()),
        ("It can't be; South Korea’s colours are realised.", set()),
    ],
)
def test_what_counts_as_a_rare_word(text: str, rare: set[str]) -> None:
    assert rare_words(text) == rare


def test_the_list_has_three_thousand_words_and_says_whose_it_is() -> None:
    assert len(common_words()) == 3000
    head = (Path(__file__).with_name("common_words.txt")).read_text(encoding="utf-8")
    assert "wordfreq" in head
    assert "creativecommons.org/licenses/by-sa/4.0/" in head
