"""`show` gives a picture that a screen reader can speak and nbval can compare."""

import html
import re
from typing import Any
from urllib.parse import unquote

import matplotlib.pyplot as plt
import pytest

from trilateral import charts, show

ALT = "Line chart of one to three: it rises."


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What `show` displays, in place of a notebook."""
    displayed: list[str] = []
    monkeypatch.setattr("trilateral.charts.display", lambda page: displayed.append(page.data))
    return displayed


def draw(heights: list[int], alt: str = ALT, caption: str = "") -> None:
    figure, axes = plt.subplots()
    axes.plot(heights)
    show(figure, alt, caption)
    assert plt.get_fignums() == [], "a figure left open would be shown twice"


def test_the_same_figure_is_the_same_bytes_and_another_is_not(pages: list[str]) -> None:
    for heights in ([1, 2, 3], [1, 2, 3], [1, 2, 4]):
        draw(heights)
    assert pages[0] == pages[1] != pages[2]


def test_the_picture_is_an_svg_with_its_alternative_text(pages: list[str]) -> None:
    draw([1, 2, 3], 'A "quoted" <b>line</b> chart of one to three', "Source: <i>made up</i>")
    (page,) = pages
    alt, source = re.search(r'<img alt="([^"]*)" src="data:image/svg\+xml,([^"]*)"', page).groups()
    assert html.unescape(alt) == 'A "quoted" <b>line</b> chart of one to three'
    svg = unquote(source)
    assert svg.lstrip().startswith("<?xml")
    assert "<svg" in svg
    assert "<dc:date>" not in svg
    assert "<figcaption>Source: &lt;i&gt;made up&lt;/i&gt;</figcaption>" in page


@pytest.mark.parametrize("alt", ["", "   ", "chart", "a b c d"])
def test_a_figure_without_alternative_text_is_refused(alt: str) -> None:
    figure, _ = plt.subplots()
    with pytest.raises(ValueError, match="say in a sentence"):
        show(figure, alt)
    plt.close(figure)


def rules(page: str) -> dict[str, str]:
    """Return what a picture's colours become where the page is dark."""
    svg = unquote(re.search(r'src="data:image/svg\+xml,([^"]*)"', page)[1])
    (dark,) = re.findall(
        r"<style>@media \(prefers-color-scheme: dark\)\{(.*)\}</style></svg>", svg, re.DOTALL
    )
    return dict(re.findall(r'\[style\*="(?:fill|stroke): (#\w{6})"\]\{\w+:(#\w{6}) !important\}', dark))


def test_every_colour_of_a_picture_has_one_for_a_dark_page(pages: list[str]) -> None:
    figure, axes = plt.subplots()
    axes.plot([1, 2, 3], color="navy")
    axes.bar([1, 2], [1, 2], color="all")
    axes.axvline(2, color="mark")
    show(figure, ALT)
    (page,) = pages
    dark = rules(page)
    svg = unquote(re.search(r'src="data:image/svg\+xml,([^"]*)"', page)[1]).partition("<style>@media")[0]
    assert (
        set(dark) == set(re.findall(r"(?:fill|stroke): (#\w{6})", svg)) >= {"#ffffff", "#000000", "#000080"}
    )
    assert dark["#ffffff"] == charts.DARK
    assert dark["#000000"] == "#eeeeee"
    assert dark["#d55e00"] == "#d55e00", "a colour keeps its meaning"
    assert charts._contrast(rgb(dark["#000080"]), rgb(charts.DARK)) >= 3
    assert '[data-jp-theme-light="false"] .trilateral-chart img' in page


@pytest.mark.parametrize(
    ("draw", "whole"),
    [
        (lambda axes: axes.bar([2014, 2016], [1, 2]), "xy"),
        (lambda axes: axes.barh([1, 2], [1, 2]), "xy"),
        (lambda axes: axes.plot([2014, 2016], [0.5, 1.5], "o"), "x"),
        (lambda axes: axes.scatter([2014, 2015.5], [1, 2]), "y"),
        (lambda axes: axes.bar(["a", "b"], [1, float("nan")]), "y"),
        (lambda axes: axes.hist([0, 0.5, 1.1, 2.3], bins=3), "y"),
        (lambda axes: (axes.plot([1, 2], [1, 2]), axes.axvline(1.5)), "y"),
        (lambda axes: axes.set_xlim(0, 1), ""),
    ],
)
def test_whole_numbers_have_no_halves_on_their_axis(pages: list[str], draw: Any, whole: str) -> None:
    figure, axes = plt.subplots()
    draw(axes)
    show(figure, ALT)
    for name, axis in (("x", axes.xaxis), ("y", axes.yaxis)):
        locator = axis.get_major_locator()
        assert getattr(locator, "_integer", False) is (name in whole), name


def test_a_chart_says_names_where_the_record_has_codes(pages: list[str]) -> None:
    figure, (one, other) = plt.subplots(1, 2)
    one.barh(["dprk", "japan-rok", "mine"], [1, 2, 3])
    other.plot(["foreign-ministers", "DTT"], [1, 2], "o")
    show(figure, ALT)
    names = ("North Korea", "Japan and South Korea", "mine", "Foreign ministers", "Defence talks (DTT)")
    shown = unquote(pages[-1])
    assert [name for name in names if f">{name}<" not in shown] == []
    assert "dprk" not in shown
    drawn = [[label.get_text() for label in axis.get_ticklabels()] for axis in (one.yaxis, other.xaxis)]
    assert drawn == [["dprk", "japan-rok", "mine"], ["foreign-ministers", "DTT"]], (
        "a check reads what was drawn"
    )


def rgb(colour: str) -> list[int]:
    return [int(colour[place : place + 2], 16) for place in (1, 3, 5)]


@pytest.mark.parametrize("name", [*charts.MEANINGS, *charts.COLOURS])
def test_a_colour_is_told_from_both_grounds(name: str) -> None:
    colour = charts.MEANINGS.get(name, name)
    both = [
        charts._contrast(rgb(colour), rgb("#ffffff")),
        charts._contrast(rgb(charts._on_dark(colour.lower())), rgb(charts.DARK)),
    ]
    assert min(both) >= (3 if name not in ("range", "all") else 1.3)


def test_what_lies_on_the_ground_is_read_in_both() -> None:
    assert charts._contrast(rgb(charts._on_dark("#000000")), rgb(charts.DARK)) >= 4.5
    assert charts._contrast([0, 0, 0], [255, 255, 255]) == pytest.approx(21)
    assert charts._contrast(rgb("#777777"), rgb("#ffffff")) == pytest.approx(4.48, abs=0.005)


def test_one_meaning_has_one_colour() -> None:
    assert len(set(charts.MEANINGS.values())) == len(charts.MEANINGS)
    counted = charts.COLOURS[0]
    assert counted not in charts.MEANINGS.values()
