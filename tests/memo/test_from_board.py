"""A memo made from an evidence board, and the parts that a board gives it: options, objection, answer."""

import re
from collections.abc import Callable
from typing import Any

import matplotlib.pyplot as plt
import pytest
from support.memo import BALANCED, brief

from trilateral import Brief, EvidenceBoard, load
from trilateral.memo.memo import BriefError

TALKS, CALL, DEBATE = (
    "2017-04-19-dtt-tokyo",
    "2017-04-08-trump-hwang-call-on-xi-summit",
    "2017-04-13-first-presidential-tv-debate",
)


def sorted_board() -> EvidenceBoard:
    board = EvidenceBoard(DEBATE, options={"Wait": "Nobody can decide.", "Ask": "It is in the calendar."})
    board.add(CALL, "for", "Seoul was told afterwards.")
    board.add("C21", "against", "It may not last.")
    board.add(load("statements")["id"][0], "against")
    board.add(load("coal"), "for", "It fell.", title="Coal by month")
    board.write(
        advice=["Ask in May.", "Together."],
        choice="Ask",
        prices={"Wait": "Time.", "Ask": "Pride."},
        objection="Why not now?",
        answer="Nobody is there.",
        unknown="Who wins.",
    )
    return board


def made(board: Any, **given: Any) -> Brief:
    return Brief("T", "the ministers", "Kim", board, **given)


def test_the_memo_holds_what_the_board_holds_each_in_its_place() -> None:
    page, annex = made(sorted_board()).markdown().split("## Sources")
    order = [
        "## Advice", "1. Ask in May.", "2. Together.",
        "## Options weighed", "**Ask (advised):** Pride.", "**Wait:** Time.",
        "## Evidence for", "Seoul was told afterwards.", "Own table: Coal by month. It fell.",
        "## Evidence against", "Kim Jong Un: ", "20 April 2017: The article says: ", "It may not last.",
        "## The strongest objection", "Why not now?", "**Answer:** Nobody is there.",
        "## What is not known", "Who wins.", "First televised debate",
    ]  # fmt: skip
    places = [page.index(part) for part in order]
    assert places == sorted(places)
    assert "in Washington" not in page
    assert re.search(r"xi summit: 7 April 2017 in Washington", annex, re.I)
    assert "The Diplomat" in annex
    assert "The author's own table, from the course's tables, “Coal by month”" in annex
    assert "20 April 2017: Own" not in page


def test_what_is_given_goes_over_the_board() -> None:
    text = made(sorted_board(), advice="Wait.", choice="Wait", unknown="Much.").markdown()
    assert "\n\nWait.\n\n" in text
    assert "**Wait (advised):** Time." in text
    assert "Who wins." not in text


PEOPLE: dict[str, tuple[Callable[[EvidenceBoard], Any], str]] = {
    "a card has no sentence": (
        lambda b: b.add(TALKS, "for"),
        f"Without a sentence that says why it is here: 2017-01-01-kim-jong-un-new-year, {DEBATE}, {TALKS}.",
    ),
    "a chart has no sentence": (lambda b: b.add(load("coal"), title="Own coal"), "Own coal"),
    "an answer is missing": (lambda b: _with(b, "answer", ""), "objection stands without an answer"),
    "a price is missing": (lambda b: b.set_trait("notes", {**b.notes, "price": {"Ask": "x"}}), "price: Wait"),
    "nothing is chosen": (lambda b: _with(b, "choice", ""), "which option it advises"),
}


def _with(board: EvidenceBoard, name: str, text: str) -> None:
    board.notes = {**board.notes, "text": {**board.notes["text"], name: text}}


@pytest.mark.parametrize("what", PEOPLE)
def test_what_a_reader_would_object_to_is_said(what: str) -> None:
    act, said = PEOPLE[what]
    board = sorted_board()
    assert said not in " ".join(made(board).warnings)
    act(board)
    assert said in " ".join(made(board).warnings)


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "an empty board": (lambda: made(EvidenceBoard(), advice="Do."), "No row is chosen"),
    "a board without advice": (lambda: made(EvidenceBoard(TALKS)), "advice is blank"),
    "a row of later": (
        lambda: made(EvidenceBoard("2017-07-06-hamburg-trilateral-summit"), advice="Do."),
        "Nobody could know this on 20 April 2017: 2017-07-06-hamburg-trilateral-summit \\(6 July 2017\\). "
        'Take it off the board: run board.remove\\("2017-07-06-hamburg-trilateral-summit"\\) in a new cell',
    ),
    "an empty board says where": (
        lambda: made(EvidenceBoard(), advice="Do."),
        "Select events in its timeline",
    ),
    "a blank advice says where": (lambda: made(EvidenceBoard(TALKS)), "Write it on the board"),
    "a choice that is no option": (lambda: brief(options={"Wait": "x"}, choice="Go"), "'Go' is none"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_memo_that_cannot_be_is_refused(what: str) -> None:
    make, said = REFUSED[what]
    with pytest.raises(BriefError, match=said):
        make()


def test_without_a_board_a_memo_has_no_new_parts_unless_they_are_given() -> None:
    assert "weighed" not in brief().markdown()
    assert "objection" not in brief().markdown()
    text = brief(options={"Wait": ""}, choice="Wait", objection="Why?", answer=["Because.", "So."]).markdown()
    assert "**Wait (advised):** No price given." in text
    assert "Why?\n\n**Answer:** Because. So." in text
    assert "Washington" not in brief(BALANCED).markdown()


def test_the_annex_begins_a_page_of_its_own() -> None:
    page = brief().html()
    assert '<h2 class="annex">Sources</h2>' in page
    assert ".annex { break-before: page; }" in page.split("@media print")[1]


def test_a_chart_of_ones_own_is_cited_as_such() -> None:
    figure, _ = plt.subplots()
    plt.close(figure)
    board = EvidenceBoard()
    board.add(figure, "for", title="Launches; by month")
    text = made(board, advice="Do.").markdown()
    assert "- Own chart: Launches; by month. \\[1\\]" in text
    assert "1. The author's own chart, from the course's tables, “Launches; by month”, no date." in text
