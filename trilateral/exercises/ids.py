"""How the parts of an exercise are named: one grammar for whoever builds, checks, collects or grades.

Question 3.1 has the cells q-3-1 (the question), a-3-1 (the answer) and c-3-1 (the check), and its answer is
the value of `answer_3_1`. The first prompt is called "Reflect 3.A" and has the cells p-3-1 (the prompt) and
r-3-1 (the reflection). Both belong to exercise 03, whose files begin with these two digits. A variant of an
exercise has a code, such as `kim-2`.

Turn 3.t1 stands in lesson 03. It has the cells y-3-1 (what there is to do) and t-3-1 (the student's, with the
check in its last line), and its answer is the value of `turn_3_1`.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter

__all__ = [
    "CELL",
    "CHECK",
    "CODE",
    "EXERCISE",
    "GIVES",
    "QUESTION",
    "TAGS",
    "TURN",
    "cell_id",
    "checked_in",
    "exercise_in",
    "exercise_of",
    "form_name",
    "given_in",
    "has_cells",
    "is_answer",
    "is_question",
    "is_turn",
    "number_typed",
    "prompt_name",
    "prompt_number",
    "question_of",
    "set_of",
    "variable",
]

TAGS = {"q": "question", "a": "answer", "c": "check", "p": "prompt", "r": "reflect"}
"""What the letter at the beginning of a cell's id says of the cell."""

EXERCISE = r"\d\d"
QUESTION = r"\d{1,2}\.\d{1,2}"
TURN = r"\d{1,2}\.t\d{1,2}"
_LETTERS = {"q": "y", "a": "t", "c": "t"}  # of a turn's cells, in the place of a question's
CELL = re.compile(rf"(?P<letter>[{''.join(TAGS)}])-(?P<first>\d{{1,2}})-(?P<second>\d{{1,2}})", re.ASCII)
_OF_TURN = re.compile(r"(?P<letter>[yt])-(?P<first>\d{1,2})-(?P<second>\d{1,2})", re.ASCII)
_VARIABLE = re.compile(r"(?P<letter>answer|turn)_(?P<first>\d{1,2})_(?P<second>\d{1,2})", re.ASCII)
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}")  # a part of folders' names, and typed by people
# In an answer's or a check's source: the question that a line checks, or whose answer it gives a value to.
CHECK = re.compile(rf"""^[^\S\n]*check\(\s*["']({QUESTION})["']""", re.MULTILINE | re.ASCII)
GIVES = re.compile(r"^(?:def\s+)?answer_(\d{1,2})_(\d{1,2})\s*(?:=(?!=)|\(|:)", re.MULTILINE | re.ASCII)


def cell_id(letter: str, number: str) -> str:
    """Return the id of a cell: `a-3-1` of the letter "a" and question "3.1"; of turn "3.t1" it is `t-3-1`."""
    if is_turn(number):
        letter = _LETTERS[letter]
    return f"{letter}-{number.replace('.t', '-').replace('.', '-')}"


def variable(number: str) -> str:
    """Return the name that an answer gives a value to: `answer_3_1` of "3.1", `turn_3_1` of "3.t1"."""
    if is_turn(number):
        return f"turn_{number.replace('.t', '_')}"
    return f"answer_{number.replace('.', '_')}"


def is_answer(name: str) -> bool:
    """Tell whether a name of the notebook is that of an answer, or is meant to be one."""
    return name.startswith(("answer_", "turn_"))


def is_question(number: object) -> bool:
    """Tell whether something is the number of a question, as a text: "3.1"."""
    return type(number) is str and re.fullmatch(QUESTION, number, re.ASCII) is not None


def is_turn(number: object) -> bool:
    """Tell whether something is the number of a turn in a lesson, as a text: "3.t1"."""
    return type(number) is str and re.fullmatch(TURN, number, re.ASCII) is not None


def prompt_name(number: str) -> str:
    """Return the name of a prompt wherever people read it: "Reflect 3.A" of "3.1", whose cell is p-3-1.

    No spreadsheet takes it for a number or a date, as it does with 3.1, 3-1 and 3/1.
    """
    exercise, _, place = number.partition(".")
    letter = chr(ord("A") + int(place) - 1) if 1 <= int(place) <= 26 else place
    return f"Reflect {exercise}.{letter}"


def prompt_number(name: str) -> str:
    """Return a prompt's number, by which its cells are named: "3.1" of "3.A", and of "3.1" as well."""
    exercise, _, place = name.rpartition(" ")[2].partition(".")
    return f"{exercise}.{ord(place) - ord('A') + 1}" if re.fullmatch("[A-Z]", place) else name


def exercise_of(number: str) -> str:
    """Return the exercise of a question: "03" of "3.1"."""
    return f"{int(number.partition('.')[0]):02}"


def number_typed(said: object) -> str:
    """Return the number of an exercise or a lesson as its files have it, or "" of what is none.

    Args:
        said: as people write it: 3, "03", "4b", "04B", also as a file's name, "03-exercise.ipynb", with its
            folder. "3-5" is none: whoever types it means three of them.
    """
    text = unicodedata.normalize("NFKC", str(said)).strip().strip("\"'").casefold()
    name = text.replace("\\", "/").rpartition("/")[2]
    number, hyphen, rest = name.partition("-")
    found = re.fullmatch(r"(\d{1,2})([a-z]?)", number if hyphen else text, re.ASCII)
    if not found or (hyphen and not rest[:1].isalpha()):
        return ""
    return f"{int(found[1]):02}{found[2]}"


def form_name(exercise: str) -> str:
    """Return the name of a student's form: "03-exercise" of "03", and of the exercise's own name.

    It is not the lesson's, as both are open side by side, and a tab shows the name alone. The exercise's own
    name, "03-three-at-the-table", stays in results, marks and versions; forms once handed out have it, too.
    """
    return f"{exercise[:2]}-exercise"


def set_of(number: str) -> str:
    """Return the name of the files with a question in them: "03" of "3.1", "03-turns" of "3.t1"."""
    return f"{exercise_of(number)}-turns" if is_turn(number) else exercise_of(number)


def question_of(name: str) -> str:
    """Return the number of the question of a cell's id or of an answer's name: "3.1" of a-3-1; else ""."""
    found = CELL.fullmatch(name) or _OF_TURN.fullmatch(name) or _VARIABLE.fullmatch(name)
    if not found:
        return ""
    mark = "t" if found["letter"] in ("y", "t", "turn") else ""
    return f"{int(found['first'])}.{mark}{int(found['second'])}"


def checked_in(source: str) -> list[str]:
    """Return the numbers of the questions that a cell's source checks, in order."""
    return [".".join(str(int(part)) for part in number.split(".")) for number in CHECK.findall(source)]


def given_in(source: str) -> list[str]:
    """Return the numbers of the questions to whose answers a cell's source gives a value, in order."""
    return [f"{int(first)}.{int(second)}" for first, second in GIVES.findall(source)]


_IN_FILE = r"""["'][acr]-(\d{1,2})-\d{1,2}["']"""
_MENTION = re.compile(rf"\banswer_(\d{{1,2}})_\d|{_IN_FILE}", re.ASCII)


def has_cells(text: str) -> bool:
    """Tell whether the text of a notebook's file, which may be damaged, has a cell that students work in."""
    return re.search(_IN_FILE, text, re.ASCII) is not None


def exercise_in(text: str) -> str:
    """Return the exercise of which the text of a notebook's file speaks most, or "" if it speaks of none.

    The file may be damaged or cut off: nothing but ids of cells and names of answers is looked for.
    """
    votes = Counter(int(by_name or by_id) for by_name, by_id in _MENTION.findall(text))
    return f"{votes.most_common(1)[0][0]:02}" if votes else ""
