"""Who may be chosen to ask for timestamps: an address, and a root to judge by."""

import re
from collections.abc import Mapping
from typing import Any

from habeas.case.facts.timestamps import Scheme
from habeas.crypto.certificates import read_certificates
from habeas.errors import BadInputError
from habeas.words import N_

# A host in ASCII, a port, a path; no user, no password, no fragment, no other scheme.
_URL = re.compile(
    r"https?://(?:[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?|\[[0-9A-Fa-f:.]+\])"
    r"(?::[0-9]{1,5})?(?:/[A-Za-z0-9._~!$&'()*+,;=:%/-]*)?(?:\?[A-Za-z0-9._~&=%-]*)?"
)
_PEM = re.compile(r"-----(?:BEGIN|END) CERTIFICATE-----|[A-Za-z0-9+/=]{1,76}")
_MOST_LINES = 400


def check_authority(fields: Mapping[str, Any]) -> None:
    """Refuse an address that is none, and an authority that nothing can judge.

    Raises:
        BadInputError: names the field that is wrong.
    """
    url, scheme = str(fields.get("url", "")), fields.get("scheme")
    if not _URL.fullmatch(url) or (scheme == Scheme.OPENTIMESTAMPS and "?" in url):
        raise BadInputError(
            N_("This is no address that can be asked for a timestamp."),
            advice=N_(
                "It begins with https:// or http:// and has no user name and no"
                " password. Nothing was recorded."
            ),
            field="url",
        )
    ca = fields.get("ca") or ()
    if scheme == Scheme.RFC3161:
        _check_root(ca)
    elif ca:
        raise BadInputError(
            N_("A calendar has no certificate."),
            advice=N_("Leave the certificate empty. Nothing was recorded."),
            field="ca",
        )


def pem_of(lines: object) -> bytes:
    """Return the certificates of an authority as the bytes of a PEM file."""
    kept = lines if isinstance(lines, list | tuple) else ()
    return "".join(f"{line}\n" for line in kept).encode()


def _check_root(lines: Any) -> None:  # noqa: ANN401 - JSON
    sound = len(lines) <= _MOST_LINES and all(map(_PEM.fullmatch, lines))
    found = read_certificates(pem_of(lines)) if sound else None
    if found is None or not found.roots:
        raise BadInputError(
            N_("This is not the certificate of a root, so no answer could be judged."),
            advice=N_(
                "Paste the authority's root certificate in PEM, from ‘BEGIN"
                " CERTIFICATE’ to ‘END CERTIFICATE’; others of its chain may follow."
            ),
            field="ca",
        )
