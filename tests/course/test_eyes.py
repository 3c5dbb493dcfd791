"""What a reader's eyes meet in a window of 1024 pixels: lines of code, tables, and the colours of charts."""

import html
import json
import re
from pathlib import Path
from urllib.parse import unquote

import nbformat
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from support.shared import ROOT

from trilateral import frames

NOTEBOOKS = [
    path
    for pattern in ("notebooks/*", "exercises/*", "exercises/solutions/*", "exercises/solutions/lessons/*")
    for path in sorted(ROOT.glob(f"{pattern}.ipynb"))
]
# An output has 592 pixels beside the list of files in a window of 1024, and 850 where that is closed; a row
# of fourteen years is wider than the first. About what a character and an edge take.
ROOM, CHARACTER, EDGE = 680, 7, 13
COLOUR = re.compile(r"""\bcolou?rs?\s*=\s*([^,)\s]+)|["'](#[0-9a-fA-F]{3,8})["']|["'](C\d)["']""")

notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: f"{path.parent.name} {path.stem}")


def code(path: Path) -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]


def styles(page: str, kind: str = "t[hd]") -> dict[str, str]:
    """Return the style of each cell of a table, by its text."""
    return {
        html.unescape(text): style
        for style, text in re.findall(rf'<{kind}[^>]*? style="([^"]*)">([^<]*)</', page)
    }


@notebook
def test_a_line_of_code_fits_and_the_text_of_a_picture_has_its_own(path: Path) -> None:
    for cell in code(path):
        for line in cell.source.split("\n"):
            assert len(line) <= 88, f"cell {cell.id}: {line}"
            assert not re.search(r"""\bshow\(.*\balt=["'][^."']""", line), f"cell {cell.id}: {line}"


@notebook
def test_a_chart_takes_its_colours_by_what_they_mean(path: Path) -> None:
    from trilateral.charts import MEANINGS

    for cell in code(path):
        for found in COLOUR.finditer(cell.source):
            assert found[0] in {f'color="{name}"' for name in MEANINGS}, f"cell {cell.id}: {found[0]}"


@notebook
def test_a_stored_table_is_no_wider_than_the_window(path: Path) -> None:
    for cell in code(path):
        for output in cell.outputs:
            page = output.get("data", {}).get("text/html", "")
            if 'class="dataframe"' in page:
                assert page.startswith(frames.FIRST_LINE), f"cell {cell.id}: build it anew"
                assert least_width(page) <= ROOM, f"cell {cell.id}"


def least_width(page: str) -> float:
    """Return the width in pixels below which a table cannot be drawn without a torn word."""
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    widths: dict[int, float] = {}
    for row in rows:
        cells = re.findall(r"<t[hd]([^>]*)>(.*?)</t[hd]>", row, re.DOTALL)
        for place, (attributes, text) in enumerate(reversed(cells)):
            if "colspan" in attributes:
                break
            text = html.unescape(re.sub("<[^>]*>", "", text))
            parts = [text] if "nowrap" in attributes else text.split() or [""]
            least = max(len(part) for part in parts) * CHARACTER if "anywhere" not in attributes else 0
            if "min-width: 6em" in attributes:
                least = max(least, 6 * 13)
            widths[place] = max(widths.get(place, 0), least + EDGE)
    return sum(widths.values())


CODES = {
    str(code)
    for table in json.loads((ROOT / "data" / "datapackage.json").read_text("utf-8"))["resources"]
    for field in table["schema"]["fields"]
    for code in field.get("constraints", {}).get("enum", [])
}


LABELS = json.loads((ROOT / "trilateral" / "timeline" / "shared" / "labels.json").read_text("utf-8"))
NAMES = {code: name for names in LABELS["en"]["values"].values() for code, name in names.items()}


@notebook
def test_a_stored_chart_says_names_and_whole_years(path: Path) -> None:
    for cell in code(path):
        for output in cell.outputs:
            for source in re.findall(
                r'"data:image/svg\+xml,([^"]*)"', output.get("data", {}).get("text/html", "")
            ):
                for words in re.findall(r"<text[^>]*>([^<]*)</text>", unquote(source)):
                    is_code = NAMES.get(words, words).lower() != words or (words in CODES and "-" in words)
                    assert not (words.islower() and is_code), f"cell {cell.id}: {words}"
                    assert not re.fullmatch(r"(19|20)\d\d\.\d", words), f"cell {cell.id}: {words}"


LEFT, RIGHT, ONE_LINE = "text-align: left", "text-align: right", "white-space: nowrap"
SENTENCE = "a title that goes on for longer than twenty-four characters"
ADDRESS = "https://example.org/" + "path/" * 20


@pytest.mark.parametrize(
    ("values", "style"),
    [
        ([1, 22], f"{RIGHT}; {ONE_LINE}"),
        ([1.5, None], f"{RIGHT}; {ONE_LINE}"),
        ([-1.5e-7, 2e12], f"{RIGHT}; {ONE_LINE}"),
        (["1,234", "12 %"], f"{RIGHT}; {ONE_LINE}"),
        ([None, None], f"{RIGHT}; {ONE_LINE}"),
        (pd.to_timedelta([1, 85], unit="D"), f"{RIGHT}; {ONE_LINE}"),
        (pd.to_datetime(["2017-04-16", None]), f"{LEFT}; {ONE_LINE}"),
        (pd.to_datetime(["2017-04-16 06:21", "2017-04-16 21:00"]), f"{LEFT}; {ONE_LINE}"),
        (["2015-12-28-comfort-women-agreement-of-two", "2017-01-09-a"], f"{LEFT}; {ONE_LINE}"),
        (["short text", "<b>&"], f"{LEFT}; {ONE_LINE}"),
        ([True, False], f"{LEFT}; {ONE_LINE}"),
        (["1718", "part"], f"{LEFT}; {ONE_LINE}"),
        ([SENTENCE, "x"], LEFT),
        ([SENTENCE + "\n<td>1</td>", "x"], LEFT),
        ([ADDRESS, "x"], f"{LEFT}; overflow-wrap: anywhere"),
    ],
)
def test_text_stands_left_and_numbers_right_and_nothing_is_torn(values: list, style: str) -> None:
    with pd.option_context("display.max_colwidth", None):
        frame = pd.DataFrame({"column": values, "in two words": values}, index=["first", "second"])
        page = frames.styled(frame._repr_html_())
    cells = re.findall(r'<td style="([^"]*)">', page)
    assert cells == [style] * 4
    assert styles(page, "th")["column"].startswith(style)
    assert styles(page, "th")["in two words"] == styles(page, "th")["column"].replace(f"; {ONE_LINE}", "")
    assert styles(page, "th")["first"] == f"{LEFT}; {ONE_LINE}"


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(),
        pd.DataFrame({"a": []}),
        pd.DataFrame({"a": range(100), "b": "x"}),
        pd.DataFrame([range(40)]),
        pd.DataFrame({"a": ["x", "x", "y"], "b": ["p", "q", "p"], "n": [1, 2, 3]}).set_index(["a", "b"]),
        pd.DataFrame({"a": ["x", "y"], "n": [1, 2]}).groupby("a").agg(["sum", "mean"]),
        pd.DataFrame([[1, "t"]], columns=pd.MultiIndex.from_tuples([("a", "b"), ("a", "c")])),
        pd.DataFrame({"n": [1]}).rename_axis(columns="kind"),
        pd.DataFrame([[1, 1]], columns=["same", "same"]),
    ],
    ids=[
        "nothing",
        "no rows",
        "long",
        "wide",
        "two labels",
        "two heads",
        "heads over heads",
        "named",
        "twice",
    ],
)
def test_a_table_of_any_shape_says_what_pandas_says(frame: pd.DataFrame) -> None:
    plain = frame._repr_html_()
    styled = frames.styled(plain)
    put = re.compile(r' style="(?:text-align: (?:left|right)(?:; [^"]*)?)"(?=>)')
    assert put.sub("", styled).removeprefix(frames.FIRST_LINE) == put.sub("", plain)
    numbers = [style for text, style in styles(styled, "td").items() if re.fullmatch(r"\d[\d.]*", text)]
    assert all(style.startswith(RIGHT) for style in numbers)


@pytest.mark.parametrize(
    ("text", "stays"),
    [
        (f"{SENTENCE} of 2017-04-16", '<span style="white-space: nowrap">2017-04-16</span>'),
        (f"(2017-04), {SENTENCE}", '(<span style="white-space: nowrap">2017-04</span>),'),
        (f"{SENTENCE} 2017-04-16-a-name", " 2017-04-16-a-name"),
        (
            f'{SENTENCE} <a href="https://a.b/2017-04-16">at 2017-04-16</a>',
            '<a href="https://a.b/2017-04-16">at ',
        ),
    ],
)
def test_a_date_in_a_sentence_is_not_broken(text: str, stays: str) -> None:
    plain = f"<table><tbody><tr><td>{text}</td></tr></tbody></table>"
    page = frames.with_styles(plain)
    assert stays in page
    assert re.sub(r"</?span[^>]*>| style=\"[^\"]*\"", "", page) == plain


def test_a_notebook_of_the_course_shows_tables_so_and_pandas_stays_as_it_is() -> None:
    shell, other = InteractiveShell(), InteractiveShell()
    frame = pd.DataFrame({"title": ["x"]})
    plain = frame._repr_html_()
    frames.switch_on(shell)
    shown = [one.display_formatter.format(frame)[0]["text/html"] for one in (shell, other)]
    assert shown == [frames.styled(plain), plain]
    assert frame._repr_html_() == plain
    with pd.option_context("display.notebook_repr_html", False):
        assert "text/html" not in shell.display_formatter.format(frame)[0]
