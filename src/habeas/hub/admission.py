"""Whether a pack follows on what is held: the hub's one judgement (hub.md, 'Append').

Pure but for the leaves that are held, which are read only when two heads may
contradict each other.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from habeas.crypto.digest import sha256
from habeas.hub.refusals import HubRefusal, conflict, wrong
from habeas.hub.store import Growth, HeldLog
from habeas.log.checkpoint import Checkpoint, log_vkeys, open_checkpoint
from habeas.log.entry import Envelope, decode
from habeas.log.fork import Fork
from habeas.log.merkle import Frontier, leaf_hash, prefix_path
from habeas.log.note import parse, serialise
from habeas.log.refusal import LogError
from habeas.log.stored import head_hash
from habeas.wire.pack import Pack, Packed

Leaves = Callable[[int, int], list[bytes]]  # (start, count) -> leaf hashes held

_AT_ONCE = 4096
_SIGNATURES = 2


@dataclass(frozen=True)
class Offered:
    """A pack whose head is signed and whose entries are what their envelopes say."""

    head: Checkpoint
    note: bytes
    pack: Pack
    leaves: tuple[bytes, ...]


@dataclass(frozen=True)
class Forked:
    """Two heads that contradict each other: to keep before anything is answered."""

    fork: Fork
    offered: bytes


def examine(pack: Pack, held: HeldLog, *, lacking: bool = False) -> Offered:
    """Check what a pack says of itself: signatures, envelopes, bodies.

    A body that was erased may be `lacking` where whoever brings the pack might have it
    erased here too; nobody else keeps a body from a hub.

    Raises:
        HubRefusal: `signature`, `entry`.
    """
    vkeys = log_vkeys(held.id, held.mldsa44)
    try:
        head = open_checkpoint(pack.note, vkeys)
        note = _own_signatures(pack.note, head.origin)
    except LogError as error:
        raise wrong(
            "signature", "The head isn't signed by both of its keys."
        ) from error
    if not pack.entries or head.size != pack.start + len(pack.entries):
        raise wrong("entry", "The head and the entries are not of one size.")
    leaves = tuple(
        _leaf(one, held, pack.start + number, lacking=lacking)
        for number, one in enumerate(pack.entries)
    )
    return Offered(head, note, pack, leaves)


def judge(offered: Offered, held: HeldLog, leaves: Leaves) -> Growth | Forked | None:
    """Say what a pack adds; None when exactly this head is held already.

    Raises:
        HubRefusal: `forked`, `size`, `root`.
    """
    if held.forked:
        raise conflict(
            "forked", "This log has two histories and is at its end.", held.note
        )
    head, size = offered.head, held.tree.size
    if head.size == size and head.root == held.tree.root():
        return None
    if head.size <= size:
        return _look_back(offered, held, leaves)
    if offered.pack.start != size:
        raise conflict("size", "The hub holds another number of entries.", held.note)
    tree = held.tree.extend(offered.leaves)
    if tree.root() != head.root:
        raise wrong(
            "root",
            "The entries held and these don't lead to the signed root.",
            held=held.note.decode(),
        )
    return Growth(held, offered.pack.entries, tree, offered.note, head_hash(head))


def _look_back(offered: Offered, held: HeldLog, leaves: Leaves) -> Forked:
    """Find the contradiction with what is held at a size that isn't larger.

    Raises:
        HubRefusal: `size`: there is none, it is only old.
    """
    old, size = offered.head.size, held.tree.size
    if old == size:
        return Forked(Fork(offered.note, held.note), offered.note)
    if Frontier().extend(_all(leaves, old)).root() == offered.head.root:
        raise conflict("size", "The hub holds more of this log already.", held.note)
    path = tuple(prefix_path(old, size, _nodes(leaves, size)))
    return Forked(Fork(offered.note, held.note, path), offered.note)


def _leaf(one: Packed, held: HeldLog, index: int, *, lacking: bool) -> bytes:
    try:
        envelope = decode(one.envelope)
    except LogError as error:
        raise _wrong_entry() from error
    named = (envelope.case, envelope.log, envelope.index)
    sealed = one.sealed
    fits = lacking if sealed is None else _is_body(sealed, envelope)
    if named != (held.case, held.id, index) or not fits:
        raise _wrong_entry()
    return leaf_hash(one.envelope)


def _is_body(sealed: bytes, envelope: Envelope) -> bool:
    return (len(sealed), sha256(sealed)) == (envelope.body_size, envelope.body_hash)


def _own_signatures(note: bytes, name: str) -> bytes:
    """Return a head with its log's two signatures alone: nothing else is kept.

    Raises:
        NoteError, HubRefusal: one key signed twice.
    """
    parsed = parse(note)
    own = [one for one in parsed.signatures if one.name == name]
    if len(own) != _SIGNATURES:
        raise wrong("signature", "The head has more than its two signatures.")
    return serialise(parsed.text, own)


def _all(leaves: Leaves, stop: int) -> Iterator[bytes]:
    for start in range(0, stop, _AT_ONCE):
        yield from leaves(start, min(_AT_ONCE, stop - start))


def _nodes(leaves: Leaves, size: int) -> Callable[[int, int], bytes]:
    """Return the nodes of the tree that is held, made from its leaves."""
    tree, nodes = Frontier(), {}
    for leaf in _all(leaves, size):
        tree, completed = tree.append(leaf)
        nodes.update({(level, at): hash_ for level, at, hash_ in completed})
    return lambda level, position: nodes[level, position]


def _wrong_entry() -> HubRefusal:
    return wrong("entry", "An entry isn't what its place and its envelope say.")
