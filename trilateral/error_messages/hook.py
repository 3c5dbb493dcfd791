"""Where our message takes the place of IPython's traceback, and where it does not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trilateral.error_messages.accident import Accident
from trilateral.error_messages.explain import explain
from trilateral.error_messages.message import as_html, as_text
from trilateral.error_messages.surprises import tell
from trilateral.error_messages.tracebacks import shorten
from trilateral.exercises import executions
from trilateral.unattended import unattended

__all__ = ["live", "off", "switch_on"]

# How a shell shows errors without us.
_PYTHONS_OWN: dict[Any, Callable[..., None]] = {}
_UNDO: dict[Any, tuple[Callable[[], None], ...]] = {}


def live(shell: Any) -> bool:
    """Return whether a person runs this cell: their front end sends with it what cell it is."""
    if unattended():
        return False
    try:
        metadata = shell.get_parent()["metadata"]
        return bool(metadata.get("cellId") or metadata.get("cell_id"))
    except (AttributeError, LookupError, TypeError):
        return False


def switch_on(shell: Any) -> None:
    """Have a kernel's errors told in plain words; does nothing in other shells, or when they are already."""
    if not hasattr(shell, "kernel") or shell in _PYTHONS_OWN:
        return
    executions.watch(shell)
    python = _PYTHONS_OWN[shell] = shell._showtraceback

    def show(etype: type[BaseException], error: BaseException, traceback: list[str]) -> None:
        message_text, details, last = None, "", ""
        if live(shell):
            # Whatever goes wrong with our words, Python's own are there.
            try:
                message = explain(Accident.of(error, shell))
                message_text, details = as_text(message), as_html(traceback)
                last = f"What Python itself says: {etype.__name__}: {error}"
            except Exception:
                message_text = None
        python(etype, error, traceback if message_text is None else message_text)
        if message_text is not None:
            shell._last_traceback = traceback
            shell.display_pub.publish({"text/html": details, "text/plain": last})

    shell._showtraceback = show
    _UNDO[shell] = tell(shell, live), shorten(shell)


def off() -> None:
    """Show Python's own tracebacks again, until the kernel is restarted."""
    while _PYTHONS_OWN:
        shell, python = _PYTHONS_OWN.popitem()
        shell._showtraceback = python
        for undo in _UNDO.pop(shell):
            undo()
