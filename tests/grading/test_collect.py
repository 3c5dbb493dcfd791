"""What teachers have: folders, folders of folders, and odd things in them."""

import io
import json
import os
import zipfile
from pathlib import Path

import nbformat
import pytest
from support.classroom import STEMS, folder_of, notebook, told, zip_of

from trilateral.grading.model import NotGradable
from trilateral.grading.submissions import collect
from trilateral.grading.submissions.collect import collect_files, keep_latest
from trilateral.text import clean

both = pytest.mark.parametrize("make", [folder_of, zip_of], ids=["folder", "zip"])


@both
def test_a_folder_of_folders(tmp_path: Path, make) -> None:
    files = {
        "Kim Min-su/whatever.ipynb": notebook(3),
        "Kim Min-su/exercises/01-exercise.ipynb": notebook(1),
        "佐藤 花子/03-three-at-the-table.ipynb": notebook(3),
        "عمر/a b.ipynb": notebook(1),
    }
    assert sorted(told(collect_files(make(tmp_path, files), STEMS))) == sorted(
        [("Kim Min-su", "", "01"), ("Kim Min-su", "", "03"), ("佐藤 花子", "", "03"), ("عمر", "", "01")]
    )


@both
def test_a_folder_of_files_and_one_around_the_class(tmp_path: Path, make) -> None:
    names = (
        "kim_03-three-at-the-table.ipynb",
        "03-three-at-the-table-lee (1).ipynb",
        "o'brien.ipynb",
        "민수.IPYNB",
    )
    for count, outer in enumerate(("", "class of 2027/", "a/b/")):
        where = tmp_path / str(count)
        where.mkdir()
        given = make(where, {f"{outer}{name}": notebook(3) for name in names})
        assert {name for name, _, _ in told(collect_files(given, STEMS))} == {"kim", "lee", "o'brien", "민수"}


@pytest.mark.parametrize(
    ("name", "student"),
    [
        ("kim_03.ipynb", "kim"),
        ("03 - Kim Min-su.ipynb", "Kim Min-su"),
        ("kim03.ipynb", "kim03"),
        ("03-three-at-the-table_金 (2).ipynb", "金"),
        ("03-Three-at-the-table-Lee - Copy.ipynb", "Lee"),
        ("x.ipynb.json", "x"),
    ],
)
def test_the_student_is_what_the_name_says_besides_the_exercise(
    tmp_path: Path, name: str, student: str
) -> None:
    assert told(
        collect_files(folder_of(tmp_path, {name: notebook(3), "other.ipynb": notebook(3)}), STEMS)
    ) == sorted([(student, "", "03"), ("other", "", "03")], key=lambda one: one[0].casefold())


@both
def test_one_student_in_one_folder_is_no_class(tmp_path: Path, make) -> None:
    files = {f"Kim/{stem}.ipynb": notebook(int(stem[:2])) for stem in STEMS}
    assert told(collect_files(make(tmp_path, files), STEMS)) == [("Kim", "", "01"), ("Kim", "", "03")]


def test_the_newest_of_several_is_taken_and_the_others_are_noted(tmp_path: Path) -> None:
    given = folder_of(
        tmp_path,
        {
            "Kim/03.ipynb": notebook(3, "1"),
            "Kim/03 (9).ipynb": notebook(3, "2"),
            "Kim/03 (10).ipynb": notebook(3, "3"),
            "Kim/01.ipynb": notebook(1),
            "Lee/03.ipynb": notebook(3),
            "Lee/copy of 03.ipynb": notebook(3),
        },
    )
    for path in given.rglob("*.ipynb"):
        os.utime(path, (1_000_000, 1_000_000))
    listed = keep_latest(collect_files(given, STEMS))
    assert len(listed) == 6
    taken = [one for one in listed if one.counts]
    assert [one.place for one in taken] == ["Kim/01.ipynb", "Kim/03 (10).ipynb", "Lee/copy of 03.ipynb"]
    others = "Kim/03.ipynb, Kim/03 (9).ipynb"
    (note,) = taken[1].notes
    assert note == f"several files for this exercise; taken: Kim/03 (10).ipynb; not taken: {others}"
    assert taken[2].notes == (), "a copy of the same bytes is no second answer"
    os.utime(given / "Kim" / "03.ipynb", (2_000_000, 2_000_000))
    taken = [one for one in keep_latest(collect_files(given, STEMS)) if one.counts]
    assert taken[1].place == "Kim/03.ipynb", "time goes before name"


@pytest.mark.parametrize("broken", ["Kim Min-ji.ipynb", "Kim Min-ji (1).ipynb"])
def test_a_broken_file_beside_a_good_one_is_not_left_out_in_silence(broken: str, tmp_path: Path) -> None:
    both = {"Kim Min-ji.ipynb", "Kim Min-ji (1).ipynb"}
    files = {name: b"{" if name == broken else notebook(3) for name in both} | {"Lee.ipynb": notebook(3)}
    listed = keep_latest(collect_files(folder_of(tmp_path, files), STEMS))
    (good,) = both - {broken}
    notes = {one.place: one.notes for one in listed if one.notes}
    (note,) = notes.pop(good)
    reason = next(one.reason for one in listed if one.place == broken)
    assert note == f"several files of this student; taken: {good}; not taken: {broken} ({reason})"
    assert not notes


@both
def test_droppings_are_not_seen(tmp_path: Path, make) -> None:
    files = {
        "Kim/03.ipynb": notebook(3),
        "Kim/.ipynb_checkpoints/03-checkpoint.ipynb": notebook(3, "9"),
        "Kim/._03.ipynb": b"\0\5\x16\7",
        "Kim/.DS_Store": b"x",
        "Kim/Thumbs.db": b"x",
        "__MACOSX/Kim/._03.ipynb": b"\0\5\x16\7",
    }
    assert told(collect_files(make(tmp_path, files), STEMS)) == [("Kim", "", "03")]


@both
def test_what_is_no_notebook_comes_back_with_a_reason(tmp_path: Path, make) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("03.ipynb", notebook(3))
    files = {
        "Kim/03.ipynb": notebook(3),
        "Lee/all.zip": inner.getvalue(),
        "Park/essay.docx": b"PK",
        "Cho/03.ipynb": b"",
        "Yun/03.ipynb": b'{"cells": [',
        "Han/03.ipynb": b"[" * 100_000,
        "Shin/notes.ipynb": nbformat.writes(
            nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("x")])
        ).encode(),
    }
    reasons = {one.student.name: one.reason for one in collect_files(make(tmp_path, files), STEMS)}
    assert reasons["Kim"] == ""
    assert "archive inside" in reasons["Lee"]
    assert ".docx file, not a notebook" in reasons["Park"]
    assert "empty" in reasons["Cho"]
    assert "not valid JSON" in reasons["Yun"]
    assert "nested" in reasons["Han"]
    assert "no answer of any exercise" in reasons["Shin"]
    assert all("\n" not in reason for reason in reasons.values())


@both
def test_a_huge_file_is_refused(tmp_path: Path, make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collect, "MOST_BYTES", 10_000_000)
    given = make(tmp_path, {"Kim/03.ipynb": b" " * 11_000_000, "Lee/03.ipynb": notebook(3)})
    assert told(collect_files(given, STEMS)) == [
        ("Kim", "", "larger than 10 MB, and no exercise is"),
        ("Lee", "", "03"),
    ]


def test_a_file_that_has_grown_since_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = folder_of(tmp_path, {"kim/03.ipynb": notebook(3)})
    (found,) = collect_files(given, STEMS)
    (given / "kim" / "03.ipynb").write_bytes(notebook(3) + b" " * 1_000_000)
    assert len(found.read()) > 1_000_000
    monkeypatch.setattr(collect, "MOST_BYTES", 1_000_000)
    with pytest.raises(NotGradable, match="larger than 1 MB"):
        found.read()


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    given = folder_of(tmp_path, {"Kim/03.ipynb": notebook(3)})
    (tmp_path / "secret.ipynb").write_bytes(notebook(1))
    (given / "Kim" / "01.ipynb").symlink_to(tmp_path / "secret.ipynb")
    (given / "Lee").symlink_to(given, target_is_directory=True)
    os.mkfifo(given / "Kim" / "pipe.ipynb")
    assert sorted(one.reason for one in collect_files(given, STEMS)) == [
        "",
        *["a link or device, not a file"] * 3,
    ]


def test_a_single_file_and_nothing(tmp_path: Path) -> None:
    path = tmp_path / "kim.ipynb"
    path.write_bytes(notebook(3))
    assert told(collect_files(path, STEMS)) == [("kim", "", "03")]
    with pytest.raises(NotGradable, match="no such folder"):
        collect_files(tmp_path / "none", STEMS)
    (tmp_path / "bad.zip").write_bytes(b"PK nothing")
    with pytest.raises(NotGradable, match="not a readable zip"):
        collect_files(tmp_path / "bad.zip", STEMS)


def test_the_form_is_known_from_the_file(tmp_path: Path) -> None:
    lost = json.loads(notebook(3))
    lost["cells"].insert(
        0,
        {
            "cell_type": "markdown",
            "id": "t",
            "metadata": {},
            "source": "# X\n\nThis is form **blue-7**. Other",
        },
    )
    given = folder_of(
        tmp_path,
        {
            "a.ipynb": notebook(3, variant="red"),
            "b.ipynb": json.dumps(lost).encode(),
            "c.ipynb": notebook(3),
        },
    )
    assert [one.variant for one in collect_files(given, STEMS)] == ["red", "blue-7", ""]


@pytest.mark.parametrize(
    ("text", "shown"),
    [("a\nb\tc", "a b c"), ("x\u202egnp.exe", "xgnp.exe"), ("\ud800", " "), ("한글", "한글")],
)
def test_names_are_one_line_that_can_be_printed(text: str, shown: str) -> None:
    assert clean(text) == shown
    clean(text).encode()
