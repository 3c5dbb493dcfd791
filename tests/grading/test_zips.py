"""What is in a zip from Moodle or Canvas, and odd things in one."""

import io
import zipfile
from pathlib import Path

import pytest
from support.classroom import STEMS, folder_of, notebook, told, zip_of

from trilateral.grading.model import NotGradable
from trilateral.grading.submissions import collect, members
from trilateral.grading.submissions.collect import collect_files, keep_latest

both = pytest.mark.parametrize("make", [folder_of, zip_of], ids=["folder", "zip"])


@both
@pytest.mark.parametrize("between", ["/", ""], ids=["folders", "flat"])
def test_a_zip_from_moodle(tmp_path: Path, make, between: str) -> None:
    files = {
        f"Min-su Kim_12345_assignsubmission_file_{between}file.ipynb": notebook(3),
        f"花子 佐藤_12346_assignsubmission_file_{between}03.ipynb": notebook(3),
        f"Min-su Kim_99999_assignsubmission_file_{between}file.ipynb": notebook(3, "2"),
    }
    found = collect_files(make(tmp_path, files), STEMS)
    assert sorted(told(found)) == [
        ("Min-su Kim", "12345", "03"),
        ("Min-su Kim", "99999", "03"),
        ("花子 佐藤", "12346", "03"),
    ]
    assert {one.student.platform for one in found} == {"moodle"}
    assert len({one.student.key for one in found}) == 3, "two of the same name are two"


def test_a_moodle_zip_of_one_student(tmp_path: Path) -> None:
    given = zip_of(tmp_path, {"Ann Lee_7_assignsubmission_file_/x.ipynb": notebook(3)})
    assert told(collect_files(given, STEMS)) == [("Ann Lee", "7", "03")]


@both
def test_a_zip_from_canvas(tmp_path: Path, make) -> None:
    files = {
        "kimminsu_12345_67890_03-three-at-the-table.ipynb": notebook(3),
        "kimminsu_12345_67999_03-three-at-the-table-1.ipynb": notebook(3, "2"),
        "satohanako_LATE_222_68000_my_file_3_400_x.ipynb": notebook(3),
    }
    found = collect_files(make(tmp_path, files), STEMS)
    assert told(found) == [
        ("kimminsu", "12345", "03"),
        ("kimminsu", "12345", "03"),
        ("satohanako", "222", "03"),
    ]
    assert [one.late for one in found] == [False, False, True]
    newest = [one for one in keep_latest(found) if one.counts]
    assert [one.place for one in newest] == [
        "kimminsu_12345_67999_03-three-at-the-table-1.ipynb",
        "satohanako_LATE_222_68000_my_file_3_400_x.ipynb",
    ]
    assert "67890" in newest[0].notes[0]


def test_a_zip_that_lies_about_a_size_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given = zip_of(tmp_path, {"Kim/03.ipynb": b" " * 5_000_000, "Lee/03.ipynb": notebook(3)})
    content = given.read_bytes()
    given.write_bytes(content.replace((5_000_000).to_bytes(4, "little"), (50).to_bytes(4, "little")))
    monkeypatch.setattr(collect, "MOST_BYTES", 1_000_000)
    kim, lee = collect_files(given, STEMS)
    assert kim.reason
    assert lee.exercise == "03"


def test_a_zip_with_too_much_in_it_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given = zip_of(tmp_path, {f"{n}/03.ipynb": b"x" for n in range(12)})
    monkeypatch.setattr(members, "MOST_FILES", 10)
    with pytest.raises(NotGradable, match="more than 10 files"):
        collect_files(given, STEMS)


@pytest.mark.parametrize(
    "name", ["../../etc/x.ipynb", "/etc/x.ipynb", "C:\\x.ipynb", "a/../../x.ipynb", "..\\x.ipynb"]
)
def test_a_name_that_leads_out_of_the_zip_is_refused(tmp_path: Path, name: str) -> None:
    given = zip_of(tmp_path, {name: notebook(3), "Lee/03.ipynb": notebook(3)})
    found = {one.reason: one.exercise for one in collect_files(given, STEMS)}
    assert found == {"its name leads out of the zip": "", "": "03"}
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["in.zip"], "nothing is unpacked"


def test_links_and_locked_files_in_a_zip_are_refused(tmp_path: Path) -> None:
    given = tmp_path / "in.zip"
    link = zipfile.ZipInfo("Kim/03.ipynb")
    link.external_attr = 0o120777 << 16
    with zipfile.ZipFile(given, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("Lee/03.ipynb", notebook(3))
    content = bytearray(given.read_bytes())
    place = content.index(b"PK\1\2", content.index(b"PK\1\2") + 1)
    content[place + 8] |= 1
    given.write_bytes(content)
    assert [one.reason for one in collect_files(given, STEMS)] == [
        "a link, not a file",
        "locked with a password; ask for it without one",
    ]


def test_names_that_macs_write_are_read(tmp_path: Path) -> None:
    given = zip_of(tmp_path, {"민수/03.ipynb": notebook(3), "José/03.ipynb": notebook(3)})
    content = given.read_bytes().replace("José".encode(), "José".encode())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        flags = {entry.flag_bits & 0x800 for entry in archive.infolist()}
    assert flags == {0x800}
    # The flag that says UTF-8, away from every header:
    raw = bytearray(content)
    for mark, offset in ((b"PK\3\4", 7), (b"PK\1\2", 9)):
        place = -1
        while (place := raw.find(mark, place + 1)) >= 0:
            raw[place + offset] &= ~0x08
    given.write_bytes(raw)
    assert {one.student.name for one in collect_files(given, STEMS)} == {"민수", "José"}


def test_a_damaged_entry_costs_one_file(tmp_path: Path) -> None:
    given = zip_of(tmp_path, {"Kim/03.ipynb": notebook(3) * 50, "Lee/03.ipynb": notebook(3)})
    raw = bytearray(given.read_bytes())
    raw[60:90] = b"\xff" * 30
    given.write_bytes(raw)
    kim, lee = collect_files(given, STEMS)
    assert kim.reason
    assert lee.exercise == "03"
