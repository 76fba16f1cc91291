"""What an address of a hub names: ids, numbers, a query; and no body where none is."""

import re

from habeas.hub.incoming import AnyRequest, field
from habeas.hub.refusals import bad_request, not_found
from habeas.wire.request import empty_digest

CASE, LOG, HASH, BOX = 32, 64, 64, 32
"""Hex digits of each kind of name."""
_HEX = re.compile(r"[0-9a-f]+")
_NUMBER = re.compile(r"0|[1-9][0-9]{0,18}")


def name(text: str, digits: int) -> bytes:
    """Return the bytes of a name in an address.

    Raises:
        HubRefusal: `address`.
    """
    if len(text) != digits or not _HEX.fullmatch(text):
        raise not_found("address")
    return bytes.fromhex(text)


def number(text: str) -> int:
    """Return a number in an address.

    Raises:
        HubRefusal: `request`.
    """
    if not _NUMBER.fullmatch(text) or int(text) >= 2**63:
        raise bad_request()
    return int(text)


def asked(request: AnyRequest, *known: str) -> dict[str, int]:
    """Return the numbers of a query, 0 for what isn't asked; nothing else is known.

    Raises:
        HubRefusal: `request`.
    """
    query = request.scope["query_string"].decode("latin-1")
    found = dict.fromkeys(known, 0)
    for one in query.split("&") if query else ():
        word, _, value = one.partition("=")
        if word not in known:
            raise bad_request()
        found[word] = number(value)
    return found


def require_bare(request: AnyRequest, digest: bytes) -> None:
    """Refuse a body where none belongs.

    Raises:
        HubRefusal: `request`.
    """
    said = field(request.scope, b"content-length")
    coded = field(request.scope, b"transfer-encoding")
    if said not in ("", "0") or coded or digest != empty_digest():
        raise bad_request()
