"""One digest over every rule that is data: another one, and answers are made anew."""

from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from importlib.resources.abc import Traversable

from habeas.crypto.digest import sha256


@cache
def rules_digest() -> str:
    """Return SHA-256, in hex, over the names and bytes of all TOML files of the room.

    Whatever a pack or a table of windows says differently makes another digest, and so
    does another version of the calendars.
    """
    lines = [
        f"{name} {sha256(file.read_bytes()).hex()}"
        for name, file in sorted(_tables(files("habeas.law"), ""))
    ]
    lines.append(f"holidays {version('holidays')}")
    return sha256("\n".join(lines).encode()).hex()


def _tables(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for one in folder.iterdir():
        name = f"{path}/{one.name}"
        if one.is_dir():
            yield from _tables(one, name)
        elif one.name.endswith(".toml"):
            yield name, one
