"""The hub's own log: a leaf for each head that it accepted (C2SP tlog-tiles).

Outside witnesses cosign this log alone. A leaf hides whose head it is: nobody guesses
a log's id or a root (docs/spec/hub.md, 'The hub's own log').
"""

import re
from dataclasses import dataclass

from habeas.crypto.sign import Signer
from habeas.hub.refusals import not_found
from habeas.hub.store import HubTree
from habeas.log import cosignature
from habeas.log.checkpoint import Checkpoint, origin, sign_checkpoint
from habeas.log.merkle import NodeSource, root
from habeas.log.note import parse, serialise, signature_lines
from habeas.log.stored import leaf_text

TILE_LEVELS = 8
TILE_WIDTH = 256
_COSIGNATURES = 2

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
    """Return a log's checkpoint with the hub's two cosignatures under it.

    C2SP tlog-cosignature: that it saw this head and holds its entries. Ed25519
    is for receipts on paper.
    """
    first, second = cosignature.cosign(head, origin(keys.ed25519_public), keys, now)
    parsed = parse(note)
    return serialise(parsed.text, [*parsed.signatures, second, first])


def cosignatures(note: bytes) -> bytes:
    """Return the lines that `cosign` put under a checkpoint, as they stand there."""
    return signature_lines(parse(note).signatures[-_COSIGNATURES:])


def tree_node(tree: HubTree) -> NodeSource:
    """Return how to look up a node of the hub's tree, whose rows are kept by eights."""

    def node(level: int, position: int) -> bytes:
        kept, above = level - level % TILE_LEVELS, level % TILE_LEVELS
        return root(tree.hashes(kept, position << above, 1 << above))

    return node
