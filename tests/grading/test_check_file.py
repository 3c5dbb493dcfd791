"""`trilateral check`: a whole file by its keys."""

import importlib
import io
from pathlib import Path

import pytest
from support.hostile import corpus
from support.hostile.exercise import answered

from trilateral.cli import main
from trilateral.exercises.build import make_questions, write_json
from trilateral.exercises.keys import make_key
from trilateral.exercises.messages import line, sentence
from trilateral.exercises.progress import lines
from trilateral.exercises.source import read_exercise
from trilateral.grading.check_file import check_file, check_files, is_own
from trilateral.grading.isolation import bubblewrap
from trilateral.grading.model import NoSandbox, NotGradable

check_module = importlib.import_module("trilateral.grading.check_file")
checking = importlib.import_module("trilateral.exercises.check")


@pytest.fixture
def home(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder: questions and keys (made cheaply), no solutions."""
    monkeypatch.setattr(checking, "COST", {"n": 2, "r": 1, "p": 1, "maxmem": 2**20, "dklen": 32})
    checking._derive.cache_clear()
    made = read_exercise(folder / "solutions" / "42-odd.ipynb")
    write_json(tmp_path / "questions" / "42.json", make_questions(made))
    write_json(tmp_path / "keys" / "42.json", make_key(made))
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    checking._derive.cache_clear()


def test_check_says_what_the_check_cells_say(home: Path, blank: dict) -> None:
    answers = {"a1": "answer_42_1 = 'x'", "a2": "answer_42_2 = 'Tokyo'", "a3": "answer_42_3 = ..."}
    (home / "mine.ipynb").write_bytes(corpus.dumped(answered(blank, **answers)))
    outcomes, _ = check_file(home / "mine.ipynb", 30)
    given = {"42.1": "x", "42.2": "Tokyo", "42.3": ..., "42.4": lambda number: number * number}
    verdicts = [checking.judge(question, answer) for question, answer in given.items()]
    assert [one.verdict for one in outcomes] == verdicts
    lines = [line(question, verdict) for question, verdict in zip(given, verdicts, strict=True)]
    assert [one.message for one in outcomes] == lines
    assert [one.kind for one in verdicts] == ["wrong", "wrong", "blank", "right"]


# What an answer's cell holds, and the sentence: as in the notebook (tests/exercises/test_executions.py).
ASTRAY = [
    ("answer_42_1 == 5", "compares `answer_42_1` with a value (==) and stores nothing. Write one =."),
    ("answer_42_1: 5", "has a colon after `answer_42_1` and stores nothing. Write = instead."),
    ("Answer_42_1 = 5", "gives `Answer_42_1` a value; this check looks for `answer_42_1`."),
    ("2 + 3", "works out a value and gives it to no name. Write `answer_42_1 = ` before it."),
    ("answer_42_1 = print(5)", "is nothing (None): print only shows a value and gives nothing back."),
    ("answer_42_1 = [].append(5)", "is nothing (None): .append() changes what stands before it"),
]


def test_a_file_and_a_notebook_say_it_in_the_same_words(home: Path, blank: dict) -> None:
    for acts in (ASTRAY[:4], ASTRAY[4:]):  # as many as the exercise has questions
        given = {f"a{n}": source.replace("42_1", f"42_{n}") for n, (source, _) in enumerate(acts, 1)}
        (home / "mine.ipynb").write_bytes(corpus.dumped(answered(blank, **given)))
        outcomes, _ = check_file(home / "mine.ipynb", 30)
        for n, ((_, said), outcome) in enumerate(zip(acts, outcomes, strict=False), 1):
            assert f"42.{n}: your answer {said.replace('42_1', f'42_{n}')}" in outcome.message
            assert sentence(f"42.{n}", outcome.verdict.reason) in outcome.message


def test_check_takes_no_other_form(home: Path, blank: dict) -> None:
    other = {**blank, "metadata": {**blank["metadata"], "trilateral": {"variant": "blue"}}}
    (home / "mine.ipynb").write_bytes(corpus.dumped(other))
    with pytest.raises(NotGradable, match=r"the file is form blue, .+ are the common form"):
        check_file(home / "mine.ipynb", 30)


def test_check_ends_with_0_1_or_2(home: Path, blank: dict, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad, none = home / "good.ipynb", home / "bad.ipynb", home / "none.ipynb"
    good.write_bytes(corpus.dumped(answered(blank)))
    bad.write_bytes(corpus.dumped(answered(blank, a2="1 / 0", a3="while True: pass")))
    none.write_bytes(b"\xef\xbb\xbf{")
    assert main(["check", str(good)]) == 0
    shown = capsys.readouterr()
    assert shown.out.endswith("42.4: right.\ngood.ipynb: 4 of 4 right, 8 of 8 points.\n")
    assert "run as you" in shown.err
    assert main(["check", "--timeout", "4", str(bad)]) == 1
    said = capsys.readouterr().out
    assert (
        "42.2: line 1 of your answer, `1 / 0`, stops with an error. ZeroDivisionError: division by zero."
        in said
    )
    assert "42.3: stopped: it ran longer than 4 s." in said and "Traceback" not in said
    assert main(["check", str(none), str(home / "nowhere.ipynb")]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2 and "none.ipynb: cannot be checked: not a notebook" in said[0]
    assert "No such file" in said[1]


def test_a_file_name_reaches_the_terminal_without_its_escapes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "a\x1b[2Jfriend\u202e.ipynb"
    path.write_bytes(b"{")
    assert check_files([path], 10.0) == 2
    said = capsys.readouterr().err
    assert "friend" in said
    assert "\x1b" not in said
    assert "\u202e" not in said


class Screen(io.StringIO):
    """What a person types."""

    def isatty(self) -> bool:
        return True


TRACE = "import os, pathlib\npathlib.Path({0!r}).write_text('x')\nanswer_42_2 = 'Seoul'"


@pytest.fixture
def elsewhere(home: Path, blank: dict, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A friend's file that leaves a trace where it can, and the trace."""
    folder = tmp_path_factory.mktemp("downloads")
    path, trace = folder / "friend.ipynb", folder / "trace"
    path.write_bytes(corpus.dumped(answered(blank, a2=TRACE.format(str(trace)))))
    return path, trace


@pytest.mark.parametrize(
    ("where", "own"),
    [
        ("mine.ipynb", True),
        ("week-3/mine.ipynb", True),
        ("../mine.ipynb", False),
        ("week-3/../../mine.ipynb", False),
        ("link.ipynb", False),
        ("/nowhere/mine.ipynb", False),
    ],
)
def test_a_file_in_the_exercises_that_we_work_in_is_our_own(where: str, own: bool, home: Path) -> None:
    (home / "week-3").mkdir()
    if where == "link.ipynb":
        try:
            (home / where).symlink_to(home.parent / "other.ipynb")
        except OSError:
            pytest.skip("links need rights there")
    assert is_own(Path(where)) == is_own(home / where) == own


def test_a_file_from_elsewhere_runs_in_the_sandbox(
    boxed: None, elsewhere: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    path, trace = elsewhere
    assert main(["check", str(path)]) == 1
    said = capsys.readouterr()
    assert not trace.exists() and "42.2" in said.out and "run as you" not in said.err
    assert all("0 of 4 right" in line for line in lines()), (
        "what a friend has had right is nobody's progress here"
    )


@pytest.mark.parametrize("typed", [None, "", "\n", "n\n", "no way\n"])
def test_without_a_sandbox_a_file_from_elsewhere_is_not_run_unasked(
    typed: str | None,
    elsewhere: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, trace = elsewhere
    monkeypatch.setattr(bubblewrap, "find", no_sandbox)
    monkeypatch.setattr("sys.stdin", None if typed is None else Screen(typed))
    monkeypatch.setattr(check_module, "unattended", lambda: False)
    assert main(["check", str(path)]) == 2
    said = capsys.readouterr().err
    assert not trace.exists()
    assert "somebody else's" in said and said.rstrip().endswith("If you trust it: --no-sandbox")
    assert len(said.splitlines()) == 1 and ("[y/N]" in said) == (typed is not None)


def test_a_script_is_not_asked(
    elsewhere: tuple[Path, Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bubblewrap, "find", no_sandbox)
    monkeypatch.setattr("sys.stdin", Screen("y\n"))
    assert main(["check", str(elsewhere[0])]) == 2
    assert "[y/N]" not in capsys.readouterr().err


@pytest.mark.parametrize("how", ["asked", "--no-sandbox"])
def test_who_trusts_a_file_from_elsewhere_may_run_it(
    how: str,
    elsewhere: tuple[Path, Path],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path, trace = elsewhere
    monkeypatch.setattr(bubblewrap, "find", no_sandbox)
    monkeypatch.setattr("sys.stdin", Screen("y\n"))
    monkeypatch.setattr(check_module, "unattended", lambda: False)
    assert main(["check", str(path), *([how] if how != "asked" else [])]) == 0
    assert trace.exists() and "run as you" in capsys.readouterr().err


def no_sandbox() -> str:
    raise NoSandbox("The sandbox needs Linux. To go on without: --no-sandbox")
