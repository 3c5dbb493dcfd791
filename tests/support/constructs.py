"""Which constructs of the language a cell uses: its syntax, methods, functions and keyword arguments.

Each has a name, by which `tests/course/constructs.csv` lists it: `.merge`, `pd.crosstab`, `len()`,
`merge(left_on=)`, `for`, `==`. What has no name here gets that of Python's class of node, and is noticed.
"""

import ast
import re
from collections.abc import Iterator

MODULES = {"pd", "np", "plt"}
NAMES: dict[type[ast.AST], str] = {
    ast.Import: "import",
    ast.ImportFrom: "import",
    ast.FunctionDef: "def",
    ast.Return: "return",
    ast.For: "for",
    ast.If: "if",
    ast.ListComp: "[for]",
    ast.GeneratorExp: "(for)",
    ast.Starred: "*list",
    ast.Dict: "{}",
    ast.List: "[]",
    ast.Tuple: "a, b",
    ast.JoinedStr: 'f""',
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "**",
    ast.BitAnd: "&",
    ast.BitOr: "|",
    ast.Invert: "~",
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.In: "in",
}
# A minus before a number, a name, a text: these need no teaching. Calls and the like are named below.
PLAIN = (
    ast.Module, ast.Expr, ast.Name, ast.expr_context, ast.Constant, ast.alias, ast.arguments, ast.arg,
    ast.keyword, ast.comprehension, ast.FormattedValue, ast.BinOp, ast.UnaryOp, ast.USub, ast.Compare,
    ast.Slice, ast.Attribute, ast.Call, ast.Subscript, ast.Assign,
)  # fmt: skip


def constructs(source: str, own: set[str]) -> set[str]:
    """Return the names of what a cell uses; to `own` are added the functions that the cell makes."""
    tree = ast.parse(source)
    own |= {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
    told = {part for node in ast.walk(tree) for part in _told_by(node)}
    found = {NAMES.get(type(node), type(node).__name__) for node in _untold(tree, told)}
    for node in ast.walk(tree):
        found |= set(_named(node, own))
    return found


def _untold(tree: ast.AST, told: set[ast.AST]) -> Iterator[ast.AST]:
    return (node for node in ast.walk(tree) if not isinstance(node, PLAIN) and node not in told)


def _told_by(node: ast.AST) -> Iterator[ast.AST]:
    """Yield the parts that a node's own name tells of: the list in `table[["id"]]` is no list to learn."""
    if isinstance(node, ast.Subscript):
        yield node.slice
        if isinstance(node.slice, ast.Tuple):
            yield from (part for part in node.slice.elts if isinstance(part, ast.List))
    elif isinstance(node, ast.Assign) and any(isinstance(target, ast.Tuple) for target in node.targets):
        yield from (*node.targets, node.value)
    elif isinstance(node, ast.For | ast.comprehension):
        yield node.target
    elif isinstance(node, ast.FormattedValue) and node.format_spec:
        yield node.format_spec


def _named(node: ast.AST, own: set[str]) -> Iterator[str]:
    match node:
        case ast.Attribute(value=ast.Name(id=module)) if module in MODULES:
            yield f"{module}.{node.attr}"
        case ast.Attribute():
            yield f".{node.attr}"
        case ast.Call(func=ast.Name(id=name)):
            yield from (
                [] if name in own else [f"{name}()", *(f"{name}({word.arg}=)" for word in node.keywords)]
            )
        case ast.Call(func=ast.Attribute(attr=name)) if name != "assign":
            yield from (f"{name}({word.arg}=)" for word in node.keywords)
        case ast.Assign():
            yield from map(_target, node.targets)
        case ast.Subscript():
            yield from _subscript(node)
        case ast.FormattedValue(format_spec=ast.JoinedStr()):
            spec = re.sub(r"[^%f,]", "", ast.unparse(node.format_spec)[2:-1])
            yield f'f"{{:{spec}}}"'
        case ast.Constant(value=value) if value is ...:
            yield "..."


def _target(target: ast.expr) -> str:
    if isinstance(target, ast.Subscript):
        return 't["c"] ='
    return "a, b =" if isinstance(target, ast.Tuple) else "="


def _subscript(node: ast.Subscript) -> Iterator[str]:
    parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]
    located = isinstance(node.value, ast.Attribute) and node.value.attr in ("loc", "iloc")
    for part in parts:
        if isinstance(part, ast.Slice):
            yield "[a:b]"
        elif isinstance(part, ast.UnaryOp) and isinstance(part.op, ast.USub):
            yield "[-1]"
        elif not located and isinstance(part, ast.List):
            yield "t[[]]"
        elif not located:
            yield 't["c"]' if isinstance(part, ast.Constant) else "t[question]"
