"""What is said to an error: the first rule that knows it speaks, and where none does, Python."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from trilateral.error_messages.accident import Accident
from trilateral.error_messages.habits import arrow
from trilateral.error_messages.imports import imports
from trilateral.error_messages.lookups import lookups
from trilateral.error_messages.message import Message
from trilateral.error_messages.names import attributes, names
from trilateral.error_messages.operations import operations
from trilateral.error_messages.settings import settings
from trilateral.error_messages.stops import stops
from trilateral.error_messages.syntax import syntax
from trilateral.error_messages.words import Advice

__all__ = ["explain"]

RULES: Final[tuple[Callable[[Accident], Advice | None], ...]] = (
    arrow, syntax, stops, imports, names, attributes, lookups, settings, operations,
)  # fmt: skip
ASK = (
    "Read this line once more, word by word. If you do not find it, show a classmate or your teacher "
    "this message and what is folded below."
)


def explain(accident: Accident) -> Message:
    """Return what to say to an error; honest where it is not known."""
    what, todo = next((advice for rule in RULES if (advice := rule(accident))), _unknown(accident))
    where = f" of the function {accident.function}" if accident.function else ""
    return Message(what, todo, accident.line, accident.number, where, accident.part)


def _unknown(accident: Accident) -> Advice:
    name = type(accident.error).__name__
    said = f"{name}: {accident.text}" if accident.text else name
    return f"Python stopped here. It says: {said[:300]}", ASK
