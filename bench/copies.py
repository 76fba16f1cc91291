"""Copies of a case over a hub on loopback: a note, nothing new, and a new device.

Run as a program with a vault, a case and a hub's address, it takes in the case on a new
device and prints its numbers.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

from hubs import NAME, served
from measure import Mark, Table, figure, in_a_fresh_process, peak, say, spread

from habeas import app
from habeas.actions.desk import Desk
from habeas.actions.drafting import New
from habeas.actions.members import Newcomer, Seat, admit, share
from habeas.actions.record import begin_log, open_case, put, put_all
from habeas.case.facts.members import Role
from habeas.copying.desks import directly
from habeas.copying.exchange import exchange
from habeas.copying.watching import Watch
from habeas.crypto.nonce import random_bytes
from habeas.crypto.passphrase import LEAST_MEMORY, KdfParams
from habeas.hub.folder import create_hub, invite, open_hub
from habeas.hub.store import Quota
from habeas.sync.network import Answer, Call, Network
from habeas.vault import read
from habeas.vault.case_keys import CaseKeys, new_keys
from habeas.vault.foreign import Writer, join
from habeas.vault.hubs import KnownHub, keep_hub
from habeas.vault.own_logs import LogKeys, new_log
from habeas.views.records import records

PASSPHRASE = "an invented passphrase for measuring"  # noqa: S105 - throwaway vaults
TITLE = {"title": {"lang": "en", "text": "An invented case"}}
TEXT = "He said that it was cold and that nobody came when he called. " * 4
NOTES, LONG_NOTES = 20, 5
LONG = 40
"""Times the text of a short note: a statement of about 10,000 letters."""
BATCH = 500


@dataclass
class Wire:
    """Counts what goes over the network from the moment it is made."""

    bytes: int = 0
    questions: int = 0

    def __post_init__(self) -> None:
        real = Network.exchange

        async def counted(network: Network, call: Call) -> Answer:
            answer = await real(network, call)
            heads = len(repr(call.headers)) + len(repr(answer.headers))
            self.bytes += len(call.body) + len(answer.body) + len(call.target) + heads
            self.questions += 1
            return answer

        Network.exchange = counted  # type: ignore[method-assign,assignment]


@dataclass
class Place:
    """A folder with a hub in it, and the vaults that know it."""

    folder: Path
    address: str

    def desk(self, name: str) -> Desk:
        """Return a new vault."""
        params = KdfParams(LEAST_MEMORY, 1, 1, random_bytes(16))
        return app.create(self.folder / name, PASSPHRASE, params=params)

    def know(self, desk: Desk, case: str, *, invited: bool = False) -> None:
        """Let a vault know the hub."""
        with open_hub(self.folder / "hub") as hub:
            quota = Quota(10**11, 10**8)
            token = invite(hub, quota, int(time.time())) if invited else ""
            keys = hub.keys
            known = KnownHub(
                self.address,
                NAME,
                keys.ed25519_public,
                keys.mldsa44_public,
                invitation=token,
            )
        keep_hub(desk.vault, bytes.fromhex(case), known)

    def begin(self, desk: Desk) -> str:
        """Begin a case that has a hub."""
        case = open_case(desk, TITLE, "bench")
        self.know(desk, case, invited=True)
        return case

    def enter(self, ann: Desk, case: str, name: str) -> Desk:
        """Let somebody in, who has everything of the case once they exchanged."""
        keys, log = new_keys(), new_log()
        admit_keys(ann, case, keys, log)
        desk = self.desk(name)
        come_in(ann, desk, case, keys)
        self.know(desk, case)
        whole(ann, case)
        whole(desk, case)
        begin_log(desk, case, log)
        whole(desk, case)
        whole(ann, case)
        return desk


def admit_keys(
    desk: Desk, case: str, keys: CaseKeys, log: LogKeys, name: str = "Beth"
) -> None:
    """Let in a device by its keys; each name of a case stands for one person."""
    asked = Newcomer("laptop", keys.box_public, log.id, log.mldsa44, keys.request)
    admit(desk, case, asked, Seat(name, Role.EDITOR))


def come_in(source: Desk, target: Desk, case: str, keys: CaseKeys) -> None:
    """Let a vault know the case, and the log that it began with."""
    id_ = bytes.fromhex(case)
    (root,) = (one for one in read.logs(source.vault, id_) if one.own)
    join(target.vault, id_, Writer(root.id, root.mldsa44), keys)


def whole(desk: Desk, case: str) -> None:
    """Exchange, and see that all went well."""
    report = exchange(desk, case)
    if not report.whole:
        raise SystemExit(report.hubs[0].said(str))


def note(number: int, times: int = 1) -> New:
    """Return an invented note."""
    words = {"lang": "en", "text": f"{number}: {TEXT * times}"}
    return New("note", {"text": words})


def measure(folder: Path, entries: int, cases: int, runs: int) -> Table:
    """Measure with so many entries to take in, and so many cases with nothing new."""
    with tempfile.TemporaryDirectory(dir=folder) as name:
        os.environ["XDG_STATE_HOME"] = name  # this machine need not remember it
        create_hub(Path(name) / "hub", NAME)
        with served(Path(name) / "hub") as (port, _pid):
            place = Place(Path(name), f"http://127.0.0.1:{port}")
            one = asyncio.run(_one_note(place))
            say(f"one note: {one['seconds'] * 1000:.0f} ms, {one['ratio']:.1f}x")
            idle = _nothing_new(place, cases)
            say(f"nothing new: {idle['each'] * 1000:.1f} ms a case")
            took = _new_device(place, entries, runs)
    rows = [
        ["one note to another online copy, median", f"{one['seconds'] * 1000:.0f} ms"],
        ["the slowest of them", f"{one['slowest'] * 1000:.0f} ms"],
        ["bytes on the wire, both ways and both copies", f"{one['bytes']:,.0f}"],
        ["the same over its sealed body", f"{one['ratio']:.1f}x"],
        [f"over a sealed body of {one['long']:,.0f} bytes", f"{one['longer']:.1f}x"],
        [f"nothing new in {cases:,} cases", f"{figure(idle['all'])} s"],
        ["questions for each", figure(idle["questions"])],
        ["a case of 10 entries, one of 5,000", idle_words(idle)],
        [f"a new device takes in {entries:,} entries", spread(took["seconds"])],
        ["entries a second", figure(entries / min(took["seconds"]))],
        [
            "its processor time for an entry (least)",
            f"{figure(min(took['cpu']) / entries * 1e6)} µs",
        ],
        ["its peak of memory", f"{max(took['peak']):.0f} MiB"],
    ]
    return Table(
        "Copies of a case by a hub over loopback",
        ("", "measured"),
        rows,
        f"One process with SQLite is the hub. {NOTES} notes, each saved by one copy and"
        " read by another, which both watch in one process; sealed bodies of"
        f" {one['body']:.0f} bytes. A new device verifies, opens and folds what it"
        " takes in.",
        _marks(one, idle, entries, took),
    )


def idle_words(idle: dict[str, float]) -> str:
    """Say what a small and a large case cost with nothing new."""
    return f"{idle['small'] * 1000:.1f} ms, {idle['large'] * 1000:.1f} ms"


async def _one_note(place: Place) -> dict[str, float]:
    ann = place.desk("ann")
    case = place.begin(ann)
    share(ann, case, "Ann", "laptop")
    bob = await asyncio.to_thread(place.enter, ann, case, "bob")
    loop, tasks = asyncio.get_running_loop(), []
    for desk in (ann, bob):
        watch = Watch(directly(desk), lambda _report: None)
        desk.vault.at_growth.append(partial(loop.call_soon_threadsafe, watch.wake))
        tasks.append(asyncio.create_task(watch.run(case)))
    await asyncio.sleep(2)
    wire = Wire()
    short = await _sent((ann, bob), case, wire, [1] * NOTES)
    long = await _sent((ann, bob), case, wire, [LONG] * LONG_NOTES, NOTES)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    ann.close()
    bob.close()
    return {
        "seconds": median(one[0] for one in short),
        "slowest": max(one[0] for one in short),
        "bytes": median(one[1] for one in short),
        "body": short[-1][2],
        "ratio": median(one[1] / one[2] for one in short),
        "long": long[-1][2],
        "longer": median(one[1] / one[2] for one in long),
    }


async def _sent(
    desks: tuple[Desk, Desk], case: str, wire: Wire, notes: list[int], before: int = 0
) -> list[tuple[float, int, int]]:
    """Save notes one by one; return seconds, bytes on the wire and of each body."""
    ann, bob = desks
    (own,) = (one for one in read.logs(ann.vault, bytes.fromhex(case)) if one.own)
    found = []
    for number, times in enumerate(notes, before):
        used, began = wire.bytes, time.perf_counter()
        put(ann, case, "note", note(number, times).fields)
        await _until(lambda n=number: len(records(bob.views, case, "note")) > n)  # type: ignore[misc]
        took = time.perf_counter() - began
        await asyncio.sleep(1)
        entry = read.entry(ann.vault, own.id, own.size + number - before)
        found.append((took, wire.bytes - used, len(entry.sealed or b"")))
    return found


async def _until(met: Callable[[], bool]) -> None:
    while not met():  # noqa: ASYNC110 - as a person looks
        await asyncio.sleep(0.002)


def _nothing_new(place: Place, cases: int) -> dict[str, float]:
    desk = place.desk("many")
    every = []
    for _ in range(cases):
        case = place.begin(desk)
        whole(desk, case)
        every.append(case)
    small, large = every[0], place.begin(desk)
    put_all(desk, small, [note(number) for number in range(8)])
    for start in range(0, 5_000, BATCH):
        put_all(desk, large, [note(start + number) for number in range(BATCH)])
    for case in (small, large):
        whole(desk, case)
    for case in every:
        whole(desk, case)  # its own changes are news once
    wire, began = Wire(), time.perf_counter()
    for case in every:
        whole(desk, case)
    all_of_them, asked = time.perf_counter() - began, wire.questions
    sizes = {}
    for name, case in (("small", small), ("large", large)):
        whole(desk, case)
        began = time.perf_counter()
        for _ in range(20):
            whole(desk, case)
        sizes[name] = (time.perf_counter() - began) / 20
    desk.close()
    each = all_of_them / cases
    return {
        "all": all_of_them,
        "each": each,
        "questions": asked / cases,
        **sizes,
    }


def _new_device(place: Place, entries: int, runs: int) -> dict[str, list[float]]:
    ann = place.desk("full")
    case = place.begin(ann)
    share(ann, case, "Ann", "laptop")
    for start in range(0, entries, BATCH):
        most = min(BATCH, entries - start)
        put_all(ann, case, [note(start + number) for number in range(most)])
    whole(ann, case)
    found: dict[str, list[float]] = {"seconds": [], "peak": [], "cpu": []}
    for turn in range(runs):
        keys, log = new_keys(), new_log()
        admit_keys(ann, case, keys, log, f"Beth {turn}")
        whole(ann, case)
        desk = place.desk(f"new {turn}")
        come_in(ann, desk, case, keys)
        place.know(desk, case)
        desk.close()
        run = in_a_fresh_process("copies", place.folder / f"new {turn}", case)
        found["seconds"].append(run.seconds)
        found["peak"].append(run.peak)
        found["cpu"].append(run.numbers["cpu"])
        say(f"run {turn + 1}: {run.seconds:.1f} s, {run.peak:.0f} MiB")
    ann.close()
    return found


def _marks(
    one: dict[str, float],
    idle: dict[str, float],
    entries: int,
    took: dict[str, list[float]],
) -> list[Mark]:
    rate = entries / min(took["seconds"])
    return [
        Mark(
            "one new entry to another online copy",
            "under 1 s median",
            f"{one['seconds'] * 1000:.0f} ms",
            "",
            one["seconds"] < 1,
        ),
        Mark(
            "one new entry to another online copy",
            "bytes within 4x the sealed body",
            f"{one['ratio']:.1f}x",
            "",
            one["ratio"] <= 4,  # noqa: PLR2004 - the mark
            "three signatures that outlast quantum computers (its head, there and on to"
            " the other copy, and the hub's) are 9.7 kB in base64, whatever the body;"
            f" with a body of {one['long']:,.0f} bytes it is {one['longer']:.1f}x",
        ),
        Mark(
            "nothing new, many cases",
            "one round trip for each",
            f"{figure(idle['questions'])} questions",
            "",
            idle["questions"] <= 1,
            "one question for all would tell the hub which cases lie on one device",
        ),
        Mark(
            "nothing new",
            "cost independent of what is held",
            idle_words(idle),
            f"{idle['large'] / idle['small']:.2f}x",
            idle["large"] < 1.5 * idle["small"],
        ),
        Mark(
            f"a new device takes in {entries:,} entries",
            "5,000 entries/s",
            f"{figure(rate)} entries/s",
            f"{rate / 5000:.2f}x",
            rate >= 5000,  # noqa: PLR2004 - the mark
            "each is opened, checked and put into the search in one thread",
        ),
        Mark(
            f"a new device takes in {entries:,} entries",
            "memory under 300 MB",
            f"{max(took['peak']):.0f} MiB",
            "",
            max(took["peak"]) < 286,  # noqa: PLR2004 - 300 MB in MiB
        ),
    ]


def _take_in(vault: Path, case: str) -> None:
    desk = app.unlock(vault, PASSPHRASE)
    began, used = time.perf_counter(), time.process_time()
    whole(desk, case)
    numbers = {
        "seconds": time.perf_counter() - began,
        "cpu": time.process_time() - used,
        "peak": peak(),
    }
    desk.close()
    print(json.dumps(numbers))


if __name__ == "__main__":
    _take_in(Path(sys.argv[1]), sys.argv[2])
