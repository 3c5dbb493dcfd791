"""The claim board and the statement coder in Python: what they read, take, refuse and store."""

import html as entities
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from support.shared import JS, ROOT, said_under_two_seeds

from trilateral import ClaimBoard, StatementCoder, load
from trilateral.display import state_digest
from trilateral.widgets.base import WidgetError

HOSTILE = '<img src=x onerror=alert(1)><script>alert("x")</script>\'"&'


@pytest.fixture(scope="module")
def claims() -> pd.DataFrame:
    return load("claims")


@pytest.fixture(scope="module")
def events() -> pd.DataFrame:
    return load("events")


@pytest.fixture(scope="module")
def statements() -> pd.DataFrame:
    return load("statements")


def words(widget: Any) -> str:
    return entities.unescape(re.sub(r"<[^>]+>", " ", widget._static_html()))


# --- the claim board


def test_the_board_holds_every_claim_with_all_that_is_known_of_it(claims, events) -> None:
    board = ClaimBoard(claims, events)
    assert repr(board) == "ClaimBoard(65 claims by kind, 0 changed)"
    text = " ".join(words(board).split())
    for row in claims.itertuples():
        for part in (row.id, row.claim, row.reason):
            assert " ".join(part.split()) in text
    titles = events.set_index("id")["title"]
    for card, row in zip(board._meta["cards"], claims.itertuples(), strict=True):
        assert sorted(title for _, title in card["evidence"]) == sorted(titles[list(row.events)])
        assert len(card["sources"]) == len([s for s in (row.source_1, row.source_2) if s])
        assert all(source["url"].startswith("http") for source in card["sources"])
    assert [board._meta["values"][name] for name in ("kind", "verdict")] == [
        list(claims[name].cat.categories) for name in ("kind", "verdict")
    ]
    kinds = claims["kind"].value_counts()
    assert f"65 claims by kind: fact {kinds['fact']}, interpretation {kinds['interpretation']}" in text
    assert board._static_html().count("<a href=") > 60


def test_evidence_stands_in_the_order_of_time(claims, events) -> None:
    for card in ClaimBoard(claims, events)._meta["cards"]:
        named = [title for _, title in card["evidence"]]
        dates = events.set_index("title")["date"]
        assert [dates[title] for title in named] == sorted(dates[title] for title in named)


def test_moves_are_read_set_and_observed(claims, events) -> None:
    board = ClaimBoard(claims, events)
    assert board.changed.columns.tolist() == ["id", "ours", "yours"]
    assert len(board.changed) == 0
    seen = []
    board.observe(lambda change: seen.append(change.new), "moves")
    board.changed = {"C41": "prediction", "C22": "interpretation", "C05": "fact"}
    assert board.changed.to_dict("records") == [
        {"id": "C22", "ours": "fact", "yours": "interpretation"},
        {"id": "C41", "ours": "interpretation", "yours": "prediction"},
    ]
    assert seen == [{"kind": {"C22": "interpretation", "C41": "prediction"}}]
    assert repr(board) == "ClaimBoard(65 claims by kind, 2 changed)"
    assert "Your kind" in words(board)
    board.by = "verdict"
    assert len(board.changed) == 0, "each arrangement has moves of its own"
    board.changed = pd.DataFrame({"id": ["C41"], "yours": ["supported"]})
    assert board.changed["ours"].tolist() == ["partly supported"]
    board.set_state({"moves": {"kind": {"C01": "fact"}}})  # as it comes from the browser
    assert len(board.changed) == 0
    board.by = "kind"
    assert board.changed["id"].tolist() == ["C01"]
    board.changed = None
    assert board.moves == {}
    other = ClaimBoard(claims)
    other.moves = {"kind": {"C22": "interpretation"}}
    board.changed = other.changed
    assert board.moves == other.moves


def test_a_blind_board_shows_nothing_of_ours_before_the_readers_own(claims, events) -> None:
    board = ClaimBoard(claims.head(4), events, blind=True)
    kinds, verdicts = claims["kind"].astype(str), claims["verdict"].astype(str)
    reasons = claims["reason"].tolist()
    assert repr(board) == "ClaimBoard(4 claims by kind, 0 sorted)"
    page = words(board)
    assert "4 claims by kind: not yet sorted 4" in page
    table = page.split("Sources", 1)[1]
    assert not any(kind in table for kind in set(kinds.head(4))), "no kind of ours"
    assert not any(verdict in table for verdict in set(verdicts.head(4))), "no verdict"
    assert not any(entities.escape(reason) in board._static_html() for reason in reasons[:4])

    same, other = kinds[0], next(kind for kind in claims["kind"].cat.categories if kind != kinds[1])
    board.changed = {claims["id"][0]: same, claims["id"][1]: other}
    assert len(board.sorted) == 2
    assert board.changed["id"].tolist() == [claims["id"][1]], (
        "what is sorted as we did is kept, and no difference"
    )
    assert repr(board) == "ClaimBoard(4 claims by kind, 2 sorted)"
    assert "not yet sorted 2" in words(board)
    assert entities.escape(reasons[0]) not in board._static_html(), "a reason tells the verdict"
    board.by = "verdict"
    board.changed = {claims["id"][0]: verdicts[0]}
    assert entities.escape(reasons[0]) in board._static_html()
    assert entities.escape(reasons[1]) not in board._static_html()
    board.reveal()
    assert all(entities.escape(reason) in board._static_html() for reason in reasons[:4])


def test_a_blind_boards_page_holds_ours_only_of_what_the_reader_has_given(claims, events) -> None:
    """Step by step, as a student works: what is in the data that a notebook may save and a browser shows."""
    four = claims.head(4)
    board, names = ClaimBoard(four, events, blind=True), four["id"].tolist()
    reasons, kinds, verdicts = (four[name].astype(str).tolist() for name in ("reason", "kind", "verdict"))

    def shown() -> tuple[list[str], list[str], list[str]]:
        state = board.get_state()
        assert "Confidence" not in json.dumps(state["_meta"])
        assert state["_meta"]["ours"] == {}
        assert not any(reason in json.dumps(state["_meta"], ensure_ascii=False) for reason in reasons)
        ours, more = state["_shown"]["ours"], state["_shown"]["reasons"]
        for column, own in ours.items():
            assert own == {name: str(four.set_index("id")[column][name]) for name in own}
        assert {name: one["reason"] for name, one in more.items()} == {
            name: board._cards[names.index(name)]["reason"] for name in more
        }
        return list(ours["kind"]), list(ours["verdict"]), list(more)

    first = names[0]
    kind, verdict = {first: kinds[0]}, {first: verdicts[0]}
    steps = [
        ({}, ([], [], [])),
        ({"moves": {"kind": kind}}, ([first], [], [])),
        ({"moves": {"kind": kind, "verdict": {names[1]: verdicts[0]}}}, ([first], [names[1]], [])),
        ({"moves": {"kind": kind, "verdict": verdict}}, ([first], [first], [first])),
        ({"moves": {"verdict": verdict}}, ([], [first], [])),
        ({"revealed": True}, (names, names, names)),
        ({"revealed": False, "moves": {}}, ([], [], [])),
    ]
    for change, expected in steps:
        board.set_state(change)
        assert shown() == expected, change
    assert ClaimBoard(four, events)._meta["ours"]["kind"] == dict(zip(names, kinds, strict=True))


def test_a_boards_choices_of_earlier_versions_are_found(claims, events) -> None:
    """The key is the digest of all that a board shows sooner or later, as when ours lay in its data."""
    board = ClaimBoard(claims, events, blind=True)
    whole = {**board._meta, "ours": board._ours, "cards": board._cards}
    key = whole.pop("key")
    assert key == state_digest(whole)


def test_what_was_sorted_on_a_blind_board_is_kept(claims, events, home: Path) -> None:
    board = ClaimBoard(claims, events, blind=True)
    board._show_static()
    board.changed = {"C01": claims["kind"][0]}
    again = ClaimBoard(claims, events, blind=True)
    again._show_static()
    assert again.sorted["id"].tolist() == ["C01"]
    open_board = ClaimBoard(claims, events)
    open_board._show_static()
    assert len(open_board.sorted) == 0, "the open board is another"


def test_a_part_of_the_claims(claims, events) -> None:
    facts = claims["kind"] == "fact"
    for only in (facts, claims.loc[facts, "id"], claims.loc[facts, "id"].tolist()[::-1]):
        board = ClaimBoard(claims, events, only=only)
        assert [card["id"] for card in board._meta["cards"]] == claims.loc[facts, "id"].tolist()
        assert board._meta["values"]["kind"] == list(claims["kind"].cat.categories), "there is where to move"
    assert repr(ClaimBoard(claims, only="C27")) == "ClaimBoard(1 claim by kind, 0 changed)"
    assert repr(ClaimBoard(claims[:0])) == "ClaimBoard(0 claims by kind, 0 changed)"


def test_claims_of_ones_own() -> None:
    frame = pd.DataFrame(
        {"n": ["a", "b"], "text": ["One", "Two"], "sort": ["x", None], "link": ["https://example.org/", ""]}
    )
    board = ClaimBoard(frame, by="sort", arrange=["sort"], id="n", claim="text", source=["link"])
    assert board._meta["values"] == {"sort": ["x", ""]}
    assert 'href="https://example.org/"' in board._static_html()
    board.changed = {"b": "x"}
    assert board.changed.values.tolist() == [["b", "", "x"]]


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (
            lambda c: ClaimBoard(c.rename(columns={"kind": "kinds"})),
            "no column 'kind'. Did you mean 'kinds'?",
        ),
        (lambda c: ClaimBoard(c, by="verdikt"), "Did you mean 'verdict'?"),
        (lambda c: ClaimBoard(c, only=["C27", "C99"]), "No claim has the id 'C99'"),
        (lambda c: ClaimBoard("claims"), "DataFrame, not str"),
        (lambda c: ClaimBoard(pd.concat([c, c])), "a name of its own"),
        (lambda c: setattr(ClaimBoard(c), "by", "who"), "There are: kind, verdict."),
        (lambda c: setattr(ClaimBoard(c), "changed", {"C99": "fact"}), "has the id 'C99'"),
        (lambda c: setattr(ClaimBoard(c), "changed", {"C22": "fakt"}), "Did you mean 'fact'?"),
        (lambda c: setattr(ClaimBoard(c), "changed", ["C22"]), "id and yours"),
        (lambda c: setattr(ClaimBoard(c), "moves", {"colour": {"C22": "red"}}), "no columns by 'colour'"),
    ],
)
def test_mistakes_with_the_board_are_explained(claims, make: Callable, says: str) -> None:
    with pytest.raises(WidgetError, match=re.escape(says)):
        make(claims)


# --- the statement coder


def test_the_coder_begins_blank(statements) -> None:
    coder = StatementCoder(statements)
    assert coder.codes.index.tolist() == statements["id"].tolist()
    assert coder.codes.dtype == "Int64"
    assert coder.codes.isna().all()
    assert repr(coder) == f"StatementCoder({len(statements)} statements, 0 coded)"
    text = " ".join(words(coder).split())
    for row in statements.itertuples():
        assert " ".join(row.statement.split()) in text
        assert row.speaker in text
    assert "-2 clear offer of talks" in text
    assert "2 clear threat of force" in text


def test_blind_hides_who_and_when_everywhere_before_the_browser(statements) -> None:
    ten = statements.iloc[::6]
    assert "Kim Jong Un" in str(StatementCoder(ten)._meta)
    coder = StatementCoder(ten, blind=True)
    handed_over = str({name: coder._meta[name] for name in ("heading", "items", "labels")}) + words(coder)
    for row in ten.itertuples():
        others = " ".join(ten["statement"])
        for hidden in (row.id, row.speaker, row.role, row.place, f"{row.date:%Y-%m-%d}"):
            assert hidden not in handed_over or hidden in others, hidden


def test_codes_are_read_set_and_observed(statements) -> None:
    three = statements.head(3)
    ids = three["id"].tolist()
    coder = StatementCoder(three)
    seen = []
    coder.observe(lambda change: seen.append(change.new.tolist()), "codes")
    coder.codes = {ids[1]: -2}
    assert coder.codes.fillna(9).tolist() == [9, -2, 9]
    coder.codes = pd.Series([2, 0], index=[ids[2], ids[0]])
    assert coder.codes.fillna(9).tolist() == [0, 9, 2]
    coder.codes = [1, None, -1.0]
    assert coder.codes.fillna(9).tolist() == [1, 9, -1]
    assert repr(coder) == "StatementCoder(3 statements, 2 coded)"
    assert "1 nearer to force" in words(coder)
    assert len(seen) == 3
    to_json = coder.trait_metadata("codes", "to_json")
    assert to_json(coder.codes, coder) == [1, None, -1], "what the browser gets"
    coder.set_state({"codes": [None, 0, None], "current": 2})  # as it comes from there
    assert coder.codes.fillna(9).tolist() == [9, 0, 9]
    assert coder.current == 2
    codes = coder.codes
    codes.iloc[0] = 2
    assert coder.codes.isna().iloc[0], "a copy: a change within would reach nobody"
    coder.codes = coder.codes
    coder.codes = None
    assert coder.codes.isna().all()


def test_labels_and_columns_of_ones_own() -> None:
    frame = pd.DataFrame({"nr": [7, 8], "said": ["Yes", "No"], "who": ["A", ""]})
    coder = StatementCoder(frame, labels={0: "no", 1: "yes"}, id="nr", text="said", details=["who", "date"])
    assert coder._meta["items"] == [{"text": "Yes", "details": [["Who", "A"]]}, {"text": "No", "details": []}]
    coder.codes = {8: 0}
    assert coder.codes.dropna().to_dict() == {"8": 0}
    assert repr(StatementCoder(frame[:0], id="nr", text="said")) == "StatementCoder(0 statements, 0 coded)"


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda s: StatementCoder(s, text="statment"), "Did you mean 'statement'?"),
        (lambda s: StatementCoder(s, labels={"a": "b"}), "whole number, not 'a'"),
        (lambda s: StatementCoder(s, labels={}), "at least one code"),
        (
            lambda s: setattr(StatementCoder(s), "codes", [3] * len(s)),
            "3 is no code. There are: -2, -1, 0, 1, 2.",
        ),
        (lambda s: setattr(StatementCoder(s), "codes", [True] * len(s)), "True is no code"),
        (lambda s: setattr(StatementCoder(s), "codes", [[1]] * len(s)), "[1] is no code"),
        (lambda s: setattr(StatementCoder(s), "codes", [1, 2]), "so as many codes"),
        (lambda s: setattr(StatementCoder(s), "codes", 1), "so as many codes"),
        (lambda s: setattr(StatementCoder(s), "codes", s["coding_a"]), "No statement here has the id '0'"),
        (lambda s: setattr(StatementCoder(s), "current", 1000), "there are statements 0 to"),
    ],
)
def test_mistakes_with_the_coder_are_explained(statements, make: Callable, says: str) -> None:
    with pytest.raises(WidgetError, match=re.escape(says)):
        make(statements)


# --- both


def test_nothing_handed_in_becomes_markup() -> None:
    claim = {name: [HOSTILE] for name in ("claim", "kind", "verdict", "reason", "paragraph", "who")}
    frame = pd.DataFrame({"id": [HOSTILE], **claim, "events": ["e"], "source_1": ["javascript:alert(1)"]})
    happened = pd.DataFrame({"id": ["e"], "date": ["2017-04-20"], "title": [HOSTILE]})
    said = pd.DataFrame({"id": ["a"], "statement": [HOSTILE], "speaker": [HOSTILE]})
    coder = StatementCoder(said, heading=HOSTILE, labels={0: HOSTILE})
    coder.codes = [0]
    for widget in (ClaimBoard(frame, happened, heading=HOSTILE), coder):
        stored = widget._static_html()
        assert "<script" not in stored
        assert "<img" not in stored
        assert "href=" not in stored
        assert stored.count("&lt;script&gt;") > 3


def test_displays_a_static_output_and_a_widget_of_their_own(
    monkeypatch: pytest.MonkeyPatch, claims, statements
) -> None:
    for widget in (ClaimBoard(claims), StatementCoder(statements)):
        shown: list[dict] = []
        monkeypatch.setattr("trilateral.display.display", lambda data, to=shown, **_: to.append(data))
        widget._ipython_display_()
        still, live = shown
        assert set(still) == {"text/html", "text/plain"}
        assert "application/vnd.jupyter.widget-view+json" in live
        assert still["text/plain"] == live["text/plain"] == repr(widget)
        assert f"trilateral-static-{widget._meta['key']}" in still["text/html"]


def test_static_forms_are_the_same_under_any_hash_seed() -> None:
    code = (
        "from trilateral import ClaimBoard, StatementCoder, load; import hashlib;"
        "w = ClaimBoard(load('claims'), load('events')), StatementCoder(load('statements'));"
        "print(*[hashlib.sha256(x._static_html().encode()).hexdigest() + x._meta['key'] for x in w])"
    )
    assert len(said_under_two_seeds(code)) == 1


def test_static_forms_follow_the_data(claims, events, statements) -> None:
    before = ClaimBoard(claims, events)._static_html()
    other = events.replace({"title": {events["title"][190]: "Another title"}})
    assert ClaimBoard(claims, other)._static_html() != before
    assert ClaimBoard(claims.replace({"reason": {claims["reason"][0]: "x"}}), events)._static_html() != before
    changed = statements.replace({"statement": {statements["statement"][0]: "x"}})
    assert StatementCoder(changed)._static_html() != StatementCoder(statements)._static_html()


def test_frames_are_left_alone(claims, events, statements) -> None:
    copies = claims.copy(), events.copy(), statements.copy()
    ClaimBoard(claims, events).changed = {"C22": "interpretation"}
    StatementCoder(statements).codes = [0] * len(statements)
    for frame, copy in zip((claims, events, statements), copies, strict=True):
        pd.testing.assert_frame_equal(frame, copy)


def test_bundles_are_small_and_ask_nothing_of_the_network() -> None:
    for name in ("claim-board.js", "evidence-board.js", "statement-coder.js"):
        bundle = (ROOT / "trilateral" / "static" / name).read_text(encoding="utf-8")
        assert len(bundle) < 12_000, f"{name}: the timeline came along"
        assert set(re.findall(r"https?://[^\s\"'`]+", bundle)) <= {"http://www.w3.org/2000/svg"}
        assert not re.search(r"\bimport\s*\(|\bfetch\s*\(|XMLHttpRequest|innerHTML", bundle)
    for room in ("claims", "coder", "evidence"):
        (sheet,) = (JS / "src" / room).glob("*.css")
        assert "--tl-" not in re.sub(r"var\(--tl-[\w-]+\)", "", sheet.read_text(encoding="utf-8")), (
            "colours are those of lib/base.css, and tested there"
        )
