"""The comparison is nbval's own."""
# ruff: noqa: E501  programs within strings are easier to read unbroken

import inspect
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import nbval.plugin
from support.hostile import corpus
from support.hostile.exercise import answered
from support.hostile.trial import SLEEPER, grade, has_sandbox
from support.shared import ROOT

from trilateral.exercises.build import write_json
from trilateral.grading import compare
from trilateral.grading.execute import assemble_cells
from trilateral.grading.grader import prepare, reference_notebook
from trilateral.grading.submissions.parse import parse_submission


def test_the_comparison_skips_what_nbval_skips() -> None:
    source = inspect.getsource(nbval.plugin.IPyNbFile.__init__)
    source = re.sub(r"#.*", "", source[source.index("skip_compare") :])
    assert set(re.findall(r"'([^']+)'", source)) == set(compare._File.skip_compare)


def by_pytest(folder: Path) -> dict[str, list[bool]]:
    """Run pytest on the notebooks of a folder; return, of each, which cells pass, in order."""
    # nbval waits five seconds for a kernel's outputs, whatever one sets. On a machine too busy for that, its
    # failures say so, and nothing of the notebooks: then it is run again.
    for _ in range(4):
        subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", "-p", "support.forking", "--nbval",
             "--nbval-current-env", "--nbval-kernel-startup-timeout=120", "--nbval-cell-timeout=120",
             f"--nbval-sanitize-with={ROOT / 'tests' / 'sanitise.cfg'}", "--junit-xml=out.xml"],
            cwd=folder, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True, timeout=300, check=False,
        )  # fmt: skip
        report = (folder / "out.xml").read_text(encoding="utf-8")
        if not re.search(
            r"Timeout of|Timed out|Kernel dead|kernel died|did not start", report, re.IGNORECASE
        ):
            break
    verdicts: dict[str, list[bool]] = {}
    found = ET.fromstring(report).iter("testcase")
    for entry in sorted(found, key=lambda entry: int(re.search(r"\d+$", entry.get("name"))[0])):
        verdicts.setdefault(re.search(r"laid_\d+", entry.get("classname"))[0], []).append(len(entry) == 0)
    return verdicts


def test_nbval_itself_agrees(folder: Path, blank: dict, tmp_path: Path) -> None:
    names = ("common wrong answer", "untouched", "error before the answer", "error after the answer", "equality that lies",
             "check redefined", "print says something else", "a function that talks")  # fmt: skip
    cases = [case for case in corpus.code(blank, folder, 9, SLEEPER) if case.name in names]
    cases.append(corpus.Case("good", corpus.dumped(answered(blank))))
    reference = prepare(folder, "42")
    write_json(tmp_path / "questions" / "42.json", reference.questions)
    plans = [assemble_cells(reference.form, parse_submission(case.content).answers) for case in cases]
    for number, cells in enumerate(plans):
        path = tmp_path / f"laid_{number:02}.ipynb"
        laid = reference_notebook(reference, cells, "nonce")
        counts = [cell["execution_count"] for cell in laid["cells"]]
        assert counts == list(range(1, len(counts) + 1))
        path.write_text(json.dumps(laid), encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    verdicts = by_pytest(tmp_path)
    boxing = has_sandbox()
    results = grade(cases, folder, jobs=2, timeout=30.0, sandbox=boxing)
    for number, (case, cells) in enumerate(zip(cases, plans, strict=True)):
        passed = verdicts[f"laid_{number:02}"]
        assert len(passed) == len(cells) + 1, "the first cell begins to record"
        by_nbval = {
            cell.question: passed[place] for place, cell in enumerate(cells, 1) if cell.kind == "check"
        }
        by_us = {outcome.question: outcome.outcome == "right" for outcome in results[case.name].outcomes}
        assert by_us == by_nbval, case.name
