"""Sealed files between a copy and a hub, in parts of 8 MiB.

docs/spec/sync.md, 'Files'. A file of one part lies at a hub under the hash that the
case names. The parts of a larger one are found by its list of parts: sealed under a key
that only the file's own key gives, it tells the hub nothing, and every copy makes the
same one.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from habeas.actions.desk import Desk
from habeas.vault.arriving import sealed_names, sealed_size
from habeas.vault.outside import HandedFile, handed_files
from habeas.views.files import NamedFile, named_files
from habeas.wire.parts import HASH_SIZE, PART, TAG_SIZE, open_parts, seal_parts


@dataclass(frozen=True)
class Large:
    """A file of several parts that a case names, and how it stands here.

    `parts` is its sealed list of parts where its key was forgotten: it was handed in.
    """

    stored: str
    identity: str = field(repr=False)
    size: int
    here: bool
    parts: bytes = b""

    @property
    def count(self) -> int:
        """Return how many parts it has."""
        return -(-self.size // PART)

    @property
    def list_size(self) -> int:
        """Return the bytes of its list of parts, sealed."""
        return self.count * HASH_SIZE + TAG_SIZE


def small_files(
    desk: Desk, case: str, there: set[bytes]
) -> tuple[dict[bytes, int], frozenset[bytes]]:
    """Return the files of one part: those here with their sizes, and those wanted.

    Of those that are here and at the hub as well the size plays no part: it is 0.
    """
    names = sealed_names(desk.vault.exhibits)
    mine: dict[bytes, int] = {}
    wanted = set()
    for one in named_files(desk.views, case):
        if one.sealed_size > PART:
            continue
        id_ = bytes.fromhex(one.stored)
        if one.stored not in names:
            wanted.add(id_)
        elif id_ in there:
            mine[id_] = 0
        elif (size := sealed_size(desk.vault.exhibits, one.stored)) <= PART:
            mine[id_] = size
    for handed in handed_files(desk.vault, bytes.fromhex(case)):
        if handed.stored in names and not handed.parts:
            size = sealed_size(desk.vault.exhibits, handed.stored)
            mine.setdefault(bytes.fromhex(handed.stored), size)
    return mine, frozenset(wanted)


def large_files(desk: Desk, case: str) -> list[Large]:
    """Return the files of several parts that a case names, from small to large.

    One that is here has the size that it has; one that is not, each that is named.
    """
    store = desk.vault.exhibits
    names = sealed_names(store)
    found = [
        Large(one.stored, one.identity, one.sealed_size, one.stored in names)
        for one in named_files(desk.views, case)
        if one.sealed_size > PART
        and (
            one.stored not in names or sealed_size(store, one.stored) == one.sealed_size
        )
    ]
    known = {one.stored for one in found}
    found += [
        Large(one.stored, "", _size(desk, one), here=True, parts=one.parts)
        for one in handed_files(desk.vault, bytes.fromhex(case))
        if one.parts and one.stored in names - known
    ]
    return sorted(found, key=lambda one: (one.size, one.stored))


def _size(desk: Desk, file: HandedFile) -> int:
    return sealed_size(desk.vault.exhibits, file.stored)


def missing_files(desk: Desk, case: str) -> list[NamedFile]:
    """Return the files that a case names and that are not here, each once."""
    names = sealed_names(desk.vault.exhibits)
    named = {one.stored: one for one in named_files(desk.views, case)}
    return [one for stored, one in named.items() if stored not in names]


def seal_list(file: Large, parts: Sequence[bytes]) -> bytes:
    """Return the list of a file's parts, by their SHA-256, as it lies at a hub."""
    return file.parts or seal_parts(file.identity, file.stored, parts)


def open_list(file: Large, sealed: bytes) -> list[bytes] | None:
    """Return the parts of a file, None if this is not its list.

    No part is there twice: a short list is not the way to an endless file.
    """
    found = open_parts(file.identity, file.stored, sealed)
    fits = found is not None and len(found) == len(set(found)) == file.count
    return found if fits else None
