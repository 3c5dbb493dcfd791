"""Read a date as people write it in prose, and refuse one that can be read in two ways."""

from __future__ import annotations

import calendar
import datetime as dt
import re
import unicodedata

from trilateral.timeline.shared import MONTHS

__all__ = ["BadDate", "parse_date"]

ADVICE = "Write it as 'YYYY-MM-DD'."
_MONTHS = {name.casefold(): number for number, name in enumerate(MONTHS, 1)}
_MONTHS |= {name[:3]: number for name, number in _MONTHS.items()} | {"sept": 9}
_WEEKDAYS = [name.casefold() for name in calendar.day_name]
_MONTH = rf"(?P<word>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_YEAR, _NUMBER, _DAY = r"(?P<year>\d{4})", r"(?P<month>\d\d?)", r"(?P<day>\d\d?)"
_ORDINAL = rf"{_DAY}(?:st|nd|rd|th)?"
# The patterns are tried in this order on text in small letters, with single blanks.
_FORMS = [
    re.compile(pattern)
    for pattern in (
        rf"{_YEAR}-{_NUMBER}(?:-{_DAY})?",
        rf"{_YEAR}/{_NUMBER}(?:/{_DAY})?",
        rf"{_YEAR}\. ?{_NUMBER}(?:\. ?{_DAY})?\.?",
        rf"{_YEAR} ?[년年] ?{_NUMBER} ?[월月](?: ?{_DAY} ?[일日])?",
        rf"(?:the )?{_ORDINAL}(?: of)?[ -]{_MONTH},?[ -]{_YEAR}",
        rf"{_MONTH} (?:the )?{_ORDINAL},? {_YEAR}",
        rf"{_MONTH},?[ -](?:of )?{_YEAR}",
        rf"{_NUMBER}[./-] ?{_YEAR}",
        rf"{_YEAR},?[ -]{_MONTH}(?:[ -]{_ORDINAL})?",
    )
]
_YEAR_LAST = re.compile(r"(\d\d?)([./-]) ?(\d\d?)\2 ?(\d{4})")
_WEEKDAY_BEFORE = re.compile(rf"({'|'.join(_WEEKDAYS)}|{'|'.join(n[:3] for n in _WEEKDAYS)})\b[.,]? ?")
_WEEKDAY_AFTER = re.compile(
    r" ?(?:\(([월화수목금토일月火水木金土日])\)|([월화수목금토일月火水木金土日])[요曜][일日])"
)


class BadDate(ValueError):
    """A text that is no date, or can be read as two; the message says why and what to write."""


def parse_date(text: str) -> tuple[dt.date, bool]:
    """Return the date that a text gives, and whether it names the day.

    Where it names a month only, the date is the first of that month.

    Args:
        text: for example "2017-04-20", "20 April 2017", "Apr. 20, 2017", "2017년 4월 20일", "2017-04".

    Raises:
        BadDate: it is no date, there is no such day, or day and month could be either way round.
    """
    words = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    try:
        return dt.datetime.fromisoformat(words).date(), True
    except ValueError:
        pass
    words, weekdays = _without_weekdays(words)
    if found := _YEAR_LAST.fullmatch(words):
        date, exact = _year_last(*(int(found[group]) for group in (1, 3, 4))), True
    else:
        matches = (match for form in _FORMS if (match := form.fullmatch(words)))
        parts = next((match.groupdict() for match in matches), None)
        if parts is None:
            raise BadDate(f"This text is not a date. {ADVICE}")
        month = parts.get("month") or _MONTHS[parts["word"]]
        exact = parts.get("day") is not None
        date = _date(int(parts["year"]), int(month), int(parts.get("day") or 1))
    if exact and any(date.weekday() != weekday for weekday in weekdays):
        raise BadDate(f"The day of the week does not belong to that date. {ADVICE}")
    return date, exact


def _without_weekdays(words: str) -> tuple[str, list[int]]:
    """Return a text without days of the week, and those days (Monday is 0)."""
    weekdays = []
    if before := _WEEKDAY_BEFORE.match(words):
        weekdays.append([name[:3] for name in _WEEKDAYS].index(before[1][:3]))
        words = words[before.end() :]
    if (after := _WEEKDAY_AFTER.search(words)) and after.end() == len(words):
        weekdays.append("월화수목금토일月火水木金土日".index(after[1] or after[2]) % 7)
        words = words[: after.start()]
    return words, weekdays


def _year_last(first: int, second: int, year: int) -> dt.date:
    if first != second and first <= 12 and second <= 12:
        raise BadDate(f"This date can be read in two ways, day first or month first. {ADVICE}")
    day, month = (first, second) if second <= 12 else (second, first)
    return _date(year, month, day)


def _date(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        if 1 <= month <= 12 and 1 <= year <= 9999 and day > 28:
            days, name = calendar.monthrange(year, month)[1], MONTHS[month - 1]
            which = f"{name} {year}" if month == 2 else name
            raise BadDate(
                f"There is no such day in the calendar: {which} has {days} days. {ADVICE}"
            ) from None
        raise BadDate(f"There is no such day in the calendar. {ADVICE}") from None
