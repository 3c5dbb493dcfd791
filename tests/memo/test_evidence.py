"""The memo: what it refuses, and what it warns of."""

import html
import re

import pandas as pd
import pytest
from support.memo import BALANCED, brief, event, rows

from trilateral import load
from trilateral.memo.memo import MOST_WORDS, Brief, BriefError
from trilateral.memo.render import count_words


@pytest.mark.parametrize(
    ("row", "day"),
    [
        (event("tomorrow", "2017-04-21"), "21 April 2017"),
        (event("hushed-up", "2017-04-11", date_known=pd.Timestamp("2017-05-02")), "2 May 2017"),
    ],
)
def test_what_nobody_could_know_is_refused_by_name(row: dict[str, object], day: str) -> None:
    with pytest.raises(BriefError) as refused:
        brief(rows(event("fine", "2017-04-20"), row))
    assert f"{row['id']} ({day})" in str(refused.value)
    assert "fine" not in str(refused.value)


def test_what_became_known_on_the_day_itself_may_be_used() -> None:
    told = event("told", "2017-04-18", date_known=pd.Timestamp("2017-04-20"))
    assert "Title of told" in brief(rows(told)).markdown()
    with pytest.raises(BriefError, match="told"):
        brief(rows(told), as_of="2017-04-19")


def test_it_knows_what_the_timeline_knows() -> None:
    """The two must draw the line between known and not yet known at the same rows."""
    from trilateral import Timeline

    events = load("events")
    shown = Timeline(events, as_of="2017-04-20").visible
    made = Brief("All", "a test", "a test", shown.assign(side="for"), advice="None.")
    assert len(made.evidence) == len(shown)
    hidden = events[~events["id"].isin(shown["id"])]
    for row in (hidden.iloc[[0]], hidden.iloc[[-1]]):
        with pytest.raises(BriefError, match=row["id"].iloc[0]):
            Brief("One", "a test", "a test", row.assign(side="for"), advice="None.")


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        (BALANCED.head(0), "No row is chosen"),
        (pd.DataFrame(), "No row is chosen"),
        (BALANCED.drop(columns="side"), "side"),
        (BALANCED.assign(side=["for", "yes", None]), "b, c"),
        (rows(event("a", "2017-01-01"), event("a", "2017-01-01")), "Chosen twice: a"),
        (rows(event("a", "2017-01-01", source_1="nobody")), "'nobody'"),
        (rows(event("a", "2017-01-01", source_1="", source_2="")), "a: it has no source"),
        (BALANCED.assign(date=[pd.NaT, *BALANCED["date"][1:]]), "Without a date: a"),
        (["a"], "table of events"),
    ],
)
def test_other_evidence_that_cannot_be_used_is_refused(evidence: pd.DataFrame, message: str) -> None:
    with pytest.raises(BriefError, match=message):
        brief(evidence)


@pytest.mark.parametrize("what", ["title", "audience", "author", "advice"])
def test_no_part_of_the_head_is_blank(what: str) -> None:
    with pytest.raises(BriefError, match=what):
        brief(**{what: " \n "})


@pytest.mark.parametrize("day", [None, "soon", float("nan")])
def test_the_day_must_be_a_date(day: object) -> None:
    with pytest.raises(BriefError, match="2017-04-20"):
        brief(as_of=day)


def test_a_balanced_memo_has_no_warning() -> None:
    assert brief().warnings == []
    assert "Before you send it" not in brief()._repr_html_()


@pytest.mark.parametrize(
    ("evidence", "message"),
    [
        (rows(event("a", "2017-01-01")), "Nothing speaks against"),
        (rows(event("a", "2017-01-01", side="against")), "Nothing speaks for"),
        (
            rows(*(event(f"e{n}", "2017-01-01") for n in range(4)), event("x", "2017-01-01", side="against")),
            "One-sided: 4 rows for, 1 against",
        ),
        (rows(event("a", "2017-01-01", source_2="")), "One source only: a"),
        (rows(event("a", "2017-01-01", confidence="medium")), "Not of high confidence: a"),
        (rows(event("a", "2017-01-01", dispute="Seoul says no.")), "before you lean on it.*: a"),
        (rows(event("a", "2017-01-01", source_2="late")), "Published after 20 April 2017.*source 2"),
        (rows(event("a", "2017-01-01")), "does not say what is not known"),
        (
            rows(*(event(f"e{n}", "2017-01-01", source_2="") for n in range(2))),
            "rests on one publisher: KBS World",
        ),
    ],
)
def test_each_weakness_is_named(evidence: pd.DataFrame, message: str) -> None:
    made = brief(evidence)
    assert [warning for warning in made.warnings if re.search(message, warning)]
    assert all(html.escape(warning) in made._repr_html_() for warning in made.warnings)
    assert "Before you send it" not in made.html()


def test_a_page_is_a_page() -> None:
    short = brief()
    assert short.words < 60
    long = brief(advice="word " * (MOST_WORDS - short.words + 2))
    assert long.words == MOST_WORDS
    assert not [warning for warning in long.warnings if "Too long" in warning]
    longer = brief(advice="word " * (MOST_WORDS - short.words + 3))
    assert [warning for warning in longer.warnings if f"Too long: {MOST_WORDS + 1} words" in warning]


def test_words_are_counted_in_three_scripts() -> None:
    assert count_words("one two-three, don't – 4.") == 4
    assert count_words("북한의 핵 실험") == 3
    assert count_words("日米韓首脳会談") == 4
    assert count_words("") == 0
