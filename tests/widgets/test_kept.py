"""What a reader chose in a widget is there again after a restart: acts of readers, one after the other."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support.choices import IDS, TEN, board, click, coder, codes, shown

from trilateral import StatementCoder, load
from trilateral.widgets import kept


def test_codes_come_back_after_a_restart_with_a_remark(home: Path, capsys: pytest.CaptureFixture) -> None:
    first = coder()
    assert "Kept from last time" not in capsys.readouterr().out
    click(first, s0=-2, s3=1)
    click(first, s4=0)
    again = coder()
    assert codes(again) == {"s0": -2, "s3": 1, "s4": 0}
    said = capsys.readouterr().out
    assert "Kept from last time and shown again: 3 codes. To begin afresh, run coder.reset()" in said
    assert "3 of 10 statements coded." in again._static_html()
    assert [path.suffix for path in home.iterdir()] == [".json"], "no half files and no locks"


def test_a_code_taken_back_stays_away(home: Path) -> None:
    click(first := coder(), s0=1, s1=2)
    click(first, s0=None)
    assert codes(coder()) == {"s1": 2}


def test_reset_begins_afresh(home: Path, capsys: pytest.CaptureFixture) -> None:
    click(coder(), s0=1)
    again = coder()
    again.reset()
    assert codes(again) == {}
    capsys.readouterr()
    assert codes(coder()) == {}
    assert "Kept" not in capsys.readouterr().out
    click(again, s2=1)
    assert codes(coder()) == {"s2": 1}, "what is chosen after a reset is kept"
    before = StatementCoder(TEN)
    before.reset()
    assert codes(coder()) == {}, "also where it was not yet shown"


def test_a_readers_moves_go_over_those_of_the_cell(home: Path, capsys: pytest.CaptureFixture) -> None:
    """Notebook 01 moves C22 in the cell that makes the board; who moved it back finds it back."""
    assert board(C22="interpretation").moves == {"kind": {"C22": "interpretation"}}
    assert not home.exists(), "the cell's own move is nobody's choice"
    first = board(C22="interpretation")
    first.set_state({"moves": {"kind": {"C22": "interpretation", "C41": "prediction"}}})
    first.set_state({"moves": {"kind": {"C41": "prediction"}, "verdict": {"C01": "contradicted"}}})
    again = board(C22="interpretation")
    assert again.moves == {"kind": {"C41": "prediction"}, "verdict": {"C01": "contradicted"}}
    assert "board.reset()" in capsys.readouterr().out
    again.reset()
    assert board(C22="interpretation").moves == {"kind": {"C22": "interpretation"}}


def test_what_is_set_later_by_code_is_kept_too(home: Path) -> None:
    click(first := coder(), s0=1)
    first.codes = {IDS[5]: 2}
    assert codes(coder()) == {"s5": 2}


def test_showing_it_twice_takes_nothing_back(home: Path) -> None:
    click(first := coder(), s0=1)
    click(first, s0=2)
    assert codes(shown(first)) == {"s0": 2}


def test_two_notebooks_at_once_lose_nothing_of_each_other(home: Path) -> None:
    one, two = coder(), coder()
    click(one, s0=1)
    click(two, s1=2)
    click(one, s2=-1)
    assert codes(coder()) == {"s0": 1, "s1": 2, "s2": -1}


def test_two_programs_at_once_lose_nothing_of_each_other(home: Path) -> None:
    code = (
        "import sys; from trilateral import StatementCoder, load\n"
        "table = load('statements'); coder = StatementCoder(table); coder._ipython_display_()\n"
        "for place in range(int(sys.argv[1]), 57, 2):\n"
        "    codes = list(coder.codes); codes[place] = 1; coder.set_state({'codes': codes})\n"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", code, start], stdout=subprocess.DEVNULL) for start in "01"
    ]
    assert [process.wait(60) for process in started] == [0, 0]
    assert shown(StatementCoder(load("statements"))).codes.count() == 57


def test_another_widget_has_codes_of_its_own(home: Path) -> None:
    click(coder(), s0=1)
    assert codes(coder(labels={0: "no", 1: "yes"})) == {}
    assert codes(coder(heading="Rule B")) == {}
    assert codes(coder(blind=True)) == {}


@pytest.mark.parametrize("name", ["TRILATERAL_UNATTENDED", "NBGRADER_EXECUTION", "PYTEST_VERSION"])
def test_where_nobody_is_at_work_nothing_is_kept_or_shown(
    home: Path, name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture
) -> None:
    click(coder(), s0=1)
    before = {path: path.read_bytes() for path in home.iterdir()}
    capsys.readouterr()
    monkeypatch.setenv(name, "1")
    click(first := coder(), s1=1)
    assert codes(first) == {"s1": 1}
    first.reset()
    assert "Kept" not in capsys.readouterr().out
    assert {path: path.read_bytes() for path in home.iterdir()} == before


DAMAGED = {
    "cut off": '{"codes": {"',
    "empty": "",
    "a list": "[1, 2]",
    "no groups": '{"codes": 3}',
    "a code that is none": json.dumps({"codes": {IDS[0]: 9}}),
    "a code that is true": json.dumps({"codes": {IDS[0]: True}}),
    "a text for a code": json.dumps({"codes": {IDS[0]: "<b>"}}),
    "a statement that is none": '{"codes": {"x": 1}}',
    "deep": "[" * 100_000,
    "too long": " " * 1_000_001,
    "not text": b"\xff\xfe\x00",
}


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_file_is_put_aside_with_a_word(
    home: Path, damage: str, capsys: pytest.CaptureFixture
) -> None:
    click(coder(), s0=1)
    (path,) = home.iterdir()
    content = DAMAGED[damage]
    wrong = content if isinstance(content, bytes) else content.encode()
    path.write_bytes(wrong)
    capsys.readouterr()
    click(again := coder(), s1=2)
    assert codes(again) == {"s1": 2}
    (aside,) = home.glob("*-old-*")
    assert aside.read_bytes() == wrong
    assert f"cannot be read; that file is now {aside}." in capsys.readouterr().out
    assert codes(coder()) == {"s1": 2}
    path.write_bytes(b"{")
    click(again, s3=0)
    assert codes(coder()) == {"s3": 0}, "damaged while the coder is on the screen"


def test_what_is_kept_has_bounds(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    click(first := coder(), s0=1)
    monkeypatch.setattr(kept, "MOST", 1)
    click(coder(heading="Another"), s0=1)
    assert len(list(home.iterdir())) == 1
    click(first, s1=1)
    assert codes(coder()) == {"s0": 1, "s1": 1}, "a file that is there goes on"
    monkeypatch.setattr(kept, "MOST", 1_000)
    monkeypatch.setattr(kept, "LONGEST", 10)
    click(long := coder(heading="Long"), s0=1)
    assert codes(long) == {"s0": 1}
    assert codes(coder(heading="Long")) == {}


def test_a_lock_that_a_killed_kernel_left_holds_nobody_up_for_long(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "PATIENCE", 0.05)
    click(first := coder(), s0=1)
    (path,) = home.iterdir()
    path.with_suffix(".lock").touch()
    click(first, s1=1)
    assert codes(coder()) == {"s0": 1, "s1": 1}
    assert not path.with_suffix(".lock").exists()


def test_where_it_cannot_be_written_the_widget_works(home: Path) -> None:
    home.parent.mkdir()
    home.write_text("a file where the folder should be")
    click(first := coder(), s0=1)
    assert codes(first) == {"s0": 1}
    assert codes(coder()) == {}
    assert os.listdir(home.parent) == ["widgets"]  # noqa: PTH208
