"""How a set of cases is graded, and what is looked at afterwards."""

import sys
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from support.hostile import corpus

from trilateral.grading.grader import Grader
from trilateral.grading.isolation import bubblewrap as sandbox
from trilateral.grading.model import Job, NoSandbox, Result

SLEEPER = f"98765.{uuid.uuid4().int % 10**9}"
TIMEOUT = 2.5

linux = pytest.mark.skipif(sys.platform != "linux", reason="forks and sandboxes need Linux")


def has_sandbox() -> bool:
    try:
        return bool(sandbox.find())
    except NoSandbox:
        return False


def grade(cases: list[corpus.Case], folder: Path, **options: object) -> dict[str, Result]:
    with Grader(folder, seed="seed", **options) as grader, ThreadPoolExecutor(2) as pool:
        results = pool.map(lambda case: grader.grade(Job(case.content)), cases)
        found = dict(zip((case.name for case in cases), results, strict=True))
    assert grader.slow == "" or not options.get("sandbox", True), grader.slow
    return found


def held(case: corpus.Case, result: Result) -> list[str]:
    """Return what is not as the case says."""
    if case.reason or result.reason:
        return [] if case.reason and case.reason in result.reason else [f"reason {result.reason!r}"]
    assert [outcome.question for outcome in result.outcomes] == list(corpus.ALL)
    bad = []
    for outcome in result.outcomes:
        if outcome.outcome not in case.outcomes.get(outcome.question, ("right",)):
            bad.append(f"{outcome.outcome}: {outcome.message}")
        if outcome.question == "42.2" and case.says not in outcome.message:
            bad.append(f"says {outcome.message!r}")
        assert outcome.points == (outcome.out_of if outcome.outcome == "right" else 0)
        assert outcome.outcome != "timeout" or outcome.seconds >= TIMEOUT - 1
        assert outcome.message.isprintable() and len(outcome.message) < 1500
    return bad


def unfair(
    cases: list[corpus.Case], results: dict[str, Result], folder: Path, **options: object
) -> dict[str, list[str]]:
    """Return what is not as the cases say, by name.

    A case that ran out of time, and should not have, is graded once more with four times as much: the machine
    was busy. Whatever else is amiss stays amiss; so do more than three: then a file took the others' time.
    """
    bad = {case.name: wrong for case in cases if (wrong := held(case, results[case.name]))}
    late = [case for case in cases if case.name in bad and _out_of_time(results[case.name])]
    if 0 < len(late) <= 3:
        again = grade(late, folder, timeout=4 * TIMEOUT, **options)
        bad |= {case.name: held(case, again[case.name]) for case in late}
    return {name: wrong for name, wrong in bad.items() if wrong}


def _out_of_time(result: Result) -> bool:
    return any(one.outcome == "timeout" or "time (" in one.message for one in result.outcomes)


def processes() -> str:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return "\n".join(found)


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in found for child in path.read_text(encoding="utf-8").split()]


def timeless(result: Result) -> Result:
    return replace(result, outcomes=tuple(replace(outcome, seconds=0) for outcome in result.outcomes))
