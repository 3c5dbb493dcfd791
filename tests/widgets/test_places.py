"""Wherever a widget stands, and whatever becomes of its notebook, what a reader chose is kept."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import ipywidgets as widgets
import pytest
from IPython.core.formatters import DisplayFormatter
from support.choices import TEN, board, click, coder, codes

from trilateral import StatementCoder
from trilateral import display as display_module
from trilateral.display import show_boxes
from trilateral.widgets import kept

# --- where a widget stands ----------------------------------------------------------------------------------

BOXES = {
    "HBox": lambda widget: widgets.HBox([widget]),
    "VBox with words (jupyter-widgets/ipywidgets#1450)": lambda widget: widgets.VBox(
        [widgets.HTML("<h3>Mine</h3>"), widget]
    ),
    "Tab (jupyter-widgets/ipywidgets#1316)": lambda widget: widgets.Tab([widgets.Label("One"), widget]),
    "Accordion": lambda widget: widgets.Accordion([widget]),
    "a box in a box": lambda widget: widgets.VBox([widgets.HBox([widget, widgets.Button()])]),
    "twice in one box": lambda widget: widgets.HBox([widget, widget]),
    "a box that holds itself": lambda widget: _round(widgets.VBox([widget])),
}


def _round(box: Any) -> Any:
    box.children = (*box.children, box)
    return box


@pytest.fixture
def show(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Shows things as a cell's last line does, in a kernel with the package; gives all outputs."""
    formatter = DisplayFormatter()
    show_boxes(SimpleNamespace(display_formatter=formatter))
    outputs: list[dict[str, str]] = []
    monkeypatch.setattr(display_module, "display", lambda data, **_: outputs.append(data))
    if hasattr(widgets.Widget, "_ipython_display_"):  # of ipywidgets 7 a box shows itself
        monkeypatch.setattr("ipywidgets.widgets.widget.display", lambda data, **_: outputs.append(data))

    def show_one(thing: Any) -> list[dict[str, str]]:
        outputs.clear()
        data, _ = formatter.format(thing)
        return [*outputs, data] if data else list(outputs)

    return show_one


VIEW = "application/vnd.jupyter.widget-view+json"


@pytest.mark.parametrize("place", BOXES)
def test_in_a_box_choices_are_kept_and_the_still_form_stays(home: Path, place: str, show: Any) -> None:
    """microsoft/vscode-jupyter#14856, manzt/anywidget#101: nothing is left of a box in a saved notebook."""
    first = StatementCoder(TEN)
    outputs = show(BOXES[place](first))
    assert ["trilateral-static" in output.get("text/html", "") for output in outputs] == [True, False]
    assert VIEW in outputs[1], "the living box comes after it"
    click(first, s0=1)
    again = StatementCoder(TEN)
    still, _ = show(BOXES[place](again))
    assert codes(again) == {"s0": 1}
    assert "1 of 10 statements coded." in still["text/html"]


def test_a_box_of_others_is_shown_as_before(show: Any) -> None:
    (only,) = show(widgets.HBox([widgets.Label("x"), widgets.Output()]))
    assert VIEW in only


def test_shown_in_one_cell_and_boxed_in_the_next(home: Path, show: Any) -> None:
    click(first := coder(), s0=1)
    show(widgets.HBox([first]))
    click(first, s1=2)
    assert codes(coder()) == {"s0": 1, "s1": 2}


def test_two_boards_in_one_notebook_are_one(home: Path) -> None:
    one, two = board(), board()
    one.set_state({"moves": {"kind": {"C22": "interpretation"}}})
    two.set_state({"moves": {"kind": {"C41": "prediction"}}})
    assert board().moves == {"kind": {"C22": "interpretation", "C41": "prediction"}}


@pytest.mark.parametrize("folder", ["notebooks", "notebooks/week 1", "notebooks/주/mine", "exercises", "."])
def test_a_notebook_that_was_moved_finds_them(
    home: Path, folder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is kept belongs to what is shown: a copy, another name, another folder of the course."""
    click(coder(), s0=1)
    (place := home.parents[1] / folder).mkdir(parents=True, exist_ok=True)
    monkeypatch.chdir(place)
    assert codes(coder()) == {"s0": 1}


# --- a reset, and back --------------------------------------------------------------------------------------


def test_a_reset_is_undone_also_after_a_restart(home: Path, capsys: pytest.CaptureFixture) -> None:
    click(first := coder(), s0=1, s1=2)
    first.reset()
    first.undo_reset()
    assert codes(first) == codes(coder()) == {"s0": 1, "s1": 2}
    first.reset()
    click(again := coder(), s1=0, s2=1)
    again.undo_reset()
    assert codes(again) == codes(coder()) == {"s0": 1, "s1": 0, "s2": 1}, "what came since stays"
    capsys.readouterr()
    again.undo_reset()
    assert capsys.readouterr().out == "There is no reset to undo.\n"
    assert codes(coder()) == {"s0": 1, "s1": 0, "s2": 1}
    before = StatementCoder(TEN)
    before.reset()
    before.undo_reset()
    assert codes(coder()) == {"s0": 1, "s1": 0, "s2": 1}, "also where it was not yet shown"


def test_a_full_disk_takes_nothing_that_was_kept(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    click(first := coder(), s0=1)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(kept, "replace_file", full)
    click(first, s1=1)
    assert codes(first) == {"s0": 1, "s1": 1}
    monkeypatch.undo()
    monkeypatch.chdir(home.parents[1])
    for name in ("TRILATERAL_UNATTENDED", "NBGRADER_EXECUTION", "PYTEST_VERSION"):
        monkeypatch.delenv(name, raising=False)
    assert codes(coder()) == {"s0": 1}
    click(first, s2=1)
    assert codes(coder()) == {"s0": 1, "s1": 1, "s2": 1}, "with the next choice the missed one is kept too"
