"""Run a submission's cells to the end, whatever some of them do, and say in words what came of each.

A cell that hangs or kills its process, at once or later, costs its own question alone: the others are run
again without it. `blame` finds out which it was.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from trilateral.exercises.check import NOT_ATTEMPTED
from trilateral.grading.blame import Blame, Trials
from trilateral.grading.isolation.processes import Cell, Run, Worker, WorkerError
from trilateral.grading.submissions.parse import Submission

__all__ = [
    "MISSING",
    "Execution",
    "assemble_cells",
    "execute",
    "explain_error",
    "interrupted",
    "plain",
    "printed",
    "stated_outcome",
]

MISSING = ("missing", "its answer cell is not in the file. `trilateral reset` brings it back.")


def assemble_cells(form: Sequence[Mapping[str, Any]], answers: Mapping[str, tuple[str, ...]]) -> list[Cell]:
    """Return the cells to run: those of the pristine form, with the student's answers in place of the stubs.

    A question without an answer cell keeps its stub. Of several copies, those equal to the stub are left out.
    """
    cells: list[Cell] = []
    for cell in form:
        if cell["cell_type"] != "code":
            continue
        letter, _, number = cell["id"].partition("-")
        if letter == "a" and re.fullmatch(r"\d+-\d+", number):
            question = number.replace("-", ".")
            given = answers.get(question, (cell["source"],))
            written = [source for source in given if not _same(source, cell["source"])] or list(given[-1:])
            cells += [Cell("answer", source, question, cell["id"]) for source in written]
        elif letter == "c" and re.fullmatch(r"\d+-\d+", number):
            # Imported once more: a student who calls a table of theirs `check` has done nothing wrong.
            source = f"from trilateral.exercises.check import check\n{cell['source']}"
            cells.append(Cell("check", source, number.replace("-", "."), cell["id"]))
        else:
            cells.append(Cell("setup", cell["source"], "", cell["id"]))
    return cells


def _same(source: str, other: str) -> bool:
    return "".join(source.split()) == "".join(other.split())


@dataclass
class Execution:
    """What came of running a submission: the outputs and times by question, and what had to be left out."""

    checks: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    errors: dict[str, dict[str, Any]] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    # By question "killed" or "timeout", with " later" behind it where that struck another cell; or "not run".
    culprits: dict[str, str] = field(default_factory=dict)


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
    story = Execution()
    dropped: dict[int, str] = {}
    lost: dict[int, float] = {}
    doubtful: set[int] = set()
    unexplained = 0
    while True:
        run = trials.run(dropped)
        at = len(run.outputs)
        if run.end == "done" or at == len(cells):
            break
        blame = trials.find(dropped, run)
        if blame is None:
            unexplained += 1
            last = trials.running(at)
            if unexplained <= 2 and last not in dropped:
                continue  # the machine's doing, perhaps
            if last is None or last in dropped:
                name = cells[min(at, len(cells) - 1)].name
                raise WorkerError(f"the form's own cell {name} does not run ({run.end})")
            blame = Blame(last, False, False)
        # Who was blamed on suspicion may have suffered from this one.
        for place in [place for place in doubtful if place > blame.place]:
            doubtful.discard(place)
            del dropped[place], lost[place]
        if not blame.sure:
            doubtful.add(blame.place)
        dropped[blame.place] = f"{run.end} later" if blame.later else run.end
        lost[blame.place] = run.cut
        if trials.spent:
            break
    for place, end in dropped.items():
        last = max(other for other, cell in enumerate(cells) if cell.name == cells[place].name)
        if place == last:
            story.culprits[cells[place].question] = end
    _note(story, cells, run)
    for place, seconds in lost.items():
        question = cells[place].question
        story.seconds[question] = story.seconds.get(question, 0.0) + seconds
    return story


def _note(story: Execution, cells: list[Cell], run: Run) -> None:
    for cell, outputs, seconds in zip(cells, run.outputs, run.seconds, strict=False):
        if not cell.question:
            continue
        story.seconds[cell.question] = story.seconds.get(cell.question, 0.0) + seconds
        nodes = tidy(outputs)
        if cell.kind == "check":
            story.checks[cell.question] = nodes
        error = next((output for output in outputs if isinstance(output, dict) and output.get("ename")), None)
        if error is not None and (cell.kind == "answer" or cell.question not in story.errors):
            story.errors[cell.question] = error
    for cell in cells[len(run.outputs) :]:  # nothing, but where even the last run was cut short
        if cell.question:
            story.culprits.setdefault(cell.question, "not run")


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


def printed(outputs: list[dict[str, Any]]) -> str:
    """Return what was printed."""
    return "".join(output["text"] for output in outputs if output["output_type"] == "stream")


def interrupted(end: str, timeout: float) -> tuple[str, str]:
    """Return outcome and message for a cell that did not come to its end."""
    if end == "timeout":
        return "timeout", f"stopped: it ran longer than {timeout:g} s. Is there a loop that does not end?"
    if end == "killed later":
        return "error", "it left or changed something that ended the program in a later cell."
    if end == "timeout later":
        return "error", f"it left or changed something that made a later cell run longer than {timeout:g} s."
    if end == "not run":
        return "error", "not run, because other answers in this file ended the program or ran too long."
    return "error", "it ended the program, or used more memory than it may."


def stated_outcome(question: str, text: str, story: Execution, laid: Submission) -> tuple[str, str] | None:
    """Return outcome and message where a check's line says it by itself, or an error kept it from one."""
    line = text.strip()
    error = story.errors.get(question)
    if error and (not line.startswith(f"{question} ") or line == f"{question} blank"):
        return "error", explain_error(error, question, laid)
    if line == f"{question} blank":
        return "blank", NOT_ATTEMPTED
    if line.startswith(f"{question} unfit "):
        return "wrong", f"not yet. {plain(line.removeprefix(f'{question} unfit '), 300)}"
    return None


def explain_error(error: Mapping[str, Any], question: str, laid: Submission) -> str:
    """Return what to say to an error: the student's line, the error, and advice where there is some."""
    name, value, text = (plain(error.get(key), 300) for key in ("ename", "evalue", "text"))
    line, missing = error.get("line"), plain(error.get("missing"), 80)
    said = f"{name}: {value}" if value else name
    if missing == f"answer_{question.replace('.', '_')}":
        return f"the answer cell gives {missing} no value. Has it lost its name?"
    where = (
        f"line {line} of your answer, `{text}`, "
        if isinstance(line, int) and line and text
        else "your answer "
    )
    advice = ""
    if missing and any(_makes(source, missing) for source in laid.others):
        advice = (
            f" You make {missing} in a cell of your own; only answer cells are run here. "
            "Move what an answer needs into its cell."
        )
    return f"{where}stops with an error. {said}{'' if said.endswith(('.', '?', '!')) else '.'}{advice}"


def _makes(source: str, name: str) -> bool:
    if not name.isidentifier():
        return False
    return bool(
        re.search(rf"^\s*(?:{name}\b[^=\n(]*=(?!=)|def {name}\b|(?:import|from)\b.*\b{name}\b)", source, re.M)
    )


def plain(value: object, limit: int) -> str:
    """Return a stranger's text as one line that can be printed anywhere."""
    text = value if isinstance(value, str) else ""
    text = "".join(letter if letter.isprintable() else " " for letter in text[: 4 * limit])
    text = " ".join(text.split())
    return text if len(text) <= limit else f"{text[: limit - 3]}..."
