"""Names that a spreadsheet or a hand has changed: which students one may stand for."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence

from trilateral.grading.reports.spreadsheet import fold

__all__ = ["is_lossy", "joined_names", "like", "named_without_number", "tokens"]

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january januar janvier enero", "feb february februar fevrier février febrero fev fév",
            "mar march märz mrz mär mars marzo", "apr april avril avr abril abr", "may mai mayo",
            "jun june juni juin junio", "jul july juli juillet juil julio",
            "aug august août aout ago agosto", "sep sept september septembre septiembre",
            "oct october okt oktober octobre octubre", "nov november novembre noviembre",
            "dec december dez dezember déc décembre dic diciembre",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


def tokens(text: str) -> list[str]:
    """Return the numbers and words of a text; months as numbers, without a year beside two others."""
    words = re.findall(r"[0-9]+|[^\W\d_]+", fold(text))
    tokens = [str(int(word)) if word.isdigit() else str(_MONTHS.get(word, word)) for word in words]
    tokens = [token for token in tokens if token not in ("월", "일", "月", "日", "년", "年")]
    if len(tokens) == 3 and all(token.isdigit() for token in tokens):
        tokens = [token for token in tokens if not re.fullmatch("(19|20)[0-9]{2}", token)]
    return tokens


def is_lossy(name: str) -> bool:
    """Say whether letters or digits of a name are lost."""
    return bool(re.search("[?\N{REPLACEMENT CHARACTER}]", name)) or bool(_EXPONENT.fullmatch(name.strip()))


_EXPONENT = re.compile(r"([0-9])(?:[.,]([0-9]+))?E\+?([0-9]{1,2})", re.I)


def like(told: str, names: Iterable[str]) -> list[str]:
    """Return the students whose name a spreadsheet or a hand may have turned into this one."""
    names = list(names)
    tests: list[Callable[[str], bool]] = [lambda name: _spaceless(name) == _spaceless(told)]
    if number := re.search(r"\(([0-9A-Za-z]+)\)\s*$", told):
        tests.append(lambda name: name.endswith(f"({number[1]})"))
    if re.fullmatch(r"\s*[0-9]+(?:[.,]0*)?\s*", told):
        tests.append(lambda name: name.isdigit() and int(name) == int(re.split("[.,]", told)[0]))
    if power := _EXPONENT.fullmatch(told.strip()):
        digits, size = power[1] + (power[2] or ""), int(power[3]) + 1
        tests.append(lambda name: _rounds_to(name, digits, size))
    if len(day := tokens(told)) == 2 and all(token.isdigit() for token in day):
        tests.append(lambda name: sorted(tokens(name)) == sorted(day))
    if re.search("[?\N{REPLACEMENT CHARACTER}]", told):
        pieces = re.split("[?\N{REPLACEMENT CHARACTER}]+", fold(told))
        tests.append(lambda name: _fills(pieces, fold(name)))
    for test in tests:
        if fits := [name for name in names if test(name)]:
            return fits
    return []


_WITH_NUMBER = re.compile(r"(.+) \(([^()]+)\)", re.DOTALL)


def _parts(name: str) -> tuple[str, ...]:
    """Return a name without the number behind it, and the number."""
    found = _WITH_NUMBER.fullmatch(name)
    return found.groups() if found else (name,)


def named_without_number(told: str, names: Iterable[str]) -> list[str]:
    """Return the students whom a list of codes would find by this name, number or order of words."""
    told = told.strip()
    if _WITH_NUMBER.fullmatch(told):
        return []
    names = list(names)
    joined = joined_names(told)
    by_part = [name for name in names if fold(told) in map(fold, _parts(name))]
    return by_part or [
        name
        for name in names
        if (own := joined_names(_parts(name)[0]))[0] and (own[0] in joined or joined[0] in own)
    ]


def joined_names(name: str) -> list[str]:
    """Return a name without blanks and accents: as it stands, then with each later word first."""
    letters = unicodedata.normalize("NFKD", name).casefold()
    words = ["".join(re.findall(r"\w", word)) for word in re.sub(r"[\u0300-\u036f]", "", letters).split()]
    words = [word for word in words if word] or [""]
    return ["".join(words[at:] + words[:at]) for at in range(len(words))]


def _fills(pieces: Sequence[str], name: str) -> bool:
    """Tell whether a name is the pieces with at least one letter in each gap between them."""
    first, *between, last = pieces
    end = len(name) - len(last)
    if not (name.startswith(first) and name.endswith(last)):
        return False
    at = len(first)
    for piece in between:
        found = name.find(piece, at + 1, end)
        if found < 0:
            return False
        at = found + len(piece)
    return at < end


def _spaceless(name: str) -> str:
    return re.sub(r"[\s'’`\"]+", "", fold(name))


def _rounds_to(name: str, digits: str, size: int) -> bool:
    """Say whether a number is what 2.01712E+11 may have been: so many digits, so beginning."""
    if not name.isdigit() or len(name.lstrip("0")) != size or size < len(digits):
        return False
    unit = 10 ** (size - len(digits))
    return bool(abs(int(name) - int(digits) * unit) * 2 <= unit)
