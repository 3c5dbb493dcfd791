"""Frames: how a worker and the process that asks it talk. A frame is four bytes of length, then JSON."""

from __future__ import annotations

import json
import struct
from typing import Any, Protocol

__all__ = ["Stream", "frame", "read_frame"]


class Stream(Protocol):
    """What frames are read from."""

    def read(self, size: int, /) -> bytes | None:
        """Return up to so many bytes; none at the end."""


def frame(content: Any) -> bytes:
    """Return a frame."""
    body = json.dumps(content).encode()
    return struct.pack(">I", len(body)) + body


def _exactly(stream: Stream, size: int) -> bytes:
    parts = []
    while size:
        part = stream.read(size)
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def read_frame(stream: Stream, limit: int) -> tuple[Any, int]:
    """Return the content of the next frame, and its length.

    Raises:
        EOFError: there is none, or it is cut off.
        ValueError: it is longer than the limit, or no JSON.
    """
    (size,) = struct.unpack(">I", _exactly(stream, 4))
    if size > limit:
        raise ValueError("too long")
    try:
        return json.loads(_exactly(stream, size)), size
    except RecursionError:
        raise ValueError("nested too deeply") from None
