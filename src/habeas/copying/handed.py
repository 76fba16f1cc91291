"""What a device outside of a case wrote, and what of it has reached whom."""

from collections.abc import Sequence
from dataclasses import dataclass

from habeas.actions.desk import Desk
from habeas.copying.reach import Reach, Words, reach, words
from habeas.copying.whereabouts import whereabouts
from habeas.log.entry import decode
from habeas.vault import read
from habeas.vault.arriving import sealed_size
from habeas.vault.outside import handed
from habeas.wire.padding import padded


@dataclass(frozen=True)
class Sent:
    """One thing that was handed in: nothing here says what it is.

    `commit` is the SHA-256 of what was written, with salt: whoever reads it can show
    that it is this. `size` is rounded up, so that no file can be told by it; `files`
    counts sealed files.
    """

    number: int
    at: str
    commit: str
    size: int
    files: int
    reached: Reach

    @property
    def where(self) -> Sequence[Words]:
        """Where it is, besides here, in words."""
        return words(self.reached)


def sent(desk: Desk, case: str) -> list[Sent]:
    """Return what this device handed in, the newest first."""
    vault, id_ = desk.vault, bytes.fromhex(case)
    with vault.guard:
        known, found = whereabouts(desk, case), []
        for one in handed(vault, id_):
            envelope = decode(read.entry(vault, one.log, one.index).envelope)
            size = envelope.body_size + sum(
                sealed_size(vault.exhibits, stored) for stored in one.files
            )
            found.append(
                Sent(
                    one.index,
                    one.at,
                    envelope.commit.hex(),
                    padded(size),
                    len(one.files),
                    reach(known, one.log.hex(), one.index),
                )
            )
    return found
