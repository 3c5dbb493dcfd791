"""Tell in which encoding somebody's spreadsheet has saved a table."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

__all__ = ["ENCODINGS", "decoded", "odd_words"]

ENCODINGS = ("cp949", "cp932", "gb18030", "big5", "cp1252", "mac_roman", "cp1250", "cp1251", "mac_japanese")


MOST_LETTERS = 200_000  # that are looked at


def decoded(content: bytes, known: Collection[str]) -> tuple[str, tuple[str, ...]]:
    """Return a table's text, and a line where it is not sure.

    Args:
        content: the file's bytes.
        known: names and texts that should stand in it.
    """
    for mark, name in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(name, errors="replace"), ()
    if content[:400].count(0) > len(content[:400]) // 4:
        return content.decode("utf-16-le" if content[1:2] == b"\0" else "utf-16-be", errors="replace"), ()
    try:
        return content.decode("utf-8"), ()
    except UnicodeDecodeError:
        pass
    # The one in which most of what should be there is there; of several, the one with the fewest odd letters:
    # a name that nobody knows here, of a student who handed in nothing, is still a name.
    foreign = {one for text in known for one in re.findall(r"[^\W\d_]+", text) if not one.isascii()}
    best, most = "", (-1, 0)
    for name in ENCODINGS:
        try:
            text = content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
        fits = sum(one in text for one in foreign), -odd_words(text, name)
        if fits > most:
            best, most = name, fits
    if not best:
        return content.decode("cp1252", errors="replace"), ("some of its letters could not be read",)
    warning = () if most[0] > 0 else (f"its letters were read as {best}, which is a guess",)
    return content.decode(best), warning


# Names are written with the usual syllables and signs, those of the older standards: both of their bytes are
# in the upper half.
_EXTENDED, _UPPER_HALF = ("cp949", "gb18030"), 0xA1
_SCRIPTS = {"HIRAGANA": "CJK", "KATAKANA": "CJK", "HALFWIDTH": "CJK"}


def odd_words(text: str, encoding: str) -> int:
    """Return how many words are no names.

    They have letters of two scripts, a sign or a capital among letters, or letters that hardly anybody uses.
    """
    words = set(re.findall(r"[^\s,;|\"]+", text[:MOST_LETTERS]))
    return sum(not word.isascii() and _is_odd(word, encoding) for word in words)


def _is_odd(word: str, encoding: str) -> bool:
    scripts = {unicodedata.name(one, "?").split()[0] for one in word if one.isalpha()}
    signs = {unicodedata.category(one) for one in word if not one.isascii()} - {"Pf"}  # D’Arcy
    return (
        len({_SCRIPTS.get(one, one) for one in scripts}) > 1
        or any(sign[0] in "SCP" for sign in signs)
        or (encoding == "cp949" and "CJK" in scripts)
        or (
            encoding in _EXTENDED
            and any(min(one.encode(encoding)) < _UPPER_HALF for one in word if one > "\x7f")
        )
        or any(
            not one.isascii() and one.isupper() and before.isalpha() and after.islower()
            for before, one, after in zip(word, word[1:], word[2:], strict=False)
        )
    )
