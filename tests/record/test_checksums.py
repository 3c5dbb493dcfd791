"""The record's seals: a table changes when somebody means it, and not otherwise."""

import json
import shutil
from pathlib import Path

import pytest
from support.shared import ROOT

from trilateral.cli import main
from trilateral.record.checksums import checksum_of, write_checksums
from trilateral.record.load import DataError

PACKAGE = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=lambda resource: resource["name"])
def test_the_table_is_the_one_that_was_sealed(resource: dict) -> None:
    found = checksum_of(ROOT / "data" / resource["path"])
    assert {key: resource.get(key) for key in found} == found, (
        f"data/{resource['path']} has changed. If meant: `trilateral checksums`, `trilateral notebooks`"
    )


@pytest.fixture
def record(tmp_path: Path) -> Path:
    """A record of one table, with a description that nobody has sealed."""
    (tmp_path / "a.csv").write_bytes(b"id\nx\n")
    package = {"name": "sample", "resources": [{"name": "a", "path": "a.csv", "title": "Gyeongju 경주"}]}
    (tmp_path / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    return tmp_path


def test_sealing_writes_what_the_standard_asks_for_and_keeps_the_rest(record: Path) -> None:
    assert write_checksums(record) == ["a.csv"]
    text = (record / "datapackage.json").read_text(encoding="utf-8")
    (resource,) = json.loads(text)["resources"]
    assert list(resource) == ["name", "path", "bytes", "hash", "title"]
    assert resource["bytes"] == 5
    # sha256sum of the five bytes
    assert resource["hash"] == "sha256:346af203d68d87271a46618d8c63985a31968c699f67ce5b69f9bbf0da41911c"
    assert "Gyeongju 경주" in text
    assert text.endswith("}\n")


def test_writing_twice_changes_nothing_and_one_byte_is_noticed(record: Path) -> None:
    write_checksums(record)
    before = (record / "datapackage.json").stat().st_mtime_ns
    assert write_checksums(record) == []
    assert (record / "datapackage.json").stat().st_mtime_ns == before
    (record / "a.csv").write_bytes(b"id\ny\n")
    assert write_checksums(record) == ["a.csv"]


def test_the_command_names_what_it_wrote(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["seal", "--folder", str(record)]) == 0
    assert capsys.readouterr().out == "checksum written: a.csv\n"
    assert main(["seal", "--folder", str(record)]) == 0
    assert capsys.readouterr().out == "nothing has changed\n"


def test_what_cannot_be_read_is_told_in_one_line(record: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (record / "a.csv").unlink()
    with pytest.raises(DataError, match=r"a\.csv: cannot be read \(No such file"):
        write_checksums(record)
    (record / "datapackage.json").write_text("{")
    assert main(["seal", "--folder", str(record)]) == 2
    assert "datapackage.json: cannot be read" in capsys.readouterr().err
    shutil.rmtree(record)
    assert main(["seal", "--folder", str(record)]) == 2
