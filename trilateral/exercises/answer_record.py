"""What an answer is, as one line of JSON: all that leaves the process in which a student's code runs.

`{"question": "3.4", "kind": "answer", "value": "9f86..."}` is the answer, as the keyed digest (HMAC) of its
canonical form under a nonce made for the run, or as the canonical form itself where whoever asks has only a
key. Other kinds: "blank"; "invalid" with a `text`, why it is not of the kind asked for; "unreadable". Nothing
here says right or wrong; that is for `judge`, in another process.

Many values round to the same one, so beside the line goes the answer as it was before rounding, `exact`. The
line does not hold it: two right answers that differ in what rounding takes away must print the same.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from trilateral.exercises.canonical import BlankAnswer, InvalidAnswer, Shape, canonical
from trilateral.exercises.canonical.values import remarks
from trilateral.text import one_line

__all__ = ["AnswerRecord", "canonical_forms", "examine", "mac"]

EMPTY, NONE = "Nothing was found: the result is empty.", "Nothing was found: the result is 0."
KINDS = ("answer", "blank", "invalid", "unreadable")
MOST_TEXT = 300


@dataclass(frozen=True)
class AnswerRecord:
    """What an answer is.

    Attributes:
        question: the question's number.
        kind: one of `KINDS`.
        value: of an answer, its canonical form, or the digest of it.
        text: of an invalid one, what is wrong with it; of an answer, what is said of it if it is wrong.
        exact: of an answer, the same as `value` before rounding; "" where rounding takes nothing away.
    """

    question: str
    kind: str
    value: str = ""
    text: str = ""
    exact: str = ""

    def under(self, nonce: str) -> AnswerRecord:
        """Return the record with digests that only somebody could make who has the same answer."""

        def keyed(form: str) -> str:
            return mac(nonce.encode(), f"{self.question} {form}") if form else ""

        return replace(self, value=keyed(self.value), exact=keyed(self.exact))

    def to_json(self) -> str:
        """Return the line that is printed, in ASCII."""
        fields = {"question": self.question, "kind": self.kind, "value": self.value, "text": self.text}
        return json.dumps({name: text for name, text in fields.items() if text})

    @classmethod
    def parse(cls, text: str, question: str, exact: str = "") -> AnswerRecord | None:
        """Return the record of a question that a stranger's text is; None where it is none."""
        try:
            content = json.loads(text)
        except (ValueError, RecursionError):
            return None
        if not isinstance(content, dict) or not all(isinstance(value, str) for value in content.values()):
            return None
        try:
            found = cls(**content, exact=exact)
        except TypeError:
            return None
        if found.question != question or found.kind not in KINDS or not (found.value + exact).isascii():
            return None
        return replace(found, text=one_line(found.text, MOST_TEXT))


def examine(question: str, answer: object, shape: Shape) -> AnswerRecord:
    """Return what an answer is, in the open; never raises for an answer."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with remarks() as found:
                value, exact = canonical_forms(answer, shape)
            if _is_empty(value):
                found.append(NONE if shape.kind == "number" else EMPTY)
            return AnswerRecord(question, "answer", value, " ".join(found), exact)
    except KeyboardInterrupt:
        raise
    except BlankAnswer:
        return AnswerRecord(question, "blank")
    except InvalidAnswer as error:
        return AnswerRecord(question, "invalid", text=str(error))
    except BaseException:  # an object may do anything when it is looked at, even end the program
        return AnswerRecord(question, "unreadable")


def _is_empty(form: str) -> bool:
    """Tell whether an answer holds nothing: no row, no value, or the number 0."""
    kind, payload = json.loads(form)
    if kind == "number":
        return float(payload) == 0
    return kind in ("set", "rows", "list", "table") and not payload


def mac(key: bytes, text: str) -> str:
    """Return the keyed digest of a text."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]


def canonical_forms(answer: object, shape: Shape) -> tuple[str, str]:
    """Return the canonical form of an answer, and that before rounding ("" where rounding changes nothing).

    Raises:
        BlankAnswer, InvalidAnswer: as `canonical` does.
    """
    if not any(True for _ in _decimals(shape)):
        return canonical(answer, shape), ""
    # Rounded afterwards, so that a student's function is called once.
    exact = canonical(answer, _unrounded(shape))
    kind, payload = json.loads(exact)
    value = json.dumps([kind, _round(payload, shape)], separators=(",", ":"))
    longer = any(_is_longer(text, most) for text, most in _numbers(payload, shape))
    return value, exact if longer else ""


def _unrounded(shape: Shape) -> Shape:
    """Return a shape that asks for the same, with numbers as they are (to 12 digits)."""
    return replace(
        shape,
        decimals=None,
        of=_unrounded(shape.of) if shape.of else None,
        columns={name: _unrounded(cell) for name, cell in shape.columns.items()},
    )


def _decimals(shape: Shape) -> Iterator[int]:
    if shape.decimals is not None:
        yield shape.decimals
    for part in (shape.of, *shape.columns.values()):
        if part is not None:
            yield from _decimals(part)


def _is_longer(text: str, decimals: int) -> bool:
    exact = Decimal(text)
    return exact != exact.quantize(Decimal(1).scaleb(-decimals))


def _numbers(payload: Any, shape: Shape) -> Iterator[tuple[str, int]]:
    """Yield each number that is rounded, with the decimals asked for."""
    if payload is None:
        return
    match shape.kind:
        case "number" if shape.decimals is not None:
            yield payload, shape.decimals
        case "set" | "rows":
            for item in payload:
                yield from _numbers(json.loads(item), _of(shape))
        case "list" | "function":
            for item in payload:
                yield from _numbers(item, _of(shape))
        case "table" | "chart":
            for row in payload:
                for cell, of in zip(row, shape.columns.values(), strict=True):
                    yield from _numbers(cell, of)


def _round(payload: Any, shape: Shape) -> Any:
    if payload is None:
        return None
    match shape.kind:
        case "number" if shape.decimals is not None:
            return f"{Decimal(payload).quantize(Decimal(1).scaleb(-shape.decimals)) + 0:f}"
        case "set" | "rows":
            return sorted({json.dumps(_round(json.loads(item), _of(shape))) for item in payload})
        case "list" | "function":
            return [_round(item, _of(shape)) for item in payload]
        case "table" | "chart":
            rows = [
                [_round(cell, of) for cell, of in zip(row, shape.columns.values(), strict=True)]
                for row in payload
            ]
            return rows if shape.ordered else sorted(rows, key=json.dumps)
    return payload


def _of(shape: Shape) -> Shape:
    assert shape.of is not None
    return shape.of
