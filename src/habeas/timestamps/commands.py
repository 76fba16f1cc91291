"""The one command with which a stranger checks a token, and what is said beside it."""

from datetime import datetime
from typing import Final

from habeas.case.facts.timestamps import Scheme
from habeas.words import N_

PROVES: Final = N_(
    "A timestamp proves that what it covers existed at its time; it does not prove that"
    " it is true, who wrote it, or that it did not exist long before."
)
BITCOIN: Final = N_(
    "A proof that ends in a Bitcoin block cannot be checked offline: `ots verify` asks"
    " a Bitcoin node for the header of the block."
)
LEAVES: Final = N_(
    "What leaves this laptop is a hash of 32 bytes, which says nothing of the record."
    " Whoever is asked also sees the network address it comes from."
)

SUFFIX: Final = {Scheme.RFC3161: "tsr", Scheme.OPENTIMESTAMPS: "ots"}
"""How a token's file ends."""


def command(
    scheme: Scheme, data: str, token: str, root: str, time: datetime | None
) -> str:
    """Return the command; `data`, `token` and `root` are paths without a blank.

    The chain is judged as of the time that the token states: certificates run out, and
    what they signed before stands. LibreSSL knows no -attime: it takes OpenSSL.
    """
    if scheme is Scheme.OPENTIMESTAMPS:
        return f"ots verify -f {data} {token}"
    moment = f" -attime {int(time.timestamp())}" if time else ""
    return f"openssl ts -verify -data {data} -in {token} -CAfile {root}{moment}"
