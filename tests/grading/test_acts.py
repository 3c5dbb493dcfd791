"""The acts of `acts.py`, tried."""

import struct
import unicodedata
import zipfile
import zlib
from pathlib import Path

import pytest
from grading.acts import ZIPS
from support.classroom import STEMS, folder_of, notebook, zip_of

from trilateral.grading.model import NotGradable
from trilateral.grading.submissions import members
from trilateral.grading.submissions.collect import collect_files


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
    said = [line for one in found for line in one.doubts if "how its names are written" in line]
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
    assert (found.student.name, found.exercise, found.doubts) == ("金", "03", ())


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
    assert any("node_modules: holds 163 files" in line for one in found for line in one.doubts)


def test_too_many_files_of_everybody_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(members, "MOST_FILES", 100)
    with pytest.raises(NotGradable, match="more than 100 files"):
        collect_files(zip_of(tmp_path, {f"{n}/03.ipynb": b"x" for n in range(120)}), STEMS)
