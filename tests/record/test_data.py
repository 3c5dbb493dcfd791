"""The record: what its descriptor promises, and what a reader may rely on across tables."""

import csv
import io
import json
import re
from collections import Counter

import pandas as pd
import pytest
from support.shared import ROOT

from trilateral import load, tables

PACKAGE = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
EVENTS, SOURCES, CLAIMS, MEETINGS = (load(name) for name in ("events", "sources", "claims", "meetings"))


def ids(rows: pd.DataFrame) -> list[str]:
    return list(rows["id"])


def test_the_descriptor_and_the_folder_hold_the_same_tables() -> None:
    described = {resource["path"] for resource in PACKAGE["resources"]}
    assert described == {path.name for path in (ROOT / "data").glob("*.csv")}


@pytest.mark.parametrize("resource", PACKAGE["resources"], ids=lambda resource: resource["name"])
def test_every_table_and_column_is_explained_with_its_licence(resource: dict) -> None:
    assert resource["title"]
    assert len(resource["description"]) > 20
    assert resource["licenses"]
    codebook = (ROOT / "data" / "README.md").read_text(encoding="utf-8")
    assert f"`{resource['path']}`" in codebook, f"data/README.md says nothing of {resource['path']}"
    for field in resource["schema"]["fields"]:
        assert len(field["description"]) > 10, field["name"]
        assert f"`{field['name']}`" in codebook, f"data/README.md lacks {resource['name']}.{field['name']}"
        if field["type"] in ("number", "integer"):
            assert field.get("unit"), f"{resource['name']}.{field['name']} has no unit"
    single = [
        field for field in resource["schema"]["fields"] if "references" in field and field["type"] != "list"
    ]
    keys = {key["fields"]: key["reference"]["resource"] for key in resource["schema"].get("foreignKeys", [])}
    assert keys == {field["name"]: field["references"] for field in single}


# Full in every row today, and yet the next row may have to leave them blank.
MAY_BE_BLANK = {
    *("events.place", "sources.title", "meetings.place", "sanctions.source_2", "korea_risk.source_2"),
    *("un_votes.JPN", "aid.net_musd", "aid.net_musd_2022", "aid.percent_of_gni", "aid.grants_percent"),
}
# What no two rows share, beside the ids; and what holds ids of another table in lists.
UNIQUE = {"sources.url", "glossary.term"}
LISTS_OF_IDS = {"claims.events": "events"}
# What could be said of a row, and is said of none.
UNUSED = {
    "events.paragraph": {"deck", "caption", "bio"},
    "meetings.precision": {"month", "year"},
    **{f"{name}.confidence": {"low"} for name in ("events", "claims", "meetings", "dprk_trade")},
}


def test_the_descriptor_promises_all_that_holds() -> None:
    """A promise that is dropped is one that `load` does not keep any more."""
    full, required, unique, lists, unused = set(), set(), set(), {}, {}
    for resource in PACKAGE["resources"]:
        text = (ROOT / "data" / resource["path"]).read_text(encoding="utf-8")
        rows = list(csv.DictReader(io.StringIO(text, newline="")))
        for field in resource["schema"]["fields"]:
            name = f"{resource['name']}.{field['name']}"
            constraints = field.get("constraints", {})
            full |= {name} if all(row[field["name"]] for row in rows) else set()
            required |= {name} if constraints.get("required") else set()
            unique |= {name} if constraints.get("unique") else set()
            if field["type"] == "list" and "references" in field:
                lists[name] = field["references"]
            said = {word for row in rows for word in row[field["name"]].split(";")}
            if left := set(constraints.get("enum", [])) - said:
                unused[name] = left
    assert full - required == MAY_BE_BLANK
    assert unique == UNIQUE | {f"{name}.id" for name in tables()}
    assert lists == LISTS_OF_IDS
    assert unused == UNUSED


@pytest.mark.parametrize("name", tables())
def test_text_is_clean(name: str) -> None:
    text = (ROOT / "data" / f"{name}.csv").read_bytes()
    assert b"\r" not in text
    assert text.endswith(b"\n")
    for bad in ("\ufeff", "\u00a0", "\u200b", "\ufffd", "Ã", "â€", "&amp;", "&#", "  "):
        assert bad not in text.decode("utf-8"), f"{name}.csv holds {bad!r}"


def test_the_record_is_as_large_as_the_course_needs() -> None:
    assert len(EVENTS) >= 400
    assert len(CLAIMS) == 65
    assert ids(CLAIMS) == [f"C{number:02}" for number in range(1, 66)]


def test_an_event_id_begins_with_its_date_and_rows_stand_in_order() -> None:
    assert ids(EVENTS[EVENTS["id"].str[:10] != EVENTS["date"].dt.strftime("%Y-%m-%d")]) == []
    assert EVENTS["date"].is_monotonic_increasing


def test_dates_of_one_event_fit_together() -> None:
    assert ids(EVENTS[EVENTS["date_end"] <= EVENTS["date"]]) == []
    assert ids(EVENTS[EVENTS["date_known"] <= EVENTS["date"]]) == []
    apart = (EVENTS["date_us"] - EVENTS["date"]).dt.days.dropna()
    assert set(apart) <= {-1, 1}, "Washington is at most a day away, and the column is blank where it is not"
    assert set(EVENTS.loc[EVENTS["precision"] == "month", "date"].dt.day) <= {1}
    assert EVENTS.loc[EVENTS["precision"] == "month", "date_us"].isna().all()


def test_a_first_day_of_the_month_is_no_placeholder_in_disguise() -> None:
    first = EVENTS[(EVENTS["date"].dt.day == 1) & (EVENTS["precision"] == "day")]
    assert ids(first[first["confidence"] == "low"]) == []


def test_no_event_stands_twice() -> None:
    titles = Counter(zip(EVENTS["title"].str.casefold(), EVENTS["date"].dt.year, strict=True))
    assert [title for title, count in titles.items() if count > 1] == []
    words = {row.id: set(re.findall(r"[a-z]{4,}", row.title.casefold())) for row in EVENTS.itertuples()}
    for _, day in EVENTS.groupby(["date", "track"], observed=True):
        rows = ids(day)
        for number, one in enumerate(rows):
            for other in rows[number + 1 :]:
                both = len(words[one] & words[other])
                assert both < 0.7 * min(len(words[one]), len(words[other])), f"{one} and {other} look alike"


def test_titles_and_summaries_can_be_read_at_a_glance() -> None:
    assert ids(EVENTS[EVENTS["title"].str.len() > 100]) == []
    length = EVENTS["summary"].str.split().str.len()
    assert ids(EVENTS[(length < 15) | (length > 90)]) == []
    assert ids(EVENTS[~EVENTS["summary"].str.endswith((".", '."', ".'", "?"))]) == []


def test_most_events_have_two_sources_and_no_source_is_named_twice() -> None:
    assert ids(EVENTS[EVENTS["source_1"] == EVENTS["source_2"]]) == []
    single = EVENTS[EVENTS["source_2"] == ""]
    assert len(single) / len(EVENTS) < 0.1
    # One source is enough for high confidence only where it is the text itself.
    kinds = SOURCES.set_index("id")["kind"]
    weak = single[(single["confidence"] == "high") & (single["source_1"].map(kinds) != "primary")]
    assert ids(weak) == []


def test_every_source_is_used_and_none_is_a_bare_host() -> None:
    used = {
        *EVENTS["source_1"],
        *EVENTS["source_2"],
        *CLAIMS["source_1"],
        *CLAIMS["source_2"],
        *MEETINGS["source"],
    }
    for name in set(tables()) - {"events", "claims", "meetings", "sources"}:
        frame = load(name)
        used |= {value for column in frame if column.startswith("source") for value in frame[column]}
    assert sorted(set(SOURCES["id"]) - used) == []
    assert ids(SOURCES[SOURCES["url"].str.fullmatch(r"https?://[^/]+/?")]) == []


def test_contested_names_are_given_both_ways() -> None:
    for frame, columns in ((EVENTS, ("title", "summary", "dispute")), (CLAIMS, ("claim", "reason"))):
        for row in frame.itertuples():
            text = " ".join(getattr(row, column) for column in columns)
            for one, other in (("Dokdo", "Takeshima"), ("Sea of Japan", "East Sea"), ("Senkaku", "Diaoyu")):
                assert (one in text) == (other in text), f"{row.id}: {one} and {other} go together"
            if "comfort wom" in text.casefold():
                assert re.search(r'["“]comfort wom[ae]n', text, re.IGNORECASE), f"{row.id}: quotation marks"


def test_every_claim_that_can_be_checked_has_evidence() -> None:
    checkable = CLAIMS[CLAIMS["verdict"] != "not checkable"]
    assert ids(checkable[checkable["source_1"] == ""]) == []
    facts = checkable[(checkable["kind"] == "fact") & ~checkable["paragraph"].isin(["caption", "bio"])]
    assert ids(facts[facts["events"].map(len) == 0]) == []


def test_a_meeting_and_its_event_agree_on_the_day() -> None:
    dates = EVENTS.set_index("id")["date"]
    told = MEETINGS[MEETINGS["event"] != ""]
    apart = (told["event"].map(dates) - told["date"]).dt.days.abs()
    assert ids(told[apart > 3]) == []
    assert len(told) / len(MEETINGS) > 0.9
    assert MEETINGS["date"].is_monotonic_increasing
