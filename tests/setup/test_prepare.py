"""What the tests need beside Python is found, fetched once, or named with the line to type."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from support import browser, node, shared, summary
from support.shared import ROOT


@pytest.mark.parametrize(
    ("version", "serves"),
    [
        ("v12.22.9\n", False), ("v18.20.4\n", False), ("v20.18.3\n", False), ("v20.19.0\n", True),
        ("v21.7.0\n", False), ("v22.12.9\n", False), ("v22.13.0\n", True), ("v24.1.0\n", True),
        ("v100.0.0\n", True), ("", False), ("Segmentation fault", False),
    ],
)  # fmt: skip
def test_which_node_serves(version: str, serves: bool) -> None:
    assert node.serves(version) is serves


def test_packages_are_installed_only_if_all_have_the_version_of_the_lock(tmp_path: Path) -> None:
    assert not node.installed(tmp_path)
    one, two = {"version": "1.0.0"}, {"version": "2.0.0"}
    lock = {"": {"name": "x"}, "node_modules/a": one, "node_modules/b": two}
    lock["node_modules/for-another-system"] = {"version": "3.0.0", "optional": True}
    (tmp_path / "package-lock.json").write_text(json.dumps({"packages": lock}))
    assert not node.installed(tmp_path)
    done = tmp_path / "node_modules" / ".package-lock.json"
    done.parent.mkdir()
    for have, whole in (
        ({}, False),
        ({"node_modules/a": one}, False),
        ({"node_modules/a": one, "node_modules/b": one}, False),
        ({"node_modules/a": one, "node_modules/b": two}, True),
    ):
        done.write_text(json.dumps({"packages": have}))
        assert node.installed(tmp_path) is whole
    done.write_text('{"packages": {"node_')
    assert not node.installed(tmp_path)


def test_a_browser_that_is_named_is_taken_or_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRILATERAL_BROWSER", sys.executable)
    assert browser.find_browser() == sys.executable
    monkeypatch.setenv("TRILATERAL_BROWSER", "/no/such/browser")
    assert browser.find_browser() is None


@pytest.mark.skipif(os.name == "nt", reason="programs have other names there")
@pytest.mark.parametrize(
    "place",
    [
        "bin/google-chrome",
        "bin/microsoft-edge",
        "home/Applications/Chromium.app/Contents/MacOS/Chromium",
        "home/.cache/ms-playwright/chromium_headless_shell-1255/linux/chrome-headless-shell",
        "home/.cache/ms-playwright/chromium-1100/chrome-linux/chrome",
        "own/chromium_headless_shell-1/x/headless_shell",
        "own/chromium/chromium",
    ],
)
def test_a_browser_is_found_in_the_usual_places(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TRILATERAL_BROWSER", raising=False)
    monkeypatch.delenv("PLAYWRIGHT_BROWSERS_PATH", raising=False)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(browser, "OWN", tmp_path / "own")
    if not Path("/Applications/Google Chrome.app").exists():
        assert browser.find_browser() is None
    program = tmp_path / place
    program.parent.mkdir(parents=True)
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert browser.find_browser() == str(program)
    libraries = browser.environment(str(program)).get("LD_LIBRARY_PATH", "")
    assert (str(program.parent / "al2023") in libraries) is (place == "own/chromium/chromium")


def test_what_is_left_out_is_counted_by_its_reason() -> None:
    reports = [("a.py", 3, f"Skipped: {reason}") for reason in ("no sandbox", "no browser", "no browser")]
    assert summary.left_out(reports) == ["2: no browser", "1: no sandbox"]


@pytest.mark.parametrize("advice", [browser.ADVICE, node.FRONT_END, shared.NO_SANDBOX])
def test_a_test_is_left_out_with_the_line_to_type(advice: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "install" in advice or "python3 start.py test" in advice
    monkeypatch.setenv("CI", "true")
    monkeypatch.delenv("TRILATERAL_NO_SKIPS", raising=False)
    with pytest.raises(pytest.skip.Exception, match=r"was not|were not"):
        shared.leave_out(advice)
    monkeypatch.setenv("TRILATERAL_NO_SKIPS", "1")
    with pytest.raises(pytest.fail.Exception, match=r"was not|were not"):
        shared.leave_out(advice)


def test_help_of_the_test_command_is_pytests() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "import sys, start; start.set_up = lambda **_: None\n"
         "start.call = lambda *words: print(*words[1:]) or 0\n"
         "sys.argv = ['start.py', 'test', '--help', '--port=1', '-k', 'load']; start.main()"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout.splitlines() == [
        "tests/support/prepare.py --help --port=1 -k load",
        "-m pytest --help --port=1 -k load",
    ]
