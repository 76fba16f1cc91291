"""The Merkle tree of a log (RFC 6962 §2.1, RFC 9162 §2.1).

Everywhere here a `leaf` is the 32-byte leaf hash that `leaf_hash` makes of an
entry's bytes, and a node is named by (level, position): the root of the complete
subtree over the leaves position * 2^level up to (position + 1) * 2^level. Level 0
are the leaves. Complete subtrees never change, so a vault stores them once.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from habeas.crypto.digest import sha256

HASH_SIZE = 32
EMPTY_ROOT = sha256(b"")

NodeSource = Callable[[int, int], bytes]  # (level, position) -> hash


class Node(NamedTuple):
    """The root of a complete subtree."""

    level: int
    position: int
    hash: bytes


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf: SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + entry)


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right)


def root(leaves: Sequence[bytes]) -> bytes:
    """Return the tree hash over leaf hashes, by definition (RFC 6962 §2.1)."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaves[0]
    split = _split(len(leaves))
    return node_hash(root(leaves[:split]), root(leaves[split:]))


@dataclass(frozen=True)
class Frontier:
    """The right edge of a tree: enough to append and to say the root.

    `hashes` are the roots of the complete subtrees from left (the largest) to
    right, one for each bit that is set in `size`.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> tuple["Frontier", tuple[Node, ...]]:
        """Return the frontier with one leaf more, and the nodes that it completed.

        The nodes come with the leaf itself first (level 0), then upwards.

        Raises:
            ValueError: `leaf` is not a leaf hash.
        """
        if len(leaf) != HASH_SIZE:
            raise ValueError("append takes a leaf hash")
        hashes = list(self.hashes)
        node = Node(0, self.size, leaf)
        completed = [node]
        while node.position % 2:
            parent = node_hash(hashes.pop(), node.hash)
            node = Node(node.level + 1, node.position // 2, parent)
            completed.append(node)
        hashes.append(node.hash)
        return Frontier(self.size + 1, tuple(hashes)), tuple(completed)

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """Return the frontier with these leaf hashes behind it, for what is not stored.

        Raises:
            ValueError: one of them is not a leaf hash.
        """
        size, hashes = self.size, list(self.hashes)
        for leaf in leaves:
            if len(leaf) != HASH_SIZE:
                raise ValueError("extend takes leaf hashes")
            node, complete = leaf, size
            while complete & 1:
                node = node_hash(hashes.pop(), node)
                complete >>= 1
            hashes.append(node)
            size += 1
        return Frontier(size, tuple(hashes))

    def root(self) -> bytes:
        """Return the root of the whole tree."""
        return _fold(self.hashes)


def frontier_nodes(size: int) -> list[tuple[int, int]]:
    """Return the (level, position) of each hash in the frontier of `size` leaves."""
    places, start = [], 0
    for level in reversed(range(size.bit_length())):
        if size >> level & 1:
            places.append((level, start >> level))
            start += 1 << level
    return places


def frontier_from_nodes(size: int, node: NodeSource) -> Frontier:
    """Return the frontier of a stored tree of `size` leaves."""
    return Frontier(size, tuple(node(*place) for place in frontier_nodes(size)))


def root_from_nodes(size: int, node: NodeSource) -> bytes:
    """Return the root of a stored tree of `size` leaves."""
    return frontier_from_nodes(size, node).root()


def inclusion_proof(index: int, size: int, node: NodeSource) -> list[bytes]:
    """Return the audit path of a leaf, its sibling first (RFC 6962 §2.1.1).

    Raises:
        ValueError: the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError("the tree has no such leaf")
    start, end, path = 0, size, []
    while end - start > 1:
        middle = start + _split(end - start)
        if index < middle:
            path.append(_range_root(middle, end, node))
            end = middle
        else:
            path.append(_range_root(start, middle, node))
            start = middle
    return path[::-1]


def prefix_path(old: int, new: int, node: NodeSource) -> list[bytes]:
    """Return the path from which both roots can be computed (`roots_from_path`).

    It is the consistency proof, with its first hash always written out.

    Raises:
        ValueError: not 0 < old < new.
    """
    if not 0 < old < new:
        raise ValueError("a tree only grows")
    start, end, path = 0, new, []
    while old != end:
        middle = start + _split(end - start)
        if old <= middle:
            path.append(_range_root(middle, end, node))
            end = middle
        else:
            path.append(_range_root(start, middle, node))
            start = middle
    path.append(_range_root(start, end, node))
    return path[::-1]


def consistency_proof(old: int, new: int, node: NodeSource) -> list[bytes]:
    """Return the proof that the tree of `old` leaves grew into that of `new`.

    RFC 6962 §2.1.2; empty when nothing is to be proved (old is 0 or new).

    Raises:
        ValueError: not 0 <= old <= new.
    """
    if old in (0, new):
        return []
    path = prefix_path(old, new, node)
    return path[1:] if _is_power_of_two(old) else path


def verify_inclusion(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes
) -> bool:
    """Say whether `leaf` stands at `index` in the tree (RFC 9162 §2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, last, computed = index, size - 1, leaf
    for sibling in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            computed = node_hash(sibling, computed)
            first, last = _skip_missing_siblings(first, last)
        else:
            computed = node_hash(computed, sibling)
        first, last = first >> 1, last >> 1
    return last == 0 and computed == root


def verify_consistency(
    old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether the tree only grew from `old` to `new` (RFC 9162 §2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if old == 0:
        return not proof and old_root == EMPTY_ROOT
    path = [old_root, *proof] if _is_power_of_two(old) else proof
    return roots_from_path(old, new, path) == (old_root, new_root)


def roots_from_path(
    old: int, new: int, path: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    """Return the roots of `old` and of `new` leaves that a `prefix_path` implies.

    None when the path has the wrong length for these sizes. If the second is the
    signed root of `new`, then the first is what the first `old` leaves of that very
    tree hash to; another signed root of that size is a fork.
    """
    if not 0 < old < new or not path:
        return None
    level = (old & -old).bit_length() - 1  # of the subtree that ends where `old` does
    first, last = (old - 1) >> level, (new - 1) >> level
    old_root = new_root = path[0]
    for hash_ in path[1:]:
        if last == 0:
            return None
        if first & 1 or first == last:
            old_root, new_root = node_hash(hash_, old_root), node_hash(hash_, new_root)
            first, last = _skip_missing_siblings(first, last)
        else:
            new_root = node_hash(new_root, hash_)
        first, last = first >> 1, last >> 1
    return (old_root, new_root) if last == 0 else None


def _skip_missing_siblings(first: int, last: int) -> tuple[int, int]:
    """Climb past the levels at which the last node of a ragged tree has no sibling."""
    while not first & 1 and first:
        first, last = first >> 1, last >> 1
    return first, last


def _range_root(start: int, end: int, node: NodeSource) -> bytes:
    """Return the tree hash of the leaves start up to end, as PATH and SUBPROOF cut."""
    hashes = []
    while start < end:
        level = (end - start).bit_length() - 1
        hashes.append(node(level, start >> level))
        start += 1 << level
    return _fold(hashes)


def _fold(hashes: Sequence[bytes]) -> bytes:
    if not hashes:
        return EMPTY_ROOT
    computed = hashes[-1]
    for left in reversed(hashes[:-1]):
        computed = node_hash(left, computed)
    return computed


def _split(size: int) -> int:
    """Return the largest power of two below `size`."""
    return 1 << (size - 1).bit_length() - 1


def _is_power_of_two(size: int) -> bool:
    return size & (size - 1) == 0
