"""docs/cli.md shows every command's help as it is today.

HABEAS_WRITE_TRANSCRIPTS=1 writes it anew.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from habeas.cli.door import Door
from habeas.cli.say import Voice
from habeas.cli.tree import build

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
MARK = "pytest. -->\n"
WIDTH = 88


def reference() -> str:
    door = Door(Voice("en", str), Path())
    context = click.Context(
        build(str),
        info_name="habeas",
        obj=door,
        max_content_width=WIDTH,
        terminal_width=WIDTH,
    )
    return "".join(_sections(context))


def _sections(context: click.Context) -> Iterator[str]:
    made = context.command
    made.epilog = None  # what holds for all records stands under 'Fields', once
    head = f"\n## `{context.command_path}`\n\n"
    twin = _twin(context)
    if twin:
        yield f"{head}As `{twin}`.\n"
        return
    yield f"{head}```text\n{_stripped(made.get_help(context))}\n```\n"
    if isinstance(made, click.Group):
        for name, inner in made.commands.items():
            yield from _sections(click.Context(inner, parent=context, info_name=name))


def _twin(context: click.Context) -> str:
    """Return `habeas NOUN correct` for `habeas correct NOUN`, where there is one."""
    program, *words = context.command_path.split()
    if len(words) < 2 or words[0] != "correct":
        return ""
    root = context.find_root().command
    assert isinstance(root, click.Group)
    noun = root.commands.get(words[1])
    has_it = isinstance(noun, click.Group) and "correct" in noun.commands
    return f"{program} {words[1]} correct" if has_it else ""


def _stripped(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def test_the_page_shows_every_help(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(WIDTH))
    before, mark, written = PAGE.read_text("utf-8").partition(MARK)
    assert mark
    if os.environ.get("HABEAS_WRITE_TRANSCRIPTS") == "1":
        PAGE.write_text(before + mark + reference(), "utf-8")
    else:
        assert written == reference()
