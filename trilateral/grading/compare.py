"""Compare outputs as nbval does, by its own code, without running pytest."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import nbformat

__all__ = ["load_nbval", "outputs_agree"]


class _File:
    """What nbval's comparison asks of its file: nothing is blanked, and what it never compares."""

    sanitize_patterns: dict[str, str] = {}  # noqa: RUF012  never written to
    # As in IPyNbFile's constructor, which needs a running pytest. A test holds the two together.
    skip_compare = (
        "metadata", "traceback", "prompt_number", "output_type", "name", "execution_count",
        "application/vnd.jupyter.widget-view+json", "image/png", "image/jpeg",
    )  # fmt: skip


@cache
def load_nbval() -> tuple[Callable[..., bool], Callable[..., Any]]:
    """Return nbval's comparison of two lists of outputs, and what it does to each list before.

    It brings the whole of pytest, half a second; the processes in which answers run start meanwhile.
    """
    from nbval.plugin import IPyNbCell, coalesce_streams, nocolors

    class Cell:
        """A stand-in for nbval's cell with all that its comparison touches."""

        parent = _File()
        colors = nocolors
        sanitize = IPyNbCell.sanitize
        compare_outputs = IPyNbCell.compare_outputs

        def format_output_compare(self, key: str, left: object, right: object) -> None:
            """Say nothing of the difference: it would tell the right line."""

    return Cell().compare_outputs, coalesce_streams


def outputs_agree(outputs: list[dict[str, Any]], reference: list[dict[str, Any]]) -> bool:
    """Tell whether nbval takes outputs for the same as the reference; an error never is."""
    if any(output["output_type"] == "error" for output in outputs):
        return False
    copies = [[nbformat.from_dict(output) for output in some] for some in (outputs, reference)]
    compare_outputs, coalesce_streams = load_nbval()
    test, wanted = (coalesce_streams(some) for some in copies)
    return bool(compare_outputs(test, wanted))
