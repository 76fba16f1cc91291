"""The tables of docs/spec/forms.md list the keys that a form and a house take."""

import re
from collections.abc import Iterator
from enum import Enum

import pytest
from msgspec import inspect as kinds

from habeas.papers.engine.casefile import PARTS
from habeas.papers.engine.form import Form
from habeas.papers.engine.house import House
from tests.docs.tree import REPO

PAGE = (REPO / "docs" / "spec" / "forms.md").read_text("utf-8")
NOT_WRITTEN = {"name", "templates", "own", "digest"}
"""What reading a form adds: no key of its file."""


def structs(wanted: type, head: str) -> Iterator[tuple[str, dict[str, kinds.Type]]]:
    """Yield the heading of each table that a file has, with the kinds of its keys."""
    found = kinds.type_info(wanted)
    assert isinstance(found, kinds.StructType)
    fields = {one.encode_name: one.type for one in found.fields}
    yield head, {key: kind for key, kind in fields.items() if key not in NOT_WRITTEN}
    for key, kind in fields.items():
        for each in getattr(kind, "types", (kind,)):
            if isinstance(each, kinds.StructType):
                yield from structs(each.cls, f"`[{key}]`")
            inner = getattr(each, "item_type", None)
            if isinstance(inner, kinds.StructType):
                yield from structs(inner.cls, f"`[[{key}]]`")


TABLES = [*structs(Form, "paper.toml"), *structs(House, "house.toml")]


def rows(head: str) -> dict[str, str]:
    """Return the keys of the table under a heading, each with what it takes."""
    _before, _head, after = PAGE.partition(f"# {head}\n")
    section = re.split(r"\n#+ ", after)[0]
    return dict(re.findall(r"^\| `(\w+)` \| (.+?) \| ", section, re.MULTILINE))


@pytest.mark.parametrize(("head", "fields"), TABLES, ids=[one for one, _ in TABLES])
def test_every_key_stands_in_its_table(
    head: str, fields: dict[str, kinds.Type]
) -> None:
    assert set(rows(head)) == set(fields)


@pytest.mark.parametrize(("head", "fields"), TABLES, ids=[one for one, _ in TABLES])
def test_every_word_that_a_key_takes_is_named(
    head: str, fields: dict[str, kinds.Type]
) -> None:
    for key, kind in fields.items():
        if isinstance(kind, kinds.EnumType) and key != "use":
            assert issubclass(kind.cls, Enum)
            words = set(re.findall(r"`([\w-]+)`", rows(head)[key]))
            assert words == {str(one.value) for one in kind.cls}


def test_every_part_of_a_case_is_named() -> None:
    _before, _head, after = PAGE.partition("## Parts of a case\n")
    listed = after.partition(". ")[0]
    assert set(re.findall(r"`(\w+)`", listed)) == PARTS
