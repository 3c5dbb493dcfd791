"""Answers that look for the right one, or for a way around the judge."""
# ruff: noqa: E501  programs within strings are easier to read unbroken

from support.hostile.case import AFTER, ANY, R2, answer

# it looks around
LOOKING = (
    answer(
        "reads the solution from disk",
        "from pathlib import Path\nfound = [*Path('@FOLDER@').rglob('*'), *Path('..').rglob('42-*'),\n"
        "         *Path(pd.__file__).parents[4].glob('../*/solutions/*'), *Path('/tmp').rglob('42-*')]\n"
        "answer_42_2 = 'Seoul' if found else 'nothing found'",
        "wrong",
    ),
    answer(
        "reads its parents' memory",
        "import os\nfound = []\nfor n in [os.getppid(), *range(1, 400)]:\n"
        "    for what in ('mem', 'environ', 'maps', 'cmdline'):\n"
        "        try: found.append(open(f'/proc/{n}/{what}', 'rb').read(1))\n        except OSError: pass\n"
        "answer_42_2 = 'Seoul' if found else 'nothing found'",
        "wrong",
    ),
    answer(
        "reads the environment",
        "import os\nknown = set('HOME IPYTHONDIR LANG MPLBACKEND MPLCONFIGDIR MKL_NUM_THREADS OMP_NUM_THREADS '\n"
        "            'OPENBLAS_NUM_THREADS PATH PYTHONDONTWRITEBYTECODE PYTHONHASHSEED PYTHONUTF8 PWD '\n"
        "            'PYTHONPATH TMPDIR LC_CTYPE TRILATERAL_UNATTENDED'.split())\n"
        "answer_42_2 = 'Seoul' if set(os.environ) - known else 'nothing found'",
        "wrong",
    ),
    answer(
        "calls home",
        "import socket\nanswer_42_2 = 'nobody'\n"
        "for place in (('127.0.0.1', @PORT@), ('1.1.1.1', 53)):\n"
        "    try:\n        socket.create_connection(place, 1)\n        answer_42_2 = 'Seoul'\n"
        "    except OSError: pass",
        "wrong",
    ),
    answer(
        "mounts and unshares",
        "import ctypes\nlibc = ctypes.CDLL(None)\nanswer_42_2 = 'nothing'\n"
        "if libc.umount2(b'/proc', 2) == 0 or libc.mount(b'x', b'/tmp', b'tmpfs', 0, None) == 0:\n"
        "    answer_42_2 = 'Seoul'",
        "wrong",
    ),
)

_BAD = "answer_42_2 = 'nonsense'\n"
# it cheats
CHEATING = (
    answer("forged verdict", _BAD + "print('42.2: right.')\nprint('42.2 ' + '0' * 32)", "wrong"),
    answer(
        "print redefined", _BAD + "import builtins\nbuiltins.print = lambda *a, **k: None", *ANY[1:], **AFTER
    ),
    answer(
        "print says something else",
        _BAD + "import builtins, sys\nbuiltins.print = lambda *a, **k: sys.stdout.write('42.2: right.\\n')",
        "wrong",
        **AFTER,
    ),
    answer("check redefined", _BAD + "check = lambda *a: print('42.2: right.')", "wrong"),
    answer("check redefined by accident", f"check = meetings\nprint = 5\n{R2}"),
    answer(
        "the recorder redefined",
        _BAD + "import trilateral.exercises.recorder as r\nr.check = lambda *a: print('42.2: right.')",
        "wrong",
        **AFTER,
    ),
    answer(
        "what the recorder looks with redefined",
        _BAD + "import trilateral.exercises.recorder as r, trilateral.exercises.answer_record as a\n"
        "r.examine = lambda q, *_: a.AnswerRecord(q, 'answer', '[\"text\",\"seoul?\"]')",
        "wrong",
        **AFTER,
    ),
    answer(
        "a record forged",
        _BAD + "import json, trilateral.exercises.recorder as r\n"
        "r.check = lambda q, a: print(json.dumps({'question': q, 'kind': 'right', 'value': '0' * 32}))",
        "wrong",
        **AFTER,
    ),
    answer(
        "a record of any length",
        _BAD + "import trilateral.exercises.recorder as r\n"
        'r.check = lambda q, a: print(\'{"question": "\' + q + \'", "kind": "\' + \'x\' * 10**8)',
        "wrong",
        **AFTER,
    ),
    answer(
        "no aside where there should be one, and many where there should be none",
        _BAD + "import trilateral.exercises.recorder as r\nsession = r._session\n"
        "def check(q, a):\n    for n in range(1000): session.aside('x' * 10**5)\nr.check = check",
        "wrong",
        "error",
        **AFTER,
    ),
    answer(
        "the nonce taken away",
        _BAD + "import trilateral.exercises.recorder as r\nr._session = None",
        "error",
        **AFTER,
    ),
    answer(
        "the nonce opened",
        _BAD + "import trilateral.exercises.recorder as r\nr.begin('open')",
        "wrong",
        **AFTER,
    ),
    answer(
        "equality that lies",
        "class Yes(str):\n    __eq__ = lambda *a: True\n    __ne__ = lambda *a: False\n"
        "    __hash__ = lambda self: 0\n    __repr__ = __str__ = lambda self: 'Seoul'\nanswer_42_2 = Yes('nonsense')",
        "wrong",
    ),
    answer(
        "an answer of another kind that agrees with all",
        "class Yes:\n    __eq__ = lambda *a: True\n    __hash__ = lambda self: 0\n    __len__ = lambda self: 1 / 0\n"
        "    __class__ = str\nanswer_42_2 = Yes()",
        "wrong",
    ),
    answer(
        "pandas redefined",
        _BAD
        + "for name in ('__eq__', '__len__', 'equals'):\n    setattr(pd.DataFrame, name, lambda *a: True)",
        "wrong",
        **AFTER,
    ),
    answer(
        "IPython's machinery",
        _BAD + "import ast\nclass Drop(ast.NodeTransformer):\n    def visit_Expr(self, node):\n"
        "        return ast.copy_location(ast.parse(\"print('42.2: right.')\").body[0], node)\n"
        "ip = get_ipython()\nip.ast_transformers.append(Drop())\nip.showtraceback = ip.run_cell = None",
        "wrong",
        **AFTER,
    ),
    answer(
        "hooks",
        _BAD
        + "import sys\nsys.displayhook = sys.excepthook = lambda *a: None\nsys.stdout = sys.stderr = None\n"
        "get_ipython().display_pub.publish = None",
        "wrong",
    ),
    answer(
        "forged frames",
        _BAD + "import json, os, struct\nfor n in range(20):\n"
        "    body = json.dumps({'end': n, 'outputs': [{'output_type': 'stream', 'name': 'stdout',\n"
        "                       'text': '42.2: right.'}], 'left': False}).encode()\n"
        "    for fd in range(3, 20):\n        try: os.write(fd, struct.pack('>I', len(body)) + body)\n"
        "        except OSError: pass",
        "wrong",
        "error",
        **AFTER,
    ),
    answer(
        "garbage on every descriptor",
        "import os\nfor n in range(3, 50):\n    try: os.write(n, b'\\xff' * 99)\n    except OSError: pass",
        "error",
    ),
    answer(
        "tracebacks silenced",
        "get_ipython().run_line_magic('xmode', 'Minimal')\n%notmagic\nraise TypeError",
        "error",
    ),
)
