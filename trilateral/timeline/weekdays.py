"""The day of the week that stands with a date: no part of it, but one that can contradict it."""

from __future__ import annotations

import re
import unicodedata

_PATTERN = re.compile(
    r"\(\s*(?:[월화수목금토일]|[月火水木金土日]|(?:mon|tue|wed|thu|fri|sat|sun|mo|di|mi|do|fr|sa|so)\.?)\s*\)"
    r"|\(?(?:[월화수목금토일]요일|[月火水木金土日]曜日?|(?:星期|周|週)[一二三四五六日天])\)?"
    r"|\b(?:(?:mon|tues|wednes|thurs|fri|satur|sun)day|mon|tues?|wed|thurs?|thu|fri|sat|sun"
    r"|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|sonnabend|lundi|mardi|mercredi|jeudi|vendredi|samedi"
    r"|dimanche|lunes|martes|mi[ée]rcoles|jueves|viernes|s[áa]bado|domingo)\b\.?,?(?:\s+(?:den|le|the)\b)?"
)
# How the names of each day begin, from Monday, the longest first where one begins another.
_BEGINNINGS = (
    "monday mon montag mo lundi lunes 월 月 一",
    "tuesday tue dienstag di mardi martes 화 火 二",
    "wednesday wed mittwoch mi mercredi miércoles miercoles 수 水 三",
    "thursday thu donnerstag do jeudi jueves 목 木 四",
    "friday fri freitag fr vendredi viernes 금 金 五",
    "saturday sat samstag sonnabend sa samedi sábado sabado 토 土 六",
    "sunday sun sonntag so dimanche domingo 일 日 天",
)
_DAYS = {name: number for number, names in enumerate(_BEGINNINGS) for name in names.split()}
_DAYS |= {"tues": 1, "thur": 3, "thurs": 3}
_LETTERS = re.compile(r"(?:星期|周|週)?([^\W\d_]+)")


def without_weekdays(text: str) -> str:
    """Return a text (in lower case) without the days of the week."""
    return _PATTERN.sub(" ", text)


def weekdays_in(text: str) -> list[int]:
    """Return the days of the week that a text names, in its order: 0 for Monday."""
    plain = unicodedata.normalize("NFKC", text).lower()
    return [_number(found[0]) for found in _PATTERN.finditer(plain)]


def _number(name: str) -> int:
    found = _LETTERS.search(name)
    word = found[1] if found else ""
    return _DAYS[word if word in _DAYS else word[0]]
