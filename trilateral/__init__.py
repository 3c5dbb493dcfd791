"""Tools of the course: the record, charts, the timeline explorer, and checked exercises."""

from typing import TYPE_CHECKING, Any

from trilateral.charts import show, use_style
from trilateral.load import DataError, describe, load, tables

if TYPE_CHECKING:
    from trilateral.timeline import Timeline

__version__ = "0.1.0"
__all__ = ["DataError", "Timeline", "describe", "load", "show", "tables"]

use_style()


def __getattr__(name: str) -> Any:
    # Widgets take as long to import as all the rest, and grading needs none.
    if name == "Timeline":
        from trilateral.timeline import Timeline

        return Timeline
    raise AttributeError(f"module 'trilateral' has no attribute {name!r}")
