"""Hubs as processes of their own: several on one folder, killed at any moment."""

import signal
import threading
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import httpx
import pytest

from habeas.crypto.digest import sha256
from habeas.hub.folder import create_hub, invite, open_hub
from habeas.log.merkle import leaf_hash, root
from habeas.wire import pack
from tests.hub.conftest import ROOMY
from tests.hub.peer import Case, Device, Peer, chance, word
from tests.hub.process import NAME, WHOLE, process


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    create_hub(tmp_path / "hub", NAME)
    return tmp_path / "hub"


def invited(folder: Path) -> str:
    with open_hub(folder) as hub:
        return invite(hub, ROOMY, int(time.time()))


def read_whole(peer: Peer, case: Case, device: Device) -> list[pack.Packed]:
    at = f"/v1/logs/{device.log.hex()}/entries?from="
    found: list[pack.Packed] = []
    while True:
        read = pack.decode(peer.send(case.reader, "GET", f"{at}{len(found)}").content)
        if not read.entries:
            return found
        found += read.entries


def test_killed_at_any_moment_everything_acknowledged_is_there(folder: Path) -> None:
    token = invited(folder)
    case, blobs = Case(), list[bytes]()
    for seconds in (0.3, 0.11, None):
        with process(folder) as (run, peer):
            if seconds == 0.3:
                case = peer.open_case(token)
            require_all(peer, case, blobs)
            if seconds is not None:
                ender = threading.Timer(seconds, run.kill)
                ender.start()
                write_until_it_dies(peer, case, case.device, blobs)
                ender.join()


def require_all(peer: Peer, case: Case, blobs: list[bytes]) -> None:
    """Find all that was acknowledged; of what was not, whole packs or nothing."""
    device = case.device
    held = read_whole(peer, case, device)
    assert held[: len(device.entries)] == device.entries
    if device.sent and len(held) > len(device.entries):
        device.adopt(device.sent)
    assert held == device.entries
    assert root([leaf_hash(one.envelope) for one in held]) == device.tree.root()
    for blob in blobs:
        at = f"{case.at}/blobs/{sha256(blob).hex()}"
        assert peer.send(case.reader, "GET", at).content == blob


def write_until_it_dies(
    peer: Peer, case: Case, device: Device, blobs: list[bytes]
) -> None:
    """Append and put blobs; what was answered counts, what wasn't is remembered."""
    while True:
        try:
            draft = device.clone()
            device.sent = draft.write(3)
            assert peer.append(case, device.sent).status_code == 200
            device.adopt(device.sent)
            device.sent = None
            blob = chance(100_000)
            at = f"{case.at}/blobs/{sha256(blob).hex()}"
            assert peer.send(case.lead, "PUT", at, blob).status_code == 201
            blobs.append(blob)
        except httpx.TransportError:
            return


def at_once(*acts: Callable[[], None]) -> None:
    """Do all of it at the same time."""
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_two_processes_on_one_folder_are_one_hub(folder: Path) -> None:
    token = invited(folder)
    with process(folder) as (_, one), process(folder) as (_, two):
        case = one.open_case(token)
        devices = [Device(case.id) for _ in range(2)]
        logs = {d.log: d.keys.mldsa44_public for d in (case.device, *devices)}
        note = case.next_list(logs=logs)
        assert two.send(case.lead, "PUT", case.at + "/access", note).status_code == 200
        require_one_memory_of_nonces(one, two, case)
        require_both_write(one, two, case, devices)
        require_one_history(one, two, case)


def require_one_memory_of_nonces(one: Peer, two: Peer, case: Case) -> None:
    at = case.at + "/changes"
    headers = one.headers(case.reader, "GET", at)
    assert one.raw("GET", at, b"", headers).status_code == 200
    assert word(two.raw("GET", at, b"", headers)) == "replay"


def require_both_write(one: Peer, two: Peer, case: Case, devices: list[Device]) -> None:
    answers: list[int] = []

    def write(peer: Peer, device: Device) -> None:
        answers.extend(
            peer.append(case, device.write(), device).status_code for _ in range(15)
        )

    first, second = devices
    at_once(partial(write, one, first), partial(write, two, second))
    assert answers == [200] * 30
    for device in devices:
        assert read_whole(one, case, device) == device.entries


def require_one_history(one: Peer, two: Peer, case: Case) -> None:
    """A cloned disk at both at once: one history, and a proof of the other."""
    answers: list[int] = []

    def write(peer: Peer, device: Device) -> None:
        answers.append(peer.append(case, device.write(), device).status_code)

    clone = case.device.clone()
    at_once(partial(write, one, case.device), partial(write, two, clone))
    assert sorted(answers) == [200, 409]
    fork = f"{case.log_at}/fork"
    assert one.send(case.reader, "GET", fork).status_code == 200
    assert len(read_whole(two, case, case.device)) == 1


def test_a_signal_ends_it_in_order(folder: Path) -> None:
    with process(folder, WHOLE) as (run, peer):
        assert peer.raw("GET", "/v1/hub", b"", {}).status_code == 200
        peer.client.close()
        run.send_signal(signal.SIGTERM)
        assert run.wait(20) in {0, -signal.SIGTERM}
    assert (folder.parent / "hub.err").read_text() == ""
