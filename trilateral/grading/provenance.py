"""What a result depends on, and what a run writes of it (`run.json`), so that it can be done again."""

from __future__ import annotations

import functools
import hashlib
import json
import platform
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Any

from trilateral.grading.settings import Settings
from trilateral.grading.submissions.collect import SubmittedFile
from trilateral.paths import record_folder, write_atomically

__all__ = ["ResultKey", "code_digest", "data_digest", "earlier_seed", "package_versions", "write_run"]

# What decides whether an answer is right, and how it is told.
PACKAGES = ("trilateral", "pandas", "numpy", "nbval", "nbformat", "ipython")

version = functools.cache(metadata.version)  # what is installed does not change while this runs


def package_versions() -> dict[str, str]:
    """Return by name the version of each package that a result depends on."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return versions


def code_digest() -> str:
    """Return the checksum of this package's code."""
    return _digest_of_files(sorted(Path(__file__).parent.parent.rglob("*.py")))


def data_digest() -> str:
    """Return the checksum of the record."""
    return _digest_of_files(sorted(record_folder().glob("*.csv")))


def _digest_of_files(paths: Iterable[Path]) -> str:
    return _cached_digest(tuple((path, path.stat().st_mtime_ns) for path in paths))


@functools.lru_cache(maxsize=64)
def _cached_digest(paths: tuple[tuple[Path, int], ...]) -> str:
    digest = hashlib.sha256()
    for path, _ in paths:
        digest.update(f"{path.name}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


class ResultKey:
    """What a result depends on besides the file: it is graded anew when one of these changes."""

    def __init__(self, settings: Settings) -> None:
        """Read the data and the solutions once."""
        self.settings = settings
        versions = {"python": platform.python_version(), **package_versions()}
        self.common = " ".join(
            (
                data_digest(),
                code_digest(),
                settings.seed,
                f"{settings.timeout} {settings.sandbox}",
                json.dumps(versions, sort_keys=True),
            )
        )
        self.solutions = functools.lru_cache(self._digest_of_solutions)

    def key(self, one: SubmittedFile) -> str:
        """Return what a file's result is kept under."""
        basis = f"{self.common} {self.solutions(one.exercise[:2])} {one.digest} {one.variant}"
        return hashlib.sha256(basis.encode()).hexdigest()

    def _digest_of_solutions(self, exercise: str) -> str:
        pattern = f"{exercise}-*" if exercise else "*"
        solutions = self.settings.folder / "solutions"
        paths = [*solutions.glob(pattern), *solutions.glob(f"versions/{pattern}")]
        return _digest_of_files(sorted(path for path in paths if path.is_file()))


def earlier_seed(path: Path) -> str:
    """Return the seed of an earlier run in the same place, so that its results can be used; "" if none."""
    try:
        seed = json.loads(path.read_text(encoding="utf-8"))["seed"]
    except (OSError, ValueError, LookupError, TypeError):
        return ""
    return seed if isinstance(seed, str) else ""


def write_run(
    out: Path,
    settings: Settings,
    files: Sequence[SubmittedFile],
    exercises: Iterable[str],
    times: tuple[datetime, datetime | None],
    known: Sequence[Mapping[str, Any]] = (),
) -> None:
    """Write what is needed to do the run again: versions, settings, the seed, the digest of each input.

    Args:
        out: the folder of the results.
        settings: how the class is graded.
        files: of this run.
        exercises: their stems.
        times: when it began, and when it ended; None where it has not.
        known: whose results are in the folder, of this run and of earlier ones (`earlier.class_entries`).
    """
    began, ended = times
    system = {"python": platform.python_version(), "system": f"{platform.system()} {platform.machine()}"}
    content = {
        "began": f"{began:%Y-%m-%dT%H:%M:%SZ}",
        "ended": f"{ended:%Y-%m-%dT%H:%M:%SZ}" if ended else None,
        "seconds": round((ended - began).total_seconds(), 1) if ended else None,
        "seed": settings.seed,
        "jobs": settings.jobs,
        "timeout": settings.timeout,
        "sandbox": settings.sandbox,
        "dask": settings.dask,
        "versions": {**system, **package_versions()},
        "data": data_digest(),
        "solutions": {
            stem: _digest_of_files(sorted(settings.folder.glob(f"solutions/{stem}.*")))
            for stem in sorted(exercises)
        },
        "inputs": [{"file": one.place, "sha256": one.digest} for one in files],
        "class": list(known),
    }
    with write_atomically(out / "run.json") as file:
        json.dump(content, file, indent=1, ensure_ascii=False)
        file.write("\n")
