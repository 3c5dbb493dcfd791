"""The evidence board in Python: what people put on it, write, take back, and find again."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest

from trilateral import EvidenceBoard, Timeline, load
from trilateral.widgets import evidence_board
from trilateral.widgets.base import WidgetError

EVENTS, CLAIMS, SAID = load("events"), load("claims"), load("statements")
TALKS, DEBATE, TWEET = (
    "2017-04-19-dtt-tokyo",
    "2017-04-13-first-presidential-tv-debate",
    "2017-04-13-trump-tweet-us-with-its-allies",
)
HOSTILE = '<img src=x onerror=alert(1)><script>alert("x")</script>'
OWN = pd.DataFrame({"id": ["mine"], "date": ["2016-11-08"], "title": ["Election"]})


@pytest.fixture(autouse=True)
def _each_in_a_kernel_of_its_own() -> Iterator[None]:
    yield
    evidence_board._SHOWN.clear()


def ids(board: EvidenceBoard) -> list[str]:
    return board.items["id"].tolist()


def shown(*things: Any, **options: Any) -> EvidenceBoard:
    board = EvidenceBoard(*things, **options)
    board._ipython_display_()
    return board


def chart() -> Any:
    figure, axes = plt.subplots()
    axes.plot([1, 2])
    plt.close(figure)
    return figure


# What a person gives, and what then lies on the board.
GIVEN: dict[str, tuple[Callable[[], Any], list[str]]] = {
    "an id": (lambda: TALKS, [TALKS]),
    "a claim's id": (lambda: "C21", ["C21"]),
    "a statement's id": (lambda: SAID["id"][0], [SAID["id"][0]]),
    "a list of ids": (lambda: [DEBATE, "C21"], [DEBATE, "C21"]),
    "a tuple with one of them twice": (lambda: (DEBATE, DEBATE), [DEBATE]),
    "a column of ids": (lambda: EVENTS.loc[EVENTS["id"] == TALKS, "id"], [TALKS]),
    "an index of ids": (lambda: pd.Index([TALKS]), [TALKS]),
    "rows of events": (lambda: EVENTS[EVENTS["id"].isin([TALKS, DEBATE])], [DEBATE, TALKS]),
    "rows with few columns": (lambda: EVENTS.loc[EVENTS["id"] == TALKS, ["id", "title"]], [TALKS]),
    "rows of claims": (lambda: CLAIMS[CLAIMS["id"] == "C21"], ["C21"]),
    "rows of statements": (lambda: SAID[:2], SAID["id"][:2].tolist()),
    "a row alone": (lambda: EVENTS.set_index("id", drop=False).loc[TALKS], [TALKS]),
    "a row of a claim": (lambda: CLAIMS.iloc[20], ["C21"]),
    "rows with an id twice": (lambda: pd.concat([EVENTS[:1], EVENTS[:1]]), [EVENTS["id"][0]]),
    "no rows": (lambda: EVENTS[:0], []),
    "no ids": (lambda: [], []),
    "events of one's own": (lambda: OWN, ["mine"]),
}


@pytest.mark.parametrize("what", GIVEN)
def test_what_is_put_on_it_lies_there_with_its_sources(what: str) -> None:
    give, expected = GIVEN[what]
    board = EvidenceBoard(give())
    assert ids(board) == expected
    board.add(give())
    assert ids(board) == expected, "once"
    assert board.items["side"].tolist() == ["open"] * len(expected)
    for card in board._meta["cards"]:
        assert card["title"]
        assert card["date"]
        assert card["sources"] or card["id"] == "mine"


REFUSED: dict[str, tuple[Callable[[EvidenceBoard], Any], str]] = {
    "a slip in an id": (lambda b: b.add("2017-04-19-ddt-tokyo"), TALKS),
    "a title in place of an id": (lambda b: b.add("Ninth Defense Trilateral Talks"), "no event, claim or"),
    "an id that is none among rows": (lambda b: b.add(["C21", "C99"]), "'C99'"),
    "a chart without a title": (lambda b: b.add(chart()), "A chart needs a title"),
    "a table without a title": (lambda b: b.add(load("coal")), "A table needs a title"),
    "a blank title": (lambda b: b.add(chart(), title=" \n"), "A chart needs a title"),
    "a column of numbers": (lambda b: b.add(pd.Series([1, 2])), "A table needs a title"),
    "a number": (lambda b: b.add(3), "A int cannot be put"),
    "nothing": (lambda b: b.add(None), "A NoneType cannot be put"),
    "a dictionary": (lambda b: b.add({TALKS: "for"}), "A dict cannot be put"),
    "a side that is none": (lambda b: b.add(TALKS, "agianst"), "against"),
    "an option that is none": (lambda b: b.write(prices={"Wiat": "Much."}), "Wait"),
    "a choice that is none": (lambda b: b.write(choice="Hope"), "'Hope'"),
    "a text that is none": (lambda b: b.write(advise="Wait."), "advice"),
    "off, what was never on": (lambda b: b.remove("C21"), "'C21' was not added"),
    "notes of no kind": (lambda b: b.set_trait("notes", {"colour": {}}), "colour"),
    "notes of a wrong form": (lambda b: b.set_trait("notes", {"side": ["for"]}), "side"),
    "a side that the page cannot send": (lambda b: b.set_trait("notes", {"side": {TALKS: "x"}}), "no side"),
    "a number for a sentence": (lambda b: b.set_trait("notes", {"because": {TALKS: 3}}), "to be a text"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_is_refused_in_words_and_nothing_changes(what: str) -> None:
    board = EvidenceBoard(DEBATE, options=["Wait"])
    before = board.items
    act, said = REFUSED[what]
    with pytest.raises(WidgetError) as refused:
        act(board)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    pd.testing.assert_frame_equal(board.items, before)


def test_a_timeline_and_its_board_go_together() -> None:
    timeline = Timeline(EVENTS, as_of="2017-04-20")
    board = EvidenceBoard(timeline, "C21")
    assert ids(board) == ["C21"]
    timeline.selected = [TALKS, DEBATE]
    assert ids(board) == [DEBATE, TALKS, "C21"]
    board.add(TALKS, "for", "They can meet.")
    timeline.selected = [DEBATE]
    assert TALKS in ids(board), "what was added as well stays"
    board.remove(TALKS)
    timeline.selected = None
    assert ids(board) == ["C21"]
    timeline.selected = [TALKS]
    assert board.items.set_index("id").loc[TALKS, "because"] == "They can meet.", "its sentence waited"


def test_charts_and_tables_of_ones_own_have_no_date_and_their_author() -> None:
    board = EvidenceBoard()
    board.add(chart(), "for", title="Launches by month")
    board.add(chart().axes[0], title="Launches by year")
    board.add(load("coal"), "against", "It fell.", title="Coal by month")
    board.add(EVENTS[["id", "title"]], title="All that is on record")
    assert [(card["kind"], card["date"]) for card in board._meta["cards"]] == [
        ("chart", ""), ("chart", ""), ("table", ""), ("table", ""),
    ]  # fmt: skip
    assert "author's own chart" in board._meta["cards"][0]["sources"][0]["publisher"]
    assert repr(board) == "EvidenceBoard(1 for, 1 against, 2 open; 1 sentence)"


def test_options_texts_and_sentences_are_written_in_code_or_on_the_page() -> None:
    board = EvidenceBoard(DEBATE, options={"Wait": "Nobody can decide.", "Ask": ""})
    board.write(prices={"Wait": "Time."}, choice="Ask", advice=["One.", "Two."], objection="Why now?")
    assert board.texts == {"advice": "One.\nTwo.", "objection": "Why now?", "answer": "", "unknown": ""}
    assert board.options.values.tolist() == [
        ["Wait", "Nobody can decide.", "Time.", False],
        ["Ask", "", "", True],
    ]
    board.set_state({"notes": {"side": {DEBATE: "against"}, "because": {DEBATE: " "}}})
    assert board.notes == {"side": {DEBATE: "against"}}, "blank is nothing"
    assert board.items["side"].tolist() == ["against"]
    old = EvidenceBoard()
    old.add(TWEET, "unclear")
    assert old.items["side"].tolist() == ["open"], "the memo's own word"


def test_the_readers_sentence_goes_over_the_cells_until_the_cell_changes() -> None:
    board = EvidenceBoard()
    board.add(DEBATE, "for", "First.")
    board.notes = {"side": {DEBATE: "against"}, "because": {DEBATE: "Mine."}}
    board.add(DEBATE, "for", "First.")
    assert board.notes == {"side": {DEBATE: "against"}, "because": {DEBATE: "Mine."}}
    board.add(DEBATE, "for", "Second.")
    assert board.notes == {"side": {DEBATE: "against"}, "because": {DEBATE: "Second."}}


def test_what_was_written_comes_back_whatever_lies_there(home: Path, capsys: pytest.CaptureFixture) -> None:
    first = shown(DEBATE, TALKS)
    first.set_state({"notes": {"side": {DEBATE: "against"}, "because": {TALKS: "They met."}}})
    other = shown(TWEET)
    assert "shown again: 2 notes. To begin afresh, run board.reset()" in capsys.readouterr().out
    assert repr(other) == "EvidenceBoard(0 for, 0 against, 1 open; 0 sentences)"
    other.set_state({"notes": {**other.notes, "because": {**other.notes["because"], TWEET: "Which?"}}})
    other.add(TALKS, "for", "A cell's.")
    assert other.items.set_index("id").loc[TALKS, ["side", "because"]].tolist() == ["for", "They met."]
    again = shown(DEBATE, TALKS, TWEET)
    assert again.notes["because"] == {TALKS: "They met.", TWEET: "Which?"}
    assert shown(DEBATE, heading="Another").notes == {}
    again.reset()
    assert shown(DEBATE).notes == {}
    again.undo_reset()
    assert shown(DEBATE).notes["side"] == {DEBATE: "against", TALKS: "for"}


def test_what_was_picked_is_picked_again_after_a_restart(home: Path) -> None:
    def begin(**options: Any) -> tuple[Timeline, EvidenceBoard]:
        timeline = Timeline(EVENTS, as_of="2017-04-20")
        return timeline, shown(timeline, **options)

    timeline, board = begin()
    timeline.selected = [TALKS, DEBATE, TWEET]
    board.add(TALKS, "for", "They met.")
    timeline.selected = [TALKS, DEBATE]
    again, board = begin()
    assert again.selected["id"].tolist() == [DEBATE, TALKS] == ids(board), "what was unpicked stays away"
    assert begin(heading="Another")[0].selection == []
    board.reset()
    assert ids(board) == again.selected["id"].tolist() == []
    board.undo_reset()
    assert ids(board) == [DEBATE, TALKS]
    few = Timeline(EVENTS[EVENTS["id"] == TALKS])
    assert ids(shown(few)) == [TALKS], "another timeline takes what it has"


HAMBURG = "2017-07-06-hamburg-trilateral-summit"
OWN_EVENT = pd.DataFrame(
    {"id": ["mine"], "date": ["2016-11-08"], "title": [HOSTILE], "dispute": ["Who won?"], "source_1": ["kbs"]}
)
# What is added in a cell of its own, once the board is shown; and what lies there when the board's cell alone
# is run again.
ADDED: dict[str, tuple[Callable[[EvidenceBoard], Any], list[str]]] = {
    "a claim": (lambda b: b.add("C21", "against", "A bet."), ["C21"]),
    "some ids": (lambda b: b.add(["C21", TALKS], "against", "A bet."), [TALKS, "C21"]),
    "rows of the record": (lambda b: b.add(EVENTS[EVENTS["id"] == TALKS], "against", "A bet."), [TALKS]),
    "an event of one's own": (lambda b: b.add(OWN_EVENT, "against", "A bet."), ["mine"]),
    "a chart": (lambda b: b.add(chart(), "against", "A bet.", title="Launches"), ["chart-10fa7b040a63"]),
    "a table": (lambda b: b.add(load("coal"), "against", "A bet.", title="Coal"), ["table-80e84944f812"]),
    "what lies there already": (lambda b: b.add(DEBATE, "against", "A bet."), []),
}


@pytest.mark.parametrize("what", ADDED)
def test_what_was_added_comes_back_when_the_boards_cell_is_run_again(home: Path, what: str) -> None:
    first = shown(DEBATE)
    add, expected = ADDED[what]
    add(first)
    before = first.items
    for _ in range(2):  # a second restart finds it, too
        again = shown(DEBATE)
        pd.testing.assert_frame_equal(again.items, before)
        assert again._meta["cards"] == first._meta["cards"]
    assert sorted(ids(again)) == sorted([DEBATE, *expected])
    assert ids(shown(DEBATE, heading="Another")) == [DEBATE]
    again.reset()
    assert ids(again) == ids(shown(DEBATE)) == [DEBATE]
    again.undo_reset()
    assert ids(again) == ids(shown(DEBATE)) == ids(first)
    for name in expected:
        again.remove(name)
    assert ids(shown(DEBATE)) == [DEBATE], "what was taken off stays away"


def test_an_event_of_ones_own_that_was_mended_lies_there_as_mended(home: Path) -> None:
    shown().add(OWN_EVENT)
    board = shown()
    board.add(OWN_EVENT.assign(title="Mended"))
    assert board.items["title"].tolist() == shown().items["title"].tolist() == ["Mended"]


LOST: dict[str, tuple[str, str]] = {
    "a row that the record has no more": ("record", "the record has no such row now"),
    "half a text": ('{"id": "gone"', "the record has no such row now"),
    "a list": ("[1]", "the record has no such row now"),
    "a number for a title": ('{"id": "gone", "kind": "event", "title": 3}', "the record has no such row"),
    "another's name": ('{"id": "C21", "kind": "event", "title": "x"}', "the record has no such row now"),
    "no date": ('{"id": "gone", "kind": "event", "title": "x", "date": "soon"}', "no such row now"),
    "what came later": (
        '{"id": "gone", "kind": "event", "title": "x", "date": "2017-07-06"}',
        "it became known on 6 July 2017, after the timeline's last day",
    ),
}


@pytest.mark.parametrize("what", LOST)
def test_what_cannot_be_put_back_is_named_with_what_to_do(
    home: Path, capsys: pytest.CaptureFixture, what: str
) -> None:
    text, why = LOST[what]
    first = shown()
    first.notes = {"added": {"gone": text, "C21": "record"}, "because": {"gone": "Mine."}}
    capsys.readouterr()
    board = shown(Timeline(EVENTS, as_of="2017-04-20"))
    assert ids(board) == ["C21"]
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "Not put back" in line]
    assert line.startswith("Not put back on the board: gone (")
    assert why in line
    assert line.endswith('Add another row instead, and run board.remove("gone")')
    board.remove("gone")
    assert "Not put back" not in (shown(), capsys.readouterr().out)[1]
    assert board.notes["because"] == {"gone": "Mine."}


def test_a_timeline_whose_cell_is_run_again_keeps_its_picks_and_its_board(home: Path) -> None:
    def begin(**options: Any) -> Timeline:
        timeline = Timeline(EVENTS, as_of="2017-04-20", **options)
        timeline._ipython_display_()
        return timeline

    first = begin(heading="Known then")
    board = shown(first)
    first.selected = [TALKS, DEBATE]
    again = begin(heading="Known then")
    assert again.selected["id"].tolist() == [DEBATE, TALKS] == ids(board)
    again.selected = [TWEET]
    assert ids(board) == [TWEET], "the board follows the new one"
    first.selected = [DEBATE]
    assert ids(board) == [TWEET], "and not the old one"
    assert begin(heading="Another").selection == []
    assert begin().selection == []
    few = Timeline(EVENTS[EVENTS["id"] == TALKS], heading="Known then")
    few._ipython_display_()
    assert few.selection == [], "another frame takes what it has"


LATER: dict[str, tuple[Callable[[EvidenceBoard], Any], str]] = {
    "all events": (lambda b: b.add(load("events")), "became known on 26 April 2017 and 259 more. Add what"),
    "an id": (lambda b: b.add(HAMBURG), f"'{HAMBURG}' became known on 6 July 2017"),
    "one among others": (lambda b: b.add([TALKS, HAMBURG], "for", "x"), "6 July 2017"),
    "rows": (lambda b: b.add(EVENTS[EVENTS["id"] == HAMBURG]), "6 July 2017"),
    "an event of one's own": (
        lambda b: b.add(OWN.assign(date_known="2017-04-21")), "'mine' became known on 21 April 2017",
    ),
    "a timeline with an earlier day": (
        lambda b: b.add(Timeline(EVENTS, as_of="2017-04-12")),
        "ends on 12 April 2017, and '2017-04-13-first-presidential-tv-debate' became known on 13 April 2017",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", LATER)
def test_what_nobody_could_know_on_the_timelines_day_is_refused(what: str) -> None:
    board = EvidenceBoard(Timeline(EVENTS, as_of="2017-04-20"), DEBATE)
    add, said = LATER[what]
    with pytest.raises(WidgetError) as refused:
        add(board)
    assert said in str(refused.value)
    assert "Add what was known by then, or give the timeline a later as_of." in str(refused.value)
    assert "\n" not in str(refused.value)
    assert ids(board) == [DEBATE]
    assert board.notes.get("side", {}) == {}


def test_what_was_known_that_day_or_has_no_day_is_taken() -> None:
    board = EvidenceBoard(Timeline(EVENTS, as_of="2017-04-20"), "C21", TALKS)
    board.add(OWN.assign(date_known="2017-04-20"))
    board.add(load("coal"), title="Coal by month")
    assert len(board.items) == 4
    assert ids(EvidenceBoard(Timeline(EVENTS), HAMBURG)) == [HAMBURG], "no day is fixed"


def test_a_card_is_taken_off_on_the_page_whether_added_or_picked(home: Path) -> None:
    timeline = Timeline(EVENTS)
    board = shown(timeline, DEBATE)
    timeline.selected = [TALKS, TWEET]
    board.add(TALKS, "for", "They met.")
    for content in (
        {"off": TALKS},
        {"off": TALKS},
        {"off": "nothing"},
        {"off": [1]},
        {"on": TWEET},
        "off",
        None,
    ):
        board._handle_custom_msg(content, [])
    assert ids(board) == [DEBATE, TWEET]
    assert timeline.selection == [TWEET]
    assert board.notes["because"] == {TALKS: "They met."}, "its sentence waits"
    late = {"side": {TALKS: "open"}, "added": {TALKS: "record"}}
    board.set_state({"notes": late})
    assert "added" not in board.notes, "what a slow page still has does not come back"
    board.remove(TWEET)
    assert ids(board) == [DEBATE]


def test_a_damaged_file_is_put_aside(home: Path, capsys: pytest.CaptureFixture) -> None:
    shown(DEBATE).set_state({"notes": {"because": {DEBATE: "Mine \ud800 too."}}})
    (path,) = home.iterdir()
    assert json.loads(path.read_text("utf-8"))["because"] == {DEBATE: "Mine ? too."}, "half a letter"
    path.write_text(json.dumps({"side": {DEBATE: "sideways"}}))
    assert shown(DEBATE).notes == {}
    assert "cannot be read; that file is now" in capsys.readouterr().out


def test_the_still_form_holds_all_of_it_as_text() -> None:
    own = OWN.assign(title=HOSTILE, source_1="x")
    board = EvidenceBoard(own, options={HOSTILE: HOSTILE}, heading=HOSTILE)
    board.notes = {"because": {"mine": HOSTILE}, "price": {HOSTILE: HOSTILE}, "text": {"advice": HOSTILE}}
    page = board._static_html()
    assert "<img" not in page
    assert "<script" not in page
    assert page.count("&lt;img") == 7
    assert "1 piece of evidence: 0 for, 0 against, 1 open." in page
