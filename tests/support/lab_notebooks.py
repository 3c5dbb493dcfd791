"""Small notebooks for JupyterLab, and the slips of the hand that are made in one."""

from __future__ import annotations

import nbformat

KEYS = nbformat.v4.new_notebook(
    cells=[
        nbformat.v4.new_code_cell(
            'from trilateral import Timeline, load\ntimeline = Timeline(load("events"))\ntimeline'
        ),
        nbformat.v4.new_code_cell("kept = 1"),
    ],
    metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
)


BOXED = nbformat.v4.new_notebook(
    cells=[
        nbformat.v4.new_code_cell(
            "import ipywidgets as w\nfrom trilateral import ClaimBoard, load\n"
            "board = ClaimBoard(load('claims'))\nw.VBox([w.Label('Mine'), board])"
        ),
        nbformat.v4.new_code_cell("w.Tab([board])"),
        nbformat.v4.new_code_cell("display(board)\nboard"),
    ],
    metadata=KEYS.metadata,
)

# A coder and a blind board, which ask their kernel.
ASKING = nbformat.v4.new_notebook(
    cells=[
        nbformat.v4.new_code_cell(
            "from trilateral import ClaimBoard, StatementCoder, load\n"
            "coder = StatementCoder(load('statements').head(3), blind=True)\n"
            "coder.codes = [0, 1, 2]\ncoder"
        ),
        nbformat.v4.new_code_cell("board = ClaimBoard(load('claims'), only=['C11'], blind=True)\nboard"),
    ],
    metadata=KEYS.metadata,
)

# What loses a cell, by the report that tells of it: keys pressed beside the cell.
LOSING = {
    "dd (jupyterlab/jupyterlab#4241)": ("d", "d"),
    "cut": ("x",),
    "to text (jupyterlab/jupyterlab#11165)": ("m",),
    "to raw": ("r",),
    "merge below (jupyterlab/jupyterlab#11140)": ("Shift+M",),
    "merge above": ("Control+Backspace",),
    "undo beside a cell (microsoft/vscode-jupyter#11852)": ("Control+Z",),
    "all and dd": ("Control+A", "d", "d"),
    "all and merge": ("Control+A", "Shift+M"),
    "typed in, Ctrl+Z, all deleted": ("Enter", "q", "Control+Z", "Control+A", "Delete"),
}
