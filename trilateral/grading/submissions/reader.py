"""Read a notebook without what is not graded: outputs, attachments, the state of widgets, far too long texts.

An honest notebook can hold 80 MB of pictures and a few kilobytes of answers. So a large one is read in
pieces, and the values of some keys are passed over: `null` stands for them in what is kept, which is small
enough to be read as JSON at once. What is passed over is not checked; what is kept is, later, by Python's own
reader.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import json
import re
from collections.abc import Callable, Iterator
from typing import IO

from trilateral.grading.bounded_json import refuse_bombs
from trilateral.grading.model import NotGradable

__all__ = ["MOST_BYTES", "MOST_LETTERS", "read_notebook", "too_large", "without_outputs"]

MOST_BYTES = 200_000_000  # of a file
SMALL = 1_000_000  # bytes of a file that is kept as it is: that is quicker than to pass over its outputs
MOST_KEPT = 20_000_000  # bytes of a file without its outputs
MOST_STRINGS = 500_000  # that are kept
MOST_BRACKETS = 2_000_000  # that are passed over one by one: lists within lists
MOST_LETTERS = 100_000  # of one answer or free text
MOST_STRING = 1_000_000  # bytes of a string; a letter takes 12 at most, as two \uXXXX

DROPPED = {b"outputs", b"attachments", b"widgets"}

_PIECE = 1 << 20
_BLANKS = re.compile(rb"[ \t\r\n]*+")
_BODY = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
# Of a value that is passed over: what the engine of expressions can take at once, up to a bracket that opens
# or closes more than lists of lists of plain values. What does not fit is looked at thrice at most.
_PIECES = rb'[^"\[\]{}]++|"(?:[^"\\]++|\\.)*+"'
_FLAT = rb"[\[{](?:%b)*+[\]}]" % _PIECES
_LISTS = rb"[\[{](?:%b|%b)*+[\]}]" % (_PIECES, _FLAT)
_WITHIN = re.compile(rb"(?:%b|%b)*+" % (_PIECES, _LISTS), re.DOTALL)
_PLAIN = re.compile(rb'[^"\[\]{},]*+')


def read_notebook(file: IO[bytes], most: int = MOST_BYTES) -> tuple[bytes, str]:
    """Return a notebook in UTF-8, a large one without what is not graded, and the SHA-256 of all its bytes.

    Args:
        file: where it comes from.
        most: how many bytes it may have.

    Raises:
        NotGradable: it is too large, or still is without its outputs. The message says so.
        Exception: whatever reading the file raises.
    """
    digest = hashlib.sha256()
    pieces = _in_utf8(_pieces(file, most, digest.update))
    start = b""
    while len(start) <= SMALL:
        if not (piece := next(pieces, b"")):
            if _is_plain(start):
                return start, digest.hexdigest()
            break
        start += piece
    reader = _Reader()
    reader.feed(start)
    for piece in pieces:
        reader.feed(piece)
    return bytes(reader.kept + reader.rest), digest.hexdigest()


def _is_plain(content: bytes) -> bool:
    """Say whether a small file can be read as it is: whatever else it holds stands in what is passed over."""
    try:
        refuse_bombs(content)
    except ValueError:
        return False
    return True


def without_outputs(content: bytes, most: int = MOST_BYTES) -> bytes:
    """Return the bytes of a notebook as `read_notebook` does; twice gives the same as once.

    Raises:
        NotGradable: as `read_notebook` does.
    """
    return read_notebook(io.BytesIO(content), most)[0]


def too_large(most: int) -> str:
    """Return the reason why a file of more bytes is not read."""
    return f"larger than {most // 10**6} MB, and no exercise is"


def _pieces(file: IO[bytes], most: int, seen: Callable[[bytes], None]) -> Iterator[bytes]:
    size = 0
    while piece := file.read(_PIECE):
        size += len(piece)
        if size > most:
            raise NotGradable(too_large(most))
        seen(piece)
        yield piece


def _in_utf8(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the pieces in UTF-8, without a byte order mark; only UTF-16 and UTF-32 are decoded here."""
    first = next(pieces, b"")
    encoding = json.detect_encoding(first)
    if encoding == "utf-8-sig":
        first = first.removeprefix(codecs.BOM_UTF8)
    if encoding.startswith("utf-8"):
        yield first
        yield from pieces
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    yield decoder.decode(first).encode("utf-8", "surrogatepass")
    for piece in pieces:
        yield decoder.decode(piece).encode("utf-8", "surrogatepass")


def _end_of_string(text: bytes, at: int) -> int:
    """Return where the quote stands that ends a string, or what is known of it."""
    quote = text.find(b'"', at)
    end = quote if quote >= 0 else len(text)
    if text.find(b"\\", at, end) < 0:  # as in a picture: this way is the quicker one
        return end
    found = _BODY.match(text, at)
    assert found
    return found.end()


class _Reader:
    """Takes a notebook in pieces. `kept` is what is to be read as JSON, `rest` what must wait for more."""

    def __init__(self) -> None:
        self.kept, self.rest = bytearray(), b""
        self.step: Callable[[bytes, int], int] = self._between
        self.began = self.strings = self.depth = self.brackets = 0
        self.long = False

    def feed(self, piece: bytes) -> None:
        """Take one more piece."""
        text, at = self.rest + piece, 0
        while at < len(text):
            before = at, self.step
            at = self.step(text, at)
            if (at, self.step) == before:
                break
        self.rest = text[at:]
        if len(self.kept) > MOST_KEPT:
            raise NotGradable(f"larger than {MOST_KEPT // 10**6} MB without its outputs, and no exercise is")

    # Each step takes what it can of a text from a place on, and returns where it came to.

    def _between(self, text: bytes, at: int) -> int:
        quote = text.find(b'"', at) + 1 or len(text) + 1
        self.kept += text[at:quote]
        if quote > len(text):
            return len(text)
        self.strings += 1
        if self.strings > MOST_STRINGS:
            raise NotGradable(f"not a notebook: more than {MOST_STRINGS:,} parts")
        self.began, self.long, self.step = len(self.kept), False, self._string
        return quote

    def _string(self, text: bytes, at: int) -> int:
        end = _end_of_string(text, at)
        if not self.long:
            self.kept += text[at:end]
            if len(self.kept) - self.began > MOST_STRING:
                # Something as long as it has to be for whoever looks whether it is too long.
                self.kept[self.began :] = b"-" * (MOST_LETTERS + 1)
                self.long = True
        if text[end : end + 1] != b'"':
            return end
        dropped = len(self.kept) - self.began < 20 and bytes(self.kept[self.began :]) in DROPPED
        self.kept += b'"'
        self.step = self._after_name if dropped else self._between
        return end + 1

    def _after_name(self, text: bytes, at: int) -> int:
        found = _BLANKS.match(text, at)
        assert found
        at = found.end()
        if at == len(text):
            return at
        if text[at : at + 1] != b":":  # no key, but a value of that name
            self.step = self._between
            return at
        self.kept += b": null"
        self.depth, self.step = 0, self._passed_over
        return at + 1

    def _passed_over(self, text: bytes, at: int) -> int:
        found = (_WITHIN if self.depth else _PLAIN).match(text, at)
        assert found
        at = found.end()
        match text[at : at + 1]:
            case b"":
                return at
            case b'"':
                self.step = self._string_passed_over
            case b"[" | b"{":
                self.depth += 1
                self.brackets += 1
                if self.brackets > MOST_BRACKETS:
                    raise NotGradable(f"its outputs have more than {MOST_BRACKETS:,} parts within parts")
            case b"]" | b"}" if self.depth:
                self.depth -= 1
            case _:
                self.step = self._between
                return at
        return at + 1

    def _string_passed_over(self, text: bytes, at: int) -> int:
        end = _end_of_string(text, at)
        if text[end : end + 1] != b'"':
            return end
        self.step = self._passed_over
        return end + 1
