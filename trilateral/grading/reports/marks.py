"""Bring back what a teacher wrote into `reflections.csv`: find whose each row is.

A row belongs to a student, an exercise and a prompt. Spreadsheets retype what they can (an id loses its
noughts, and the 3.1 of former tables became 3 January), so a row is found by what is left of them; a row that
fits nothing stays as it is.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from trilateral.exercises.ids import prompt_name
from trilateral.exercises.source import Exercise
from trilateral.grading.reports.gradebook import number
from trilateral.grading.reports.spreadsheet import CHANGED, OURS, Row, Written, fold
from trilateral.grading.submissions.names import Student

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


# Columns that a person may add for the student to read; any other is for the teacher alone.
COMMENT = re.compile(
    r"comments?|feedback|kommentare?|commentaires?|comentarios?|코멘트|의견|コメント|评语|評語"
)
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
class Kept:
    """What becomes of the rows of an earlier table.

    Attributes:
        rows: by key, the row of somebody who is in this run.
        absent: the others of known exercises and prompts.
        unclear: those that fit nothing, or several.
        heads: of the columns that a person added.
    """

    rows: Mapping[RowKey, Row] = field(default_factory=dict)
    absent: Sequence[Row] = ()
    unclear: Sequence[Row] = ()
    heads: Sequence[str] = ()

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
    unclear: list[Row] = []
    # Who is named exactly goes first: a row that is only like another must not take its place.
    late: list[tuple[Row, str, str]] = []
    for row in written.rows:
        stem = _stem(row, exercises)
        prompt = _prompt(row, exercises[stem]) if stem else ""
        if not prompt:
            (absent if _is_whole(row) else unclear).append(row)
            continue
        told = row.cells["student"].strip()
        names = known.get((stem, told)) or known.get((stem, fold(told)), [])
        if len(names) == 1:
            _take((names[0], stem, prompt), row, found, unclear)
        else:
            late.append((row, stem, prompt))
    for row, stem, prompt in late:
        mended = replace(row, cells={**row.cells, "exercise": stem, "prompt": prompt_name(prompt)})
        free = [name for name in students[stem] if (name, stem, prompt) not in found]
        fits = _like(row.cells["student"], free)
        same = [name for name in fits or free if now[name, stem, prompt] == text_checksum(row.cells["text"])]
        if len(fits) > 1 or (not fits and _is_lossy(row.cells["student"])):
            fits = same if row.cells["text"].strip() else []
            if len(fits) != 1:
                unclear.append(mended)
                continue
        if fits:
            _take((fits[0], stem, prompt), mended, found, unclear)
        else:
            (absent if row.cells["student"].strip() else unclear).append(mended)
    return Kept(found, absent, unclear, written.heads)


def _take(key: RowKey, row: Row, found: dict[RowKey, Row], unclear: list[Row]) -> None:
    """Give a row to a key. Of two rows the one that was written into has it."""
    other = found.setdefault(key, row)
    if other is row or not row.written or (other.mark, other.own) == (row.mark, row.own):
        return
    if other.written:
        unclear.append(row)
    else:
        found[key] = row


def _is_whole(row: Row) -> bool:
    """Say whether a row is of an exercise that is not here, rather than damaged."""
    return bool(row.cells["student"].strip() and re.match(r"[0-9]{2}-", row.cells["exercise"].strip()))


def _stem(row: Row, exercises: Mapping[str, Exercise]) -> str:
    told = fold(row.cells["exercise"])
    stems = [stem for stem in exercises if fold(stem) == told]
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
    tokens = _tokens(told)
    like = [one.number for one in prompts if tokens and sorted(tokens) == sorted(_tokens(one.number))]
    # 3.10 that lost its nought is 3.1.
    short = [one.number for one in prompts if one.number.rstrip("0") == told.replace(",", ".").rstrip("0")]
    fits = list(dict.fromkeys([*exact, *like, *short]))
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


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero", "feb february februar fevrier février febrero fev fév",
            "mar march märz mrz mär mars marzo", "apr april avril avr abril abr", "may mai mayo",
            "jun june juni juin junio", "jul july juli juillet juil julio",
            "aug august août aout ago agosto", "sep sept september septembre septiembre",
            "oct october okt oktober octobre octubre", "nov november novembre noviembre",
            "dec december dez dezember déc décembre dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


def _tokens(text: str) -> list[str]:
    """Return the numbers and words of a text; months as numbers, without a year beside two others."""
    words = re.findall(r"[0-9]+|[^\W\d_]+", fold(text))
    tokens = [str(int(word)) if word.isdigit() else str(_MONTHS.get(word, word)) for word in words]
    tokens = [token for token in tokens if token not in ("월", "일", "月", "日", "년", "年")]
    if len(tokens) == 3 and all(token.isdigit() for token in tokens):
        tokens = [token for token in tokens if not re.fullmatch("(19|20)[0-9]{2}", token)]
    return tokens


def _is_lossy(name: str) -> bool:
    return bool(re.search("[?\N{REPLACEMENT CHARACTER}]", name)) or bool(_EXPONENT.fullmatch(name.strip()))


_EXPONENT = re.compile(r"([0-9])(?:[.,]([0-9]+))?E\+?([0-9]{1,2})", re.I)


def _like(told: str, names: Iterable[str]) -> list[str]:
    """Return the students whose name a spreadsheet or a hand may have turned into this one."""
    names = list(names)
    tests: list[Callable[[str], bool]] = [lambda name: _spaceless(name) == _spaceless(told)]
    if number := re.search(r"\(([0-9A-Za-z]+)\)\s*$", told):
        tests.append(lambda name: name.endswith(f"({number[1]})"))
    if re.fullmatch(r"\s*[0-9]+(?:[.,]0*)?\s*", told):
        tests.append(lambda name: name.isdigit() and int(name) == int(re.split("[.,]", told)[0]))
    if power := _EXPONENT.fullmatch(told.strip()):
        digits, size = power[1] + (power[2] or ""), int(power[3]) + 1
        tests.append(lambda name: _rounds_to(name, digits, size))
    if len(tokens := _tokens(told)) == 2 and all(token.isdigit() for token in tokens):
        tests.append(lambda name: sorted(_tokens(name)) == sorted(tokens))
    if re.search("[?\N{REPLACEMENT CHARACTER}]", told):
        pieces = re.split("[?\N{REPLACEMENT CHARACTER}]+", fold(told))
        tests.append(lambda name: _fills(pieces, fold(name)))
    for test in tests:
        if fits := [name for name in names if test(name)]:
            return fits
    return []


def _fills(pieces: Sequence[str], name: str) -> bool:
    """Tell whether a name is the pieces with at least one letter in each gap between them."""
    first, *between, last = pieces
    end = len(name) - len(last)
    if not (name.startswith(first) and name.endswith(last)):
        return False
    at = len(first)
    for piece in between:
        found = name.find(piece, at + 1, end)
        if found < 0:
            return False
        at = found + len(piece)
    return at < end


def _spaceless(name: str) -> str:
    return re.sub(r"[\s'’`\"]+", "", fold(name))


def _rounds_to(name: str, digits: str, size: int) -> bool:
    """Say whether a number is what 2.01712E+11 may have been: so many digits, so beginning."""
    if not name.isdigit() or len(name.lstrip("0")) != size or size < len(digits):
        return False
    unit = 10 ** (size - len(digits))
    return bool(abs(int(name) - int(digits) * unit) * 2 <= unit)


def names_of(rows: Iterable[Row]) -> Iterator[str]:
    """Yield each student of some rows once."""
    yield from dict.fromkeys(" ".join(row.cells["student"].split()) or "nobody" for row in rows)
