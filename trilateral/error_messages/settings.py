"""Settings that know a few words only, and were given another one."""

from __future__ import annotations

import re

from trilateral.error_messages.accident import Accident
from trilateral.error_messages.words import AGAIN, Advice, nearest

__all__ = ["settings"]

# What pandas says, the setting, and its words where pandas does not name them.
WORDS = (
    (r"\Adirection invalid: (.+)", "direction", ("backward", "forward", "nearest")),
    (r"\A'(.+)' is not a valid Merge type", "how", ("left", "right", "inner", "outer")),
    (r"\Akeep must be either ()", "keep", ("first", "last")),
    (r"\ANot a valid normalize argument()", "normalize", ("index", "columns", "all")),
    (r"\ANo axis named (\S+)", "axis", ("index", "columns")),
)
# What matplotlib says; behind it stand the words.
CHARTS = re.compile(r"\A'([^']+)' is not a valid value for (\w+)(?:\. Supported values are|\. Did you mean)")
SHORT = {"ls": "linestyle", "c": "color"}


def settings(accident: Accident) -> Advice | None:
    """Return what to say to a word that a setting does not know."""
    if not isinstance(accident.error, ValueError):
        return None
    for pattern, setting, known in WORDS:
        if found := re.search(pattern, accident.text):
            return _advice(found[1] or _given(accident, setting), setting, known)
    if found := CHARTS.search(accident.text):
        known = tuple(re.findall(r"'([^']+)'", accident.text[found.end() :]))
        return _advice(found[1], SHORT.get(found[2], found[2]), known)
    return None


def _given(accident: Accident, setting: str) -> str:
    """Return the word that the cell gives a setting, where pandas does not repeat it."""
    given: dict[str, str] = dict(re.findall(r"\b(\w++)\s*+=\s*+[\"']([^\"'\n]*+)[\"']", accident.cell))
    return given.get(setting, "")


def _advice(word: str, setting: str, known: tuple[str, ...]) -> Advice:
    said = (
        f"The setting {setting} does not know “{word}”." if word else f"The setting {setting} has few words."
    )
    if near := nearest(word, known):
        return said, f'Did you mean {setting}="{near}"? Write this, {AGAIN}'
    words = ", ".join(f'"{one}"' for one in known)
    return said, f"It knows {words}. Write one of them, {AGAIN}"
