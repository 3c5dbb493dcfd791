"""The example of notebook 09: four options of April 2017, and a board on which one of them is argued.

Everything here was known by 20 April 2017. What is disputed about a row is said in its sentence.
"""

from __future__ import annotations

import pandas as pd

from trilateral.record.load import load
from trilateral.widgets.evidence_board import EvidenceBoard

__all__ = ["example_board", "four_options"]

_OPTIONS = (
    (
        "Let Beijing press",
        "Most that the North sells goes to China, which has stopped its coal. The President listens to Xi.",
        "What Beijing wants for it is settled without Seoul and Tokyo.",
        ("2017-02-18-china-suspends-coal-imports", "2017-04-12-trump-xi-telephone-call"),
        ("2017-04-13-china-q1-trade-up-37-percent", "2017-03-06-lotte-stores-closed-in-china"),
    ),
    (
        "Threaten force",
        "Missiles fall into Japan's economic zone. A threat that is believed may stop the next one.",
        "A war would reach Seoul first; a bluff found out costs belief.",
        ("2017-03-06-four-missiles-into-japan-eez", "2017-04-17-pence-hwang-statements-in-seoul"),
        ("2017-04-18-carl-vinson-whereabouts-reported", "2017-04-14-wang-yi-warns-no-winner"),
    ),
    (
        "Stop drills for tests",
        "Both trains brake: no tests, no large drills. Time is won, and talks become possible.",
        "Lawful drills for banned tests; all three governments said no.",
        ("2017-03-08-wang-yi-two-trains", "2017-04-17-pence-at-the-dmz"),
        ("2017-03-08-haley-responds-to-china-freeze-proposal", "2017-04-05-sinpo-launch-before-xi-summit"),
    ),
    (
        "Speak as three",
        "Officials of all three meet already. What three say alike is harder to play off.",
        "Seoul has no president yet, and Beijing may make it pay alone.",
        ("2017-04-19-dtt-tokyo", "2017-04-08-trump-hwang-call-on-xi-summit"),
        ("2017-03-15-presidential-election-set-for-may-9", "2017-04-19-consul-asks-ward-to-remove-statue"),
    ),
)

_EVIDENCE = {
    "for": {
        "2017-04-06-trump-abe-call-on-missile-launch": "Tokyo was heard before the Xi summit.",
        "2017-04-08-trump-hwang-call-on-xi-summit": "Seoul was told after it. Together, both are in time.",
        "2017-04-12-trump-wall-street-journal-interview": (
            "He adds that ten minutes with Xi changed his view; what Xi said we have only from him."
        ),
        "2017-04-18-carl-vinson-whereabouts-reported": (
            "Officials implied what was not so: ask before you rely. Reports differ by a day on the news."
        ),
        "2017-04-19-dtt-tokyo": "Officials can agree even now. One of our two sources only announced it.",
    },
    "against": {
        "2017-03-02-china-restricts-group-tours-to-south-korea": (
            "A visible front has a price; Seoul paid alone. Beijing has not confirmed the order."
        ),
        "2017-03-15-presidential-election-set-for-may-9": "Until then nobody can bind the next president.",
        "2017-04-19-consul-asks-ward-to-remove-statue": (
            "The quarrel is open. Japanese and Korean reports differ on what he asked for."
        ),
    },
    "open": {
        "2017-04-14-maximum-pressure-and-engagement-review": (
            "Known from unnamed officials; AP found it much like what went before."
        ),
    },
}

_ADVICE = (
    "By 5 May: let the vice foreign ministers of the three agree on one page. Pressure goes on while tests "
    "go on, talks stay possible, Seoul is asked before any strike, the abducted are not forgotten.",
    "By the end of May: ask together for a meeting of the three leaders, beside a conference all attend.",
    "From today: within an hour of a launch tell each other and Washington, all three the same.",
)
_TEXTS = {
    "objection": "China made Seoul pay for one allied decision. A page of the three before 9 May, without an "
    "elected president, invites more of that, and the winner may drop it.",
    "answer": "So officials agree, not leaders. The page binds until the new president has read it and no "
    "longer, and in it the other two promise to answer together if Seoul is made to pay.",
    "unknown": "Whether the President would come, and what China promised him. A nuclear test before 9 May, "
    "or a winner in Seoul who will not sit down with Tokyo, would change this advice.",
}


def four_options() -> pd.DataFrame:
    """Return four things that could be advised on 20 April 2017, each with its case, its price and its rows.

    Returns:
        A row each: option, case, price, and in `for` and `against` the dated titles of events of the record.
    """
    events = load("events").set_index("id")
    titles = events["date"].dt.strftime("%Y-%m-%d") + " " + events["title"]
    rows = [
        (option, case, price, *("; ".join(titles[list(names)]) for names in (speaks_for, against)))
        for option, case, price, speaks_for, against in _OPTIONS
    ]
    return pd.DataFrame(rows, columns=["option", "case", "price", "for", "against"])


def example_board() -> EvidenceBoard:
    """Return a board with nine rows sorted and everything written, from which a memo can be made."""
    board = EvidenceBoard(options=four_options(), heading="The example's evidence")
    for side, sentences in _EVIDENCE.items():
        for name, because in sentences.items():
            board.add(name, side, because)
    prices = {option: price for option, _, price, *_ in _OPTIONS}
    board.write(prices=prices, choice="Speak as three", advice=_ADVICE, **_TEXTS)
    return board
