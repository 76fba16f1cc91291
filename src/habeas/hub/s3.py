"""Sealed parts of files as objects in a bucket: written once (`If-None-Match: *`).

Who may write there, where the server is and in which region, the environment says, by
the names that every program for S3 knows: AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY,
AWS_ENDPOINT_URL, AWS_REGION.
"""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta

import obstore
from obstore.exceptions import AlreadyExistsError, BaseError
from obstore.store import S3Store

from habeas.hub.blobs import Incoming, no_disk

_ADDRESS = re.compile(
    r"s3://([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])((?:/[A-Za-z0-9._-]+)*)/?"
)
_AT_ONCE = 64 * 1024


class S3Blobs:
    """One object for each, `<case>/<two digits>/<sha256>`, as in a folder.

    Raises:
        ValueError: no address `s3://BUCKET/PREFIX`.
    """

    def __init__(self, address: str, tries: int = 6) -> None:
        hit = _ADDRESS.fullmatch(address)
        if not hit:
            raise ValueError("no address of a bucket")
        plain = os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://")
        known = {"AWS_REGION", "AWS_DEFAULT_REGION"} & os.environ.keys()
        self._bucket = S3Store(
            hit[1],
            prefix=hit[2].strip("/") or None,
            config={} if known else {"region": "us-east-1"},
            client_options={
                "timeout": "30s",
                "connect_timeout": "5s",
                "allow_http": plain,
            },
            retry_config={"max_retries": tries, "retry_timeout": timedelta(seconds=20)},
        )

    def receive(self, case: bytes, hash_: bytes) -> Incoming:
        """Begin to take one in, in memory: it isn't larger than blobs.MAX_BLOB."""
        return _IncomingObject(self._bucket, _path(case, hash_))

    def has(self, case: bytes, hash_: bytes) -> bool:
        """Say whether its bytes are there."""
        with _told():
            try:
                obstore.head(self._bucket, _path(case, hash_))
            except FileNotFoundError:
                return False
        return True

    def read(self, case: bytes, hash_: bytes) -> Iterator[bytes]:
        """Return its bytes piece by piece; it is opened when this returns."""
        with _told():
            found = obstore.get(self._bucket, _path(case, hash_))

        def pieces() -> Iterator[bytes]:
            with _told():
                for piece in found.stream(min_chunk_size=_AT_ONCE):
                    yield bytes(piece)

        return pieces()

    def remove(self, case: bytes, hash_: bytes) -> None:
        """Take it out of the bucket; twice is fine."""
        with _told(), suppress(FileNotFoundError):
            obstore.delete(self._bucket, _path(case, hash_))

    def sweep(self, _now: float) -> None:
        """Do nothing: what a process held that was killed, is gone with it."""


class _IncomingObject:
    def __init__(self, bucket: S3Store, path: str) -> None:
        self._bucket, self._path = bucket, path
        self._pieces: list[bytes] = []

    def write(self, piece: bytes) -> None:
        self._pieces.append(piece)

    def keep(self) -> None:
        # what is there has this name, and so these bytes: whoever put it was checked
        with _told(), suppress(AlreadyExistsError):
            obstore.put(
                self._bucket,
                self._path,
                b"".join(self._pieces),
                mode="create",
                use_multipart=False,
            )

    def drop(self) -> None:
        self._pieces.clear()


def _path(case: bytes, hash_: bytes) -> str:
    name = hash_.hex()
    return f"{case.hex()}/{name[:2]}/{name}"


@contextmanager
def _told() -> Iterator[None]:
    """Say in our words what the server meets; its own quote addresses."""
    try:
        yield
    except (BaseError, OSError) as error:
        raise no_disk() from error
