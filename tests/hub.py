#!/usr/bin/env python3
"""A class on a hub: twelve students at once, the hub killed on the way, their work gathered and graded.

    .venv/bin/python tests/hub.py                 all, in some minutes
    .venv/bin/python tests/hub.py --students 24
    .venv/bin/python tests/hub.py --image         only the steps of deploy/Dockerfile, as far as they can be

What deploy/ says is done: its scripts install and publish, its configuration runs. Two things are not as in a
school: anybody may log in with one word, and servers are started by the "simple" spawner, all as this
system's user, each with a home of its own. Everything listens on this machine alone and ends with the run.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from mutation.run import ROOT, copy_of_the_tree
from support import dockerfile
from support.hub_student import Lost, Student

NAMES = (
    "kim.minji", "김민지", "佐藤", "lee_jun", "anna-maria", "student07", "o'brien", "week1", "group2",
    "x@school.kr", "park", "josé",
)  # fmt: skip
PASSWORD = "one-word-for-all"
LESSON, EXERCISE = "notebooks/02-two-neighbours.ipynb", "exercises/01-exercise.ipynb"
OVERLAY = """
load_subconfig({deploy!r})
c.JupyterHub.authenticator_class = "dummy"
c.DummyAuthenticator.password = {password!r}
c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = {homes!r} + "/{{username}}"
c.Spawner.args = ["--allow-root"]
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{hub}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{api}"
"""


def run(what: str, *command: object, cwd: Path) -> str:
    """Run a command; where it fails, show what it said and stop."""
    done = subprocess.run(
        [str(word) for word in command], cwd=cwd, capture_output=True, encoding="utf-8", check=False
    )
    if done.returncode:
        sys.exit(f"hub: {what} failed:\n{(done.stdout + done.stderr).strip()[-2000:]}")
    print(f"{what}: ok", flush=True)
    return done.stdout


def ours(mark: Path) -> dict[int, bytes]:
    """Return the processes that know a folder of ours, by their environment or command."""
    found = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            said = (place / "environ").read_bytes() + b"\0" + (place / "cmdline").read_bytes()
        except OSError:
            continue
        if os.fsencode(mark) in said and int(place.name) != os.getpid():
            found[int(place.name)] = said
    return found


def memory(homes: Path, name: str) -> float:
    """Return the MB that a student's processes take, what they share counted in parts."""
    total = 0
    for process in ours(homes / name):
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
        total += int(re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)[1])
    return total / 1024


class Hub:
    """The hub in a folder of its own: what deploy/ installs, publishes and configures."""

    def __init__(self, place: Path, students: int) -> None:
        self.place, self.homes, self.repo = place, place / "homes", place / "class" / "trilateral"
        self.programs = place / "env" / "bin"
        self.tree = copy_of_the_tree(place)
        git = ("git", "-c", "user.name=a", "-c", "user.email=a@localhost")
        run("a commit to publish", "bash", "-c", f"{' '.join(git[:1])} init -q -b main && git add -A && "
            f"{' '.join(git)} commit -qm course", cwd=self.tree)  # fmt: skip
        run("deploy/install.sh", "bash", "deploy/install.sh", place / "env", cwd=self.tree)
        run("deploy/publish.sh", "bash", "deploy/publish.sh", self.repo, cwd=self.tree)
        (proxy,) = set(re.findall(r"configurable-http-proxy@[\d.]+", (ROOT / "deploy/README.md").read_text()))
        run(proxy, "npm", "install", "--silent", "--prefix", place / "npm", proxy, cwd=place)
        self.homes.mkdir()
        self.patience = 0.0
        ports = []
        for _ in range(3):
            with socket.socket() as probe:
                probe.bind(("127.0.0.1", 0))
                ports.append(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{ports[0]}"
        deploy = str(self.tree / "deploy" / "jupyterhub_config.py")
        (place / "config.py").write_text(
            OVERLAY.format(
                deploy=deploy, password=PASSWORD, homes=str(self.homes), hub=ports[1], api=ports[2]
            )
        )
        self.environment = {
            **{
                name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")
            },
            "TRILATERAL_STATE": str(place / "state"),
            "TRILATERAL_ADDRESS": self.address,
            "TRILATERAL_STUDENTS": str(students),
            "TRILATERAL_PROXY": str(place / "npm/node_modules/.bin/configurable-http-proxy"),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> float:
        """Start the hub, and wait until it answers; return the seconds."""
        began = time.monotonic()
        with (self.place / "hub.log").open("ab") as log:
            command = [self.programs / "jupyterhub", "-f", self.place / "config.py"]
            self.process = subprocess.Popen(
                command, cwd=self.place, env=self.environment, stdout=log, stderr=log
            )
        while time.monotonic() - began < 120:
            try:
                urllib.request.urlopen(f"{self.address}/hub/health", timeout=5).close()
                return time.monotonic() - began
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.3)
        sys.exit(f"hub: does not start:\n{(self.place / 'hub.log').read_text()[-2000:]}")

    def kill(self) -> None:
        """End the hub alone, as a crash does."""
        self.process.kill()
        self.process.wait()

    def end(self) -> None:
        """End all that was started here, by their numbers."""
        for sign in (signal.SIGTERM, signal.SIGKILL):
            for process in ours(self.place):
                with_it = Path(f"/proc/{process}")
                if with_it.exists():
                    os.kill(process, sign)
            time.sleep(2)


def is_right(number: int) -> bool:
    """Say whether the student of this number answers question 1.1 rightly."""
    return number % 2 == 0


def work(student: Student, number: int, hub: Hub) -> None:
    """Come to class: log in, open the link, run a lesson, have an answer checked, save an exercise."""
    student.log_in(PASSWORD)
    student.open_link(hub.repo)
    began = time.monotonic()
    student.start_kernel(LESSON)
    lesson = student.file(LESSON)
    cells = [cell["source"] for cell in lesson["cells"] if cell["cell_type"] == "code"]
    student.run(f"mine = {number}\n{cells[0]}")
    student.waits["first cell"] = time.monotonic() - began
    for cell in cells[1:]:
        student.run(cell)
    student.waits["whole lesson"] = time.monotonic() - began
    answer = 'len(load("claims"))' if is_right(number) else "3"
    said = student.run(f'from trilateral import *\ncheck("1.1", {answer})')
    if ("1.1: right." in said) != is_right(number):
        raise Lost(f"{student.name}: the check says {said!r}")
    exercise = student.file(EXERCISE)
    if "version" not in exercise["metadata"]["language_info"]:
        raise Lost(f"{student.name}: JupyterLab would mark what it opens as changed")
    for cell in exercise["cells"]:
        if cell.get("id") == "a-1-1":
            cell["source"] = f"answer_1_1 = {answer}"
    student.save(EXERCISE, exercise)


def go_on(student: Student, number: int, hub: Hub) -> None:
    """After the hub was killed: is the kernel the same, is the work there, does the link leave it alone?"""
    if not student.kernel:
        raise Lost(f"{student.name}: has no kernel to go on with")
    if student.run("print(mine)").split() != [str(number)]:
        raise Lost(f"{student.name}: the kernel has forgotten")
    student.open_link(hub.repo)
    sources = [
        "".join(cell["source"]) for cell in student.file(EXERCISE)["cells"] if cell.get("id") == "a-1-1"
    ]
    if sources != [
        f"answer_1_1 = {'len(load(' + chr(34) + 'claims' + chr(34) + '))' if is_right(number) else '3'}"
    ]:
        raise Lost(f"{student.name}: the saved answer is another: {sources}")
    said = student.run("progress()")
    if f"{int(is_right(number)):2} of 10 right" not in said or ("tried: 1.1" in said) == is_right(number):
        raise Lost(f"{student.name}: progress says {said!r}")
    kept = json.loads((hub.homes / student.name / "trilateral/.trilateral/progress.json").read_text())
    if kept["done"] != {"02": "done", "1.1": "right" if is_right(number) else "tried"}:
        raise Lost(f"{student.name}: progress holds {kept}")
    if said := student.run("same_version()"):
        raise Lost(f"{student.name}: same_version says {said!r}")


def together(
    act: Callable[[Student, int, Hub], None], students: Sequence[Student], hub: Hub, during: object = None
) -> int:
    """Let all students do something at once; say who could not, and return how many."""
    bad = 0
    with ThreadPoolExecutor(len(students)) as pool:
        jobs = [pool.submit(act, student, number, hub) for number, student in enumerate(students)]
        for student, job in zip(students, jobs, strict=True):
            job.add_done_callback(lambda _, one=student: setattr(one, "gone", True))
        if callable(during):
            during()
        for student, job in zip(students, jobs, strict=True):
            if error := job.exception():
                bad += 1
                print(f"   {student.name}: {type(error).__name__}: {error}", flush=True)
    return bad


def killed_on_the_way(students: Sequence[Student], hub: Hub) -> None:
    """When half of the class has run a first cell, and others still wait, kill the hub and start it again."""
    while sum("first cell" in one.waits for one in students) < len(students) // 2:
        if time.monotonic() > hub.patience or all(one.gone for one in students):
            return
        time.sleep(0.2)
    hub.kill()
    there = sum("server" in one.waits for one in students)
    time.sleep(3)
    print(
        f"hub killed with {there} of {len(students)} servers up; back after {hub.start():.0f} s", flush=True
    )


def drifted(student: Student, hub: Hub) -> int:
    """Publish a course with another record; the student who opens the link is told, in two lines."""
    described = hub.tree / "data" / "datapackage.json"
    described.write_text(described.read_text().replace('"version": "0.', '"version": "7.', 1))
    run(
        "a newer course",
        "git",
        "-c",
        "user.name=a",
        "-c",
        "user.email=a@localhost",
        "commit",
        "-qam",
        "x",
        cwd=hub.tree,
    )
    run("deploy/publish.sh again", "bash", "deploy/publish.sh", hub.repo, cwd=hub.tree)
    student.open_link(hub.repo)
    said = student.run("same_version()").splitlines()
    print(*(f"   {line}" for line in said), sep="\n")
    return int(len(said) != 2)


def gathered_and_graded(hub: Hub, names: Sequence[str]) -> int:
    """Gather everybody's work and grade it; return how many have not the result that is theirs."""
    trilateral = ROOT / ".venv" / "bin" / "trilateral"
    print(run("gather", trilateral, "gather", hub.homes, "--out", hub.place / "work", cwd=hub.place))
    run("grade", trilateral, "grade", hub.place / "work", "--out", hub.place / "results", cwd=hub.place)
    with (hub.place / "results" / "results.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["question"].endswith("1.1")]
    found = {row["student"].lstrip("'"): row["outcome"] for row in rows}
    wanted = {name: "right" if is_right(number) else "wrong" for number, name in enumerate(names)}
    if found != wanted:
        print(f"   graded: {found}\n   wanted: {wanted}")
    return int(found != wanted)


def figures(students: Sequence[Student], hub: Hub) -> None:
    """Print what each student waited for, and the memory that each takes."""
    print(f"{len(students)} students at once, {os.cpu_count()} cores, load now {os.getloadavg()[0]:.1f}")
    for what in ("server", "copy", "first cell", "whole lesson"):
        waited = [one.waits[what] for one in students if what in one.waits]
        if waited:
            print(f"   {what:14} median {statistics.median(waited):5.1f} s, longest {max(waited):5.1f} s")
    taken = [memory(hub.homes, one.name) for one in students]
    print(f"   {'memory':14} median {statistics.median(taken):5.0f} MB, most {max(taken):5.0f} MB")


def image(place: Path) -> int:
    """Do the steps of deploy/Dockerfile; return 1 where what they make does not work."""
    made = place / "image"
    environment, left = dockerfile.build(ROOT / "deploy" / "Dockerfile", ROOT, made)
    print("Dockerfile: not run here:", *(f"   {step}" for step in left), sep="\n")
    tried = "import trilateral; assert len(trilateral.load('events')) > 400; trilateral.check('1.1', 3)"
    bad = [one for one in made.rglob("solutions") if one.is_dir()]
    for command in (["jupyterhub-singleuser", "--version"], ["python", "-c", tried], ["git", "--version"]):
        done = dockerfile.inside(made, command, environment)
        print(f"   {command[0]}: {(done.stdout + done.stderr).strip()[-200:]}")
        bad += [command] * bool(done.returncode)
    return int(bool(bad))


def main() -> int:
    """Do it all, and say what failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--students", type=int, default=len(NAMES))
    parser.add_argument("--image", action="store_true", help="only the steps of deploy/Dockerfile")
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("hub: ended"))  # with all that was started
    place = Path(tempfile.mkdtemp(prefix="hub-")).resolve()
    try:
        if bad := image(place) if shutil.which("bwrap") else 0:
            print("Dockerfile: FAILED")
        if given.image:
            return bad
        names = [*NAMES, *(f"student{number}" for number in range(100, 88 + given.students))][
            : given.students
        ]
        hub = Hub(place, len(names))
        hub.patience = time.monotonic() + 900
        try:
            print(f"hub started in {hub.start():.0f} s", flush=True)
            students = [Student(name, hub.address) for name in names]
            bad += together(work, students, hub, lambda: killed_on_the_way(students, hub))
            figures(students, hub)
            bad += together(go_on, students, hub)
            print(f"   lines to kernels that were cut: {sum(one.cut for one in students)}")
            bad += drifted(students[0], hub)
        finally:
            if bad:
                shutil.copy(hub.place / "hub.log", Path(tempfile.gettempdir()) / "trilateral-hub.log")
            hub.end()
        bad += gathered_and_graded(hub, names)
        if left := ours(place):
            print(f"   left running: {sorted(left)}")
        print("FAILED" if bad else f"{len(names)} students, and nothing lost")
        return 1 if bad else 0
    finally:
        shutil.rmtree(place, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
