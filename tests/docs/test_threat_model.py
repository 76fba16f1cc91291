"""A promise without its test is a wish."""

import ast
import re

import pytest

from tests.docs.tree import REPO

TEXT = (REPO / "docs" / "threat-model.md").read_text("utf-8")
NAMED = sorted(set(re.findall(r"`(tests/[\w/]+\.py)::((?:Test\w+::)?\w+)`", TEXT)))
NAMED_NODES = ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
ROWS = re.findall(r"(?m)^\| (.+) \| (.+) \|$", TEXT)


@pytest.mark.parametrize(("file", "name"), NAMED, ids="::".join)
def test_the_named_test_exists(file: str, name: str) -> None:
    inside: ast.Module | ast.stmt = ast.parse((REPO / file).read_text("utf-8"))
    for part in name.split("::"):
        assert isinstance(inside, ast.Module | ast.ClassDef)
        named = {one.name: one for one in inside.body if isinstance(one, NAMED_NODES)}
        inside = named[part]


def test_every_promise_names_its_test() -> None:
    unproved = {
        promise
        for promise, proof in ROWS
        if promise not in {"promise", "---"} and "`tests/" not in proof
    }
    assert unproved == set()


def test_it_says_what_does_not_hold_against_each() -> None:
    parts = TEXT.split("\n## ")
    against = [part for part in parts if "| promise |" in part]
    assert len(against) >= 6
    for part in against:
        assert "**What does not hold.**" in part, part.splitlines()[0]
