"""Whether a chart's words are its own: they say what is asked for, and stand in no other cell of the lesson.

Who copies a cell and changes the data alone has drawn the years and still writes of months. What is shown
is read from its marks; what its words must say, or must not, stands in the turn's TOML, by place:

    words = { label = ["year", "연도", "!month"], title = ["!by month"], alt = ["!August"] }

Of the plain words in a place, one is needed; of those with ! before them, none may stand there.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from trilateral.exercises.syntax_tree import parse

__all__ = ["PLACES", "not_its_own", "texts_of_charts"]

# The places of a chart's words, as a student is told of them.
PLACES = {
    "title": "title",
    "label": "text at the axis of the labels",
    "value": "text at the axis of the values",
    "alt": "alternative text",
}
NOT = "!"
# A text of so few words may be anybody's.
FEW = 5
ARTICLES = ("a", "an", "the")


def not_its_own(
    said: Mapping[str, str], words: Mapping[str, Sequence[str]], elsewhere: Sequence[str]
) -> Iterator[str]:
    """Yield what is wrong with a chart's words, a sentence each.

    Args:
        said: what the chart says, by place.
        words: by place, what must stand there, and with ! before it what must not.
        elsewhere: the titles and alternative texts of the lesson's own charts.
    """
    for place in PLACES:
        text = said.get(place, "")
        if text and (wrong := _wrong(text, words.get(place, ()))):
            yield f"Its {PLACES[place]} {wrong}"
    for place in ("title", "alt"):
        if any(_is_copied(said.get(place, ""), other) for other in elsewhere):
            yield (
                f"Its {PLACES[place]} stands at another chart of this notebook. "
                "Say in words of your own what this one shows."
            )


def _wrong(text: str, words: Sequence[str]) -> str:
    """Return what follows after “Its title”; "" where nothing is wrong."""
    folded = " ".join(text.casefold().split())
    for word in (word.removeprefix(NOT) for word in words if word.startswith(NOT)):
        if word.casefold() in folded:
            return f'says "{word}", and the chart that is asked for shows something else.'
    needed = [word for word in words if not word.startswith(NOT)]
    if needed and not any(word.casefold() in folded for word in needed):
        return f'does not say what stands there: write "{needed[0]}".'
    return ""


def _is_copied(text: str, other: str) -> bool:
    """Tell whether a text is another one: the same words, or all of the one in their order in the other."""
    short, long = sorted((_words(text), _words(other)), key=len)
    if len(short) < FEW or 2 * len(short) < len(long):
        return False
    rest = iter(long)
    return short == long or (len(short) >= 2 * FEW and all(word in rest for word in short))


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"\w+", text.casefold()) if word not in ARTICLES]


def texts_of_charts(sources: Iterable[str]) -> tuple[str, ...]:
    """Return the titles and alternative texts that cells write as they stand."""
    return tuple(dict.fromkeys(text for source in sources for text in _texts(source)))


def _texts(source: str) -> Iterator[str]:
    tree = parse(source)
    for node in ast.walk(tree) if tree else ():
        match node:
            case ast.Call(
                func=ast.Attribute(attr="set_title" | "suptitle" | "title"),
                args=[ast.Constant(str(text)), *_],
            ):
                yield text
            case ast.keyword(arg="title" | "alt", value=ast.Constant(str(text))):
                yield text
            case ast.Assign(targets=[ast.Name("title" | "alt")], value=ast.Constant(str(text))):
                yield text
