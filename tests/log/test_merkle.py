import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.log.checkpoint import open_checkpoint
from habeas.log.merkle import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    frontier_from_nodes,
    inclusion_proof,
    leaf_hash,
    node_hash,
    prefix_path,
    root,
    root_from_nodes,
    roots_from_path,
    verify_consistency,
    verify_inclusion,
)

# The tree of the Certificate Transparency tests (RFC 6962 reference code).
ENTRIES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
MOST = 35
LEAVES = [leaf_hash(bytes([n])) for n in range(MOST)]


class Tree:
    """A stored tree: the nodes that a frontier completed, and every root on the way."""

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.nodes: dict[tuple[int, int], bytes] = {}
        self.frontiers = [Frontier()]
        for leaf in leaves:
            frontier, completed = self.frontiers[-1].append(leaf)
            assert completed[0] == (0, len(self.frontiers) - 1, leaf)
            for level, position, hash_ in completed:
                assert (level, position) not in self.nodes
                self.nodes[level, position] = hash_
            self.frontiers.append(frontier)
        self.roots = [frontier.root() for frontier in self.frontiers]

    def node(self, level: int, position: int) -> bytes:
        return self.nodes[level, position]


TREE = Tree(LEAVES)


@pytest.mark.parametrize("size", range(9))
def test_known_roots(size: int) -> None:
    leaves = [leaf_hash(entry) for entry in ENTRIES[:size]]
    assert root(leaves).hex() == ROOTS[size]
    assert Tree(leaves).roots[size].hex() == ROOTS[size]


def test_leaf_and_node_are_told_apart() -> None:
    left, right = LEAVES[:2]
    assert leaf_hash(b"x") == hashlib.sha256(b"\x00x").digest()
    assert node_hash(left, right) == hashlib.sha256(b"\x01" + left + right).digest()


def test_the_empty_tree() -> None:
    assert hashlib.sha256(b"").digest() == EMPTY_ROOT == Frontier().root() == root([])
    assert root_from_nodes(0, TREE.node) == EMPTY_ROOT


@pytest.mark.parametrize("size", range(MOST + 1))
def test_frontier_and_stored_nodes_agree_with_the_definition(size: int) -> None:
    frontier = TREE.frontiers[size]
    assert frontier.size == size
    assert len(frontier.hashes) == size.bit_count()
    assert frontier.root() == root(LEAVES[:size])
    assert root_from_nodes(size, TREE.node) == frontier.root()
    assert frontier_from_nodes(size, TREE.node) == frontier


def test_every_complete_subtree_is_stored_once() -> None:
    expected = {
        (level, position) for level in range(6) for position in range(MOST >> level)
    }
    assert set(TREE.nodes) == expected
    for level, position in expected:
        leaves = LEAVES[position << level : (position + 1) << level]
        assert TREE.node(level, position) == root(leaves)


@given(st.integers(0, 40), st.integers(0, 40))
def test_extending_is_appending_without_what_is_to_be_stored(
    first: int, more: int
) -> None:
    leaves = [leaf_hash(bytes([n])) for n in range(first + more)]
    grown = Frontier()
    for leaf in leaves:
        grown, _ = grown.append(leaf)
    assert Frontier().extend(leaves[:first]).extend(iter(leaves[first:])) == grown
    assert grown.root() == root(leaves)


def test_only_leaf_hashes_extend() -> None:
    for wrong in (b"", bytes(31), bytes(33)):
        with pytest.raises(ValueError, match=r"^extend takes leaf hashes$"):
            Frontier().extend([bytes(32), wrong])


@pytest.mark.parametrize("leaf", [b"", bytes(31), bytes(33), b"an entry, not its hash"])
def test_only_a_leaf_hash_is_appended(leaf: bytes) -> None:
    with pytest.raises(ValueError, match=r"^append takes a leaf hash$"):
        Frontier().append(leaf)


def split(size: int) -> int:
    largest = 1
    while largest * 2 < size:
        largest *= 2
    return largest


def path_by_definition(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of RFC 6962 §2.1.1."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*path_by_definition(index, leaves[:k]), root(leaves[k:])]
    return [*path_by_definition(index - k, leaves[k:]), root(leaves[:k])]


def subproof(old: int, leaves: Sequence[bytes], *, known: bool) -> list[bytes]:
    """SUBPROOF of RFC 6962 §2.1.2."""
    if old == len(leaves):
        return [] if known else [root(leaves)]
    k = split(len(leaves))
    if old <= k:
        return [*subproof(old, leaves[:k], known=known), root(leaves[k:])]
    return [*subproof(old - k, leaves[k:], known=False), root(leaves[:k])]


@pytest.mark.parametrize("size", range(1, MOST + 1))
def test_inclusion_proofs_are_those_of_the_definition(size: int) -> None:
    for index in range(size):
        proof = inclusion_proof(index, size, TREE.node)
        assert proof == path_by_definition(index, LEAVES[:size])
        assert verify_inclusion(LEAVES[index], index, size, proof, TREE.roots[size])


@pytest.mark.parametrize("new", range(MOST + 1))
def test_consistency_proofs_are_those_of_the_definition(new: int) -> None:
    for old in range(new + 1):
        proof = consistency_proof(old, new, TREE.node)
        expected = subproof(old, LEAVES[:new], known=True) if old else []
        assert proof == expected
        roots = TREE.roots[old], TREE.roots[new]
        assert verify_consistency(old, new, *roots, proof)
        if 0 < old < new:
            path = prefix_path(old, new, TREE.node)
            assert roots_from_path(old, new, path) == roots


@pytest.mark.parametrize("place", [(-1, 3), (3, 3), (4, 3), (0, 0), (1, 1)])
def test_no_inclusion_proof_without_the_leaf(place: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"^the tree has no such leaf$"):
        inclusion_proof(*place, TREE.node)
    assert not verify_inclusion(LEAVES[0], *place, [], LEAVES[0])


@pytest.mark.parametrize("sizes", [(-1, 3), (0, 3), (3, 3), (4, 3), (4, 4)])
def test_no_path_where_nothing_grew(sizes: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"^a tree only grows$"):
        prefix_path(*sizes, TREE.node)
    assert roots_from_path(*sizes, [LEAVES[0]]) is None


@pytest.mark.parametrize("sizes", [(-1, 3), (4, 3)])
def test_no_consistency_proof_of_a_tree_that_shrank(sizes: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match=r"^a tree only grows$"):
        consistency_proof(*sizes, TREE.node)
    assert not verify_consistency(*sizes, LEAVES[0], LEAVES[0], [])


@pytest.mark.parametrize("size", range(MOST + 1))
def test_consistency_with_itself_and_with_nothing(size: int) -> None:
    same = TREE.roots[size]
    assert verify_consistency(size, size, same, same, [])
    assert not verify_consistency(size, size, same, same, [LEAVES[0]])
    assert not verify_consistency(size, size, same, node_hash(same, same), [])
    assert verify_consistency(0, size, EMPTY_ROOT, same, [])
    if size:
        assert not verify_consistency(0, size, LEAVES[0], same, [])
        assert not verify_consistency(0, size, EMPTY_ROOT, same, [LEAVES[0]])


def root_by_definition(
    leaf: bytes, index: int, size: int, proof: Sequence[bytes]
) -> bytes | None:
    """Undo PATH from the root downwards; None when the length does not fit."""
    if size == 1:
        return None if proof else leaf
    if not proof:
        return None
    k, sibling = split(size), proof[-1]
    if index < k:
        left = root_by_definition(leaf, index, k, proof[:-1])
        return left and node_hash(left, sibling)
    right = root_by_definition(leaf, index - k, size - k, proof[:-1])
    return right and node_hash(sibling, right)


def roots_by_definition(
    old: int, new: int, path: Sequence[bytes]
) -> tuple[bytes, bytes] | None:
    """Undo SUBPROOF from the root downwards, the first hash written out."""
    if old == new:
        return (path[0], path[0]) if len(path) == 1 else None
    if not path:
        return None
    k, other = split(new), path[-1]
    if old <= k:
        below = roots_by_definition(old, k, path[:-1])
        return below and (below[0], node_hash(below[1], other))
    below = roots_by_definition(old - k, new - k, path[:-1])
    return below and (node_hash(other, below[0]), node_hash(other, below[1]))


places = st.integers(1, 2**40).flatmap(
    lambda size: st.tuples(st.integers(0, size - 1), st.just(size))
)
small_places = st.integers(1, 20).flatmap(
    lambda size: st.tuples(st.integers(0, size - 1), st.just(size))
)


@given(st.one_of(places, small_places), st.integers(0, 45))
def test_a_path_of_any_length_is_judged_by_the_definition(
    place: tuple[int, int], length: int
) -> None:
    index, size = place
    proof = [leaf_hash(bytes([n])) for n in range(length)]
    expected = root_by_definition(LEAVES[0], index, size, proof)
    claimed = expected or LEAVES[1]
    found = verify_inclusion(LEAVES[0], index, size, proof, claimed)
    assert found == (expected is not None)
    assert not verify_inclusion(LEAVES[0], index, size, proof, LEAVES[2])


@pytest.mark.parametrize("size", range(1, 18))
def test_paths_of_every_length_in_small_trees(size: int) -> None:
    for index in range(size):
        for length in range(7):
            proof = LEAVES[1 : 1 + length]
            expected = root_by_definition(LEAVES[0], index, size, proof)
            claimed = expected or LEAVES[0]
            found = verify_inclusion(LEAVES[0], index, size, proof, claimed)
            assert found == (expected is not None), (index, length)


@pytest.mark.parametrize("new", range(2, 18))
def test_prefix_paths_of_every_length_in_small_trees(new: int) -> None:
    for old in range(1, new):
        for length in range(8):
            path = LEAVES[:length]
            expected = roots_by_definition(old, new, path)
            assert roots_from_path(old, new, path) == expected, (old, length)


@pytest.mark.parametrize("new", range(2, 18))
def test_no_changed_consistency_proof_verifies(new: int) -> None:
    for old in range(1, new):
        proof = consistency_proof(old, new, TREE.node)
        roots = TREE.roots[old], TREE.roots[new]
        changed = [
            proof[:-1],
            [*proof, LEAVES[0]],
            [LEAVES[0], *proof],
            [LEAVES[0], *proof[1:]],
            [*proof[:-1], LEAVES[0]] if proof[-1] != LEAVES[0] else [],
        ]
        accepted = [c for c in changed if c != proof]
        assert not any(verify_consistency(old, new, *roots, c) for c in accepted)
        assert not verify_consistency(old, new, roots[1], roots[1], proof)
        assert not verify_consistency(old, new, roots[0], roots[0], proof)


TESSERA_KEY = (
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
)


def bundle_entries(bundle: bytes) -> list[bytes]:
    """Read an entry bundle of C2SP tlog-tiles: entries behind a 16-bit length."""
    entries, at = [], 0
    while at < len(bundle):
        size = int.from_bytes(bundle[at : at + 2], "big")
        entries.append(bundle[at + 2 : at + 2 + size])
        at += 2 + size
    return entries


def test_a_log_of_another_implementation(vectors: Callable[[str], Path]) -> None:
    """Rebuild every head of the Tessera log from its entries and its tiles."""
    folder = vectors("tlog")
    bundle = (folder / "tile/entries/000.p/15").read_bytes()
    tree = Tree([leaf_hash(entry) for entry in bundle_entries(bundle)])
    for size in range(16):
        note = (folder / f"checkpoint.{size}").read_bytes()
        checkpoint = open_checkpoint(note, [TESSERA_KEY])
        assert (checkpoint.size, checkpoint.root) == (size, tree.roots[size])
        if size:
            tile = (folder / f"tile/0/000.p/{size}").read_bytes()
            assert tile == b"".join(tree.node(0, n) for n in range(size))
        for old in range(size + 1):
            proof = consistency_proof(old, size, tree.node)
            roots = tree.roots[old], checkpoint.root
            assert verify_consistency(old, size, *roots, proof)
