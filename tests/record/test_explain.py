"""`explain`: what students type when a word is new to them, in three languages."""

import pytest

from trilateral import explain, load
from trilateral.record.glossary import GlossaryError

ASKED = [
    ("THAAD", "thaad"),
    ("thaad", "thaad"),
    (" THAAD ", "thaad"),
    ("THAAD", "thaad"),  # an input method's full width
    ("사드", "thaad"),
    ("サード", "thaad"),
    ("ICBM", "icbm"),
    ("icbm", "icbm"),
    ("intercontinental ballistic missile", "icbm"),
    ("red lines", "red-line"),
    ("Red-Line", "red-line"),
    ("red_line", "red-line"),
    ("sanction", "sanctions"),
    ("comfort women", "comfort-women"),
    ("“comfort women”", "comfort-women"),
    ("위안부", "comfort-women"),
    ("慰安婦", "comfort-women"),
    ("Takeshima", "dokdo-takeshima"),
    ("Dokdo", "dokdo-takeshima"),
    ("Sea of Japan", "east-sea"),
    ("동해", "east-sea"),
    ("Liberation Day", "fifteenth-august"),
    ("six party talks", "six-party-talks"),
    ("GSOMIA", "gsomia"),
    ("Security Council", "security-council"),
    ("the Security Council", "security-council"),
    ("the Diet?", "diet"),
    ("EEZ", "eez"),
    ("徴用工", "wartime-labour"),
    ("강제징용", "wartime-labour"),
    ("dataframe", "dataframe"),
    ("trilateral", "trilateral-cooperation"),
    ("ambassadors", "ambassador"),
    ("kappa", "cohens-kappa"),
]


@pytest.mark.parametrize(("term", "row"), ASKED)
def test_a_term_is_found_as_it_is_asked_for(term: str, row: str) -> None:
    assert row in {found["id"] for found in explain(term).rows}


@pytest.mark.parametrize("row", load("glossary").to_dict("records"), ids=lambda row: row["id"])
def test_each_term_explains_itself_alone(row: dict) -> None:
    for name in ("term", "korean", "japanese"):
        (found,) = explain(row[name]).rows
        assert found["id"] == row["id"]
        assert row["definition"] in repr(explain(row[name]))
        assert bool(found["address"]) == bool(row["source"])


@pytest.mark.parametrize(
    ("term", "says"),
    [
        ("THADD", "Did you mean 'THAAD'"),
        ("abstension", "Did you mean 'abstention'"),
        ("yoghurt", 'load("glossary")'),
        ("", "as text"),
        ("  ", "as text"),
        (5, "as text"),
        (None, "as text"),
        ("<script>alert(1)</script>", "does not have"),
    ],
)
def test_a_term_that_is_not_there_is_told(term: object, says: str) -> None:
    with pytest.raises(GlossaryError) as told:
        explain(term)  # type: ignore[arg-type]
    assert says in str(told.value)


def test_a_contested_name_is_shown_both_ways_with_who_uses_it() -> None:
    for shown in (repr(explain("Dokdo")), explain("Dokdo")._repr_html_()):
        assert "Dokdo (South Korea)" in shown
        assert "Takeshima (Japan)" in shown


def test_the_page_marks_languages_and_links_the_source() -> None:
    page = explain("15 August")._repr_html_()
    assert '<span lang="ko">' in page
    assert '<span lang="ja">' in page
    assert '<a href="http' in page


def test_a_part_of_many_terms_names_those_that_it_does_not_explain() -> None:
    told = explain("agreement")
    assert len(told.rows) == len({row["id"] for row in told.rows}) <= 5
    found = explain("of")
    assert len(found.rows) == 5
    assert found.others
    assert found.others[0] in repr(found)
    assert found.others[0] in found._repr_html_()
