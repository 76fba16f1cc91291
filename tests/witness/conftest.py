"""An invented log, and a witness of it in a folder."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from habeas.crypto.sign import Signer
from habeas.log.base64lines import encode_line
from habeas.log.checkpoint import Checkpoint, log_vkeys, origin, sign_checkpoint
from habeas.log.merkle import Node, NodeSource, consistency_proof, leaf_hash, root
from habeas.witness.folder import Witness, create_witness, open_witness

NAME = "witness.example.org/w1"
NOW = 1_796_040_000


@dataclass
class GrowingLog:
    """A hub's log: leaves that a test counts, signed under its keys."""

    number: int = 1
    salt: bytes = b""
    keys: Signer = field(init=False)

    def __post_init__(self) -> None:
        self.keys = Signer(bytes([self.number]) * 32, bytes([self.number + 100]) * 32)

    @property
    def vkeys(self) -> tuple[str, str]:
        return log_vkeys(self.keys.ed25519_public, self.keys.mldsa44_public)

    def leaves(self, size: int) -> list[bytes]:
        return [leaf_hash(self.salt + bytes([n])) for n in range(size)]

    def head(self, size: int) -> Checkpoint:
        return Checkpoint(
            origin(self.keys.ed25519_public), size, root(self.leaves(size))
        )

    def note(self, size: int) -> bytes:
        return sign_checkpoint(self.head(size), self.keys)

    def node(self, size: int) -> NodeSource:
        leaves = self.leaves(size)

        def node(level: int, position: int) -> bytes:
            start = position << level
            return Node(
                level, position, root(leaves[start : start + (1 << level)])
            ).hash

        return node

    def request(self, old: int, size: int, note: bytes | None = None) -> bytes:
        """Return the body of `add-checkpoint`."""
        path = consistency_proof(old, size, self.node(size)) if old <= size else []
        lines = "".join(f"{encode_line(one)}\n" for one in path)
        return f"old {old}\n{lines}\n".encode() + (note or self.note(size))


@pytest.fixture
def log() -> GrowingLog:
    return GrowingLog()


@pytest.fixture
def watch(tmp_path: Path) -> Callable[..., Witness]:
    """Return how to make a witness of some verifier keys."""

    def make(*vkeys: str) -> Witness:
        folder = tmp_path / "witness"
        create_witness(folder, NAME)
        text = "".join(f"log {one}\n" for one in vkeys)
        (folder / "logs.txt").write_text(text)
        return open_witness(folder)

    return make


@pytest.fixture
def witness(watch: Callable[..., Witness], log: GrowingLog) -> Witness:
    return watch(*log.vkeys)
