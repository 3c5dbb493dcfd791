"""Run a student's own cells too, where that can make an answer right which is not right without them.

In the notebook an answer may stand in a cell of the student's own, or need a name that one makes. So where
the answer cells alone do not give all that is asked, the file is run once more with its own cells in their
places: each before the next cell of an answer or a check that follows it in the file. Of an own cell that
hangs or kills, the statements before the one that does are run. The second run can only win: whatever is
right without own cells stays right.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

from trilateral.exercises.cell_source import CHANGERS, bound
from trilateral.exercises.ids import cell_id, checked_in, given_in, question_of, variable
from trilateral.exercises.syntax_tree import parse
from trilateral.exercises.verdict import Reason, Verdict
from trilateral.grading.execute import Execution, execute, first_line, note, same_source
from trilateral.grading.isolation.processes import Cell, Worker
from trilateral.grading.submissions.contents import FileCell
from trilateral.text import one_line

__all__ = ["execute_and_judge", "with_own_cells"]

MOST_RUNS = 6  # each but the last leaves out, or takes apart, one cell that hangs or kills
ALONG = "The cells that you added were run with it."
# Lines that fetch, load or ask for help: nothing of that is to be had where answers are graded.
_COMMANDS = re.compile(r"^[ \t]*(?:!|%(?:pip|conda|load|run|cd|reset)\b|\?).*$", re.M)
_SHOWN_LAST = re.compile(r"\b(?:_{1,3}|Out|_\d+)\b")
_TAKE = Cell("own", "from trilateral.exercises.recorder import take as check")

Judge = Callable[[str, Execution], Verdict]


def execute_and_judge(
    worker: Worker,
    cells: list[Cell],
    code: Sequence[FileCell],
    nonce: str,
    questions: dict[str, Any],
    form: Sequence[Mapping[str, Any]],
    timeout: float,
    judge: Judge,
) -> tuple[dict[str, Verdict], Execution]:
    """Run a submission; return the verdict on each question that has a check, and what came of the run.

    Args:
        worker: where the cells run.
        cells: those of the form with the answers in them, as `assemble_cells` makes them.
        code: the file's cells of code.
        nonce: as `execute` takes it, and so are the next three.
        questions: what the checks ask for.
        form: the pristine form's cells.
        timeout: seconds that one cell may take.
        judge: says of a run what the verdict on a question is.

    Raises:
        WorkerError: as `execute` does.
    """
    execution = execute(worker, cells, nonce, questions, form, timeout)
    # An older form has checks of questions that are no more.
    asked = {name for exercise in questions.values() for name in exercise["questions"]}
    checked = [cell.question for cell in cells if cell.kind == "check" and cell.question in asked]
    verdicts = {question: judge(question, execution) for question in checked}
    more = with_own_cells(cells, form, code)
    if execution.left <= 0 or not any(_bears_on(more, one, verdict) for one, verdict in verdicts.items()):
        return verdicts, execution
    stubs = {cell["id"]: cell["source"] for cell in form}
    now = [
        Cell("setup", stubs[cell.name], cell.question, cell.name) if cell in execution.dropped else cell
        for cell in more
    ]
    second = _run(worker, now, nonce, questions, timeout, execution.left)
    for question, verdict in verdicts.items():
        if verdict.kind != "right" and question not in execution.culprits:
            along = judge(question, second)
            first, then = (_line_reached(one, question) for one in (execution, second))
            verdicts[question] = _better(question, verdict, along, more, second, then >= first)
    return verdicts, execution


def with_own_cells(
    cells: Sequence[Cell], form: Sequence[Mapping[str, Any]], code: Sequence[FileCell]
) -> list[Cell]:
    """Return the cells to run, with the student's own in their places.

    A check's cell that was changed counts as an own one before it, and a changed cell of the form's as one
    behind it. Where an own cell behind a check gives that answer, the check is asked again.
    """
    own = _own_cells(form, code)
    checks = {cell.question: cell for cell in cells if cell.kind == "check"}
    placed: list[Cell] = []
    asked: set[str] = set()
    answered: set[str] = set()
    stubs = {cell["id"]: cell["source"] for cell in form}

    def place(anchor: str) -> None:
        for cell in own.pop(anchor, ()):
            placed.extend([_TAKE, cell] if "check" in cell.source else [cell])
            placed.extend(checks[one] for one in _answered(cell.source) if one in asked)
            answered.update(_answered(cell.source))

    for cell in cells:
        place(cell.name)
        # In the notebook nobody runs the empty cell behind the own one.
        if cell.kind == "answer" and cell.question in answered and same_source(cell.source, stubs[cell.name]):
            continue
        placed.append(cell)
        if cell.kind == "check":
            asked.add(cell.question)
    place("")
    return placed


def _own_cells(form: Sequence[Mapping[str, Any]], code: Sequence[FileCell]) -> dict[str, list[Cell]]:
    """Return the student's own cells, in order, by the given cell before which they run; "" is the end."""
    given = {cell["id"]: str(cell["source"]) for cell in form if cell["cell_type"] == "code"}
    known = {"".join(source.split()) for source in given.values()}
    shows = any(_SHOWN_LAST.search(cell.source) for cell in code)
    found: dict[str, list[Cell]] = {}
    anchor = ""
    for number, cell in reversed(list(enumerate(code))):
        kind = cell.name[:1] if cell.name in given and question_of(cell.name) else ""
        if kind == "c":
            anchor = cell.name
        source = _COMMANDS.sub("", cell.source)
        if kind != "a" and "".join(source.split()) not in known and (shows or not _only_looks(source)):
            found.setdefault(anchor, []).insert(0, Cell("own", source, "", f"own-{number}"))
        if kind == "a":
            anchor = cell.name
    return found


def _only_looks(source: str) -> bool:
    """Tell whether a cell shows values and changes none."""
    tree = parse(source)
    return tree is not None and not any(
        not isinstance(statement, ast.Expr) or bound(statement) or _changes(statement)
        for statement in tree.body
    )


def _changes(statement: ast.AST) -> bool:
    for node in ast.walk(statement):
        match node:
            case ast.keyword(arg="inplace") | ast.Call(func=ast.Name(id="check" | "exec" | "setattr")):
                return True
            case ast.Call(func=ast.Attribute(attr=method)) if method in CHANGERS or method in (
                "insert",
                "pop",
            ):
                return True
    return False


def _answered(source: str) -> Iterator[str]:
    """Yield the questions that a cell answers, or checks, each once."""
    yield from dict.fromkeys([*given_in(source), *checked_in(source)])


def _bears_on(cells: Sequence[Cell], question: str, verdict: Verdict) -> bool:
    """Tell whether own cells can make a question's answer right."""
    if verdict.kind in ("right", "missing"):
        return False
    answers = cell_id("a", question)
    own = [cell for cell in _before_last_check(cells, question) if cell.kind == "own" and cell != _TAKE]
    if verdict.kind == "blank":
        name = variable(question)
        given = " ".join(cell.source for cell in cells if cell.name == answers and cell.kind == "answer")
        needs = re.search(r"=\s*(?!\.\.\.)\S", given)  # a value that is blank all the same
        return bool(own) and (
            bool(needs) or any(name in cell.source or question in checked_in(cell.source) for cell in own)
        )
    return bool(own)


def _before_last_check(cells: Sequence[Cell], question: str) -> Sequence[Cell]:
    last = max(
        (at for at, cell in enumerate(cells) if cell.kind == "check" and cell.question == question), default=0
    )
    return cells[:last]


def _run(
    worker: Worker, cells: list[Cell], nonce: str, questions: dict[str, Any], timeout: float, left: float
) -> Execution:
    """Run cells with own ones among them, and again without what hangs or kills."""
    second = Execution()
    for _ in range(MOST_RUNS):
        results = worker.run(cells, nonce, questions, timeout, left)
        left -= sum(results.seconds) + results.cut
        at = len(results.outputs)
        if results.end in ("done", "spent") or at >= len(cells) or left <= 0:
            break
        if cells[at].kind == "own":
            cells = _without(cells, at)
        elif cells[at].kind in ("answer", "check"):
            second.culprits[cells[at].question] = results.end
            cells = [*cells[:at], *cells[at + 1 :]]
        else:
            break
    note(second, cells, results, "not run")
    return second


def _without(cells: Sequence[Cell], at: int) -> list[Cell]:
    """Return the cells with an own one taken apart into its statements; of one that was, without the rest."""
    cell, rest = cells[at], cells[at + 1 :]
    statements = _statements(cell)
    if len(statements) > 1 and [one.name for one in cells].count(cell.name) == 1:
        return [*cells[:at], *statements, *rest]
    return [*cells[:at], *(one for one in rest if not cell.name or one.name != cell.name)]


def _statements(cell: Cell) -> list[Cell]:
    """Return a cell's statements as cells, each on the lines on which it stands in the whole."""
    tree = parse(cell.source)
    ends = sorted({statement.end_lineno or 0 for statement in tree.body}) if tree else []
    lines = cell.source.split("\n")
    # IPython takes empty lines away, and with them the numbers of the others.
    return [
        replace(cell, source="#\n" * start + "\n".join(lines[start:end]))
        for start, end in pairwise([0, *ends])
    ]


def _line_reached(execution: Execution, question: str) -> int:
    """Return the line at which a question's cell stopped with an error; 0 where none is known."""
    line = execution.errors.get(question, {}).get("reached")
    return line if isinstance(line, int) else 0


def _better(
    question: str,
    alone: Verdict,
    along: Verdict,
    cells: Sequence[Cell],
    second: Execution,
    as_far: bool,
) -> Verdict:
    """Return the verdict that counts: with own cells where that is right, or says more."""
    if along.kind == "right" or _tells_more(alone, along, as_far):
        if along.kind == "error":
            return along
        said = along.reason.values.get("also")
        also = f"{said} {ALONG}" if said else ALONG
        return replace(along, reason=Reason(along.reason.code, {**along.reason.values, "also": also}))
    gives = [cell for cell in cells if cell.kind == "own" and question in given_in(cell.source)]
    if alone.kind != "blank" or not gives or alone.reason.code != "blank":
        return alone
    values = {"variable": variable(question), "begins": first_line(gives[-1].source)}
    if error := second.setup.get(gives[-1].name):
        said = one_line(f"{error.get('ename')}: {error.get('evalue')}", 300)
        said = said if said.endswith(tuple(".?!")) else f"{said}."
        return Verdict("error", Reason("own-cell-raised", {**values, "error": said}))
    if along.reason.code == "blank":
        return alone
    return Verdict("error", Reason("own-cell-lost", values))


def _tells_more(alone: Verdict, along: Verdict, as_far: bool) -> bool:
    """Tell whether what came of an answer with own cells is what its author sees, and not what they broke.

    Args:
        alone: the verdict without own cells.
        along: with them; neither is right.
        as_far: whether the cell that stopped with an error came as far with them, or farther.
    """
    lacks = alone.reason.code == "invalid" or "made_elsewhere" in alone.reason.values
    if along.kind == "wrong":
        return alone.kind in ("error", "blank") or (lacks and along.reason != alone.reason)
    if along.reason.code in ("slow", "killed"):
        return lacks
    raised = along.kind == "error" and along.reason.code.startswith("raised") and alone.kind == "error"
    return raised and along.reason != alone.reason and (lacks or as_far)
