"""Templates of HTML: every value is escaped, and cleared of characters that would mislead a reader."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from trilateral.text import clean

__all__ = ["render"]


def render(path: Path, **values: Any) -> str:
    """Return what a template makes of values.

    A value is text, never markup and never a template, whoever wrote it: what it holds is escaped for HTML,
    within attributes in quotation marks as well.

    Args:
        path: of the template.
        values: by the names that the template uses.

    Raises:
        jinja2.UndefinedError: the template uses a name that has no value.
    """
    made = _environment(path.parent).get_template(path.name).render(values)
    # As `html.escape` writes them; the stored outputs of notebooks hold these.
    return made.replace("&#39;", "&#x27;").replace("&#34;", "&quot;")


@cache
def _environment(folder: Path) -> Environment:
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_printable,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _printable(value: Any) -> Any:
    """Return a text that any page can hold: no control characters but ends of lines, none that mislead."""
    if not isinstance(value, str) or hasattr(value, "__html__"):
        return value
    return clean(value, keep="\n")
