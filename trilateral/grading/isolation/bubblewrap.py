"""The outside of the sandbox: the bubblewrap command in which workers are started.

Inside, there is no network, nothing can be written but a small folder in memory, and of the disk only these
are in sight: the system's programs and libraries, Python and its packages, this package and the record. No
solutions, no keys, no submissions, no results, no home, no environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import trilateral
from trilateral.grading.isolation.limits import MOST_DISK
from trilateral.grading.isolation.namespaces import FONTS, TEMPORARY, WORK
from trilateral.grading.model import NoSandbox
from trilateral.paths import CARRIED, record_folder

__all__ = ["command", "environment", "find", "plain_environment"]

ADVICE = (
    "Install bubblewrap (Debian, Ubuntu: sudo apt install bubblewrap), or, for the files of people whom you "
    "trust with your account, add --no-sandbox: limits on time and memory still hold, but answers could read "
    "and change your files."
)
DEVICES = ("null", "zero", "full", "random", "urandom")
# What a program finds libraries, time zones and its own name by; none of it is secret.
ETC = ("ld.so.cache", "ld.so.conf", "ld.so.conf.d", "alternatives", "localtime", "mime.types")


@cache
def find() -> str:
    """Return the program, after trying whether it works here.

    Raises:
        NoSandbox: it is not installed, or the system does not let it work.
    """
    if sys.platform != "linux":
        raise NoSandbox(f"There is no sandbox for this system: bubblewrap needs Linux. {ADVICE}")
    program = shutil.which("bwrap")
    if program is None:
        raise NoSandbox(f"The sandbox (bubblewrap) is not installed. {ADVICE}")
    # Nothing in it but the system's programs, and /proc, which some containers do not let one mount.
    tried = subprocess.run(  # noqa: S603
        [program, *_namespaces(), *_system(), "--proc", "/proc", "/usr/bin/env", "true"],
        capture_output=True, text=True, env={}, check=False, timeout=30,
    )  # fmt: skip
    if tried.returncode:
        reason = (tried.stderr.strip().splitlines() or [f"exit status {tried.returncode}"])[-1]
        raise NoSandbox(f"The sandbox does not work here ({reason[:200]}). {ADVICE}")
    if os.geteuid() == 0 and (path := closed(_seen())):
        raise NoSandbox(
            f"{path} can be read by its owner alone (umask 077), and where root grades, answers run as "
            f"another user. Type  chmod -R o+rX {path.parent}  and grade again."
        )
    return program


def closed(paths: Iterable[Path]) -> Path | None:
    """Return a folder, or something right in it, that others than its owner may not read; None if all may."""
    for path in paths:
        for one in (path, *path.iterdir()):
            wanted = 0o5 if one.is_dir() else 0o4
            cached = one != path and (one.name == "__pycache__" or one.name.startswith("."))
            if not cached and one.exists() and one.stat().st_mode & wanted != wanted:
                return one
    return None


def _seen() -> list[Path]:
    """Return the folders of Python, of its libraries, of this package and of the record."""
    package, libraries = Path(trilateral.__file__).parent, Path(sysconfig.get_path("purelib"))
    return [Path(sys.base_prefix), Path(sys.prefix), libraries, package, record_folder()]


def command(worker: list[str], serving: bool) -> list[str]:
    """Return the command that runs a worker in the sandbox.

    Args:
        worker: the worker's own command.
        serving: whether it serves many submissions, each in namespaces of its own, or one.

    Raises:
        NoSandbox: there is none.
    """
    arguments = [find(), *_namespaces(), *_system()]
    arguments += ["--cap-drop", "ALL"]
    if os.geteuid() == 0:
        for name in ("SETUID", "SETGID", "SETPCAP", *(["SYS_ADMIN"] if serving else [])):
            arguments += ["--cap-add", f"CAP_{name}"]
    elif serving:
        arguments += ["--cap-add", "CAP_SYS_ADMIN"]
    if not serving:
        arguments += [
            "--die-with-parent"
        ]  # a serving one ends when its socket closes, whatever thread started it
    data, seen = record_folder(), _seen()
    for path in seen:
        for place in dict.fromkeys((path.resolve(), path)):
            arguments += [*_way_to(place), "--ro-bind", str(path.resolve()), str(place)]
    if (carried := CARRIED / "exercises").is_dir():  # an installed copy's questions and keys
        arguments += ["--tmpfs", str(carried.resolve()), "--remount-ro", str(carried.resolve())]
    arguments += ["--proc", "/proc", "--tmpfs", "/dev"]
    for name in DEVICES:
        arguments += ["--dev-bind", f"/dev/{name}", f"/dev/{name}"]
    for path in fonts():
        arguments += [*_way_to(Path(FONTS, path.name)), "--ro-bind", str(path), str(Path(FONTS, path.name))]
    arguments += ["--dir", "/dev/shm", "--remount-ro", "/dev"]  # noqa: S108
    arguments += [
        *_way_to(Path(WORK)),
        "--ro-bind",
        str(data),
        str(Path(WORK).parent / "data"),
        "--dir",
        WORK,
    ]
    if not serving:
        arguments += ["--size", str(MOST_DISK), "--perms", "0777", "--tmpfs", WORK]
    arguments += ["--size", str(MOST_DISK), "--perms", "1777", "--tmpfs", TEMPORARY]
    if not any(place.is_relative_to("/tmp") for path in seen for place in (path, path.resolve())):  # noqa: S108
        arguments += ["--symlink", TEMPORARY, "/tmp"]  # noqa: S108
    return [*arguments, "--remount-ro", "/", "--chdir", WORK, *worker]


def fonts() -> list[Path]:
    """Return matplotlib's list of fonts, made if need be: without it, a first chart takes ten seconds."""
    import matplotlib

    cache = Path(matplotlib.get_cachedir())
    if not any(cache.glob("fontlist-*.json")):
        import matplotlib.font_manager
    return sorted(cache.glob("fontlist-*.json"))


def _way_to(path: Path) -> list[str]:
    """Return what makes the folders above a place so that anybody may pass through them."""
    return [word for above in reversed(path.parents) for word in ("--perms", "0755", "--dir", str(above))][4:]


def _namespaces() -> list[str]:
    """Return what every sandbox is without: network, other processes, privileges."""
    # Root needs no user namespace, and limits would not bind it in one.
    user = [] if os.geteuid() == 0 else ["--unshare-user"]
    rest = ("pid", "net", "ipc", "uts", "cgroup-try")
    return [*user, *(f"--unshare-{name}" for name in rest), "--hostname", "sandbox", "--new-session"]


def _system() -> list[str]:
    """Return the mounts of the system's programs and libraries, laid out as here."""
    arguments = ["--ro-bind", "/usr", "/usr"]
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "nix"):
        path = Path("/", name)
        if path.is_symlink():
            arguments += ["--symlink", str(path.readlink()), str(path)]
        elif path.is_dir():
            arguments += ["--ro-bind", str(path), str(path)]
    arguments += _way_to(Path("/etc/x"))
    for name in ETC:
        arguments += ["--ro-bind-try", f"/etc/{name}", f"/etc/{name}"]
    return arguments


def environment() -> dict[str, str]:
    """Return the environment of a worker: the same everywhere, and nothing of ours."""
    return {
        "HOME": TEMPORARY,
        "IPYTHONDIR": f"{TEMPORARY}/ipython",
        "LANG": "C.UTF-8",
        "MPLBACKEND": "agg",
        "MPLCONFIGDIR": f"{TEMPORARY}/matplotlib",
        "MKL_NUM_THREADS": "1",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PATH": "/usr/bin:/bin",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        # The package that grades is the one that runs, wherever it was taken from.
        "PYTHONPATH": str(Path(trilateral.__file__).parent.parent),
        "PYTHONUTF8": "1",
        "TMPDIR": TEMPORARY,
    }


def plain_environment(folder: Path) -> dict[str, str]:
    """Return the environment of a worker without a sandbox, with its scratch folder."""
    (folder / "matplotlib").mkdir(exist_ok=True)
    for path in fonts():
        shutil.copy(path, folder / "matplotlib" / path.name)
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "COMSPEC", "PATHEXT") if name in os.environ}
    here = {
        "HOME": str(folder),
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
    }
    temporary = {"TMPDIR": str(folder), "TEMP": str(folder), "TMP": str(folder), "USERPROFILE": str(folder)}
    return {**environment(), **kept, **here, **temporary}
