"""A whole hub's work is gathered: what lies in homes, what users do there. Nothing leads out of a home."""

import os
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from support.classroom import STEMS, notebook, told

from trilateral.cli import main
from trilateral.errors import UserError
from trilateral.grading import gather as module
from trilateral.grading.gather import Gathered, gather
from trilateral.grading.submissions.collect import collect_files
from trilateral.grading.submissions.reader import MOST_BYTES

pytestmark = pytest.mark.skipif(os.name == "nt", reason="homes lie on a server, with Linux or macOS")
SECRET = b'{"cells": [], "metadata": {"secret": 1}, "nbformat": 4, "nbformat_minor": 5}'
FILE = "03-three-at-the-table.ipynb"


@pytest.fixture
def homes(tmp_path: Path) -> Path:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / FILE).write_bytes(SECRET)
    (tmp_path / "homes").mkdir()
    return tmp_path / "homes"


def home(homes: Path, user: str, *files: str, course: str = "trilateral") -> Path:
    exercises = homes / user / course / "exercises"
    for name in files:
        (exercises / name).parent.mkdir(parents=True, exist_ok=True)
        (exercises / name).write_bytes(notebook())
    return exercises


def taken(out: Path) -> list[str]:
    return sorted(
        path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file() and path.name[0] != "."
    )


USERS = [
    "kim.minji",
    "김민지",
    "佐藤",
    "o'brien",
    "x@school.kr",
    "week1",
    "group2",
    "exercise-03",
    "a b",
    "-rf",
    "josé",
    "12345_assignsubmission_file",
    "kim_1_2222_x",
    "Copy of lee",
    "$(id)",
]


def test_whatever_a_user_is_called_the_work_is_theirs(homes: Path, tmp_path: Path) -> None:
    for user in USERS:
        home(homes, user, FILE, "mine/again.ipynb")
    found = gather(homes, tmp_path / "out")
    assert {one.user: one.files for one in found} == dict.fromkeys(USERS, 2)
    graded = {(student, exercise) for student, _, exercise in told(collect_files(tmp_path / "out", STEMS))}
    assert graded == {(user, "03") for user in USERS}


def link(path: Path, to: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(to)


# What is done in the home of "eve", beside the good work of "kim"; what is said of her.
ACTS: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "her home is a link": (lambda homes, secret: link(homes / "eve", secret), "not followed"),
    "the course is a link": (
        lambda homes, secret: link(homes / "eve/trilateral", secret.parent),
        "not followed",
    ),
    "the exercises are a link": (
        lambda homes, secret: link(homes / "eve/trilateral/exercises", secret),
        "not followed",
    ),
    "the exercises are a link to a neighbour's": (
        lambda homes, _: link(homes / "eve/trilateral/exercises", homes / "kim/trilateral/exercises"),
        "not followed",
    ),
    "an exercise is a link": (
        lambda homes, secret: link(home(homes, "eve") / FILE, secret / FILE),
        "not followed",
    ),
    "a folder in it is a link": (
        lambda homes, secret: link(home(homes, "eve") / "mine", secret),
        "no notebook",
    ),
    "a link to itself": (lambda homes, _: link(home(homes, "eve") / FILE, Path(FILE)), "not followed"),
    "a pipe that nobody writes to": (
        lambda homes, _: (
            home(homes, "eve", "x").joinpath("x").unlink(),
            os.mkfifo(home(homes, "eve") / FILE),
        ),
        "pipe",
    ),
    "a folder called like a notebook": (
        lambda homes, _: (home(homes, "eve") / FILE).mkdir(parents=True),
        "no notebook",
    ),
    "a file in the course's place": (
        lambda homes, _: ((homes / "eve").mkdir(), (homes / "eve/trilateral").write_text("")),
        "not followed",
    ),
    "nothing yet": (lambda homes, _: (homes / "eve").mkdir(), "No such file"),
    "an empty folder": (
        lambda homes, _: home(homes, "eve").mkdir(parents=True),
        "no notebook in trilateral/exercises",
    ),
    "only what reset has kept, and Jupyter": (
        lambda homes, _: home(homes, "eve", f"old/{FILE}", f".ipynb_checkpoints/{FILE}", f"solutions/{FILE}"),
        "no notebook",
    ),
    "folder in folder in folder": (
        lambda homes, _: home(homes, "eve", "a/b/c/d/e.ipynb"),
        "too many folders",
    ),
    "a huge file": (
        lambda homes, _: os.truncate(home(homes, "eve", FILE) / FILE, MOST_BYTES + 1),
        "larger than",
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_one_home_never_stops_the_rest_and_nothing_leads_out_of_it(
    homes: Path, tmp_path: Path, act: str, capsys: pytest.CaptureFixture[str]
) -> None:
    home(homes, "kim", FILE)
    do, expected = ACTS[act]
    do(homes, tmp_path / "secret")
    assert main(["gather", str(homes), "--out", str(tmp_path / "out")]) == 0
    assert taken(tmp_path / "out") == [f"kim/{FILE}"]
    assert not any(
        path.is_symlink() or path.read_bytes() == SECRET for path in (tmp_path / "out").rglob("*.ipynb")
    )
    said = capsys.readouterr().out
    lines = [line for line in said.splitlines() if line.startswith("eve: ")]
    assert lines[0].startswith("eve: nothing gathered") and expected in " ".join(lines)
    assert "2 homes, 1 with work: 1 notebook" in said


def test_a_link_put_in_place_a_moment_before_is_not_followed(
    homes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exercises, real = home(homes, "eve", f"mine/{FILE}", FILE), os.open

    def slow(name: str, flags: int, **where: int) -> int:
        for path in (exercises / "mine", exercises / FILE):
            if name == path.name and not path.is_symlink():
                path.rename(path.with_name("aside"))
                path.symlink_to(tmp_path / "secret" / (FILE if name == FILE else ""))
        return real(name, flags, **where)

    monkeypatch.setattr(module.os, "open", slow)
    monkeypatch.setattr(module.os, "supports_dir_fd", {slow})
    (found,) = gather(homes, tmp_path / "out")
    assert found.files == 0 and "not followed" in " ".join(found.left)


def test_an_unreadable_home_is_named(homes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home(homes, "kim", FILE), home(homes, "lee", FILE)
    real = os.open

    def refused(name: str, flags: int, **where: int) -> int:
        if name == "lee":
            raise PermissionError(13, "Permission denied", name)
        return real(name, flags, **where)

    monkeypatch.setattr(module.os, "open", refused)
    monkeypatch.setattr(module.os, "supports_dir_fd", {refused})
    assert gather(homes, tmp_path / "out")[1] == Gathered(
        "lee", missing="trilateral/exercises (Permission denied)"
    )


def test_the_littlest_hubs_prefix_is_no_part_of_a_name_and_leads_nowhere(homes: Path, tmp_path: Path) -> None:
    for name in ("jupyter-kim", "ubuntu", "jupyter-..", "jupyter-", "jupyter-.x", "jupyter-jupyter-lee"):
        home(homes, name, FILE)
    found = gather(homes, tmp_path / "a" / "out", prefix="jupyter-")
    assert [one.user for one in found] == ["jupyter-lee", "kim"]
    assert [path.name for path in (tmp_path / "a").iterdir()] == ["out"]


def test_times_stay_and_nobody_else_can_look_in(homes: Path, tmp_path: Path) -> None:
    os.utime(home(homes, "kim", FILE, course="course/2026") / FILE, (5, 5))
    gather(homes, tmp_path / "out", course="course/2026")
    assert (tmp_path / "out/kim" / FILE).stat().st_mtime == 5
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_one_user_cannot_fill_the_disk(homes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home(homes, "eve", *(f"{number}.ipynb" for number in range(9)))
    monkeypatch.setattr(module, "MOST_FILES", 4)
    (found,) = gather(homes, tmp_path / "out")
    assert (found.files, len(found.left)) == (4, 5)
    monkeypatch.setattr(module, "MOST_IN_ALL", 2 * len(notebook()))
    (found,) = gather(homes, tmp_path / "again")
    assert (found.files, len(found.left)) == (2, 7)


def test_nothing_is_written_over_and_a_second_time_goes_elsewhere(homes: Path, tmp_path: Path) -> None:
    home(homes, "kim", FILE)
    out = homes / "monday"  # beside the homes: no user's
    assert len(gather(homes, out)) == 1
    (out / "kim" / "marks.txt").write_text("mine")
    with pytest.raises(UserError, match="monday is there already"):
        gather(homes, out)
    assert (out / "kim" / "marks.txt").read_text() == "mine"
    (tmp_path / "empty").mkdir()
    assert taken(tmp_path / "empty") == [] and len(gather(homes / "", tmp_path / "empty")) == 2


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["HOMES/../home", "--out", "OUT"], "cannot be read (No such file or directory). Is it homes?"),
        (
            ["HOMES", "--out", "OUT", "--course", "../x"],
            "--course ../x: give the name of a folder within a home",
        ),
        (["HOMES", "--out", "OUT", "--course", "/etc"], "--course /etc"),
        (["HOMES", "--out", "HOMES/kim"], "is there already"),
    ],
)
def test_what_cannot_be_is_said_in_a_line(
    homes: Path, tmp_path: Path, options: list[str], expected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    home(homes, "kim", FILE)
    given = [word.replace("HOMES", str(homes)).replace("OUT", str(tmp_path / "out")) for word in options]
    assert main(["gather", *given]) == 2
    said = capsys.readouterr().err
    assert expected.partition(". Is")[0] in said and said.count("\n") == 1
    assert not (tmp_path / "out").exists()


def test_a_full_disk_leaves_nothing_half_done(
    homes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home(homes, "kim", FILE)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module.os, "utime", full)
    with pytest.raises(UserError, match="No space left"):
        gather(homes, tmp_path / "out")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["homes", "secret"]
    monkeypatch.undo()
    shutil.rmtree(homes / "kim")
    assert gather(homes, tmp_path / "out") == []
