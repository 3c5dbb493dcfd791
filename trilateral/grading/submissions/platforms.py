"""Folders that a platform makes around what a student handed in: they name nobody, or more than a student."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from trilateral.grading.submissions.members import Member
from trilateral.grading.submissions.names import BLACKBOARD, MOODLE, is_time, own_name, suffix
from trilateral.text import listed

__all__ = ["Inside", "inside_platform", "is_beside", "wrappers"]

# Teams keeps what was turned in beside what a student is still at, each below a folder in its own language.
_TURNED_IN = re.compile(
    r"submitted files|eingereichte dateien|abgegebene dateien|fichiers (?:envoyés|remis|soumis)"
    r"|archivos (?:enviados|entregados)|제출(?:된|한)? ?파일"
    r"|提出済みファイル|提出されたファイル|已提交的?文件|提交的文件",
    re.I,
)
_AT_WORK = re.compile(
    r"working files|arbeitsdateien|fichiers de travail|archivos de trabajo|작업 ?(?:중인 )?파일"
    r"|作業(?:中の)?ファイル|工作文件",
    re.I,
)
_LIBRARY = re.compile(r"student ?work", re.I)  # the folder of both, where it is not left behind
_VERSION = re.compile(r"(?:version|versión|버전|バージョン|版本)\s?(\d{1,4})", re.I)
_SIGN = re.compile(r"[-_ ]")
_OF_ASSIGNMENT = re.compile(
    r"(?:week|wk|lesson|unit|module|assignment|homework|hw|exercise|exercises|ex|lab|pset|problem|classroom)\d{0,3}"
)


# Tables that lie beside a class: of its names, its codes, its grades.
TABLES = (".csv", ".tsv", ".xlsx", ".xls", ".ods", ".numbers")


@dataclass(frozen=True)
class Inside:
    """A file's path without what the platform put around it, and which upload it is (0: not told)."""

    member: Member
    parts: tuple[str, ...]
    version: int = 0


def inside_platform(members: Sequence[Member], stems: Collection[str]) -> tuple[list[Inside], list[str]]:
    """Return the files below the folders of a platform, without its receipts, and what is uncertain."""
    receipts = _receipts(members)
    files, warnings = _of_teams([member for member in members if member not in receipts])
    return _without_assignment(files, stems, warnings), warnings


def _receipts(members: Sequence[Member]) -> set[Member]:
    """Return the texts that Blackboard puts beside each attempt: it tells in them who handed in, and when."""
    attempts: dict[tuple[str, ...], list[tuple[Member, bool]]] = {}
    for member in members:
        *folders, file = member.parts
        if found := BLACKBOARD.fullmatch(file):
            own = attempts.setdefault((*folders, file[: found.end("time")]), [])
            own.append((member, found["file"] is None))
    # Alone it is what somebody typed into Blackboard in place of a file.
    return {member for own in attempts.values() for member, alone in own if alone and len(own) > 1}


def _of_teams(members: Sequence[Member]) -> tuple[list[Inside], list[str]]:
    """Return the files of a library of Teams by student: what was turned in goes before working files."""
    files: list[Inside] = []
    drafts: dict[tuple[str, ...], list[Inside]] = {}
    turned_in: set[tuple[str, ...]] = set()
    levels = _levels(members)
    for member in members:
        if (level := levels.get(member)) is None:
            files.append(Inside(member, member.parts))
            continue
        outer = tuple(part for part in member.parts[:level] if not _LIBRARY.fullmatch(part))
        # Behind the student: the assignment, the version, and the file alone tells nothing of either.
        student, *folders, file = member.parts[level + 1 :]
        version = next((int(found[1]) for part in folders if (found := _VERSION.fullmatch(part))), 0)
        one = Inside(member, (*outer, student, file), version)
        work = (*outer, student, *folders[:1])
        if _AT_WORK.fullmatch(member.parts[level]):
            drafts.setdefault(work, []).append(one)
        else:
            files.append(one)
            turned_in |= {work, (*outer, student)}
    alone = {work: own for work, own in drafts.items() if work not in turned_in}
    files += [one for own in alone.values() for one in own]
    names = set()
    for work, own in alone.items():
        owner = own[0].parts[:-1]
        names.add(f"{owner[-1]} ({work[-1]})" if owner in turned_in and work != owner else owner[-1])
    line = (
        f"only among the working files, so not turned in, and graded all the same: {listed(sorted(names), 8)}"
    )
    return files, [line] if names else []


def _levels(members: Sequence[Member]) -> dict[Member, int]:
    """Return for each file of Teams the level of Teams's own folder, below which the students' are.

    Whatever lies above it. But a student may call a folder so too: where other notebooks lie beside the
    folder around it, it is of one student, save within the library of Teams.
    """
    found: dict[Member, int] = {}
    for member in members:
        folders = member.parts[:-2]
        own = [k for k, part in enumerate(folders) if _TURNED_IN.fullmatch(part) or _AT_WORK.fullmatch(part)]
        library = [k for k, part in enumerate(folders) if _LIBRARY.fullmatch(part)]
        if levels := [k for k in own if k - 1 in library] or own or library:
            found[member] = levels[0]
    roots = {member.parts[:level] for member, level in found.items()}
    notebooks = [member.parts for member in members if suffix(member.parts[-1]) == ".ipynb"]
    beside = {
        length: {parts[:length] for parts in notebooks if len(parts) > length} - roots
        for length in {len(root) for root in roots}
    }

    def is_teams(root: tuple[str, ...], folder: str) -> bool:
        if (root and _LIBRARY.fullmatch(root[-1])) or _LIBRARY.fullmatch(folder):
            return True
        return not beside[len(root)] and not any(MOODLE.fullmatch(part) for part in root)

    return {
        member: level
        for member, level in found.items()
        if is_teams(member.parts[:level], member.parts[level])
    }


def _without_assignment(files: list[Inside], stems: Collection[str], warnings: list[str]) -> list[Inside]:
    """Return the files in folders named after the student alone: GitHub Classroom puts the assignment before.

    It counts where all folders beside each other begin so, and a name is left of each.
    """
    paths = [one.parts for one in files if suffix(one.parts[-1]) == ".ipynb"]
    for level in (0, 1):
        if not all(len(parts) > level + 1 for parts in paths) or len({parts[:level] for parts in paths}) != 1:
            break
        folders = sorted({parts[level] for parts in paths})
        if length := _assignment(folders, stems):
            names = {folder: folder[length:] for folder in folders}
            warnings.append(
                f"the folders' names begin with {folders[0][:length]!r}, which names no student and was left "
                f"out; the names are: {listed(names.values(), 4)}"
            )
            return [
                replace(one, parts=(*one.parts[:level], names[one.parts[level]], *one.parts[level + 1 :]))
                if len(one.parts) > level and one.parts[level] in names
                else one
                for one in files
            ]
    return files


def _assignment(folders: Sequence[str], stems: Collection[str]) -> int:
    """Return how many letters of all names are an assignment's: up to the last word that is of one."""
    known = {word.casefold() for stem in stems for word in stem.split("-")}
    words = []
    for own in zip(*(_SIGN.split(folder)[:-1] for folder in folders), strict=False):
        if len(set(own)) > 1:
            break
        words.append(own[0].casefold())
    of_one = [bool(_OF_ASSIGNMENT.fullmatch(word)) or word in known or word.isdigit() for word in words]
    if not any(_OF_ASSIGNMENT.fullmatch(word) or word in known - {"at", "the"} for word in words):
        return 0
    first = of_one.index(True)
    last = next((k for k in range(first, len(words)) if not of_one[k]), len(words)) - 1
    length = sum(len(word) + 1 for word in words[: last + 1])
    rests = [folder[length:] for folder in folders]
    named = all(
        re.search(r"[^\W\d_]{2}", rest) and not {*_SIGN.split(rest.casefold())} <= known for rest in rests
    )
    return length if named else 0


def wrappers(members: list[tuple[str, ...]], stems: Collection[str]) -> int:
    """Return the number of outer folders that only wrap the class and name no student."""
    paths = [parts for parts in members if suffix(parts[-1]) == ".ipynb"] or members
    depth = 0
    while paths and all(len(parts) > depth + 1 for parts in paths):
        if len({parts[depth] for parts in paths}) > 1 or MOODLE.fullmatch(paths[0][depth]):
            break
        # One folder around everything: the class, or the one student who handed something in?
        inside = [parts[depth + 1 :] for parts in paths]
        own = {
            ("" if is_time(parts[0], stems) else parts[0]) if len(parts) > 1 else own_name(parts[0], stems)
            for parts in inside
        } - {""}
        generic = all(len(parts) > 1 and is_time(parts[0], stems) for parts in inside)
        if generic and any(own_name(parts[-1], stems) or len(parts) > 2 for parts in inside):
            own |= {"", "-"}
        if len(own) < 2 and (generic or not all(len(parts) > 1 for parts in inside)):
            break
        depth += 1
    return depth


def is_beside(parts: tuple[str, ...], depth: int) -> bool:
    """Say whether a file is a table of the teacher's: above the class, or called after what it lists."""
    table = suffix(parts[-1]) in TABLES
    called = re.match(
        r"(class.?)?(roster|list|names|codes|grades|students|gradebook|명단|출석부|名簿|名单)",
        parts[-1],
        re.I,
    )
    return table and (len(parts) <= depth or (len(parts) == depth + 1 and bool(called)))
