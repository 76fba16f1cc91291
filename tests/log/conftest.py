import os
from collections.abc import Callable
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
SHARED = Path(os.environ.get("HABEAS_SHARED", REPOSITORY.parent / "shared")) / "vectors"


@pytest.fixture(scope="session")
def vectors() -> Callable[[str], Path]:
    """Return the path of a folder or file of the shared public vectors."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"the shared vectors are not here: {name}")
        return path

    return find
