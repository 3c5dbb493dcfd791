"""Count the steps that a regular expression takes, without a clock: a small backtracking matcher that counts.

It walks the tree that Python's own parser makes, and tries what Python's engine tries, in the same order.
Counts of repeats are cut down to three, so that what is bounded anyway is not taken for what grows.
"""

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

Next = Callable[[int], bool]
MOST = 3
LETTERS = "a1 \n\t_-.,;:=(){}[]\"'`~*/\\<>#|?!%@+$&^xZ\u3000\u00a0年가é0" + "\0"


class Matcher:
    """One pattern on one text."""

    def __init__(self, pattern: "re.Pattern[str]", text: str) -> None:
        self.tree, self.text, self.flags = parsed(pattern), text, pattern.flags
        self.steps = 0
        self.groups: dict[int, tuple[int, int]] = {}

    def run(self, method: str) -> int:
        """Return how many steps a method of the pattern takes on the whole text."""
        found = [-1]

        def at_end(at: int) -> bool:
            found[0] = at
            return method != "fullmatch" or at == len(self.text)

        start = 0
        while start <= len(self.text):
            if self.sequence(list(self.tree), 0, start, at_end):
                if method in ("search", "match", "fullmatch"):
                    break
                start = max(found[0], start + 1)
            elif method in ("match", "fullmatch"):
                break
            else:
                start += 1
        return self.steps

    def sequence(self, items: list[Any], place: int, at: int, then: Next) -> bool:
        if place == len(items):
            return then(at)
        code, argument = items[place]
        self.steps += 1
        if code in (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
            return self.fits(code, argument, at) and self.sequence(items, place + 1, at + 1, then)

        def rest(end: int) -> bool:
            return self.sequence(items, place + 1, end, then)

        return self.other(code, argument, at, rest)

    def other(self, code: Any, argument: Any, at: int, rest: Next) -> bool:
        """Match what is no single letter, and then the rest."""
        if code is op.AT:
            return self.stands(argument, at) and rest(at)
        if code is op.SUBPATTERN:
            group, _, _, inner = argument

            def closed(end: int) -> bool:
                before = self.groups.get(group)
                self.groups[group] = (at, end)
                if rest(end):
                    return True
                self.groups[group] = before or (0, 0)
                return False

            return self.sequence(list(inner), 0, at, closed if group else rest)
        if code is op.BRANCH:
            return any_of(self.sequence(list(one), 0, at, rest) for one in argument[1] if self.may(one, at))
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            return self.repeat(code, argument, at, rest)
        if code is op.ATOMIC_GROUP:
            end = self.first(list(argument), at)
            return end >= 0 and rest(end)
        if code in (op.ASSERT, op.ASSERT_NOT):
            direction, inner = argument
            width = inner.getwidth()[0] if direction < 0 else 0
            held = at - width >= 0 and self.first(list(inner), at - width) >= 0
            return held == (code is op.ASSERT) and rest(at)
        if code is op.GROUPREF:
            start, end = self.groups.get(argument, (0, 0))
            self.steps += end - start
            return self.text.startswith(self.text[start:end], at) and rest(at + end - start)
        raise NotImplementedError(code)

    def may(self, items: Any, at: int) -> bool:
        """Tell whether a way may match, by its first letter: most of a long list of words may not."""
        if not len(items) or items[0][0] is not op.LITERAL:
            return True
        return self.fits(*items[0], at)

    def first(self, items: list[Any], at: int) -> int:
        """Return where the first way to match ends, or -1."""
        found = [-1]

        def note(end: int) -> bool:
            found[0] = end
            return True

        self.sequence(items, 0, at, note)
        return found[0]

    def repeat(self, code: Any, argument: Any, at: int, rest: Next) -> bool:
        least, most, inner = argument
        least, most = min(least, MOST), sys.maxsize if most is op.MAXREPEAT else min(most, MOST)
        items = list(inner)
        if len(items) == 1 and items[0][0] in (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
            return self.letters(code, items[0], (least, most), at, rest)
        if code is op.POSSESSIVE_REPEAT:
            count = 0
            while count < most and (end := self.first(items, at)) >= 0:
                count += 1
                if end == at:
                    break
                at = end
            return count >= least and rest(at)

        def go_on(count: int, at: int, before: int) -> bool:
            def again(end: int) -> bool:
                return go_on(count + 1, end, at)

            if count < least:
                return self.sequence(items, 0, at, again)
            more = count < most and at != before
            if code is op.MIN_REPEAT:
                return rest(at) or (more and self.sequence(items, 0, at, again))
            return (more and self.sequence(items, 0, at, again)) or rest(at)

        return go_on(0, at, -1)

    def letters(self, code: Any, item: Any, bounds: tuple[int, int], at: int, rest: Next) -> bool:
        """Match a repeat of one letter, which takes no stack."""
        least, most = bounds
        if code is op.MIN_REPEAT:
            count = 0
            while count < least or not rest(at + count):
                if count >= most or not self.fits(*item, at + count):
                    return False
                count += 1
            return True
        count = 0
        while count < most and self.fits(*item, at + count):
            count += 1
        if code is op.POSSESSIVE_REPEAT:
            return count >= least and rest(at + count)
        return any_of(rest(at + less) for less in range(count, least - 1, -1))

    def fits(self, code: Any, argument: Any, at: int) -> bool:
        self.steps += 1
        return at < len(self.text) and fits(code, key(argument), self.text[at], self.flags)

    def stands(self, where: Any, at: int) -> bool:
        text = self.text
        if where in (op.AT_BEGINNING, op.AT_BEGINNING_STRING):
            lines = where is op.AT_BEGINNING and self.flags & re.MULTILINE
            return at == 0 or bool(lines and text[at - 1] == "\n")
        if where is op.AT_END:
            last = at == len(text) or (at == len(text) - 1 and text[at] == "\n")
            return last or bool(self.flags & re.MULTILINE and text[at] == "\n")
        if where is op.AT_END_STRING:
            return at == len(text)
        sides = [text[place : place + 1] if place >= 0 else "" for place in (at - 1, at)]
        words = [bool(re.match(r"\w", side, self.flags & re.ASCII)) for side in sides]
        return (words[0] != words[1]) == (where is op.AT_BOUNDARY)


def any_of(ways: Iterator[bool]) -> bool:
    for way in ways:  # noqa: SIM110  `any` would take a frame of C's stack
        if way:
            return True
    return False


def key(argument: Any) -> Any:
    """Return what a set holds in a form that can be kept."""
    return tuple(argument) if isinstance(argument, list) else argument


@cache
def fits(code: Any, argument: Any, letter: str, flags: int) -> bool:
    """Tell whether a letter is one that an item takes."""
    if code is op.ANY:
        return letter != "\n" or bool(flags & re.DOTALL)
    forms = {letter, letter.lower(), letter.upper()} if flags & re.IGNORECASE else {letter}
    if code in (op.LITERAL, op.NOT_LITERAL):
        return (argument in {ord(form) for form in forms if len(form) == 1}) == (code is op.LITERAL)
    negated = argument[0][0] is op.NEGATE
    return any(one_fits(one, form, flags) for one in argument for form in forms) != negated


CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip


def one_fits(one: Any, letter: str, flags: int) -> bool:
    code, argument = one
    if code is op.LITERAL:
        return len(letter) == 1 and ord(letter) == argument
    if code is op.RANGE:
        return len(letter) == 1 and argument[0] <= ord(letter) <= argument[1]
    return code is op.CATEGORY and re.match(CATEGORIES[argument], letter, flags & re.ASCII) is not None


@cache
def parsed(pattern: "re.Pattern[str]") -> Any:
    return parser.parse(pattern.pattern, pattern.flags)


# --- texts that are hard on a pattern ----------------------------------------------------------------------


def sample(items: Any, flags: int, which: int = 0) -> str:
    """Return a text that the items of a tree match, more or less: the first or a later letter of each set."""
    text = ""
    for code, argument in items:
        if code in (op.LITERAL, op.NOT_LITERAL, op.IN, op.ANY):
            text += letter_of(code, key(argument), flags, which)
        elif code is op.SUBPATTERN:
            text += sample(argument[3], flags, which)
        elif code is op.BRANCH:
            text += sample(argument[1][which % len(argument[1])], flags, which)
        elif code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            text += sample(argument[2], flags, which) * max(1, min(argument[0], MOST))
        elif code is op.ATOMIC_GROUP:
            text += sample(argument, flags, which)
    return text


@cache
def letter_of(code: Any, argument: Any, flags: int, which: int) -> str:
    own = [chr(argument)] if code is op.LITERAL else []
    if code is op.IN:
        own = [
            chr(one[1] if one[0] is op.LITERAL else one[1][0])
            for one in argument
            if one[0] in (op.LITERAL, op.RANGE)
        ]
    fitting = [letter for letter in (*own, *LETTERS) if fits(code, argument, letter, flags)]
    return fitting[which % len(fitting)] if fitting else ""


def repeats(items: Any, before: str, flags: int) -> Iterator[tuple[str, Any]]:
    """Yield each repeat without an end in a tree: what stands before it, and what is repeated."""
    for code, argument in items:
        if code in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
            if argument[1] is op.MAXREPEAT:
                yield before, argument[2]
            yield from repeats(argument[2], before, flags)
        elif code is op.SUBPATTERN:
            yield from repeats(argument[3], before, flags)
        elif code is op.BRANCH:
            for one in argument[1]:
                yield from repeats(one, before, flags)
        elif code is op.ATOMIC_GROUP:
            yield from repeats(argument, before, flags)
        elif code in (op.ASSERT, op.ASSERT_NOT):
            yield from repeats(argument[1], before, flags)
        before += sample([(code, argument)], flags)


def hard_texts(pattern: "re.Pattern[str]") -> list[tuple[str, str]]:
    """Return beginnings, and what to repeat after them, made from the pattern's own repeats."""
    tree, flags = parsed(pattern), pattern.flags
    found = dict.fromkeys(("", sample(tree, flags, which)) for which in (0, 1))
    for before, inner in repeats(tree, "", flags):
        for which in (0, 1):
            body = sample(inner, flags, which)
            found |= dict.fromkeys([(before, body), ("", body), ("", before + body)])
    return [(before, body) for before, body in found if body]


def untraced(function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function that runs without coverage, which asks of every line whether it is the package's."""

    def run(*arguments: Any) -> Any:
        before = sys.gettrace()
        sys.settrace(None)
        try:
            return function(*arguments)
        finally:
            sys.settrace(before)

    return run


@untraced
def growth(pattern: "re.Pattern[str]", method: str, size: int = 8) -> tuple[int, tuple[str, str, str]]:
    """Return by how much more a third part adds than the second did, at worst, and on what text.

    What is linear adds the same each time; what is quadratic adds about the square of the size more.
    """
    worst = (0, ("", "", ""))
    for before, body in hard_texts(pattern):
        for end in ("\0", "\n"):
            counts = [Matcher(pattern, before + body * (size * n) + end).run(method) for n in (1, 2, 3)]
            worst = max(worst, (counts[2] - 2 * counts[1] + counts[0], (before, body, end)))
    return worst
