"""`show` gives a picture that a screen reader can speak and nbval can compare."""

import html
import re
from urllib.parse import unquote

import matplotlib.pyplot as plt
import pytest

from trilateral import show

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
