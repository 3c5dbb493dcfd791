"""Each rule of `test_policy.py` can fail: a fault is put into a copy of a notebook, and its rule notices.

A rule that looks for a pattern passes on everything, once the notebooks are written otherwise.
"""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from course import test_policy as rules
from support.shared import ROOT

LESSON = "02-two-neighbours.ipynb"
Cells = list[dict[str, Any]]


def code(cells: Cells) -> dict[str, Any]:
    """Return a code cell that shows something."""
    return next(cell for cell in cells if cell["cell_type"] == "code" and cell["outputs"])


def tagged(cells: Cells, tag: str) -> dict[str, Any]:
    return next(cell for cell in cells if tag in cell["metadata"].get("tags", []))


def add_line(line: str) -> Callable[[Cells], None]:
    """Put a line at the end of a code cell."""

    def change(cells: Cells) -> None:
        code(cells)["source"] = [*code(cells)["source"], "\n", line]

    return change


def add_prose(text: str) -> Callable[[Cells], None]:
    """Put a paragraph at the end of the third text cell."""

    def change(cells: Cells) -> None:
        cell = [cell for cell in cells if cell["cell_type"] == "markdown"][2]
        cell["source"] = [*cell["source"], "\n\n", text]

    return change


def replace(pattern: str, new: str) -> Callable[[Cells], None]:
    """Change the first match in the text cells."""

    def change(cells: Cells) -> None:
        for cell in cells:
            text = "".join(cell["source"])
            if cell["cell_type"] == "markdown" and re.search(pattern, text, re.DOTALL):
                cell["source"] = re.sub(pattern, new, text, count=1, flags=re.DOTALL).splitlines(
                    keepends=True
                )
                return
        raise LookupError(pattern)

    return change


def add_output(**data: str) -> Callable[[Cells], None]:
    """Give a code cell one more output."""

    def change(cells: Cells) -> None:
        shown = {kind.replace("_", "/"): value for kind, value in data.items()}
        code(cells)["outputs"].append({"output_type": "display_data", "metadata": {}, "data": shown})

    return change


FAULTS: dict[str, tuple[Callable[[Path], None], Callable[[Cells], Any]]] = {
    "a cell that was not run": (
        rules.test_each_code_cell_was_run_in_order,
        lambda cells: code(cells).update(execution_count=None),
    ),
    "an empty cell": (
        rules.test_each_code_cell_was_run_in_order,
        lambda cells: code(cells).update(source=[]),
    ),
    "two cells of one name": (
        rules.test_each_cell_has_a_name,
        lambda cells: cells[1].update(id=cells[0]["id"]),
    ),
    "a name by chance": (rules.test_each_cell_has_a_name, lambda cells: cells[1].update(id="0a1b2c3d")),
    "not in normal form": (
        rules.test_the_file_is_in_normal_form,
        lambda cells: code(cells)["metadata"].update(collapsed=True),
    ),
    "a paragraph that a slip deletes": (
        rules.test_only_what_the_reader_writes_can_be_changed_by_a_slip,
        lambda cells: cells[1]["metadata"].pop("deletable"),
    ),
    "hidden by a tag": (
        rules.test_nothing_is_hidden_from_nbval,
        lambda cells: code(cells)["metadata"].update(tags=["nbval-ignore-output"]),
    ),
    "hidden by a comment": (rules.test_nothing_is_hidden_from_nbval, add_line("# NBVAL_IGNORE_OUTPUT")),
    "a semicolon": (rules.test_no_cell_does_what_changes_from_run_to_run, add_line("1 + 1;")),
    "a clock": (rules.test_no_cell_does_what_changes_from_run_to_run, add_line("pd.Timestamp.now()")),
    "an Output": (rules.test_no_cell_does_what_changes_from_run_to_run, add_line("widgets.Output()")),
    "an address in memory": (
        rules.test_outputs_hold_no_noise,
        add_output(text_plain="<A at 0x7f0012ab34cd>"),
    ),
    "a picture without words": (
        rules.test_pictures_have_alternative_text,
        add_output(text_html='<img src="data:image/svg+xml,x">'),
    ),
    "a picture with one word": (rules.test_pictures_have_alternative_text, add_prose("![chart](x.png)")),
    "a heading too deep": (rules.test_headings_descend_by_one, add_prose("###### Deep")),
    "two titles": (rules.test_headings_descend_by_one, add_prose("# Another title")),
    "a dead link": (
        rules.test_links_inside_the_course_lead_somewhere,
        add_prose("[a](../exercises/x.ipynb)"),
    ),
    "another time": (
        rules.test_the_header_says_what_it_is_and_how_long_it_takes,
        replace(r"\*\*Time:\*\* \d+", "**Time:** 5"),
    ),
    "an objective that nothing assesses": (
        rules.test_the_header_says_what_it_is_and_how_long_it_takes,
        replace(r" \(exercise[^)]*\)", ""),
    ),
    "four lines for five": (
        rules.test_it_ends_with_five_lines_and_the_way_on,
        replace(r"(## In five lines.*?)\n5\. [^\n]*", r"\1"),
    ),
    "no way on": (rules.test_it_ends_with_five_lines_and_the_way_on, replace("## Where next", "## End")),
    "a long cell": (rules.test_cells_are_short_and_lead_to_something, add_line("x = 1\n" * 13)),
    "many lines with nothing to see": (
        rules.test_cells_are_short_and_lead_to_something,
        lambda cells: [cell.update(outputs=[]) for cell in cells if cell["cell_type"] == "code"],
    ),
    "no answer to look at": (
        rules.test_a_reader_is_asked_to_think_and_can_see_one_answer,
        lambda cells: tagged(cells, "reflect").update(source=["**Stop and think.** Why?"]),
    ),
    "a claim that is none": (
        rules.test_a_claim_that_a_cell_speaks_of_is_one_of_the_articles,
        lambda cells: cells[1]["metadata"].update(tags=["claim:C99"]),
    ),
    "an event that is none": (
        rules.test_an_event_that_a_cell_names_is_in_the_record,
        add_line("event = '2017-04-20-nothing-happened'"),
    ),
}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A notebook with all that its links lead to."""
    for folder in ("exercises", "data", "docs"):
        (tmp_path / folder).symlink_to(ROOT / folder)
    (folder := tmp_path / "notebooks").mkdir()
    for path in ROOT.glob("notebooks/*.ipynb"):
        if path.name != LESSON:
            (folder / path.name).symlink_to(path)
    path = folder / LESSON
    path.write_bytes((ROOT / "notebooks" / LESSON).read_bytes())
    return path


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_noticed(fault: str, copy: Path, tmp_path: Path) -> None:
    rule, change = FAULTS[fault]
    given = {"tmp_path": tmp_path} if rule is rules.test_the_file_is_in_normal_form else {}
    rule(copy, **given)
    notebook = json.loads(copy.read_text(encoding="utf-8"))
    change(notebook["cells"])
    copy.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    with pytest.raises(AssertionError):
        rule(copy, **given)


def test_every_rule_for_a_notebook_has_its_fault() -> None:
    marked = {
        name
        for name, rule in vars(rules).items()
        if name.startswith("test_")
        and any(mark.name == "parametrize" for mark in getattr(rule, "pytestmark", ()))
    }
    assert {rule.__name__ for rule, _ in FAULTS.values()} == marked
