"""What the cells of a notebook did when they were last run, so that a verdict is on the newest answer.

A kernel is told what runs and how it ended; it does not see cells that were changed and not run. So a check
refuses only what is sure: that the answer's cell failed, or gave its value to no name or to another one.
Where a front end names its cells (JupyterLab, Notebook 7, VS Code) the answer's cell is known; elsewhere only
the run just before the check counts.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator
from typing import Any

from trilateral.exercises.cell_source import CellExecution, analyse_cell, astray, lost, reached
from trilateral.exercises.changed_tables import MadeTables
from trilateral.exercises.ids import cell_id, is_answer, question_of
from trilateral.exercises.messages import sentence
from trilateral.exercises.syntax_tree import parse
from trilateral.exercises.verdict import Reason
from trilateral.unattended import unattended

__all__ = [
    "answer_source",
    "in_passing",
    "in_this_cell",
    "missing",
    "names",
    "past",
    "refusal",
    "table_changes",
    "taken",
    "todo",
    "unchanged",
    "watch",
]

ABSENT = object()
SHOWN = re.compile(r"_{1,3}|_\d+|Out")  # IPython's names for what cells showed
THEN_CHECK = "Mend it, run it, then run this cell."
AS_IT_IS = "Then run this cell."
IN_PLACE = "Mend it, and run this cell again."


class Watch:
    """The runs of a notebook's cells since its kernel started."""

    def __init__(self, shell: Any) -> None:
        """Listen to a shell."""
        self.shell = shell
        self.past: list[CellExecution] = []
        self.now: CellExecution | None = None
        self.before: dict[str, object] = {}
        self.tables = MadeTables()
        # By question: the place of the run that gave the answer at the last check, and of that check.
        self.checked: dict[str, tuple[int, int]] = {}
        shell.events.register("pre_run_cell", self.begin)
        shell.events.register("post_run_cell", self.end)

    def begin(self, info: Any) -> None:
        """Note what a cell is about to do."""
        self.now = analyse_cell(info.raw_cell, _cell(info))
        names = self.shell.user_ns
        self.before = {name: names[name] for name in names if name in self.now.meant or is_answer(name)}

    def end(self, result: Any) -> None:
        """Note what a cell did."""
        execution = self.now or analyse_cell(result.info.raw_cell, _cell(result.info))
        error = result.error_before_exec or result.error_in_exec
        execution.failed = error is not None
        execution.lacked = str(error.name or "") if isinstance(error, NameError) else ""
        if error is None:
            execution.binds = set(execution.meant)
        elif result.error_before_exec is None:
            execution.binds = reached(execution.source, error)
        if self.now is not None:
            names = self.shell.user_ns
            tracked = {*self.before, *execution.meant, *(name for name in names if is_answer(name))}
            execution.binds |= {
                name for name in tracked if name in names and names[name] is not self.before.get(name, ABSENT)
            }
        self.past.append(execution)
        if error is None:
            self.tables.note(execution.cell, execution.binds, self.shell.user_ns)
        # In a long session, what lies far back no longer decides.
        if len(self.past) > 2000:
            self.past = self.past[-1000:]
            self.checked.clear()
        self.now, self.before = None, {}


def _cell(info: Any) -> str:
    return str(getattr(info, "cell_id", None) or "")


_WATCH: Watch | None = None


def watch(shell: Any) -> None:
    """Begin to follow a notebook's runs; does nothing where no person works, or where it is done already."""
    global _WATCH
    if _WATCH is None and hasattr(shell, "kernel") and not unattended():
        _WATCH = Watch(shell)


def _asked(question: str) -> tuple[str, int] | None:
    """Return the name that the check cell asks for, and the line of the check in it."""
    if _WATCH is None or _WATCH.now is None:
        return None
    if (tree := parse(_WATCH.now.source)) is None:
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "check":
            match node.args:
                case [ast.Constant(value=asked), ast.Name(id=name)] if asked == question:
                    return name, node.lineno
    return None


def names() -> dict[str, Any]:
    """Return the notebook's names and their values; none where no notebook is followed."""
    return {} if _WATCH is None else dict(_WATCH.shell.user_ns)


def past() -> list[CellExecution]:
    """Return the runs since the kernel started, the newest last."""
    return [] if _WATCH is None else _WATCH.past


def answer_source(question: str) -> str:
    """Return the source of the cell that gave the answer its value; "" where none is known."""
    asked = _asked(question)
    if asked is None or _WATCH is None:
        return ""
    if (here := _above(*asked)) and asked[0] in here.meant:
        return here.source
    given = _last(lambda execution: asked[0] in execution.binds)
    return _WATCH.past[given].source if given >= 0 else ""


def table_changes(question: str, known: Collection[str]) -> Iterator[str]:
    """Yield a sentence for each table of the notebook's own cells that the answer uses and a student changed.

    Args:
        question: its number.
        known: tables that are looked after elsewhere.
    """
    if _WATCH is None:
        return
    used = analyse_cell(answer_source(question)).used - set(known)
    for name in _WATCH.tables.changed(used, _WATCH.shell.user_ns):
        yield (
            f"`{name}` is no longer as the notebook made it. Run the cell that makes it ({name} = ...) "
            "again, then your answer's cell, then this one."
        )


def in_passing(question: str) -> str | None:
    """Return a remark where the answer is taken from what a cell happened to show before."""
    used = {name for name in analyse_cell(answer_source(question)).used if SHOWN.fullmatch(name)}
    if not used:
        return None
    return (
        f"`{min(used)}` stands for what a cell showed just before. At hand-in the file is run from the top, "
        "and something else may stand there. Write that cell's own line in its place."
    )


def taken(names: Collection[str]) -> Iterator[str]:
    """Yield a sentence for each of a lesson's own names that the running cell gives a new value."""
    now = None if _WATCH is None else _WATCH.now
    for name in sorted(now.meant & set(names)) if now else ():
        yield (
            f"This cell gives `{name}` a new value, and cells below use the old one. Take another name here, "
            f"then run the cell that makes `{name}` again."
        )


def in_this_cell(question: str) -> bool:
    """Return whether the answer belongs in the check's own cell, and not in one above it."""
    asked = _asked(question)
    return asked is not None and _above(*asked) is not None


def todo(reason: Reason, question: str = "") -> str:
    """Return what to do in a notebook about a refusal."""
    if reason.code == "too-early":
        return AS_IT_IS
    return IN_PLACE if in_this_cell(question) else THEN_CHECK


def _above(name: str, line: int) -> CellExecution | None:
    """Return what stands above the check in its cell, where the answer belongs there; else None."""
    if _WATCH is None or _WATCH.now is None:
        return None
    here = analyse_cell("\n".join(_WATCH.now.source.splitlines()[: line - 1]))
    if name in here.meant | here.compared | here.announced:
        return here
    given = _last(lambda execution: name in execution.binds)
    if given >= 0:
        return here if _WATCH.now.cell and _WATCH.past[given].cell == _WATCH.now.cell else None
    return here if here.bare or here.prints else None


def refusal(question: str) -> Reason | None:
    """Return why there is no newest answer to judge; None where there is one, or where this is not sure."""
    asked = _asked(question)
    if asked is None or _WATCH is None or _WATCH.now is None:
        return None
    name, line = asked
    here = analyse_cell("\n".join(_WATCH.now.source.splitlines()[: line - 1]))
    if name in here.meant:
        return None
    if reason := astray(here, name, sure=name in here.compared | here.announced):
        return reason
    given = _last(lambda execution: name in execution.binds)
    if (above := _above(name, line)) and not above.opaque:
        return astray(above, name) or lost(above, name)
    home, newest = _home(name, question)
    # Without the answer's own cell, the run just before this one is the only one that can be meant.
    place = newest if home else len(_WATCH.past) - 1
    if place < 0 or place <= given or (_WATCH.past[place].opaque and not _WATCH.past[place].failed):
        return None
    execution = _WATCH.past[place]
    if execution.failed:
        return _failed(execution) if home or name in execution.meant else None
    sure = bool(home) or not _has_value(name)
    if reason := astray(execution, name, sure):
        return reason
    # A value from another cell stays the answer, whatever the answer's own cell shows beside it.
    emptied = bool(execution.cell) and given >= 0 and _WATCH.past[given].cell == execution.cell
    return lost(execution, name) if emptied else None


def _failed(execution: CellExecution) -> Reason:
    """Return what there is to do about a cell that failed: where only the order was wrong, run it again."""
    return (
        Reason("too-early", {"lacked": execution.lacked})
        if _has_value(execution.lacked)
        else Reason("failed")
    )


def _home(name: str, question: str) -> tuple[str, int]:
    """Return the cell that the answer belongs in, and the place of its newest run; "" and -1 if not known."""
    own = cell_id("a", question)
    newest = _last(lambda execution: execution.cell == own)
    if newest >= 0:
        return own, newest
    given = _last(lambda execution: name in execution.binds)
    if given < 0 or _WATCH is None or not _WATCH.past[given].cell:
        return "", -1
    cell = _WATCH.past[given].cell
    later = _last(lambda execution: execution.cell == cell)
    # A failed or stray run of another cell just before the check may be the answer's new place.
    return (cell, later) if later > given else ("", -1)


def _last(fits: Any) -> int:
    if _WATCH is None:
        return -1
    return next((place for place in range(len(_WATCH.past) - 1, -1, -1) if fits(_WATCH.past[place])), -1)


def _has_value(name: str) -> bool:
    return _WATCH is not None and _WATCH.shell.user_ns.get(name, ...) is not ...


def unchanged(question: str) -> str | None:
    """Return a remark where the answer's cell was not run since the last check of the same question."""
    asked = _asked(question)
    if asked is None or _WATCH is None:
        return None
    given = _last(lambda execution: asked[0] in execution.binds)
    before, since = _WATCH.checked.get(question, (-1, 0))
    _WATCH.checked[question] = given, len(_WATCH.past)
    own = {cell_id("a", question), _WATCH.past[given].cell} if given >= 0 else set()
    ran = any(execution.cell and execution.cell in own for execution in _WATCH.past[since:])
    if given < 0 or before != given or ran or in_this_cell(question):
        return None
    return "The cell above was not run since the last check. If you have changed it, run it, then this one."


def missing(name: str) -> tuple[str, str] | None:
    """Return what happened and what to do where a name has no value and a run says why; else None."""
    if _WATCH is None:
        return None
    meant = _last(lambda execution: execution.failed and name in execution.meant)
    if meant >= 0 and meant > _last(lambda execution: name in execution.binds):
        execution = _WATCH.past[meant]
        if _has_value(execution.lacked):
            return (
                f"The cell that should make “{name}” stopped with an error, because "
                f"“{execution.lacked}” had no value yet. Now it has one.",
                "Run that cell again as it is, then this one.",
            )
        return (
            f"The cell that should make “{name}” stopped with an error, so it has no value.",
            "Mend that cell, run it, then run this cell again.",
        )
    question = question_of(name)
    if not question:
        return None
    home, newest = _home(name, question)
    if not home and (asked := _asked(question)) and (above := _above(*asked)):
        return _capital(sentence(question, astray(above, name) or lost(above, name))), IN_PLACE
    place = newest if home else len(_WATCH.past) - 1
    if place >= 0:
        execution = _WATCH.past[place]
        if home and execution.failed:
            return _capital(sentence(question, failed := _failed(execution))), todo(failed)
        sure = bool(home) or name in execution.compared | execution.announced
        reason = None if execution.failed else astray(execution, name, sure)
        if (
            reason is None
            and home
            and not (execution.failed or execution.opaque or name in execution.binds | execution.meant)
        ):
            reason = lost(execution, name)
        if reason:
            return _capital(sentence(question, reason)), THEN_CHECK
        if _last(lambda execution: name in execution.binds) > place or (home and not execution.failed):
            return (
                f"“{name}” has no value, though the answer's cell was run: its line was not reached, or "
                "`del` took the value away.",
                "Look at that cell, run it, then run this cell again.",
            )
    return (
        f"The answer's cell has not been run since the kernel started: “{name}” has no value.",
        f"Run the cell above that begins with {name} = , then this cell again. If there is none, write "
        f"{name} = and your answer in a cell above this one, and run it first.",
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
