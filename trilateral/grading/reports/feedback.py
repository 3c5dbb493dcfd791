"""Write a page of feedback for each student: plain HTML with nothing in it that runs or loads."""

from __future__ import annotations

import hashlib
import html
import re
import unicodedata
from collections.abc import Mapping, Sequence

from trilateral.exercises.build import Exercise
from trilateral.grading.model import Outcome
from trilateral.grading.reports.tables import Graded, number
from trilateral.grading.submissions.collect import Student, clean

__all__ = ["feedback_page", "file_name"]

# In words as well as by sign and colour: some readers see no colours, some hear the page.
SIGNS = {
    "right": ("✓", "right"),
    "wrong": ("✗", "not right"),
    "blank": ("–", "not attempted"),
    "error": ("!", "stopped with an error"),
    "timeout": ("…", "took too long"),
    "missing": ("?", "the answer's cell is missing"),
}
STYLE = """
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fdfcf9; --line: #8a8a8a; --soft: #f1eee6;
  --right: #17603a; --other: #8c2f10; }
@media (prefers-color-scheme: dark) { :root { --ink: #e9e7e1; --paper: #191a1c; --line: #85857f;
  --soft: #26282b; --right: #7fd3a2; --other: #f2a98c; } }
body { font: 1rem/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); margin: 0 auto;
  max-width: 48rem; padding: 1.5rem; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-top: 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid var(--line); padding: .4rem .6rem .4rem 0; text-align: left;
  vertical-align: top; }
thead th { overflow-wrap: normal; } td.points { white-space: nowrap; }
.right { color: var(--right); } .other { color: var(--other); }
pre { background: var(--soft); font: inherit; padding: .6rem .8rem; white-space: pre-wrap;
  margin: .3rem 0 1rem; }
td pre { font: .85rem/1.45 ui-monospace, monospace; margin: 0; padding: .2rem .5rem; }
@media print { :root { color-scheme: only light; --ink: #000; --paper: #fff; --soft: #fff; --right: #000;
  --other: #000; } body { max-width: none; padding: 0; font-size: 10.5pt; } tr, pre { break-inside: avoid; }
  pre { border: 1px solid #999; } h2 { break-after: avoid; } thead { display: table-header-group; } }
""".strip()


def file_name(student: Student) -> str:
    """Return the name of a student's page: readable, safe on every system, one for each student."""
    letters = (letter if unicodedata.category(letter)[0] in "LMN" else "-" for letter in student.name)
    name = re.sub("-+", "-", "".join(letters)).strip("-")
    # 40 letters of any script are within the 255 bytes that file systems take.
    mark = hashlib.sha256(student.key.encode(errors="backslashreplace")).hexdigest()[:8]
    return f"{name[:40].strip('-') or 'student'}-{mark}.html"


def feedback_page(student: Student, graded: Sequence[Graded], exercises: Mapping[str, Exercise]) -> str:
    """Return a student's page: of each exercise the outcomes, and the texts that a person reads."""
    name = _text(student.name)
    parts = [_exercise(one, exercises) for one in graded if one.reason or one.result]
    return f"""<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>Feedback for {name}</title>
<style>
{STYLE}
</style>
</head>
<body>
<main>
<h1>Feedback for <bdi>{name}</bdi></h1>
{"".join(parts)}</main>
</body>
</html>
"""


def _exercise(one: Graded, exercises: Mapping[str, Exercise]) -> str:
    stem = (one.result.exercise if one.result else "") or one.found.exercise
    title = exercises[stem].title if stem in exercises else one.found.place
    if one.reason or one.result is None:
        return (
            f"<section>\n<h2><bdi>{_text(title)}</bdi></h2>\n"
            f"<p>The file <bdi>{_text(one.found.place)}</bdi> could not be graded: {_text(one.reason)}.</p>\n"
            "</section>\n"
        )
    form = f" (form {_text(one.result.variant)})" if one.result.variant else ""
    rows = "".join(_row(outcome) for outcome in one.result.outcomes)
    texts = ""
    if stem in exercises:
        prompts = exercises[stem].reflections
        texts = "".join(
            f"<h3>Prompt {_text(prompt.number)}</h3>\n<pre>{_text(text, lines=True)}</pre>\n"
            for prompt in prompts
            if (text := one.result.reflections.get(prompt.number, "").strip())
        )
        texts = f"<p>These texts are read and marked by a person.</p>\n{texts}" if texts else ""
    notes = "".join(f"<li>{_text(note)}</li>\n" for note in (*one.found.notes, *one.result.notes))
    return (
        f"<section>\n<h2>{_text(title)}{form}</h2>\n"
        f"<p><strong>{number(one.result.points)} of {number(one.result.out_of)} points</strong> "
        "for the questions that are checked by machine.</p>\n"
        '<table>\n<thead><tr><th scope="col">Question</th><th scope="col">Outcome</th>'
        '<th scope="col">Points</th><th scope="col">Comment</th></tr></thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table>\n{texts}"
        + (f"<h3>Notes on the file</h3>\n<ul>\n{notes}</ul>\n" if notes else "")
        + "</section>\n"
    )


def _row(outcome: Outcome) -> str:
    sign, words = SIGNS[outcome.outcome]
    kind = "right" if outcome.outcome == "right" else "other"
    # On a page there is no cell above to run, and the question's number stands in its own column.
    known = outcome.outcome in ("right", "blank")
    message = "" if known else outcome.message.strip().removeprefix(f"{outcome.question}: ")
    said = f"<pre>{_text(message, lines=True)}</pre>" if outcome.outcome == "error" else _text(message)
    return (
        f'<tr><th scope="row">{_text(outcome.question)}</th>'
        f'<td class="{kind}"><span aria-hidden="true">{sign}</span> {words}</td>'
        f'<td class="points">{number(outcome.points)} of {number(outcome.out_of)}</td>'
        f'<td dir="auto">{said if message else ""}</td></tr>\n'
    )


def _text(text: str, *, lines: bool = False) -> str:
    """Return a text of a stranger's for HTML: escaped, without control characters."""
    kept = "\n".join(clean(line) for line in text.splitlines()) if lines else clean(text)
    return html.escape(kept)
