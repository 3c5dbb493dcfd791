"""The strict grammar of a date written as text: what is not understood whole is refused, with the reason.

Numbers in the order of ISO, of Korea, Japan and China, day and month in figures, months as words in English,
German, French and Spanish. Ranges of them are in spans.py, months in other languages in foreign.py.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta

from trilateral.timeline.eras import ERA, after_christ, in_our_era
from trilateral.timeline.shared import MONTHS
from trilateral.timeline.weekdays import without_weekdays

MONTH, YEAR, ABOUT = 1, 2, 3
"""How well a date is known: 0 to the day or better, to the month, to the year; `ABOUT` more if about then."""


class Refused(ValueError):
    """A text that is no date; its argument is the key of the reason (shared/notices.json)."""


@dataclass(frozen=True)
class Written:
    """One date as written; what is None was not written."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    clock: float = 0.0  # ms since midnight
    about: bool = False
    zoned: bool = False  # a time zone stands with it

    @property
    def unit(self) -> int:
        """0 if the day is written, else MONTH or YEAR."""
        return 0 if self.day else MONTH if self.month else YEAR

    @property
    def parts(self) -> str:
        """What is written, as in "ymd"."""
        return "".join(
            k for k, v in zip("ymd", (self.year, self.month, self.day), strict=True) if v is not None
        )

    def first(self) -> date:
        """Return the first day of it.

        Raises:
            Refused: if there is no such day, or it is outside the years that are shown.
        """
        if self.year is None or (self.day is not None and self.month is None):
            raise Refused("whyUnread" if self.month is None else "whyYearUnwritten")
        if not 1000 <= self.year <= 9999:
            raise Refused("whyRange")
        must_exist(self.year, self.month, self.day)
        return date(self.year, self.month or 1, self.day or 1)

    def last(self) -> date:
        """Return the last day of it."""
        begins = self.first()
        if self.unit == YEAR:
            return date(begins.year, 12, 31)
        return begins if self.day else begins.replace(day=monthrange(begins.year, begins.month)[1])


def must_exist(year: int | None, month: int | None, day: int | None) -> None:
    """Refuse a month or a day that there is not; 29 February is possible as long as the year is not known.

    Raises:
        Refused: with the reason.
    """
    if month is not None and not 1 <= month <= 12:
        raise Refused("whyNoMonth")
    if day is not None and not 1 <= day <= (monthrange(year or 2000, month)[1] if month else 31):
        raise Refused("whyNoDay")


# --- words ------------------------------------------------------------

# For each month its short names in English, and its names and short ones in German, French and Spanish.
_NAMES = """
jan januar jänner janvier janv enero ene
feb februar février fevrier févr fevr fév febrero
mar märz maerz mär mrz mars marzo
apr avril avr abril abr
mai mayo
jun juni juin junio
jul juli juillet juil julio
aug août aout agosto ago
sep sept septembre septiembre setiembre
oct oktober okt octobre octubre
nov novembre noviembre
dec dezember dez décembre decembre déc diciembre dic
"""
_MONTHS = {word: i for i, line in enumerate(_NAMES.split("\n")) for word in line.split()}
_MONTHS |= {name.lower(): i for i, name in enumerate(MONTHS, 1)}

_FOOTNOTE = re.compile(r"(?:\s*\[(?:\d{1,3}|[a-z]|note \d+)\])+\s*$")  # of an encyclopaedia's tables
_RAISED = re.compile(r"[²³¹⁰⁴-⁹⁻⁽⁾₀-₉]+(\d?)")  # figures of a footnote, no part of a number
_NUMBERED = re.compile("[①-⒛⓪⓫-⓿❶-➓]+")  # a note too where they are last; elsewhere nobody can tell
_FIGURES = re.compile("[〇零一二三四五六七八九十]+(?=[年月日])")

ABOUT_BEFORE = re.compile(
    r"^(?:(?:circa|ca|about|around|approx|approximately|roughly|um|etwa|vers|environ|hacia)\b\.?\s*|c\.?\s*|~|[약約]\s*)(?=\w)"
)
ABOUT_AFTER = re.compile(r"(?:\s*(?:\(\?\)|\?|頃|ごろ|경|무렵)|(?<=[\dx])[~%])$")
# A date of ISO in which EDTF marks a part as not certain: 2004-06~-11, 2004-%06.
MARKED = re.compile(r"[?~%]?\d{4}[?~%]?-[?~%]?\d\d[?~%]?(?:-[?~%]?\d\d[?~%]?)?")
_ARTICLE = re.compile(r"^(?:on the|on|the|vom|von|am|du|le|del|el|entre el)\s+")
_ROMAN = re.compile(r"^(\d{1,2})([./-]|\.? )\s?(x?i{1,3}|i?[vx]|vi{1,3}|xi{0,2})\.?\s?[./-]?\s?(\d{4})$")
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")

_CLOCK = re.compile(
    r"(?:(?<=\d)t|(?<=[日일号號])|,?\s+(?:at\s+|um\s+)?)"
    r"(?:(?P<ah>\d{1,2})(?=\s*[ap]\.?m)|(?P<h>\d{1,2}):(?P<min>\d{2})(?::(?P<s>\d{2}(?:\.\d+)?))?|(?<=t)(?P<th>\d{2})(?P<tmin>\d{2})?)"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>uhr|[+-]\d{2}(?::?\d{2})?)?$"
)
# A zone by its name; the date is kept as that zone writes it. JavaScript adds "(Korean Standard Time)".
_ZONE = re.compile(
    r"(?:(?<=\d)z|\s*[(\[]?\b(?:z|(?:utc|gmt)\s?(?:[+-]\d{1,2}(?::?\d{2})?)?|kst|jst|hkt|sgt|pht|msk|ist"
    r"|[ecmp][sd]t|[cew]es?t|bst|ak[sd]t|hst|a[ce]s?[dt]t|nz[sd]t|[a-z]+/[a-z_]+(?:/[a-z_]+)?)[)\]]?"
    r"(?:\s*\([a-z ]+ time\))?)$"
)


def plainer(text: str) -> str:
    """Return a text in one form: widths, dashes, blanks, case; without the day of the week; eras as years.

    The tildes of Korean and Japanese get a blank: after a date they leave its end open; "1950~" is about.
    """
    text = re.sub("[\u301c\uff5e]", " ~ ", text)
    text = _NUMBERED.sub(" [1]", _RAISED.sub(_without_note, text))  # before NFKC makes "1²" into "12"
    text = unicodedata.normalize("NFKC", text).replace("\ufeff", "").lower()
    text = _FIGURES.sub(_in_figures, text)
    text = _ROMAN.sub(_of_roman_month, text)
    text = re.sub("[\u2010-\u2015\u2212]", "-", text.replace("\u223c", "~"))
    text = without_weekdays(text)
    text = in_our_era(text)
    text = re.sub(r"\(\s*\)", " ", text)
    return " ".join(_FOOTNOTE.sub("", text).split()).strip(" ,;")


def _without_note(raised: re.Match[str]) -> str:
    return f" {raised[1]}" if raised[1] else ""  # "1²2017" is 1 and 2017


def _of_roman_month(found: re.Match[str]) -> str:
    month = next(name for name, number in _MONTHS.items() if number == _ROMANS.index(found[3]) + 1)
    return f"{found[1]} {month} {found[4]}"


def _in_figures(match: re.Match[str]) -> str:
    """Return Chinese numerals as figures: 二〇一七 is 2017, 十二 is 12."""
    digits = [("〇一二三四五六七八九".find(one)) for one in match[0].replace("零", "〇")]
    if "十" not in match[0]:
        return "".join(map(str, digits))
    tens, _, ones = match[0].partition("十")
    if len(tens) > 1 or len(ones) > 1:
        return match[0]
    return str((digits[0] if tens else 1) * 10 + (digits[-1] if ones else 0))


# --- one date ------------------------------------------------------------

_Y, _M, _D = r"(?P<y>\d{4})", r"(?P<m>\d{1,2})", r"(?P<d>\d{1,2})"
_W = rf"(?P<w>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})\.?"
_TH = r"(?:st|nd|rd|th|er|o|°|\.)?"
_GAP = r"(?:\s*[-/,]\s*|\s+(?:(?:of|de|del|den)\s+)?)"
_FORMS = [
    re.compile(form)
    for form in (
        rf"\+?{_Y}\.?",
        rf"\+?{_Y}-{_M}(?:-{_D})?",
        rf"{_Y}\s?(?P<s>[/.])\s?{_M}(?:\s?(?P=s)\s?{_D})?\.?",
        rf"{_Y} (?P<m>\d\d) (?P<d>\d\d)",
        rf"{_Y}(?P<m>\d\d)(?P<d>\d\d)",
        rf"{_Y}(?:-{_M})?(?:-xx){{1,2}}",  # EDTF: a part that is not known
        rf"{_Y}\s*[年년](?:\s*{_M}\s*[月월](?:\s*{_D}\s*[日일号號]?)?)?",
        rf"{_M}\s*[月월](?:\s*{_D}\s*[日일号號]?)?",
        rf"{_D}\s*[日일号號]",
        rf"(?P<a>\d{{1,2}})(?P<s>-|[/.]\s?)(?P<b>\d{{1,2}})(?P=s){_Y}\.?",
        rf"{_M}[-/.]{_Y}",
        rf"{_D}{_TH}{_GAP}?{_W}(?:{_GAP}?{_Y})?",
        rf"{_W}{_GAP}?{_D}{_TH}(?:{_GAP}{_Y})?",
        rf"{_W}(?:{_GAP}?{_Y})?",
        rf"{_Y}\.?{_GAP}?{_W}(?:{_GAP}?{_D}{_TH})?",
        rf"{_D}{_TH}(?:,\s*{_Y})?",
    )
]
_SHORT_YEAR = re.compile(
    rf"\d{{1,2}}([-/.])\d{{1,2}}\1\d{{2}}|\d{{1,2}}{_TH}{_GAP}?{_W}{_GAP}'?\d{{2}}|'\d{{2}}s?"
)


def parse_one(text: str, day_first: bool | None) -> Written:
    """Read one date, or a part of one; `text` is in its plainer form.

    Raises:
        Refused: if it is none, or day and month could be either way round.
    """
    about = bool(ABOUT_BEFORE.match(text) or ABOUT_AFTER.search(text))
    text = ABOUT_AFTER.sub("", ABOUT_BEFORE.sub("", _ARTICLE.sub("", text)))
    text, of_christ = after_christ(text)
    if of_christ and re.search(r"(?<!\d)\d{1,3}$", text):
        raise Refused("whyRange")
    if MARKED.fullmatch(text):
        bare = re.sub("[?~%]", "", text)
        about, text = about or bare != text, bare
    clock = 0.0
    zone = _ZONE.search(text)
    text = _parts_of_stamp(text[: zone.start()] if zone else text)
    time = _CLOCK.search(text)
    if time:
        clock, text = _milliseconds(time), text[: time.start()].strip()
    found = next((m for m in (form.fullmatch(text) for form in _FORMS) if m), None)
    if not found:
        raise Refused(_why(text))
    got = found.groupdict()
    year, month, day = (int(got[key]) if got.get(key) else None for key in "ymd")
    if day == 0 and (year, month) in ((1900, 1), (0, 0)):
        raise Refused("whyZero")
    if got.get("w"):
        month = _MONTHS[got["w"]]
    elif got.get("a"):
        if year == 1900 and {int(got["a"]), int(got["b"])} == {0, 1}:
            raise Refused("whyZero")
        day, month = in_order(int(got["a"]), int(got["b"]), day_first)
    if (time or zone) and day is None:
        raise Refused("whyUnread")
    if year and month == 0 and day == 0:  # Wikidata writes 1945-00-00
        month = day = None
    if year and month and day == 0:
        day = None
    must_exist(year, month, day)
    zoned = bool(zone) or bool(time and re.match("[+-]", time["zone"] or ""))
    return Written(year, month, day, clock, about, zoned)


def _parts_of_stamp(text: str) -> str:
    """Return a stamp of 14 figures (GDELT, Wikimedia, iCalendar) as ISO writes it; another text as it is."""
    return re.sub(r"^([12]\d{3})([01]\d)([0-3]\d)t?(\d\d)(\d\d)(\d\d)$", r"\1-\2-\3t\4:\5:\6", text)


def _milliseconds(time: re.Match[str]) -> float:
    hour, minute, second = (
        int(time["ah"] or time["h"] or time["th"]),
        int(time["min"] or time["tmin"] or 0),
        float(time["s"] or 0),
    )
    half = (time["half"] or "")[:1]
    if (time["zone"] or "").startswith("-") and not time["s"] and not time[0].startswith("t"):
        raise Refused("whyUnread")  # "10:00-12:00" is two hours, or a zone
    if hour > 23 or minute > 59 or second >= 60 or (half and not 1 <= hour <= 12):
        raise Refused("whyUnread")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return float(int(((hour * 60 + minute) * 60 + second) * 1000))


def in_order(a: int, b: int, day_first: bool | None) -> tuple[int, int]:
    """Return day and month of two numbers.

    Raises:
        Refused: if they could be either way round, or are not in the order that is known.
    """
    if a > 12 and b > 12:
        raise Refused("whyNoMonth")
    if day_first is None:
        if a != b and a <= 12 and b <= 12:
            raise Refused("whyEitherWay")
        return (a, b) if b <= 12 else (b, a)
    day, month = (a, b) if day_first else (b, a)
    if month > 12:
        raise Refused("whyOtherOrder")
    return day, month


_VAGUE = re.compile(
    r"\b(?:spring|summer|autumn|fall|winter|early|late|mid|middle|beginning|end|century|fr[üu]hjahr|fr[üu]hling|sommer"
    r"|herbst|anfang|mitte|ende|jahrhundert|printemps|été|automne|hiver|début|fin|mi|siècle|primavera|verano|otoño"
    r"|invierno|principios|mediados|finales|siglo)\b|[봄가을겨울초말]$|여름|세기|반기|[春夏秋冬]|世[紀纪]|[初末]$|半ば|年度"
)
_BEFORE_CHRIST = re.compile(
    r"\d\s*b\.?\s?c\b|\d\s*b\.?\s?c\.?\s?e\b|^bce? ?\d|v\. ?chr|av\. ?j|\d\s*a\. ?c\.|기원전|紀元前|公元前"
)
_LIMIT = re.compile(
    r"^(?:before|after|by|vor|nach|avant|après|antes de|después de)\b|(?:이전|이후|以前|以後|以降|之前|之后)$"
)
_NO_START = re.compile(r"^(?:(?:until|till|up to|bis|hasta)\b|jusqu|~ |\.\.|/|- )|(?:까지|まで|为止)$")


def _why(text: str) -> str:
    """Return the key of the reason why a text fits no form."""
    if ERA.search(text):  # what is left of it: a year that the era had is one of ours by now
        return "whyNoEra"
    if re.fullmatch(r"[2-7]\d{4}(?:\.\d+)?", text):
        return "whySerial"
    if re.fullmatch(r"1\d{9}(?:\d{3})?", text):
        return "whyStamp"
    if re.fullmatch(r"\d+", text):
        return "whyNoYear"
    if text.startswith(("=", "#")):
        return "whyError"
    if re.fullmatch(r"\d{1,2}([./]) ?\d{1,2}\1?", text):
        return "whyYearUnwritten"
    if _SHORT_YEAR.fullmatch(text):
        return "whyShortYear"
    if re.match(r"-?\d{3}(?!\d|x)|-\d|\d{5,}[-/.]", text) or _BEFORE_CHRIST.search(text):
        return "whyRange"
    if re.fullmatch(r"y-?\d+(?:e\d+)?(?:s\d+)?", text):  # EDTF's years of more than four figures
        return "whyRange"
    if re.search(r"\d", text):
        for why, pattern in (("whyVague", _VAGUE), ("whyLimit", _LIMIT), ("whyNoStart", _NO_START)):
            if pattern.search(text):
                return why
    return "whyUnread"


_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})(-|[/.]\s?)(\d{1,2})\2\d{4}(?!\d)")


def orders_in(text: str) -> set[bool]:
    """Return which orders of day and month a text shows: True for day first, False for month first."""
    pairs = [(int(m[1]), int(m[3])) for m in _NUMBERS.finditer(text)]
    return {a > 12 for a, b in pairs if (a > 12) != (b > 12)}


def milliseconds(when: date, clock: float = 0.0) -> float:
    """Return a day, and a time of it (ms), in ms since 1970."""
    return (when - date(1970, 1, 1)) / timedelta(milliseconds=1) + clock
