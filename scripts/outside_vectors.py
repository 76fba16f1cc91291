"""The example values of docs/spec/outside.md, for make_vectors.py."""

from collections.abc import Callable
from typing import Any

from habeas.crypto import boxes, sign
from habeas.errors import HabeasError
from habeas.log.entry import Head
from habeas.wire import joining, notice

Values = dict[str, Any]


def outside_vectors(old: Values, seeded: Callable[[str, int], bytes]) -> Values:
    """A notice for a contributor and for an auditor, and how the first one travels."""
    private, leads = seeded("outside box", 96), seeded("ed25519", 32)
    signer, second = sign.ed25519_public(leads), seeded("mldsa44", 32)
    told = notice.Notice(
        seeded("case", 16),
        boxes.box_fingerprint(boxes.box_public(private)),
        "contributor",
        7,
        frozenset({signer}),
        2,
        boxes.box_public(seeded("outside epoch", 96)),
        (Head(signer, 9, seeded("outside root", 32)),),
    )
    named = {signer: notice.key_hash(sign.mldsa44_public(second))}
    public = told.public
    auditor = notice.Notice(
        *(told.case, told.device, "auditor", 7, told.leads, 2, public, told.seen),
        named,
    )
    note = notice.sign_notice(told, leads)
    sealed = str(old.get("sealed notice", ""))
    if not _opens(sealed, private, note):
        made = notice.seal_notice(note, told.state(), boxes.box_public(private))
        sealed = made.hex()
    return {
        "box private key": private.hex(),
        "notice": note.decode(),
        "state": told.state().hex(),
        "notice of an auditor": notice.sign_notice(auditor, leads).decode(),
        "sealed notice": sealed,
        "number of the sealed notice": joining.number(bytes.fromhex(sealed)),
    }


def _opens(sealed: str, private: bytes, note: bytes) -> bool:
    try:
        return notice.open_notice(bytes.fromhex(sealed), private) == note
    except (HabeasError, ValueError):
        return False
