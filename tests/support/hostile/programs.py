"""Answers that do not end, take too much, end or change something else, or look around."""
# ruff: noqa: E501  programs within strings are easier to read unbroken

from collections.abc import Iterator

from support.hostile.case import ANY, R2, Case, Make, dumped
from support.hostile.exercise import RIGHT, answered


def do_not_end(case: Make) -> Iterator[Case]:
    """It does not end."""
    yield case("loop", "while True: pass", "timeout", says="longer than")
    yield case(
        "loop that catches interrupts",
        "import signal\nfor n in range(1, 65):\n    try: signal.signal(n, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "timeout",
    )
    yield case("sleep", "import time\ntime.sleep(10**6)", "timeout")
    yield case("stops itself", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", "timeout")
    yield case("regular expression without end", "import re\nre.match('(a+)+$', 'a' * 60 + 'b')", "timeout")
    yield case(
        "answer that hangs when looked at",
        "import time\nclass Slow:\n    __class__ = property(lambda self: time.sleep(10**6))\nanswer_42_2 = Slow()",
        "timeout",
    )


def take_too_much(case: Make) -> Iterator[Case]:
    """It takes too much memory, too many processes, too much room."""
    yield case("30 GB", f"data = bytearray(30 << 30)\n{R2}", "error", says="MemoryError")
    yield case("list that grows", f"x = []\nwhile True: x.append(bytes(1 << 24))\n{R2}", "error", "timeout")
    yield case(
        "fork bomb",
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
        "timeout", "error",
    )  # fmt: skip
    yield case("fork bomb of a shell", f"import os\nos.system(':(){{ :|:& }};:')\n{R2}", *ANY)
    yield case(
        "threads without number",
        f"import threading, time\ntry:\n    for _ in range(10**4):\n"
        f"        threading.Thread(target=time.sleep, args=(10**6,), daemon=True).start()\n"
        f"except RuntimeError: pass\n{R2}",
    )
    yield case("half a gigabyte printed", f"print('x' * 500_000_000)\n{R2}")
    yield case("200,000 lines printed", f"for n in range(200_000): print(n)\n{R2}")
    yield case("raw output", f"import os\nfor _ in range(100): os.write(1, bytes(10**6))\n{R2}")
    yield case("2,000 displays", f"for n in range(2000): display(n)\n{R2}")
    yield case(
        "disk filled",
        "n = 0\nwhile True:\n    n += 1\n    with open(f'f{n}', 'wb') as f: f.write(bytes(1 << 20))",
        "error", says="OSError",
    )  # fmt: skip
    yield case(
        "files without number", "n = 0\nwhile True:\n    n += 1\n    open(f'f{n}', 'w').close()", "error"
    )
    yield case("recursion", "def f(): return f()\nf()", "error", says="RecursionError")
    yield case(
        "recursion without limit",
        "import sys\nsys.setrecursionlimit(10**8)\ndef f(): return f()\nf()",
        "error",
        "timeout",
    )


def end_something(case: Make) -> Iterator[Case]:
    """It ends itself or others."""
    for name, source in {
        "kills itself": "import os\nos.kill(os.getpid(), 9)",
        "kills its group": "import os\nos.killpg(0, 9)",
        "kills its parent": "import os\nos.kill(os.getppid(), 9)",
        "kills every process it can name": "import os\nfor n in range(1, 3000):\n    try: os.kill(n, 9)\n"
        "    except OSError: pass",
        "segfault": "import ctypes\nctypes.string_at(0)",
        "abort": "import os\nos.abort()",
        "os._exit": "import os\nos._exit(0)",
    }.items():
        yield case(name, f"{source}\n{R2}", "error", says="ended the program")
    yield case("kill -9 -1", f"import os\nos.kill(-1, 9)\n{R2}", "right", "error")
    yield case("exec", "import os\nos.execv('/bin/true', ['true'])", "error")
    yield case("sys.exit", f"import sys\nsys.exit(0)\n{R2}", "error", says="SystemExit")
    yield case("closes every descriptor", f"import os\nos.closerange(0, 1000)\n{R2}", "error")
    yield case("alarm", f"import signal\nsignal.alarm(1)\n{R2}")
    late = "import os, threading\nthreading.Timer(0.5, os._exit, (0,)).start()\n"
    yield Case(
        "a thread that kills later",
        dumped(answered(case.blank, a2=late + R2, a3=f"import time\ntime.sleep(1)\n{RIGHT['42.3']}")),
        {"42.2": ("error",)},
    )


def leave_something(case: Make) -> Iterator[Case]:
    """It leaves something behind, or asks somebody."""
    yield case("daemon", _daemon(case.sleeper) + R2)
    yield case(
        "background process", f"import subprocess\nsubprocess.Popen(['sleep', '{case.sleeper}'])\n{R2}"
    )
    yield case("background process of a shell", f"!sleep {case.sleeper} &\n{R2}")
    yield case("goes on twice", f"import os\nos.fork()\n{R2}")
    yield case("input", "answer_42_2 = input()", "error", says="input()")


def destroy(case: Make) -> Iterator[Case]:
    """It destroys what it can."""
    yield case(
        "empties its folder and all it can",
        "import os, shutil\nfor place in ('.', '..', '/tmp', '/home', '/dev/shm', os.path.dirname(pd.__file__)):\n"
        f"    shutil.rmtree(place, ignore_errors=True)\n{R2}",
    )
    yield case(
        "rewrites the record, the package and the exercises",
        "import glob, trilateral\nfrom pathlib import Path\n"
        "root = Path(trilateral.__file__).parent\n"
        f"for path in [*root.glob('*.py'), *root.parent.glob('data/*'), *Path({str(case.folder)!r}).rglob('*')]:\n"
        "    for act in (lambda: path.write_text('gone'), path.unlink):\n"
        f"        try: act()\n        except OSError: pass\n{R2}",
    )
    yield case("makes itself questions", f"{_QUESTIONS}{R2}")
    yield case("leaves its folder", f"import os\nos.chdir('/')\nos.umask(0o777)\n{R2}")


def look_around(case: Make) -> Iterator[Case]:
    """It looks where it has nothing to look for."""
    yield case(
        "reads the solution from disk",
        f"from pathlib import Path\nfound = [*Path({str(case.folder)!r}).rglob('*'), *Path('..').rglob('42-*'),\n"
        "         *Path(pd.__file__).parents[4].glob('../*/solutions/*'), *Path('/tmp').rglob('42-*')]\n"
        "answer_42_2 = 'Seoul' if found else 'nothing found'",
        "wrong",
    )
    yield case(
        "reads its parents' memory",
        "import os\nfound = []\nfor n in [os.getppid(), *range(1, 400)]:\n"
        "    for what in ('mem', 'environ', 'maps', 'cmdline'):\n"
        "        try: found.append(open(f'/proc/{n}/{what}', 'rb').read(1))\n        except OSError: pass\n"
        "answer_42_2 = 'Seoul' if found else 'nothing found'",
        "wrong",
    )
    yield case(
        "reads the environment",
        "import os\nknown = set('HOME IPYTHONDIR LANG MPLBACKEND MPLCONFIGDIR MKL_NUM_THREADS OMP_NUM_THREADS '\n"
        "            'OPENBLAS_NUM_THREADS PATH PYTHONDONTWRITEBYTECODE PYTHONHASHSEED PYTHONUTF8 PWD '\n"
        "            'PYTHONPATH TMPDIR TRILATERAL_NONCE LC_CTYPE'.split())\n"
        "answer_42_2 = 'Seoul' if set(os.environ) - known else 'nothing found'",
        "wrong",
    )
    yield case(
        "calls home",
        "import socket\nanswer_42_2 = 'nobody'\n"
        f"for place in (('127.0.0.1', {case.port}), ('1.1.1.1', 53)):\n"
        "    try:\n        socket.create_connection(place, 1)\n        answer_42_2 = 'Seoul'\n"
        "    except OSError: pass",
        "wrong",
    )
    yield case(
        "mounts and unshares",
        "import ctypes\nlibc = ctypes.CDLL(None)\nanswer_42_2 = 'nothing'\n"
        "if libc.umount2(b'/proc', 2) == 0 or libc.mount(b'x', b'/tmp', b'tmpfs', 0, None) == 0:\n"
        "    answer_42_2 = 'Seoul'",
        "wrong",
    )


_QUESTIONS = """
import json, os
for place in ("questions", "../questions"):
    try:
        os.makedirs(place, exist_ok=True)
        json.dump({"questions": {}}, open(f"{place}/42.json", "w"))
    except OSError: pass
"""


def _daemon(sleeper: str) -> str:
    return (
        "import os\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        f"        os.execv('/bin/sleep', ['sleep', '{sleeper}'])\n    os._exit(0)\nos.wait()\n"
    )
