"""The hub's own log: a leaf for each head that it accepted (C2SP tlog-tiles).

Outside witnesses cosign this log alone. A leaf hides whose head it is: nobody guesses
a log's id or a root (docs/spec/hub.md, 'The hub's own log').
"""

import re
from dataclasses import dataclass

from habeas.crypto.digest import sha256
from habeas.crypto.sign import Signer
from habeas.hub.refusals import not_found
from habeas.hub.store import HubTree
from habeas.log.checkpoint import (
    Checkpoint,
    checkpoint_text,
    cosigned_message,
    origin,
    sign_checkpoint,
)
from habeas.log.merkle import leaf_hash
from habeas.log.note import MLDSA44_COSIGNATURE, Signature, key_id, parse, serialise

TILE_LEVELS = 8
TILE_WIDTH = 256

_TILE = re.compile(
    r"(entries|0|[1-9]|[1-5][0-9]|6[0-3])/((?:x[0-9]{3}/){0,6}[0-9]{3})"
    r"(?:\.p/([1-9][0-9]{0,2}))?"
)


@dataclass(frozen=True)
class Tile:
    """Hashes of a row of the tree (level None: what its leaves hash), up to 256."""

    level: int | None
    number: int
    width: int


def head_hash(head: Checkpoint) -> bytes:
    """Return the hash by which the hub's log names an accepted head."""
    return sha256(checkpoint_text(head).encode())


def leaf_text(hash_: bytes) -> bytes:
    """Return what a leaf of the hub's log hashes."""
    return f"habeas.org/hub-head/v1\nsha256:{hash_.hex()}\n".encode("ascii")


def head_leaf(hash_: bytes) -> bytes:
    """Return the leaf hash of an accepted head."""
    return leaf_hash(leaf_text(hash_))


def parse_tile(path: str) -> Tile:
    """Read the address of a tile behind `tile/`.

    Raises:
        HubRefusal: `tile`: not in the one form.
    """
    match = _TILE.fullmatch(path)
    if not match:
        raise not_found("tile")
    level, number, width = match.groups()
    tile = Tile(
        None if level == "entries" else int(level),
        int(number.replace("x", "").replace("/", "")),
        int(width) if width else TILE_WIDTH,
    )
    if tile_path(tile) != path:
        raise not_found("tile")
    return tile


def tile_path(tile: Tile) -> str:
    """Return the one address of a tile behind `tile/`."""
    groups = [f"{tile.number % 1000:03}"]
    rest = tile.number // 1000
    while rest:
        groups.insert(0, f"x{rest % 1000:03}")
        rest //= 1000
    level = "entries" if tile.level is None else str(tile.level)
    partial = "" if tile.width == TILE_WIDTH else f".p/{tile.width}"
    return f"{level}/{'/'.join(groups)}{partial}"


def read_tile(tree: HubTree, path: str) -> bytes:
    """Return the bytes of a tile: hashes side by side, or leaves with their lengths.

    Raises:
        HubRefusal: `tile`: it isn't there, or not so wide yet.
    """
    tile = parse_tile(path)
    start = tile.number * TILE_WIDTH
    if tile.level is None:
        leaves = [leaf_text(one) for one in tree.heads(start, tile.width)]
        pieces = [len(one).to_bytes(2, "big") + one for one in leaves]
    else:
        pieces = tree.hashes(tile.level * TILE_LEVELS, start, tile.width)
    if len(pieces) != tile.width:
        raise not_found("tile")
    return b"".join(pieces)


def sign_tree(tree: HubTree, keys: Signer) -> bytes:
    """Return the hub's own checkpoint of its log as it is."""
    now = tree.tree()
    head = Checkpoint(origin(keys.ed25519_public), now.size, now.root())
    return sign_checkpoint(head, keys)


def cosign(note: bytes, head: Checkpoint, keys: Signer, now: int) -> bytes:
    """Return a log's checkpoint with the hub's cosignature under it.

    C2SP tlog-cosignature, ML-DSA-44: that it saw this head and holds its entries.
    """
    name = origin(keys.ed25519_public)
    blob = keys.mldsa44(cosigned_message(name, head, now))
    id_ = key_id(name, MLDSA44_COSIGNATURE, keys.mldsa44_public)
    parsed = parse(note)
    mine = Signature(name, id_, now.to_bytes(8, "big") + blob)
    return serialise(parsed.text, [*parsed.signatures, mine])
