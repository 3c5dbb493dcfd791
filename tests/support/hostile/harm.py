"""Answers that do harm: to the machine, to the process they run in, to what lies around."""
# ruff: noqa: E501  programs within strings are easier to read unbroken

from support.hostile.case import ANY, R2, answer
from support.hostile.exercise import RIGHT

_QUESTIONS = """
import json, os
for place in ("questions", "../questions"):
    try:
        os.makedirs(place, exist_ok=True)
        json.dump({"questions": {}}, open(f"{place}/42.json", "w"))
    except OSError: pass
"""
_DAEMON = (
    "import os\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
    "        os.execv('/bin/sleep', ['sleep', '@SLEEPER@'])\n    os._exit(0)\nos.wait()\n"
)


# it does not end
ENDLESS = (
    answer("loop", "while True: pass", "timeout", says="longer than"),
    answer(
        "loop that catches interrupts",
        "import signal\nfor n in range(1, 65):\n    try: signal.signal(n, signal.SIG_IGN)\n"
        "    except (OSError, ValueError): pass\n"
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "timeout",
    ),
    answer("sleep", "import time\ntime.sleep(10**6)", "timeout"),
    answer("stops itself", "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", "timeout"),
    answer("regular expression without end", "import re\nre.match('(a+)+$', 'a' * 60 + 'b')", "timeout"),
    answer(
        "answer that hangs when looked at",
        "import time\nclass Slow:\n    __class__ = property(lambda self: time.sleep(10**6))\nanswer_42_2 = Slow()",
        "timeout",
    ),
)


# it takes too much
GREEDY = (
    answer("30 GB", f"data = bytearray(30 << 30)\n{R2}", "error", says="MemoryError"),
    answer("list that grows", f"x = []\nwhile True: x.append(bytes(1 << 24))\n{R2}", "error", "timeout"),
    answer(
        "fork bomb",
        "import os\nwhile True:\n    try: os.fork()\n    except OSError: pass",
        "timeout",
        "error",
    ),
    answer("fork bomb of a shell", f"import os\nos.system(':(){{ :|:& }};:')\n{R2}", *ANY),
    answer(
        "threads without number",
        f"import threading, time\ntry:\n    for _ in range(10**4):\n"
        f"        threading.Thread(target=time.sleep, args=(10**6,), daemon=True).start()\n"
        f"except RuntimeError: pass\n{R2}",
    ),
    answer("half a gigabyte printed", f"print('x' * 500_000_000)\n{R2}"),
    answer("200,000 lines printed", f"for n in range(200_000): print(n)\n{R2}"),
    answer("raw output", f"import os\nfor _ in range(100): os.write(1, bytes(10**6))\n{R2}"),
    answer("2,000 displays", f"for n in range(2000): display(n)\n{R2}"),
    answer(
        "disk filled",
        "n = 0\nwhile True:\n    n += 1\n    with open(f'f{n}', 'wb') as f: f.write(bytes(1 << 20))",
        "error",
        says="OSError",
    ),
    answer("files without number", "n = 0\nwhile True:\n    n += 1\n    open(f'f{n}', 'w').close()", "error"),
    answer("recursion", "def f(): return f()\nf()", "error", says="RecursionError"),
    answer(
        "recursion without limit",
        "import sys\nsys.setrecursionlimit(10**8)\ndef f(): return f()\nf()",
        "error",
        "timeout",
    ),
)


# it ends itself or others
ENDING = (
    answer("kills itself", f"import os\nos.kill(os.getpid(), 9)\n{R2}", "error", says="ended the program"),
    answer("kills its group", f"import os\nos.killpg(0, 9)\n{R2}", "error", says="ended the program"),
    answer(
        "kills its parent", f"import os\nos.kill(os.getppid(), 9)\n{R2}", "error", says="ended the program"
    ),
    answer(
        "kills every process it can name",
        f"import os\nfor n in range(1, 3000):\n    try: os.kill(n, 9)\n    except OSError: pass\n{R2}",
        "error",
        says="ended the program",
    ),
    answer("segfault", f"import ctypes\nctypes.string_at(0)\n{R2}", "error", says="ended the program"),
    answer("abort", f"import os\nos.abort()\n{R2}", "error", says="ended the program"),
    answer("os._exit", f"import os\nos._exit(0)\n{R2}", "error", says="ended the program"),
    answer("kill -9 -1", f"import os\nos.kill(-1, 9)\n{R2}", "right", "error"),
    answer("exec", "import os\nos.execv('/bin/true', ['true'])", "error"),
    answer("sys.exit", f"import sys\nsys.exit(0)\n{R2}", "error", says="SystemExit"),
    answer("closes every descriptor", f"import os\nos.closerange(0, 1000)\n{R2}", "error"),
    answer("alarm", f"import signal\nsignal.alarm(1)\n{R2}"),
    answer(
        "a thread that kills later",
        "import os, threading\nthreading.Timer(0.5, os._exit, (0,)).start()\n" + R2,
        "error",
        beside={"a3": f"import time\ntime.sleep(1)\n{RIGHT['42.3']}"},
    ),
)


# it leaves something behind
LEAVING = (
    answer(
        "a file beside itself",
        f"with open('mine.txt', 'w') as file:\n    file.write('x')\nassert open('mine.txt').read() == 'x'\n{R2}",
    ),
    answer("daemon", _DAEMON + R2),
    answer("background process", f"import subprocess\nsubprocess.Popen(['sleep', '@SLEEPER@'])\n{R2}"),
    answer("background process of a shell", f"!sleep @SLEEPER@ &\n{R2}"),
    answer("goes on twice", f"import os\nos.fork()\n{R2}"),
)


# it asks
ASKING = (answer("input", "answer_42_2 = input()", "error", says="input()"),)


# it destroys
DESTROYING = (
    answer(
        "empties its folder and all it can",
        "import os, shutil\nfor place in ('.', '..', '/tmp', '/home', '/dev/shm', os.path.dirname(pd.__file__)):\n"
        f"    shutil.rmtree(place, ignore_errors=True)\n{R2}",
    ),
    answer(
        "rewrites the record, the package and the exercises",
        "import glob, trilateral\nfrom pathlib import Path\n"
        "root = Path(trilateral.__file__).parent\n"
        f"for path in [*root.glob('*.py'), *root.parent.glob('data/*'), *Path('@FOLDER@').rglob('*')]:\n"
        "    for act in (lambda: path.write_text('gone'), path.unlink):\n"
        f"        try: act()\n        except OSError: pass\n{R2}",
    ),
    answer("makes itself questions", f"{_QUESTIONS}{R2}"),
    answer("leaves its folder", f"import os\nos.chdir('/')\nos.umask(0o777)\n{R2}"),
)
