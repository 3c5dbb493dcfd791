"""Write the free texts for a person to read, `reflections.csv`, with the marks that the person gave."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from trilateral.exercises.build import PLACEHOLDER
from trilateral.exercises.ids import prompt_name
from trilateral.exercises.source import Exercise, Reflection
from trilateral.grading.gradings import Graded, sound
from trilateral.grading.reports.gradebook import Column
from trilateral.grading.reports.likeness import named_without_number
from trilateral.grading.reports.marks import (
    Kept,
    RowKey,
    changed,
    match,
    name_of,
    names_of,
    points_of,
    same_letters,
    text_checksum,
    to_check,
    with_note,
)
from trilateral.grading.reports.spreadsheet import (
    ABSENT,
    CHANGED,
    CHECK,
    COLUMNS,
    NO_MARK,
    OWN_MARK,
    TWICE,
    UNCLEAR,
    UNMARKED,
    Row,
    Written,
    fold,
    parse,
    why_unread,
)
from trilateral.grading.reports.workbook_beside import take_over
from trilateral.grading.reports.writing import write_table
from trilateral.paths import old_name
from trilateral.text import count, listed, number

__all__ = ["points_of_texts", "write_reflections"]

FILE = "reflections.csv"


def write_reflections(
    path: Path, graded: Iterable[Graded], exercises: Mapping[str, Exercise]
) -> tuple[Kept, list[str]]:
    """Write the free texts with the marks that a person has given, and return those and what to say of it.

    Nothing that a person wrote into an earlier table is lost: rows of others stay behind those of this run,
    own columns stay, and before anything is written over the table is copied.
    """
    content = path.read_bytes() if path.exists() else b""
    if not content.strip() and not path.with_suffix(".xlsx").exists():
        _write(path, graded, exercises, Kept(), ())
        return Kept(), take_over(path, Written(), ())[2]
    now, known = {}, set()
    for stem, exercise in exercises.items():
        for one, result in sound(graded, stem):
            known.add(name_of(one.student))
            for prompt in exercise.reflections:
                text = result.reflections.get(prompt.number, "")
                now[name_of(one.student), stem, prompt.number] = text_checksum(text)
                known.update(re.findall(r"[^\W\d_]{2,}", text)[:50] if not text.isascii() else ())
    read = parse(content, known) if content.strip() else Written()
    aside = []
    if read is None:
        copy = old_name(path)
        path.replace(copy)
        aside = [
            f"{path.name} could not be read as a table of marks: {why_unread(content, known)}. It is now "
            f"{copy.name}, and its marks DO NOT COUNT in the grades of this run. Give its columns the heads "
            f"{', '.join(COLUMNS)}, save it as {path.name}, and grade again"
        ]
    written, taken, beside = take_over(path, read or Written(), known)
    if not written.rows:
        _write(path, graded, exercises, Kept(), ())
        return Kept(), [*beside, *aside]
    kept = match(written, now, exercises)
    said = [*aside, *taken, *(f"{path.name}: {warning}" for warning in written.warnings)]
    said += _edited(graded, exercises, kept)
    nobodys = [*_unclear(kept), *_twice(kept)]
    if path.exists() and (said or _is_new(kept)):
        copy = old_name(path)
        copy.write_bytes(content)
        said.append(f"The table as it was is kept as {copy.name}.")
    _write(path, graded, exercises, kept, written.heads)
    return kept, [
        *beside,
        *nobodys,
        *said,
        *_strangers(graded, kept),
        *_bad_marks(graded, exercises, kept),
        *_absentees(path, graded, exercises, kept),
    ]


def _write(
    path: Path, graded: Iterable[Graded], exercises: Mapping[str, Exercise], kept: Kept, heads: Sequence[str]
) -> None:
    """Write the table; the column of students' own marks only where there is one."""
    rows = [*_cells(graded, exercises, kept, len(heads))]
    at = len(COLUMNS) + 1
    if any(row[at] for row in rows):
        write_table(path, (*COLUMNS, CHECK, OWN_MARK, *heads), rows)
    else:
        write_table(path, (*COLUMNS, CHECK, *heads), [(*row[:at], *row[at + 1 :]) for row in rows])


def _absentees(
    path: Path, graded: Iterable[Graded], exercises: Mapping[str, Exercise], kept: Kept
) -> list[str]:
    """Return a line on who is in the tables and not of this run."""
    names = [
        name_of(one.student)
        for stem, exercise in sorted(exercises.items())
        for one, _ in sound(graded, stem)
        for _ in exercise.reflections
        if one.earlier
    ]
    rows = len(names) + len(kept.absent)
    if not rows:
        return []
    named = listed(dict.fromkeys([*names, *names_of(kept.absent)]), 8)
    too = "; the tables of grades keep theirs too" if names else ""
    return [f"{path.name} keeps {rows} rows that are not of this run: {named}{too}"]


def _is_new(kept: Kept) -> bool:
    """Say whether a row that a person wrote into has lost its place in this run."""
    unclear = any(one.row.written and UNCLEAR not in one.row.check for one in kept.unclear)
    return unclear or any(TWICE not in row.check for _, row in kept.twice)


def _unclear(kept: Kept) -> list[str]:
    """Return a line for each row that is nobody's, while it has a mark, or is new at the end."""
    lines = []
    for one in kept.unclear:
        row = one.row
        if not row.mark and (not row.written or UNCLEAR in row.check):
            continue
        name = " ".join(row.cells["student"].split()) or "a row without a name"
        what = f"{row.cells['prompt'].strip() or 'prompt ?'}, mark {row.mark or 'none'}"
        several = f" (it may be {listed(one.fits, 4)})" if one.fits else ""
        lines.append(f"{name}, {what}: {UNCLEAR}{several}; it does not count; the row stays, at the end")
    return lines


def _twice(kept: Kept) -> list[str]:
    """Return a line for each row that stands a second time with another mark or note."""
    lines = []
    for key, row in kept.twice:
        first = f"the first counts (mark {kept.rows[key].mark or 'none'})"
        where = f"{FILE}: the row of {key[0]}, {prompt_name(key[2])}, stands twice"
        lines.append(f"{where}: {first}, the other (mark {row.mark or 'none'}) does not; delete one of them")
    return lines


def _strangers(graded: Iterable[Graded], kept: Kept) -> list[str]:
    """Return a line on names with marks that are nobody's in the results."""
    marked = [row for row in kept.absent if row.mark]
    names = list(dict.fromkeys(name_of(one.student) for one in graded)) if marked else []
    known = {fold(name) for name in names}
    told = dict.fromkeys(
        name for name in names_of(marked) if fold(name) not in known and not named_without_number(name, names)
    )
    if not told:
        return []
    return [
        f"{FILE}: no student of these results is called {listed(told, 8)}: the marks there do not count; "
        "write the name as it stands in files.csv, and grade again"
    ]


def _edited(graded: Iterable[Graded], exercises: Mapping[str, Exercise], kept: Kept) -> list[str]:
    """Return a line for each marked text that has changed, and one for what else a table has otherwise."""
    lines: list[str] = []
    others: list[str] = []
    for stem, exercise in sorted(exercises.items()):
        for one, result in sound(graded, stem) if kept.rows else ():
            for prompt in exercise.reflections:
                row = kept.rows.get((name_of(one.student), stem, prompt.number))
                if row is None:
                    continue
                anew = changed(row, result.reflections.get(prompt.number, ""))
                where = f"{name_of(one.student)}, {prompt.name}"
                if anew and row.mark:
                    lines.append(f"{where}: {CHANGED.format(row.mark)}; it still counts")
                # A column that the table does not have tells nothing of its texts.
                elif anew and row.cells["text"]:
                    others.append(f"{where} (text)")
                elif row.cells["rubric"] and not same_letters(row.cells["rubric"], prompt.rubric):
                    others.append(f"{where} (rubric)")
    if others:
        lines.append(f"{count(len(others), 'cell')} changed since the table before: {listed(others, 6)}")
    return lines


@dataclass(frozen=True)
class _Line:
    """A row of the table: its number in the file, whose text it has, the prompt, what was there before."""

    number: int
    one: Graded
    stem: str
    prompt: Reflection
    text: str
    own_mark: str
    row: Row | None

    @property
    def key(self) -> RowKey:
        return name_of(self.one.student), self.stem, self.prompt.number

    @property
    def mark(self) -> str:
        return self.row.mark if self.row else ""

    @property
    def counts(self) -> bool:
        """Whether it has a mark that counts."""
        return points_of(self.mark, self.prompt.points) is not None

    @property
    def where(self) -> str:
        return f"{FILE}, row {self.number} ({self.key[0]}, {self.prompt.name})"


def _lines(graded: Iterable[Graded], exercises: Mapping[str, Exercise], kept: Kept) -> Iterator[_Line]:
    """Yield the rows, prompt by prompt: one reads better all answers to one question in a row."""
    number = 1  # of the heads
    for stem, exercise in sorted(exercises.items()):
        for prompt in exercise.reflections:
            for one, result in sound(graded, stem):
                number += 1
                row = kept.rows.get((name_of(one.student), stem, prompt.number))
                text, own = (told.get(prompt.number, "") for told in (result.reflections, result.own_marks))
                yield _Line(number, one, stem, prompt, text, own and f"{own} of {prompt.points:g}", row)


def _cells(
    graded: Iterable[Graded], exercises: Mapping[str, Exercise], kept: Kept, width: int
) -> Iterable[Sequence[str]]:
    """Yield the cells of each row, and behind them the rows of an earlier table that are nobody's here.

    Behind them stands the student's own mark; `width` is the number of columns that a person added.
    """
    begun = {key[1:] for key, row in kept.rows.items() if row.mark}
    for line in _lines(graded, exercises, kept):
        row, prompt = line.row, line.prompt
        most = number(prompt.points)
        notes = [to_check(row, anew=changed(row, line.text)) if row else ""]
        notes += [NO_MARK.format(line.mark.replace(";", ","), most)] if line.mark and not line.counts else []
        notes += [UNMARKED] if _is_unmarked(line, begun) else []
        notes += [ABSENT] if line.one.earlier else []
        check = "; ".join(note for note in notes if note)
        mark, own = (row.cells["mark"].strip(), row.own) if row else ("", [""] * width)
        cells = line.key[0], line.stem, prompt.name, line.text, prompt.rubric, most, mark, check
        yield *cells, line.own_mark, *own
    unclear, twice = [one.row for one in kept.unclear], [row for _, row in kept.twice]
    for rows, flag in ((kept.absent, ABSENT), (unclear, UNCLEAR), (twice, TWICE)):
        for row in rows:
            checked = with_note(row, flag).check
            yield *(row.cells[name] for name in COLUMNS), checked, row.own_mark, *row.own


def _is_unmarked(line: _Line, begun: Collection[tuple[str, str]]) -> bool:
    """Say whether a text has no mark although others of its prompt have."""
    return not line.mark and line.text.strip() not in ("", PLACEHOLDER) and line.key[1:] in begun


def _bad_marks(graded: Iterable[Graded], exercises: Mapping[str, Exercise], kept: Kept) -> list[str]:
    """Return a line for each mark that does not count, and one for texts that were left out."""
    lines: list[str] = []
    without: list[str] = []
    begun = {key[1:] for key, row in kept.rows.items() if row.mark}
    for line in _lines(graded, exercises, kept) if begun else ():
        if line.mark and not line.counts:
            wanted = f"a number from 0 to {number(line.prompt.points)}"
            lines.append(
                f"{line.where}: the mark {line.mark!r} is not {wanted} and does not count; "
                "write a number there, and grade again"
            )
        elif _is_unmarked(line, begun):
            without.append(str(line.number))
    if without:
        rows = listed(without, 10, " and {} others")
        texts = f"{count(len(without), 'text')} of prompts of which you marked others"
        lines.append(f"{FILE}: no mark yet for {texts}: row {rows}")
    return lines


def points_of_texts(
    graded: Iterable[Graded], exercises: Mapping[str, Exercise], kept: Kept, strays: Collection[str] = ()
) -> list[Column]:
    """Return what a person's marks add up to: a column of points for each exercise with a mark.

    Args:
        graded: every file.
        exercises: by stem.
        kept: the marks.
        strays: the exercises that hardly anybody handed in.
    """
    earned: dict[str, dict[str, tuple[float, float]]] = {}
    for line in _lines(graded, exercises, kept) if kept.rows else ():
        points, key, result = points_of(line.mark, line.prompt.points), line.one.student.key, line.one.result
        if points is not None:
            # Of an older form only the prompts that it has.
            out_of = sum(
                prompt.points
                for prompt in exercises[line.stem].reflections
                if not (result and result.older) or prompt.number in result.reflections
            )
            column = earned.setdefault(line.stem, {})
            column[key] = (column.get(key, (0.0, 0.0))[0] + points, out_of)
    return [
        Column.of(
            f"{exercises[stem].title}, texts",
            own,
            sum(prompt.points for prompt in exercises[stem].reflections),
            stem in strays,
        )
        for stem, own in sorted(earned.items())
    ]
