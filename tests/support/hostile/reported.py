"""Files that people have reported: huge, damaged or dangerous notebooks, each with the report that tells of it.

They are read, and not run: what could go wrong with them goes wrong before. Most are smaller than reported, as
more of the same shows nothing more.
"""
# ruff: noqa: E501  a line for each file

import json
from collections.abc import Callable
from typing import Any

from support.hostile.files import Content, File

Change = Callable[[dict[str, Any]], None]


def _changed(change: Change) -> Callable[[str], Content]:
    def make(text: str) -> Content:
        notebook = json.loads(text)
        change(notebook)
        return notebook

    return make


def _output(data: str, times: int = 1) -> Callable[[str], Content]:
    """Return what gives each code cell outputs, of JSON that is written down as it is."""
    return lambda text: text.replace('"outputs": []', f'"outputs": [{", ".join([data] * times)}]')


def _first_output(data: str) -> Callable[[str], Content]:
    return lambda text: text.replace('"outputs": []', f'"outputs": [{data}]', 1)


def _metadata(content: str) -> Callable[[str], Content]:
    """Return what writes JSON into the notebook's own metadata, which come last."""

    def make(text: str) -> Content:
        before, found, after = text.rpartition('"metadata": {')
        assert found
        return f"{before}{found}{content}{'' if after.startswith('}') else ', '}{after}"

    return make


def _text_cell(**settings: Any) -> Callable[[str], Content]:
    cell = {"cell_type": "markdown", "id": "mine", "metadata": {}, "source": "See:", **settings}
    return _changed(lambda notebook: notebook["cells"].insert(1, cell))


def _shown(kind: str, content: str) -> str:
    return f'{{"output_type": "display_data", "metadata": {{}}, "data": {{"{kind}": {json.dumps(content)}}}}}'


def _doubled(key: str, first: str) -> Callable[[str], Content]:
    return lambda text: text.replace(f'"{key}":', f'"{key}": {first}, "{key}":')


def _conflict(text: str) -> Content:
    whole = json.dumps(json.loads(text), indent=1)
    line = next(line for line in whole.splitlines() if '"execution_count"' in line)
    mine = f"<<<<<<< HEAD\n{line}\n=======\n{line}\n>>>>>>> 1f2e3d\n"
    return whole.replace(f"{line}\n", mine, 1)


PICTURE = "iVBORw0KGgo" * 90_000  # about 1 MB

HUGE = (
    File(
        "80 MB of pictures, microsoft/vscode-jupyter#2452",
        lambda text: _first_output(", ".join([_shown("image/png", PICTURE)] * 80))(text),
    ),
    File(
        "pictures in every cell, jupyter/notebook#4155",
        _output(_shown("image/png", PICTURE)),
    ),
    File(
        "a library of scripts with every chart, plotly/plotly.py#5056",
        _output(_shown("text/html", "<script>var a = {\"b\": ['\\\\\"']};</script>" * 10_000)),
    ),
    File(
        "a chart twice in each output, jupyter-incubator/sparkmagic#438",
        _output(f"{_shown('text/html', 'x' * 230_000)}, {_shown('application/vnd.plotly.v1+json', 'x')}"),
    ),
    File(
        "a chart of a million points, plotly/plotly.py#1469",
        _first_output('{"data": {"application/vnd.plotly.v1+json": {"x": [' + "1.5," * 100_000 + "1]}}}"),
    ),
    File(
        "1.5 million rows printed, jupyter/notebook#3559",
        _first_output('{"output_type": "stream", "text": [' + '"a   1\\n",' * 150_000 + '"z"]}'),
    ),
    File(
        "a map, a pair for each point, jupyter/notebook#3720",
        _first_output('{"data": {"json": {"features": [' + '{"xy":[[1,2],[3,4]]},' * 30_000 + "0]}}}"),
    ),
    File(
        "an iframe with a page in it, sagemathinc/cocalc#5987",
        _output(_shown("text/html", '<iframe srcdoc="&quot;\\n' * 10_000)),
    ),
    File(
        "a picture pasted into a text, jupyter/notebook#621",
        _text_cell(attachments={"image.png": {"image/png": PICTURE * 3}}),
    ),
    File(
        "a picture within a text's own words, nteract/archived-desktop-app#5113",
        _text_cell(source=f"<img src='data:image/png;base64,{PICTURE * 3}'>"),
    ),
    File(
        "widgets of 22 MB, jupyter-widgets/ipywidgets#1970",
        _metadata('"widgets": {"application/vnd.jupyter.widget-state+json": {"state": "' + PICTURE * 3 + '"}}'),
    ),
    File(
        "a widget of 250,000 numbers, jupyter-widgets/pythreejs#90",
        _metadata('"widgets": {"state": {"z": [' + "0," * 250_000 + "0]}}"),
    ),
    File(
        "widgets that pile up, jupyterlab/jupyterlab#9233",
        _metadata('"widgets": {"state": {' + "".join(f'"{n:032x}": {{"a": {{}}}},' for n in range(20_000)) + '"z": 1}}'),
    ),
)  # fmt: skip

DAMAGED = (
    File("a conflict of git, jupyter/help#67", _conflict, "not valid JSON"),
    File("a comma too many, udacity/CarND-LaneLines-P1#42", lambda text: text.replace("[{", "[,{", 1), "not valid JSON"),
    File(
        "a quote not escaped, scipp/scipp#149",
        lambda text: text.replace("My reason.", 'My "reason".'),
        "not valid JSON",
    ),
    File("a mark of byte order, microsoft/markitdown#2425", lambda text: b"\xef\xbb\xbf" + text.encode()),
    File("UTF-16 of PowerShell, without a mark", lambda text: text.encode("utf-16-le")),
    File("quotes of Word in Windows' letters, jupyter/notebook#3510", lambda text: text.encode().replace(b"My", b"\x92My")),
    File("a byte of Windows, ipython/ipython#11222", lambda text: text.encode().replace(b"My", b"\x9d\x81My")),
    File("half a letter of a file name, jupyter/notebook#2680", lambda text: text.replace("My", "\\udcc3My")),
    File("NaN in the metadata, nteract/papermill#630", _metadata('"papermill": {"parameters": {"x": NaN, "y": Infinity}}')),
    File("a cell copied with its id, jupyter/nbgrader#1083", _changed(lambda book: book["cells"].append(book["cells"][3]))),
    File("each key twice, RFC 8259 section 4", _doubled("cell_type", '"raw"')),
    File("cells twice, the first of them empty", _doubled("cells", "[]")),
)  # fmt: skip

BOMBS = (
    File("nested, orjson CVE-2024-27454", lambda text: "[" * 100_000 + "]" * 100_000, "nested more than"),
    File("nested objects, simplejson/simplejson#28", lambda text: '{"foo":' * 900 + "1" + "}" * 900, "nested more than"),
    File("8 kB of brackets, Scottcjn/Rustchain#7686", _metadata(f'"x": {"[" * 4096}{"]" * 4096}'), "nested more than"),
    File("nested in an output, which nobody reads", _first_output("[" * 100_000 + "]" * 100_000)),
    File("a number of a million digits, CVE-2020-10735", _metadata(f'"x": {"9" * 1_000_000}')),
    File("a number of a million digits in an output", _first_output("9" * 1_000_000)),
    File("510,000 keys",
        lambda text: _metadata("".join(f'"{n}": {{}},' for n in range(510_000)) + '"z": 1')(text), "parts"),
    File("4 million numbers", _metadata(f'"x": [{"1," * 4_000_000}1]'), "parts"),
    File("400,000 numbers in an output", _first_output(f"[{'1,' * 400_000}1]")),
    File("300,000 empty lists in an output", _first_output(f"[{'[],' * 300_000}[]]")),
    File("lists within lists in an output", _first_output(f"{'[[[[],[]]]],' * 100_000}[]")),
    File("30 MB of blanks, indented by no one", lambda text: text + " " * 30_000_000, "without its outputs"),
    File("30 MB of text cells", _changed(lambda book: book["cells"].extend(
        [{"cell_type": "markdown", "source": "x" * 90_000}] * 340)), "without its outputs"),
)  # fmt: skip

# What runs where somebody opens them; here they are files like any other.
LIVE = (
    File("a script in an output, CVE-2026-44727", _output(_shown("text/html", "<script>fetch('/api')</script>"))),
    File("a script as plain text, jsvine/notebookjs#50", _output(_shown("text/plain", "<img src onerror=alert(1)>"))),
    File("an SVG for Inkscape, CVE-2025-53000", _output(_shown("image/svg+xml", "<svg><image href='x.bat'/></svg>"))),
    File("Markdown that clicks, CVE-2021-32798", _text_cell(source="<form id=x><button data-commandlinker-command=a>")),
    File("a widget with a module, GHSA-4mq2-gc4j-cmw6", _metadata(
        '"widgets": {"application/vnd.jupyter.widget-state+json": {"state": {"a": {"state": {"_esm": "alert(1)"}}}}}')),
)  # fmt: skip

REPORTED = (*HUGE, *DAMAGED, *BOMBS, *LIVE)
