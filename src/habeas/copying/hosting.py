"""Listen at a table for one visitor (docs/spec/carry.md, 'At a table')."""

import asyncio
import os
from collections.abc import Callable
from pathlib import Path

from habeas.actions.carried import Came
from habeas.actions.desk import Desk
from habeas.copying.desks import AtDesk
from habeas.copying.table import Table
from habeas.crypto.certificates import passing_certificate
from habeas.crypto.nonce import random_bytes
from habeas.errors import RefusedError, StorageError
from habeas.serving import served
from habeas.wire.table import TOKEN_SIZE, Place
from habeas.words import N_

MINUTES = 10
"""How long a table waits."""


async def host(
    at: AtDesk,
    case: str,
    address: str,
    show: Callable[[str], object],
    minutes: float = MINUTES,
) -> Came:
    """Listen on an address of this device; `show` is given the code for the other one.

    Returns what the visitor brought. The code counts for one visit.

    Raises:
        RefusedError: nobody came in time, or somebody who is not in the case.
        BadInputError: it can't listen there. StorageError, LockedError: as for a stick.
    """
    token = random_bytes(TOKEN_SIZE)
    table = Table(at, case, token)
    passing = passing_certificate()
    path = await at(lambda desk: _beside(desk, passing.pem))
    try:
        async with served(table, address, path) as port:
            path.unlink()
            id_ = bytes.fromhex(case)
            show(Place(address, port, id_, passing.pin, token).code())
            async with asyncio.timeout(minutes * 60):
                await table.over.wait()
    except TimeoutError:
        raise RefusedError(
            N_("Nobody came to the table."),
            advice=N_("Let the code be shown anew when the other one is ready."),
        ) from None
    finally:
        path.unlink(missing_ok=True)
        table.close()
    if table.fault is not None:
        raise table.fault
    assert table.came is not None  # it was over, and not by a fault
    return table.came


def _beside(desk: Desk, pem: bytes) -> Path:
    """Write a key that lives for minutes where TLS reads it, for a moment."""
    path = desk.vault.exhibits.folder / "incoming" / random_bytes(16).hex()
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(file, "wb") as out:
            out.write(pem)
    except OSError as error:
        raise StorageError(
            N_("The vault could not be written on this disk.")
        ) from error
    return path
