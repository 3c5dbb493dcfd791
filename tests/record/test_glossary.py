"""The glossary: three scripts, short definitions, a source for each fact and each contested name."""

import re

import pytest

from trilateral import load

GLOSSARY = load("glossary")
HANGUL, JAPANESE = r"[\uac00-\ud7a3]", r"[\u3040-\u30ff\u4e00-\u9fff]"

every = pytest.mark.parametrize("row", GLOSSARY.to_dict("records"), ids=lambda row: row["id"])


def test_it_is_as_large_as_a_reader_bears() -> None:
    assert 60 <= len(GLOSSARY) <= 90
    terms = [term.strip('"').casefold() for term in GLOSSARY["term"]]
    assert terms == sorted(terms), "in the order of the alphabet"
    taught = {number for notebooks in GLOSSARY["notebooks"] for number in notebooks}
    assert taught == {f"{number:02}" for number in range(10)}, "a word for each notebook"


@every
def test_each_term_stands_in_its_own_script(row: dict) -> None:
    assert re.search(HANGUL, row["korean"])
    assert not re.search(JAPANESE, row["korean"]), "no Chinese characters or kana in the Korean term"
    assert re.search(JAPANESE, row["japanese"])
    assert not re.search(HANGUL, row["japanese"])


@every
def test_a_definition_is_one_or_two_sentences(row: dict) -> None:
    text = row["definition"]
    assert text.endswith(".")
    assert len(re.findall(r"[.?!](?=\s|$)", text)) <= 2
    assert 4 <= len(text.split()) <= 45


@every
def test_facts_and_contested_names_have_a_source(row: dict) -> None:
    names = [row[column] for column in ("name_1", "used_by_1", "name_2", "used_by_2")]
    assert all(names) or not any(names), "both names, and who uses each"
    if any(names) or re.search(r"\b(19|20)\d\d\b", row["definition"]):
        assert row["source"], "a year or a contested name needs a page that shows it"
