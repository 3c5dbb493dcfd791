"""Hand out forms that differ: `trilateral release --variant CODE`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from trilateral.exercises.build import make_assignment, make_questions, solutions_of, write_json
from trilateral.exercises.ids import form_name
from trilateral.exercises.kept_versions import asked_by_version, keep
from trilateral.exercises.keys import make_key
from trilateral.exercises.source import read_exercise
from trilateral.exercises.variants import CODE
from trilateral.notebooks import NotebookError, normalise, write

__all__ = ["release"]


def release(folder: Path, codes: Iterable[str], out: Path, only: Iterable[str] = ()) -> Iterator[Path]:
    """Make the students' forms, questions and keys of each code, and yield each code's folder.

    Args:
        folder: the folder of the exercises, with `solutions/` in it.
        codes: the codes; each gets a folder of its own in `out`.
        out: a folder; what is in it of the same name is written over.
        only: numbers of exercises, for example `["03"]`; all by default.

    Raises:
        NotebookError: a code is none (nothing is written then), a solution or its TOML needs mending, or
            there is no such exercise.
    """
    solutions = solutions_of(folder, only)
    codes = list(dict.fromkeys(codes))
    for code in codes:
        if not CODE.fullmatch(code):
            raise NotebookError(f"{code!r} is no code: letters a to z, digits and hyphens, at most 40.")
        if twin := next((one for one in codes if one != code and one.casefold() == code.casefold()), ""):
            raise NotebookError(f"{code} and {twin} would be one folder on many computers: change one.")
    for path in solutions:
        keep(folder, path)
    for code in codes:
        target = out / code
        for path in solutions:
            exercise = read_exercise(path, code)
            write_json(target / "questions" / f"{exercise.number}.json", make_questions(exercise))
            key = make_key(exercise) | {"versions": asked_by_version(folder, exercise)}
            write_json(target / "keys" / f"{exercise.number}.json", key)
            form = make_assignment(exercise)
            normalise(form)
            write(form, target / f"{form_name(path.stem)}.ipynb")
        yield target
