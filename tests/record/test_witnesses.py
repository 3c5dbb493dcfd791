"""Sources as witnesses: none announces what it vouches for, none is one agency twice, none is a scraper."""

import re
from urllib.parse import urlsplit

import pandas as pd

from trilateral import load, tables

EVENTS, SOURCES = load("events"), load("sources").set_index("id", drop=False)
# Pages that copy others without saying so, or that anybody can write.
NEVER = {"washingtonianpost.com", "archive.is", "5ux.com"}


def sources_of(row: object) -> pd.DataFrame:
    return SOURCES.loc[[name for name in (row.source_1, row.source_2) if name]]


def witnesses(row: object) -> pd.DataFrame:
    """Return the sources that are not older than the event, by the calendar of the place or of Washington."""
    first = min(day for day in (row.date, row.date_us) if pd.notna(day))
    cited = sources_of(row)
    return cited[cited["date"].isna() | (cited["date"] >= first)]


def test_high_confidence_has_a_text_or_two_witnesses_from_afterwards() -> None:
    weak = [
        row.id
        for row in EVENTS[EVENTS["confidence"] == "high"].itertuples()
        if len(found := witnesses(row)) < 2 and "primary" not in set(found["kind"])
    ]
    assert weak == []


def test_a_carrier_stands_in_its_own_column() -> None:
    named = SOURCES[SOURCES["publisher"].str.contains(r"\bvia\b|repost|\((?:AP|AFP|Reuters|Yonhap|Kyodo)\)")]
    assert list(named["id"]) == []
    assert (SOURCES["via"] != "").sum() > 300
    same = SOURCES[(SOURCES["via"] != "") & (SOURCES["publisher"] == SOURCES["via"])]
    assert list(same["id"]) == []


def test_an_agency_has_one_name() -> None:
    short = {"AP", "AFP", "Yonhap", "Kyodo", "Jiji", "PTI", "ANI"}
    assert sorted(short & set(SOURCES["publisher"])) == []


def test_one_agencys_report_through_two_carriers_is_not_two_witnesses() -> None:
    twice = [
        row.id
        for row in EVENTS[EVENTS["confidence"] == "high"].itertuples()
        if len(cited := sources_of(row)) == 2
        and (cited["via"] != "").all()
        and cited["publisher"].nunique() == 1
        and (cited["kind"] == "agency").all()
        and cited["date"].nunique() == 1
    ]
    assert twice == []


def test_no_page_is_a_scraper_or_a_look_alike() -> None:
    hosts = SOURCES["url"].map(lambda url: urlsplit(url).netloc.removeprefix("www."))
    assert sorted(set(hosts) & NEVER) == []


def test_half_of_the_events_have_a_primary_source() -> None:
    primary = sum("primary" in set(sources_of(row)["kind"]) for row in EVENTS.itertuples())
    assert primary / len(EVENTS) >= 0.5


def test_hardly_an_event_rests_on_carriers_alone() -> None:
    carried = [row for row in EVENTS.itertuples() if (sources_of(row)["via"] != "").all()]
    assert len(carried) <= 27
    # The words of an office are its own, whoever printed them.
    assert sum("primary" not in set(sources_of(row)["kind"]) for row in carried) <= 11


def test_a_clock_time_has_its_zone_beside_it() -> None:
    clock = re.compile(r"\b\d{1,2}(:\d\d)? [ap]\.m\.")
    zone = re.compile(
        r"(Korean?|Japan|Singapore|US) time|UTC|Seoul|\bin (Tokyo|Washington|Syria|Pyongyang|China)\b"
    )
    bare = [
        (row.id, found[0])
        for row in EVENTS.itertuples()
        for text in (row.summary, row.later)
        for found in clock.finditer(text)
        if not zone.search(text[max(0, found.start() - 60) : found.end() + 60])
    ]
    assert bare == []


def test_a_name_is_spelt_one_way() -> None:
    """The first is ours; the others are what else is met. Titles of pages are quoted and left."""
    names = {
        "Kim Jong Un": ["Kim Jong-un", "Kim Jong-Un"],
        "Kim Jong Il": ["Kim Jong-il", "Kim Jong-Il"],
        "Kim Yo Jong": ["Kim Yo-jong", "Kim Yo-Jong"],
        "Yoon Suk-yeol": ["Yoon Suk Yeol", "Yoon Seok-youl"],
        "Lee Jae-myung": ["Lee Jae Myung"],
        "Moon Jae-in": ["Moon Jae In"],
        "Park Geun-hye": ["Park Geun-Hye", "Park Geun Hye"],
        "Shinzo Abe": ["Abe Shinzo"],
        "Fumio Kishida": ["Kishida Fumio"],
        "Takeo Akiba": ["Akiba Takeo"],
        "Kenji Kanasugi": ["Kanasugi Kenji"],
        "Takehiro Funakoshi": ["Funakoshi Takehiro"],
        "Shinsuke Sugiyama": ["Sugiyama Shinsuke"],
        "Junichi Ihara": ["Ihara Junichi"],
        "G20": ["Group of 20", "G-20"],
        "Agence France-Presse": ["Agence France Presse"],
    }
    for table in tables():
        frame = load(table)
        columns = [c for c in frame.select_dtypes("str") if c not in ("id", "url", "korean", "japanese")]
        if table == "sources":
            columns = ["publisher", "via"]
        text = "\n".join(frame[columns].to_numpy().ravel())
        for name, others in names.items():
            assert [other for other in others if other in text] == [], f"{table}.csv: write {name}"
