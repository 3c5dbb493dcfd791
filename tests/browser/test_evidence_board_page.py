"""The evidence board in a real browser: sorted by keyboard and by hand, written on, and whole for axe."""

import pytest
from playwright.sync_api import Page, expect
from support.pages import Open, state, violations

from trilateral import EvidenceBoard

TALKS, DEBATE = "2017-04-19-dtt-tokyo", "2017-04-13-first-presidential-tv-debate"
TALKS_TITLE, DEBATE_TITLE = "Ninth Defense Trilateral Talks", "First televised debate"


@pytest.fixture(scope="module")
def board() -> EvidenceBoard:
    board = EvidenceBoard(TALKS, DEBATE, "C21", options={"Wait": "Nobody can decide.", "Ask": ""})
    board.add("2017-04-08-carl-vinson-ordered-north", "against", "It <b>sailed</b> the other way.")
    return board


def column(page: Page, name: str) -> list[str]:
    return page.get_by_role("list", name=name).locator("summary").all_inner_texts()


@pytest.mark.parametrize(
    ("scheme", "forced", "width"), [("light", "none", 1024), ("dark", "none", 700), ("light", "active", 400)]
)
def test_axe_finds_nothing(show: Open, board: EvidenceBoard, scheme: str, forced: str, width: int) -> None:
    page = show(board, EvidenceBoard(heading="Empty"), width=width, color_scheme=scheme, forced_colors=forced)
    page.locator(".tw summary").first.click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    expect(page.get_by_text("Nothing lies here yet").nth(1)).to_be_visible()
    assert page.locator(".tw b").count() == 0, "what was written is text"


def test_evidence_is_sorted_and_written_on_by_keyboard(show: Open, board: EvidenceBoard) -> None:
    page = show(board)
    expect(page.locator(".tl-shown")).to_have_text("0 for, 1 against, 3 open; 1 of 4 with a sentence")
    side = page.get_by_label(f"Your side for {TALKS_TITLE}")
    side.focus()
    page.keyboard.type("fo")
    expect(page.get_by_role("list", name="for 1")).to_contain_text(TALKS_TITLE)
    expect(side).to_be_focused()
    expect(page.get_by_role("status")).to_contain_text("Moved to for: Ninth Defense Trilateral Talks")
    page.keyboard.press("Tab")
    page.keyboard.type("They can meet.")
    page.get_by_label("The price of: Wait").focus()  # leaving tells it
    assert state(page, "notes")["because"][TALKS] == "They can meet."
    page.keyboard.type("Time.")
    page.get_by_label("The option that you advise").select_option("Ask")
    page.get_by_label("Advice: who does what").fill("Ask in May.\nTogether.")
    page.get_by_label("The strongest objection").fill("Why not now?")
    page.wait_for_function("models[0].state.notes.text?.objection")
    notes = state(page, "notes")
    assert notes["side"][TALKS] == "for"
    assert notes["price"] == {"Wait": "Time."}
    assert notes["text"] == {
        "choice": "Ask", "advice": "Ask in May.\nTogether.", "objection": "Why not now?",
    }  # fmt: skip


def test_a_card_is_taken_off_by_keyboard_and_the_place_is_kept(show: Open, board: EvidenceBoard) -> None:
    page = show(board)
    page.get_by_label(f"Why is it here? {TALKS_TITLE}").fill("They can meet.")
    page.get_by_role("button", name=f"Take off the board: {TALKS_TITLE}").focus()
    page.keyboard.press("Enter")
    assert page.evaluate("models[0].sent") == [{"off": TALKS}]
    assert state(page, "notes")["because"][TALKS] == "They can meet.", "told before it goes"
    expect(page.get_by_role("status")).to_have_text(
        "Taken off: Ninth Defense Trilateral Talks in Tokyo. What you wrote on it is kept."
    )
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY"
    page.evaluate(
        f"models[0].push('_meta', {{...models[0].state._meta,"
        f" cards: models[0].state._meta.cards.filter((one) => one.id !== '{TALKS}')}})"
    )
    expect(page.locator(".tw-card")).to_have_count(3)
    assert page.evaluate("document.activeElement.tagName") == "SUMMARY", "on the card beside it"


def test_a_card_is_dragged_and_another_thing_is_not(show: Open, board: EvidenceBoard) -> None:
    page = show(board)
    held = page.locator(".tw-card", has_text=DEBATE_TITLE).locator(".tw-handle")
    held.drag_to(page.locator(".tw-column").nth(1))
    assert state(page, "notes")["side"][DEBATE] == "against"
    assert len(column(page, "against 2")) == 2
    before = state(page, "notes")
    page.evaluate(
        """() => { const data = new DataTransfer(); data.setData("text/plain", "C21");
        document.querySelector(".tw-column").dispatchEvent(new DragEvent("drop", {dataTransfer: data})); }"""
    )
    assert state(page, "notes") == before


def test_python_and_a_second_view_change_it_and_no_sentence_is_lost(show: Open, board: EvidenceBoard) -> None:
    page = show(board)
    sentence = page.get_by_label(f"Why is it here? {DEBATE_TITLE}")
    sentence.press_sequentially("Half a sen")
    page.evaluate(
        "models[0].push('_meta', {...models[0].state._meta, cards: models[0].state._meta.cards.slice(1)})"
    )
    page.evaluate("models[0].push('notes', {side: {C21: 'against'}})")
    expect(page.locator(".tw-card")).to_have_count(3)
    page.evaluate("ends[0]()")
    assert state(page, "notes")["because"][DEBATE] == "Half a sen", "told when the view goes"
    assert page.evaluate("models[0].listening()") == 0
