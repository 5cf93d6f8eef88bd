"""The project's own code and templates, read as trees, for the tests that hold it to its rules."""

import ast
from functools import cache
from pathlib import Path

from jinja2 import nodes

from rasso.jinja_environment import environment
from rasso.settings.environment import ROOT

APPS = ("people", "timeliness", "cases", "victims", "pilots", "rasso")


@cache
def modules():
    """{path: tree} of every module of ours but the migrations, which Django writes."""
    paths = [path for app in APPS for path in sorted((ROOT / app).rglob("*.py"))]
    return {
        str(path.relative_to(ROOT)): ast.parse(path.read_text())
        for path in paths
        if "migrations" not in path.parts
    }


def lines_of(path):
    return len((ROOT / path).read_text().splitlines())


def found(wanted, *, outside=()):
    """Where a test of a node holds, as "path:line", but for these paths or folders."""
    return [
        f"{path}:{node.lineno}"
        for path, tree in modules().items()
        if not any(allowed in path for allowed in outside)
        for node in ast.walk(tree)
        if wanted(node)
    ]


def calls(node, *names):
    """Whether a node calls a method of one of these names."""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in names
    )


def mentions(node, *names):
    """Whether a node is a name, an attribute or an import of one of these names."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.alias(name=name):
            return name in names
    return False


def length(function):
    """The lines of a function, without what is said about it."""
    told = len(ast.get_docstring(function, clean=False).splitlines()) if docstring(function) else 0
    return function.end_lineno - function.lineno + 1 - told


def docstring(node):
    return ast.get_docstring(node) is not None


@cache
def templates():
    """{path: tree} of every page, part and mail of ours."""
    env = environment(loader=None)
    paths = [path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file()]
    return {
        str(path.relative_to(ROOT)): env.parse(Path(path).read_text())
        for path in paths
        if path.suffix in (".html", ".jinja", ".txt")
    }


def comparisons():
    """(path, line, left side, right sides) of everything a template compares."""
    for path, tree in templates().items():
        for node in tree.find_all(nodes.Compare):
            yield path, node.lineno, node.expr, [operand.expr for operand in node.ops]
