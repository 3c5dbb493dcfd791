"""Events as the browser gets them: all columns in one run of bytes (js/src/timeline/data.js)."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from trilateral.timeline.events import Events

Arrays = list[tuple[str, npt.NDArray[Any]]]


def pack(events: Events) -> tuple[dict[str, Any], bytes]:
    """Return what the browser needs: a small description, and all columns in one run of bytes.

    Numbers are little-endian arrays, each at a multiple of 8 bytes; a text column is an array of byte
    offsets (one more than there are texts) and its UTF-8 bytes, each text ended by a NUL.
    """
    index: dict[str, list[Any]] = {}
    parts: list[bytes] = []
    at = 0
    for name, array in [*_numbers(events), *_texts(events)]:
        part = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<")).tobytes()
        index[name] = [array.dtype.name, at, len(array)]
        parts.append(part + b"\0" * (-len(part) % 8))
        at += len(parts[-1])
    facets = [
        {"name": f.name, "label": f.label, "values": f.values, "labels": f.labels, "marks": f.marks}
        for f in events.facets.values()
    ]
    return {"count": len(events), "index": index, "facets": facets}, b"".join(parts)


def _numbers(events: Events) -> Arrays:
    arrays: Arrays = [
        ("start", events.start), ("end", events.end), ("known", events.known),
        ("precision", events.precision), ("interval", events.interval.astype(np.uint8)),
        ("sources.codes", events.sources.codes), ("sources.offsets", events.sources.offsets),
    ]  # fmt: skip
    for facet in events.facets.values():
        arrays.append((f"facet.{facet.name}.codes", facet.codes))
        if facet.offsets is not None:
            arrays.append((f"facet.{facet.name}.offsets", facet.offsets))
    if events.end_precision.any():  # most tables know the day of every end
        arrays.append(("endPrecision", events.end_precision))
    return arrays


def _texts(events: Events) -> Arrays:
    texts = dict(events.texts)
    for name in ("publisher", "title", "url", "date"):
        texts[f"sources.{name}"] = getattr(events.sources, name)
    arrays: Arrays = []
    for name, values in texts.items():
        raw = [value.encode() for value in values]
        ends = np.cumsum([0, *(len(text) + 1 for text in raw)], dtype=np.uint32)
        arrays.append((f"text.{name}.offsets", ends))
        arrays.append((f"text.{name}.bytes", np.frombuffer(b"\0".join([*raw, b""]), dtype=np.uint8)))
    return arrays
