"""Answers that want to be counted as right, and honest slips."""
# ruff: noqa: E501  programs within strings are easier to read unbroken

from collections.abc import Iterator

from support.hostile.case import ANY, LATER, R2, Case, Make, dumped
from support.hostile.exercise import answered

BAD = "answer_42_2 = 'nonsense'\n"


def forge_the_verdict(case: Make) -> Iterator[Case]:
    """It forges what the check says, or takes away what it needs."""
    yield case("forged verdict", BAD + "print('42.2: right.')\nprint('42.2 ' + '0' * 32)", "wrong")
    yield case(
        "print redefined", BAD + "import builtins\nbuiltins.print = lambda *a, **k: None", *ANY[1:], **LATER
    )
    yield case(
        "print says something else",
        BAD + "import builtins, sys\nbuiltins.print = lambda *a, **k: sys.stdout.write('42.2: right.\\n')",
        "wrong", **LATER,
    )  # fmt: skip
    yield case("check redefined", BAD + "check = lambda *a: print('42.2: right.')", "wrong")
    yield case("check redefined by accident", f"check = meetings\nprint = 5\n{R2}")
    yield case(
        "the checking module redefined",
        BAD + "import trilateral.exercises.check as c, sys\nc = sys.modules['trilateral.exercises.check']\n"
        "c.keyed = c.opened = lambda *a: '42.2: right.'\nc._canonical = lambda *a: '[\"text\",\"seoul?\"]'",
        "wrong", **LATER,
    )  # fmt: skip
    yield case(
        "the nonce taken away", BAD + "import os\ndel os.environ['TRILATERAL_NONCE']", "wrong", **LATER
    )
    yield case(
        "the nonce opened", BAD + "import os\nos.environ['TRILATERAL_NONCE'] = 'open'", "wrong", **LATER
    )


def change_the_machinery(case: Make) -> Iterator[Case]:
    """It changes what the check is made of: values, libraries, IPython, descriptors."""
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
        BAD + "for name in ('__eq__', '__len__', 'equals'):\n    setattr(pd.DataFrame, name, lambda *a: True)",
        "wrong", **LATER,
    )  # fmt: skip
    yield case(
        "IPython's machinery",
        BAD + "import ast\nclass Drop(ast.NodeTransformer):\n    def visit_Expr(self, node):\n"
        "        return ast.copy_location(ast.parse(\"print('42.2: right.')\").body[0], node)\n"
        "ip = get_ipython()\nip.ast_transformers.append(Drop())\nip.showtraceback = ip.run_cell = None",
        "wrong", **LATER,
    )  # fmt: skip
    yield case(
        "hooks",
        BAD
        + "import sys\nsys.displayhook = sys.excepthook = lambda *a: None\nsys.stdout = sys.stderr = None\n"
        "get_ipython().display_pub.publish = None",
        "wrong",
    )
    yield case(
        "forged frames",
        BAD + "import json, os, struct\nfor n in range(20):\n"
        "    body = json.dumps({'end': n, 'outputs': [{'output_type': 'stream', 'name': 'stdout',\n"
        "                       'text': '42.2: right.'}], 'left': False}).encode()\n"
        "    for fd in range(3, 20):\n        try: os.write(fd, struct.pack('>I', len(body)) + body)\n"
        "        except OSError: pass",
        "wrong", "error", **LATER,
    )  # fmt: skip
    yield case("garbage on every descriptor", "import os\nfor n in range(3, 50):\n    try: os.write(n, b'\\xff' * 99)\n"
               "    except OSError: pass", "error")  # fmt: skip
    yield case("tracebacks silenced", "get_ipython().run_line_magic('xmode', 'Minimal')\n%notmagic\nraise TypeError",
               "error")  # fmt: skip


def slip(case: Make) -> Iterator[Case]:
    """Nobody means harm."""
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
    yield Case("a function that talks", dumped(answered(case.blank, a4=speaks)))
