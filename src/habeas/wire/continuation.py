"""What a hub is shown so that it takes a log that goes on from one that it lets in.

A device begins another log after a back-up was put back. The key of the log before
signed that (habeas.log.continued); docs/spec/hub.md, 'A log that goes on'.
"""

import re
from dataclasses import dataclass

from habeas.crypto.sign import MLDSA44_PUBLIC_SIZE, ed25519_verify
from habeas.log.base64lines import decode_line, encode_line
from habeas.log.continued import continues_text, previous_log
from habeas.wire.refusal import UnsignedError, WireError
from habeas.words import N_

MAX_CONTINUATION = 4096
_SIGNATURE_SIZE = 64

_FORM = re.compile(
    r"habeas\.org/log-continues/v1\n"
    r"case ([0-9a-f]{32})\n"
    r"log ([0-9a-f]{64})\n"
    r"mldsa44 sha256:[0-9a-f]{64}\n"
    r"previous ([0-9a-f]{64} [0-9]{1,19} [0-9a-f]{64})\n"
    r"key ([A-Za-z0-9+/=]{1752})\n"
    r"signature ([A-Za-z0-9+/=]{88})\n"
    r"own ([A-Za-z0-9+/=]{88})\n"
)


@dataclass(frozen=True)
class Continuation:
    """A log with its second key, and the head that it goes on from.

    `previous` is that head as the new log's first entry names it; the Ed25519 key of
    the log before, which is its name, made the `signature`. The new log's made `own` of
    the same text: nobody binds a log to a second key that is not theirs.
    """

    case: bytes
    log: bytes
    mldsa44: bytes
    previous: str
    signature: bytes
    own: bytes = b""

    @property
    def text(self) -> bytes:
        """Return the exact text that the log before signs."""
        return continues_text(self.case, self.log, self.mldsa44, self.previous)

    @property
    def before(self) -> bytes:
        """Return the log before, empty if its key did not sign this."""
        return bytes.fromhex(previous_log(self.previous, self.text, self.signature))

    def encode(self) -> bytes:
        """Return the one form."""
        signed = (
            f"signature {encode_line(self.signature)}\nown {encode_line(self.own)}\n"
        )
        return self.text + f"key {encode_line(self.mldsa44)}\n{signed}".encode()


def read_continuation(data: bytes) -> Continuation:
    """Read what somebody shows. Whether the log before is let in is for others to say.

    Raises:
        WireError: another form than the one.
        UnsignedError: the log before, or the new one, did not sign it.
    """
    match = _FORM.fullmatch(data.decode("latin-1"))
    if len(data) > MAX_CONTINUATION or not match:
        raise _none()
    case, log, previous, key, *lines = match.groups()
    mldsa44 = decode_line(key, MLDSA44_PUBLIC_SIZE)
    signed, own = (decode_line(one, _SIGNATURE_SIZE) for one in lines)
    if mldsa44 is None or signed is None or own is None:
        raise _none()
    found = Continuation(
        bytes.fromhex(case), bytes.fromhex(log), mldsa44, previous, signed, own
    )
    if found.encode() != data or found.log == bytes.fromhex(previous[:64]):
        raise _none()
    if not found.before or not ed25519_verify(found.log, found.text, own):
        raise UnsignedError(
            N_("These two logs did not sign that one goes on from the other.")
        )
    return found


def _none() -> WireError:
    return WireError(N_("This does not say that a log goes on from another one."))
