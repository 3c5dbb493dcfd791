"""The tools of the course: the record, charts, the timeline explorer, and checked exercises.

Notebooks import what they need in one line: `from trilateral import Timeline, check, hint, load, show`. Each
name is imported when it is first asked for, so that a command which needs no pandas does not wait for it.
"""

import sys

# Nothing more at the top: every command waits for what stands here.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from trilateral.chance import blind_draws, followed
    from trilateral.charts import show, use_style
    from trilateral.exercises.check import check, hint, use_form
    from trilateral.exercises.progress import finish, progress
    from trilateral.exercises.same_version import same_version
    from trilateral.memo.example import example_board, four_options
    from trilateral.memo.memo import Brief
    from trilateral.record.glossary import explain
    from trilateral.record.load import DataError, describe, load, tables
    from trilateral.timeline.widget import Timeline
    from trilateral.widgets.claim_board import ClaimBoard
    from trilateral.widgets.evidence_board import EvidenceBoard
    from trilateral.widgets.statement_coder import StatementCoder

__version__ = "0.1.0"
__all__ = [
    "Brief",
    "ClaimBoard",
    "DataError",
    "EvidenceBoard",
    "StatementCoder",
    "Timeline",
    "blind_draws",
    "check",
    "describe",
    "example_board",
    "explain",
    "finish",
    "followed",
    "four_options",
    "hint",
    "load",
    "progress",
    "same_version",
    "show",
    "tables",
    "use_form",
    "use_style",
]
_MODULES = {
    "Brief": "memo.memo",
    "ClaimBoard": "widgets.claim_board",
    "DataError": "record.load",
    "EvidenceBoard": "widgets.evidence_board",
    "StatementCoder": "widgets.statement_coder",
    "Timeline": "timeline.widget",
    "blind_draws": "chance",
    "check": "exercises.check",
    "describe": "record.load",
    "example_board": "memo.example",
    "explain": "record.glossary",
    "finish": "exercises.progress",
    "followed": "chance",
    "four_options": "memo.example",
    "hint": "exercises.check",
    "load": "record.load",
    "progress": "exercises.progress",
    "same_version": "exercises.same_version",
    "show": "charts",
    "tables": "record.load",
    "use_form": "exercises.check",
    "use_style": "charts",
}


def __getattr__(name: str) -> "Any":
    from importlib import import_module

    if name not in _MODULES:
        raise AttributeError(f"module 'trilateral' has no attribute {name!r}")
    # Whoever asks for a name is a notebook, or as good as one: its figures have the course's style.
    # Once only, so that what the notebook changes afterwards stays.
    if "_styled" not in globals():
        globals()["_styled"] = True
        import_module("trilateral.charts").use_style()
    value = globals()[name] = getattr(import_module(f"trilateral.{_MODULES[name]}"), name)
    return value


class _FormerModule(type(sys)):  # type: ignore[misc]
    """A module under the name that it has in notebooks handed out earlier, such as `trilateral.check`."""

    def __init__(self, name: str, place: str) -> None:
        super().__init__(f"trilateral.{name}")
        self._place = f"trilateral.{place}"

    def __getattr__(self, name: str) -> "Any":
        from importlib import import_module

        if name.startswith("__"):  # what the import system asks of every module
            raise AttributeError(name)
        return getattr(import_module(self._place), name)


for _name, _place in (
    ("brief", "memo.memo"),
    ("check", "exercises.check"),
    ("load", "record.load"),
    ("progress", "exercises.progress"),
):
    # Registered and not imported, so that the name `trilateral.check` goes on to be the function.
    sys.modules[f"trilateral.{_name}"] = _FormerModule(_name, _place)


def _in_a_notebook() -> None:
    """In a notebook, tell errors in plain words, follow the runs of cells, and style tables."""
    kernel = sys.modules.get("ipykernel.zmqshell")
    if kernel is None or not kernel.ZMQInteractiveShell.initialized():
        return
    from importlib import import_module

    shell = kernel.ZMQInteractiveShell.instance()
    import_module("trilateral.error_messages").switch_on(shell)
    import_module("trilateral.frames").switch_on(shell)


_in_a_notebook()
