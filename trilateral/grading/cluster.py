"""Send the grading to a Dask cluster that is there already: `trilateral grade --dask ADDRESS`.

Each worker machine needs the same version of this package. The solutions travel with the work, the students'
answers run in a sandbox on the worker, and nothing is left there. When a worker is lost, Dask gives its files
to another one; the journal is kept here, so nothing is lost and nothing counted twice.
"""

from __future__ import annotations

import atexit
import hashlib
import secrets
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from trilateral.grading.grader import Grader
from trilateral.grading.model import Job, NotGradable, Result
from trilateral.grading.provenance import code_digest, data_digest, package_versions

if TYPE_CHECKING:
    from trilateral.grading.settings import Settings

__all__ = ["Cluster", "fingerprint"]

INSTALL = "--dask needs the package `distributed`. Install it: pip install distributed"
PATIENCE = 30.0


@dataclass(frozen=True)
class Order:
    """How the workers should grade. All of it is in each message, so it is small."""

    seed: str
    timeout: float
    sandbox: bool
    fingerprint: str
    bundle: str


class Cluster:
    """Grades on the workers of a cluster; `grade` is safe to use from as many threads as `jobs`."""

    def __init__(self, settings: Settings) -> None:
        """Connect, and see that a worker can grade.

        Raises:
            NotGradable: there is no scheduler or worker, or `distributed` is not installed.
            NoSandbox: a worker has no sandbox.
        """
        try:
            from distributed import Client
        except ImportError:
            raise NotGradable(INSTALL) from None
        self.seed = settings.seed or secrets.token_hex(16)
        files = sorted(settings.folder.glob("solutions/*"))
        bundle = {path.name: path.read_bytes() for path in files if path.suffix in (".ipynb", ".toml")}
        earlier = sorted(settings.folder.glob("solutions/versions/*.json"))
        bundle |= {path.name: path.read_bytes() for path in earlier}
        digest = hashlib.sha256(repr(sorted(bundle.items())).encode()).hexdigest()
        self._order = Order(self.seed, settings.timeout, settings.sandbox, fingerprint(), digest)
        try:
            self._client = Client(settings.dask, timeout=PATIENCE, set_as_default=False)
        except (OSError, ValueError, TimeoutError) as error:
            reason = " ".join(str(error).split())[:200]
            raise NotGradable(f"no Dask scheduler at {settings.dask}: {reason}") from None
        try:
            try:
                self._client.wait_for_workers(1, timeout=PATIENCE)
            except TimeoutError:
                raise NotGradable(f"the Dask cluster at {settings.dask} has no workers") from None
            # A task rather than scattered data: it is made again when the worker that held it is lost.
            self._bundle = self._client.submit(_same, bundle, key=f"trilateral-solutions-{digest}")
            self._client.submit(_ready, self._bundle, self._order, pure=False).result(4 * PATIENCE)
            threads = sum(self._client.nthreads().values())
        except BaseException:
            self._client.close()
            raise
        # Some more than there are threads, so that none waits for the next file.
        self.jobs = 2 * threads + 2

    def grade(self, job: Job) -> Result:
        """Grade one file on some worker."""
        return self._result(_grade, job)

    def grade_solution(self, exercise: str, variant: str = "", version: str = "") -> Result:
        """Grade an exercise's own solution on some worker."""
        return self._result(_grade_solution, (exercise, variant, version))

    def _result(self, function: Callable[..., Result], what: Job | tuple[str, str, str]) -> Result:
        future = self._client.submit(function, self._bundle, self._order, what, pure=False)
        try:
            result: Result = future.result()
        finally:
            future.release()
        return result

    def __enter__(self) -> Self:
        """Return the cluster itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connection; the cluster goes on."""
        self._client.close()


def fingerprint() -> str:
    """Return a checksum of code, data and packages: they must be the same on every machine."""
    basis = f"{code_digest()} {data_digest()} {sorted(package_versions().items())}"
    return hashlib.sha256(basis.encode()).hexdigest()


# --- on the workers ----------------------------------------------------------------------------------------

_LOCK = threading.Lock()
_GRADERS: dict[Order, tuple[Grader, tempfile.TemporaryDirectory[str]]] = {}


def _same(bundle: dict[str, bytes]) -> dict[str, bytes]:
    return bundle


def _grader(bundle: dict[str, bytes], order: Order) -> Grader:
    """Return this process's grader; it is started once, and closed when the worker ends."""
    with _LOCK:
        if order not in _GRADERS:
            if order.fingerprint != fingerprint():
                raise RuntimeError("this worker has another version of trilateral, of its data, or of pandas")
            if not _GRADERS:
                atexit.register(_close)
            where = tempfile.TemporaryDirectory(prefix="trilateral-")
            solutions = Path(where.name) / "solutions"
            (solutions / "versions").mkdir(parents=True)
            for name, content in bundle.items():
                place = solutions / "versions" if name.endswith(".json") else solutions
                (place / Path(name).name).write_bytes(content)
            grader = Grader(
                Path(where.name),
                jobs=_threads(),
                sandbox=order.sandbox,
                timeout=order.timeout,
                seed=order.seed,
            )
            _GRADERS[order] = (grader, where)
        return _GRADERS[order][0]


def _threads() -> int:
    from distributed import get_worker

    worker: Any = get_worker()
    return int(worker.state.nthreads)


def _ready(bundle: dict[str, bytes], order: Order) -> None:
    _grader(bundle, order)


def _grade(bundle: dict[str, bytes], order: Order, job: Job) -> Result:
    return _grader(bundle, order).grade(job)


def _grade_solution(bundle: dict[str, bytes], order: Order, form: tuple[str, str, str]) -> Result:
    return _grader(bundle, order).grade_solution(*form)


def _close() -> None:
    for grader, where in _GRADERS.values():
        grader.close()
        where.cleanup()
