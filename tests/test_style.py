"""Format, lint and types, of the notebooks too: what CONTRIBUTING.md asks of everybody."""

import subprocess
import sys

import pytest
from shared import ROOT


@pytest.mark.parametrize(
    "command",
    [
        ("ruff", "format", "--check", "--quiet", "."),
        ("ruff", "check", "--quiet", "."),
        ("mypy", "--no-error-summary"),
    ],
    ids=" ".join,
)
def test_the_code_is_in_good_order(command: tuple[str, ...]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, f"run `{' '.join(command)}`:\n{(done.stdout + done.stderr)[-2000:]}"
