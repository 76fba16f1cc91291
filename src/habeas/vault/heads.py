"""The newest heads this machine wrote, kept outside the vault (docs/adr/0007).

A restored backup or a copied vault stands behind them: it may not continue its log, or
one log would have two histories. The file is sealed under a key of the vault and says
nothing to others but that a vault was opened here.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec

from habeas.crypto.failure import OpenError
from habeas.crypto.wrapping import unwrap, wrap

Head = tuple[int, bytes]
"""How many entries a log had, and the root over them."""

_CONTEXT = b"habeas.org/heads/v1\n"
_PAGE = 4096
_MAX = 64 << 20


class KnownHeads:
    """The heads by log id, read anew for every question: another copy may write too."""

    def __init__(self, path: Path, key: bytes) -> None:
        self._path, self._key = path, key
        self._unkept: dict[bytes, Head] = {}

    def of(self, log: bytes) -> Head | None:
        """Return the newest head of a log that this machine remembers, or None."""
        try:
            with self._locked() as file:
                return self._read(file).get(log)
        except OSError:
            return self._unkept.get(log)

    def swap(self, log: bytes, old: Head | None, new: Head) -> bool:
        """Remember `new` durably if `old` is what is remembered; say whether it was.

        Where this machine keeps no such file (full, read-only), the heads last as long
        as the process: the next unlock begins a new log.
        """
        try:
            with self._locked() as file:
                heads = self._read(file)
                if heads.get(log) != old:
                    return False
                self._write(file, {**heads, log: new})
        except OSError:
            with suppress(OSError):
                self._path.unlink(missing_ok=True)
            if self._unkept.get(log, old) != old:
                return False
            self._unkept[log] = new
        return True

    @contextmanager
    def _locked(self) -> Iterator[int]:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
        finally:
            os.close(file)

    def _read(self, file: int) -> dict[bytes, Head]:
        sealed = os.pread(file, _MAX, 0)
        try:
            plain = unwrap(self._key, sealed, _CONTEXT).rstrip(b" ")
            listed = msgspec.json.decode(plain, type=list[tuple[str, int, str]])
        except (OpenError, msgspec.MsgspecError):
            return dict(self._unkept)  # new, torn by a power cut, or another vault's
        found = {bytes.fromhex(a): (b, bytes.fromhex(c)) for a, b, c in listed}
        return {**found, **self._unkept}

    def _write(self, file: int, heads: dict[bytes, Head]) -> None:
        listed = [(a.hex(), b, c.hex()) for a, (b, c) in sorted(heads.items())]
        plain = msgspec.json.encode(listed)
        padded = plain.ljust(-(-len(plain) // _PAGE) * _PAGE)
        sealed = wrap(self._key, padded, _CONTEXT)
        os.pwrite(file, sealed, 0)
        os.ftruncate(file, len(sealed))
        os.fdatasync(file)
