"""How long sixty submissions take: bare forks, `Grader`, and peers, in one run on one machine.

    .venv/bin/python benchmarks/grading.py [--submissions 60] [--jobs 2] [--peers /path/to/another/python]

The floor is what the same cells take in plain forks of a process that has imported everything, with no shell,
no sandbox, no limits and no comparison. `--peers` names a Python of a throw-away environment with
nbgrader, otter-grader, pandas and matplotlib; the project never depends on them. They grade the same sixty
answers: nbgrader the very files, otter the same notebooks with a test for each question.
"""

from __future__ import annotations

import argparse
import contextlib
import gc
import json
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).parent.parent
EXERCISE = "05"


def submissions(count: int) -> list[bytes]:
    """Return two thirds with every answer right and a third with some wrong, blank or failing."""
    from trilateral.exercises.source import read_exercise

    exercise = read_exercise(next(ROOT.glob(f"exercises/solutions/{EXERCISE}-*.ipynb")))
    questions = {question.cell_id("a"): question for question in exercise.questions}
    made = []
    for number in range(count):
        notebook = json.loads(json.dumps(exercise.solution))
        for place, cell in enumerate(notebook["cells"]):
            question = questions.get(cell["id"])
            if question and number % 3 == 2 and (number + place) % 4 == 0:
                turn = question.wrong[number % len(question.wrong)].answer
                ways = (f"{cell['source']}\n{question.variable} = ({turn.strip()}\n)", question.stub, "1 / 0")
                cell["source"] = ways[number // 3 % 3]
        notebook["metadata"]["submission"] = number
        made.append(json.dumps(notebook).encode())
    return made


def bare_forks(files: list[bytes], jobs: int) -> None:
    """Run the code cells of each file in a fork of this process, so many at a time."""
    from trilateral.exercises import recorder

    running = 0
    for content in files:
        if running == jobs:
            os.wait()
            running -= 1
        if not os.fork():
            recorder.begin("nonce")
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            names: dict[str, object] = {}
            for cell in json.loads(content)["cells"]:
                if cell["id"].startswith("c-"):
                    names["check"] = recorder.check
                if cell["cell_type"] == "code":
                    with contextlib.suppress(Exception):  # a wrong answer may fail
                        exec(compile(cell["source"], cell["id"], "exec"), names)  # noqa: S102
            os._exit(0)
        running += 1
    while running:
        os.wait()
        running -= 1


def timed(what: str, count: int, run: Callable[[], object]) -> float:
    """Time a run, CPU of children included; print a line."""
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)

    def cpu() -> float:
        return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, kinds))

    before, began = cpu(), time.monotonic()
    said = run()
    wall = time.monotonic() - began
    rate = f"{wall:7.1f} s wall {cpu() - before:7.1f} s CPU {count / wall * 60:7.0f} a minute"
    print(f"{what:36} {rate}  {said or ''}", flush=True)
    return wall


def ours(files: list[bytes], jobs: int, sandbox: bool) -> None:
    """Time `Grader`, as it starts and then at work."""
    from trilateral.grading.grader import Grader
    from trilateral.grading.model import Job

    def all_of_it() -> str:
        began = time.monotonic()
        with (
            Grader(ROOT / "exercises", jobs=jobs, sandbox=sandbox) as grader,
            ThreadPoolExecutor(jobs) as pool,
        ):
            # one each to have everything started and the reference made
            first = [Job(content) for content in files[:jobs]]
            list(pool.map(grader.grade, first))
            ready = time.monotonic()
            results = list(pool.map(grader.grade, map(Job, files)))
            took = time.monotonic() - ready
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        full = sum(result.points == result.out_of for result in results)
        work = f"start {ready - began:.1f} s, then {took:.2f} s ({len(files) / took * 60:.0f} a minute)"
        return f"{work}; {full} with full marks; {memory} MB at most {grader.slow}"

    timed(f"Grader, {jobs} at a time, {'sandbox' if sandbox else 'no sandbox'}", len(files), all_of_it)


def nbgrader(files: list[bytes], peer: Path, folder: Path) -> str:
    """Let nbgrader grade the files in a course of its own."""
    stem = next(ROOT.glob(f"exercises/solutions/{EXERCISE}-*.ipynb")).name
    (folder / "source" / "ps").mkdir(parents=True)
    for name in ("keys", "questions"):
        shutil.copytree(ROOT / "exercises" / name, folder / "source" / "ps" / name)
    shutil.copy(ROOT / "exercises" / f"{EXERCISE}-exercise.ipynb", folder / "source" / "ps" / stem)
    for number, content in enumerate(files):
        place = folder / "submitted" / f"s{number:04}" / "ps"
        place.mkdir(parents=True)
        (place / stem).write_bytes(content)
    (folder / "nbgrader_config.py").write_text("c = get_config()\nc.CourseDirectory.course_id = 'c'\n")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{peer.parent}:{os.environ['PATH']}"}
    said = ""
    for command in ("generate_assignment", "autograde"):
        words = [peer, "-m", "nbgrader", command, "ps", "--force"]
        done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        said = f"exit {done.returncode}"
        if done.returncode:
            said += f": {(done.stderr.strip().splitlines() or ['?'])[-1][:120]}"
    graded = [path.read_text(encoding="utf-8") for path in folder.glob("autograded/*/ps/*.ipynb")]
    full = sum('"output_type": "error"' not in text for text in graded)
    return f"{said}; {len(graded)} files, {full} with full marks"


OTTER = """
import sys
from pathlib import Path
from otter.execute import grade_notebook
folder = Path(sys.argv[1])
tests = [str(test) for test in sorted((folder / "tests").glob("*.py"))]
scores = []
for path in sorted(folder.glob("files/*.ipynb")):
    results = grade_notebook(str(path), tests_glob=tests, cwd=str(folder), test_dir=str(folder / "tests"))
    scores.append(results.total)
if results.has_catastrophic_failure():
    sys.exit(f'nothing graded: {results.catastrophic_error!r}')
full = sum(score == results.possible for score in scores)
print(len(scores), "files,", full, "with full marks", scores[:3], "of", results.possible)
"""


def otter(files: list[bytes], peer: Path, folder: Path) -> str:
    """Let otter grade the files through its API, with a test for each question that holds its digest."""
    for name in ("keys", "questions"):
        shutil.copytree(ROOT / "exercises" / name, folder / name)
    (folder / "tests").mkdir()
    (folder / "files").mkdir()
    questions = json.loads(
        (ROOT / "exercises" / "questions" / f"{EXERCISE}.json").read_text(encoding="utf-8")
    )
    for question, entry in questions["questions"].items():
        variable = f"answer_{question.replace('.', '_')}"
        code = ">>> from trilateral.exercises.check import judge\n"
        code += f">>> judge({question!r}, {variable}).kind\n'right'"
        test = {
            "name": f"q{question}",
            "points": entry["points"],
            "suites": [{"cases": [{"code": code}], "type": "doctest"}],
        }
        name = f"q{question.replace('.', '_')}"
        (folder / "tests" / f"{name}.py").write_text(f"OK_FORMAT = True\ntest = {test!r}\n")
    for number, content in enumerate(files):
        (folder / "files" / f"{number:04}.ipynb").write_bytes(content)
    words = [peer, "-c", OTTER, folder]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PATH": f"{peer.parent}:{os.environ['PATH']}"}
    done = subprocess.run(words, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    said = done.stdout.strip() if done.returncode == 0 else done.stderr.strip()
    return (said.splitlines() or ["?"])[-1][:160]


def main() -> None:
    """Run all and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--submissions", type=int, default=60)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--peers", type=Path, help="a Python with nbgrader and otter-grader")
    given = parser.parse_args()
    files = submissions(given.submissions)
    from trilateral.grading.isolation.worker import preload

    ours(files, given.jobs, True)
    ours(files, given.jobs, False)
    if os.fork() == 0:  # so that what the floor needs warm is not in the way of anything else
        os.environ["OPENBLAS_NUM_THREADS"] = "1"
        preload()
        gc.freeze()
        timed(f"bare forks, {given.jobs} at a time", len(files), lambda: bare_forks(files, given.jobs))
        os._exit(0)
    os.wait()
    if given.peers:
        for name, run in (("nbgrader", nbgrader), ("otter-grader", otter)):
            with tempfile.TemporaryDirectory() as folder:
                timed(name, len(files), lambda run=run, folder=folder: run(files, given.peers, Path(folder)))


if __name__ == "__main__":
    main()
