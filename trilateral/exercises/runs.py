"""What the cells of a notebook did when they were last run, so that a verdict is on the newest answer.

A kernel is told what runs and how it ended; it does not see cells that were changed and not run. So a check
refuses only what is sure: that the answer's cell failed, or gave its value to no name or to another one.
Where a front end names its cells (JupyterLab, Notebook 7, VS Code) the answer's cell is known; elsewhere only
the run just before the check counts.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, field
from typing import Any

from trilateral.exercises.ids import question_of
from trilateral.unattended import unattended

__all__ = ["Run", "missing", "refusal", "unchanged", "watch"]

ABSENT = object()
THEN_CHECK = "Mend it, run it, then run this cell."
# Magics of a cell that run its other lines as they stand.
TRANSPARENT = ("%%time", "%%capture", "%%prun")
# Code that can give a name a value without writing it.
OPAQUE = re.compile(
    r"\b(exec|eval|globals|locals|vars|setattr|get_ipython|user_ns|import_module)\b|^[^\S\n]*[%!]|import \*",
    re.M,
)


@dataclass
class Run:
    """One run of a cell.

    Attributes:
        cell: the front end's name for the cell; "" where it sends none.
        source: what was run.
        binds: the names that it gave a value.
        meant: the names that it would have given one, had it not failed.
        compared: names that stand alone in a line before ==.
        bare: whether its last line is a value that no name gets.
        opaque: whether it may have given values to names that are not written in it.
        failed: whether it stopped with an error.
    """

    cell: str
    source: str
    binds: set[str] = field(default_factory=set)
    meant: set[str] = field(default_factory=set)
    compared: set[str] = field(default_factory=set)
    bare: bool = False
    opaque: bool = False
    failed: bool = False


class Watch:
    """The runs of a notebook's cells since its kernel started."""

    def __init__(self, shell: Any) -> None:
        """Listen to a shell."""
        self.shell = shell
        self.past: list[Run] = []
        self.now: Run | None = None
        self.before: dict[str, object] = {}
        self.checked: dict[str, int] = {}
        shell.events.register("pre_run_cell", self.begin)
        shell.events.register("post_run_cell", self.end)

    def begin(self, info: Any) -> None:
        """Note what a cell is about to do."""
        self.now = read(info.raw_cell, _cell(info))
        names = self.shell.user_ns
        self.before = {
            name: names[name] for name in names if name in self.now.meant or name.startswith("answer_")
        }

    def end(self, result: Any) -> None:
        """Note what a cell did."""
        run = self.now or read(result.info.raw_cell, _cell(result.info))
        error = result.error_before_exec or result.error_in_exec
        run.failed = error is not None
        if error is None:
            run.binds = set(run.meant)
        elif result.error_before_exec is None:
            run.binds = reached(run.source, error)
        if self.now is not None:
            names = self.shell.user_ns
            tracked = {*self.before, *run.meant, *(name for name in names if name.startswith("answer_"))}
            run.binds |= {
                name for name in tracked if names.get(name, ABSENT) is not self.before.get(name, ABSENT)
            }
        self.past.append(run)
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


def read(source: str, cell: str = "") -> Run:
    """Return what a cell's source says that it does."""
    text = source
    if source.lstrip().startswith(TRANSPARENT):
        text = source.lstrip().partition("\n")[2]
    run = Run(cell, source, opaque=bool(OPAQUE.search(text)))
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        # What cannot be read, or holds magics: the names that its lines begin with.
        run.meant = set(
            re.findall(r"^[^\S\n]*(?:def\s+)?([^\W\d]\w*)\s*(?:[-+*/|&]?[=＝](?![=＝])|\()", text, re.M)
        )
        run.opaque = True
        return run
    for statement in tree.body:
        run.meant |= bound(statement)
        if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Compare):
            left = statement.value
            if isinstance(left.left, ast.Name) and isinstance(left.ops[0], ast.Eq):
                run.compared.add(left.left.id)
    if tree.body and isinstance(last := tree.body[-1], ast.Expr):
        call = last.value.func if isinstance(last.value, ast.Call) else None
        run.bare = not (isinstance(call, ast.Name) and call.id in ("print", "display", "check", "hint"))
    return run


def bound(statement: ast.AST) -> set[str]:
    """Return the names to which a statement gives a value."""
    names: set[str] = set()
    for node in ast.walk(statement):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            names.add(node.id)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.alias):
            names.add((node.asname or node.name).partition(".")[0])
        elif isinstance(node, ast.Global):
            names.update(node.names)
    return names


def reached(source: str, error: BaseException) -> set[str]:
    """Return the names that a cell gave a value before the line at which it failed."""
    lines = []
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_name.startswith(("<module>", "<cell line")):
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError):
        return set()
    done = [statement for statement in body if lines and (statement.end_lineno or 0) < lines[-1]]
    return set().union(*(bound(statement) for statement in done)) if done else set()


def _asked(question: str) -> tuple[str, int] | None:
    """Return the name that the check cell asks for, and the line of the check in it."""
    if _WATCH is None or _WATCH.now is None:
        return None
    try:
        tree = ast.parse(_WATCH.now.source)
    except (SyntaxError, ValueError):
        return None
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "check":
            match node.args:
                case [ast.Constant(value=asked), ast.Name(id=name)] if asked == question:
                    return name, node.lineno
    return None


def refusal(question: str) -> str | None:
    """Return why there is no newest answer to judge; None where there is one, or where this is not sure."""
    asked = _asked(question)
    if asked is None or _WATCH is None or _WATCH.now is None:
        return None
    name, line = asked
    here = read("\n".join(_WATCH.now.source.splitlines()[: line - 1]))
    if name in here.meant:
        return None
    if reason := _astray(here, name, question, sure=name in here.compared):
        return reason
    home, newest = _home(name, question)
    given = _last(lambda run: name in run.binds)
    # Without the answer's own cell, the run just before this one is the only one that can be meant.
    place = newest if home else len(_WATCH.past) - 1
    if place < 0 or place <= given or (_WATCH.past[place].opaque and not _WATCH.past[place].failed):
        return None
    run = _WATCH.past[place]
    if run.failed:
        if home or name in run.meant:
            return f"The cell above stopped with an error, so there is no new answer. {THEN_CHECK}"
        return None
    return _astray(run, name, question, sure=bool(home) or not _has_value(name))


def _home(name: str, question: str) -> tuple[str, int]:
    """Return the cell that the answer belongs in, and the place of its newest run; "" and -1 if not known."""
    own = f"a-{question.replace('.', '-')}"
    newest = _last(lambda run: run.cell == own)
    if newest >= 0:
        return own, newest
    given = _last(lambda run: name in run.binds)
    if given < 0 or _WATCH is None or not _WATCH.past[given].cell:
        return "", -1
    cell = _WATCH.past[given].cell
    later = _last(lambda run: run.cell == cell)
    # A failed or stray run of another cell just before the check may be the answer's new place.
    return (cell, later) if later > given else ("", -1)


def _last(fits: Any) -> int:
    if _WATCH is None:
        return -1
    return next((place for place in range(len(_WATCH.past) - 1, -1, -1) if fits(_WATCH.past[place])), -1)


def _has_value(name: str) -> bool:
    return _WATCH is not None and _WATCH.shell.user_ns.get(name, ...) is not ...


def _astray(run: Run, name: str, question: str, sure: bool) -> str | None:
    """Return where a cell's value went, if not to the name that is asked for."""
    if name in run.compared and sure:
        return (
            f"The cell above compares `{name}` with a value (==) and stores nothing. Write one =, run it, "
            "then run this cell."
        )
    other = next((bound for bound in sorted(run.meant) if _alike(bound, name)), None)
    if other is None and sure:
        other = next((bound for bound in sorted(run.meant) if bound.startswith("answer_")), None)
    if other is not None:
        return f"The cell above gives `{other}` a value; this check looks for `{name}`. {THEN_CHECK}"
    if run.bare and sure and run.source.strip():
        return (
            f"The cell above works out a value and gives it to no name. Write `{name} = ` before it, run it, "
            "then run this cell."
        )
    return None


def _alike(one: str, other: str) -> bool:
    plain = [re.sub(r"[\W_]", "", name).casefold() for name in (one, other)]
    return one != other and (plain[0] == plain[1] or _swapped(*plain))


def _swapped(one: str, other: str) -> bool:
    """Return whether two names have the same digits, and nearly the same letters."""
    from difflib import SequenceMatcher

    digits = [re.sub(r"\D", "", name) for name in (one, other)]
    return digits[0] == digits[1] != "" and SequenceMatcher(None, one, other).ratio() > 0.8


def unchanged(question: str) -> str | None:
    """Return a remark where the answer's cell was not run since the last check of the same question."""
    asked = _asked(question)
    if asked is None or _WATCH is None:
        return None
    given = _last(lambda run: asked[0] in run.binds)
    again = given >= 0 and _WATCH.checked.get(question) == given
    _WATCH.checked[question] = given
    if not again:
        return None
    return "The cell above was not run since the last check. If you have changed it, run it, then this one."


def missing(name: str) -> tuple[str, str] | None:
    """Return what happened and what to do where a name has no value and a run says why; else None."""
    if _WATCH is None:
        return None
    meant = _last(lambda run: run.failed and name in run.meant)
    if meant >= 0 and meant > _last(lambda run: name in run.binds):
        return (
            f"The cell that should make “{name}” stopped with an error, so it has no value.",
            "Mend that cell, run it, then run this cell again.",
        )
    question = question_of(name)
    if not question:
        return None
    home, newest = _home(name, question)
    place = newest if home else len(_WATCH.past) - 1
    if place >= 0:
        run = _WATCH.past[place]
        if home and run.failed:
            return f"The cell above stopped with an error, so there is no answer yet. {THEN_CHECK}", ""
        if not run.failed and (
            reason := _astray(run, name, question, sure=bool(home) or name in run.compared)
        ):
            what, _, todo = reason.partition(". ")
            return f"{what}.", todo
    return (
        f"The answer's cell has not been run since the kernel started: “{name}” has no value.",
        f"Run the cell above that begins with {name} = , then this cell again.",
    )
