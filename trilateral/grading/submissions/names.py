"""Tell whose file each is, by the names of all files of a batch: one name alone can mislead.

A learning platform names every file of a download in one way, so its pattern counts only where the batch
keeps to it. Where two readings are possible students are rather kept apart than put together, and a line
says so.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from pathlib import PurePosixPath

from trilateral.grading.submissions.endings import ENDINGS
from trilateral.grading.submissions.students import Owner, Student
from trilateral.text import clean, listed

__all__ = ["ENDINGS", "MOODLE", "Owner", "Student", "is_time", "own_name", "owners", "suffix"]

# "Kim Min_12345_assignsubmission_file_", and of an assignment that is marked blind "Participant 12345_...".
MOODLE = re.compile(
    r"(?:(?P<name>.+?)_(?P<id>\d+)|(?P<who>[^\d_]+[ ](?P<blind>\d+)))_assignsubmission_[a-z]+_?(?P<file>.*)",
    re.DOTALL,
)
BLACKBOARD = re.compile(
    r".+_(?P<name>[^_]+)_attempt_(?P<time>20\d\d(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)", re.DOTALL
)
CANVAS = re.compile(
    r"(?P<name>.+?)_(?P<late>LATE_)?(?P<id>\d{1,19})_(?P<upload>\d{3,19})_(?P<file>.+)", re.DOTALL | re.I
)
# What somebody typed into Canvas in place of a file: there is no number of an upload.
CANVAS_TEXT = re.compile(r"(?P<name>.+?)_(?P<late>LATE_)?(?P<id>\d{1,19})_text\.html?", re.DOTALL | re.I)
ANONYMOUS = re.compile(
    r"(?P<late>LATE_)?anon_(?P<late2>LATE_)?(?P<id>[A-Za-z0-9]{5})_(?P<late3>LATE_)?(?P<upload>\d{3,19})_(?P<file>.+)",
    re.DOTALL,
)

MOST_NAME = 300  # letters

# A folder that holds students' folders or files. The first come again with the same students; of the others
# each has its own.
_TIMES = (
    r"(week|wk|day|lesson|unit|module|assignment|homework|hw|exercise|ex|lab"
    r"|woche|aufgabe|semaine|devoir|semana|tarea|과제|課題)"
)
_GROUPS = (
    r"(section|sec|sect|class|group|grp|period|tutorial|seminar|klasse|gruppe|kurs|groupe|grupo"
    r"|분반|クラス|班)"
)
_NUMBER = r"([\s_.#-]*[0-9]{1,4}[a-z]?|[\s_.#-]+([a-z]|[ivx]{1,4}))"
_TIME_FOLDER = re.compile(
    rf"{_TIMES}{_NUMBER}|late|on.?time|submissions?|uploads?|abgaben?|제출|提出"
    r"|[0-9]+\s*(주차?|週目?|周)|第\s*[0-9]+\s*[週回周]",
    re.I,
)
_GROUP_FOLDER = re.compile(
    rf"{_GROUPS}{_NUMBER}|[0-9]+\s*(반|분반|학년|班|組|年|クラス)|[0-9]+학년\s*[0-9]+반|[0-9]+年[0-9]+組",
    re.I,
)
_OF_ONE = re.compile(
    r"(exercises?|notebooks?|solutions?|work|data|drafts?|old|src|final|files?|trilateral.*)", re.I
)

# The last ending is any of these. One before it may be part of a login ("kim.r"), if it is not below.
_LAST = re.compile(rf"\s*(?<=.)\.({'|'.join(ending[1:] for ending in ENDINGS)})\s*$", re.I)
# A browser that prints a notebook puts the page's title behind the notebook's name.
_EXTENSIONS = re.compile(
    r"\s*((?<=.)\.(ipynb|json|txt|docx?|pdf|html?|pages|zip|tar|odt|rtf|hwpx?)|(?<=.)_ipynb"
    r"|(?<=ipynb) - (Colab|Colaboratory|JupyterLab|Jupyter Notebook))\s*$",
    re.I,
)
_WORD = r"(?:cop(?:y|ie|ia)|kopie|kopia|복사본|사본|コピー|副本|拷贝|複本)"
_COPY_AFTER = re.compile(rf"(?:\s*\([0-9]+\)|(?:[\s_]*-\s*|[\s_]+|의\s*|の\s*|的\s*){_WORD}\s*[0-9]*)$", re.I)
_COPY_BEFORE = re.compile(
    r"^(?:cop(?:y|ie|ia) (?:of|de) |copie de |kopie van |kopie von |복사본 |コピー )", re.I
)
_COPY_OF = re.compile(r"(?:(?<=^)|(?<=[-_\s]))(?:cop(?:y|ie|ia)|kopie) (?:of|de|van|von)\s?$", re.I)
_COPY = re.compile(_WORD, re.I)
_TIMESTAMP = re.compile(
    r"(?<![0-9])(?:20[0-9]{2}(?:[-.][0-9]{1,2}){2}|20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])(?=[\s_T-]+[0-9]{2}))"
    r"(?:[\s_T-]+(?:[01][0-9]|2[0-3])[-.:_h]?[0-5][0-9](?:[-.:_]?[0-5][0-9])?)?(?![0-9])"
)
_DATE = re.compile(r"(?:19|20)[0-9]{2}(?:(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))?")
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3])[0-5][0-9](?:[0-5][0-9])?")


def owners(files: Sequence[tuple[str, ...]], stems: Collection[str]) -> tuple[list[Owner], list[str]]:
    """Return whose each file is, and a line for each thing that is uncertain.

    Args:
        files: the parts of each file's path, below what wraps the whole batch.
        stems: the names of the exercises, which are no student's.
    """
    warnings: list[str] = []
    files = [tuple(map(_bounded, parts)) for parts in files]
    groups = _groups(files, stems)
    placed = [_placed(parts, groups, stems) for parts in files]
    flat = [parts[0] for _, parts in placed if len(parts) == 1 and suffix(parts[0]) in (".ipynb", ".json")]
    canvas = _is_canvas(flat, warnings)
    moodle = _moodle_folders([parts for _, parts in placed])
    owned = [_owner(parts, stems, canvas, moodle) for _, parts in placed]
    # The same name in two sections is two people, for all that one can tell.
    where = defaultdict(set)
    for owner, (group, _) in zip(owned, placed, strict=True):
        if group and not owner.student.platform:
            where[owner.student.key].add(group)
    for at, (owner, (group, _)) in enumerate(zip(owned, placed, strict=True)):
        name, sections = owner.student.name, where.get(owner.student.key, set())
        if group and len(sections) > 1:
            owned[at] = Owner(_by_name(f"{name} ({group})"))
            line = f"{name}: the same name in {_some(sections)}; taken for {len(sections)} students"
            warnings += [line] if line not in warnings else []
    copies = [
        f"{parts[0]} ({owner.student.name})"
        for owner, (_, parts) in zip(owned, placed, strict=True)
        if len(parts) == 1 and not owner.student.platform and _is_copy(parts[0], owner.student.name)
    ]
    if copies:
        warnings.append(
            f"taken for copies that a system named, each of the student in brackets: {_some(copies)}"
        )
    if nobody := _nameless(placed, owned, stems):
        warnings.append(
            f"no student's name in the name of the file, so each was taken for a student of that name: "
            f"{_some(nobody)}. Give these files the names of their students, and grade again"
        )
    return owned, [*warnings, *_uncertain(owner.student for owner in owned)]


def _nameless(
    placed: Iterable[tuple[str, tuple[str, ...]]], owned: Iterable[Owner], stems: Collection[str]
) -> set[str]:
    """Return the notebooks beside each other whose names tell nothing but the exercise or a copy."""
    return {
        parts[0]
        for (_, parts), owner in zip(placed, owned, strict=True)
        if len(parts) == 1
        and not owner.student.platform
        and not BLACKBOARD.fullmatch(parts[0])
        and suffix(parts[0]) in (".ipynb", ".json")
        and not own_name(parts[0], stems)
    }


def _is_copy(file: str, student: str) -> bool:
    """Say whether a word for a copy was taken from a file's name; "Copy" can also be somebody's name."""
    return len(_COPY.findall(unicodedata.normalize("NFC", file))) > len(_COPY.findall(student))


def _some(names: Iterable[str]) -> str:
    return listed(sorted(names), 5)


def _uncertain(students: Iterable[Student]) -> list[str]:
    """Return a line for each student with two names, and for names that differ in a date only."""
    names: dict[str, set[str]] = defaultdict(set)
    bare: dict[str, set[str]] = defaultdict(set)
    for student in students:
        names[student.key].add(student.name)
        if not student.platform and (
            found := re.search(rf"(?<![\s_-])[\s_-]+{_DATE.pattern}$", student.name)
        ):
            bare[student.name[: found.start()].casefold()].add(student.name)
    # Canvas puts -1, -2 behind the name of what is handed in again; a login can end so too.
    shown = {one for own in names.values() for one in own}
    for name in shown:
        if (found := re.fullmatch(r"(.+)-[1-9]", name)) and found[1] in shown:
            bare[found[1].casefold()] |= {name, found[1]}
    lines = [f"{_some(own)}: taken for one student" for own in names.values() if len(own) > 1]
    lines += [f"{_some(own)}: taken for {len(own)} students" for own in bare.values() if len(own) > 1]
    return sorted(lines)


def _is_canvas(files: Sequence[str], warnings: list[str]) -> bool:
    """Say whether the flat files of a batch have their names from Canvas.

    There every file has the pattern, an upload's number belongs to one student, hardly anybody shares a
    number, and numbers are no dates with times.
    """
    fits = [found for file in files if (found := _canvas(file))]
    named = [found for found in fits if found.re is CANVAS]
    if not fits:
        return False
    ids: dict[str, set[str]] = defaultdict(set)
    uploads: dict[str, set[str]] = defaultdict(set)
    for found in named:
        ids[found["id"]].add(found["name"].casefold())
        uploads[found["upload"]].add(found["id"])
    people = {found["name"].casefold() for found in named}
    shared = any(len(own) > 1 for own in uploads.values()) or (
        len(people) > 1 and 2 * len(ids) <= len(people)
    )
    dated = any(_DATE.fullmatch(one["id"]) and _CLOCK.fullmatch(one["upload"]) for one in named)
    if dated or shared:
        return False
    if 2 * len(fits) <= len(files):
        warnings.append(
            f"{len(fits)} of {len(files)} file names look like Canvas's and the others do not: "
            "taken for names that people gave"
        )
        return False
    return True


def _canvas(file: str) -> re.Match[str] | None:
    return ANONYMOUS.fullmatch(file) or CANVAS.fullmatch(file)


def _groups(files: Sequence[tuple[str, ...]], stems: Collection[str]) -> set[str]:
    """Return the outer folders that hold a section each, by what is in them: two or more folders, no file."""
    inside: dict[str, set[str]] = defaultdict(set)
    for parts in files:
        if len(parts) > 1 and suffix(parts[-1]) == ".ipynb":
            inside[parts[0]].add(parts[1] if len(parts) > 2 else "")
    known = {stem.casefold() for stem in stems}
    sections = {
        outer: inner
        for outer, inner in inside.items()
        if len(inner) > 1
        and "" not in inner
        and not MOODLE.fullmatch(outer)
        and not any(_OF_ONE.fullmatch(one) or one.casefold() in known or is_time(one, stems) for one in inner)
    }
    if len(sections) < 2 or len(sections) < len(inside):
        return set()
    often = Counter(one.casefold() for inner in sections.values() for one in inner)
    return set(sections) if max(often.values()) < len(sections) else set()


def is_time(folder: str, stems: Collection[str]) -> bool:
    """Say whether a folder is called after a week, an exercise or the like, and so after no student."""
    known = {stem.casefold() for stem in stems} | {stem[:2] for stem in stems}
    folder = _bounded(folder)
    return bool(_TIME_FOLDER.fullmatch(folder.strip())) or folder.strip().casefold() in known


def _placed(
    parts: tuple[str, ...], groups: Collection[str], stems: Collection[str]
) -> tuple[str, tuple[str, ...]]:
    """Return a file's section, "" if none, and its path below sections, weeks and the like."""
    section: list[str] = []
    while len(parts) > 1:
        if len(parts) == 2 and not own_name(parts[1], stems):
            break
        if parts[0] in groups or _GROUP_FOLDER.fullmatch(parts[0].strip()):
            section.append(_shown(parts[0]))
        elif not is_time(parts[0], stems):
            break
        parts = parts[1:]
        groups = ()
    return " ".join(section), parts


def _moodle_folders(files: Sequence[tuple[str, ...]]) -> set[str]:
    """Return the outer folders below which Moodle's names count: each holds several students, nothing else.

    A student may give a file any name: in a student's own folder, Moodle's pattern means nothing.
    """
    inside: dict[str, list[str]] = defaultdict(list)
    for parts in files:
        if len(parts) > 1 and not MOODLE.fullmatch(parts[0]):
            found = next((found for part in parts[1:] if (found := MOODLE.fullmatch(part))), None)
            inside[parts[0]].append(found["id"] if found else "")
    return {outer for outer, ids in inside.items() if len(set(ids)) > 1 and "" not in ids}


def _owner(parts: tuple[str, ...], stems: Collection[str], canvas: bool, moodle: Collection[str]) -> Owner:
    for part in parts if parts[0] in moodle else parts[:1]:
        if found := MOODLE.fullmatch(part):
            number = found["id"] or found["blind"]
            return Owner(Student(f"moodle {number}", _shown(found["name"] or found["who"]), number, "moodle"))
    if len(parts) > 1:
        return Owner(_by_name(parts[0]))
    if found := BLACKBOARD.fullmatch(parts[0]):
        return Owner(_by_name(found["name"]), int(found["time"].replace("-", "")))
    if canvas and (found := ANONYMOUS.fullmatch(parts[0])):
        late = any(found[mark] for mark in ("late", "late2", "late3"))
        # No ID of the gradebook: Canvas tells none of an anonymous student.
        student = Student(f"canvas anon {found['id']}", f"anon_{found['id']}", "", "canvas")
        return Owner(student, int(found["upload"]), late)
    if canvas and (found := CANVAS.fullmatch(parts[0])):
        student = Student(f"canvas {found['id']}", _shown(found["name"]), found["id"], "canvas")
        return Owner(student, int(found["upload"]), bool(found["late"]))
    if canvas and (found := CANVAS_TEXT.fullmatch(parts[0])):
        student = Student(f"canvas {found['id']}", _shown(found["name"]), found["id"], "canvas")
        return Owner(student, 0, bool(found["late"]))
    return Owner(
        _by_name(
            own_name(parts[0], stems) or _EXTENSIONS.sub("", _LAST.sub("", _bounded(parts[0]))) or parts[0]
        )
    )


def _by_name(name: str) -> Student:
    shown = _shown(name)
    return Student(shown.casefold(), shown)


def _bounded(name: str) -> str:
    """Return a name no longer than any disk's: patterns that look at its end would take long over others."""
    return name if len(name) <= MOST_NAME else name[: MOST_NAME - 60] + name[-60:]


def suffix(file: str) -> str:
    """Return what kind of file a name says it is, whatever a browser or system has put behind it."""
    return PurePosixPath(re.sub(r"(?<!\s)\s*+(?:\([0-9]+\)\s*+)?$", "", _bounded(file))).suffix.lower()


def own_name(file: str, stems: Collection[str]) -> str:
    """Return what a file's name says besides exercise, time and copy: the student, if any."""
    name = _LAST.sub("", unicodedata.normalize("NFC", _bounded(file)))
    before = ""
    while before != name:
        before = name
        name = _COPY_AFTER.sub("", _EXTENSIONS.sub("", name)).removesuffix("-checkpoint")
        name = _COPY_BEFORE.sub("", name)
    for stem in sorted(stems, key=len, reverse=True):
        name = re.sub(re.escape(stem), "", name, flags=re.I)
    # "Jane Roe - Copy of 03-three-at-the-table", as Google Classroom names it.
    name = _COPY_OF.sub("", _COPY_AFTER.sub("", name))
    name = _TIMESTAMP.sub("", name)
    name = name.strip(" _-.,")
    numbers = "|".join(sorted({stem[:2] for stem in stems}))
    # "kim_03" and "03 kim", but not "kim03", which may be a login.
    name = re.sub(rf"^({numbers})(?=[\s_.-]|$)|(?<=[\s_.-])({numbers})$", "", name) if numbers else name
    return name.strip(" _-.,")


def _shown(name: str) -> str:
    name = unicodedata.normalize("NFC", clean(name)).strip()
    return name[:120] or "nameless"
