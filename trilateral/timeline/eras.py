"""Years that are counted otherwise: from an emperor's first, from a republic's, before and after Christ."""

from __future__ import annotations

import re

# For each era the year before its first, and how many years it had (0: it goes on).
_MEIJI, _TAISHO, _SHOWA, _HEISEI, _REIWA, _MINGUO = (
    (1867, 45), (1911, 15), (1925, 64), (1988, 31), (2018, 0), (1911, 0),
)  # fmt: skip
_ERAS = {
    "明治": _MEIJI, "大正": _TAISHO, "昭和": _SHOWA, "平成": _HEISEI, "令和": _REIWA,
    "메이지": _MEIJI, "다이쇼": _TAISHO, "쇼와": _SHOWA, "헤이세이": _HEISEI, "레이와": _REIWA,
    "명치": _MEIJI, "대정": _TAISHO, "소화": _SHOWA, "평성": _HEISEI,
    "民國": _MINGUO, "民国": _MINGUO, "민국": _MINGUO,
    "檀紀": (-2333, 0), "檀君紀元": (-2333, 0), "단기": (-2333, 0),
}  # fmt: skip
_LETTERS = {"m": "明治", "t": "大正", "s": "昭和", "h": "平成", "r": "令和"}
ERA = re.compile(rf"(?:中華|中华|중화)?({'|'.join(_ERAS)})\s*(元|원|\d{{1,4}})\s*[年년]")
_BY_LETTER = re.compile(r"^([mtshr])(元|\d{1,2})(?:([./-])(\d{1,2})\3(\d{1,2})|年)")

_CHRIST = r"(?:a\.? ?d|c\.? ?e)\b\.?"
_AFTER_CHRIST = re.compile(
    r"^(?:a\.? ?d\b\.?|서기|西[暦曆历]|公元)\s?"
    rf"|\s?(?:\b{_CHRIST}|(?<=\d){_CHRIST}|n\. ?chr\.?|ap\. ?j\.-?c\.?|d\. ?c\.)$"
)


def in_our_era(text: str) -> str:
    """Return a text in which years of an era are years; one that it did not have stays, and is refused."""
    text = _BY_LETTER.sub(_of_letter, text)
    return ERA.sub(_year, text)


def _of_letter(era: re.Match[str]) -> str:
    rest = f"{era[4]}月{era[5]}日" if era[4] else ""
    return f"{_LETTERS[era[1]]}{era[2]}年{rest}"


def _year(era: re.Match[str]) -> str:
    before, years = _ERAS[era[1]]
    number = 1 if era[2] in "元원" else int(era[2])
    most = years or (9999 if before < 0 else 999)
    return f"{before + number}年" if 1 <= number <= most else era[0]


def after_christ(text: str) -> tuple[str, bool]:
    """Return a text without what says that its year is one after Christ's birth, and whether it was said."""
    rest = _AFTER_CHRIST.sub("", text).strip()
    return rest, rest != text
