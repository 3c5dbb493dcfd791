"""Run a submission's cells to the end, whatever some of them do, and have each question judged.

A cell that hangs or kills its process, at once or later, costs its own question alone: the others are run
again without it. `blame` finds out which it was. What a check cell prints is one line of JSON, an
`AnswerRecord`; `judge` makes a verdict of it and of what happened while the cells ran.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trilateral.exercises.answer_record import AnswerRecord
from trilateral.exercises.canonical import Shape
from trilateral.exercises.cell_source import analyse_cell, astray, by_source
from trilateral.exercises.ids import question_of, variable
from trilateral.exercises.judge import Facts, Standard, decide
from trilateral.exercises.verdict import Reason, Verdict
from trilateral.grading.blame import Blame, Trials
from trilateral.grading.isolation.limits import file_seconds
from trilateral.grading.isolation.processes import Cell, CellResults, Worker, WorkerError
from trilateral.grading.submissions.parse import Submission
from trilateral.text import one_line

__all__ = [
    "Execution",
    "assemble_cells",
    "error_reason",
    "execute",
    "first_line",
    "judge_question",
    "note",
    "same_source",
]


def assemble_cells(form: Sequence[Mapping[str, Any]], answers: Mapping[str, tuple[str, ...]]) -> list[Cell]:
    """Return the cells to run: those of the pristine form, with the student's answers in place of the stubs.

    A question without an answer cell keeps its stub. Of several copies, those equal to the stub are left out.
    """
    cells: list[Cell] = []
    for cell in form:
        if cell["cell_type"] != "code":
            continue
        letter, question = cell["id"][:1], question_of(cell["id"])
        if letter == "a" and question:
            given = answers.get(question, (cell["source"],))
            written = [source for source in given if not same_source(source, cell["source"])] or list(
                given[-1:]
            )
            cells += [Cell("answer", source, question, cell["id"]) for source in written]
        elif letter == "c" and question:
            # This check gives no verdict. It is imported before each cell, because a student who calls a
            # table `check` has done nothing wrong.
            source = f"from trilateral.exercises.recorder import check\n{cell['source']}"
            cells.append(Cell("check", source, question, cell["id"]))
        else:
            cells.append(Cell("setup", cell["source"], "", cell["id"]))
    return cells


def same_source(source: str, other: str) -> bool:
    """Tell whether two sources differ in blanks only."""
    return "".join(source.split()) == "".join(other.split())


@dataclass
class Execution:
    """What came of running a submission: by question outputs, errors and times, and what was left out."""

    checks: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    # What the answer was before rounding, where rounding takes something away.
    exact: dict[str, str] = field(default_factory=dict)
    errors: dict[str, dict[str, Any]] = field(default_factory=dict)
    # By its name, each of the form's own cells that stopped with an error.
    setup: dict[str, dict[str, Any]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    # By question how it ended the run: "killed" or "timeout", with " later" where another cell was running
    # at the time. "not run" where there were too many runs before it, "out of time" where the file's time
    # was used up before it, or in it.
    culprits: dict[str, str] = field(default_factory=dict)
    # The answers that were left out in the last run, and the seconds that further runs may take.
    dropped: frozenset[Cell] = frozenset()
    left: float = 0.0

    def record(self, question: str) -> AnswerRecord | None:
        """Return what a question's check printed; None where that is no record."""
        streams = (output for output in self.checks.get(question, []) if output["output_type"] == "stream")
        text = "".join(output["text"] for output in streams)
        return AnswerRecord.parse(text, question, self.exact.get(question, ""))


def execute(
    worker: Worker,
    cells: list[Cell],
    nonce: str,
    questions: dict[str, Any],
    form: Sequence[Mapping[str, Any]],
    timeout: float,
) -> Execution:
    """Run cells, again and again without the answers that hang or kill, until the rest has run.

    Raises:
        WorkerError: the worker cannot run anything, or the form's own cells do not run without any answer.
    """
    stubs = {cell["id"]: cell["source"] for cell in form}
    trials = Trials(worker, cells, stubs, nonce, questions, timeout)
    execution = Execution()
    dropped: dict[int, str] = {}
    lost: dict[int, float] = {}
    doubtful: set[int] = set()
    unexplained = 0
    while True:
        results = trials.run(dropped)
        at = len(results.outputs)
        if results.end in ("done", "spent") or at == len(cells):
            break
        blame = trials.find(dropped, results)
        if blame is None:
            unexplained += 1
            last = trials.running(at)
            if unexplained <= 2 and last not in dropped:
                continue  # the machine's doing, perhaps
            if last is None or last in dropped:
                name = cells[min(at, len(cells) - 1)].name
                raise WorkerError(f"the form's own cell {name} does not run ({results.end})")
            blame = Blame(last, False, False)
        # An answer that was left out without proof may be innocent: the one found now, which stands before
        # it, can have ended both runs. It is put back.
        for place in [place for place in doubtful if place > blame.place]:
            doubtful.discard(place)
            del dropped[place], lost[place]
        if not blame.sure:
            doubtful.add(blame.place)
        dropped[blame.place] = f"{results.end} later" if blame.later else results.end
        lost[blame.place] = results.cut
        if trials.spent:
            break
    for place, end in dropped.items():
        last = max(other for other, cell in enumerate(cells) if cell.name == cells[place].name)
        if place == last:
            execution.culprits[cells[place].question] = end
    execution.dropped, execution.left = frozenset(cells[place] for place in dropped), trials.left
    note(execution, cells, results, "not run" if trials.left > 0 else "out of time")
    for place, seconds in lost.items():
        question = cells[place].question
        execution.seconds[question] = execution.seconds.get(question, 0.0) + seconds
    return execution


def note(execution: Execution, cells: Sequence[Cell], results: CellResults, lacking: str) -> None:
    """Note what came of a run; questions whose cells it did not come to end as `lacking` says."""
    for cell, outputs, seconds in zip(cells, results.outputs, results.seconds, strict=False):
        error = next((output for output in outputs if isinstance(output, dict) and output.get("ename")), None)
        if error is not None:
            at = error.get("cell")
            within = cells[at] if isinstance(at, int) and 0 <= at < len(cells) else cell
            error = {**error, "own": within.name if within.kind == "own" else ""}
        if not cell.question:
            if error is not None:
                execution.setup[cell.name] = error
            continue
        execution.seconds[cell.question] = execution.seconds.get(cell.question, 0.0) + seconds
        nodes = tidy(outputs)
        if cell.kind == "check":
            execution.checks[cell.question] = nodes
            execution.exact[cell.question] = _exact(outputs)
        if error is not None and (cell.kind == "answer" or cell.question not in execution.errors):
            execution.errors[cell.question] = error
    for cell in cells[len(results.outputs) :]:  # nothing, but where even the last run was cut short
        if cell.question:
            execution.culprits.setdefault(cell.question, lacking)


def _exact(outputs: list[Any]) -> str:
    """Return what the worker put aside of a check: the answer before rounding."""
    asides = (
        output for output in outputs if isinstance(output, dict) and output.get("output_type") == "exact"
    )
    found = next(asides, {}).get("text")
    return found if isinstance(found, str) else ""


def tidy(outputs: Any) -> list[dict[str, Any]]:
    """Return outputs that came from a worker as a notebook's; whatever is none is left out."""
    found: list[dict[str, Any]] = []
    for output in outputs if isinstance(outputs, list) else []:
        if not isinstance(output, dict):
            continue
        match output.get("output_type"), output.get("name"), output.get("text"), output.get("data"):
            case "stream", str(name), str(text), _:
                found.append({"output_type": "stream", "name": _clean(name), "text": _clean(text)})
            case ("display_data" | "execute_result") as kind, _, _, dict(data):
                shown = {_clean(str(key)): _clean(str(value)) for key, value in data.items()}
                found.append({"output_type": kind, "data": shown, "metadata": {}})
            case "error", _, _, _:
                found.append({"output_type": "error", "ename": "", "evalue": "", "traceback": []})
    return found


def _clean(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def judge_question(
    question: str,
    shape: Shape,
    standard: Standard,
    submission: Submission,
    execution: Execution,
    timeout: float,
) -> Verdict:
    """Return the verdict on one question of a submission that was run."""
    if question not in submission.answers:
        facts = Facts(Verdict("missing", Reason("as-text" if question in submission.as_text else "missing")))
    elif end := execution.culprits.get(question):
        facts = Facts(_ended(end, timeout))
    else:
        error = execution.errors.get(question)
        facts = Facts(error=error_reason(error, question, submission) if error else None)
    verdict = decide(execution.record(question), standard, shape, facts)
    source = submission.answers.get(question, ("",))[-1]
    return by_source(verdict, source, question, shape.kind)


# By how the question's cells ended: the outcome, and the reason's code.
_ENDS = {
    "timeout": ("timeout", "slow"),
    "timeout later": ("error", "slow-later"),
    "killed": ("error", "killed"),
    "killed later": ("error", "killed-later"),
    "not run": ("error", "not-run"),
    "out of time": ("error", "out-of-time"),
}


def _ended(end: str, timeout: float) -> Verdict:
    kind, code = _ENDS[end]
    return Verdict(
        kind, Reason(code, {"seconds": file_seconds(timeout) if end == "out of time" else timeout})
    )


def error_reason(error: Mapping[str, Any], question: str, submission: Submission) -> Reason:
    """Return what there is to say to an error: the student's line, the error, and a name made elsewhere."""
    name, value, source, missing = (
        one_line(text if isinstance(text := error.get(key), str) else "", most)
        for key, most in (("ename", 300), ("evalue", 300), ("text", 300), ("missing", 80))
    )
    line = error.get("line")
    if missing == variable(question):
        reasons = (astray(analyse_cell(source), missing) for source in submission.answers.get(question, ()))
        return next(filter(None, reasons), Reason("no-value", {"variable": missing}))
    if name in ("KeyError", "NameError") and (shown := re.search(r"\bOut\[\d+\]|\b_\d*\b", source)):
        return Reason("shown-before", {"source": shown[0]})
    said = f"{name}: {value}" if value else name
    values: dict[str, Any] = {"error": said if said.endswith(tuple(".?!")) else f"{said}."}
    made = (cell.source for cell in submission.code if missing and cell.name[:2] != "a-")
    if missing and any(_RESET.search(source) for own in submission.answers.values() for source in own):
        values["also"] = _RESET_SAID
    elif makes := next((source for source in made if _makes(source, missing)), ""):
        values |= {"made_elsewhere": missing, "begins": first_line(makes)}
    own = re.fullmatch(r"own-(\d{1,9})", str(error.get("own", "")))
    if isinstance(line, int) and line and source and own and int(own[1]) < len(submission.code):
        begins = first_line(submission.code[int(own[1])].source)
        return Reason("raised-in-own", {**values, "line": line, "source": source, "own_begins": begins})
    if isinstance(line, int) and line and source:
        return Reason("raised-in-line", {**values, "line": line, "source": source})
    return Reason("raised", values)


# IPython's and Python's ways to take every name away.
_RESET = re.compile(
    r"^[^\S\n]*%reset(?:_selective)?\b|magic\(\s?[\"']reset\b|\b(?:globals|locals)\(\)\.clear\(", re.M
)
_RESET_SAID = (
    "A line of an answer (`%reset` or the like) takes away every name that was made before it, also those "
    "that the exercise gives. Take that line out."
)


def first_line(source: str) -> str:
    """Return the line by which somebody knows a cell again."""
    return one_line(source.strip().partition("\n")[0], 60)


def _makes(source: str, name: str) -> bool:
    if not name.isidentifier():
        return False
    return bool(
        re.search(
            rf"^[^\S\n]*(?:{name}\b[^=\n(]*=(?!=)|def {name}\b|(?:import|from)\b.*\b{name}\b)", source, re.M
        )
    )
