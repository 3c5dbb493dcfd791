"""Names of months in languages that grammar.py has no words for: of Unicode's tables, as Babel holds them.

Why not `dateparser`: over 100 cells in ten languages its strict mode read 19 that our grammar refused. Ten
were honest, each with a month's name in Russian, Portuguese or Italian. Nine were guesses: five of the order
of day and month, four of a year in two figures. It read neither months alone, nor ranges, nor eras. So only
names were missing. Babel comes with Jupyter and has them; the grammar stays ours, and refuses 31 April.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from trilateral.timeline.shared import MONTHS

# Languages whose calendars write Gregorian years. Thai, Persian and Arabic ones often do not.
_LANGUAGES = """
bg bs ca cs cy da el et eu fi ga gl he hi hr hu id is it lt lv mk ms mt nb nl pl pt ro ru sk sl sq sr sv tr uk
""".split()  # noqa: SIM905
_ENGLISH = [name.lower() for name in MONTHS]
_WORD = re.compile(r"[^\W\d_]{3,}\.?")
_WEEKDAY = re.compile(r"[^\W\d_]{3,}(?:-feira)?")
# What such dates have besides: "of", "the", "year".
_BESIDES = re.compile(
    r"(?<!\w)(?:de|do|di|del|da|den|d\.|г\.?|года|году|р\.?|року|r\.|roku|rok|god\.?|m\.|ta')(?!\w)"
)
_FEIRA = re.compile(r"[^\W\d_]{3,}-feira\b")
_VIETNAMESE = re.compile(r"(?:\bngày )?(\d{1,2} )?tháng (\d{1,2})(?:,? năm |/|, ?| )?(?=\d{4})")


def _of_vietnamese_month(found: re.Match[str]) -> str:
    number = int(found[2])
    return f"{found[1] or ''}{_ENGLISH[number - 1]} " if 1 <= number <= 12 else found[0]


def in_english(text: str) -> str:
    """Return a text in its plainer form with the names of months in English, those of weekdays left out.

    A name that means different months in different languages (listopad) stays: nobody can tell which.
    """
    if not re.search(r"\d", text) or not _WORD.search(text):
        return text
    months, weekdays = _names()
    translated = _FEIRA.sub("", text)
    translated = _VIETNAMESE.sub(_of_vietnamese_month, translated)

    def one(word: re.Match[str]) -> str:
        key = word[0].rstrip(".")
        if key in weekdays:
            return " "
        return f" {_ENGLISH[months[key] - 1]} " if months.get(key) else word[0]

    translated = _WORD.sub(one, translated)
    if not any(month in translated for month in _ENGLISH):
        return text
    return " ".join(_BESIDES.sub(" ", translated).split()).strip(" ,.;")


def foreign_weekdays(text: str) -> list[int]:
    """Return the days of the week that a text (in lower case) names in these languages, 0 for Monday."""
    names = _names()[1]
    return [names[key] for word in _WEEKDAY.finditer(text) if (key := word[0].rstrip(".")) in names]


def _names() -> tuple[dict[str, int], dict[str, int]]:
    """Return the months by their names, 0 where languages differ; and the weekdays by theirs, from Monday.

    In a browser there are none until a cell imports babel: it would be a sixth of all that is fetched there.
    """
    try:
        return _names_of_babel()
    except ImportError:
        return {}, {}


@cache
def _names_of_babel() -> tuple[dict[str, int], dict[str, int]]:
    from babel import Locale  # takes half a second, and few tables need it

    months: dict[str, int] = {}
    weekdays: dict[str, int] = {}
    for language in _LANGUAGES:
        locale = Locale(language)
        for context in ("format", "stand-alone"):
            weekdays |= {_key(name): number for number, name in locale.days[context]["wide"].items()}
            for width in ("wide", "abbreviated"):
                for number, name in locale.months[context][width].items():
                    key = _key(name)
                    months[key] = number if months.get(key, number) == number else 0
    return months, {name: number for name, number in weekdays.items() if name not in months}


def _key(name: str) -> str:
    return unicodedata.normalize("NFKC", name).lower().rstrip(".")
