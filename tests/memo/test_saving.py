"""The memo's files: what is written, and what is never written over."""

import re
from pathlib import Path

import pytest
from support.memo import brief

from trilateral.memo.memo import BriefError
from trilateral.memo.render import slug


def test_it_saves_both_forms_and_again(tmp_path: Path) -> None:
    paths = brief().save(tmp_path / "briefs")
    assert [path.name for path in paths] == ["kim-meet.md", "kim-meet.html"]
    first = [path.read_bytes() for path in paths]
    assert first[0].decode().startswith(brief().markdown())
    assert brief().save(tmp_path / "briefs") == paths
    assert [path.read_bytes() for path in paths] == first
    brief(advice="Wait.").save(tmp_path / "briefs")
    assert "Wait." in paths[0].read_text(encoding="utf-8")


@pytest.mark.parametrize("change", ["by hand", "other author", "not a memo", "bytes"])
def test_it_does_not_replace_what_is_not_its_own(tmp_path: Path, change: str) -> None:
    made = brief()
    paths = made.save(tmp_path)
    if change == "by hand":
        paths[0].write_text(paths[0].read_text(encoding="utf-8").replace("soon", "late"), encoding="utf-8")
    elif change == "other author":
        paths = brief(author="KIM").save(tmp_path / "other")
        for path in paths:  # a name that makes the same file name, in a shared folder
            path.replace(tmp_path / path.name)
    elif change == "not a memo":
        paths[0].write_text("My notes", encoding="utf-8")
    else:
        paths[0].write_bytes(b"\xff\xfe")
    before = {path: path.read_bytes() for path in tmp_path.glob("*.*")}
    with pytest.raises(BriefError, match=r"kim-meet\.md is there already"):
        brief(advice="Wait.").save(tmp_path)
    assert {path: path.read_bytes() for path in tmp_path.glob("*.*")} == before


def test_if_one_of_the_two_is_foreign_neither_is_written(tmp_path: Path) -> None:
    (tmp_path / "kim-meet.html").write_text("My page", encoding="utf-8")
    with pytest.raises(BriefError, match=r"kim-meet\.html"):
        brief().save(tmp_path)
    assert not (tmp_path / "kim-meet.md").exists()


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "briefs").write_text("not a folder", encoding="utf-8")
    with pytest.raises(BriefError, match=r"/briefs cannot be written to \(.+\)\. Save the memo into another"):
        brief().save(tmp_path / "briefs")


def test_names_of_files_are_safe_in_any_script() -> None:
    assert slug("../../etc/passwd") == "etc-passwd"
    assert slug("김 / 회담?") == "김-회담"
    assert slug("***") == "brief"
    one, other = slug("x" * 300 + "1"), slug("x" * 300 + "2")
    assert one != other
    assert re.fullmatch(r"x{50}-[0-9a-f]{8}", one)
    assert slug("x" * 60) == "x" * 60
    assert slug("x" * 61) != "x" * 61
