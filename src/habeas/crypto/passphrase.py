"""From what a person types to a key: Argon2id (RFC 9106)."""

import os
import time
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from habeas.crypto.nonce import random_bytes
from habeas.errors import DamagedError
from habeas.words import N_

KEY_SIZE = 32
SALT_SIZE = 16
SALT_SIZES = range(8, 65)  # RFC 9106 §3.1 asks for at least 8, recommends 16
LANES = 4
MOST_LANES = 64  # RFC 9106 allows 2^24; no machine has them
MIB = 1024  # in KiB, the unit of Argon2
LEAST_MEMORY = 64 * MIB
USUAL_MEMORY = 256 * MIB
MOST_MEMORY = 2048 * MIB
MOST_WORK = 64 * 1024 * MIB  # KiB filled in all passes together: a minute or two
SMALL_MEMORY_PASSES = 3  # RFC 9106 §4: with 64 MiB, three passes


@dataclass(frozen=True)
class KdfParams:
    """Argon2id cost and salt, as they stand in the open beside the wrapped key.

    Bounds are checked here, so that a hostile vault file cannot ask for a terabyte
    of memory or a year of work.

    Raises:
        DamagedError: a number is out of bounds.
    """

    memory_kib: int
    iterations: int
    lanes: int
    salt: bytes

    def __post_init__(self) -> None:
        """Refuse numbers that no Habeas ever wrote."""
        good = (
            1 <= self.lanes <= MOST_LANES
            and 8 * self.lanes <= self.memory_kib <= MOST_MEMORY
            and self.iterations >= 1
            and self.memory_kib * self.iterations <= MOST_WORK
            and len(self.salt) in SALT_SIZES
        )
        if not good:
            raise DamagedError(N_("The passphrase settings of this vault are damaged."))


def passphrase_bytes(text: str) -> bytes:
    """Return the passphrase as NFC-normalised UTF-8.

    The same letters typed on another keyboard or system give the same bytes.
    """
    return unicodedata.normalize("NFC", text).encode()


def derive(passphrase: bytes, params: KdfParams) -> bytes:
    """Return the 32-byte key of a passphrase. Takes about a second, on purpose."""
    kdf = Argon2id(
        salt=params.salt,
        length=KEY_SIZE,
        iterations=params.iterations,
        lanes=params.lanes,
        memory_cost=params.memory_kib,
    )
    return kdf.derive(passphrase)


def machine_memory_kib() -> int:
    """Return the physical memory in KiB, or 0 where the system does not say."""
    try:
        return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // 1024
    except (AttributeError, ValueError, OSError):  # Windows has no sysconf
        return 0


def calibrate(
    target_seconds: float = 1.0,
    *,
    memory_kib: int | None = None,
    timer: Callable[[], float] = time.perf_counter,
) -> KdfParams:
    """Choose costs that take about `target_seconds` on this machine, with a new salt.

    RFC 9106 §4: fix the lanes, take the most memory the machine can spare (an
    eighth of it, at most 256 MiB; never below 64 MiB), then raise the number of
    passes until the time is reached.

    Args:
        target_seconds: how long unlocking may take.
        memory_kib: physical memory in KiB; asked of the system when not given.
        timer: returns seconds.
    """
    physical = machine_memory_kib() if memory_kib is None else memory_kib
    memory = max(LEAST_MEMORY, min(USUAL_MEMORY, physical // 8))
    once = KdfParams(memory, 1, LANES, random_bytes(SALT_SIZE))
    began = timer()
    derive(b"how long does one pass take?", once)
    elapsed = max(timer() - began, 1e-6)
    least = 1 if memory >= USUAL_MEMORY else SMALL_MEMORY_PASSES
    most = MOST_WORK // memory
    passes = min(max(round(target_seconds / elapsed), least), most)
    return replace(once, iterations=passes)
