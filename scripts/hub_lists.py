"""Test vectors of who is let in at a hub (docs/spec/hub.md), for make_vectors.py."""

from collections.abc import Callable, Mapping

from habeas.crypto.digest import sha256
from habeas.crypto.sign import Signer, ed25519_public
from habeas.log.continued import continues_text
from habeas.log.merkle import leaf_hash
from habeas.wire.access import NO_LIST, AccessList, sign_access
from habeas.wire.continuation import Continuation


def access_vector(
    case: bytes, logs: Mapping[bytes, bytes], seeded: Callable[[str, int], bytes]
) -> str:
    """Return an access list that its one lead signed."""
    lead, reader = seeded("lead", 32), seeded("reader", 32)
    leads, readers = ({ed25519_public(one)} for one in (lead, reader))
    listed = AccessList(case, 1, NO_LIST, frozenset(leads), logs, frozenset(readers))
    return sign_access(listed, lead).decode()


def continuation_vector(case: bytes, log: bytes, old: Signer) -> str:
    """Return what a hub is shown; the new log's keys are hashes of words."""
    new = Signer(sha256(b"newer log"), sha256(b"newer key"))
    name, key = new.ed25519_public, new.mldsa44_public
    previous = f"{log.hex()} 1 {leaf_hash(b'').hex()}"
    text = continues_text(case, name, key, previous)
    signed = old.ed25519(text), new.ed25519(text)
    return Continuation(case, name, key, previous, *signed).encode().decode()
