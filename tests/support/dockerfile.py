"""A Dockerfile's steps, read and run without Docker: what copies and installs, not what changes a system."""

import os
import re
import shutil
import subprocess
from pathlib import Path

OF_THE_SYSTEM = ("apt-get", "useradd")


def steps(file: Path) -> list[tuple[str, str]]:
    """Return the instructions of a Dockerfile: the word, and what stands behind it, on one line."""
    lines = "".join(line for line in file.read_text("utf-8").splitlines(True) if not line.startswith("#"))
    return [
        (word, " ".join(rest.split()))
        for word, rest in re.findall(r"^([A-Z]+) ((?:.*\\\n)*.*)$", lines.replace("\\\n", " "), re.MULTILINE)
    ]


def copy(words: str, context: Path, image: Path) -> None:
    """Do a COPY: one folder's content, or files into a folder; all must be in the context."""
    *sources, to = words.split()
    target = image / to.lstrip("/")
    for name in sources:
        source = context / name
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"), dirs_exist_ok=True)
        else:
            place = target / source.name if to.endswith("/") else target
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, place)


def inside(image: Path, command: list[str], environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    """Run a command where /srv and /opt are an image's and the rest of the system can only be read."""
    places = []
    for name in ("srv", "opt"):
        (image / name).mkdir(parents=True, exist_ok=True)
        places += ["--bind", str(image / name), f"/{name}"]
    cache = Path(os.environ.get("UV_CACHE_DIR", Path.home() / ".cache"))
    cache.mkdir(parents=True, exist_ok=True)
    box = [
        "bwrap",
        "--ro-bind",
        "/",
        "/",
        *places,
        "--bind",
        str(cache),
        str(cache),
        "--dev",
        "/dev",
        "--proc",
        "/proc",
    ]
    box += ["--tmpfs", "/tmp", "--die-with-parent", "--unshare-pid", "--chdir", "/srv"]
    return subprocess.run([*box, *command], env=environment, capture_output=True, text=True, check=False)


def build(file: Path, context: Path, image: Path) -> tuple[dict[str, str], list[str]]:
    """Do the steps of a Dockerfile; return the environment at its end and the steps that were left out.

    Raises:
        RuntimeError: a step failed.
    """
    environment, left = dict(os.environ), []
    for word, rest in steps(file):
        if word == "COPY":
            copy(rest, context, image)
        elif word == "ENV":
            name, _, value = rest.partition("=")
            environment[name] = value
        elif word == "RUN" and not any(name in rest for name in OF_THE_SYSTEM):
            done = inside(image, ["bash", "-c", rest], environment)
            if done.returncode:
                raise RuntimeError(f"RUN {rest}\n{(done.stdout + done.stderr)[-1500:]}")
        else:
            left.append(f"{word} {rest}")
    return environment, left
