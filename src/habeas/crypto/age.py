"""Files sealed as age v1 (C2SP age), so that any age tool opens them.

The writer is pushed, chunk by chunk: an upload is sealed as it arrives, without a
temporary file and without a thread.
"""

from collections.abc import Callable, Iterator, Sequence
from os import SEEK_END
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

from habeas.crypto import bech32
from habeas.crypto.age_header import (
    FILE_KEY_SIZE,
    Stanza,
    Unwrap,
    read_header,
    write_header,
    x25519_key,
    x25519_stanza,
)
from habeas.crypto.digest import hkdf
from habeas.crypto.nonce import random_bytes
from habeas.errors import BadInputError, DamagedError
from habeas.words import N_

CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + 16
BATCH = 16
Sink = Callable[[bytes | memoryview], object]
Wrap = Callable[[bytes], Sequence[Stanza]]
"""Returns the recipients that a file key is given to."""
NONCE_SIZE = 16
KEY_SIZE = 32

_IDENTITY_PREFIX = "AGE-SECRET-KEY-"
_RECIPIENT_PREFIX = "age"


def fresh_keys() -> tuple[str, bytes]:
    """Return a new private key, `AGE-SECRET-KEY-1…`, and the 32 bytes of its public."""
    private = random_bytes(KEY_SIZE)
    key = X25519PrivateKey.from_private_bytes(private)
    return bech32.encode(_IDENTITY_PREFIX, private), key.public_key().public_bytes_raw()


def identity_recipient(identity: str) -> str:
    """Return the public key `age1…` of a private key.

    Raises:
        BadInputError: not an age X25519 private key.
    """
    key = X25519PrivateKey.from_private_bytes(_key(identity, _IDENTITY_PREFIX))
    return bech32.encode(_RECIPIENT_PREFIX, key.public_key().public_bytes_raw())


class AgeWriter:
    """Seals what is written to it and hands the ciphertext to `sink` piece by piece.

    The header is handed over at once; a chunk follows whenever 64 KiB and one byte
    more are there, because the last chunk is marked as the last; up to `BATCH` chunks
    are handed over as one buffer, whose bytes the sink may use until it returns.
    Without `finish` the file is cut short and no reader accepts it.

    `recipient` is `age1…` or the 32 bytes of a public key, or makes the recipients
    (habeas.crypto.age_recipients).

    Raises:
        BadInputError: `recipient` is not an age X25519 public key.
    """

    def __init__(self, sink: Sink, recipient: str | bytes | Wrap) -> None:
        wrap = recipient if callable(recipient) else _wrap_x25519(recipient)
        file_key, nonce = random_bytes(FILE_KEY_SIZE), random_bytes(NONCE_SIZE)
        try:
            header = write_header(file_key, wrap(file_key))
        except ValueError as error:
            raise _not_a_key() from error
        self._sink = sink
        self._aead = _payload_cipher(file_key, nonce)
        self._held, self._buffer = bytearray(), bytearray()
        self._counter = 0
        self._finished = False
        sink(header + nonce)

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Seal the next bytes; at most 64 KiB stay held back."""
        self._refuse_if_finished()
        with memoryview(data).cast("B") as view:
            start = 0
            while (count := self._chunks_in(len(view) - start)) > 0:
                used = count * CHUNK - len(self._held)
                with view[start : start + used] as piece:
                    self._seal_whole(piece, count)
                start += used
            self._held += view[start:]

    def _chunks_in(self, size: int) -> int:
        """Return how many whole chunks `size` bytes more make, with a byte to spare."""
        return min((len(self._held) + size - 1) // CHUNK, BATCH)

    def _seal_whole(self, view: memoryview, count: int) -> None:
        """Seal what is held with `view` behind it: `count` chunks, none the last.

        The ciphertext goes into one buffer, used again for the next: joined pieces
        would be copied once more, and a new buffer costs the system's work on memory.
        """
        if len(self._buffer) < count * SEALED_CHUNK:
            self._buffer = bytearray(count * SEALED_CHUNK)
        room = CHUNK - len(self._held)
        with memoryview(self._buffer)[: count * SEALED_CHUNK] as out:
            self._held += view[:room]
            self._seal_into(self._held, out[:SEALED_CHUNK])
            for number in range(1, count):
                at, start = number * SEALED_CHUNK, room + (number - 1) * CHUNK
                chunk = view[start : start + CHUNK]
                self._seal_into(chunk, out[at : at + SEALED_CHUNK])
            self._sink(out)
        self._held.clear()

    def _seal_into(self, chunk: bytearray | memoryview, out: memoryview) -> None:
        nonce = _chunk_nonce(self._counter, last=False)
        self._aead.encrypt_into(nonce, chunk, None, out)
        self._counter += 1

    def finish(self) -> None:
        """Seal what is held back as the last chunk."""
        self._refuse_if_finished()
        self._finished = True
        nonce = _chunk_nonce(self._counter, last=True)
        self._sink(self._aead.encrypt(nonce, self._held, None))
        self._held.clear()

    def _refuse_if_finished(self) -> None:
        if self._finished:
            raise ValueError("this age file is finished")


def read_age(source: BinaryIO, identity: str | Unwrap) -> Iterator[bytes]:
    """Open an age file and yield its plaintext in pieces of at most 64 KiB.

    What was yielded is what was sealed at that place, but only the end of the
    iteration says that nothing is missing.

    Raises:
        BadInputError: `identity` is not an age X25519 private key.
        DamagedError: not an age file, not for this key, changed or cut short.
    """
    file_key = read_header(source, _unwrap(identity))
    nonce = _read(source, NONCE_SIZE)
    if len(nonce) != NONCE_SIZE:
        raise _damaged()
    aead = _payload_cipher(file_key, nonce)
    counter, sealed = 0, _read(source, SEALED_CHUNK)
    while True:
        following = _read(source, SEALED_CHUNK)
        last = not following
        try:
            chunk = aead.decrypt(_chunk_nonce(counter, last=last), sealed, None)
        except (InvalidTag, ValueError) as error:
            raise _damaged() from error
        if not chunk and counter:
            raise _damaged()  # only a wholly empty file ends in an empty chunk
        yield chunk
        if last:
            return
        counter, sealed = counter + 1, following


def read_age_range(
    source: BinaryIO, identity: str, start: int, stop: int
) -> Iterator[bytes]:
    """Open bytes start..stop of an age file and yield them, chunk by chunk.

    `source` can seek. The chunks that hold these bytes are opened, and the last one of
    the file: it alone is marked as the last, so the file is as long as it was sealed.
    Of the chunks between nothing is said.

    Raises:
        BadInputError: `identity` is not an age X25519 private key.
        DamagedError: not an age file, not for this key, changed or cut short, or
            shorter than `stop`.
    """
    file_key = read_header(source, _unwrap(identity))
    nonce = _read(source, NONCE_SIZE)
    begin, end = source.tell(), source.seek(0, SEEK_END)
    last = (end - begin - 1) // SEALED_CHUNK
    if len(nonce) != NONCE_SIZE or last < 0:
        raise _damaged()
    aead = _payload_cipher(file_key, nonce)

    def chunk(counter: int) -> bytes:
        source.seek(begin + counter * SEALED_CHUNK)
        sealed = _read(source, SEALED_CHUNK)
        try:
            return aead.decrypt(
                _chunk_nonce(counter, last=counter == last), sealed, None
            )
        except (InvalidTag, ValueError) as error:
            raise _damaged() from error

    final = chunk(last)
    if (not final and last) or not 0 <= start <= stop <= last * CHUNK + len(final):
        raise _damaged()
    for counter in range(start // CHUNK, -(-stop // CHUNK)):
        first = counter * CHUNK
        opened = final if counter == last else chunk(counter)
        yield opened[max(start - first, 0) : stop - first]


def _read(source: BinaryIO, size: int) -> bytes:
    """Read `size` bytes, or what is left: a raw source may give less at once."""
    data = source.read(size)
    while len(data) < size:
        more = source.read(size - len(data))
        if not more:
            break
        data += more
    return data


def _payload_cipher(file_key: bytes, nonce: bytes) -> ChaCha20Poly1305:
    return ChaCha20Poly1305(hkdf(file_key, b"payload", salt=nonce))


def _chunk_nonce(counter: int, *, last: bool) -> bytes:
    return counter.to_bytes(11, "big") + (b"\x01" if last else b"\x00")


def _wrap_x25519(recipient: str | bytes) -> Wrap:
    public = recipient
    if isinstance(public, str):
        public = _key(public, _RECIPIENT_PREFIX)
    return lambda file_key: [x25519_stanza(file_key, public)]


def _unwrap(identity: str | Unwrap) -> Unwrap:
    if callable(identity):
        return identity
    return x25519_key(_key(identity, _IDENTITY_PREFIX))


def _key(text: str, prefix: str) -> bytes:
    try:
        found, key = bech32.decode(text)
    except ValueError as error:
        raise _not_a_key() from error
    if found != prefix or len(key) != KEY_SIZE:
        raise _not_a_key()
    return key


def _not_a_key() -> BadInputError:
    return BadInputError(N_("This is not an age X25519 key."))


def _damaged() -> DamagedError:
    return DamagedError(N_("This sealed file was changed or cut short."))
