import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

REPOSITORY = Path(__file__).parents[2]
SHARED = Path(os.environ.get("HABEAS_SHARED", REPOSITORY.parent / "shared")) / "vectors"

Case = tuple[dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="session")
def vectors() -> Callable[[str], Path]:
    """Return the path of a folder or file of the shared public vectors."""

    def find(name: str) -> Path:
        path = SHARED / name
        if not path.exists():
            pytest.skip(f"the shared vectors are not here: {name}")
        return path

    return find


@pytest.fixture(scope="session")
def wycheproof(
    vectors: Callable[[str], Path],
) -> Callable[[str], Iterator[Case]]:
    """Return the (group, test) pairs of one Wycheproof file."""

    def cases(name: str) -> Iterator[Case]:
        data = json.loads(vectors(f"wycheproof/{name}.json").read_bytes())
        for group in data["testGroups"]:
            for test in group["tests"]:
                yield group, test

    return cases
