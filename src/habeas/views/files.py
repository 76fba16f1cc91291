"""Which sealed files a case names: what a copy of it must have to be whole."""

from dataclasses import dataclass, field

from habeas.case.reading import names_file
from habeas.views.db import Views

_HEADER, _CHUNK, _TAG = 184, 65536, 16
"""Bytes that age adds: at the beginning, and for each chunk (docs/spec/exhibit.md)."""


@dataclass(frozen=True)
class NamedFile:
    """A sealed file: the hash of its ciphertext, its size when opened, and its key."""

    stored: str
    size: int
    identity: str = field(repr=False)

    @property
    def sealed_size(self) -> int:
        """Return the bytes of its ciphertext."""
        chunks = max(1, -(-self.size // _CHUNK))
        return self.size + _HEADER + _TAG * chunks


def named_files(views: Views, case: str) -> list[NamedFile]:
    """Return the files of all records of a case, withdrawn ones too, each once.

    What another program wrote there and cannot be a file is none. Records that name one
    file with other sizes or keys are each heard: one of them is true, and which is seen
    when the file comes.
    """
    return views.kept(("files", case), lambda: _named(views, case))


def _named(views: Views, case: str) -> list[NamedFile]:
    found: dict[NamedFile, None] = {}
    for at in ("file", "photo"):
        rows = views.db.all(
            "SELECT one ->> '$.stored', one ->> '$.size', one ->> '$.identity' FROM"
            " (SELECT CAST(state AS TEXT) -> ? AS one FROM records"
            " WHERE case_id = ? AND type IN ('document', 'extract', 'identity'))"
            " WHERE one ->> '$.stored' IS NOT NULL",
            (f"$.fields.{at}", case),
        )
        for stored, size, identity in rows:
            if names_file(stored, size, identity):
                found[NamedFile(stored, size, identity)] = None
    return list(found)
