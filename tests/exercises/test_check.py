"""What a check and a hint say, whatever answer they are given."""

import hashlib
import importlib
import json
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from exercises.samples import FOLDER
from support.session import Ran

from trilateral.exercises import recorder
from trilateral.text import wrapped

checking = importlib.import_module("trilateral.exercises.check")


def test_each_check_has_a_line_for_every_case(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for answer in (4, 3, 100, "4", ..., None):
        checking.check("90.1", answer)
    assert capsys.readouterr().out.splitlines() == [
        "90.1: right.",
        "90.1: not yet. That leaves one out.",
        '90.1: not yet. This is a number, as asked, but not the right one. hint("90.1", 1) may help.',
        "90.1: not yet. Expected a number; this is text. Take the quotation marks away.",
        "90.1: not attempted. Give your answer in the cell above, run it, then run this one.",
        "90.1: not attempted. Give your answer in the cell above, run it, then run this one.",
    ]


def test_hints_come_one_by_one(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    checking.hint("90.1")
    checking.hint("90.1", 3)
    for number in (0, 4, "1", True, None):
        checking.hint("90.1", number)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "90.1, hint 1 of 3: Look at the first line."
    assert lines[1] == "90.1, hint 3 of 3: Take the length of the table."
    assert set(lines[2:]) == {'90.1 has hints 1 to 3: hint("90.1", 1) prints the first.'}


@pytest.mark.parametrize(
    ("question", "line"),
    [
        ("90.7", "There is no question 90.7; the last of this exercise is 90.2."),
        (
            "77.1",
            "77.1: cannot be checked, exercises/questions/77.json is missing. Is there an exercise 77?",
        ),
        (90.1, 'The question is named by its number in quotation marks, for example "3.1".'),
        ("../1.1", 'The question is named by its number in quotation marks, for example "3.1".'),
        ("", 'The question is named by its number in quotation marks, for example "3.1".'),
    ],
)
def test_a_question_that_is_none_gets_one_line(
    sample: Path, capsys: pytest.CaptureFixture[str], question: object, line: str
) -> None:
    checking.check(question, 4)
    checking.hint(question)
    assert capsys.readouterr().out.splitlines() == [line, line]


@pytest.mark.parametrize("damage", [b"", b"[]", b"{", b'{"questions": 3}', b'{"questions": {}}', b"\xff"])
@pytest.mark.parametrize("what", ["questions", "keys"])
def test_a_damaged_file_gets_one_line(
    sample: Path, capsys: pytest.CaptureFixture[str], what: str, damage: bytes
) -> None:
    (sample / what / "90.json").write_bytes(damage)
    checking.check("90.1", 4)
    assert capsys.readouterr().out == (
        f"90.1: cannot be checked, exercises/{what}/90.json is damaged. Restore it, for example with git.\n"
    )
    (sample / what / "90.json").unlink()
    checking.check("90.1", 4)
    assert f"exercises/{what}/90.json is missing" in capsys.readouterr().out


def test_a_recorder_needs_no_key(
    sample: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (sample / "keys" / "90.json").unlink()
    monkeypatch.setattr(recorder, "_session", None)
    with pytest.raises(RuntimeError, match="nobody has begun to record"):
        recorder.check("90.1", 4)
    recorder.begin("n")
    for number, answer in (("90.1", 4), ("90.1", 4.0), ("90.1", 5), ("90.2", "b"), ("90.2", "B")):
        recorder.check(number, answer)
    recorder.check("90.1", "four")
    recorder.check("90.9", 4)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == lines[1] != lines[2]
    assert lines[3] == lines[4]
    reason = "Expected a number; this is text."
    assert json.loads(lines[5]) == {"question": "90.1", "kind": "invalid", "text": reason}
    assert lines[6].startswith("There is no question 90.9")


def test_the_environment_does_not_change_what_a_check_is(
    sample: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRILATERAL_NONCE", "n")
    checking.check("90.1", 4)
    assert capsys.readouterr().out == "90.1: right.\n"


def test_nbgrader_sees_a_wrong_answer_as_an_error(sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    checking.check("90.1", 4)
    for answer in (3, "4", ...):
        with pytest.raises(AssertionError, match=r"90\.1: not"):
            checking.check("90.1", answer)


def test_trying_answers_is_slow_and_the_same_answer_again_costs_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    costs = []

    def counted(password: bytes, **cost: Any) -> bytes:
        costs.append(cost)
        return scrypt(password, **cost)

    scrypt = hashlib.scrypt
    monkeypatch.setattr(hashlib, "scrypt", counted)
    first = checking.derive('["choice","a"]', "a salt that no exercise has")
    assert checking.derive('["choice","a"]', "a salt that no exercise has") == first
    assert len(costs) == 1
    # Blocks mixed, of 128 bytes: 0.2 s on a laptop of 2020; and the memory that keeps graphics cards away.
    assert costs[0]["n"] * costs[0]["r"] * costs[0]["p"] >= 2**19
    assert 128 * costs[0]["n"] * costs[0]["r"] >= 32 * 2**20


def test_the_same_answer_has_another_digest_in_each_question() -> None:
    salts = [
        entry["salt"]
        for path in sorted(FOLDER.glob("keys/*.json"))
        for entry in json.loads(path.read_text(encoding="utf-8"))["questions"].values()
    ]
    assert len(set(salts)) == len(salts)


class Liar:
    """Says of itself whatever is asked."""

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = None

    def __repr__(self) -> str:
        raise RuntimeError

    @property
    def __class__(self) -> type:
        return pd.DataFrame


class Bomb:
    """Fails, or ends the program, whenever it is touched."""

    def __getattribute__(self, name: str) -> object:
        raise SystemExit(1)


class LyingNumber(float):
    def __float__(self) -> float:
        raise MemoryError

    def __str__(self) -> str:
        return "right"


class LyingText(str):
    def strip(self, *_: object) -> str:
        raise RecursionError

    def __eq__(self, other: object) -> bool:
        return True

    __hash__ = str.__hash__


class Endless(list):
    def __iter__(self):
        while True:
            yield "x"


def endless_list() -> list[object]:
    items: list[object] = []
    items.append(items)
    return items


# Made anew for each test, and named by their place: pytest looks at what it is given.
HOSTILE = [
    lambda: Liar(),
    lambda: Bomb(),
    lambda: LyingNumber(7),
    lambda: LyingText("x"),
    lambda: Endless(["x"]),
    lambda: endless_list(),
    lambda: "x" * 10**7,
    lambda: "\ud800",
    lambda: 10**10_000,
    lambda: float("nan"),
    lambda: pd.DataFrame({"format": [endless_list()], "meetings": [Liar()]}),
    lambda: pd.Series([Bomb()], dtype=object),
    lambda: type("Odd", (), {"__name__": "<script>"}),
    lambda: lambda *_: Bomb(),
    lambda: lambda *_: (_ for _ in ()).throw(SystemExit),
    lambda: {"a": {}},
    lambda: object(),
    lambda: NotImplemented,
]


@pytest.mark.parametrize("kind", ["number", "date", "text", "boolean", "choice", "set", "rows", "list"])
@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_no_object_breaks_a_check(
    sample: Path, capsys: pytest.CaptureFixture[str], kind: str, place: int
) -> None:
    say_no_matter_what(sample, capsys, {"kind": kind}, HOSTILE[place]())


@pytest.mark.parametrize(
    "shape",
    [
        {"kind": "table", "columns": {"format": "text", "meetings": "number"}},
        {"kind": "function", "of": "text", "arguments": [[1]]},
    ],
    ids=["table", "function"],
)
@pytest.mark.parametrize("place", range(len(HOSTILE)))
def test_no_object_breaks_a_check_of_a_table_or_function(
    sample: Path, capsys: pytest.CaptureFixture[str], shape: dict[str, object], place: int
) -> None:
    say_no_matter_what(sample, capsys, shape, HOSTILE[place]())


def say_no_matter_what(
    sample: Path, capsys: pytest.CaptureFixture[str], shape: dict[str, object], answer: object
) -> None:
    path = sample / "questions" / "90.json"
    questions = json.loads(path.read_text(encoding="utf-8"))
    questions["questions"]["90.1"]["shape"] = shape
    path.write_text(json.dumps(questions), encoding="utf-8")
    checking.check("90.1", answer)
    line = capsys.readouterr().out
    assert line.startswith("90.1: not yet. ")
    assert line.count("\n") == 1
    assert len(line) < 200


def test_an_interrupt_goes_through(sample: Path) -> None:
    path = sample / "questions" / "90.json"
    questions = json.loads(path.read_text(encoding="utf-8"))
    questions["questions"]["90.1"]["shape"] = {"kind": "function", "of": "number", "arguments": [[1]]}
    path.write_text(json.dumps(questions), encoding="utf-8")

    def stopped(_: object) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        checking.check("90.1", stopped)


def test_messages_are_shown_whole_beside_the_list_of_files() -> None:
    long, code = "word " * 30, "    answer_2_4 = table[" + '"a_long_name", ' * 8 + "]"
    shown = wrapped(f"{long.strip()}\n\n{code}\n국내-" + "x" * 90).split("\n")
    assert [len(line) for line in shown[:4]] == [69, 69, 9, 0]
    assert shown[4:] == [code, "국내-" + "x" * 90], "neither code nor a word is broken"
    row = "01 reading the argument      notebook open  exercise [..........]  0 of 10 right  and more of it"
    assert wrapped(row) == row
    told = Ran("\n".join((wrapped(long.strip()), "Another message.", code))).told
    assert told.split("\n") == [long.strip(), "Another message.", code]
