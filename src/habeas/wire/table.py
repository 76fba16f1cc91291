"""The code that one laptop shows and another takes at a table (docs/spec/carry.md).

It holds all that is believed of the other side: where it listens, the hash of its key
(RFC 7469), and a word that opens once. Letters and digits that a QR code packs tight.
"""

import re
from base64 import b32decode, b32encode
from binascii import Error
from dataclasses import dataclass, field
from ipaddress import AddressValueError, IPv4Address

from habeas.errors import BadInputError
from habeas.words import N_

TOKEN_SIZE = 16
_CODE = re.compile(
    r"HABEAS-MEET-1/((?:[0-9]{1,3}\.){3}[0-9]{1,3})/([1-9][0-9]{0,4})"
    r"/([0-9A-F]{32})/([A-Z2-7]{52})/([A-Z2-7]{26})"
)


@dataclass(frozen=True)
class Place:
    """A host at a table: its address, its case, its pin and the word that opens."""

    host: str
    port: int
    case: bytes
    pin: bytes
    token: bytes = field(repr=False)

    @property
    def base(self) -> str:
        """Return the address of its server."""
        return f"https://{self.host}:{self.port}"

    def code(self) -> str:
        """Return the code to be shown."""
        pin, token = _plain(self.pin), _plain(self.token)
        case = self.case.hex().upper()
        return f"HABEAS-MEET-1/{self.host}/{self.port}/{case}/{pin}/{token}"


def read_code(text: str) -> Place:
    """Read a code, as it was seen or typed; blanks in it count for nothing.

    Raises:
        BadInputError: it is none.
    """
    match = _CODE.fullmatch("".join(text.split()).upper())
    if match is None:
        raise _no_code()
    host, port, case, pin, token = match.groups()
    try:
        found = Place(
            host, int(port), bytes.fromhex(case), _padded(pin), _padded(token)
        )
    except Error:
        raise _no_code() from None
    # the last letters of pin and word could be spelled otherwise
    if match[0] != found.code() or found.port >= 1 << 16 or not _is_address(host):
        raise _no_code()
    return found


def _is_address(host: str) -> bool:
    """Say whether it is an address: a name, or half of one, would be looked up."""
    try:
        return str(IPv4Address(host)) == host
    except AddressValueError:
        return False


def _plain(data: bytes) -> str:
    return b32encode(data).decode().rstrip("=")


def _padded(text: str) -> bytes:
    return b32decode(text + "=" * (-len(text) % 8))


def _no_code() -> BadInputError:
    return BadInputError(
        N_("This is not the code of a table."),
        advice=N_("It begins with HABEAS-MEET-1. Copy it whole from the other screen."),
        field="code",
    )
