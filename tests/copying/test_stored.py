"""What counts as safely stored, by which hubs cosigned how much: a table."""

import pytest

from habeas.copying.stored import Head, safely, usual_policy
from habeas.crypto.sign import Signer
from habeas.log.checkpoint import Checkpoint, origin, sign_checkpoint
from habeas.log.cosignature import cosign, cosigner_vkeys
from habeas.log.merkle import Frontier, leaf_hash
from habeas.log.note import parse, serialise
from habeas.log.policy import parse_policy
from habeas.sync.answers import LogKeys

LOG, A, B, C = (Signer(bytes([n]) * 32, bytes([n + 9]) * 32) for n in range(1, 5))
OWN = LogKeys(LOG.ed25519_public, LOG.mldsa44_public)
NOW = 1_796_040_000


def witness(name: str, hub: Signer) -> str:
    return f"witness {name} {cosigner_vkeys(origin(hub.ed25519_public), hub)[1]}\n"


THREE = witness("a", A) + witness("b", B) + witness("c", C)
TWO_OF_THREE = parse_policy(f"{THREE}group g 2 a b c\nquorum g\n".encode())
A_ALONE = parse_policy(f"{THREE}quorum a\n".encode())
ANY = usual_policy([LogKeys(one.ed25519_public, one.mldsa44_public) for one in (A, B)])


def head(hub: Signer, size: int, *, log: Signer = LOG, spoilt: bool = False) -> Head:
    tree = Frontier().extend(leaf_hash(bytes([n])) for n in range(size))
    made = Checkpoint(origin(LOG.ed25519_public), size, tree.root())
    name = origin(hub.ed25519_public)
    lines = cosign(made, name, hub, NOW)
    if log is not LOG:
        made = Checkpoint(origin(log.ed25519_public), size, tree.root())
    note = parse(sign_checkpoint(made, log))
    text = note.text.replace(f"\n{size}\n", f"\n{size + 1}\n") if spoilt else note.text
    return Head(OWN, serialise(text, [*note.signatures, *lines]))


TABLE = {
    "nobody": (ANY, [], 0),
    "no hub": (usual_policy([]), [head(A, 3)], 0),
    "one hub": (ANY, [head(A, 3)], 3),
    "the one that has more": (ANY, [head(A, 3), head(B, 5)], 5),
    "a hub of no policy": (ANY, [head(C, 5)], 0),
    "one of two that must": (TWO_OF_THREE, [head(A, 5)], 0),
    "two, each another head": (TWO_OF_THREE, [head(A, 5), head(B, 3)], 3),
    "three": (TWO_OF_THREE, [head(A, 5), head(B, 3), head(C, 4)], 4),
    "not the one that must": (A_ALONE, [head(B, 5)], 0),
    "changed": (ANY, [head(A, 3, spoilt=True)], 0),
    "another log's": (ANY, [head(A, 3, log=B)], 0),
}


@pytest.mark.parametrize("name", TABLE)
def test_how_much_is_safely_stored(name: str) -> None:
    policy, heads, size = TABLE[name]
    assert safely(policy, heads).get(LOG.ed25519_public.hex(), 0) == size


def test_a_policy_that_asks_for_nobody_calls_nothing_safe() -> None:
    assert safely(parse_policy(b"quorum none\n"), [head(A, 3)]) == {}
