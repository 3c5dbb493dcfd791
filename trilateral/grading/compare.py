"""Compare outputs as nbval does, by its own code, without running pytest."""

from __future__ import annotations

from typing import Any

import nbformat
from nbval.plugin import IPyNbCell, coalesce_streams, nocolors

__all__ = ["agree", "tidy"]


class _File:
    """What nbval's comparison asks of its file: nothing is blanked, and what it never compares."""

    sanitize_patterns: dict[str, str] = {}  # noqa: RUF012  never written to
    # As in IPyNbFile's constructor, which needs a running pytest. A test holds the two together.
    skip_compare = (
        "metadata", "traceback", "prompt_number", "output_type", "name", "execution_count",
        "application/vnd.jupyter.widget-view+json", "image/png", "image/jpeg",
    )  # fmt: skip


class _Cell:
    """A stand-in for nbval's cell with all that its comparison touches."""

    parent = _File()
    colors = nocolors
    sanitize = IPyNbCell.sanitize
    compare_outputs = IPyNbCell.compare_outputs

    def format_output_compare(self, key: str, left: object, right: object) -> None:
        """Say nothing of the difference: it would tell the right line."""


def agree(outputs: list[nbformat.NotebookNode], reference: list[nbformat.NotebookNode]) -> bool:
    """Tell whether nbval takes outputs for the same as the reference; an error never is."""
    if any(output.output_type == "error" for output in outputs):
        return False
    copies = [[nbformat.from_dict(dict(output)) for output in some] for some in (outputs, reference)]
    test, wanted = (coalesce_streams(some) for some in copies)
    return bool(_Cell().compare_outputs(test, wanted))


def tidy(outputs: Any) -> list[nbformat.NotebookNode]:
    """Return outputs that came from a worker as outputs of a notebook; whatever is none is left out."""
    found = []
    for output in outputs if isinstance(outputs, list) else []:
        if not isinstance(output, dict):
            continue
        match output.get("output_type"), output.get("name"), output.get("text"), output.get("data"):
            case "stream", str(name), str(text), _:
                found.append(nbformat.v4.new_output("stream", name=_clean(name), text=_clean(text)))
            case ("display_data" | "execute_result") as kind, _, _, dict(data):
                shown = {_clean(str(key)): _clean(str(value)) for key, value in data.items()}
                found.append(nbformat.v4.new_output(kind, data=shown))
            case "error", _, _, _:
                found.append(nbformat.v4.new_output("error", ename="", evalue="", traceback=[]))
    return found


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
