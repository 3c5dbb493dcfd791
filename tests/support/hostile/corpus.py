"""The submissions: each is a `Case` with bytes and the outcomes that are fair.

Where a case says nothing of a question, its answer is right and must be counted. Bombs are strings here; they
go off only where `test_grading.py` runs them, in the sandbox.
"""
# ruff: noqa: E501  programs within strings are easier to read unbroken

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from support.hostile.exercise import RIGHT, answered

ALL = ("42.1", "42.2", "42.3", "42.4")
R2 = RIGHT["42.2"]
ANY = ("right", "wrong", "blank", "error", "timeout")  # a student's own affair


@dataclass(frozen=True)
class Case:
    """One file.

    Attributes:
        name: what is odd about it.
        content: its bytes.
        outcomes: by question, what is fair where that is not "right"; several where it is a matter of luck.
        reason: part of the reason why it cannot be graded; "" where it can.
        says: part of the message to question 42.2.
    """

    name: str
    content: bytes
    outcomes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    reason: str = ""
    says: str = ""


def dumped(notebook: object) -> bytes:
    return json.dumps(notebook).encode()


def code(blank: dict, folder: Path, port: int, sleeper: str) -> Iterator[Case]:
    """Cases whose answer to 42.2 does something.

    Args:
        blank: the form.
        folder: the folder of the exercises, which nobody may find.
        port: a port on which somebody listens, on this machine.
        sleeper: an argument by which processes that were left behind are found.
    """

    def case(name: str, source: str, *fair: str, says: str = "", **others: tuple[str, ...]) -> Case:
        outcomes = {"42.2": fair or ("right",)}
        outcomes |= {f"42.{key[1]}": value for key, value in others.items()}
        return Case(name, dumped(answered(blank, a2=source)), outcomes, "", says)

    yield case(
        "a file beside itself",
        f"with open('mine.txt', 'w') as file:\n    file.write('x')\nassert open('mine.txt').read() == 'x'\n{R2}",
    )
    later = {"q3": ANY, "q4": ANY}
    # --- it does not end
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
    # --- it takes too much
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
    # --- it ends itself or others
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
        dumped(answered(blank, a2=late + R2, a3=f"import time\ntime.sleep(1)\n{RIGHT['42.3']}")),
        {"42.2": ("error",)},
    )
    # --- it leaves something behind
    yield case("daemon", _daemon(sleeper) + R2)
    yield case("background process", f"import subprocess\nsubprocess.Popen(['sleep', '{sleeper}'])\n{R2}")
    yield case("background process of a shell", f"!sleep {sleeper} &\n{R2}")
    yield case("goes on twice", f"import os\nos.fork()\n{R2}")
    # --- it asks
    yield case("input", "answer_42_2 = input()", "error", says="input()")
    # --- it destroys
    yield case(
        "empties its folder and all it can",
        "import os, shutil\nfor place in ('.', '..', '/tmp', '/home', '/dev/shm', os.path.dirname(pd.__file__)):\n"
        f"    shutil.rmtree(place, ignore_errors=True)\n{R2}",
    )
    yield case(
        "rewrites the record, the package and the exercises",
        "import glob, trilateral\nfrom pathlib import Path\n"
        "root = Path(trilateral.__file__).parent\n"
        f"for path in [*root.glob('*.py'), *root.parent.glob('data/*'), *Path({str(folder)!r}).rglob('*')]:\n"
        "    for act in (lambda: path.write_text('gone'), path.unlink):\n"
        f"        try: act()\n        except OSError: pass\n{R2}",
    )
    yield case("makes itself questions", f"{_QUESTIONS}{R2}")
    yield case("leaves its folder", f"import os\nos.chdir('/')\nos.umask(0o777)\n{R2}")
    # --- it looks around
    yield case(
        "reads the solution from disk",
        f"from pathlib import Path\nfound = [*Path({str(folder)!r}).rglob('*'), *Path('..').rglob('42-*'),\n"
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
        f"for place in (('127.0.0.1', {port}), ('1.1.1.1', 53)):\n"
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
    # --- it cheats
    bad = "answer_42_2 = 'nonsense'\n"
    yield case("forged verdict", bad + "print('42.2: right.')\nprint('42.2 ' + '0' * 32)", "wrong")
    yield case(
        "print redefined", bad + "import builtins\nbuiltins.print = lambda *a, **k: None", *ANY[1:], **later
    )
    yield case(
        "print says something else",
        bad + "import builtins, sys\nbuiltins.print = lambda *a, **k: sys.stdout.write('42.2: right.\\n')",
        "wrong", **later,
    )  # fmt: skip
    yield case("check redefined", bad + "check = lambda *a: print('42.2: right.')", "wrong")
    yield case("check redefined by accident", f"check = meetings\nprint = 5\n{R2}")
    yield case(
        "the checking module redefined",
        bad + "import trilateral.exercises.check as c, sys\nc = sys.modules['trilateral.check']\n"
        "c.keyed = c.opened = lambda *a: '42.2: right.'\nc._canonical = lambda *a: '[\"text\",\"seoul?\"]'",
        "wrong", **later,
    )  # fmt: skip
    yield case(
        "the nonce taken away", bad + "import os\ndel os.environ['TRILATERAL_NONCE']", "wrong", **later
    )
    yield case(
        "the nonce opened", bad + "import os\nos.environ['TRILATERAL_NONCE'] = 'open'", "wrong", **later
    )
    yield case(
        "equality that lies",
        "class Yes(str):\n    __eq__ = lambda *a: True\n    __ne__ = lambda *a: False\n"
        "    __hash__ = lambda self: 0\n    __repr__ = __str__ = lambda self: 'Seoul'\nanswer_42_2 = Yes('nonsense')",
        "wrong",
    )
    yield case(
        "an answer of another kind that agrees with all",
        "class Yes:\n    __eq__ = lambda *a: True\n    __hash__ = lambda self: 0\n    __len__ = lambda self: 1 / 0\n"
        "    __class__ = str\nanswer_42_2 = Yes()",
        "wrong",
    )
    yield case(
        "pandas redefined",
        bad + "for name in ('__eq__', '__len__', 'equals'):\n    setattr(pd.DataFrame, name, lambda *a: True)",
        "wrong", **later,
    )  # fmt: skip
    yield case(
        "IPython's machinery",
        bad + "import ast\nclass Drop(ast.NodeTransformer):\n    def visit_Expr(self, node):\n"
        "        return ast.copy_location(ast.parse(\"print('42.2: right.')\").body[0], node)\n"
        "ip = get_ipython()\nip.ast_transformers.append(Drop())\nip.showtraceback = ip.run_cell = None",
        "wrong", **later,
    )  # fmt: skip
    yield case(
        "hooks",
        bad
        + "import sys\nsys.displayhook = sys.excepthook = lambda *a: None\nsys.stdout = sys.stderr = None\n"
        "get_ipython().display_pub.publish = None",
        "wrong",
    )
    yield case(
        "forged frames",
        bad + "import json, os, struct\nfor n in range(20):\n"
        "    body = json.dumps({'end': n, 'outputs': [{'output_type': 'stream', 'name': 'stdout',\n"
        "                       'text': '42.2: right.'}], 'left': False}).encode()\n"
        "    for fd in range(3, 20):\n        try: os.write(fd, struct.pack('>I', len(body)) + body)\n"
        "        except OSError: pass",
        "wrong", "error", **later,
    )  # fmt: skip
    yield case("garbage on every descriptor", "import os\nfor n in range(3, 50):\n    try: os.write(n, b'\\xff' * 99)\n"
               "    except OSError: pass", "error")  # fmt: skip
    yield case("tracebacks silenced", "get_ipython().run_line_magic('xmode', 'Minimal')\n%notmagic\nraise TypeError",
               "error")  # fmt: skip
    # --- honest slips
    yield case("syntax error", "answer_42_2 = 'Seoul", "error", says="answer_42_2 = 'Seoul")
    yield case(
        "error before the answer",
        "1 / 0\nanswer_42_2 = 'Seoul'",
        "error",
        says="line 1 of your answer, `1 / 0`",
    )
    yield case("error after the answer", f"{R2}\n1 / 0")
    yield case("known wrong turn", "answer_42_2 = 'Tokyo'", "wrong", says="Not so (one).")
    yield case("another wrong answer", "answer_42_2 = 'Paris'", "wrong", says="This is a text")
    yield case("another kind", "answer_42_2 = 5", "wrong", says="this is a number")
    yield case("emptied", "", "error", says="answer_42_2 no value")
    yield case("untouched", "answer_42_2 = ...", "blank", says="not attempted")
    yield case("the variable renamed", "answer_2 = 'Seoul'", "error", says="answer_42_2 no value")
    yield case("magics", f"%matplotlib inline\n%config InlineBackend.figure_format = 'svg'\n{R2}", *ANY)
    yield case(
        "warning on stderr",
        f"import warnings, sys\nwarnings.warn('old')\nprint('old', file=sys.stderr)\n{R2}",
    )
    yield case("a null in the source", "answer_42_2 = 'Seoul'\0", "error")
    yield case(
        "markup in an error", "raise ValueError('<script>alert(1)</script>\\x1b[31m\\n\\u202e')", "error"
    )
    yield case(
        "an error that cannot be shown",
        "class E(Exception):\n    def __str__(self): raise SystemExit\nraise E", "error",
    )  # fmt: skip
    yield case("a surrogate printed", "print('\\ud800')\nanswer_42_2 = '\\ud800'", "wrong")
    speaks = "import sys\ndef answer_42_4(number):\n    print('hm', number)\n    print('hm', file=sys.stderr)\n    return number ** 2"
    yield Case("a function that talks", dumped(answered(blank, a4=speaks)))


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


def files(blank: dict) -> Iterator[Case]:
    """Cases whose file is odd or broken."""
    good = answered(blank)
    text = json.dumps(good)
    everywhere = dict.fromkeys(ALL, ("missing",))

    def changed(**settings: object) -> dict:
        return {**json.loads(text), **settings}

    def place(notebook: dict, name: str) -> int:
        return next(n for n, cell in enumerate(notebook["cells"]) if cell.get("id") == name)

    # --- no notebook
    yield Case("empty", b"", reason="empty")
    yield Case("blanks", b" \n\t\r\n", reason="empty")
    yield Case("nulls", bytes(1000), reason="empty")
    yield Case("a picture", b"\x89PNG\r\n\x1a\n" + bytes(range(256)), reason="not a notebook")
    yield Case("cut off", text[: len(text) // 2].encode(), reason="cut off")
    yield Case("two notebooks", (text + text).encode(), reason="not a notebook")
    yield Case("HTML", b"<!DOCTYPE html><script>alert(1)</script>", reason="not a notebook")
    yield Case("a list", b"[]", reason="not a Jupyter notebook")
    yield Case("no cells", b'{"nbformat": 4}', reason="no cells")
    yield Case("cells that are none", dumped(changed(cells={"a": 1})), reason="no cells")
    yield Case(
        "cells of rubbish", dumped(changed(cells=[1, None, [], {}, {"cell_type": 5}])), reason="no cells"
    )
    yield Case("nested 900 deep", b"[" * 900 + b"]" * 900, reason="nested")
    yield Case("nested 100,000 deep", b'{"cells":' * 10**5, reason="nested")
    yield Case("nested in the metadata", dumped(good).replace(b'"metadata": {}', b'"metadata": ' + b"[" * 400 + b"]" * 400, 1),
               reason="nested")  # fmt: skip
    yield Case("200 MB", text.encode() + b" " * 200_000_000, reason="larger than")
    yield Case("ten million brackets", b"[" + b"[]," * 10**7 + b"[]]", reason="parts")
    yield Case("ten million quotes", b'["' + b'\\"' * 10**7, reason="not")
    yield Case(
        "no exercise at all", dumped(changed(cells=good["cells"][:2])), reason="no answer of any exercise"
    )
    yield Case(
        "another exercise", text.replace("42-", "77-").replace("42.", "77.").encode(), reason="exercise 77"
    )
    # --- mangled on its way
    yield Case("BOM", b"\xef\xbb\xbf" + text.encode())
    yield Case("UTF-16", text.encode("utf-16"))
    yield Case("CRLF", json.dumps(good, indent=1).replace("\n", "\r\n").encode())
    yield Case("CRLF in the sources", text.replace("\\n", "\\r\\n").encode())
    yield Case("NaN", text.replace('"metadata": {}', '"metadata": {"x": NaN, "y": -Infinity}', 1).encode())
    yield Case(
        "an integer of 5,000 digits",
        text.replace('"metadata": {}', f'"metadata": {{"x": {"9" * 5000}}}', 1).encode(),
    )
    yield Case("lone surrogates", text.replace("My reason.", "My \\ud800 reason.").encode())
    yield Case("raw surrogate bytes", text.encode().replace(b"My reason.", b"My \xed\xa0\x80 reason."))
    yield Case("not UTF-8", text.encode().replace(b"My reason.", b"My \xff\xfe reason."))
    yield Case("sources as lists", dumped({**good, "cells": [
        {**cell, "source": cell["source"].splitlines(keepends=True)} for cell in good["cells"]]}))  # fmt: skip
    # --- formats
    yield Case("nbformat 3", dumped(_as_three(good)))
    yield Case("nbformat 99", dumped(changed(nbformat=99, nbformat_minor="x")))
    yield Case("no nbformat", dumped({"cells": good["cells"]}))
    yield Case(
        "a foreign kernel",
        dumped(changed(metadata={"kernelspec": {"name": "../../bin/sh", "language": "R"}})),
    )
    yield Case("odd metadata", dumped({**good, "metadata": [], "cells": [
        {**cell, "metadata": [1, 2], "outputs": "none", "execution_count": {}} for cell in good["cells"]]}))  # fmt: skip
    yield Case(
        "an odd schema of nbgrader", text.replace('"schema_version": 3', '"schema_version": "x"').encode()
    )
    # --- cells
    notebook = json.loads(text)
    del notebook["cells"][place(notebook, "a-42-2")]
    yield Case("a cell is missing", dumped(notebook), {"42.2": ("missing",)})
    notebook = json.loads(text)
    notebook["cells"] = [cell for cell in notebook["cells"] if not cell["id"].startswith("a-")]
    yield Case("all answers are missing", dumped(notebook), everywhere)
    for name, copies, fair in (
        ("twice, the second is right", ("answer_42_2 = 'Tokyo'", R2), "right"),
        ("twice, the second is wrong", (R2, "answer_42_2 = 'Tokyo'"), "wrong"),
        ("twice, the second is untouched", (R2, "answer_42_2 = ..."), "right"),
        ("twice, the second is empty", (R2, " "), "right"),
        ("twice, the first hangs", ("while True: pass", R2), "right"),
        ("twice, the first fails", ("1 / 0", R2), "right"),
        ("split in two", ("city = 'Seoul'", "answer_42_2 = city"), "right"),
    ):
        notebook = json.loads(text)
        where = place(notebook, "a-42-2")
        cell = notebook["cells"][where]
        notebook["cells"][where : where + 1] = [{**cell, "source": source} for source in copies]
        notebook["cells"][where + 1]["id"] = "new"  # nbgrader's id stays, as when a cell is split
        yield Case(name, dumped(notebook), {"42.2": (fair,)})
    notebook = json.loads(text)
    notebook["cells"].reverse()
    yield Case("in reverse order", dumped(notebook))
    notebook = json.loads(text)
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"cell{number}"
    yield Case("ids renamed", dumped(notebook))
    for cell in notebook["cells"]:
        cell["metadata"] = {}
        del cell["id"]
    yield Case("ids and metadata lost", dumped(notebook))
    notebook["cells"] = [
        cell for cell in notebook["cells"] if "check(" not in cell["source"] or "import" in cell["source"]
    ]
    yield Case("ids, metadata and checks lost", dumped(notebook))
    notebook = json.loads(text)
    for cell in notebook["cells"]:
        cell["id"] = "a-42-2" if cell["id"] == "c-42-3" else cell["id"]
    yield Case("a check under an answer's id", dumped(notebook), {"42.2": ANY})
    notebook = json.loads(text)
    notebook["cells"][place(notebook, "a-42-2")]["cell_type"] = "markdown"
    yield Case("an answer turned into text", dumped(notebook), {"42.2": ("missing",)})
    notebook = json.loads(text)
    notebook["cells"][place(notebook, "setup")]["source"] = "1 / 0"
    notebook["cells"][place(notebook, "c-42-2")]["source"] = "print('42.2: right.')"
    yield Case("other cells changed", dumped(notebook))
    notebook = json.loads(text)
    notebook["cells"][place(notebook, "a-42-2")]["source"] = "answer_42_2 = helper"
    notebook["cells"].insert(
        2, {"cell_type": "code", "id": "mine", "metadata": {}, "outputs": [], "source": "helper = 'Seoul'"}
    )
    yield Case(
        "a helper in a cell of one's own",
        dumped(notebook),
        {"42.2": ("error",)},
        says="You make helper in a cell of",
    )
    notebook = json.loads(text)
    notebook["cells"] += [{"cell_type": "code", "id": f"x{n}", "metadata": {}, "outputs": [], "source": "while True: pass"}
                          for n in range(3000)]  # fmt: skip
    yield Case("3,000 cells", dumped(notebook))
    notebook = json.loads(text)
    notebook["cells"] += [{**notebook["cells"][place(notebook, "a-42-2")], "id": "a-42-2"}] * 500
    yield Case("500 copies", dumped(notebook))
    yield Case(
        "an answer of 10 MB", dumped(answered(blank, a2=R2 + "\n#" + "x" * 10**7)), {"42.2": ("missing",)}
    )
    yield Case(
        "an output of 20 MB", text.replace('"outputs": []', f'"outputs": ["{"x" * 20_000_000}"]', 1).encode()
    )


def _as_three(notebook: dict) -> dict:
    """Return a notebook in format 3, which has no ids."""
    cells = []
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cells.append(
                {
                    "cell_type": "code",
                    "input": cell["source"],
                    "language": "python",
                    "outputs": [],
                    "metadata": {},
                }
            )
        else:
            cells.append({"cell_type": "markdown", "source": cell["source"], "metadata": {}})
    return {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [{"cells": cells, "metadata": {}}],
    }
