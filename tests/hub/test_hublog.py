"""The hub's own log: its tiles as C2SP tlog-tiles names and fills them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from habeas.hub.hublog import (
    Tile,
    parse_tile,
    read_tile,
    tile_path,
)
from habeas.hub.refusals import HubRefusal
from habeas.log.merkle import root
from habeas.log.stored import head_leaf, leaf_text
from tests.hub.model import HubTree, Model
from tests.hub.peer import chance

HEADS = [chance() for _ in range(600)]


@pytest.fixture
def tree() -> HubTree:
    model = Model()
    model.hub_heads = HEADS
    return HubTree(model)


@pytest.mark.parametrize(
    ("path", "tile"),
    [
        ("0/000", Tile(0, 0, 256)),
        ("0/999", Tile(0, 999, 256)),
        ("1/x001/234", Tile(1, 1234, 256)),
        ("0/x001/x234/067.p/5", Tile(0, 1_234_067, 5)),
        ("entries/x001/000.p/255", Tile(None, 1000, 255)),
        ("63/000", Tile(63, 0, 256)),
    ],
)
def test_the_address_of_a_tile(path: str, tile: Tile) -> None:
    assert parse_tile(path) == tile
    assert tile_path(tile) == path


@pytest.mark.parametrize(
    "path",
    [
        *("", "0", "0/0", "0/0000", "00/000", "64/000", "0/x000/001", "0/001/000"),
        *("0/000.p/0", "0/000.p/256", "0/000.p/01", "0/000.p/", "0/000/", "data/000"),
    ],
)
def test_another_address_is_none(path: str) -> None:
    with pytest.raises(HubRefusal):
        parse_tile(path)


@given(st.none() | st.integers(0, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_every_tile_has_one_address(level: int | None, number: int, width: int) -> None:
    tile = Tile(level, number, width)
    assert parse_tile(tile_path(tile)) == tile


def test_tiles_hold_the_tree(tree: HubTree) -> None:
    leaves = [head_leaf(one) for one in HEADS]
    assert read_tile(tree, "0/000") == b"".join(leaves[:256])
    assert read_tile(tree, "0/002.p/88") == b"".join(leaves[512:])
    roots = [root(leaves[:256]), root(leaves[256:512])]
    assert read_tile(tree, "1/000.p/2") == b"".join(roots)
    text = leaf_text(HEADS[512])
    assert read_tile(tree, "entries/002.p/1") == len(text).to_bytes(2, "big") + text


@pytest.mark.parametrize("path", ["0/002", "0/002.p/89", "0/003.p/1", "1/000", "2/000"])
def test_what_is_not_full_yet_is_not_there(path: str, tree: HubTree) -> None:
    with pytest.raises(HubRefusal):
        read_tile(tree, path)
