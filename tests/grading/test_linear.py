"""What looks at a stranger's text takes steps in proportion to its length, whatever the text is.

Every regular expression of the package is found by itself: those that a module holds, and those that are
written into a call. Each is tried on texts made from its own repeats, and its steps are counted; no clock is
asked.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from types import CodeType, FrameType, ModuleType
from typing import Any

import pytest
from support.steps import growth

import trilateral
from trilateral.grading import blame, execute
from trilateral.grading.reports import clean_copy, marks, spreadsheet
from trilateral.grading.submissions import names
from trilateral.timeline import grammar, spans

METHODS = {"search", "match", "fullmatch", "findall", "finditer", "sub", "subn", "split"}
NOISE = 16  # steps; the square of the size is 64

# Patterns that are not linear, on texts that are cut to so many letters before.
BOUNDED = {
    "grading.submissions.names._LAST": "names.MOST_NAME",
    "grading.submissions.names._EXTENSIONS": "names.MOST_NAME",
    "grading.submissions.names._COPY_AFTER": "names.MOST_NAME",
    **dict.fromkeys(
        (
            "timeline.foreign._FEIRA",
            "timeline.grammar._FOOTNOTE",
            "timeline.grammar._FIGURES",
            "timeline.grammar.ABOUT_AFTER",
            "timeline.grammar._CLOCK",
            "timeline.grammar._ZONE",
            "timeline.spans.ABOUT_AFTER",
            "timeline.spans._BETWEEN",
            "timeline.spans._END_WORD",
            "timeline.spans._ONWARDS",
        ),
        "spans.parse: a text that is far too long is no date",
    ),
}
# Patterns that are put together while the package runs, by where they stand, each with one that comes of it.
MADE: dict[str, list[tuple[str, str]]] = {
    "error_messages.names": [("search", r"\bname\s*[(\[]")],
    "error_messages.elsewhere": [("search", r"(?<![\w.])mean\("), ("search", r"\bmath\.")],
    "exercises.keys": [("search", r"(?<![\w.])seoul(?!\w|\.\d)"), ("search", "seoul|busan")],
    "error_messages.syntax": [("match", r"\s*(?:(if|in)\s*=(?!=)|for\s+(if|in)\s+in\b|def\s+(if|in)\s*\()")],
    "grading.execute": [("search", r"^[^\S\n]*(?:abc\b[^=\n(]*=(?!=)|def abc\b|(?:import|from)\b.*\babc\b)")],
    "grading.submissions.names": [
        ("sub", r"03-three"),
        ("sub", r"^(03|04)(?=[\s_.-]|$)|(?<=[\s_.-])(03|04)$"),
    ],
}
# Patterns in a list, which are tried one after the other: by what method.
ONE_BY_ONE = {"timeline.grammar._FORMS": "fullmatch", "exercises.canonical.dates._FORMS": "fullmatch"}
# Where patterns come from a table of the module, or from the course's own files.
FROM_TABLES = {
    "error_messages.operations": ("RULES", "SENTENCES"),
    "error_messages.settings": ("WORDS",),
    "notebooks": ("CHANGING",),
    "record.load": (),
    "timeline.tables": (),
}


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(trilateral.__path__, "trilateral."):
        if not found.name.endswith("__main__"):
            yield importlib.import_module(found.name)


def evaluated(node: ast.expr, module: ModuleType) -> Any:
    return eval(compile(ast.Expression(node), module.__name__, "eval"), vars(module))


def in_call(node: ast.Call, method: str, module: ModuleType) -> "re.Pattern[str] | None":
    """Return the pattern that is written into a call of `re`; None where it is put together elsewhere."""
    place = {"sub": 4, "subn": 4, "split": 3}.get(method, 2)
    flags = [*node.args[place : place + 1], *(one.value for one in node.keywords if one.arg == "flags")]
    try:
        return re.compile(evaluated(node.args[0], module), *(evaluated(one, module) for one in flags))
    except NameError:
        return None


def held(value: Any) -> Iterator["re.Pattern[str]"]:
    """Yield the patterns in what a module holds."""
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, list | tuple | dict):
        for one in value.values() if isinstance(value, dict) else value:
            yield from held(one)


def strings(value: Any) -> Iterator[str]:
    for one in value.values() if isinstance(value, dict) else value:
        pattern = one if isinstance(one, str) else one[0]
        yield pattern


@cache
def patterns() -> tuple[dict[str, tuple["re.Pattern[str]", str]], set[str]]:
    """Return every pattern with the method it is used by, and the modules that put some together."""
    found: dict[str, tuple[re.Pattern[str], str]] = {}
    used: dict[str, set[str]] = defaultdict(set)
    makers = set()
    loaded = {module.__name__.removeprefix("trilateral."): module for module in modules()}
    for room, module in loaded.items():
        for node in ast.walk(ast.parse(inspect.getsource(module))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            method, on = node.func.attr, ast.unparse(node.func.value)
            if method not in METHODS:
                continue
            if on != "re":
                used[on.rpartition(".")[2]].add(method)
            elif pattern := in_call(node, method, module):
                found[f"{room}:{node.lineno} {method}"] = pattern, method
            else:
                makers.add(room)
    for room, module in loaded.items():
        for name, value in vars(module).items():
            for number, pattern in enumerate(held(value)):
                for method in used.get(name) or {ONE_BY_ONE.get(f"{room}.{name}", "findall")}:
                    found[f"{room}.{name} {number} {method}"] = pattern, method
    for room, texts in MADE.items():
        for number, (method, text) in enumerate(texts):
            found[f"{room} made {number}"] = re.compile(text, re.M), method
    for room, tables_of in FROM_TABLES.items():
        for table in tables_of:
            for number, text in enumerate(strings(getattr(loaded[room], table))):
                found[f"{room}.{table} {number}"] = re.compile(text), "search"
    return found, makers


@pytest.fixture(autouse=True)
def deep() -> Iterator[None]:
    """The matcher that counts calls itself for each letter."""
    before = sys.getrecursionlimit()
    sys.setrecursionlimit(20_000)
    yield
    sys.setrecursionlimit(before)


def test_every_pattern_takes_steps_in_proportion_to_its_text() -> None:
    found, makers = patterns()
    assert len(found) > 180
    assert makers <= {*MADE, *FROM_TABLES}, "give an example of the pattern that is put together there"
    tried: dict[Any, Any] = {}
    slow = {}
    for name, (pattern, method) in found.items():
        if name.partition(" ")[0] in BOUNDED:
            continue
        if pattern.pattern and isinstance(pattern.pattern, bytes):
            pattern = re.compile(pattern.pattern.decode("ascii"), pattern.flags | re.ASCII)
        key = pattern.pattern, pattern.flags, method
        if key not in tried:
            tried[key] = growth(pattern, method)
        if tried[key][0] > NOISE:
            slow[name] = pattern.pattern, tried[key]
    assert not slow, "\n".join(f"{n}: {s}" for n, s in slow.items())


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"\s+$", "search"),
        (r"\n*x", "findall"),
        (r"^\s*x", "findall"),
        (r"<!--.*?-->", "findall"),
        (r"\s*(\([0-9]+\))?\s*$", "match"),
        (r"(a|b)*c", "search"),
        (r"(\w+,\s*)*x", "search"),
        (r"(?:a+)+b", "match"),
        (r"a*a*b", "match"),
        (r"(?i:[A-Z]*)K", "search"),
        (r"(x+)y\1z", "search"),
    ],
)
def test_what_is_not_linear_is_seen(pattern: str, method: str) -> None:
    """A test of the test: each of these is known to be quadratic, or worse."""
    size = 4 if "+)+" in pattern else 8
    assert growth(re.compile(pattern, re.M), method, size)[0] > NOISE


@pytest.mark.parametrize(
    ("pattern", "method"),
    [
        (r"(?<!\s)\s++$", "search"),
        (r"\w+", "findall"),
        (r"[^\n]*x", "match"),
        (r"x{1,300}y", "search"),
        (r'"(?:[^"\\]+|\\.)*+(?:"|\Z)', "sub"),
        (r"(?>a*)b", "match"),
    ],
)
def test_what_is_linear_is_taken_for_it(pattern: str, method: str) -> None:
    assert growth(re.compile(pattern), method)[0] <= NOISE


# --- functions: the lines that they run, and the letters that they give to patterns -------------------------

STEMS = ["03-three-at-the-table"]


def a_date(text: str) -> None:
    with pytest.raises(grammar.Refused):
        spans.parse(f"{text}x")


LOOKS: dict[str, Callable[[str], Any]] = {
    "names made": lambda text: execute._makes(text, "abc"),
    "names bound": blame._bound,
    "names used": blame._used,
    "a name": lambda text: names.own_name(text, STEMS),
    "a suffix": names.suffix,
    "a folder": lambda text: names.is_time(text, STEMS),
    "a formula": spreadsheet.safe,
    "a guard": lambda text: spreadsheet._GUARDED.sub("", text),
    "a copy": clean_copy.inert,
    "a date": a_date,
    "a name that a spreadsheet has spoiled": lambda text: marks._like(f"?{text[:300]}", [text]),
}
PADS = ("\n", "a, ", "def ", "import ", ".ipynb", "; =", "'", "(1)", " copy", "1-", "a?", "<a", "2017 to ")


def lines_run(look: Callable[[str], Any], text: str) -> int:
    """Return how many lines of the package run: what is done for each letter anew shows here."""
    count = 0
    own: set[CodeType] = set()

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal count
        if frame.f_code not in own and "trilateral" not in frame.f_code.co_filename:
            return None
        own.add(frame.f_code)
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        look(text)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("name", LOOKS)
def test_a_function_runs_lines_in_proportion_to_its_text(name: str) -> None:
    LOOKS[name]("a")
    slow = {}
    for pad in PADS:
        counts = [lines_run(LOOKS[name], pad * (200 * n)) for n in (1, 2, 3)]
        if counts[2] - 2 * counts[1] + counts[0] > 400:
            slow[pad] = counts
    assert not slow, "\n".join(f"{n}: {s}" for n, s in slow.items())


def test_names_are_cut_before_they_are_looked_at() -> None:
    assert len(names._bounded("x" * 10_000)) == names.MOST_NAME
