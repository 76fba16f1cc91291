"""Recipients of an age file beside X25519: hybrid keys, and a passphrase.

C2SP age, 'The MLKEM768-X25519 hybrid recipient type' and 'The scrypt recipient type'.
A hybrid recipient is the key that boxes are made for (habeas.crypto.boxes), so that
a file can be sealed to the devices of a case, and opened by age 1.3 or later.
"""

import re
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from habeas.crypto.age import Wrap
from habeas.crypto.age_header import (
    WRAPPED_SIZE,
    ZERO_NONCE,
    Stanza,
    decode_base64,
    encode_base64,
    not_a_header,
)
from habeas.crypto.boxes import box, box_public, generate_box_key, unbox
from habeas.crypto.failure import OpenError
from habeas.crypto.nonce import random_bytes
from habeas.errors import BadInputError, RefusedError
from habeas.words import N_

WORK = 18
"""Base-2 logarithm of the cost of scrypt: about a second and 256 MiB, as age has it."""
MOST_WORK = 20
"""What a file may ask of us: 1 GiB and four seconds."""
MOST = 40
"""Keys that a file can be sealed to: their header fits what a reader takes."""
TOGETHER = 4
"""The recipients of a file are this many, or twice, three times as many: those that are
nobody's hide how many it is for."""

_HYBRID = b"mlkem768x25519"
_INFO = b"age-encryption.org/mlkem768x25519"
_ENC_SIZE = 1120
_SCRYPT = b"scrypt"
_SALT_LABEL = b"age-encryption.org/v1/scrypt"
_SALT_SIZE = 16
_WORK = re.compile(rb"[1-9][0-9]?")


class NotForUsError(RefusedError):
    """The file is sealed to others."""

    default_advice = N_(
        "Ask whoever made it to choose you, or this device, when they make the next"
        " one. Nothing was taken in."
    )


class NeedsPassphraseError(BadInputError):
    """The file is sealed with a passphrase, and none was given, or another."""

    default_advice = N_(
        "Ask whoever made it, on another way than the one by which the file came."
        " Nothing was taken in."
    )


def for_boxes(publics: Sequence[bytes]) -> Wrap:
    """Return what seals a file to these public keys of boxes, and to nobody else.

    Who they are isn't told, nor how many: keys that nobody has are among them.

    Raises:
        BadInputError: none, or more than `MOST`.
    """
    if not 1 <= len(publics) <= MOST:
        raise BadInputError(
            N_("A file can be sealed to 1 to {most} devices."),
            advice=N_("Choose others, or seal it with a passphrase."),
            most=MOST,
        )
    missing = -len(publics) % TOGETHER
    nobody = [box_public(generate_box_key()) for _ in range(missing)]
    # the seals are in no order that tells which are which
    shuffled = sorted([*publics, *nobody], key=lambda _: random_bytes(8))
    return lambda file_key: [_hybrid(file_key, one) for one in shuffled]


def for_passphrase(passphrase: bytes, work: int = WORK) -> Wrap:
    """Return what seals a file with a passphrase. Takes about a second, on purpose."""

    def wrap(file_key: bytes) -> Sequence[Stanza]:
        salt = random_bytes(_SALT_SIZE)
        key = ChaCha20Poly1305(_stretched(passphrase, salt, work))
        body = key.encrypt(ZERO_NONCE, file_key, None)
        cost = str(work).encode()
        return [Stanza((_SCRYPT, encode_base64(salt), cost), body)]

    return wrap


class Opener:
    """Opens a file with whichever of these keys, or the passphrase, it is sealed to.

    `used` is the place of the key that opened it, None for a passphrase.
    """

    def __init__(self, privates: Sequence[bytes], passphrase: bytes = b"") -> None:
        self._privates, self._passphrase = privates, passphrase
        self.used: int | None = None

    def __call__(self, stanzas: Sequence[Stanza]) -> bytes:
        """Return the file key.

        Raises:
            DamagedError: it is no header that age writes.
            NotForUsError: it is sealed to other keys.
            NeedsPassphraseError: it is sealed with a passphrase: none, or another.
        """
        if any(one.arguments[0] == _SCRYPT for one in stanzas):
            if len(stanzas) > 1:
                raise not_a_header()  # whoever has the passphrase would be one of many
            return _by_passphrase(stanzas[0], self._passphrase)
        for stanza in stanzas:
            if stanza.arguments[0] != _HYBRID:
                continue
            sealed = _sealed(stanza)
            for place, private in enumerate(self._privates):
                try:
                    file_key = unbox(private, sealed, _INFO)
                except OpenError:
                    continue
                self.used = place
                return file_key
        raise NotForUsError(N_("This file is not sealed to a key of yours."))


def _hybrid(file_key: bytes, public: bytes) -> Stanza:
    sealed = box(public, file_key, _INFO)
    enc = encode_base64(sealed[:_ENC_SIZE])
    return Stanza((_HYBRID, enc), sealed[_ENC_SIZE:])


def _sealed(stanza: Stanza) -> bytes:
    if len(stanza.arguments) != 2:  # noqa: PLR2004 - the type and the share
        raise not_a_header()
    enc = decode_base64(stanza.arguments[1])
    if len(enc) != _ENC_SIZE or len(stanza.body) != WRAPPED_SIZE:
        raise not_a_header()
    return enc + stanza.body


def _by_passphrase(stanza: Stanza, passphrase: bytes) -> bytes:
    if len(stanza.arguments) != 3:  # noqa: PLR2004 - the type, the salt and the work
        raise not_a_header()
    salt, work = decode_base64(stanza.arguments[1]), stanza.arguments[2]
    fits = len(salt) == _SALT_SIZE and len(stanza.body) == WRAPPED_SIZE
    if not fits or not _WORK.fullmatch(work) or int(work) > MOST_WORK:
        raise not_a_header()
    if not passphrase:
        raise NeedsPassphraseError(N_("This file is sealed with a passphrase."))
    key = ChaCha20Poly1305(_stretched(passphrase, salt, int(work)))
    try:
        return key.decrypt(ZERO_NONCE, stanza.body, None)
    except InvalidTag as error:
        raise NeedsPassphraseError(
            N_("This passphrase does not open the file."),
            advice=N_(
                "Check the keyboard layout and Caps Lock, then try again. Nothing was"
                " taken in."
            ),
        ) from error


def _stretched(passphrase: bytes, salt: bytes, work: int) -> bytes:
    return Scrypt(_SALT_LABEL + salt, 32, 1 << work, 8, 1).derive(passphrase)
