"""The page that a student gets: what stands on it, and that nothing of a stranger's is markup."""

import csv
import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from support.classroom import EXERCISE, SETTINGS, STEM, Fake, engine_of, folder_of, submission, table, zip_of

from trilateral.exercises.source import vary
from trilateral.grading.grade_class import Settings, grade
from trilateral.grading.gradings import Graded
from trilateral.grading.model import Outcome, Result
from trilateral.grading.reports.feedback import feedback_html, file_name
from trilateral.grading.reports.marks import Mark, name_of
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
    html = feedback_html(student, [Graded(found, lambda: result)], {STEM: EXERCISE})
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


# --- what a person gave ------------------------------------------------------------------------------------


def marked(tmp_path: Path, only: Path, text: str, **cells: str) -> str:
    """Return a student's page after a teacher has written into the table of marks."""
    given = folder_of(tmp_path, {"Kim/02.ipynb": submission(a_2_1="answer_2_1 = 42", r_2_1=text)})
    out = tmp_path / "out"
    grade(given, out, Settings(only, jobs=1), engine_of(Fake()))
    rows = table(out / "reflections.csv")
    rows[0] |= cells
    with (out / "reflections.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), restval="")
        writer.writeheader()
        writer.writerows(rows)
    grade(given, out, Settings(only, jobs=1), engine_of(Fake()), io.StringIO())
    (page,) = (out / "feedback").glob("*.html")
    return page.read_text(encoding="utf-8")


def seen(page: str) -> Reader:
    reader = Reader()
    reader.feed(page)
    return reader


def test_the_page_has_question_mark_comment_and_rubric(tmp_path: Path, only: Path) -> None:
    prompt = EXERCISE.reflections[0]
    cells = {"mark": "1,5", "Comment": "Good.\nBut why?", "private": "copied?"}
    text = seen(marked(tmp_path, only, "Because.", **cells)).text
    assert "In how many different calendar years does neighbours hold at least one event?" in text
    assert "**" not in text, "no signs of Markdown"
    assert "The article gives the absence in months" in text
    assert f"Mark: 1.5 of {prompt.points:g}" in text
    assert "Good.\nBut why?" in text
    assert prompt.rubric in text
    assert "copied?" not in text, "any other column is the teacher's own"


@pytest.mark.parametrize("mark", ["", "see me", "15", "-1"])
def test_what_is_no_mark_is_not_on_the_page(mark: str, tmp_path: Path, only: Path) -> None:
    text = seen(marked(tmp_path, only, "Because.", mark=mark)).text
    assert "Mark:" not in text
    assert "These texts are read and marked by a person." in text


@pytest.mark.parametrize("head", ["comment", "Comments", "Feedback ", "Kommentar", "코멘트", "コメント"])
def test_a_comment_is_known_by_the_head_of_its_column(head: str, tmp_path: Path, only: Path) -> None:
    assert "Well seen." in seen(marked(tmp_path, only, "Because.", **{head: "Well seen."})).text


def test_a_question_is_asked_in_the_words_of_the_students_form() -> None:
    question = next(one for one in EXERCISE.questions if one.variants)
    pages = set()
    for code in ("", "red", "blue", "green", "k7"):
        outcomes = (Outcome(question.number, "wrong", 0, 1, 0.1, "x"),)
        result = Result(STEM, outcomes, variant=code)
        found = SubmittedFile(Student("kim", "Kim"), "k.ipynb", None, None, 0, 0.0, False, exercise=STEM)
        page = feedback_html(found.student, [Graded(found, lambda made=result: made)], {STEM: EXERCISE})
        form = vary(EXERCISE, code) if code else EXERCISE
        source = next(cell.source for cell in form.solution.cells if cell.id == question.cell_id("q"))
        words = re.sub(r"[*`]", "", source).split()[1:]
        assert " ".join(words) in " ".join(seen(page).text.split())
        pages.add(" ".join(words))
    assert len(pages) > 1, "the codes are of more than one form"


TEXTS = {
    "a template": "{{ 7 * 7 }}{% for x in y %}{{ x }}{% endfor %}{# gone? #}",
    "a template that reaches for more": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "an end of an attribute": "\" onmouseover=\"alert(1)\" x='' onfocus='alert(1)",
    "an end of an element": "</pre></title></style><script>alert(1)</script>",
    "entities": "&lt;b&gt; &#60;script&#62; &amp;lt;",
    "a comment": "<!-- --><![CDATA[ x ]]><?php ?>",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
@pytest.mark.parametrize("where", ["name", "place", "text", "message", "note", "reason", "comment", "form"])
def test_what_strangers_write_stays_text_wherever_it_stands(text: str, where: str) -> None:
    def put(here: str) -> str:
        return text if where == here else "x"

    student = Student("kim", put("name"))
    found = SubmittedFile(
        student, put("place"), None, None, 0, 0.0, False, exercise="" if where == "place" else STEM,
        reason=text if where in ("place", "reason") else "", notes=(put("note"),),
    )  # fmt: skip
    outcomes = tuple(Outcome("2.1", kind, 0, 1, 0.1, put("message")) for kind in ("wrong", "error"))
    result = Result(STEM, outcomes, {"2.1": put("text")}, variant="" if where != "form" else "red")
    marks = {(name_of(student), STEM, "2.1"): Mark("1", (put("comment"),))}
    page = feedback_html(student, [Graded(found, lambda: result)], {STEM: EXERCISE}, marks)
    reader = seen(page)
    if where != "form":
        assert text in reader.text
    assert not reader.tags - {
        "html", "head", "meta", "title", "style", "body", "main", "h1", "h2", "h3", "bdi", "section", "p",
        "strong", "table", "thead", "tbody", "tr", "th", "td", "span", "pre", "div", "ul", "li",
    }  # fmt: skip
    assert not reader.attributes - {
        "lang", "charset", "http-equiv", "content", "name", "scope", "class", "aria-hidden", "dir",
    }  # fmt: skip


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200f", "\u200b", "\ufeff", "\x1b", "\x00", "\x85"])
def test_signs_that_turn_or_hide_are_nowhere_on_a_page(sign: str) -> None:
    text = f"a{sign}b"
    student = Student("kim", text)
    found = SubmittedFile(student, text, None, None, 0, 0.0, False, exercise=STEM, notes=(text,))
    result = Result(STEM, (Outcome("2.1", "error", 0, 1, 0.1, text),), {"2.1": text})
    marks = {(name_of(student), STEM, "2.1"): Mark("", (text,))}
    assert sign not in feedback_html(student, [Graded(found, lambda: result)], {STEM: EXERCISE}, marks)


def test_a_page_shows_so_many_letters_of_a_text_and_says_so_of_the_rest(tmp_path: Path) -> None:
    files = {"Kim/02.ipynb": submission(r_2_1="<" * 90_000), "Lee/02.ipynb": submission(r_2_1="Because.")}
    out = tmp_path / "out"
    grade(zip_of(tmp_path, files), out, SETTINGS, engine_of(Fake()))
    kim, lee = (path.read_text(encoding="utf-8") for path in sorted((out / "feedback").glob("*.html")))
    assert "(70,000 more characters are not shown)" in kim and len(kim) < 100_000
    assert "Because." in lee and "not shown" not in lee
