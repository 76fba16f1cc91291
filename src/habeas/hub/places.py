"""Where a hub keeps its cases: in its folder, or in PostgreSQL and a bucket.

No address holds a password: it would stand in the list of processes, and in hub.toml.
libpq has its own ways (PGPASSFILE, PGPASSWORD), and so has S3 (habeas.hub.s3).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from habeas.errors import BadInputError, StorageError
from habeas.hub.blobs import Blobs, FolderBlobs
from habeas.hub.refusals import HubRefusal
from habeas.hub.sqlite.store import open_store as open_sqlite
from habeas.hub.store import Store
from habeas.words import N_

_PLAIN = re.compile(r"[!#-\[\]-~]{1,1000}")  # what stands in a TOML string as it is


@dataclass(frozen=True)
class Places:
    """Addresses `postgresql://…` and `s3://…`; an empty one means the hub's folder."""

    database: str = ""
    blobs: str = ""

    def check(self) -> None:
        """Require that these are addresses, without asking anybody.

        Raises:
            BadInputError: one isn't, or tells a password.
        """
        if self.database:
            _check_database(self.database)
        if self.blobs:
            _bucket(self.blobs)

    def open_store(self, folder: Path) -> tuple[Store, Callable[[], None]]:
        """Return the store, made if it is new, and what closes it.

        Raises:
            StorageError: the database doesn't answer, or isn't for this user.
            HubRefusal: `disk` or `busy`, of a folder.
        """
        if not self.database:
            return open_sqlite(folder)
        from habeas.hub.postgres.store import open_store  # noqa: PLC0415 - seldom needed

        try:
            return open_store(self.database)
        except (HubRefusal, ValueError) as error:
            raise StorageError(
                N_("The database of the hub does not answer, or refuses."),
                advice=N_("Check its address in hub.toml, the password, the server."),
            ) from error

    def open_blobs(self, folder: Path) -> Blobs:
        """Return the bytes of blobs.

        Raises:
            BadInputError: no address of a bucket.
        """
        return _bucket(self.blobs) if self.blobs else FolderBlobs(folder)


IN_FOLDER = Places()


def _check_database(address: str) -> None:
    from habeas.hub.postgres.connections import read_address  # noqa: PLC0415 - as above

    try:
        good = _PLAIN.fullmatch(address) and address.startswith("postgresql://")
        found = read_address(address) if good else {}
    except ValueError:
        found = {}
    if not found:
        raise BadInputError(
            N_("This is not the address of a database."),
            advice=N_("Give it as postgresql://hub@db.example.org/hub."),
        )
    if "password" in found:
        raise BadInputError(
            N_("A password must not stand in this address: others could read it."),
            advice=N_("Put it into ~/.pgpass, or into PGPASSWORD of the service."),
        )


def _bucket(address: str) -> Blobs:
    from habeas.hub.s3 import S3Blobs  # noqa: PLC0415 - as above

    try:
        return S3Blobs(address)
    except ValueError as error:
        raise BadInputError(
            N_("This is not the address of a bucket."),
            advice=N_("Give it as s3://bucket or s3://bucket/prefix."),
        ) from error
