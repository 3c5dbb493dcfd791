"""Format, lint, types and layers, of the notebooks too: what CONTRIBUTING.md asks of everybody."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import node
from support.shared import ROOT

# What cannot be started by `python -m` and its name.
PROGRAMS = {"lint-imports": ("-c", "from importlinter.cli import lint_imports_command as run; run()")}


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
    # A read-only checkout has no place for what they remember.
    places = (
        {} if os.access(ROOT, os.W_OK) else dict.fromkeys(("RUFF_CACHE_DIR", "MYPY_CACHE_DIR"), str(tmp_path))
    )
    done = subprocess.run(
        [sys.executable, *PROGRAMS.get(command[0], ("-m", command[0])), *command[1:]],
        cwd=ROOT,
        env={**os.environ, **places},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"run `{' '.join(command)}`:\n{(done.stdout + done.stderr)[-2000:]}"


def test_the_front_end_is_in_good_order(front_end: Path) -> None:
    done = node.call("npm", "run", "-s", "lint", cwd=front_end, NO_COLOR="1")
    assert done.returncode == 0, (
        f"in js: `npm run format`, then `npm run lint`:\n{(done.stdout + done.stderr)[-2000:]}"
    )
