"""What a reader did with a widget, kept in a file and shown again after a restart.

`.trilateral/widgets/KEY.json`, beside the reader's progress (`paths.widgets_folder`), belongs to every widget
that shows the same: KEY is the digest of what it shows. The file holds the choices by group and id, as
`{"kind": {"C22": "fact"}}`; null is a choice taken back. Where nobody is at work (`unattended`) nothing is
kept, and where the file cannot be written nothing is said: the widget works all the same.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trilateral.display import StaticFallback
from trilateral.paths import alone, old_name, read_json, replace_file, widgets_folder
from trilateral.text import count, say
from trilateral.unattended import unattended

__all__ = ["KeptChoices"]

Choices = Mapping[str, Mapping[str, Any]]
LONGEST = 1_000_000  # bytes of one file
MOST = 1_000  # files: nothing more is kept beyond
TAKEN = ".taken"  # the suffix of what the last reset took back
PATIENCE = 2.0  # seconds: whoever holds a lock longer has been killed


class KeptChoices(StaticFallback):
    """Keeps a widget's choices from its first display on, and brings kept ones back then.

    Not before: the cell that makes the widget may set choices of its own, and the reader's go over these.
    """

    _kept: tuple[str, ...] = ()
    """The traits whose changes are kept."""
    _kept_words = ("choice", "widget")
    """What one of them is called, and by which name the course's notebooks call the widget."""

    _displayed = False
    _owed: Choices | None = None
    """What could not be written yet."""

    def _choices(self, value: Any) -> Choices:
        """Return what a value of one of the traits chooses; what is blank has no entry."""
        raise NotImplementedError

    def _all_choices(self) -> Choices:
        return {
            group: ids for name in self._kept for group, ids in self._choices(getattr(self, name)).items()
        }

    def _choose(self, choices: Choices) -> None:
        """Set the traits to these choices, and no others."""
        raise NotImplementedError

    def reset(self) -> None:
        """Take every choice back, also what was kept of earlier ones, and begin afresh.

        `undo_reset()` brings them again.
        """
        path = self._file()
        if path:
            with contextlib.suppress(OSError):
                path.replace(path.with_suffix(TAKEN))
        self._choose({})
        if path:
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True)

    def undo_reset(self) -> None:
        """Bring the choices again that the last `reset()` took back; what was chosen since goes over them."""
        if not (path := self._file()):
            return
        taken = path.with_suffix(TAKEN)
        try:
            kept = _both(_read(taken), _read(path) if path.exists() else {})
            self._choose(_over(self._all_choices(), kept))
            replace_file(path, json.dumps(kept, ensure_ascii=False, indent=1))
        except (OSError, ValueError):
            say("There is no reset to undo.")
        else:
            taken.unlink(missing_ok=True)

    def _show_static(self) -> None:
        if not self._displayed:
            self._displayed = True
            if remark := self._bring_back():
                say(remark)
            self.observe(self._keep, list(self._kept))  # type: ignore[attr-defined]
        super()._show_static()

    def _file(self) -> Path | None:
        if unattended():
            return None
        with contextlib.suppress(OSError, RuntimeError):
            key: str = self._meta["key"]
            return widgets_folder() / f"{key}.json"
        return None

    def _bring_back(self) -> str:
        """Show the kept choices again; return what to say of it, "" where there is nothing to say."""
        path = self._file()
        if path is None or not path.exists():
            return ""
        what, name = self._kept_words
        try:
            kept = _read(path)
            # A choice taken back is kept too: the cell may have set it again.
            self._choose(_over(self._all_choices(), kept))
        except (OSError, ValueError) as error:
            return _put_aside(path, what, error)
        if not (number := sum(map(len, kept.values()))):
            return ""
        return (
            f"Kept from last time and shown again: {count(number, what)}. To begin afresh, run {name}.reset()"
        )

    def _keep(self, change: Any) -> None:
        """Note what a change changed, beside what other notebooks have noted of the same widget."""
        path = self._file()
        if path is None:
            return
        changed = _changed(self._choices(change["old"]), self._choices(change["new"]))
        self._owed = _both(self._owed or {}, changed)
        with contextlib.suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            with alone(path, PATIENCE):
                try:
                    known = _read(path) if path.exists() else {}
                except ValueError:  # damaged since it was shown
                    path.replace(old_name(path))
                    known = {}
                if known or sum(1 for _ in path.parent.iterdir()) < MOST:
                    text = json.dumps(_both(known, self._owed), ensure_ascii=False, indent=1)
                    if len(text.encode()) <= LONGEST:
                        replace_file(path, text)
                        self._owed = None


def _both(first: Choices, then: Choices) -> dict[str, dict[str, Any]]:
    """Return all choices of two, where both have one the second's."""
    return {group: {**first.get(group, {}), **then.get(group, {})} for group in {**first, **then}}


def _over(own: Choices, kept: Choices) -> dict[str, dict[str, Any]]:
    """Return the choices of `own` with those of `kept` in their place; null chooses nothing."""
    return {
        group: {name: value for name, value in ids.items() if value is not None}
        for group, ids in _both(own, kept).items()
    }


def _changed(old: Choices, new: Choices) -> dict[str, dict[str, Any]]:
    """Return what is chosen otherwise than before; None is what was chosen before and is not now."""
    changed: dict[str, dict[str, Any]] = {}
    for group in {**old, **new}:
        before, after = old.get(group, {}), new.get(group, {})
        for name in {**before, **after}:
            if before.get(name) != after.get(name):
                changed.setdefault(group, {})[name] = after.get(name)
    return changed


def _read(path: Path) -> dict[str, dict[str, Any]]:
    """Return what a file holds.

    Raises:
        ValueError: it is damaged.
        OSError: it cannot be read.
    """
    kept = read_json(path, LONGEST)
    if not isinstance(kept, dict) or not all(isinstance(ids, dict) for ids in kept.values()):
        raise ValueError("not choices by group and id")
    if not all(type(value) in (str, int, type(None)) for ids in kept.values() for value in ids.values()):
        raise ValueError("a choice is a text, a whole number or null")
    return kept


def _put_aside(path: Path, what: str, error: Exception) -> str:
    """Rename a file that cannot be used, and return what to say of it."""
    old = old_name(path)
    with contextlib.suppress(OSError):
        path.replace(old)
        return f"What was kept of each {what} of yours cannot be read; that file is now {old}."
    return f"What was kept of each {what} of yours cannot be read ({type(error).__name__}): {path}."
