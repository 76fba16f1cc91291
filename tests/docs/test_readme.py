"""What the README shows first is what a stranger types first."""

import re

from tests.docs.tree import REPO

README = (REPO / "README.md").read_text("utf-8")


def test_the_first_two_commands() -> None:
    blocks = re.findall(r"```\n(.*?)```", README, re.DOTALL)
    commands = [line for block in blocks for line in block.splitlines()]
    assert commands[:2] == ["./run demo", "./run test"]


def test_it_says_what_is_not_protected_and_shows_a_picture() -> None:
    assert "## What it does not protect" in README
    assert "](docs/screenshots/" in README


def test_the_licence_is_the_agpl_to_the_letter() -> None:
    text = (REPO / "LICENSE").read_text("utf-8")
    assert text.split("\n")[0].strip() == "GNU AFFERO GENERAL PUBLIC LICENSE"
    assert len(text) == 34523
    assert 'license = "AGPL-3.0-or-later"' in (REPO / "pyproject.toml").read_text()
