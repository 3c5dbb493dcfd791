"""The command line starts without waiting for what it does not need, and ends in a plain line on Ctrl+C."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from support.shared import ROOT

HEAVY = {"IPython", "anywidget", "matplotlib", "nbclient", "nbformat", "numpy", "pandas"}


def run(code: str, *arguments: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    """Run a program as the command `trilateral` is run, with no sign that tests are running."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTEST_VERSION"}
    return subprocess.run(
        [sys.executable, "-c", code, *arguments],
        cwd=cwd,
        env={**environment, "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.mark.parametrize(
    "arguments", [["--help"], ["progress"], ["grade", "--help"], ["check"]], ids=" ".join
)
def test_a_command_imports_only_what_it_needs(arguments: list[str]) -> None:
    code = (
        "import atexit, sys\n"
        "atexit.register(lambda: print('IMPORTED', *sorted(sys.modules)))\n"
        "from trilateral.__main__ import main\n"
        "sys.exit(main())"
    )
    done = run(code, *arguments)
    imported = set(done.stdout.partition("IMPORTED ")[2].split())
    assert "argparse" in imported
    assert imported & HEAVY == set()


def test_a_check_does_not_wait_for_what_reads_notebooks() -> None:
    """Each process in which answers are graded imports this, and each student's kernel at its first check."""
    done = run("import sys, trilateral.exercises.recorder\nprint('IMPORTED', *sorted(sys.modules))")
    imported = set(done.stdout.partition("IMPORTED ")[2].split())
    assert "pandas" in imported
    assert imported & {"IPython", "jsonschema", "nbclient", "nbformat", "pytest", "matplotlib"} == set()


# The console script, then `python -m trilateral`; the finder stands for somebody who presses Ctrl+C just when
# a module is imported.
INTERRUPT = """
import runpy, sys
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.modules.pop({module!r}, None)
sys.meta_path.insert(0, Interrupt())
"""
SCRIPT = "from trilateral_command import main\nsys.exit(main())"
FORMER = "from trilateral.__main__ import main\nsys.exit(main())"
MODULE = "runpy.run_module('trilateral', run_name='__main__', alter_sys=True)"


@pytest.mark.parametrize("way", [SCRIPT, FORMER, MODULE], ids=["script", "former script", "module"])
@pytest.mark.parametrize(
    ("module", "arguments"),
    [
        ("trilateral.cli", ["--help"]),
        ("argparse", ["--help"]),
        ("gettext", ["--help"]),
        ("trilateral.exercises.progress", ["progress"]),
        ("pandas", ["check", "exercises/03-exercise.ipynb"]),
        ("nbformat", ["notebooks", "notebooks/00-start-here.ipynb"]),
        ("trilateral.grading.grade_class", ["grade", "nowhere", "--out", "nowhere"]),
        ("trilateral.exercises.build", ["forms", "03"]),
        ("trilateral.record.checksums", ["seal"]),
    ],
)
def test_an_interrupt_is_one_plain_line(way: str, module: str, arguments: list[str]) -> None:
    done = run(INTERRUPT.format(module=module) + way, *arguments)
    assert done.returncode == 130
    assert done.stderr.split() == ["trilateral:", "stopped."]
    assert done.stdout == ""


def test_an_interrupt_before_the_package_is_there_is_one_plain_line() -> None:
    done = run(INTERRUPT.format(module="trilateral") + SCRIPT, "--help")
    assert done.returncode == 130
    assert done.stderr.split() == ["trilateral:", "stopped."]


def test_nothing_is_imported_before_an_interrupt_is_caught() -> None:
    code = (
        "import sys\nbefore = set(sys.modules)\nimport trilateral_command\nprint(*set(sys.modules) - before)"
    )
    assert run(code).stdout.split() == ["trilateral_command"]


def test_both_names_of_a_command_are_the_same_command(capsys: pytest.CaptureFixture[str]) -> None:
    from trilateral.cli import parser

    for now, former in (("build", "forms"), ("checksums", "seal")):
        one, other = (parser().parse_args([name]) for name in (now, former))
        assert one.function is other.function


def test_main_is_the_module_of_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["trilateral"])
    with pytest.raises(SystemExit) as caught:
        runpy.run_module("trilateral", run_name="__main__")
    assert caught.value.code == 2


def test_a_copy_for_notebooks_alone_says_what_the_others_need(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from trilateral import cli

    def lacks(name: str) -> None:
        def command(_: object) -> int:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

        command.__name__, command.__doc__ = "progress", ""
        monkeypatch.setattr(cli, "progress", command)

    lacks("nbval.plugin")
    assert cli.main(["progress"]) == 2
    assert "pip install nbval nbclient ipykernel" in capsys.readouterr().err
    lacks("trilateral.nosuch")  # a fault of ours is not hidden
    with pytest.raises(ModuleNotFoundError):
        cli.main(["progress"])
