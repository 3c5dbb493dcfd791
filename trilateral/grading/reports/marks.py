"""Bring back what a teacher wrote into `reflections.csv`: find whose each row is.

A row belongs to a student, an exercise and a prompt. Spreadsheets retype what they can (an id loses its
noughts, and the 3.1 of former tables became 3 January), so a row is found by what is left of them; a row that
fits nothing stays as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from trilateral.exercises.ids import form_name, prompt_name
from trilateral.exercises.source import Exercise
from trilateral.grading.reports.heads import COMMENT, is_prompt
from trilateral.grading.reports.likeness import is_lossy, named_without_number, tokens
from trilateral.grading.reports.likeness import like as _like
from trilateral.grading.reports.spreadsheet import CHANGED, OURS, Row, Written, fold
from trilateral.grading.submissions.names import Student
from trilateral.text import number

__all__ = [
    "Kept",
    "Mark",
    "RowKey",
    "changed",
    "match",
    "name_of",
    "names_of",
    "points_of",
    "same_letters",
    "text_checksum",
    "to_check",
    "with_note",
]

RowKey = tuple[str, str, str]
"""Whose row it is: a student as the tables name one, an exercise's stem, a prompt's number."""


_NUMBER = re.compile(r"\d{1,4}([.,]\d{0,4})?", re.ASCII)


@dataclass(frozen=True)
class Mark:
    """What a person gave for a text.

    Attributes:
        points: as they are shown; "" where there are none.
        comments: for the student.
        unread: something stands in place of the mark that counts as none.
    """

    points: str = ""
    comments: tuple[str, ...] = ()
    unread: bool = False


@dataclass(frozen=True)
class Unclear:
    """A row that fits nothing, or each of several students."""

    row: Row
    fits: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """What becomes of the rows of an earlier table.

    Attributes:
        rows: by key, the row of somebody who is in this run.
        absent: the others of known exercises and prompts.
        unclear: those that fit nothing, or several.
        heads: of the columns that a person added.
        twice: further rows of somebody who has one in `rows`, with another mark or note.
    """

    rows: Mapping[RowKey, Row] = field(default_factory=dict)
    absent: Sequence[Row] = ()
    unclear: Sequence[Unclear] = ()
    heads: Sequence[str] = ()
    twice: Sequence[tuple[RowKey, Row]] = ()

    def marks(self, most: Mapping[tuple[str, str], float]) -> dict[RowKey, Mark]:
        """Return what a person has given, by key.

        Args:
            most: the points of each prompt, by exercise and prompt.
        """
        told = [at for at, head in enumerate(self.heads) if COMMENT.fullmatch(fold(head))]
        made = {}
        for key, row in self.rows.items():
            points = points_of(row.mark, most.get(key[1:], 0.0))
            comments = tuple(row.own[at].strip() for at in told if at < len(row.own) and row.own[at].strip())
            shown = "" if points is None else number(points)
            made[key] = Mark(shown, comments, points is None and bool(row.mark))
        return made


def points_of(mark: str, most: float) -> float | None:
    """Return a mark as a number, whichever way its decimals are written; None where it does not count.

    Args:
        mark: what stands in the table.
        most: the points of the prompt.
    """
    points = float(mark.replace(",", ".")) if _NUMBER.fullmatch(mark) else None
    return points if points is not None and points <= most else None


def name_of(student: Student) -> str:
    """Return a name that tells students apart: two of the same name have their numbers behind it."""
    return f"{student.name} ({student.number})" if student.number else student.name


def text_checksum(text: str) -> bytes:
    """Return a checksum (SHA-256) of a text, the same for other blanks, line ends and capitals."""
    return hashlib.sha256(fold(text).encode(errors="backslashreplace")).digest()


def changed(row: Row, text: str) -> bool:
    """Say whether a text is another than the one in a row; what a spreadsheet cannot save does not count."""
    old, new = fold(row.cells["text"]), fold(text)
    if old == new or (len(old) > 32_000 and new.startswith(old[:32_000])):
        return False
    if re.search("[?\N{REPLACEMENT CHARACTER}]", old):
        old, new = (re.sub(r"[^a-z0-9]", "", one) for one in (old, new))
    return old != new


def to_check(row: Row, *, anew: bool = False) -> str:
    """Return a row's cell "to check": what a person wrote there, and that the text changed after its mark.

    Of the notes that an earlier run wrote only the last kind stays: until the mark is another, or somebody
    empties the cell.

    Args:
        row: as it was found.
        anew: whether the text is another than the one in the row.
    """
    ours = CHANGED.format(row.mark.replace(";", ","))
    told = [part for part in row.check.split("; ") if part and (part == ours or not OURS.fullmatch(part))]
    return "; ".join(dict.fromkeys([*told, ours] if anew and row.mark else told))


def with_note(row: Row, note: str) -> Row:
    """Return a row with a note of ours added to its cell "to check"."""
    return replace(row, check="; ".join(part for part in (to_check(row), note) if part))


def match(written: Written, now: Mapping[RowKey, bytes], exercises: Mapping[str, Exercise]) -> Kept:
    """Return which row belongs to whom.

    Args:
        written: an earlier table.
        now: by key, the `text_checksum` of each text of this run.
        exercises: by stem.
    """
    students: dict[str, list[str]] = defaultdict(list)  # by exercise
    for student, stem, prompt in now:
        if prompt == exercises[stem].reflections[0].number:
            students[stem].append(student)
    known: dict[tuple[str, str], list[str]] = defaultdict(list)
    for stem, names in students.items():
        for name in names:
            known[stem, name] = [name]
            known[stem, fold(name)] += [name] if name != fold(name) else []
    found: dict[RowKey, Row] = {}
    absent: list[Row] = []
    unclear: list[Unclear] = []
    twice: list[tuple[RowKey, Row]] = []
    # Who is named exactly goes first: a row that is only like another must not take its place.
    late: list[tuple[Row, str, str, list[str]]] = []
    for row in written.rows:
        stem = _stem(row, exercises)
        prompt = _prompt(row, exercises[stem]) if stem else ""
        if not prompt:
            if _is_whole(row):
                absent.append(row)
            else:
                unclear.append(Unclear(row))
            continue
        told = row.cells["student"].strip()
        names = known.get((stem, told)) or known.get((stem, fold(told)), [])
        if len(names) == 1 and _numbered(row.cells["prompt"], exercises[stem]) == prompt:
            _take((names[0], stem, prompt), row, found, twice)
        else:
            late.append((row, stem, prompt, names))
    exact = set(found)
    for row, stem, prompt, names in late:
        guessed = _numbered(row.cells["prompt"], exercises[stem]) != prompt
        free = [name for name in students[stem] if (name, stem, prompt) not in found]
        texts = {name: now[name, stem, prompt] for name in students[stem]}
        fits = names if len(names) == 1 else _owners(row, texts, free)
        mended = replace(row, cells={**row.cells, "exercise": stem, "prompt": prompt_name(prompt)})
        if len(fits) > 1 or (not fits and is_lossy(row.cells["student"])):
            unclear.append(Unclear(mended, tuple(fits)))
        elif not fits:
            if row.cells["student"].strip():
                absent.append(mended)
            else:
                unclear.append(Unclear(mended))
        elif guessed and (fits[0], stem, prompt) in exact:
            unclear += [Unclear(row)] if row.written else []
        else:
            _take((fits[0], stem, prompt), mended, found, twice)
    return Kept(found, absent, unclear, written.heads, twice)


def _owners(row: Row, texts: Mapping[str, bytes], free: Sequence[str]) -> list[str]:
    """Return whose a row may be that names nobody exactly: one student, where the name or the text tells.

    Args:
        row: as it was found.
        texts: by student, the `text_checksum` of what each wrote.
        free: the students who have no row yet.
    """
    told, text = row.cells["student"], row.cells["text"]
    fits = named_without_number(told, texts) or _like(told, free) or _like(told, texts)
    if (len(fits) > 1 or (not fits and is_lossy(told))) and text.strip():
        same = [name for name in fits or free if texts[name] == text_checksum(text)]
        return same if len(same) == 1 else fits
    return fits


def _take(key: RowKey, row: Row, found: dict[RowKey, Row], twice: list[tuple[RowKey, Row]]) -> None:
    """Give a row to a key. Of two rows the first that has a mark has it, else the first written into."""
    other = found.setdefault(key, row)
    if other is row or not row.written or (other.mark, other.own) == (row.mark, row.own):
        return
    if not other.written or (row.mark and not other.mark):
        found[key] = row
        row = other
    if row.written:
        twice.append((key, row))


def _is_whole(row: Row) -> bool:
    """Say whether a row is of an exercise that is not here, rather than damaged."""
    return bool(row.cells["student"].strip() and re.match(r"[0-9]{2}-", row.cells["exercise"].strip()))


def _stem(row: Row, exercises: Mapping[str, Exercise]) -> str:
    told = fold(row.cells["exercise"])
    if not told and is_prompt(prompt := fold(row.cells["prompt"])):  # "Reflect 3.A" names it too
        told = "".join(re.findall(r"\d", prompt))
    stems = [stem for stem in exercises if told in (fold(stem), form_name(stem))]
    if not stems and (digits := re.match(r"0?([0-9]{1,2})\b", told)) and not re.match(r"[0-9]{2}-\w", told):
        stems = [stem for stem in exercises if int(stem[:2]) == int(digits[1])]
    return stems[0] if len(stems) == 1 else ""


def _prompt(row: Row, exercise: Exercise) -> str:
    """Return a prompt's number, from what is left of its name.

    "Reflect 3.A" may be 3A or Reflect A by now. In former tables it was 3.1: 3,1, 3.10 or 3 January by now.
    """
    told, prompts = _numbered(row.cells["prompt"], exercise), exercise.reflections
    rubric = _letters(row.cells["rubric"])
    by_rubric = [one.number for one in prompts if rubric and _letters(one.rubric) == rubric]
    exact = [one.number for one in prompts if one.number == told]
    words = tokens(told)
    alike = [one.number for one in prompts if words and sorted(words) == sorted(tokens(one.number))]
    # 3.10 that lost its nought is 3.1.
    short = [one.number for one in prompts if one.number.rstrip("0") == told.replace(",", ".").rstrip("0")]
    fits = list(dict.fromkeys([*exact, *alike, *short]))
    if len(fits) > 1 and len(by_rubric) == 1 and by_rubric[0] in fits:
        return by_rubric[0]
    if exact or len(fits) == 1:
        return (exact or fits)[0]
    return by_rubric[0] if len(by_rubric) == 1 else ""


def _numbered(told: str, exercise: Exercise) -> str:
    """Return a prompt's number where a cell has its name, however typed; any other cell folded."""
    name = re.fullmatch(r"(?:reflect|prompt)?+[\W_]*+(\d{0,2}+)[\W_]*+([a-z])[\W_]*+", fold(told))
    own = next((one.number.partition(".")[0] for one in exercise.reflections), "0")
    if name and int(name[1] or own) == int(own):
        return f"{own}.{ord(name[2]) - ord('a') + 1}"
    return re.sub("^(reflect|prompt) ", "", fold(told))


def same_letters(one: str, other: str) -> bool:
    """Say whether two texts are the same but for what an encoding or a spreadsheet can do to them."""
    return _letters(one) == _letters(other)


def _letters(text: str) -> str:
    """Return what every encoding keeps of a text."""
    return re.sub(r"[^a-z0-9]", "", fold(text))


def names_of(rows: Iterable[Row]) -> Iterator[str]:
    """Yield each student of some rows once."""
    yield from dict.fromkeys(" ".join(row.cells["student"].split()) or "nobody" for row in rows)
