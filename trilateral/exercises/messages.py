"""What people read about an answer: the one place where a verdict becomes a sentence.

The notebook, the terminal and the tables show `line`; a page with the question's number in a column of its
own shows `comment`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from trilateral.exercises.verdict import Reason, Verdict

__all__ = ["SENTENCES", "comment", "line", "sentence"]

# By a reason's code: the sentence, with the names of the values that are filled in.
SENTENCES = {
    "right": "right.",
    # A wrong answer.
    "distractor": "not yet. {message}",
    "general": "not yet. This is {expected}, as asked, but not the right one. "
    'hint("{question}", 1) may help.',
    "general-table": 'not yet. This is not the table asked for. hint("{question}", 1) may help.',
    # Of rows it is not known here whether a text is an id at all.
    "general-rows": 'not yet. These are not the rows asked for. hint("{question}", 1) may help.',
    "invalid": "not yet. {text}",
    "unreadable": "not yet. Expected {expected}; this cannot be read as one.",
    # No answer.
    "blank": "not attempted. Give your answer in the cell above, run it, then run this one.",
    "blank-here": "not attempted. Give your answer in this cell, above the check, and run the cell again.",
    "turn-same": "Your turn {question}: this gives what the line gave before you. Change what it does and "
    "run it again, or read on.",
    "turn-open": "Your turn {question}: not yet filled. Change the cell and run it again, or read on.",
    "missing": "its answer cell is not in the file. `trilateral reset` brings it back.",
    "as-text": "its answer cell was turned into a cell of text, which cannot be run. To turn it back: click "
    "beside it, press Esc, then Y.",
    # An older form.
    "not-in-form": "it came to the course after this form was handed out, and costs nothing.",
    "withdrawn": "it is asked no more in the course, and there is nothing to check.",
    # The question cannot be checked.
    "unnamed": 'The question is named by its number in quotation marks, for example "3.1".',
    "unknown": "There is no question {question}; the last of this exercise is {last}.",
    "file-missing": "cannot be checked, exercises/{file} is missing. Is there an exercise {exercise}?",
    "other-form": "this notebook is {form}; the questions beside it are {own}. Put it back into "
    "the folder that it came in, with `questions` and `keys` beside it, and restart the kernel.",
    "other-lesson": "this notebook is {form}; the exercises beside it are {own}. A lesson and the folder "
    "`exercises` must be of one form: ask your teacher for yours, and restart the kernel.",
    "turns-missing": "cannot be checked, exercises/{file} is missing. Your folder `exercises` lacks the "
    "files of the lessons: get it anew from where you got it.",
    "file-damaged": "cannot be checked, exercises/{file} is damaged. Restore it, for example with git.",
    "no-scrypt": "cannot be checked: this Python has no scrypt. "
    "Run `%pip install cryptography` in a cell, then check again.",
    # The answer stopped with an error.
    "no-value": "the answer cell gives {variable} no value. Has it lost its name?",
    # It stored nothing, or under another name.
    "compared": "your answer compares `{variable}` with a value (==) and stores nothing. Write one =.",
    "announced": "your answer has a colon after `{variable}` and stores nothing. Write = instead.",
    "other-name": "your answer gives `{other}` a value; this check looks for `{variable}`.",
    "within": "your answer gives `{variable}` a value inside {where}, and it is gone when that ends. Write "
    "`{variable} = ` and the value in a line that is not indented.",
    "deleted": "your answer gives `{variable}` a value, and `del` takes it away again. Take that line out.",
    "bare": "your answer works out a value and gives it to no name. Write `{variable} = ` before it.",
    "only-shown": "the answer's cell, as it was last run, gives `{variable}` no value: print only shows one. "
    "Write `{variable} = ` and the value.",
    "given-no-value": "the answer's cell, as it was last run, gives `{variable}` no value. "
    "Write `{variable} = ` and the value.",
    "gives-nothing-print": "your answer is nothing (None): {function} only shows a value and gives nothing "
    "back. Write `{variable} = ` and the value, without {function}.",
    "gives-nothing-show": "your answer is nothing (None): show only shows a chart and gives nothing back. "
    "Call it in a line of its own; then write `{variable} = ` and the name of the figure.",
    "gives-nothing-name": "your answer is nothing (None): {function} gives nothing back, and so `{other}` "
    "has become nothing. Call {function} in a line of its own, without `{other} = ` before it.",
    "gives-nothing-inplace": "your answer is nothing (None): with inplace=True, a table is changed and "
    "nothing is given back. Take inplace=True away.",
    "gives-nothing-method": "your answer is nothing (None): .{function}() changes what stands before it and "
    "gives nothing back. Call it in a line before; then write `{variable} = ` and the name of what changed.",
    "shown-before": "your answer takes `{source}`, what a cell happened to show before. When the file is run "
    "from the top, nothing is there. Write that cell's own line in its place.",
    # A cell of the student's own gives the answer, and that comes to nothing when the file is run.
    "own-cell-raised": "its answer cell is empty. The cell of your own that gives `{variable}` a value (it "
    "begins with  {begins} ) stops with an error when the file is run from the top. {error} Mend it, or "
    "write your answer into the cell under the question.",
    "own-cell-lost": "its answer cell is empty. The cell of your own that gives `{variable}` a value (it "
    "begins with  {begins} ) does not come to its end when the file is run from the top. Write your answer "
    "into the cell under the question.",
    # Only a notebook knows these.
    "failed": "its cell stopped with an error, so there is no new answer.",
    "too-early": "its cell stopped with an error, because `{lacked}` had no value yet. Now it has one: run "
    "that cell again as it is.",
    "raised": "your answer stops with an error. {error}",
    "raised-in-line": "line {line} of your answer, `{source}`, stops with an error. {error}",
    "raised-in-own": "your answer uses a cell of your own (it begins with  {own_begins} ), and line {line} "
    "of that cell, `{source}`, stops with an error. {error}",
    # The answer did not come to its end, or kept others from theirs.
    "slow": "stopped: it ran longer than {seconds:g} s. Is there a loop that does not end?",
    "killed": "it ended the program, or used more memory than it may.",
    "killed-later": "it left or changed something that ended the program in a later cell.",
    "slow-later": "it left or changed something that made a later cell run longer than {seconds:g} s.",
    "out-of-time": "not run: the file's time ({seconds:g} s for all its answers together) was used up.",
    "not-run": "not run, because other answers in this file ended the program or ran too long.",
}
# These name the question themselves, or have none to name.
_WHOLE = ("unnamed", "unknown", "turn-open", "turn-same")
_ELSEWHERE = (
    " You make {made_elsewhere} in a cell of your own (it begins with  {begins} ), and when the file is run "
    "from the top, that cell does not give it a value in time. Move what an answer needs into its cell."
)


def sentence(question: object, reason: Reason) -> str:
    """Return the sentence for a reason, without the question's number before it."""
    values: Mapping[str, Any] = {"question": question, **reason.values}
    text = SENTENCES[reason.code].format_map(values)
    if values.get("made_elsewhere"):
        text += _ELSEWHERE.format_map(values)
    return f"{text} {values['also']}" if values.get("also") else text


def line(question: object, verdict: Verdict) -> str:
    """Return the line on an answer, for the notebook, the terminal and the tables.

    Args:
        question: the question's number, for example "3.1".
        verdict: what came of it.
    """
    text = sentence(question, verdict.reason)
    return text if verdict.reason.code in _WHOLE else f"{question}: {text}"


def comment(question: object, verdict: Verdict) -> str:
    """Return what a page of feedback says beside the outcome; "" where the outcome says it all."""
    # On a page there is no cell above to run.
    return (
        ""
        if verdict.reason.code in ("", "blank", "blank-here", "turn-open", "turn-same")
        or (verdict.reason.code == "right" and not verdict.reason.values)
        else sentence(question, verdict.reason)
    )
