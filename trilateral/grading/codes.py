"""The teacher's list of students and codes: who was given which form, and who has handed in nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from trilateral.exercises.variants import CODE
from trilateral.grading.model import NotGradable
from trilateral.grading.reports.likeness import joined_names
from trilateral.grading.reports.spreadsheet import fold, is_workbook, read_table
from trilateral.grading.submissions.collect import SubmittedFile
from trilateral.grading.submissions.names import Student
from trilateral.text import clean, count, listed

__all__ = ["CodeList", "Entry", "read_codes"]


@dataclass(frozen=True)
class Entry:
    """A row of the list.

    Attributes:
        student: a name or number, as the teacher wrote it.
        code: of the form that the student was given: "" for the common form, None if the list has no codes.
    """

    student: str
    code: str | None


@dataclass(frozen=True)
class CodeList:
    """The list; one without rows knows nobody and changes nothing.

    Attributes:
        name: of its file.
        entries: its rows, each student once.
        odd: a line for each student who is named more than once, and for what is not sure in reading it.
    """

    name: str = ""
    entries: tuple[Entry, ...] = ()
    odd: tuple[str, ...] = ()

    def _entries_of(self, files: Iterable[SubmittedFile]) -> Mapping[str, Entry]:
        return _owners(self.entries, {one.student for one in files})

    def match(self, files: Sequence[SubmittedFile]) -> list[SubmittedFile]:
        """Return the files, each with the form that its student was given, whatever form the file names."""
        found = self._entries_of(files)
        return [self._with_code(one, found.get(one.student.key)) for one in files]

    def _with_code(self, one: SubmittedFile, entry: Entry | None) -> SubmittedFile:
        if not self.entries or one.reason or not one.counts:
            return one
        if entry is None:
            return replace(one, notes=(*one.notes, "this student is not in the list of codes"))
        if entry.code is None or _agree(entry, one):
            return one
        had = f"form {one.variant}" if one.variant else "the common form"
        given = entry.code or "the common form"
        note = f"this is {had}, the student was given {given}; graded as {given}"
        return replace(one, variant=entry.code, notes=(*one.notes, note))

    def warnings(
        self, files: Sequence[SubmittedFile], earlier: Sequence[SubmittedFile] = ()
    ) -> Iterator[str]:
        """Yield a line for each thing about the list that its teacher should look at.

        Args:
            files: as they were handed in, each with the form that it names itself.
            earlier: those of earlier runs.
        """
        if not self.entries:
            return
        yield from self.odd
        found = self._entries_of(files)
        names = {one.student.key: one.student.name for one in files}
        unknown = sorted(name for key, name in names.items() if key not in found)
        if unknown:
            some = f"{len(unknown)} of {count(len(names), 'student')}"
            yield f"not in {self.name}, graded by the form that the file names ({some}): {listed(unknown)}"
        if names and not found:
            yield (
                f"nobody in {self.name} fits any of the files: it says {self.entries[0].student!r}, they say "
                f"{unknown[0]!r}. Write the names there as they stand in files.csv, and grade again"
            )
        others = set()
        for one in files:
            entry = found.get(one.student.key)
            if entry and one.variant and one.counts and not one.reason and not _agree(entry, one):
                others.add(f"{one.student.name} ({one.variant}, given {entry.code or 'the common form'})")
        if others:
            named = listed(sorted(others))
            yield f"handed in another form than {self.name} says, graded as the list says: {named}"
        nothing = [entry.student for entry, stems in self.missing([*files, *earlier]) if not stems]
        if nothing:
            some = f"{len(nothing)} of {len(self.entries)} on the list"
            yield f"nothing was handed in by ({some}): {listed(nothing)}"

    def missing(self, files: Sequence[SubmittedFile]) -> list[tuple[Entry, list[str]]]:
        """Return of each student on the list who lacks an exercise that others handed in, what there is.

        Returns:
            The row of the list and the stems of the exercises that were handed in, none for a student of whom
            there is nothing; in the order of the list.
        """
        found = self._entries_of(files)
        handed_in: dict[Entry, set[str]] = defaultdict(set)
        exercises: set[str] = set()
        for one in files:
            exercises |= {one.exercise} if one.exercise else set()
            if entry := found.get(one.student.key):
                handed_in[entry].add(one.exercise or one.reason)
        return [
            (entry, sorted(handed_in[entry]))
            for entry in self.entries
            if exercises - handed_in[entry] or not handed_in[entry]
        ]


def _agree(entry: Entry, one: SubmittedFile) -> bool:
    """Tell whether a file is of the form that the list says; spreadsheets and phones write capitals."""
    return entry.code is None or entry.code.casefold() == one.variant.casefold()


def read_codes(path: Path, known: Iterable[str] = ()) -> CodeList:
    """Return a list of codes: a CSV in whatever encoding and with whatever separator, or a .xlsx file.

    Args:
        path: the table; it has a column `student` and, if forms were handed out, a column `code`.
        known: names that should stand in it, by which an encoding is told.

    Raises:
        NotGradable: it cannot be read, or a code in it is none. The message names the file and the row.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotGradable(f"{path}: cannot be read ({error.strerror or type(error).__name__})") from None
    table = read_table(content, {"student"}, set(known))
    if table is None and (content.startswith(b"\xd0\xcf\x11\xe0") or is_workbook(content)):
        raise NotGradable(
            f"{path}: is a workbook. Save it as CSV, or as .xlsx with a first line 'student, code'."
        )
    if table is None:
        raise NotGradable(f"{path}: needs a first line 'student,code'")
    places = {fold(head): place for place, head in reversed(list(enumerate(table.heads)))}
    entries: dict[str, Entry] = {}
    odd = [f"{path.name}: {warning}" for warning in table.warnings]
    for number, line in table.lines:
        cells = {name: line[place].strip() for name, place in places.items() if place < len(line)}
        student = clean(cells.get("student", "")).strip()
        if not student:
            continue
        code = cells.get("code", "") if "code" in places else None
        if code and not CODE.fullmatch(code):
            raise NotGradable(
                f"{path}, row {number}: {clean(code)!r} is no code: letters, digits and hyphens only"
            )
        before = entries.get(fold(student))
        entries[fold(student)] = Entry(student, code)
        if before is not None and before.code != code:
            first, last = (one or "no code" for one in (before.code, code))
            odd.append(f"{student} is twice in {path.name}, with {first} and {last}; taken: {last}")
    if not entries:
        raise NotGradable(f"{path}: no student is in it")
    return CodeList(path.name, tuple(entries.values()), tuple(odd))


def _owners(entries: Sequence[Entry], students: Iterable[Student]) -> Mapping[str, Entry]:
    """Return by student's key the row of the list.

    A number or the same name goes first. Else Canvas's way of writing a name counts, surname first and
    without blanks ("haddadomar" is Omar Haddad), where it fits one row and one student alone.
    """
    exact = {fold(entry.student): entry for entry in entries}
    found: dict[str, Entry] = {}
    late: dict[Entry, list[str]] = defaultdict(list)
    joined: dict[str, set[Entry]] = defaultdict(set)
    for row in entries:
        for name in joined_names(row.student):
            joined[name].add(row)
    for student in sorted(students):
        names = [fold(name) for name in (student.number, student.name) if name]
        entry = next((exact[name] for name in names if name in exact), None)
        if entry:
            found[student.key] = entry
        elif len(fits := joined.get(joined_names(student.name)[0], set())) == 1:
            late[next(iter(fits))].append(student.key)
    taken = set(found.values())
    found.update((keys[0], row) for row, keys in late.items() if len(set(keys)) == 1 and row not in taken)
    return found
