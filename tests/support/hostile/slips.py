"""Answers with honest slips and oddities."""
# ruff: noqa: E501  programs within strings are easier to read unbroken

from support.hostile.case import ANY, R2, answer

_SPEAKS = "import sys\ndef answer_42_4(number):\n    print('hm', number)\n    print('hm', file=sys.stderr)\n    return number ** 2"
# honest slips
SLIPS = (
    answer("syntax error", "answer_42_2 = 'Seoul", "error", says="answer_42_2 = 'Seoul"),
    answer(
        "error before the answer",
        "1 / 0\nanswer_42_2 = 'Seoul'",
        "error",
        says="line 1 of your answer, `1 / 0`",
    ),
    answer("error after the answer", f"{R2}\n1 / 0"),
    answer("common wrong answer", "answer_42_2 = 'Tokyo'", "wrong", says="Not so (one)."),
    answer("another wrong answer", "answer_42_2 = 'Paris'", "wrong", says="This is a text"),
    answer("another kind", "answer_42_2 = 5", "wrong", says="this is a number"),
    answer("emptied", "", "error", says="answer_42_2 no value"),
    answer("untouched", "answer_42_2 = ...", "blank", says="not attempted"),
    answer("the variable renamed", "answer_2 = 'Seoul'", "error", says="this check looks for `answer_42_2`"),
    answer("magics", f"%matplotlib inline\n%config InlineBackend.figure_format = 'svg'\n{R2}", *ANY),
    answer(
        "warning on stderr",
        f"import warnings, sys\nwarnings.warn('old')\nprint('old', file=sys.stderr)\n{R2}",
    ),
    answer("a null in the source", "answer_42_2 = 'Seoul'\0", "error"),
    answer("markup in an error", "raise ValueError('<script>alert(1)</script>\\x1b[31m\\n\\u202e')", "error"),
    answer(
        "an error that cannot be shown",
        "class E(Exception):\n    def __str__(self): raise SystemExit\nraise E",
        "error",
    ),
    answer("a surrogate printed", "print('\\ud800')\nanswer_42_2 = '\\ud800'", "wrong"),
    answer("a function that talks", R2, beside={"a4": _SPEAKS}),
)
