"""Frames: how a worker and the process that asks it talk. A frame is four bytes of length, then JSON."""

from __future__ import annotations

import json
import struct
from typing import Any, Protocol

__all__ = ["Stream", "decode", "frame", "read_body", "read_frame"]


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


def read_body(stream: Stream, limit: int) -> bytes:
    """Return the bytes of the next frame, without its length.

    Raises:
        EOFError: there is none, or it is cut off.
        ValueError: it is longer than the limit.
    """
    (size,) = struct.unpack(">I", _exactly(stream, 4))
    if size > limit:
        raise ValueError("too long")
    return _exactly(stream, size)


def decode(body: bytes) -> Any:
    """Return the content of a frame.

    Raises:
        ValueError: it is no JSON.
    """
    try:
        return json.loads(body)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def read_frame(stream: Stream, limit: int) -> tuple[Any, int]:
    """Return the content of the next frame, and its length.

    Raises:
        EOFError: there is none, or it is cut off.
        ValueError: it is longer than the limit, or no JSON.
    """
    body = read_body(stream, limit)
    return decode(body), len(body)
