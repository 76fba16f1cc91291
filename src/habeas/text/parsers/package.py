"""Opens the parts of a zipped document without trusting what its directory claims."""

import io
import zipfile

MOST_MEMBERS = 5000
MOST_BYTES = 64 << 20
"""How many bytes all parts read together may unpack to."""


class BombError(Exception):
    """The package unpacks to more than it may."""


class Package:
    """A zip file whose members are read within one shared budget."""

    def __init__(self, data: bytes) -> None:
        self._zip = zipfile.ZipFile(io.BytesIO(data))
        self._left = MOST_BYTES
        self.names = self._zip.namelist()
        if len(self.names) > MOST_MEMBERS:
            raise BombError("too many members")

    def part(self, name: str) -> bytes:
        """Return a member's bytes, b"" if there is none of that name.

        Raises:
            BombError: this or earlier parts unpack to more than the budget.
        """
        if name not in self.names:
            return b""
        with self._zip.open(name) as member:
            # The size in the directory is a claim: what counts is what comes out.
            data = member.read(self._left + 1)
        self._left -= len(data)
        if self._left < 0:
            raise BombError("too many bytes")
        return data
