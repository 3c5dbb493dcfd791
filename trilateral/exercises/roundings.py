"""What rounding makes of a number: known wrong answers however rounded, and right ones cut too short.

A question asks for a number to one decimal. Who forgets to take a share times a hundred writes 0.18919, 0.189
or 0.19: all of them are one wrong turn. And 47 for 46.7 is no wrong turn at all, but a digit too few.
"""

from __future__ import annotations

import json
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from trilateral.exercises.canonical import Shape, canonical

__all__ = ["also_rounded", "cut_short", "too_short"]

# People write so many decimals more than they were asked for.
MORE = 4


def also_rounded(exact: str, shape: Shape) -> list[str]:
    """Return a number's canonical form before rounding, and those with a few decimals more than asked.

    Args:
        exact: the canonical form of a distractor before rounding; "" where rounding takes nothing away.
        shape: what is asked for; of anything but a number to some decimals, the form alone is returned.
    """
    if not exact:
        return []
    if shape.kind != "number" or shape.decimals is None:
        return [exact]
    number = Decimal(json.loads(exact)[1])
    rounded = [_form(round(number, places)) for places in _more(shape.decimals)]
    # Rounded to no more than was asked for, it has no form of its own.
    asked = _form(round(number, shape.decimals))
    return [form for form in dict.fromkeys([exact, *rounded]) if form != asked]


def cut_short(answer: Any, shape: Shape) -> list[str]:
    """Return the canonical forms of a right number with fewer decimals than asked for, rounded or cut off."""
    if shape.kind != "number" or not shape.decimals:
        return []
    right = canonical(answer, shape)
    number = Decimal(json.loads(canonical(answer, Shape("number")))[1])
    shorter = [
        number.quantize(Decimal(1).scaleb(-places), how)
        for places in range(shape.decimals)
        for how in (ROUND_HALF_UP, ROUND_DOWN)
    ]
    forms = dict.fromkeys(canonical(float(one), shape) for one in shorter if one)
    return [form for form in forms if form != right]


def too_short(shape: Shape) -> str:
    """Return what is said to a right number that lacks decimals."""
    places = "one decimal" if shape.decimals == 1 else f"{shape.decimals} decimals"
    return f"It is rounded too far, or cut off: give it to {places}, as round(..., {shape.decimals}) does."


def _more(decimals: int) -> range:
    return range(decimals + 1, decimals + 1 + MORE)


def _form(number: Decimal) -> str:
    return canonical(float(number), Shape("number"))
