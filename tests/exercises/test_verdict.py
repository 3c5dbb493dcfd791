"""An outcome as data: what an answer is, what the judge makes of it, and the sentence for people."""

import dataclasses
import importlib
import json
from collections.abc import Iterator

import pandas as pd
import pytest

from trilateral.exercises.answer_record import AnswerRecord, canonical_forms, examine
from trilateral.exercises.canonical import Shape, canonical
from trilateral.exercises.judge import Facts, decide
from trilateral.exercises.messages import SENTENCES, comment, line
from trilateral.exercises.verdict import KINDS, Reason, Verdict

checking = importlib.import_module("trilateral.exercises.check")
NUMBER = Shape.from_dict("number 1")
TABLE = Shape.from_dict({"kind": "table", "columns": {"name": "text", "mean": "number 1"}})


@pytest.fixture
def cheap(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Make digests quickly."""
    monkeypatch.setattr(checking, "COST", {"n": 2, "r": 1, "p": 1, "maxmem": 2**20, "dklen": 32})
    checking._derive.cache_clear()
    yield
    checking._derive.cache_clear()


def key(right: object, wrong: dict[str, object], shape: Shape, *, old: bool = False) -> "checking.Key":
    """Return a key as `make_key` makes it; an old one knows no values before rounding."""
    forms = {message: canonical_forms(value, shape) for message, value in wrong.items()}
    content = {
        "salt": "s",
        "right": checking.derive(canonical(right, shape), "s"),
        "wrong": {checking.derive(form, "s"): message for message, (form, _) in forms.items()},
    }
    exact = [checking.derive(before, "s") for _, before in forms.values() if before]
    return checking.Key(content if old or not exact else {**content, "exact": exact})


# --- rounding ----------------------------------------------------------------------------------------------

MEAN = pd.Series([1, 0, 1, 1, 0, 0, 1])  # its mean is 4 / 7, which rounds to 0.6


@pytest.mark.parametrize(
    ("given", "known"),
    [
        (MEAN.mean(), True),
        (4 / 7, True),
        (MEAN.sum() / len(MEAN), True),
        (4 / 7 + 1e-15, True),
        (0.6, True),  # the student rounded
        (round(4 / 7, 1), True),
        ([0.6], True),
        (0.55, False),
        (0.64, False),
        (8 / 14 + 0.01, False),
        (0.57, False),
        (7 / 12, False),
        (5.71, False),
    ],
)
def test_a_distractor_is_known_by_its_value(cheap: None, given: object, known: bool) -> None:
    """Many values round to the known wrong one; what is said of that would be untrue of them."""
    verdict = decide(examine("3.4", given, NUMBER), key(57.1, {"A part of one.": 4 / 7}, NUMBER), NUMBER)
    assert verdict.kind == "wrong"
    assert verdict.reason.code == ("distractor" if known else "general")


def test_a_distractor_that_needs_no_rounding_is_known_only_as_it_is(cheap: None) -> None:
    """Question 1.9: eight of sixteen is 0.5, and 8 of 15 is not."""
    half = key(50.0, {"A part of one.": 8 / 16, "Another.": 1 / 3}, NUMBER)
    said = [decide(examine("1.9", given, NUMBER), half, NUMBER).reason.code for given in (0.5, 8 / 15, 0.46)]
    assert said == ["distractor", "general", "general"]


def test_a_key_handed_out_earlier_goes_by_the_rounded_value(cheap: None) -> None:
    old = key(57.1, {"A part of one.": 4 / 7}, NUMBER, old=True)
    assert decide(examine("3.4", 0.64, NUMBER), old, NUMBER).reason.code == "distractor"
    assert decide(examine("3.4", 57.13, NUMBER), old, NUMBER).kind == "right"


@pytest.mark.parametrize(
    ("shape", "value"),
    [
        ("number 1", 0.25),
        ("number 1", 0.35),
        ("number 1", -0.04),
        ("number 1", 3),
        ("number 0", 2.5),
        ("number 2", 1e14 + 0.125),
        ({"kind": "list", "of": "number 1"}, [2.25, 1, -0.01]),
        ({"kind": "set", "of": "number 1"}, {0.61, 0.62, 9.99, 10.04}),
        ({"kind": "function", "of": "number 2", "arguments": [[1], [3]]}, lambda n: 1 / n),
        ({"kind": "function", "of": "number 2", "arguments": [[1], [3]]}, lambda n: n / 7 if n > 1 else None),
    ],
)
def test_rounded_afterwards_is_rounded_at_once(shape: object, value: object) -> None:
    made = Shape.from_dict(shape)
    assert canonical_forms(value, made)[0] == canonical(value, made)


def test_rows_are_sorted_by_what_they_are_after_rounding() -> None:
    table = pd.DataFrame({"name": ["a", "a", "b"], "mean": [9.96, 10.01, None]})
    form, before = canonical_forms(table, TABLE)
    assert form == canonical(table, TABLE)
    assert json.loads(before)[1] != json.loads(form)[1]


def test_a_function_is_called_once_for_each_argument() -> None:
    calls = []
    shape = Shape.from_dict({"kind": "function", "of": "number 1", "arguments": [[1], [2]]})
    examine("5.3", lambda number: calls.append(number) or number / 3, shape)
    assert calls == [1, 2]


# --- the line between processes ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "fields"),
    [
        (12.34, {"kind": "answer", "value": '["number","12.3"]'}),
        (..., {"kind": "blank"}),
        (
            "12",
            {"kind": "invalid", "text": "Expected a number; this is text. Take the quotation marks away."},
        ),
        (object(), {"kind": "invalid", "text": "Expected a number; this is something else."}),
    ],
)
def test_a_record_is_one_line_of_json(answer: object, fields: dict[str, str]) -> None:
    record = examine("3.4", answer, NUMBER)
    assert json.loads(record.to_json()) == {"question": "3.4", **fields}
    assert record.to_json().isascii() and record.to_json().isprintable()
    assert AnswerRecord.parse(record.to_json(), "3.4", record.exact) == record


def test_an_object_that_ends_the_program_when_looked_at_is_unreadable() -> None:
    class Ends:
        def __getattribute__(self, name: str) -> object:
            raise SystemExit

    assert examine("3.4", Ends(), NUMBER).kind == "unreadable"


def test_right_answers_print_the_same_line_however_they_were_rounded() -> None:
    one, other = (examine("3.4", value, NUMBER).under("n") for value in (57.1, 57.142857))
    assert one.to_json() == other.to_json()
    assert one.exact == "" and len(other.exact) == 32 and other.exact != other.value
    assert one.to_json() != examine("3.4", 57.1, NUMBER).under("m").to_json()
    assert one.to_json() != examine("3.5", 57.1, NUMBER).under("n").to_json()


GOOD = '{"question": "3.4", "kind": "blank"}'


@pytest.mark.parametrize(
    "text",
    [
        "",
        "3.4: right.",
        "3.4 blank",
        "null",
        "[]",
        '"blank"',
        "{}",
        '{"kind": "blank"}',
        '{"question": "3.4"}',
        '{"question": "3.5", "kind": "blank"}',
        '{"question": 3.4, "kind": "blank"}',
        '{"question": "3.4", "kind": "right"}',
        '{"question": "3.4", "kind": ["blank"]}',
        '{"question": "3.4", "kind": "blank", "points": "9"}',
        '{"question": "3.4", "kind": "answer", "exact": "x"}',
        '{"question": "3.4", "kind": "invalid", "text": {"a": 1}}',
        '{"question": "3.4", "kind": "answer", "value": "\\ud800"}',
        f"{GOOD}\n{GOOD}",
        f"hello\n{GOOD}",
        GOOD[:-1],
        "[" * 100_000,
        "9" * 10_000,
    ],
)
def test_what_is_no_record_is_none(text: str) -> None:
    assert AnswerRecord.parse(text, "3.4") is None
    assert AnswerRecord.parse(f"  {GOOD}\n", "3.4") == AnswerRecord("3.4", "blank")


def test_a_strangers_reason_is_cut_and_cleaned() -> None:
    forged = json.dumps({"question": "3.4", "kind": "invalid", "text": "a\n\x1b[31m\u202e b" + "x" * 1000})
    record = AnswerRecord.parse(forged, "3.4")
    assert record is not None
    assert record.text.startswith("a [31m bx") and len(record.text) == 300 and record.text.isprintable()


# --- the judge ---------------------------------------------------------------------------------------------

LATE = Verdict("timeout", Reason("slow", {"seconds": 10.0}))
FAILED = Reason("raised", {"error": "ValueError: no."})


class Knows:
    """Knows the right answer 7 and the wrong answer 8."""

    def is_right(self, record: AnswerRecord | None) -> bool:
        return record is not None and record.value == "7"

    def distractor(self, record: AnswerRecord) -> str | None:
        return "Eight!" if record.value == "8" else None


def answer(value: str) -> AnswerRecord:
    return AnswerRecord("3.4", "answer", value)


@pytest.mark.parametrize(
    ("record", "facts", "kind", "code"),
    [
        (answer("7"), Facts(), "right", "right"),
        (answer("8"), Facts(), "wrong", "distractor"),
        (answer("9"), Facts(), "wrong", "general"),
        (AnswerRecord("3.4", "blank"), Facts(), "blank", "blank"),
        (AnswerRecord("3.4", "invalid", text="No."), Facts(), "wrong", "invalid"),
        (AnswerRecord("3.4", "unreadable"), Facts(), "wrong", "unreadable"),
        (None, Facts(), "wrong", "general"),
        # Cells that did not come to their end have the last word, whatever was printed.
        (answer("7"), Facts(LATE), "timeout", "slow"),
        (None, Facts(Verdict("missing", Reason("missing"))), "missing", "missing"),
        # An error counts where it kept the answer from being given.
        (None, Facts(error=FAILED), "error", "raised"),
        (AnswerRecord("3.4", "blank"), Facts(error=FAILED), "error", "raised"),
        (answer("7"), Facts(error=FAILED), "right", "right"),
        (answer("8"), Facts(error=FAILED), "wrong", "distractor"),
        (AnswerRecord("3.4", "invalid", text="No."), Facts(error=FAILED), "wrong", "invalid"),
        # A stranger's line that says it of itself.
        (AnswerRecord("3.4", "blank", value="8"), Facts(), "blank", "blank"),
    ],
)
def test_the_judge(record: AnswerRecord | None, facts: Facts, kind: str, code: str) -> None:
    verdict = decide(record, Knows(), NUMBER, facts)
    assert (verdict.kind, verdict.reason.code) == (kind, code)
    assert verdict.kind in KINDS


def test_a_key_is_right_for_answers_only(cheap: None) -> None:
    only = key(7, {}, NUMBER)
    record = examine("3.4", 7, NUMBER)
    assert only.is_right(record)
    assert not only.is_right(dataclasses.replace(record, kind="blank"))
    assert not only.is_right(None)


# --- the sentence ------------------------------------------------------------------------------------------

VALUES = {
    "message": "Not so.", "expected": "a number", "text": "Expected {a} date.", "last": "3.9",
    "exercise": "3", "file": "keys/03.json", "variable": "answer_3_4", "error": "ValueError: {x}.",
    "line": 2, "source": "x = {1}", "seconds": 2.5,
    "form": "kim", "own": "of the common form", "other": "answer_3_5", "function": "print", "lacked": "tests",
    "where": "a function", "begins": "tests = 3", "own_begins": "# mine",
}  # fmt: skip


@pytest.mark.parametrize("code", SENTENCES)
def test_every_reason_has_a_sentence(code: str) -> None:
    said = line("3.4", Verdict("wrong", Reason(code, VALUES)))
    assert said.isprintable() and said.endswith((".", "?"))
    assert said.startswith("3.4: ") == (code not in ("unnamed", "unknown", "turn-open", "turn-same"))


@pytest.mark.parametrize(
    ("kind", "reason", "on_a_line", "on_a_page"),
    [
        ("right", Reason("right"), "3.4: right.", ""),
        ("wrong", Reason("distractor", VALUES), "3.4: not yet. Not so.", "not yet. Not so."),
        (
            "error",
            Reason("unknown", VALUES),
            "There is no question 3.4; the last of this exercise is 3.9.",
            None,
        ),
        (
            "error",
            Reason("raised", {**VALUES, "made_elsewhere": "tests", "begins": "tests = 3"}),
            "3.4: your answer stops with an error. ValueError: {x}. You make tests in a cell of your own (it "
            "begins with  tests = 3 ), and when the file is run from the top, that cell does not give it a "
            "value in time. Move what an answer needs into its cell.",
            None,
        ),
        (
            "timeout",
            LATE.reason,
            "3.4: stopped: it ran longer than 10 s. Is there a loop that does not end?",
            "stopped: it ran longer than 10 s. Is there a loop that does not end?",
        ),
    ],
)
def test_a_sentence_is_made_for_its_place(
    kind: str, reason: Reason, on_a_line: str, on_a_page: str | None
) -> None:
    verdict = Verdict(kind, reason)
    assert line("3.4", verdict) == on_a_line
    assert comment("3.4", verdict) == (on_a_line.removeprefix("3.4: ") if on_a_page is None else on_a_page)
    assert Reason.from_dict(dataclasses.asdict(reason)) == reason


@pytest.mark.parametrize("content", [None, "right", {}, {"code": "right"}, {"code": 1, "values": {}}, []])
def test_what_is_no_reason_is_refused(content: object) -> None:
    with pytest.raises(ValueError, match="a reason has"):
        Reason.from_dict(content)
