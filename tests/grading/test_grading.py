"""Checking and grading: each answer gets what is fair, whatever else is in the file."""
# ruff: noqa: E501  programs within strings are easier to read unbroken

import contextlib
import importlib
import inspect
import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import types
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import nbval.plugin
import pytest
from support.hostile import corpus, exercise
from support.hostile.exercise import answered
from support.hostile.later import LATER
from support.shared import NO_SANDBOX, ROOT, leave_out

from trilateral.cli import main
from trilateral.exercises.build import make_key, make_questions, read_exercise, write_json
from trilateral.exercises.messages import line
from trilateral.grading import compare
from trilateral.grading.check_file import check_file
from trilateral.grading.execute import assemble_cells, execute
from trilateral.grading.grader import Grader, prepare, reference_notebook
from trilateral.grading.isolation import bubblewrap as sandbox
from trilateral.grading.isolation.fork_server import ForkServer
from trilateral.grading.isolation.processes import Cell, Run, WorkerError
from trilateral.grading.model import Job, NoSandbox, NotGradable, Result
from trilateral.grading.submissions.parse import parse_submission

checking = importlib.import_module("trilateral.exercises.check")
SLEEPER = f"98765.{uuid.uuid4().int % 10**9}"
TIMEOUT = 2.5

linux = pytest.mark.skipif(sys.platform != "linux", reason="forks and sandboxes need Linux")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exercise.make(tmp_path_factory.mktemp("course") / "exercises")


@pytest.fixture(scope="module")
def blank(folder: Path) -> dict:
    return exercise.form(folder)


@pytest.fixture(scope="module")
def boxed() -> None:
    """Leave out what goes off in a sandbox only, where there is none."""
    try:
        sandbox.find()
    except NoSandbox as error:
        leave_out(f"{NO_SANDBOX} {str(error).partition('. ')[0]}.")


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


# --- the hostile set ---------------------------------------------------------------------------------------


@linux
def test_each_odd_file_gets_what_is_fair_and_leaves_the_others_alone(
    boxed: None, folder: Path, blank: dict
) -> None:
    before = {
        path: path.read_bytes() for path in [*folder.rglob("*.*"), *ROOT.glob("data/*")] if path.is_file()
    }
    called = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        port = server.getsockname()[1]
        cases = [*corpus.code(blank, folder, port, SLEEPER), *corpus.odd_files(blank)]
        good = [corpus.Case(f"good {n}", corpus.dumped(answered(blank))) for n in range(len(cases) // 4)]
        mixed = [
            case for n, case in enumerate(cases) for case in (case, *good[n // 4 : n // 4 + (n % 4 == 3)])
        ]
        assert len({case.name for case in mixed}) == len(mixed) > 150
        results = grade(mixed, folder, jobs=2, timeout=TIMEOUT)
        with contextlib.suppress(TimeoutError):
            called.append(server.accept())
    bad = {case.name: wrong for case in mixed if (wrong := held(case, results[case.name]))}
    assert not bad
    assert not called, "somebody got through to the network"
    assert SLEEPER not in processes(), "a process was left behind"
    assert {path: path.read_bytes() for path in before} == before


def processes() -> str:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            found.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return "\n".join(found)


NO_BOMBS = (
    "a file beside itself", "os._exit", "kills itself", "sys.exit", "input", "daemon", "background process", "error before the answer",
    "known wrong turn", "another kind", "untouched", "emptied", "the variable renamed", "goes on twice",
    "equality that lies", "forged verdict", "BOM", "nbformat 3", "empty", "a cell is missing", "answer that hangs when looked at",
)  # fmt: skip


@pytest.mark.parametrize(
    ("boxing", "fork"),
    [
        pytest.param(True, False, marks=linux),
        pytest.param(False, True, marks=linux),
        (False, False),
    ],
)
def test_other_ways_of_running_give_the_same(
    request: pytest.FixtureRequest, boxing: bool, fork: bool, folder: Path, blank: dict
) -> None:
    if boxing:
        request.getfixturevalue("boxed")
    cases = [*corpus.code(blank, folder, 9, SLEEPER), *corpus.odd_files(blank)]
    cases = [case for case in cases if case.name in NO_BOMBS]
    assert len(cases) == len(NO_BOMBS)
    if not fork:  # each takes a new Python
        cases = [case for case in cases if case.name in (*NO_BOMBS[:3], *NO_BOMBS[7:10], "BOM", "empty")]
    results = grade(cases, folder, jobs=2, timeout=TIMEOUT if fork else 15.0, sandbox=boxing, fork=fork)
    assert not {case.name: bad for case in cases if (bad := held(case, results[case.name]))}
    if sys.platform == "linux":
        assert SLEEPER not in processes()


@linux
def test_an_ordinary_user_is_safe_too(boxed: None, folder: Path, blank: dict, tmp_path: Path) -> None:
    """Grade as nobody in particular, where we are root: in mounts of our own, in which Python can be reached."""
    if os.geteuid() != 0:
        pytest.skip("the other tests are run by an ordinary user already")
    names = ("fork bomb", "kills every process it can name", "daemon", "reads the solution from disk",
             "reads its parents' memory", "mounts and unshares", "rewrites the record, the package and the exercises",
             "calls home", "30 GB", "disk filled", "os._exit")  # fmt: skip
    cases = [case for case in corpus.code(blank, folder, 9, SLEEPER) if case.name in names]
    assert len(cases) == len(names)
    for number, case in enumerate(cases):
        (tmp_path / f"{number}.ipynb").write_bytes(case.content)
    script = tmp_path / "grade.py"
    script.write_text(
        "import json, os, sys\nfrom pathlib import Path\nfrom trilateral.grading import Job\n"
        "from concurrent.futures import ThreadPoolExecutor\nfrom trilateral.grading.grader import Grader\n"
        "assert os.geteuid() == 4321\n"
        f"jobs = [Job(Path(sys.argv[2], f'{{n}}.ipynb').read_bytes()) for n in range({len(cases)})]\n"
        f"with Grader(Path(sys.argv[1]), timeout={TIMEOUT}, jobs=2) as grader, ThreadPoolExecutor(2) as pool:\n"
        "    results = list(pool.map(grader.grade, jobs))\n"
        "assert grader.slow == '', grader.slow\n"
        "print(json.dumps([[[o.question, o.outcome, o.points, o.out_of, o.seconds, o.message] for o in r.outcomes] for r in results]))\n",
        encoding="utf-8",
    )
    # Python, this checkout and the exercises may lie in folders that only root may enter.
    binds = {
        Path(sys.base_prefix),
        Path(sys.prefix),
        ROOT / "trilateral",
        ROOT / "data",
        folder.parent,
        tmp_path,
    }
    shell = ["set -e"]
    for number, path in enumerate(sorted(binds)):
        shell += [f"mkdir -p {tmp_path}/m{number}", f"mount --bind '{path}' {tmp_path}/m{number}"]
    keep = tmp_path / "keep"
    tops = sorted({Path(*path.parts[:2]) for path in binds if path.parts[1] != "usr"})
    shell += [f"mkdir {keep}", f"mount -t tmpfs none {keep}"]
    for number, _ in enumerate(sorted(binds)):
        shell += [
            f"mkdir {keep}/{number}",
            f"mount --move {tmp_path}/m{number} {keep}/{number} || mount --bind {tmp_path}/m{number} {keep}/{number}",
        ]
    shell += [f"mkdir /run/keep-{os.getpid()} && mount --rbind {keep} /run/keep-{os.getpid()}"]
    shell += [f"mount -t tmpfs -o mode=755 none {top}" for top in tops]
    for number, path in enumerate(sorted(binds)):
        shell += [f"mkdir -p '{path}'", f"mount --bind /run/keep-{os.getpid()}/{number} '{path}'"]
    shell += [
        f"chmod 755 '{tmp_path}' '{folder.parent}'; cd /; export HOME={tmp_path} MPLCONFIGDIR=/dev/shm/mpl-{os.getpid()}",
        f"exec setpriv --reuid 4321 --regid 4321 --clear-groups '{sys.executable}' -P '{script}' '{folder}' '{tmp_path}'",
    ]
    done = subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "sh", "-c", "\n".join(shell)],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    Path(f"/run/keep-{os.getpid()}").rmdir()
    assert done.returncode == 0, done.stderr[-2000:]
    for case, outcomes in zip(cases, json.loads(done.stdout.splitlines()[-1]), strict=True):
        for question, outcome, *_ in outcomes:
            assert outcome in case.outcomes.get(question, ("right",)), (case.name, outcomes)
    assert SLEEPER not in processes()


@linux
def test_nothing_is_left_where_the_worker_itself_is_killed(boxed: None) -> None:
    worker = ForkServer(True)
    worker.run([], "n", {}, 30)
    chain = [worker.process.pid]
    while below := children(chain[-1]):
        chain.append(below[0])
    assert "trilateral.grading.isolation.worker" in Path(f"/proc/{chain[-1]}/cmdline").read_text(
        encoding="utf-8"
    )

    def kill() -> None:
        while SLEEPER not in processes():
            time.sleep(0.02)
        os.kill(chain[-1], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    source = f"import subprocess\nsubprocess.Popen(['sleep', '{SLEEPER}'])\nwhile True: pass"
    run = worker.run([Cell("answer", source)], "n", {}, 60)
    killer.join()
    worker.close()
    assert run.end == "killed"
    deadline = time.monotonic() + 20
    while any(Path(f"/proc/{pid}").exists() for pid in chain) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert not [pid for pid in chain if Path(f"/proc/{pid}").exists()]
    assert SLEEPER not in processes()


def children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for path in found for child in path.read_text(encoding="utf-8").split()]


@linux
def test_nothing_of_a_submission_is_left_in_memory_for_the_next() -> None:
    mark = uuid.uuid4().hex
    search = (
        # one class for each letter, so that the pattern itself is not found
        f"import re\npattern = re.compile(''.join(f'[{{c}}]' for c in '{mark[::-1]}'[::-1]).encode())\nfound = 0\n"
        "for line in open('/proc/self/maps'):\n"
        "    span, mode, *_ = line.split()\n    low, high = (int(x, 16) for x in span.split('-'))\n"
        "    if mode.startswith('rw'):\n        with open('/proc/self/mem', 'rb', 0) as memory:\n"
        "            memory.seek(low)\n            found += len(pattern.findall(memory.read(high - low)))\n"
        "print(found)"
    ).replace(f"'{mark[::-1]}'[::-1]", repr(list(mark)))
    worker = ForkServer(False)
    try:
        worker.run([Cell("answer", f"secret = '{mark}' # {mark}")], "n", {}, 30)
        after = worker.run([Cell("check", search)], "n", {}, 60)
        control = worker.run([Cell("check", f"x = '{mark}'\n{search}")], "n", {}, 60)
    finally:
        worker.close()
    assert after.outputs[0][0]["text"] == "0\n"
    assert int(control.outputs[0][0]["text"]) > 0, "the search finds nothing at all"


# --- the comparison is nbval's -----------------------------------------------------------------------------


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
    names = ("known wrong turn", "untouched", "error before the answer", "error after the answer", "equality that lies",
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


@linux
@pytest.mark.parametrize("boxing", [True, False])
def test_the_limit_on_memory_is_for_all_processes_of_a_submission(
    boxing: bool, folder: Path, blank: dict
) -> None:
    if boxing and not has_sandbox():
        leave_out(NO_SANDBOX)
    # Four with less than each may have, and together more than all may.
    source = (
        "import os, time\nfor n in range(4):\n    if not os.fork():\n"
        "        kept = b'x' * (700 << 20)\n        time.sleep(20)\n        os._exit(0)\n"
        f"time.sleep(8)\n{corpus.R2}"
    )
    with Grader(folder, sandbox=boxing, timeout=30.0) as grader:
        result = grader.grade(Job(corpus.dumped(answered(blank, a2=source))))
        assert [outcome.outcome for outcome in result.outcomes] == ["right", "error", "right", "right"]
        assert "used more memory than it may" in result.outcomes[1].message
        assert result.outcomes[1].seconds < 8, "it was not waited for"
        again = grader.grade(Job(corpus.dumped(answered(blank))))
        assert [outcome.outcome for outcome in again.outcomes] == ["right"] * 4


# --- results -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def grader(folder: Path):
    boxing = has_sandbox()
    with Grader(folder, sandbox=boxing, timeout=30.0, seed="seed") as made:
        yield made


def timeless(result: Result) -> Result:
    return replace(result, outcomes=tuple(replace(outcome, seconds=0) for outcome in result.outcomes))


def test_a_result_has_points_words_and_reflections(grader: Grader, blank: dict) -> None:
    slow = "import time\ntime.sleep(0.05)\nanswer_42_3 = set('ab')"
    content = corpus.dumped(answered(blank, a3=slow))
    result = grader.grade(Job(content, "42"))
    assert (result.exercise, result.reason, result.points, result.out_of) == ("42-odd", "", 6, 8)
    assert result.outcomes[2].message == "42.3: not yet. Not so (one)."
    assert result.reflections == {"42.1": "My reason."}
    seconds = [outcome.seconds for outcome in result.outcomes]  # in whole milliseconds: a cell may take none
    assert min(seconds) >= 0 and result.outcomes[2].seconds >= 0.05, "what the slow answer waits"
    assert timeless(grader.grade(Job(content, "42"))) == timeless(result)
    untouched = grader.grade(Job(corpus.dumped(blank)))
    assert untouched.reflections == {"42.1": ""}
    assert {outcome.outcome for outcome in untouched.outcomes} == {"blank"}
    assert "exercise 42, not 03" in grader.grade(Job(content, "03")).reason


def test_nonces_differ_between_files_and_seeds_and_tell_no_seed(grader: Grader) -> None:
    from trilateral.grading.grader import nonce_of

    nonces = {nonce_of(seed, Job(content)) for seed in ("a", "b") for content in (b"x", b"y")}
    assert len(nonces) == 4 and nonce_of("a", Job(b"x")) in nonces


def test_threads_share_a_grader(grader: Grader, blank: dict) -> None:
    content = corpus.dumped(answered(blank))
    results = []
    threads = [threading.Thread(target=lambda: results.append(grader.grade(Job(content)))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [result.points for result in results] == [8, 8, 8]


# --- what strikes later --------------------------------------------------------------------------------------

SOLUTION = json.loads((ROOT / "exercises/solutions/03-three-at-the-table.ipynb").read_text(encoding="utf-8"))
SOURCES = {
    cell["id"][2:].replace("-", "."): "".join(cell["source"])
    for cell in SOLUTION["cells"]
    if re.fullmatch(r"a-3-\d+", cell["id"])
}


def third(**changed: str) -> bytes:
    """Return exercise 03 with right answers, save those that are given, as `a2="..."`."""
    notebook = json.loads(json.dumps(SOLUTION))
    for cell in notebook["cells"]:
        question = cell["id"][2:].replace("-", ".")
        if cell["id"].startswith("a-"):
            cell["source"] = changed.get(f"a{question[2:]}", SOURCES[question])
    return json.dumps(notebook).encode()


@pytest.fixture(scope="module")
def of_three(boxed: None) -> Iterator[Grader]:
    with Grader(ROOT / "exercises", seed="seed", timeout=TIMEOUT) as made:
        yield made


def not_right(result: Result) -> dict[str, str]:
    assert result.reason == "" and len(result.outcomes) == 10
    return {one.question: one.outcome for one in result.outcomes if one.outcome != "right"}


@linux
@pytest.mark.parametrize("name", LATER)
def test_an_answer_that_strikes_later_costs_its_own_question_alone(name: str, of_three: Grader) -> None:
    question, before = LATER[name]
    # The next answer takes a moment, so that what waits for its time finds it.
    after = f"3.{int(question[2:]) + 1}"
    changes = {
        f"a{question[2:]}": f"{before}\n{SOURCES[question]}",
        f"a{after[2:]}": f"import time\ntime.sleep(0.1)\n{SOURCES[after]}",
    }
    result = of_three.grade(Job(third(**changes)))
    assert list(not_right(result)) == [question]
    (outcome,) = (one for one in result.outcomes if one.question == question)
    assert outcome.outcome == "error" and outcome.points == 0
    assert "ended the program" in outcome.message or "later cell" in outcome.message


KILLS = "import os\nos._exit(0)"
PATCH = "import os\npd.DataFrame.groupby = lambda *a, **k: os._exit(0)\n"


@linux
@pytest.mark.parametrize(
    ("changes", "lost"),
    [
        ({"a1": f"{PATCH}{SOURCES['3.1']}", "a8": KILLS}, {"3.1": "later cell", "3.8": "ended the program"}),
        # The loop is the loop's own fault, although it needs an earlier answer to run.
        ({"a4": f"import time\n{SOURCES['3.4']}\nlimit = 10", "a6": "n = 0\nwhile n < limit: pass"}, {"3.6": "longer than"}),
        ({"a1": f"{PATCH}{SOURCES['3.1']}", "a4": f"{PATCH}{SOURCES['3.4']}"}, {"3.1": "later cell", "3.4": "later cell"}),
        # Who was suspected because he used what a culprit had made gets what he deserves.
        ({"a1": f"{PATCH}{SOURCES['3.1']}", "a2": f"first = answer_3_1\n{SOURCES['3.2']}"}, {"3.1": "later cell"}),
        ({f"a{n}": KILLS for n in range(1, 11)}, {f"3.{n}": "ended the program" for n in range(1, 11)}),
    ],
)  # fmt: skip
def test_each_culprit_is_found(changes: dict[str, str], lost: dict[str, str], of_three: Grader) -> None:
    result = of_three.grade(Job(third(**changes)))
    assert set(not_right(result)) == set(lost)
    assert timeless(of_three.grade(Job(third(**changes)))) == timeless(result)
    for one in result.outcomes:
        assert lost.get(one.question, "right") in one.message


@linux
def test_a_form_that_dies_without_any_answer_is_no_students_fault(of_three: Grader) -> None:
    """And one death that does not come again is nobody's."""
    reference = of_three.reference("03")
    questions = {"03": {"questions": reference.questions["questions"]}}
    cells = assemble_cells(reference.form, {number: (source,) for number, source in SOURCES.items()})
    setup = next(cell for cell in cells if cell.name == "so-far")
    form = [{**cell, "source": KILLS} if cell["id"] == "so-far" else cell for cell in reference.form]
    with contextlib.closing(ForkServer(True)) as worker:
        with pytest.raises(WorkerError, match=r"so-far does not run \(killed\)"):
            execute(worker, assemble_cells(form, {}), "n", questions, form, TIMEOUT)

        class Once:
            died = False

            def run(self, cells: list[Cell], *rest: object) -> Run:
                if not self.died:
                    self.died = True
                    return Run([[]] * 12, [0.0] * 12)
                return worker.run(cells, *rest)

        story = execute(Once(), cells, "n", questions, reference.form, TIMEOUT)
    assert setup.source and story.culprits == {} and len(story.checks) == 10


@linux
def test_runs_are_bounded(of_three: Grader, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every answer has each later one end the program: as many runs as there are questions, and a few."""
    count = 0
    run = ForkServer.run

    def counted(self: ForkServer, *given: object) -> Run:
        nonlocal count
        count += 1
        return run(self, *given)

    monkeypatch.setattr(ForkServer, "run", counted)
    assert not_right(of_three.grade(Job(third()))) == {} and count == 1
    before = time.monotonic()
    of_three.grade(Job(third(**{f"a{n}": f"{PATCH}{SOURCES[f'3.{n}']}\n{KILLS}" for n in range(1, 11)})))
    assert count < 60 and time.monotonic() - before < TIMEOUT * 25


@pytest.fixture
def not_found() -> Iterator[None]:
    """What was found of a sandbox is forgotten, before and after."""
    sandbox.find.cache_clear()
    yield
    sandbox.find.cache_clear()


def test_without_a_sandbox_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, folder: Path, not_found: None
) -> None:
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: None)
    with pytest.raises(NoSandbox, match=r"bubblewrap.*--no-sandbox"):
        Grader(folder)


def test_a_system_without_bubblewrap_is_told(monkeypatch: pytest.MonkeyPatch, not_found: None) -> None:
    monkeypatch.setattr(sandbox, "sys", types.SimpleNamespace(platform="darwin"))
    with pytest.raises(NoSandbox, match=r"needs Linux\..*--no-sandbox"):
        sandbox.find()


@pytest.mark.parametrize(
    ("said", "told"), [("first\nno namespaces here", "no namespaces here"), ("", "exit status 3")]
)
@pytest.mark.skipif(sys.platform != "linux", reason="a script stands for bubblewrap")
def test_a_sandbox_that_does_not_work_is_told(
    said: str, told: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, not_found: None
) -> None:
    program = tmp_path / "bwrap"
    program.write_text(f"#!/bin/sh\nprintf '{said}' >&2\nexit 3\n", encoding="utf-8")
    program.chmod(0o700)
    monkeypatch.setattr(sandbox.shutil, "which", lambda name: str(program))
    with pytest.raises(NoSandbox, match=rf"does not work here \({told}\)\..*--no-sandbox"):
        sandbox.find()


# --- trilateral check --------------------------------------------------------------------------------------


@pytest.fixture
def home(folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A student's folder: questions and keys (made cheaply), no solutions."""
    monkeypatch.setattr(checking, "COST", {"n": 2, "r": 1, "p": 1, "maxmem": 2**20, "dklen": 32})
    checking._derive.cache_clear()
    made = read_exercise(folder / "solutions" / "42-odd.ipynb")
    write_json(tmp_path / "questions" / "42.json", make_questions(made))
    write_json(tmp_path / "keys" / "42.json", make_key(made))
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    checking._derive.cache_clear()


def test_check_says_what_the_check_cells_say(home: Path, blank: dict) -> None:
    answers = {"a1": "answer_42_1 = 'x'", "a2": "answer_42_2 = 'Tokyo'", "a3": "answer_42_3 = ..."}
    (home / "mine.ipynb").write_bytes(corpus.dumped(answered(blank, **answers)))
    outcomes, _ = check_file(home / "mine.ipynb", 30)
    given = {"42.1": "x", "42.2": "Tokyo", "42.3": ..., "42.4": lambda number: number * number}
    verdicts = [checking.judge(question, answer) for question, answer in given.items()]
    assert [one.verdict for one in outcomes] == verdicts
    lines = [line(question, verdict) for question, verdict in zip(given, verdicts, strict=True)]
    assert [one.message for one in outcomes] == lines
    assert [one.kind for one in verdicts] == ["wrong", "wrong", "blank", "right"]


def test_check_takes_no_other_form(home: Path, blank: dict) -> None:
    other = {**blank, "metadata": {**blank["metadata"], "trilateral": {"variant": "blue"}}}
    (home / "mine.ipynb").write_bytes(corpus.dumped(other))
    with pytest.raises(NotGradable, match=r"the file is form blue, .+ are the common form"):
        check_file(home / "mine.ipynb", 30)


def test_check_ends_with_0_1_or_2(home: Path, blank: dict, capsys: pytest.CaptureFixture[str]) -> None:
    good, bad, none = home / "good.ipynb", home / "bad.ipynb", home / "none.ipynb"
    good.write_bytes(corpus.dumped(answered(blank)))
    bad.write_bytes(corpus.dumped(answered(blank, a2="1 / 0", a3="while True: pass")))
    none.write_bytes(b"\xef\xbb\xbf{")
    assert main(["check", str(good)]) == 0
    assert capsys.readouterr().out.endswith("42.4: right.\ngood.ipynb: 4 of 4 right, 8 of 8 points.\n")
    assert main(["check", "--timeout", "4", str(bad)]) == 1
    said = capsys.readouterr().out
    assert (
        "42.2: line 1 of your answer, `1 / 0`, stops with an error. ZeroDivisionError: division by zero."
        in said
    )
    assert "42.3: stopped: it ran longer than 4 s." in said and "Traceback" not in said
    assert main(["check", str(none), str(home / "nowhere.ipynb")]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2 and "none.ipynb: cannot be checked: not a notebook" in said[0]
    assert "No such file" in said[1]
