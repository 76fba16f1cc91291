from collections.abc import Sequence

import pytest

from habeas.crypto.sign import Signer, ed25519_public, ed25519_sign, mldsa44_public
from habeas.log.checkpoint import (
    Checkpoint,
    checkpoint_text,
    log_vkeys,
    origin,
    sign_checkpoint,
)
from habeas.log.fork import Fork, Relation, compare
from habeas.log.merkle import Frontier, leaf_hash, prefix_path
from habeas.log.note import ED25519, Signature, key_id, serialise, vkey
from habeas.log.refusal import SignatureError

ED_SEED, ML_SEED = bytes(range(32)), bytes(range(32, 64))
ED_PUBLIC, ML_PUBLIC = ed25519_public(ED_SEED), mldsa44_public(ML_SEED)
KEYS = log_vkeys(ED_PUBLIC, ML_PUBLIC)


class History:
    """A log as its owner tells it to one person."""

    def __init__(self, entries: Sequence[bytes]) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        frontier = Frontier()
        self.roots = [frontier.root()]
        for entry in entries:
            frontier, completed = frontier.append(leaf_hash(entry))
            self.nodes.update({(level, at): hash_ for level, at, hash_ in completed})
            self.roots.append(frontier.root())

    def note(self, size: int) -> bytes:
        head = Checkpoint(origin(ED_PUBLIC), size, self.roots[size])
        return sign_checkpoint(head, Signer(ED_SEED, ML_SEED))

    def path(self, old: int, new: int) -> list[bytes]:
        return prefix_path(old, new, lambda level, at: self.nodes[level, at])


ENTRIES = [bytes([n]) for n in range(9)]
TOLD = History(ENTRIES)
REWRITTEN = History(
    [*ENTRIES[:2], b"the entry that was put in its place", *ENTRIES[3:]]
)


def test_the_same_head_is_no_fork() -> None:
    assert compare(TOLD.note(5), TOLD.note(5), KEYS) == Relation.SAME


@pytest.mark.parametrize("old", range(1, 9))
@pytest.mark.parametrize("new", range(2, 10))
def test_a_log_that_grew_is_no_fork(old: int, new: int) -> None:
    if old >= new:
        return
    path = TOLD.path(old, new)
    first, second = TOLD.note(old), TOLD.note(new)
    assert compare(first, second, KEYS, path) == Relation.GROWN
    assert compare(second, first, KEYS, path) == Relation.GROWN


def test_from_nothing_every_log_grows() -> None:
    assert compare(TOLD.note(0), TOLD.note(4), KEYS) == Relation.GROWN
    assert compare(TOLD.note(4), TOLD.note(0), KEYS) == Relation.GROWN


def test_two_roots_of_one_size_are_a_fork() -> None:
    first, second = TOLD.note(5), REWRITTEN.note(5)
    assert compare(first, second, KEYS) == Fork(first, second)
    assert compare(second, first, KEYS) == Fork(second, first)


@pytest.mark.parametrize("old", [3, 4, 5, 7, 8])
def test_a_rewritten_past_is_a_fork_at_every_size(old: int) -> None:
    path = REWRITTEN.path(old, 9)
    first, second = TOLD.note(old), REWRITTEN.note(9)
    expected = Fork(first, second, tuple(path))
    assert compare(first, second, KEYS, path) == expected
    assert compare(second, first, KEYS, path) == expected
    # whoever is handed the fork comes to the same result with the keys alone
    assert compare(expected.first, expected.second, KEYS, expected.path) == expected


def test_what_was_told_before_the_rewriting_is_no_fork() -> None:
    path = REWRITTEN.path(2, 9)
    assert compare(TOLD.note(2), REWRITTEN.note(9), KEYS, path) == Relation.GROWN


NOTHING_PROVED: dict[str, list[bytes]] = {
    "no path": [],
    "the path of the other history": TOLD.path(5, 9),
    "a garbled path": [bytes(32), *REWRITTEN.path(5, 9)[1:]],
    "a path cut short": REWRITTEN.path(5, 9)[:-1],
    "a path too long": [*REWRITTEN.path(5, 9), bytes(32)],
    "the path of another size": REWRITTEN.path(6, 9),
}


@pytest.mark.parametrize("path", NOTHING_PROVED.values(), ids=NOTHING_PROVED.keys())
def test_a_path_that_does_not_lead_to_the_signed_root_proves_nothing(
    path: list[bytes],
) -> None:
    """Nobody can be accused with a path that anybody could have garbled."""
    found = compare(TOLD.note(5), REWRITTEN.note(9), KEYS, path)
    assert found == Relation.UNKNOWN


def test_unsigned_heads_accuse_nobody() -> None:
    forged = TOLD.note(5).replace(b"\n5\n", b"\n6\n")
    with pytest.raises(SignatureError):
        compare(TOLD.note(6), forged, KEYS)
    with pytest.raises(SignatureError):
        compare(forged, TOLD.note(6), KEYS)


def test_two_logs_do_not_fork() -> None:
    seed = bytes(32)
    public = ed25519_public(seed)
    other = sign_checkpoint(
        Checkpoint(origin(public), 5, REWRITTEN.roots[5]), Signer(seed, ML_SEED)
    )
    with pytest.raises(SignatureError, match="belongs to another log"):
        compare(TOLD.note(5), other, KEYS)


def test_two_logs_that_sign_for_each_other_do_not_fork() -> None:
    """Each plain key signs the other log's text too, so all given keys have signed."""
    seeds = (ED_SEED, bytes(32))
    publics = [ed25519_public(seed) for seed in seeds]
    names = [origin(public) for public in publics]
    notes = []
    for name, size in zip(names, (5, 5), strict=True):
        text = checkpoint_text(Checkpoint(name, size, TOLD.roots[5]))
        lines = [
            Signature(n, key_id(n, ED25519, p), ed25519_sign(s, text.encode()))
            for n, p, s in zip(names, publics, seeds, strict=True)
        ]
        notes.append(serialise(text, lines))
    keys = [vkey(n, ED25519, p) for n, p in zip(names, publics, strict=True)]
    with pytest.raises(
        SignatureError, match=r"^These checkpoints belong to two different logs. N"
    ):
        compare(notes[0], notes[1], keys)
