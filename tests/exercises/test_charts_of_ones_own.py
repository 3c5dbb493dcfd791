"""A chart is judged by what is plotted and by its words, however it was drawn."""

from collections.abc import Iterator
from typing import Any

import matplotlib.pyplot as plt
import pandas as pd
import pytest
from exercises.charts import HONEST, LACKING, OTHERWISE, WRONG

from trilateral import show
from trilateral.exercises.answer_record import canonical_forms, examine
from trilateral.exercises.canonical import Shape, canonical
from trilateral.exercises.canonical.charts import Plotted

COUNTS = {2013: 2, 2014: 3, 2015: 7, 2016: 8, 2017: 4}
YEARS = {"kind": "chart", "charts": ["bar"], "columns": {"year": "number", "events": "number"}}


@pytest.fixture(autouse=True)
def nothing_is_displayed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("matplotlib.figure.Figure.savefig", lambda *_, **__: None)
    monkeypatch.setattr("trilateral.charts.display", lambda page: None)
    yield
    plt.close("all")


def drawn(code: str, **more: Any) -> Any:
    """Run a piece of code as a cell, and return its answer."""
    by_year = pd.Series(COUNTS, name="events").rename_axis("year")
    years = pd.Series([year for year, count in COUNTS.items() for _ in range(count)], name="year")
    names = {"plt": plt, "pd": pd, "show": show, "by_year": by_year, "years": years, **more}
    exec(code, names)
    return names["answer"]


def shape(**other: Any) -> Shape:
    return Shape.from_dict({**YEARS, **other})


RIGHT = canonical(Plotted(pd.Series(COUNTS)), shape())


@pytest.mark.parametrize("way", HONEST)
def test_an_honest_chart_is_right(way: str) -> None:
    assert canonical(drawn(HONEST[way]), shape()) == RIGHT


@pytest.mark.parametrize("way", OTHERWISE)
def test_another_kind_is_right_where_it_is_asked_for(way: str) -> None:
    kind, code = OTHERWISE[way]
    answer = drawn(code)
    assert canonical(answer, shape(charts=[kind])) == RIGHT
    assert examine("2.t1", answer, shape()).kind == "invalid"


@pytest.mark.parametrize("way", LACKING)
def test_what_a_chart_lacks_is_told(way: str) -> None:
    code, told = LACKING[way]
    record = examine("2.t1", drawn(code), shape())
    assert record.kind == "invalid"
    assert told in record.text
    assert "\n" not in record.text


@pytest.mark.parametrize("way", WRONG)
def test_another_chart_is_another_answer(way: str) -> None:
    record = examine("2.t1", drawn(WRONG[way]), shape())
    assert record.kind == "answer", record.text
    assert record.value != RIGHT


MONTHS = pd.Series({8: 13, 12: 7, 5: 2})
NAMES = {
    8: ("August", "Aug", "Aug.", "8월", "8月", "08"),
    12: ("December", "dec", "12월", "12月", "12", "12.0"),
}


@pytest.mark.parametrize("way", range(6))
def test_a_month_may_have_its_name(way: str) -> None:
    of = shape(columns={"month": "number", "events": "number"})
    names = [NAMES[8][way], NAMES[12][way], "May"]
    plt.bar(names, MONTHS)
    plt.gca().set(title="By month", xlabel="month", ylabel="events")
    show(figure := plt.gcf(), alt="Of twelve bars, August stands out.")
    assert canonical(figure, of) == canonical(Plotted(MONTHS), of)


@pytest.mark.parametrize("factor", [1, 100])
def test_a_share_may_be_in_per_cent(factor: int) -> None:
    of = shape(columns={"who": "text", "share": "number 2"}, share=True)
    shares = pd.Series({"leader": 0.254, "minister": 0.746})
    axes = (shares * factor).plot.barh(title="Who acted", xlabel="share")
    show(axes.figure, alt="Two lying bars: ministers acted in 75 per cent of all.")
    value, exact = canonical_forms(axes, of)
    assert value == canonical(Plotted(shares), of)
    assert "0.254" in exact and "0.254" not in value


@pytest.mark.parametrize("said", ["0.75", "75 per cent"])
def test_a_text_may_name_a_share_either_way(said: str) -> None:
    of = shape(columns={"who": "text", "share": "number 2"}, share=True)
    axes = pd.Series({"leader": 0.254, "minister": 0.746}).plot.barh(title="Who acted", xlabel="share")
    show(axes.figure, alt=f"Two lying bars, of which the longer one comes to {said}.")
    assert canonical(axes, of) == canonical(Plotted(pd.Series({"leader": 0.254, "minister": 0.746})), of)


@pytest.mark.parametrize("labels", ["D", "MS"])
@pytest.mark.parametrize("draw", ["plot", "line", "bar", "scatter", "texts"])
def test_dates_are_read_from_every_axis(labels: str, draw: str) -> None:
    of = shape(columns={"day": "date", "index": "number"}, charts=["line", "bar", "scatter"])
    counts = pd.Series([1, 2, 4], index=pd.date_range("2017-01-01", periods=3, freq=labels))
    figure, axes = plt.subplots()
    match draw:
        case "plot":
            axes.plot(counts.index, counts)
        case "line":
            counts.plot(ax=axes)
        case "bar":
            counts.plot.bar(ax=axes)
        case "scatter":
            axes.scatter(counts.index, counts)
        case "texts":
            axes.bar(counts.index.strftime("%Y-%m-%d"), counts)
    axes.set(title="An index", xlabel="day", ylabel="index")
    show(figure, alt="A line that rises from 1 to 4 in January.")
    assert canonical(axes, of) == canonical(Plotted(counts), of)


def test_two_series_are_read_with_their_names() -> None:
    of = shape(columns={"year": "number", "who": "text", "events": "number"}, charts=["bar", "line"])
    table = pd.DataFrame({"JPN": [1, 2], "KOR": [3, 4]}, index=pd.Index([2016, 2017], name="year"))
    found = set()
    for draw in (table.plot.bar, table.plot, table[["KOR", "JPN"]].plot.bar, table.T.T.plot.bar):
        axes = draw(title="Both", ylabel="events")
        show(axes.figure, alt="In 2017 there were four of KOR.")
        found.add(canonical(axes, of))
    axes = table.plot.bar(stacked=True, title="Both", ylabel="events")
    show(axes.figure, alt="In 2017 there were four of KOR.")
    assert found == {canonical(axes, of)}
    assert '["2016","jpn","1"]' in found.pop()
