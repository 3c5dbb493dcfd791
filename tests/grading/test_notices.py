"""What a run says on the screen: each kind of line, what this run did, and never more than fits."""

import io
from pathlib import Path

from support.classroom import (
    Fake,
    engine_of,
)

from trilateral.grading.grade_class import Settings, grade
from trilateral.grading.notices import FILE, MOST, Notices


def run(given: Path, out: Path, folder: Path, answer: bool | None = None) -> str:
    screen = io.StringIO()
    grade(given, out, Settings(folder, jobs=1), engine_of(Fake()), screen, ask=lambda question: answer)
    return screen.getvalue()


def test_the_screen_is_never_full(tmp_path: Path) -> None:
    screen = io.StringIO()
    notices = Notices(screen)
    for kind in range(12):
        notices.show_lines(f"kind {kind}, line {at}\x1b[2J" for at in range(kind + 1))
    notices.end(tmp_path)
    shown = screen.getvalue().splitlines()
    assert len(shown) <= MOST + 1 and "\x1b" not in screen.getvalue()
    assert shown[-1].startswith("... and ") and shown[-1].endswith(FILE)
    assert (tmp_path / FILE).read_text(encoding="utf-8").count("kind ") == sum(range(13))
    few = Notices(io.StringIO())
    few.show_lines(["one line"])
    few.end(tmp_path)
    assert not (tmp_path / FILE).exists(), "all of it was on the screen"


def test_each_kind_of_line_is_seen(tmp_path: Path) -> None:
    """One call says lines of several kinds; a kind of many lines takes no other's place."""
    names = [f"Student {at}" for at in range(9)]
    mixed = [
        *(
            f"reflections.csv, row {at} ({name}): the mark 'A' is not a number"
            for at, name in enumerate(names)
        ),
        *(f"{name}, Reflect 2.A: the text has changed since the mark 1 was given" for name in names),
        "reflections.csv: no student of these results is called tom",
        "reflections.csv: the row of Kim stands twice",
    ]
    screen = io.StringIO()
    notices = Notices(screen)
    notices.show_lines(mixed)
    for kind in ("one", "two", "three", "four", "five", "six"):
        notices.show_lines(f"{name}: {kind} kind of note" for name in names)
    notices.end(tmp_path)
    shown = screen.getvalue().splitlines()
    assert len(shown) <= MOST + 1
    assert shown[2] == f"{mixed[2]} (and 6 more like this: {FILE})"
    assert shown[5] == f"{mixed[11]} (and 6 more like this: {FILE})"
    assert shown[6:8] == mixed[-2:]
    for kind in ("one", "two", "three", "four", "five", "six"):
        assert any(f": {kind} kind of note" in line for line in shown), kind
    assert (tmp_path / FILE).read_text(encoding="utf-8").splitlines()[:20] == mixed
