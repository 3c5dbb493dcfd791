"""Grade a form by the questions that it asked when it was handed out, not by those of today.

A file's metadata are its student's to change, so they are a claim. It counts only where a version of that
name is kept in `solutions/versions/`, and it takes a question away only where nothing of it is in the file.
An unknown or deleted claim wins nothing: then every question of the course counts. Where an editor dropped
the metadata, the words of a question that are still in the file say which wording is meant. Whoever hands in
an older form is named to the teacher, who knows to whom it was given: no file can prove that.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from trilateral.exercises.build import asked_in
from trilateral.exercises.ids import cell_id, prompt_name
from trilateral.exercises.versions import collapse_blanks, compare, set_up_changed
from trilateral.grading.reference import Reference
from trilateral.grading.submissions.parse import Submission

__all__ = ["Basis", "basis_of", "text_asked"]


@dataclass(frozen=True)
class Basis:
    """What one file is graded by.

    Attributes:
        reference: its own form, its own wordings, and today's answer wherever the question is the same.
        absent: the questions and, with an r before its number, the prompts of today that its form has not.
        asked: by question the words of its form, where they are others by now.
        note: a line for the teacher and the student; "" where the form is of today.
    """

    reference: Reference
    absent: frozenset[str] = frozenset()
    asked: dict[str, str] = field(default_factory=dict)
    note: str = ""


def basis_of(
    submission: Submission,
    now: Reference,
    kept: Sequence[str],
    earlier: Callable[[str], Reference],
) -> Basis:
    """Return what a submission is graded by.

    Args:
        submission: what was handed in.
        now: the exercise as it is, in the student's variant.
        kept: the versions that are known here.
        earlier: returns one of these, in the student's variant.
    """
    own = submission.version
    # A file of two exercises has the metadata of one of them.
    claimed = own != now.questions["version"] and own in kept
    if own == now.questions["version"]:
        return Basis(now)
    then = earlier(own) if claimed else _by_its_text(submission, now, kept, earlier)
    if then is None:
        unknown = own and len(submission.exercises) == 1
        note = "its form is of a version that is not kept here; graded by the questions as they are now"
        return Basis(now, note=f"{_title(now)}: {note}" if unknown else "")
    today, before = asked_in(now.questions), asked_in(then.questions)
    absent, changed, gone = compare(today, before, submission.present, submission.claimed)
    changed = [one for one in changed if _as_before(one, submission, now, then, claimed)]
    # The older form's own set-up is run, so what comes after it is judged by the older answers.
    other = set_up_changed(now.form, then.form)
    changed = [one for one in today if one in changed or (one in other and before.get(one) == today[one])]
    absent = absent if claimed else []
    gone = [one for one in gone if one in submission.present]
    prompts = [
        one
        for one in now.questions["reflect"]
        if claimed and f"r{one}" not in before and one not in submission.reflections
    ]
    note = _note(now, absent, changed, gone, prompts)
    return Basis(
        _merged(now, then, absent, changed),
        frozenset([*absent, *(f"r{one}" for one in prompts)]),
        {one: text_asked(then.form, one) for one in changed},
        note,
    )


def _by_its_text(
    submission: Submission, now: Reference, kept: Iterable[str], earlier: Callable[[str], Reference]
) -> Reference | None:
    """Return the version whose words the file has, where they are not today's; None where there is none."""
    strange = {
        number: text
        for number, text in submission.asked.items()
        if number in now.questions["questions"] and text != text_asked(now.form, number)
    }
    best, most = None, 0
    for version in kept if strange else ():
        then = earlier(version)
        fits = sum(bool(text) and text_asked(then.form, number) == text for number, text in strange.items())
        best, most = (then, fits) if fits > most else (best, most)
    return best


def _as_before(number: str, submission: Submission, now: Reference, then: Reference, claimed: bool) -> bool:
    """Tell whether a question that has changed is the earlier one in this file.

    `trilateral reset` and copying bring a single question up to date.
    """
    text = submission.asked.get(number)
    own, other = text_asked(then.form, number), text_asked(now.form, number)
    if own == other:
        return claimed
    return text == own or (claimed and text != other)


def text_asked(form: Iterable[dict[str, Any]], number: str) -> str:
    """Return what a form asks in a question; "" where it does not ask it."""
    name = cell_id("q", number)
    return next((collapse_blanks(str(cell["source"])) for cell in form if cell["id"] == name), "")


def _merged(now: Reference, then: Reference, absent: Collection[str], changed: Collection[str]) -> Reference:
    """Return the older form with today's questions in it, and the earlier ones where they have changed.

    Points are today's: they are the teacher's word on what a question is worth, not part of what was asked.
    """
    entries: dict[str, Any] = {}
    by: dict[str, Reference] = {}
    for number, entry in now.questions["questions"].items():
        if number not in absent:
            by[number] = then if number in changed else now
            entries[number] = {**by[number].questions["questions"][number], "points": entry["points"]}
    new = {cell["id"]: cell for cell in now.form}
    today = [cell_id(letter, number) for number in entries if by[number] is now for letter in "qac"]
    form = [new[cell["id"]] if cell["id"] in today else cell for cell in then.form]
    there = {cell["id"] for cell in form}
    form += [new[name] for name in today if name not in there]
    return replace(
        now,
        form=form,
        questions={**now.questions, "questions": entries},
        right={number: one.right[number] for number, one in by.items()},
        wrong={number: one.wrong[number] for number, one in by.items()},
        exact={number: one.exact.get(number, set()) for number, one in by.items()},
    )


def _title(now: Reference) -> str:
    return f"exercise {now.stem[:2]}"


def _note(
    now: Reference, absent: Sequence[str], changed: Sequence[str], gone: Sequence[str], prompts: Sequence[str]
) -> str:
    said = []
    if absent or prompts:
        listed = [*absent, *map(prompt_name, prompts)]
        said.append(f"not in it, and not counted: {', '.join(listed)}")
    if changed:
        said.append(f"changed since, and graded as it was asked: {', '.join(changed)}")
    if gone:
        said.append(f"asked no more, and not counted: {', '.join(gone)}")
    return f"{_title(now)}: an older form ({'; '.join(said)})" if said else ""
