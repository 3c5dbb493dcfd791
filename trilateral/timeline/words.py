"""The timeline's words in English, Korean and Japanese (shared/words.json, notices.json, labels.json)."""

from __future__ import annotations

import re
from typing import Any, Protocol

from trilateral.timeline.shared import shared

_NOTICES = shared("notices")
WORDS: dict[str, dict[str, str | dict[str, str]]] = {
    language: {**words, **_NOTICES[language]} for language, words in shared("words").items()
}
"""For each language the texts by key, with blanks in braces; of a text with a plural, `one` and `other`."""

LANGUAGES = tuple(sorted(WORDS))

_LABELS = shared("labels")
COLUMNS: dict[str, dict[str, str]] = {language: own["columns"] for language, own in _LABELS.items()}
"""Names of columns, by language; other columns are shown by their own name."""
LABELS: dict[str, dict[str, dict[str, str]]] = {language: own["values"] for language, own in _LABELS.items()}
"""Words for values, by language, column and value; other values are shown as they are."""


class Say(Protocol):
    """Returns the text for a key, its blanks filled in."""

    def __call__(self, key: str, **values: Any) -> str:
        """Return the text for a key; numbers are written with commas, other values as they are."""


def speaker(language: str) -> Say:
    """Return the function that says things in a language: `say("shownAll", m=3)` is "3 events".

    js/src/timeline/words.js does the same. A plural follows `m` if it is given, else `n`.
    """
    own = WORDS[language]

    def say(key: str, **values: Any) -> str:
        text = own[key]
        if isinstance(text, dict):
            text = text["one" if values.get("m", values.get("n")) == 1 else "other"]
        return re.sub(r"\{(\w+)\}", lambda blank: _written(values[blank[1]]), text)

    return say


def _written(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)
