"""Tools of the course: the record, charts, the timeline explorer, and checked exercises."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from trilateral.charts import show, use_style
from trilateral.load import DataError, describe, load, tables

if TYPE_CHECKING:
    from trilateral.claim_board import ClaimBoard
    from trilateral.statement_coder import StatementCoder
    from trilateral.timeline import Timeline

__version__ = "0.1.0"
__all__ = ["ClaimBoard", "DataError", "StatementCoder", "Timeline", "describe", "load", "show", "tables"]
_WIDGETS = {
    "ClaimBoard": "trilateral.claim_board",
    "StatementCoder": "trilateral.statement_coder",
    "Timeline": "trilateral.timeline",
}

use_style()


def __getattr__(name: str) -> Any:
    # Widgets take as long to import as all the rest, and grading needs none.
    if name in _WIDGETS:
        return getattr(import_module(_WIDGETS[name]), name)
    raise AttributeError(f"module 'trilateral' has no attribute {name!r}")
