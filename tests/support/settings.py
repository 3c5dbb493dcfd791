"""What the reader of this machine has set for Python, Jupyter and matplotlib is no part of a test."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile

# A backend, start-up code, or warnings made errors, of the reader's own.
AWAY = ("MPLBACKEND", "PYTHONSTARTUP", "PYTHONWARNINGS", "PYTHONINSPECT", "JUPYTER_PLATFORM_DIRS")
LOOPBACK = ("127.0.0.1", "localhost", "::1")


def leave_behind() -> None:
    """Give this process, and the kernels and servers that it starts, settings of their own."""
    if "TRILATERAL_TESTS_SETTINGS" in os.environ:  # a worker of a run that has them already
        return
    own = tempfile.mkdtemp(prefix="trilateral-settings-")
    atexit.register(shutil.rmtree, own, ignore_errors=True)
    for name in AWAY:
        os.environ.pop(name, None)
    given = [os.environ.get(name, "") for name in ("NO_PROXY", "no_proxy")]
    direct = ",".join(dict.fromkeys(filter(None, [*",".join(given).split(","), *LOOPBACK])))
    os.environ.update(
        TRILATERAL_TESTS_SETTINGS=own,
        IPYTHONDIR=f"{own}/ipython",
        JUPYTER_CONFIG_DIR=f"{own}/jupyter",
        JUPYTER_PREFER_ENV_PATH="1",
        MATPLOTLIBRC=os.devnull,
        NO_PROXY=direct,
        no_proxy=direct,
    )
