"""Cells of dates that went wrong: they raised, or a date was guessed. And cells made at random."""

import random
import re
from datetime import datetime

import numpy as np
import pandas as pd
import pytest
from support.timelines import frame, notices, told

from trilateral.timeline.grammar import Refused
from trilateral.timeline.spans import parse
from trilateral.timeline.widget import Timeline


@pytest.mark.parametrize(
    ("text", "means"),
    [
        ("Feb 29 - Mar 3 2016", "2016-02-29/2016-03-03 day"),
        ("1998–99", "1998-01-01/1999-12-31 year"),
        ("1999–00", "1999-01-01/2000-12-31 year"),
        ("1999-00", "1999-01-01/2000-12-31 year"),
        ("1999/00", "1999-01-01/2000-12-31 year"),
        ("1996–00", "1996-01-01/2000-12-31 year"),
        ("ca. 1899–00", "1899-01-01/1900-12-31 about year"),
        ("1999-00-00", "1999-01-01 year"),  # Wikidata's form
        ("1999-12-00", "1999-12-01 month"),
        ("Dec - Feb 2017", "2016-12-01/2017-02-28 month"),
        ("Aug - Jan 2017", "2016-08-01/2017-01-31 month"),
        ("15 August - 14 February 2017", "2016-08-15/2017-02-14 day"),
        ("2016年12月～2月", "2016-12-01/2017-02-28 month"),
        ("November 2016 - February 2017", "2016-11-01/2017-02-28 month"),
        ("May 2016 - April 2017", "2016-05-01/2017-04-30 month"),
        ("April 1², 2017", "2017-04-01 day"),
        ("1² April 2017", "2017-04-01 day"),
        ("1²–3³ April 2017", "2017-04-01/2017-04-03 day"),
        ("April 1²2017", "2017-04-01 day"),
        ("2017¹⁻³", "2017-01-01 year"),
        ("2017-04-06 ⁽²⁾", "2017-04-06 day"),
        ("2017年4月6日①", "2017-04-06 day"),
        ("平成31年4月30日", "2019-04-30 day"),
        ("昭和64年1月7日", "1989-01-07 day"),
        ("大正15年", "1926-01-01 year"),
        ("明治45年7月", "1912-07-01 month"),
        ("令和元年", "2019-01-01 year"),
        ("民國114年", "2025-01-01 year"),
    ],
)
def test_what_is_clear_is_read(text: str, means: str) -> None:
    timeline = Timeline(frame(date=[text]))
    assert told(timeline) == [means]
    assert notices(timeline) == ""


# The examples of EDTF's three levels, as the Library of Congress gives them: what each is here, or why it is
# left out. The package `edtf` 5.0.2 was tried beside it: what it reads besides are sets, years before 1000 or
# after 9999, and unknown parts. It gives "1985/" an end ten years later, and stops over the end of "1985/..".
EDTF = {
    "1985-04-12": "1985-04-12 day", "1985-04": "1985-04-01 month", "1985": "1985-01-01 year",
    "1985-04-12T23:20:30Z": "1985-04-12 day", "1985-04-12T23:20:30+04:30": "1985-04-12 day",
    "1964/2008": "1964-01-01/2008-12-31 year", "2004-06/2006-08": "2004-06-01/2006-08-31 month",
    "2004-02-01/2005-02-08": "2004-02-01/2005-02-08 day", "2004-02-01/2005-02": "2004-02-01/2005-02-28 day",
    "2004-02-01/2005": "2004-02-01/2005-12-31 day", "2005/2006-02": "2005-01-01/2006-02-28 year",
    "2004-02/2005": "2004-02-01/2005-12-31 month", "2004-02-01?/2005": "2004-02-01/2005-12-31 about",
    "Y170000002": "years run from", "Y-170000002": "years run from", "2001-21": "in two ways",
    "1984?": "1984-01-01 about year", "2004-06~": "2004-06-01 about month", "2004-06-11%": "2004-06-11 about",
    "201X": "2010-01-01/2019-12-31 year", "20XX": "2000-01-01/2099-12-31 year",
    "2004-XX": "2004-01-01 year", "1985-04-XX": "1985-04-01 month", "1985-XX-XX": "1985-01-01 year",
    "1985-04-12/..": "1985-04-12/.. day", "1985/..": "1985-01-01/.. year", "1985-04/": "1985-04-01 month",
    "../1985-04": "until when", "/1985": "until when", "-1985": "years run from",
    "1984~/2004-06": "1984-01-01/2004-06-30 about year", "1984?/2004%": "1984-01-01/2004-12-31 about year",
    "Y-17E7": "years run from", "Y171010000S3": "years run from", "1950S2": "cannot be read",
    "[1667,1668,1670..1672]": "cannot be read", "{1960,1961-12}": "cannot be read",
    "2004-06~-11": "2004-06-11 about", "2004?-06-11": "2004-06-11 about", "?2004-06-~11": "2004-06-11 about",
    "2004-%06-11": "2004-06-11 about", "2004-%06": "2004-06-01 about month",
    "2004-06-~01/2004-06-~20": "2004-06-01/2004-06-20 about",
    "2004-06-XX/2004-07-03": "2004-06-01/2004-07-03 month",
    "156X-12-25": "cannot be read", "XXXX-12-XX": "cannot be read", "1984-1X": "cannot be read",
    "2004-06~-31": "no such day", "2004-?13": "no such month",
}  # fmt: skip


@pytest.mark.parametrize("text", EDTF)
def test_examples_of_edtf(text: str) -> None:
    timeline = Timeline(frame(date=["2020-02-02", text]))
    *read, _ = sorted(told(timeline), key=lambda one: one == "2020-02-02 day")
    assert read == [EDTF[text]] if EDTF[text][0].isdigit() else EDTF[text] in notices(timeline)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("Feb 29 - Mar 3 2017", "no such day"),
        ("28 Feb – 29 Feb 2017", "no such day"),
        ("Mar 1 - Feb 29 2017", "no such day"),
        ("29 Feb - 3 Mar 1900", "no such day"),
        ("2017年2月29日～3月3日", "no such day"),
        ("31 – 5 April 2017", "no such day"),
        ("31.4.–13.5.2017", "no such day"),
        ("0.4.–13.5.2017", "no such day"),
        ("1945-00", "in two ways"),  # a month that somebody did not know, or the years to 2000
        ("2000-00", "no such month"),
        ("1999.00", "no such month"),
        ("1999年00月", "no such month"),
        ("1999–02", "in two ways"),  # three years, or (as in 2017–04) a month
        ("1904–05²", "in two ways"),
        ("ca. 1904–05", "in two ways"),
        ("May - April 2017", "its end is before its start"),
        ("10 May - 3 May 2017", "its end is before its start"),
        ("10 May 2017 - 3 May", "its end is before its start"),
        ("2017年5月～4月", "its end is before its start"),
        ("July - January 2017", "its end is before its start"),
        ("10-3 May 2017", "Write the first and the last date in full"),
        ("2017. 5. 10. ~ 5. 3.", "Write the first and the last date in full"),
        ("April ①, 2017", "cannot be read"),
        ("April 1①, 2017", "cannot be read"),
        ("²⁰¹⁷", "cannot be read"),
        ("平成32年", "cannot be read"),
        ("平成40年", "cannot be read"),
        ("昭和99年", "cannot be read"),
        ("大正16年", "cannot be read"),
        ("明治46年1月", "cannot be read"),
        ("昭和0年", "cannot be read"),
        *(
            (text, "it cannot be read: that era had no such year")
            for text in (
                "平成32年",
                "平成 40 年 4 月 1 日",
                "昭和99年",
                "昭和六十五年",
                "明治46年1月",
                "昭和0年",
                "民國0年",
                "約平成32年",
                "平成３２年",
                "平成30年～平成32年",
                "平成32年4月 – 令和3年",
            )
        ),
        pytest.param(10**400, "no year", id="more figures than a float has"),
        (float("inf"), "no year"),
    ],
)
def test_what_is_not_clear_is_left_out_with_the_true_reason(text: object, reason: str) -> None:
    timeline = Timeline(frame(date=pd.Series(["2017-04-20", text], dtype=object)))
    assert told(timeline) == ["2017-04-20 day"]
    assert reason in notices(timeline)


_PIECES = """
1 2 3 12 28 28 29 29 29 30 30 31 1² 6th 29. 29日 二十九 0 32
Feb Feb Feb February Feb. April avril Dez November March 2月 12월 апреля listopad 13
2016 2017 2017 2017 1900 1999 2017 2016 2017年 平成31年 1950s 195x ٢٠١７ 9999 10000 0000 99
- - - – – – - - / ~ ～ .. -- to bis until 부터 , .
since ca. c. ? % ' ( ) [1] ²³ ① ½ 一 元 Z T 10:30 24:00 +09:00 KST am (월) Monday BC late 봄 present 현재
까지 から open unknown quinta-feira 上旬 하순 年代 29.2. 29/02 31.4. Q1 w53 XX xx s 20170406 42831
# = e+4 \ud800 \0
"""


def _made_up(number: int) -> list[str]:
    """Return cells made of pieces of dates, most of them as a range is: the same ones in every run."""
    dice = random.Random(2017)
    lines = [line.split() for line in _PIECES.strip().split("\n")]
    every = [piece for line in lines for piece in line]
    kinds = dict(zip("dmy-", lines, strict=False))

    def made() -> str:
        if dice.random() < 0.3:
            return dice.choice(["", " "]).join(dice.choices(every, k=dice.randint(1, 7)))
        shape = (
            dice.choice(["dm", "md", "dmy", "my", "m", "d"]) + "-" + dice.choice(["dmy", "my", "dm", "mdy"])
        )
        return " ".join(dice.choice(kinds[kind][: dice.choice([8, 8, 8, 99])]) for kind in shape)

    return [made() for _ in range(number)]


def test_no_cell_raises_more_than_a_refusal() -> None:
    cells = _made_up(1500)
    refused = 0
    for i, cell in enumerate(cells):
        try:
            for one in filter(None, parse(cell, (None, True, False)[i % 3], end=i % 2 == 0)):
                assert one.parts == "" or one.first() <= one.last(), cell
        except Refused as why:
            refused += 1
            assert re.fullmatch("why[A-Z][A-Za-z]+", why.args[0]), cell
    assert 100 < refused < len(cells) - 100, "many are dates, and many are none"


def test_no_cell_stops_a_timeline() -> None:
    others = [
        None,
        np.nan,
        pd.NaT,
        True,
        1j,
        b"2017",
        [2017],
        {},
        -1,
        0.5,
        1e300,
        datetime(1, 1, 1),
        object(),
    ]
    cells = pd.Series([*_made_up(400), *others], dtype=object)
    timeline = Timeline(frame(date=cells, date_end=cells[::-1].tolist()))
    assert len(timeline.events.start) + sum(timeline.unread["column"] == "date") == len(cells)
