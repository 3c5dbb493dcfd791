"""An installed copy, used as people use it: away from a checkout, in a folder of theirs.

The wheel is built once, without a network, and unpacked into a folder that stands for site-packages.
"""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.python_forks import Forks
from support.shared import ROOT

HERE = "아시아 2017"  # a folder's name with a blank, beyond ASCII


@pytest.fixture(scope="module")
def forks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Forks]:
    """Pythons that find the installed package, which is in a folder with nothing else."""
    folder = tmp_path_factory.mktemp("site") / "설치"
    wheels = tmp_path_factory.mktemp("wheel")
    code = f"from hatchling.build import build_wheel; print(build_wheel({str(wheels)!r}))"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True)
    (wheel,) = wheels.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(folder)
    started = Forks(folder)  # the copy goes before the checkout, which this Python knows too
    yield started
    started.stop()


class Reader:
    """Somebody who has installed the package, works in a folder, and has a place for such data."""

    def __init__(self, forks: Forks, folder: Path, data: Path) -> None:
        self.forks, self.site, self.folder, self.data = forks, forks.path, folder, data

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        away = ("PYTEST_VERSION", "TRILATERAL_UNATTENDED", "NBGRADER_EXECUTION")
        own = {name: value for name, value in os.environ.items() if name not in away}
        places = dict.fromkeys(("XDG_DATA_HOME", "LOCALAPPDATA", "HOME"), str(self.data))
        return self.forks.run(command, {**own, **places}, self.folder)

    def says(self, code: str) -> str:
        done = self.run("-c", code)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def kept(self) -> dict[str, str]:
        """What is kept in the reader's own place."""
        found = list(self.data.rglob("progress.json"))
        return json.loads(found[0].read_text())["done"] if found else {}


@pytest.fixture
def reader(forks: Forks, tmp_path: Path) -> Reader:
    """A reader at work in a folder that holds nothing."""
    (folder := tmp_path / HERE).mkdir()
    return Reader(forks, folder, tmp_path / "own")


def files_of(site: Path) -> set[Path]:
    return {path for path in site.rglob("*") if path.is_file() and "__pycache__" not in path.parts}


def test_the_copy_is_the_one_that_is_used(reader: Reader) -> None:
    assert reader.says("import trilateral; print(trilateral.__file__)").startswith(str(reader.site))


def test_check_hint_load_and_timeline_work_and_nothing_is_written_into_the_copy(reader: Reader) -> None:
    before = files_of(reader.site)
    said = reader.says(
        "from trilateral import Timeline, check, hint, load\n"
        "check('2.10', 'a'); check('2.10', 'c'); hint('3.1')\n"
        "events = load('events'); print(len(events), Timeline(events))"
    ).splitlines()
    assert said[0].startswith("2.10: not yet.")
    assert said[1] == "2.10: right."
    assert said[2].startswith("3.1, hint 1 of 3: ")
    assert int(said[3].split()[0]) > 100
    assert "Timeline(" in said[3]
    assert reader.kept() == {"2.10": "right"}
    assert files_of(reader.site) == before
    assert list(reader.folder.iterdir()) == []
    shown = reader.run("-m", "trilateral", "progress")
    assert shown.returncode == 0
    assert "02 two neighbours" in shown.stdout
    assert " 1 of 10 right" in shown.stdout


def test_the_former_import_lines_work(reader: Reader) -> None:
    said = reader.says(
        "from trilateral.check import check, hint\nfrom trilateral.load import load\n"
        "from trilateral.progress import finish\ncheck('2.10', 'c'); finish('02'); print(len(load('claims')))"
    )
    assert said == "2.10: right.\nNotebook 02 is done.\n65\n"
    assert reader.kept() == {"02": "done", "2.10": "right"}


def test_a_file_is_checked_wherever_it_lies(reader: Reader) -> None:
    shutil.copy(ROOT / "exercises" / "02-exercise.ipynb", reader.folder)
    done = reader.run("-m", "trilateral", "check", "02-exercise.ipynb", "--timeout", "60")
    assert done.returncode == 1, done.stderr
    assert "2.1: not attempted." in done.stdout
    assert "02-exercise.ipynb: 0 of 10 right" in done.stdout


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (["notebooks"], "there are no notebooks of the course here."),
        (["forms"], "an installed copy has no solutions."),
        (["build", "03"], "an installed copy has no solutions."),
        (["release", "--variant", "kim"], "an installed copy has no solutions."),
        (["grade", ".", "--out", "results"], "an installed copy has no solutions."),
    ],
    ids=lambda value: value[0] if isinstance(value, list) else "",
)
def test_a_command_with_nothing_to_do_says_so_and_ends_with_2(
    reader: Reader, command: list[str], says: str
) -> None:
    done = reader.run("-m", "trilateral", *command)
    assert done.returncode == 2
    assert done.stderr.startswith(f"trilateral: {says}")
    assert done.stderr.count("\n") == 1
    assert list(reader.folder.iterdir()) == []


def course(folder: Path, *numbers: str) -> Path:
    """Put a course with some exercises into a folder, and return the folder of its notebooks."""
    for what in ("questions", "keys"):
        (folder / "exercises" / what).mkdir(parents=True)
        for number in numbers:
            shutil.copy(ROOT / "exercises" / what / f"{number}.json", folder / "exercises" / what)
    (folder / "notebooks").mkdir()
    (folder / "notebooks" / "02-two-neighbours.ipynb").write_text("{}")
    return folder / "notebooks"


@pytest.mark.parametrize("place", ["notebooks", "exercises", "notebooks/mine", "exercises/week 3", "."])
def test_in_a_course_what_is_done_is_kept_beside_its_exercises(reader: Reader, place: str) -> None:
    course(reader.folder, "02")
    (work := reader.folder / place).mkdir(exist_ok=True)
    top, reader.folder = reader.folder, work
    assert reader.says("from trilateral import check; check('2.10', 'c')") == "2.10: right.\n"
    assert json.loads((top / ".trilateral" / "progress.json").read_text()) == {"done": {"2.10": "right"}}
    assert reader.kept() == {}


FOLDERS = {
    "a folder of that name": {"questions/mine.txt": "Why?"},
    "an empty folder": {"questions/": ""},
    "json of something else": {"questions/02.json": '{"questions": {"2.10": "b"}}'},
    "json that is none": {"questions/02.json": "{", "keys/02.json": ""},
    "exercises of a gym": {"exercises/questions/02.json": "[]", "exercises/run.txt": "5 km"},
}


@pytest.mark.parametrize("files", FOLDERS.values(), ids=FOLDERS)
def test_a_folder_that_only_has_the_name_is_not_taken_for_the_exercises(
    reader: Reader, files: dict[str, str]
) -> None:
    for name, content in files.items():
        path = reader.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.mkdir() if name.endswith("/") else path.write_text(content)
    assert reader.says("from trilateral import check; check('2.10', 'c')") == "2.10: right.\n"
    assert reader.kept() == {"2.10": "right"}


def test_a_course_that_cannot_be_written_keeps_it_in_the_readers_own_place(reader: Reader) -> None:
    course(reader.folder, "02")
    code = (
        "import os; real = os.access\n"  # not by its mode: to root all is writable
        f"os.access = lambda path, mode: {HERE!r} not in str(path) and real(path, mode)\n"
        "from trilateral import check; check('2.10', 'c')"
    )
    assert reader.says(code) == "2.10: right.\n"
    assert reader.kept() == {"2.10": "right"}
    assert not (reader.folder / ".trilateral").exists()


def test_no_place_to_write_at_all_is_no_trouble(reader: Reader) -> None:
    reader.data.write_text("a file stands in the way")
    assert reader.says("from trilateral import check; check('2.10', 'c')") == "2.10: right.\n"


def test_a_folder_that_was_deleted_meanwhile_is_no_trouble(reader: Reader) -> None:
    code = f"import os, shutil; shutil.rmtree({str(reader.folder)!r})\n"
    code += "from trilateral import check; check('2.10', 'c')"
    if os.name != "nt":
        assert reader.says(code) == "2.10: right.\n"
