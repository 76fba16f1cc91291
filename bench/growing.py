"""How a hub's PostgreSQL grows: bytes and time an entry, at growing sizes.

By hand: `.venv/bin/python bench/growing.py ENTRIES BATCH`, for docs/scale.md.
"""

import sys
import tempfile
import time
from pathlib import Path

from measure import load, row

sys.path.append(str(Path(__file__).resolve().parent.parent))

import psycopg
from hubs import BODY, Writer

from habeas.crypto.nonce import random_bytes
from habeas.crypto.sign import ed25519_public
from habeas.hub.admission import examine, judge
from habeas.hub.places import Places
from habeas.hub.store import Growth, Quota, Store
from habeas.wire import pack
from habeas.wire.access import NO_LIST, AccessList, read_access, sign_access
from tests.hub.servers import Postgres

LOGS, STEPS = 90, 5
TABLES = ("entries", "logs", "changes", "hub_heads", "hub_hashes")


def opened(store: Store) -> list[Writer]:
    """Open a case with logs."""
    case, lead, token = random_bytes(16), random_bytes(32), random_bytes(32)
    writers = [Writer(case, random_bytes(32)) for _ in range(LOGS)]
    logs = {one.log: one.keys.mldsa44_public for one in writers}
    listed = AccessList(case, 1, NO_LIST, frozenset({ed25519_public(lead)}), logs)
    store.cases.invite(token, Quota(10**15, 10**12), 2**40)
    store.cases.put_access(read_access(sign_access(listed, lead)), token, 0)
    return writers


def judged(store: Store, writer: Writer, batch: int) -> Growth:
    """Return a batch that was judged sound."""
    made = pack.decode(writer.made(batch)[0])
    held = store.logs.log(writer.log)
    if held is None:
        raise RuntimeError("no such log")
    found = judge(examine(made, held), held, lambda *_: [])
    if not isinstance(found, Growth):
        raise TypeError("not sound")
    return found


def grow(store: Store, writers: list[Writer], entries: int, batch: int) -> float:
    """Take in entries in batches; return the seconds of the store alone."""
    seconds = 0.0
    for number in range(entries // batch):
        growth = judged(store, writers[number % LOGS], batch)
        begun = time.perf_counter()
        store.logs.append([growth])
        seconds += time.perf_counter() - begun
    return seconds


def main(entries: int, batch: int) -> None:
    """Print a row of a table for each step."""
    print(
        row(("entries", f"a batch of {batch}", *TABLES, "all", "bytes an entry", "WAL"))
    )
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        place.chmod(0o755)
        server = Postgres.made(place / "data", fsync="on", shared_buffers="'1GB'")
        server.start()
        try:
            address = server.new_database()
            store, close = Places(address).open_store(place)
            writers = opened(store)
            for step in range(1, STEPS + 1):
                seconds = grow(store, writers, entries // STEPS, batch)
                told(
                    address,
                    step * entries // STEPS,
                    seconds / (entries // STEPS // batch),
                )
            close()
        finally:
            server.kill()
    print(f"bodies of {BODY} bytes; load {load()}")


def told(address: str, entries: int, seconds: float) -> None:
    """Print what is on the disk by now."""
    with psycopg.connect(address, autocommit=True) as line:
        sizes = []
        for table in TABLES:
            sql = "SELECT pg_total_relation_size(%s::regclass)"
            found = line.execute(sql, (table,)).fetchone()
            sizes.append(found[0] if found else 0)
        wal = line.execute("SELECT pg_current_wal_lsn() - '0/0'").fetchone()
    mib = [f"{size / 2**20:.1f} MiB" for size in (*sizes, sum(sizes))]
    each = f"{sum(sizes) / entries:.0f}"
    cells = [f"{entries:,}", f"{seconds * 1000:.1f} ms", *mib, each]
    print(row([*cells, f"{(wal[0] if wal else 0) / 2**20:.0f} MiB"]), flush=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
