"""Run Python programs in forks of one process that has imported pandas, which takes a second each time.

The package itself is not imported before: each program imports it anew, from where it finds it.
"""

from __future__ import annotations

import atexit
import json
import os
import runpy
import subprocess
import sys
import traceback
from pathlib import Path


def serve() -> None:
    """Fork for each line that comes, and answer with the status in which the program has ended."""
    import pandas  # noqa: F401

    for line in sys.stdin:
        wanted = json.loads(line)
        child = os.fork()
        if not child:
            become(**wanted)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def become(argv: list[str], env: dict[str, str], cwd: str, out: str) -> None:
    """Turn this fork into `python -c CODE` or `python -m MODULE ...`, which writes into two files."""
    status: object = 1
    try:
        for number, kind in ((1, "out"), (2, "err")):
            os.dup2(os.open(f"{out}.{kind}", os.O_CREAT | os.O_WRONLY | os.O_TRUNC), number)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(cwd)
        os.environ.clear()
        os.environ.update(env)
        option, what, *rest = argv
        sys.argv, sys.path[0] = [option, *rest], ""
        if option == "-c":
            exec(compile(what, "<string>", "exec"), {"__name__": "__main__"})
        else:
            runpy.run_module(what, run_name="__main__", alter_sys=True)
        status = 0
    except SystemExit as stopped:
        status = stopped.code or 0
        if not isinstance(status, int):
            print(status, file=sys.stderr)
            status = 1
    except BaseException:
        traceback.print_exc()
    finally:
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(int(status))


class Forks:
    """The process that is forked; where there is no forking, programs are started as usual."""

    def __init__(self, path: Path) -> None:
        """Start it, with a folder that goes before all others from which modules come."""
        self.path = path
        variables = {"PYTHONPATH": str(path), "PYTHONUTF8": "1", "OPENBLAS_NUM_THREADS": "1"}
        self.own = {**os.environ, **variables}
        self.server = sys.platform == "linux" and subprocess.Popen(
            [sys.executable, "-c", f"import runpy; runpy.run_path({__file__!r})['serve']()"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=self.own, text=True,
        )  # fmt: skip

    def run(self, argv: tuple[str, ...], env: dict[str, str], cwd: Path) -> subprocess.CompletedProcess[str]:
        """Run a program in a folder, and return its status and what it said."""
        env = {**env, **{name: self.own[name] for name in ("PYTHONPATH", "PYTHONUTF8")}}
        if not self.server:
            return subprocess.run(
                [sys.executable, *argv], cwd=cwd, env=env, capture_output=True, encoding="utf-8", check=False
            )
        out = str(self.path.with_name("said"))
        self.server.stdin.write(json.dumps({"argv": argv, "env": env, "cwd": str(cwd), "out": out}) + "\n")
        self.server.stdin.flush()
        status = int(self.server.stdout.readline())
        said = [Path(f"{out}.{kind}").read_text(encoding="utf-8") for kind in ("out", "err")]
        return subprocess.CompletedProcess(argv, status, *said)

    def stop(self) -> None:
        """End it."""
        if self.server:
            self.server.communicate(timeout=20)
