"""A class for tests: what students hand in, a grader that runs nothing, and how results are read."""

import csv
import hashlib
import io
import json
import re
import shutil
import threading
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import nbformat
from support.shared import ROOT

from trilateral.exercises.build import make_assignment
from trilateral.exercises.source import read_exercise
from trilateral.grading.grade_class import Settings
from trilateral.grading.model import Job, Outcome, Result
from trilateral.grading.submissions.collect import SubmittedFile
from trilateral.grading.submissions.own_marks import own_marks
from trilateral.grading.submissions.parse import parse_submission

STEMS = ("01-reading-the-argument", "03-three-at-the-table")


# What forms were called once, as the exercise is, and are called now.
NAMES = {stem: f"{stem[:2]}-exercise" for stem in STEMS}
DAYS = ("handed out before", "handed out now", "some before, some now")


def on_day(day: str, files: list[str]) -> list[str]:
    """Return the names of files with those of the forms that a class was given."""
    first = {DAYS[0]: len(files), DAYS[1]: 0, DAYS[2]: len(files) // 2}[day]
    return [
        re.sub("|".join(NAMES), lambda one: NAMES[one[0]], name) if at >= first else name
        for at, name in enumerate(files)
    ]


def notebook(exercise: int = 3, answer: str = "1", variant: str = "") -> bytes:
    made = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_code_cell(f"answer_{exercise}_1 = {answer}", id=f"a-{exercise}-1"),
            nbformat.v4.new_code_cell(f'check("{exercise}.1", answer_{exercise}_1)', id=f"c-{exercise}-1"),
        ]
    )
    if variant:
        made.metadata["trilateral"] = {"variant": variant}
    return nbformat.writes(made).encode()


def folder_of(where: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        path = where / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return where / "in"


def zip_of(where: Path, files: dict[str, bytes]) -> Path:
    path = where / "in.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def told(found: list[SubmittedFile]) -> list[tuple[str, str, str]]:
    return [(one.student.name, one.student.number, one.exercise or one.reason) for one in found]


EXERCISES = ROOT / "exercises"


STEM = "02-two-neighbours"


EXERCISE = read_exercise(EXERCISES / "solutions" / f"{STEM}.ipynb")


def one_exercise(where: Path) -> Path:
    """Make a folder of exercises with one exercise in it, which is read in no time."""
    (folder := where / "only" / "solutions").mkdir(parents=True)
    for path in EXERCISES.glob(f"solutions/{STEM}.*"):
        shutil.copy(path, folder)
    return folder.parent


def submission(**changes: str) -> bytes:
    """Return a form of exercise 02; answers by the ids of their cells, with underscores."""
    changed = {name.replace("_", "-"): json.dumps(source) for name, source in changes.items()}
    return "".join(changed.get(name, text) for name, text in _form()).encode()


@cache
def _form() -> list[tuple[str, str]]:
    """Return the form as it is handed out, cut where a source begins or ends; hundreds of tests fill it in.

    Each piece goes with the id of its cell, where it is a source, or with "".
    """
    form = json.loads(nbformat.writes(make_assignment(EXERCISE)))
    sources = {cell["id"]: json.dumps(cell["source"], indent=1) for cell in form["cells"]}
    for cell in form["cells"]:
        cell["source"] = f"\0{cell['id']}\0"
    pieces = re.split(r'"\\u0000|\\u0000"', json.dumps(form, indent=1))
    return [(piece, sources[piece]) if at % 2 else ("", piece) for at, piece in enumerate(pieces)]


class Fake:
    """Grades without running anything: what the student wrote is what it came to."""

    def __init__(self, seed: str = "s", fail: str = "") -> None:
        self.seed, self.fail = seed, fail
        self.jobs_done: list[str] = []
        self.lock = threading.Lock()

    def grade(self, job: Job) -> Result:
        laid = parse_submission(job.content)
        with self.lock:
            self.jobs_done.append(hashlib.sha256(job.content).hexdigest())
        if self.fail and self.fail in job.content.decode():
            raise RuntimeError("the machine is on fire")
        outcomes = []
        for question in EXERCISE.questions:
            answer = laid.answers.get(question.number, ("",))[-1]
            outcome = "blank" if "..." in answer else "right" if "42" in answer else "wrong"
            points = question.points if outcome == "right" else 0
            message = "" if outcome == "blank" else answer
            outcomes.append(Outcome(question.number, outcome, points, question.points, 0.01, message))
        points = {prompt.number: prompt.points for prompt in EXERCISE.reflections}
        own = own_marks((cell.source for cell in laid.code), points)
        told = laid.notes, "", job.variant
        return Result(STEM, tuple(outcomes), laid.reflections, *told, own_marks=own)


def engine_of(fake: Fake):
    @contextmanager
    def engine(settings: Settings) -> Iterator[Fake]:
        fake.seed = settings.seed or fake.seed
        yield fake

    return engine


SETTINGS = Settings(EXERCISES, jobs=2)


def table(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def files_of(out: Path) -> dict[str, bytes]:
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in out.rglob("*")
        if path.is_file() and path.name not in ("run.json", "journal.jsonl")
    }
