#!/usr/bin/env python3
"""Run the suite where it is most likely to differ: other seeds, clocks, languages, paths, users; no network.

    .venv/bin/python tests/matrix.py                  three runs that hold every setting between them
    .venv/bin/python tests/matrix.py --apart          each setting by itself, to see which one is to blame
    .venv/bin/python tests/matrix.py notebooks        what follows goes to pytest

Each run has a copy of the course, away from this folder. Needs Linux; the read-only checkout, the ordinary
user and the missing network need bubblewrap, ko_KR.UTF-8 the package `locales` and `localedef -i ko_KR -f
UTF-8 ko_KR.UTF-8`. What cannot be had is named, and counts as a failure.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from mutation.run import copy_of_the_tree, failures

KOREAN = "공부 방 (course)"


@dataclass(frozen=True)
class Setting:
    """What is changed for one run."""

    name: str
    variables: dict[str, str] = field(default_factory=dict)
    workers: int = 2
    folder: str = "plain"
    confined: bool = False  # an ordinary user who can write nowhere but in /tmp
    offline: bool = False  # loopback only, for the tests and for every process they start


APART = (
    Setting("hash seed 1", {"PYTHONHASHSEED": "1"}),
    Setting("hash seed 20170420", {"PYTHONHASHSEED": "20170420"}),
    Setting("time zone Asia/Seoul", {"TZ": "Asia/Seoul"}),
    Setting("time zone America/Los_Angeles", {"TZ": "America/Los_Angeles"}),
    Setting("locale C", {"LC_ALL": "C", "LANG": "C"}),
    Setting("locale ko_KR.UTF-8", {"LC_ALL": "ko_KR.UTF-8", "LANG": "ko_KR.UTF-8"}),
    Setting("serial", workers=0),
    Setting("two workers", workers=2),
    Setting("a path with spaces and Korean letters", folder=KOREAN),
    Setting("an ordinary user, a read-only checkout", confined=True),
    Setting("no network but loopback", offline=True),
)


def together(*names: str) -> Setting:
    """Return one setting that holds several."""
    chosen = [setting for setting in APART if setting.name in names]
    assert len(chosen) == len(names)
    variables: dict[str, str] = {}
    for setting in chosen:
        variables |= setting.variables
    return Setting(
        "; ".join(names),
        variables,
        min(setting.workers for setting in chosen),
        next((setting.folder for setting in chosen if setting.folder != "plain"), "plain"),
        any(setting.confined for setting in chosen),
        any(setting.offline for setting in chosen),
    )


TOGETHER = (
    together("hash seed 1", "time zone Asia/Seoul", "locale C", "serial"),
    together("hash seed 20170420", "time zone America/Los_Angeles", "locale ko_KR.UTF-8", "two workers"),
    together(
        "a path with spaces and Korean letters",
        "an ordinary user, a read-only checkout",
        "no network but loopback",
    ),
)


def missing(setting: Setting) -> str:
    """Return what this machine lacks for a setting, or ""."""
    wanted = setting.variables.get("LC_ALL", "C")
    here = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout
    if wanted.lower().replace("-", "") not in here.lower().replace("-", "").split():
        return f"the locale {wanted} is not installed"
    if (setting.confined or setting.offline) and not shutil.which("bwrap"):
        return "bubblewrap is not installed"
    return ""


def attempt(setting: Setting, place: Path, options: list[str]) -> tuple[str, list[str]]:
    """Run the suite under a setting; return pytest's last line and the tests that failed."""
    (parent := place / setting.folder).mkdir(parents=True)
    tree = copy_of_the_tree(parent)
    home = place / "home"
    home.mkdir()
    environment = {
        **os.environ,
        "HOME": str(home),
        "MPLCONFIGDIR": str(home / "matplotlib"),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "PYTHONPATH": str(tree),
        "NO_COLOR": "1",
        **setting.variables,
    }
    command = [sys.executable, "-m", "pytest", "-q", "-n", str(setting.workers), *options]
    if setting.confined or setting.offline:
        outside = ["bwrap", "--unshare-user", "--die-with-parent", "--dev", "/dev", "--proc", "/proc"]
        if setting.confined:
            # All is read-only, then a new /tmp, with the checkout in it read-only again.
            outside[1:1] = ["--ro-bind", "/", "/", "--tmpfs", "/tmp"]
            outside += ["--bind", str(home), str(home), "--ro-bind", str(tree), str(tree)]
            outside += ["--uid", "1000", "--gid", "1000"]
        else:
            outside[1:1] = ["--bind", "/", "/"]
        if setting.offline:
            outside.append("--unshare-net")
        command = [*outside, "--chdir", str(tree), *command]
    done = subprocess.run(
        command,
        cwd=tree,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    output = done.stdout + done.stderr
    last = next(
        (line for line in reversed(output.splitlines()) if re.search(r"\d+ (passed|failed)", line)), ""
    )
    failed = failures(output)
    if done.returncode and not failed:
        failed = [f"pytest stopped: {output.strip()[-1500:]}"]
    return last.strip("= "), failed


def main() -> int:
    """Run the suite under each setting and say what failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--apart", action="store_true", help="one run for each setting")
    parser.add_argument("--only", default="", help="settings whose name holds this")
    given, options = parser.parse_known_args()
    bad = 0
    for setting in APART if given.apart else TOGETHER:
        if given.only not in setting.name:
            continue
        print(f"{setting.name} ...", flush=True)
        began = time.monotonic()
        if lacks := missing(setting):
            last, failed = f"not run: {lacks}", [lacks]
        else:
            with tempfile.TemporaryDirectory(prefix="matrix-") as folder:
                last, failed = attempt(setting, Path(folder), options)
        print(
            f"   {'FAILED' if failed else 'passed'} in {time.monotonic() - began:.0f} s: {last}", flush=True
        )
        print(*(f"   {name}" for name in failed), sep="\n", flush=True)
        bad += bool(failed)
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
