"""What is shown to a *Reflect* prompt once something was written: the rubric, and two sample answers.

A text is judged by people. The student who wrote one sees what earns its marks and two answers of unlike
quality, and marks the own text. `exercises/worked/NN.json` holds the samples, packed, beside the worked
solutions; a teacher who keeps that folder back keeps these back too.

The text stands in a cell that no kernel sees, so it is taken from the notebook's file as it was last saved.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from numbers import Real
from pathlib import Path
from typing import Any

from trilateral.exercises.files import MOST_BYTES, file_of, read_content
from trilateral.exercises.ids import cell_id, exercise_of, prompt_name, prompt_number
from trilateral.exercises.notebook_file import saved_as
from trilateral.exercises.progress import note_own_mark
from trilateral.exercises.prompts import PLACEHOLDER
from trilateral.exercises.worked import samples_of
from trilateral.paths import read_json
from trilateral.text import COLUMNS

__all__ = ["OPEN", "as_mark", "is_possible", "name_of_prompt", "own_words", "told"]

# Given to a check in the place of an answer, where there is none.
OPEN = object()
# So many words, and so many different ones, are a try; so many in a row are copied and not one's own.
LEAST, LEAST_DIFFERENT, RUN = 12, 8, 6
LARGEST = 1000  # whatever is larger is no mark, nor is what is no number
# By exercise and prompt: what was handed to the check as a text, where no file can be looked into.
_GIVEN: dict[str, str] = {}


def name_of_prompt(given: object) -> str:
    """Return a prompt's short name, "3.A", of whatever way it was written in; "" where it is none."""
    found = re.fullmatch(r"(?:reflect)? ?(\d{1,2})\.?([a-z])\.?", str(given).strip().casefold(), re.ASCII)
    return f"{int(found[1])}.{found[2].upper()}" if found and isinstance(given, str) else ""


def told(name: str, answer: object, folder: Path) -> str:
    """Return what a check of a prompt says.

    Args:
        name: the prompt's, "3.A".
        answer: `OPEN` to see rubric and samples; a number to keep as one's own mark; a text, where the
            notebook's file cannot be looked into.
        folder: of the exercises.
    """
    number = prompt_number(name)
    full = prompt_name(number)
    try:
        content = read_content(file_of(folder, "questions", exercise_of(number)))
        points, prompt = content["reflect"][number]["points"], _form(content)[cell_id("p", number)]
    except (OSError, ValueError, LookupError, TypeError):
        return f"There is no prompt {full} here. Its name stands above the cell that you write in."
    packed = samples_of(number, folder)
    if packed is None:
        return f"{full}: there are no sample answers here. A person reads what you write."
    mark = as_mark(answer)
    is_text = mark is None and isinstance(answer, str)
    if not is_text and mark is None and answer is not OPEN:
        return f'{full}: your own mark is a number from 0 to {points:g}, as in check("{name}", {points:g}).'
    if is_text:
        _GIVEN[number] = str(answer)
    text = None if is_text else _written(number, content)
    if text is None:
        text = _GIVEN.get(number)
    if text is None:
        return (
            f"{full}: the notebook's file cannot be looked into here. Copy your text between the quotation "
            f'marks of check("{name}", """ """), and run that.'
        )
    if lack := _lack(text, prompt, packed["samples"], full, name):
        return lack
    if mark is None:
        note_own_mark(name, None)
        return _shown(full, name, points, packed, len(own_words(text, [prompt])))
    if not is_possible(mark, points):
        return f"{full}: your own mark is a number from 0 to {points:g}, in steps of a half."
    note_own_mark(name, mark)
    kept = f"{full}: your own mark, {mark:g} of {points:g}, is kept."
    return f"{kept} Your teacher may see it; it counts nothing."


def as_mark(answer: object) -> float | None:
    """Return what was given to a check as a mark, also one in quotation marks; None where it is none."""
    if isinstance(answer, str) and re.fullmatch(r"-?\d{1,3}(?:[.,]\d)?", answer.strip(), re.ASCII):
        return float(answer.strip().replace(",", "."))
    if not isinstance(answer, Real) or isinstance(answer, bool):
        return None
    try:
        mark = float(answer)
    except OverflowError:
        return None
    return mark if abs(mark) < LARGEST else None


def is_possible(mark: float, points: float) -> bool:
    """Tell whether a mark can be given for a text: from nought to its points, in steps of a half."""
    return 0 <= mark <= points and mark * 2 == int(mark * 2)


def _lack(text: str, prompt: str, samples: Sequence[str], full: str, name: str) -> str:
    """Return what is said to a text that is no try; "" to one that is."""
    saved = "as the notebook was last saved"
    own = own_words(text, [prompt])
    without_samples = own_words(text, [prompt, *samples])
    if not own_words(text, []):
        told = f"nothing was written yet, {saved}. Write your answer into the cell below the prompt,"
    elif not own:
        told = f"{saved}, there is nothing but the prompt's own words. Write your answer below them,"
    elif not _is_try(own) or (
        # A few words in common are no copy: who writes of the same thing comes upon them.
        not _is_try(without_samples) and 2 * len(without_samples) >= len(own)
    ):
        told = (
            f"this is too little to compare, {saved}. Write two sentences or more ({LEAST} words of your "
            "own; the prompt's do not count),"
        )
    elif not _is_try(without_samples):
        told = "these are the words of a sample answer. Write your own,"
    else:
        return ""
    return f'{full}: {told} save the notebook (Ctrl+S), and run check("{name}") again.'


def _is_try(words: Sequence[str]) -> bool:
    return len(words) >= LEAST and len(set(words)) >= LEAST_DIFFERENT


def _shown(full: str, name: str, points: float, packed: Mapping[str, Any], words: int) -> str:
    marks = [f"- {line}" for line in re.split(r"(?<=\.) (?=[A-Z])", packed["rubric"])]
    first, second = packed["samples"]
    parts = [
        f"{full}: you have written {words:,} words of your own.",
        "\n".join([f"What earns its {points:g} marks:", *(_wrapped(line, "    ") for line in marks)]),
        "\n".join(["A first sample answer:", _wrapped(first)]),
        "\n".join(["A second sample answer:", _wrapped(second)]),
        textwrap.fill(f"The {('first', 'second')[packed['better'] - 1]} is better. {packed['why']}", COLUMNS),
        textwrap.fill(
            f'Now mark your own text by the same rubric: check("{name}", {points / 2:g}) keeps '
            f"{points / 2:g} of {points:g} marks. Change the text first, if you like.",
            COLUMNS,
            break_on_hyphens=False,
        ),
    ]
    return "\n\n".join(parts)


def _wrapped(text: str, below: str = "  ") -> str:
    return textwrap.fill(text, COLUMNS, initial_indent="  ", subsequent_indent=below)


def own_words(text: str, others: Iterable[str]) -> list[str]:
    """Return the words of a text, folded, without markup, the stub, and what is copied from other texts.

    Chinese and Japanese write no blanks; there two signs count as a word.
    """
    words = _words(text.replace(PLACEHOLDER, " "))
    copied = set()
    for other in map(_words, others):
        copied |= {tuple(other[at : at + RUN]) for at in range(len(other) - RUN + 1)}
    covered: set[int] = set()
    for at in range(len(words) - RUN + 1):
        if tuple(words[at : at + RUN]) in copied:
            covered.update(range(at, at + RUN))
    return [word for at, word in enumerate(words) if at not in covered]


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKC", re.sub(r"https?://\S+|<[^<>]*>", " ", text)).casefold()
    found: list[str] = []
    for word in re.findall(r"[^\W_]+", plain):
        if any("\u3040" <= sign <= "\u30ff" or "\u4e00" <= sign <= "\u9fff" for sign in word):
            found += [word[at : at + 2] for at in range(0, len(word), 2)]
        else:
            found.append(word)
    return found


def _form(content: Mapping[str, Any]) -> dict[str, str]:
    return {cell["id"]: cell["source"] for cell in content["form"]}


def _written(number: str, content: Mapping[str, Any]) -> str | None:
    """Return what stands between a prompt and the next cell of the form; None where no file is known.

    So a text counts that was typed into another cell because its own was split or deleted.
    """
    path = saved_as()
    if path is None:
        return None
    given, inside, found = _form(content), False, []
    start, own = cell_id("p", number), cell_id("r", number)
    try:
        for cell in read_json(path, MOST_BYTES)["cells"]:
            name = str(cell.get("id", ""))
            if name in (start, own):
                inside = True
            elif name in given:
                inside = False
            if inside and name != start and (name == own or cell["cell_type"] != "code"):
                found.append("".join(cell["source"]))
    except (OSError, ValueError, LookupError, TypeError, AttributeError):
        return None
    return "\n".join(found)
