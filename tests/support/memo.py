"""A memo for tests: rows of evidence, and how its page is read."""

from html.parser import HTMLParser

import pandas as pd

from trilateral.memo.memo import Brief

SOURCES = pd.DataFrame(
    [
        ["kbs", "KBS World", "A page", "https://example.org/1", pd.Timestamp("2017-04-01"), "press"],
        ["mofa", "外務省", "日韓首脳会談", "http://example.jp/2", pd.NaT, "primary"],
        ["late", "Yonhap", "Looking back", "https://example.org/3", pd.Timestamp("2018-01-01"), "agency"],
    ],
    columns=["id", "publisher", "title", "url", "date", "kind"],
)


def event(name: str, date: str, **other: object) -> dict[str, object]:
    row: dict[str, object] = {
        "id": name,
        "date": pd.Timestamp(date),
        "date_known": pd.NaT,
        "date_us": pd.NaT,
        "precision": "day",
        "title": f"Title of {name}",
        "confidence": "high",
        "dispute": "",
        "source_1": "kbs",
        "source_2": "mofa",
        "side": "for",
        "because": "",
    }
    return row | other


def rows(*events: dict[str, object]) -> pd.DataFrame:
    return pd.DataFrame(list(events))


BALANCED = rows(
    event("a", "2017-04-01"),
    event("b", "2017-03-01", side="against"),
    event("c", "2017-02-01", side="unclear", because="Nobody saw it."),
)


def brief(evidence: pd.DataFrame = BALANCED, **other: object) -> Brief:
    given = {"title": "Meet", "audience": "the ministers", "author": "Kim", "advice": "Meet soon."} | other
    texts = [given.pop(name) for name in ("title", "audience", "author")]
    return Brief(*texts, evidence, sources=SOURCES, **given)  # type: ignore[arg-type]


class Reader(HTMLParser):
    """What a browser would see: the tags, the links and the words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in ("href", "src")]
        assert not [name for name, _ in attrs if name.startswith("on")]

    def handle_data(self, data: str) -> None:
        self.text += data
