"""The rules by which `sources.csv` says what a page is: its genre, its speaker, its nearness to the event.

The codebook tells them in words. A new source gets its columns by these functions, and a test holds the table
to them, so that nobody's guess stands in it.
"""

import re

import pandas as pd

# What a government's page is, by words of its title; the first that fits decides.
OFFICIAL = {
    "data": r"[Oo]pinion [Pp]oll\b|Trade Statistics|exports and imports|Ranking|trade by partner"
    r"|Official development assistance",
    "document": r"^S/RES|^Resolutions \(|Agreement on|Treaty of|Declaration|\bAct\b|No\. \d+|Decision of"
    r"|^Challenge|White Paper|^Report|Investigation Result|Commitment to|Initial Actions"
    r"|Details of Exchanges|FRUS",
    "transcript": r"[Rr]emarks|Press [Cc]onference|Press Availab|[Bb]riefing|Interview|Meets the Press"
    r"|\bAddress\b|\bSpeech|Congressional Record|debates|Testimony",
}
# Collections of figures, among pages that are otherwise works of reference or of scholars.
FIGURES = re.compile(
    r"\b[Dd]ata\b|[Dd]ata_|Database|dataset|\(GPR\)|Capabilities|GDP|CountryByYear|Tweets|monthly polls"
)
OPINION = re.compile(r"^(?!\[Report).*editorial|/opinion|^Analysis|commentary|column", re.IGNORECASE)
# One person, named in the title: a joint statement has no one speaker, and an office is the publisher.
NAME = r"((?:(?!On\b)[A-Z][\w.’'-]*[\w.] ?){2,6})"
SPEAKER = [
    re.compile(
        r"(?<!Joint )(?<!Joint Press )(?:[Rr]emarks|Statement|Comment|Press Conference|Press Briefing)"
        rf" by (?:Mr\. )?(?!the\b|Senior ){NAME}\b(?! ?and [A-Z])"
    ),
    re.compile(r"^((?:[A-Z][a-z]+ ){1,3}[A-Z][a-z]+)['’]s (?:Interview|Press Conference|Remarks)"),
]
CITED_BY = ("events", "statements", "meetings", "tests")


def genre_of(row: pd.Series) -> str:
    """Return the genre of a source, by its kind, its carrier and the words of its title."""
    if row["kind"] == "agency":
        return "wire-through-carrier" if row["via"] else "wire"
    if row["kind"] == "primary":
        return next(
            (genre for genre, words in OFFICIAL.items() if re.search(words, row["title"])), "statement"
        )
    if row["kind"] == "press":
        if "transcript" in (row["title"] + row["url"]).casefold():
            return "transcript"
        return "analysis" if OPINION.search(row["title"] + row["url"]) else "news-report"
    if FIGURES.search(row["title"] + row["publisher"]):
        return "data"
    return "reference" if row["kind"] == "reference" else "analysis"


def speaker_of(row: pd.Series) -> str:
    """Return who speaks, as the title of an official statement or transcript names them; else nothing."""
    if row["kind"] != "primary" or genre_of(row) not in ("statement", "transcript"):
        return ""
    found = next((match for pattern in SPEAKER if (match := pattern.search(row["title"]))), None)
    return found[1].strip() if found else ""


def last_day(row: pd.Series) -> pd.Timestamp:
    """Return the last day of a row: of its month or year, where no day is known."""
    end = row.get("date_end")
    if pd.notna(end):
        return end
    whole = {"month": "M", "year": "Y"}.get(row.get("precision"))
    return row["date"].to_period(whole).end_time.normalize() if whole else row["date"]


def citing(tables: dict[str, pd.DataFrame]) -> dict[str, list[pd.Series]]:
    """Return, for each source, the dated rows that cite it."""
    found: dict[str, list[pd.Series]] = {}
    for table in CITED_BY:
        columns = [name for name in tables[table] if name.startswith("source")]
        for _, row in tables[table].iterrows():
            for name in {row[column] for column in columns} - {""}:
                found.setdefault(name, []).append(row)
    return found


def nearness_of(row: pd.Series, cited: list[pd.Series]) -> str:
    """Return how near the page is to the nearest of the rows that cite it."""
    if not cited:
        return "no-event"
    if pd.isna(row["date"]):
        return "undated"
    gaps = []
    for event in cited:
        first = min(day for day in (event["date"], event.get("date_us")) if pd.notna(day))
        before, after = (row["date"] - first).days, (row["date"] - last_day(event)).days
        gaps.append(before if before < 0 else max(after, 0))
    days = min(gaps, key=lambda gap: (gap < 0, abs(gap)))
    return "before" if days < 0 else "same-day" if days == 0 else "within-a-week" if days <= 7 else "later"
