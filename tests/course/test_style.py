"""Format, lint, types and layers, of the notebooks too: what CONTRIBUTING.md asks of everybody."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from support import node
from support.shared import ROOT

# What cannot be started by `python -m` and its name.
PROGRAMS = {"lint-imports": ("-c", "from importlinter.cli import lint_imports_command as run; run()")}


# What mypy remembers of the libraries, which is nearly all of its work, for every clone on this
# machine. It goes
# by what the files hold, so nothing is taken on trust: what has changed is checked anew.
KEPT = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "trilateral" / "mypy"


def take(own: Path) -> None:
    """Copy what is kept, so that two runs at once do not write into each other's."""
    try:
        shutil.copytree(KEPT, own)
    except OSError:  # there is none, or another run is just putting its own there
        shutil.rmtree(own, ignore_errors=True)


def keep(own: Path) -> None:
    """Put what is kept in the place of what was kept before; where that fails, nothing is lost."""
    with contextlib.suppress(OSError):
        KEPT.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=KEPT.parent, ignore_cleanup_errors=True) as beside:
            new = shutil.copytree(own, Path(beside) / "new")
            if KEPT.exists():
                KEPT.rename(Path(beside) / "old")
            new.rename(KEPT)


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "format", "--check", "--quiet", "."),
        ("ruff", "check", "--quiet", "."),
        ("mypy", "--no-error-summary"),
        ("lint-imports", "--no-cache", "--no-logo"),
    ],
    ids=" ".join,
)
def test_the_code_is_in_good_order(command: tuple[str, ...], tmp_path: Path) -> None:
    places = {"MYPY_CACHE_DIR": str(own := tmp_path / "mypy")}
    if not os.access(ROOT, os.W_OK):  # a read-only checkout has no place for what ruff remembers
        places["RUFF_CACHE_DIR"] = str(tmp_path / "ruff")
    if command[0] == "mypy":
        take(own)
    done = subprocess.run(
        [sys.executable, *PROGRAMS.get(command[0], ("-m", command[0])), *command[1:]],
        cwd=ROOT,
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        check=False,
    )
    if own.is_dir():
        keep(own)
    assert done.returncode == 0, f"run `{' '.join(command)}`:\n{(done.stdout + done.stderr)[-2000:]}"


def test_the_front_end_is_in_good_order(front_end: Path) -> None:
    done = node.call("npm", "run", "-s", "lint", cwd=front_end, NO_COLOR="1")
    assert done.returncode == 0, (
        f"in js: `npm run format`, then `npm run lint`:\n{(done.stdout + done.stderr)[-2000:]}"
    )


def test_what_mypy_remembers_is_kept_whole_or_left_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "KEPT", tmp_path / "kept" / "mypy")
    take(tmp_path / "nothing")
    assert not (tmp_path / "nothing").exists()
    for content in ("first", "second"):
        (own := tmp_path / content).mkdir()
        (own / "cache").write_text(content)
        keep(own)
        take(tmp_path / f"taken {content}")
        assert (tmp_path / f"taken {content}" / "cache").read_text() == content
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["mypy"], "no rubbish is left"
    keep(tmp_path / "nothing")
    assert (tmp_path / "kept" / "mypy" / "cache").read_text() == "second", (
        "what failed has taken nothing away"
    )
