"""The house stays one in which a newcomer finds things: small files, telling names."""

import ast
from collections.abc import Iterator

from tests.docs.tree import texts

LONGEST_FILE = 400
LONGEST_FUNCTION = 40  # without its docstring
ONE_PIECE = {"src/habeas/papers/bundle/stranger/verify.py"}  # read alone, by a stranger
REASONS = {
    # Both signatures of a head in one place, for whoever doubts them.
    "src/habeas/papers/bundle/stranger/verify.py _check_signatures",
}
EMPTY_NAMES = {"utils", "util", "common", "core", "services", "managers", "helpers"}
SOURCES = {
    name: text for name, text in texts(".py") if name.startswith(("src/", "scripts/"))
}


def functions() -> Iterator[tuple[str, int]]:
    """Yield (place, lines) of each function, its docstring and inner ones left out."""
    for name, text in SOURCES.items():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{name} {node.name}", own_lines(node)


def own_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return how many lines a reader of this function alone has to follow."""
    docs = function.body[:1] if ast.get_docstring(function) else []
    inner = [
        node
        for node in ast.walk(function)
        if node is not function
        and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    left_out = {
        line
        for node in [*docs, *inner]
        for line in range(node.lineno, (node.end_lineno or node.lineno) + 1)
    }
    return (function.end_lineno or 0) - function.lineno + 1 - len(left_out)


def test_no_function_is_too_long() -> None:
    long = {place for place, lines in functions() if lines > LONGEST_FUNCTION}
    assert long - REASONS == set()


def test_no_file_is_too_long() -> None:
    long = {name for name, text in SOURCES.items() if text.count("\n") > LONGEST_FILE}
    assert long - ONE_PIECE == set()


def test_every_file_says_in_its_first_line_what_it_is() -> None:
    silent = {
        n for n, text in SOURCES.items() if not ast.get_docstring(ast.parse(text))
    }
    assert silent == set()


def test_a_package_file_holds_a_docstring_and_nothing_else() -> None:
    full = {
        name
        for name, text in SOURCES.items()
        if name.endswith("__init__.py") and len(ast.parse(text).body) > 1
    }
    assert full == set()


def test_no_file_has_a_name_that_says_nothing() -> None:
    stems = {part.removesuffix(".py") for name in SOURCES for part in name.split("/")}
    assert stems & EMPTY_NAMES == set()
