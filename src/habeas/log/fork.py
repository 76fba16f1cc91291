"""Two checkpoints of one log that cannot both be true."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from habeas.log.checkpoint import Checkpoint, open_checkpoint
from habeas.log.merkle import EMPTY_ROOT, roots_from_path
from habeas.log.refusal import SignatureError
from habeas.words import N_


class Relation(Enum):
    """How two checkpoints of one log stand to each other when no fork is shown."""

    SAME = "same"
    GROWN = "grown"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Fork:
    """Proof that the owner of a log signed two histories: to keep, show and hand on.

    `first` and `second` are the two signed notes, the smaller tree first. `path` is
    empty when the sizes are equal; otherwise it is the `merkle.prefix_path` of the
    second tree, from which its signed root follows and the first's does not.
    """

    first: bytes
    second: bytes
    path: tuple[bytes, ...] = ()


def compare(
    first: bytes, second: bytes, vkeys: Sequence[str], path: Sequence[bytes] = ()
) -> Fork | Relation:
    """Say whether two signed checkpoints of one log contradict each other.

    A path that does not lead to the larger tree's root proves nothing, whatever
    else it leads to: anybody can garble a path. The answer is then UNKNOWN.

    Args:
        first: a signed note.
        second: another one of the same log, larger or smaller.
        vkeys: the verifier keys of that log.
        path: the larger tree's `merkle.prefix_path` from the smaller size.

    Raises:
        NoteError: not checkpoints.
        SignatureError: a signature is missing or wrong, or they are of two logs.
    """
    opened = [(open_checkpoint(note, vkeys), note) for note in (first, second)]
    (old, old_note), (new, new_note) = sorted(opened, key=lambda pair: pair[0].size)
    if old.origin != new.origin:
        raise SignatureError(N_("These checkpoints belong to two different logs."))
    if old == new:
        return Relation.SAME
    if old.size == new.size:
        return Fork(old_note, new_note)
    old_root = _root_within(old, new, path)
    if old_root is None:
        return Relation.UNKNOWN
    if old_root == old.root:
        return Relation.GROWN
    return Fork(old_note, new_note, tuple(path))


def _root_within(
    old: Checkpoint, new: Checkpoint, path: Sequence[bytes]
) -> bytes | None:
    """Return the root that the tree of `new` had at the size of `old`, if shown."""
    if old.size == 0:
        return EMPTY_ROOT
    roots = roots_from_path(old.size, new.size, path)
    return roots[0] if roots and roots[1] == new.root else None
