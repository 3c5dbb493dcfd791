"""Code that Python cannot read."""

from __future__ import annotations

import builtins
import keyword
import re
import unicodedata
from collections.abc import Callable

from trilateral.error_messages.accident import Accident
from trilateral.error_messages.habits import dots, giving, joints, notes, words_of_a_person
from trilateral.error_messages.literals import answers_name, commands, dates, numbers, without_texts
from trilateral.error_messages.words import AGAIN, CHARACTERS, OPERATORS, Advice
from trilateral.exercises.syntax_tree import parse

__all__ = ["syntax"]

OPEN = {"(": ")", "[": "]", "{": "}"}
CALLED = {"(": "round bracket", "[": "square bracket", "{": "curly bracket"}
CALLED |= {OPEN[sign]: name for sign, name in CALLED.items()}
# What stands before a colon, in words.
BLOCKS = "if|elif|else|for|while|def|class|with|try|except|finally"


def syntax(accident: Accident) -> Advice | None:
    """Return what to say to code that cannot be read."""
    error = accident.error
    if not isinstance(error, SyntaxError):
        return None
    if accident.function or accident.frames:
        return _condition(accident)
    for rule in RULES:
        if advice := rule(accident, error.msg or ""):
            return advice
    return _unknown(accident, error.msg or "")


def _condition(accident: Accident) -> Advice | None:
    """Return what to say where the text given to query cannot be read."""
    if ".query(" not in accident.line:
        return None
    if re.search(r"[^'\"\d]\d{4}-\d\d", accident.line):
        return (
            "A date in the condition has no marks of its own.",
            f"Put it into some: query(\"date > '2017-01-01'\"), {AGAIN}",
        )
    return (
        "query cannot read its condition.",
        "Write it as outside of query, with a text in marks of its own: "
        f"query(\"kind == 'fact'\"), or query(\"title.str.contains('coal')\"); {AGAIN}",
    )


def _unknown(accident: Accident, said: str) -> Advice:
    reason = "" if said == "invalid syntax" else f" It says: {said[:200]}."
    return (
        f"Python cannot read this line.{reason}",
        "Look at the marked place, and just before it: is a bracket, a comma, a quotation mark or a sign "
        f"missing, or one too many? Mend the line, {AGAIN}",
    )


def _characters(accident: Accident, said: str) -> Advice | None:
    found = re.search(r"invalid (?:non-printable )?character .{0,20}?U\+([0-9A-F]{4,6})", said)
    if found is None:
        return None
    letter = chr(int(found[1], 16))
    plain, name = CHARACTERS.get(letter, (None, unicodedata.name(letter, "an unknown character").lower()))
    what = f"Python cannot read {name}" + (f" ( {letter} )." if letter.isprintable() else ".")
    if plain is None:
        return what, f"Delete it, or, if it belongs to a text, put the text into quotation marks, {AGAIN}"
    mended = "".join(CHARACTERS.get(each, (each,))[0] for each in accident.line).strip()
    if _reads(mended):
        return what, f"Type the line like this, {AGAIN}\n\n    {mended}"
    without = accident.line.replace(letter, "").strip()
    if _reads(without):
        return what, f"Delete it, {AGAIN}\n\n    {without}"
    if mended != accident.line.strip() and re.search(r"[0-9]%?$", mended):
        return what, f"Type the number with plain digits and without any sign behind it, {AGAIN}"
    instead = {"": "delete it (delete the letters around it, and type them again)", " ": "type a space"}
    return what, f"Instead, {instead.get(plain, f'type {plain}')}, {AGAIN}"


def _reads(line: str) -> bool:
    return any(parse(text) for text in (line, line + "\n    pass"))


def _indentation(accident: Accident, said: str) -> Advice | None:
    if not isinstance(accident.error, IndentationError):
        return None
    if isinstance(accident.error, TabError):
        return (
            "Some lines of this block begin with tabs, and others with spaces.",
            f"Delete what stands before this line, type four spaces for each level, {AGAIN}",
        )
    if found := re.search(r"expected an indented block after (.{1,60}?) on line (\d+)", said):
        head = found[1].replace("'", "").replace("function definition", "def")
        return (
            f"The lines that belong to the “{head}” of line {found[2]} must begin with spaces.",
            f"Put four spaces before this line, and before the others that belong to it, {AGAIN}",
        )
    if "unexpected indent" in said:
        return (
            "This line begins with spaces, and it should not.",
            f"Delete the spaces at its beginning, {AGAIN}",
        )
    return (
        "This line begins with a number of spaces that no line above it has.",
        f"Give it as many spaces as the line that it belongs with, {AGAIN}",
    )


def _brackets(accident: Accident, said: str) -> Advice | None:
    if found := re.search(r"'([(\[{])' was never closed", said):
        closing = OPEN[found[1]]
        return (
            f"The {CALLED[found[1]]} {found[1]} is opened here and never closed.",
            f"Put {closing} where it should end, {AGAIN}",
        )
    if found := re.search(r"closing parenthesis '(.)' does not match opening parenthesis '(.)'", said):
        return (
            f"{found[2]} is opened, but {found[1]} closes it.",
            f"Close it with {OPEN[found[2]]}, {AGAIN}",
        )
    if "f-string" in said and accident.line.count('"') > 2:
        return (
            "The same quotation marks stand around the text and inside its curly brackets.",
            f"Inside write ' in the place of \", {AGAIN}",
        )
    if found := re.search(r"unmatched '(.)'", said):
        return (
            f"The {CALLED[found[1]]} {found[1]} closes nothing: none was opened before it.",
            f"Delete it, or put the opening one where it belongs, {AGAIN}",
        )
    return None


def _quotes(accident: Accident, said: str) -> Advice | None:
    if re.search(r"unterminated (f-string|string|triple-quoted)|EOL while|EOF while", said):
        if accident.line.count("'") > 1 and accident.line.count("'") % 2 and '"' not in accident.line:
            return (
                "An apostrophe inside the text has ended it too early.",
                f'Put the text between double quotation marks, as in "it\'s", {AGAIN}',
            )
        if curly := re.search(r"[“”„‘’«»「」]", accident.line):
            mended = "".join(CHARACTERS.get(each, (each,))[0] for each in accident.line).strip()
            return (
                f"The text does not end: {curly[0]} is not the quotation mark that it begins with.",
                f"Type the line like this, {AGAIN}\n\n    {mended}"
                if _reads(mended)
                else f"End it with the same mark that it begins with, {AGAIN}",
            )
        return (
            "A text begins here, and its quotation mark at the end is missing, or is another one.",
            f"End it with the same mark that it begins with, in the same line, {AGAIN}",
        )
    return None


def _colon(accident: Accident, said: str) -> Advice | None:
    if "expected ':'" in said or (
        said == "invalid syntax" and re.match(rf"\s*({BLOCKS})\b[^:]*$", accident.line)
    ):
        word = re.match(rf"\s*({BLOCKS})\b", accident.line)
        if word is None:
            return None
        return (
            f"A line that begins with “{word[1]}” needs a colon before what it leads to.",
            f"Put : after the condition or the brackets, {AGAIN}",
        )
    return None


def _print(accident: Accident, said: str) -> Advice | None:
    if "Missing parentheses in call to" not in said:
        return None
    rest = accident.line.strip().removeprefix("print").strip()
    shown = f"print({rest})" if rest and _reads(f"print({rest})") else "print(...)"
    return "print needs round brackets.", f"Write {shown}, {AGAIN}"


def _reserved(accident: Accident, said: str) -> Advice | None:
    words = "|".join(keyword.kwlist)
    found = re.match(rf"\s*(?:({words})\s*=(?!=)|for\s+({words})\s+in\b|def\s+({words})\s*\()", accident.line)
    if found is None:
        found = re.search(r"cannot assign to (True|False|None)()()", said)
    if found is None:
        return None
    word = found[1] or found[2] or found[3]
    return (
        f"“{word}” is a word of Python's own and cannot be a name.",
        f"Choose another name, for example {word.lower()}_, {AGAIN}",
    )


def _assignment(accident: Accident, said: str) -> Advice | None:
    if "cannot assign to" in said and (found := re.match(r"\s*+(.*[^=!<>\s])\s*+=\s*+$", accident.line)):
        return (
            "Nothing stands after the =, and Python gives the value of a line without one.",
            f"Delete the = at the end, and write  {found[1]} , {AGAIN}",
        )
    condition = re.match(r"\s*(if|elif|while)\b", accident.line) or _inside_brackets(accident.line)
    if (
        "instead of '='" in said
        or "cannot assign to" in said
        or "expression cannot contain assignment" in said
    ):
        if condition or "invalid syntax" in said or "expression cannot contain" in said:
            return (
                "One = gives a name a value; to ask whether two things are equal, Python needs two.",
                f"Write == here, {AGAIN}",
            )
        return (
            "The name must stand on the left of the = and its value on the right.",
            f"Write it as in answer = 5, with one name on the left, {AGAIN}",
        )
    if (
        said.startswith("invalid syntax") and re.match(r"\s*(if|elif|while)\b.*[^=!<>]=[^=]", accident.line)
    ) or ("expected 'else'" in said and re.search(r"\bif\b.*[^=!<>]=[^=]", accident.line)):
        return (
            "One = gives a name a value; to ask whether two things are equal, Python needs two.",
            f"Write == here, {AGAIN}",
        )
    return None


def _inside_brackets(line: str) -> bool:
    """Return whether a single = stands between brackets."""
    depth = 0
    for place, letter in enumerate(line):
        depth += (letter in "([{") - (letter in ")]}")
        if (
            letter == "="
            and depth > 0
            and line[place - 1] not in "=!<>"
            and line[place + 1 : place + 2] != "="
        ):
            return True
    return False


def _signs(accident: Accident, said: str) -> Advice | None:
    bare = without_texts(accident.line)
    for sign in sorted(OPERATORS, key=len, reverse=True):
        if sign in bare:
            return f"Python does not know the sign {sign}.", f"Instead, write {OPERATORS[sign]}, {AGAIN}"
    if re.search(r"[^=!<>]=\s*$", bare):
        return "Nothing stands after the =.", f"Write the value on its right, {AGAIN}"
    if re.search(r"=\s+=", bare):
        mended = re.sub(r"=\s+=", "=", accident.line.strip(), count=1)
        if re.match(r"\s*\w+\s*=\s+=", bare) and _reads(mended):
            return (
                "There is a space inside the ==, or one = too many.",
                f"To give the name a value, write one =:  {mended} . To compare, write == without a space. "
                f"Change it, {AGAIN}",
            )
        return "There is a space inside the ==.", f"Write == without a space, {AGAIN}"
    return None


def _text_bare(accident: Accident, said: str) -> Advice | None:
    """Say that words in a row after = or == are a text without marks."""
    found = re.search(
        r"(?:[=!]=|(?<=\w)=|(?<=\w) =)\s*([^\W\d]\w*(?:[ -]\w+)+)\s*(?=[)\],])",
        without_texts(accident.line),
    )
    if found is None:
        return None
    words = found[1].split()
    if len(words) < 2 or any(word in keyword.kwlist and word != "from" for word in words[:2]):
        return None
    if callable(accident.names.get(words[0], getattr(builtins, words[0], None))):
        return None
    return (
        f"Python reads “{found[1]}” as names, one after the other; a text needs quotation marks.",
        f'Write "{found[1]}", {AGAIN}',
    )


def _sentence(accident: Accident, said: str) -> Advice | None:
    """Say what words in a row are: a text without marks."""
    bare = accident.line.strip()
    if re.match(r"select\s.*\sfrom\s", bare, re.I):
        return "This is SQL, which Python does not know.", f'Write it in Python, as in claims["id"], {AGAIN}'
    value = re.match(r"(?:\w+\s*=\s*)?(.*)$", bare)
    if value and re.fullmatch(r"[^\W\d_][\w’']*(?:[ ,]+[\w’'-]+)+[.!?]?", value[1]):
        first = value[1].split()[0]
        if first not in keyword.kwlist:
            return (
                "Python reads these words as names, one after the other.",
                "If it is a text, put it into quotation marks; if it is a note to yourself, put # before it; "
                f"{AGAIN}",
            )
    return None


def _comma(accident: Accident, said: str) -> Advice | None:
    if "Perhaps you forgot a comma" in said:
        return (
            "Two things stand side by side with nothing between them.",
            f"Put a comma between them, or the sign that is missing, {AGAIN}",
        )
    return None


def _places(accident: Accident, said: str) -> Advice | None:
    if found := re.search(r"'(return|yield|await|break|continue)' outside (\w+)|'(continue)' not", said):
        word = found[1] or found[3]
        inside = "a loop" if word in ("break", "continue") else "a function"
        return (
            f"“{word}” can only stand inside {inside}.",
            f"Put four spaces before it if it belongs to {inside} above, or delete it, {AGAIN}",
        )
    if re.match(r"\s*(else|elif)\b", accident.line):
        return (
            "This line has no “if” that it belongs to.",
            f"Give it as many spaces at the beginning as its “if” has, {AGAIN}",
        )
    if "f-string" in said:
        return (
            'Something is wrong in the curly brackets of this f"..." text.',
            f"Close each {{ with a }}, and use the other quotation marks inside, {AGAIN}",
        )
    return None


RULES: tuple[Callable[[Accident, str], Advice | None], ...] = (
    dots, _characters, giving, notes, words_of_a_person, _indentation, dates, _brackets, joints, _quotes,
    _print, answers_name, _reserved, _assignment,
    _signs, numbers, _colon, _places, commands, _sentence, _text_bare,
    _comma,
)  # fmt: skip
