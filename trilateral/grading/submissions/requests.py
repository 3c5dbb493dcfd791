"""What a teacher can ask a student for, where a file cannot be graded."""

from __future__ import annotations

__all__ = ["with_request"]

_AGAIN = "ask for it again: opened in JupyterLab, saved there, and that .ipynb file handed in"
_WITHOUT_OUTPUTS = "ask for it again, saved after Edit > Clear Outputs of All Cells in JupyterLab"
_OF_EXERCISE = "ask for the .ipynb file of the exercise"

# By how a reason begins. What already says what to ask for, or is of the teacher's own machine, is not here.
_REQUESTS = {
    "not a notebook: damaged or cut off": _AGAIN,
    "not a notebook: more than": _WITHOUT_OUTPUTS,
    "not a notebook: nested": _OF_EXERCISE,
    "not a Jupyter notebook": _OF_EXERCISE,
    "no answer of any exercise is in it": _OF_EXERCISE,
    "the file is empty": _AGAIN,
    "its outputs have more than": _WITHOUT_OUTPUTS,
    "damaged": "download the zip again; if that does not help, ask for the file again, not in a zip",
    "locked with a password": "ask for it without one",
}


def with_request(reason: str) -> str:
    """Return a reason why a file is not graded, with what to ask the student for before its last bracket."""
    request = next((asked for begins, asked in _REQUESTS.items() if reason.startswith(begins)), "")
    if not request or "ask for" in reason:
        return reason
    said, bracket, detail = reason.partition(" (")
    return f"{said}; {request}{bracket}{detail}"
