"""The project's code and templates as syntax trees, for the house rules."""

import ast
from functools import cache
from pathlib import Path

from jinja2 import nodes

from rasso.jinja_environment import environment
from rasso.settings.environment import ROOT

APPS = ("people", "timeliness", "cases", "victims", "pilots", "rasso")


@cache
def modules():
    """{path: tree} of every module of the apps except migrations."""
    paths = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text())
        for path in paths
        if "migrations" not in path.parts
    }


def line_count(path):
    """The number of lines of a file."""
    return len((ROOT / path).read_text().splitlines())


def nodes_where(wanted, *, outside=()):
    """Nodes for which `wanted` is true, as "path:line".

    Args: outside: parts of paths to leave out.
    """
    return [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        if not any(allowed in path for allowed in outside)
        for node in ast.walk(tree)
        if wanted(node)
    ]


def is_method_call(node, *names):
    """Whether a node calls a method with one of these names."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in names
    )


def is_name_of(node, *names):
    """Whether a node is a name, an attribute or an import with one of these names."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return name in names
    return False


def function_length(function):
    """Lines of a function, without its docstring."""
    told = len(ast.get_docstring(function, clean=False).splitlines()) if docstring(function) else 0
    return function.end_lineno - function.lineno + 1 - told


def docstring(node):
    """Whether a node has a docstring."""
    return ast.get_docstring(node) is not None


@cache
def templates():
    """{path: tree} of every page, fragment and email template."""
    env = environment(loader=None)
    paths = [path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file()]
    return {
        str(path.relative_to(ROOT)): env.parse(Path(path).read_text())
        for path in paths
        if path.suffix in (".html", ".jinja", ".txt")
    }


def comparisons():
    """(path, line, left side, right sides) of every comparison in a template."""
    for path, tree in templates().items():
        for node in tree.find_all(nodes.Compare):
            yield path, node.lineno, node.expr, [operand.expr for operand in node.ops]
