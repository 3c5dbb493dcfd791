"""The record's checksums: each table's size and digest, in the description of the record.

A table changed by a slip of the hand, by a spreadsheet or on the way no longer fits its checksum, and a test
says so. `load` does not look at checksums: whoever adds a row wants to see it at once.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from trilateral.record.load import DataError

__all__ = ["checksum_of", "write_checksums"]


def checksum_of(path: Path) -> dict[str, Any]:
    """Return what a Frictionless data package says of a file: `bytes`, and `hash` as `sha256:...`.

    Raises:
        DataError: the file cannot be read.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise DataError(f"{path}: cannot be read ({error.strerror}).") from None
    return {"bytes": len(content), "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}


def write_checksums(where: Path) -> list[str]:
    """Write the size and digest of every table into `datapackage.json`; return those that changed.

    Args:
        where: the folder of the record.

    Raises:
        DataError: the description or a table cannot be read.
    """
    path = where / "datapackage.json"
    try:
        package = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{path}: cannot be read ({error}).") from None
    changed = []
    for place, resource in enumerate(package["resources"]):
        found = checksum_of(where / resource["path"])
        if any(resource.get(key) != value for key, value in found.items()):
            changed.append(resource["path"])
        # Before what is long, so that a reader of the file meets the checksum beside the path.
        rest = {key: value for key, value in resource.items() if key not in found}
        head = {key: rest.pop(key) for key in ("name", "path") if key in rest}
        package["resources"][place] = head | found | rest
    text = json.dumps(package, indent=2, ensure_ascii=False) + "\n"
    if text != path.read_text(encoding="utf-8"):
        path.write_text(text, encoding="utf-8", newline="\n")
    return changed
