"""Every command and option is documented, and no other is."""

import re
from collections.abc import Iterator

import click

from habeas.cli.tree import build
from tests.docs.tree import REPO, files

PAGE = (REPO / "docs" / "cli.md").read_text("utf-8")
CODE = re.compile(r"```[a-z]*\n(.*?)```|`([^`\n]+)`", re.DOTALL)
CALLED = re.compile(r"(?m)(?:^|\./run |\$ )habeas((?: +[a-z][a-z-]*)+)")


def commands(
    group: click.Group, path: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Yield every command with the words that call it."""
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


ALL = dict(commands(build(str)))


def test_every_command_is_documented() -> None:
    missing = {
        " ".join(path)
        for path in ALL
        if not re.search(rf"habeas {' '.join(path)}(?![\w-])", PAGE)
    }
    assert missing == set()


def test_every_option_is_documented() -> None:
    missing = {
        f"{' '.join(path)} {option}"
        for path, command in ALL.items()
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.hidden
        for option in parameter.opts
        if option.startswith("--") and not re.search(rf"{option}(?![\w-])", PAGE)
    }
    assert missing == set()


def test_every_command_that_a_page_shows_exists() -> None:
    known = {path[:length] for path in ALL for length in range(1, len(path) + 1)}
    lost = {
        f"{page.relative_to(REPO)}: habeas{words}"
        for page in files(".md")
        for block, span in CODE.findall(page.read_text("utf-8"))
        for words in CALLED.findall(block or span)
        if not any(tuple(words.split())[:length] in known for length in (1, 2))
        or _second_word_is_lost(tuple(words.split()), known)
    }
    assert lost == set()


def _second_word_is_lost(words: tuple[str, ...], known: set[tuple[str, ...]]) -> bool:
    """Tell whether a group was named with a command that it does not have."""
    is_group = words[:1] not in ALL and words[:1] in known
    return is_group and len(words) > 1 and words[:2] not in known
