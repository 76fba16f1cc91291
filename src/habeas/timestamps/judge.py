"""Two opinions on an RFC 3161 token."""

from habeas.timestamps.openssl import ask_openssl
from habeas.timestamps.rfc3161 import MOST, Query, ask_library
from habeas.timestamps.verdict import Opinion, Verdict

_SHORTEST = 2
_LONG_FORM = 0x80


def judge(
    token: bytes, imprint: bytes, pem: bytes, query: Query | None = None
) -> Verdict:
    """Judge an answer over a SHA-256 by the certificates of its authority.

    rfc3161-client is asked first, then the `openssl` of this machine, if it can judge.
    With `query` the answer must repeat its nonce. The chain must have been valid at the
    time that the token states.
    """
    if len(token) > MOST or not _is_one_value(token):
        return Verdict(
            None, (Opinion("habeas", "not one DER value of a sound length"),)
        )
    first, time = ask_library(token, imprint, pem, query.nonce if query else None)
    second = ask_openssl(token, imprint, pem, query.der if query else None)
    if second is None:
        return Verdict(time, (first,))
    opinion, other = second
    both: tuple[Opinion, ...] = (first, opinion)
    if time and other and abs((time - other).total_seconds()) >= 1:
        both = (Opinion("habeas", "the two tools read two times"),)
    return Verdict(time or other, both)


def _is_one_value(token: bytes) -> bool:
    """Say whether a DER value fills the bytes: openssl lets anything follow it."""
    if len(token) < _SHORTEST:
        return False
    if token[1] < _LONG_FORM:
        return len(token) == 2 + token[1]
    end = 2 + token[1] - _LONG_FORM
    return len(token) == end + int.from_bytes(token[2:end], "big")
