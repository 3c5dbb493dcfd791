"""Two years of which the second is short: 1904-05 is two years, or May 1904, and its column tells which.

ISO's month and the range of years look alike as long as the second number is above the end of the first and
no higher than 12. A column of years has 1894-95 or 1592-1598 too, one of months 2017-04 or 2017-04-20.
"""

from __future__ import annotations

import re

from trilateral.timeline.grammar import Refused, Written

_SHORT = re.compile(r"(\d{4}) ?[-/] ?(\d{1,2})")
_YEARS = re.compile(r"[12]\d{3} ?[-/] ?([12]\d{3})")
_IN_FULL = re.compile(r"\d{4}([-/])\d{1,2}\1\d{1,2}(?!\d)")


def _numbers(plain: str) -> tuple[int, int, bool] | None:
    """Return year, second number, and whether the two may be years; None where it has another form."""
    found = _SHORT.fullmatch(plain)
    if not found:
        return None
    year, last = int(found[1]), int(found[2])
    return year, last, last > year % 10 ** len(found[2])


def years_shown(plain: str) -> set[bool]:
    """Return what a date in its plainer form shows of its column: True for years, False for months."""
    if _IN_FULL.match(plain):
        return {False}
    if _YEARS.fullmatch(plain):
        return {True}
    found = _numbers(plain)
    if found is None:
        return set()
    year, last, rises = found
    if rises:
        season = 21 <= last <= 24 and "-" in plain  # EDTF's
        return {True} if last > 12 and not season else set()
    return {False} if 1 <= last <= 12 and not _over_the_turn(year, last) else set()


def _over_the_turn(year: int, last: int) -> bool:
    return year % 100 >= 90 and last <= 9  # 1999-02


def is_either(plain: str) -> bool:
    """Tell whether a date may be two years or a month."""
    found = _numbers(plain)
    return found is not None and found[2] and 1 <= found[1] <= 12


def two_years(plain: str, years: bool | None, *, dash: bool) -> tuple[Written, Written] | None:
    """Return the two years that a date is; None where it is read otherwise.

    Args:
        plain: the date in its plainer form.
        years: whether its column has years written so; None where it shows neither.
        dash: whether it has the dash of a range, not the hyphen that ISO writes.

    Raises:
        Refused: if it can be two years or a month.
    """
    found = _numbers(plain)
    if found is None or not 1 <= found[1] <= 12:
        return None
    year, last, rises = found
    if not rises:
        if _over_the_turn(year, last) and (dash or years):
            raise Refused("whyTwoWays")
        return None
    if years:
        size = 10 if len(_SHORT.fullmatch(plain)[2]) == 1 else 100  # type: ignore[index]
        return Written(year), Written(year - year % size + last)
    if dash:
        raise Refused("whyTwoWays")
    return None
