"""The claim board and the statement coder in a real browser, with no kernel and no network."""

import re
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Locator, Page, expect
from support.pages import Open, state, violations

from trilateral import ClaimBoard, StatementCoder, Timeline, load

HOSTILE = "<img src=x onerror=alert(1)><script>alert(2)</script>"
FOCUSED = "document.activeElement.getAttribute('aria-label')"


@pytest.fixture(scope="module")
def board() -> ClaimBoard:
    return ClaimBoard(load("claims"), load("events"), heading="The claims")


@pytest.fixture(scope="module")
def ten() -> pd.DataFrame:
    return load("statements").iloc[:60:6]


def answered_by(page: Page, board: ClaimBoard) -> None:
    """Let Python answer the page's board, as a kernel does: what of ours may be seen is its to say."""

    def answer(moves: dict, revealed: bool) -> dict:
        board.set_state({"moves": moves, "revealed": revealed})
        return board._shown

    page.expose_function("answer", answer)
    page.evaluate(
        "models[0].save_changes = async () =>"
        " models[0].push('_shown', await answer(models[0].state.moves, models[0].state.revealed))"
    )


def column(page: Page, name: str) -> Locator:
    return page.get_by_role("list", name=name)


def card(page: Page, name: str) -> Locator:
    return page.locator(".tw-card", has=page.get_by_text(name, exact=True))


@pytest.mark.parametrize(
    ("scheme", "forced", "width"),
    [("light", "none", 1280), ("dark", "none", 700), ("light", "active", 400)],
)
def test_axe_finds_nothing(
    front_end: Path, show: Open, board: ClaimBoard, ten: pd.DataFrame, scheme: str, forced: str, width: int
) -> None:
    coders = [StatementCoder(ten, heading="Open"), StatementCoder(ten, blind=True), StatementCoder(ten[:0])]
    if width < 1280:  # the whole board has been looked at in the first case; that takes axe its time
        board = ClaimBoard(load("claims"), load("events"), only=["C01", "C11", "C22", "C27", "C40", "C64"])
    page = show(board, *coders, width=width, color_scheme=scheme, forced_colors=forced)
    assert violations(page) == []
    card(page, "C11").locator("summary").click()
    page.get_by_label("Your kind for C22").select_option("interpretation")
    page.get_by_role("radio", name="clear threat").first.check()
    page.get_by_role("button", name="Next ›").first.click()
    assert violations(page) == []
    page.get_by_role("button", name="Verdict").click()
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (
        "the page must not scroll sideways"
    )


def test_the_notebook_is_asked_to_leave_every_focused_element_its_keys(
    show: Open, board: ClaimBoard, ten: pd.DataFrame
) -> None:
    page = show(ClaimBoard(load("claims"), load("events"), only=["C22", "C23"]), StatementCoder(ten))
    page.locator(".tw summary").first.click()
    elements = page.locator(".tw").locator("a, button, input, select, summary").all()
    assert len(elements) > 15
    for element in elements:
        if element.is_visible():
            element.focus()
            asked = "document.activeElement.dataset.lmSuppressShortcuts"
            assert page.evaluate(asked) == "true", element.evaluate("node => node.outerHTML")


# --- the claim board


def test_every_claim_stands_in_its_column_and_opens_to_its_evidence(show: Open, board: ClaimBoard) -> None:
    claims = load("claims").astype("str")
    page = show(board)
    for by in ("kind", "verdict"):
        page.get_by_role("button", name=by.capitalize()).click()
        assert state(page, "by") == by
        for name, own in claims.groupby(by):
            found = page.get_by_role("list", name=f"{name} {len(own)}", exact=True).locator("summary strong")
            assert found.all_inner_texts() == own["id"].tolist()
    opened = card(page, "C11")
    expect(opened.get_by_text("contradicted").first).not_to_be_in_viewport()
    opened.locator("summary").focus()
    page.keyboard.press("Enter")
    row = load("claims").set_index("id").loc["C11"]
    expect(opened.get_by_text(row["reason"])).to_be_visible()
    titles = load("events").set_index("id")["title"]
    for name in row["events"]:
        expect(opened.get_by_text(titles[name])).to_be_attached()
    link = opened.get_by_role("link").first
    assert link.get_attribute("rel") == "noopener noreferrer"
    assert link.get_attribute("href").startswith("http")


def test_a_claim_is_moved_by_keyboard_and_the_focus_goes_with_it(show: Open, board: ClaimBoard) -> None:
    page = show(board)
    page.get_by_label("Your kind for C22").focus()
    page.keyboard.type("pred")  # "p" alone would do; the letters after it must not start anew
    assert page.get_by_label("Your kind for C22").input_value() == "prediction"
    for _ in range(2):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowDown")
    expect(column(page, "interpretation").get_by_text("C22")).to_be_visible()
    assert state(page, "moves") == {"kind": {"C22": "interpretation"}}
    assert page.evaluate(FOCUSED) == "Your kind for C22"
    expect(page.get_by_role("status")).to_have_text("C22 moved to interpretation. Ours: fact.")
    expect(card(page, "C22").get_by_text("Moved. Ours: fact")).to_be_in_viewport()
    expect(page.get_by_text("65 claims, 1 moved")).to_be_visible()
    page.get_by_label("Your kind for C22").select_option("fact")
    assert state(page, "moves") == {}
    page.get_by_label("Your kind for C23").select_option("fact")
    page.get_by_role("button", name="Verdict").click()
    page.get_by_label("Your verdict for C23").select_option("supported")
    assert state(page, "moves") == {"kind": {"C23": "fact"}, "verdict": {"C23": "supported"}}
    page.get_by_role("button", name="Take back").click()
    assert state(page, "moves") == {"kind": {"C23": "fact"}}
    assert page.evaluate("document.activeElement.textContent") == "Verdict"


def test_a_blind_board_is_sorted_before_ours_is_seen(show: Open) -> None:
    claims = load("claims").set_index("id", drop=False).loc[["C11", "C22", "C40"]].reset_index(drop=True)
    page = show(board := ClaimBoard(claims, load("events"), blind=True))
    answered_by(page, board)
    expect(column(page, "not yet sorted 3").get_by_role("listitem")).to_have_count(3)
    expect(page.locator(".tl-shown")).to_have_text("3 claims, 0 sorted, 0 of them as we did")
    card(page, "C11").locator("summary").click()
    expect(card(page, "C11")).to_contain_text("Evidence")
    reason = claims["reason"][0]
    assert reason not in page.content() + page.evaluate("JSON.stringify(models[0].state)")
    for hidden in (reason, "Confidence", "Verdict"):
        expect(card(page, "C11").get_by_text(hidden)).not_to_be_visible()
    page.get_by_label("Your kind for C11").select_option(str(claims["kind"][0]))
    expect(card(page, "C11")).to_contain_text("Ours is the same")
    expect(page.get_by_role("status")).to_have_text(re.compile("C11 moved to .* Ours: "))
    assert state(page, "_shown")["ours"]["verdict"] == {}
    expect(page.locator(".tl-shown")).to_have_text("3 claims, 1 sorted, 1 of them as we did")
    page.get_by_role("button", name="Verdict").click()
    expect(card(page, "C11").get_by_text(reason)).not_to_be_visible()
    page.get_by_label("Your verdict for C11").select_option("not checkable")
    expect(card(page, "C11")).to_contain_text(f"Ours: {claims['verdict'][0]}")
    expect(card(page, "C11").get_by_text(reason)).to_be_visible()
    page.get_by_label("Your verdict for C11").select_option("not yet sorted")
    expect(card(page, "C11").get_by_text(reason)).not_to_be_visible()
    page.get_by_role("button", name="Show ours").click()
    expect(card(page, "C40")).to_contain_text(f"Ours: {claims['verdict'][2]}")
    assert violations(page) == []
    page.get_by_role("button", name="Hide ours").click()
    expect(card(page, "C40")).not_to_contain_text("Ours")


def test_a_paragraph_can_be_looked_at_alone(show: Open, board: ClaimBoard) -> None:
    page = show(board)
    page.get_by_label("Paragraph").select_option("7")
    n = int((load("claims")["paragraph"] == "7").sum())
    expect(page.locator(".tw-card")).to_have_count(n)
    expect(page.get_by_role("status")).to_have_text(f"{n} of 65 claims, 0 moved")
    page.get_by_label("Paragraph").select_option("all")
    expect(page.locator(".tw-card")).to_have_count(65)


def test_python_moves_the_cards(show: Open, board: ClaimBoard) -> None:
    page = show(board)
    page.get_by_label("Your kind for C22").focus()
    page.evaluate("models[0].push('moves', { kind: { C22: 'prediction' } })")
    expect(column(page, "prediction").get_by_text("C22")).to_be_attached()
    assert page.evaluate(FOCUSED) == "Your kind for C22", "the reader keeps the place"
    page.evaluate("models[0].push('by', 'verdict')")
    expect(page.get_by_role("button", name="Verdict")).to_have_attribute("aria-pressed", "true")


# --- the statement coder


def test_ten_statements_are_coded_by_keyboard_alone(show: Open, ten: pd.DataFrame) -> None:
    page = show(StatementCoder(ten))
    page.get_by_role("radio", name="clear offer").focus()
    for number, words in enumerate(ten["statement"]):
        expect(page.get_by_text(f"Statement {number + 1} of 10", exact=True)).to_be_visible()
        expect(page.locator(".tw-words")).to_have_text(" ".join(words.split()))
        page.get_by_role("radio", name="clear offer").focus()
        page.keyboard.press("Space")
        for _ in range(number % 5):
            page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
    assert state(page, "codes") == [-2, -1, 0, 1, 2] * 2
    expect(page.get_by_role("status")).to_have_text("This is the last statement. 10 of 10 coded.")
    expect(page.get_by_role("progressbar")).to_have_attribute("value", "10")


def test_codes_can_be_changed_and_taken_back(show: Open, ten: pd.DataFrame) -> None:
    page = show(StatementCoder(ten))
    previous, following = (page.get_by_role("button", name=name) for name in ("Previous", "Next ›"))
    expect(previous).to_have_attribute("aria-disabled", "true")
    previous.focus()
    page.keyboard.press("Enter")
    assert state(page, "current") == 0
    expect(page.get_by_role("status")).to_have_text("This is the first statement.")
    page.get_by_text("clear threat of force", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("Code 2. 1 of 10 coded.")
    following.click()
    expect(page.locator("input:checked")).to_have_count(0)
    expect(page.get_by_role("status")).to_contain_text("Statement 2 of 10: ")
    previous.click()
    expect(page.get_by_role("radio", name="clear threat")).to_be_checked()
    page.get_by_role("button", name="No code").click()
    assert state(page, "codes") == [None] * 10
    page.evaluate("models[0].push('codes', [0, 0, null, 0, 0, 0, 0, 0, 0, null])")
    expect(page.get_by_text("8 of 10 coded")).to_be_visible()
    blank = page.get_by_role("button", name="Next without a code")
    for place in (2, 9, 2):
        blank.click()
        assert state(page, "current") == place
    assert page.evaluate("document.activeElement.textContent") == "Next without a code"
    page.evaluate("models[0].push('current', 4)")
    expect(page.get_by_text("Statement 5 of 10", exact=True)).to_be_visible()


def test_blind_shows_the_words_alone(show: Open, ten: pd.DataFrame) -> None:
    page = show(StatementCoder(ten), StatementCoder(ten, blind=True))
    speaker = ten["speaker"].iloc[0]
    expect(page.locator(".tw").nth(0).get_by_text(speaker)).to_be_visible()
    assert speaker not in page.locator(".tw").nth(1).inner_text()
    assert speaker not in page.evaluate("JSON.stringify(models[1].state)")


# --- both


def test_what_is_handed_in_is_shown_as_text(show: Open) -> None:
    names = ("claim", "kind", "verdict", "reason", "paragraph", "who", "period", "confidence")
    frame = pd.DataFrame(
        {"id": [HOSTILE, "b"], **{name: [HOSTILE, "b"] for name in names}, "events": ["e", ""]}
        | {"source_1": ["javascript:alert(3)", ""], "source_2": ["https://example.org/", ""]}
    )
    happened = pd.DataFrame({"id": ["e"], "date": ["2017-04-20"], "title": [HOSTILE]})
    said = pd.DataFrame({"id": ["a"], "statement": [HOSTILE], "speaker": [HOSTILE]})
    coder = StatementCoder(said, heading=HOSTILE, labels={0: HOSTILE})
    page = show(ClaimBoard(frame, happened, heading=HOSTILE), coder)
    page.locator(".tw summary").first.click()
    page.locator(".tw-card select").first.select_option("b")
    page.get_by_role("radio").check()
    page.wait_for_timeout(100)
    assert page.locator(".tw img, .tw script").count() == 0
    links = page.locator(".tw a")
    expect(links).to_have_count(1)
    assert links.get_attribute("href") == "https://example.org/"


def test_static_forms_step_back_and_return(show: Open, board: ClaimBoard, ten: pd.DataFrame) -> None:
    page = show(board, StatementCoder(ten), Timeline(load("events")[:20]))
    still = page.locator(".trilateral-static")
    for k in range(3):
        expect(still.nth(k)).to_be_hidden()
    page.emulate_media(media="print")
    for k in range(3):
        expect(still.nth(k)).to_be_visible()
    expect(page.locator(".tw").first).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("ends[1]()")
    expect(still.nth(0)).to_be_hidden()
    expect(still.nth(1)).to_be_visible()


def test_renders_leave_nothing_behind_and_two_views_agree(
    show: Open, board: ClaimBoard, ten: pd.DataFrame
) -> None:
    page = show(board, StatementCoder(ten))
    page.evaluate("ends[0](); ends[1]()")
    expect(page.locator(".tw")).to_have_count(0)
    assert page.evaluate("models.map((model) => model.listening())") == [0, 0]
    for place in ("w0", "w1"):
        page.evaluate(f"void widget.render({{ model: models[0], el: {place} }})")
    page.evaluate("models[0].push('moves', { kind: { C22: 'prediction' } })")
    for view in page.locator(".tw").all():
        expect(view.get_by_text("65 claims, 1 moved")).to_be_visible()
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map((node) => node.id)")
    assert len(ids) == len(set(ids))
    names = page.evaluate("[...document.querySelectorAll('.tw')].map((node) => node.ariaLabel)")
    assert names == ["The claims", "The claims 2"]
