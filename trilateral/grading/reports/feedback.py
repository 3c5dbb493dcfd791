"""Write a page of feedback for each student: plain HTML with nothing in it that runs or loads."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from trilateral.exercises.source import Exercise
from trilateral.exercises.variants import choose, replace_words
from trilateral.grading.gradings import Graded
from trilateral.grading.model import Outcome, Result
from trilateral.grading.reports.marks import Mark, RowKey, name_of
from trilateral.grading.submissions.names import Student
from trilateral.paths import old_name, replace_file
from trilateral.templates import render
from trilateral.text import clean, number

__all__ = ["feedback_html", "file_name", "pages_of", "write_pages"]

# Characters: all texts of the course together are then half a million, which a browser opens at once.
MOST_OF_A_MESSAGE, MOST_OF_A_TEXT = 1_500, 20_000
_ITEM = re.compile(r"\s*+[-*+]\s++(?=\S)")
# Good advice at work, and of no use on a page that says what came of it.
_ADVICE = re.compile(r" ?hint\([^()\n]*+\) may help\.")
TEMPLATE = Path(__file__).parent / "templates" / "feedback.html.j2"
# In words as well as by sign and colour: some readers see no colours, some hear the page.
SIGNS = {
    "right": ("✓", "right"),
    "wrong": ("✗", "not right"),
    "blank": ("–", "not attempted"),
    "error": ("!", "stopped with an error"),
    "timeout": ("…", "took too long"),
    "missing": ("?", "the answer's cell is missing"),
    "not in this form": ("·", "not in this form"),
}


def file_name(student: Student) -> str:
    """Return the name of a student's page: readable, safe on every system, one for each student."""
    letters = (letter if unicodedata.category(letter)[0] in "LMN" else "-" for letter in student.name)
    name = re.sub("-+", "-", "".join(letters)).strip("-")
    # 40 letters of any script are within the 255 bytes that file systems take.
    return f"{name[:40].strip('-') or 'student'}-{_mark(student)}.html"


def _mark(student: Student) -> str:
    return hashlib.sha256(student.key.encode(errors="backslashreplace")).hexdigest()[:8]


def pages_of(folder: Path, student: Student) -> list[Path]:
    """Return the pages of a student in a folder of pages: one, and others of former names."""
    return sorted(folder.glob(f"*-{_mark(student)}.html"))


def write_pages(
    folder: Path,
    graded: Iterable[Graded],
    exercises: Mapping[str, Exercise],
    marks: Mapping[RowKey, Mark],
) -> list[str]:
    """Write each student's page into a folder, which is made. A page by a former name is put aside.

    Args:
        folder: where.
        graded: every file, in the order of students.
        exercises: by stem.
        marks: what a person has given for the free texts.

    Returns:
        A line for each page that was put aside.

    Raises:
        OSError: the pages cannot be written.
    """
    folder.mkdir(exist_ok=True)
    aside = []
    for _, files in groupby(graded, key=lambda one: one.student.key):
        own = list(files)
        page = feedback_html(own[0].student, own, exercises, marks)
        path = folder / file_name(own[0].student)
        replace_file(path, page, durable=False)
        for former in pages_of(folder, own[0].student):
            # Where a system takes capitals for small letters, the former is this page itself.
            if former.name != path.name and not former.samefile(path):
                kept = old_name(folder.with_name("feedback-old") / former.name)
                kept.parent.mkdir(exist_ok=True)
                former.replace(kept)
                place = f"{kept.parent.name}/{kept.name}"
                aside.append(f"{own[0].student.name}: an older page, {former.name}, is now {place}")
    return aside


def feedback_html(
    student: Student,
    graded: Sequence[Graded],
    exercises: Mapping[str, Exercise],
    marks: Mapping[RowKey, Mark] | None = None,
) -> str:
    """Return a student's page: of each exercise the outcomes, and the texts that a person reads."""
    parts = [_exercise(one, exercises, marks or {}) for one in graded if one.reason or one.result]
    return render(TEMPLATE, name=clean(student.name), exercises=parts)


def _exercise(one: Graded, exercises: Mapping[str, Exercise], marks: Mapping[RowKey, Mark]) -> dict[str, Any]:
    """Return what the template needs to know of a file."""
    stem = (one.result.exercise if one.result else "") or one.found.exercise
    exercise = exercises.get(stem)
    title = clean(exercise.title if exercise else one.found.place)
    if one.reason or one.result is None:
        return {"title": title, "place": clean(one.found.place), "reason": clean(one.reason)}
    result = one.result
    return {
        "title": title,
        "reason": "",
        "form": result.variant,
        "points": number(result.points),
        "out_of": number(result.out_of),
        "rows": [
            _row(
                outcome,
                _plain(result.asked.get(outcome.question, ""))
                or _asked(exercise, outcome.question, result.variant),
            )
            for outcome in result.outcomes
        ],
        "texts": list(_texts(one, result, exercise, marks)) if exercise else [],
        "notes": [clean(note) for note in (*one.found.notes, *result.notes, result.older) if note],
    }


def _row(outcome: Outcome, asked: str) -> dict[str, Any]:
    sign, words = SIGNS[outcome.outcome]
    return {
        "number": outcome.question,
        "asked": asked,
        "kind": "right" if outcome.outcome == "right" else "other",
        "sign": sign,
        "outcome": words,
        "points": number(outcome.points),
        "out_of": number(outcome.out_of),
        "message": _short(_ADVICE.sub("", outcome.comment), MOST_OF_A_MESSAGE),
        "code": outcome.outcome == "error",
    }


def _texts(
    one: Graded, result: Result, exercise: Exercise, marks: Mapping[RowKey, Mark]
) -> Iterable[dict[str, Any]]:
    for prompt in exercise.reflections:
        text = result.reflections.get(prompt.number, "").strip()
        mark = marks.get((name_of(one.student), exercise.stem, prompt.number), Mark())
        if text or mark != Mark():
            yield {
                "name": prompt.name,
                "asked": _cell_text(exercise, prompt.cell_id("p")),
                "text": _short(text, MOST_OF_A_TEXT),
                "mark": mark.points,
                "own_mark": result.own_marks.get(prompt.number, ""),
                "unread": mark.unread,
                "out_of": number(prompt.points),
                "comments": mark.comments,
                "rubric": prompt.rubric,
            }


def _asked(exercise: Exercise | None, which: str, variant: str) -> str:
    """Return what a question asks, in the words of the student's form."""
    question = next((one for one in exercise.questions if one.number == which), None) if exercise else None
    if exercise is None or question is None:
        return ""
    words = _cell_text(exercise, question.cell_id("q"))
    return replace_words(words, choose(variant, which, question.variants)) if variant else words


def _cell_text(exercise: Exercise, name: str) -> str:
    """Return the text of a cell as `_plain` has it."""
    return _plain(next((str(cell.source) for cell in exercise.solution.cells if cell.id == name), ""))


def _plain(source: str) -> str:
    """Return a text without its number in front and without the signs of Markdown.

    Choices, and whatever else stands in a list, have a line each.
    """
    source = re.sub(r"^\*\*(?:[0-9.]+|Reflect [0-9A-Z.]+)\*\*\s*", "", source)
    source = re.sub(r"\[([^\[\]\n]*+)\]\([^()\s]*+\)", r"\1", source)
    lines = [""]
    for line in source.splitlines():
        item = _ITEM.match(line)
        if item or not line.strip():
            lines.append("")
        lines[-1] += " " + line[item.end() if item else 0 :]
    words = (re.sub(r"\*\*|`|(?<!\w)\*(?=\S)|(?<=\S)\*(?!\w)", "", line) for line in lines)
    return "\n".join(" ".join(line.split()) for line in words if line.strip())


def _short(text: str, most: int) -> str:
    """Return a text, cut where it is longer than anybody reads."""
    rest = len(text) - most
    return text if rest <= 0 else f"{text[:most]} ... ({rest:,} more characters are not shown)"
