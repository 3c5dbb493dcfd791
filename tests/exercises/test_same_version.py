"""Pages of one version of the course, tools of another: it is said in two lines, and nothing else is."""

import json
import shutil
from pathlib import Path

import pytest
from support.shared import ROOT

from trilateral.exercises.same_version import differences, same_version

DESCRIBED, QUESTIONS = "data/datapackage.json", "exercises/questions/03.json"


@pytest.fixture
def courses(tmp_path: Path) -> tuple[Path, Path]:
    """The pages' course and the tools'."""
    for which in ("pages", "tools"):
        for name in (DESCRIBED, QUESTIONS, "exercises/questions/04.json"):
            (tmp_path / which / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / which / name)
    return tmp_path / "pages", tmp_path / "tools"


def change(path: Path, **entries: object) -> None:
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | entries), "utf-8")


def replace(path: Path, text: str, by: str) -> None:
    content = path.read_text("utf-8")
    assert text in content
    path.write_text(content.replace(text, by, 1), "utf-8")


SILENT = {
    "the same": lambda course: None,
    "Windows' ends of lines": lambda course: [
        (course / name).write_bytes((course / name).read_bytes().replace(b"\n", b"\r\n"))
        for name in (DESCRIBED, QUESTIONS)
    ],
    "notebooks alone were copied": lambda course: [
        (course / name).unlink() for name in (DESCRIBED, QUESTIONS)
    ],
    "an exercise of the teacher's own": lambda course: (course / "exercises/questions/10.json").write_text(
        "{}"
    ),
    "an exercise that was not handed out": lambda course: (course / QUESTIONS).unlink(),
    "a form made for one student": lambda course: change(course / QUESTIONS, variant="kim", version="other"),
    "a damaged file": lambda course: [(course / name).write_text("{") for name in (DESCRIBED, QUESTIONS)],
    "a file of another shape": lambda course: [
        (course / name).write_text(text)
        for name, text in ((DESCRIBED, '{"resources": 3}'), (QUESTIONS, "[]"))
    ],
    "a folder in a file's place": lambda course: [
        (course / QUESTIONS).unlink(),
        (course / QUESTIONS).mkdir(),
    ],
}


@pytest.mark.parametrize("case", SILENT)
@pytest.mark.parametrize("which", [0, 1])
def test_nothing_is_said(courses: tuple[Path, Path], case: str, which: int) -> None:
    SILENT[case](courses[which])
    assert differences(*courses) == []


TOLD = {
    "a newer release": (lambda course: change(course / DESCRIBED, version="9.1.0"), "version 9.1.0"),
    "a corrected table": (
        lambda course: replace(course / DESCRIBED, '"hash": "sha256:', '"hash": "sha256:0'),
        "table events",
    ),
    "a table more": (
        lambda course: replace(course / DESCRIBED, '"name": "events"', '"name": "ships"'),
        "table events, table ships",
    ),
    "another question": (
        lambda course: replace(course / QUESTIONS, '"points": 1', '"points": 2'),
        "exercise 03.",
    ),
}


@pytest.mark.parametrize("case", TOLD)
@pytest.mark.parametrize("which", [0, 1])
def test_it_is_said_in_two_lines_with_what_to_do(courses: tuple[Path, Path], case: str, which: int) -> None:
    act, expected = TOLD[case]
    act(courses[which])
    what, to_do = differences(*courses)
    assert expected in what.replace("tools of", "version")
    assert "teacher" in to_do and "safe" in to_do
    assert "\n" not in what + to_do and len(what) < 250


def test_the_course_that_we_work_in_is_compared_and_here_it_agrees(
    courses: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    same_version()
    assert capsys.readouterr().out == ""
    pages, _ = courses
    change(pages / DESCRIBED, version="9.1.0")
    (pages / "notebooks").mkdir()
    monkeypatch.chdir(pages / "notebooks")
    same_version()
    assert capsys.readouterr().out.count("\n") == 2


def test_a_release_names_one_version() -> None:
    import trilateral

    assert json.loads((ROOT / DESCRIBED).read_text("utf-8"))["version"] == trilateral.__version__
