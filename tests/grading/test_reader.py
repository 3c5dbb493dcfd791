"""What is not graded is dropped while a file is read: what is left is what Python's own reader would say."""

import codecs
import hashlib
import io
import itertools
import json
import random
from typing import IO, Any

import pytest

from trilateral.grading import bounded_json
from trilateral.grading.bounded_json import count_parts, refuse_bombs
from trilateral.grading.model import NotGradable
from trilateral.grading.submissions import reader
from trilateral.grading.submissions.reader import DROPPED, MOST_LETTERS, read_notebook, without_outputs


@pytest.fixture(autouse=True)
def every_file_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "SMALL", -1)


def test_a_small_file_is_kept_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    content = b'{"outputs": [1]}'
    for small, kept in ((len(content) - 1, b'{"outputs": null}'), (len(content), content), (10**6, content)):
        monkeypatch.setattr(reader, "SMALL", small)
        for step in (1, 100):
            file = Slow(content)
            file.step = step
            assert read_notebook(file) == (kept, hashlib.sha256(content).hexdigest())


# What strings of strangers are made of; so are the names of keys.
STRINGS = (
    "", "outputs", "attachments", "widgets", "outputs ",
    '"outputs":', "\\", '\\"', "\\\\", "}", "[", "],", ":",
    ",", "null", "\n", "\0", "가", "\U0001f600", "\ud800", "\ufeff", "output", '{"outputs": [1, "', "é\u2028",
)  # fmt: skip


def made(luck: random.Random, depth: int = 0) -> Any:
    """Return some value, as deep as six."""
    kind = luck.randrange(8 if depth < 6 else 5)
    if kind < 2:
        return luck.choice(STRINGS) * luck.randrange(3)
    if kind < 5:
        return luck.choice([None, True, False, 0, -1.5, 1e300, float("inf"), 10**30])
    size = luck.randrange(5)
    if kind == 5:
        return [made(luck, depth + 1) for _ in range(size)]
    return {luck.choice(STRINGS): made(luck, depth + 1) for _ in range(size)}


def dropped(value: Any) -> Any:
    """Return a value with nothing under the names whose values are dropped."""
    if isinstance(value, dict):
        names = {name.decode() for name in DROPPED}
        return {name: None if name in names else dropped(one) for name, one in value.items()}
    return [dropped(one) for one in value] if isinstance(value, list) else value


class Slow(io.BytesIO):
    """A file that gives few bytes at a time."""

    step = 1

    def read(self, size: int | None = -1) -> bytes:
        return super().read(min(size or 0, self.step))


@pytest.mark.parametrize("seed", range(20))
def test_what_is_kept_is_what_python_reads(seed: int) -> None:
    """However the text is written, and wherever the pieces end in which it comes."""
    luck = random.Random(seed)
    ways = list(
        itertools.product((True, False), (None, 0, 1, "\t"), ((",", ":"), (" , ", " : "), (",\r\n", "\n:")))
    )
    for _ in range(60):
        value = {"cells": made(luck), luck.choice(STRINGS): made(luck)}
        ascii_only, indent, separators = luck.choice(ways)
        text = json.dumps(value, ensure_ascii=ascii_only, indent=indent, separators=separators)
        content = text.encode("utf-8", "surrogatepass")
        file = Slow(content)
        file.step = luck.choice((1, 2, 3, 7, 100))
        kept, digest = read_notebook(file)
        # `inf` and `1e999` are one.
        assert repr(json.loads(kept.decode("utf-8", "surrogatepass"))) == repr(dropped(json.loads(text)))
        assert digest == hashlib.sha256(content).hexdigest()
        assert without_outputs(kept) == kept == without_outputs(content)


@pytest.mark.parametrize("seed", range(5))
def test_what_is_damaged_is_not_mended(seed: int) -> None:
    """Whatever is damaged in what is kept is damaged afterwards, and nothing stops the reader."""
    luck = random.Random(seed)
    for _ in range(150):
        content = bytearray(json.dumps({"cells": made(luck), "x": made(luck)}).encode())
        for _ in range(luck.randrange(1, 4)):
            place = luck.randrange(len(content))
            content[place : place + luck.randrange(2)] = luck.choice(
                [b'"', b"\\", b"{", b"}", b",", b":", b"\xff", b""]
            )
        kept = without_outputs(bytes(content))
        if not any(b'"' + name + b'"' in content for name in DROPPED):
            assert kept == content


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ('{"outputs": [1, "]", {"a": "\\"}"}], "a": 1}', '{"outputs": null, "a": 1}'),
        ('{"outputs"\n :\t[[[]], {}] }', '{"outputs": null}'),
        ('{"outputs": [[[[1], "]"], {"a": {"b": [[]]}}]], "a": 2}', '{"outputs": null, "a": 2}'),
        ('{"outputs": 5, "outputs": "x,y"}', '{"outputs": null, "outputs": null}'),
        ('{"outputs": tru}', '{"outputs": null}'),
        ('["outputs", "outputs"]', '["outputs", "outputs"]'),
        ('{"source": "{\\"outputs\\": [1]}"}', '{"source": "{\\"outputs\\": [1]}"}'),
        ('{"out\\u0070uts": [1]}', '{"out\\u0070uts": [1]}'),
        ('{"metadata": {"widgets": {"a": {}}, "b": 2}}', '{"metadata": {"widgets": null, "b": 2}}'),
        ('{"outputs": [1, 2', '{"outputs": null'),
        ('{"outputs', '{"outputs'),
        ('{"a": "x\\', '{"a": "x\\'),
    ],
)
def test_values_are_dropped_by_the_names_of_keys(given: str, kept: str) -> None:
    assert without_outputs(given.encode()).decode() == kept


@pytest.mark.parametrize(
    "coding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
def test_other_encodings_are_read(coding: str) -> None:
    text = '{"cells": ["한국어 \U0001f600"], "outputs": ["가"]}'
    file = Slow(text.encode(coding))
    file.step = 7  # ends within letters
    assert read_notebook(file)[0].decode() == text.replace('["가"]', "null")


class Endless:
    """A file of bytes that are made while they are read, so that nobody has to hold them."""

    def __init__(self, head: bytes, body: bytes, size: int, tail: bytes) -> None:
        piece = body * (2**16 // len(body))
        self.pieces = iter([head + piece, *[piece] * (size // 2**16), tail])

    def read(self, size: int) -> bytes:
        return next(self.pieces, b"")


HEAD = b'{"cells": [{"outputs": ['


@pytest.mark.parametrize(
    ("body", "head", "tail"),
    [
        (b"iVBOR", HEAD + b'"', b'"]}]}'),
        (b'\\"', HEAD + b'"', b'"]}]}'),
        (b"[],", HEAD, b"1]}]}"),
        (b"1.5,", HEAD, b"1]}]}"),
        (b'"a",', HEAD, b"1]}]}"),
        (b'{"a":[1,2]},', HEAD, b"1]}]}"),
        (b"x", b'{"metadata": {"widgets": {"state": "', b'"}}}'),
        (b"x", b'{"cells": [{"attachments": {"a.png": {"image/png": "', b'"}}}]}'),
        (b"x", b'{"cells": [{"source": "', b'"}]}'),
    ],
)
def test_no_more_is_held_than_is_kept(body: bytes, head: bytes, tail: bytes) -> None:
    file: IO[bytes] = Endless(head, body, 8_000_000, tail)  # type: ignore[assignment]
    kept, _ = read_notebook(file)
    assert len(kept) < MOST_LETTERS + 200
    json.loads(kept)


@pytest.mark.parametrize(
    ("head", "body", "reason"),
    [
        (b" ", b" ", "larger than 1 MB without its outputs"),
        (b"]", b"]", "larger than 1 MB without its outputs"),
        (b"[", b'"a",', "more than 1,000 parts"),
        (HEAD, b"[", "more than 2,000 parts within parts"),
        (HEAD, b"[[[]]],", "more than 2,000 parts within parts"),
        (HEAD + b'"', b"x", "larger than 2 MB, and no exercise is"),
    ],
)
def test_what_would_take_too_much_is_refused_in_a_line(
    head: bytes, body: bytes, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, limit in (("MOST_KEPT", 1_000_000), ("MOST_STRINGS", 1_000), ("MOST_BRACKETS", 2_000)):
        monkeypatch.setattr(reader, name, limit)
    file: IO[bytes] = Endless(head, body, 3_000_000, b"")  # type: ignore[assignment]
    with pytest.raises(NotGradable, match=reason) as caught:
        read_notebook(file, 2_000_000)
    assert "\n" not in str(caught.value)


def test_a_string_is_kept_up_to_its_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MOST_STRING", 20)
    monkeypatch.setattr(reader, "MOST_LETTERS", 3)
    for length in (20, 21):
        kept = json.loads(without_outputs(json.dumps(["a", "x" * length, "b"]).encode()))
        assert kept == ["a", "x" * 20 if length == 20 else "----", "b"]


@pytest.mark.parametrize(
    ("text", "parts"), [(b"[]", 1), (b'[1, 2, {"a": 3}]', 4), (b'["[,{", "\\",["]', 2), (b'"[[[', 0)]
)
def test_parts_are_counted_outside_of_strings(
    text: bytes, parts: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert count_parts(text) == parts
    monkeypatch.setattr(bounded_json, "MOST_DEPTH", 2)
    monkeypatch.setattr(bounded_json, "MOST_PARTS", parts)
    refuse_bombs(text)
    monkeypatch.setattr(bounded_json, "MOST_PARTS", parts - 1)
    with pytest.raises(ValueError, match="more than"):
        refuse_bombs(text)


def test_a_mark_of_the_byte_order_is_no_part_of_the_text() -> None:
    assert without_outputs(codecs.BOM_UTF8 + b"{}") == b"{}"
