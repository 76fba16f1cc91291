"""Boxes on their way between copies: keyboxes and epochboxes, each in one spelling.

docs/spec/members.md, 'Box objects'. They lie outside the logs, because they must be
destroyable. Who made one is not said and not believed: an epoch counts because a signed
entry of the case names its key.
"""

import re
from dataclasses import dataclass, field

from habeas.crypto.aead import NONCE_SIZE, TAG_SIZE, lock, unlock
from habeas.crypto.boxes import (
    PRIVATE_SIZE,
    box,
    box_fingerprint,
    box_public,
    epochbox_info,
    keybox_info,
    unbox,
)
from habeas.crypto.digest import hkdf, sha256
from habeas.crypto.failure import OpenError
from habeas.wire.refusal import WireError
from habeas.words import N_

ID_SIZE = 16
MAX_BOX = 16 * 1024
"""Bytes of a box that a hub takes."""

_BOX_ROOM = 1136
_KEY_SIZE = 32
_SUBJECT_SIZE = 16
_SUBJECT_LABEL = b"habeas.org/keybox-subject/v1"
_ONCE = bytes(NONCE_SIZE)  # each key seals one subject, ever
_KEYBOX_SIZE = _BOX_ROOM + _KEY_SIZE + _SUBJECT_SIZE + TAG_SIZE
_EPOCHBOX_SIZE = _BOX_ROOM + PRIVATE_SIZE

_HEAD = re.compile(
    rb"habeas\.org/(?:keybox|epochbox)/v1\n"
    rb"case ([0-9a-f]{32})\n"
    rb"compartment ([1-9][0-9]{0,8}) epoch ([1-9][0-9]{0,8})\n"
    rb"key sha256:([0-9a-f]{64})\n"
    rb"(?:unit ([0-9a-f]{32})\n)?"
    rb"\n"
)


@dataclass(frozen=True)
class BoxHead:
    """What everybody may see of a box; `unit` is empty in an epochbox.

    `key` is the SHA-256 of the epoch's public key.
    """

    case: bytes
    compartment: int
    epoch: int
    key: bytes
    unit: bytes = b""

    @property
    def text(self) -> bytes:
        """Return the exact lines in front of the box."""
        kind = "keybox" if self.unit else "epochbox"
        unit = f"unit {self.unit.hex()}\n" if self.unit else ""
        return (
            f"habeas.org/{kind}/v1\ncase {self.case.hex()}\n"
            f"compartment {self.compartment} epoch {self.epoch}\n"
            f"key sha256:{self.key.hex()}\n{unit}\n"
        ).encode("ascii")


@dataclass(frozen=True)
class Unit:
    """An opened keybox: the key of one data subject's entries, and whose they are.

    `subject` is the id of a person's record, empty for what is about nobody alone.
    """

    id: bytes
    key: bytes = field(repr=False)
    subject: str


def object_id(made: bytes) -> bytes:
    """Return the 16 bytes under which a hub keeps a box."""
    return sha256(made)[:ID_SIZE]


def read_head(made: bytes) -> BoxHead:
    """Read what a box says of itself; nothing of it is believed yet.

    Raises:
        WireError: another form than the one.
    """
    match = _HEAD.match(made)
    if not match:
        raise _no_box()
    case, compartment, epoch, key, unit = match.groups()
    head = BoxHead(
        bytes.fromhex(case.decode()),
        int(compartment),
        int(epoch),
        bytes.fromhex(key.decode()),
        bytes.fromhex((unit or b"").decode()),
    )
    size = _KEYBOX_SIZE if head.unit else _EPOCHBOX_SIZE
    # a keybox without a unit, or an epochbox with one, is another spelling
    if match[0] != head.text or len(made) != len(match[0]) + size:
        raise _no_box()
    return head


def keybox_object(head: BoxHead, public: bytes, key: bytes, subject: str) -> bytes:
    """Return a unit's key for the holders of an epoch, as it travels.

    Raises:
        ValueError: `subject` is no record's id.
    """
    info = keybox_info(head.case, head.compartment, head.epoch, head.unit)
    whose = bytes.fromhex(subject) if subject else bytes(_SUBJECT_SIZE)
    if len(whose) != _SUBJECT_SIZE:
        raise ValueError("a subject is the id of a record")
    sealed = lock(_subject_key(key), _ONCE, whose, head.text)[NONCE_SIZE:]
    return head.text + box(public, key, info) + sealed


def open_keybox(private: bytes, made: bytes) -> Unit:
    """Open a keybox with the epoch's private key.

    Raises:
        WireError: it is no keybox. OpenError: another epoch's, or changed bytes.
    """
    head = read_head(made)
    if not head.unit:
        raise _no_box()
    _require_key(private, head)
    rest = made[len(head.text) :]
    info = keybox_info(head.case, head.compartment, head.epoch, head.unit)
    key = unbox(private, rest[: _BOX_ROOM + _KEY_SIZE], info)
    sealed = rest[_BOX_ROOM + _KEY_SIZE :]
    whose = unlock(_subject_key(key), _ONCE + sealed, head.text)
    return Unit(head.unit, key, whose.hex() if any(whose) else "")


def epochbox_object(
    head: BoxHead, public: bytes, device: bytes, private: bytes
) -> bytes:
    """Return an epoch's private key for one device, by its public key, as it travels.

    For whom it is isn't said: a device tries.

    Raises:
        ValueError: `private` and `public` are not one pair, or not the head's.
    """
    if box_public(private) != public or box_fingerprint(public) != head.key:
        raise ValueError("an epochbox holds the key that its head names")
    info = epochbox_info(head.case, head.compartment, head.epoch, device)
    return head.text + box(device, private, info)


def open_epochbox(device_private: bytes, made: bytes) -> bytes:
    """Return the epoch's private key, seen to be the one that the head names.

    Raises:
        WireError: it is no epochbox.
        OpenError: it is for another device, or not what it says.
    """
    head = read_head(made)
    if head.unit:
        raise _no_box()
    info = epochbox_info(
        head.case, head.compartment, head.epoch, box_public(device_private)
    )
    private = unbox(device_private, made[len(head.text) :], info)
    _require_key(private, head)
    return private


def _require_key(private: bytes, head: BoxHead) -> None:
    if box_fingerprint(box_public(private)) != head.key:
        raise OpenError("this is another epoch's key")


def _subject_key(key: bytes) -> bytes:
    return hkdf(key, _SUBJECT_LABEL)


def _no_box() -> WireError:
    return WireError(N_("This is not a box with a key."))
