"""A text as a date or a range of dates: two dates with one of the usual signs between, a decade, an open end.

What has a defined meaning is read; what could be read in two ways is refused with that reason. Of EDTF
the first level is read, without the package `edtf`: that gives "1950~" bounds of its own, which are a guess.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from trilateral.timeline.foreign import foreign_weekdays, in_english
from trilateral.timeline.grammar import (
    ABOUT_AFTER,
    ABOUT_BEFORE,
    MARKED,
    Refused,
    Written,
    in_order,
    must_exist,
    parse_one,
    plainer,
)
from trilateral.timeline.short_years import is_either, two_years, years_shown
from trilateral.timeline.weekdays import weekdays_in

OPEN = Written()
"""The end of what goes on: nothing of it is written."""

_LONGEST = 120  # characters of a cell; what is longer is a paragraph, and cost grows with its square

Pair = tuple[Written, Written | None]

_BETWEEN = re.compile(
    r"\s+(?:-+|~|/|to|until|till|through|thru|bis|au|al|至|到)\s+|부터\s*|から\s*|\s*(?:~|\.\.+|→|--+|至|到)\s*|-|/"
)
_DAY_AND_MONTH = re.compile(r"(\d{1,2})([./]) ?(\d{1,2})\2?")
_END_WORD = re.compile(r"\s*(?:까지|まで)$")
_STILL = re.compile(
    r"\.\.|(?:the )?present(?: day)?|now|today|ongoing|on-going|current|open|to date"
    r"|heute|jetzt|laufend|aujourd'hui"
    r"|présent|en cours|hoy|presente|la actualidad"
    r"|현재|지금|오늘|계속|진행 ?중|現在|今|継続中?|今日|至今|目前"
)
_SINCE = re.compile(
    r"^(?:since|from|starting|seit|ab|depuis|desde|à partir d[eu]|a partir de)\s+(?:the |dem |le |el )?"
)
_ONWARDS = re.compile(r"\s*(?:/\.\.|부터|이래|から|以来|\s~|(?<=[年月日년월일])~|-|onwards?|to date)$")


def parse(text: str, day_first: bool | None = None, *, end: bool = False, years: bool | None = None) -> Pair:
    """Read a date or a range of dates; the second is None for a single date, and `OPEN` for what goes on.

    Args:
        text: as it is written.
        day_first: whether 4/6/2017 is 4 June; None where that is not known.
        end: it stands in a column of ends, where "present" is an end that is still open.
        years: whether 1904-05 is two years; None where that is not known, and it is ISO's month.

    Raises:
        Refused: if it is not understood whole.
    """
    if len(text) > _LONGEST:
        raise Refused("whyUnread")
    plain = plainer(text)
    if end and _STILL.fullmatch(plain):
        return OPEN, None
    certain = _certain(plain)
    if pair := two_years(certain, years, dash="-" not in text and "/" not in text):
        first, last = (replace(one, about=plain != certain) for one in pair)
        first.first()
        return first, last
    try:
        read = _whole(plain, day_first)
        _agree(weekdays_in(text), read)
        return read
    except Refused as problem:
        translated = in_english(plain) if problem.args[0] in ("whyUnread", "whyVague") else plain
        if translated == plain:
            raise
    read = _whole(translated, day_first)
    _agree(weekdays_in(text) or foreign_weekdays(plain), read)
    return read


def _agree(days: list[int], read: Pair) -> None:
    """Refuse a date with a day of the week that it was not: nobody can tell which of the two is wrong."""
    dates = [one for one in read if one is not None and one is not OPEN]
    if len(days) == len(dates):
        for day, one in zip(days, dates, strict=True):
            if one.day and one.first().weekday() != day:
                raise Refused("whyWeekday")


def shown_of_years(text: str) -> tuple[set[bool], bool]:
    """Return what a text shows of its column's short years, and whether it needs that (as `short_years`)."""
    if len(text) > _LONGEST:
        return set(), False
    plain = _certain(plainer(text))
    return years_shown(plain), is_either(plain)


def _whole(text: str, day_first: bool | None) -> Pair:
    try:
        only = parse_one(text, day_first)
        only.first()
        return only, None
    except Refused as problem:
        why = problem.args[0]
    if why not in ("whyUnread", "whyNoMonth", "whyRange", "whyVague", "whyNoStart", "whyShortYear"):
        raise Refused(why)
    return _named(text) or _onwards(text, day_first) or _split(text, day_first, why)


# --- periods with a name ------------------------------------------------------------


def _years(found: re.Match[str]) -> tuple[Written, Written]:
    first = int(found["y"] + "0")
    if "to" in found.re.groupindex:  # 1950s-60s
        last = int(found["y"][:2] + found["to"] + "9")
        return Written(first), Written(last)
    if first % 100 == 0 and not found[0].endswith("x"):
        raise Refused("whyTwoWays")  # "the 1900s" are ten years, or a hundred
    return Written(first), Written(first + 9)


def _century(found: re.Match[str]) -> tuple[Written, Written]:
    first = int(found["y"] + "00")
    return Written(first), Written(first + 99)


def _quarter(found: re.Match[str]) -> tuple[Written, Written]:
    year, last = int(found["y"]), 3 * int(found["q"])
    return Written(year, last - 2), Written(year, last)


def _week(found: re.Match[str]) -> tuple[Written, Written]:
    """Read a week of ISO, from Monday to Sunday, or a day of it: 2017-W14, 2017-W14-4."""
    try:
        first, last = (
            date.fromisocalendar(int(found["y"]), int(found["w"]), int(found["k"] or day)) for day in (1, 7)
        )
    except ValueError:
        raise Refused("whyUnread") from None
    return Written(first.year, first.month, first.day), Written(last.year, last.month, last.day)


def _short_end(found: re.Match[str]) -> tuple[Written, Written]:
    """Read the second of two years in two figures: 1939-45, 1999-00. "2017-21" to "-24" are seasons in EDTF.

    "1945-00" may be a year whose month somebody did not know; nobody writes the years from 1945 to 2000 so.
    """
    year, last = int(found["y"]), int(found["last"])
    if 21 <= last <= 24 and found["s"] == "-":
        raise Refused("whyTwoWays" if last > year % 100 else "whyVague")
    if last == 0 and year % 100:
        if year % 100 < 90:
            raise Refused("whyTwoWays")
        last = 100
    if last <= year % 100:
        raise Refused("whyNoMonth")
    return Written(year), Written(year - year % 100 + last)


def _third_of_month(found: re.Match[str]) -> tuple[Written, Written]:
    """Read 上旬, 中旬, 下旬: the first ten days of a month, the next ten, and the others."""
    year, month = int(found["y"]), int(found["m"])
    if not 1 <= month <= 12:
        raise Refused("whyNoMonth")
    third = "上中下초중하".index(found["t"]) % 3
    first, last = [(1, 10), (11, 20), (21, monthrange(year, month)[1])][third]
    return Written(year, month, first), Written(year, month, last)


_NAMED: list[tuple[re.Pattern[str], Callable[[re.Match[str]], tuple[Written, Written]]]] = [
    (re.compile(form), read)
    for form, read in (
        (r"(?:(?:the|die|les|los) )?(?P<y>\d{3})(?:0(?:'?s|年代|년대|er(?:[- ]jahren?)?)|x)", _years),
        (r"(?:the )?(?P<y>\d{3})0'?s ?- ?'?(?P<to>\d)0'?s", _years),
        (r"(?:les )?(?:années|años(?: de)?|anni) (?P<y>\d{3})0", _years),
        (r"(?P<y>\d\d)xx", _century),
        (r"(?P<y>\d{4})-?w(?P<w>\d\d)(?:-?(?P<k>[1-7]))?", _week),
        (r"q(?P<q>[1-4])[ /-]?(?P<y>\d{4})", _quarter),
        (r"(?P<y>\d{4})[ /-]?q(?P<q>[1-4])", _quarter),
        (r"(?P<y>\d{4})년 ?(?P<q>[1-4])분기", _quarter),
        (r"(?P<y>\d{4})(?P<s> ?[-/] ?)(?P<last>\d\d)", _short_end),
        (r"(?P<y>\d{4})[年년] ?(?P<m>\d\d?)[月월] ?(?P<t>[上中下초중하])[旬순]", _third_of_month),
    )
]


def _certain(text: str) -> str:
    """Return a text without the sign that it is about then."""
    return ABOUT_AFTER.sub("", ABOUT_BEFORE.sub("", text))


def _named(text: str) -> tuple[Written, Written] | None:
    about = text != _certain(text)
    text = _certain(text)
    for form, read in _NAMED:
        found = form.fullmatch(text)
        if found:
            first, last = read(found)
            first.first()
            return replace(first, about=about), replace(last, about=about)
    return None


# --- open ends ------------------------------------------------------------


def _onwards(text: str, day_first: bool | None) -> Pair | None:
    """Read "since 2016", "2016-", EDTF's "2016/.."; of "2016/" only that the end is not known."""
    if re.search(r"\d/(?:unknown)?$", text):
        return parse_one(text.rpartition("/")[0], day_first), None
    rest = _ONWARDS.sub("", _SINCE.sub("", text)).strip()
    if rest == text:
        return None
    try:
        first = parse_one(rest, day_first)
        first.first()
    except Refused:
        return None
    return first, OPEN


# --- two dates ------------------------------------------------------------


_TOLD = (
    "whyEitherWay",
    "whyOtherOrder",
    "whyNoDay",
    "whyNoEra",
)  # of a side, more than that the whole is unread


def _split(text: str, day_first: bool | None, why: str) -> Pair:
    """Read two dates; it must be possible at one place only."""
    found: dict[Pair, None] = {}
    # Behind a date of ISO a single / is ISO's own sign: 2004-02/2005 is no February 2005.
    left, slash, right = text.partition("/")
    iso = slash and "/" not in right and MARKED.fullmatch(left)
    for between in _BETWEEN.finditer(text):
        if iso and between[0] != "/":
            continue
        left, right = text[: between.start()].strip(), _END_WORD.sub("", text[between.end() :]).strip()
        try:
            if _STILL.fullmatch(right):
                first = parse_one(_SINCE.sub("", left), day_first)
                first.first()
                found[first, OPEN] = None
                continue
            # "2017. 4. 6. ~ 4. 9." has the month first in both parts, as it has the year.
            order = False if re.match(r"\d{4}\b", left) else day_first
            pair = _completed(_side(left, day_first, 0), _side(right, order, 1))
            if pair[0].first() > pair[1].last():
                why = "whyBackwards"
                continue
            found[pair] = None
        except Refused as problem:
            own = problem.args[0]
            if own == "whyBackwards" or (why == "whyUnread" and own in _TOLD):
                why = own
    if len(found) != 1:
        raise Refused(why if not found else "whyUnread")
    return next(iter(found))


def _side(text: str, day_first: bool | None, which: int) -> Written:
    """Read one side of a range: a date, or the first or last year of a decade."""
    text = text if which else _SINCE.sub("", text)
    short = _DAY_AND_MONTH.fullmatch(text)
    if short:
        day, month = in_order(int(short[1]), int(short[3]), day_first)
        must_exist(None, month, day)
        return Written(None, month, day)
    try:
        return parse_one(text, day_first)
    except Refused:
        decade = re.search(r"[^\W\d]", text) and not re.search(r"\d[-/ ]+\d", text)
        pair = _named(text) if decade else None
        if pair is None or pair[which].month:
            raise
        return pair[which]


def _completed(left: Written, right: Written) -> tuple[Written, Written]:
    """Give each part of a range what is written only once.

    A year that is written once is that of both, unless the turn of a year lies between ("28 December -
    3 January 2018").

    Raises:
        Refused: if it is not clear what belongs to which.
    """
    year, month = left.year or right.year, left.month or right.month
    match left.parts, right.parts:
        case (("ymd" | "ym" | "y"), ("ymd" | "ym" | "y")):
            return left, right
        case ("d", "ymd") | ("ymd", "d") | ("md", "yd"):
            return replace(left, year=year, month=month), replace(right, year=year, month=month)
        case ("md", "ymd") | ("m", "ym"):
            assert right.year is not None
            turn = _turn_between(left, right)
            return replace(left, year=right.year - turn), right
        case ("ymd", "md") | ("ym", "m"):
            assert left.year is not None
            turn = _turn_between(left, right)
            return left, replace(right, year=left.year + turn)
    raise Refused("whyUnread")


def _turn_between(left: Written, right: Written) -> bool:
    """Tell whether the turn of a year lies between two dates without a year.

    "Dec - Feb" is over the turn of a year. "May - April" would be a year: a slip, no year is guessed.

    Raises:
        Refused: if it would be half a year or more.
    """
    assert left.month is not None
    assert right.month is not None
    months, days = right.month - left.month, (right.day or 1) - (left.day or 1)
    if (months, days) >= (0, 0):
        return False
    if (12 + months, days) >= (6, 0):
        raise Refused("whyBackwards")
    return True
