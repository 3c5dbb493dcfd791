"""Answers that end or hold up the process later: the culprit is named, and the rest is graded as it deserves.

Each is a right answer with something before it. `ENDS` and `HOLDS` come from people who do such things to a
grader, or have them done by a library that they use.
"""
# ruff: noqa: E501  programs within strings are easier to read unbroken

END = "import os\n"

# By name: the question whose answer does it, and what stands before the right answer.
LATER = {
    "groupby that ends the program": (
        "3.1",
        END + "pd.DataFrame.groupby = lambda *a, **k: os._exit(0)",
    ),
    "groupby of a series, which one later answer uses": (
        "3.3",
        END + "pd.Series.groupby = lambda *a, **k: os._exit(0)",
    ),
    "an event of IPython counts cells": (
        "3.1",
        END
        + "seen = []\ndef count(*_):\n    seen.append(1)\n    if len(seen) == 6: os._exit(0)\n"
        + "get_ipython().events.register('pre_run_cell', count)",
    ),
    "an event of IPython at the next cell": (
        "3.4",
        END + "get_ipython().events.register('pre_run_cell', lambda *_: os.kill(os.getpid(), 9))",
    ),
    "a trace counts calls": (
        "3.2",
        END
        + "import sys\nseen = []\ndef trace(frame, event, argument):\n    seen.append(1)\n"
        + "    if len(seen) > 3000: os._exit(0)\nsys.settrace(trace)",
    ),
    "a timer in a thread": (
        "3.2",
        END + "import threading\nthreading.Timer(0.02, os._exit, (0,)).start()",
    ),
    "a thread without the module threading": (
        "3.2",
        END + "import _thread, time\n_thread.start_new_thread(lambda: (time.sleep(0.02), os._exit(0)), ())",
    ),
    "a thread that waits for a later answer": (
        "3.2",
        END
        + "import threading, time\nmine = globals()\ndef wait():\n    while 'answer_3_5' not in mine: time.sleep(0.001)\n"
        + "    os._exit(0)\nthreading.Thread(target=wait, daemon=True).start()",
    ),
    "a process that kills its parent": (
        "3.2",
        END
        + "import time\nparent = os.getpid()\nif os.fork() == 0:\n    time.sleep(0.02)\n    os.kill(parent, 9)\n    os._exit(0)",
    ),
    "a daemon that kills its grandparent": (
        "3.2",
        END
        + "import time\nold = os.getpid()\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        + "        time.sleep(0.02)\n        os.kill(old, 9)\n    os._exit(0)\nos.wait()",
    ),
    "an alarm set again after each cell": (
        "3.5",
        END
        + "import signal\nget_ipython().events.register('pre_run_cell', lambda *_: signal.setitimer(signal.ITIMER_REAL, 0.0001))",
    ),
    "an object that ends the program when it is let go": (
        "3.1",
        END + "class Last:\n    def __del__(self): os._exit(0)\nper_year = Last()",
    ),
    "the check's own function": (
        "3.9",
        END + "import trilateral.exercises.recorder as r\nr.check = lambda *a: os._exit(0)",
    ),
    "an abort from C at a common call": (
        "3.4",
        "import ctypes\npd.Series.isin = lambda *a: ctypes.CDLL(None).abort()",
    ),
    "closes the way out at the third cell": (
        "3.6",
        END
        + "seen = []\ndef count(*_):\n    seen.append(1)\n    if len(seen) == 3: os.closerange(0, 1000)\n"
        + "get_ipython().events.register('post_run_cell', count)",
    ),
    "groupby that hangs": (
        "3.1",
        "import time\npd.DataFrame.groupby = lambda *a, **k: time.sleep(10**6)",
    ),
    "a thread that stops the process": (
        "3.2",
        # It waits for the next answer: a stop within its own cell would be no later one, but a cell that hangs.
        END
        + "import signal, threading, time\nmine = globals()\ndef wait():\n    while 'answer_3_3' not in mine: time.sleep(0.001)\n"
        + "    os.kill(os.getpid(), signal.SIGSTOP)\nthreading.Thread(target=wait, daemon=True).start()",
    ),
}
