"""Every construct is taught before it is asked for: each cell's code, against the table in constructs.csv.

A row names a form (as `support.constructs` does), the construct to which it belongs, and the cell whose text
teaches it, with what is said there in backticks where that is not the form's own name. A construct costs a
minute in the lesson of its first row, and the card names it; a further form of it costs none. An `aside` is
only read: no student writes it. A keyword that changes no more than the looks, or says itself what it does,
is `dress`. Cells are walked in order: a lesson, its turns solved, the exercise's form, the exercise solved.
"""

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest
from support import lesson_time
from support.constructs import constructs
from support.shared import ROOT

from trilateral.paths import lesson_number

NOTHING_NEW = ("aside", "dress")
# They stand for what the first notebook teaches, and for the course's own widgets.
UNCOUNTED = {*NOTHING_NEW, "first steps", "widgets", "="}


class Row(NamedTuple):
    form: str
    construct: str
    lesson: str
    cell: str
    said: str


class Use(NamedTuple):
    place: int
    where: str
    form: str
    only_solved: bool


with (Path(__file__).parent / "constructs.csv").open(encoding="utf-8", newline="") as table:
    ROWS = [Row(**line) for line in csv.DictReader(table)]
LESSONS = sorted(ROOT.glob("notebooks/*.ipynb"))


def cells(path: Path) -> list[nbformat.NotebookNode]:
    return list(nbformat.read(path, as_version=4).cells)


def text_of(cell: nbformat.NotebookNode) -> str:
    """Return what a cell says: of text what stands in backticks, of code its comments."""
    if cell.cell_type == "code":
        return "\n".join(line for line in cell.source.splitlines() if line.lstrip().startswith("#"))
    return "\n".join(re.findall(r"```[^`]*```|`[^`]+`", cell.source))


@cache  # not at import, which each worker does
def walk() -> tuple[list[Use], dict[tuple[str, str], tuple[int, str]]]:
    """Return what is used where, in the order in which a student meets it, and each cell's place and text."""
    uses: list[Use] = []
    said: dict[tuple[str, str], tuple[int, str]] = {}
    last_of = {lesson.name[:2]: lesson for lesson in LESSONS}
    for lesson in LESSONS:
        # An exercise has its lessons' digits and comes after the last of them; notebooks 00 and 09 have none.
        number, last = lesson_number(lesson.name), lesson == last_of[lesson.name[:2]]
        exercises = sorted(ROOT.glob(f"exercises/{lesson.name[:2]}-*.ipynb")) if last else []
        assert len(exercises) == (last and number not in ("00", "09")), exercises
        pairs = [(lesson, "solutions/lessons"), *((path, "solutions") for path in exercises)]
        for path, folder in pairs:
            # An exercise is called as the first of its lessons.
            stem = lesson.stem if path == lesson else f"{lesson.name[:2]}-*"
            solved = next(ROOT.glob(f"exercises/{folder}/{stem}.ipynb"), Path("none"))
            assert solved.exists() == (number != "00"), solved
            answers = {cell.id: cell.source for cell in cells(solved)} if solved.exists() else {}
            own: set[str] = set()
            for cell in cells(path):
                place = len(said)
                said[number, cell.id if path == lesson else f"x:{cell.id}"] = (place, text_of(cell))
                if cell.cell_type == "code":
                    given = constructs(cell.source, own)
                    written = constructs(answers.get(cell.id, cell.source), own)
                    where = f"{path.relative_to(ROOT).as_posix()}, cell {cell.id}"
                    uses += [Use(place, where, form, form not in given) for form in sorted(given | written)]
    return uses, said


def uses() -> list[Use]:
    return walk()[0]


def said() -> dict[tuple[str, str], tuple[int, str]]:
    return walk()[1]


def word(row: Row) -> str:
    """Return what the teaching cell must say: `merge` of `.merge`, `left_on` of `merge(left_on=)`."""
    keyword = re.search(r"\((\w+)=\)", row.form)
    return row.said or (keyword[1] if keyword else row.form.rpartition(".")[2].removesuffix("()") or row.form)


def taught(row: Row) -> tuple[int, str]:
    key = (row.lesson, row.cell if not row.cell.startswith("a-") else f"x:{row.cell}")
    assert key in said(), f"{row.form}: notebook {row.lesson} has no cell {row.cell}"
    return said()[key]


def test_the_table_has_a_row_for_each_form_and_none_too_many() -> None:
    forms = [row.form for row in ROWS]
    assert sorted({form for form in forms if forms.count(form) > 1}) == []
    unknown = {use.form: use.where for use in reversed(uses()) if use.form not in forms}
    assert unknown == {}, "teach it, or write something simpler; then give it a row"
    assert sorted(set(forms) - {use.form for use in uses()}) == [], "no cell uses these any more"


def silent(rows: list[Row]) -> list[str]:
    """Return the rows whose teaching cell does not say the word."""
    found = []
    for row in rows:
        if row.construct != "dress":
            text, wanted = taught(row)[1], word(row)
            whole = (
                rf"(?<!\w){re.escape(wanted)}(?!\w)" if re.fullmatch(r"\w+", wanted) else re.escape(wanted)
            )
            if not re.search(whole, text):
                found.append(f"notebook {row.lesson}, cell {row.cell}: no `{wanted}`")
    return found


def early(rows: list[Row]) -> list[str]:
    """Return the rows whose form is used before the cell that teaches it."""
    first: dict[str, Use] = {}
    for use in uses():
        first.setdefault(use.form, use)
    return [
        f"{first[row.form].where}: {row.form}, taught in notebook {row.lesson}, cell {row.cell}"
        for row in rows
        if row.construct != "dress" and row.form in first and first[row.form].place < taught(row)[0]
    ]


def test_a_cell_that_teaches_says_the_word() -> None:
    assert silent(ROWS) == []


def test_nothing_is_used_before_it_is_taught() -> None:
    assert early(ROWS) == []


def test_a_row_that_is_wrong_is_found() -> None:
    """Were the walk or the reading to break, every lesson would pass."""
    (merge,) = (row for row in ROWS if row.form == ".merge")
    assert len(early([merge._replace(lesson="08", cell="s-who")])) == 1
    assert silent([merge._replace(cell="s-busan")]) == ["notebook 02, cell s-busan: no `merge`"]


def test_what_a_cell_uses_is_found() -> None:
    assert constructs('t.loc[t["a"] >= 1, ["b"]].merge(x, on="id")', set()) == {
        ".loc", 't["c"]', ">=", ".merge", "merge(on=)"
    }  # fmt: skip
    assert constructs("a, b = len(x), {}\nlambda x: x", set()) == {"a, b =", "len()", "{}", "Lambda"}
    assert constructs('def f(x):\n    return x[1:]\n\n\nf"{f(2):.1%}"', set()) == {
        "def", "return", "[a:b]", 'f""', 'f"{:%}"'
    }  # fmt: skip


def test_nobody_is_asked_to_write_an_aside() -> None:
    asides = {row.form for row in ROWS if row.construct == "aside"}
    assert (
        sorted(f"{use.where}: {use.form}" for use in uses() if use.only_solved and use.form in asides) == []
    )
    assert [row.form for row in ROWS if row.construct == "dress" and not row.form.endswith("=)")] == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_card_names_what_is_new(path: Path) -> None:
    first: dict[str, str] = {}
    for row in ROWS:
        first[row.construct] = min(row.lesson, first.get(row.construct, row.lesson))
    new = [
        name for name, lesson in first.items() if lesson == lesson_number(path.name) and name not in UNCOUNTED
    ]
    assert sorted(lesson_time.new_constructs(cells(path))) == sorted(new)
