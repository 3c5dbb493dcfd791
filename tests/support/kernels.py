"""How the tests start kernels: where their cells may write, and again where one does not answer."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path
from typing import Any

import nbval.kernel

START = nbval.kernel.start_new_kernel


def where_cells_may_write(folder: Path) -> Path:
    """Return a notebook's folder; in a read-only checkout, one like it, with links to what is beside it."""
    if os.access(folder, os.W_OK):
        return folder
    course = Path(tempfile.mkdtemp(prefix="trilateral-"))
    atexit.register(shutil.rmtree, course, ignore_errors=True)
    (like := course / folder.name).mkdir()
    for place, beside in ((course, folder.parent), (like, folder)):
        for path in beside.iterdir():
            if path != folder:
                (place / path.name).symlink_to(path)
    return like


def start_again(startup_timeout: int = 60, cwd: str = ".", **options: Any) -> Any:
    """Start a kernel where its cells may write, and again where it does not answer.

    A kernel is told which ports to take; between the telling and the taking another program may take one.
    """
    options["cwd"] = str(where_cells_may_write(Path(cwd).resolve()))
    for _ in range(3):
        try:
            return START(startup_timeout=20, **options)
        except RuntimeError:
            continue
    return START(startup_timeout=startup_timeout, **options)
