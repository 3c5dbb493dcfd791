"""Tools of the course: the record, charts, the timeline explorer, and checked exercises."""

from trilateral.charts import show, use_style
from trilateral.load import DataError, describe, load, tables

__version__ = "0.1.0"
__all__ = ["DataError", "describe", "load", "show", "tables"]

use_style()
