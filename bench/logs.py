"""Verifying a log of very many entries, and a proof that one entry is in it.

Run as a program with a vault, it checks the log of the vault's one case as `habeas
verify` begins: every envelope's form and place, the tree, both signatures of the head.
"""

import functools
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import invented
from measure import (
    Mark,
    Run,
    Table,
    figure,
    forget_peak,
    in_a_fresh_process,
    peak,
    say,
    seconds_of,
    seeded,
    spread,
)

from habeas import app
from habeas.actions.record import open_case
from habeas.log.checkpoint import Checkpoint, log_vkeys, open_checkpoint
from habeas.log.entry import decode
from habeas.log.merkle import Frontier, inclusion_proof, leaf_hash, verify_inclusion
from habeas.vault import read
from habeas.vault.append import Draft, append
from habeas.vault.vault import Vault, open_vault

BATCH = 10_000
PROOFS = 300


def measure(folder: Path, leaves: int, runs: int) -> Table:
    """Measure with a log of so many entries in a vault in `folder`."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        place = Path(name)
        began = time.perf_counter()
        fill(place / "vault", leaves)
        filled = time.perf_counter() - began
        size = (place / "vault" / "log.db").stat().st_size
        found = [in_a_fresh_process("logs", place / "vault") for _ in range(runs)]
    cpu = [run.numbers["cpu"] for run in found]
    proofs = [run.numbers["proof"] * 1000 for run in found]
    most = max(run.peak for run in found)
    return Table(
        f"A log of {leaves:,} entries",
        ["", "median (range)"],
        [
            ["verified: seconds of processor time", spread(cpu)],
            ["verified: by the clock", spread([run.seconds for run in found])],
            ["an inclusion proof made and checked", spread(proofs, "ms")],
        ],
        f"{runs} fresh processes, peak memory {most:.0f} MiB. Verified are the form and"
        " place of every envelope, the tree and both signatures of its head, from"
        f" SQLCipher ({size / 2**20:,.0f} MiB); opening the sealed bodies as well is"
        " what 'verify everything' measures. The proof is the median of"
        f" {PROOFS} entries, from the stored nodes. Made in {filled:.0f} s.",
        _marks(leaves, found, cpu, proofs),
    )


def _marks(
    leaves: int, found: list[Run], cpu: list[float], proofs: list[float]
) -> list[Mark]:
    took, proof = median(cpu), median(proofs)
    say(f"verified in {seconds_of(found):.1f} s")
    return [
        Mark(
            f"verify a log of {leaves:,} entries",
            "under 8 s of CPU",
            f"{figure(took)} s",
            "",
            took < 8,  # noqa: PLR2004 - the mark
            "SQLCipher decrypts and authenticates every page of the database, sealed"
            " bodies among them",
        ),
        Mark(
            f"inclusion proof in a log of {leaves:,} entries",
            "under 2 ms",
            f"{figure(proof)} ms",
            "",
            proof < 2,  # noqa: PLR2004 - the mark
        ),
    ]


def fill(folder: Path, leaves: int) -> None:
    """Make a log of small sealed bodies; they are not folded into pages."""
    os.environ["XDG_STATE_HOME"] = str(folder.parent)
    desk = app.create(folder, invented.PASSPHRASE)
    case = open_case(desk, {"title": {"lang": "en", "text": "Long"}}, "bench")
    for start in range(2, leaves, BATCH):
        drafts = [
            Draft(1, "", b'{"_salt":"%0200d"}' % number, number)
            for number in range(start, min(start + BATCH, leaves))
        ]
        append(desk.vault, bytes.fromhex(case), drafts)
    desk.vault.close()


def check_once(folder: Path) -> dict[str, float]:
    """Check the log, then prove that some entries are in it."""
    os.environ["XDG_STATE_HOME"] = str(folder.parent)
    vault = open_vault(folder, invented.PASSPHRASE, heads=app.default_heads())
    forget_peak()  # the key derivation's
    (case,) = read.cases(vault)
    (log,) = read.logs(vault, case)
    began, used = time.perf_counter(), time.process_time()
    tree = Frontier().extend(_leaves(vault, log))
    head = open_checkpoint(read.head(vault, log.id), log_vkeys(log.id, log.mldsa44))
    if (head.size, head.root) != (tree.size, tree.root()):
        raise SystemExit("the log does not verify")
    seconds, cpu = time.perf_counter() - began, time.process_time() - used
    pick = seeded(5)
    proof = median(
        _prove(vault, log, head, pick.randrange(log.size)) for _ in range(PROOFS)
    )
    vault.close()
    return {"seconds": seconds, "cpu": cpu, "proof": proof, "peak": peak()}


def _leaves(vault: Vault, log: read.LogInfo) -> Iterator[bytes]:
    """Yield the leaf hashes of a log, each envelope's form and place checked."""
    for stored in read.entries(vault, log.id):
        envelope = decode(stored.envelope)
        if (envelope.case, envelope.log, envelope.index) != (
            log.case,
            log.id,
            stored.index,
        ):
            raise SystemExit("an entry is not in its place")
        yield leaf_hash(stored.envelope)


def _prove(vault: Vault, log: read.LogInfo, head: Checkpoint, index: int) -> float:
    """Make and check the proof that an entry is in the log; return the seconds."""
    leaf = leaf_hash(read.entry(vault, log.id, index).envelope)
    began = time.perf_counter()
    node = functools.partial(read.node, vault.db, log.id)
    path = inclusion_proof(index, head.size, node)
    held = verify_inclusion(leaf, index, head.size, path, head.root)
    seconds = time.perf_counter() - began
    if not held:
        raise SystemExit("an entry is not in the tree")
    return seconds


if __name__ == "__main__":
    print(json.dumps(check_once(Path(sys.argv[1]))))
