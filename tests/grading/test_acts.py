"""The acts of `acts.py`, tried."""

import json
import os
import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path

import pytest
from grading.acts import ASKED_FOR, COPIES, FILES, JOURNAL, NAMES, ZIPS
from support.classroom import EXERCISES, STEMS, folder_of, notebook, zip_of
from support.shared import ROOT

from trilateral.grading.check_file import check_file
from trilateral.grading.journal import Journal
from trilateral.grading.model import NotGradable, Outcome, Result
from trilateral.grading.submissions import members
from trilateral.grading.submissions.collect import collect_files, keep_latest
from trilateral.grading.submissions.parse import parse_submission


def unflagged(where: Path, encoding: str, names: list[str]) -> Path:
    """Make a zip as Windows does: names in its code page, and no flag that says so."""
    path = where / "in.zip"
    raw = [name.encode(encoding) for name in names]
    instead = [f"@{at:02}".ljust(len(name), "x").encode() for at, name in enumerate(raw)]
    with zipfile.ZipFile(path, "w") as archive:
        for at, name in enumerate(instead):
            archive.writestr(name.decode(), notebook(3, str(at)))
    content = path.read_bytes()
    for name, other in zip(raw, instead, strict=True):
        assert len(name) == len(other)
        content = content.replace(other, name)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("act", ZIPS)
def test_names_in_a_zip_are_read_as_they_were_written(act: str, tmp_path: Path) -> None:
    encoding, names = ZIPS[act]
    found = collect_files(unflagged(tmp_path, encoding, names), STEMS)
    assert sorted(one.place for one in found) == sorted(names)
    assert {one.reason for one in found} == {""}, "and each can be read"
    said = [line for one in found for line in one.warnings if "how its names are written" in line]
    assert len(said) == (encoding != "utf-8")
    assert not said or any(name in said[0] for name in names)


def test_a_name_told_in_a_field_of_its_own_is_not_guessed(tmp_path: Path) -> None:
    """As Info-ZIP and 7-Zip do; the field holds the checksum of the name that it stands for."""
    raw = "김.ipynb".encode("cp949")
    told = b"\x01" + zlib.crc32(raw).to_bytes(4, "little") + "金.ipynb".encode()
    entry = zipfile.ZipInfo("@x.ipynb")
    entry.extra = struct.pack("<HH", 0x7075, len(told)) + told
    with zipfile.ZipFile(tmp_path / "in.zip", "w") as archive:
        archive.writestr(entry, notebook(3))
    content = (tmp_path / "in.zip").read_bytes()
    (tmp_path / "in.zip").write_bytes(content.replace(b"@x.ipynb", raw))
    (found,) = collect_files(tmp_path / "in.zip", STEMS)
    assert (found.student.name, found.exercise, found.warnings) == ("金", "03", ())


def test_a_zip_made_on_a_mac_beside_one_of_windows(tmp_path: Path) -> None:
    """microsoft/markitdown#1535: __MACOSX and ._ files are nobody's work, and letters are put together."""
    name = unicodedata.normalize("NFD", "김민수")
    files = {
        f"{name}/03.ipynb": notebook(3),
        f"__MACOSX/{name}/._03.ipynb": b"\0\5",
        f"{name}/._03.ipynb": b"x",
    }
    (found,) = collect_files(zip_of(tmp_path, files), STEMS)
    assert (found.student.name, found.exercise) == ("김민수", "03")


def test_one_folder_that_cannot_be_read_stops_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = folder_of(tmp_path, {f"{name}/03.ipynb": notebook(3) for name in ("Kim", "Lee", "Park")})
    read = Path.iterdir

    def iterdir(self: Path) -> object:  # the tests may run as root, who may read everything
        if self.name == "Lee":
            raise PermissionError(13, "Permission denied")
        return read(self)

    monkeypatch.setattr(Path, "iterdir", iterdir)
    reasons = {one.student.name: one.reason for one in collect_files(given, STEMS)}
    assert reasons["Kim"] == reasons["Park"] == ""
    assert "this folder cannot be read" in reasons["Lee"]


@pytest.mark.parametrize("outer", ["", "class of 2027/", "7A/"])
def test_far_too_many_files_of_one_student_stop_nobody(
    outer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(members, "MOST_FILES", 100)
    files = {f"{outer}{name}/03.ipynb": notebook(3) for name in ("Kim", "Lee", "Park")}
    files |= {f"{outer}Lee/node_modules/{n}/{m}.js": b"x" for n in range(20) for m in range(8)}
    files |= {f"{outer}Lee/node_modules/{n}/try.ipynb": notebook(3, str(n)) for n in range(3)}
    found = collect_files(zip_of(tmp_path, files), STEMS)
    assert {one.student.name for one in found if not one.reason} == {"Kim", "Lee", "Park"}
    assert "Lee/03.ipynb" in {one.place.removeprefix(outer) for one in found}
    assert any("node_modules: holds 163 files" in line for one in found for line in one.warnings)


def test_too_many_files_of_everybody_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MOST_FILES", 100)
    with pytest.raises(NotGradable, match="more than 100 files"):
        collect_files(zip_of(tmp_path, {f"{n}/03.ipynb": b"x" for n in range(120)}), STEMS)


def cells_of(what: str) -> list[dict]:
    """Return the cells of "form 01", "lesson 00", "check 3.1" or "cells 3.1", and what else is said."""
    kind, number, *rest = what.removeprefix("half of ").split()
    folder = {"form": EXERCISES, "lesson": ROOT / "notebooks"}.get(kind)
    if folder is None:
        both = json.loads(notebook(int(number[0])))["cells"]
        return both if kind == "cells" else [{**both[1], "id": "mine", "source": f'check("{number}", 42)'}]
    cells: list[dict] = json.loads(next(folder.glob(f"{number}-*.ipynb")).read_text(encoding="utf-8"))[
        "cells"
    ]
    if rest == ["answered"]:
        for cell in cells:
            cell["source"] = "".join(cell["source"]).replace("...", "42")
    if rest == ["without", "ids"]:
        for cell in cells:
            del cell["id"]
    return cells[: len(cells) // 2 + 2] if what.startswith("half of ") else cells


def made(what: str) -> bytes:
    cells = [cell for part in what.split(" and ") for cell in cells_of(part)]
    return json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()


@pytest.mark.parametrize("act", FILES)
def test_lessons_scratch_files_and_several_exercises(act: str, tmp_path: Path) -> None:
    files, wanted, refused = FILES[act]
    own = {f"Kim/{at}.ipynb": made(what) for at, what in enumerate(files)}
    given = folder_of(tmp_path, own | {"Lee/0.ipynb": made("form 02")})
    for at in range(len(files)):
        os.utime(given / f"Kim/{at}.ipynb", (1_000_000 + at, 1_000_000 + at))
    listed = [one for one in keep_latest(collect_files(given, STEMS)) if one.student.name == "Kim"]
    taken = {one.exercise: int(Path(one.place).stem) for one in listed if one.counts and not one.reason}
    assert taken == wanted
    lessons = [int(Path(one.place).stem) for one in listed if "a lesson" in one.reason]
    assert lessons == refused
    doubted = [line for one in listed for line in one.warnings if "newer, but holds" in line]
    assert bool(doubted) == ("scratch file" in act and "newer" in act)


def test_each_exercise_of_a_file_is_graded_by_itself(tmp_path: Path) -> None:
    one, three = (parse_submission(made("form 01 and form 03"), exercise) for exercise in ("01", "03"))
    assert {number[0] for number in one.answers} == {"1"} and {number[0] for number in three.answers} == {"3"}
    assert "The file holds exercises 01, 03; each is graded by itself." in one.notes
    both = check_file(folder_of(tmp_path, {"x.ipynb": made("form 01 and form 03")}) / "x.ipynb")[0]
    assert {outcome.question[0] for outcome in both} == {"1", "3"}
    single = parse_submission(made("form 03"), "01")
    assert single.exercise == "03" and not single.notes


@pytest.mark.parametrize("kind", ["markdown", "raw"])
def test_an_answer_turned_into_text_is_told_how_to_turn_it_back(kind: str, tmp_path: Path) -> None:
    """jupyter/nbgrader#1941."""
    cells = cells_of("form 03")
    next(cell for cell in cells if cell["id"] == "a-3-1")["cell_type"] = kind
    content = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}).encode()
    outcomes, _ = check_file(folder_of(tmp_path, {"x.ipynb": content}) / "x.ipynb")
    first = next(outcome for outcome in outcomes if outcome.question == "3.1")
    assert first.outcome == "missing"
    assert "cell of text" in first.message and "press Esc, then Y" in first.message


@pytest.mark.parametrize("act", JOURNAL)
def test_a_line_of_the_journal_that_a_person_changed_is_graded_anew(act: str, tmp_path: Path) -> None:
    part, value = JOURNAL[act]
    path = tmp_path / "journal.jsonl"
    sound = Result("03", (Outcome("3.1", "right", 1, 1, 0.1, "3.1: right."),), {"3.1": "x"}, ("a note",))
    with Journal(path) as journal:
        journal.add("changed", sound)
        journal.add("sound", sound)
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    within = lines[0] if part == "key" else lines[0]["result"]
    (within["outcomes"][0] if part in ("points", "outcome", "message") else within)[part] = value
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines), encoding="utf-8")
    with Journal(path) as journal:
        assert "changed" not in journal and journal.read("sound") == sound


@pytest.mark.parametrize("act", NAMES)
def test_names_of_platforms_are_read(act: str, tmp_path: Path) -> None:
    files, students, said = NAMES[act]
    found = collect_files(
        folder_of(tmp_path, {name: notebook(3, str(n)) for n, name in enumerate(files)}), STEMS
    )
    assert {(one.student.name, one.student.number) for one in found} == students
    lines = [line for one in found for line in one.warnings]
    assert [line for line in lines if line.startswith(said)] == lines and bool(lines) == bool(said)
    if "one student twice" in act:
        assert [one.place for one in keep_latest(found) if one.counts] == files[-1:]


@pytest.mark.parametrize("act", COPIES)
def test_a_word_for_a_copy_that_is_taken_from_a_name_is_told(act: str, tmp_path: Path) -> None:
    names, told = COPIES[act]
    found = collect_files(
        folder_of(tmp_path, {name: notebook(3, str(at)) for at, name in enumerate(names)}), STEMS
    )
    said = [line for one in found for line in one.warnings if line.startswith("taken for copies")]
    assert said == (
        [f"taken for copies that a system named, each of the student in brackets: {told}"] if told else []
    )


@pytest.mark.parametrize("act", ASKED_FOR)
def test_what_cannot_be_read_says_what_to_ask_for(act: str, tmp_path: Path) -> None:
    content, told = ASKED_FOR[act]
    (found,) = collect_files(folder_of(tmp_path, {"Kim.ipynb": content}), STEMS)
    assert told in found.reason
