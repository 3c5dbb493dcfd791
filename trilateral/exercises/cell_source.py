"""What the source of a cell says that it does: which names get a value, and what became of an answer.

The check in the notebook and the commands that read files ask here, so that both see the same.
"""

from __future__ import annotations

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise

from trilateral.exercises.ids import is_answer, variable
from trilateral.exercises.patterns import fault_of_pattern
from trilateral.exercises.syntax_tree import parse
from trilateral.exercises.verdict import Reason, Verdict

__all__ = [
    "CellExecution",
    "analyse_cell",
    "asks",
    "astray",
    "bound",
    "by_source",
    "gives_nothing",
    "lost",
    "reached",
]

# Magics of a cell that run its other lines as they stand.
TRANSPARENT = ("%%time", "%%capture", "%%prun")
# Code that can give a name a value without writing it.
OPAQUE = re.compile(
    r"\b(exec|eval|globals|locals|vars|setattr|get_ipython|user_ns|import_module)\b|^[^\S\n]*[%!]|import \*",
    re.M,
)
# What is said of an answer that holds nothing, and what may be the cause where a text is compared.
EMPTY = re.compile(r"\bNothing was found\b|\bIt is empty\b")
# `.shape` at the end of a line, and a tuple where one number is asked for.
SHAPE = re.compile(r"=[^=\n]*\.shape[^\S\n]*$", re.M)
OF_SHAPE = (
    "Expected a number; .shape is two, the rows and the columns. .shape[0] is the number of rows, and so is "
    "len(...)."
)
MENDED = ("general", "general-rows", "general-table", "invalid")
CAPITALS = (
    'If a condition chose the rows, none fitted it. Capital letters and spaces count in ==, and "2" is not 2.'
)
# A number where a label is asked for, and how a source takes one value of a column; what makes a text.
A_NUMBER = re.compile(r"this is (?:a|one) (?:whole )?number")
FIRST = re.compile(
    r"\.i?loc\[|\.(?:head|tail|nlargest|nsmallest|item|iat|values|to_numpy|tolist)\b|\[-?\d+\]"
)
ASKS = re.compile(r"(?<!\w)input\(")
MAKES_TEXT = re.compile(
    r"(?<!\w)(?:str|format)\(|\.(?:astype|format|join|map)\(|(?<!\w)[fF][\"']|[\"']\s*%|\+\s*[\"']"
)
# Methods that change what stands before them, and give nothing back.
CHANGERS = ("append", "extend", "insert", "remove", "sort", "reverse", "clear", "update", "add", "discard")


@dataclass
class CellExecution:
    """One run of a cell.

    Attributes:
        cell: the front end's name for the cell; "" where it sends none.
        source: what was run.
        binds: the names that it gave a value.
        used: the names whose values it takes.
        meant: the names that it would have given one, had it not failed.
        within: names that get a value only within something that has names of its own, and what that is.
        deleted: names that it gives a value and takes it away again.
        compared: names that stand alone in a line before ==.
        announced: names that stand alone in a line before a colon.
        bare: whether its last line is a value that no name gets.
        prints: whether its last line only shows a value, with print or display.
        opaque: whether it may have given values to names that are not written in it.
        failed: whether it stopped with an error.
        lacked: the name that had no value, where that was the error.
    """

    cell: str
    source: str
    binds: set[str] = field(default_factory=set)
    used: set[str] = field(default_factory=set)
    meant: set[str] = field(default_factory=set)
    within: dict[str, str] = field(default_factory=dict)
    deleted: set[str] = field(default_factory=set)
    compared: set[str] = field(default_factory=set)
    announced: set[str] = field(default_factory=set)
    bare: bool = False
    prints: bool = False
    opaque: bool = False
    failed: bool = False
    lacked: str = ""


def analyse_cell(source: str, cell: str = "") -> CellExecution:
    """Return what a cell's source says that it does."""
    text = source
    if source.lstrip().startswith(TRANSPARENT):
        text = source.lstrip().partition("\n")[2]
    execution = CellExecution(cell, source, opaque=bool(OPAQUE.search(text)))
    if (tree := parse(text)) is None:
        # What cannot be read, or holds magics: the names that its lines begin with.
        execution.meant = set(
            re.findall(r"^[^\S\n]*(?:def\s+)?([^\W\d]\w*)\s*(?:[-+*/|&]?[=＝](?![=＝])|\()", text, re.M)
        )
        execution.opaque = True
        return execution
    execution.used = {n.id for n in ast.walk(tree) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}
    for statement in tree.body:
        match statement:
            case ast.Expr(value=ast.Compare(left=ast.Name(id=name), ops=[ast.Eq(), *_])):
                execution.compared.add(name)
            case ast.AnnAssign(target=ast.Name(id=name), value=None):
                execution.announced.add(name)
                continue
            case ast.Delete(targets=targets):
                gone = {target.id for target in targets if isinstance(target, ast.Name)}
                execution.deleted |= gone
                execution.meant -= gone
        for name, within in _stored(statement):
            if within:
                execution.within[name] = within
            else:
                execution.meant.add(name)
                execution.deleted.discard(name)
    if tree.body and isinstance(last := tree.body[-1], ast.Expr):
        call = last.value.func if isinstance(last.value, ast.Call) else None
        called = call.id if isinstance(call, ast.Name) else ""
        execution.bare = called not in ("print", "display", "check", "hint")
        execution.prints = called in ("print", "display")
    return execution


# What has names of its own, as a student is told of it.
_BRACKETS = dict.fromkeys((ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp), "a loop in brackets")
_FUNCTIONS = dict.fromkeys((ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda), "a function")
_SCOPES: dict[type[ast.AST], str] = {**_BRACKETS, **_FUNCTIONS, ast.ClassDef: "a class"}


def bound(statement: ast.AST) -> set[str]:
    """Return the names of the notebook to which a statement gives a value."""
    return {name for name, within in _stored(statement) if not within}


def _stored(statement: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield each name that gets a value, and within what it has it; "" for a name of the notebook."""
    # Of each node: within what it stands, and within what the names before := in it are.
    todo = [(statement, "", "")]
    while todo:
        node, within, walrus = todo.pop()
        match node:
            case ast.NamedExpr(target=ast.Name(id=name)):
                yield name, walrus
                todo.append((node.value, within, walrus))
                continue
            case ast.Name(id=name, ctx=ast.Store()):
                yield name, within
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, within
            case (
                ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)) | ast.MatchMapping(rest=str(name))
            ):
                yield name, within
            case ast.alias():
                yield (node.asname or node.name).partition(".")[0], within
            case ast.Global(names=names):
                yield from ((name, "") for name in names)
        inner = _SCOPES.get(type(node), within)
        walrus = walrus if type(node) in _BRACKETS or inner == within else inner
        todo += [(child, inner, walrus) for child in ast.iter_child_nodes(node)]


def reached(source: str, error: BaseException) -> set[str]:
    """Return the names that a cell gave a value before the line at which it failed."""
    lines = []
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_name.startswith(("<module>", "<cell line")):
            lines.append(trace.tb_lineno)
        trace = trace.tb_next
    if (tree := parse(source)) is None:
        return set()
    body = tree.body
    done = [statement for statement in body if lines and (statement.end_lineno or 0) < lines[-1]]
    return set().union(*(bound(statement) for statement in done)) if done else set()


def astray(execution: CellExecution, name: str, sure: bool = True) -> Reason | None:
    """Return where a cell's value went, if not to the name that is asked for.

    Args:
        execution: what the cell does.
        name: the name that the check asks for.
        sure: whether this is the answer's own cell, or the only one that can be.
    """
    if name in execution.compared and sure:
        return Reason("compared", {"variable": name})
    if name in execution.announced and sure:
        return Reason("announced", {"variable": name})
    if name in execution.deleted:
        return Reason("deleted", {"variable": name})
    if name in execution.within and name not in execution.meant and sure:
        return Reason("within", {"variable": name, "where": execution.within[name]})
    other = next((bound for bound in sorted(execution.meant) if _alike(bound, name)), None)
    if other is None and sure:
        other = next((bound for bound in sorted(execution.meant) if is_answer(bound) and bound != name), None)
    if other is not None:
        return Reason("other-name", {"variable": name, "other": other})
    if execution.bare and sure and execution.source.strip():
        return Reason("bare", {"variable": name})
    return None


def lost(execution: CellExecution, name: str) -> Reason:
    """Return what there is to say of the answer's own cell, where its newest run gives it no value."""
    if execution.prints:
        return Reason("only-shown", {"variable": name})
    return Reason("given-no-value", {"variable": name})


def asks(source: str) -> bool:
    """Tell whether a cell waits for somebody to type: where answers are graded, nobody does."""
    tree = parse(source)
    return tree is not None and any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "input"
        for node in ast.walk(tree)
    )


def joins_texts(source: str) -> bool:
    """Tell whether two texts stand side by side on one line, with nothing between them."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    except (tokenize.TokenError, SyntaxError):
        return False
    return any(one.type == other.type == tokenize.STRING for one, other in pairwise(tokens))


def gives_nothing(source: str, name: str) -> Reason | None:
    """Return why a cell that gives a name a value gives it None, where that can be seen in its source."""
    tree, asked = parse(source), name
    for statement in reversed(tree.body if tree else []):
        match statement:
            case ast.Assign(targets=[ast.Name(id=target)], value=ast.Call() as call) if target == name:
                return _gives_nothing(call, name, asked)
            case ast.Assign(targets=[ast.Name(id=target)], value=ast.Name(id=other)) if target == name:
                name = other  # figure = show(figure), and then the answer is the figure
            case _ if name in bound(statement):
                return None
    return None


def by_source(verdict: Verdict, source: str, question: str, kind: str) -> Verdict:
    """Return a verdict with what the source of the answer's cell tells of it.

    Args:
        verdict: on the answer.
        source: of the cell that gave it.
        question: its number.
        kind: the kind of answer that is asked for.
    """
    if verdict.reason.code == "blank" and (reason := gives_nothing(source, variable(question))):
        return Verdict(verdict.kind, reason)
    if verdict.kind == "wrong" and (told := fault_of_pattern(source, verdict)):
        return Verdict(verdict.kind, Reason("distractor", {"message": told}))
    if verdict.kind != "wrong" or verdict.reason.code not in MENDED:
        return verdict
    if kind == "number" and verdict.reason.code == "invalid" and SHAPE.search(source):
        return Verdict(verdict.kind, Reason("invalid", {"text": OF_SHAPE}))
    told = f"{verdict.reason.values.get('also', '')} {verdict.reason.values.get('text', '')}"
    if EMPTY.search(told) and re.search(r"[=!]=\s*[\"']|[\"']\s*[=!]=", source):
        return _also(verdict, CAPITALS)
    label, value = re.search(r"\.idx(max|min)\(", source), re.search(r"(?<!\w)(max|min)\(", source)
    if kind == "number" and label:
        also = (
            f".idx{label[1]}() gives the label that a value stands at; .{label[1]}() gives the value itself."
        )
    elif kind == "table" and re.search(r"\.(unstack|pivot_table|reindex)\(", source) and "fill" not in source:
        also = "Where there is nothing to count, this leaves blanks (NaN); for 0 write .fillna(0) behind it."
    elif kind in ("date", "text") and label and A_NUMBER.search(told):
        also = "That is the label of a row; column[label], with your column, takes what stands there."
    elif kind == "list" and verdict.reason.code == "general" and _is_one_text(source):
        also = "All of it stands in one pair of quotation marks: give each its own, with commas between."
    elif kind in ("date", "text") and value and not label:
        also = f".{value[1]}() gives a value; .idx{value[1]}() gives the label that it stands at."
    elif (
        kind in ("date", "text") and A_NUMBER.search(told) and FIRST.search(source) and ".index" not in source
    ):
        also = (
            "This takes a value; .index[0] takes the label of the first value, .index[-1] that of the last."
        )
    elif kind == "set" and "blank (NaN)" in told and re.search(r"[\w)\]]\s*-\s*\w", source):
        also = "A minus between two columns works row by row; set(one) - set(other) is what only one has."
    elif kind in ("list", "set", "rows") and joins_texts(source):
        also = "Between two texts stands no comma, and Python makes one text of them."
    elif "this is text" in told and ASKS.search(source):
        also = "input(...) always gives a text."
    elif kind == "number" and "this is text" in told and MAKES_TEXT.search(source):
        also = 'str(...), f"..." and + between texts make a text of a number: give the number itself.'
    else:
        return verdict
    return _also(verdict, also)


def _is_one_text(source: str) -> bool:
    """Tell whether a list holds nothing but one text with commas in it: ["c, d, a"]."""
    tree = parse(source)
    for node in ast.walk(tree) if tree else ():
        match node:
            case ast.List(elts=[ast.Constant(value=str(text))]) if "," in text:
                return True
    return False


def _also(verdict: Verdict, also: str) -> Verdict:
    values = verdict.reason.values
    said = f"{values['also']} {also}" if values.get("also") else also
    return Verdict(verdict.kind, Reason(verdict.reason.code, {**values, "also": said}))


def _gives_nothing(call: ast.Call, name: str, asked: str) -> Reason | None:
    """Return why a name's call gives it nothing; the name is the one asked for, or stands for it."""
    reason = _of_a_call(call, asked)
    if reason and name != asked:
        function = str(reason.values.get("function", "what stands there"))
        return Reason("gives-nothing-name", {"other": name, "function": function})
    return reason


def _of_a_call(call: ast.Call, name: str) -> Reason | None:
    for word in call.keywords:
        if word.arg == "inplace" and isinstance(word.value, ast.Constant) and word.value.value is True:
            return Reason("gives-nothing-inplace", {"variable": name})
    match call.func:
        case ast.Name(id="show") | ast.Attribute(value=ast.Name(id="plt"), attr="show"):
            return Reason("gives-nothing-show", {"variable": name, "function": "show"})
        case ast.Name(id="print" | "display" as function):
            return Reason("gives-nothing-print", {"variable": name, "function": function})
        case ast.Attribute(attr=method) if method in CHANGERS:
            return Reason("gives-nothing-method", {"variable": name, "function": method})
    return None


def _alike(one: str, other: str) -> bool:
    plain = [re.sub(r"[\W_]", "", name).casefold() for name in (one, other)]
    ends = [re.search(r"(?<!\d)\d{1,2}_\d{1,2}$", name) for name in (one, other)]
    replaced = (
        ends[0] and ends[1] and ends[0][0] == ends[1][0]
    )  # "result_1_2" for "answer_1_2", by Replace All
    return one != other and bool(plain[0] == plain[1] or _swapped(*plain) or replaced)


def _swapped(one: str, other: str) -> bool:
    """Return whether two names have the same digits, and nearly the same letters."""
    digits = [re.sub(r"\D", "", name) for name in (one, other)]
    return digits[0] == digits[1] != "" and SequenceMatcher(None, one, other).ratio() > 0.8
