"""The map shows every room, and the list of decisions every decision."""

import re

from tests.docs.tree import REPO

ROOMS = REPO / "src" / "habeas"


def test_every_room_is_on_the_map() -> None:
    shown = (REPO / "docs" / "README.md").read_text("utf-8")
    rooms = {
        room.name
        for room in ROOMS.iterdir()
        if (room / "__init__.py").exists() or room.suffix == ".py"
    }
    missing = {
        room
        for room in rooms - {"__init__.py", "__main__.py"}
        if f"`{room}`" not in shown
    }
    assert missing == set()


def test_every_place_the_map_names_exists() -> None:
    shown = (REPO / "docs" / "README.md").read_text("utf-8")
    named = re.findall(r"`([\w./-]+(?:\.py|/))`", shown)
    bases = (REPO, ROOMS)
    lost = {one for one in named if not any((base / one).exists() for base in bases)}
    assert lost == set()


def test_every_decision_is_listed_and_names_its_losers() -> None:
    folder = REPO / "docs" / "adr"
    listed = re.findall(r"\((\d{4}-[\w-]+\.md)\)", (folder / "README.md").read_text())
    pages = sorted(page.name for page in folder.glob("[0-9]*.md"))
    assert listed == pages
    assert [int(name[:4]) for name in pages] == list(range(1, len(pages) + 1))
    for name in pages:
        text = (folder / name).read_text("utf-8")
        for part in ("The question", "Decision", "The losers", "What follows"):
            assert f"\n## {part}\n" in text, (name, part)
