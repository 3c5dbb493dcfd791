"""A change is mutated where it was made and nowhere else, and a comma not at all."""

import difflib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from support.shared import ROOT, leave_out

from mutation import changed, run
from mutation.concerned import concerned
from mutation.model import OPERATORS, Mutant, text_of, under

FIRST = {"trilateral/a.py": "x = 1\ny = x < 2\n", "data/t.csv": "id,n\na,1\n", "notes.txt": "one\n"}


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Commit files in a repository of its own; it returns the commit."""
    if not shutil.which("git"):
        leave_out("What a change touches was not tested: that needs git. Install it from git-scm.com.")
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)

    def commit(files: dict[str, str], *, keep: bool = True) -> str:
        for name, text in files.items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
        if keep:
            git("add", "--all")
            git("-c", "commit.gpgsign=false", "commit", "-qm", "x")
        return git("rev-parse", "HEAD")

    def git(*words: str) -> str:
        who = ("-c", "user.name=x", "-c", "user.email=x@example.org")
        command = ["git", "-C", str(tmp_path), *who, *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "-q", "-b", "main")
    commit.git = git
    return commit


# --- what is compared --------------------------------------------------------------------------------------


def test_a_folder_without_history_says_so(tmp_path: Path, repository: Callable[..., str]) -> None:
    with pytest.raises(changed.NoHistory, match="git finds no history"):
        changed.base_of(tmp_path)
    repository(FIRST)
    with pytest.raises(changed.NoHistory, match=r"HEAD has no parent here\. Is the clone shallow"):
        changed.base_of(tmp_path)
    with pytest.raises(changed.NoHistory, match="'v9' is no commit here"):
        changed.base_of(tmp_path, "v9")


def test_on_main_the_commit_before_is_the_base_and_on_a_branch_where_it_left(
    tmp_path: Path, repository: Callable[..., str]
) -> None:
    first, second = repository(FIRST), repository({"notes.txt": "two\n"})
    assert changed.base_of(tmp_path) == first
    repository.git("update-ref", "refs/remotes/origin/main", second)
    assert changed.base_of(tmp_path) == first, "main as the remote has it"
    repository.git("checkout", "-qb", "branch")
    repository({"notes.txt": "three\n"})
    repository({"notes.txt": "four\n"})
    assert changed.base_of(tmp_path) == second
    assert changed.base_of(tmp_path, "HEAD~1") == repository.git("rev-parse", "HEAD~1")
    # Main went on: what others did there is not this branch's.
    repository.git("checkout", "-q", "main")
    third = repository({"data/t.csv": "id,n\na,5\n"})
    repository.git("update-ref", "refs/remotes/origin/main", third)
    repository.git("checkout", "-q", "branch")
    assert changed.base_of(tmp_path) == second


def test_lines_touched_are_those_added_or_changed(tmp_path: Path, repository: Callable[..., str]) -> None:
    base = repository({**FIRST, "한국.txt": "1\n2\n3\n4\n", "old.py": "a = 1\n" * 9})
    repository.git("mv", "old.py", "new.py")
    repository({"한국.txt": "0\n1\n2\n3\n!\n", "notes.txt": ""})
    repository({"new.py": "a = 1\n" * 8 + "a = 2\n", "trilateral/b.py": "x\ny"}, keep=False)
    assert changed.touched_lines(tmp_path, base) == {
        "new.py": {9}, "trilateral/b.py": {1, 2}, "한국.txt": {1, 5}
    }  # fmt: skip
    assert changed.touched_lines(tmp_path, "HEAD") == {"new.py": {9}, "trilateral/b.py": {1, 2}}


# --- what is mutated ---------------------------------------------------------------------------------------


def lines_with(path: str, pattern: str) -> set[int]:
    return {number for number, line in enumerate(changed.lines_of(path), 1) if re.search(pattern, line)}


def lines_that_differ(mutant: Mutant) -> set[int]:
    """Return the lines of the file that a mutant changes, drops, or adds something after."""
    old, new = text_of(mutant.path).splitlines(), mutant.files[mutant.path].splitlines()
    pairs = enumerate(zip(old, new, strict=False))
    same = next((place for place, (before, after) in pairs if before != after), min(len(old), len(new)))
    opcodes = difflib.SequenceMatcher(None, old[same:], new[same:], autojunk=False).get_opcodes()
    return {
        same + line
        for kind, low, high, _, _ in opcodes
        if kind != "equal"
        for line in (range(low + 1, high + 1) if high > low else [low, low + 1])
    }


@pytest.mark.parametrize(
    ("path", "pattern", "operators"),
    [
        ("data/leaders.csv", r"^jpn-", "data: "),
        ("data/datapackage.json", r'"unit"', "data: description"),
        ("notebooks/02-two-neighbours.ipynb", r'^    "(?!<).*\d{4}', "output: |notebook: |dangling: "),
        ("notebooks/04-the-threat.ipynb", r'"claim:C', "dangling: "),
        ("exercises/solutions/03-three-at-the-table.ipynb", r'"answer_3_\d+ =', "exercise: |notebook: "),
        ("exercises/solutions/03-three-at-the-table.toml", r"points|^hints|^  \"", "exercise: hints"),
        ("exercises/questions/03.json", r'"points"|"kind"', "exercise: questions"),
        ("exercises/03-exercise.ipynb", r'"answer_3_1', "exercise: assignment|output: "),
        ("trilateral/charts.py", r"^    if |return ", "package: "),
        ("js/src/timeline/filter.js", r" === | && | < ", "widget: "),
    ],
)
def test_a_mutant_changes_a_touched_line_and_no_other(path: str, pattern: str, operators: str) -> None:
    touched = lines_with(path, pattern)
    assert touched, "what this test takes for a change is there"
    made, possible = changed.mutants_of({path: touched}, 9)
    assert made
    assert possible >= len(made)
    seen: set[int] = set()
    for mutant in made:
        assert re.match(operators, mutant.operator), mutant
        assert concerned(mutant), mutant
        different = lines_that_differ(mutant)
        # JSON puts a comma after the entry before, and an answer off by one a line after the last.
        assert different & {near for line in touched for near in (line - 1, line, line + 1)}, mutant
        assert len(different) < 12 or "output" in mutant.operator, mutant
        seen |= different
    again, _ = changed.mutants_of({path: touched}, 9)
    assert [mutant.what for mutant in again] == [mutant.what for mutant in made], (
        "the same change, the same mutants"
    )


@pytest.mark.parametrize(
    ("path", "pattern"),
    [
        ("README.md", "."),
        ("tests/mutation/run.py", "."),
        ("start.py", "."),
        ("trilateral/charts.py", r'^\s*("""|#)'),
        ("js/src/timeline/filter.js", r"^\s*(//|/?\*)"),
        ("exercises/solutions/03-three-at-the-table.toml", r"^rubric|^#"),
        ("trilateral/static/timeline.js", "."),
        ("no/such/file.py", "."),
    ],
)
def test_prose_comments_and_what_is_made_from_other_files_are_not_mutated(path: str, pattern: str) -> None:
    lines = lines_with(path, pattern) if (ROOT / path).exists() else {1}
    assert changed.mutants_of({path: lines}, 20) == ([], 0)


def test_prose_of_a_notebook_is_not_mutated() -> None:
    path = "notebooks/09-your-brief.ipynb"
    prose = lines_with(path, r'^    "[A-Z][^<>=\[\d]{60,}\\n",$')
    assert len(prose) > 5
    assert changed.mutants_of({path: prose}, 20)[0] == []


def test_one_mutant_a_line_and_the_files_in_turn() -> None:
    whole = {path: set(range(1, 10_000)) for path in ("data/coal.csv", "data/leaders.csv")}
    made, possible = changed.mutants_of(whole, 6)
    assert [mutant.path for mutant in made] == ["data/coal.csv", "data/leaders.csv"] * 3
    assert possible > 20
    assert len(changed.mutants_of({"data/leaders.csv": {3}}, 20)[0]) == 1


def test_a_line_says_that_no_test_could_tell(monkeypatch: pytest.MonkeyPatch) -> None:
    path = "trilateral/charts.py"
    (line, *_) = sorted(lines_with(path, r"^    if "))
    assert changed.mutants_of({path: {line}}, 1)[0]
    for comment, none in (
        ("# no mutant: only how it looks", True),
        ("# no mutant:", False),
        ("# mutant", False),
    ):
        lines = text_of(path).split("\n")
        lines[line - 1] += f"  {comment}"
        monkeypatch.setattr(changed, "lines_of", lambda _, lines=lines: lines)
        assert (changed.mutants_of({path: {line}}, 1)[0] == []) is none


def test_every_operator_finds_something() -> None:
    for name, one in OPERATORS.items():
        assert any(one.sites(path) for path in one.files()), name


def test_every_file_has_tests_that_concern_it() -> None:
    for path in under(
        "trilateral/**/*.py", "js/src/**/*.js", "data/*", "exercises/**/*.*", "notebooks/*.ipynb"
    ):
        assert concerned(Mutant("", "", {path: ""})), path
    first = concerned(Mutant("", "", {"trilateral/record/load.py": ""}))[0]
    assert first == "tests/record/test_load.py"


# --- the command -------------------------------------------------------------------------------------------


def test_nothing_to_mutate_is_said_and_is_no_failure(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["run.py", "--changed"])
    monkeypatch.setattr(run, "base_of", lambda *_: "0" * 40)
    monkeypatch.setattr(run, "touched_lines", lambda *_: {"README.md": {1}})
    assert run.main() == 0
    assert capsys.readouterr().out.startswith("Nothing to mutate: no line since 0000000000")

    def none(*_: object) -> str:
        raise changed.NoHistory("HEAD has no parent here")

    monkeypatch.setattr(run, "base_of", none)
    assert run.main() == 0
    assert capsys.readouterr().out == "NO MUTANT WAS TRIED: HEAD has no parent here.\n"


@pytest.mark.parametrize(
    ("killer", "reason", "status"), [("a test", "", 0), ("", "the same", 0), ("", "", 1)]
)
def test_only_a_mutant_that_survives_is_a_failure(
    killer: str, reason: str, status: int, capsys: pytest.CaptureFixture[str]
) -> None:
    result = run.Result(Mutant("package: an operator", "a.py, line 1", {"a.py": ""}), killer, reason, 1)
    assert run.report([result], 1) == status
    assert ("SURVIVED  package: an operator: a.py, line 1" in capsys.readouterr().out) is bool(status)
