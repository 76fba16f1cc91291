"""The verifiers say the same in three languages, and nothing that has no words."""

import ast
import json
import re
from pathlib import Path

import pytest

STRANGER = Path(__file__).parents[2] / "src/habeas/papers/bundle/stranger"
WORDS: dict[str, dict[str, str]] = json.loads(
    (STRANGER / "words.json").read_text("utf-8")
)
FINDING = re.compile(r"(?:bad|ok|note|say)\(\s*\"([a-z0-9_]+)\"")


def places(text: str) -> set[str]:
    return set(re.findall(r"\{\w+\}", text))


@pytest.mark.parametrize("language", ["ru", "kk"])
def test_every_sentence_is_in_every_language(language: str) -> None:
    assert list(WORDS[language]) == list(WORDS["en"])
    for key, sentence in WORDS["en"].items():
        assert places(WORDS[language][key]) == places(sentence), key


def findings(program: str) -> set[str]:
    """The words a program uses, but for those it puts together with a kind of key."""
    found = FINDING.findall((STRANGER / program).read_text("utf-8"))
    return {word for word in found if not word.endswith("_")}


@pytest.mark.parametrize("program", ["verify.py", "verify.js"])
def test_every_finding_has_words(program: str) -> None:
    found = findings(program)
    assert len(found) > 20
    assert found <= set(WORDS["en"])


def test_both_programs_find_the_same_faults() -> None:
    python, script = (
        {word for word in findings(name) if word.startswith("bad_")}
        for name in ("verify.py", "verify.js")
    )
    assert python | {"bad_ed25519"} == script


def test_verify_py_is_written_for_an_old_python() -> None:
    program = (STRANGER / "verify.py").read_text("utf-8")
    tree = ast.parse(program, feature_version=(3, 8))
    named = {
        alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    assert named <= {
        *("argparse", "base64", "calendar", "hashlib", "json", "os", "re", "shutil"),
        *("stat", "subprocess", "sys", "struct", "tempfile", "time", "unicodedata"),
        *("zipfile", "zlib"),
    }
    later = {"removeprefix", "removesuffix", "is_relative_to", "bit_count", "pairwise"}
    assert not later & {n.attr for n in ast.walk(tree) if isinstance(n, ast.Attribute)}
