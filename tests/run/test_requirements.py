"""What pip installs is what uv.lock says, hash by hash, and from nowhere by name."""

import re
import tomllib
from pathlib import Path

import pytest

from tests.run.conftest import REPO

LOCKS = sorted((REPO / "requirements").glob("*.lock"))
UV_LOCK = tomllib.loads((REPO / "uv.lock").read_text("utf-8"))
PINNED = {
    (package["name"], package["version"]): {
        file["hash"]
        for file in [*package.get("wheels", []), package.get("sdist", {})]
        if "hash" in file
    }
    for package in UV_LOCK["package"]
}


def requirements(text: str) -> dict[tuple[str, str], set[str]]:
    """Return the hashes of each (name, version) that a requirements file pins."""
    entries = re.split(r"\n(?=[a-z0-9])", re.sub(r"(?m)^\s*#.*\n?", "", text).strip())
    found = {}
    for entry in entries:
        pin = re.match(r"([a-z0-9-]+)(?:\[.*\])?==([^\s;]+)", entry)
        assert pin, entry
        found[pin[1], pin[2]] = set(re.findall(r"--hash=(\S+)", entry))
    return found


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_each_pin_and_hash_stands_in_uv_lock(lock: Path) -> None:
    for pin, hashes in requirements(lock.read_text()).items():
        assert hashes == PINNED.get(pin), f"{pin}: renew with ./run lock"


def test_every_dependency_is_pinned() -> None:
    itself = next(p for p in UV_LOCK["package"] if p["name"] == "habeas")
    wanted = {
        "start": itself["dependencies"] + itself["dev-dependencies"]["build"],
        "test": itself["dev-dependencies"]["test"],
        "lint": itself["dev-dependencies"]["lint"],
        "mutation": itself["dev-dependencies"]["mutation"],
    }
    for group, dependencies in wanted.items():
        text = (REPO / "requirements" / f"{group}.lock").read_text()
        pinned = {name for name, _ in requirements(text)}
        assert {each["name"] for each in dependencies} <= pinned, group


def test_no_host_is_named() -> None:
    assert [lock.stem for lock in LOCKS] == ["lint", "mutation", "start", "test"]
    for lock in LOCKS:
        assert "://" not in lock.read_text()
