"""The page that a student gets: what stands on it, and that nothing of a stranger's is markup."""

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from support.classroom import EXERCISE, SETTINGS, STEM, Fake, engine_of, submission, zip_of

from trilateral.grading.grade_class import grade
from trilateral.grading.gradings import Graded
from trilateral.grading.model import Result
from trilateral.grading.reports.feedback import feedback_page, file_name
from trilateral.grading.submissions.collect import Student, SubmittedFile

EVIL = "=cmd|' /C calc'!A0"


class Reader(HTMLParser):
    """Notes every element and attribute, and the text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.text += data


def test_strangers_markup_stays_text(tmp_path: Path) -> None:
    script = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&"
    files = {
        f"{EVIL.replace('/', '-')}/02.ipynb": submission(
            a_2_1=f"answer_2_1 = {script!r}", r_2_1=f"{script}\n{EVIL}"
        ),
        "‮evil<b>/02.ipynb": submission(a_2_1="answer_2_1 = 42"),
    }
    out = tmp_path / "out"
    grade(zip_of(tmp_path, files), out, SETTINGS, engine_of(Fake()))
    pages = sorted((out / "feedback").glob("*.html"))
    assert len(pages) == 2
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert "\u202e" not in text
        reader = Reader()
        reader.feed(text)
        assert not reader.tags & {"script", "img", "b", "iframe", "object", "link", "a", "form"}
        assert not {name for name in reader.attributes if name.startswith("on") or name in ("src", "href")}
        assert "default-src 'none'" in text
    reader = Reader()
    reader.feed(next(path for path in pages if "cmd" in path.name).read_text(encoding="utf-8"))
    assert script in reader.text
    for path in out.glob("*.csv"):
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")):
            assert not [cell for cell in row if cell.lstrip()[:1] in tuple("=+-@")], path


@pytest.mark.parametrize(
    "name", ["Kim", "CON", "../../x", "a/b\\c:d", "김민수" * 50, "👩‍🏫", "", "..", "=cmd|' /C calc'!A0"]
)
def test_names_of_pages_are_safe_everywhere(name: str) -> None:
    made = file_name(Student(name.casefold(), name))
    assert re.fullmatch(r"[^\W_][\w-]*\.html", made), made
    assert len(made.encode()) < 200
    assert made != file_name(Student(f"{name.casefold()}2", name))


@pytest.mark.parametrize("by_the_grader", [False, True])
def test_a_page_says_why_a_file_has_no_grade(by_the_grader: bool) -> None:
    student, why = Student("kim", "Kim"), "damaged & cut off"
    found = SubmittedFile(
        student, "kim/<02>.ipynb", None, None, 0, 0.0, False, reason="" if by_the_grader else why
    )
    result = Result(STEM, reason=why) if by_the_grader else None
    html = feedback_page(student, [Graded(found, lambda: result)], {STEM: EXERCISE})
    assert "The file <bdi>kim/&lt;02&gt;.ipynb</bdi> could not be graded: damaged &amp; cut off." in html
    assert "points" not in html.partition("<main>")[2]
    assert f"<h2><bdi>{EXERCISE.title if by_the_grader else 'kim/&lt;02&gt;.ipynb'}</bdi></h2>" in html


def test_who_took_another_name_keeps_one_page(tmp_path: Path) -> None:
    files = {
        "annkim_5_100_02.ipynb": submission(a_2_1="answer_2_1 = 42"),
        "zoekim_5_101_x.ipynb": b"{",
        "lee_6_102_02.ipynb": submission(),
    }
    out = tmp_path / "out"
    grade(zip_of(tmp_path, files), out, SETTINGS, engine_of(Fake()))
    (kim,) = out.glob("feedback/annkim-*.html")
    assert len(list(out.glob("feedback/*.html"))) == 2
    html = kim.read_text(encoding="utf-8")
    assert EXERCISE.title in html
    assert "The file <bdi>zoekim_5_101_x.ipynb</bdi> could not be graded" in html
