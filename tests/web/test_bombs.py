"""Files made to do harm, brought in through the page: kept, told of, and survived."""

import functools
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from habeas.actions import documents
from habeas.text import notes
from habeas.text.process import Limits
from habeas.text.reader import read_document
from tests.text.bombs import BOMBS
from tests.web.conftest import OURS, Door, Seed, opened

SHORT = Limits(seconds=60, cpu_seconds=1)
"""As in real life, but a bomb costs a test one second instead of thirty."""
SAID = "This was read without any trouble."


@pytest.fixture(scope="module")
def most() -> int:
    """The most memory, in bytes, that a child may have had when a bomb was read.

    The system tells of the largest child of all so far, of other tests as well.
    """
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10
    return max(SHORT.memory - 1, before)


@pytest.fixture(scope="module")
def stand(copied: tuple[Path, Seed]) -> Iterator[tuple[Door, str]]:
    """A door through which somebody brings in one bomb after another."""
    for door in opened(*copied):
        yield door, door.enter()


@pytest.mark.counts("hostile inputs tried")
@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_kept_and_told_of(
    stand: tuple[Door, str], name: str, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    door, token = stand
    quick = functools.partial(read_document, limits=SHORT)
    monkeypatch.setattr(documents, "read_document", quick)
    file, data = BOMBS[name]
    page = _bring(door, token, file, data)
    said = {note for note in notes.KNOWN if note in page}
    assert said or "data-start" in page, "neither text nor a sentence"
    original = door.client.get(_original(page))
    assert original.content == data
    # a child begins as a copy of who starts it, and the system counts that for its own
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10
    largest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss << 10
    assert largest <= max(most, ours)


def test_after_bombs_the_next_file_is_read(stand: tuple[Door, str]) -> None:
    door, token = stand
    file, data = BOMBS["a billion laughs"]
    again = data + b"again"  # the same file twice is refused
    assert notes.UNREADABLE in _bring(door, token, file, again)
    assert SAID in _bring(door, token, "after.txt", SAID.encode())


def _bring(door: Door, token: str, name: str, data: bytes) -> str:
    path = f"/cases/{door.seed.case}/documents/add"
    files = [("file", (name, data))]
    page = door.client.post(path, data={"csrf": token}, files=files, headers=OURS)
    assert page.status_code == 200, page.text
    return page.text


def _original(page: str) -> str:
    end = page.index('/original"')
    return page[page.rindex('"', 0, end) + 1 : end] + "/original"
