"""Modules and files that are not there."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path

from trilateral.error_messages.accident import Accident
from trilateral.error_messages.words import AGAIN, MODULES, Advice, nearest
from trilateral.text import listed

__all__ = ["imports"]

# Modules that the course needs, whose name a file beside the notebook can take.
TAKEN = ("trilateral", "pandas", "numpy", "matplotlib", "IPython", "ipywidgets", "anywidget", "dateutil")


def imports(accident: Accident) -> Advice | None:
    """Return what to say where a module, a name in it, or a file is not found."""
    error = accident.error
    if isinstance(error, ImportError | AttributeError) and (advice := _shadow(accident)):
        return advice
    if isinstance(error, ModuleNotFoundError):
        return _module(error.name or "")
    if isinstance(error, ImportError) and error.name:
        wanted = getattr(error, "name_from", None) or accident.text.partition("name '")[2].partition("'")[0]
        module = importlib.import_module(error.name)
        if error.name == "trilateral" and (advice := _table(wanted)):
            return advice
        near = nearest(wanted, getattr(module, "__all__", dir(module)))
        what = f"The module {error.name} has no “{wanted}”."
        return what, f"Did you mean {near}? Write this, {AGAIN}" if near else f"Look at its spelling, {AGAIN}"
    if isinstance(error, FileNotFoundError) and error.filename:
        return _file(str(error.filename))
    return None


def _shadow(accident: Accident) -> Advice | None:
    """Return what to say where a file beside the notebook has taken a module's name.

    An AttributeError concerns it only where the part of a module is missing.
    """
    error = accident.error
    if isinstance(error, AttributeError) and not isinstance(error.obj, type(sys)):
        return None
    wanted = str(getattr(error, "name", "") or "").partition(".")[0]
    for path in sorted(Path().glob("*.py")):
        if path.stem not in TAKEN and path.stem not in sys.stdlib_module_names:
            continue
        if wanted != path.stem and Path(f"{wanted}.py").exists():  # another file of theirs is at fault
            continue
        loaded = getattr(sys.modules.get(path.stem), "__file__", None)
        if loaded is None or Path(loaded).resolve() == path.resolve():
            return (
                f"A file of yours, {path.name}, lies in this notebook's folder, and Python takes it for the "
                f"module {path.stem}.",
                "Give the file another name (in the list of files: right click, Rename), choose Kernel, "
                f"Restart, {AGAIN}",
            )
    return None


def _module(name: str) -> Advice:
    top = name.partition(".")[0]
    if top in sys.modules or top in sys.stdlib_module_names:
        return (
            f"The module {top} has nothing called “{name.rpartition('.')[2]}”.",
            f"Look at its spelling, {AGAIN}",
        )
    if advice := _table(top):
        return advice
    near = nearest(
        top, [module.partition(".")[0] for module in MODULES] + ["trilateral", *sys.stdlib_module_names]
    )
    if near:
        return f"There is no module “{name}”.", f"Did you mean {near}? Write this, {AGAIN}"
    return (
        f"The module “{name}” is not installed with this course.",
        "The exercises can be solved without it: pandas and matplotlib are there. Delete the line, or ask "
        "who looks after your computer.",
    )


def _table(name: str) -> Advice | None:
    """Return what to say where a table of the course is imported."""
    from trilateral.record.load import tables

    if name not in tables():
        return None
    return f"“{name}” is a table, and no module.", f'Write {name} = load("{name}"), {AGAIN}'


def _file(name: str) -> Advice:
    path = Path(name)
    try:
        beside = sorted(
            file.name
            for file in (path.parent if path.parent.is_dir() else Path()).iterdir()
            if file.is_file()
        )
    except OSError:
        beside = []
    what = f"There is no file “{name}” in this notebook's folder."
    if near := nearest(path.name, beside):
        return what, f"Did you mean “{near}”? Write this, {AGAIN}"
    same = [file for file in beside if Path(file).suffix == path.suffix]
    also = f" In the folder are: {listed(same, 8)}." if same else ""
    record = (
        ' The tables of the course come with load, as in load("events").' if path.suffix == ".csv" else ""
    )
    return what, f"Look at the name, and put the file beside the notebook, {AGAIN}{also}{record}"
