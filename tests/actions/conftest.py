"""A case with people in it, and files to bring in."""

from collections.abc import Callable
from pathlib import Path

import pytest

from habeas.actions.desk import Desk
from habeas.actions.documents import add_file
from habeas.actions.record import put
from tests.timestamps.conftest import authorities, expired, stamper, stranger
from tests.views.conftest import write

__all__ = ["authorities", "expired", "stamper", "stranger", "write"]

STORY = "She said that the guard came at night.\nThe guard denied it. Қайғы. 😀 End.\n"


@pytest.fixture
def her(desk: Desk, case: str) -> str:
    return put(desk, case, "person", {"pseudonym": "A.", "role": "complainant"})


@pytest.fixture
def add(desk: Desk, case: str, tmp_path: Path) -> Callable[..., str]:
    """Return what brings a file with this content into the case."""

    def bring(data: bytes | str = STORY, name: str = "story.txt") -> str:
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return add_file(desk, case, path)

    return bring
